//! Decisions for all laws, and sharp constants, of random claims: the checker accepts what the engine writes, and
//! nothing that the engine does not confirm once the statement, or the constant, is another.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use maskproof::certificate;
use maskproof::decide::constant::Bound;
use maskproof::decide::{Decision, decide, sharp_constants};
use maskproof::exact::{Rational, parse_rational};
use maskproof::language::Claim;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::disagreement::{Disagreement, report, unknown};
use super::extent::{Tally, only, over_seeds};
use super::generator::{Generator, Sample};
use super::language::{LINEAR, WITH_CONSTANT};
use super::mistakes::MISTAKES;
use super::oracle::{Answer, checks, engine_reads};
use super::reading::{TooLarge, claim, confirms, confirms_within_limits};
use super::text::{Style, Text};

#[derive(Default)]
struct Decisions {
    counts: BTreeMap<String, u64>,
    disagreements: Vec<Disagreement>,
}

impl Tally for Decisions {
    fn merge(&mut self, later: Self) {
        later.counts.into_iter().for_each(|(what, count)| *self.counts.entry(what).or_default() += count);
        self.disagreements.extend(later.disagreements);
    }
}

impl Decisions {
    fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }
}

/// A certificate with another claim.
fn with_claim(document: &Value, text: &Text) -> Value {
    let mut document = document.clone();
    let constant = text.constant().map(|(name, value)| json!({ "name": name, "value": value }));
    document["claim"] = json!({ "id": "made", "statement": text.statement, "constant": constant });
    document
}

/// What a certificate is to be: the engine's own is accepted, and a changed one only where the engine confirms it.
fn disagreement(document: &Value, written: bool) -> (Answer, Option<String>) {
    let answer = checks(&document.to_string());
    let confirmed = catch_unwind(AssertUnwindSafe(|| confirms_within_limits(document)));
    let agree = match (&answer, &confirmed) {
        (Answer::Panic, _) | (_, Err(_)) => false,
        (_, Ok(Err(TooLarge))) => true,
        (Answer::Accepted | Answer::Vacuous, Ok(Ok(confirmed))) => *confirmed == Some(true),
        (Answer::Rejected(_), Ok(Ok(confirmed))) => *confirmed != Some(true) && !written,
        (Answer::Declined(_), _) => !written,
        (Answer::TooLarge(_), _) => true,
    };
    let engine = confirmed.map_or_else(|_| "panic".to_owned(), |confirmed| format!("{confirmed:?}"));
    let kind = document["kind"].as_str().unwrap_or_default();
    let signature =
        (!agree).then(|| format!("{kind}, written: {written}, confirmed: {engine} / {}", answer.signature()));
    (answer, signature)
}

impl Decisions {
    fn examine(&mut self, seed: u64, what: &str, text: &Text, document: &Value, written: bool) {
        if matches!(engine_reads(text).0, Answer::TooLarge(_)) {
            return self.count("beyond a limit of the engine");
        }
        let document = with_claim(document, text);
        let (answer, signature) = disagreement(&document, written);
        if only().is_some() {
            println!("{what}: {document}\n    checker: {answer:?}; engine: {:?}", confirms(&document));
        }
        self.count(&format!("{what}: {}", answer.class()));
        if let Some(signature) = signature {
            let (kind, text) = (what.to_owned(), text.clone());
            self.disagreements.push(Disagreement { seed, kind, signature, text, document });
        }
    }

    /// The certificate with other statements.
    fn spoil(&mut self, seed: u64, sample: &Sample, text: &Text, document: &Value, random: &mut ChaCha8Rng) {
        let flipped = text.statement.replace("<=", "\0").replace(">=", "<=").replace('\0', ">=");
        let stronger =
            format!("{} {}", text.statement, ["- h(1)", "+ h(1)", "+ nat", "- ln(2)"][random.random_range(0..4)]);
        for statement in [flipped, stronger] {
            self.examine(seed, "another claim", &Text { statement, ..text.clone() }, document, false);
        }
        for _ in 0..2 {
            let mistake = &MISTAKES[random.random_range(0..MISTAKES.len())];
            if let Some(text) = (mistake.make)(sample, random) {
                self.examine(seed, "a spoilt claim", &text, document, false);
            }
        }
        let mut other = document.clone();
        other["length"] = (document["length"].as_u64().expect("a length") + 1).into();
        self.examine(seed, "another length", text, &other, false);
    }

