//! The arguments of commands on policies and decoding rules.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use maskproof::law::Rows;
use maskproof::limits::{ASKED_DIGITS, CONVEXITY_LIMIT, PERMUTATION_TABLE_LIMIT};

use crate::values::{Share, Tokens};

use super::{Numbers, rows};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("tables").multiple(true).args(["predictor", "guidance_from"]))]
#[command(group = ArgGroup::new("rule_options").multiple(true).args(["rules", "curve", "compare"]))]
pub struct PolicyArguments {
    /// The law: a .json or .csv file, or a family such as `mds(n=4,k=2,q=3)`.
    #[arg(value_name = "LAW", required_unless_present = "denominator")]
    pub law: Option<String>,
    /// A policy (may be repeated): order:BLOCKS such as order:1,3/2,4; left-to-right:B; bisection; lowest-entropy:K;
    /// highest-confidence:K; entropy-bounded:GAMMA in nats, or such as 1/2bits; confidence-threshold:THETA;
    /// table:FILE.json; random-table:SEED; or all (the default).
    #[arg(long = "policy", value_name = "NAME[:PARAM]")]
    pub policies: Vec<String>,
    /// A decoding rule of a real sampler (may be repeated), such as low-confidence:1, threshold:9/10,
    /// blocks:2[random:steps=2], p2:T=4,eta=1,planner=remasked, mdlm:linear,T=4@t=1/2 or random:1@guidance=1;
    /// docs/rules.md lists them all. `steps=1..8` or `T=1..8` stands for one rule for each number. Rules whose output law
    /// is not rational, as at the temperature @t=0.7, are enclosed in proven intervals.
    #[arg(long = "rule", value_name = "NAME[:ARGUMENTS][@SHAPING]")]
    pub rules: Vec<String>,
    /// The temperature of all rules, as `,t=T` behind the @ of each: tokens are drawn from r(v)^(1/T), normalised.
    #[arg(long, value_name = "T", requires = "rule_options", conflicts_with = "policies")]
    pub temperature: Option<String>,
    /// The rules low-confidence, random, top, margin and entropy for 1 to K calls of the predictor (at most L): steps
    /// alone, and steps in blocks at the same number of calls.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..))]
    pub curve: Option<u16>,
    /// Whether two rules have the same output law, with a sequence that tells them apart: on the law, or without one on
    /// all laws of --vocabulary, --length and --denominator.
    #[arg(long, value_name = "RULE", num_args = 2)]
    pub compare: Vec<String>,
    /// Compare on all laws over so many tokens.
    #[arg(long, value_name = "V", requires = "denominator")]
    pub vocabulary: Option<usize>,
    /// Compare on all laws of this length.
    #[arg(long, value_name = "L", requires = "denominator")]
    pub length: Option<usize>,
    /// Compare on all laws whose probabilities have this denominator.
    #[arg(
        long,
        value_name = "N",
        requires_all = ["compare", "vocabulary", "length"],
        conflicts_with_all = ["law", "policies", "rules", "curve", "depth", "best_orders", "predictor", "guidance_from"]
    )]
    pub denominator: Option<u32>,
    /// Print what each rule puts out: the probability of every sequence beside that under the law.
    #[arg(long, requires = "rules")]
    pub output_law: bool,
    /// A trained predictor: a .npy array of shape ((V+1)^L, L, V) whose rows are probabilities, a .jsonl file of states with
    /// their rows, or a random one such as `random(seed=1)`; for a law that is too long for a table a .jsonl file of the states
    /// that policies and rules come to. docs/predictors.md has both layouts.
    #[arg(long, value_name = "P.npy")]
    pub predictor: Option<String>,
    /// The rows of the predictor tables are weights, to be divided by their sums.
    #[arg(long, requires = "tables", conflicts_with = "logits")]
    pub weights: bool,
    /// The rows of the predictor tables are logits: the doubles nearest to their exponentials are divided by their sum.
    #[arg(long, requires = "tables")]
    pub logits: bool,
    /// The unconditional predictor of rules with `guidance=W` behind the @: a table as for --predictor, such as what the
    /// network puts out without its prompt.
    #[arg(long, value_name = "TABLE.npy")]
    pub guidance_from: Option<String>,
    /// The fewest rounds without error, on average and at most, with a policy that attains them.
    #[arg(long)]
    pub depth: bool,
    /// The fixed order of least divergence for each number of steps.
    #[arg(long)]
    pub best_orders: bool,
    #[command(flatten)]
    pub numbers: Numbers,
}

