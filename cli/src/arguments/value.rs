//! The arguments of `maskproof value`.

use clap::Args;
use maskproof::law::Rows;

use crate::values::Base;

use super::{Numbers, rows};

/// The exact value of any expression of the claim language on a law: I(1;2|3) + TC, h(2), E_KL, 1 - max_mass,
/// O_information(1,2,3 | 4), NMI_mean(1; 2), mean(order, KL_order), and quotients of two information measures such as
/// I(1;2)/H(1). docs/claim-language.md lists all words. A law too long for a table of its patterns is taken by its
/// sequences: entropies of named positions at any length, averages over all sets up to the limit of work. Exit
/// code 1 when one has no value.
#[derive(Debug, Args)]
pub struct ValueArguments {
    /// The law: a law file (.json, .csv, .tsv, .jsonl, .npy), also a long one with many tokens, or a
    /// family such as `mds(n=4,k=2,q=3)`.
    #[arg(value_name = "LAW")]
    pub law: String,
    /// The expressions.
    #[arg(value_name = "EXPRESSION", required = true)]
    pub expressions: Vec<String>,
    /// The schedule of E_KL, T, s[t] and the like, as block sizes in unmasking order, such as 2,2 (may be repeated: such
    /// expressions then have a value for each).
    #[arg(long = "schedule", value_name = "S", conflicts_with = "order")]
    pub schedules: Vec<String>,
    /// The unmasking order of KL_order, at(k), block(t) and the like, as its blocks: 1,3/2,4. Its block sizes are the
    /// schedule.
    #[arg(long, value_name = "BLOCKS", conflicts_with = "policy")]
    pub order: Option<String>,
    /// The policy of KL_policy, expected_rounds(nat) and the like, as `maskproof policy` takes it.
    #[arg(long, value_name = "NAME[:PARAM]")]
    pub policy: Option<String>,
    /// The decoding rule of KL_rule, TV_rule and the like, such as low-confidence:1.
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    /// A trained predictor: a .npy array of shape ((V+1)^L, L, V) whose rows are probabilities, a .jsonl file of states
    /// with their rows, or a random one such as `random(seed=1)`. Without it the predictor is exact.
    #[arg(long, value_name = "P.npy|P.jsonl")]
    pub predictor: Option<String>,
    /// The rows of the predictor are weights, to be divided by their sums.
    #[arg(long, requires = "predictor", conflicts_with = "logits")]
    pub weights: bool,
    /// The rows of the predictor are logits: the doubles nearest to their exponentials are divided by their sum.
    #[arg(long, requires = "predictor")]
    pub logits: bool,
    /// Logarithms to this base, such as 10 or 3/2.
    #[arg(long, value_name = "B", conflicts_with = "unit")]
    pub base: Option<Base>,
    /// Also print each value exactly: 3/4 ln 2 - ln 3, in nats.
    #[arg(long)]
    pub exact: bool,
    #[command(flatten)]
    pub numbers: Numbers,
}

impl ValueArguments {
    /// What the rows of the predictor are.
    pub fn rows(&self) -> Rows {
        rows(self.weights, self.logits)
    }
}
