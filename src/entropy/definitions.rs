//! The same quantities from their definitions, token table by token table.
//!
//! Nothing here uses an entropy identity: a mutual information is the KL divergence of a joint marginal from the product
//! of its parts, a mean over subsets is a loop over subsets. Slow, and meant to be: the claims that state the identities
//! evaluate both sides with these functions, and tests hold the fast paths against them.

use rug::Rational;

use crate::exact::LogForm;
use crate::law::{PatternCounts, PositionSet};

/// `H(X_A) = -sum_x p(x_A) ln p(x_A)`.
pub fn entropy(patterns: &PatternCounts, set: PositionSet) -> LogForm {
    let mut form = LogForm::zero();
    for pattern in patterns.patterns_on(set) {
        add_log_ratio(&mut form, patterns, pattern, &[patterns.all_masked()], &[pattern]);
    }
    form
}

/// `H(X_A | X_B) = -sum_x p(x_A, x_B) ln( p(x_A, x_B) / p(x_B) )`.
pub fn conditional_entropy(patterns: &PatternCounts, set: PositionSet, given: PositionSet) -> LogForm {
    let mut form = LogForm::zero();
    for pattern in patterns.patterns_on(set.union(given)) {
        add_log_ratio(&mut form, patterns, pattern, &[patterns.restrict(pattern, given)], &[pattern]);
    }
    form
}

/// `I(X_A; X_B | X_C) = sum_x p(a,b,c) ln( p(a,b,c) p(c) / (p(a,c) p(b,c)) )`.
pub fn mutual_information(
    patterns: &PatternCounts,
    first: PositionSet,
    second: PositionSet,
    given: PositionSet,
) -> LogForm {
    let mut form = LogForm::zero();
    for pattern in patterns.patterns_on(first.union(second).union(given)) {
        let above = [pattern, patterns.restrict(pattern, given)];
        let below = [patterns.restrict(pattern, first.union(given)), patterns.restrict(pattern, second.union(given))];
        add_log_ratio(&mut form, patterns, pattern, &above, &below);
    }
    form
}

/// `TC = KL(p || prod_i p_i) = sum_x p(x) ln( p(x) / prod_i p_i(x_i) )`.
pub fn total_correlation(patterns: &PatternCounts) -> LogForm {
    let length = patterns.length();
    let mut form = LogForm::zero();
    for pattern in patterns.patterns_on(PositionSet::all(length)) {
        let mut above = vec![pattern];
        above.resize(length, patterns.all_masked());
        let below: Vec<usize> =
            (0..length).map(|position| patterns.restrict(pattern, PositionSet::EMPTY.with(position))).collect();
        add_log_ratio(&mut form, patterns, pattern, &above, &below);
    }
    form
}

/// `DTC = H(X) - sum_i H(X_i | X_{-i})`.
pub fn dual_total_correlation(patterns: &PatternCounts) -> LogForm {
    let all = PositionSet::all(patterns.length());
    let mut form = entropy(patterns, all);
    for position in 0..patterns.length() {
        let one = PositionSet::EMPTY.with(position);
        form -= &conditional_entropy(patterns, one, all.minus(one));
    }
    form
}

/// `h_k`: the mean of `H(X_A)` over the subsets `A` of size `k`.
pub fn average_entropy(patterns: &PatternCounts, size: usize) -> LogForm {
    mean(PositionSet::subsets_of_size(patterns.length(), size).map(|set| entropy(patterns, set)))
}

/// `zeta(m)`: the mean of `I(X_i; X_W)` over positions `i` and `m`-subsets `W` of the other positions.
pub fn zeta(patterns: &PatternCounts, size: usize) -> LogForm {
    let length = patterns.length();
    mean(pairs(length, size).map(|(position, set)| {
        mutual_information(patterns, PositionSet::EMPTY.with(position), set, PositionSet::EMPTY)
    }))
}

/// `delta(m)`: the mean of `I(X_i; X_j | X_S)` over distinct `i`, `j` and `(m-1)`-subsets `S` of the other positions.
pub fn delta(patterns: &PatternCounts, size: usize) -> LogForm {
    let length = patterns.length();
    mean(pairs(length, size - 1).flat_map(|(position, set)| {
        let first = PositionSet::EMPTY.with(position);
        (0..length)
            .filter(move |&other| other != position && !set.contains(other))
            .map(move |other| mutual_information(patterns, first, PositionSet::EMPTY.with(other), set))
    }))
}

/// Every position with every `size`-subset of the other positions.
fn pairs(length: usize, size: usize) -> impl Iterator<Item = (usize, PositionSet)> {
    (0..length).flat_map(move |position| {
        PositionSet::subsets_of_size(length, size)
            .filter(move |set| !set.contains(position))
            .map(move |set| (position, set))
    })
}

/// The mean of a nonempty sequence of forms.
fn mean(forms: impl Iterator<Item = LogForm>) -> LogForm {
    let mut sum = LogForm::zero();
    let mut terms = 0_u64;
    for form in forms {
        sum += &form;
        terms += 1;
    }
    assert!(terms > 0, "the mean of no forms");
    sum.scaled(&Rational::from((1, terms)))
}

/// Adds `p(weight) ln( prod_above c / prod_below c )`, where `c` and `p` are counts and probabilities of patterns.
fn add_log_ratio(form: &mut LogForm, patterns: &PatternCounts, weight: usize, above: &[usize], below: &[usize]) {
    let count = patterns.count(weight);
    if *count == 0 {
        return;
    }
    let probability = Rational::from((count, patterns.count(patterns.all_masked())));
    for &pattern in above {
        form.add_ln(patterns.count(pattern), &probability);
    }
    let negative = -probability;
    for &pattern in below {
        form.add_ln(patterns.count(pattern), &negative);
    }
}
