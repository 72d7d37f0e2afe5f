//! Serial depth: known values, a search over all policies, and that witnesses have no error.

use std::collections::BTreeMap;

use super::common::{any_law, config, grid_laws, law};
use maskproof::exact::{Extended, Integer, LogForm, Rational, Unit};
use maskproof::law::families::{
    all_linear_codes, longest_run_counts, mean_log_run, parse_spec, random_law, walk, walk_paths,
};
use maskproof::law::{Law, PatternCounts, PositionSet, Vocabulary, digits_of, index_of};
use maskproof::sampler::policy::independence::conditional_total_correlation;
use maskproof::sampler::policy::serial_depth::{Support, serial_depth_of};
use maskproof::sampler::policy::{Policy, PolicyError, SerialDepth, TablePolicy, evaluate, serial_depth};
use maskproof::sampler::{Model, Predictor};
use proptest::prelude::*;
use rayon::prelude::*;

fn depth(law: &Law) -> SerialDepth {
    serial_depth(law).unwrap()
}

fn rounds(law: &Law) -> (Rational, usize) {
    let SerialDepth { expected, max, .. } = depth(law);
    (expected, max)
}

/// Both witnesses have no error and the rounds they are said to have.
fn check_witnesses(law: &Law) -> SerialDepth {
    let depth = depth(law);
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Exact);
    let mean = evaluate(&model, &depth.expected_witness).unwrap();
    assert_eq!(mean.kl, Extended::Finite(LogForm::zero()), "{:?}", law.counts());
    assert_eq!(mean.expected_rounds, depth.expected, "{:?}", law.counts());
    let max = evaluate(&model, &depth.max_witness).unwrap();
    assert_eq!(max.kl, Extended::Finite(LogForm::zero()), "{:?}", law.counts());
    assert_eq!(max.max_rounds, depth.max, "{:?}", law.counts());
    assert!(depth.expected <= depth.max && mean.max_rounds >= depth.max && max.expected_rounds >= depth.expected);
    depth
}

/// The least mean and the least largest number of rounds from a state, by trying every set with logarithms.
fn naive(patterns: &PatternCounts, state: usize) -> (Rational, usize) {
    let masked = PositionSet::all(patterns.length()).minus(patterns.kept(state));
    if masked.is_empty() {
        return (Rational::new(), 0);
    }
    let mut best: Option<(Rational, usize)> = None;
    for set in PositionSet::subsets(patterns.length()).filter(|set| !set.is_empty() && set.minus(masked).is_empty()) {
        if !conditional_total_correlation(patterns, state, set).is_zero() {
            continue;
        }
        let (mut mean, mut max) = (Rational::from(1), 0);
        for next in patterns.patterns_on(patterns.kept(state).union(set)) {
            if patterns.restrict(next, patterns.kept(state)) == state && !patterns.count(next).is_zero() {
                let after = naive(patterns, next);
                mean += after.0 * Rational::from((patterns.count(next), patterns.count(state)));
                max = max.max(after.1);
            }
        }
        best = Some(match best {
            None => (mean, max + 1),
            Some((least_mean, least_max)) => (least_mean.min(mean), least_max.min(max + 1)),
        });
    }
    best.unwrap()
}

#[test]
fn the_search_finds_what_a_naive_one_finds() {
    let mut laws = grid_laws(2, 3, 6);
    laws.extend(grid_laws(3, 2, 4));
    laws.extend(grid_laws(2, 4, 3));
    laws.extend((0..10).map(|seed| random_law(seed, 2, 4, 1, 60).unwrap()));
    let depths: Vec<(Rational, usize)> = laws
        .par_iter()
        .map(|law| {
            let patterns = PatternCounts::new(law);
            let depth = check_witnesses(law);
            assert_eq!(
                (depth.expected.clone(), depth.max),
                naive(&patterns, patterns.all_masked()),
                "{:?}",
                law.counts()
            );
            (depth.expected, depth.max)
        })
        .collect();
    assert!(depths.iter().any(|(expected, max)| expected < max), "some policy adapts");
    assert!(depths.iter().any(|(_, max)| *max == 3) && depths.iter().any(|(_, max)| *max == 1));
}

