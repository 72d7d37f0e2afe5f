//! Whether `R -> E_{n,R}` is convex, checked for all `n` up to a bound.
//!
//! Layer after layer in `R`, only three of which are kept. With `x = 2^80 ln n` a layer is `F_{n,R} = n x + min_m
//! (F_{m,R-1} - m x)` over `R - 1 <= m <= n - 1`: the minimum at `x` of lines with falling slopes `-m`, of which one is
//! added for each `n`, at growing `x`. So their lower hull is kept, and a place on it that only moves on. All of it is
//! integer arithmetic, without rounding: the floors of the logarithms are the numbers `x`, they do not fall, and
//! nothing else is asked of them. The bound of [`FixedLogarithms`] then holds the true values, and the second
//! difference of the sums is that of `2^80 E` but for less than `2n`.

use std::cmp::Ordering;

use crate::limits::{CONVEXITY_LIMIT, PERMUTATION_TABLE_LIMIT};

use super::logarithms::{FixedLogarithms, PLACES};
use super::table::PermutationTable;

/// What the second differences `E_{n,R-1} - 2 E_{n,R} + E_{n,R+1}`, `2 <= R <= n - 1`, are for all `n <= N`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convexity {
    /// `N`.
    pub size: usize,
    /// How many second differences have a decided sign: `(N - 1)(N - 2) / 2` where none is left open.
    pub decided: u64,
    /// How many of them needed exact integers.
    pub exact: u64,
    /// How many are exactly 0.
    pub equalities: u64,
    /// The `(n, R)` whose second difference is negative.
    pub violations: Vec<(usize, usize)>,
    /// The `(n, R)` that were left open: those with `n` above [`PERMUTATION_TABLE_LIMIT`] that the proven bound does
    /// not decide.
    pub open: Vec<(usize, usize)>,
    /// The `(n, R)` of the least second difference, as far as the fixed-point sums tell; the first of several.
    pub least: Option<(usize, usize)>,
}

/// What is known of the sequence `R -> E_{n,R}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curvature {
    /// A second difference is negative.
    NotConvex,
    /// No decided second difference is negative, and some are 0.
    Convex,
    /// Every decided second difference is positive.
    StrictlyConvex,
}

impl Curvature {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotConvex => "not convex",
            Self::Convex => "convex",
            Self::StrictlyConvex => "strictly convex",
        }
    }
}

impl Convexity {
    /// What the decided second differences say of the sequence.
    pub fn curvature(&self) -> Curvature {
        match (self.violations.is_empty(), self.equalities) {
            (false, _) => Curvature::NotConvex,
            (true, 0) => Curvature::StrictlyConvex,
            (true, _) => Curvature::Convex,
        }
    }

    /// Whether the sequence is convex for every `n` up to the bound, with no sign left open.
    pub fn is_convex(&self) -> bool {
        self.violations.is_empty() && self.open.is_empty()
    }

    /// The largest `n` up to which every sign is decided.
    pub fn checked(&self) -> usize {
        self.open.iter().map(|&(tokens, _)| tokens - 1).min().unwrap_or(self.size)
    }
}

/// Checks all `n` up to `size`. `None` when `stop` says so between two layers, or when `size` is above
/// [`CONVEXITY_LIMIT`].
///
/// ```
/// use maskproof::sampler::permutations::check_convexity;
/// let convexity = check_convexity(40, &|| false).unwrap();
/// assert_eq!(convexity.decided, 39 * 38 / 2);
/// assert!(convexity.violations.is_empty() && convexity.equalities == 0);
/// ```
pub fn check_convexity(size: usize, stop: &dyn Fn() -> bool) -> Option<Convexity> {
    check_with_places(size, PLACES, stop)
}

