//! What rules put out and cost against `fixtures/references/rule_values.py`, which tries every random choice of each
//! sampler, in another language.

use maskproof::exact::{Extended, Integer, Rational, Unit};
use maskproof::law::PatternCounts;
use maskproof::sampler::rule::{RuleEvaluation, evaluate_rule, parse_rule};
use maskproof::sampler::{Model, Predictor};
use serde::Deserialize;

use super::super::common::{fixture, law, real_law, trained_table};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    made_by: String,
    digits: u32,
    modulus: String,
    laws: Vec<LawValues>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawValues {
    name: String,
    vocabulary_size: usize,
    length: usize,
    /// Where there are none, the law is that of the fixture of this name.
    counts: Option<Vec<u64>>,
    rules: Vec<Values>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    rule: String,
    output: Output,
    kl: String,
    reverse_kl: String,
    mean_kl_over_orders: Option<String>,
    total_variation: String,
    support_probability: String,
    expected_rounds: String,
    expected_null_rounds: String,
    expected_rounds_under_law: Option<String>,
    max_rounds: usize,
}

/// Every probability, or a residue of all.
#[derive(Deserialize)]
#[serde(untagged)]
enum Output {
    Each(Vec<String>),
    Residue(String),
}

/// What the numbers of the fixture are compared by.
struct Comparison {
    modulus: Integer,
    digits: u32,
}

impl Comparison {
    fn residue(&self, number: &Rational) -> Integer {
        let inverse = number.denom().clone().invert(&self.modulus).expect("no multiple of the modulus");
        (number.numer() * inverse).modulo(&self.modulus)
    }

    /// Whether a number is what the fixture says: a fraction, or `mod` with a residue.
    fn is(&self, number: &Rational, expected: &str) -> bool {
        match expected.strip_prefix("mod ") {
            Some(residue) => self.residue(number) == residue.parse::<Integer>().unwrap(),
            None => *number == expected.parse::<Rational>().unwrap(),
        }
    }

    fn is_output(&self, output: &[Rational], expected: &Output) -> bool {
        match expected {
            Output::Each(each) => {
                output.len() == each.len() && output.iter().zip(each).all(|(number, text)| self.is(number, text))
            }
            Output::Residue(residue) => {
                // sum_x q(x) 7^x, by Horner's rule.
                let sum = output.iter().rev().fold(Integer::new(), |sum, number| sum * 7 + self.residue(number));
                format!("mod {}", sum.modulo(&self.modulus)) == *residue
            }
        }
    }

    fn is_divergence(&self, divergence: &Extended, expected: &str) -> bool {
        divergence.to_decimal(self.digits, Unit::Nats) == expected
    }

    /// The names of what differs.
    fn differences(&self, found: &RuleEvaluation, expected: &Values) -> Vec<&'static str> {
        let optional = |found: Option<bool>, expected: &Option<String>| found.unwrap_or(expected.is_none());
        let under_law = found.expected_rounds_under_law.as_ref();
        let mean = found.mean_kl_over_orders.as_ref();
        let checks = [
            ("output", self.is_output(&found.output, &expected.output)),
            ("KL", self.is_divergence(&found.kl, &expected.kl)),
            ("reverse KL", self.is_divergence(&found.reverse_kl, &expected.reverse_kl)),
            ("TV", self.is(&found.total_variation, &expected.total_variation)),
            ("support", self.is(&found.support_probability, &expected.support_probability)),
            ("rounds", self.is(&found.expected_rounds, &expected.expected_rounds)),
            ("null rounds", self.is(&found.expected_null_rounds, &expected.expected_null_rounds)),
            ("max rounds", found.max_rounds == expected.max_rounds),
            (
                "rounds under the law",
                optional(
                    under_law.map(|found| {
                        expected.expected_rounds_under_law.as_ref().is_some_and(|text| self.is(found, text))
                    }),
                    &expected.expected_rounds_under_law,
                ),
            ),
            (
                "mean KL",
                optional(
                    mean.zip(expected.mean_kl_over_orders.as_ref())
                        .map(|(found, text)| self.is_divergence(found, text)),
                    &expected.mean_kl_over_orders,
                ),
            ),
        ];
        checks.into_iter().filter(|(_, agrees)| !agrees).map(|(name, _)| name).collect()
    }
}

#[test]
fn another_program_finds_the_same() {
    let text = std::fs::read_to_string(fixture("references/rule-values.json")).unwrap();
    let document: Document = serde_json::from_str(&text).unwrap();
    assert_eq!(document.made_by, "fixtures/references/rule_values.py");
    let comparison = Comparison { modulus: document.modulus.parse().unwrap(), digits: document.digits };
    let (mut compared, mut told_apart, mut wrong) = (0, 0, Vec::new());
    for LawValues { name, vocabulary_size, length, counts, rules } in document.laws {
        let (fixture, is_trained) =
            name.split_once(", trained").map_or((name.as_str(), false), |(name, _)| (name, true));
        let law = counts.map_or_else(|| real_law(fixture), |counts| law(vocabulary_size, length, &counts));
        let table = is_trained.then(|| trained_table(&law));
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, table.as_ref().map_or(Predictor::Exact, Predictor::Table));
        for (number, expected) in rules.iter().enumerate() {
            let rule = parse_rule(&expected.rule, law.labels()).unwrap_or_else(|error| panic!("{error}"));
            let found = evaluate_rule(&model, &rule).unwrap_or_else(|error| panic!("{error}"));
            let differences = comparison.differences(&found, expected);
            if !differences.is_empty() {
                wrong.push(format!("{name}, {}: {}", expected.rule, differences.join(", ")));
            }
            // Not for a trained predictor, whose mean the other program does not have.
            let has_mean = found.mean_kl_over_orders.is_some();
            assert!(is_trained || has_mean == expected.mean_kl_over_orders.is_some(), "{name}, {}", expected.rule);
            compared += 1;
            // A control: the values of another rule do not pass.
            let other = &rules[(number + 1) % rules.len()];
            told_apart += usize::from(!comparison.differences(&found, other).is_empty());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(compared, 459);
    assert!(told_apart * 4 > compared * 3, "{told_apart} of {compared} neighbours are told apart");
}
