//! Laws to start from.

use std::ops::Range;

use itertools::Itertools;

use crate::law::families::{all_linear_codes, mds, number_of_codes, parity, random_law, repetition};
use crate::law::field::FIELD_ORDERS;
use crate::law::{Law, Shape, digits_of};
use crate::limits::CODE_LIMIT;

use super::seeded_rng::SeededRng;

/// A law to start from, by its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// What it is.
    pub name: String,
    /// The counts of all atoms.
    pub counts: Vec<u64>,
}

/// The most atoms for which every set of them is listed.
const ALL_SUPPORTS: usize = 16;

/// The most linear codes that are listed.
const CODES: usize = 2000;

/// The structured laws that are mixed in pairs.
const MIXED: usize = 12;

/// The shares of two laws in their mixtures.
const SHARES: [(u64, u64); 5] = [(1, 1), (1, 3), (3, 1), (1, 15), (15, 1)];

/// The kinds of random laws: the bits of their counts, and the density of their support.
const KINDS: [(u32, u32); 4] = [(1, 100), (3, 100), (10, 100), (10, 40)];

/// The most starts that [`starts`] makes of a shape.
pub fn most_starts(shape: Shape, random: usize) -> usize {
    let (length, vocabulary_size, atoms) = (shape.length(), shape.vocabulary_size(), shape.atoms());
    let has_field = FIELD_ORDERS.contains(&vocabulary_size);
    let codes = number_of_codes(vocabulary_size, length).filter(|codes| has_field && *codes <= CODE_LIMIT);
    let codes = codes.and_then(|codes| usize::try_from(codes).ok()).map_or(0, |codes| codes.min(CODES));
    let supports = if atoms <= ALL_SUPPORTS { 1 << (atoms - 1) } else { random.saturating_mul(4) };
    let mixtures = MIXED * (MIXED - 1) / 2 * SHARES.len();
    [1 + length, codes, supports, random.saturating_mul(KINDS.len()), mixtures]
        .into_iter()
        .fold(0, usize::saturating_add)
}

/// Structured laws, and `random` seeded ones of each kind; the first of them where there are more than `most`.
pub fn starts(shape: Shape, seed: u64, random: usize, most: usize) -> Vec<Start> {
    let (length, vocabulary_size, atoms) = (shape.length(), shape.vocabulary_size(), shape.atoms());
    let mut starts = Vec::new();
    for law in [repetition(vocabulary_size, length), parity(vocabulary_size, length)].into_iter().flatten() {
        starts.extend(of_law(&law));
    }
    // No code is known, or none exists, where these fail.
    for dimension in 1..length {
        starts.extend(mds(length, dimension, vocabulary_size).iter().filter_map(of_law));
    }
    if let Ok(codes) = all_linear_codes(vocabulary_size, length) {
        let laws = codes.iter().take(CODES).filter_map(|code| code.law().ok());
        starts.extend(laws.filter_map(|law| of_law(&law)));
    }
    let mut chance = SeededRng::new(seed, b"starts", 0);
    if atoms <= ALL_SUPPORTS {
        // Renaming the tokens of a position changes no entropy, so the first atom may be in the set.
        for set in 0..1_u32 << (atoms - 1) {
            let counts = (0..atoms).map(|atom| u64::from(atom == 0 || set >> (atom - 1) & 1 == 1)).collect();
            starts.push(Start { name: format!("uniform on {} sequences", set.count_ones() + 1), counts });
        }
    } else {
        for _ in 0..(4 * random).min(most.saturating_sub(starts.len())) {
            let size = 2 + chance.below(atoms.min(4 * length * vocabulary_size) - 1);
            let mut counts = vec![0; atoms];
            for atom in chance.subset(size, atoms) {
                counts[atom] = 1;
            }
            starts.push(Start { name: format!("uniform on {size} random sequences"), counts });
        }
    }
    for number in 0..random {
        if starts.len() < most {
            starts.extend(random_starts(shape, seed, number..number + 1));
        }
    }
    // Mixtures of pairs of the structured ones.
    let structured: Vec<Start> = starts.iter().take(MIXED).cloned().collect();
    let pairs = structured.iter().array_combinations().cartesian_product(SHARES);
    let mixtures =
        pairs.map(|([first, second], (first_share, second_share))| mixture(first, first_share, second, second_share));
    let missing = most.saturating_sub(starts.len());
    starts.extend(mixtures.take(missing));
    starts.truncate(most);
    starts
}

/// Random laws of each kind, by their numbers.
pub fn random_starts(shape: Shape, seed: u64, numbers: Range<usize>) -> Vec<Start> {
    let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
    let mut starts = Vec::new();
    for number in numbers {
        for (bits, density) in KINDS {
            let law = random_law(seed.wrapping_add(number as u64), vocabulary_size, length, bits, density);
            starts.extend(law.iter().filter_map(of_law));
        }
    }
    starts
}

/// A mixture with shares out of their sum.
fn mixture(first: &Start, first_share: u64, second: &Start, second_share: u64) -> Start {
    let (first_total, second_total) = (first.counts.iter().sum::<u64>(), second.counts.iter().sum::<u64>());
    let counts = first.counts.iter().zip(&second.counts);
    Start {
        name: format!("{first_share}:{second_share} mixture of {} and {}", first.name, second.name),
        counts: counts.map(|(a, b)| a * second_total * first_share + b * first_total * second_share).collect(),
    }
}

/// A law as a start, when its counts are machine integers.
pub(super) fn of_law(law: &Law) -> Option<Start> {
    let counts = law.counts().iter().map(rug::Integer::to_u64).collect::<Option<Vec<u64>>>()?;
    Some(Start { name: law.name().to_owned(), counts })
}

/// The types of the atoms: two atoms have the same type when one is the other with its positions in another order.
/// Returns the type of each atom, and a sequence of each type.
pub fn types(shape: Shape) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut known: Vec<Vec<usize>> = Vec::new();
    let of_atom = (0..shape.atoms())
        .map(|atom| {
            let mut digits = digits_of(atom, shape.vocabulary_size(), shape.length());
            digits.sort_unstable();
            known.iter().position(|of_type| *of_type == digits).unwrap_or_else(|| {
                known.push(digits);
                known.len() - 1
            })
        })
        .collect();
    (of_atom, known)
}