    fn decide(&mut self, seed: u64, sample: &Sample, text: &Text, claim: &Claim, random: &mut ChaCha8Rng) {
        for length in [random.random_range(1..=3), random.random_range(2..=6)] {
            let decided = catch_unwind(AssertUnwindSafe(|| {
                let decided = decide(claim, length, None).ok()?;
                let certificate = certificate::decision(claim, &decided).ok()?;
                Some((decided.decision, certificate))
            }));
            let (decision, certificate) = match decided {
                Ok(Some(found)) => found,
                Ok(None) => {
                    self.count("no value");
                    continue;
                }
                Err(_) => {
                    let (kind, signature) = ("a decision".to_owned(), "engine panic".to_owned());
                    let document = json!({ "length": length });
                    self.disagreements.push(Disagreement { seed, kind, signature, text: text.clone(), document });
                    continue;
                }
            };
            let verdict = match decision {
                Decision::Proved(_) => "proved",
                Decision::Refuted(_) => "refuted",
                Decision::Undecided(_) => "undecided",
                Decision::NoCase => "no case",
            };
            let with = if certificate.is_some() { "with" } else { "without" };
            self.count(&format!("{verdict}, {with} a certificate"));
            let Some(certificate) = certificate else { continue };
            let document: Value = serde_json::from_str(&certificate.to_json()).expect("JSON");
            self.examine(seed, &format!("{}, as written", certificate.kind()), text, &document, true);
            self.spoil(seed, sample, text, &document, random);
        }
    }

    fn constants(&mut self, seed: u64, text: &Text, claim: &Claim, length: usize) {
        let Ok(Ok(sharp)) = catch_unwind(AssertUnwindSafe(|| sharp_constants(claim, length, None))) else {
            self.count("constant without a value");
            return;
        };
        // A range of many values has as many constants, each with a certificate of all: a few of them are looked at.
        let step = (sharp.len() / 6).max(1);
        for sharp in sharp.into_iter().step_by(step) {
            let Bound::Sharp(extremal) = &sharp.bound else {
                self.count("constant not sharp");
                continue;
            };
            let Ok(Some(certificate)) = certificate::constant(claim, &sharp) else {
                self.count("constant without a certificate");
                continue;
            };
            let document: Value = serde_json::from_str(&certificate.to_json()).expect("JSON");
            self.examine(seed, &format!("constant, {}, as written", sharp.sense.name()), text, &document, true);
            for sign in [-1, 1] {
                let moved = &extremal.constant + Rational::from((sign, 1000));
                let mut other = document.clone();
                other["constant"] = moved.to_string().into();
                self.examine(seed, "a constant that is moved", text, &other, false);
                // The weaker one has a proof, and is not sharp.
                let mut weaker = sharp.clone();
                let Bound::Sharp(extremal) = &mut weaker.bound else { unreachable!("it is sharp") };
                extremal.constant = moved;
                if extremal.mixture.is_none()
                    && let Ok(Some(certificate)) = certificate::constant(claim, &weaker)
                {
                    let document: Value = serde_json::from_str(&certificate.to_json()).expect("JSON");
                    self.examine(seed, "a constant that is weaker, with its proof", text, &document, false);
                }
            }
            assert_eq!(
                parse_rational(document["constant"].as_str().expect("a number")).as_ref(),
                Ok(&extremal.constant)
            );
        }
    }
}

fn of_seed(seed: u64) -> Decisions {
    let mut decisions = Decisions::default();
    let of_constant = seed % 3 == 2;
    let (sample, mut random) = Generator::new(seed, if of_constant { WITH_CONSTANT } else { LINEAR }).sample();
    let text = sample.text(Style::Spaced, &mut random);
    let Some(claim) = claim(&with_claim(&Value::Null, &text)) else {
        decisions.count("quantifiers in an order of which no certificate speaks");
        return decisions;
    };
    decisions.count("claims");
    if of_constant {
        decisions.constants(seed, &text, &claim, random.random_range(1..=4));
    } else {
        decisions.decide(seed, &sample, &text, &claim, &mut random);
    }
    decisions
}

#[test]
fn decisions_agree() {
    let found = over_seeds("decisions", 6000, of_seed);
    for (what, count) in &found.counts {
        println!("    {what}: {count}");
    }
    let disagreements = unknown(found.disagreements);
    let shown = report(&disagreements, |text, found| {
        disagreement(&with_claim(&found.document, text), found.kind.ends_with("as written")).1
    });
    assert!(disagreements.is_empty(), "{} disagreements:\n{shown}", disagreements.len());
    if only().is_none() {
        let count = |what: &str| found.counts.get(what).copied().unwrap_or_default();
        for what in [
            "rays, as written: accepted",
            "counterexample, as written: accepted",
            "mixture, as written: accepted",
            "constant, smallest, as written: accepted",
            "constant, largest, as written: accepted",
            "a constant that is moved: rejected",
            "another claim: rejected",
            "another claim: accepted",
        ] {
            assert!(count(what) >= 20, "{what}: {}", count(what));
        }
    }
}
