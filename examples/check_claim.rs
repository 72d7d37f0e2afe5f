//! A claim of your own on a law of your own: the exact verdict, and the values where it fails.
//!
//! Run with `cargo run --example check_claim`.

use maskproof::{Claim, Integer, Law, Unit, Vocabulary};

const CLAIM: &str = include_str!("my-bound.toml");

/// The weather of three days: wet days come in pairs, so that the number of them is even.
fn weather() -> Law {
    let vocabulary = Vocabulary::new(vec!["dry".to_owned(), "wet".to_owned()]).expect("two words");
    let counts = [1, 0, 0, 1, 0, 1, 1, 0].map(Integer::from);
    Law::from_counts("weather", vocabulary, 3, counts.into()).expect("a law")
}

/// What is to be said of the claim, line by line.
pub fn report() -> Vec<String> {
    let claim: Claim = CLAIM.parse().expect("a claim");
    let law = weather();
    let check = claim.check(&(&law).into()).expect("a claim that is defined at L = 3");
    let mut lines = vec![format!("{} in {} cases", check.conclusion(), check.cases().len())];
    for case in check.violations() {
        let slack = case.comparison().and_then(|comparison| comparison.slack()).expect("finite sides");
        let bits = slack.to_decimal(6, Unit::Bits);
        lines.push(format!("{}, schedule {}: slack {slack} nats, {bits} bits", law.name(), case.schedule()));
    }
    lines
}

fn main() {
    report().iter().for_each(|line| println!("{line}"));
}
