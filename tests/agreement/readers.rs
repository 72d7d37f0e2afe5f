//! The readers of the engine and of the checker agree on what is well formed, on types and on scopes.
//!
//! The engine refuses a text exactly when the checker rejects it. Of what is well formed, the checker declines what it
//! does not evaluate. Sizes are apart: the two have limits of their own.

use std::collections::BTreeMap;

use maskproof::language::error::Mistake as Refusal;
use maskproof::language::words::{self, POLICIES};
use maskproof::sampler::named_schedules::NAMED_SCHEDULES;
use rand::RngExt;
use serde_json::Value;

use super::disagreement::{Disagreement, report, unknown};
use super::extent::{Tally, only, over_seeds};
use super::generator::{Generator, Sample};
use super::language::{EVALUATED, WHOLE, WORDS};
use super::mistakes::MISTAKES;
use super::oracle::{Answer, checker_reads, engine_reads};
use super::text::{Style, Text};

/// Texts of one kind.
#[derive(Debug, Default, Clone, Copy)]
struct Share {
    texts: u64,
    refused: u64,
    /// Declined, or beyond a limit.
    declined: u64,
}

#[derive(Default)]
struct Readings {
    kinds: BTreeMap<String, Share>,
    words: BTreeMap<&'static str, u64>,
    /// How many of the texts that the engine refuses, a reader that is blind to one kind of mistake would let pass.
    blind: BTreeMap<&'static str, u64>,
    types: BTreeMap<String, u64>,
    disagreements: Vec<Disagreement>,
    not_well_formed: Vec<String>,
}

impl Tally for Readings {
    fn merge(&mut self, later: Self) {
        for (kind, share) in later.kinds {
            let sum = self.kinds.entry(kind).or_default();
            sum.texts += share.texts;
            sum.refused += share.refused;
            sum.declined += share.declined;
        }
        later.words.into_iter().for_each(|(word, count)| *self.words.entry(word).or_default() += count);
        later.blind.into_iter().for_each(|(kind, count)| *self.blind.entry(kind).or_default() += count);
        later.types.into_iter().for_each(|(kind, count)| *self.types.entry(kind).or_default() += count);
        self.disagreements.extend(later.disagreements);
        self.not_well_formed.extend(later.not_well_formed);
    }
}

/// What the two say, where they disagree.
fn disagreement(text: &Text, _: &Disagreement) -> Option<String> {
    let (engine, _) = engine_reads(text);
    signature(&engine, &checker_reads(text))
}

fn signature(engine: &Answer, checker: &Answer) -> Option<String> {
    let agree = match (engine, checker) {
        (Answer::Panic, _) | (_, Answer::Panic) => false,
        (Answer::TooLarge(_), _) | (_, Answer::TooLarge(_)) => true,
        (Answer::Accepted, Answer::Accepted | Answer::Declined(_)) => true,
        (Answer::Rejected(_), Answer::Rejected(_)) => true,
        // The checker declines rules, whatever stands in the quotes.
        (Answer::Rejected(why), Answer::Declined(_)) if why.starts_with("rule ") => true,
        _ => false,
    };
    (!agree).then(|| format!("engine {} / checker {}", engine.signature(), checker.signature()))
}

impl Readings {
    /// Reads a text with both; gives the engine's answer.
    fn compare(&mut self, seed: u64, kind: &str, text: &Text) -> Answer {
        let (engine, mistake) = engine_reads(text);
        let checker = checker_reads(text);
        if only().is_some() {
            println!("{kind}: {text:?}\n    engine: {engine:?}\n    checker: {checker:?}");
        }
        let share = self.kinds.entry(kind.to_owned()).or_default();
        share.texts += 1;
        share.refused += u64::from(matches!(engine, Answer::Rejected(_)));
        share.declined += u64::from(matches!(checker, Answer::Declined(_) | Answer::TooLarge(_)));
        if let Some(mistake) = mistake.filter(|_| matches!(engine, Answer::Rejected(_))) {
            let name = match mistake {
                Refusal::Syntax => "syntax",
                Refusal::Name => "names",
                Refusal::Type => "types",
                Refusal::Scope => "scopes",
                Refusal::Domain => "values",
                Refusal::TooLarge => "sizes",
            };
            *self.blind.entry(name).or_default() += 1;
        }
        if let Some(signature) = signature(&engine, &checker) {
            let kind = kind.to_owned();
            self.disagreements.push(Disagreement { seed, kind, signature, text: text.clone(), document: Value::Null });
        }
        engine
    }

    fn count_words(&mut self, sample: &Sample) {
        let of_constant = sample.constant.iter().flat_map(|(_, value)| value);
        for token in sample.tokens.iter().chain(of_constant) {
            if let Some(word) = WORDS.iter().find(|word| **word == token.text) {
                *self.words.entry(word).or_default() += 1;
            }
        }
    }
}

/// How many spoilt texts are made of one statement.
const SPOILT: usize = 3;

