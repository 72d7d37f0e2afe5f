//! What decoding rules put out and cost, as JSON and as text.

use maskproof::analysis::RuleLimit;
use maskproof::exact::{Rational, Real};
use maskproof::sampler::States;
use maskproof::sampler::rule::EnclosedEvaluation;
use serde::Serialize;

use super::name::{Name, words};
use super::number::{Number, PrintUnit};
use super::real::{DivergenceReport, EnclosedReport, RealReport};
use super::table::new_table;

/// One rule. Fractions are in lowest terms; each decimal is its fraction rounded to nearest. What is not rational is
/// enclosed: the ends are fractions, and the decimal has the digits that are certain.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRow {
    /// Its name.
    pub rule: Name,
    /// How closely the output law is enclosed, where it is not known to be rational.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enclosed: Option<EnclosedReport>,
    /// `KL(p || q)`
    pub kl: DivergenceReport,
    /// `KL(q || p)`
    pub reverse_kl: DivergenceReport,
    /// The mean of `KL(p || q_choices)` over random choices of positions; null for a rule that looks at drawn tokens.
    pub mean_kl_over_orders: Option<DivergenceReport>,
    /// `1/2 sum |p - q|`
    pub total_variation: RealReport,
    /// As a decimal.
    pub total_variation_decimal: String,
    /// The probability under `q` of the sequences that the law has.
    pub support_probability: RealReport,
    /// As a decimal.
    pub support_probability_decimal: String,
    /// The mean number of rounds along the rule's own runs.
    pub expected_rounds: RealReport,
    /// As a decimal.
    pub expected_rounds_decimal: String,
    /// The mean number of rounds that reveal nothing.
    pub expected_null_rounds: RealReport,
    /// As a decimal.
    pub expected_null_rounds_decimal: String,
    /// The mean over the law of the mean number of rounds given the output; null when `q` misses a sequence.
    pub expected_rounds_under_law: Option<RealReport>,
    /// As a decimal.
    pub expected_rounds_under_law_decimal: Option<String>,
    /// The largest number of rounds of a run.
    pub max_rounds: usize,
    /// Whether `q = p`; null where the enclosures leave it open.
    pub is_exact: Option<bool>,
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
    pub total_variation: RealReport,
    /// As a decimal.
    pub total_variation_decimal: String,
    /// The probability under `q` of the sequences that the law has.
    pub support_probability: RealReport,
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
    pub p: RealReport,
    /// As a decimal.
    pub p_decimal: String,
    /// Its probability under the output law.
    pub q: RealReport,
    /// As a decimal.
    pub q_decimal: String,
}

impl RuleRow {
    /// The row of a rule that was followed at a precision in bits; with its output law where that is asked for.
    pub fn new(
        rule: String,
        (evaluation, precision): &(EnclosedEvaluation, u32),
        model: &dyn States,
        with_output_law: bool,
        digits: u32,
    ) -> Self {
        let real = |number: &Real| RealReport::new(number, digits);
        let divergence = |value| DivergenceReport::new(value, digits);
        let (total_variation, total_variation_decimal) = real(&evaluation.total_variation);
        let (support_probability, support_probability_decimal) = real(&evaluation.support_probability);
        let (expected_rounds, expected_rounds_decimal) = real(&evaluation.expected_rounds);
        let (expected_null_rounds, expected_null_rounds_decimal) = real(&evaluation.expected_null_rounds);
        let (expected_rounds_under_law, expected_rounds_under_law_decimal) =
            evaluation.expected_rounds_under_law.as_ref().map(real).unzip();
        Self {
            rule: rule.into(),
            enclosed: EnclosedReport::new(evaluation, *precision),
            kl: divergence(&evaluation.kl),
            reverse_kl: divergence(&evaluation.reverse_kl),
            mean_kl_over_orders: evaluation.mean_kl_over_orders.as_ref().map(divergence),
            total_variation,
            total_variation_decimal,
            support_probability,
            support_probability_decimal,
            expected_rounds,
            expected_rounds_decimal,
            expected_null_rounds,
            expected_null_rounds_decimal,
            expected_rounds_under_law,
            expected_rounds_under_law_decimal,
            max_rounds: evaluation.max_rounds,
            is_exact: evaluation.is_exact,
            output_law: with_output_law
                .then(|| SequenceRow::all(model, &evaluation.sequences, &evaluation.output, digits)),
        }
    }
}

