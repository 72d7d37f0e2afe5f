//! What a measured curve says of schedules.

use itertools::Itertools;
use rug::Rational;

use crate::decide::band::{Extreme, range};
use crate::decide::regret::{least_sums, regret_bound};
use crate::entropy::curve::{
    dual_total_correlation_coefficients, mutual_information_coefficients, total_correlation_coefficients,
};
use crate::entropy::{Band, ConcaveCurve, MeasuredCurve, Projection};
use crate::language::{Catalogue, ClaimError};
use crate::sampler::Schedule;
use crate::sampler::cost::ideal_coefficients;
use crate::sampler::measured_cost::{BestSchedule, best_schedules, masked_schedule, measured_expected_kl};
use crate::sampler::random_sizes::{even_times, tau_leaping_kl};
use crate::sampler::rule::mask_schedule::MaskSchedule;

use super::curve_bounds::{CurveBound, curve_bounds};

/// What a measured curve comes to. Numbers are in the unit of the curve.
#[derive(Debug, Clone)]
pub struct MeasuredAnalysis {
    /// The curve on the cone, and how far it moved.
    pub projection: Projection,
    /// The largest move with its place, the first one.
    pub largest_move: (usize, Rational),
    /// The first place at which the projected curve is outside the band.
    pub outside_band: Option<usize>,
    /// `TC`, `DTC` and `sum_i I(X_i; X_{-i})`, each with its range over the band.
    pub information: [Figure; 3],
    /// The sum over `k` of how far the measured `delta_k` are from the projected ones.
    pub delta_distance: Rational,
    /// The least expected KL for each number of steps that was computed.
    pub least: Vec<BestSchedule>,
    /// What each number of steps that was asked for comes to.
    pub steps: Vec<StepAnalysis>,
    /// The schedules asked for.
    pub given: Vec<MeasuredSchedule>,
    /// The claims that bound the expected KL and say nothing here: they do not apply, or need more than the curve.
    pub claims_without_bound: Vec<String>,
}

/// A figure that is linear in the curve.
#[derive(Debug, Clone)]
pub struct Figure {
    /// On the projected curve.
    pub value: Rational,
    /// Its least and greatest value over the curves in the band.
    pub range: Option<[Extreme; 2]>,
}

/// A schedule on a measured curve.
#[derive(Debug, Clone)]
pub struct MeasuredSchedule {
    /// The schedule.
    pub schedule: Schedule,
    /// Its expected KL divergence.
    pub expected_kl: Figure,
    /// How much worse it can be than the best schedule with as many steps, over the curves in the band: a bound.
    pub regret: Option<Rational>,
    /// What the claims of the catalogue say of it.
    pub bounds: Vec<CurveBound>,
}

/// What a number of steps comes to.
#[derive(Debug, Clone)]
pub struct StepAnalysis {
    /// The number of steps.
    pub steps: usize,
    /// The best schedule.
    pub best: MeasuredSchedule,
    /// The uniform one.
    pub uniform: MeasuredSchedule,
    /// The one along a cosine; it may have fewer steps.
    pub cosine: MeasuredSchedule,
    /// The expected KL of random block sizes on the even grid, as MDLM's log-linear noise has them.
    pub log_linear: Rational,
    /// How much that may have changed by the projection (Secchi & Zanella, Proposition 13).
    pub perturbation: Rational,
}

/// What is asked of a measured curve.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The numbers of steps, each from 1 to `L`; where there are none, the least expected KL of every number of steps is
    /// computed and nothing else.
    pub steps: &'a [usize],
    /// Schedules of the curve's length.
    pub schedules: &'a [Schedule],
    /// The number of tokens, for bounds that depend on it.
    pub vocabulary_size: Option<usize>,
}

