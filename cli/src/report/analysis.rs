//! The cost of a law and its schedules, as JSON. `analysis_text` has the text.

use maskproof::analysis::{Bound, LawAnalysis, ScheduleAnalysis, ScheduleCost};
use maskproof::evaluation::Verdict;
use maskproof::exact::lazy_form::Terms;
use maskproof::exact::{Extended, Integer, LogForm, Rational};
use maskproof::language::Expectation;
use maskproof::language::words::Comparator;
use maskproof::law::Labels;
use maskproof::sampler::Schedule;
use maskproof::sampler::circulation::{Circulation, Circulations};
use serde::{Serialize, Serializer};

use super::name::Name;
use super::number::{Number, rounding};
use super::serialise::{as_blocks, as_text, by_name};

/// The outcome of `maskproof analyse`.
#[derive(Debug, Clone, Serialize)]
pub struct AnalysisReport {
    /// The law's name.
    pub law: Name,
    /// The predictor's name, when it is not the exact one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictor: Option<Name>,
    /// `L`
    pub length: usize,
    /// The names of the positions, where they have any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub positions: Option<Vec<Name>>,
    /// `V`, the number of tokens of the largest vocabulary.
    pub vocabulary_size: usize,
    /// The number of tokens of each position, where these do not share a vocabulary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vocabulary_sizes: Option<Vec<usize>>,
    /// The number of sequences with a positive probability.
    pub support: usize,
    /// The common denominator of the probabilities.
    #[serde(serialize_with = "as_text")]
    pub total: Integer,
    /// How the numbers are rounded.
    pub rounding: String,
    /// `H(X)`
    pub entropy: Number,
    /// `TC`
    pub total_correlation: Number,
    /// `DTC`
    pub dual_total_correlation: Number,
    /// `sum_i I(X_i; X_{-i})`
    pub mutual_information: Number,
    /// `h_0, ..., h_L`
    pub average_entropies: Vec<Number>,
    /// `Z_1, ..., Z_L`
    pub information_curve: Vec<Number>,
    /// `gap_0, ..., gap_{L-1}`, with a predictor table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictor_gaps: Option<Vec<Number>>,
    /// How far the predictor table is from that of one joint law; absent where there are too many circulations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circulations: Option<CirculationsReport>,
    /// The schedules asked for.
    pub schedules: Vec<ScheduleReport>,
    /// The schedule with the least expected KL for each number of steps.
    pub best_schedules: Vec<BestScheduleReport>,
}

/// How far a predictor is from that of one joint law.
#[derive(Debug, Clone, Serialize)]
pub struct CirculationsReport {
    /// The number of contexts of positive probability, times two masked positions and a token at each.
    pub count: u64,
    /// How many circulations are not 0.
    pub nonzero: u64,
    /// The largest, where one is not 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest: Option<CirculationReport>,
}

/// A circulation.
#[derive(Debug, Clone, Serialize)]
pub struct CirculationReport {
    /// The logarithm of the quotient of the two probabilities.
    pub circulation: Number,
    /// The tokens that are revealed, `null` at the masked positions.
    pub context: Vec<Option<Name>>,
    /// The two positions, by their names or numbers from 1, the one first from which both tokens are more probable.
    pub positions: [Name; 2],
    /// The tokens there.
    pub tokens: [Name; 2],
    /// The probability of both when the first position is revealed first, and when the second is; exact.
    #[serde(serialize_with = "both_as_text")]
    pub probabilities: [Rational; 2],
}

/// What one schedule costs.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduleReport {
    /// The block sizes, in unmasking order.
    #[serde(serialize_with = "as_blocks")]
    pub schedule: Schedule,
    /// The number of unmasking orders.
    #[serde(serialize_with = "as_text")]
    pub orders: Integer,
    /// Ideal part plus training error.
    pub expected_kl: Number,
    /// The expected KL of the exact predictor.
    pub ideal_expected_kl: Number,
    /// The training error.
    pub eps_train: Number,
    /// The catalogue's bounds on the expected KL.
    pub bounds: Vec<BoundReport>,
}

/// What one claim says of one schedule.
#[derive(Debug, Clone, Serialize)]
pub struct BoundReport {
    /// The claim.
    pub claim: String,
    /// The relation of the expected KL to the bound.
    #[serde(serialize_with = "by_name")]
    pub relation: Comparator,
    /// The bound; `undefined` where it has no value.
    pub bound: Number,
    /// How far the expected KL is from the bound, positive where the claim holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack: Option<Number>,
    /// Whether the claim holds for the law and the schedule.
    #[serde(serialize_with = "by_name")]
    pub verdict: Verdict,
    /// Whether the claim is true in general, as far as the catalogue knows.
    #[serde(serialize_with = "by_name")]
    pub expectation: Expectation,
}

/// The best schedule with a number of steps.
#[derive(Debug, Clone, Serialize)]
pub struct BestScheduleReport {
    /// The number of steps.
    pub steps: usize,
    /// The block sizes, in unmasking order; among equally good schedules the lexicographically first.
    #[serde(serialize_with = "as_blocks")]
    pub schedule: Schedule,
    /// Ideal part plus training error.
    pub expected_kl: Number,
    /// The expected KL of the exact predictor.
    pub ideal_expected_kl: Number,
    /// The training error.
    pub eps_train: Number,
}

