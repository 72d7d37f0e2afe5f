//! Rules against simulated samplers: `fixtures/references/rules.py` draws at random, in another language, and counts.

use maskproof::exact::Rational;
use maskproof::law::{Law, PredictorTable, digits_of};
use maskproof::sampler::rule::RuleEvaluation;
use serde::Deserialize;

use super::super::common::law;
use super::guidance::guided;
use super::oracle::exact_row;

#[derive(Deserialize)]
struct Document {
    made_by: String,
    seed: u64,
    runs: u32,
    laws: Vec<Simulations>,
}

#[derive(Deserialize)]
struct Simulations {
    vocabulary_size: usize,
    length: usize,
    counts: Vec<u64>,
    /// The law whose rows are the unconditional predictor of guidance.
    unconditional_counts: Vec<u64>,
    simulated: Vec<Simulated>,
}

#[derive(Deserialize)]
struct Simulated {
    rule: String,
    /// How often each sequence came out.
    seen: Vec<u32>,
    /// The rounds of all runs together.
    rounds: u64,
}

/// Whether counts are within six standard deviations of what a rule's output law says, each of them, and the rounds
/// within six of the most that they can have.
fn agrees(found: &RuleEvaluation, runs: u32, simulated: &Simulated) -> bool {
    let is_near = |seen: &Rational, mean: &Rational, variance: &Rational| {
        Rational::from(seen - mean).square() <= Rational::from(variance * 36)
    };
    let words = simulated.seen.iter().zip(&found.output).all(|(&seen, q)| {
        let mean = Rational::from(q * runs);
        let variance = Rational::from(1 - q) * &mean;
        is_near(&seen.into(), &mean, &variance)
    });
    let rounds = Rational::from(&found.expected_rounds * runs);
    // A number from 1 to n has the variance (n - 1)^2/4 at most.
    let spread = u32::try_from(found.max_rounds - 1).unwrap();
    words && is_near(&simulated.rounds.into(), &rounds, &Rational::from((spread * spread * runs, 4)))
}

#[test]
fn simulated_samplers_put_out_what_the_rules_say() {
    let text = include_str!("../../../fixtures/references/rules.json");
    let document: Document = serde_json::from_str(text).unwrap();
    assert_eq!((document.made_by.as_str(), document.seed), ("fixtures/references/rules.py", 20_260_601));
    let mut told_apart = 0;
    let mut pairs = 0;
    for Simulations { vocabulary_size, length, counts, unconditional_counts, simulated } in &document.laws {
        let law_of = |counts: &[u64]| law(*vocabulary_size, *length, counts);
        let (law, unconditional) = (law_of(counts), rows_of(&law_of(unconditional_counts)));
        let evaluated: Vec<RuleEvaluation> =
            simulated.iter().map(|one| guided(&law, None, Some(&unconditional), &one.rule).unwrap()).collect();
        for (one, found) in simulated.iter().zip(&evaluated) {
            assert!(agrees(found, document.runs, one), "{} {counts:?}", one.rule);
            // A control: so many runs tell most rules from the others.
            told_apart += evaluated.iter().filter(|other| !agrees(other, document.runs, one)).count();
            pairs += evaluated.len() - 1;
        }
    }
    assert!(told_apart * 16 >= pairs * 15, "{told_apart} of {pairs} pairs of rules are told apart");
}

/// The table of a positive law's own rows, from their definition.
fn rows_of(law: &Law) -> PredictorTable {
    let (size, length, row) = (law.vocabulary_size(), law.length(), exact_row(law));
    let patterns = (0..law.shape().patterns()).map(|pattern| digits_of(pattern, size + 1, length));
    let entries = patterns.flat_map(|digits| {
        let state: Vec<Option<usize>> = digits.iter().map(|&digit| Some(digit).filter(|digit| *digit < size)).collect();
        let rows = (0..length).flat_map(|position| row(&state, position));
        rows.collect::<Vec<_>>()
    });
    // Every entry is a quotient by a count, so that over the product of the first numbers it is whole.
    let scale: Rational = (1..=law.total().to_u32().unwrap()).fold(Rational::from(1), |product, n| product * n);
    let whole = entries.map(|entry| (entry * &scale).into_numer_denom().0);
    PredictorTable::from_weights(law.shape(), whole.collect()).unwrap()
}
