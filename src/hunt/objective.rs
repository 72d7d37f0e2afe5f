//! A case as a function of a law in floating point: proposals only, never a verdict.

use crate::cases::linear::Linear;
use crate::cases::plan::{Goal, Relation};
use crate::cases::quantity::Quantity;
use crate::language::words::Comparator;
use crate::law::Shape;

use super::affine::{Affine, AffineGoal};
use super::entropies::Grouping;

/// Below this both sides of a relation count as 0: rounding errors are of the order `1e-15`.
const VOID: f64 = 1e-9;

/// Sides are raised to this before their logarithm is taken.
const FLOOR: f64 = 1e-12;

/// The score of a relation whose sides are both 0: as far from violated as can be.
pub const WORST: f64 = -1e6;

/// The logarithm of a case's ratio, as a function of the entropies: the largest over what has to hold, the smallest
/// over what has to exist.
#[derive(Debug, Clone)]
pub enum Objective {
    /// A relation, by its smaller and its larger side.
    Pair(Side, Side),
    /// A relation `rest + C slope >= 0`, by the bound `-rest / slope` on the constant: a lower bound where `sign` is 1,
    /// and an upper one, which is sought to be small, where it is -1.
    Bound {
        /// What does not depend on the constant.
        rest: Side,
        /// What the constant multiplies.
        slope: Side,
        /// The sign of the slope.
        sign: f64,
    },
    /// An objective for laws that fulfil a premise: less the distance from it.
    Under(Box<Objective>, Vec<Premise>),
    /// The largest.
    Largest(Vec<Objective>),
    /// The smallest.
    Smallest(Vec<Objective>),
}

/// A relation of a premise.
#[derive(Debug, Clone)]
pub struct Premise {
    /// What should be nonnegative, or 0.
    side: Side,
    /// Whether it should be 0.
    is_equation: bool,
}

impl Premise {
    /// How far a law is from fulfilling it, and the slope of that in the side.
    fn distance(&self, features: &[f64]) -> (f64, f64) {
        let value = self.side.value(features);
        match (self.is_equation, value > 0.0) {
            _ if value.abs() < ROUNDING => (0.0, 0.0),
            (true, true) => (value, 1.0),
            (false, true) => (0.0, 0.0),
            (_, false) => (-value, -1.0),
        }
    }
}

/// What a nat of distance from a premise costs.
const PENALTY: f64 = 100.0;

/// A distance below this is rounding.
const ROUNDING: f64 = 1e-12;

/// The score of a relation that no constant makes true.
const HOPELESS: f64 = 1e6;

/// `constant + sum_f coefficient_f feature_f`
#[derive(Debug, Clone, Default)]
pub struct Side {
    constant: f64,
    terms: Vec<(usize, f64)>,
}

impl Side {
    fn value(&self, features: &[f64]) -> f64 {
        self.terms.iter().fold(self.constant, |sum, (feature, coefficient)| sum + coefficient * features[*feature])
    }

    /// The value of what should be nonnegative in a relation `0 <= form`.
    fn of_form(relation: &Relation, space: FeatureSpace) -> Self {
        side_of(&relation.right, &relation.scale, space)
    }

    /// Less another side.
    fn minus(mut self, other: Self) -> Self {
        self.constant -= other.constant;
        self.terms.extend(other.terms.into_iter().map(|(feature, coefficient)| (feature, -coefficient)));
        self
    }

    fn add_to(&self, slopes: &mut [f64], factor: f64) {
        for (feature, coefficient) in &self.terms {
            slopes[*feature] += factor * coefficient;
        }
    }
}

/// The shape of laws and what their features are.
#[derive(Debug, Clone, Copy)]
pub struct FeatureSpace {
    /// The shape.
    pub shape: Shape,
    /// The features.
    pub grouping: Grouping,
}

