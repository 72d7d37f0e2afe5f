//! Guidance: the rows of its definition under every rule, and what it refuses.

use maskproof::exact::{Integer, Rational};
use maskproof::law::{Law, PatternCounts, PredictorTable, index_of};
use maskproof::sampler::rule::{RuleError, RuleEvaluation, evaluate_rule, parse_rule};
use maskproof::sampler::{Model, Predictor};

use super::super::common::{grid_laws, law, shape};
use super::definitions::definitions;
use super::oracle::{exact_row, follow};
use super::{evaluation, q, small_table};

/// As `evaluation`, with an unconditional predictor.
pub fn guided(
    law: &Law,
    table: Option<&PredictorTable>,
    unconditional: Option<&PredictorTable>,
    rule: &str,
) -> Result<RuleEvaluation, RuleError> {
    let patterns = PatternCounts::new(law);
    let mut model = Model::new(law, &patterns, table.map_or(Predictor::Exact, Predictor::Table));
    if let Some(unconditional) = unconditional {
        model = model.with_unconditional(unconditional);
    }
    evaluate_rule(&model, &parse_rule(rule, law.labels())?)
}

/// A table with weights from 1 to 4.
fn positive_table(seed: u64, size: usize, length: usize) -> PredictorTable {
    let weights = small_table(seed, size, length).weights().iter().map(|weight| Integer::from(weight + 1)).collect();
    PredictorTable::from_weights(shape(length, size), weights).unwrap()
}

fn entry(table: &PredictorTable, state: &[Option<usize>], position: usize, token: usize) -> Rational {
    let size = table.vocabulary_size();
    let digits: Vec<usize> = state.iter().map(|token| token.unwrap_or(size)).collect();
    let pattern = index_of(&digits, size + 1);
    Rational::from((table.weight(pattern, position, token), table.row_sum(pattern, position)))
}

/// Every rule with guidance is the rule with the guided rows, which are quotients of powers of probabilities.
#[test]
fn guided_rows_are_quotients_of_powers() {
    for (size, laws) in [(2, grid_laws(2, 3, 2)), (3, grid_laws(3, 2, 2))] {
        for (seed, law) in (0..).zip(laws) {
            let (length, unconditional) = (law.length(), positive_table(seed + 100, size, law.length()));
            for (table, strength) in [(None, 1), (Some(small_table(seed, size, length)), 2)] {
                let exact = exact_row(&law);
                let row = |state: &[Option<usize>], position: usize| -> Vec<Rational> {
                    let plain = match &table {
                        None => exact(state, position),
                        Some(table) => (0..size).map(|token| entry(table, state, position, token)).collect(),
                    };
                    let power = |number: &Rational, power| (0..power).fold(q(1, 1), |product, _| product * number);
                    let quotient = |token: usize| {
                        let divisor = power(&entry(&unconditional, state, position, token), strength);
                        power(&plain[token], strength + 1) / divisor
                    };
                    let weights: Vec<Rational> = (0..size).map(quotient).collect();
                    let sum: Rational = weights.iter().sum();
                    weights.into_iter().map(|weight| weight / &sum).collect()
                };
                // The oracle's entropies are powers with numerators as exponents, which are large here.
                let has_entropy = |text: &str| text.contains("entropy") || text.starts_with("eb");
                for defined in definitions().iter().filter(|defined| !has_entropy(defined.text)) {
                    let mark = if defined.text.contains('@') { ',' } else { '@' };
                    let text = format!("{}{mark}guidance={strength}", defined.text);
                    let found = guided(&law, table.as_ref(), Some(&unconditional), &text).unwrap();
                    let expected = follow(defined, &row, size, length);
                    assert_eq!(found.output, expected.output, "{text} {:?}", law.counts());
                    assert_eq!(found.expected_null_rounds, expected.null_rounds, "{text}");
                }
            }
        }
    }
}

/// Guidance by the predictor itself and guidance of strength 0 change nothing.
#[test]
fn guidance_by_the_same_rows_changes_nothing() {
    for (seed, law) in (0..).zip(grid_laws(2, 3, 2)) {
        let table = positive_table(seed, 2, 3);
        let plain = evaluation(&law, Some(&table), "low-confidence:1").output;
        for strength in [0, 1, 3] {
            let rule = format!("low-confidence:1@guidance={strength}");
            assert_eq!(guided(&law, Some(&table), Some(&table), &rule).unwrap().output, plain);
        }
        assert_eq!(guided(&law, Some(&table), None, "low-confidence:1@guidance=0").unwrap().output, plain);
    }
}

/// LLaDA removes a token behind guidance, so that its zero does not matter.
#[test]
fn a_zero_of_the_unconditional_predictor_is_named() {
    let law = law(2, 2, &[1, 2, 3, 4]);
    let mut weights = vec![Integer::from(1); 9 * 2 * 2];
    // State (1, mask), row 1 * 3 + 2, position 1, token 0.
    weights[(5 * 2 + 1) * 2] = Integer::new();
    let table = PredictorTable::from_weights(shape(2, 2), weights).unwrap();
    let error = guided(&law, None, Some(&table), "random:1@guidance=1").unwrap_err();
    assert!(matches!(error, RuleError::GuidedZero { position: 1, token: 0, .. }));
    assert!(
        error.to_string().contains("in the state (1, mask) the unconditional predictor gives token 0 at position 1")
    );
    assert!(guided(&law, None, Some(&table), "random:1@guidance=1,without=0").is_ok());
    assert!(guided(&law, None, Some(&table), "random:1").is_ok());
    assert!(matches!(guided(&law, None, None, "random:1@guidance=1"), Err(RuleError::NoUnconditional { .. })));
}

/// By hand: `r_c = (2/3, 1/3)` and `r_u = (1/3, 2/3)` with `w = 1` have weights 4/3 and 1/6.
#[test]
fn one_token_by_hand() {
    let law = law(2, 1, &[2, 1]);
    let weights = [0, 0, 0, 0, 1, 2].map(Integer::from).to_vec();
    let table = PredictorTable::from_weights(shape(1, 2), weights).unwrap();
    let found = guided(&law, None, Some(&table), "sequential:1@guidance=1").unwrap();
    assert_eq!(found.output, [q(8, 9), q(1, 9)]);
}
