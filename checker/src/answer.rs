//! The answers of the checker. Whatever is not accepted says why: by a variant, and in words.

use std::fmt::Display;

/// What was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The kind of the certificate.
    pub kind: String,
    /// The `id` of the claim: a free text, which the checker copies.
    pub id: String,
    /// The length `L`.
    pub length: usize,
    /// How many instances, relations or refutations were checked.
    pub checked: usize,
}

/// What keeps a document from being accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of fault.
    pub reason: Reason,
    /// What it is.
    pub words: String,
}

/// A result, or the fault of the document.
pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

/// Why a document is rejected, or declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    // Rejected: the document is wrong.
    /// Not a JSON text.
    NotJson,
    /// A key is missing, unknown or there twice; a value of a wrong type, a list of a wrong length.
    WrongForm,
    /// Not a rational number, or a count, as the format writes it.
    BadNumber,
    /// The statement, or the value of its constant, is not in the grammar.
    StatementSyntax,
    /// A name that nothing binds, or a quantity of the schedule where there is none.
    UnknownName,
    /// A name that has a meaning already is bound.
    NameTaken,
    /// Not exactly one quantifier is `law`, or it is not `for all`.
    NotOneLaw,
    /// Scalars and informations are mixed up.
    IllTyped,
    /// The statement lacks the constant, or the schedule, that the document speaks of.
    NotInStatement,
    /// An expression has no value in an instance.
    NoValue,
    /// Not an instance of the statement (in the class, for `constant`), or there twice.
    WrongInstance,
    /// An instance of the statement is not listed.
    MissingInstance,
    /// Not a mixture of schedules that the statement allows.
    WrongMixture,
    /// A coefficient is not that of the statement.
    WrongCoefficient,
    /// A right coefficient, or the constant of a difference, has the wrong sign.
    NotProved,
    /// The point of sharpness does not show that the constant is sharp.
    NotSharp,
    /// Not a law of the length and the vocabulary, or no code has these parameters.
    WrongLaw,
    /// The sampler and the identity disagree: an error in this checker or in the format.
    FormulaMismatch,
    /// The premise is false at the law, so that the case decides nothing.
    PremiseFalse,
    /// The verdict is another.
    VerdictDiffers,
    /// The relation is true at the law that should violate it, or the premise is false there.
    NotViolated,
    /// Not one for each schedule that fulfils the condition, or not of one law where it must be one.
    WrongRefutations,

    // Declined: the document may be right; this checker does not decide it.
    /// Another version of the format.
    Version,
    /// An unknown kind.
    Kind,
    /// Outside the fragment that this kind decides.
    Fragment,
    /// Beyond a limit of `limits.rs`.
    TooLarge,
    /// A code that may exist, but is not among those that the format names.
    CodeNotKnown,
}

impl Reason {
    /// Whether the document may be right all the same.
    pub fn declines(self) -> bool {
        matches!(self, Self::Version | Self::Kind | Self::Fragment | Self::TooLarge | Self::CodeNotKnown)
    }

    pub(crate) fn of(self, words: impl Display) -> Fault {
        Fault { reason: self, words: words.to_string() }
    }

    /// The fault, unless the condition holds.
    pub(crate) fn unless(self, condition: bool, words: impl Display) -> Result<()> {
        if condition { Ok(()) } else { Err(self.of(words)) }
    }
}
