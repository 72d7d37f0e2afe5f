//! The greatest value of a linear function over the curves that fit into a band.
//!
//! The curves `g_0 = 0, g_1, ..., g_L` that do not decrease, are concave and lie between `low` and `high` are a polytope.
//! At a corner of it `L` of its inequalities are equations. Each speaks of three neighbours at most, and of the first `k`
//! numbers at least `k - 1` and at most `k + 1` equations speak alone; in their order they are a banded system, which is
//! solved in `O(L)`. The simplex method goes from corner to corner, in doubles. What it ends with is then solved again in
//! rationals: where the corner is in the polytope and its multipliers have the right signs, the value is the optimum, and
//! exact. Where they have not, some steps more are taken in rationals. Where that does not end either, multipliers that are
//! nearly right are mended into ones that prove a bound.

use rug::{Integer, Rational};

use crate::entropy::Band;

use super::banded::{Banded, Scalar};

/// A greatest or least value over the curves in a band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extreme {
    /// It is this, attained by a curve in the band.
    Attained(Rational),
    /// It is not beyond this, and may be less extreme.
    Bounded(Rational),
}

impl Extreme {
    /// The number.
    pub fn value(&self) -> &Rational {
        match self {
            Self::Attained(value) | Self::Bounded(value) => value,
        }
    }

    /// Whether it is attained.
    pub fn is_attained(&self) -> bool {
        matches!(self, Self::Attained(_))
    }

    fn map(self, change: impl FnOnce(Rational) -> Rational) -> Self {
        match self {
            Self::Attained(value) => Self::Attained(change(value)),
            Self::Bounded(value) => Self::Bounded(change(value)),
        }
    }
}

/// A combination `sum_k coefficient_k h_k` whose coefficients are whole numbers over a positive one.
#[derive(Debug, Clone)]
pub struct Combination {
    /// The numerators of the coefficients of `h_1, ..., h_L`.
    whole: Vec<Integer>,
    /// Their denominator.
    scale: Integer,
}

impl Combination {
    /// The combination of these coefficients of `h_0, ..., h_L` over a denominator.
    ///
    /// # Panics
    /// When the denominator is not positive.
    pub fn new(mut whole: Vec<Integer>, scale: Integer) -> Self {
        assert!(scale > 0, "a positive denominator");
        whole.remove(0);
        Self { whole, scale }
    }

    /// The combination of few whole coefficients, pairs `(k, coefficient of h_k)`.
    pub fn of(length: usize, coefficients: &[(usize, i64)]) -> Self {
        let mut whole = vec![Integer::new(); length + 1];
        for &(size, coefficient) in coefficients {
            whole[size] += coefficient;
        }
        Self::new(whole, Integer::from(1))
    }

    /// The combination with a multiple of `h_L` more.
    #[must_use]
    pub fn plus_last(mut self, multiple: i64) -> Self {
        let more = Integer::from(&self.scale * multiple);
        *self.whole.last_mut().expect("a position at least") += more;
        self
    }

    /// Its value on a curve `h_0, ..., h_L`.
    pub fn value(&self, curve: &[Rational]) -> Rational {
        let sum: Rational =
            curve[1..].iter().zip(&self.whole).map(|(value, factor)| Rational::from(value * factor)).sum();
        sum / &self.scale
    }

    /// Its values on the curves `k -> min(k, m)`, for `m = 1..L`: what it is worth for each unit of `delta_m`.
    pub fn on_rays(&self) -> Vec<Rational> {
        let mut suffix = Integer::from(Integer::sum(self.whole.iter()));
        let mut on_ray = Integer::new();
        let values = self.whole.iter().map(|factor| {
            on_ray += &suffix;
            suffix -= factor;
            Rational::from((&on_ray, &self.scale))
        });
        values.collect()
    }

    fn negated(&self) -> Self {
        Self { whole: self.whole.iter().map(|factor| Integer::from(-factor)).collect(), scale: self.scale.clone() }
    }
}

