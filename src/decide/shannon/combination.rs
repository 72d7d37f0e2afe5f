//! Linear combinations of the entropies of sets, and of what claims put beside them.

use std::collections::BTreeMap;
use std::fmt;

use rug::{Integer, Rational};

use crate::cases::linear::Linear;
use crate::cases::plan::Relation;
use crate::cases::quantity::Quantity;
use crate::decide::difference::NotLinear;
use crate::exact::Number;
use crate::exact::terms::add_term;
use crate::language::words::Comparator;
use crate::law::PositionSet;

/// What a combination has coefficients on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coordinate {
    /// `H(X_A)`, of a set that is not empty.
    Entropy(PositionSet),
    /// `ln V`, at least the entropy of each token.
    LnVocabulary,
    /// The predictor's gap with so many tokens revealed, at least 0.
    Gap(usize),
    /// `ln n` for an integer `n >= 2`.
    Ln(Integer),
    /// One nat.
    Nat,
}

impl fmt::Display for Coordinate {
    /// Positions are counted from 1.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entropy(set) => write!(formatter, "H({})", listed(*set)),
            Self::LnVocabulary => formatter.write_str("ln(V)"),
            Self::Gap(revealed) => write!(formatter, "gap({revealed})"),
            Self::Ln(argument) => write!(formatter, "ln({argument})"),
            Self::Nat => formatter.write_str("nat"),
        }
    }
}

/// The positions of a set, counted from 1, with commas between them.
pub fn listed(set: PositionSet) -> String {
    let positions: Vec<String> = set.positions().map(|position| (position + 1).to_string()).collect();
    positions.join(",")
}

/// A rational combination of coordinates; no coefficient is zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Combination(BTreeMap<Coordinate, Rational>);

impl Combination {
    /// Adds a multiple of a coordinate; the entropy of no position is 0.
    pub fn add(&mut self, coordinate: Coordinate, coefficient: &Rational) {
        if coordinate != Coordinate::Entropy(PositionSet::EMPTY) {
            add_term(&mut self.0, coordinate, coefficient);
        }
    }

    /// Adds a multiple of the entropy of a set.
    pub fn add_entropy(&mut self, set: PositionSet, coefficient: &Rational) {
        self.add(Coordinate::Entropy(set), coefficient);
    }

    /// Adds a multiple of another combination.
    pub fn add_scaled(&mut self, other: &Self, factor: &Rational) {
        for (coordinate, coefficient) in &other.0 {
            self.add(coordinate.clone(), &Rational::from(coefficient * factor));
        }
    }

    /// The combination with the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self(self.0.iter().map(|(coordinate, coefficient)| (coordinate.clone(), (-coefficient).into())).collect())
    }

    /// The coordinates with their coefficients, in order.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&Coordinate, &Rational)> {
        self.0.iter()
    }

    /// The coefficient of a coordinate.
    pub fn get(&self, coordinate: &Coordinate) -> Option<&Rational> {
        self.0.get(coordinate)
    }

    /// The sets whose entropies occur.
    pub fn sets(&self) -> impl Iterator<Item = PositionSet> {
        self.0.keys().filter_map(|coordinate| match coordinate {
            Coordinate::Entropy(set) => Some(*set),
            _ => None,
        })
    }

    /// Whether every coefficient is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The combination with each set replaced by its image; images may coincide.
    #[must_use]
    pub fn map_sets(&self, mut image: impl FnMut(PositionSet) -> PositionSet) -> Self {
        let mut mapped = Self::default();
        for (coordinate, coefficient) in &self.0 {
            let coordinate = match coordinate {
                Coordinate::Entropy(set) => Coordinate::Entropy(image(*set)),
                other => other.clone(),
            };
            mapped.add(coordinate, coefficient);
        }
        mapped
    }

    /// The combination of a side of a relation without minima and maxima.
    fn of_linear(side: &Linear, (length, is_averaged): (usize, bool)) -> Result<Self, NotLinear> {
        let mut combination = Self::default();
        for (quantity, coefficient) in side.terms() {
            let coefficient = coefficient.to_rational();
            match quantity {
                Quantity::Entropy(positions) => match positions.bits() {
                    Some(bits) => combination.add_entropy(PositionSet::from_bits(bits), &coefficient),
                    None => return Err(NotLinear::Quantity(quantity.to_string())),
                },
                Quantity::Average(size) if is_averaged => {
                    combination.add_entropy(PositionSet::all(*size), &coefficient);
                }
                Quantity::Average(size) if is_written_out(length, *size) => {
                    let sets: Vec<PositionSet> = PositionSet::all(length).subsets_with(*size).collect();
                    let share = coefficient / Rational::from(sets.len());
                    sets.into_iter().for_each(|set| combination.add_entropy(set, &share));
                }
                Quantity::Gap(revealed) => combination.add(Coordinate::Gap(*revealed), &coefficient),
                Quantity::Ln(argument) => combination.add(Coordinate::Ln(argument.clone()), &coefficient),
                Quantity::LnVocabulary => combination.add(Coordinate::LnVocabulary, &coefficient),
                Quantity::Nat => combination.add(Coordinate::Nat, &coefficient),
                Quantity::Average(_)
                | Quantity::IdealExpectedKl
                | Quantity::TrainingError
                | Quantity::OutputKl(_)
                | Quantity::ByDefinition(_) => return Err(NotLinear::Quantity(quantity.to_string())),
            }
        }
        Ok(combination)
    }
}

