//! Failures of commands, and how they are shown.

use std::fmt::Write;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use thiserror::Error;

use crate::claim::ClaimError;
use crate::law::families::SpecError;
use crate::law::readers::WriteError;
use crate::law::{LawError, PredictorError};
use crate::sampler::ScheduleError;
use crate::sweep::DefaultsError;

/// Why a command did not run to its end.
#[derive(Debug, Error)]
pub enum Failure {
    /// Arguments that do not fit.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// How to mend it.
        help: String,
    },
    /// A law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// A family.
    #[error("{0}")]
    Spec(#[from] SpecError),
    /// A predictor.
    #[error(transparent)]
    Predictor(#[from] PredictorError),
    /// A schedule.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// A claim.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The default families.
    #[error(transparent)]
    Defaults(#[from] DefaultsError),
    /// A file that cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The standard output cannot be written.
    #[error("cannot write to the standard output: {0}")]
    Stdout(std::io::Error),
    /// The reader of the standard output is gone, as in `maskproof verify | head`.
    #[error("the standard output is closed")]
    ClosedPipe,
}

impl Failure {
    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } | Self::Schedule(_) | Self::Spec(_) => 2,
            _ => 3,
        }
    }

    /// The message: one paragraph, and for a mistake in a claim the place in its source.
    pub fn render(&self) -> String {
        let diagnostic: &dyn Diagnostic = match self {
            Self::Law(error) => error,
            Self::Spec(error) => error,
            Self::Predictor(error) => error,
            Self::Schedule(error) => error,
            Self::Claim(error) => error,
            Self::Defaults(error) => error,
            Self::Write(error) => error,
            Self::Usage { help, .. } => return format!("error: {self}; {help}\n"),
            Self::Stdout(_) | Self::ClosedPipe => return format!("error: {self}\n"),
        };
        if diagnostic.labels().is_some_and(|mut labels| labels.next().is_some()) {
            let mut text = String::new();
            let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
            if handler.render_report(&mut text, diagnostic).is_ok() {
                return text;
            }
        }
        let mut text = "error".to_owned();
        if let Some(code) = diagnostic.code() {
            let _ = write!(text, "[{code}]");
        }
        let _ = write!(text, ": {diagnostic}");
        if let Some(help) = diagnostic.help() {
            let _ = write!(text, "; {help}");
        }
        text + "\n"
    }
}
