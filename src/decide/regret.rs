//! How much worse a schedule can be than the best one with as many steps, over the curves in a band: a proven bound.
//!
//! Both cost `-h_L` beside the sum of `s_t (h_{a+1} - h_a)` over their steps from `a` positions on, so that the difference
//! is at most the greatest value of that sum for the schedule, less the least value that it has for any. For the second,
//! each `h_{a+1} - h_a` is replaced by a number below which it never falls: for every `j > a` it is at least `(low_j -
//! high_a)/(j - a)` by concavity, and at least the same with any later `a`.

use rug::Rational;

use crate::entropy::Band;
use crate::exact::rational::over_common_denominator;
use crate::sampler::best_blocks::best_blocks;

use super::band::{Combination, greatest};

/// For each number of steps `1..=steps` a number below which the sum of `s_t (h_{a+1} - h_a)` never falls, whatever the
/// curve in the band and the schedule.
pub fn least_sums(band: &Band, steps: usize) -> Vec<Rational> {
    let prices = least_increments(band);
    let (whole, common) = over_common_denominator(&prices);
    let best = best_blocks(&whole.into_iter().map(Some).collect::<Vec<_>>(), steps);
    best.into_iter().map(|best| Rational::from((best.expect("finite prices").cost, &common))).collect()
}

/// The most by which what costs this combination can be worse than the best schedule with so many steps, given
/// [`least_sums`]: a bound, which need not be attained.
pub fn regret_bound(band: &Band, cost: &Combination, steps: usize, least_sums: &[Rational]) -> Rational {
    let most = greatest(band, &cost.clone().plus_last(1));
    let bound = Rational::from(most.value() - &least_sums[steps - 1]);
    if bound < 0 { Rational::new() } else { bound }
}

/// A number below each `h_{a+1} - h_a`, for `a = 0..L-1`: none grows.
fn least_increments(band: &Band) -> Vec<Rational> {
    let low = band.least_member();
    let length = low.len() - 1;
    let mut high = band.high().to_vec();
    for place in (0..length).rev() {
        if high[place] > high[place + 1] {
            let (before, after) = high.split_at_mut(place + 1);
            before[place].clone_from(&after[0]);
        }
    }
    let is_corner = |place: usize| {
        place == length || Rational::from(&low[place] * 2u32) > Rational::from(&low[place - 1] + &low[place + 1])
    };
    let corners: Vec<usize> = (1..=length).filter(|place| is_corner(*place)).collect();
    let mut least = vec![Rational::new(); length];
    for start in (0..length).rev() {
        // The slope from a point above a concave curve is greatest at a corner of it, or at once.
        let behind = &corners[corners.partition_point(|corner| *corner <= start)..];
        let ends = behind.iter().copied().chain([start + 1]);
        let slopes = ends.map(|end| Rational::from(&low[end] - &high[start]) / Rational::from(end - start));
        let steepest = slopes.max().expect("there is a next place");
        let later = if start + 1 < length { least[start + 1].clone() } else { Rational::new() };
        least[start] = if steepest > later { steepest } else { later };
    }
    least
}
