//! Sharp constants, as JSON and as text.

use maskproof::decide::constant::{Bound, Extremal, Sense, SharpConstant};
use maskproof::decide::realise::ray_law;
use maskproof::decide::{ConePoint, Standing};
use maskproof::exact::Rational;
use maskproof::language::Claim;
use maskproof::sampler::Schedule;
use serde::{Serialize, Serializer};

use crate::options;

use super::name::one_line;
use super::outcome::NOT_DEFINED;
use super::serialise::{Named, as_blocks_if_any, as_text, as_text_if_any, as_texts, by_name};
use super::table::new_table;

/// What the claimed value of a constant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimedValue {
    /// It stands to the sharp one in this way.
    Standing(Standing),
    /// The statement has no meaning at this length.
    NotDefined,
}

impl Named for ClaimedValue {
    fn name(&self) -> &'static str {
        match self {
            Self::Standing(standing) => standing.name(),
            Self::NotDefined => NOT_DEFINED,
        }
    }
}

/// The outcome of `maskproof constant` in one case.
#[derive(Debug, Clone, Serialize)]
pub struct ConstantReport {
    /// The claim.
    pub claim: String,
    /// Its statement, where that is all there is of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// `L`
    pub length: usize,
    /// The largest block, where the case fixes one.
    pub s_max: Option<usize>,
    /// What else the quantifiers bind.
    pub case: Vec<String>,
    /// Whether the constant is the smallest or the largest.
    #[serde(serialize_with = "by_name")]
    pub sense: Sense,
    /// The constant as `p/q`; absent where there is none.
    #[serde(serialize_with = "as_text_if_any")]
    pub constant: Option<Rational>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The claimed value in this case, as `p/q`; absent where the case leaves it open.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text_if_any")]
    pub claimed: Option<Rational>,
    /// What the claimed value is.
    #[serde(serialize_with = "by_name")]
    pub claimed_value: ClaimedValue,
    /// The law by which the claimed value is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub false_by: Option<String>,
    /// What makes it sharp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extremal: Option<ExtremalReport>,
}

/// What makes a constant sharp.
#[derive(Debug, Clone, Serialize)]
pub struct ExtremalReport {
    /// Weights on the rays of the cone, the laws of MDS codes of dimension 1..L: at this point no better constant will
    /// do.
    #[serde(serialize_with = "as_texts")]
    pub rays: Vec<Rational>,
    /// The weight on the ray of ln V.
    #[serde(serialize_with = "as_text")]
    pub ln_v: Rational,
    /// The schedule that is extremal there, for claims about every schedule.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_blocks_if_any")]
    pub schedule: Option<Schedule>,
    /// The mixture of schedules that attains the constant, for claims that a schedule exists.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_blocks_with_weights")]
    pub mixture: Option<Vec<(Schedule, Rational)>>,
}

/// Writes the block sizes and the weight of each schedule.
fn as_blocks_with_weights<S: Serializer>(
    mixture: &Option<Vec<(Schedule, Rational)>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let weights = mixture.iter().flatten();
    serializer.collect_seq(weights.map(|(schedule, weight)| (schedule.blocks(), weight.to_string())))
}

impl ConstantReport {
    /// The report of a sharp constant, with the claimed value and how it stands to it.
    pub fn new(claim: &Claim, sharp: &SharpConstant, (claimed, standing): &(Option<Rational>, Standing)) -> Self {
        let (constant, reason, extremal) = match &sharp.bound {
            Bound::Sharp(extremal) => (Some(extremal.constant.clone()), None, Some(ExtremalReport::new(extremal))),
            Bound::Any => (None, Some("every constant makes the claim true".to_owned()), None),
            Bound::None(_) => (None, Some("no constant makes the claim true".to_owned()), None),
            Bound::Undecided(reason) => {
                (None, Some(format!("undecided: {}", options::in_message(&reason.describe()))), None)
            }
        };
        let false_by = match (standing, &sharp.bound) {
            (Standing::False, Bound::Sharp(Extremal { point, .. }) | Bound::None(point)) => Some(law_at(point)),
            (Standing::False, Bound::Any | Bound::Undecided(_)) => {
                Some("the law that `maskproof decide` names".to_owned())
            }
            (Standing::Sharp | Standing::Holds | Standing::Undecided, _) => None,
        };
        Self {
            claimed: claimed.clone(),
            claimed_value: ClaimedValue::Standing(*standing),
            false_by,
            claim: claim.id().to_owned(),
            statement: claim.statement_alone().map(str::to_owned),
            length: sharp.length,
            s_max: sharp.s_max,
            case: sharp.bindings.iter().map(ToString::to_string).collect(),
            sense: sharp.sense,
            constant,
            reason,
            extremal,
        }
    }

    /// The report of a length at which the statement has no meaning, and why.
    pub fn undefined(claim: &Claim, length: usize, reason: &str) -> Self {
        Self {
            claim: claim.id().to_owned(),
            statement: claim.statement_alone().map(str::to_owned),
            length,
            s_max: None,
            case: Vec::new(),
            sense: Sense::Smallest,
            constant: None,
            reason: Some(format!("{NOT_DEFINED}: {reason}")),
            claimed: None,
            claimed_value: ClaimedValue::NotDefined,
            false_by: None,
            extremal: None,
        }
    }
}

