//! What a hunt found, as text and as JSON.

use itertools::Itertools;
use serde::Serialize;

use crate::cases::bindings::Binding;
use crate::decide::{Decision, decide};
use crate::evaluation::Verdict;
use crate::hunt::{CaseHunt, Finding, Hunt, Implied, Options, Ratio};
use crate::language::Claim;
use crate::law::digits_of;

use super::analysis_text::new_table;
use super::name::{Name, one_line};

/// The digits of the ratios and constants.
const DIGITS: u32 = 12;

/// The most sequences of a law that the text lists.
const LISTED_SEQUENCES: usize = 32;

/// The most cases that the text lists.
const LISTED_CASES: usize = 40;

/// The outcome of a hunt, as it is written in JSON.
#[derive(Debug, Clone, Serialize)]
pub struct HuntJson {
    /// The claim.
    pub claim: String,
    /// What is expected of it: `holds` or `fails`.
    pub expectation: &'static str,
    /// `V`
    pub vocabulary_size: usize,
    /// `L`
    pub length: usize,
    /// The seed.
    pub seed: u64,
    /// The effort.
    pub effort: u32,
    /// `finished`, or `stopped by the time limit`: then another run may find other laws.
    pub ended: &'static str,
    /// `violated`, `no violation found` or `no case`.
    pub outcome: &'static str,
    /// How the ratios are rounded.
    pub rounding: String,
    /// How many laws of this shape the claim lists, for claims about the laws that they list: no other was examined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed_laws: Option<usize>,
    /// Where no violation was found: whether `maskproof decide` proves or refutes the claim for this length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_decidable: Option<bool>,
    /// The best case; where a schedule is to exist for all laws, the best case of each schedule.
    pub best: Vec<usize>,
    /// All cases.
    pub cases: Vec<CaseJson>,
}

/// A case.
#[derive(Debug, Clone, Serialize)]
pub struct CaseJson {
    /// What the quantifiers bind.
    pub case: String,
    /// `violated`, `no violation found`, `no law with a ratio`, or `not reached` before the time limit.
    pub outcome: &'static str,
    /// The exact verdict on the best law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<&'static str>,
    /// The side that should be the smaller over the one that should be the larger, on the best law; `inf` where the latter is not
    /// positive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<String>,
    /// The ratio, where it is exactly a rational with a small denominator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_exact: Option<String>,
    /// What inner quantifiers bind where the ratio is this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What the law says of the claim's constant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<ConstantJson>,
    /// The law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<LawJson>,
    /// The violating law with the smallest denominator that came up, when it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simplest: Option<SimplestJson>,
    /// The family in which the ratio still grows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approach: Option<ApproachJson>,
}

/// A bound on a constant.
#[derive(Debug, Clone, Serialize)]
pub struct ConstantJson {
    /// The constant's name.
    pub name: String,
    /// `at least` or `at most`; `no value` where the law breaks the claim whatever the constant.
    pub bound: &'static str,
    /// The bound; `none` without one.
    pub value: String,
    /// The bound, where it is exactly a rational with a small denominator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
}

/// A law.
#[derive(Debug, Clone, Serialize)]
pub struct LawJson {
    /// Where it comes from.
    pub origin: Name,
    /// The common denominator.
    pub total: String,
    /// The sequences with positive counts.
    pub counts: Vec<(Vec<usize>, String)>,
}

/// A simpler law that violates a case too.
#[derive(Debug, Clone, Serialize)]
pub struct SimplestJson {
    /// Its ratio.
    pub ratio: String,
    /// The law.
    pub law: LawJson,
}

/// A family.
#[derive(Debug, Clone, Serialize)]
pub struct ApproachJson {
    /// The family.
    pub family: String,
    /// `[parameter, ratio]`
    pub ratios: Vec<(String, String)>,
    /// What this suggests.
    pub suggests: &'static str,
}

