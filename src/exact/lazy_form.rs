//! Forms with kept bounds, and the sign of their rational combinations.

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, OnceLock};

use rug::Rational;

use super::enclosure::{Enclosure, FIRST_PRECISION};
use super::interval::Interval;
use super::log_form::LogForm;
use super::prime_form::PrimeForm;

/// A linear form in logarithms with an interval of doubles and an enclosure at [`FIRST_PRECISION`] bits.
///
/// Many combinations of few quantities are compared: with the bounds kept, nearly every sign costs a few operations on
/// intervals, and only ties and near-ties expand the combination into logarithms. A quantity whose exact form is costly
/// can be given by its interval, with the means to compute the rest. Except for the interval, everything is computed
/// when it is first asked for.
#[derive(Clone)]
pub struct LazyForm<'a> {
    interval: Interval,
    enclosure: OnceLock<Enclosure>,
    form: Form<'a>,
    over_primes: OnceLock<Option<PrimeForm>>,
}

/// An exact form.
#[derive(Clone)]
enum Form<'a> {
    /// It is known.
    Known(LogForm),
    /// It is computed when it is first asked for.
    Deferred(Arc<dyn Deferred + 'a>, OnceLock<LogForm>),
}

/// The means to compute a quantity of which an interval is known.
pub trait Deferred: Send + Sync {
    /// The enclosure at [`FIRST_PRECISION`] bits.
    fn enclosure(&self) -> Enclosure;

    /// The exact value.
    fn form(&self) -> LogForm;
}

impl<'a> LazyForm<'a> {
    /// A quantity known by its interval, with the means to compute the rest.
    pub fn deferred(interval: Interval, deferred: impl Deferred + 'a) -> Self {
        Self::of(interval, Form::Deferred(Arc::new(deferred), OnceLock::new()))
    }

    fn of(interval: Interval, form: Form<'a>) -> Self {
        Self { interval, enclosure: OnceLock::new(), form, over_primes: OnceLock::new() }
    }

    /// The exact value.
    pub fn form(&self) -> &LogForm {
        match &self.form {
            Form::Known(form) => form,
            Form::Deferred(deferred, form) => form.get_or_init(|| deferred.form()),
        }
    }

    /// The enclosure at [`FIRST_PRECISION`] bits.
    pub fn enclosure(&self) -> &Enclosure {
        self.enclosure.get_or_init(|| match &self.form {
            Form::Known(form) => Enclosure::of(form, FIRST_PRECISION),
            Form::Deferred(deferred, _) => deferred.enclosure(),
        })
    }

    /// An interval of doubles that holds the value.
    pub fn interval(&self) -> Interval {
        self.interval
    }

    /// Compares two quantities exactly.
    pub fn compare(&self, other: &LazyForm) -> Ordering {
        sign(&[(Rational::from(1), self), (Rational::from(-1), other)])
    }

    /// The form over primes, where there is one.
    fn over_primes(&self) -> Option<&PrimeForm> {
        self.over_primes.get_or_init(|| PrimeForm::of(self.form())).as_ref()
    }
}

impl fmt::Debug for LazyForm<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match &self.form {
            Form::Known(form) => Some(form),
            Form::Deferred(_, form) => form.get(),
        };
        formatter.debug_struct("LazyForm").field("interval", &self.interval).field("form", &form).finish()
    }
}

impl From<LogForm> for LazyForm<'_> {
    fn from(form: LogForm) -> Self {
        Self::of(Interval::of(&form), Form::Known(form))
    }
}

/// A [`Combination`] that is owned: a sum of rational multiples of forms, which is not worked out.
pub type Terms<'a> = Vec<(Rational, &'a LazyForm<'a>)>;

/// A rational combination `sum_k q_k x_k` of quantities.
pub type Combination<'a> = [(Rational, &'a LazyForm<'a>)];

/// Encloses a combination.
pub fn enclose(combination: &Combination) -> Enclosure {
    let mut sum = Enclosure::zero(FIRST_PRECISION);
    for (coefficient, quantity) in combination {
        sum.add_scaled(quantity.enclosure(), coefficient);
    }
    sum
}

/// Whether a combination with integer coefficients is zero; `None` where a form is not over small primes, or where a
/// number does not fit into 128 bits.
pub fn is_zero_in_i128<'c, 'a: 'c>(
    combination: impl Iterator<Item = (i128, &'c LazyForm<'a>)> + Clone,
) -> Option<bool> {
    PrimeForm::is_zero_sum(combination.map(|(factor, form)| (factor, form.over_primes())))
}

/// The exact value of a combination.
pub fn expand(combination: &Combination) -> LogForm {
    let mut form = LogForm::zero();
    for (coefficient, quantity) in combination {
        form.add_scaled(quantity.form(), coefficient);
    }
    form
}

/// The interval of a combination; `None` unless its coefficients are integers that fit into doubles.
fn bound(combination: &Combination) -> Option<Interval> {
    combination.iter().try_fold(Interval::ZERO, |sum, (coefficient, quantity)| {
        sum.plus_scaled(quantity.interval, &coefficient.into())
    })
}

/// The exact sign of a combination: from the kept bounds where they decide, from the expanded form otherwise.
pub fn sign(combination: &Combination) -> Ordering {
    bound(combination)
        .and_then(|bounds| bounds.apart(Interval::ZERO))
        .or_else(|| enclose(combination).sign())
        .unwrap_or_else(|| expand(combination).sign())
}