fn of_seed(seed: u64) -> Readings {
    let mut readings = Readings::default();
    // Half of the statements have only what the checker evaluates, as far as words go.
    let language = if seed % 4 < 2 { WHOLE } else { EVALUATED };
    let (sample, mut random) = Generator::new(seed, language).sample();
    readings.count_words(&sample);
    let style = [Style::Tight, Style::Spaced, Style::Wild][random.random_range(0..3)];
    let text = sample.text(style, &mut random);
    if let Answer::Rejected(why) = readings.compare(seed, "as it was made", &text) {
        readings.not_well_formed.push(format!("seed {seed}: {text:?}: {why}"));
    }
    let mut made = 0;
    while made < SPOILT {
        let mistake = &MISTAKES[random.random_range(0..MISTAKES.len())];
        if let Some(text) = (mistake.make)(&sample, &mut random) {
            readings.compare(seed, mistake.name, &text);
            made += 1;
        }
    }
    // The type of an expression: what it may be compared with.
    if seed.is_multiple_of(2) {
        let (prefix, expression, mut random) = Generator::new(seed, language).expression();
        let text = prefix.text(Style::Spaced, &mut random).statement;
        let expression = if random.random_range(0..3) == 0 {
            let zeros = MISTAKES.iter().filter(|mistake| mistake.name == "zeros");
            let spoilt = zeros.filter_map(|mistake| (mistake.make)(&expression, &mut random)).next();
            spoilt.map_or_else(|| "0".to_owned(), |text| text.statement)
        } else {
            expression.text(Style::Spaced, &mut random).statement
        };
        let probes = ["0", "1", "nat"].map(|other| {
            let statement = format!("{text} {expression} >= {other}");
            let answer = readings.compare(seed, "compared for its type", &Text { statement, constant: None });
            answer == Answer::Accepted
        });
        let kind = match probes {
            [true, true, true] => "zero",
            [true, true, false] => "a scalar",
            [true, false, true] => "an information measure",
            [false, false, false] => "none",
            _ => "undecided",
        };
        *readings.types.entry(kind.to_owned()).or_default() += 1;
    }
    readings
}

#[test]
fn readers_agree() {
    let mut found = over_seeds("readers", 16_000, of_seed);
    let texts: u64 = found.kinds.values().map(|share| share.texts).sum();
    println!("{texts} texts; refused by the engine, declined by the checker, of how many:");
    for (kind, share) in &found.kinds {
        println!("    {kind}: {}, {}, of {}", share.refused, share.declined, share.texts);
    }
    println!("refused for: {:?}", found.blind);
    println!("types of expressions: {:?}", found.types);
    let words: Vec<String> = found.words.iter().map(|(word, count)| format!("{word} {count}")).collect();
    println!("words: {}", words.join(", "));
    let made = found.not_well_formed.join("\n");
    assert!(found.not_well_formed.is_empty(), "the generator and the engine disagree:\n{made}");
    let disagreements = unknown(std::mem::take(&mut found.disagreements));
    let shown = report(&disagreements, disagreement);
    assert!(disagreements.is_empty(), "{} disagreements:\n{shown}", disagreements.len());
    if only().is_none() {
        is_no_empty_corpus(&found);
    }
}

/// The corpus has every word but those of values, which stand in no statement, and enough of what is well formed and of each kind of mistake.
fn is_no_empty_corpus(found: &Readings) {
    let missing: Vec<&&str> =
        WORDS.iter().filter(|word| !word.starts_with("NMI_") && !found.words.contains_key(**word)).collect();
    assert!(missing.is_empty(), "never made: {missing:?}");
    let evaluated = found.kinds["as it was made"];
    assert!(4 * evaluated.declined < 3 * evaluated.texts, "most statements are declined: {evaluated:?}");
    for mistake in &MISTAKES {
        let share = found.kinds.get(mistake.name).copied().unwrap_or_default();
        let (refused, texts) = (100 * share.refused, share.texts);
        assert!(texts >= 50, "{}: {texts} texts", mistake.name);
        let substantial = mistake.refused * texts <= refused && refused <= mistake.refused_at_most * texts;
        assert!(substantial, "{}: {} of {texts} refused", mistake.name, share.refused);
    }
    // A reader that accepts everything, or is blind to one kind of mistake, would be found out by so many texts.
    for kind in ["syntax", "names", "types", "scopes"] {
        assert!(found.blind[kind] >= 500, "only {} texts have a mistake of {kind}", found.blind[kind]);
    }
    for kind in ["zero", "a scalar", "an information measure", "none"] {
        let count = found.types.get(kind).copied().unwrap_or_default();
        assert!(count >= 50, "only {count} expressions have the type {kind}");
    }
}

/// The words of the generator are those of the engine.
#[test]
fn every_word_is_made() {
    let known = words::WORDS.iter().map(|word| word.spelling).chain(POLICIES.iter().map(|(name, ..)| *name));
    let known = known.chain(NAMED_SCHEDULES.iter().map(|(name, _)| *name));
    let missing: Vec<&str> = known.filter(|name| !WORDS.contains(name)).collect();
    assert_eq!(missing, [""; 0]);
}