/// Whether, and by which features, the goals are functions of entropies.
pub fn grouping<'g>(goals: impl IntoIterator<Item = &'g Goal>) -> Option<Grouping> {
    let mut grouping = Grouping::BySize;
    for goal in goals {
        for side in goal.leaves().flatten().flat_map(|relation| [&relation.left, &relation.right]) {
            if !side.extrema().is_empty() {
                return None;
            }
            for (quantity, _) in side.terms() {
                match quantity {
                    Quantity::Average(_)
                    | Quantity::Gap(_)
                    | Quantity::Ln(_)
                    | Quantity::Nat
                    | Quantity::LnVocabulary => {}
                    Quantity::Entropy(_) => grouping = Grouping::BySubset,
                    Quantity::IdealExpectedKl
                    | Quantity::TrainingError
                    | Quantity::OutputKl(_)
                    | Quantity::ByDefinition(_) => return None,
                }
            }
        }
    }
    Some(grouping)
}

impl Objective {
    /// The objective of an arranged goal that [`grouping`] accepts.
    pub fn new(goal: &Goal, space: FeatureSpace) -> Self {
        let of_relation = |relation: &Relation| {
            let [left, right] = [&relation.left, &relation.right].map(|side| side_of(side, &relation.scale, space));
            let [smaller, larger] = relation.relation.smaller_first(left, right);
            match relation.relation {
                Comparator::Equals => {
                    vec![Self::Pair(smaller.clone(), larger.clone()), Self::Pair(larger, smaller)]
                }
                _ => vec![Self::Pair(smaller, larger)],
            }
        };
        let of_leaf = |relations: &Vec<_>| Self::Largest(relations.iter().flat_map(of_relation).collect());
        goal.fold(&of_leaf, &Self::Largest, &Self::Smallest)
    }

    /// The objective of a goal that is affine in the constant: the bound on the constant. `None` where what the
    /// constant multiplies is positive on some of the laws with these features and negative on others.
    pub fn of_constant(goal: &AffineGoal, space: FeatureSpace, features: &[Vec<f64>]) -> Option<Self> {
        let (mut rises, mut falls) = (false, false);
        for relation in goal.leaves().flatten() {
            let slope = Side::of_form(&relation.slope, space);
            for features in features {
                rises |= slope.value(features) > VOID;
                falls |= slope.value(features) < -VOID;
            }
        }
        (rises != falls).then(|| Self::bounds(goal, space, if rises { 1.0 } else { -1.0 }))
    }

    fn bounds(goal: &AffineGoal, space: FeatureSpace, sign: f64) -> Self {
        let of_relation = |relation: &Affine| Self::Bound {
            rest: Side::of_form(&relation.rest, space),
            slope: Side::of_form(&relation.slope, space),
            sign,
        };
        let of_leaf = |relations: &Vec<_>| Self::Largest(relations.iter().map(of_relation).collect());
        goal.fold(&of_leaf, &Self::Largest, &Self::Smallest)
    }

    /// The objective for laws that fulfil a premise.
    #[must_use]
    pub fn under(self, premise: &[Relation], space: FeatureSpace) -> Self {
        if premise.is_empty() {
            return self;
        }
        let of_relation = |relation: &Relation| {
            let [left, right] = [&relation.left, &relation.right].map(|side| side_of(side, &relation.scale, space));
            let [smaller, larger] = relation.relation.smaller_first(left, right);
            Premise { side: larger.minus(smaller), is_equation: relation.relation == Comparator::Equals }
        };
        Self::Under(Box::new(self), premise.iter().map(of_relation).collect())
    }

    /// The score of a law with these entropies.
    pub fn score(&self, features: &[f64]) -> f64 {
        match self {
            Self::Bound { rest, slope, sign } => score_of_bound(rest.value(features), sign * slope.value(features)),
            Self::Under(objective, premise) => {
                let distance: f64 = premise.iter().map(|relation| relation.distance(features).0).sum();
                objective.score(features) - PENALTY * distance
            }
            Self::Pair(smaller, larger) => score_of_sides(smaller.value(features), larger.value(features)),
            Self::Largest(parts) => parts.iter().map(|part| part.score(features)).fold(WORST, f64::max),
            Self::Smallest(parts) => parts.iter().map(|part| part.score(features)).fold(-WORST, f64::min),
        }
    }

