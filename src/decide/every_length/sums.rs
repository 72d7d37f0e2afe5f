//! Sums over a range of integers whose ends are polynomials.
//!
//! The term is evaluated once for all values of the variable. Where it depends on the sign of `k - p`, with `p` the same
//! for all values, the sum is split there; what is left is a polynomial in `k`, whose sum is one in the ends (Faulhaber).

use std::sync::Arc;

use rug::{Integer, Rational};

use crate::language::typed::{Folded, Scalar, Values};
use crate::language::words::Fold;

use super::branch::{Branch, Result, Stop, beyond};
use super::evaluator::Evaluator;
use super::fraction::Fraction;
use super::polynomial::{Polynomial, Unknown};

/// The most terms that a sum with a number of them has written out.
const WRITTEN_OUT: u32 = 16;

/// The most pieces that a sum is split into.
const PIECES: usize = 64;

impl Evaluator<'_> {
    /// A fold of scalars.
    ///
    /// # Errors
    /// [`Stop`]
    pub(super) fn fold_of_scalars(&mut self, branch: &mut Branch, folded: &Folded<Scalar>) -> Result<Fraction> {
        if folded.fold != Fold::Sum {
            return beyond(format!("a {} of scalars over a range", folded.fold.name()));
        }
        sum_over(self, branch, &folded.name, &folded.values, |evaluator, branch| evaluator.scalar(branch, &folded.term))
    }
}

/// The sum of a term over the values of a variable.
///
/// # Errors
/// [`Stop`]
pub fn sum_over<'c>(
    evaluator: &mut Evaluator<'c>,
    branch: &mut Branch,
    name: &Arc<str>,
    values: &Values,
    mut term: impl FnMut(&mut Evaluator<'c>, &mut Branch) -> Result<Fraction>,
) -> Result<Fraction> {
    let Values::Range { from, to } = values else {
        return beyond("a sum over sets of positions or orders");
    };
    let (from, to) = (evaluator.integer(branch, from)?, evaluator.integer(branch, to)?);
    if !branch.is_nonnegative(&to.minus(&from))? {
        return Ok(Fraction::default());
    }
    let mut with = |evaluator: &mut Evaluator<'c>, branch: &mut Branch, value: &Polynomial| {
        evaluator.with_variable(name, value, |evaluator| term(evaluator, branch))
    };
    let count = to.minus(&from).value();
    if let Some(count) = count.and_then(|count| count.numer().to_u32()).filter(|&count| count < WRITTEN_OUT) {
        let mut sum = Fraction::default();
        for step in 0..=count {
            let value = with(evaluator, branch, &from.plus_integer(step.into()))?;
            sum = branch.sum(&sum, &value)?;
        }
        return Ok(sum);
    }
    let mut sum = Fraction::default();
    let mut pieces = vec![[from, to]];
    let mut count = 0;
    while let Some([from, to]) = pieces.pop() {
        count += 1;
        if count > PIECES {
            return beyond("a sum of more than 64 pieces");
        }
        let of_piece = if from == to {
            with(evaluator, branch, &from)?
        } else {
            let (variable, frame, value) =
                branch.for_each(name, &from, &to, |branch, value| with(evaluator, branch, value));
            match value {
                Ok(value) => sum_of_polynomial(&value, variable, &from, &to)?,
                Err(Stop::Split(place, parts)) if place == frame => {
                    pieces.extend(parts.into_iter().rev());
                    continue;
                }
                Err(stop) => return Err(stop),
            }
        };
        sum = branch.sum(&sum, &of_piece)?;
    }
    Ok(sum)
}