/// Every deterministic policy on states of positive probability, for laws of length 2 and 3 with few states.
#[test]
fn no_policy_without_error_takes_fewer_rounds() {
    for law in
        grid_laws(2, 2, 5).iter().chain(&[law(2, 3, &[2, 0, 0, 2, 1, 1, 1, 1]), law(2, 3, &[1, 0, 0, 0, 0, 0, 1, 2])])
    {
        let patterns = PatternCounts::new(law);
        let model = Model::new(law, &patterns, Predictor::Exact);
        let states: Vec<(usize, Vec<PositionSet>)> = (0..=patterns.all_masked())
            .filter(|&state| !patterns.count(state).is_zero())
            .map(|state| {
                let masked = PositionSet::all(law.length()).minus(patterns.kept(state));
                let sets =
                    PositionSet::subsets(law.length()).filter(|set| !set.is_empty() && set.minus(masked).is_empty());
                (state, sets.collect::<Vec<_>>())
            })
            // Where one position is left there is no choice.
            .filter(|(_, sets)| sets.len() > 1)
            .collect();
        let number: usize = states.iter().map(|(_, sets)| sets.len()).product();
        assert!(number <= 2_000_000);
        let (mut mean, mut max) = (None::<Rational>, usize::MAX);
        for mut choice in 0..number {
            let table = states.iter().map(|(state, sets)| {
                let set = sets[choice % sets.len()];
                choice /= sets.len();
                (digits_of(*state, 3, law.length()), set)
            });
            let policy = TablePolicy::new("one of all", law.shape(), table.collect::<Vec<_>>()).unwrap();
            let rest = maskproof::sampler::policy::evaluate(&model, &policy).unwrap().conditional_tc;
            if rest.is_zero() {
                let evaluation = evaluate(&model, &policy).unwrap();
                mean = Some(
                    mean.map_or(evaluation.expected_rounds.clone(), |least| least.min(evaluation.expected_rounds)),
                );
                max = max.min(evaluation.max_rounds);
            }
        }
        assert_eq!(rounds(law), (mean.unwrap(), max), "{:?}", law.counts());
    }
}

#[test]
fn independent_tokens_take_one_round() {
    for spec in ["iid(L=5,V=2)", "iid(L=4,p=1/3;2/3)", "independent(p=1/2;1/2|1/3;2/3|1;0)", "iid(L=1,V=4)"] {
        assert_eq!(rounds(&parse_spec(spec).unwrap()), (Rational::from(1), 1), "{spec}");
    }
}

#[test]
fn copies_take_two_rounds() {
    for spec in ["repetition(L=5,V=2)", "repetition(L=3,V=4)", "markov(L=6,initial=1/3;2/3,transition=1;0|0;1)"] {
        assert_eq!(rounds(&parse_spec(spec).unwrap()), (Rational::from(2), 2), "{spec}");
    }
}

#[test]
fn uniform_laws_on_subspaces_take_at_most_two_rounds() {
    let mut seen = BTreeMap::new();
    for length in 1..=4 {
        for code in all_linear_codes(2, length).unwrap() {
            let depth = check_witnesses(&code.law().unwrap());
            assert!(depth.max <= 2 && depth.expected == depth.max, "{}", code.spec());
            *seen.entry(depth.max).or_insert(0) += 1;
        }
    }
    // Affine subspaces: the parity law with odd sums.
    let odd = law(2, 3, &[0, 1, 1, 0, 1, 0, 0, 1]);
    assert_eq!(rounds(&odd), (Rational::from(2), 2));
    assert_eq!(seen.values().sum::<usize>(), 2 + 5 + 16 + 67);
    // Without error in one round are the spaces with independent coordinates: each coordinate free or 0.
    assert_eq!(seen[&1], 2 + 4 + 8 + 16);
}

fn walk_support(length: usize) -> Support {
    let paths = walk_paths(length).unwrap().into_iter().map(|path| (path, Integer::from(1)));
    Support::new(length + 1, paths.collect()).unwrap()
}

