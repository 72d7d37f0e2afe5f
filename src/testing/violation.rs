//! A law that breaks a claim, as it is shown.

use std::fmt;

use itertools::Itertools;

use crate::api::CheckedCase;
use crate::evaluation::{NamedPredictor, Setting, Verdict};
use crate::exact::{Extended, Unit};
use crate::language::{Claim, ClaimError};
use crate::law::digits_of;

/// The significant digits of decimals.
const DIGITS: u32 = 12;

/// The longest exact form that is written out, in bytes.
const LONGEST_FORM: usize = 400;

/// The most rows of a predictor that are written out.
const MOST_ROWS: usize = 64;

/// A law, with its predictor, that breaks a claim.
#[derive(Debug, Clone)]
pub struct Violation {
    setting: Setting,
    case: Option<CheckedCase>,
    found: Option<Found>,
}

/// Where a law came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The seed.
    pub seed: u64,
    /// Which law broke the claim first, from 1.
    pub place: usize,
    /// How many laws were drawn.
    pub number: usize,
    /// How many smaller laws were tried.
    pub trials: usize,
}

impl Violation {
    /// The first violated case of a claim on a law.
    ///
    /// # Errors
    /// When the statement has no meaning for the law.
    pub(super) fn new(claim: &Claim, setting: Setting, found: Option<Found>) -> Result<Self, ClaimError> {
        let case = claim.check(&setting)?.violations().next().cloned();
        Ok(Self { setting, case, found })
    }

    /// The law, with its predictor.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The case that is violated; none where the quantifiers leave no case.
    pub fn case(&self) -> Option<&CheckedCase> {
        self.case.as_ref()
    }

    /// Where a random law came from.
    pub fn found(&self) -> Option<Found> {
        self.found
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(case) = &self.case {
            let bindings = case.bindings().iter().join(", ");
            if !bindings.is_empty() {
                writeln!(formatter, "with {bindings}")?;
            }
            match case.comparison() {
                Some(comparison) => {
                    writeln!(formatter, "  left   {}", side(comparison.left()))?;
                    writeln!(formatter, "  right  {}", side(comparison.right()))?;
                    let slack = comparison.slack().map_or("not finite".to_owned(), |slack| value(&slack.into()));
                    writeln!(formatter, "  slack  {slack}: {} fails", comparison.relation.symbol())?;
                }
                None => writeln!(formatter, "  nothing satisfies what `exists` asks for")?,
            }
            writeln!(formatter)?;
        }
        writeln!(formatter, "the law, as a file:")?;
        write!(formatter, "{}", self.setting.law.to_json().trim_end())?;
        if let Some(predictor) = &self.setting.predictor {
            write!(formatter, "\n{}", rows(predictor))?;
        }
        if let Some(Found { seed, place, number, trials }) = self.found {
            write!(
                formatter,
                "\n\nlaw {place} of {number} of MASKPROOF_TEST_SEED={seed}, made smaller in {trials} trials"
            )?;
        }
        Ok(())
    }
}

/// A side of a relation.
fn side(side: Result<Extended, Verdict>) -> String {
    match side {
        Ok(side) => value(&side),
        Err(verdict) => verdict.name().to_owned(),
    }
}

/// A value in nats: exactly, where that is short, and rounded to the nearest decimal.
fn value(value: &Extended) -> String {
    if value.is_infinite() {
        return value.to_string();
    }
    let (exact, decimal) = (value.to_string(), value.to_decimal(DIGITS, Unit::Nats));
    match exact.len() {
        _ if exact == decimal => format!("{exact} nats"),
        0..=LONGEST_FORM => format!("{exact}, about {decimal} nats"),
        _ => format!("about {decimal} nats"),
    }
}

/// The probabilities of a predictor at masked positions.
fn rows(NamedPredictor { table, .. }: &NamedPredictor) -> String {
    let (size, length) = (table.vocabulary_size(), table.length());
    let digits = |pattern| digits_of(pattern, size + 1, length);
    let masked: Vec<(usize, usize)> = (0..table.shape().patterns())
        .cartesian_product(0..length)
        .filter(|(pattern, position)| digits(*pattern)[*position] == size)
        .collect();
    let row = |(pattern, position): &(usize, usize)| {
        let sum = table.row_sum(*pattern, *position);
        let weights = (0..size).map(|token| table.weight(*pattern, *position, token)).join(", ");
        let shown = digits(*pattern)
            .iter()
            .map(|digit| if *digit == size { "_".to_owned() } else { digit.to_string() })
            .join(" ");
        format!("\n  {shown}, position {}: {weights} out of {sum}", position + 1)
    };
    let shown: String = masked.iter().take(MOST_ROWS).map(row).collect();
    let left = masked.len().saturating_sub(MOST_ROWS);
    let more = if left > 0 { format!("\n  and {left} more rows") } else { String::new() };
    format!("its predictor, at masked positions (the tokens of the vocabulary are numbered from 0):{shown}{more}")
}
