//! The engine and the checker give a case the same verdict: on small laws, with zeros and ties among their
//! probabilities.
//!
//! Of the three certificates of a case, that with the engine's verdict is accepted, and the others are rejected. Where
//! the engine finds no value (a division by zero, an index outside its range), or no such instance, all three are
//! rejected.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use maskproof::evaluation::Verdict;
use maskproof::language::resolve::read;
use maskproof::language::typed::{Domain, Values};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::disagreement::{Disagreement, report, unknown};
use super::extent::{Tally, only, over_seeds};
use super::generator::Generator;
use super::language::EVALUATED;
use super::oracle::{Answer, checks};
use super::reading::{CaseOutcome, outcome};
use super::text::{Style, Text};

const VERDICTS: [&str; 3] = ["holds", "equality", "violated"];

#[derive(Default)]
struct Cases {
    /// What the engine makes of a case, and how often the checker decided as much.
    outcomes: BTreeMap<&'static str, (u64, u64)>,
    disagreements: Vec<Disagreement>,
}

impl Tally for Cases {
    fn merge(&mut self, later: Self) {
        for (outcome, (cases, decided)) in later.outcomes {
            let sum = self.outcomes.entry(outcome).or_default();
            sum.0 += cases;
            sum.1 += decided;
        }
        self.disagreements.extend(later.disagreements);
    }
}

/// The document of a case.
fn document(text: &Text, case: &Value) -> Value {
    let mut document = case.clone();
    let constant = text.constant().map(|(name, value)| json!({ "name": name, "value": value }));
    document["format"] = "maskproof-certificate".into();
    document["version"] = 1.into();
    document["kind"] = "case".into();
    document["claim"] = json!({ "id": "made", "statement": text.statement, "constant": constant });
    document
}

fn name(outcome: &CaseOutcome) -> &'static str {
    match outcome {
        CaseOutcome::Unread => "unread",
        CaseOutcome::NoValue(_) => "no value",
        CaseOutcome::TooLarge => "too large",
        CaseOutcome::NoInstance => "no instance",
        CaseOutcome::Verdict(Verdict::Holds) => "holds",
        // The format has no word of its own for both sides infinite.
        CaseOutcome::Verdict(Verdict::Equality | Verdict::BothInfinite) => "equality",
        CaseOutcome::Verdict(Verdict::Violated) => "violated",
        CaseOutcome::Verdict(Verdict::Vacuous) => "vacuous",
        CaseOutcome::Verdict(Verdict::Undefined) => "undefined",
        CaseOutcome::Verdict(Verdict::Unavailable) => "not computed",
    }
}

/// What the engine makes of a case, the checker's answers to the three verdicts, and what they disagree in.
fn examined(text: &Text, case: &Value) -> (&'static str, Vec<Answer>, Option<String>) {
    let mut document = document(text, case);
    let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| outcome(&document))) else {
        return ("panic", Vec::new(), Some("engine panic".to_owned()));
    };
    let answers = VERDICTS.map(|verdict| {
        document["verdict"] = verdict.into();
        checks(&document.to_string())
    });
    // A statement outside the fragment is declined whatever else is wrong.
    let declined = answers.iter().all(|answer| matches!(answer, Answer::Declined(_)));
    let wrong = VERDICTS.iter().zip(&answers).find(|(verdict, answer)| {
        let may_be = match (&outcome, answer) {
            (_, Answer::Panic) => false,
            (_, Answer::TooLarge(_)) | (CaseOutcome::TooLarge, _) => true,
            (CaseOutcome::Unread | CaseOutcome::NoValue(_) | CaseOutcome::NoInstance, Answer::Declined(_)) => declined,
            (CaseOutcome::Verdict(Verdict::Vacuous), answer) => **answer != Answer::Accepted,
            (CaseOutcome::Verdict(Verdict::Undefined | Verdict::Unavailable), answer) => {
                matches!(answer, Answer::Declined(_))
            }
            (CaseOutcome::Verdict(_), Answer::Declined(_)) => true,
            (CaseOutcome::Verdict(_), Answer::Accepted) => **verdict == name(&outcome),
            (CaseOutcome::Verdict(_), Answer::Rejected(_)) => **verdict != name(&outcome),
            (CaseOutcome::Unread | CaseOutcome::NoValue(_) | CaseOutcome::NoInstance, answer) => {
                matches!(answer, Answer::Rejected(_))
            }
            (_, Answer::Vacuous) => false,
        };
        !may_be
    });
    let signature = wrong.map(|(verdict, answer)| {
        let why = if let CaseOutcome::NoValue(why) = &outcome { why.as_str() } else { "" };
        let engine = Answer::Rejected(why.to_owned()).signature();
        let same = *verdict == name(&outcome);
        format!("engine {} {engine} / checker {}, verdict the same: {same}", name(&outcome), answer.signature())
    });
    (name(&outcome), answers.to_vec(), signature)
}

