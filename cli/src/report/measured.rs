//! What a measured curve says of schedules, as JSON. `measured_text` has the text.

use maskproof::analysis::CurveBound;
use maskproof::analysis::measured::{Figure, MeasuredAnalysis, MeasuredSchedule, Regret, StepAnalysis};
use maskproof::decide::band::Extreme;
use maskproof::entropy::{ConcaveCurve, MeasuredCurve, ProjectionKind};
use maskproof::exact::{Rational, Unit};
use maskproof::language::Expectation;
use maskproof::language::words::Comparator;
use maskproof::sampler::Schedule;
use serde::Serialize;

use super::name::Name;
use super::number::{Number, rounding};
use super::serialise::{as_blocks, by_name};

/// The outcome of `maskproof analyse --curve`.
#[derive(Debug, Clone, Serialize)]
pub struct MeasuredReport {
    /// The curve's file.
    pub curve: Name,
    /// `L`
    pub length: usize,
    /// The unit of the file.
    pub curve_unit: &'static str,
    /// How the numbers are rounded.
    pub rounding: String,
    /// Where the curve went.
    pub projection: ProjectionReport,
    /// `TC`
    pub total_correlation: FigureReport,
    /// `DTC`
    pub dual_total_correlation: FigureReport,
    /// `sum_i I(X_i; X_{-i})`
    pub mutual_information: FigureReport,
    /// The least expected KL for each number of steps, where no steps and no schedules were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_expected_kl: Option<Vec<LeastReport>>,
    /// What each number of steps that was asked for comes to.
    pub steps: Vec<StepReport>,
    /// The schedules asked for.
    pub schedules: Vec<MeasuredScheduleReport>,
    /// The claims that bound the expected KL, and have nothing to say of any of these schedules by the curve alone.
    pub claims_without_bound: Vec<String>,
}

/// The projection onto the cone.
#[derive(Debug, Clone, Serialize)]
pub struct ProjectionReport {
    /// What it is.
    pub kind: &'static str,
    /// How many of `h_1..h_L` moved.
    pub moved: usize,
    /// The largest move.
    pub largest: Number,
    /// Where it is.
    pub largest_at: usize,
    /// The sum of the changes of `delta_k`.
    pub delta_distance: Number,
    /// The first place at which the projected curve is outside the band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside_band_at: Option<usize>,
    /// `h_0..h_L` on the cone.
    pub curve: Vec<Number>,
    /// How far each moved.
    pub moves: Vec<Number>,
}

/// A figure with its range over the band.
#[derive(Debug, Clone, Serialize)]
pub struct FigureReport {
    /// On the projected curve.
    pub value: Number,
    /// The least value over the curves in the band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<ExtremeReport>,
    /// The greatest one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greatest: Option<ExtremeReport>,
}

/// An end of a range.
#[derive(Debug, Clone, Serialize)]
pub struct ExtremeReport {
    /// The number.
    #[serde(flatten)]
    pub number: Number,
    /// Whether a curve in the band has this value, `attained`; or the number is only proven to be beyond none, `bound`.
    pub outcome: &'static str,
}

/// The least expected KL for a number of steps.
#[derive(Debug, Clone, Serialize)]
pub struct LeastReport {
    /// The number of steps.
    pub steps: usize,
    /// The least expected KL.
    pub expected_kl: Number,
}

/// What a number of steps comes to.
#[derive(Debug, Clone, Serialize)]
pub struct StepReport {
    /// The number of steps.
    pub steps: usize,
    /// The best schedule.
    pub best: MeasuredScheduleReport,
    /// The uniform one.
    pub uniform: MeasuredScheduleReport,
    /// That along a cosine.
    pub cosine: MeasuredScheduleReport,
    /// Random block sizes on the even grid.
    pub log_linear: RandomSizesReport,
}

/// The expected KL of random block sizes.
#[derive(Debug, Clone, Serialize)]
pub struct RandomSizesReport {
    /// On the projected curve.
    pub expected_kl: FigureReport,
    /// By how much it can be worse than the best schedule with as many steps, over the band.
    #[serde(flatten)]
    pub regret: Option<RegretReport>,
    /// How much the projection may have changed it.
    pub perturbation: Number,
}

/// By how much something can be worse than the best schedule with as many steps, over the band: two bounds.
#[derive(Debug, Clone, Serialize)]
pub struct RegretReport {
    /// From the least increments that the band allows.
    pub regret_bound: Number,
    /// By Proposition 13.
    pub regret_by_perturbation: Number,
}

/// A schedule on a measured curve.
#[derive(Debug, Clone, Serialize)]
pub struct MeasuredScheduleReport {
    /// The block sizes, in unmasking order.
    #[serde(serialize_with = "as_blocks")]
    pub schedule: Schedule,
    /// The expected KL of the exact predictor.
    pub expected_kl: FigureReport,
    /// By how much it can be worse than the best with as many steps, over the band.
    #[serde(flatten)]
    pub regret: Option<RegretReport>,
    /// The catalogue's bounds on the expected KL.
    pub bounds: Vec<CurveBoundReport>,
}