#[test]
fn the_bernoulli_walk() {
    let expected = [(1, 1), (2, 1), (2, 1), (11, 4), (23, 8), (3, 1), (3, 1)].map(Rational::from);
    for (length, expected) in (1..).zip(expected) {
        let depth = serial_depth_of(&walk_support(length)).unwrap();
        assert_eq!(depth.expected, expected, "n = {length}");
        // Bisection needs no more.
        assert!(1_usize << (depth.max - 1) <= length, "n = {length}, max {}", depth.max);
        if length <= 4 {
            let law = walk(length).unwrap();
            let by_law = check_witnesses(&law);
            assert_eq!((by_law.expected, by_law.max, by_law.states), (depth.expected, depth.max, depth.states));
        }
    }
}

#[test]
fn longest_runs_by_counting() {
    for length in 0..=10_usize {
        let mut counts = vec![Integer::new(); length + 1];
        for word in 0..1_usize << length {
            let bits: Vec<usize> = (0..length).map(|place| word >> place & 1).collect();
            counts[bits.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0)] += 1;
        }
        assert_eq!(longest_run_counts(length), counts, "n = {length}");
    }
    // 4 increments: longest runs 1, 2, 3, 4 in 2, 8, 4, 2 of 16 cases.
    let terms = [(2, 2), (3, 8), (4, 4), (5, 2)];
    let expected: LogForm =
        terms.iter().map(|&(argument, count)| (Integer::from(argument), Rational::from((count, 16)))).collect();
    assert_eq!(mean_log_run(4), expected);
    assert_eq!(mean_log_run(1).to_decimal(6, Unit::Nats), "0.693147");
}

/// A random law whose token depends on the last `order` tokens, with small integer weights, zeros among them.
fn markov_of_order(order: usize, length: usize, weights: &[u64]) -> Option<Law> {
    let mut counts = vec![Integer::new(); 1 << length];
    for (atom, count) in counts.iter_mut().enumerate() {
        let digits = digits_of(atom, 2, length);
        let mut product = Integer::from(1);
        for position in 0..length {
            let past = &digits[position.saturating_sub(order)..position];
            // Weights that sum to 8 for the two tokens; the shorter pasts of the start have contexts of their own.
            let context = (1 << past.len()) + index_of(past, 2);
            let zero = weights[context] % 9;
            product *= if digits[position] == 0 { zero } else { 8 - zero };
        }
        *count = product;
    }
    Law::from_counts("markov", Vocabulary::numbered(2), length, counts).ok()
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn markov_laws_have_logarithmic_depth(
        order in 1_usize..=2,
        length in 2_usize..=6,
        weights in prop::collection::vec(any::<u64>(), 8),
    ) {
        let law = markov_of_order(order, length, &weights).unwrap();
        let depth = check_witnesses(&law);
        // m (ceil(log2(n / m)) + 1): the least power of 2 times m that reaches n.
        let halvings = (0..).find(|&halvings| order << halvings >= length).unwrap();
        prop_assert!(depth.max <= order * (halvings + 1), "{:?}", law.counts());
    }

    #[test]
    fn bounds_of_every_law(law in any_law(2..=3, 1..=3)) {
        let depth = check_witnesses(&law);
        prop_assert!(depth.expected >= 1 && depth.max <= law.length());
    }
}

#[test]
fn too_much_work_is_refused() {
    let law = random_law(1, 2, 13, 4, 100).unwrap();
    assert!(matches!(serial_depth(&law), Err(PolicyError::TooManyStates { .. })));
    assert!(Support::new(2, BTreeMap::new()).is_none());
    assert!(Support::new(2, BTreeMap::from([(vec![2], Integer::from(1))])).is_none());
    assert!(Support::new(2, BTreeMap::from([(vec![], Integer::from(1))])).is_none());
    let witness = depth(&parse_spec("parity(L=3,V=2)").unwrap()).expected_witness;
    assert_eq!(witness.name(), "least-mean-rounds");
}
