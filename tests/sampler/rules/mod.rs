//! Decoding rules: every rule against the enumeration of all draws of its definition (`oracle.rs`), known facts, and
//! what is refused.

pub mod definitions;
mod enclosed;
mod facts;
mod guidance;
mod oracle;
mod precision;
mod remasking;
mod simulated;
mod texts;
mod values;

use maskproof::exact::{Extended, Integer, LogForm, Rational};
use maskproof::law::{Law, PatternCounts, PredictorTable, index_of};
use maskproof::sampler::output_law::kl_divergence;
use maskproof::sampler::rule::{RuleEvaluation, evaluate_rule, parse_rule};
use maskproof::sampler::{Model, Predictor};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::common::{any_law, any_table, config, grid_laws, shape};
use definitions::{definitions, table_definitions};
use oracle::{Defined, Keeps, NaiveRuns, exact_row, follow};

pub fn q(numerator: i32, denominator: i32) -> Rational {
    Rational::from((numerator, denominator))
}

pub fn evaluation(law: &Law, table: Option<&PredictorTable>, rule: &str) -> RuleEvaluation {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, table.map_or(Predictor::Exact, Predictor::Table));
    let rule = parse_rule(rule, law.labels()).unwrap_or_else(|error| panic!("{error}"));
    evaluate_rule(&model, &rule).unwrap_or_else(|error| panic!("{error}"))
}

/// What the runs of a rule come to by its definition.
fn naive(law: &Law, table: Option<&PredictorTable>, defined: &Defined) -> NaiveRuns {
    let (size, length) = (law.vocabulary_size(), law.length());
    let exact = exact_row(law);
    let of_table = |state: &[Option<usize>], position: usize| -> Vec<Rational> {
        let digits: Vec<usize> = state.iter().map(|token| token.unwrap_or(size)).collect();
        let (pattern, table) = (index_of(&digits, size + 1), table.unwrap());
        let entry = |token| Rational::from((table.weight(pattern, position, token), table.row_sum(pattern, position)));
        (0..size).map(entry).collect()
    };
    if table.is_some() { follow(defined, &of_table, size, length) } else { follow(defined, &exact, size, length) }
}

/// Holds a rule to its definition; says whether it keeps the law.
fn check(law: &Law, table: Option<&PredictorTable>, defined: &Defined) -> bool {
    let context = || format!("{:?}, {}", law.counts(), defined.text);
    let found = evaluation(law, table, defined.text);
    let NaiveRuns { output, rounds, null_rounds, max_rounds } = naive(law, table, defined);
    assert_eq!(found.output, output, "{}", context());
    assert_eq!(found.expected_null_rounds, null_rounds, "{}", context());
    assert_eq!(found.max_rounds, max_rounds, "{}", context());
    assert_eq!(found.expected_rounds, rounds.iter().cloned().sum::<Rational>(), "{}", context());
    let under_law: Option<Rational> = law
        .support()
        .map(|(atom, _)| {
            (output[atom] > 0).then(|| law.probability(atom) * Rational::from(&rounds[atom] / &output[atom]))
        })
        .sum();
    assert_eq!(found.expected_rounds_under_law, under_law, "{}", context());
    let atoms = 0..output.len();
    let excess: Rational = atoms.clone().map(|atom| (law.probability(atom) - &output[atom]).max(Rational::new())).sum();
    assert_eq!(found.total_variation, excess, "{}", context());
    let support: Rational =
        atoms.clone().filter(|&atom| law.probability(atom) > 0).map(|atom| output[atom].clone()).sum();
    assert_eq!(found.support_probability, support, "{}", context());
    assert_eq!(found.reverse_kl.is_infinite(), support < 1, "{}", context());
    assert_eq!(found.kl, kl_divergence(law, &output), "{}", context());
    let is_missed = law.support().any(|(atom, _)| output[atom] == 0);
    assert_eq!(found.kl.is_infinite(), is_missed, "{}", context());
    if let Extended::Finite(reverse) = &found.reverse_kl {
        let mut expected = LogForm::zero();
        for atom in atoms.filter(|&atom| output[atom] > 0) {
            let ratio = &output[atom] / law.probability(atom);
            expected.add_scaled(&LogForm::ln(&ratio).unwrap(), &output[atom]);
        }
        assert_eq!(*reverse, expected, "{}", context());
    }
    let positions_first = matches!(defined.keeps, Keeps::Positions(_)) || defined.text == "mdlm:linear,T=2,eps=1/4";
    assert_eq!(found.mean_kl_over_orders.is_some(), positions_first, "{}", context());
    if let Some(mean) = &found.mean_kl_over_orders {
        assert!(found.kl <= *mean, "{}", context());
    }
    found.is_exact
}

/// Holds rules to their definitions on laws with their predictors; how often a rule keeps the law, of how many.
fn check_all(models: &[(Law, Option<PredictorTable>)], definitions: &[Defined]) -> (usize, usize) {
    let exact = models
        .par_iter()
        .map(|(law, table)| definitions.iter().filter(|defined| check(law, table.as_ref(), defined)).count())
        .sum();
    (exact, models.len() * definitions.len())
}

#[test]
fn every_rule_on_all_small_laws() {
    for (size, length, largest) in [(2, 1, 6), (2, 2, 6), (2, 3, 6), (3, 2, 3)] {
        let models: Vec<_> = grid_laws(size, length, largest).into_iter().map(|law| (law, None)).collect();
        let (exact, all) = check_all(&models, &definitions());
        assert!(exact > 0 && exact < all, "{exact} of {all}");
    }
}

/// A predictor with weights from 0 to 3, the last token of each row possible: small, as the entropies of the oracle are
/// powers with the numerators as exponents.
fn small_table(seed: u64, size: usize, length: usize) -> PredictorTable {
    let rows = (size + 1).pow(u32::try_from(length).unwrap()) * length;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let weights = (0..rows * size).map(|entry| {
        let is_last = entry % size == size - 1;
        Integer::from((random.next_u32() % 4).max(u32::from(is_last)))
    });
    PredictorTable::from_weights(shape(length, size), weights.collect()).unwrap()
}

#[test]
fn every_rule_with_predictors() {
    let models = |size: usize, laws: Vec<Law>| -> Vec<_> {
        let with_table = |(seed, law): (u64, Law)| {
            let table = small_table(seed, size, law.length());
            (law, Some(table))
        };
        (0..).zip(laws).map(with_table).collect()
    };
    for (size, laws) in [(2, grid_laws(2, 3, 3)), (3, grid_laws(3, 2, 2))] {
        let definitions: Vec<Defined> = definitions().into_iter().chain(table_definitions()).collect();
        let (exact, all) = check_all(&models(size, laws), &definitions);
        assert!(exact < all, "{exact} of {all}");
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn every_rule_on_random_models(
        (law, table) in (2_usize..=3, 1_usize..=3).prop_filter("few draws", |(size, length)| size + length < 6)
            .prop_flat_map(|(size, length)| (any_law(size..=size, length..=length), any_table(size, length)))
    ) {
        // The entropies of the oracle are powers whose exponents are the numerators: only small ones.
        let entropies = |defined: &Defined| {
            ["eb", "entropy", "dream:entropy"].iter().any(|name| defined.text.starts_with(name))
        };
        let small = law.total().to_u32().is_some_and(|total| total < 50);
        for defined in definitions().iter().filter(|defined| small || !entropies(defined)) {
            check(&law, None, defined);
        }
        for defined in definitions().iter().filter(|defined| !entropies(defined)) {
            check(&law, Some(&table), defined);
        }
    }
}
