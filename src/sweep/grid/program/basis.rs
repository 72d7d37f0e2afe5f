//! Signs that follow from other signs.
//!
//! The forms without logarithms, nats and sums of single sets span a space of L dimensions: they are combinations of
//! `h_1, .., h_L`. The
//! basis of this space is `2 h_k - h_{k-1} - h_{k+1}` for k < L, and `h_L - h_{L-1}`. Each form is exactly one
//! combination of the basis, with *coordinates*. Suppose that the coordinates of a form are all of one sign, and that
//! on some law no element that the form needs is negative. Then the sign of the form on that law follows: a sum of
//! nonnegative terms is positive if one of them is, and otherwise zero.
//!
//! Nothing is assumed of the laws. The signs of the basis are decided on every law, by the filter, and exactly where
//! the filter does not decide. Where an element is negative, nothing follows, and the form is computed. Any basis would
//! do. In this one most forms of interest have coordinates of one sign, since curves of average entropies are concave
//! and grow.

use crate::exact::{Integer, LogForm, Rational};

use super::form::Form;

/// A rule by which the sign of a form follows from the signs of the basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The elements of the basis with a nonzero coordinate, one bit each.
    pub elements: u32,
    /// Whether the coordinates are negative.
    pub is_negative: bool,
}

/// The basis of the forms without logarithms, nats and sums of single sets.
#[derive(Debug, Clone)]
pub struct Basis {
    length: usize,
}

impl Basis {
    /// The basis for sequences of a length.
    pub fn new(length: usize) -> Self {
        Self { length }
    }

    /// The elements as forms, each up to a positive factor.
    pub fn forms(&self) -> Vec<Form> {
        let of_element = |element: usize| {
            let mut curve = vec![Integer::new(); self.length + 1];
            if element < self.length {
                curve[element] += 2;
                curve[element + 1] -= 1;
            } else {
                curve[element] += 1;
            }
            curve[element - 1] -= 1;
            self.form(&curve)
        };
        (1..=self.length).map(of_element).collect()
    }

    /// The form of `sum_k curve[k] h_k`, times N and a positive factor.
    fn form(&self, curve: &[Integer]) -> Form {
        let common = (1..=self.length).fold(Integer::from(1), |lcm, size| lcm.lcm(&self.subsets(size)));
        let mut form = Form { sums: vec![Integer::new(); self.length + 1], ..Form::default() };
        for (size, coefficient) in curve.iter().enumerate().skip(1) {
            let scaled = Integer::from(coefficient * &common);
            form.sums[0] += &scaled;
            form.sums[size] -= scaled / self.subsets(size);
        }
        form
    }

    fn subsets(&self, size: usize) -> Integer {
        Integer::from(self.length).binomial(u32::try_from(size).unwrap_or(u32::MAX))
    }

    /// The coordinates of a form, up to a common positive factor; `None` for a form with logarithms or nats, and for one
    /// with sums of single sets.
    pub fn coordinates(&self, form: &Form) -> Option<Vec<Rational>> {
        if !form.logarithms.is_empty() || !form.nats.is_zero() || !form.sets.is_empty() {
            return None;
        }
        let (coordinates, entropies) = self.parts(form);
        entropies.is_zero().then_some(coordinates)
    }

    /// The combination of the basis and a constant that a form is on laws of one total; `None` for a form with sums of
    /// single sets.
    pub fn combination(&self, form: &Form, total: u32) -> Option<BasisCombination> {
        if !form.sets.is_empty() {
            return None;
        }
        let common = (1..=self.length).fold(Integer::from(1), |lcm, size| lcm.lcm(&self.subsets(size)));
        let (coordinates, entropies) = self.parts(form);
        let mut constant = form.constants(total);
        constant.add_ln(&Integer::from(total), &Rational::from(entropies * total));
        Some(BasisCombination { coordinates, constant: constant.scaled(&Rational::from(common)) })
    }

