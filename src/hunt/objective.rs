//! A case as a function of a law in floating point: proposals only, never a verdict.

use crate::claim::linear::Linear;
use crate::claim::plan::{Goal, Relations, Tree};
use crate::claim::symbol::Symbol;
use crate::claim::syntax::Relation;

use super::entropies::Grouping;

/// Below this both sides of a relation count as 0: rounding errors are of the order `1e-15`.
const VOID: f64 = 1e-9;

/// Sides are raised to this before their logarithm is taken.
const FLOOR: f64 = 1e-12;

/// The score of a relation whose sides are both 0: as far from violated as can be.
pub const WORST: f64 = -1e6;

/// The logarithm of a case's ratio, as a function of the entropies: the largest over what has to hold, the smallest over what has
/// to exist.
#[derive(Debug, Clone)]
pub enum Objective {
    /// A relation, by its smaller and its larger side.
    Pair(Side, Side),
    /// The largest.
    Largest(Vec<Objective>),
    /// The smallest.
    Smallest(Vec<Objective>),
}

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

    fn add_to(&self, slopes: &mut [f64], factor: f64) {
        for (feature, coefficient) in &self.terms {
            slopes[*feature] += factor * coefficient;
        }
    }
}

/// Whether, and by which features, the goals are functions of entropies.
pub fn grouping<'g>(goals: impl IntoIterator<Item = &'g Goal>) -> Option<Grouping> {
    let mut grouping = Grouping::BySize;
    for goal in goals {
        visit(goal, &mut |relation| {
            for side in [&relation.left, &relation.right] {
                if !side.extrema().is_empty() {
                    return None;
                }
                for (symbol, _) in side.terms() {
                    match symbol {
                        Symbol::Average(_) | Symbol::Gap(_) | Symbol::Ln(_) | Symbol::Nat | Symbol::LnVocabulary => {}
                        Symbol::Entropy(_) => grouping = Grouping::BySubset,
                        Symbol::IdealExpectedKl | Symbol::TrainingError | Symbol::OutputKl(_) | Symbol::Defined(_) => {
                            return None;
                        }
                    }
                }
            }
            Some(())
        })?;
    }
    Some(grouping)
}

fn visit(goal: &Goal, visitor: &mut impl FnMut(&Relations) -> Option<()>) -> Option<()> {
    match goal {
        Tree::Leaf(relations) => relations.iter().try_for_each(visitor),
        Tree::All(instances) | Tree::Any(instances) => {
            instances.iter().try_for_each(|(_, goal)| visit(goal, &mut *visitor))
        }
    }
}

impl Objective {
    /// The objective of an arranged goal that [`grouping`] accepts.
    pub fn new(goal: &Goal, vocabulary_size: usize, length: usize, grouping: Grouping) -> Self {
        match goal {
            Tree::Leaf(relations) => {
                let pairs = relations.iter().flat_map(|relation| {
                    let [left, right] = [&relation.left, &relation.right]
                        .map(|side| side_of(side, &relation.scale, vocabulary_size, length, grouping));
                    match relation.relation {
                        Relation::AtMost | Relation::Below => vec![Self::Pair(left, right)],
                        Relation::AtLeast | Relation::Above => vec![Self::Pair(right, left)],
                        Relation::Equals => {
                            vec![Self::Pair(left.clone(), right.clone()), Self::Pair(right, left)]
                        }
                    }
                });
                Self::Largest(pairs.collect())
            }
            Tree::All(instances) => Self::Largest(
                instances.iter().map(|(_, goal)| Self::new(goal, vocabulary_size, length, grouping)).collect(),
            ),
            Tree::Any(instances) => Self::Smallest(
                instances.iter().map(|(_, goal)| Self::new(goal, vocabulary_size, length, grouping)).collect(),
            ),
        }
    }

    /// The score of a law with these entropies.
    pub fn score(&self, features: &[f64]) -> f64 {
        match self {
            Self::Pair(smaller, larger) => score_of_sides(smaller.value(features), larger.value(features)),
            Self::Largest(parts) => parts.iter().map(|part| part.score(features)).fold(WORST, f64::max),
            Self::Smallest(parts) => parts.iter().map(|part| part.score(features)).fold(-WORST, f64::min),
        }
    }

    /// The score with extrema smoothed (`sharpness` is the inverse temperature); adds its gradient in the features, times
    /// `factor`, to `slopes`.
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
    smaller.max(FLOOR).ln() - larger.max(FLOOR).ln()
}

fn side_of(linear: &Linear, scale: &rug::Integer, vocabulary_size: usize, length: usize, grouping: Grouping) -> Side {
    let mut side = Side::default();
    for (symbol, coefficient) in linear.terms() {
        let coefficient = coefficient.to_f64() / scale.to_f64();
        match symbol {
            Symbol::Average(size) => match grouping {
                Grouping::BySize => side.terms.push((*size, coefficient)),
                Grouping::BySubset => {
                    let subsets: Vec<usize> =
                        (0..1_usize << length).filter(|set| set.count_ones() as usize == *size).collect();
                    let share = coefficient / subsets.len() as f64;
                    side.terms.extend(subsets.into_iter().map(|set| (set, share)));
                }
            },
            Symbol::Entropy(set) => {
                let bits = set.bits().and_then(|bits| usize::try_from(bits).ok()).expect("few positions");
                side.terms.push((bits, coefficient));
            }
            Symbol::Ln(argument) => side.constant += coefficient * argument.to_f64().ln(),
            Symbol::Nat => side.constant += coefficient,
            Symbol::LnVocabulary => side.constant += coefficient * (vocabulary_size as f64).ln(),
            // The predictor is the exact one, which has no gaps.
            Symbol::Gap(_) => {}
            Symbol::IdealExpectedKl | Symbol::TrainingError | Symbol::OutputKl(_) | Symbol::Defined(_) => {
                unreachable!("`grouping` leaves these to the exact path")
            }
        }
    }
    side
}