impl AnalysisReport {
    /// The report of an analysis of a law, with the predictor's name when it is not the exact one.
    pub fn new(name: &str, labels: &Labels, predictor: Option<String>, analysis: &LawAnalysis, digits: u32) -> Self {
        let number = |terms: &Terms| Number::sum(terms, digits);
        let is_shared = labels.shared_vocabulary().is_some();
        let sizes = (!is_shared).then(|| (0..labels.length()).map(|position| labels.size(position)).collect());
        let gaps = || analysis.predictor_gaps.iter().map(|gap| Number::extended_sum(gap, digits)).collect();
        Self {
            law: name.into(),
            length: labels.length(),
            positions: labels.names().map(|names| names.iter().map(|name| name.as_str().into()).collect()),
            vocabulary_size: labels.largest(),
            vocabulary_sizes: sizes,
            support: analysis.support,
            total: analysis.total.clone(),
            rounding: rounding(digits),
            entropy: number(&analysis.entropy),
            total_correlation: number(&analysis.total_correlation),
            dual_total_correlation: number(&analysis.dual_total_correlation),
            mutual_information: number(&analysis.mutual_information),
            average_entropies: analysis.average_entropies.iter().map(number).collect(),
            information_curve: analysis.information_curve.iter().map(number).collect(),
            predictor_gaps: predictor.is_some().then(gaps),
            circulations: None,
            schedules: analysis.schedules.iter().map(|schedule| ScheduleReport::new(schedule, digits)).collect(),
            best_schedules: analysis.best_schedules.iter().map(|cost| BestScheduleReport::new(cost, digits)).collect(),
            predictor: predictor.map(Name::from),
        }
    }
}

impl AnalysisReport {
    /// The report with what the predictor's circulations are.
    #[must_use]
    pub fn with_circulations(self, found: Option<Circulations>, labels: &Labels, digits: u32) -> Self {
        let circulations = found.map(|found| CirculationsReport {
            count: found.count,
            nonzero: found.nonzero,
            largest: found.largest.map(|largest| CirculationReport::new(largest, labels, digits)),
        });
        Self { circulations, ..self }
    }
}

impl CirculationReport {
    fn new(circulation: Circulation, labels: &Labels, digits: u32) -> Self {
        let Circulation { context, positions, tokens, probabilities } = circulation;
        let token = |position: usize, token: usize| Name::from(labels.vocabulary(position).token(token));
        let value = if probabilities[1].is_zero() {
            Extended::PositiveInfinity
        } else {
            let quotient = Rational::from(&probabilities[0] / &probabilities[1]);
            Extended::Finite(LogForm::ln(&quotient).expect("a positive quotient"))
        };
        Self {
            circulation: Number::new(&value, digits),
            context: context.iter().enumerate().map(|(at, place)| place.map(|place| token(at, place))).collect(),
            positions: positions.map(|position| labels.name(position).as_ref().into()),
            tokens: [0, 1].map(|place| token(positions[place], tokens[place])),
            probabilities,
        }
    }
}

fn both_as_text<S: Serializer>(numbers: &[Rational; 2], serializer: S) -> Result<S::Ok, S::Error> {
    numbers.each_ref().map(ToString::to_string).serialize(serializer)
}

impl ScheduleReport {
    fn new(analysis: &ScheduleAnalysis, digits: u32) -> Self {
        let cost = &analysis.cost;
        Self {
            schedule: cost.schedule.clone(),
            orders: cost.schedule.number_of_orders(),
            expected_kl: Number::extended_sum(&cost.expected_kl, digits),
            ideal_expected_kl: Number::sum(&cost.ideal_expected_kl, digits),
            eps_train: Number::extended_sum(&cost.training_error, digits),
            bounds: analysis.bounds.iter().map(|bound| BoundReport::new(bound, digits)).collect(),
        }
    }
}

impl BoundReport {
    fn new(bound: &Bound, digits: u32) -> Self {
        let value = match &bound.bound {
            Ok(sum) => Number::extended_sum(sum, digits),
            Err(verdict) => Number::side(&Err(*verdict), digits),
        };
        Self {
            claim: bound.claim.clone(),
            relation: bound.relation,
            bound: value,
            slack: bound.slack.as_ref().map(|slack| Number::sum(slack, digits)),
            verdict: bound.verdict,
            expectation: bound.expectation,
        }
    }
}

impl BestScheduleReport {
    fn new(cost: &ScheduleCost, digits: u32) -> Self {
        Self {
            steps: cost.schedule.steps(),
            schedule: cost.schedule.clone(),
            expected_kl: Number::extended_sum(&cost.expected_kl, digits),
            ideal_expected_kl: Number::sum(&cost.ideal_expected_kl, digits),
            eps_train: Number::extended_sum(&cost.training_error, digits),
        }
    }
}
