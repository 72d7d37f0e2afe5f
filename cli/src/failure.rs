//! Failures of commands, and how they are shown.

use thiserror::Error;

use maskproof::analysis::rule_comparison::ComparisonError;
use maskproof::analysis::{AnalysisError, VectorError};
use maskproof::cases::RuleChoiceError;
use maskproof::diagnosis::{Advice, Diagnosis, explained};
use maskproof::entropy::CurveError;
use maskproof::exact::TooLarge;
use maskproof::language::ClaimError;
use maskproof::law::families::SpecError;
use maskproof::law::readers::{SamplesError, WriteError};
use maskproof::law::{GridError, LawError, PredictorError};
use maskproof::sampler::policy::PolicyError;
use maskproof::sampler::rule::RuleError;
use maskproof::sampler::stationary_grid::GridError as TimeGridError;
use maskproof::sampler::{ScheduleError, StatesError};
use maskproof::sweep::DefaultsError;
use maskproof::sweep::grid::{Incomplete, MergeError, SweepError};

use super::options;
use super::report::name::one_line;

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
    /// An analysis.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// The states of a law that is given by its sequences.
    #[error(transparent)]
    States(#[from] StatesError),
    /// A policy.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A decoding rule.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A rule or a prompt on a predictor table.
    #[error(transparent)]
    Vectors(VectorError),
    /// A grid of laws.
    #[error(transparent)]
    Grid(GridError),
    /// Samples.
    #[error(transparent)]
    Samples(#[from] SamplesError),
    /// A measured curve.
    #[error(transparent)]
    Curve(#[from] CurveError),
    /// A time grid.
    #[error(transparent)]
    TimeGrid(#[from] TimeGridError),
    /// A claim.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// Rules in place of those of a claim.
    #[error(transparent)]
    RuleChoice(#[from] RuleChoiceError),
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

impl From<ComparisonError> for Failure {
    fn from(error: ComparisonError) -> Self {
        match error {
            ComparisonError::Rule(error) => Self::Rule(error),
            ComparisonError::Grid(error) => Self::Grid(error),
        }
    }
}

impl From<VectorError> for Failure {
    fn from(error: VectorError) -> Self {
        match error {
            VectorError::Rule(error) => Self::Rule(error),
            other => Self::Vectors(other),
        }
    }
}

impl Failure {
    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Spec(SpecError::TooLarge { .. }) => 3,
            Self::Usage { .. } | Self::Shape(_) | Self::Schedule(_) | Self::Spec(_) | Self::Sweep(_) => 2,
            Self::Policy(PolicyError::Unknown { .. } | PolicyError::BadParameter { .. }) => 2,
            Self::Rule(RuleError::Policy { error: PolicyError::BadParameter { .. }, .. }) => 2,
            Self::Rule(
                RuleError::Policy { .. }
                | RuleError::TooManyOutcomes { .. }
                | RuleError::States { .. }
                | RuleError::TooManyDigits { .. }
                | RuleError::GuidedZero { .. }
                | RuleError::NoRevealedRow { .. },
            ) => 3,
            Self::Rule(_) | Self::RuleChoice(_) | Self::Grid(_) | Self::Vectors(VectorError::Prompt { .. }) => 2,
            _ => 3,
        }
    }

    /// The message: one paragraph, and for a mistake in a claim the line of its source with a mark under the place.
    pub fn render(&self) -> String {
        let diagnosis: &dyn Diagnosis = match self {
            Self::Law(error) | Self::Shape(error) => error,
            Self::Spec(error) => error,
            Self::Predictor(error) => error,
            Self::Schedule(error) => error,
            Self::States(error) => error,
            Self::Analysis(error) => error,
            Self::Policy(error) => error,
            Self::Rule(error) => error,
            Self::Vectors(error) => error,
            Self::Grid(error) => error,
            Self::Samples(error) => error,
            Self::Curve(error) => error,
            Self::TimeGrid(error) => error,
            Self::Claim(error) => error,
            Self::RuleChoice(error) => error,
            Self::Defaults(error) => error,
            Self::Sweep(error) => error,
            Self::Merge(error) => error,
            Self::Incomplete(error) => error,
            Self::Write(error) => error,
            Self::Usage { help, .. } => return format!("error: {}\n", one_line(&format!("{self}; {help}"))),
            Self::TooLarge(error) => return format!("error: {}\n", options::in_message(&error.to_string())),
            Self::Stdout(_) => return format!("error: {self}\n"),
        };
        let advice = diagnosis.advice();
        let message = options::in_message(&diagnosis.to_string());
        let advice = Advice::new(advice.code, options::in_help(&advice));
        explained(&message, &advice, diagnosis.excerpt().as_ref())
    }
}
