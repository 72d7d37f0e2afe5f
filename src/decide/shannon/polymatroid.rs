//! Polymatroids at which a combination is negative: they show that no sum of Shannon inequalities proves it.

use std::collections::BTreeMap;

use rug::Rational;
use rustc_hash::FxHashMap;

use crate::cases::bindings::Binding;
use crate::exact::linear_system::{Unknown, solve};
use crate::exact::{TooLarge, Work};
use crate::law::PositionSet;

use super::columns::{Column, information, value};
use super::combination::{Combination, Coordinate};
use super::family::RingFamily;
use super::inequality::Inequality;
use super::problem::Problem;
use super::propose::{Point, near};
use super::symmetry::Symmetry;

/// A monotone submodular function on the members of a family, 0 at the empty set, with values of the other coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polymatroid {
    family: RingFamily,
    symmetry: Symmetry,
    values: FxHashMap<u64, Rational>,
    others: BTreeMap<Coordinate, Rational>,
}

/// Why a case has no proof by Shannon's inequalities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoProof {
    /// What the quantifiers of the case bind.
    pub bindings: Vec<Binding>,
    /// The relation, as an index of the statement's.
    pub relation: usize,
    /// What should be at least 0, at the polymatroid: below 0.
    pub value: Rational,
    /// A polymatroid that fulfils the premises.
    pub polymatroid: Polymatroid,
}

impl Polymatroid {
    /// The value at a set of positions: that of the smallest member that contains those which play a part.
    pub fn entropy(&self, positions: PositionSet) -> Rational {
        self.at(self.family.smallest(positions)).clone()
    }

    /// The value at a member.
    fn at(&self, member: u64) -> &Rational {
        /// The value at the empty set, which is not listed.
        const NOTHING: &Rational = Rational::ZERO;
        self.values.get(&self.symmetry.representative(member)).unwrap_or(NOTHING)
    }

    /// The values of `ln V` and of constants, in the same unit.
    pub fn others(&self) -> &BTreeMap<Coordinate, Rational> {
        &self.others
    }

    /// The value of a combination of sets of positions.
    pub fn value(&self, combination: &Combination) -> Rational {
        value(combination, |set| self.entropy(PositionSet::from_bits(set)), |other| self.other(other))
    }

    fn other(&self, coordinate: &Coordinate) -> Rational {
        self.others.get(coordinate).cloned().unwrap_or_default()
    }

    fn at_blocks(&self, combination: &Combination) -> Rational {
        value(combination, |set| self.at(set).clone(), |other| self.other(other))
    }

    /// Whether it is a polymatroid that fulfils the premises, and the target is negative at it.
    fn violates(&self, problem: &Problem) -> bool {
        let is_fulfilled = problem.premises.iter().all(|premise| {
            let value = self.at_blocks(&premise.combination);
            if premise.is_equation { value == 0 } else { value >= 0 }
        });
        if !is_fulfilled || self.others.values().any(|value| *value < 0) || self.at_blocks(&problem.target) >= 0 {
            return false;
        }
        let holds = |inequality: &Inequality| self.at_blocks(&inequality.combination(&[])) >= 0;
        let blocks = problem.family.blocks();
        let has_vocabulary = self.others.contains_key(&Coordinate::LnVocabulary);
        let singles = (0..blocks).filter(|_| has_vocabulary).map(|block| PositionSet::EMPTY.with(block));
        if !(0..blocks).all(|block| holds(&problem.last_entropy(block)))
            || !singles.map(Inequality::Vocabulary).all(|inequality| holds(&inequality))
            || !problem.non_shannon().all(|inequality| holds(&inequality))
        {
            return false;
        }
        let mut is_submodular = true;
        problem.for_each_elemental(|first, second, given| {
            let [one, other] = [given | 1 << first, given | 1 << second];
            is_submodular &=
                Rational::from(self.at(one) + self.at(other)) >= Rational::from(self.at(one | other) + self.at(given));
        });
        is_submodular
    }
}

/// The denominators that are tried for a point whose largest value is 1.
const DENOMINATORS: [u32; 20] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 24, 30, 36, 60, 120, 360, 840];

/// The most unknowns of a system that is solved for a point.
const SYSTEM_UNKNOWNS: usize = 400;

/// What is taken for 0 at a point.
const TIGHT: f64 = 1e-7;