/// As [`check_convexity`] with fewer binary places, which leaves more to exact integers and must find the same.
pub fn check_with_places(size: usize, places: u32, stop: &dyn Fn() -> bool) -> Option<Convexity> {
    if size > CONVEXITY_LIMIT {
        return None;
    }
    let logarithms: Vec<i128> = {
        let fixed = FixedLogarithms::new(size, places);
        (0..=size).map(|argument| if argument == 0 { 0 } else { fixed.of(argument) }).collect()
    };
    let mut convexity =
        Convexity { size, decided: 0, exact: 0, equalities: 0, violations: Vec::new(), open: Vec::new(), least: None };
    let mut least = i128::MAX;
    let mut undecided = Vec::new();
    // Entries below R are never read.
    let mut before = vec![0; size + 1];
    let mut here: Vec<i128> = (0_i128..).zip(&logarithms).map(|(tokens, logarithm)| tokens * logarithm).collect();
    let mut after = vec![0; size + 1];
    for rounds in 2..=size {
        if stop() {
            return None;
        }
        next_layer(rounds, &here, &logarithms, &mut after);
        // `before`, `here` and `after` have R - 2, R - 1 and R rounds.
        if rounds >= 3 {
            for tokens in rounds..=size {
                let difference: i128 = before[tokens] - 2 * here[tokens] + after[tokens];
                let bound = 2 * tokens as i128;
                if difference < least {
                    (least, convexity.least) = (difference, Some((tokens, rounds - 1)));
                }
                if difference >= bound {
                    convexity.decided += 1;
                } else if difference <= -bound {
                    convexity.decided += 1;
                    convexity.violations.push((tokens, rounds - 1));
                } else {
                    undecided.push((tokens, rounds - 1));
                }
            }
        }
        std::mem::swap(&mut before, &mut here);
        std::mem::swap(&mut here, &mut after);
    }
    decide_exactly(&mut convexity, undecided);
    convexity.violations.sort_unstable();
    Some(convexity)
}

/// The layer of `rounds` from the one before.
fn next_layer(rounds: usize, layer: &[i128], logarithms: &[i128], next: &mut [i128]) {
    // The lower hull of the points (m, F_m), from `first` on; what lies before is done with.
    let mut hull: Vec<(i128, i128)> = Vec::with_capacity(layer.len());
    let mut first = 0;
    for tokens in rounds..layer.len() {
        let point = (tokens as i128 - 1, layer[tokens - 1]);
        while hull.len() >= first + 2 {
            let (a, b) = (hull[hull.len() - 2], hull[hull.len() - 1]);
            if (b.1 - a.1) * (point.0 - b.0) < (point.1 - b.1) * (b.0 - a.0) {
                break;
            }
            hull.pop();
        }
        hull.push(point);
        let x = logarithms[tokens];
        while hull.len() >= first + 2 && hull[first + 1].1 - hull[first].1 <= x * (hull[first + 1].0 - hull[first].0) {
            first += 1;
        }
        let (m, sum) = hull[first];
        next[tokens] = (tokens as i128 - m) * x + sum;
    }
}

/// Decides by exact integers what the bound left open.
fn decide_exactly(convexity: &mut Convexity, undecided: Vec<(usize, usize)>) {
    let within = undecided.iter().map(|&(tokens, _)| tokens).filter(|&tokens| tokens <= PERMUTATION_TABLE_LIMIT).max();
    let table = within.and_then(PermutationTable::new);
    for (tokens, rounds) in undecided {
        let sign = table.as_ref().and_then(|table| table.second_difference_sign(tokens, rounds));
        let Some(sign) = sign else {
            convexity.open.push((tokens, rounds));
            continue;
        };
        convexity.decided += 1;
        convexity.exact += 1;
        match sign {
            Ordering::Less => convexity.violations.push((tokens, rounds)),
            Ordering::Equal => convexity.equalities += 1,
            Ordering::Greater => {}
        }
    }
}

/// Checks ever larger bounds, 64, 96, 144 and so on by halves up to `limit`, until `stop` says so; what the last one
/// came to that was checked whole. `report` hears of each.
pub fn largest_convexity(limit: usize, stop: &dyn Fn() -> bool, report: &dyn Fn(&Convexity)) -> Option<Convexity> {
    let limit = limit.min(CONVEXITY_LIMIT);
    let mut size = limit.min(64);
    let mut last = None;
    while let Some(convexity) = check_convexity(size, stop) {
        report(&convexity);
        last = Some(convexity);
        if size == limit {
            break;
        }
        size = (size + size / 2).min(limit);
    }
    last
}
