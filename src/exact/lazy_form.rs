//! Forms with a kept enclosure, and the sign of their rational combinations.

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, OnceLock};

use rug::Rational;

use super::enclosure::{Enclosure, FIRST_PRECISION};
use super::log_form::LogForm;

/// A linear form in logarithms together with its enclosure at [`FIRST_PRECISION`] bits.
///
/// Many combinations of few quantities are compared: with the enclosures kept, nearly every sign costs a few interval
/// operations, and only ties and near-ties expand the combination into logarithms. A quantity whose exact form is dear
/// can be given by its enclosure alone; the form is then computed when first asked for.
#[derive(Clone)]
pub struct LazyForm<'a> {
    enclosure: Enclosure,
    form: OnceLock<LogForm>,
    compute: Option<Arc<dyn Fn() -> LogForm + Send + Sync + 'a>>,
}

impl<'a> LazyForm<'a> {
    /// A quantity known by its enclosure, with the means to compute its exact form.
    pub fn deferred(enclosure: Enclosure, compute: impl Fn() -> LogForm + Send + Sync + 'a) -> Self {
        Self { enclosure, form: OnceLock::new(), compute: Some(Arc::new(compute)) }
    }

    /// The exact value.
    pub fn form(&self) -> &LogForm {
        self.form.get_or_init(|| self.compute.as_ref().expect("set when there is no form")())
    }

    /// Its enclosure.
    pub fn enclosure(&self) -> &Enclosure {
        &self.enclosure
    }
}

impl fmt::Debug for LazyForm<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Quantity").field("enclosure", &self.enclosure).field("form", &self.form.get()).finish()
    }
}

impl From<LogForm> for LazyForm<'_> {
    fn from(form: LogForm) -> Self {
        Self { enclosure: Enclosure::of(&form, FIRST_PRECISION), form: OnceLock::from(form), compute: None }
    }
}

/// A sum of rational multiples of forms, which is not worked out.
pub type Terms<'a> = Vec<(Rational, &'a LazyForm<'a>)>;

/// A rational combination `sum_k q_k x_k` of quantities.
pub type Combination<'a> = [(Rational, &'a LazyForm<'a>)];

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
        form.add_scaled(quantity.form(), coefficient);
    }
    form
}

/// The exact sign of a combination: from the kept enclosures where they decide, from the expanded form otherwise.
pub fn sign(combination: &Combination) -> Ordering {
    enclose(combination).sign().unwrap_or_else(|| expand(combination).sign())
}
