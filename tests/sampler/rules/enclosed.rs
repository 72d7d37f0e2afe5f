//! Rules whose output laws are enclosed: against a program in another language that computes with 60 digits, against the
//! exact definitions where the laws are rational all the same, and what is left undecided.

use maskproof::analysis::rule_comparison::{OutputComparison, compare_outputs};
use maskproof::exact::powers_of_two::power_of_two;
use maskproof::exact::{LogValue, Rational, Real, Unit, parse_rational};
use maskproof::law::families::parse_spec;
use maskproof::law::{Law, PatternCounts};
use maskproof::sampler::rule::{
    EnclosedEvaluation, RuleError, enclose_rule, enclose_rule_to_digits, evaluate_rule, parse_rule,
};
use maskproof::sampler::{Model, Predictor};
use rug::ops::Pow;
use serde::Deserialize;

use super::super::common::{grid_laws, law};
use super::definitions::definitions;
use super::oracle::Defined;
use super::{naive, q};

fn with_rule<T>(law: &Law, rule: &str, look: impl FnOnce(&Model, &maskproof::sampler::rule::Rule) -> T) -> T {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Exact);
    let rule = parse_rule(rule, law.labels()).unwrap_or_else(|error| panic!("{error}"));
    look(&model, &rule)
}

fn enclosed(law: &Law, rule: &str, precision: u32) -> EnclosedEvaluation {
    with_rule(law, rule, |model, rule| enclose_rule(model, rule, precision).unwrap_or_else(|error| panic!("{error}")))
}

fn holds(number: &Real, value: &Rational) -> bool {
    let [low, high] = number.ends();
    low <= *value && *value <= high
}

#[derive(Deserialize)]
struct Document {
    made_by: String,
    digits: i32,
    laws: Vec<OfLaw>,
}

#[derive(Deserialize)]
struct OfLaw {
    vocabulary_size: usize,
    length: usize,
    counts: Vec<u64>,
    rules: Vec<OfRule>,
}

#[derive(Deserialize)]
struct OfRule {
    rule: String,
    output: Vec<String>,
    kl: Option<String>,
    total_variation: String,
    expected_rounds: String,
}

/// Whether a number of so many decimals may be a rounding of an enclosed one, of moderate size.
fn agrees(number: &Real, decimal: &str, digits: i32) -> bool {
    let slack = Rational::from(10).pow(-digits);
    let value = parse_rational(decimal).unwrap();
    let [low, high] = number.ends();
    low - &slack <= value && value <= high + slack
}

#[test]
fn enclosures_hold_what_another_program_computes() {
    let document: Document = serde_json::from_str(include_str!("../../../fixtures/references/enclosed.json")).unwrap();
    assert_eq!(document.made_by, "fixtures/references/enclosed.py");
    let digits = document.digits;
    let mut apart = 0;
    for OfLaw { vocabulary_size, length, counts, rules } in &document.laws {
        let law = law(*vocabulary_size, *length, counts);
        for one in rules {
            let context = format!("{} {counts:?}", one.rule);
            let found = enclosed(&law, &one.rule, 256);
            for (number, decimal) in found.output.iter().zip(&one.output) {
                assert!(agrees(number, decimal, digits), "{context}: {decimal} {number:?}");
            }
            assert!(agrees(&found.total_variation, &one.total_variation, digits), "{context}");
            assert!(agrees(&found.expected_rounds, &one.expected_rounds, digits), "{context}");
            match (&found.kl, &one.kl) {
                (LogValue::Enclosed(kl), Some(decimal)) => {
                    assert!(agrees(&Real::Enclosed(kl.clone()), decimal, digits), "{context}: {decimal} {kl:?}");
                }
                (LogValue::Exact(kl), Some(decimal)) => {
                    let nats = parse_rational(&kl.to_decimal(40, Unit::Nats)).unwrap();
                    assert!(agrees(&Real::Exact(nats), decimal, digits), "{context}: {decimal}");
                }
                (LogValue::Exact(kl), None) => assert!(kl.is_infinite(), "{context}"),
                (kl, None) => panic!("{context}: {kl:?}"),
            }
            // A control: the other rules put out other laws.
            let others = rules.iter().filter(|other| {
                let mut pairs = found.output.iter().zip(&other.output);
                !pairs.all(|(number, decimal)| agrees(number, decimal, digits))
            });
            apart += others.count();
        }
    }
    assert!(apart > 1200, "{apart} of 2310 pairs of rules are told apart");
}

