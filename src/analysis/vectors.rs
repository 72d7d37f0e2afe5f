//! Conformance vectors: what decoding rules do on small predictor tables, exactly, for those who implement the rules.
//!
//! Every probability of the built-in tables is a multiple of 1/64, so that it is the same number in bfloat16, in 32-bit
//! and in 64-bit floats: an implementation compares the very numbers that are compared here, ties among them.

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::{Integer, Rational};
use crate::law::{Law, LawError, PatternCounts, PredictorTable, Shape, Vocabulary, digits_of};
use crate::sampler::rule::{Round, RuleError, RuleEvaluation, evaluate_rule_with_rounds, parse_rule};
use crate::sampler::{Model, Predictor};

/// The denominator of the probabilities of the built-in tables.
const DENOMINATOR: usize = 64;

/// The rules of the vectors.
pub const VECTOR_RULES: [&str; 48] = [
    "low-confidence:1",
    "low-confidence:2",
    "low-confidence:steps=2",
    "low-confidence:1@t=0",
    "low-confidence:1@t=1/2",
    "low-confidence:1@t=1/2,conf=shaped",
    "blocks:2[low-confidence:1]",
    "random:1",
    "random:2",
    "first-hitting",
    "threshold:3/4",
    "threshold>3/4",
    "blocks:2[threshold>3/4]",
    "threshold-or-count:3/4,1",
    "factor:1",
    "factor:1,as-coded",
    "top:1",
    "top:2",
    "margin:1",
    "margin:2",
    "entropy:1",
    "entropy:2",
    "row-threshold:3/4",
    "eb:sum-max,1/2bits",
    "eb:sum-strict,ln2",
    "mdlm:linear,T=2",
    "mdlm:grid=1/4;3/4;1",
    "dream:maskgit-plus,steps=length",
    "dream:entropy,steps=length",
    "dream:margin,steps=length",
    "dream:origin,steps=length",
    "random:1@top-p=9/10,nucleus=crossing",
    "random:1@top-p=9/10,nucleus=within",
    "low-confidence:1@without=0",
    "random:2@without=0,t=1/2",
    "low-confidence:1@t=1/2,conf=shaped,round=bf16",
    "mdlm:linear,T=2,eps=1/8,fill=likeliest",
    "mdlm:linear,T=2,eps=1/8,fill=drawn",
    "dream:maskgit-plus,steps=2@t=1/2",
    "maskgit:T=2,tau=1",
    "maskgit:T=3,tau=3/2",
    "maskgit:T=2,tau=0,schedule=uniform",
    "blocks:2[maskgit:T=2,tau=1/2,schedule=pow2]",
    "remdm:cap,eta=1/4,T=3",
    "remdm:rescale,eta=1/4,T=3",
    "remdm:forward-backward,T=3",
    "remdm:loop,eta=1/2,hold=2/3,T=1;1;1",
    "remask:1,rounds=2",
];

/// A built-in predictor table.
#[derive(Debug, Clone)]
pub struct VectorTable {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// The table.
    pub table: PredictorTable,
    /// The prompts of the vectors beside the empty one: the tokens of the first positions.
    pub prompts: Vec<Vec<usize>>,
}

/// The built-in tables.
///
/// # Panics
/// Never: the shapes are small.
pub fn vector_tables() -> Vec<VectorTable> {
    let table = |length: usize, vocabulary_size: usize, row: &dyn Fn(usize, usize) -> Vec<usize>| {
        let shape = Shape::new(length, vocabulary_size).expect("positive sizes");
        let places = (0..shape.patterns()).flat_map(|state| (0..length).map(move |position| (state, position)));
        let weights = places.flat_map(|(state, position)| row(state, position)).map(Integer::from).collect();
        PredictorTable::from_weights(shape, weights).expect("small tables of positive rows")
    };
    vec![
        VectorTable {
            name: "independent-l2",
            description: "two independent tokens: a rule that looks at draws is biased even here",
            table: table(2, 2, &|_, position| if position == 0 { vec![56, 8] } else { vec![48, 16] }),
            prompts: vec![],
        },
        VectorTable {
            name: "ties-l3",
            description: "every token has probability 1/2: all confidences tie",
            table: table(3, 2, &|_, _| vec![32, 32]),
            prompts: vec![],
        },
        VectorTable {
            name: "zeros-l3",
            description: "some tokens are certain, so that some sequences are impossible",
            table: table(3, 2, &|state, position| match (state + 2 * position) % 4 {
                0 => vec![64, 0],
                1 => vec![0, 64],
                _ => two_tokens(state, position),
            }),
            prompts: vec![vec![1]],
        },
        VectorTable {
            name: "dependent-l2-v3",
            description: "three tokens, rows that depend on what is revealed",
            table: table(2, 3, &three_tokens),
            prompts: vec![vec![2]],
        },
        VectorTable {
            name: "dependent-l4",
            description: "four positions, rows that depend on what is revealed",
            table: table(4, 2, &two_tokens),
            prompts: vec![vec![1], vec![0, 1]],
        },
    ]
}

