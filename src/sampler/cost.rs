//! The cost of schedules: expected KL divergence from the information curve, and the best schedules.

use std::cmp::Ordering;

use rug::Rational;

use crate::entropy::AverageCurve;
use crate::exact::lazy_form::Terms;
use crate::exact::{LazyForm, LogForm, lazy_form};

use super::best_blocks::{Cost, best_blocks};
use super::gaps::PredictorGaps;
use super::schedule::Schedule;

/// The ideal expected KL divergence of a schedule, in nats; exact:
/// `sum_t sum_{j=1..s_t} ( Z_{N_{t-1}+j} - Z_{N_{t-1}+1} )` (Chen, Cong & Li, Theorem 16), which is
/// `sum_t [ s_t (h_{N_{t-1}+1} - h_{N_{t-1}}) - (h_{N_t} - h_{N_{t-1}}) ]`.
///
/// # Panics
/// When the schedule is not one of the curve's length.
pub fn ideal_expected_kl(curve: &AverageCurve, schedule: &Schedule) -> LogForm {
    assert_eq!(schedule.length(), curve.length(), "a schedule of another length");
    curve.combine(ideal_coefficients(schedule))
}

/// The coefficients of the ideal expected KL on the average entropies: pairs `(k, coefficient of h_k)` in the order of
/// `k`, those that are not zero.
pub fn ideal_coefficients(schedule: &Schedule) -> Vec<(usize, i64)> {
    let mut coefficients = vec![0; schedule.length() + 1];
    for (&block, start) in schedule.blocks().iter().zip(schedule.boundaries()) {
        for (size, coefficient) in block_coefficients(start, block) {
            coefficients[size] += coefficient;
        }
    }
    coefficients.into_iter().enumerate().filter(|(_, coefficient)| *coefficient != 0).collect()
}

/// The best schedule for each number of steps `T = 1..L`, by [`best_blocks`]; every comparison is an exact sign. The cost
/// of a schedule is its expected KL divergence: ideal part plus training error. Among equally cheap schedules the
/// lexicographically first is the best.
pub fn cheapest_schedules(curve: &AverageCurve, gaps: &PredictorGaps) -> Vec<Schedule> {
    let length = curve.length();
    let quantities: Vec<&LazyForm> = (0..=length)
        .map(|size| curve.quantity(size))
        .chain((0..length).filter_map(|revealed| gaps.gap(revealed)))
        .collect();
    let mut with_gaps = length;
    let prices: Vec<Option<Sum>> = (0..length)
        .map(|revealed| {
            gaps.gap(revealed)?;
            with_gaps += 1;
            let mut coefficients = vec![0; quantities.len()];
            coefficients[revealed + 1] = 1;
            coefficients[revealed] = -1;
            coefficients[with_gaps] = 1;
            Some(Sum { quantities: &quantities, coefficients })
        })
        .collect();
    let best = best_blocks(&prices, length).into_iter().zip(1..);
    let blocks = best.map(|(best, steps)| match best {
        Some(best) => best.blocks,
        // When even the cheapest costs +infinity all tie, whatever their finite parts.
        None => [vec![1; steps - 1], vec![length + 1 - steps]].concat(),
    });
    blocks.map(|blocks| Schedule::new(blocks).expect("positive blocks")).collect()
}

/// An integer combination of quantities.
#[derive(Clone)]
struct Sum<'a> {
    quantities: &'a [&'a LazyForm<'static>],
    coefficients: Vec<i64>,
}

impl Sum<'_> {
    fn combined(&self, other: &Self, combine: impl Fn(i64, i64) -> i64) -> Self {
        let pairs = self.coefficients.iter().zip(&other.coefficients);
        let coefficients = pairs.map(|(&own, &other)| combine(own, other)).collect();
        Self { quantities: self.quantities, coefficients }
    }
}

impl Cost for Sum<'_> {
    fn plus(&self, other: &Self) -> Self {
        self.combined(other, |own, other| own + other)
    }

    fn minus(&self, other: &Self) -> Self {
        self.combined(other, |own, other| own - other)
    }

    fn times(&self, factor: usize) -> Self {
        let factor = i64::try_from(factor).expect("sequences of moderate length");
        self.combined(self, |own, _| own * factor)
    }

    fn compare(&self, other: &Self) -> Ordering {
        let difference = self.minus(other);
        let terms = difference.coefficients.iter().zip(self.quantities).filter(|(coefficient, _)| **coefficient != 0);
        let terms: Terms = terms.map(|(&coefficient, &quantity)| (Rational::from(coefficient), quantity)).collect();
        lazy_form::sign(&terms)
    }
}

/// The coefficients of one block's ideal cost, `s (h_{a+1} - h_a) - (h_{a+s} - h_a)` for a block of size `s` after `a`
/// revealed positions.
fn block_coefficients(start: usize, block: usize) -> [(usize, i64); 3] {
    let size = i64::try_from(block).expect("sequences of moderate length");
    [(start + 1, size), (start, 1 - size), (start + block, -1)]
}