    /// The coordinates of the part of a form without constants, and the rest of the coefficient of `N ln N`.
    ///
    /// With `c_k` the coefficient of `h_k`, the coordinate of element j is `sum_k c_k min(j, k)`: the combination on
    /// the curve `min(j, k)`, on which every other element of the basis is zero, and this one is 1.
    fn parts(&self, form: &Form) -> (Vec<Rational>, Integer) {
        // S_k = N C(L,k) (ln N - h_k).
        let curve: Vec<Integer> = (1..=self.length).map(|size| -(&form.sums[size] * self.subsets(size))).collect();
        let entropies = &form.sums[0] - Integer::from(Integer::sum(curve.iter()));
        let coordinate = |element: usize| {
            let terms = curve.iter().zip(1_usize..).map(|(coefficient, size)| {
                Integer::from(coefficient * u32::try_from(element.min(size)).unwrap_or(u32::MAX))
            });
            Rational::from(terms.fold(Integer::new(), |sum, term| sum + term))
        };
        ((1..=self.length).map(coordinate).collect(), entropies)
    }

    /// The rule for the sign of a form, if its coordinates are of one sign and not all 0.
    pub fn rule(&self, form: &Form) -> Option<Rule> {
        rule(&self.coordinates(form)?)
    }
}

/// The rule for coordinates of one sign; `None` for others, and where all are 0.
pub fn rule(coordinates: &[Rational]) -> Option<Rule> {
    let elements = |is_wanted: &dyn Fn(&Rational) -> bool| {
        coordinates.iter().zip(0..).filter(|(x, _)| is_wanted(x)).fold(0_u32, |bits, (_, element)| bits | 1 << element)
    };
    let positive = elements(&|x| x.is_positive());
    let negative = elements(&|x| x.is_negative());
    match (positive, negative) {
        (0, 0) => None,
        (elements, 0) => Some(Rule { elements, is_negative: false }),
        (0, elements) => Some(Rule { elements, is_negative: true }),
        _ => None,
    }
}

/// A combination of the basis and a constant: a form on laws of one total, up to a positive factor. All combinations
/// have the same factor.
#[derive(Debug, Clone)]
pub struct BasisCombination {
    /// The coordinates, one for each element of the basis.
    pub coordinates: Vec<Rational>,
    /// The part that does not depend on the law.
    pub constant: LogForm,
}

impl BasisCombination {
    /// The combination `self - factor * other`.
    #[must_use]
    pub fn minus(&self, other: &Self, factor: &Rational) -> Self {
        let pairs = self.coordinates.iter().zip(&other.coordinates);
        let coordinates = pairs.map(|(first, second)| first - Rational::from(second * factor)).collect();
        let mut constant = self.constant.clone();
        constant.add_scaled(&other.constant, &Rational::from(-factor));
        Self { coordinates, constant }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements of the basis times the coordinates of a form add up to the form.
    #[test]
    fn coordinates_are_those_of_the_basis() {
        for length in 1..=7 {
            let basis = Basis::new(length);
            let elements = basis.forms();
            let mut state = 1_u64;
            for _ in 0..50 {
                let curve: Vec<Integer> = (0..=length)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                        Integer::from((state >> 40) as i64 % 19 - 9)
                    })
                    .collect();
                let form = basis.form(&curve);
                let coordinates = basis.coordinates(&form).unwrap();
                // All forms made from curves have the same factor, so that coordinates are in the same units as the
                // form times the common multiple.
                let common = (1..=length).fold(Integer::from(1), |lcm, size| lcm.lcm(&basis.subsets(size)));
                for size in 0..=length {
                    let sum = elements.iter().zip(&coordinates).fold(Rational::new(), |sum, (element, coordinate)| {
                        sum + Rational::from(coordinate * &element.sums[size])
                    });
                    assert_eq!(sum, Rational::from(&form.sums[size] * &common), "L={length}, S_{size}");
                }
            }
            for (element, form) in elements.iter().enumerate() {
                assert_eq!(basis.rule(form), Some(Rule { elements: 1 << element, is_negative: false }));
            }
        }
    }
}
