//! The inequalities between members of a family that a proof may use.

use std::collections::BTreeSet;

use rug::Rational;
use rustc_hash::FxHashSet;

use crate::law::PositionSet;

use super::combination::{Combination, Coordinate};
use super::inequality::Inequality;
use super::problem::Problem;

/// The most sets for which inequalities along chain rules are listed.
const CHAIN_SETS: usize = 160;

/// An inequality with its coefficients, those of the sets of an orbit added up.
#[derive(Debug, Clone)]
pub struct Column {
    /// The inequality, between sets of blocks.
    pub inequality: Inequality,
    /// Its coefficients.
    pub entries: Combination,
}

/// Inequalities, each kind of coefficients once, in the order in which they came.
#[derive(Debug)]
pub struct Columns<'a> {
    problem: &'a Problem,
    list: Vec<Column>,
    known: FxHashSet<Combination>,
}

/// `I(p; q | X)` between blocks and a member.
pub fn information(first: usize, second: usize, given: u64) -> Inequality {
    let block = |block: usize| PositionSet::EMPTY.with(block);
    Inequality::Information { first: block(first), second: block(second), given: PositionSet::from_bits(given) }
}

/// `I(X; Y | X and Y)` of members: `f(X) + f(Y) >= f(X or Y) + f(X and Y)`; `None` where one contains the other.
fn pair(first: u64, second: u64) -> Option<Inequality> {
    let set = PositionSet::from_bits;
    let is_pair = first & !second != 0 && second & !first != 0;
    is_pair.then(|| Inequality::Information {
        first: set(first & !second),
        second: set(second & !first),
        given: set(first & second),
    })
}

impl<'a> Columns<'a> {
    /// The inequalities that every proof may use: what is assumed, and what is at least 0 by itself.
    pub fn basic(problem: &'a Problem) -> Self {
        let mut columns = Self { problem, list: Vec::new(), known: FxHashSet::default() };
        for (index, premise) in problem.premises.iter().enumerate() {
            columns.add(Inequality::Premise { index, is_negated: false });
            if premise.is_equation {
                columns.add(Inequality::Premise { index, is_negated: true });
            }
        }
        let all = problem.premises.iter().map(|premise| &premise.combination).chain([&problem.target]);
        let coordinates: BTreeSet<&Coordinate> =
            all.flat_map(|one| one.terms().map(|(coordinate, _)| coordinate)).collect();
        for coordinate in coordinates {
            match coordinate {
                Coordinate::Entropy(_) => {}
                Coordinate::LnVocabulary => {
                    columns.add(Inequality::Nonnegative(coordinate.clone()));
                    (0..problem.family.blocks())
                        .for_each(|block| columns.add(Inequality::Vocabulary(PositionSet::EMPTY.with(block))));
                }
                Coordinate::Gap(_) | Coordinate::Ln(_) | Coordinate::Nat => {
                    columns.add(Inequality::Nonnegative(coordinate.clone()));
                }
            }
        }
        for block in 0..problem.family.blocks() {
            columns.add(problem.last_entropy(block));
        }
        problem.non_shannon().for_each(|inequality| columns.add(inequality));
        columns
    }

    /// Adds an inequality, unless one with its coefficients is there.
    pub fn add(&mut self, inequality: Inequality) {
        let entries = self.problem.symmetry.project(&inequality.combination(&self.problem.premises));
        if !entries.is_zero() && self.known.insert(entries.clone()) {
            self.list.push(Column { inequality, entries });
        }
    }

    /// The inequalities.
    pub fn list(&self) -> &[Column] {
        &self.list
    }

    /// Adds the inequalities between the sets that occur and the sets of a chain rule along some orders of the blocks:
    /// those of most proofs by hand. Nothing where very many sets occur.
    pub fn add_chains(&mut self) {
        let problem = self.problem;
        let sets = problem.sets();
        if sets.len() > CHAIN_SETS {
            return;
        }
        for (index, first) in sets.iter().enumerate() {
            for second in &sets[index + 1..] {
                if let Some(inequality) = pair(*first, *second) {
                    let is_known = |set: u64| set == 0 || sets.binary_search(&set).is_ok();
                    if is_known(first | second) && is_known(first & second) {
                        self.add(inequality);
                    }
                }
            }
        }
        for order in problem.orders() {
            let mut before = 0;
            for block in order {
                self.add_step(block, before, &sets);
                before |= 1 << block;
            }
        }
    }

    /// The inequalities `H(x | X) >= H(x | Y)`, `X` inside `Y`, of one step of a chain rule: `x` a block and `before`
    /// those before it; the sets are met with `before`, or joined with it.
    fn add_step(&mut self, block: usize, before: u64, sets: &[u64]) {
        let bit = 1_u64 << block;
        let smaller = sets.iter().filter(|set| *set & bit != 0).map(|set| set & before);
        let larger = sets.iter().filter(|set| *set & bit == 0).map(|set| set | before);
        let given: BTreeSet<u64> = smaller.chain([before]).chain(larger).collect();
        let given: Vec<u64> = given.into_iter().filter(|set| self.problem.family.is_addable(block, *set)).collect();
        for small in &given {
            let above = given.iter().filter(|large| small & !**large == 0 && *large != small);
            let above: Vec<u64> = above.copied().collect();
            let is_next = |large: &u64| !above.iter().any(|other| other & !large == 0 && other != large);
            for large in above.iter().filter(|large| is_next(large)) {
                let information = Inequality::Information {
                    first: PositionSet::EMPTY.with(block),
                    second: PositionSet::from_bits(large & !small),
                    given: PositionSet::from_bits(*small),
                };
                self.add(information);
            }
        }
    }

    /// Adds the elemental inequalities all of whose sets but one occur.
    pub fn add_near(&mut self) {
        let sets: FxHashSet<u64> = self.problem.sets().into_iter().chain([0]).collect();
        let problem = self.problem;
        problem.for_each_elemental(|first, second, given| {
            let sides = [given | 1 << first, given | 1 << second, given | 1 << first | 1 << second, given];
            if sides.iter().filter(|set| sets.contains(set)).count() >= 3 {
                self.add(information(first, second, given));
            }
        });
    }
}

/// The value of a combination, from the entropies of sets of blocks and the values of other coordinates.
pub fn value(
    combination: &Combination,
    entropy: impl Fn(u64) -> Rational,
    other: impl Fn(&Coordinate) -> Rational,
) -> Rational {
    let term = |(coordinate, coefficient): (&Coordinate, &Rational)| match coordinate {
        Coordinate::Entropy(set) => coefficient * entropy(set.bits()),
        coordinate => coefficient * other(coordinate),
    };
    combination.terms().map(term).sum()
}