impl LimitRow {
    /// The row of a limit; with the law itself where that is asked for.
    pub fn new(limit: &RuleLimit, model: &dyn States, with_output_law: bool, digits: u32) -> Self {
        let real = |number: &Rational| RealReport::new(&Real::Exact(number.clone()), digits);
        let (total_variation, total_variation_decimal) = real(&limit.total_variation);
        let (support_probability, support_probability_decimal) = real(&limit.support_probability);
        let output = || limit.output.iter().cloned().map(Real::Exact).collect::<Vec<_>>();
        Self {
            rule: limit.rule.as_str().into(),
            kl: Number::new(&limit.kl, digits),
            reverse_kl: Number::new(&limit.reverse_kl, digits),
            total_variation,
            total_variation_decimal,
            support_probability,
            support_probability_decimal,
            is_exact: limit.total_variation.is_zero(),
            output_law: with_output_law
                .then(|| SequenceRow::all(model, &model.sequences(Vec::new()), &output(), digits)),
        }
    }
}

impl SequenceRow {
    /// The sequences that the law or an output law has.
    fn all(model: &dyn States, sequences: &[usize], output: &[Real], digits: u32) -> Vec<Self> {
        let p = |sequence| Rational::from((&*model.count(sequence), model.total()));
        let with_law = sequences.iter().zip(output).map(|(&sequence, q)| (sequence, p(sequence), q));
        let possible = with_law.filter(|(_, p, q)| !p.is_zero() || !q.is_zero());
        possible
            .map(|(sequence, p, q)| {
                let [(p, p_decimal), (q, q_decimal)] =
                    [&Real::Exact(p), q].map(|number| RealReport::new(number, digits));
                let tokens = model.labels().tokens(&model.digits(sequence));
                let sequence = tokens.into_iter().map(|token| Name::from(token.as_ref())).collect();
                Self { sequence, p, p_decimal, q, q_decimal }
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
            unit.of(&row.kl.number).to_owned(),
            unit.of(&row.reverse_kl.number).to_owned(),
            row.mean_kl_over_orders.as_ref().map_or_else(none, |kl| unit.of(&kl.number).to_owned()),
            row.total_variation.with_decimal(&row.total_variation_decimal),
            row.support_probability.with_decimal(&row.support_probability_decimal),
            row.expected_rounds.with_decimal(&row.expected_rounds_decimal),
            under_law.map_or_else(none, |(exact, decimal)| exact.with_decimal(decimal)),
            row.max_rounds.to_string(),
        ];
        if has_null_rounds {
            cells.push(row.expected_null_rounds.with_decimal(&row.expected_null_rounds_decimal));
        }
        table.add_row(cells);
    }
    let mut text = format!("\n{table}\n{}", enclosed_to_text(rules.iter()));
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
            row.total_variation.with_decimal(&row.total_variation_decimal),
            row.support_probability.with_decimal(&row.support_probability_decimal),
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
        let p = sequence.p.with_decimal(&sequence.p_decimal);
        let q = sequence.q.with_decimal(&sequence.q_decimal);
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
            unit.of(&row.kl.number).to_owned(),
            unit.of(&row.reverse_kl.number).to_owned(),
            row.total_variation.with_decimal(&row.total_variation_decimal),
            row.support_probability.with_decimal(&row.support_probability_decimal),
            row.expected_rounds.with_decimal(&row.expected_rounds_decimal),
        ]);
    }
    format!("\n{table}\n{}", enclosed_to_text(rows.iter().map(|row| &row.row)))
}

/// What is enclosed, and how closely; empty where nothing is.
fn enclosed_to_text<'a>(rules: impl Iterator<Item = &'a RuleRow>) -> String {
    let widths = rules.filter_map(|row| Some((row, row.enclosed.as_ref()?)));
    let lines = widths.map(|(row, enclosed)| format!("    {}: {}\n", row.rule, enclosed.width)).collect::<String>();
    if lines.is_empty() {
        return lines;
    }
    format!(
        "\n  enclosed, not rational: proven intervals, of which every digit shown is certain; widths in q at most\n{lines}"
    )
}
