//! Laws that may break an inequality that is not proved: codes on some of the blocks, and laws with few sequences.
//!
//! Doubles say which laws are worth a look; the ordinary check decides.

use itertools::Itertools;
use rug::{Integer, Rational};

use crate::decide::realise::smallest_field;
use crate::law::families::{LinearCode, mds_generator};
use crate::law::{Law, PositionSet, Vocabulary};

use super::columns::value;
use super::combination::{Combination, Coordinate};
use super::problem::Problem;

/// Up to so many blocks, codes on all sets of them are tried; beyond, on sets of at most three, or all but one at most.
const ALL_SETS: usize = 12;

/// Up to so many blocks, laws with few sequences are tried.
const SMALL_BLOCKS: usize = 5;

/// Weights of sequences are up to this, and up to [`LARGE_WEIGHT`] for one of them.
const WEIGHT: u32 = 3;

/// See [`WEIGHT`].
const LARGE_WEIGHT: u32 = 8;

/// What a sum in doubles must be below to count as negative, and what is taken for 0.
const NEGATIVE: f64 = -1e-9;

/// A law that may break a problem.
#[derive(Debug)]
pub enum Suspect {
    /// A law that seems to.
    Law(Box<Law>),
    /// A code that does, by its ranks, and has no table: what it is.
    LargeCode(String),
}

/// Laws of sequences of a length that seem to break a problem, the simplest first.
pub fn suspects(problem: &Problem, length: usize) -> impl Iterator<Item = Suspect> {
    let few = few_sequences(problem, length).map(|law| Suspect::Law(Box::new(law)));
    codes(problem, length).chain(few)
}

/// The sets of blocks on which codes are tried.
fn code_sets(problem: &Problem) -> Box<dyn Iterator<Item = u64> + '_> {
    let blocks = problem.family.blocks();
    if problem.symmetry.has_all() {
        return Box::new((1..=blocks).rev().map(|size| PositionSet::all(size).bits()));
    }
    if blocks <= ALL_SETS {
        return Box::new(1..=problem.family.top());
    }
    let few = (1..=3).flat_map(move |size| (0..blocks).combinations(size));
    let few = few.map(|blocks| blocks.into_iter().fold(0, |set, block| set | 1 << block));
    let top = problem.family.top();
    Box::new(few.chain((0..blocks).map(move |block| top & !(1 << block))).chain([top]))
}

/// The uniform laws on MDS codes on some blocks: each block has its symbol at its first position, and all else is one
/// token.
fn codes(problem: &Problem, length: usize) -> impl Iterator<Item = Suspect> {
    let sets = code_sets(problem);
    let parameters = sets.flat_map(|set| (1..=set.count_ones() as usize).map(move |dimension| (set, dimension)));
    // Independent symbols are sums of single ones.
    let parameters = parameters.filter(|(set, dimension)| *dimension == 1 || *dimension < set.count_ones() as usize);
    parameters.filter_map(move |(set, dimension)| {
        let rank = |member: u64| Rational::from(dimension.min((member & set).count_ones() as usize));
        breaks_as_code(problem, rank).then(|| code(problem, set, dimension, length)).flatten()
    })
}

/// Whether entropies in the unit of `ln V` fulfil the premises and break the target.
fn breaks_as_code(problem: &Problem, rank: impl Fn(u64) -> Rational) -> bool {
    let other = |coordinate: &Coordinate| Rational::from(u8::from(*coordinate == Coordinate::LnVocabulary));
    let at = |combination: &Combination| value(combination, &rank, other);
    at(&problem.target) < 0
        && problem.premises.iter().all(|premise| {
            let value = at(&premise.combination);
            if premise.is_equation { value == 0 } else { value >= 0 }
        })
}

fn code(problem: &Problem, set: u64, dimension: usize, length: usize) -> Option<Suspect> {
    let blocks: Vec<usize> = PositionSet::from_bits(set).positions().collect();
    let field = smallest_field(dimension, blocks.len());
    let rows = mds_generator(blocks.len(), dimension, field)?;
    let first = |block: usize| problem.family.positions_of(block).positions().next();
    let rows: Vec<Vec<usize>> = rows
        .iter()
        .map(|row| {
            let mut word = vec![0; length];
            blocks.iter().zip(row).filter_map(|(block, symbol)| Some((first(*block)?, symbol))).for_each(
                |(position, symbol)| {
                    word[position] = *symbol;
                },
            );
            word
        })
        .collect();
    if let Ok(law) = LinearCode::new(field, &rows).and_then(|code| code.law()) {
        return Some(Suspect::Law(Box::new(law)));
    }
    let has_constants = problem.premises.iter().map(|premise| &premise.combination).chain([&problem.target]);
    let mut has_constants = has_constants.flat_map(Combination::terms).map(|(coordinate, _)| coordinate);
    if has_constants.any(|one| matches!(one, Coordinate::Ln(_) | Coordinate::Nat)) {
        return None;
    }
    let positions: Vec<String> = blocks.iter().filter_map(|block| Some((first(*block)? + 1).to_string())).collect();
    Some(Suspect::LargeCode(format!(
        "the uniform law on an [{},{dimension}] MDS code over GF({field}) at the positions {}, the others constant,",
        blocks.len(),
        positions.join(",")
    )))
}

