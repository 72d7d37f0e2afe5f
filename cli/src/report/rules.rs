//! What decoding rules put out and cost, as JSON and as text.

use maskproof::analysis::RuleLimit;
use maskproof::exact::Rational;
use maskproof::exact::digits::rational_to_decimal;
use maskproof::law::Law;
use maskproof::sampler::rule::RuleEvaluation;
use serde::Serialize;

use super::name::{Name, words};
use super::number::{Number, PrintUnit};
use super::serialise::{as_text, as_text_if_any};
use super::table::new_table;

/// The longest fraction that a text shows beside its decimal.
const LONGEST_FRACTION: usize = 15;

/// One rule. Fractions are in lowest terms; each decimal is its fraction rounded to nearest.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRow {
    /// Its name.
    pub rule: Name,
    /// `KL(p || q)`
    pub kl: Number,
    /// `KL(q || p)`
    pub reverse_kl: Number,
    /// The mean of `KL(p || q_choices)` over random choices of positions; null for a rule that looks at drawn tokens.
    pub mean_kl_over_orders: Option<Number>,
    /// `1/2 sum |p - q|`
    #[serde(serialize_with = "as_text")]
    pub total_variation: Rational,
    /// As a decimal.
    pub total_variation_decimal: String,
    /// The probability under `q` of the sequences that the law has.
    #[serde(serialize_with = "as_text")]
    pub support_probability: Rational,
    /// As a decimal.
    pub support_probability_decimal: String,
    /// The mean number of rounds along the rule's own runs.
    #[serde(serialize_with = "as_text")]
    pub expected_rounds: Rational,
    /// As a decimal.
    pub expected_rounds_decimal: String,
    /// The mean number of rounds that reveal nothing.
    #[serde(serialize_with = "as_text")]
    pub expected_null_rounds: Rational,
    /// As a decimal.
    pub expected_null_rounds_decimal: String,
    /// The mean over the law of the mean number of rounds given the output; null when `q` misses a sequence.
    #[serde(serialize_with = "as_text_if_any")]
    pub expected_rounds_under_law: Option<Rational>,
    /// As a decimal.
    pub expected_rounds_under_law_decimal: Option<String>,
    /// The largest number of rounds of a run.
    pub max_rounds: usize,
    /// Whether `q = p`.
    pub is_exact: bool,
    /// The output law, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_law: Option<Vec<SequenceRow>>,
}

/// A rule of a family with its number of calls of the predictor.
#[derive(Debug, Clone, Serialize)]
pub struct CurveRow {
    /// The family.
    pub family: &'static str,
    /// The steps of all blocks.
    pub calls: usize,
    /// The rule.
    #[serde(flatten)]
    pub row: RuleRow,
}

/// To what endless rounds of a rule tend.
#[derive(Debug, Clone, Serialize)]
pub struct LimitRow {
    /// The rule.
    pub rule: Name,
    /// `KL(p || q)`
    pub kl: Number,
    /// `KL(q || p)`
    pub reverse_kl: Number,
    /// `1/2 sum |p - q|`
    #[serde(serialize_with = "as_text")]
    pub total_variation: Rational,
    /// As a decimal.
    pub total_variation_decimal: String,
    /// The probability under `q` of the sequences that the law has.
    #[serde(serialize_with = "as_text")]
    pub support_probability: Rational,
    /// As a decimal.
    pub support_probability_decimal: String,
    /// Whether `q = p`.
    pub is_exact: bool,
    /// The limit, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_law: Option<Vec<SequenceRow>>,
}

/// A sequence that the law or the sampler has.
#[derive(Debug, Clone, Serialize)]
pub struct SequenceRow {
    /// Its tokens.
    pub sequence: Vec<Name>,
    /// Its probability under the law.
    #[serde(serialize_with = "as_text")]
    pub p: Rational,
    /// As a decimal.
    pub p_decimal: String,
    /// Its probability under the output law.
    #[serde(serialize_with = "as_text")]
    pub q: Rational,
    /// As a decimal.
    pub q_decimal: String,
}

impl RuleRow {
    /// The row of a rule; with its output law where that is asked for.
    pub fn new(rule: String, evaluation: &RuleEvaluation, law: &Law, with_output_law: bool, digits: u32) -> Self {
        let decimal = |number: &Rational| rational_to_decimal(number, digits);
        let under_law = &evaluation.expected_rounds_under_law;
        Self {
            rule: rule.into(),
            kl: Number::new(&evaluation.kl, digits),
            reverse_kl: Number::new(&evaluation.reverse_kl, digits),
            mean_kl_over_orders: evaluation.mean_kl_over_orders.as_ref().map(|kl| Number::new(kl, digits)),
            total_variation: evaluation.total_variation.clone(),
            total_variation_decimal: decimal(&evaluation.total_variation),
            support_probability: evaluation.support_probability.clone(),
            support_probability_decimal: decimal(&evaluation.support_probability),
            expected_rounds: evaluation.expected_rounds.clone(),
            expected_rounds_decimal: decimal(&evaluation.expected_rounds),
            expected_null_rounds: evaluation.expected_null_rounds.clone(),
            expected_null_rounds_decimal: decimal(&evaluation.expected_null_rounds),
            expected_rounds_under_law: under_law.clone(),
            expected_rounds_under_law_decimal: under_law.as_ref().map(decimal),
            max_rounds: evaluation.max_rounds,
            is_exact: evaluation.is_exact,
            output_law: with_output_law.then(|| SequenceRow::all(law, &evaluation.output, digits)),
        }
    }
}

