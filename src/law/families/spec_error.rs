//! What can be wrong with the spec of a family.

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::work::TooLarge;

use super::error::FamilyError;

/// A spec does not tell a law.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// The text is not `family(parameter=value,..)`.
    #[error("`{text}` is not a family spec: expected `family(parameter=value,..)`")]
    Malformed {
        /// The text.
        text: String,
    },
    /// There is no family of this name.
    #[error("there is no family `{found}`: expected one of {known}")]
    UnknownFamily {
        /// The name found.
        found: String,
        /// All names.
        known: String,
        /// The name nearest to it.
        nearest: String,
    },
    /// The family has no parameter of this name.
    #[error("the family `{family}` has no parameter `{found}`: expected {known}")]
    UnknownParameter {
        /// The family.
        family: &'static str,
        /// The name found.
        found: String,
        /// All names.
        known: String,
        /// The name nearest to it.
        nearest: String,
    },
    /// An argument without `=`.
    #[error("in `{family}`, `{found}` is not of the form `parameter=value`")]
    NotAParameter {
        /// The family.
        family: &'static str,
        /// The argument.
        found: String,
    },
    /// A parameter is given twice.
    #[error("`{family}` has the parameter `{parameter}` twice")]
    DuplicateParameter {
        /// The family.
        family: &'static str,
        /// The parameter.
        parameter: String,
    },
    /// A parameter is missing.
    #[error("`{family}` lacks the parameter `{parameter}`")]
    MissingParameter {
        /// The family.
        family: &'static str,
        /// The parameter.
        parameter: String,
    },
    /// A value cannot be read.
    #[error("in `{family}`, {parameter} = `{found}`: expected {expected}")]
    BadValue {
        /// The family.
        family: &'static str,
        /// The parameter.
        parameter: String,
        /// Its value.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// Specs stand in one another too deeply.
    #[error("the spec is nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A grid without the number of a law.
    #[error("`grid` lacks the number of a law")]
    NoNumber,
    /// The law, or what it is made of, takes too much memory.
    #[error("`{text}`: {error}")]
    TooLarge {
        /// The spec.
        text: String,
        /// What there is too much of.
        error: TooLarge,
    },
    /// The family has no such law.
    #[error("`{text}`: {error}")]
    Family {
        /// The spec.
        text: String,
        /// Why not.
        error: Box<FamilyError>,
    },
}

impl Diagnosis for SpecError {
    fn advice(&self) -> Advice {
        match self {
            Self::Malformed { .. } => {
                Advice::new("spec::malformed", "write for instance `repetition(L=3,V=2)`; check the parentheses")
            }
            Self::UnknownFamily { nearest, .. } => {
                Advice::new("spec::unknown_family", format!("did you mean `{nearest}`?"))
            }
            Self::UnknownParameter { nearest, .. } => {
                Advice::new("spec::unknown_parameter", format!("did you mean `{nearest}`?"))
            }
            Self::NotAParameter { .. } => {
                Advice::new("spec::not_a_parameter", "lists are written with `;` between their entries")
            }
            Self::DuplicateParameter { .. } => Advice::new("spec::duplicate_parameter", "keep one of the two"),
            Self::MissingParameter { parameter, .. } => {
                Advice::new("spec::missing_parameter", format!("add `{parameter}=..`"))
            }
            Self::BadValue { parameter, .. } => {
                Advice::new("spec::bad_value", format!("correct the value of `{parameter}`"))
            }
            Self::TooDeep { .. } => Advice::new("spec::too_deep", "write the law to a file and start from it"),
            Self::NoNumber => {
                Advice::new("spec::no_number", "write it behind the brackets, from 0: `grid(V=2,L=2,N=2)#1`")
            }
            Self::TooLarge { .. } => Advice::new("spec::too_large", "or take fewer tokens"),
            Self::Family { error, .. } => error.advice(),
        }
    }
}