impl PolicyArguments {
    /// What the rows of the predictor are.
    pub fn rows(&self) -> Rows {
        rows(self.weights, self.logits)
    }
}

/// Write small predictor tables as .npy arrays, and for each the exact output law of decoding rules, their rounds, and
/// the law of each round at each state as JSON; or check samples of your own sampler. docs/rule-vectors.md has the
/// schema.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct VectorArguments {
    /// Write the vectors into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<VectorCommand>,
}

#[derive(Debug, Subcommand)]
pub enum VectorCommand {
    /// Whether samples may be those of a rule on a table. Exit code 1 when they are refuted or doubtful.
    Check(VectorCheck),
}

#[derive(Debug, Args)]
pub struct VectorCheck {
    /// The folder with the table.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The samples: a .npy array of integers of shape (N, L), tokens from 0, drawn independently.
    #[arg(value_name = "SAMPLES.npy")]
    pub samples: PathBuf,
    /// The table NAME.npy of the folder, a built-in one or your own, that the sampler had as its predictor.
    #[arg(long, value_name = "NAME")]
    pub table: String,
    /// The rule that the sampler follows, as in `maskproof policy`; docs/rules.md lists them.
    #[arg(long, value_name = "NAME[:ARGUMENTS][@SHAPING]")]
    pub rule: String,
    /// The tokens of the first positions that the sampler was given, such as 0,1.
    #[arg(long, value_name = "TOKENS")]
    pub prompt: Option<Tokens>,
    /// How improbable samples must be under the rule to refute it.
    #[arg(long, value_name = "P", default_value = "1/1000")]
    pub level: Share,
    /// The total variation for which the number of samples is told that refutes.
    #[arg(long, value_name = "TV", default_value = "1/20")]
    pub difference: Share,
    /// Significant digits of the numbers shown.
    #[arg(long, value_name = "D", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub digits: u32,
    /// Print JSON, with every sequence.
    #[arg(long)]
    pub json: bool,
}

/// The least error of R rounds that reveal a uniform permutation of n tokens in batches, exact, with the batches; or a
/// check, by exact signs, that it is convex in R for every n. Exit code 1 when it is not.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["size", "convexity"])))]
pub struct PermutationArguments {
    /// The number of tokens.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=PERMUTATION_TABLE_LIMIT as i64))]
    pub size: Option<u16>,
    /// Only this number of rounds.
    #[arg(long, value_name = "R", requires = "size")]
    pub rounds: Option<u16>,
    /// Check convexity: with --up-to for all numbers of tokens up to a bound, with --seconds for as many as the time
    /// allows.
    #[arg(long, requires = "bound")]
    pub convexity: bool,
    /// The largest number of tokens.
    #[arg(long, value_name = "N", requires = "convexity", group = "bound", value_parser = clap::value_parser!(u32).range(1..=CONVEXITY_LIMIT as i64))]
    pub up_to: Option<u32>,
    /// Instead of a bound, stop after this many seconds: the bounds 64, 96, 144 and so on are checked one after
    /// another, and the last one that was checked whole is reported.
    #[arg(long, value_name = "T", requires = "convexity", group = "bound", value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: Option<u64>,
    /// Significant digits of the errors, all correct.
    #[arg(long, value_name = "D", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=i64::from(ASKED_DIGITS)))]
    pub digits: u32,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Show no progress.
    #[arg(long)]
    pub quiet: bool,
}
