//! Samples beside the exact output law of a rule, as JSON and as text.

use maskproof::analysis::{FitVerdict, GoodnessOfFit, RuleVectors};
use maskproof::exact::digits::rational_to_decimal;
use maskproof::exact::{Integer, Rational, Unit};
use maskproof::law::digits_of;
use serde::Serialize;

use super::name::Name;
use super::serialise::{as_text, by_name};
use super::table::new_table;
use super::wording::counted;
use crate::arguments::VectorCheck;

/// The most sequences that a text shows.
const SHOWN: usize = 16;

/// The digits of bounds of probabilities.
const BOUND_DIGITS: u32 = 3;

/// What samples say of a rule on a table.
#[derive(Debug, Serialize)]
pub struct FitReport {
    table: Name,
    rule: Name,
    prompt: Vec<usize>,
    samples: u64,
    #[serde(serialize_with = "by_name")]
    verdict: FitVerdict,
    #[serde(serialize_with = "as_text")]
    level: Rational,
    /// Those of the law and of the samples, by sequence.
    sequences: Vec<SequenceFit>,
    impossible_sequences: Vec<SequenceFit>,
    degrees_of_freedom: usize,
    /// `G`, rounded to nearest; `inf` where an impossible sequence occurred.
    likelihood_ratio: String,
    #[serde(serialize_with = "as_text")]
    total_variation: Rational,
    total_variation_decimal: String,
    /// Rounded up.
    p_value_bound: String,
    /// The limit for many samples: rounded to nearest, or a bound that begins with `<`.
    p_value_limit: String,
    #[serde(serialize_with = "as_text")]
    difference: Rational,
    sufficient_samples: Option<u64>,
}

/// A sequence with its probability and how often it occurred.
#[derive(Debug, Serialize)]
struct SequenceFit {
    sequence: Vec<usize>,
    #[serde(serialize_with = "as_text")]
    probability: Rational,
    expected: String,
    observed: u64,
}

/// A bound rounded up: raised by a unit of the last digit at the least, and then rounded to nearest.
fn rounded_up(bound: &Rational) -> String {
    let unit = Rational::from((1, 10_u64.pow(BOUND_DIGITS - 1)));
    rational_to_decimal(&(bound * (unit + 1_u32)).min(Rational::from(1)), BOUND_DIGITS)
}

/// A number between two bounds, rounded to nearest where both are rounded to one decimal.
fn between((lower, upper): &(Rational, Rational)) -> String {
    let [low, high] = [lower, upper].map(|end| rational_to_decimal(end, BOUND_DIGITS));
    if low == high { low } else { format!("< {}", rounded_up(upper)) }
}

impl FitReport {
    /// The report of a check.
    pub fn new(
        check: &VectorCheck,
        vectors: &RuleVectors,
        law: &[Rational],
        counts: &[u64],
        fit: &GoodnessOfFit,
        sufficient_samples: Option<u64>,
    ) -> Self {
        let digits = check.digits;
        let row = |atom: usize| SequenceFit {
            sequence: digits_of(atom, vectors.vocabulary_size, vectors.length),
            probability: law[atom].clone(),
            expected: rational_to_decimal(&Rational::from(&law[atom] * Integer::from(fit.samples)), digits),
            observed: counts[atom],
        };
        let possible = (0..law.len()).filter(|&atom| !law[atom].is_zero());
        let ratio = fit.likelihood_ratio.as_ref();
        Self {
            table: check.table.as_str().into(),
            rule: vectors.rule.as_str().into(),
            prompt: vectors.prompt.clone(),
            samples: fit.samples,
            verdict: fit.verdict,
            level: check.level.0.clone(),
            sequences: possible.map(row).collect(),
            impossible_sequences: fit.impossible.iter().map(|&(atom, _)| row(atom)).collect(),
            degrees_of_freedom: fit.possible - 1,
            likelihood_ratio: ratio.map_or_else(|| "inf".to_owned(), |ratio| ratio.to_decimal(digits, Unit::Nats)),
            total_variation_decimal: rational_to_decimal(&fit.total_variation, digits),
            total_variation: fit.total_variation.clone(),
            p_value_bound: rounded_up(&fit.p_bound),
            p_value_limit: between(&fit.p_limit),
            difference: check.difference.0.clone(),
            sufficient_samples,
        }
    }

    /// Whether nothing speaks against the rule.
    pub fn is_consistent(&self) -> bool {
        self.verdict == FitVerdict::Consistent
    }

    /// The report as text.
    pub fn to_text(&self) -> String {
        let behind = if self.prompt.is_empty() { String::new() } else { format!(" behind {}", tokens(&self.prompt)) };
        let head = format!("{} of {} on {}{behind}\n", counted(self.samples, "sample"), self.rule, self.table);
        let mut text = head + &self.said() + "\n";
        if self.impossible_sequences.is_empty() {
            text += &format!(
                "\n  G = {} with {} (2 sum n_x ln(n_x / (n q(x))))\n  TV of the shares from q: {}\n  p-value: at most {} \
                 for this number of samples (proven), {} in the limit of many (chi-square)\n",
                self.likelihood_ratio,
                counted(self.degrees_of_freedom as u64, "degree") + " of freedom",
                self.total_variation_decimal,
                self.p_value_bound,
                self.p_value_limit,
            );
        }
        text += &match self.sufficient_samples {
            Some(number) => format!(
                "  a sampler at total variation {} or more is refuted by {number} samples with probability 1 - {} or \
                 more\n",
                self.difference, self.level
            ),
            None => format!("  to tell total variation {} apart takes more than 2^63 samples\n", self.difference),
        };
        let shown = if self.impossible_sequences.is_empty() { &self.sequences } else { &self.impossible_sequences };
        let mut table = new_table(&["sequence", "q", "expected", "observed"]);
        for row in shown.iter().take(SHOWN) {
            let cells =
                [tokens(&row.sequence), row.probability.to_string(), row.expected.clone(), row.observed.to_string()];
            table.add_row(cells);
        }
        text += &format!("\n{table}\n");
        if shown.len() > SHOWN {
            text += &format!("  and {} more; --json has all\n", shown.len() - SHOWN);
        }
        text
    }

    fn said(&self) -> String {
        let verdict = self.verdict.name();
        match self.verdict {
            FitVerdict::Impossible => {
                let number = counted(self.impossible_sequences.len() as u64, "sequence");
                format!("  {verdict}: {number} of probability zero occurred, so that the sampler is not this rule")
            }
            FitVerdict::Refuted => {
                format!("  {verdict}: this rule has such samples with probability {} at most", self.level)
            }
            FitVerdict::Doubtful => format!(
                "  {verdict}: nothing is proven, but the limit of the p-value is {} at most; draw more samples",
                self.level
            ),
            FitVerdict::Consistent => format!("  {verdict}: not refuted at level {}", self.level),
        }
    }
}

fn tokens(tokens: &[usize]) -> String {
    tokens.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
