//! The values of expressions, as JSON and as text.

use maskproof::evaluation::{ExpressionValue, Sampling};
use maskproof::exact::digits::rational_to_decimal;
use maskproof::exact::{Extended, LogForm};
use maskproof::law::Labels;
use maskproof::sampler::Schedule;
use serde::Serialize;

use crate::arguments::ValueArguments;
use crate::options;
use crate::values::Base;

use super::name::{Name, one_line};
use super::number::{Number, PrintUnit, rounding};
use super::serialise::{Named, as_blocks_if_any, by_name};
use super::table::new_table;

/// The outcome of `maskproof value`.
#[derive(Debug, Clone, Serialize)]
pub struct ValueReport {
    /// The law's name.
    pub law: Name,
    /// The predictor's name, when it is not the exact one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictor: Option<Name>,
    /// `L`
    pub length: usize,
    /// `V`
    pub vocabulary_size: usize,
    /// The unmasking order, where one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The policy, where one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Name>,
    /// The rule, where one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Name>,
    /// How decimals are rounded.
    pub rounding: String,
    /// The values, in the order asked for.
    pub values: Vec<ValueRow>,
    #[serde(skip)]
    digits: u32,
    #[serde(skip)]
    unit: PrintUnit,
    #[serde(skip)]
    base: Option<Base>,
    #[serde(skip)]
    is_exact: bool,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An exact rational.
    Rational,
    /// So many nats.
    Information,
    /// A quotient of two of them that is no rational.
    Ratio,
    /// There is none.
    Undefined,
    /// It was not computed.
    NotComputed,
}

impl Named for Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Rational => "rational",
            Self::Information => "information",
            Self::Ratio => "ratio",
            Self::Undefined => "undefined",
            Self::NotComputed => "not computed",
        }
    }
}

/// One value.
#[derive(Debug, Clone, Serialize)]
pub struct ValueRow {
    /// The expression.
    pub expression: Name,
    /// The schedule that it is of.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_blocks_if_any")]
    pub schedule: Option<Schedule>,
    /// What it is.
    #[serde(serialize_with = "by_name")]
    pub kind: Kind,
    /// The decimal of a rational or of a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The decimals of an information measure; `inf` where it is infinite.
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub information: Option<Number>,
    /// The same to the base that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_base: Option<String>,
    /// The exact value: `3/4`, `3/4 ln 2 - ln 3` in nats, `(ln 2)/(ln 3)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl ValueReport {
    /// The report without values.
    pub fn new(
        (law, labels): (&str, &Labels),
        predictor: Option<String>,
        given: &Sampling,
        arguments: &ValueArguments,
    ) -> Self {
        let digits = arguments.numbers.digits;
        Self {
            law: law.into(),
            predictor: predictor.map(Name::from),
            length: labels.length(),
            vocabulary_size: labels.largest(),
            order: given.order.as_ref().map(ToString::to_string),
            policy: given.policy.as_deref().map(Name::from),
            rule: given.rule.as_deref().map(Name::from),
            rounding: rounding(digits),
            values: Vec::new(),
            digits,
            unit: arguments.numbers.print_unit(),
            base: arguments.base.clone(),
            is_exact: arguments.exact,
        }
    }

    /// Adds a value.
    pub fn add(&mut self, expression: &str, schedule: Option<&Schedule>, value: &ExpressionValue) {
        let digits = self.digits;
        let mut row = ValueRow {
            expression: expression.trim().into(),
            schedule: schedule.cloned(),
            kind: Kind::Rational,
            number: None,
            information: None,
            in_base: None,
            exact: None,
            reason: None,
        };
        match value {
            ExpressionValue::Rational(number) => {
                row.number = Some(rational_to_decimal(number, digits));
                row.exact = Some(number.to_string());
            }
            ExpressionValue::Information(value) => {
                row.kind = Kind::Information;
                row.information = Some(Number::new(value, digits));
                row.in_base = self.base.as_ref().map(|base| in_base(value, base, digits));
                row.exact = Some(value.to_string());
            }
            ExpressionValue::Ratio(parts) => {
                let [dividend, divisor] = parts.as_ref();
                row.kind = Kind::Ratio;
                row.number = dividend.ratio_to_decimal(divisor, digits);
                row.exact = Some(format!("({dividend})/({divisor})"));
            }
            ExpressionValue::Undefined(reason) => {
                (row.kind, row.reason) = (Kind::Undefined, Some(options::in_message(reason)));
            }
            ExpressionValue::Unavailable(reason) => {
                (row.kind, row.reason) = (Kind::NotComputed, Some(options::in_message(reason)));
            }
        }
        self.values.push(row);
    }

    /// Whether every expression has a value.
    pub fn has_all(&self) -> bool {
        self.values.iter().all(|row| row.reason.is_none())
    }
}

/// A value in the logarithms of a base.
fn in_base(value: &Extended, base: &Base, digits: u32) -> String {
    let ln: Option<LogForm> = LogForm::ln(&base.0);
    let ratio = |form: &LogForm| form.ratio_to_decimal(&ln.unwrap_or_default(), digits);
    value.finite().and_then(ratio).unwrap_or_else(|| "inf".to_owned())
}

/// The report as text.
pub fn to_text(report: &ValueReport) -> String {
    let mut text = format!("{}\n  L = {}, V = {}\n", report.law, report.length, report.vocabulary_size);
    let given = [
        ("predictor", report.predictor.as_ref().map(ToString::to_string)),
        ("order", report.order.clone()),
        ("policy", report.policy.as_ref().map(ToString::to_string)),
        ("rule", report.rule.as_ref().map(ToString::to_string)),
    ];
    for (name, value) in given {
        if let Some(value) = value {
            text += &format!("  {name} {value}\n");
        }
    }
    text += &format!("  {}\n\n", report.rounding);
    let has_schedule = report.values.iter().any(|row| row.schedule.is_some());
    let mut header = vec!["expression", "schedule", "value", "unit", "exact, in nats"];
    if !report.is_exact {
        header.pop();
    }
    if !has_schedule {
        header.remove(1);
    }
    let mut table = new_table(&header);
    for row in &report.values {
        let (value, unit) = shown(report, row);
        let mut cells = vec![one_line(&row.expression.to_string()).into_owned()];
        if has_schedule {
            cells.push(row.schedule.as_ref().map(ToString::to_string).unwrap_or_default());
        }
        cells.extend([value, unit]);
        if report.is_exact {
            cells.push(row.exact.clone().unwrap_or_default());
        }
        table.add_row(cells);
    }
    text += &format!("{table}\n");
    for row in &report.values {
        if let Some(reason) = &row.reason {
            text += &format!("\n{}: {}: {reason}", row.expression, row.kind.name());
        }
    }
    text.trim_end().to_owned() + "\n"
}

/// The decimal of a value, and its unit.
fn shown(report: &ValueReport, row: &ValueRow) -> (String, String) {
    if let Some(reason) = row.reason.as_ref().map(|_| row.kind.name()) {
        return (reason.to_owned(), String::new());
    }
    match (&row.information, &report.base, &row.in_base) {
        (Some(_), Some(base), Some(value)) => (value.clone(), format!("base {}", base.0)),
        (Some(number), ..) => (report.unit.of(number).to_owned(), report.unit.name().to_owned()),
        (None, ..) => (row.number.clone().unwrap_or_default(), String::new()),
    }
}
