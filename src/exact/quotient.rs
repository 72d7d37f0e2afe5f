//! Quotients of forms, where they are rational.

use rug::{Integer, Rational};

use super::coprime::coprime_base;
use super::log_form::LogForm;

impl LogForm {
    /// The quotient of two values where it is rational; `None` where it is not, or where the divisor is 0.
    ///
    /// Logarithms of coprime integers are linearly independent over the rationals, also beside a constant
    /// (`proofs-notes/signs-of-log-forms.md`). So a rational quotient is that of the coefficients of any element of a
    /// coprime base for both forms which the divisor contains; it is the quotient if the difference is 0.
    ///
    /// ```
    /// use maskproof::{LogForm, Rational};
    /// let [ln_8, ln_4, ln_3] = [8, 4, 3].map(|n| LogForm::ln(&Rational::from(n)).unwrap());
    /// assert_eq!(ln_8.quotient_if_rational(&ln_4), Some(Rational::from((3, 2))));
    /// assert_eq!(ln_8.quotient_if_rational(&ln_3), None);
    /// assert_eq!(ln_8.quotient_if_rational(&LogForm::zero()), None);
    /// ```
    pub fn quotient_if_rational(&self, divisor: &Self) -> Option<Rational> {
        let quotient = if divisor.constant().is_zero() {
            let arguments = self.terms().chain(divisor.terms()).map(|(argument, _)| argument.clone());
            let base = coprime_base(arguments.collect::<Vec<_>>());
            let mut coefficients = base.iter().map(|element| [self, divisor].map(|form| coefficient(form, element)));
            let [own, other] = coefficients.find(|[_, other]| !other.is_zero())?;
            own / other
        } else {
            Rational::from(self.constant() / divisor.constant())
        };
        let mut difference = self.clone();
        difference.add_scaled(divisor, &Rational::from(-&quotient));
        difference.is_zero().then_some(quotient)
    }
}

/// The coefficient of the logarithm of an element of a coprime base.
fn coefficient(form: &LogForm, element: &Integer) -> Rational {
    let each = form.terms().map(|(argument, coefficient)| {
        let (_, exponent) = argument.clone().remove_factor(element);
        Rational::from(coefficient * exponent)
    });
    each.sum()
}
