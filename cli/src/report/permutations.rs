//! The least errors for uniform permutations and the convexity of their sequence, as JSON and as text.

use maskproof::exact::{Integer, LogForm, Rational};
use maskproof::sampler::permutations::{Convexity, Curvature, LeastError};
use serde::Serialize;

use super::number::{Number, rounding};
use super::table::new_table;

/// The most pairs that the text lists.
const LISTED: usize = 20;

/// The least errors for one number of tokens.
#[derive(Debug, Clone, Serialize)]
pub struct PermutationReport {
    /// `n`
    pub size: usize,
    /// How the errors are rounded.
    pub rounding: String,
    /// The numbers of rounds asked for.
    pub rounds: Vec<RoundsRow>,
}

/// One number of rounds.
#[derive(Debug, Clone, Serialize)]
pub struct RoundsRow {
    /// `R`
    pub rounds: usize,
    /// `E_{n,R}`
    pub error: Number,
    /// The exact error in nats: the sum of the terms `coefficient * ln(argument)`.
    pub exact: Vec<LogTerm>,
    /// The batches; of optimal ones the lexicographically largest.
    pub profile: Vec<usize>,
}

/// A term of an exact value.
#[derive(Debug, Clone, Serialize)]
pub struct LogTerm {
    /// A rational.
    pub coefficient: String,
    /// An integer above 1.
    pub argument: String,
}

fn terms(form: &LogForm) -> Vec<LogTerm> {
    let term = |(argument, coefficient): (&Integer, &Rational)| LogTerm {
        coefficient: coefficient.to_string(),
        argument: argument.to_string(),
    };
    form.terms().map(term).collect()
}

impl PermutationReport {
    /// The report of least errors for `size` tokens.
    pub fn new(size: usize, errors: Vec<LeastError>, digits: u32) -> Self {
        let row = |least: LeastError| RoundsRow {
            rounds: least.rounds,
            error: Number::finite(&least.error, digits),
            exact: terms(&least.error),
            profile: least.profile,
        };
        Self { size, rounding: rounding(digits), rounds: errors.into_iter().map(row).collect() }
    }

    /// The report as text.
    pub fn to_text(&self) -> String {
        let mut table = new_table(&["rounds", "least error, nats", "bits", "batches"]);
        for row in &self.rounds {
            let batches: Vec<String> = row.profile.iter().map(ToString::to_string).collect();
            table.add_row([
                &row.rounds.to_string(),
                &row.error.nats,
                &row.error.bits,
                &format!("({})", batches.join(",")),
            ]);
        }
        format!("uniform permutations of {} tokens\n  {}\n\n{table}\n", self.size, self.rounding)
    }
}

/// The outcome of a check of convexity.
#[derive(Debug, Clone, Serialize)]
pub struct ConvexityReport {
    /// The largest `n` up to which every second difference has a decided sign.
    pub checked_up_to: usize,
    /// How many second differences have a decided sign.
    pub decided: u64,
    /// How many of them needed exact integers.
    pub exact: u64,
    /// How many are exactly 0.
    pub equalities: u64,
    /// The `(n, R)` with `E_{n,R-1} - 2 E_{n,R} + E_{n,R+1} < 0`.
    pub violations: Vec<(usize, usize)>,
    /// The `(n, R)` that were left open.
    pub open: Vec<(usize, usize)>,
    /// The `(n, R)` with the least second difference.
    pub least: Option<(usize, usize)>,
    /// What is known of the sequence.
    #[serde(skip)]
    pub curvature: Curvature,
}

impl ConvexityReport {
    /// The report of a check.
    pub fn new(convexity: &Convexity) -> Self {
        Self {
            checked_up_to: convexity.checked(),
            decided: convexity.decided,
            exact: convexity.exact,
            equalities: convexity.equalities,
            violations: convexity.violations.clone(),
            open: convexity.open.clone(),
            least: convexity.least,
            curvature: convexity.curvature(),
        }
    }

    /// The report as text: what was found, in one line, and the pairs that matter.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "R -> E_(n,R) is {} for every n up to {}: {} second differences decided, {} of them by exact \
             integers, {} equal to 0, {} negative\n",
            self.curvature.name(),
            self.checked_up_to,
            self.decided,
            self.exact,
            self.equalities,
            self.violations.len()
        );
        if let Some((size, rounds)) = self.least {
            text += &format!("  the least second difference is at n = {size}, R = {rounds}\n");
        }
        for (what, pairs) in [("negative", &self.violations), ("left open", &self.open)] {
            for (size, rounds) in pairs.iter().take(LISTED) {
                text += &format!("  {what} at n = {size}, R = {rounds}\n");
            }
            if pairs.len() > LISTED {
                text += &format!("  and {} more\n", pairs.len() - LISTED);
            }
        }
        text
    }
}
