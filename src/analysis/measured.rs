//! What a measured curve says of schedules.

use itertools::Itertools;
use rug::Rational;

use crate::decide::band::{Combination, Extreme, range};
use crate::decide::perturbation::ProfileBand;
use crate::decide::regret::{least_sums, regret_bound};
use crate::entropy::curve::{
    dual_total_correlation_coefficients, mutual_information_coefficients, total_correlation_coefficients,
};
use crate::entropy::{Band, ConcaveCurve, MeasuredCurve, Projection};
use crate::language::{Catalogue, ClaimError};
use crate::sampler::Schedule;
use crate::sampler::cost::ideal_coefficients;
use crate::sampler::measured_cost::{BestSchedule, best_schedules, masked_schedule};
use crate::sampler::random_sizes::{even_times, tau_leaping_coefficients};
use crate::sampler::rule::mask_schedule::MaskSchedule;

use super::curve_bounds::{CurveBound, curve_bounds};

/// What a measured curve comes to. Numbers are in the unit of the curve.
#[derive(Debug, Clone)]
pub struct MeasuredAnalysis {
    /// The curve on the cone, and how far it moved.
    pub projection: Projection,
    /// The largest move in size with its place, the first one.
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
    /// How much worse it can be than the best schedule with as many steps, over the curves in the band.
    pub regret: Option<Regret>,
    /// What the claims of the catalogue say of it.
    pub bounds: Vec<CurveBound>,
}

/// How much worse than the best schedule with as many steps something can be, over the curves in a band: two proven
/// bounds. The second can be above the greatest expected KL, and then says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regret {
    /// From the least increments that the band allows; at most the greatest expected KL.
    pub bound: Rational,
    /// From how far `delta_m` can be from the measured ones (Secchi & Zanella, Proposition 13, by coefficients).
    pub by_perturbation: Rational,
}

/// Random block sizes on a measured curve.
#[derive(Debug, Clone)]
pub struct RandomSizes {
    /// The expected KL divergence.
    pub expected_kl: Figure,
    /// How much worse it can be than the best schedule with as many steps, over the curves in the band.
    pub regret: Option<Regret>,
    /// How much the expected KL may have changed by the projection (Secchi & Zanella, Proposition 13).
    pub perturbation: Rational,
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
    /// Random block sizes on the even grid, as MDLM's log-linear noise has them.
    pub log_linear: RandomSizes,
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

/// Analyses a measured curve by its projection, which is [`MeasuredCurve::projection`] or
/// [`weighted_projection`](crate::decide::weighted_fit::weighted_projection).
///
/// # Errors
/// When a claim of the catalogue cannot be instantiated.
///
/// # Panics
/// When a number of steps or a schedule does not fit the curve.
pub fn analyse_curve(
    measured: &MeasuredCurve,
    projection: Projection,
    request: Request,
    catalogue: &Catalogue,
) -> Result<MeasuredAnalysis, ClaimError> {
    let curve = &projection.curve;
    let length = curve.length();
    let given_steps = request.schedules.iter().map(Schedule::steps);
    let most = request.steps.iter().copied().chain(given_steps).max().unwrap_or(length);
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
    let examiner = Examiner::new(curve, measured.band(), &least, !distinct.is_empty());
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
        log_linear: examiner.log_linear(steps, &delta_distance),
    });
    let steps = steps.collect();
    let given = in_order.collect();
    let largest_move = projection.moved.iter().enumerate().rev().max_by(|one, two| one.1.cmp_abs(two.1));
    let largest_move = largest_move.map(|(place, moved)| (place, moved.clone()));
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
    least: &'a [BestSchedule],
    over_band: Option<OverBand<'a>>,
}

/// What the regrets over a band take.
struct OverBand<'a> {
    band: &'a Band,
    least_sums: Vec<Rational>,
    profile: ProfileBand,
}

impl<'a> Examiner<'a> {
    fn new(curve: &'a ConcaveCurve, band: Option<&'a Band>, least: &'a [BestSchedule], has_schedules: bool) -> Self {
        let over_band = band.map(|band| OverBand {
            band,
            least_sums: if has_schedules { least_sums(band, least.len()) } else { Vec::new() },
            profile: ProfileBand::new(curve, band),
        });
        Self { curve, least, over_band }
    }

    fn schedule(&self, schedule: &Schedule, bounds: Vec<CurveBound>) -> MeasuredSchedule {
        let cost = Combination::of(self.curve.length(), &ideal_coefficients(schedule));
        let (expected_kl, regret) = self.cost(&cost, schedule.steps());
        MeasuredSchedule { schedule: schedule.clone(), expected_kl, regret, bounds }
    }

    /// Random block sizes on the even grid.
    fn log_linear(&self, steps: usize, delta_distance: &Rational) -> RandomSizes {
        let length = self.curve.length();
        let (coefficients, scale) = tau_leaping_coefficients(length, &even_times(steps));
        let (expected_kl, regret) = self.cost(&Combination::new(coefficients, scale), steps);
        RandomSizes { expected_kl, regret, perturbation: delta_distance * Rational::from((length, steps)) }
    }

    /// What costs this in so many steps.
    fn cost(&self, cost: &Combination, steps: usize) -> (Figure, Option<Regret>) {
        let figure = self.figure(cost);
        let regret = self.over_band.as_ref().zip(figure.range.as_ref()).map(|(over, [_, most])| {
            let worse = Rational::from(&figure.value - &self.least[steps - 1].expected_kl);
            let rise = Rational::from(most.value() - &figure.value);
            // No schedule costs less than nothing.
            let bound = regret_bound(over.band, cost, steps, &over.least_sums).min(most.value().clone());
            Regret { bound, by_perturbation: over.profile.regret_bound(cost, steps, &worse, &rise) }
        });
        (figure, regret)
    }

    fn information(&self) -> [Figure; 3] {
        let length = self.curve.length();
        [
            total_correlation_coefficients(length).to_vec(),
            dual_total_correlation_coefficients(length).to_vec(),
            mutual_information_coefficients(length).to_vec(),
        ]
        .map(|coefficients| {
            let whole = |(size, coefficient): &(usize, Rational)| {
                (*size, coefficient.numer().to_i64().expect("a coefficient is about the length"))
            };
            let whole: Vec<(usize, i64)> = coefficients.iter().map(whole).collect();
            self.figure(&Combination::of(length, &whole))
        })
    }

    /// A combination of average entropies, and its range over the band.
    fn figure(&self, combination: &Combination) -> Figure {
        let range = self.over_band.as_ref().map(|over| range(over.band, combination));
        Figure { value: combination.value(self.curve.values()), range }
    }
}
