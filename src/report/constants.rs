//! Sharp constants, as text and as JSON.

use rug::Rational;
use serde::Serialize;

use crate::decide::constant::{Bound, Extremal, Sense, SharpConstant};
use crate::decide::realise::ray_law;
use crate::decide::{ConePoint, Standing};
use crate::language::Claim;

use super::analysis_text::new_table;
use super::name::one_line;

/// A sharp constant, as it is written in JSON.
#[derive(Debug, Clone, Serialize)]
pub struct ConstantJson {
    /// The claim.
    pub claim: String,
    /// `L`
    pub length: usize,
    /// The largest block, where the case fixes one.
    pub s_max: Option<usize>,
    /// What else the quantifiers bind.
    pub case: Vec<String>,
    /// `smallest` or `largest`.
    pub sense: &'static str,
    /// The constant as `p/q`; absent where there is none.
    pub constant: Option<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The claimed value in this case, as `p/q`; absent where the case leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<String>,
    /// What the claimed value is: `sharp`, `holds` (and is not sharp, or not known to be), `false`, `undecided`, or
    /// `not defined` where the statement has no meaning at this length.
    pub claimed_value: &'static str,
    /// The law by which the claimed value is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub false_by: Option<String>,
    /// What makes it sharp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extremal: Option<ExtremalJson>,
}

/// What makes a constant sharp.
#[derive(Debug, Clone, Serialize)]
pub struct ExtremalJson {
    /// Weights on the rays of the cone, the laws of MDS codes of dimension 1..L: at this point no better constant will do.
    pub rays: Vec<String>,
    /// The weight on the ray of ln V.
    pub ln_v: String,
    /// The schedule that is extremal there, for claims about every schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Vec<usize>>,
    /// The mixture of schedules that attains the constant, for claims that a schedule exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixture: Option<Vec<(Vec<usize>, String)>>,
}

/// A sharp constant in the form that is written, with the claimed value and how it stands to it.
pub fn constant_json(
    claim: &Claim,
    sharp: &SharpConstant,
    (claimed, standing): &(Option<Rational>, Standing),
) -> ConstantJson {
    let (constant, reason, extremal) = match &sharp.bound {
        Bound::Sharp(extremal) => {
            let json = ExtremalJson {
                rays: extremal.point.rays.iter().map(ToString::to_string).collect(),
                ln_v: extremal.point.ln_v.to_string(),
                schedule: extremal.schedule.as_ref().map(|schedule| schedule.blocks().to_vec()),
                mixture: extremal.mixture.as_ref().map(|mixture| {
                    let weights = mixture.weights.iter();
                    weights.map(|(schedule, weight)| (schedule.blocks().to_vec(), weight.to_string())).collect()
                }),
            };
            (Some(extremal.constant.to_string()), None, Some(json))
        }
        Bound::Any => (None, Some("every constant makes the claim true".to_owned()), None),
        Bound::None(_) => (None, Some("no constant makes the claim true".to_owned()), None),
        Bound::Undecided(reason) => (None, Some(format!("undecided: {}", reason.describe())), None),
    };
    let false_by = match (standing, &sharp.bound) {
        (Standing::False, Bound::Sharp(Extremal { point, .. }) | Bound::None(point)) => Some(law_at(point)),
        (Standing::False, Bound::Any | Bound::Undecided(_)) => Some("the law that `maskproof decide` names".to_owned()),
        _ => None,
    };
    ConstantJson {
        claimed: claimed.as_ref().map(ToString::to_string),
        claimed_value: standing.name(),
        false_by,
        claim: claim.id().to_owned(),
        length: sharp.length,
        s_max: sharp.s_max,
        case: sharp.bindings.iter().map(ToString::to_string).collect(),
        sense: sharp.sense.name(),
        constant,
        reason,
        extremal,
    }
}

/// A length at which the statement has no meaning, and why.
pub fn undefined_json(claim: &Claim, length: usize, reason: String) -> ConstantJson {
    ConstantJson {
        claim: claim.id().to_owned(),
        length,
        s_max: None,
        case: Vec::new(),
        sense: Sense::Smallest.name(),
        constant: None,
        reason: Some(format!("not defined: {reason}")),
        claimed: None,
        claimed_value: "not defined",
        false_by: None,
        extremal: None,
    }
}

/// The law of a point of the cone.
fn law_at(point: &ConePoint) -> String {
    let length = point.rays.len();
    match point.single_ray() {
        Some(dimension) => format!("uniform on {}", ray_law(dimension, length)),
        None if point.rays.iter().any(|weight| *weight != 0) => {
            let rays: Vec<String> = point.rays.iter().map(ToString::to_string).collect();
            format!("products of codes near {}", weights(&rays, &point.ln_v.to_string()))
        }
        None if point.eps_train.is_zero() => format!("one sequence of length {length}"),
        None => format!("one sequence of length {length}, with a predictor that is wrong about it"),
    }
}

/// The most cases that the conclusion names one by one.
const NAMED_CASES: usize = 8;

/// Sharp constants as text.
pub fn constants_text(claim: &Claim, constants: &[ConstantJson]) -> String {
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
            constant.constant.as_ref().map_or("none".to_owned(), |value| format!("{} {value}", constant.sense)),
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

fn said_of(constant: &ConstantJson) -> &'static str {
    match (constant.claimed_value, constant.constant.is_some()) {
        ("holds", true) => "holds, not sharp",
        (standing, _) => standing,
    }
}

/// What the claimed value comes to over all cases.
fn conclusion(constants: &[ConstantJson]) -> String {
    let of = |standing: &str| constants.iter().filter(|constant| constant.claimed_value == standing).count();
    let [sharp, holds, is_false, undecided] = ["sharp", "holds", "false", "undecided"].map(of);
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
        let value = constant.claimed.as_ref().map_or("the claimed value".to_owned(), Clone::clone);
        let by = constant.false_by.as_deref().unwrap_or_default();
        text += &format!("  at L = {}{case}: {value} is false by {by}\n", constant.length);
    }
    if is_false > NAMED_CASES {
        text += &format!("  and {} more\n", is_false - NAMED_CASES);
    }
    text
}

/// Weights on the rays and on `ln V`.
fn weights(rays: &[String], ln_v: &str) -> String {
    let weights = (1..).zip(rays).filter(|(_, weight)| *weight != "0");
    let mut parts: Vec<String> = weights
        .map(|(dimension, weight)| {
            if weight == "1" {
                format!("[{},{dimension}]", rays.len())
            } else {
                format!("{weight} [{},{dimension}]", rays.len())
            }
        })
        .collect();
    if ln_v != "0" {
        parts.push(format!("{ln_v} ln V"));
    }
    parts.join(" + ")
}

fn extremal_schedules(extremal: &ExtremalJson) -> String {
    let text = |blocks: &[usize]| {
        let sizes: Vec<String> = blocks.iter().map(ToString::to_string).collect();
        format!("({})", sizes.join(","))
    };
    match (&extremal.mixture, &extremal.schedule) {
        (Some(mixture), _) => {
            mixture.iter().map(|(blocks, weight)| format!("{weight} {}", text(blocks))).collect::<Vec<_>>().join(" + ")
        }
        (None, Some(blocks)) => text(blocks),
        (None, None) => String::new(),
    }
}
