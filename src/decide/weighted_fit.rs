//! The curve of entropies that is nearest to a measured one, weighted by its standard errors: weighted least squares over the
//! cone, exact.
//!
//! A curve of entropies is `g(k) = sum_m a_m min(k, m)` with `a_m >= 0`: straight between knots, which are the `m` with `a_m >
//! 0`. Of them `sum_k w_k (g(k) - h_k)^2` is least for one only, as all weights are positive: the one at which the slopes `G_m =
//! sum_k w_k (g(k) - h_k) min(k, m)` are nowhere negative, and 0 at the knots (Karush, Kuhn and Tucker). The method is that
//! of Lawson and Hanson: it adds the knot with the most negative slope, fits the values at the knots, which is a tridiagonal
//! system, and leaves out those at which the fit is not concave. It runs in doubles first. With their knots it starts again in
//! rationals, and ends when the conditions hold exactly: each fit is better than the one before, so that no set of knots comes
//! twice.
//!
//! Weights are `1/se_k^2`, rounded to 16 significant bits. Unrounded ones of a long curve have no common denominator of
//! moderate size, and no standard error is known that well.

use rug::{Integer, Rational};

use crate::entropy::{ConcaveCurve, MeasuredCurve, Projection, ProjectionKind};
use crate::exact::rational::over_common_denominator;

use super::band::{Ordered, negative};

/// The significant bits of a weight.
const WEIGHT_BITS: u32 = 16;

/// The most steps in doubles, for each position.
const FLOAT_STEPS_A_POSITION: usize = 4;

/// The weights `1/se_k^2` of standard errors of `h_1, ..., h_L`, rounded to 16 significant bits (halves away from 0), as whole
/// numbers over a common power of two, which does not matter.
///
/// # Panics
/// When an error is not positive.
pub fn weights(errors: &[Rational]) -> Vec<Integer> {
    let rounded = errors.iter().map(|error| {
        assert!(*error > 0, "standard errors are positive");
        let square = Rational::from(error.square_ref()).recip();
        let bits = |number: &Integer| i64::from(number.significant_bits());
        let shift = bits(square.numer()) - bits(square.denom()) - i64::from(WEIGHT_BITS);
        let shift = i32::try_from(shift).expect("numbers of moderate size");
        // From 2^15 to below 2^17.
        let scaled = square >> shift;
        if scaled >= 1 << WEIGHT_BITS {
            (Rational::from(&scaled >> 1u32).round().numer().clone(), shift + 1)
        } else {
            (scaled.round().numer().clone(), shift)
        }
    });
    let rounded: Vec<(Integer, i32)> = rounded.collect();
    let least = rounded.iter().map(|(_, exponent)| *exponent).min().unwrap_or(0);
    rounded
        .into_iter()
        .map(|(mantissa, exponent)| mantissa << u32::try_from(exponent - least).expect("the least"))
        .collect()
}

/// The projection of a measured curve in the sum of squares that its standard errors weigh; `None` where it has none.
///
/// # Panics
/// When a standard error is not positive.
pub fn weighted_projection(measured: &MeasuredCurve) -> Option<Projection> {
    let weights = weights(measured.errors()?);
    let (values, common) = over_common_denominator(&measured.values()[1..]);
    let doubles = Fit::<f64>::new(&weights, &values).climb(Vec::new(), FLOAT_STEPS_A_POSITION * values.len());
    let fit = Fit::<Rational>::new(&weights, &values);
    let knots = fit.without_bends(doubles);
    let knots = fit.climb(knots, usize::MAX);
    let heights = fit.heights(&knots);
    let mut curve = vec![Rational::new()];
    curve.extend(fit.curve(&knots, &heights).into_iter().map(|value| value / &common));
    let moved = curve.iter().zip(measured.values()).map(|(to, from)| Rational::from(to - from)).collect();
    let curve = ConcaveCurve::new(curve, measured.unit()).expect("a fit that is concave and does not decrease");
    Some(Projection { kind: ProjectionKind::WeightedLeastSquares, curve, moved })
}

/// Weights and values of `k = 1..L`, multiples of the same.
struct Fit<S> {
    weights: Vec<S>,
    values: Vec<S>,
}

impl<S: Ordered> Fit<S> {
    fn new(weights: &[Integer], values: &[Integer]) -> Self {
        let scaled = |numbers: &[Integer]| -> Vec<S> {
            let largest =
                numbers.iter().max().filter(|largest| **largest > 0).cloned().unwrap_or_else(|| Integer::from(1));
            numbers.iter().map(|number| S::multiple(number, &largest)).collect()
        };
        Self { weights: scaled(weights), values: scaled(values) }
    }

