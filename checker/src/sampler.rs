//! The sampler itself, from its definition, over all orders of unmasking, with the exact predictor: given the tokens
//! revealed so far, the tokens of a block are drawn independently, each from the law's conditional distribution.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use crate::answer::Result;
use crate::law::Law;
use crate::limits;
use crate::logs::{LogForm, log, log_of};
use crate::number::{Q, whole};

/// Bit `i` stands for position `i + 1`.
pub type SetOfPositions = usize;

/// How many positions a set has.
pub fn size(set: SetOfPositions) -> usize {
    set.count_ones().try_into().unwrap_or(usize::MAX)
}

/// The tokens of a sequence at the positions of a set.
pub fn part(sequence: &[u64], set: SetOfPositions) -> Vec<u64> {
    sequence.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, token)| *token).collect()
}

/// The positions of a set, each as a set.
fn singles(set: SetOfPositions) -> impl Iterator<Item = SetOfPositions> {
    (0..SetOfPositions::BITS).map(|at| 1 << at).filter(move |single| set & single != 0)
}

/// A step of the sampler: a position, as a set, and what is revealed before its block.
type Step = (SetOfPositions, SetOfPositions);

/// The steps of every way to reveal `left`, the rest being revealed, in blocks of these sizes. A uniform order of the
/// positions makes all ways equally likely, as each comes from `s_1! s_2! ..` orders.
fn ways(left: SetOfPositions, all: SetOfPositions, blocks: &[usize]) -> Vec<Vec<Step>> {
    let Some((first, rest)) = blocks.split_first() else { return vec![Vec::new()] };
    let mut found = Vec::new();
    for block in (1..=left).filter(|block| block & !left == 0 && size(*block) == *first) {
        for later in ways(left & !block, all, rest) {
            let steps = singles(block).map(|single| (single, all & !left));
            found.push(steps.chain(later).collect());
        }
    }
    found
}

/// The ways of a schedule, for all positions.
fn ways_of(law: &Law, schedule: &[usize]) -> Result<Vec<Vec<Step>>> {
    limits::SIMULATED.check(law.length)?;
    let all = (1 << law.length) - 1;
    Ok(ways(all, all, schedule))
}

/// For every set of positions, how often the tokens of each of the law's sequences occur there.
fn counts_of_parts(law: &Law) -> Vec<Vec<BigUint>> {
    let counts = |set: SetOfPositions| {
        let marginal = law.marginal(set);
        law.counts.iter().map(|(sequence, _)| marginal[&part(sequence, set)].clone()).collect()
    };
    (0..1 << law.length).map(counts).collect()
}

/// The mean, over the orders, of KL(law, product of the conditional distributions along the order).
pub fn expected_error(law: &Law, schedule: &[usize]) -> Result<LogForm> {
    let (ways, counts) = (ways_of(law, schedule)?, counts_of_parts(law));
    // How often ln(count of a sequence's tokens at a set) occurs in ln(p / q), over all ways and the same for every
    // sequence: p = c(all) / c(no position), and q is a product of c(revealed and single) / c(revealed).
    let mut weights: BTreeMap<SetOfPositions, i64> = BTreeMap::new();
    let mut add = |set, weight| *weights.entry(set).or_insert(0) += weight;
    for way in &ways {
        add((1 << law.length) - 1, 1);
        add(0, -1);
        for (single, revealed) in way {
            add(revealed | single, -1);
            add(*revealed, 1);
        }
    }
    let mut sum = LogForm::zero();
    for (set, weight) in weights {
        for ((_, count), of_part) in law.counts.iter().zip(&counts[set]) {
            sum.add_multiple(&log(of_part), &whole(BigInt::from(count.clone()) * weight));
        }
    }
    Ok(sum.times(&(law.probability(&BigUint::one()) / whole(ways.len()))))
}

/// KL(law, mean of the output laws of the orders).
pub fn output_error(law: &Law, schedule: &[usize]) -> Result<LogForm> {
    let (ways, counts) = (ways_of(law, schedule)?, counts_of_parts(law));
    limits::OUTPUT.check(ways.len() * law.counts.len() * law.length)?;
    let mut error = LogForm::zero();
    for (place, (_, count)) in law.counts.iter().enumerate() {
        let mut output = Q::zero();
        for way in &ways {
            let ratio = |(single, revealed): &Step| {
                let [part, whole] = [revealed | single, *revealed].map(|set| BigInt::from(counts[set][place].clone()));
                Q::new(part, whole)
            };
            output += way.iter().map(ratio).fold(Q::one(), |product, ratio| product * ratio);
        }
        // p ln(p / q)
        let probability = law.probability(count);
        let quotient = &probability / (output / whole(ways.len()));
        error.add_multiple(&log_of(&quotient), &probability);
    }
    Ok(error)
}
