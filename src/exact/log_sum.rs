//! Sums of multiples of logarithms of numbers that are rational or enclosed.

use super::Unit;
use super::enclosure::Enclosure;
use super::extended::Extended;
use super::log_form::LogForm;
use super::real::Real;

/// A number of nats: exact, or in an enclosure.
#[derive(Debug, Clone)]
pub enum LogValue {
    /// A form in logarithms, or `+infinity`.
    Exact(Extended),
    /// A number in an enclosure.
    Enclosed(Enclosure),
}

impl LogValue {
    /// The value, where it is exact.
    pub fn into_exact(self) -> Option<Extended> {
        match self {
            Self::Exact(value) => Some(value),
            Self::Enclosed(_) => None,
        }
    }

    /// The value, which is known not to be negative, as divergences are.
    #[must_use]
    pub fn not_negative(self) -> Self {
        match self {
            Self::Exact(_) => self,
            Self::Enclosed(enclosure) => Self::Enclosed(enclosure.not_negative()),
        }
    }

    /// The value rounded to a number of significant digits; `None` where the enclosure does not tell.
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn to_decimal(&self, digits: u32, unit: Unit) -> Option<String> {
        match self {
            Self::Exact(value) => Some(value.to_decimal(digits, unit)),
            Self::Enclosed(enclosure) => enclosure.to_decimal(digits, unit),
        }
    }

    /// As [`Self::to_decimal`] with as many digits as are certain, of a number that is not negative; see
    /// [`Enclosure::certain_decimal`].
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn certain_decimal(&self, digits: u32, unit: Unit) -> String {
        match self {
            Self::Exact(value) => value.to_decimal(digits, unit),
            Self::Enclosed(enclosure) => enclosure.certain_decimal(digits, unit),
        }
    }
}

/// A sum that grows: exact as long as all its terms are.
#[derive(Debug, Clone, Default)]
pub struct LogSum {
    form: LogForm,
    rest: Option<Enclosure>,
}

impl LogSum {
    /// Adds `factor * ln argument`, for a factor that is not negative and a positive argument.
    ///
    /// # Panics
    /// When the argument is not proven positive.
    pub fn add_ln(&mut self, argument: &Real, factor: &Real) {
        self.add(argument, factor, false);
    }

    /// Subtracts `factor * ln argument`, for a factor that is not negative and a positive argument.
    ///
    /// # Panics
    /// When the argument is not proven positive.
    pub fn subtract_ln(&mut self, argument: &Real, factor: &Real) {
        self.add(argument, factor, true);
    }

    fn add(&mut self, argument: &Real, factor: &Real, is_subtracted: bool) {
        let precision = match (argument, factor) {
            (Real::Exact(argument), Real::Exact(factor)) => {
                let logarithm = LogForm::ln(argument).expect("a positive argument");
                let factor = if is_subtracted { rug::Rational::from(-factor) } else { factor.clone() };
                self.form.add_scaled(&logarithm, &factor);
                return;
            }
            (Real::Enclosed(enclosure), _) | (_, Real::Enclosed(enclosure)) => enclosure.precision(),
        };
        if argument.exact().is_some_and(|argument| *argument == 1) {
            return;
        }
        let logarithm = match argument {
            Real::Exact(argument) => Enclosure::of(&LogForm::ln(argument).expect("a positive argument"), precision),
            Real::Enclosed(argument) => argument.logarithm().expect("a positive argument"),
        };
        let product = factor.enclosure(precision).times(&logarithm);
        let product = if is_subtracted { product.negated() } else { product };
        self.rest = Some(match self.rest.take() {
            None => product,
            Some(rest) => rest.plus(&product),
        });
    }

    /// The sum.
    pub fn value(self) -> LogValue {
        match self.rest {
            None => LogValue::Exact(Extended::Finite(self.form)),
            Some(rest) => {
                let form = Enclosure::of(&self.form, rest.precision());
                LogValue::Enclosed(rest.plus(&form))
            }
        }
    }
}