/// At the temperature 1/65 powers are no longer written out, though they are rational: the definitions say what they are.
#[test]
fn enclosures_hold_the_rational_laws_of_all_rules() {
    fn raised(row: &[Rational]) -> Vec<Rational> {
        let powers: Vec<Rational> = row.iter().map(|value| value.clone().pow(65_u32)).collect();
        let sum: Rational = powers.iter().sum();
        powers.into_iter().map(|value| value / &sum).collect()
    }
    let laws: Vec<Law> = grid_laws(2, 2, 4).into_iter().chain(grid_laws(2, 3, 2)).chain(grid_laws(3, 2, 2)).collect();
    let mut enclosed_ones = 0;
    let plain = definitions().into_iter().filter(|defined| !defined.text.contains('@'));
    // Entropies of the oracle are powers whose exponents are the numerators, which are too large here; and its path
    // planning measures what it draws from.
    let is_defined = |defined: &Defined| !["dream:entropy", "p2"].iter().any(|name| defined.text.starts_with(name));
    for defined in plain.filter(is_defined) {
        let measures_shaped = defined.text.starts_with("dream");
        let defined = Defined { shape: raised, measures_shaped, ..defined };
        for law in &laws {
            let text = format!("{}@t=1/65", defined.text);
            let context = || format!("{text} {:?}", law.counts());
            let found = enclosed(law, &text, 128);
            let expected = naive(law, None, &defined);
            for (number, value) in found.output.iter().zip(&expected.output) {
                assert!(holds(number, value), "{}", context());
                assert_eq!(number.is_zero(), value.is_zero(), "{}", context());
            }
            assert!(holds(&found.expected_null_rounds, &expected.null_rounds), "{}", context());
            assert!(holds(&found.expected_rounds, &expected.rounds.iter().sum()), "{}", context());
            assert_eq!(found.max_rounds, expected.max_rounds, "{}", context());
            let (output, atoms) = (&expected.output, 0..expected.output.len());
            let excess = |atom: usize| (law.probability(atom) - &output[atom]).max(Rational::new());
            assert!(holds(&found.total_variation, &atoms.clone().map(excess).sum()), "{}", context());
            let support: Rational = law.support().map(|(atom, _)| output[atom].clone()).sum();
            assert!(holds(&found.support_probability, &support), "{}", context());
            assert_eq!(found.support_probability.exact().is_some_and(|number| *number == 1), support == 1);
            if let Some(is_exact) = found.is_exact {
                assert_eq!(is_exact, atoms.clone().all(|atom| law.probability(atom) == output[atom]));
            }
            let width = found.width();
            assert!(width.as_ref().is_none_or(|width| *width <= power_of_two(-100)), "{}", context());
            enclosed_ones += usize::from(width.is_some_and(|width| width > 0));
        }
    }
    assert!(enclosed_ones > 100, "{enclosed_ones}");
}

#[test]
fn a_higher_precision_narrows_what_is_enclosed() {
    let law = law(2, 3, &[3, 1, 4, 1, 5, 9, 2, 6]);
    for rule in [
        "low-confidence:1@t=3/10",
        "mdlm:cosine,T=5",
        "mdlm:geometric,T=4,lo=1/100,hi=3",
        "dream:entropy,steps=3,alg_temp=1/7",
        "maskgit:T=3,tau=1",
    ] {
        let mut before: Option<EnclosedEvaluation> = None;
        for precision in [128, 256, 512] {
            let found = enclosed(&law, rule, precision);
            let bound = power_of_two(32 - i32::try_from(precision).unwrap());
            assert!(found.width().is_some_and(|width| width > 0 && width < bound), "{rule}");
            if let Some(before) = &before {
                for (wide, narrow) in before.output.iter().zip(&found.output) {
                    let ([low, high], [lower, upper]) = (wide.ends(), narrow.ends());
                    assert!(low <= upper && lower <= high, "{rule}");
                }
            }
            before = Some(found);
        }
        let (found, precision) =
            with_rule(&law, rule, |model, rule| enclose_rule_to_digits(model, rule, 60, true)).unwrap();
        assert_eq!(precision, 256, "{rule}");
        assert!(found.output.iter().all(|number| number.to_decimal(60).is_some()), "{rule}");
        let rational = with_rule(&law, rule, |model, rule| evaluate_rule(model, rule));
        assert!(matches!(rational, Err(RuleError::NotRational { .. })), "{rule}");
    }
}

