//! Average entropy curves that were measured, and their projection onto the curves that entropies allow.

use rug::Rational;

use crate::exact::Unit;

use super::concave_curve::ConcaveCurve;

/// Numbers `h_0 = 0, h_1, ..., h_L` that were measured on a model, with a band `low_k <= h_k <= high_k` where one is known.
/// They need not be what entropies allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredCurve {
    values: Vec<Rational>,
    band: Option<Band>,
    errors: Option<Vec<Rational>>,
    unit: Unit,
}

/// Numbers between which each `h_k` lies; a curve that entropies allow fits between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    low: Vec<Rational>,
    high: Vec<Rational>,
}

/// A band that no curve fits into which starts at 0, does not decrease and is concave: at least `low` at two places, such
/// a curve is above `high` at a third.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The places of two lower ends, the first below `at`. Where the second is too, it is the same, and the curve would
    /// decrease.
    pub low_at: [usize; 2],
    /// The place whose upper end is too low.
    pub at: usize,
    /// What a curve has at least at that place.
    pub least: Rational,
    /// The upper end there.
    pub high: Rational,
}

/// Which curve of the cone stands for a measured one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectionKind {
    /// The least concave nondecreasing majorant.
    Majorant,
    /// The one with the least sum of squares, weighted by standard errors.
    WeightedLeastSquares,
}

/// A measured curve on the cone of those that entropies allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// Which it is.
    pub kind: ProjectionKind,
    /// The curve on the cone.
    pub curve: ConcaveCurve,
    /// How far each `h_k` moved. The least majorant moves none down.
    pub moved: Vec<Rational>,
}

impl MeasuredCurve {
    /// The curve of these numbers; `None` unless they are `h_0 = 0` and at least one more, none negative.
    pub fn new(values: Vec<Rational>, unit: Unit) -> Option<Self> {
        let is_valid = values.len() > 1 && values[0].is_zero() && values.iter().all(|value| *value >= 0);
        is_valid.then_some(Self { values, band: None, errors: None, unit })
    }

    /// The curve with a band.
    ///
    /// # Panics
    /// When the band has another length.
    #[must_use]
    pub fn with_band(self, band: Band) -> Self {
        assert_eq!(self.values.len(), band.low.len(), "a band of the curve's length");
        Self { band: Some(band), ..self }
    }

    /// The curve with standard errors of `h_1, ..., h_L`.
    ///
    /// # Panics
    /// When there are more or fewer, or one is not positive.
    #[must_use]
    pub fn with_errors(self, errors: Vec<Rational>) -> Self {
        assert_eq!(self.values.len(), errors.len() + 1, "errors of the curve's length");
        assert!(errors.iter().all(|error| *error > 0), "errors are positive");
        Self { errors: Some(errors), ..self }
    }

    /// `L`
    pub fn length(&self) -> usize {
        self.values.len() - 1
    }

    /// The unit of the numbers.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// `h_0, ..., h_L` as they were measured.
    pub fn values(&self) -> &[Rational] {
        &self.values
    }

    /// The band, where there is one.
    pub fn band(&self) -> Option<&Band> {
        self.band.as_ref()
    }

    /// The standard errors of `h_1, ..., h_L`, where they are known and all positive.
    pub fn errors(&self) -> Option<&[Rational]> {
        self.errors.as_deref()
    }

    /// The projection onto the cone of curves that start at 0, do not decrease and are concave: the least of them that
    /// is nowhere below the measured one. Its increments `d_k` are, of all nonincreasing and nonnegative ones, those
    /// nearest to the measured increments `e_k` in the sum of squares. What shows it: with `r = e - d` the sums `r_1 + ..
    /// + r_k` are at most 0, 0 wherever `d_k > d_{k+1}` (and at `L`, where `d_L > 0`), which are the conditions of
    /// Karush, Kuhn and Tucker, and `sum_k d_k r_k = 0`.
    ///
    /// ```
    /// use maskproof::entropy::MeasuredCurve;
    /// use maskproof::exact::{Rational, Unit};
    /// let measured = MeasuredCurve::new([0, 4, 5, 8, 7].map(Rational::from).to_vec(), Unit::Bits).unwrap();
    /// assert_eq!(measured.projection().curve.values(), [0, 4, 6, 8, 8]);
    /// ```
    pub fn projection(&self) -> Projection {
        let values = least_concave_majorant(&self.values);
        let moved = values.iter().zip(&self.values).map(|(to, from)| Rational::from(to - from)).collect();
        let curve = ConcaveCurve::new(values, self.unit).expect("a majorant that is concave and does not decrease");
        Projection { kind: ProjectionKind::Majorant, curve, moved }
    }
}

