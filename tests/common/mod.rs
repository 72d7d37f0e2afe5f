//! Laws, and naive oracles written from the definitions, for the tests of entropies, samplers and analyses.

#![allow(dead_code, reason = "each test program uses a part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use itertools::Itertools;
use maskproof::entropy::AverageCurve;
use maskproof::exact::{Extended, Integer, LogForm, Rational};
use maskproof::law::readers::{Rows, read_predictor};
use maskproof::law::{Law, PositionSet, PredictorTable, Shape, Vocabulary, digits_of, grid, index_of, read_law};
use maskproof::sampler::{PredictorGaps, Schedule, ideal_expected_kl};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

// ---- laws ----------------------------------------------------------------------------------------------------------

pub fn shape(length: usize, vocabulary_size: usize) -> Shape {
    Shape::new(length, vocabulary_size).unwrap()
}

pub fn law(vocabulary_size: usize, length: usize, counts: &[u64]) -> Law {
    law_of(vocabulary_size, length, counts.iter().map(|&count| Integer::from(count)).collect())
}

fn law_of(vocabulary_size: usize, length: usize, counts: Vec<Integer>) -> Law {
    Law::from_counts("test", Vocabulary::numbered(vocabulary_size), length, counts).unwrap()
}

/// One law of every orbit of the grids with denominators up to `largest`. A law that already has a smaller denominator
/// is left out there, so each is listed once.
pub fn grid_laws(vocabulary_size: usize, length: usize, largest: u32) -> Vec<Law> {
    (1..=largest)
        .flat_map(|denominator| grid(shape(length, vocabulary_size), denominator).unwrap())
        .filter(|orbit| orbit.primitive)
        .map(|orbit| orbit.law)
        .collect()
}

pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

pub fn real_law(name: &str) -> Law {
    read_law(&fixture(&format!("laws/{name}.json"))).unwrap()
}

pub fn trained_table(law: &Law) -> PredictorTable {
    let path = fixture("predictors/mdm-kjv-classes-l6.npy");
    read_predictor(&path, law.shape(), Rows::Probabilities).unwrap()
}

