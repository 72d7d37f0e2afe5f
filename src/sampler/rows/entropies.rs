//! Entropies of rows, and their sums, as they are compared.

use std::cmp::Ordering;

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, LazyForm, LogForm};
use crate::limits::RULE_PRECISION_LIMIT;

use super::distribution::Distribution;

/// A comparison that enclosures of [`RULE_PRECISION_LIMIT`] bits do not decide, and no proof of equality does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecided {
    /// What was compared, in words.
    pub what: &'static str,
}

/// A sum of entropies of distributions in nats: the form of the rational ones, and the others.
#[derive(Debug, Clone)]
pub struct Entropies {
    form: LazyForm<'static>,
    others: Vec<Distribution>,
}

impl Entropies {
    /// The sum of the entropies of some distributions.
    pub fn of<'a>(distributions: impl IntoIterator<Item = &'a Distribution>) -> Self {
        let mut form = LogForm::zero();
        let mut others = Vec::new();
        for distribution in distributions {
            match distribution.entropy() {
                Some(entropy) => form += &entropy,
                None => others.push(distribution.clone()),
            }
        }
        Self { form: LazyForm::from(form), others }
    }

    /// The form, where all distributions are rational.
    pub fn form(&self) -> Option<&LogForm> {
        self.others.is_empty().then(|| self.form.form())
    }

    /// Encloses the sum.
    pub fn enclosure(&self, precision: u32) -> Enclosure {
        let form = Enclosure::of(self.form.form(), precision);
        self.others.iter().fold(form, |sum, other| sum.plus(&other.enclose_entropy(precision)))
    }

    /// How two sums compare. Sums of rational distributions are decided; others are equal where the distributions are
    /// the same but for the order of their tokens, and else enclosed.
    ///
    /// # Errors
    /// [`Undecided`]
    pub fn compare(&self, other: &Self) -> Result<Ordering, Undecided> {
        let mut unmatched = other.others.clone();
        let has_match = |row: &Distribution| {
            let place = unmatched.iter().position(|other| row.is_rearranged(other));
            place.map(|place| unmatched.swap_remove(place)).is_some()
        };
        if self.others.iter().map(has_match).filter(|is_matched| !is_matched).count() == 0 && unmatched.is_empty() {
            return Ok(self.form.compare(&other.form));
        }
        decided("two entropies of rows at a temperature", |precision| {
            self.enclosure(precision).apart(&other.enclosure(precision))
        })
    }
}

/// What enclosures of growing precision decide.
///
/// # Errors
/// [`Undecided`] at [`RULE_PRECISION_LIMIT`] bits.
pub fn decided<T>(what: &'static str, decide: impl Fn(u32) -> Option<T>) -> Result<T, Undecided> {
    let mut precision = FIRST_PRECISION;
    while precision <= RULE_PRECISION_LIMIT {
        if let Some(decision) = decide(precision) {
            return Ok(decision);
        }
        precision *= 2;
    }
    Err(Undecided { what })
}
