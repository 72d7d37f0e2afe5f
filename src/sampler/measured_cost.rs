//! What schedules cost on a curve of rational numbers, and the best ones.

use rug::{Integer, Rational};

use crate::entropy::ConcaveCurve;
use crate::exact::rational::over_common_denominator;

use super::best_blocks::{Cost, best_blocks};
use super::cost::ideal_coefficients;
use super::rule::mask_schedule::MaskSchedule;
use super::schedule::Schedule;

/// The best schedule with a number of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestSchedule {
    /// The schedule; of equally good ones the lexicographically first.
    pub schedule: Schedule,
    /// Its expected KL divergence, in the unit of the curve.
    pub expected_kl: Rational,
}

/// The expected KL divergence of the exact predictor, in the unit of the curve (Chen, Cong & Li, Theorem 16; see
/// [`ideal_expected_kl`](super::ideal_expected_kl)).
///
/// # Panics
/// When the schedule is not one of the curve's length.
pub fn measured_expected_kl(curve: &ConcaveCurve, schedule: &Schedule) -> Rational {
    assert_eq!(schedule.length(), curve.length(), "a schedule of another length");
    curve.combine(ideal_coefficients(schedule))
}

/// The best schedules for `1, ..., steps` steps, exact; see [`best_blocks`]. The curve is scaled to integers, of 128 bits
/// where all that is computed of them fits.
///
/// # Panics
/// When there are more steps than positions.
pub fn best_schedules(curve: &ConcaveCurve, steps: usize) -> Vec<BestSchedule> {
    let (whole, common) = over_common_denominator(curve.values());
    let prices: Vec<Integer> = whole.windows(2).map(|pair| Integer::from(&pair[1] - &pair[0])).collect();
    // A cost is at most L prices, and two are compared after a multiplication by at most L: 12 bits each.
    let fits = prices.iter().all(|price| price.significant_bits() <= 96);
    let machine = |price: &Integer| price.to_i128().expect("few bits");
    let best = if fits {
        with_costs(&prices.iter().map(machine).collect::<Vec<i128>>(), steps, |cost| Integer::from(*cost))
    } else {
        with_costs(&prices, steps, Clone::clone)
    };
    let entropy = &whole[whole.len() - 1];
    let best = best
        .into_iter()
        .map(|(schedule, cost)| BestSchedule { schedule, expected_kl: Rational::from((cost - entropy, &common)) });
    best.collect()
}

fn with_costs<C: Cost>(prices: &[C], steps: usize, whole: impl Fn(&C) -> Integer) -> Vec<(Schedule, Integer)> {
    let prices: Vec<Option<C>> = prices.iter().cloned().map(Some).collect();
    let best = best_blocks(&prices, steps).into_iter().map(|best| {
        let best = best.expect("finite prices");
        (Schedule::new(best.blocks).expect("positive blocks"), whole(&best.cost))
    });
    best.collect()
}

/// The schedule of a mask schedule with so many steps, as [`MaskSchedule::floor`] rounds: `uniform`, `cosine`. Steps that
/// would reveal nothing are left out, so that it may have fewer.
///
/// # Panics
/// When there are no steps, or more than positions.
pub fn masked_schedule(kind: MaskSchedule, length: usize, steps: usize) -> Schedule {
    assert!((1..=length).contains(&steps), "from one step to one for each position");
    let masked: Vec<usize> =
        (0..=steps).map(|step| if step == 0 { length } else { kind.floor(length, step, steps) }).collect();
    let blocks = masked.windows(2).map(|pair| pair[0] - pair[1]).filter(|block| *block > 0);
    Schedule::new(blocks.collect()).expect("positive blocks")
}
