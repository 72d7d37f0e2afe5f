//! Positions chosen at random by powers of e of a measure: Dream's `alg_temp`.
//!
//! With a temperature `a > 0` the positions of a step are drawn one after the other without replacement, each with a
//! probability in proportion to `e^(c_i/a)` among those that are left. `c_i` is the probability of the token that was
//! drawn (`maskgit-plus`), the lead of the first token over the second (`margin`), or minus the entropy (`entropy`).

use rug::Rational;

use crate::exact::{Enclosure, LogForm, Real};
use crate::sampler::rows::{Confidence, Entropy, Undecided};

use super::count::Count;
use super::draws::by_random_sets;
use super::outcomes::{drawings, subsets_up_to};
use super::plackett_luce::{plackett_luce, weights_of_tokens};
use super::rows::Row;
use super::selection::{Place, Select, Selection};

/// What chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chooser {
    /// The confidence of the drawn token: tokens first.
    Drawn,
    /// The lead of the first token over the second: positions first.
    Margin,
    /// The entropy, less being more: positions first.
    Entropy,
}

/// Keeps a number of positions that are drawn by powers of e.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tempered {
    /// What chooses.
    pub chooser: Chooser,
    /// How many.
    pub count: Count,
    /// The temperature `a`, positive and not below 1 over [`CHOICE_TEMPERATURE_LIMIT`].
    ///
    /// [`CHOICE_TEMPERATURE_LIMIT`]: crate::limits::CHOICE_TEMPERATURE_LIMIT
    pub temperature: Rational,
}

impl Tempered {
    /// `e^((c - d)/a)`: 1 where the two are equal, and known to be.
    fn weight(&self, measure: &Confidence, least: &Confidence, precision: u32) -> Real {
        if measure == least {
            return Real::one();
        }
        let [measure, least] = [measure, least].map(|number| number.value(precision));
        self.exponential(&measure.minus(&least), precision)
    }

    /// `e^(x/a)`
    fn exponential(&self, exponent: &Real, precision: u32) -> Real {
        let mut scaled = Enclosure::zero(precision);
        scaled.add_scaled(&exponent.enclosure(precision), &Rational::from(self.temperature.recip_ref()));
        Real::Enclosed(scaled.exponential())
    }

    /// The weights of the rows by their entropies, over that of the first.
    fn entropy_weights(&self, rows: &[Row], precision: u32) -> Vec<Real> {
        let entropies: Vec<Entropy> = rows.iter().map(|row| Entropy::of(&row.compared.distribution)).collect();
        let first = &entropies[0];
        let weight = |entropy: &Entropy| {
            if entropy.compare(first).is_ok_and(std::cmp::Ordering::is_eq) {
                return Real::one();
            }
            let exponent = match (first.form(), entropy.form()) {
                (Some(first), Some(entropy)) => {
                    let mut difference: LogForm = first.form().clone();
                    difference -= entropy.form();
                    Enclosure::of(&difference, precision)
                }
                _ => first.enclosure(precision).minus(&entropy.enclosure(precision)),
            };
            self.exponential(&Real::Enclosed(exponent), precision)
        };
        entropies.iter().map(weight).collect()
    }
}

impl Select for Tempered {
    fn steps(&self, _: usize) -> Option<usize> {
        self.count.steps()
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let rows = place.rows.rows();
        let number = self.count.number(place.step, place.block.size(), rows.len());
        if number == 0 {
            return Ok(Selection::Tokens { kept: vec![(Vec::new(), Real::one())], sum: Real::one() });
        }
        let of_rows = |weights: &[Real]| {
            let weights: Vec<&Real> = weights.iter().collect();
            let set = |set: Vec<usize>| set.into_iter().map(|index| rows[index].position()).collect();
            let sets = plackett_luce(&weights, number).into_iter();
            Selection::Positions(sets.map(|(indices, probability)| (set(indices), probability)).collect())
        };
        Ok(match self.chooser {
            Chooser::Entropy => of_rows(&self.entropy_weights(rows, place.precision)),
            Chooser::Margin => {
                let margins: Vec<Confidence> = rows.iter().map(|row| row.compared.margin()).collect();
                let weights = margins.iter().map(|margin| self.weight(margin, &margins[0], place.precision));
                of_rows(&weights.collect::<Vec<_>>())
            }
            Chooser::Drawn => {
                let least = rows[0].compared.confidence(rows[0].drawn.likeliest());
                let weights = weights_of_tokens(rows, |confidence| self.weight(confidence, &least, place.precision));
                by_random_sets(place.rows, |tokens| {
                    let drawn: Vec<&Real> = tokens.iter().zip(&weights).map(|(&token, row)| &row[token]).collect();
                    plackett_luce(&drawn, number)
                })
            }
        })
    }

    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64 {
        let sets = subsets_up_to(masked, self.count.largest(block_size, masked), 1);
        drawings(masked, vocabulary_size).saturating_mul(sets)
    }

    fn is_rational(&self) -> bool {
        false
    }
}