/// The outcome in the form that is written.
pub fn hunt_json(claim: &Claim, options: &Options, hunt: &Hunt) -> HuntJson {
    let outcome = match (hunt.is_violated, hunt.cases.is_empty()) {
        (true, _) => "violated",
        (false, true) => "no case",
        (false, false) => "no violation found",
    };
    HuntJson {
        claim: claim.id().to_owned(),
        expectation: claim.expectation().name(),
        vocabulary_size: options.vocabulary_size,
        length: options.length,
        seed: options.seed,
        effort: options.effort,
        ended: if hunt.is_stopped { "stopped by the time limit" } else { "finished" },
        outcome,
        listed_laws: hunt.listed,
        is_decidable: (outcome == "no violation found" && hunt.listed.is_none()).then(|| is_decidable(claim, options)),
        rounding: format!("{DIGITS} significant digits, exact values rounded to nearest"),
        best: hunt.best.clone(),
        cases: hunt.cases.iter().map(|case| case_json(claim, options, case)).collect(),
    }
}

fn is_decidable(claim: &Claim, options: &Options) -> bool {
    decide(claim, options.length, options.schedules)
        .is_ok_and(|decided| matches!(decided.decision, Decision::Proved(_) | Decision::Refuted(_)))
}

fn case_json(claim: &Claim, options: &Options, case: &CaseHunt) -> CaseJson {
    let finding = case.finding.as_ref();
    CaseJson {
        case: listed(&case.bindings),
        outcome: match finding.map(|finding| finding.verdict) {
            Some(Verdict::Violated) => "violated",
            Some(_) => "no violation found",
            None if case.is_reached => "no law with a ratio",
            None => "not reached",
        },
        verdict: finding.map(|finding| finding.verdict.name()),
        ratio: finding.and_then(|finding| finding.ratio.to_decimal(DIGITS)),
        ratio_exact: finding.and_then(|finding| finding.ratio.as_rational()).map(|ratio| ratio.to_string()),
        at: finding.filter(|finding| !finding.inner.is_empty()).map(|finding| listed(&finding.inner)),
        constant: finding.and_then(|finding| constant_json(claim, finding)),
        law: finding.map(|finding| law_json(options, finding)),
        simplest: case
            .simplest
            .as_ref()
            .map(|finding| SimplestJson { ratio: decimal(&finding.ratio), law: law_json(options, finding) }),
        approach: case.approach.as_ref().map(|approach| ApproachJson {
            family: approach.family.clone(),
            ratios: approach.ratios.iter().map(|(power, ratio)| (format!("2^-{power}"), decimal(ratio))).collect(),
            suggests: "the ratio still grows as e becomes smaller: its supremum seems to be approached, not attained",
        }),
    }
}

fn constant_json(claim: &Claim, finding: &Finding) -> Option<ConstantJson> {
    let name = claim.constant()?.name.clone();
    let constant = match finding.constant.as_ref()? {
        Implied::Beyond(constant) => constant,
        Implied::No => return Some(ConstantJson { name, bound: "no value", value: "none".to_owned(), exact: None }),
        Implied::Every => return None,
    };
    Some(ConstantJson {
        name,
        bound: if constant.at_least { "at least" } else { "at most" },
        value: constant.to_decimal(DIGITS),
        exact: constant.as_rational().map(|value| value.to_string()),
    })
}

fn law_json(options: &Options, finding: &Finding) -> LawJson {
    let counts = finding
        .law
        .support()
        .map(|(atom, count)| (digits_of(atom, options.vocabulary_size, options.length), count.to_string()));
    LawJson { origin: finding.law.name().into(), total: finding.law.total().to_string(), counts: counts.collect() }
}

fn decimal(ratio: &Ratio) -> String {
    ratio.to_decimal(DIGITS).unwrap_or_else(|| "none".to_owned())
}

fn listed(bindings: &[Binding]) -> String {
    if bindings.is_empty() { "every law".to_owned() } else { bindings.iter().join(", ") }
}

