//! What policies cost, as JSON and as text.

use maskproof::analysis::PolicyCost;
use maskproof::exact::Rational;
use maskproof::exact::digits::rational_to_decimal;
use maskproof::law::{Labels, PositionSet};
use maskproof::sampler::policy::{BestOrder, SerialDepth, TablePolicy};
use serde::Serialize;

use super::comparison::ComparisonReport;
use super::name::{Name, words};
use super::number::{Number, PrintUnit, rounding};
use super::rules::{self, CurveRow, LimitRow, RuleRow};
use super::serialise::as_text;
use super::table::new_table;

/// The outcome of `maskproof policy`.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyReport {
    /// The law's name.
    pub law: Name,
    /// The predictor's name, when it is not the exact one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictor: Option<Name>,
    /// `L`
    pub length: usize,
    /// `V`
    pub vocabulary_size: usize,
    /// How the values in nats and bits are rounded.
    pub rounding: String,
    /// The policies, in the order asked for.
    pub policies: Vec<PolicyRow>,
    /// The decoding rules, in the order asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleRow>,
    /// To what endless rounds of rules tend, in the order asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitRow>,
    /// Families of rules by their number of calls, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CurveRow>,
    /// Whether two rules have the same output law, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonReport>,
    /// The serial depth, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_depth: Option<DepthReport>,
    /// The best fixed order for each number of steps, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_orders: Option<Vec<OrderRow>>,
}

/// One policy.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyRow {
    /// Its name.
    pub policy: Name,
    /// `E_p R`, a fraction in lowest terms.
    #[serde(serialize_with = "as_text")]
    pub expected_rounds: Rational,
    /// `E_p R` as a decimal, rounded to nearest.
    pub expected_rounds_decimal: String,
    /// The largest number of rounds on a possible sequence.
    pub max_rounds: usize,
    /// `KL(p || q)`
    pub kl: Number,
    /// `E_p sum_t TC(X_{S_t} | x_{C_t})`
    pub conditional_tc: Number,
    /// What the predictor's rows add; with a predictor table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning_gap: Option<Number>,
    /// Whether `KL(p || q)` is exactly 0.
    pub is_exact: bool,
}

/// The serial depth.
#[derive(Debug, Clone, Serialize)]
pub struct DepthReport {
    /// `D_0`, a fraction in lowest terms.
    #[serde(serialize_with = "as_text")]
    pub expected: Rational,
    /// `D_0` as a decimal, rounded to nearest.
    pub expected_decimal: String,
    /// `Dbar_0`
    pub max: usize,
    /// How many states were examined.
    pub states_examined: usize,
    /// A policy without error with `E R = D_0`, in the form of a policy table.
    pub expected_witness: Witness,
    /// A policy without error with `max R = Dbar_0`, in the form of a policy table.
    pub max_witness: Witness,
}

/// A policy as `maskproof policy --policy table:FILE` reads it.
#[derive(Debug, Clone, Serialize)]
pub struct Witness {
    /// The states of positive probability that the policy visits.
    pub states: Vec<WitnessState>,
}

/// One state of a witness.
#[derive(Debug, Clone, Serialize)]
pub struct WitnessState {
    /// The token of each position, null where it is masked.
    pub revealed: Vec<Option<Name>>,
    /// The positions to reveal, from 1.
    pub reveal: Vec<usize>,
}

/// The best fixed order with a number of steps.
#[derive(Debug, Clone, Serialize)]
pub struct OrderRow {
    /// The number of steps.
    pub steps: usize,
    /// The blocks, positions from 1.
    pub blocks: Vec<Vec<usize>>,
    /// `KL(p || q)` of the exact predictor.
    pub kl: Number,
}

impl PolicyReport {
    /// An empty report for a law.
    pub fn new(law: &str, labels: &Labels, predictor: Option<String>, digits: u32) -> Self {
        Self {
            law: law.into(),
            predictor: predictor.map(Name::from),
            length: labels.length(),
            vocabulary_size: labels.largest(),
            rounding: rounding(digits),
            policies: Vec::new(),
            rules: Vec::new(),
            limits: Vec::new(),
            curve: Vec::new(),
            comparison: None,
            serial_depth: None,
            best_orders: None,
        }
    }

    /// Adds a policy.
    pub fn add(&mut self, cost: PolicyCost, digits: u32) {
        let evaluation = &cost.evaluation;
        self.policies.push(PolicyRow {
            policy: cost.policy.into(),
            expected_rounds: evaluation.expected_rounds.clone(),
            expected_rounds_decimal: rational_to_decimal(&evaluation.expected_rounds, digits),
            max_rounds: evaluation.max_rounds,
            kl: Number::new(&evaluation.kl, digits),
            conditional_tc: Number::finite(&evaluation.conditional_tc, digits),
            learning_gap: self.predictor.is_some().then(|| Number::new(&evaluation.learning_gap, digits)),
            is_exact: cost.is_exact,
        });
    }

