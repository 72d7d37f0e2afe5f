//! Curves that entropies allow.

use rug::Rational;

use crate::exact::{LogForm, Unit};

/// Numbers `h_0 = 0, h_1, ..., h_L` that do not decrease and are concave: what the average entropies of a law are (Han),
/// and every such curve is a limit of curves of laws over growing vocabularies. The numbers are exact rationals in
/// nats or in bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcaveCurve {
    values: Vec<Rational>,
    unit: Unit,
}

impl ConcaveCurve {
    /// The curve, or `None` unless it has at least `h_0 = 0` and `h_1`, does not decrease and is concave.
    pub fn new(values: Vec<Rational>, unit: Unit) -> Option<Self> {
        let starts_at_zero = values.len() > 1 && values[0].is_zero();
        let curve = Self { values, unit };
        (starts_at_zero && curve.is_valid()).then_some(curve)
    }

    /// Whether the curve starts at 0, does not decrease and is concave.
    pub fn is_valid(&self) -> bool {
        let increments = self.increments();
        self.values[0].is_zero()
            && increments.last().is_some_and(|last| *last >= 0)
            && increments.windows(2).all(|pair| pair[0] >= pair[1])
    }

    /// `L`
    pub fn length(&self) -> usize {
        self.values.len() - 1
    }

    /// The unit of the numbers.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// `h_0, ..., h_L`
    pub fn values(&self) -> &[Rational] {
        &self.values
    }

    /// `h_k`
    pub fn h(&self, size: usize) -> &Rational {
        &self.values[size]
    }

    /// `h_1 - h_0, ..., h_L - h_{L-1}`: the mean entropy of one more position after `k = 0..L-1` others.
    pub fn increments(&self) -> Vec<Rational> {
        self.values.windows(2).map(|pair| Rational::from(&pair[1] - &pair[0])).collect()
    }

    /// The value of `sum_k coefficient_k h_k`.
    pub fn combine(&self, coefficients: impl IntoIterator<Item = (usize, impl Into<Rational>)>) -> Rational {
        coefficients.into_iter().map(|(size, coefficient)| coefficient.into() * &self.values[size]).sum()
    }

    /// A number in the curve's unit as a form in logarithms, in nats.
    pub fn form(&self, number: &Rational) -> LogForm {
        match self.unit {
            Unit::Nats => LogForm::nats(number.clone()),
            Unit::Bits => {
                let mut form = LogForm::zero();
                form.add_ln(&2.into(), number);
                form
            }
        }
    }
}
