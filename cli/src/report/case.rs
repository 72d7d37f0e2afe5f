//! A case with its law and its values, as JSON and as text.

use maskproof::evaluation::{Comparison, Verdict};
use maskproof::language::words::Comparator;
use maskproof::sweep::Witness;
use serde::Serialize;

use super::name::Name;
use super::number::Number;
use super::serialise::{by_name, by_name_if_any};
use super::wording::counted;

/// What a ratio is, for reports that show one.
pub const RATIO_MEANING: &str = "ratio: the side that should be the smaller over the other, where both are positive; 1 \
                                 is equality. The tightest case has the largest.";

/// A case with its values.
#[derive(Debug, Clone, Serialize)]
pub struct CaseReport {
    /// The law and its predictor.
    pub law: Name,
    /// What the quantifiers bind.
    pub bindings: Vec<String>,
    /// The verdict.
    #[serde(serialize_with = "by_name")]
    pub verdict: Verdict,
    /// The left side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Number>,
    /// The relation.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "by_name_if_any")]
    pub relation: Option<Comparator>,
    /// The right side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<Number>,
    /// Positive where the relation holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack: Option<Number>,
    /// The side that should be the smaller over the other, of an inequality that holds between positive sides: 1 is
    /// equality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightness: Option<String>,
    /// Why there is no value, or nothing to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many sequences have positive probability.
    pub support: usize,
    /// These sequences with their probabilities, where they are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequences: Option<Vec<(Vec<Name>, String)>>,
}

impl CaseReport {
    /// The report of a case.
    pub fn new(witness: &Witness, digits: u32) -> Self {
        let comparison = witness.comparison.as_ref();
        let number = |side| Number::side(&side, digits);
        Self {
            law: witness.subject.as_str().into(),
            bindings: witness.bindings.iter().map(ToString::to_string).collect(),
            verdict: witness.verdict,
            left: comparison.map(|comparison| number(comparison.left())),
            relation: comparison.map(|comparison| comparison.relation),
            right: comparison.map(|comparison| number(comparison.right())),
            slack: comparison.and_then(Comparison::slack).map(|slack| Number::finite(&slack, digits)),
            tightness: witness.tight_sides().and_then(|(smaller, larger)| smaller.ratio_to_decimal(larger, digits)),
            reason: witness.reason.clone(),
            support: witness.support,
            sequences: witness.sequences.as_ref().map(|sequences| {
                let names = |tokens: &[String]| tokens.iter().map(|token| token.as_str().into()).collect();
                sequences.iter().map(|(tokens, probability)| (names(tokens), probability.to_string())).collect()
            }),
        }
    }

    /// The law, and what the quantifiers bind.
    pub fn place(&self) -> String {
        place(&self.law, &self.bindings)
    }

    /// The case with both sides, or why they have no value.
    pub fn to_text(&self) -> String {
        let mut text = self.place();
        let is_decided = !matches!(self.verdict, Verdict::Undefined | Verdict::Unavailable);
        let values = if is_decided { self.left.as_ref() } else { None };
        if let (Some(left), Some(relation), Some(right)) = (values, self.relation, &self.right) {
            let fails = if self.verdict == Verdict::Violated { " fails" } else { "" };
            text += &format!(": left {} nats, right {} nats; {}{fails}", left.nats, right.nats, relation.symbol());
        }
        if let Some(reason) = &self.reason {
            text += &format!(": {reason}");
        }
        text
    }

    /// The tightest case of a claim: how many there are of equality, where it is one; else both sides, the slack, and
    /// the ratio where it means something.
    pub fn to_tightest_text(&self, attained: u64) -> String {
        let nats = |number: &Option<Number>| number.as_ref().map(|number| number.nats.clone()).unwrap_or_default();
        let (left, right) = (nats(&self.left), nats(&self.right));
        if attained > 0 {
            return format!("equality in {}: {}\nboth sides {right}", counted(attained, "case"), self.place());
        }
        let relation = self.relation.map(Comparator::symbol).unwrap_or_default();
        let mut text = format!("left {left} {relation} right {right}, slack {}", nats(&self.slack));
        if let Some(ratio) = &self.tightness {
            text += &format!(", ratio {ratio}");
        }
        format!("{text}\nat {}", self.place())
    }
}

/// The law of a case, and what the quantifiers bind.
pub fn place(law: &Name, bindings: &[String]) -> String {
    bindings.iter().fold(law.to_string(), |place, binding| format!("{place}, {binding}"))
}