/// The least and the greatest value of a combination over the curves that fit into a band.
pub fn range(band: &Band, combination: &Combination) -> [Extreme; 2] {
    [greatest(band, &combination.negated()).map(|value| -value), greatest(band, combination)]
}

/// The greatest value of a combination over the curves that fit into a band.
///
/// # Panics
/// When they have different lengths.
pub fn greatest(band: &Band, combination: &Combination) -> Extreme {
    let length = combination.whole.len();
    assert_eq!(band.low().len(), length + 1, "a band of another length");
    let start = first_corner(band);
    let doubles = Ends { low: doubles(&band.low()[1..]), high: doubles(&band.high()[1..]) };
    let end = climb(start, &doubles, combination, FLOAT_STEPS_A_POSITION * length);
    let exact = Ends { low: band.low()[1..].to_vec(), high: band.high()[1..].to_vec() };
    match climb(end.tight.clone(), &exact, combination, EXACT_STEPS) {
        Climbed { corner: Some(corner), is_top: true, .. } => {
            let whole = [vec![Rational::new()], corner].concat();
            Extreme::Attained(combination.value(&whole))
        }
        _ => Extreme::Bounded(bound(&end, &exact, combination)),
    }
}

/// The most steps in doubles, for each position.
const FLOAT_STEPS_A_POSITION: usize = 40;

/// The most steps in rationals.
const EXACT_STEPS: usize = 50;

/// After how many steps that do not move the first of the equations is given up that can be, and not the one that promises
/// most.
const PATIENCE: usize = 20;

fn doubles(numbers: &[Rational]) -> Vec<f64> {
    numbers.iter().map(Rational::to_f64).collect()
}

/// An inequality of the polytope, by the place `1..L` of its middle number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Inequality {
    place: usize,
    kind: Kind,
}

/// What an inequality says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// `2 g_k >= g_{k-1} + g_{k+1}`, and for the last one `g_L >= g_{L-1}`.
    Bend,
    /// `g_k >= low_k`
    Low,
    /// `g_k <= high_k`
    High,
}

impl Inequality {
    /// Its coefficients, of what has to be at least its right side.
    fn coefficients(self, length: usize) -> impl Iterator<Item = (usize, i64)> {
        let Self { place, kind } = self;
        let entries = match kind {
            Kind::Bend if place == length => [(place - 1, -1), (place, 1), (0, 0)],
            Kind::Bend => [(place - 1, -1), (place, 2), (place + 1, -1)],
            Kind::Low => [(place, 1), (0, 0), (0, 0)],
            Kind::High => [(place, -1), (0, 0), (0, 0)],
        };
        entries.into_iter().filter(|(place, _)| *place > 0)
    }
}

/// The ends of a band, from place 1 on.
struct Ends<S> {
    low: Vec<S>,
    high: Vec<S>,
}

/// A number of the simplex method.
pub(super) trait Ordered: Scalar + PartialOrd {
    /// A number up to which, in size, all are taken for 0.
    fn tolerance() -> Self;
    /// A positive multiple of `whole/scale`, the same for all of a scale.
    fn multiple(whole: &Integer, scale: &Integer) -> Self;
}

impl Ordered for f64 {
    fn tolerance() -> Self {
        1e-10
    }

    fn multiple(whole: &Integer, scale: &Integer) -> Self {
        let ((whole, whole_bits), (scale, scale_bits)) = (whole.to_f64_exp(), scale.to_f64_exp());
        let bits = i64::from(whole_bits) - i64::from(scale_bits);
        whole / scale * Self::powi(2.0, i32::try_from(bits).unwrap_or(i32::MIN))
    }
}

impl Ordered for Rational {
    fn tolerance() -> Self {
        Self::new()
    }

    fn multiple(whole: &Integer, _scale: &Integer) -> Self {
        Self::from(whole)
    }
}

