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
//! by the check in [`Affine::weights`]; a product takes one rounding, and the sum of at most 17 terms takes 17: the constant of a form
//! with logarithms or nats is one of them, rounded outwards. All terms are
//! nonnegative, so nothing cancels, and P and M are off by less than a factor `(1 - u)^-19`, `u = 2^-53`; a product below the
//! normal range does not occur, since `u_k` and `l_k` are integers. Two such factors are less than `1 + 2^-47`; the test
//! is `P (1 + 2^-40) < M`, whose own rounding that covers as well.

use std::cmp::Ordering;

use rug::float::Round;

use crate::exact::{Enclosure, Integer, LogForm, Rational};

use super::form::Form;
use super::patterns::with_vectors;

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
    pub fn coordinates(&self, form: &Form) -> Option<Vec<Rational>> {
        if !form.logarithms.is_empty() || !form.nats.is_zero() {
            return None;
        }
        let (coordinates, entropies) = self.parts(form);
        entropies.is_zero().then_some(coordinates)
    }

    /// A form on laws of one total as a combination of the basis and a constant.
    pub fn affine(&self, form: &Form, total: u32) -> Affine {
        let common = (1..=self.length).fold(Integer::from(1), |lcm, size| lcm.lcm(&self.subsets(size)));
        let (coordinates, entropies) = self.parts(form);
        let mut constant = form.constants(total);
        constant.add_ln(&Integer::from(total), &Rational::from(entropies * total));
        Affine { coordinates, constant: constant.scaled(&Rational::from(common)) }
    }

    /// The coordinates of the part of a form without constants, and what is left of the coefficient of `N ln N`.
    ///
    /// With `c_k` the coefficient of `h_k`, the coordinate of element j is `sum_k c_k min(j, k)`: the combination on the curve
    /// `min(j, k)`, on which every other element of the basis is zero, and this one is 1.
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

/// A combination of the basis, and a constant: a form on laws of one total, up to a positive factor that all have in common.
#[derive(Debug, Clone)]
pub struct Affine {
    /// Of the basis.
    pub coordinates: Vec<Rational>,
    /// What does not depend on the law.
    pub constant: LogForm,
}

impl Affine {
    /// `self - factor * other`.
    #[must_use]
    pub fn minus(&self, other: &Self, factor: &Rational) -> Self {
        let pairs = self.coordinates.iter().zip(&other.coordinates);
        let coordinates = pairs.map(|(first, second)| first - Rational::from(second * factor)).collect();
        let mut constant = self.constant.clone();
        constant.add_scaled(&other.constant, &Rational::from(-factor));
        Self { coordinates, constant }
    }

    /// In floating point, times `2^scale`; `None` where a number is too large or too small for that.
    pub fn weights(&self, scale: u32) -> Option<Weights> {
        let coordinates = weights(&self.coordinates)?;
        if self.constant.has_no_terms() {
            return Some(Weights { coordinates, constant: (0.0, 0.0) });
        }
        let enclosure = Enclosure::of(&self.constant, 128);
        let [lower, upper] = [(enclosure.lower(), Round::Down), (enclosure.upper(), Round::Up)]
            .map(|(end, round)| (end.clone() << scale).to_f64_round(round));
        let is_normal = |end: f64| (1e-200..1e200).contains(&end.abs());
        // Both of one sign.
        (is_normal(lower) && is_normal(upper) && (lower > 0.0) == (upper > 0.0))
            .then_some(Weights { coordinates, constant: (lower, upper) })
    }
}

/// An [`Affine`] combination in floating point.
#[derive(Debug, Clone)]
pub struct Weights {
    /// Each with one rounding.
    coordinates: Vec<f64>,
    /// What bounds the constant, scaled as the filter is: both ends 0, both positive, or both negative.
    constant: (f64, f64),
}