/// A law with zeros and ties, as it stands in a certificate.
fn law(length: usize, random: &mut ChaCha8Rng) -> Value {
    let size = random.random_range(1..=if length > 3 { 2 } else { 3_usize });
    let atoms = size.pow(u32::try_from(length).expect("a small length"));
    let kind = random.random_range(0..5);
    let weights: Vec<u64> = (0..size * length).map(|_| [0, 1, 1, 2][random.random_range(0..4)]).collect();
    let mut counts = Vec::new();
    for atom in 0..atoms {
        let tokens: Vec<usize> =
            (0..length).map(|at| atom / size.pow(u32::try_from(length - 1 - at).expect("small")) % size).collect();
        let count: u64 = match kind {
            0 => u64::from(tokens.iter().all(|token| *token == tokens[0])),
            1 => u64::from(tokens.iter().sum::<usize>() % size == 0),
            2 => tokens.iter().enumerate().map(|(at, token)| weights[at * size + token]).product(),
            3 => [0, 1, 1, 2, 3][random.random_range(0..5)],
            _ => [0, 0, 1, 5][random.random_range(0..4)],
        };
        if count > 0 || (atom + 1 == atoms && counts.is_empty()) {
            counts.push(json!([tokens, count.max(1).to_string()]));
        }
    }
    json!({ "vocabulary_size": size, "counts": counts })
}

/// The variables and the schedule that a statement's quantifiers may bind at this length.
fn instance(text: &Text, length: usize, random: &mut ChaCha8Rng) -> Option<Value> {
    let statement = read(&text.statement, text.constant().map(|(name, _)| name)).ok()?;
    let (mut variables, mut schedule) = (serde_json::Map::new(), Value::Null);
    for quantifier in &statement.quantifiers {
        match &quantifier.domain {
            Domain::Variable { name, values: Values::Range { .. } } => {
                let value = [1, 1, 2, 2, 0, 3, length, length - 1][random.random_range(0..8)];
                variables.insert(name.to_string(), value.to_string().into());
            }
            Domain::Schedule(_) | Domain::NamedSchedule(_) => {
                let mut blocks = vec![1];
                for _ in 1..length {
                    match blocks.last_mut() {
                        Some(last) if random.random_range(0..2) == 0 => *last += 1,
                        _ => blocks.push(1),
                    }
                }
                schedule = blocks.into();
            }
            _ => {}
        }
    }
    Some(json!({ "variables": variables, "schedule": schedule }))
}

/// How many cases are tried of one statement.
const CASES: usize = 4;

fn of_seed(seed: u64) -> Cases {
    let mut cases = Cases::default();
    let (sample, mut random) = Generator::new(seed, EVALUATED).sample();
    let text = sample.text(Style::Spaced, &mut random);
    for _ in 0..CASES {
        let length = [1, 2, 2, 3, 3, 3, 4][random.random_range(0..7)];
        let law = law(length, &mut random);
        let Some(instance) = instance(&text, length, &mut random) else { continue };
        let case = json!({ "length": length, "law": law, "instance": instance });
        let (outcome, answers, signature) = examined(&text, &case);
        if only().is_some() {
            println!("{text:?}\n    {case}\n    engine: {outcome}\n    checker: {answers:?}");
        }
        let sum = cases.outcomes.entry(outcome).or_default();
        sum.0 += 1;
        sum.1 += u64::from(answers.iter().all(|answer| matches!(answer, Answer::Accepted | Answer::Rejected(_))));
        if let Some(signature) = signature {
            let (kind, text) = ("a case".to_owned(), text.clone());
            cases.disagreements.push(Disagreement { seed, kind, signature, text, document: case });
        }
    }
    cases
}

#[test]
fn values_agree() {
    let found = over_seeds("values", 6000, of_seed);
    println!("cases, each with three verdicts, and how many the checker decided: {:?}", found.outcomes);
    let disagreements = unknown(found.disagreements);
    let shown = report(&disagreements, |text, found| examined(text, &found.document).2);
    assert!(disagreements.is_empty(), "{} disagreements:\n{shown}", disagreements.len());
    if only().is_none() {
        for outcome in ["holds", "equality", "violated", "no value", "no instance", "vacuous"] {
            let (cases, decided) = found.outcomes.get(outcome).copied().unwrap_or_default();
            let few = outcome == "vacuous" || 2 * decided > cases;
            assert!(cases >= 100 && few, "{outcome}: {cases} cases, of which {decided} decided");
        }
    }
}
