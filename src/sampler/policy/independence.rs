//! Conditional total correlation at a state, and when it is zero.

use rug::Integer;
use rug::ops::Pow;

use crate::entropy::CountLogs;
use crate::exact::LogForm;
use crate::law::{PatternCounts, PositionSet};
use crate::sampler::states::Counts;

use super::successors;

/// `TC(X_S | x_C) = sum_{x_S} p(x_S | x_C) ln( p(x_S | x_C) / prod_{i in S} p(x_i | x_C) )` in nats; exact. `C` with
/// its tokens is the state, `S` a set of its masked positions; 0 at states of probability zero.
pub fn conditional_total_correlation(counts: &dyn Counts, state: usize, set: PositionSet) -> LogForm {
    let here = counts.count(state);
    let mut logs = counts.logs();
    add_conditional_tc(&mut logs, counts, state, set);
    if here.is_zero() { LogForm::zero() } else { logs.divided_by(&here) }
}

/// Adds `c(x_C) TC(X_S | x_C)` to a sum: `c(x_S, x_C) ln( c(x_S, x_C) c(x_C)^(|S|-1) / prod_i c(x_i, x_C) )` for every
/// `x_S`.
pub(super) fn add_conditional_tc(logs: &mut CountLogs, counts: &dyn Counts, state: usize, set: PositionSet) {
    // Of one position nothing is left.
    if set.size() < 2 {
        return;
    }
    let others = set.size() - 1;
    for next in counts.followers(state, set) {
        let joint = counts.count(next);
        counts.add_log(logs, next, &joint);
        counts.add_log(logs, state, &Integer::from(&*joint * others));
        for position in set.positions() {
            counts.subtract_log(logs, counts.written(state, &[(position, counts.digit(next, position))]), &joint);
        }
    }
}

/// Whether `TC(X_S | x_C) = 0`: the tokens on `S` are independent given the state. Decided by equalities of integers,
/// `c(x_S, x_C) c(x_C)^(|S|-1) = prod_i c(x_i, x_C)` for every `x_S`, without a logarithm.
pub fn is_conditionally_independent(patterns: &PatternCounts, state: usize, set: PositionSet) -> bool {
    let here = patterns.count(state);
    let Some(others) = set.size().checked_sub(1) else { return true };
    let power = Integer::from(here.pow(u32::try_from(others).expect("few positions")));
    successors(patterns, state, set).into_iter().all(|next| {
        let product = set.positions().fold(Integer::from(1), |product, position| {
            product * patterns.count(patterns.with_token(state, position, patterns.digit(next, position)))
        });
        product == Integer::from(patterns.count(next) * &power)
    })
}
