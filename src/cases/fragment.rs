//! The means of decision that a claim admits.

use std::fmt;

use crate::language::error::StatementError;
use crate::language::typed::{MeasureNode, Statement};
use crate::language::words::Fold;
use crate::language::{Claim, Evaluation, Part};

use super::bindings::ScheduleChoice;
use super::plan::{Instantiation, Plan};
use super::quantity::Quantity;

/// The fragment of a claim: how far beyond cases it can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fragment {
    /// Linear in the average entropies, `ln V` and the training error: the cone of average entropy vectors decides it
    /// for all laws.
    AverageEntropy,
    /// Linear in the entropies of subsets of positions.
    SubsetEntropy,
    /// Anything else, such as the divergence of the averaged output law, minima, maxima and implications, and claims
    /// about laws that they name: cases only.
    CasesOnly,
}

impl Fragment {
    /// The fragment of a claim, with the identities for `E_KL`, `TC` and the like applied: average entropies where the
    /// words alone say so, and otherwise found by instantiating the claim for the lengths 2, 3 and 4 over two letters.
    ///
    /// # Errors
    /// When the claim must be instantiated, and has a meaning for none of them.
    pub fn of(claim: &Claim) -> Result<Self, StatementError> {
        if !claim.statement().premise.is_empty() || claim.names_laws() {
            return Ok(Self::CasesOnly);
        }
        if is_linear_by_its_words(claim.statement()) {
            return Ok(Self::AverageEntropy);
        }
        Self::of_instances(claim)
    }

    /// The fragment by the quantities of the instances.
    fn of_instances(claim: &Claim) -> Result<Self, StatementError> {
        let mut fragment = Self::AverageEntropy;
        let (mut mistake, mut is_defined) = (None, false);
        for length in 2..=4 {
            let instantiation = Instantiation {
                length,
                vocabulary_size: Some(2),
                schedules: ScheduleChoice::All,
                evaluation: Evaluation::Formulas,
                constant: None,
            };
            let plan = match Plan::of(claim, &instantiation) {
                Err(error) if error.is_undefined() => {
                    mistake.get_or_insert(error);
                    continue;
                }
                plan => plan?,
            };
            is_defined = true;
            let Some(plan) = plan else { continue };
            let quantities = plan.quantities().iter().map(|quantity| match quantity {
                Quantity::Average(_)
                | Quantity::Gap(_)
                | Quantity::Ln(_)
                | Quantity::Nat
                | Quantity::LnVocabulary
                | Quantity::IdealExpectedKl
                | Quantity::TrainingError => Self::AverageEntropy,
                Quantity::Entropy(_) => Self::SubsetEntropy,
                Quantity::OutputKl(_) | Quantity::ByDefinition(_) => Self::CasesOnly,
            });
            let extrema = plan.has_extrema().then_some(Self::CasesOnly);
            fragment = quantities.chain(extrema).fold(fragment, Self::max);
        }
        match mistake {
            Some(mistake) if !is_defined => Err(mistake),
            _ => Ok(fragment),
        }
    }
}

/// Whether every information measure of a statement is, by its name, linear in average entropies and the training error
/// for each instance. This holds of most claims that are linear in average entropies, and some of them have thousands
/// of instances.
fn is_linear_by_its_words(statement: &Statement) -> bool {
    let mut is_linear = true;
    statement.visit(&mut |part| {
        is_linear &= match part {
            Part::Scalar(scalar) => !scalar.node.is_number_of_law(),
            Part::Measure(measure) => match measure.word() {
                Some(word) => word.word().is_linear,
                None => joins_linear_terms(&measure.node),
            },
        };
        is_linear
    });
    is_linear
}

/// Whether what has no word of its own is linear where its parts are.
fn joins_linear_terms(node: &MeasureNode) -> bool {
    match node {
        MeasureNode::Fold(folded) => matches!(folded.fold, Fold::Sum | Fold::Mean),
        MeasureNode::Nats(_) | MeasureNode::Multiple(..) | MeasureNode::LnOf(_) => false,
        MeasureNode::Hartley(_)
        | MeasureNode::Entropy(..)
        | MeasureNode::MutualInformation(..)
        | MeasureNode::Multivariate(..) => false,
        MeasureNode::Zero
        | MeasureNode::ZeroOf(_)
        | MeasureNode::Name(_)
        | MeasureNode::Divergence(..)
        | MeasureNode::Function(..)
        | MeasureNode::PermutationError(_)
        | MeasureNode::Rounds(..)
        | MeasureNode::Extremum(..)
        | MeasureNode::Negate(_)
        | MeasureNode::Sum(..)
        | MeasureNode::Difference(..)
        | MeasureNode::Product(..)
        | MeasureNode::Quotient(..) => true,
    }
}

impl fmt::Display for Fragment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::AverageEntropy => "average entropies",
            Self::SubsetEntropy => "subset entropies",
            Self::CasesOnly => "cases only",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Catalogue;

    #[test]
    fn words_say_what_the_instances_do() {
        let catalogue = Catalogue::built_in().unwrap();
        let (mut by_words, mut all) = (0, 0);
        for claim in catalogue.claims().iter().filter(|claim| Fragment::of(claim).unwrap() == Fragment::AverageEntropy)
        {
            all += 1;
            by_words += usize::from(is_linear_by_its_words(claim.statement()));
            assert_eq!(Fragment::of_instances(claim).unwrap(), Fragment::AverageEntropy, "{}", claim.id());
        }
        assert!(2 * by_words > all, "{by_words} of {all}");
    }
}
