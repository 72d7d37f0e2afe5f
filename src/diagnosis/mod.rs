//! What an error tells beside its message: a code, how to mend it, and its place in a text.
//!
//! The message is the `Display` of the error; [`Diagnosis::explained`] puts the parts together.
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
pub mod nearest;

pub use excerpt::Excerpt;

/// An error that says how to mend it, and where it is.
pub trait Diagnosis: std::error::Error {
    /// The code of the mistake, and how to mend it.
    fn advice(&self) -> Advice;

    /// The place of the mistake in a text that was read; `None` where there is no such text, or no place is known.
    fn excerpt(&self) -> Option<Excerpt<'_>> {
        None
    }

    /// All of it in one text: a line with the code, the message, the place and how to mend it, and below it the line of
    /// the text that was read, with a mark.
    ///
    /// ```
    /// use maskproof::{Claim, Diagnosis};
    /// let error = Claim::of_statement("for all law: E_LK <= TC").unwrap_err();
    /// let text = error.explained();
    /// assert!(text.starts_with("error[claim::name]: statement: `E_LK`"), "{text}");
    /// assert!(text.ends_with("\n  1 | for all law: E_LK <= TC\n    |              ^^^^ unknown\n"), "{text}");
    /// ```
    fn explained(&self) -> String {
        explained(&self.to_string(), &self.advice(), self.excerpt().as_ref())
    }
}

/// The text of [`Diagnosis::explained`] from its parts.
pub fn explained(message: &str, advice: &Advice, excerpt: Option<&Excerpt<'_>>) -> String {
    let place =
        excerpt.map_or(String::new(), |excerpt| format!(" (line {}, column {})", excerpt.line(), excerpt.column()));
    let message = message.replace('\n', "\\n").replace('\t', "\\t");
    let excerpt = excerpt.map_or(String::new(), |excerpt| excerpt.to_string());
    format!("error[{}]: {message}{place}; {}\n{excerpt}", advice.code, advice.help)
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