impl LimitRow {
    /// The row of a limit; with the law itself where that is asked for.
    pub fn new(limit: &RuleLimit, law: &Law, with_output_law: bool, digits: u32) -> Self {
        Self {
            rule: limit.rule.as_str().into(),
            kl: Number::new(&limit.kl, digits),
            reverse_kl: Number::new(&limit.reverse_kl, digits),
            total_variation_decimal: rational_to_decimal(&limit.total_variation, digits),
            total_variation: limit.total_variation.clone(),
            support_probability_decimal: rational_to_decimal(&limit.support_probability, digits),
            support_probability: limit.support_probability.clone(),
            is_exact: limit.total_variation.is_zero(),
            output_law: with_output_law.then(|| SequenceRow::all(law, &limit.output, digits)),
        }
    }
}

impl SequenceRow {
    /// The sequences that the law or an output law has.
    fn all(law: &Law, output: &[Rational], digits: u32) -> Vec<Self> {
        let decimal = |number: &Rational| rational_to_decimal(number, digits);
        let sequences = output.iter().enumerate().map(|(atom, q)| (atom, law.probability(atom), q));
        sequences
            .filter(|(_, p, q)| !p.is_zero() || !q.is_zero())
            .map(|(atom, p, q)| Self {
                sequence: law.atom_tokens(atom).into_iter().map(Name::from).collect(),
                p_decimal: decimal(&p),
                p,
                q_decimal: decimal(q),
                q: q.clone(),
            })
            .collect()
    }
}

/// The rules as a table, and below it the output laws that were asked for.
pub fn to_text(rules: &[RuleRow], unit: PrintUnit) -> String {
    let mut header = vec!["rule", "KL(p||q)", "KL(q||p)", "mean KL", "TV", "q(support)", "E rounds", "under p", "max"];
    let has_null_rounds = rules.iter().any(|row| !row.expected_null_rounds.is_zero());
    if has_null_rounds {
        header.push("null");
    }
    let mut table = new_table(&header);
    for row in rules {
        let none = || "-".to_owned();
        let under_law = row.expected_rounds_under_law.as_ref().zip(row.expected_rounds_under_law_decimal.as_ref());
        let mut cells = vec![
            row.rule.to_string(),
            unit.of(&row.kl).to_owned(),
            unit.of(&row.reverse_kl).to_owned(),
            row.mean_kl_over_orders.as_ref().map_or_else(none, |kl| unit.of(kl).to_owned()),
            fraction(&row.total_variation, &row.total_variation_decimal),
            fraction(&row.support_probability, &row.support_probability_decimal),
            fraction(&row.expected_rounds, &row.expected_rounds_decimal),
            under_law.map_or_else(none, |(exact, decimal)| fraction(exact, decimal)),
            row.max_rounds.to_string(),
        ];
        if has_null_rounds {
            cells.push(fraction(&row.expected_null_rounds, &row.expected_null_rounds_decimal));
        }
        table.add_row(cells);
    }
    let mut text = format!("\n{table}\n");
    for row in rules {
        text += &sequences_to_text(&row.rule, row.output_law.as_deref());
    }
    text
}

/// The limits as a table, and below it the laws that were asked for.
pub fn limits_to_text(limits: &[LimitRow], unit: PrintUnit) -> String {
    let mut table = new_table(&["endless rounds tend to", "KL(p||q)", "KL(q||p)", "TV", "q(support)"]);
    for row in limits {
        table.add_row([
            row.rule.to_string(),
            unit.of(&row.kl).to_owned(),
            unit.of(&row.reverse_kl).to_owned(),
            fraction(&row.total_variation, &row.total_variation_decimal),
            fraction(&row.support_probability, &row.support_probability_decimal),
        ]);
    }
    let laws = limits.iter().map(|row| sequences_to_text(&row.rule, row.output_law.as_deref()));
    format!("\n{table}\n") + &laws.collect::<String>()
}

/// An output law as a table, where it was asked for.
fn sequences_to_text(rule: &Name, sequences: Option<&[SequenceRow]>) -> String {
    let Some(sequences) = sequences else { return String::new() };
    let mut table = new_table(&["sequence", "p", &format!("q of {rule}")]);
    for sequence in sequences {
        let (p, q) = (fraction(&sequence.p, &sequence.p_decimal), fraction(&sequence.q, &sequence.q_decimal));
        table.add_row([words(&sequence.sequence), p, q]);
    }
    format!("\n{table}\n")
}

/// A table of error against calls.
pub fn curve_to_text(rows: &[CurveRow], unit: PrintUnit) -> String {
    let mut table = new_table(&["calls", "rule", "KL(p||q)", "KL(q||p)", "TV", "q(support)", "E rounds"]);
    for CurveRow { calls, row, .. } in rows {
        table.add_row([
            calls.to_string(),
            row.rule.to_string(),
            unit.of(&row.kl).to_owned(),
            unit.of(&row.reverse_kl).to_owned(),
            fraction(&row.total_variation, &row.total_variation_decimal),
            fraction(&row.support_probability, &row.support_probability_decimal),
            fraction(&row.expected_rounds, &row.expected_rounds_decimal),
        ]);
    }
    format!("\n{table}\n")
}

/// A rational with its decimal where they differ, or the decimal alone where the fraction is long.
fn fraction(exact: &Rational, decimal: &str) -> String {
    let text = exact.to_string();
    if exact.is_integer() {
        text
    } else if text.len() > LONGEST_FRACTION {
        decimal.to_owned()
    } else {
        format!("{text} = {decimal}")
    }
}
