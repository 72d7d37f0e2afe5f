//! The work of checking a claim on a law, estimated in steps before it is done.
//!
//! The estimate depends on the law's shape and the size of its numbers and on what the claim asks for, not on the
//! clock: which laws are within a limit is the same on every machine.

use crate::cases::Plan;
use crate::cases::law_scalar::LawScalar;
use crate::cases::linear::Linear;
use crate::cases::plan::{Case, Relation};
use crate::cases::quantity::{ByDefinition, Quantity};
use crate::evaluation::Item;
use crate::exact::work::{operation, words};

/// The steps of a term of a relation: an interval is multiplied and added, sometimes a form.
const TERM_STEPS: u64 = 500;

/// The words of a coefficient, or of an argument of a logarithm, whose work is part of a term's steps.
const ORDINARY_WORDS: u64 = 4;

/// The words of the arguments of a relation's logarithms together, whose work is part of the terms' steps.
const ORDINARY_ARGUMENTS: u64 = 64;

/// The operations for a logarithm, beside the doublings of its precision: both ends, at every precision up to the last.
const LOGARITHM_OPERATIONS: u64 = 12;

/// The operations for a coprime base of all arguments, beside the levels of their product tree: greatest common
/// divisors.
const BASE_OPERATIONS: u64 = 40;

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
        let of_cases = plan.cases.iter().map(steps_of_case);
        let fixed = of_cases.fold(TERM_STEPS * plan.quantities().len() as u64, u64::saturating_add);
        let of_quantities = plan.quantities().iter().map(|quantity| match quantity {
            Quantity::Average(_)
            | Quantity::Gap(_)
            | Quantity::Ln(_)
            | Quantity::Nat
            | Quantity::LnVocabulary
            | Quantity::IdealExpectedKl
            | Quantity::TrainingError
            | Quantity::Entropy(_) => 0,
            // What the orders reveal is a subset of the positions.
            Quantity::OutputKl(_)
            | Quantity::ByDefinition(
                ByDefinition::ExpectedKl(_)
                | ByDefinition::IdealExpectedKl(_)
                | ByDefinition::TrainingError(_)
                | ByDefinition::Policies(_)
                | ByDefinition::OfRule(..),
            ) => subsets,
            Quantity::ByDefinition(ByDefinition::Number(number) | ByDefinition::LnOf(number)) => {
                of_number(number, subsets)
            }
            Quantity::ByDefinition(ByDefinition::Multiple(multiple)) => of_number(&multiple.0, subsets),
            Quantity::ByDefinition(
                ByDefinition::AverageEntropy(_)
                | ByDefinition::Zeta(_)
                | ByDefinition::Delta(_)
                | ByDefinition::TotalCorrelation
                | ByDefinition::DualTotalCorrelation
                | ByDefinition::Hartley(_)
                | ByDefinition::WordStatistic(_)
                | ByDefinition::Entropy(..)
                | ByDefinition::MutualInformation(..),
            ) => 8,
        });
        Self { fixed, eighths: of_quantities.fold(8, u64::saturating_add) }
    }
}

/// The work of a number that depends on the law, in eighths of going through the patterns.
fn of_number(number: &LawScalar, subsets: u64) -> u64 {
    let mut of_words = 8_u64;
    number.visit_words(&mut |word| {
        of_words = of_words.saturating_add(if matches!(word, LawScalar::OfRule(..)) { subsets } else { 0 });
    });
    of_words.saturating_add(number.size())
}

/// The steps of checking plans on a law.
pub fn cost(item: &impl Item, plans: impl Iterator<Item = PlanCost>) -> u64 {
    let pass = item.counts().saturating_mul(PATTERN_OPERATIONS * operation(words(item.total())));
    plans.fold(0, |steps: u64, plan| {
        steps.saturating_add(plan.fixed).saturating_add((pass / 8).saturating_mul(plan.eighths))
    })
}

/// The steps of deciding a case: those of its relations, and those of a term for each instance.
fn steps_of_case(case: &Case) -> u64 {
    let of_relations = |relations: &Vec<_>| relations.iter().map(steps_of_relation).fold(0, u64::saturating_add);
    let of_instances =
        |steps: Vec<u64>| steps.into_iter().map(|steps| steps.saturating_add(TERM_STEPS)).fold(0, u64::saturating_add);
    let of_goal = case.goal.fold(&of_relations, &of_instances, &of_instances);
    of_goal.saturating_add(of_relations(&case.premise))
}

/// The steps of deciding a relation: of its terms, and of its logarithms where their arguments or the coefficients are
/// large.
fn steps_of_relation(relation: &Relation) -> u64 {
    let mut numbers = Numbers::default();
    for side in [&relation.left, &relation.right, &relation.shared] {
        numbers.add(side);
    }
    let terms = TERM_STEPS.saturating_mul(numbers.terms + 1);
    terms.saturating_add(numbers.large_coefficients).saturating_add(numbers.steps_of_logarithms())
}

/// How many numbers a relation has, and how large they are.
#[derive(Debug, Default)]
struct Numbers {
    terms: u64,
    logarithms: u64,
    /// The words of the arguments of all logarithms.
    arguments: u64,
    /// The words of the largest argument or coefficient.
    largest: u64,
    /// The steps of an operation on each coefficient that is not of ordinary size.
    large_coefficients: u64,
}

impl Numbers {
    fn add(&mut self, side: &Linear) {
        for (quantity, coefficient) in side.terms() {
            self.terms += 1;
            self.add_coefficient(coefficient.words());
            if let Quantity::Ln(argument) = quantity {
                self.logarithms += 1;
                self.arguments += words(argument);
                self.largest = self.largest.max(words(argument));
            }
        }
        for (coefficient, extremum) in side.extrema() {
            self.add_coefficient(coefficient.words());
            extremum.options.iter().for_each(|option| self.add(option));
        }
    }

    fn add_coefficient(&mut self, words: u64) {
        self.largest = self.largest.max(words);
        if words > ORDINARY_WORDS {
            self.large_coefficients = self.large_coefficients.saturating_add(operation(words));
        }
    }

    /// A near tie of logarithms of integers with `w` words shows within about `2 w` words: `ln(1 + 1/n)` and `1/n`
    /// differ by `1/(2 n^2)`. A tie shows in a coprime base of the arguments.
    fn steps_of_logarithms(&self) -> u64 {
        if self.largest <= ORDINARY_WORDS && self.arguments <= ORDINARY_ARGUMENTS {
            return 0;
        }
        let precision = (2 * self.largest + 2).next_power_of_two();
        let each = LOGARITHM_OPERATIONS * u64::from((64 * precision).ilog2());
        let logarithms = self.logarithms.saturating_mul(each.saturating_mul(operation(precision)));
        let levels = u64::from(self.logarithms.max(2).ilog2());
        logarithms.saturating_add((BASE_OPERATIONS * levels).saturating_mul(operation(self.arguments)))
    }
}
