//! The arguments of commands on claims.

use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use maskproof::law::Rows;
use maskproof::limits::{ASKED_DIGITS, LIMIT_MULTIPLE};

use crate::report::explanation::Format;
use crate::values::{Lengths, ShardNumber, Support};

use super::rows;

/// A claim is named, or its statement is given.
fn one_claim() -> ArgGroup {
    ArgGroup::new("one_claim").args(["claim", "statement"]).required(true)
}

/// A claim that is written on the command line.
#[derive(Debug, Args)]
pub struct Stated {
    /// The statement itself, in the place of a claim: `for all law, schedule: ideal_KL <= 1/2*TC`.
    #[arg(long, value_name = "TEXT")]
    pub statement: Option<String>,
    /// A constant that the statement names, with its claimed value: `C=1/2`, `C=(s_max - 1)/s_max`.
    #[arg(long, value_name = "NAME=VALUE", requires = "statement", conflicts_with = "claim")]
    pub constant: Option<String>,
}

/// A claim that is written on the command line beside claims that are named.
#[derive(Debug, Args)]
pub struct Added {
    /// This statement, beside the claims that are named or in their place: `for all law, schedule: ideal_KL <= 1/2*TC`.
    #[arg(long, value_name = "TEXT")]
    pub statement: Option<String>,
    /// A constant that the statement names, with its claimed value: `C=1/2`, `C=(s_max - 1)/s_max`.
    #[arg(long, value_name = "NAME=VALUE", requires = "statement")]
    pub constant: Option<String>,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// Check only this claim of the catalogue (may be repeated).
    #[arg(long = "claim", value_name = "ID")]
    pub claims: Vec<String>,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
#[command(group = one_claim())]
pub struct Check {
    /// The claim file.
    #[arg(value_name = "CLAIM.toml")]
    pub claim: Option<String>,
    #[command(flatten)]
    pub stated: Stated,
    /// A law to check it on, instead of the default families (may be repeated): a .json or .csv file, or a family such
    /// as `parity(L=3,V=2)`.
    #[arg(long = "law", value_name = "LAW")]
    pub laws: Vec<String>,
    /// Decoding rules in place of those that the claim names (may be repeated), such as low-confidence:1; docs/rules.md
    /// lists them.
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// The trained predictor that samples the laws given with --law: a .npy array of shape ((V+1)^L, L, V) whose rows
    /// are probabilities, a .jsonl file of states with their rows, or a random one such as `random(seed=1)`.
    #[arg(long, value_name = "P.npy", requires = "laws")]
    pub predictor: Option<String>,
    /// The rows of the predictor are weights, to be divided by their sums.
    #[arg(long, requires = "predictor", conflicts_with = "logits")]
    pub weights: bool,
    /// The rows of the predictor are logits: the doubles nearest to their exponentials are divided by their sum.
    #[arg(long, requires = "predictor")]
    pub logits: bool,
    #[command(flatten)]
    pub report: Report,
}

impl Check {
    /// What the rows of the predictor are.
    pub fn rows(&self) -> Rows {
        rows(self.weights, self.logits)
    }
}

/// How the outcome of claims is reported.
#[derive(Debug, Args)]
pub struct Report {
    /// Also write the outcome as JSON to a file.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write certificates of the decisions and of the cases shown into this folder.
    #[arg(long, value_name = "DIR")]
    pub certificates: Option<PathBuf>,
    /// Write the laws that break a claim, those of the cases shown and those of refutations, into this folder as law
    /// files.
    #[arg(long = "laws", value_name = "DIR")]
    pub law_files: Option<PathBuf>,
    /// Significant digits of the numbers shown.
    #[arg(long, value_name = "D", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=i64::from(ASKED_DIGITS)))]
    pub digits: u32,
    /// Show no progress.
    #[arg(long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub struct Sweep {
    /// The number of tokens.
    #[arg(long, value_name = "V")]
    pub vocabulary: usize,
    /// The length of the sequences.
    #[arg(long, value_name = "L")]
    pub length: usize,
    /// The common denominator of the probabilities.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub denominator: u32,
    /// Check only these claims, by their identifiers in the catalogue or as claim files, separated by commas (may be
    /// repeated). All of the catalogue that are linear in average entropies otherwise.
    #[arg(long, value_name = "ID|FILE,..", value_delimiter = ',')]
    pub claims: Vec<String>,
    /// Check only this claim, of the catalogue or of a file (may be repeated).
    #[arg(long, value_name = "ID|FILE")]
    pub claim: Vec<String>,
    #[command(flatten)]
    pub added: Added,
    /// Quantify over these schedules only: `all`, or a list such as `2,2 1,3` or `(2,2),(1,3)` (may be repeated).
    #[arg(long, value_name = "all|LIST")]
    pub schedules: Vec<String>,
    /// Quantify over this schedule only (may be repeated).
    #[arg(long, value_name = "S")]
    pub schedule: Vec<String>,
    /// Only laws with so many atoms of positive probability; `full` for all V^L.
    #[arg(long, value_name = "full|K")]
    pub support: Option<Support>,
    /// Do the I-th of N parts.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<ShardNumber>,
    /// Keep the results of blocks in this folder, and go on from those that are there.
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// About how many laws, up to symmetry, a block has at the least. Shards of one sweep need the same.
    #[arg(long, value_name = "K", default_value_t = 1 << 18, value_parser = clap::value_parser!(u64).range(1..))]
    pub block_orbits: u64,
    #[command(flatten)]
    pub report: SweepReport,
}

#[derive(Debug, Args)]
pub struct Merge {
    /// The shards: folders written with --state, or files written with --output.
    #[arg(value_name = "SHARD", required = true)]
    pub shards: Vec<PathBuf>,
    /// Merge only results of exactly these claims, of the catalogue or of files, separated by commas (may be repeated).
    /// The texts of claim files are in the shards, so that this is not needed.
    #[arg(long, alias = "claim", value_name = "ID|FILE,..", value_delimiter = ',')]
    pub claims: Vec<String>,
    #[command(flatten)]
    pub added: Added,
    #[command(flatten)]
    pub report: SweepReport,
}

/// How the outcome of a sweep is reported.
#[derive(Debug, Args)]
pub struct SweepReport {
    /// Write the results of all blocks into one file, for `maskproof merge`.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the first laws that violate a claim into this folder, each with a certificate of the case.
    #[arg(long, value_name = "DIR")]
    pub violations: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Significant digits of the numbers shown.
    #[arg(long, value_name = "D", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=i64::from(ASKED_DIGITS)))]
    pub digits: u32,
    /// Show no progress.
    #[arg(long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
#[command(group = one_claim())]
pub struct Decide {
    /// A claim of the catalogue, or a claim file.
    #[arg(value_name = "CLAIM")]
    pub claim: Option<String>,
    #[command(flatten)]
    pub stated: Stated,
    /// The length of the sequences, or a range such as 2..16.
    #[arg(long, value_name = "L", default_value = "2..16")]
    pub length: Lengths,
    /// Decide for every length, schedule and law at once: proved, with a certificate in the JSON; or refuted, at the
    /// least length up to 16 that refutes; or undecided, with the word or the shape that is not reached.
    #[arg(long, conflicts_with_all = ["length", "schedules", "binary", "laws"])]
    pub every_length: bool,
    /// Decide for this schedule only (may be repeated).
    #[arg(long = "schedule", value_name = "S")]
    pub schedules: Vec<String>,
    /// Where sets of positions occur, proofs may also use inequalities that hold for all laws and are none of
    /// Shannon's: that of Zhang and Yeung, for any four positions.
    #[arg(long, value_name = "NAME")]
    pub non_shannon: Option<NonShannonName>,
    /// Where a claim is refuted, also search for a law over two letters that breaks it (up to L = 10, and by a short
    /// hunt for small shapes: finding none decides nothing, and the command of a longer hunt is printed).
    #[arg(long)]
    pub binary: bool,
    /// Write a certificate for each length into this folder, for the given schedules where there are some, in the place
    /// of those of earlier runs; the standard error says where there is none, and why.
    #[arg(long, value_name = "DIR")]
    pub certificates: Option<PathBuf>,
    /// Write the laws that break the claim into this folder, as law files.
    #[arg(long, value_name = "DIR")]
    pub laws: Option<PathBuf>,
    /// Print JSON: an object, or an array where several lengths are decided.
    #[arg(long)]
    pub json: bool,
}

/// A claim whose proof or refutation is explained.
#[derive(Debug, Args)]
#[command(group = one_claim())]
pub struct ExplainArguments {
    /// A claim of the catalogue, or a claim file.
    #[arg(value_name = "CLAIM")]
    pub claim: Option<String>,
    #[command(flatten)]
    pub stated: Stated,
    /// The length of the sequences.
    #[arg(long, value_name = "L", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=1024).map(usize::from))]
    pub length: usize,
    /// Explain it for this schedule only (may be repeated).
    #[arg(long = "schedule", value_name = "S")]
    pub schedules: Vec<String>,
    /// Proofs may also use this inequality, as in decide.
    #[arg(long, value_name = "NAME")]
    pub non_shannon: Option<NonShannonName>,
    /// The most cases, or laws, that are shown.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub cases: usize,
    /// Significant digits of the sides of a refuted case, all correct.
    #[arg(long, value_name = "D", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=i64::from(ASKED_DIGITS)))]
    pub digits: u32,
    /// The format of the text.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Inequalities that hold for all laws and are none of Shannon's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NonShannonName {
    /// 2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B), Zhang and Yeung 1998.
    ZhangYeung,
}

#[derive(Debug, Args)]
#[command(group = one_claim())]
pub struct Constant {
    /// A claim of the catalogue, or a claim file, that names a constant.
    #[arg(value_name = "CLAIM")]
    pub claim: Option<String>,
    #[command(flatten)]
    pub stated: Stated,
    /// The length of the sequences, or a range such as 2..8.
    #[arg(long, value_name = "L", default_value = "2..8")]
    pub length: Lengths,
    /// The constant for this schedule only (may be repeated).
    #[arg(long = "schedule", value_name = "S")]
    pub schedules: Vec<String>,
    /// Write a certificate for each constant into this folder, in the place of those of earlier runs; the standard
    /// error says where there is none, and why.
    #[arg(long, value_name = "DIR")]
    pub certificates: Option<PathBuf>,
    /// Print JSON: an object, or an array where there are several constants.
    #[arg(long)]
    pub json: bool,
}

/// Search for laws over one vocabulary and length that break a claim, or come closest to it: that ask most of the
/// constant it names, or else maximise the ratio of the two sides of its relation (the side that should be the smaller
/// over the other). Every law reported is decided exactly. Exit code 1 when a claim that is expected to hold is
/// violated.
#[derive(Debug, Args)]
#[command(group = one_claim())]
pub struct Hunt {
    /// A claim of the catalogue, or a claim file.
    #[arg(value_name = "CLAIM")]
    pub claim: Option<String>,
    #[command(flatten)]
    pub stated: Stated,
    /// The number of tokens.
    #[arg(long, value_name = "V")]
    pub vocabulary: usize,
    /// The length of the sequences.
    #[arg(long, value_name = "L")]
    pub length: usize,
    /// Only this schedule, as block sizes in unmasking order (may be repeated).
    #[arg(long = "schedule", value_name = "S")]
    pub schedules: Vec<String>,
    /// Decoding rules in place of those that the claim names (may be repeated).
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// The seed of everything random.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How much is tried: budgets grow in proportion, and each unit is another round of random laws for small shapes.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(LIMIT_MULTIPLE)))]
    pub effort: u32,
    /// Stop after this many seconds at the latest; the outcome may then differ from run to run.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: Option<u64>,
    /// Print JSON, with every case.
    #[arg(long)]
    pub json: bool,
    /// Write the best law to this file; further ones, where a schedule is to exist for all laws, to NAME.2.json and so
    /// on beside it.
    #[arg(long, short, value_name = "LAW.json")]
    pub output: Option<PathBuf>,
    /// Write the certificate of the verdict on it to this file; further ones to NAME.2.json and so on beside it. Where
    /// there is none, the standard error says why, and an older certificate in the file is removed.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Catalogue {
    #[command(subcommand)]
    pub command: Option<CatalogueCommand>,
}

#[derive(Debug, Subcommand)]
pub enum CatalogueCommand {
    /// List the claims (the default).
    List,
    /// Show one claim in full.
    Show {
        /// The claim's identifier.
        id: String,
    },
    /// The table of docs/conformance.md: each statement with its claim, its proof, and how far it is verified.
    Conformance,
}