impl<S: Ordered> Ends<S> {
    /// The left side of an inequality less its right side.
    fn slack(&self, inequality: Inequality, corner: &[S]) -> S {
        let mut slack = match inequality.kind {
            Kind::Bend => S::whole(0),
            Kind::Low => negative(&self.low[inequality.place - 1]),
            Kind::High => self.high[inequality.place - 1].clone(),
        };
        add_left_side(&mut slack, inequality, corner);
        slack
    }

    fn right_side(&self, inequality: Inequality) -> S {
        match inequality.kind {
            Kind::Bend => S::whole(0),
            Kind::Low => self.low[inequality.place - 1].clone(),
            Kind::High => negative(&self.high[inequality.place - 1]),
        }
    }
}

/// The number with the other sign.
pub(super) fn negative<S: Scalar>(number: &S) -> S {
    let mut negative = S::whole(0);
    negative.subtract_product(&S::whole(1), number);
    negative
}

/// Adds the left side of an inequality.
fn add_left_side<S: Scalar>(sum: &mut S, inequality: Inequality, numbers: &[S]) {
    for (place, coefficient) in inequality.coefficients(numbers.len()) {
        sum.subtract_product(&S::whole(-coefficient), &numbers[place - 1]);
    }
}

/// The equations of the least curve in the band: it keeps the lower ends at its corners, and is straight elsewhere.
fn first_corner(band: &Band) -> Vec<Inequality> {
    let least = band.least_member();
    let length = least.len() - 1;
    let is_corner = |place: usize| {
        let before = Rational::from(&least[place] - &least[place - 1]);
        let after = if place == length { Rational::new() } else { Rational::from(&least[place + 1] - &least[place]) };
        before > after
    };
    let kind = |place: usize| if is_corner(place) { Kind::Low } else { Kind::Bend };
    (1..=length).map(|place| Inequality { place, kind: kind(place) }).collect()
}

/// Where a climb ended.
struct Climbed<S> {
    /// The equations, in order.
    tight: Vec<Inequality>,
    /// The numbers, where they are in the polytope.
    corner: Option<Vec<S>>,
    /// What each equation adds to the objective for each unit that it is relaxed by.
    gains: Vec<S>,
    /// Whether none of them adds anything.
    is_top: bool,
}

/// Goes from corner to corner as long as the objective grows, at most so many steps.
fn climb<S: Ordered>(tight: Vec<Inequality>, ends: &Ends<S>, objective: &Combination, steps: usize) -> Climbed<S> {
    let mut climbed = Climbed { tight, corner: None, gains: Vec::new(), is_top: false };
    let factors: Vec<S> = objective.whole.iter().map(|factor| S::multiple(factor, &objective.scale)).collect();
    let mut stays = 0;
    for _ in 0..=steps {
        let rows = &climbed.tight;
        let right = rows.iter().map(|row| ends.right_side(*row)).collect();
        let Some(corner) = matrix(rows).and_then(|matrix: Banded<S>| matrix.solve(right)) else { break };
        let Some(gains) = transposed(rows).and_then(|matrix: Banded<S>| matrix.solve(factors.clone())) else { break };
        let is_inside = inequalities(rows.len()).all(|one| ends.slack(one, &corner) >= negative(&S::tolerance()));
        (climbed.gains, climbed.corner) = (gains, is_inside.then_some(corner));
        let Some(corner) = &climbed.corner else { break };
        let Some(leaves) = leaving(&climbed.gains, stays > PATIENCE) else {
            climbed.is_top = true;
            break;
        };
        let unit = (0..rows.len()).map(|row| S::whole(i64::from(row == leaves))).collect();
        let Some(way) = matrix(rows).and_then(|matrix: Banded<S>| matrix.solve(unit)) else { break };
        let Some((enters, length)) = first_met(rows, ends, corner, &way) else { break };
        stays = if length > S::tolerance() { 0 } else { stays + 1 };
        climbed.tight.remove(leaves);
        let place = climbed.tight.partition_point(|one| *one < enters);
        climbed.tight.insert(place, enters);
    }
    climbed
}

