//! Redrawing sequences of the law: against the chain of its definition, and what is known of it.

use std::collections::BTreeMap;

use itertools::Itertools;
use maskproof::exact::Rational;
use maskproof::law::families::parse_spec;
use maskproof::law::{Law, PatternCounts};
use maskproof::sampler::rule::limit::limit_law;
use maskproof::sampler::rule::{RuleError, parse_rule};
use maskproof::sampler::{Model, Predictor};

use super::super::common::{grid_laws, law};
use super::oracle::exact_row;
use super::{evaluation, q};

type Distribution = BTreeMap<Vec<usize>, Rational>;

fn start(law: &Law) -> Distribution {
    let words = (0..law.length()).map(|_| 0..law.vocabulary_size()).multi_cartesian_product();
    words.enumerate().map(|(atom, word)| (word, law.probability(atom))).collect()
}

/// One round from its definition: every set, every drawing.
fn redrawn(law: &Law, size: usize, before: &Distribution) -> Distribution {
    let row = exact_row(law);
    let mut after: Distribution = before.keys().map(|word| (word.clone(), Rational::new())).collect();
    for (word, probability) in before {
        let sets = (0..word.len()).combinations(size).collect_vec();
        for set in &sets {
            let shown = |position: usize| (!set.contains(&position)).then(|| word[position]);
            let state: Vec<Option<usize>> = (0..word.len()).map(shown).collect();
            for tokens in set.iter().map(|_| 0..law.vocabulary_size()).multi_cartesian_product() {
                let mut next = word.clone();
                let mut chance = probability / Rational::from(sets.len());
                for (&position, token) in set.iter().zip(tokens) {
                    next[position] = token;
                    chance *= &row(&state, position)[token];
                }
                *after.get_mut(&next).unwrap() += chance;
            }
        }
    }
    after
}

fn limit(law: &Law, rule: &str) -> Result<Vec<Rational>, RuleError> {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Exact);
    limit_law(&model, &parse_rule(rule, law.labels()).unwrap())
}

fn distance(a: &Distribution, b: &[Rational]) -> Rational {
    a.values().zip(b).map(|(a, b)| Rational::from(a - b).abs()).sum::<Rational>() / 2
}

#[test]
fn redrawing_is_the_chain_of_its_definition() {
    let laws = grid_laws(2, 2, 6).into_iter().chain(grid_laws(2, 3, 4)).chain(grid_laws(3, 2, 3));
    for law in laws {
        for size in 1..=law.length() {
            let mut expected = start(&law);
            for rounds in 1..=3 {
                expected = redrawn(&law, size, &expected);
                let found = evaluation(&law, None, &format!("remask:{size},rounds={rounds}"));
                assert!(found.output.iter().eq(expected.values()), "{size} {rounds} {:?}", law.counts());
                assert_eq!((found.max_rounds, found.expected_rounds), (rounds, Rational::from(rounds)));
                assert_eq!(found.expected_null_rounds, 0);
            }
        }
    }
}

#[test]
fn one_position_keeps_the_law_and_two_do_not_keep_parity() {
    for law in grid_laws(2, 3, 5).into_iter().chain(grid_laws(3, 2, 4)) {
        assert!(evaluation(&law, None, "remask:1,rounds=2").is_exact, "{:?}", law.counts());
        assert!(limit(&law, "remask:1").unwrap().iter().enumerate().all(|(atom, q)| *q == law.probability(atom)));
    }
    let parity = parse_spec("parity(L=3,V=2)").unwrap();
    let found = evaluation(&parity, None, "remask:2");
    // Two bits drawn anew are right half of the time.
    assert_eq!(found.support_probability, q(1, 2));
    assert!(limit(&parity, "remask:2").unwrap().iter().all(|probability| *probability == q(1, 8)));
}

/// The limit is stationary, and the rounds tend to it: the distance never grows, and goes down to a thousandth.
#[test]
fn rounds_tend_to_the_limit() {
    let mut moved = 0;
    for law in grid_laws(2, 3, 3)
        .into_iter()
        .chain([law(2, 3, &[5, 1, 0, 2, 7, 1, 1, 3]), law(3, 2, &[1, 0, 2, 4, 1, 1, 0, 3, 5])])
    {
        let found = limit(&law, "remask:2").unwrap();
        let mut stationary = start(&law);
        for (probability, found) in stationary.values_mut().zip(&found) {
            probability.clone_from(found);
        }
        assert_eq!(redrawn(&law, 2, &stationary), stationary, "{:?}", law.counts());
        let mut word = start(&law);
        let mut before = distance(&word, &found);
        moved += usize::from(before > 0);
        for _ in 0..24 {
            word = redrawn(&law, 2, &word);
            let after = distance(&word, &found);
            assert!(after <= before, "{:?}", law.counts());
            before = after;
        }
        assert!(before <= q(1, 1000), "{before} {:?}", law.counts());
    }
    assert!(moved > 5, "{moved}");
}

#[test]
fn a_limit_needs_a_small_chain_that_redraws() {
    let parity = parse_spec("parity(L=3,V=2)").unwrap();
    assert!(matches!(limit(&parity, "random:1"), Err(RuleError::NoLimit { .. })));
    let long = parse_spec("iid(L=8,V=2)").unwrap();
    assert!(matches!(limit(&long, "remask:2"), Err(RuleError::ChainTooLarge { .. })));
}

/// Without masking again, and at `eta = 0`, ReMDM is MDLM.
#[test]
fn remdm_without_remasking_is_mdlm() {
    for law in grid_laws(2, 2, 4) {
        let mdlm = evaluation(&law, None, "mdlm:linear,T=3");
        for rule in ["remdm:cap,eta=0,T=3", "remdm:rescale,eta=0,T=3"] {
            let found = evaluation(&law, None, rule);
            assert_eq!((&found.output, &found.expected_rounds), (&mdlm.output, &mdlm.expected_rounds), "{rule}");
        }
        let held = evaluation(&law, None, "remdm:loop,eta=0,hold=1/2,T=1;3;1");
        assert_eq!(held.output, evaluation(&law, None, "mdlm:linear,T=2").output);
        // Three steps in the middle do nothing.
        assert!(held.expected_null_rounds >= 3);
    }
}
