//! A claim of your own on a law of your own: the exact verdict, and the values where it fails.
//!
//! Run with `cargo run --example check_claim`.

use maskproof::evaluation::Setting;
use maskproof::exact::{Integer, Unit};
use maskproof::language::Claim;
use maskproof::law::{Law, Vocabulary};
use maskproof::sweep::run;

const CLAIM: &str = include_str!("my-bound.toml");

/// The weather of three days: wet days come in pairs, so that the number of them is even.
fn weather() -> Law {
    let vocabulary = Vocabulary::new(vec!["dry".to_owned(), "wet".to_owned()]).expect("two words");
    let counts = [1, 0, 0, 1, 0, 1, 1, 0].map(Integer::from);
    Law::from_counts("weather", vocabulary, 3, counts.into()).expect("a law")
}

/// What is to be said of the claim, line by line.
pub fn report() -> Vec<String> {
    let claim = Claim::parse("my-bound.toml", CLAIM).expect("a claim");
    let items = [Setting::exact(weather())];
    let report = run(&[claim], &items, &|_| ()).expect("a claim that is defined at L = 3").remove(0);
    let mut lines = vec![format!("{} in {} cases", report.conclusion.name(), report.tally.cases)];
    for witness in &report.counterexamples {
        let bindings: Vec<String> = witness.bindings.iter().map(ToString::to_string).collect();
        let slack = witness.comparison.as_ref().and_then(|comparison| comparison.slack()).expect("finite sides");
        lines.push(format!(
            "{}, {}: slack {} bits",
            witness.subject,
            bindings.join(", "),
            slack.to_decimal(6, Unit::Bits)
        ));
    }
    lines
}

fn main() {
    report().iter().for_each(|line| println!("{line}"));
}
