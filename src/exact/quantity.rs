//! Forms with a kept enclosure, and the sign of their rational combinations.

use std::cmp::Ordering;

use rug::Rational;

use super::enclosure::{Enclosure, FIRST_PRECISION};
use super::log_form::LogForm;

/// A linear form in logarithms together with its enclosure at [`FIRST_PRECISION`] bits.
///
/// Many combinations of few quantities are compared: with the enclosures kept, nearly every sign costs a few interval
/// operations, and only ties and near-ties expand the combination into logarithms.
#[derive(Debug, Clone)]
pub struct Quantity {
    form: LogForm,
    enclosure: Enclosure,
}

impl Quantity {
    /// The exact value.
    pub fn form(&self) -> &LogForm {
        &self.form
    }

    /// Its enclosure.
    pub fn enclosure(&self) -> &Enclosure {
        &self.enclosure
    }
}

impl From<LogForm> for Quantity {
    fn from(form: LogForm) -> Self {
        let enclosure = Enclosure::of(&form, FIRST_PRECISION);
        Self { form, enclosure }
    }
}

/// A rational combination `sum_k q_k x_k` of quantities.
pub type Combination<'a> = [(Rational, &'a Quantity)];

/// Encloses a combination.
pub fn enclose(combination: &Combination) -> Enclosure {
    let mut sum = Enclosure::zero(FIRST_PRECISION);
    for (coefficient, quantity) in combination {
        sum.add_scaled(&quantity.enclosure, coefficient);
    }
    sum
}

/// The exact value of a combination.
pub fn expand(combination: &Combination) -> LogForm {
    let mut form = LogForm::zero();
    for (coefficient, quantity) in combination {
        form.add_scaled(&quantity.form, coefficient);
    }
    form
}

/// The exact sign of a combination: from the kept enclosures where they decide, from the expanded form otherwise.
pub fn sign(combination: &Combination) -> Ordering {
    enclose(combination).sign().unwrap_or_else(|| expand(combination).sign())
}