/// Laws of every small shape, with the structures that break sloppy code: zeros, ties, 256-bit denominators, hidden
/// functions of the tokens, independent blocks. Shrinks towards one atom and small counts.
pub fn any_law(
    sizes: std::ops::RangeInclusive<usize>,
    lengths: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Law> {
    (sizes, lengths).prop_flat_map(|(size, length)| {
        let atoms = size.pow(u32::try_from(length).unwrap());
        let small = prop_oneof![3 => Just(0_u64), 3 => 1_u64..4, 1 => any::<u64>()];
        let huge = prop::array::uniform4(any::<u64>())
            .prop_map(|words| Integer::from_digits(&words, rug::integer::Order::Lsf));
        let at_random = prop::collection::vec(small.prop_map(Integer::from), atoms);
        let huge_at_random = prop::collection::vec(prop_oneof![1 => Just(Integer::new()), 3 => huge], atoms);
        // The count depends on the sum of the tokens alone (an exchangeable law, parity among them).
        let by_sum = prop::collection::vec(0_u64..4, (size - 1) * length + 1).prop_map(move |weights| {
            (0..atoms).map(|atom| Integer::from(weights[digits_of(atom, size, length).iter().sum::<usize>()])).collect()
        });
        // Independent positions, tokens of probability 0 among them.
        let independent =
            prop::collection::vec(prop::collection::vec(0_u64..5, size), length).prop_map(move |weights| {
                let count = |atom| -> u64 {
                    digits_of(atom, size, length).into_iter().zip(&weights).map(|(x, row)| row[x]).product()
                };
                (0..atoms).map(|atom| Integer::from(count(atom))).collect()
            });
        prop_oneof![3 => at_random, 2 => huge_at_random, 2 => by_sum, 1 => independent].prop_map(
            move |mut counts: Vec<Integer>| {
                if counts.iter().all(Integer::is_zero) {
                    counts[0] = Integer::from(1);
                }
                law_of(size, length, counts)
            },
        )
    })
}

/// Predictor tables with small weights, zeros among them; shrinks towards small weights.
pub fn any_table(vocabulary_size: usize, length: usize) -> impl Strategy<Value = PredictorTable> {
    let rows = (vocabulary_size + 1).pow(u32::try_from(length).unwrap()) * length;
    let weight = prop_oneof![1 => Just(0_u64), 9 => 1_u64..9];
    prop::collection::vec(prop::collection::vec(weight, vocabulary_size), rows).prop_map(move |mut rows| {
        for row in &mut rows {
            if row.iter().all(|&weight| weight == 0) {
                row[0] = 1;
            }
        }
        let weights = rows.concat().into_iter().map(Integer::from).collect();
        PredictorTable::from_weights(shape(length, vocabulary_size), weights).unwrap()
    })
}

pub fn config(cases: u32) -> ProptestConfig {
    let persistence = FileFailurePersistence::WithSource("regressions");
    ProptestConfig { cases, ..ProptestConfig::with_failure_persistence(persistence) }
}

/// The law with its positions permuted, `Y_i = X_(p(i))`, and the tokens of each position relabelled by its own map.
pub fn transformed(law: &Law, positions: &[usize], labels: &[Vec<usize>]) -> Law {
    let (size, length) = (law.vocabulary_size(), law.length());
    let mut counts = vec![Integer::new(); law.counts().len()];
    for (atom, count) in law.support() {
        let x = digits_of(atom, size, length);
        let y: Vec<usize> = positions.iter().zip(labels).map(|(&position, label)| label[x[position]]).collect();
        counts[index_of(&y, size)] += count;
    }
    law_of(size, length, counts)
}

/// The cost of a schedule: its expected KL divergence, the training error included.
pub fn expected_kl(curve: &AverageCurve, gaps: &PredictorGaps, schedule: &Schedule) -> Extended {
    Extended::Finite(ideal_expected_kl(curve, schedule)).plus(&gaps.training_error(schedule))
}

// ---- forms ---------------------------------------------------------------------------------------------------------

/// `q ln n`.
pub fn multiple_of_ln(factor: impl Into<Rational>, argument: impl Into<Integer>) -> LogForm {
    let mut form = LogForm::zero();
    form.add_ln(&argument.into(), &factor.into());
    form
}

pub fn ln(argument: usize) -> LogForm {
    multiple_of_ln(1, argument)
}

/// The mean of extended values, `+infinity` when one of them is.
pub fn mean(values: &[Extended]) -> Extended {
    let share = Rational::from((1, values.len()));
    let mut sum = LogForm::zero();
    for value in values {
        match value {
            Extended::Finite(form) => sum.add_scaled(form, &share),
            Extended::PositiveInfinity => return Extended::PositiveInfinity,
        }
    }
    Extended::Finite(sum)
}

// ---- naive oracles -------------------------------------------------------------------------------------------------

/// The tokens at some positions of a sequence.
fn tokens_at(sequence: &[usize], set: PositionSet) -> Vec<usize> {
    set.positions().map(|position| sequence[position]).collect()
}

/// The count of all atoms that hold `sequence`'s tokens on a set of positions: a sum over the whole law.
pub fn marginal_count(law: &Law, sequence: &[usize], set: PositionSet) -> Integer {
    let (size, length) = (law.vocabulary_size(), law.length());
    let agrees = |atom| tokens_at(&digits_of(atom, size, length), set) == tokens_at(sequence, set);
    law.support().filter(|&(atom, _)| agrees(atom)).map(|(_, count)| count).sum()
}

/// `H(X_A) = -sum p ln p`, the marginal summed atom by atom.
pub fn naive_entropy(law: &Law, set: PositionSet) -> LogForm {
    let mut marginal: BTreeMap<Vec<usize>, Integer> = BTreeMap::new();
    for (atom, count) in law.support() {
        let tokens = tokens_at(&digits_of(atom, law.vocabulary_size(), law.length()), set);
        *marginal.entry(tokens).or_default() += count;
    }
    let mut form = LogForm::zero();
    for count in marginal.values() {
        let probability = Rational::from((count, law.total()));
        let logarithm = LogForm::ln(&probability).unwrap();
        form.add_scaled(&logarithm, &-probability);
    }
    form
}

/// All ordered partitions with these block sizes: every way to give each position a step, kept when the sizes are
/// right.
pub fn naive_orders(blocks: &[usize]) -> Vec<Vec<PositionSet>> {
    let length: usize = blocks.iter().sum();
    let steps = (0..length).map(|_| 0..blocks.len()).multi_cartesian_product();
    let partitions = steps.map(|steps| {
        let block = |step| (0..length).filter(|&position| steps[position] == step).collect::<PositionSet>();
        (0..blocks.len()).map(block).collect::<Vec<_>>()
    });
    partitions.filter(|sets| sets.iter().zip(blocks).all(|(set, &size)| set.size() == size)).collect()
}

/// What a predictor says: the probability of a token at a position, given the tokens (of a full sequence) on a set.
pub type Conditional<'a> = dyn Fn(&[usize], PositionSet, usize, usize) -> Rational + 'a;

/// The law's own conditionals by brute-force sums, with the given convention in contexts of probability 0.
pub fn exact_conditional<'a>(
    law: &'a Law,
    null_context: impl Fn(usize) -> Rational + 'a,
) -> impl Fn(&[usize], PositionSet, usize, usize) -> Rational + 'a {
    move |sequence, revealed, position, token| {
        let context = marginal_count(law, sequence, revealed);
        if context.is_zero() {
            return null_context(token);
        }
        let mut with_token = sequence.to_vec();
        with_token[position] = token;
        Rational::from((marginal_count(law, &with_token, revealed.with(position)), context))
    }
}

/// The output law of the sampler for one order, from its definition.
pub fn naive_output_law(law: &Law, conditional: &Conditional, order: &[PositionSet]) -> Vec<Rational> {
    let probability = |atom| {
        let sequence = digits_of(atom, law.vocabulary_size(), law.length());
        let mut probability = Rational::from(1);
        let mut revealed = PositionSet::EMPTY;
        for &block in order {
            for position in block.positions() {
                probability *= conditional(&sequence, revealed, position, sequence[position]);
            }
            revealed = revealed.union(block);
        }
        probability
    };
    (0..law.counts().len()).map(probability).collect()
}

/// A predictor's conditionals as a table. The unused rows, of revealed positions, are zero.
pub fn tabulated(law: &Law, conditional: &Conditional) -> PredictorTable {
    let (size, length) = (law.vocabulary_size(), law.length());
    let mut weights = Vec::new();
    for pattern in 0..(size + 1).pow(u32::try_from(length).unwrap()) {
        let digits = digits_of(pattern, size + 1, length);
        let revealed: PositionSet = (0..length).filter(|&position| digits[position] < size).collect();
        for position in 0..length {
            let row: Vec<Rational> = (0..size)
                .map(|token| {
                    if revealed.contains(position) {
                        Rational::new()
                    } else {
                        conditional(&digits, revealed, position, token)
                    }
                })
                .collect();
            let mut scale = Integer::from(1);
            for value in &row {
                scale.lcm_mut(value.denom());
            }
            weights.extend(row.into_iter().map(|value| (value * &scale).into_numer_denom().0));
        }
    }
    PredictorTable::from_weights(shape(length, size), weights).unwrap()
}