/// A polymatroid near a point at which the target is negative, if one is found: by small denominators, or as the
/// solution of the equations that seem to hold at the point.
///
/// # Errors
/// When the work is beyond the limit of the meter.
pub fn near_point(
    problem: &Problem,
    columns: &[Column],
    point: &Point,
    work: &Work,
) -> Result<Option<Polymatroid>, TooLarge> {
    let largest = point.values().copied().fold(0.0, f64::max);
    if largest <= TIGHT {
        return Ok(None);
    }
    for denominator in DENOMINATORS {
        let scale = f64::from(denominator) / largest;
        let rounds = |value: &f64| (value * scale - (value * scale).round()).abs() < 1e-6;
        if !point.values().all(rounds) {
            continue;
        }
        let whole = |value: f64| Rational::from_f64((value * scale).round()).unwrap_or_default();
        let rounded = polymatroid(problem, |coordinate| point.get(coordinate).map_or(Rational::new(), |v| whole(*v)));
        if rounded.violates(problem) {
            return Ok(Some(rounded));
        }
    }
    let Some(values) = vertex(columns, point, largest, work)? else { return Ok(None) };
    let exact = polymatroid(problem, |coordinate| values.get(coordinate).cloned().unwrap_or_default());
    Ok(exact.violates(problem).then_some(exact))
}

/// The polymatroid with the values of representatives.
fn polymatroid(problem: &Problem, at: impl Fn(&Coordinate) -> Rational) -> Polymatroid {
    let members = problem.symmetry.representatives(&problem.family).filter(|member| *member != 0);
    let at_set = |set: u64| at(&Coordinate::Entropy(PositionSet::from_bits(set)));
    let values = members.map(|member| (member, at_set(member))).collect();
    let all = problem.premises.iter().map(|premise| &premise.combination).chain([&problem.target]);
    let others = all.flat_map(Combination::terms).filter(|(one, _)| !matches!(one, Coordinate::Entropy(_)));
    let others = others.map(|(coordinate, _)| (coordinate.clone(), at(coordinate))).collect();
    Polymatroid { family: problem.family.clone(), symmetry: problem.symmetry.clone(), values, others }
}

/// The solution of the equations that seem to hold at a point: columns that vanish, and values that are 0 or the
/// largest. What these leave free has a rational value near that of the point.
fn vertex(
    columns: &[Column],
    point: &Point,
    largest: f64,
    work: &Work,
) -> Result<Option<BTreeMap<Coordinate, Rational>>, TooLarge> {
    if point.len() > SYSTEM_UNKNOWNS {
        return Ok(None);
    }
    let coordinates: Vec<&Coordinate> = point.keys().collect();
    let number: BTreeMap<&Coordinate, usize> =
        coordinates.iter().enumerate().map(|(index, one)| (*one, index)).collect();
    let mut unknowns: Vec<Unknown> = vec![Vec::new(); coordinates.len()];
    let mut right = BTreeMap::new();
    let mut rows = 0;
    for (coordinate, place) in &number {
        let value = point[*coordinate];
        if value < TIGHT || largest - value < TIGHT {
            unknowns[*place].push((rows, Rational::from(1)));
            right.insert(rows, Rational::from(u8::from(value >= TIGHT)));
            rows += 1;
        }
    }
    for column in columns {
        let terms = || column.entries.terms();
        let sum: f64 = terms().map(|(one, entry)| entry.to_f64() * point.get(one).copied().unwrap_or(0.0)).sum();
        if sum.abs() < TIGHT {
            for (coordinate, entry) in terms() {
                unknowns[number[coordinate]].push((rows, entry.clone()));
            }
            rows += 1;
        }
    }
    let exact = solve(&unknowns, &right, work)?;
    let near_values = || coordinates.iter().map(|coordinate| near(point[*coordinate] / largest, 1000)).collect();
    let values: Vec<Rational> = exact.unwrap_or_else(near_values);
    Ok(Some(coordinates.into_iter().cloned().zip(values).collect()))
}

/// The elemental inequalities that a point violates, the most violated first.
pub fn violated(problem: &Problem, point: &Point) -> Vec<Inequality> {
    let members = problem.symmetry.representatives(&problem.family);
    let at = |member: u64| point.get(&Coordinate::Entropy(PositionSet::from_bits(member))).copied().unwrap_or(0.0);
    let known: FxHashMap<u64, f64> = members.map(|member| (member, at(member))).collect();
    let value = |member: u64| known[&problem.symmetry.representative(member)];
    let mut found: Vec<(f64, (usize, usize, u64))> = Vec::new();
    problem.for_each_elemental(|first, second, given| {
        let [one, other] = [given | 1 << first, given | 1 << second];
        let sum = value(one) + value(other) - value(one | other) - value(given);
        if sum < -TIGHT {
            found.push((sum, (first, second, given)));
        }
    });
    found.sort_by(|left, right| left.0.total_cmp(&right.0).then_with(|| left.1.cmp(&right.1)));
    found.into_iter().map(|(_, (first, second, given))| information(first, second, given)).collect()
}