impl ExtremalReport {
    fn new(extremal: &Extremal) -> Self {
        Self {
            rays: extremal.point.rays.clone(),
            ln_v: extremal.point.ln_v.clone(),
            schedule: extremal.schedule.clone(),
            mixture: extremal.mixture.as_ref().map(|mixture| mixture.weights.clone()),
        }
    }
}

/// The law of a point of the cone.
fn law_at(point: &ConePoint) -> String {
    let length = point.rays.len();
    match point.single_ray() {
        Some(dimension) => format!("uniform on {}", ray_law(dimension, length)),
        None if point.rays.iter().any(|weight| *weight != 0) => {
            format!("products of codes near {}", weights(&point.rays, &point.ln_v))
        }
        None if point.eps_train.is_zero() => format!("one sequence of length {length}"),
        None => format!("one sequence of length {length}, with a predictor that is wrong about it"),
    }
}

/// The most cases that the conclusion names one by one.
const NAMED_CASES: usize = 8;

/// Sharp constants of a claim as text.
pub fn to_text(claim: &Claim, constants: &[ConstantReport]) -> String {
    let mut table = new_table(&[
        "L",
        "s_max",
        "case",
        "sharp constant",
        "claimed value",
        "extremal law (weights on MDS codes)",
        "schedules",
    ]);
    for constant in constants {
        let (law, schedules) = match &constant.extremal {
            Some(extremal) => (weights(&extremal.rays, &extremal.ln_v), extremal_schedules(extremal)),
            None => (constant.reason.clone().unwrap_or_default(), String::new()),
        };
        table.add_row([
            constant.length.to_string(),
            constant.s_max.map_or(String::new(), |s_max| s_max.to_string()),
            constant.case.join(", "),
            constant.constant.as_ref().map_or("none".to_owned(), |value| format!("{} {value}", constant.sense.name())),
            match &constant.claimed {
                Some(value) => format!("{value} {}", said_of(constant)),
                None => said_of(constant).to_owned(),
            },
            law,
            schedules,
        ]);
    }
    let claimed = claim
        .constant()
        .map_or(String::new(), |constant| format!("  claimed: {} = {}\n", constant.name, one_line(&constant.text)));
    format!("{}: {}\n{claimed}\n{table}\n\n{}", claim.id(), one_line(claim.title()), conclusion(constants))
}

fn said_of(constant: &ConstantReport) -> &'static str {
    match (constant.claimed_value, constant.constant.is_some()) {
        (ClaimedValue::Standing(Standing::Holds), true) => "holds, not sharp",
        (value, _) => value.name(),
    }
}

/// What the claimed value comes to over all cases.
fn conclusion(constants: &[ConstantReport]) -> String {
    let of = |standing| {
        constants.iter().filter(|constant| constant.claimed_value == ClaimedValue::Standing(standing)).count()
    };
    let [sharp, holds, is_false, undecided] =
        [Standing::Sharp, Standing::Holds, Standing::False, Standing::Undecided].map(of);
    let all = sharp + holds + is_false + undecided;
    if all == 0 {
        return "The statement has no case of these lengths.\n".to_owned();
    }
    let cases = |number: usize| if number == 1 { "1 case".to_owned() } else { format!("{number} cases") };
    let mut text = match (is_false, undecided) {
        (0, 0) => format!("The claimed value holds in every case, and is sharp in {sharp} of {}.\n", cases(all)),
        _ => format!(
            "The claimed value is false in {}, undecided in {undecided}, and holds in {} (sharp in {sharp}).\n",
            cases(is_false),
            sharp + holds
        ),
    };
    for constant in constants.iter().filter(|constant| constant.false_by.is_some()).take(NAMED_CASES) {
        let case = if constant.case.is_empty() { String::new() } else { format!(", {}", constant.case.join(", ")) };
        let value = constant.claimed.as_ref().map_or("the claimed value".to_owned(), ToString::to_string);
        let by = constant.false_by.as_deref().unwrap_or_default();
        text += &format!("  at L = {}{case}: {value} is false by {by}\n", constant.length);
    }
    if is_false > NAMED_CASES {
        text += &format!("  and {} more\n", is_false - NAMED_CASES);
    }
    text
}

/// Weights on the rays and on `ln V`.
fn weights(rays: &[Rational], ln_v: &Rational) -> String {
    let weights = (1..).zip(rays).filter(|(_, weight)| **weight != 0);
    let mut parts: Vec<String> = weights
        .map(|(dimension, weight)| {
            if *weight == 1 {
                format!("[{},{dimension}]", rays.len())
            } else {
                format!("{weight} [{},{dimension}]", rays.len())
            }
        })
        .collect();
    if *ln_v != 0 {
        parts.push(format!("{ln_v} ln V"));
    }
    parts.join(" + ")
}

fn extremal_schedules(extremal: &ExtremalReport) -> String {
    match (&extremal.mixture, &extremal.schedule) {
        (Some(mixture), _) => {
            let parts: Vec<String> = mixture.iter().map(|(schedule, weight)| format!("{weight} {schedule}")).collect();
            parts.join(" + ")
        }
        (None, Some(schedule)) => schedule.to_string(),
        (None, None) => String::new(),
    }
}