fn inequalities(length: usize) -> impl Iterator<Item = Inequality> {
    let kinds = [Kind::Bend, Kind::Low, Kind::High];
    (1..=length).flat_map(move |place| kinds.into_iter().map(move |kind| Inequality { place, kind }))
}

fn matrix<S: Scalar>(rows: &[Inequality]) -> Option<Banded<S>> {
    let mut matrix = Banded::zero(rows.len());
    for (row, inequality) in rows.iter().enumerate() {
        for (place, coefficient) in inequality.coefficients(rows.len()) {
            matrix.set(row, place - 1, coefficient)?;
        }
    }
    Some(matrix)
}

fn transposed<S: Scalar>(rows: &[Inequality]) -> Option<Banded<S>> {
    let mut matrix = Banded::zero(rows.len());
    for (row, inequality) in rows.iter().enumerate() {
        for (place, coefficient) in inequality.coefficients(rows.len()) {
            matrix.set(place - 1, row, coefficient)?;
        }
    }
    Some(matrix)
}

/// The equation to give up: the one with the greatest gain, or the first with one.
fn leaving<S: Ordered>(gains: &[S], is_first: bool) -> Option<usize> {
    let mut positive = gains.iter().enumerate().filter(|(_, gain)| **gain > S::tolerance());
    let first = positive.next()?;
    if is_first {
        return Some(first.0);
    }
    let best = positive.fold(first, |best, next| if next.1 > best.1 { next } else { best });
    Some(best.0)
}

/// The first inequality that becomes an equation on the way from a corner, and how far that is. Of several the first.
fn first_met<S: Ordered>(rows: &[Inequality], ends: &Ends<S>, corner: &[S], way: &[S]) -> Option<(Inequality, S)> {
    let mut met: Option<(Inequality, S)> = None;
    for inequality in inequalities(rows.len()) {
        let mut speed = S::whole(0);
        add_left_side(&mut speed, inequality, way);
        if speed >= negative(&S::tolerance()) || rows.binary_search(&inequality).is_ok() {
            continue;
        }
        let length = ends.slack(inequality, corner).over(&negative(&speed));
        if met.as_ref().is_none_or(|(_, shortest)| length < *shortest) {
            met = Some((inequality, length));
        }
    }
    met
}

/// A bound on the objective over the band: nonnegative multiples of upper ends less multiples of lower ends. The multiples
/// are those of a climb in doubles; then as much of `g_1 <= high_1` is added as it takes that the combination is at least
/// the objective on every curve `g(k) = min(k, m)`, of which all concave curves are sums.
fn bound(end: &Climbed<f64>, ends: &Ends<Rational>, objective: &Combination) -> Rational {
    let mut rest: Vec<Rational> = objective.whole.iter().map(Rational::from).collect();
    let mut bound = Rational::new();
    for (inequality, gain) in end.tight.iter().zip(&end.gains) {
        let Some(multiple) = Rational::from_f64(-gain).filter(|multiple| *multiple > 0) else { continue };
        let multiple = multiple * &objective.scale;
        let place = inequality.place - 1;
        match inequality.kind {
            Kind::Bend => {}
            Kind::Low => {
                bound -= Rational::from(&multiple * &ends.low[place]);
                rest[place] += multiple;
            }
            Kind::High => {
                bound += Rational::from(&multiple * &ends.high[place]);
                rest[place] -= multiple;
            }
        }
    }
    // On min(k, m) the rest is the sum over k <= m of its suffix sums.
    let mut suffix = rest;
    for place in (1..suffix.len()).rev() {
        let (before, after) = suffix.split_at_mut(place);
        before[place - 1] += &after[0];
    }
    let mut on_ray = Rational::new();
    let mut greatest = Rational::new();
    for sum in &suffix {
        on_ray += sum;
        if on_ray > greatest {
            greatest.clone_from(&on_ray);
        }
    }
    (bound + greatest * &ends.high[0]) / &objective.scale
}
