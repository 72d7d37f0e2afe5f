//! Whether two rules have the same output law, as JSON and as text.

use maskproof::analysis::rule_comparison::{GridComparison, OutputDifference};
use maskproof::exact::Rational;
use maskproof::exact::digits::rational_to_decimal;
use maskproof::law::Law;
use serde::Serialize;

use super::name::{Name, words};
use super::serialise::{as_text, as_texts};
use super::wording::counted;

/// Two rules on a law, or on all laws of a grid.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonReport {
    /// The rules.
    pub rules: [Name; 2],
    /// Whether their output laws are the same, on every law that was compared.
    pub is_same: bool,
    /// How many laws were compared.
    pub laws_compared: u64,
    /// Where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<DifferenceReport>,
}

/// A law on which they differ, and a sequence that tells them apart.
#[derive(Debug, Clone, Serialize)]
pub struct DifferenceReport {
    law: Name,
    /// The counts of all sequences, in order.
    #[serde(serialize_with = "as_texts")]
    counts: Vec<maskproof::exact::Integer>,
    /// The sequence of the largest difference.
    sequence: Vec<Name>,
    #[serde(serialize_with = "as_texts")]
    probabilities: Vec<Rational>,
    #[serde(serialize_with = "as_text")]
    total_variation: Rational,
    total_variation_decimal: String,
    /// The law in words.
    #[serde(skip)]
    in_words: String,
}

impl DifferenceReport {
    fn new(law: &Law, difference: &OutputDifference, digits: u32) -> Self {
        Self {
            law: law.name().into(),
            counts: law.counts().to_vec(),
            sequence: law.atom_tokens(difference.atom).into_iter().map(Name::from).collect(),
            probabilities: difference.probabilities.to_vec(),
            total_variation_decimal: rational_to_decimal(&difference.total_variation, digits),
            total_variation: difference.total_variation.clone(),
            in_words: law.to_string(),
        }
    }
}

impl ComparisonReport {
    /// Two rules on one law.
    pub fn on_law(rules: [String; 2], law: &Law, difference: Option<&OutputDifference>, digits: u32) -> Self {
        Self {
            rules: rules.map(Name::from),
            is_same: difference.is_none(),
            laws_compared: 1,
            difference: difference.map(|difference| DifferenceReport::new(law, difference, digits)),
        }
    }

    /// Two rules on all laws of a grid.
    pub fn on_grid(comparison: &GridComparison, digits: u32) -> Self {
        let apart = comparison.apart.as_ref();
        Self {
            rules: comparison.rules.clone().map(Name::from),
            is_same: apart.is_none(),
            laws_compared: comparison.compared,
            difference: apart.map(|(law, difference)| DifferenceReport::new(law, difference, digits)),
        }
    }

    /// The report as text.
    pub fn to_text(&self) -> String {
        let [first, second] = &self.rules;
        let laws = counted(self.laws_compared, "law");
        match &self.difference {
            None => format!("{first} and {second} have the same output law ({laws} compared)\n"),
            Some(difference) => {
                let [probability, other] = [&difference.probabilities[0], &difference.probabilities[1]];
                format!(
                    "{first} and {second} have different output laws ({laws} compared)\n  on {}\n  the sequence {} has \
                     probability {probability} under {first}, and {other} under {second}\n  TV of the two: {}\n",
                    Name::from(difference.in_words.as_str()),
                    words(&difference.sequence),
                    difference.total_variation_decimal
                )
            }
        }
    }
}