/// The most sets of one size that an average entropy is written out for.
const AVERAGED_SETS: u32 = 1 << 14;

/// Whether an average entropy is written out as entropies of sets.
fn is_written_out(length: usize, size: usize) -> bool {
    let few = |size: usize| u32::try_from(size).expect("sequences of moderate length");
    length <= PositionSet::MAX_LENGTH && Integer::from(length).binomial(few(size)) <= AVERAGED_SETS
}

/// The most combinations that a relation with minima and maxima comes to.
const CONJUNCTS: usize = 1024;

/// What a relation says: all of these combinations are at least 0.
///
/// A minimum that should be large, and a maximum that should be small, are one combination for each of their options.
///
/// With `is_averaged` the entropy of the first `k` positions stands for the average entropy `h_k`.
///
/// # Errors
/// When it is not a conjunction of linear inequalities between these coordinates, or is strict.
pub fn conjuncts(relation: &Relation, (length, is_averaged): (usize, bool)) -> Result<Vec<Combination>, NotLinear> {
    for side in [&relation.left, &relation.right, &relation.shared] {
        if side.terms().any(|(quantity, coefficient)| quantity.is_training_error() && coefficient.sign().is_lt()) {
            return Err(NotLinear::SubtractedTrainingError);
        }
    }
    if matches!(relation.relation, Comparator::Below | Comparator::Above) {
        return Err(NotLinear::Strict);
    }
    let [smaller, larger] = relation.relation.smaller_first(&relation.left, &relation.right);
    let unit = Number::ONE.over(&Number::from(&relation.scale));
    let difference = larger.clone().scaled(&unit).plus_scaled(smaller, &unit.negated());
    if relation.relation == Comparator::Equals {
        if !difference.extrema().is_empty() {
            return Err(NotLinear::Extremum);
        }
        let combination = Combination::of_linear(&difference, (length, is_averaged))?;
        let negated = combination.negated();
        return Ok(vec![combination, negated]);
    }
    let options = difference.conjuncts(CONJUNCTS).ok_or(NotLinear::Extremum)?;
    options.iter().map(|option| Combination::of_linear(option, (length, is_averaged))).collect()
}

/// Whether combinations have coefficients on a quantity.
pub fn is_linear(quantity: &Quantity) -> bool {
    match quantity {
        Quantity::Entropy(_)
        | Quantity::Average(_)
        | Quantity::Gap(_)
        | Quantity::Ln(_)
        | Quantity::LnVocabulary
        | Quantity::Nat => true,
        Quantity::IdealExpectedKl | Quantity::TrainingError | Quantity::OutputKl(_) | Quantity::ByDefinition(_) => {
            false
        }
    }
}
