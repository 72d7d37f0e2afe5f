//! Measures of several variables, as combinations of entropies.
//!
//! Each is `sum_S c_S H(S|B)` over sets `S` of the variables `A`, with `n = |A|`:
//!
//! | | `c_S` |
//! | --- | --- |
//! | `TC` | 1 for one variable, -1 for `A` |
//! | `DTC` | 1 for all but one, `1 - n` for `A` |
//! | `O_information` | `TC - DTC` |
//! | `TSE` | `1/C(n,k)` for `k` variables, `k < n`, and `(1 - n)/2` for `A` |
//! | `co_information` | `(-1)^(k+1)` for `k` variables |
//!
//! The last two need all `2^n` sets. Of all positions, with nothing given, each is a combination of average entropies.

use rug::{Integer, Rational};

use crate::exact::Number;
use crate::exact::work::{OPERATION_STEPS, operation};
use crate::language::Evaluation;
use crate::language::error::{Span, StatementError};
use crate::language::typed::Positions as Named;
use crate::language::words::Multivariate;
use crate::limits::SUBSET_LIMIT;

use super::domain::too_large;
use super::environment::Environment;
use super::linear_sum::LinearSum;
use super::positions::resolve;
use super::quantity::{ByDefinition, Positions, Quantity};

/// Adds `factor` times a measure of the positions of one set, given another.
///
/// # Errors
/// Where a position does not exist, and where the sets of variables are too many.
pub fn add(
    sum: &mut LinearSum,
    of: Multivariate,
    sets: [&Named; 2],
    factor: &Number,
    environment: &Environment,
    evaluation: Evaluation,
) -> Result<(), StatementError> {
    let span = &sets[0].span;
    let [variables, given] = resolve(sets, environment)?;
    let is_all = variables == Positions::all(environment.length) && given.size() == 0;
    if is_all && evaluation == Evaluation::Formulas {
        return add_averages(sum, of, factor, environment, span);
    }
    add_sets(sum, of, [&variables, &given], factor, environment, evaluation, span)
}

/// Adds `factor` times a measure of all positions.
///
/// # Errors
/// Where the sets of positions are too many, and beyond the limit of work.
pub fn add_of_all(
    sum: &mut LinearSum,
    of: Multivariate,
    factor: &Number,
    environment: &Environment,
    evaluation: Evaluation,
    span: &Span,
) -> Result<(), StatementError> {
    match evaluation {
        Evaluation::Formulas => add_averages(sum, of, factor, environment, span),
        Evaluation::Definitions => {
            let sets = [&Positions::all(environment.length), &Positions::default()];
            add_sets(sum, of, sets, factor, environment, evaluation, span)
        }
    }
}

/// The coefficient of the sets of `size` of `n` variables.
fn coefficient(of: Multivariate, n: usize, size: usize) -> Rational {
    let whole = |holds: bool| i64::from(holds);
    let n_less_one = i64::try_from(n).expect("sequences of moderate length") - 1;
    let total = || Rational::from(whole(size == 1) - whole(size == n));
    let dual = || Rational::from(whole(size + 1 == n && size > 0) - if size == n { n_less_one } else { 0 });
    match of {
        Multivariate::TotalCorrelation => total(),
        Multivariate::DualTotalCorrelation => dual(),
        Multivariate::OInformation => total() - dual(),
        Multivariate::TseComplexity if size == n => Rational::from((-n_less_one, 2)),
        Multivariate::TseComplexity => Rational::from(binomial(n, size)).recip(),
        Multivariate::CoInformation => Rational::from(if size % 2 == 1 { 1 } else { -1 }),
    }
}

/// Whether only sets of one variable, all but one, and all have a coefficient.
fn is_of_few(of: Multivariate) -> bool {
    match of {
        Multivariate::TotalCorrelation | Multivariate::DualTotalCorrelation | Multivariate::OInformation => true,
        Multivariate::TseComplexity | Multivariate::CoInformation => false,
    }
}

fn binomial(n: usize, k: usize) -> Integer {
    Integer::from(n).binomial(u32::try_from(k).expect("sequences of moderate length"))
}

fn add_averages(
    sum: &mut LinearSum,
    of: Multivariate,
    factor: &Number,
    environment: &Environment,
    span: &Span,
) -> Result<(), StatementError> {
    let n = environment.length;
    let is_few = is_of_few(of);
    for size in (1..=n).filter(|&size| !is_few || size == 1 || size + 1 >= n) {
        // Binomial coefficients have at most `n` digits.
        environment.spend(operation(factor.words() + n as u64 / 64 + 1).saturating_mul(4), span)?;
        let sets = Number::from(coefficient(of, n, size) * binomial(n, size));
        sum.add(Quantity::Average(size), &factor.times(&sets));
    }
    Ok(())
}

fn add_sets(
    sum: &mut LinearSum,
    of: Multivariate,
    [variables, given]: [&Positions; 2],
    factor: &Number,
    environment: &Environment,
    evaluation: Evaluation,
    span: &Span,
) -> Result<(), StatementError> {
    let members: Vec<usize> = variables.iter().collect();
    let n = members.len();
    let all_sets = u32::try_from(n).ok().and_then(|n| 1_u32.checked_shl(n)).filter(|sets| *sets <= SUBSET_LIMIT);
    let sets: Vec<Vec<usize>> = if is_of_few(of) {
        let without = |left_out: usize| members.iter().copied().filter(|&position| position != left_out).collect();
        let single = members.iter().map(|&position| vec![position]);
        let all_but_one: Vec<Vec<usize>> =
            if n > 2 { members.iter().map(|&position| without(position)).collect() } else { Vec::new() };
        let whole = (n > 1).then(|| members.clone());
        single.chain(all_but_one).chain(whole).collect()
    } else {
        let Some(count) = all_sets else {
            let message = format!("too large: {n} variables have more than {SUBSET_LIMIT} sets");
            return Err(too_large(span, message, "too many sets"));
        };
        environment.spend(u64::from(count) * OPERATION_STEPS * (n as u64 + 2), span)?;
        let of_bits = |bits: u32| (0..n).filter(|place| bits >> place & 1 == 1).map(|place| members[place]).collect();
        (1..count).map(of_bits).collect()
    };
    let each = (operation(factor.words() + 1)).saturating_mul(4);
    environment.spend(each.saturating_mul(sets.len() as u64 + 1), span)?;
    for set in sets {
        let coefficient = factor.times(&coefficient(of, n, set.len()).into());
        let set: Positions = set.into_iter().collect();
        match evaluation {
            Evaluation::Definitions => {
                let defined = ByDefinition::Entropy(set, given.clone());
                sum.add(Quantity::ByDefinition(defined), &coefficient);
            }
            Evaluation::Formulas => {
                sum.add(Quantity::Entropy(set.union(given)), &coefficient);
                sum.add(Quantity::Entropy(given.clone()), &coefficient.negated());
            }
        }
    }
    Ok(())
}
