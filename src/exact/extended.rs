//! Forms extended by `+infinity`, the value of a KL divergence whose second law misses a possible outcome.

use super::log_form::LogForm;

/// A linear form in logarithms or `+infinity`.
///
/// The order is that of the extended reals; `+infinity` equals itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extended {
    /// A finite value.
    Finite(LogForm),
    /// `+infinity`.
    PositiveInfinity,
}

impl Extended {
    /// The finite value, if it is one.
    pub fn finite(&self) -> Option<&LogForm> {
        match self {
            Self::Finite(form) => Some(form),
            Self::PositiveInfinity => None,
        }
    }

    /// Whether the value is `+infinity`.
    pub fn is_infinite(&self) -> bool {
        self.finite().is_none()
    }

    /// `self + other`; `+infinity` absorbs.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        match (&mut self, other) {
            (Self::Finite(sum), Self::Finite(form)) => {
                *sum += form;
                self
            }
            _ => Self::PositiveInfinity,
        }
    }
}

impl From<LogForm> for Extended {
    fn from(form: LogForm) -> Self {
        Self::Finite(form)
    }
}