/// What one claim says of one schedule.
#[derive(Debug, Clone, Serialize)]
pub struct CurveBoundReport {
    /// The claim.
    pub claim: String,
    /// The relation of the expected KL to the bound.
    #[serde(serialize_with = "by_name")]
    pub relation: Comparator,
    /// The bound.
    pub bound: Number,
    /// How far the expected KL is from the bound, positive where the claim holds.
    pub slack: Number,
    /// Whether the claim holds here.
    pub holds: bool,
    /// Whether the claim is true in general, as far as the catalogue knows.
    #[serde(serialize_with = "by_name")]
    pub expectation: Expectation,
}

/// The name of a unit.
pub fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Nats => "nats",
        Unit::Bits => "bits",
    }
}

/// Prints numbers in the unit of a curve.
struct Printer<'a> {
    curve: &'a ConcaveCurve,
    digits: u32,
}

impl MeasuredReport {
    /// The report on a curve from a file of this name.
    pub fn new(name: String, measured: &MeasuredCurve, analysis: &MeasuredAnalysis, digits: u32) -> Self {
        let printer = Printer { curve: &analysis.projection.curve, digits };
        let [total, dual, mutual] = analysis.information.each_ref().map(|figure| printer.figure(figure));
        let least = || {
            let all = analysis.least.iter().zip(1..);
            all.map(|(best, steps)| LeastReport { steps, expected_kl: printer.number(&best.expected_kl) }).collect()
        };
        let wants_all = analysis.steps.is_empty() && analysis.given.is_empty();
        Self {
            curve: name.into(),
            length: measured.length(),
            curve_unit: unit_name(measured.unit()),
            rounding: rounding(digits),
            projection: printer.projection(analysis),
            total_correlation: total,
            dual_total_correlation: dual,
            mutual_information: mutual,
            least_expected_kl: wants_all.then(least),
            steps: analysis.steps.iter().map(|steps| printer.steps(steps)).collect(),
            schedules: analysis.given.iter().map(|schedule| printer.schedule(schedule)).collect(),
            claims_without_bound: analysis.claims_without_bound.clone(),
        }
    }
}

impl Printer<'_> {
    fn number(&self, number: &Rational) -> Number {
        Number::finite(&self.curve.form(number), self.digits)
    }

    fn projection(&self, analysis: &MeasuredAnalysis) -> ProjectionReport {
        let projection = &analysis.projection;
        ProjectionReport {
            kind: match projection.kind {
                ProjectionKind::Majorant => "least concave nondecreasing majorant",
                ProjectionKind::WeightedLeastSquares => "least squares weighted by 1/se^2",
            },
            moved: projection.moved.iter().filter(|moved| !moved.is_zero()).count(),
            largest: self.number(&analysis.largest_move.1),
            largest_at: analysis.largest_move.0,
            delta_distance: self.number(&analysis.delta_distance),
            outside_band_at: analysis.outside_band,
            curve: projection.curve.values().iter().map(|value| self.number(value)).collect(),
            moves: projection.moved.iter().map(|moved| self.number(moved)).collect(),
        }
    }

    fn extreme(&self, extreme: &Extreme) -> ExtremeReport {
        let outcome = if extreme.is_attained() { "attained" } else { "bound" };
        ExtremeReport { number: self.number(extreme.value()), outcome }
    }

    fn figure(&self, figure: &Figure) -> FigureReport {
        let [least, greatest] = match &figure.range {
            None => [None, None],
            Some(range) => range.each_ref().map(|extreme| Some(self.extreme(extreme))),
        };
        FigureReport { value: self.number(&figure.value), least, greatest }
    }

    fn regret(&self, regret: &Regret) -> RegretReport {
        RegretReport {
            regret_bound: self.number(&regret.bound),
            regret_by_perturbation: self.number(&regret.by_perturbation),
        }
    }

    fn steps(&self, analysis: &StepAnalysis) -> StepReport {
        StepReport {
            steps: analysis.steps,
            best: self.schedule(&analysis.best),
            uniform: self.schedule(&analysis.uniform),
            cosine: self.schedule(&analysis.cosine),
            log_linear: RandomSizesReport {
                expected_kl: self.figure(&analysis.log_linear.expected_kl),
                regret: analysis.log_linear.regret.as_ref().map(|regret| self.regret(regret)),
                perturbation: self.number(&analysis.log_linear.perturbation),
            },
        }
    }

    fn schedule(&self, schedule: &MeasuredSchedule) -> MeasuredScheduleReport {
        MeasuredScheduleReport {
            schedule: schedule.schedule.clone(),
            expected_kl: self.figure(&schedule.expected_kl),
            regret: schedule.regret.as_ref().map(|regret| self.regret(regret)),
            bounds: schedule.bounds.iter().map(|bound| self.bound(bound)).collect(),
        }
    }

    fn bound(&self, bound: &CurveBound) -> CurveBoundReport {
        CurveBoundReport {
            claim: bound.claim.clone(),
            relation: bound.relation,
            bound: Number::finite(&bound.bound, self.digits),
            slack: Number::finite(&bound.slack, self.digits),
            holds: bound.holds,
            expectation: bound.expectation,
        }
    }
}