/// A row that looks irregular and is the same everywhere.
fn two_tokens(state: usize, position: usize) -> Vec<usize> {
    let first = 1 + (37 * state + 23 * position + 11) % (DENOMINATOR - 1);
    vec![first, DENOMINATOR - first]
}

fn three_tokens(state: usize, position: usize) -> Vec<usize> {
    let half = DENOMINATOR / 2 - 1;
    let (first, second) = (1 + (17 * state + 5 * position + 3) % half, 1 + (11 * state + 19 * position + 7) % half);
    vec![first, second, DENOMINATOR - first - second]
}

/// A prompt or a rule does not fit a table.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    /// The prompt does not fit.
    #[error(
        "the prompt has {} tokens, the largest of them {}: expected fewer than L = {} tokens, each below V = {}",
        prompt.len(),
        prompt.iter().max().copied().unwrap_or_default(),
        shape.length(),
        shape.vocabulary_size()
    )]
    Prompt {
        /// The prompt.
        prompt: Vec<usize>,
        /// The shape of the table.
        shape: Shape,
    },
    /// The shape is too large for a law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The rule.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

impl Diagnosis for VectorError {
    fn advice(&self) -> Advice {
        match self {
            Self::Prompt { .. } => Advice::new("vectors::prompt", "give a shorter prompt of tokens of the table"),
            Self::Law(error) => error.advice(),
            Self::Rule(error) => error.advice(),
        }
    }
}

/// What a rule does behind a prompt; exact.
#[derive(Debug, Clone)]
pub struct RuleVectors {
    /// The rule, as it is written.
    pub rule: String,
    /// The tokens of the first positions, which are given.
    pub prompt: Vec<usize>,
    /// The number of tokens, V.
    pub vocabulary_size: usize,
    /// The number of positions, L, with those of the prompt.
    pub length: usize,
    /// Output law and rounds behind the prompt. What is a divergence in it compares with the uniform law.
    pub evaluation: RuleEvaluation,
    /// The rounds behind the prompt.
    pub rounds: Vec<Round>,
}

impl RuleVectors {
    /// What a rule does with a predictor table behind a prompt: the rule on the positions behind the prompt, with the
    /// rows of the states in which the prompt is revealed. Blocks and steps begin behind the prompt. `remask` starts from
    /// a sequence that is uniform behind the prompt.
    ///
    /// # Errors
    /// [`VectorError`]
    pub fn new(table: &PredictorTable, prompt: &[usize], rule: &str) -> Result<Self, VectorError> {
        let shape = table.shape();
        let no_prompt = || VectorError::Prompt { prompt: prompt.to_vec(), shape };
        let table = table.behind_prompt(prompt).ok_or_else(no_prompt)?;
        let (length, vocabulary_size) = (table.length(), table.vocabulary_size());
        let counts = vec![Integer::from(1); table.shape().check_size()?];
        // No law belongs to a table: rules look at the table alone, and `remask` starts from the uniform law.
        let law = Law::from_counts("uniform", Vocabulary::numbered(vocabulary_size), length, counts)?;
        let patterns = PatternCounts::new(&law);
        let rule = parse_rule(rule, law.labels())?;
        let model = Model::new(&law, &patterns, Predictor::Table(&table));
        let (evaluation, rounds) = evaluate_rule_with_rounds(&model, &rule)?;
        let prompt = prompt.to_vec();
        Ok(Self { rule: rule.to_string(), prompt, vocabulary_size, length: shape.length(), evaluation, rounds })
    }

    /// The tokens of a state of a round, with the prompt; `None` where a position is masked.
    pub fn tokens(&self, state: usize) -> Vec<Option<usize>> {
        let digits = digits_of(state, self.vocabulary_size + 1, self.length - self.prompt.len());
        let given = self.prompt.iter().copied().map(Some);
        given.chain(digits.into_iter().map(|digit| Some(digit).filter(|digit| *digit < self.vocabulary_size))).collect()
    }

    /// The output law on all `V^L` sequences, in their order; those that do not begin with the prompt have probability
    /// zero.
    pub fn output_law(&self) -> Vec<Rational> {
        let behind = &self.evaluation.output;
        let number = self.prompt.iter().fold(0, |number, token| number * self.vocabulary_size + token);
        let all = behind.len() * self.vocabulary_size.pow(u32::try_from(self.prompt.len()).unwrap_or(u32::MAX));
        let mut output = vec![Rational::new(); all];
        output[number * behind.len()..][..behind.len()].clone_from_slice(behind);
        output
    }
}