    fn length(&self) -> usize {
        self.values.len()
    }

    /// The knots of the best fit that is concave at its knots, from those of another such fit, after at most so many steps.
    fn climb(&self, mut knots: Vec<usize>, steps: usize) -> Vec<usize> {
        let mut heights = self.heights(&knots);
        for _ in 0..steps {
            let Some(knot) = self.steepest(&knots, &heights) else { break };
            let place = knots.partition_point(|known| *known < knot);
            let before = self.with_knot(&knots, &heights, place, knot);
            knots.insert(place, knot);
            heights = before;
            if !self.refit(&mut knots, &mut heights) {
                break;
            }
        }
        knots
    }

    /// The heights of the same curve with a knot more.
    fn with_knot(&self, knots: &[usize], heights: &[S], place: usize, knot: usize) -> Vec<S> {
        let height = self.curve(knots, heights)[knot - 1].clone();
        let mut more = heights.to_vec();
        more.insert(place, height);
        more
    }

    /// Goes to the best heights at these knots, or as far on the way as the curve stays concave, where it loses a knot, and
    /// again. Whether it came to an end.
    fn refit(&self, knots: &mut Vec<usize>, heights: &mut Vec<S>) -> bool {
        while !knots.is_empty() {
            let best = self.heights(knots);
            let (from, to) = (bends(knots, heights), bends(knots, &best));
            // How far each bend allows to go: from/(from - to).
            let mut first: Option<(usize, S)> = None;
            for (place, (from, to)) in from.iter().zip(&to).enumerate() {
                if *to > S::tolerance() {
                    continue;
                }
                let mut fall = from.clone();
                fall.subtract_product(&S::whole(1), to);
                let share = if fall.is_zero() { S::whole(0) } else { from.over(&fall) };
                if first.as_ref().is_none_or(|(_, least)| share < *least) {
                    first = Some((place, share));
                }
            }
            let Some((place, share)) = first else {
                *heights = best;
                return true;
            };
            for (height, best) in heights.iter_mut().zip(&best) {
                let mut difference = height.clone();
                difference.subtract_product(&S::whole(1), best);
                height.subtract_product(&share, &difference);
            }
            knots.remove(place);
            heights.remove(place);
        }
        true
    }

    /// Leaves knots out until the best fit is concave at all of them.
    fn without_bends(&self, mut knots: Vec<usize>) -> Vec<usize> {
        loop {
            let bends = bends(&knots, &self.heights(&knots));
            let count = knots.len();
            let mut bends = bends.into_iter();
            knots.retain(|_| bends.next().is_some_and(|bend| bend > S::whole(0)));
            if knots.len() == count {
                return knots;
            }
        }
    }

    /// The place with the most negative slope `G_m`, where there is one.
    fn steepest(&self, knots: &[usize], heights: &[S]) -> Option<usize> {
        let slopes = self.slopes(knots, heights);
        let mut steepest: Option<(usize, &S)> = None;
        for (place, slope) in (1..).zip(&slopes) {
            let is_new = knots.binary_search(&place).is_err() && *slope < negative(&S::tolerance());
            if is_new && steepest.is_none_or(|(_, known)| slope < known) {
                steepest = Some((place, slope));
            }
        }
        steepest.map(|(place, _)| place)
    }

    /// `G_m` for `m = 1..L`.
    fn slopes(&self, knots: &[usize], heights: &[S]) -> Vec<S> {
        let mut tails = vec![S::whole(0); self.length() + 1];
        for (place, mut residue) in self.curve(knots, heights).into_iter().enumerate().rev() {
            residue.subtract_product(&S::whole(1), &self.values[place]);
            let mut tail = tails[place + 1].clone();
            tail.add_product(&self.weights[place], &residue);
            tails[place] = tail;
        }
        let mut sum = S::whole(0);
        let slopes = tails[..self.length()].iter().map(|tail| {
            sum.add_product(&S::whole(1), tail);
            sum.clone()
        });
        slopes.collect()
    }

