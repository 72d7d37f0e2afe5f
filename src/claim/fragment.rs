//! Which means of decision a claim admits.

use std::fmt;

use super::error::StatementError;
use super::file::{Claim, Evaluation};
use super::plan::{Instantiation, Plan, ScheduleChoice};
use super::symbol::Symbol;

/// The fragment of a claim: how far beyond cases it can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fragment {
    /// Linear in the average entropies, `ln V` and the training error: the cone of average entropy vectors decides it for
    /// all laws.
    A,
    /// Linear in the entropies of subsets of positions.
    S,
    /// Anything else, such as the divergence of the averaged output law, minima, maxima and implications, and claims about laws that they
    /// name: cases only.
    C,
}

impl Fragment {
    /// The fragment of a claim, with the identities for `E_KL`, `TC` and the like applied, found by instantiating it for
    /// the lengths 2, 3 and 4 over two letters.
    ///
    /// # Errors
    /// When the claim cannot be instantiated for one of them.
    pub fn of(claim: &Claim) -> Result<Self, StatementError> {
        if !claim.statement().premise.is_empty() || claim.names_laws() {
            return Ok(Self::C);
        }
        let mut fragment = Self::A;
        for length in 2..=4 {
            let instantiation = Instantiation {
                length,
                vocabulary_size: Some(2),
                schedules: ScheduleChoice::All,
                evaluation: Evaluation::Formulas,
                constant: None,
            };
            let Some(plan) = Plan::of(claim, &instantiation)? else { continue };
            let symbols = plan.symbols().iter().map(|symbol| match symbol {
                Symbol::Average(_)
                | Symbol::Gap(_)
                | Symbol::Ln(_)
                | Symbol::Nat
                | Symbol::LnVocabulary
                | Symbol::IdealExpectedKl
                | Symbol::TrainingError => Self::A,
                Symbol::Entropy(_) => Self::S,
                Symbol::OutputKl(_) | Symbol::Defined(_) => Self::C,
            });
            let extrema = plan.has_extrema().then_some(Self::C);
            fragment = symbols.chain(extrema).fold(fragment, Self::max);
        }
        Ok(fragment)
    }

    /// What the fragment is, in a phrase.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => "linear in average entropies",
            Self::S => "linear in subset entropies",
            Self::C => "cases only",
        }
    }
}

impl fmt::Display for Fragment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}
