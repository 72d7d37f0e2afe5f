//! What a law says of a claim's constant.

use rug::Rational;

use crate::claim::evaluate::Comparison;
use crate::claim::plan::{Goal, Relations, Tree};
use crate::claim::{Claim, Subject};
use crate::exact::{LogForm, parse_rational};

use super::exact_ratio::exact_rational;

/// A bound on the constant with which a claim can hold: the quotient of two forms, the divisor positive.
#[derive(Debug, Clone)]
pub struct ImpliedConstant {
    /// Whether the constant has to be at least this; at most otherwise.
    pub at_least: bool,
    numerator: LogForm,
    divisor: LogForm,
}

impl ImpliedConstant {
    /// The value, with all digits right.
    pub fn to_decimal(&self, digits: u32) -> String {
        self.numerator.ratio_to_decimal(&self.divisor, digits).expect("the divisor is positive")
    }

    /// The rational with a denominator up to 1000 that it is exactly, if it is one.
    pub fn as_rational(&self) -> Option<Rational> {
        exact_rational(&self.numerator, &self.divisor)
    }
}

/// The bound that a law gives on the claim's constant, from the relation at `path`: relations are affine in the constant, so
/// the slack at 0 and at 1 tell it. `without` and `with` are the goal with these constants.
///
/// `None` where the constant has no effect, and where a choice of schedules might change with it.
pub fn implied_constant(
    claim: &Claim,
    without: &Goal,
    with: &Goal,
    path: &[usize],
    subject: &Subject,
) -> Option<ImpliedConstant> {
    let is_leaf = matches!(without, Tree::Leaf(relations) if relations.len() == 1);
    // With one number as the constant of all instances, and one side free of other terms, the ratio of every instance is the
    // constant times something: the instance with the extreme ratio has the extreme constant.
    let is_number = claim.constant().is_some_and(|constant| parse_rational(&constant.text).is_ok());
    if !(is_leaf || is_number && is_homogeneous(without)) {
        return None;
    }
    let slack = |goal| Comparison::new(at(goal, path)?, subject).slack();
    let (at_zero, at_one) = (slack(without)?, slack(with)?);
    let mut slope = at_one;
    slope -= &at_zero;
    match slope.sign() {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(ImpliedConstant { at_least: true, numerator: -at_zero, divisor: slope }),
        std::cmp::Ordering::Less => Some(ImpliedConstant { at_least: false, numerator: at_zero, divisor: -slope }),
    }
}

fn at<'g>(goal: &'g Goal, path: &[usize]) -> Option<&'g Relations> {
    let (first, rest) = path.split_first()?;
    match goal {
        Tree::Leaf(relations) => relations.get(*first),
        Tree::All(instances) | Tree::Any(instances) => at(&instances.get(*first)?.1, rest),
    }
}

fn is_homogeneous(goal: &Goal) -> bool {
    match goal {
        Tree::Leaf(relations) => match relations.as_slice() {
            [relation] => relation.left.is_zero() || relation.right.is_zero(),
            _ => false,
        },
        Tree::All(instances) | Tree::Any(instances) => instances.iter().all(|(_, goal)| is_homogeneous(goal)),
    }
}