/// Laws over two letters with up to four sequences and small weights, or up to six of one weight.
fn few_sequences(problem: &Problem, length: usize) -> impl Iterator<Item = Law> {
    let blocks = problem.family.blocks();
    let words = if blocks <= SMALL_BLOCKS { 1_u64 << blocks } else { 0 };
    let sets = problem.sets();
    // Other letters at a position are another name: the word of zeros may be one of the sequences.
    let supports = (1..=5_usize).filter(move |others| blocks < SMALL_BLOCKS || *others <= 3).flat_map(move |others| {
        (1..words).combinations(others).map(|words| std::iter::once(0).chain(words).collect::<Vec<u64>>())
    });
    supports.flat_map(|support| weights(support.len()).map(move |weights| (support.clone(), weights))).filter_map(
        move |(support, weights)| {
            let entropies: Vec<f64> = sets.iter().map(|set| entropy(&support, &weights, *set)).collect();
            let at = |member: u64| sets.binary_search(&member).map_or(0.0, |index| entropies[index]);
            seems_to_break(problem, &at).then(|| law(problem, &support, &weights, length)).flatten()
        },
    )
}

/// The weights of so many sequences.
fn weights(number: usize) -> impl Iterator<Item = Vec<u32>> {
    let all_small = (0..number).map(|_| 1..=if number <= 4 { WEIGHT } else { 1 }).multi_cartesian_product();
    let one_large = (0..number).filter(move |_| number <= 4).flat_map(move |large| {
        (WEIGHT + 1..=LARGE_WEIGHT)
            .map(move |weight| (0..number).map(|one| if one == large { weight } else { 1 }).collect())
    });
    all_small.chain(one_large)
}

/// The entropy of a set of blocks, in nats.
fn entropy(support: &[u64], weights: &[u32], set: u64) -> f64 {
    let total: u32 = weights.iter().sum();
    let mut entropy = 0.0;
    for (index, word) in support.iter().enumerate() {
        if support[..index].iter().any(|other| other & set == word & set) {
            continue;
        }
        let same = support.iter().zip(weights).filter(|(other, _)| *other & set == word & set);
        let mass = f64::from(same.map(|(_, weight)| weight).sum::<u32>()) / f64::from(total);
        entropy -= mass * mass.ln();
    }
    entropy
}

fn seems_to_break(problem: &Problem, entropy: &impl Fn(u64) -> f64) -> bool {
    let at = |combination: &Combination| -> f64 {
        let term = |(coordinate, coefficient): (&Coordinate, &Rational)| {
            let quantity = match coordinate {
                Coordinate::Entropy(set) => entropy(set.bits()),
                Coordinate::LnVocabulary => std::f64::consts::LN_2,
                Coordinate::Gap(_) => 0.0,
                Coordinate::Ln(argument) => argument.to_f64().ln(),
                Coordinate::Nat => 1.0,
            };
            coefficient.to_f64() * quantity
        };
        combination.terms().map(term).sum()
    };
    at(&problem.target) < NEGATIVE
        && problem.premises.iter().all(|premise| {
            let value = at(&premise.combination);
            if premise.is_equation { value.abs() < -NEGATIVE } else { value > NEGATIVE }
        })
}

/// The law over two letters in which the first position of each block has the letter of the block.
fn law(problem: &Problem, support: &[u64], weights: &[u32], length: usize) -> Option<Law> {
    let atoms = 1_usize.checked_shl(u32::try_from(length).ok()?)?;
    let mut counts = vec![Integer::new(); atoms];
    for (word, weight) in support.iter().zip(weights) {
        let blocks = PositionSet::from_bits(*word);
        let positions = blocks.positions().filter_map(|block| problem.family.positions_of(block).positions().next());
        // The first position is the most significant digit.
        let atom = positions.fold(0, |atom, position| atom | 1 << (length - 1 - position));
        counts[atom] += *weight;
    }
    let listed = support.iter().zip(weights).map(|(word, weight)| {
        let blocks = (0..problem.family.blocks()).map(|block| if word >> block & 1 == 1 { '1' } else { '0' });
        format!("{}:{weight}", blocks.collect::<String>())
    });
    let name = format!("few sequences ({})", listed.collect::<Vec<_>>().join(", "));
    Law::from_counts(name, Vocabulary::numbered(2), length, counts).ok()
}
