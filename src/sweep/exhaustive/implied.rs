//! Signs that follow from other signs.
//!
//! The forms without logarithms and nats span a space of L dimensions: they are combinations of `h_1, .., h_L`. In it stands the basis
//! `2 h_k - h_{k-1} - h_{k+1}` for k < L, and `h_L - h_{L-1}`. Each form is, exactly, one combination of the basis. Where its
//! coordinates are all of one sign, and on a law no element of the basis that it needs is negative, its sign on that law is known
//! without computing it: the sum of nonnegative terms is positive if one of them is, and otherwise zero.
//!
//! Nothing is assumed of the laws. The signs of the basis are decided on every law, by the filter and exactly where that does not
//! decide; where one is negative, nothing follows, and the form is computed. Any basis would do. In this one most forms of
//! interest have coordinates of one sign, since curves of average entropies are concave and grow.
//!
//! # Whole batches
//!
//! The laws of a batch are neighbours in the enumeration, and the elements of the basis vary little between them. So a form whose
//! coordinates are of both signs is first decided for the batch as one. Let `0 <= l_k <= d_k <= u_k` bound the elements on
//! its laws (from the filter: its values are integers in an `f64`, and its bound is proven). With the coordinates `c_k`,
//!
//! ```text
//! P = sum_{c_k > 0} c_k u_k,  M = sum_{c_k < 0} |c_k| l_k:  the form is at most P - M, so negative where P < M
//! ```
//!
//! and positive where the same holds of its negative. *Rounding.* A coordinate is rounded once when it becomes an `f64`, normal
//! by the check in [`weights`]; a product takes one rounding, and the sum of at most 16 terms takes 16. All terms are
//! nonnegative, so nothing cancels, and P and M are off by less than a factor `(1 - u)^-18`, `u = 2^-53`; a product below the
//! normal range does not occur, since `u_k` and `l_k` are integers. Two such factors are less than `1 + 2^-47`; the test
//! is `P (1 + 2^-40) < M`, whose own rounding that covers as well.

use std::cmp::Ordering;

use crate::exact::{Integer, Rational};

use super::form::Form;

/// How the sign of a form follows from those of a basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The elements of the basis with a coordinate, one bit each.
    pub elements: u32,
    /// Whether the coordinates are negative.
    pub is_negative: bool,
}

/// A basis of the forms without logarithms and nats.
#[derive(Debug, Clone)]
pub struct Basis {
    length: usize,
}

impl Basis {
    /// The basis for sequences of a length.
    pub fn new(length: usize) -> Self {
        Self { length }
    }

    /// Its elements as forms, each up to a positive factor.
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

    /// `sum_k curve[k] h_k` times N and a positive factor.
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

    /// The coordinates of a form, up to a common positive factor; `None` for one with logarithms or nats.
    ///
    /// With `c_k` the coefficient of `h_k`, the coordinate of element j is `sum_k c_k min(j, k)`: the combination on the curve
    /// `min(j, k)`, on which every other element of the basis is zero, and this one is 1.
    pub fn coordinates(&self, form: &Form) -> Option<Vec<Rational>> {
        if !form.logarithms.is_empty() || !form.nats.is_zero() {
            return None;
        }
        // S_k = N C(L,k) (ln N - h_k).
        let curve: Vec<Integer> = (1..=self.length).map(|size| -(&form.sums[size] * self.subsets(size))).collect();
        if Integer::from(Integer::sum(curve.iter())) != form.sums[0] {
            return None;
        }
        let coordinate = |element: usize| {
            let terms = curve.iter().zip(1_usize..).map(|(coefficient, size)| {
                Integer::from(coefficient * u32::try_from(element.min(size)).unwrap_or(u32::MAX))
            });
            Rational::from(terms.fold(Integer::new(), |sum, term| sum + term))
        };
        Some((1..=self.length).map(coordinate).collect())
    }

    /// How the sign of a form follows, if its coordinates are of one sign and not all 0.
    pub fn rule(&self, form: &Form) -> Option<Rule> {
        rule(&self.coordinates(form)?)
    }
}

/// The rule for coordinates of one sign.
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

/// Coordinates in floating point, each with one rounding; `None` where one is too large or too small for that.
pub fn weights(coordinates: &[Rational]) -> Option<Vec<f64>> {
    let weight = |coordinate: &Rational| {
        let nearest = rug::Float::with_val(53, coordinate).to_f64();
        (coordinate.is_zero() || (1e-200..1e200).contains(&nearest.abs())).then_some(nearest)
    };
    coordinates.iter().map(weight).collect()
}

/// What bounds the elements of the basis on the laws of a batch; none of them is negative.
#[derive(Debug, Clone, Default)]
pub struct Ranges {
    ranges: Vec<(f64, f64)>,
}

impl Ranges {
    /// Forgets what is known.
    #[inline]
    pub fn clear(&mut self) {
        self.ranges.clear();
    }

    /// Notes the range of the next element, which is not negative on any law.
    #[inline]
    pub fn push(&mut self, (least, greatest): (f64, f64)) {
        self.ranges.push((least.max(0.0), greatest));
    }

    /// The sign on all laws of the form with these coordinates, if it can be told; equality cannot.
    #[inline]
    pub fn sign(&self, weights: &[f64]) -> Option<Ordering> {
        if self.ranges.len() != weights.len() {
            return None;
        }
        let (mut positive, mut negative) = ((0.0, 0.0), (0.0, 0.0));
        for (weight, (least, greatest)) in weights.iter().zip(&self.ranges) {
            if *weight > 0.0 {
                positive = (positive.0 + weight * least, positive.1 + weight * greatest);
            } else {
                negative = (negative.0 - weight * least, negative.1 - weight * greatest);
            }
        }
        if positive.0 > negative.1 * OUTWARDS {
            Some(Ordering::Greater)
        } else if positive.1 * OUTWARDS < negative.0 {
            Some(Ordering::Less)
        } else {
            None
        }
    }

    /// Whether [`Ranges::sign`] is negative.
    #[inline]
    pub fn is_negative(&self, weights: &[f64]) -> bool {
        let (mut positive, mut negative) = (0.0, 0.0);
        for (weight, (least, greatest)) in weights.iter().zip(&self.ranges) {
            if *weight > 0.0 { positive += weight * greatest } else { negative -= weight * least }
        }
        self.ranges.len() == weights.len() && positive * OUTWARDS < negative
    }
}

/// `1 + 2^-40`.
const OUTWARDS: f64 = 1.0 + 1.0 / (1_u64 << 40) as f64;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every coordinate vector gives back its form: the elements times the coordinates add up to it.
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
                // All forms made from curves have the same factor, so that coordinates are in the same units as the form
                // times the common multiple.
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
