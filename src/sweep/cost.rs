//! The work of checking a claim on a law, estimated in steps before it is done.
//!
//! The estimate depends on the law's shape and the size of its numbers and on what the claim asks for, not on the clock: which
//! laws are within a limit is the same on every machine.

use crate::cases::Plan;
use crate::cases::plan::{Case, Goal, Relations, Tree};
use crate::cases::symbol::{Defined, Symbol};
use crate::exact::work::{operation, words};

use super::families::Item;

/// The steps of a term of a relation: an interval is multiplied and added, sometimes a form.
const TERM_STEPS: u64 = 500;

/// The operations on numbers of the law for each of its patterns.
const PATTERN_OPERATIONS: u64 = 4;

/// The work that a plan asks for on one law.
#[derive(Debug, Clone, Copy)]
pub struct PlanCost {
    /// The steps that do not depend on the law's numbers.
    fixed: u64,
    /// How often the patterns of the law are gone through, in eighths.
    eighths: u64,
}

impl PlanCost {
    /// The work of a plan for laws of a length.
    pub fn of(plan: &Plan, length: usize) -> Self {
        let subsets = 1_u64 << length.min(32);
        let of_cases = plan.cases.iter().map(|case| terms(case).saturating_mul(TERM_STEPS));
        let fixed = of_cases.fold(TERM_STEPS * plan.symbols().len() as u64, u64::saturating_add);
        let of_symbols = plan.symbols().iter().map(|symbol| match symbol {
            Symbol::Average(_)
            | Symbol::Gap(_)
            | Symbol::Ln(_)
            | Symbol::Nat
            | Symbol::LnVocabulary
            | Symbol::IdealExpectedKl
            | Symbol::TrainingError
            | Symbol::Entropy(_) => 0,
            // What the orders reveal is a subset of the positions.
            Symbol::OutputKl(_)
            | Symbol::Defined(
                Defined::ExpectedKl(_) | Defined::IdealExpectedKl(_) | Defined::TrainingError(_) | Defined::Policies(_),
            ) => subsets,
            Symbol::Defined(_) => 8,
        });
        Self { fixed, eighths: of_symbols.fold(8, u64::saturating_add) }
    }
}

/// The steps of checking plans on a law.
pub fn cost(item: &Item, plans: impl Iterator<Item = PlanCost>) -> u64 {
    let (length, vocabulary_size) = item.shape();
    let patterns = (0..length).fold(1_u64, |patterns, _| patterns.saturating_mul(vocabulary_size as u64 + 1));
    let pass = patterns.saturating_mul(PATTERN_OPERATIONS * operation(words(item.law.total())));
    plans.fold(0, |steps: u64, plan| {
        steps.saturating_add(plan.fixed).saturating_add((pass / 8).saturating_mul(plan.eighths))
    })
}

/// The terms of a case's relations, and one for each relation.
fn terms(case: &Case) -> u64 {
    let of = |relation: &Relations| {
        let mut terms = 1;
        for side in [&relation.left, &relation.right, &relation.shared] {
            side.visit_symbols(&mut |_| terms += 1);
        }
        terms
    };
    fn of_goal(goal: &Goal, of: &dyn Fn(&Relations) -> u64) -> u64 {
        match goal {
            Tree::Leaf(relations) => relations.iter().map(of).sum(),
            Tree::All(instances) | Tree::Any(instances) => {
                instances.iter().map(|(_, goal)| 1 + of_goal(goal, of)).sum()
            }
        }
    }
    case.premise.iter().map(of).sum::<u64>() + of_goal(&case.goal, &of)
}