/// The sum over the blocks of the schedule in scope, where only the block that holds the ray's dimension contributes.
///
/// # Errors
/// [`Stop`]
pub fn sum_over_blocks<'c>(
    evaluator: &mut Evaluator<'c>,
    branch: &mut Branch,
    name: &Arc<str>,
    values: &Values,
    mut term: impl FnMut(&mut Evaluator<'c>, &mut Branch) -> Result<Fraction>,
) -> Result<Fraction> {
    let (Values::Range { from, to }, Some(schedule), false) = (values, evaluator.schedule.clone(), branch.is_in_sum())
    else {
        return beyond("a sum over the blocks of a schedule in another sum");
    };
    let (from, to) = (evaluator.integer(branch, from)?, evaluator.integer(branch, to)?);
    let mut with = |evaluator: &mut Evaluator<'c>, branch: &mut Branch, value: &Polynomial| {
        evaluator.with_variable(name, value, |evaluator| term(evaluator, branch))
    };
    let held = schedule.before.plus_integer(1);
    if branch.choose(|_, _| ())? {
        let is_within = branch.is_nonnegative(&held.minus(&from))? && branch.is_nonnegative(&to.minus(&held))?;
        return if is_within { with(evaluator, branch, &held) } else { Ok(Fraction::default()) };
    }
    // Another block, from `start` to `end`: its term must be 0.
    let (number, start, end) = (branch.unknown(name), branch.unknown("start"), branch.unknown("end"));
    for premise in [
        number.minus(&from),
        to.minus(&number),
        start.clone(),
        end.minus(&start).plus_integer(-1),
        evaluator.length.minus(&end),
        start.minus(&number).plus_integer(1),
    ] {
        branch.assume(&premise);
    }
    branch.choose(|branch, is_before| {
        if is_before {
            branch.assume(&schedule.start.minus(&end));
            branch.assume(&schedule.before.minus(&number));
        } else {
            branch.assume(&start.minus(&schedule.end));
            branch.assume(&number.minus(&held).plus_integer(-1));
        }
    })?;
    evaluator.other_block = Some([number.clone(), start, end]);
    let value = with(evaluator, branch, &number)?;
    if value.is_zero() {
        return Err(Stop::Shown);
    }
    beyond("a sum over the blocks of a schedule in which more than one term is not 0")
}

/// The sum of a polynomial over the integers of a range, which is empty at most by one: `from = to + 1`.
fn sum_of_polynomial(term: &Fraction, variable: Unknown, from: &Polynomial, to: &Polynomial) -> Result<Fraction> {
    let depends = |polynomial: &Polynomial| polynomial.mentions(variable);
    if term.divisors.iter().chain(term.factorials.keys()).any(depends) {
        return beyond("a sum of quotients, of factorials or of binomial coefficients by its variable");
    }
    let before = from.plus_integer(-1);
    let mut numerator = Polynomial::default();
    for (exponent, coefficient) in term.numerator.coefficients_in(variable).iter().enumerate() {
        let powers = power_sum(exponent);
        let value = at(&powers, to).minus(&at(&powers, &before));
        numerator = numerator.plus(&coefficient.times(&value));
    }
    let sum = Fraction { numerator, ..term.clone() };
    // Through a product, so that common divisors fall out.
    Ok(sum.times(&Fraction::constant(1)))
}

/// The coefficients of `1^d + .. + n^d` (plus 1 for `d = 0`: from `0^d` on) as a polynomial in `n`, from that of 1.
fn power_sum(exponent: usize) -> Vec<Rational> {
    // (n+1)^(d+1) = sum_{i <= d} C(d+1, i) S_i(n)
    let mut sums: Vec<Vec<Rational>> = Vec::new();
    for degree in 0..=exponent {
        let choose = |of: usize| {
            Rational::from(Integer::from(degree + 1).binomial(u32::try_from(of).expect("a small exponent")))
        };
        let mut sum: Vec<Rational> = (0..=degree + 1).map(choose).collect();
        for (lower, known) in sums.iter().enumerate() {
            let factor = choose(lower);
            for (coefficient, of_known) in sum.iter_mut().zip(known) {
                *coefficient -= Rational::from(of_known * &factor);
            }
        }
        let last = choose(degree);
        sums.push(sum.into_iter().map(|coefficient| coefficient / &last).collect());
    }
    sums.pop().expect("there is one for each exponent")
}

/// A polynomial in one unknown at a polynomial.
fn at(coefficients: &[Rational], value: &Polynomial) -> Polynomial {
    coefficients.iter().rev().fold(Polynomial::default(), |sum, coefficient| {
        sum.times(value).plus(&Polynomial::constant(coefficient.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_sums_are_those_of_the_definition() {
        for exponent in 0..6_usize {
            let coefficients = power_sum(exponent);
            for n in 0..6_u32 {
                let expected: u32 = (0..=n).map(|k| k.pow(u32::try_from(exponent).expect("small"))).sum();
                let value = at(&coefficients, &Polynomial::constant(n)).value();
                assert_eq!(value, Some(Rational::from(expected)), "{exponent} {n}");
            }
        }
    }
}
