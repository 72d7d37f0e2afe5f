//! Failures of commands, and how they are shown.

use std::fmt::Write;

use miette::Diagnostic;
use thiserror::Error;

use crate::exact::TooLarge;
use crate::language::ClaimError;
use crate::law::families::SpecError;
use crate::law::readers::WriteError;
use crate::law::{LawError, PredictorError};
use crate::report::name::one_line;
use crate::sampler::ScheduleError;
use crate::sampler::policy::PolicyError;
use crate::sweep::DefaultsError;
use crate::sweep::grid::{Incomplete, MergeError, SweepError};

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
    /// A shape given on the command line that is out of bounds.
    #[error(transparent)]
    Shape(LawError),
    /// A family.
    #[error("{0}")]
    Spec(#[from] SpecError),
    /// A predictor.
    #[error(transparent)]
    Predictor(#[from] PredictorError),
    /// A schedule.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// A policy.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A claim.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The default families.
    #[error(transparent)]
    Defaults(#[from] DefaultsError),
    /// A sweep.
    #[error(transparent)]
    Sweep(SweepError),
    /// The results of a sweep.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The laws of a sweep.
    #[error(transparent)]
    Incomplete(#[from] Incomplete),
    /// Work that takes too much memory.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// A file that cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The standard output cannot be written.
    #[error("cannot write to the standard output: {0}")]
    Stdout(std::io::Error),
}

impl Failure {
    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Spec(SpecError::TooLarge { .. }) => 3,
            Self::Usage { .. } | Self::Shape(_) | Self::Schedule(_) | Self::Spec(_) | Self::Sweep(_) => 2,
            Self::Policy(PolicyError::Unknown { .. } | PolicyError::BadParameter { .. }) => 2,
            _ => 3,
        }
    }

    /// The message: one paragraph, and for a mistake in a claim the line of its source with a mark under the place.
    pub fn render(&self) -> String {
        let diagnostic: &dyn Diagnostic = match self {
            Self::Law(error) | Self::Shape(error) => error,
            Self::Spec(error) => error,
            Self::Predictor(error) => error,
            Self::Schedule(error) => error,
            Self::Policy(error) => error,
            Self::Claim(error) => error,
            Self::Defaults(error) => error,
            Self::Sweep(error) => error,
            Self::Merge(error) => error,
            Self::Incomplete(error) => error,
            Self::Write(error) => error,
            Self::Usage { help, .. } => return format!("error: {}\n", one_line(&format!("{self}; {help}"))),
            Self::Stdout(_) | Self::TooLarge(_) => return format!("error: {self}\n"),
        };
        let mut text = "error".to_owned();
        if let Some(code) = diagnostic.code() {
            let _ = write!(text, "[{code}]");
        }
        let _ = write!(text, ": {}", one_line(&diagnostic.to_string()));
        let place = Place::of(diagnostic);
        if let Some(Place { line, column, .. }) = &place {
            let _ = write!(text, " (line {line}, column {column})");
        }
        if let Some(help) = diagnostic.help() {
            let _ = write!(text, "; {help}");
        }
        text.push('\n');
        if let Some(place) = place {
            place.show(&mut text);
        }
        text
    }
}

/// Where a mistake stands in its source.
struct Place {
    line: usize,
    column: usize,
    /// The text of the line.
    text: String,
    /// How many characters of the line are meant.
    width: usize,
    label: String,
}

impl Place {
    fn of(diagnostic: &dyn Diagnostic) -> Option<Self> {
        let label = diagnostic.labels()?.next()?;
        // A line before and a line after, so that the line of the mistake is there whole.
        let contents = diagnostic.source_code()?.read_span(label.inner(), 1, 1).ok()?;
        let at = label.offset().checked_sub(contents.span().offset())?;
        let (before, after) = (contents.data().get(..at)?, contents.data().get(at..)?);
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let newlines = before.iter().filter(|byte| **byte == b'\n').count();
        let until_line_end = |bytes: &[u8]| -> String {
            String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().replace('\t', " ")
        };
        let indent = until_line_end(&before[start..]);
        let meant = until_line_end(after.get(..label.len()).unwrap_or(after)).chars().count();
        Some(Self {
            line: contents.line() + newlines + 1,
            column: indent.chars().count() + 1,
            text: indent + &until_line_end(after),
            width: meant.max(1),
            label: label.label().unwrap_or_default().to_owned(),
        })
    }

    fn show(&self, to: &mut String) {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let mark = format!("{}{} {}", " ".repeat(self.column - 1), "^".repeat(self.width), self.label);
        let _ = writeln!(to, "  {number} | {}\n  {margin} | {}", self.text, mark.trim_end());
    }
}
