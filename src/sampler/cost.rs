//! The cost of schedules: expected KL divergence from the information curve, and the best schedules.

use std::cmp::Ordering;

use rug::Rational;

use crate::entropy::AverageCurve;
use crate::exact::{LazyForm, LogForm, lazy_form};

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

/// The best schedule for each number of steps `T = 1..L`, by dynamic programming over the boundaries; every comparison
/// is an exact sign. The cost of a schedule is its expected KL divergence: ideal part plus training error. Among
/// equally cheap schedules the lexicographically first is the best.
pub fn cheapest_schedules(curve: &AverageCurve, gaps: &PredictorGaps) -> Vec<Schedule> {
    let length = curve.length();
    let costs = Costs { curve, gaps };
    // best[start]: the cheapest blocks that reveal what is left after `start` positions, in the present number of steps
    let mut best: Vec<Option<Vec<usize>>> = vec![None; length + 1];
    best[length] = Some(Vec::new());
    let mut schedules = Vec::new();
    for _ in 1..=length {
        best = (0..=length)
            .map(|start| {
                let mut cheapest: Option<Vec<usize>> = None;
                // Blocks are tried in increasing order, so that a tie keeps the lexicographically first.
                for block in 1..=(length - start) {
                    let Some(rest) = &best[start + block] else { continue };
                    let blocks: Vec<usize> = std::iter::once(block).chain(rest.iter().copied()).collect();
                    if cheapest.as_ref().is_none_or(|known| costs.compare(start, &blocks, known).is_lt()) {
                        cheapest = Some(blocks);
                    }
                }
                // When even the cheapest costs +infinity all tie, whatever their finite parts: take (1, .., 1, rest).
                let blocks = cheapest?;
                if costs.cost(start, &blocks).is_some() {
                    return Some(blocks);
                }
                let ones = blocks.len() - 1;
                Some([vec![1; ones], vec![length - start - ones]].concat())
            })
            .collect();
        let blocks = best[0].clone().expect("there is a schedule for each number of steps up to L");
        schedules.push(Schedule::new(blocks).expect("positive blocks"));
    }
    schedules
}

struct Costs<'a> {
    curve: &'a AverageCurve,
    gaps: &'a PredictorGaps,
}

impl Costs<'_> {
    /// Compares the costs of two ways to go on from `start` revealed positions.
    fn compare(&self, start: usize, first: &[usize], second: &[usize]) -> Ordering {
        match (self.cost(start, first), self.cost(start, second)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(mut difference), Some(other)) => {
                difference.extend(other.into_iter().map(|(coefficient, quantity)| (-coefficient, quantity)));
                lazy_form::sign(&difference)
            }
        }
    }

    /// The cost of the blocks as a combination of average entropies and gaps, or `None` when it is infinite.
    fn cost(&self, start: usize, blocks: &[usize]) -> Option<Vec<(Rational, &LazyForm<'_>)>> {
        let mut terms = Vec::new();
        let mut revealed = start;
        for &block in blocks {
            for (size, coefficient) in block_coefficients(revealed, block) {
                terms.push((Rational::from(coefficient), self.curve.quantity(size)));
            }
            terms.push((Rational::from(block), self.gaps.gap(revealed)?));
            revealed += block;
        }
        Some(terms)
    }
}

/// The coefficients of one block's ideal cost, `s (h_{a+1} - h_a) - (h_{a+s} - h_a)` for a block of size `s` after `a`
/// revealed positions.
fn block_coefficients(start: usize, block: usize) -> [(usize, i64); 3] {
    let size = i64::try_from(block).expect("sequences of moderate length");
    [(start + 1, size), (start, 1 - size), (start + block, -1)]
}
