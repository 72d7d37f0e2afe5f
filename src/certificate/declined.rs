//! Why no certificate is written.

use std::fmt;

use crate::limits::CERTIFICATE_LENGTH_LIMIT;

/// Why there is no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declined {
    /// The checker does not read this piece of the claim.
    Unread(String),
    /// There is no case, and nothing to certify.
    NoCase,
    /// Nothing was decided.
    Undecided,
    /// A stop came before the law of a refutation was made.
    Stopped,
    /// The verdict is no decision: vacuous, undefined, or not computed.
    NoDecision,
    /// Every schedule would be listed, and they are too many.
    TooLong(usize),
    /// The format has no place for it.
    Format(&'static str),
}

impl fmt::Display for Declined {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(piece) => write!(formatter, "the checker does not read `{piece}`"),
            Self::NoCase => write!(formatter, "the statement has no case there"),
            Self::Undecided => write!(formatter, "nothing was decided"),
            Self::Stopped => write!(formatter, "stopped before its law was made"),
            Self::NoDecision => write!(formatter, "the case is vacuous, undefined or not computed on the law"),
            Self::TooLong(length) => {
                write!(
                    formatter,
                    "certificates list every schedule, up to L = {CERTIFICATE_LENGTH_LIMIT}, and here L = {length}"
                )
            }
            Self::Format(what) => write!(formatter, "the format has no place for {what}"),
        }
    }
}