/// Roots that are rational stay fractions: of rows of halves and certain tokens, and of squares at the temperature 2.
#[test]
fn laws_with_rational_roots_are_exact() {
    let parity = parse_spec("parity(L=3,V=2)").unwrap();
    let one_at_a_time = with_rule(&parity, "random:1@t=3/10", |model, rule| evaluate_rule(model, rule)).unwrap();
    assert!(
        one_at_a_time.is_exact
            && one_at_a_time.output == (0..8).map(|atom| parity.probability(atom)).collect::<Vec<_>>()
    );
    let equal = with_rule(&parity, "dream:maskgit-plus,steps=2,alg_temp=1/5", |model, rule| evaluate_rule(model, rule))
        .unwrap();
    assert_eq!(equal.max_rounds, 2);
    let squares = law(2, 1, &[9, 1]);
    assert_eq!(
        with_rule(&squares, "random:1@t=2", |model, rule| evaluate_rule(model, rule)).unwrap().output,
        [q(3, 4), q(1, 4)]
    );
    assert_eq!(
        with_rule(&squares, "random:1@t=2/3", |model, rule| evaluate_rule(model, rule)).unwrap().output,
        [q(27, 28), q(1, 28)]
    );
}

#[test]
fn what_enclosures_leave_open_is_said() {
    let independent = parse_spec("independent(p=9/10;1/10|4/5;1/5)").unwrap();
    let compared = |rules: [&str; 2]| {
        let patterns = PatternCounts::new(&independent);
        let model = Model::new(&independent, &patterns, Predictor::Exact);
        let [first, second] = rules.map(|rule| parse_rule(rule, independent.labels()).unwrap());
        compare_outputs(&model, [&first, &second], 6).unwrap()
    };
    // Positions first keep independent tokens, which enclosures do not prove.
    let (found, precision) =
        with_rule(&independent, "mdlm:cosine,T=2", |model, rule| enclose_rule_to_digits(model, rule, 6, false))
            .unwrap();
    assert_eq!((found.is_exact, precision), (None, 1024));
    let LogValue::Enclosed(kl) = &found.kl else { panic!("{found:?}") };
    assert!(*kl.lower() == 0 && *kl.upper() < 1e-290);
    let shown = found.kl.certain_decimal(6, Unit::Nats);
    let exponent: i32 = shown.strip_prefix("<=2^").unwrap().parse().unwrap();
    assert!((-1024..-990).contains(&exponent) && *kl.upper() < power_of_two(exponent), "{shown}");
    assert!(matches!(compared(["mdlm:cosine,T=2", "random:1"]), OutputComparison::Undecided));
    assert!(matches!(compared(["mdlm:cosine,T=2", "mdlm: cosine, T=2"]), OutputComparison::Same));
    assert!(matches!(compared(["random:1", "top:1"]), OutputComparison::Same));
    match compared(["random:1@t=3/10", "random:1@t=7/10"]) {
        OutputComparison::Different(difference) => {
            let [first, second] = difference.probabilities.map(|number| number.ends());
            assert!(first[1] < second[0] || second[1] < first[0]);
            assert!(difference.total_variation.to_decimal(6).is_some());
        }
        other => panic!("{other:?}"),
    }
    // Noise that no 1024 bits tell apart.
    let near = format!("mdlm:geometric,T=2,lo=1,hi=1.{}1", "0".repeat(400));
    let error =
        with_rule(&independent, &near, |model, rule| enclose_rule_to_digits(model, rule, 6, false)).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("numbers of 1024 bits do not decide that a step of the grid reveals something"),
        "{message}"
    );
}
