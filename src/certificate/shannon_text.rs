//! The parts of documents on Shannon's inequalities.

use serde::Serialize;

/// The proof that one difference is at least 0.
#[derive(Debug, Clone, Serialize)]
pub struct ShannonText {
    pub symmetry: SymmetryText,
    pub terms: Vec<TermText>,
}

/// The permutations over which the mean is taken.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum SymmetryText {
    /// `all`
    All(&'static str),
    /// Permutations that generate the group: where each position goes, counted from 1.
    Generators(Vec<Vec<usize>>),
}

#[derive(Debug, Clone, Serialize)]
pub struct TermText {
    pub weight: String,
    #[serde(flatten)]
    pub inequality: InequalityText,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InequalityText {
    Information([Vec<usize>; 3]),
    Entropy([Vec<usize>; 2]),
    Vocabulary(usize),
    Nonnegative(String),
    Premise(usize),
}

/// Values of the coordinates beside entropies, at a polymatroid.
#[derive(Debug, Clone, Serialize)]
pub struct OthersText {
    #[serde(rename = "ln V")]
    pub ln_v: String,
    pub eps_train: String,
    pub nat: String,
}