impl Band {
    /// The band between these numbers, which starts at 0.
    ///
    /// # Errors
    /// [`Contradiction`], when no curve that starts at 0, does not decrease and is concave fits into it.
    ///
    /// # Panics
    /// When the numbers are not as many, or a lower end is above its upper end.
    pub fn new(low: Vec<Rational>, high: Vec<Rational>) -> Result<Self, Contradiction> {
        assert!(low.len() == high.len() && low.len() > 1, "a lower and an upper end at each place");
        assert!(low.iter().zip(&high).all(|(low, high)| low <= high), "lower ends are not above upper ends");
        let low: Vec<Rational> = low.into_iter().map(|end| if end < 0 { Rational::new() } else { end }).collect();
        let knots = knots(&low);
        let least = majorant_through(&low, &knots);
        match (0..low.len()).find(|&at| least[at] > high[at]) {
            None => Ok(Self { low, high }),
            Some(at) => {
                let left = knots.iter().copied().filter(|knot| *knot < at).max().unwrap_or(0);
                let right = knots.iter().copied().find(|knot| *knot > at).unwrap_or(left);
                Err(Contradiction { low_at: [left, right], at, least: least[at].clone(), high: high[at].clone() })
            }
        }
    }

    /// The lower ends, none negative.
    pub fn low(&self) -> &[Rational] {
        &self.low
    }

    /// The upper ends.
    pub fn high(&self) -> &[Rational] {
        &self.high
    }

    /// The least member: the least curve on the cone that is nowhere below the lower ends.
    pub fn least_member(&self) -> Vec<Rational> {
        least_concave_majorant(&self.low)
    }

    /// The first place at which a curve is outside the band.
    pub fn first_outside(&self, curve: &[Rational]) -> Option<usize> {
        (0..self.low.len()).find(|&place| curve[place] < self.low[place] || curve[place] > self.high[place])
    }
}

/// The least numbers that are nowhere below these, do not decrease and are concave. The first is kept.
pub fn least_concave_majorant(values: &[Rational]) -> Vec<Rational> {
    majorant_through(values, &knots(values))
}

/// The corners of the majorant: the upper hull of the points `(k, value)`, as far as its first highest point.
fn knots(values: &[Rational]) -> Vec<usize> {
    let mut hull: Vec<usize> = vec![0];
    for place in 1..values.len() {
        while let [.., before, top] = hull[..] {
            // Whether the top is on or below the line from the one before it to the new point.
            let rise = Rational::from(&values[top] - &values[before]) * Rational::from(place - before);
            let line = Rational::from(&values[place] - &values[before]) * Rational::from(top - before);
            if rise > line {
                break;
            }
            hull.pop();
        }
        hull.push(place);
    }
    let rising = hull.windows(2).take_while(|pair| values[pair[1]] > values[pair[0]]).count();
    hull.truncate(rising + 1);
    hull
}

/// The lines through the knots, and from the last one on its height.
fn majorant_through(values: &[Rational], knots: &[usize]) -> Vec<Rational> {
    let mut majorant = vec![values[0].clone()];
    for pair in knots.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let slope = Rational::from(&values[to] - &values[from]) / Rational::from(to - from);
        for place in from + 1..to {
            majorant.push(&slope * Rational::from(place - from) + &values[from]);
        }
        majorant.push(values[to].clone());
    }
    let height = majorant[majorant.len() - 1].clone();
    majorant.resize(values.len(), height);
    majorant
}
