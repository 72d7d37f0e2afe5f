//! A time grid of tau-leaping.

use maskproof::entropy::ConcaveCurve;
use maskproof::exact::Rational;
use maskproof::exact::digits::rational_to_decimal;
use maskproof::sampler::stationary_grid::StationaryGrid;
use serde::Serialize;

use super::name::Name;
use super::number::{Number, PrintUnit};
use super::serialise::as_text;
use super::table::new_table;

/// The outcome of `maskproof curve grid`.
#[derive(Debug, Clone, Serialize)]
pub struct GridReport {
    /// The curve's file.
    pub curve: Name,
    /// `L`
    pub length: usize,
    /// `K`
    pub steps: usize,
    /// `best` where it is proven to be the only stationary grid, and `stationary` otherwise.
    pub outcome: &'static str,
    /// How many stationary grids were found, of which this one is the cheapest.
    pub found: usize,
    /// `beta_1, ..., beta_K`
    pub times: Vec<TimeReport>,
    /// A number below the expected KL.
    pub expected_kl_least: Number,
    /// A number above it.
    pub expected_kl_greatest: Number,
}

/// A time.
#[derive(Debug, Clone, Serialize)]
pub struct TimeReport {
    /// A number close to it.
    pub decimal: String,
    /// A number below it.
    #[serde(serialize_with = "as_text")]
    pub low: Rational,
    /// A number above it.
    #[serde(serialize_with = "as_text")]
    pub high: Rational,
}

impl GridReport {
    /// The report on a grid of a curve from a file of this name.
    pub fn new(name: String, curve: &ConcaveCurve, grid: &StationaryGrid, digits: u32) -> Self {
        let [least, greatest] = grid.expected_kl.each_ref().map(|end| Number::finite(&curve.form(end), digits));
        let time = |[low, high]: &[Rational; 2]| TimeReport {
            decimal: rational_to_decimal(low, digits),
            low: low.clone(),
            high: high.clone(),
        };
        let one = [Rational::from(1), Rational::from(1)];
        Self {
            curve: name.into(),
            length: curve.length(),
            steps: grid.times.len() + 1,
            outcome: if grid.is_best { "best" } else { "stationary" },
            found: grid.found,
            times: grid.times.iter().chain([&one]).map(time).collect(),
            expected_kl_least: least,
            expected_kl_greatest: greatest,
        }
    }

    /// As text.
    pub fn to_text(&self, unit: PrintUnit) -> String {
        let what = match self.outcome {
            "best" => "the only stationary grid, and so the best".to_owned(),
            _ if self.found == 1 => "a stationary grid; others are not excluded".to_owned(),
            _ => format!("the cheapest of {} stationary grids that were found; others are not excluded", self.found),
        };
        let mut table = new_table(&["step", "time"]);
        for (step, time) in (1..).zip(&self.times) {
            table.add_row([step.to_string(), time.decimal.clone()]);
        }
        let [least, greatest] = [&self.expected_kl_least, &self.expected_kl_greatest].map(|number| unit.of(number));
        let expected = if least == greatest { least.to_owned() } else { format!("{least} .. {greatest}") };
        format!(
            "{}\n  L = {}, random block sizes in {} steps\n  {what}\n  expected KL {expected} {}\n{table}\n",
            self.curve,
            self.length,
            self.steps,
            unit.name()
        )
    }
}