    /// Adds the serial depth.
    pub fn add_depth(&mut self, labels: &Labels, depth: &SerialDepth, digits: u32) {
        self.serial_depth = Some(DepthReport {
            expected: depth.expected.clone(),
            expected_decimal: rational_to_decimal(&depth.expected, digits),
            max: depth.max,
            states_examined: depth.states,
            expected_witness: Witness::new(labels, &depth.expected_witness),
            max_witness: Witness::new(labels, &depth.max_witness),
        });
    }

    /// Adds the best fixed orders.
    pub fn add_best_orders(&mut self, orders: &[BestOrder], digits: u32) {
        let rows = orders.iter().map(|best| OrderRow {
            steps: best.order.blocks().len(),
            blocks: best.order.blocks().iter().map(|&block| names(block)).collect(),
            kl: Number::finite(&best.kl, digits),
        });
        self.best_orders = Some(rows.collect());
    }
}

impl Witness {
    fn new(labels: &Labels, table: &TablePolicy) -> Self {
        let token = |(position, &digit): (usize, &usize)| {
            (digit < labels.largest()).then(|| labels.vocabulary(position).token(digit).into())
        };
        let state = |(digits, set): (&[usize], PositionSet)| WitnessState {
            revealed: digits.iter().enumerate().map(token).collect(),
            reveal: names(set),
        };
        let mut states: Vec<WitnessState> = table.states().map(state).collect();
        // As they are met: the start first.
        states.sort_by_key(|state| state.revealed.iter().filter(|token| token.is_some()).count());
        Self { states }
    }
}

/// The positions from 1.
fn names(set: PositionSet) -> Vec<usize> {
    set.positions().map(|position| position + 1).collect()
}

/// The report as text.
pub fn to_text(report: &PolicyReport, unit: PrintUnit) -> String {
    let mut text = format!("{}\n  L = {}, V = {}\n", report.law, report.length, report.vocabulary_size);
    if let Some(predictor) = &report.predictor {
        text += &format!("  predictor {predictor}\n");
    }
    text += &format!("  in {}, {}\n", unit.name(), report.rounding);
    if !report.policies.is_empty() {
        let mut header = vec!["policy", "E rounds", "max", "KL", "conditional TC"];
        if report.predictor.is_some() {
            header.push("learning gap");
        }
        let mut table = new_table(&header);
        for row in &report.policies {
            let mut cells = vec![
                row.policy.to_string(),
                with_decimal(&row.expected_rounds, &row.expected_rounds_decimal),
                row.max_rounds.to_string(),
                unit.of(&row.kl).to_owned(),
                unit.of(&row.conditional_tc).to_owned(),
            ];
            cells.extend(row.learning_gap.iter().map(|gap| unit.of(gap).to_owned()));
            table.add_row(cells);
        }
        text += &format!("\n{table}\n");
    }
    if !report.rules.is_empty() {
        text += &rules::to_text(&report.rules, unit);
    }
    if !report.limits.is_empty() {
        text += &rules::limits_to_text(&report.limits, unit);
    }
    if !report.curve.is_empty() {
        text += &rules::curve_to_text(&report.curve, unit);
    }
    if let Some(comparison) = &report.comparison {
        text += &format!("\n{}", comparison.to_text());
    }
    if let Some(orders) = &report.best_orders {
        let mut table = new_table(&["steps", "best fixed order", "KL"]);
        for row in orders {
            table.add_row([row.steps.to_string(), blocks(&row.blocks), unit.of(&row.kl).to_owned()]);
        }
        text += &format!("\n{table}\n");
    }
    if let Some(depth) = &report.serial_depth {
        text += &format!(
            "\nserial depth: D_0 = {} rounds on average, {} at most ({} states examined)\n",
            with_decimal(&depth.expected, &depth.expected_decimal),
            depth.max,
            depth.states_examined
        );
        let mut table = new_table(&["state", "reveals, for the least average"]);
        for state in &depth.expected_witness.states {
            let tokens: Vec<Name> =
                state.revealed.iter().map(|token| token.clone().unwrap_or_else(|| "_".into())).collect();
            table.add_row([words(&tokens), list(&state.reveal)]);
        }
        text += &format!("{table}\n");
    }
    text
}

/// A rational and its decimal, where they differ.
fn with_decimal(exact: &Rational, decimal: &str) -> String {
    if exact.is_integer() { exact.to_string() } else { format!("{exact} = {decimal}") }
}

fn blocks(blocks: &[Vec<usize>]) -> String {
    blocks.iter().map(|block| list(block)).collect::<Vec<_>>().join(" / ")
}

fn list(positions: &[usize]) -> String {
    positions.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