/// The outcome as text.
pub fn hunt_text(claim: &Claim, json: &HuntJson) -> String {
    let mut text = format!(
        "{}: {}\n  V = {}, L = {}, exact predictor, seed {}, effort {}\n",
        json.claim,
        one_line(claim.title()),
        json.vocabulary_size,
        json.length,
        json.seed,
        json.effort
    );
    if let Some(constant) = claim.constant() {
        text += &format!("  claimed: {} = {}\n", constant.name, one_line(&constant.text));
    }
    if json.ended != "finished" {
        text += "  stopped by the time limit; rerun may differ\n";
    }
    if json.cases.is_empty() {
        return text + "\nThe claim has no case of this shape.\n";
    }
    text += "\n";
    // The best ones are always among those that are listed.
    let places: Vec<usize> =
        json.best.iter().copied().chain(0..json.cases.len()).unique().take(LISTED_CASES).sorted().collect();
    let has_constant = json.cases.iter().any(|case| case.constant.is_some());
    let mut header = vec!["case", "outcome", "best ratio"];
    if has_constant {
        header.push("constant");
    }
    header.push("law");
    let mut table = new_table(&header);
    for case in places.iter().map(|place| &json.cases[*place]) {
        let ratio = match (&case.ratio_exact, &case.ratio) {
            (Some(exact), _) => format!("{exact} exactly"),
            (None, Some(ratio)) => ratio.clone(),
            (None, None) => String::new(),
        };
        let mut row = vec![case.case.clone(), case.outcome.to_owned(), ratio];
        if has_constant {
            row.push(case.constant.as_ref().map_or(String::new(), constant_text));
        }
        row.push(case.law.as_ref().map_or(String::new(), |law| law.origin.to_string()));
        table.add_row(row);
    }
    text += &format!("{table}\n");
    if places.len() < json.cases.len() {
        text += &format!("{} more cases are in the JSON output\n", json.cases.len() - places.len());
    }
    for case in json.best.iter().map(|place| &json.cases[*place]) {
        text += &best_text(case);
    }
    if let Some(listed) = json.listed_laws {
        text += &format!(
            "\nThe claim is about the laws that it lists: {listed} of this shape, and no other law was examined.\n"
        );
    }
    text += match json.outcome {
        "violated" => "\nviolated: ",
        _ => "\nno violation found: ",
    };
    text += match (json.outcome, json.best.as_slice()) {
        ("violated", []) => "nothing satisfies what `exists` asks for\n",
        ("violated", [_]) => "decided exactly on the law above\n",
        ("violated", _) => "no choice of what is to exist serves all laws, decided exactly on the laws above\n",
        _ if json.listed_laws.is_some() => "decided exactly on all of these laws\n",
        _ if json.is_decidable == Some(true) => {
            "which proves nothing beyond the laws tried; `maskproof decide` decides for all laws\n"
        }
        _ => "which proves nothing beyond the laws tried, and `maskproof decide` does not decide this claim\n",
    };
    text
}

fn best_text(case: &CaseJson) -> String {
    let Some(law) = &case.law else { return String::new() };
    let mut text = format!("\n{}: {}\n", case.case, case.verdict.unwrap_or(case.outcome));
    if let Some(at) = &case.at {
        text += &format!("  the ratio is that of {at}\n");
    }
    text += &format!("  ratio {}", case.ratio.as_deref().unwrap_or("none"));
    if let Some(exact) = &case.ratio_exact {
        text += &format!(" ({exact} exactly)");
    }
    if let Some(constant) = &case.constant {
        text += &format!("; constant {}", constant_text(constant));
    }
    text += &format!("\n  law: {}\n{}", law.origin, law_text(law));
    if let Some(simplest) = &case.simplest {
        text += &format!("  violated too, with the smallest denominator that came up: ratio {}\n", simplest.ratio);
        text += &law_text(&simplest.law);
    }
    if let Some(approach) = &case.approach {
        text += &format!("  {}\n  family: {}\n", approach.suggests, approach.family);
        for (parameter, ratio) in &approach.ratios {
            text += &format!("    e = {parameter:<6} ratio {ratio}\n");
        }
    }
    text
}

fn law_text(law: &LawJson) -> String {
    if law.counts.len() > LISTED_SEQUENCES {
        return format!("    {} sequences, out of {}\n", law.counts.len(), law.total);
    }
    let lines = law.counts.iter().map(|(sequence, count)| format!("    {}  {count}\n", sequence.iter().join(" ")));
    lines.chain([format!("  out of {}\n", law.total)]).collect()
}

fn constant_text(constant: &ConstantJson) -> String {
    if constant.bound == "no value" {
        return "no value serves".to_owned();
    }
    format!("{} {}", constant.bound, constant.exact.as_ref().unwrap_or(&constant.value))
}
