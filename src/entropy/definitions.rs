//! The same quantities from their definitions, token table by token table.
//!
//! Nothing here uses an entropy identity: a mutual information is the KL divergence of a joint marginal from the
//! product of its parts, a mean over subsets is a loop over subsets. Slow, and meant to be: the claims that state the
//! identities evaluate both sides with these functions, and tests hold the fast paths against them. Probabilities are
//! counts over the total, so the terms of a sum are integers over one denominator.

use rug::Integer;

use crate::exact::LogForm;
use crate::law::{PatternCounts, PositionSet};

use super::count_logs::CountLogs;

/// `H(X_A) = -sum_x p(x_A) ln p(x_A)`.
pub fn entropy(patterns: &PatternCounts, set: PositionSet) -> LogForm {
    conditional_entropy(patterns, set, PositionSet::EMPTY)
}

/// `H(X_A | X_B) = -sum_x p(x_A, x_B) ln( p(x_A, x_B) / p(x_B) )`.
pub fn conditional_entropy(patterns: &PatternCounts, set: PositionSet, given: PositionSet) -> LogForm {
    let mut sum = Sum::new(patterns);
    sum.add_conditional_entropy(set, given, Sign::Plus);
    sum.over(1)
}

/// `I(X_A; X_B | X_C) = sum_x p(a,b,c) ln( p(a,b,c) p(c) / (p(a,c) p(b,c)) )`.
pub fn mutual_information(
    patterns: &PatternCounts,
    first: PositionSet,
    second: PositionSet,
    given: PositionSet,
) -> LogForm {
    let mut sum = Sum::new(patterns);
    sum.add_mutual_information(first, second, given);
    sum.over(1)
}

/// `TC = KL(p || prod_i p_i) = sum_x p(x) ln( p(x) / prod_i p_i(x_i) )`.
pub fn total_correlation(patterns: &PatternCounts) -> LogForm {
    let length = patterns.length();
    let mut sum = Sum::new(patterns);
    for pattern in patterns.patterns_on(PositionSet::all(length)) {
        let mut above = vec![pattern];
        above.resize(length, patterns.all_masked());
        let below: Vec<usize> =
            (0..length).map(|position| patterns.restrict(pattern, PositionSet::EMPTY.with(position))).collect();
        sum.add_log_ratio(pattern, &above, &below);
    }
    sum.over(1)
}

/// `DTC = H(X) - sum_i H(X_i | X_{-i})`.
pub fn dual_total_correlation(patterns: &PatternCounts) -> LogForm {
    let all = PositionSet::all(patterns.length());
    let mut sum = Sum::new(patterns);
    sum.add_conditional_entropy(all, PositionSet::EMPTY, Sign::Plus);
    for position in 0..patterns.length() {
        let one = PositionSet::EMPTY.with(position);
        sum.add_conditional_entropy(one, all.minus(one), Sign::Minus);
    }
    sum.over(1)
}

/// `h_k`: the mean of `H(X_A)` over the subsets `A` of size `k`.
pub fn average_entropy(patterns: &PatternCounts, size: usize) -> LogForm {
    let mut sum = Sum::new(patterns);
    let mut subsets = 0;
    for set in PositionSet::subsets_of_size(patterns.length(), size) {
        sum.add_conditional_entropy(set, PositionSet::EMPTY, Sign::Plus);
        subsets += 1;
    }
    sum.over(subsets)
}

/// `zeta(m)`: the mean of `I(X_i; X_W)` over positions `i` and `m`-subsets `W` of the other positions.
pub fn zeta(patterns: &PatternCounts, size: usize) -> LogForm {
    let mut sum = Sum::new(patterns);
    let mut terms = 0;
    for (position, set) in pairs(patterns.length(), size) {
        sum.add_mutual_information(PositionSet::EMPTY.with(position), set, PositionSet::EMPTY);
        terms += 1;
    }
    sum.over(terms)
}

/// `delta(m)`: the mean of `I(X_i; X_j | X_S)` over distinct `i`, `j` and `(m-1)`-subsets `S` of the other positions.
pub fn delta(patterns: &PatternCounts, size: usize) -> LogForm {
    let length = patterns.length();
    let mut sum = Sum::new(patterns);
    let mut terms = 0;
    for (position, set) in pairs(length, size - 1) {
        for other in (0..length).filter(|&other| other != position && !set.contains(other)) {
            sum.add_mutual_information(PositionSet::EMPTY.with(position), PositionSet::EMPTY.with(other), set);
            terms += 1;
        }
    }
    sum.over(terms)
}

/// Every position with every `size`-subset of the other positions.
fn pairs(length: usize, size: usize) -> impl Iterator<Item = (usize, PositionSet)> {
    (0..length).flat_map(move |position| {
        PositionSet::subsets_of_size(length, size)
            .filter(move |set| !set.contains(position))
            .map(move |set| (position, set))
    })
}

/// Whether a term is added or subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
}

/// A sum of terms `p(w) ln( prod c / prod c )`.
struct Sum<'a> {
    patterns: &'a PatternCounts,
    logs: CountLogs<'a>,
}

impl<'a> Sum<'a> {
    fn new(patterns: &'a PatternCounts) -> Self {
        Self { patterns, logs: CountLogs::new(patterns) }
    }

    /// Adds `p(weight) ln( prod_above c / prod_below c )`, where `c` and `p` are counts and probabilities of patterns.
    fn add_log_ratio(&mut self, weight: usize, above: &[usize], below: &[usize]) {
        let count = self.patterns.count(weight);
        if count.is_zero() {
            return;
        }
        above.iter().for_each(|&pattern| self.logs.add(pattern, count));
        below.iter().for_each(|&pattern| self.logs.subtract(pattern, count));
    }

    fn add_conditional_entropy(&mut self, set: PositionSet, given: PositionSet, sign: Sign) {
        let all = set.union(given);
        for [pattern, known] in self.patterns.projections(all, [all, given]) {
            let (above, below) = ([known], [pattern]);
            match sign {
                Sign::Plus => self.add_log_ratio(pattern, &above, &below),
                Sign::Minus => self.add_log_ratio(pattern, &below, &above),
            }
        }
    }

    fn add_mutual_information(&mut self, first: PositionSet, second: PositionSet, given: PositionSet) {
        let all = first.union(second).union(given);
        let parts = [all, given, first.union(given), second.union(given)];
        for [pattern, known, with_first, with_second] in self.patterns.projections(all, parts) {
            self.add_log_ratio(pattern, &[pattern, known], &[with_first, with_second]);
        }
    }

    /// The mean of so many terms, each of which was added with the counts for probabilities.
    fn over(self, terms: u64) -> LogForm {
        assert!(terms > 0, "the mean of no forms");
        let total = self.patterns.count(self.patterns.all_masked());
        self.logs.divided_by(&Integer::from(total * terms))
    }
}
