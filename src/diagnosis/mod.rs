//! What an error tells beside its message: a code, how to mend it, and its place in a text.
//!
//! The message is the `Display` of the error; whoever shows it decides how the parts stand together.
//!
//! ```
//! use maskproof::diagnosis::Diagnosis;
//! use maskproof::language::Claim;
//!
//! let text = "id = 'x'\ntitle = 't'\nsource = 's'\nprovenance = 'D'\nstatement = 'for all law: TC * TC >= 0'\n";
//! let error = Claim::parse("x.toml", text).unwrap_err();
//! let excerpt = error.excerpt().unwrap();
//! assert_eq!((error.advice().code, excerpt.line(), excerpt.column()), ("claim::type", 5, 27));
//! assert!(excerpt.to_string().contains("^^^^^^^"));
//! ```

pub mod excerpt;

pub use excerpt::Excerpt;

/// An error that says how to mend it, and where it is.
pub trait Diagnosis: std::error::Error {
    /// The code of the mistake, and how to mend it.
    fn advice(&self) -> Advice;

    /// The place of the mistake in a text that was read; `None` where there is no such text, or no place is known.
    fn excerpt(&self) -> Option<Excerpt<'_>> {
        None
    }
}

/// The code of a mistake, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The name of the mistake, `layer::mistake`: the same in all versions.
    pub code: &'static str,
    /// What to do, a phrase that begins with a small letter.
    pub help: String,
}

impl Advice {
    /// The advice for a mistake of this code.
    pub fn new(code: &'static str, help: impl Into<String>) -> Self {
        Self { code, help: help.into() }
    }
}
