//! Conformance vectors as files: a table as a `.npy` array, and what rules do with it as JSON (docs/rule-vectors.md).

use maskproof::analysis::{RuleVectors, VectorTable};
use maskproof::exact::Rational;
use maskproof::law::{PredictorTable, digits_of};
use serde::Serialize;

use super::serialise::as_text;

/// What the JSON says it is.
const FORMAT: &str = "maskproof-rule-vectors";

/// The version of the schema.
const VERSION: u32 = 1;

/// The vectors of one table.
#[derive(Debug, Serialize)]
pub struct TableVectors {
    format: &'static str,
    version: u32,
    table: &'static str,
    description: &'static str,
    vocabulary_size: usize,
    length: usize,
    vectors: Vec<RuleVector>,
}

/// What a rule does behind a prompt.
#[derive(Debug, Serialize)]
struct RuleVector {
    rule: String,
    prompt: Vec<usize>,
    #[serde(serialize_with = "as_text")]
    expected_rounds: Rational,
    #[serde(serialize_with = "as_text")]
    expected_null_rounds: Rational,
    max_rounds: usize,
    output_law: Vec<Sequence>,
    rounds: Vec<RoundVector>,
}

/// A sequence of positive probability.
#[derive(Debug, Serialize)]
struct Sequence {
    sequence: Vec<usize>,
    #[serde(serialize_with = "as_text")]
    probability: Rational,
}

/// What a round does at a state that is reached.
#[derive(Debug, Serialize)]
struct RoundVector {
    step: usize,
    state: Vec<Option<usize>>,
    #[serde(serialize_with = "as_text")]
    probability: Rational,
    next: Vec<State>,
}

/// A state behind a round.
#[derive(Debug, Serialize)]
struct State {
    state: Vec<Option<usize>>,
    #[serde(serialize_with = "as_text")]
    probability: Rational,
}

impl TableVectors {
    /// The file of a table.
    pub fn new(table: &VectorTable, vectors: &[RuleVectors]) -> Self {
        Self {
            format: FORMAT,
            version: VERSION,
            table: table.name,
            description: table.description,
            vocabulary_size: table.table.vocabulary_size(),
            length: table.table.length(),
            vectors: vectors.iter().map(RuleVector::new).collect(),
        }
    }
}

impl RuleVector {
    fn new(vectors: &RuleVectors) -> Self {
        let sequence = |(atom, probability): (usize, Rational)| Sequence {
            sequence: digits_of(atom, vectors.vocabulary_size, vectors.length),
            probability,
        };
        let output = vectors.output_law().into_iter().enumerate().filter(|(_, probability)| !probability.is_zero());
        let rounds = vectors.rounds.iter().map(|round| RoundVector {
            step: round.step,
            state: vectors.tokens(round.state),
            probability: round.probability.clone(),
            next: round
                .next
                .iter()
                .map(|(&state, probability)| State { state: vectors.tokens(state), probability: probability.clone() })
                .collect(),
        });
        Self {
            rule: vectors.rule.clone(),
            prompt: vectors.prompt.clone(),
            expected_rounds: vectors.evaluation.expected_rounds.clone(),
            expected_null_rounds: vectors.evaluation.expected_null_rounds.clone(),
            max_rounds: vectors.evaluation.max_rounds,
            output_law: output.map(sequence).collect(),
            rounds: rounds.collect(),
        }
    }
}

/// The `.npy` file of a table whose probabilities are doubles: 64-bit floats, little end first, in C order.
pub fn array(table: &PredictorTable) -> Vec<u8> {
    let (length, vocabulary_size) = (table.length(), table.vocabulary_size());
    let patterns = table.shape().patterns();
    let start = 10;
    let mut header =
        format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({patterns}, {length}, {vocabulary_size}), }}");
    // The data begin at a multiple of 64 bytes, behind a line feed.
    while !(start + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).expect("a short header").to_le_bytes());
    bytes.extend(header.as_bytes());
    for pattern in 0..patterns {
        for position in 0..length {
            for token in 0..vocabulary_size {
                let sum = table.row_sum(pattern, position);
                let share = Rational::from((table.weight(pattern, position, token), sum));
                let double = share.to_f64();
                debug_assert_eq!(Rational::from_f64(double), Some(share), "a probability that is a double");
                bytes.extend(double.to_le_bytes());
            }
        }
    }
    bytes
}