    /// The score with extrema smoothed (`sharpness` is the inverse temperature); adds its gradient in the features,
    /// times `factor`, to `slopes`.
    pub fn smooth(&self, features: &[f64], sharpness: f64, slopes: &mut [f64]) -> f64 {
        let (parts, sign) = match self {
            Self::Pair(smaller, larger) => {
                let (small, large) = (smaller.value(features), larger.value(features));
                let score = score_of_sides(small, large);
                if score > WORST {
                    if small > FLOOR {
                        smaller.add_to(slopes, 1.0 / small);
                    }
                    if large > FLOOR {
                        larger.add_to(slopes, -1.0 / large);
                    }
                }
                return score;
            }
            Self::Bound { rest, slope, sign } => {
                let (value, by) = (rest.value(features), sign * slope.value(features));
                let score = score_of_bound(value, by);
                if by > VOID {
                    rest.add_to(slopes, -1.0 / by);
                    slope.add_to(slopes, sign * value / (by * by));
                }
                return score;
            }
            Self::Under(objective, premise) => {
                let mut score = objective.smooth(features, sharpness, slopes);
                for relation in premise {
                    let (distance, slope) = relation.distance(features);
                    score -= PENALTY * distance;
                    relation.side.add_to(slopes, -PENALTY * slope);
                }
                return score;
            }
            Self::Largest(parts) => (parts, 1.0),
            Self::Smallest(parts) => (parts, -1.0),
        };
        if let [only] = parts.as_slice() {
            return only.smooth(features, sharpness, slopes);
        }
        let mut parts_slopes = vec![vec![0.0; slopes.len()]; parts.len()];
        let values: Vec<f64> = parts
            .iter()
            .zip(&mut parts_slopes)
            .map(|(part, part_slopes)| sign * part.smooth(features, sharpness, part_slopes))
            .collect();
        let top = values.iter().copied().fold(2.0 * WORST, f64::max);
        let weights: Vec<f64> = values.iter().map(|value| ((value - top) * sharpness).exp()).collect();
        let sum: f64 = weights.iter().sum();
        for (weight, part_slopes) in weights.iter().zip(&parts_slopes) {
            for (slope, part_slope) in slopes.iter_mut().zip(part_slopes) {
                *slope += weight / sum * part_slope;
            }
        }
        sign * (top + sum.ln() / sharpness)
    }
}

/// The score of a relation's sides: the logarithm of their quotient.
pub fn score_of_sides(smaller: f64, larger: f64) -> f64 {
    if smaller < VOID && larger < VOID {
        return WORST;
    }
    (smaller.max(FLOOR) / larger.max(FLOOR)).ln()
}

/// The score of a relation `rest + C slope >= 0`, the slope positive: the bound on the constant.
fn score_of_bound(rest: f64, slope: f64) -> f64 {
    match (slope > VOID, rest < -VOID) {
        (true, _) => (-rest / slope).clamp(-HOPELESS, HOPELESS),
        (false, true) => HOPELESS,
        (false, false) => WORST,
    }
}

fn side_of(linear: &Linear, scale: &rug::Integer, space: FeatureSpace) -> Side {
    let FeatureSpace { shape, grouping } = space;
    let mut side = Side::default();
    for (quantity, coefficient) in linear.terms() {
        let coefficient = coefficient.to_rational().to_f64() / scale.to_f64();
        match quantity {
            Quantity::Average(size) => match grouping {
                Grouping::BySize => side.terms.push((*size, coefficient)),
                Grouping::BySubset => {
                    let subsets: Vec<usize> =
                        (0..1_usize << shape.length()).filter(|set| set.count_ones() as usize == *size).collect();
                    let share = coefficient / subsets.len() as f64;
                    side.terms.extend(subsets.into_iter().map(|set| (set, share)));
                }
            },
            Quantity::Entropy(set) => {
                let bits = set.bits().and_then(|bits| usize::try_from(bits).ok()).expect("few positions");
                side.terms.push((bits, coefficient));
            }
            Quantity::Ln(argument) => side.constant += coefficient * argument.to_f64().ln(),
            Quantity::Nat => side.constant += coefficient,
            Quantity::LnVocabulary => side.constant += coefficient * (shape.vocabulary_size() as f64).ln(),
            // The predictor is the exact one, which has no gaps.
            Quantity::Gap(_) => {}
            Quantity::IdealExpectedKl | Quantity::TrainingError | Quantity::OutputKl(_) | Quantity::ByDefinition(_) => {
                unreachable!("`grouping` leaves these to the exact path")
            }
        }
    }
    side
}