    /// `g(1), ..., g(L)`: straight from 0 at 0 to the heights at the knots, and behind the last one its height.
    fn curve(&self, knots: &[usize], heights: &[S]) -> Vec<S> {
        let mut curve = Vec::with_capacity(self.length());
        let (mut from, mut low) = (0, S::whole(0));
        for (&to, high) in knots.iter().zip(heights) {
            let slope = slope([from, to], [&low, high]);
            for place in from + 1..to {
                let mut value = low.clone();
                value.add_product(&slope, &distance(from, place));
                curve.push(value);
            }
            curve.push(high.clone());
            (from, low) = (to, high.clone());
        }
        curve.resize(self.length(), low);
        curve
    }

    /// The heights at the knots with the least sum of squares: a tridiagonal system, eliminated from the first knot on.
    fn heights(&self, knots: &[usize]) -> Vec<S> {
        let System { mut diagonal, beside, mut right } = self.system(knots);
        for place in 1..knots.len() {
            let factor = beside[place - 1].over(&diagonal[place - 1]);
            diagonal[place].subtract_product(&factor, &beside[place - 1]);
            let before = right[place - 1].clone();
            right[place].subtract_product(&factor, &before);
        }
        for place in (0..knots.len()).rev() {
            let mut value = right[place].clone();
            if place + 1 < knots.len() {
                value.subtract_product(&beside[place], &right[place + 1]);
            }
            right[place] = value.over(&diagonal[place]);
        }
        right
    }

    fn system(&self, knots: &[usize]) -> System<S> {
        let zeros = || vec![S::whole(0); knots.len()];
        let mut system = System { diagonal: zeros(), beside: zeros(), right: zeros() };
        let mut from = 0;
        for (place, &to) in knots.iter().enumerate() {
            self.add_segment(&mut system, place, [from, to]);
            from = to;
        }
        if let Some(last) = knots.len().checked_sub(1) {
            for k in from..self.length() {
                system.diagonal[last].add_product(&self.weights[k], &S::whole(1));
                system.right[last].add_product(&self.weights[k], &self.values[k]);
            }
        }
        system
    }

    /// Adds what the positions behind one knot and up to the next say of the heights at both.
    fn add_segment(&self, system: &mut System<S>, place: usize, [from, to]: [usize; 2]) {
        let zero = || S::whole(0);
        let (mut right, mut right_value, mut left, mut left_value, mut both) = (zero(), zero(), zero(), zero(), zero());
        for k in from + 1..=to {
            let value = &self.values[k - 1];
            let (to_left, to_right): (S, S) = (distance(from, k), distance(k, to));
            let weighted = |factor: &S| {
                let mut product = S::whole(0);
                product.add_product(&self.weights[k - 1], factor);
                product
            };
            let (on_right, on_left) = (weighted(&to_left), weighted(&to_right));
            right.add_product(&on_right, &to_left);
            right_value.add_product(&on_right, value);
            left.add_product(&on_left, &to_right);
            left_value.add_product(&on_left, value);
            both.add_product(&on_left, &to_left);
        }
        let width: S = distance(from, to);
        let (one, shared) = (S::whole(1), |sum: &S| sum.over(&width));
        system.diagonal[place].add_product(&one, &shared(&shared(&right)));
        system.right[place].add_product(&one, &shared(&right_value));
        if place > 0 {
            system.diagonal[place - 1].add_product(&one, &shared(&shared(&left)));
            system.beside[place - 1].add_product(&one, &shared(&shared(&both)));
            system.right[place - 1].add_product(&one, &shared(&left_value));
        }
    }
}

/// A symmetric tridiagonal system.
struct System<S> {
    diagonal: Vec<S>,
    /// The entries beside the diagonal; the last is not used.
    beside: Vec<S>,
    right: Vec<S>,
}

fn distance<S: Ordered>(from: usize, to: usize) -> S {
    S::whole(i64::try_from(to - from).expect("a short sequence"))
}

fn slope<S: Ordered>([from, to]: [usize; 2], [low, high]: [&S; 2]) -> S {
    let mut rise = high.clone();
    rise.subtract_product(&S::whole(1), low);
    rise.over(&distance(from, to))
}

/// How much the slope falls at each knot: `a_m`.
fn bends<S: Ordered>(knots: &[usize], heights: &[S]) -> Vec<S> {
    let mut before = (0, S::whole(0));
    let mut bends: Vec<S> = Vec::with_capacity(knots.len());
    for (&knot, height) in knots.iter().zip(heights) {
        let slope = slope([before.0, knot], [&before.1, height]);
        if let Some(last) = bends.last_mut() {
            last.subtract_product(&S::whole(1), &slope);
        }
        bends.push(slope);
        before = (knot, height.clone());
    }
    bends
}
