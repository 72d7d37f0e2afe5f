//! Whether two rules have the same output law, as JSON and as text.

use maskproof::analysis::rule_comparison::{GridComparison, OutputComparison, OutputDifference};
use maskproof::exact::Integer;
use maskproof::law::{Labels, Law, SparseLaw};
use serde::Serialize;

use super::name::{Name, words};
use super::real::RealReport;
use super::serialise::as_texts;
use super::wording::counted;

/// Two rules on a law, or on all laws of a grid.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonReport {
    /// The rules.
    pub rules: [Name; 2],
    /// Whether their output laws are the same, on every law that was compared; null where enclosures leave it open.
    pub is_same: Option<bool>,
    /// How many laws were compared.
    pub laws_compared: u64,
    /// On how many of them enclosures leave it open, where there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub laws_undecided: Option<u64>,
    /// Where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<DifferenceReport>,
}

/// A law on which they differ, and a sequence that tells them apart.
#[derive(Debug, Clone, Serialize)]
pub struct DifferenceReport {
    law: Name,
    /// The counts of all sequences, in order; of a law that is given by its sequences those of positive probability.
    #[serde(serialize_with = "as_texts")]
    counts: Vec<Integer>,
    /// The sequence of the largest difference.
    sequence: Vec<Name>,
    probabilities: [RealReport; 2],
    total_variation: RealReport,
    total_variation_decimal: String,
    /// The probabilities in words.
    #[serde(skip)]
    shown: [String; 2],
    /// The law in words.
    #[serde(skip)]
    in_words: String,
}

/// What is shown of a law.
pub struct ShownLaw<'a> {
    name: &'a str,
    labels: &'a Labels,
    counts: &'a [Integer],
    in_words: String,
}

impl<'a> From<&'a Law> for ShownLaw<'a> {
    fn from(law: &'a Law) -> Self {
        Self { name: law.name(), labels: law.labels(), counts: law.counts(), in_words: law.to_string() }
    }
}

impl<'a> From<&'a SparseLaw> for ShownLaw<'a> {
    fn from(law: &'a SparseLaw) -> Self {
        Self { name: law.name(), labels: law.labels(), counts: law.counts(), in_words: law.to_string() }
    }
}

impl DifferenceReport {
    fn new(law: ShownLaw, difference: &OutputDifference, digits: u32) -> Self {
        let tokens = law.labels.tokens(&difference.sequence);
        let (total_variation, total_variation_decimal) = RealReport::new(&difference.total_variation, digits);
        let reports = difference.probabilities.each_ref().map(|number| RealReport::new(number, digits));
        let shown = reports.each_ref().map(|(report, decimal)| match report {
            RealReport::Exact(number) => number.to_string(),
            RealReport::Enclosed { .. } => decimal.clone(),
        });
        Self {
            law: law.name.into(),
            counts: law.counts.to_vec(),
            sequence: tokens.into_iter().map(|token| Name::from(token.as_ref())).collect(),
            probabilities: reports.map(|(report, _)| report),
            total_variation,
            total_variation_decimal,
            shown,
            in_words: law.in_words,
        }
    }
}

impl ComparisonReport {
    /// Two rules on one law.
    pub fn on_law(rules: [String; 2], law: ShownLaw, comparison: &OutputComparison, digits: u32) -> Self {
        let (undecided, difference) = match comparison {
            OutputComparison::Same => (0, None),
            OutputComparison::Undecided => (1, None),
            OutputComparison::Different(difference) => (0, Some(DifferenceReport::new(law, difference, digits))),
        };
        Self::new(rules, 1, undecided, difference)
    }

    fn new(rules: [String; 2], compared: u64, undecided: u64, difference: Option<DifferenceReport>) -> Self {
        Self {
            rules: rules.map(Name::from),
            is_same: match (&difference, undecided) {
                (Some(_), _) => Some(false),
                (None, 0) => Some(true),
                (None, _) => None,
            },
            laws_compared: compared,
            laws_undecided: (undecided > 0).then_some(undecided),
            difference,
        }
    }

    /// Two rules on all laws of a grid.
    pub fn on_grid(comparison: &GridComparison, digits: u32) -> Self {
        let difference = comparison.apart.as_ref();
        let difference = difference.map(|(law, difference)| DifferenceReport::new(law.into(), difference, digits));
        Self::new(comparison.rules.clone(), comparison.compared, comparison.undecided, difference)
    }

    /// The report as text.
    pub fn to_text(&self) -> String {
        let [first, second] = &self.rules;
        let laws = counted(self.laws_compared, "law");
        match &self.difference {
            None => match self.laws_undecided {
                None => format!("{first} and {second} have the same output law ({laws} compared)\n"),
                Some(undecided) => format!(
                    "undecided whether {first} and {second} have the same output law ({laws} compared, of which \
                     {undecided} undecided: the enclosures of the output laws meet at every sequence)\n"
                ),
            },
            Some(difference) => {
                let [probability, other] = &difference.shown;
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
