//! Rules against simulated samplers: `fixtures/references/rules.py` draws at random, in another language, and counts.

use maskproof::exact::Rational;
use maskproof::law::Law;
use serde::Deserialize;

use super::super::common::law;
use super::evaluation;

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
fn agrees(law: &Law, rule: &str, runs: u32, simulated: &Simulated) -> bool {
    let found = evaluation(law, None, rule);
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
    for Simulations { vocabulary_size, length, counts, simulated } in &document.laws {
        let law = law(*vocabulary_size, *length, counts);
        for one in simulated {
            assert!(agrees(&law, &one.rule, document.runs, one), "{} {counts:?}", one.rule);
            // A control: so many runs tell most rules from the others.
            told_apart += simulated.iter().filter(|other| !agrees(&law, &other.rule, document.runs, one)).count();
        }
    }
    assert!(told_apart >= 450, "{told_apart} of 480 pairs of rules are told apart");
}