/// Analyses a measured curve.
///
/// # Errors
/// When a claim of the catalogue cannot be instantiated.
///
/// # Panics
/// When a number of steps or a schedule does not fit the curve.
pub fn analyse_curve(
    measured: &MeasuredCurve,
    request: Request,
    catalogue: &Catalogue,
) -> Result<MeasuredAnalysis, ClaimError> {
    let projection = measured.projection();
    let curve = &projection.curve;
    let length = curve.length();
    let most = request.steps.iter().copied().max().unwrap_or(if request.schedules.is_empty() { length } else { 1 });
    let least = best_schedules(curve, most);
    let asked = request.steps.iter().map(|&steps| {
        let named = [MaskSchedule::Power(1), MaskSchedule::Cosine].map(|kind| masked_schedule(kind, length, steps));
        let [uniform, cosine] = named;
        [least[steps - 1].schedule.clone(), uniform, cosine]
    });
    let asked: Vec<Schedule> = asked.flatten().chain(request.schedules.iter().cloned()).collect();
    let distinct: Vec<Schedule> = asked.iter().unique().cloned().collect();
    let (bounds, claims_without_bound) = if distinct.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        curve_bounds(curve, request.vocabulary_size, &distinct, catalogue)?
    };
    let examiner = Examiner::new(curve, measured.band(), &distinct);
    let examined: Vec<MeasuredSchedule> =
        distinct.iter().zip(bounds).map(|(schedule, bounds)| examiner.schedule(schedule, bounds)).collect();
    let mut in_order = asked.iter().map(|schedule| {
        let place = distinct.iter().position(|known| known == schedule).expect("each is among the distinct ones");
        examined[place].clone()
    });
    let delta_distance = delta_distance(&projection);
    let steps = request.steps.iter().map(|&steps| StepAnalysis {
        steps,
        best: in_order.next().expect("three schedules a number of steps"),
        uniform: in_order.next().expect("three schedules a number of steps"),
        cosine: in_order.next().expect("three schedules a number of steps"),
        log_linear: tau_leaping_kl(curve, &even_times(steps)),
        perturbation: &delta_distance * Rational::from((length, steps)),
    });
    let steps = steps.collect();
    let given = in_order.collect();
    let largest_move = projection.moved.iter().cloned().enumerate().rev().max_by(|one, two| one.1.cmp(&two.1));
    Ok(MeasuredAnalysis {
        largest_move: largest_move.expect("there is a number"),
        outside_band: measured.band().and_then(|band| band.first_outside(curve.values())),
        information: examiner.information(),
        delta_distance,
        least,
        steps,
        given,
        claims_without_bound,
        projection,
    })
}

/// The sum over `k = 1..L-1` of `|delta_k - delta'_k|` of the measured and the projected curve: second differences of the
/// moves.
fn delta_distance(projection: &Projection) -> Rational {
    let moved = &projection.moved;
    let bends = moved.windows(3).map(|triple| {
        let middle = Rational::from(&triple[1] * 2u32);
        (middle - &triple[0] - &triple[2]).abs()
    });
    bends.sum()
}

struct Examiner<'a> {
    curve: &'a ConcaveCurve,
    band: Option<&'a Band>,
    least_sums: Vec<Rational>,
}

impl<'a> Examiner<'a> {
    fn new(curve: &'a ConcaveCurve, band: Option<&'a Band>, schedules: &[Schedule]) -> Self {
        let most = schedules.iter().map(Schedule::steps).max();
        let least_sums = match (band, most) {
            (Some(band), Some(most)) => least_sums(band, most),
            _ => Vec::new(),
        };
        Self { curve, band, least_sums }
    }

    fn schedule(&self, schedule: &Schedule, bounds: Vec<CurveBound>) -> MeasuredSchedule {
        let value = measured_expected_kl(self.curve, schedule);
        let range = self.band.map(|band| range(band, &ideal_coefficients(schedule)));
        let regret = self.band.map(|band| {
            let bound = regret_bound(band, schedule, &self.least_sums);
            // No schedule costs less than nothing.
            match &range {
                Some([_, most]) if *most.value() < bound => most.value().clone(),
                _ => bound,
            }
        });
        MeasuredSchedule { schedule: schedule.clone(), expected_kl: Figure { value, range }, regret, bounds }
    }

    fn information(&self) -> [Figure; 3] {
        let length = self.curve.length();
        [
            total_correlation_coefficients(length).to_vec(),
            dual_total_correlation_coefficients(length).to_vec(),
            mutual_information_coefficients(length).to_vec(),
        ]
        .map(|coefficients| self.figure(&coefficients))
    }

    /// A combination of few average entropies with whole coefficients.
    fn figure(&self, coefficients: &[(usize, Rational)]) -> Figure {
        let whole = |(size, coefficient): &(usize, Rational)| {
            (*size, coefficient.numer().to_i64().expect("a coefficient is about the length"))
        };
        let whole: Vec<(usize, i64)> = coefficients.iter().map(whole).collect();
        Figure { value: self.curve.combine(whole.iter().copied()), range: self.band.map(|band| range(band, &whole)) }
    }
}
