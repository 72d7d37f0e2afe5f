//! Errors of claims, with the place in the source.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use thiserror::Error;

use crate::diagnosis::{Advice, Diagnosis, Excerpt};
use crate::law::readers::bounded::mend;

/// Where something stands in the text of a statement: byte offsets.
pub type Span = Range<usize>;

/// What kind of mistake a claim has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// The statement is not in the language.
    Syntax,
    /// A name that nothing defines, or that is defined twice.
    Name,
    /// Types that do not fit.
    Type,
    /// A quantity that needs a quantifier which is missing or comes too late.
    Scope,
    /// A value outside what a function accepts, found when the claim is instantiated.
    Domain,
    /// Instances that take more work, or more memory, than is allowed.
    TooLarge,
}

impl Mistake {
    fn code(self) -> &'static str {
        match self {
            Self::Syntax => "claim::syntax",
            Self::Name => "claim::name",
            Self::Type => "claim::type",
            Self::Scope => "claim::scope",
            Self::Domain => "claim::domain",
            Self::TooLarge => "claim::too_large",
        }
    }
}

/// A mistake in a statement, before the file it came from is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementError {
    /// The kind of mistake.
    pub mistake: Mistake,
    /// What is wrong, in one sentence.
    pub message: String,
    /// A few words at the place.
    pub label: String,
    /// How to mend it.
    pub help: String,
    /// Where it stands in the statement.
    pub span: Span,
}

impl ClaimError {
    /// A mistake in a statement that is in no file.
    pub fn in_statement(text: &str, error: StatementError) -> Self {
        Self::Statement { name: "statement".to_owned(), error: Box::new(error), file_text: text.into() }
    }
}

impl StatementError {
    /// An error at a place.
    pub fn new(
        mistake: Mistake,
        span: &Span,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { mistake, message: message.into(), label: label.into(), help: help.into(), span: span.clone() }
    }
}

impl StatementError {
    /// Whether the statement has no meaning for the length and vocabulary that it was instantiated for, where it may
    /// have one for others: such a shape is left out and reported.
    pub fn is_undefined(&self) -> bool {
        self.mistake == Mistake::Domain
    }

    /// Whether the instances for a length and vocabulary take more work than is allowed.
    pub fn is_too_large(&self) -> bool {
        self.mistake == Mistake::TooLarge
    }
}

/// A claim that cannot be used. Its `Debug` is [`Diagnosis::explained`], which `unwrap` and `main` show.
#[derive(Error)]
pub enum ClaimError {
    /// The file cannot be read.
    #[error("{}: cannot read the claim file: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The file is not a claim file.
    #[error("{name}: not a claim file: {message}")]
    File {
        /// The file.
        name: String,
        /// What is wrong.
        message: String,
        /// Where, if known.
        span: Option<Span>,
        /// The text of the file.
        file_text: Box<str>,
    },
    /// The statement is wrong.
    #[error("{name}: {}", error.message)]
    Statement {
        /// The file.
        name: String,
        /// The mistake; its span is into the file.
        error: Box<StatementError>,
        /// The text of the file.
        file_text: Box<str>,
    },
}

impl ClaimError {
    /// The message, where the statement has no meaning for a length and vocabulary, see
    /// [`StatementError::is_undefined`].
    pub fn undefined(&self) -> Option<&str> {
        match self {
            Self::Statement { error, .. } if error.is_undefined() => Some(&error.message),
            Self::Statement { .. } | Self::Unreadable { .. } | Self::File { .. } => None,
        }
    }
}

impl ClaimError {
    /// The bytes of the file that are meant, where they are known.
    fn span(&self) -> Option<Span> {
        match self {
            Self::Unreadable { .. } => None,
            Self::File { span, .. } => span.clone(),
            Self::Statement { error, .. } => Some(error.span.clone()),
        }
    }
}

impl fmt::Debug for ClaimError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.explained())
    }
}

impl Diagnosis for ClaimError {
    fn advice(&self) -> Advice {
        match self {
            Self::Unreadable { error, .. } => Advice::new("claim::unreadable", mend(error)),
            Self::File { .. } => Advice::new(
                "claim::file",
                "a claim file is TOML with id, title, source, provenance (P, S, M or D), statement and perhaps expect, \
                 reading, evaluation, note; docs/claim-language.md describes it",
            ),
            Self::Statement { error, .. } => Advice::new(error.mistake.code(), error.help.as_str()),
        }
    }

    fn excerpt(&self) -> Option<Excerpt<'_>> {
        match self {
            Self::Unreadable { .. } => None,
            Self::File { file_text, .. } => Excerpt::new(file_text, self.span()?, ""),
            Self::Statement { error, file_text, .. } => Excerpt::new(file_text, self.span()?, &error.label),
        }
    }
}
