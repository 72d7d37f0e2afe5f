//! The inequalities that a proof adds up.

use std::fmt;

use rug::Rational;

use crate::law::PositionSet;

use super::combination::{Combination, Coordinate, listed};

/// An inequality that holds for every law, or is assumed: something is at least 0. Its sets are disjoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Inequality {
    /// `I(X_A; X_B | X_C) >= 0`
    Information {
        /// `A`
        first: PositionSet,
        /// `B`
        second: PositionSet,
        /// `C`
        given: PositionSet,
    },
    /// `H(X_A | X_C) >= 0`
    Entropy {
        /// `A`
        of: PositionSet,
        /// `C`
        given: PositionSet,
    },
    /// `ln V - H(X_i) >= 0`, of a set of one position.
    Vocabulary(PositionSet),
    /// A coordinate that is at least 0: a gap of the predictor, the logarithm of a number, one nat, `ln V`.
    Nonnegative(Coordinate),
    /// A premise, by its number among them, or where it is an equation its other direction.
    Premise {
        /// The number, from 0.
        index: usize,
        /// Whether it is the other direction.
        is_negated: bool,
    },
    /// The inequality of Zhang and Yeung (1998), which holds for every law and is no Shannon inequality:
    /// `I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B) - 2 I(C;D) >= 0`, for sets `A, B, C, D`.
    ZhangYeung([PositionSet; 4]),
}

/// An assumption of a problem.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Premise {
    /// What is at least 0.
    pub combination: Combination,
    /// Whether it is 0.
    pub is_equation: bool,
}

impl Inequality {
    /// What is at least 0.
    ///
    /// # Panics
    /// When the number of a premise is not below that of the premises.
    pub fn combination(&self, premises: &[Premise]) -> Combination {
        let one = Rational::from(1);
        let mut combination = Combination::default();
        match self {
            Self::Information { first, second, given } => {
                add_information(&mut combination, [*first, *second, *given], &one);
            }
            Self::Entropy { of, given } => {
                combination.add_entropy(of.union(*given), &one);
                combination.add_entropy(*given, &-one);
            }
            Self::Vocabulary(position) => {
                combination.add(Coordinate::LnVocabulary, &one);
                combination.add_entropy(*position, &-one);
            }
            Self::Nonnegative(coordinate) => combination.add(coordinate.clone(), &one),
            Self::Premise { index, is_negated } => {
                let premise = &premises[*index].combination;
                return if *is_negated { premise.negated() } else { premise.clone() };
            }
            Self::ZhangYeung([a, b, c, d]) => {
                let none = PositionSet::EMPTY;
                let parts = [
                    ([*a, *b, none], 1),
                    ([*a, c.union(*d), none], 1),
                    ([*c, *d, *a], 3),
                    ([*c, *d, *b], 1),
                    ([*c, *d, none], -2),
                ];
                for (sets, factor) in parts {
                    add_information(&mut combination, sets, &Rational::from(factor));
                }
            }
        }
        combination
    }

    /// The inequality with each set of positions replaced by its image.
    #[must_use]
    pub fn map_sets(&self, image: impl Fn(PositionSet) -> PositionSet) -> Self {
        match self {
            Self::Information { first, second, given } => {
                Self::Information { first: image(*first), second: image(*second), given: image(*given) }
            }
            Self::Entropy { of, given } => Self::Entropy { of: image(*of), given: image(*given) },
            Self::Vocabulary(position) => Self::Vocabulary(image(*position)),
            Self::ZhangYeung(sets) => Self::ZhangYeung(sets.map(image)),
            Self::Nonnegative(_) | Self::Premise { .. } => self.clone(),
        }
    }
}

/// Adds a multiple of `I(X_A; X_B | X_C)`.
fn add_information(combination: &mut Combination, [first, second, given]: [PositionSet; 3], factor: &Rational) {
    let minus = Rational::from(-factor);
    combination.add_entropy(first.union(given), factor);
    combination.add_entropy(second.union(given), factor);
    combination.add_entropy(first.union(second).union(given), &minus);
    combination.add_entropy(given, &minus);
}

impl fmt::Display for Inequality {
    /// The side that is at least 0; positions are counted from 1.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let condition =
            |given: &PositionSet| if given.is_empty() { String::new() } else { format!("|{}", listed(*given)) };
        match self {
            Self::Information { first, second, given } => {
                write!(formatter, "I({};{}{})", listed(*first), listed(*second), condition(given))
            }
            Self::Entropy { of, given } => write!(formatter, "H({}{})", listed(*of), condition(given)),
            Self::Vocabulary(position) => write!(formatter, "ln(V) - H({})", listed(*position)),
            Self::Nonnegative(coordinate) => coordinate.fmt(formatter),
            Self::Premise { index, is_negated: false } => write!(formatter, "premise {}", index + 1),
            Self::Premise { index, is_negated: true } => write!(formatter, "-(premise {})", index + 1),
            Self::ZhangYeung([a, b, c, d]) => {
                let [a, b, c, d] = [a, b, c, d].map(|set| listed(*set));
                write!(formatter, "ZY({a};{b};{c};{d})")
            }
        }
    }
}
