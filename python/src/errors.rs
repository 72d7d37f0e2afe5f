//! The library's errors as Python exceptions: the paragraph, the code, how to mend it, and the place.

use maskproof::diagnosis::Diagnosis;
use maskproof::exact::TooLarge;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A class of `maskproof.errors`.
#[derive(Debug, Clone, Copy)]
pub enum Class {
    /// A law, or the name of a family.
    Law,
    /// A predictor.
    Predictor,
    /// A claim.
    Claim,
    /// A measured curve.
    Curve,
    /// A schedule.
    Schedule,
    /// A policy.
    Policy,
    /// A decoding rule.
    Rule,
    /// Samples.
    Samples,
    /// Too much work, or too much memory.
    TooLarge,
    /// There is no certificate.
    Certificate,
    /// A hunt that cannot be.
    Hunt,
    /// A sweep that cannot be.
    Sweep,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Self::Law => "LawError",
            Self::Predictor => "PredictorError",
            Self::Claim => "ClaimError",
            Self::Curve => "CurveError",
            Self::Schedule => "ScheduleError",
            Self::Policy => "PolicyError",
            Self::Rule => "RuleError",
            Self::Samples => "SamplesError",
            Self::TooLarge => "TooLargeError",
            Self::Certificate => "CertificateError",
            Self::Hunt => "HuntError",
            Self::Sweep => "SweepError",
        }
    }

    /// The exception for an error of the library.
    pub fn of(self, error: &dyn Diagnosis) -> PyErr {
        let (advice, excerpt) = (error.advice(), error.excerpt());
        let place = excerpt.as_ref().map(|excerpt| (excerpt.line(), excerpt.column()));
        let excerpt = excerpt.map(|excerpt| excerpt.to_string());
        self.made(&error.to_string(), advice.code, &advice.help, place, excerpt.as_deref())
    }

    /// The exception with a message, and how to mend what it says.
    pub fn with(self, message: &str, code: &str, help: &str) -> PyErr {
        self.made(message, code, help, None, None)
    }

    fn made(
        self,
        message: &str,
        code: &str,
        help: &str,
        place: Option<(usize, usize)>,
        excerpt: Option<&str>,
    ) -> PyErr {
        Python::attach(|py| {
            let exception = || {
                let arguments = PyDict::new(py);
                arguments.set_item("code", code)?;
                arguments.set_item("help", help)?;
                arguments.set_item("line", place.map(|place| place.0))?;
                arguments.set_item("column", place.map(|place| place.1))?;
                arguments.set_item("excerpt", excerpt)?;
                let class = py.import("maskproof.errors")?.getattr(self.name())?;
                class.call((message,), Some(&arguments))
            };
            exception().map_or_else(|error| error, PyErr::from_value)
        })
    }
}

/// The exception for work that is too large.
pub fn too_large(error: &TooLarge) -> PyErr {
    let help = "take shorter sequences or a smaller vocabulary, or give a larger `limit`";
    Class::TooLarge.with(&error.to_string(), "too_large", help)
}