impl Weights {
    /// Bits that tell it from others.
    pub fn bits(&self) -> Vec<u64> {
        let constant = [self.constant.0, self.constant.1];
        self.coordinates.iter().chain(&constant).map(|number| number.to_bits()).collect()
    }
}

/// Coordinates in floating point, each with one rounding; `None` where one is too large or too small for that.
fn weights(coordinates: &[Rational]) -> Option<Vec<f64>> {
    let weight = |coordinate: &Rational| {
        let nearest = rug::Float::with_val(53, coordinate).to_f64();
        (coordinate.is_zero() || (1e-200..1e200).contains(&nearest.abs())).then_some(nearest)
    };
    coordinates.iter().map(weight).collect()
}

/// Many combinations side by side, to find out at once which of them are negative on a batch.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// For each of the basis, and for the constant, the coordinates that are positive, and the others with the other sign; side by
    /// side for all combinations, with zeros behind the last.
    parts: Vec<[Vec<f64>; 2]>,
    /// How many combinations there are.
    combinations: usize,
}

/// So many combinations are looked at together.
const ABREAST: usize = 8;

impl Bundle {
    /// Adds a combination, and says how many there were.
    pub fn push(&mut self, Weights { coordinates, constant }: &Weights) -> usize {
        let place = self.combinations;
        self.combinations += 1;
        let padded = self.combinations.next_multiple_of(ABREAST);
        for (part, coordinate) in coordinates.iter().copied().chain([constant.1]).enumerate() {
            if self.parts.len() == part {
                self.parts.push([Vec::new(), Vec::new()]);
            }
            for (side, sign) in self.parts[part].iter_mut().zip([1.0, -1.0]) {
                side.resize(padded, 0.0);
                side[place] = f64::max(sign * coordinate, 0.0);
            }
        }
        place
    }
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

    /// Whether all elements, of so many, are positive on all laws.
    #[inline]
    pub fn are_positive(&self, elements: usize) -> bool {
        self.ranges.len() == elements && self.ranges.iter().all(|(least, _)| *least > 0.0)
    }

    /// The sign on all laws of the form with these coordinates, if it can be told; equality cannot.
    #[inline]
    pub fn sign(&self, weights: &Weights) -> Option<Ordering> {
        if self.ranges.len() != weights.coordinates.len() {
            return None;
        }
        let (least, greatest) = weights.constant;
        let (mut positive, mut negative) = ((0.0, 0.0), (0.0, 0.0));
        if greatest > 0.0 {
            positive = (least, greatest)
        } else {
            negative = (-greatest, -least)
        }
        for (weight, (least, greatest)) in weights.coordinates.iter().zip(&self.ranges) {
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

    /// The combinations of a bundle that are negative on the whole batch, one bit each.
    #[inline]
    pub fn negative(&self, bundle: &Bundle, found: &mut Vec<u64>) {
        with_vectors(
            #[inline(always)]
            || self.find_negative(bundle, found),
        );
    }

    #[inline(always)]
    fn find_negative(&self, bundle: &Bundle, found: &mut Vec<u64>) {
        found.clear();
        found.resize(bundle.combinations.div_ceil(64), 0);
        let Some((constant, parts)) = bundle.parts.split_last() else { return };
        if parts.len() != self.ranges.len() {
            return;
        }
        for start in (0..constant[0].len()).step_by(ABREAST) {
            let side = |side: &Vec<f64>| -> [f64; ABREAST] { std::array::from_fn(|index| side[start + index]) };
            let [mut positive, mut negative] = [side(&constant[0]), side(&constant[1])];
            for ([above, below], (least, greatest)) in parts.iter().zip(&self.ranges) {
                let (above, below) = (side(above), side(below));
                for index in 0..ABREAST {
                    positive[index] += above[index] * greatest;
                    negative[index] += below[index] * least;
                }
            }
            let mut bits = 0;
            for index in 0..ABREAST {
                bits |= u64::from(positive[index] * OUTWARDS < negative[index]) << index;
            }
            found[start / 64] |= bits << (start % 64);
        }
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
