//! The arguments.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use maskproof::law::Rows;
use maskproof::limits::{ASKED_DIGITS, CONVEXITY_LIMIT, LIMIT_MULTIPLE, PERMUTATION_TABLE_LIMIT, THREAD_LIMIT};

use super::report::number::PrintUnit;
use super::values::{Lengths, ShardNumber, Share, Support, Tokens as PromptTokens};

/// Exact verification of sampling-error theorems for masked diffusion language models.
#[derive(Debug, Parser)]
#[command(name = "maskproof", version, max_term_width = 110)]
#[command(
    after_help = "Exit codes: 0 all as expected; 1 an expectation not met, or a claim violated or not decided; 2 \
                  usage; 3 bad data, or a file that cannot be read or written; 130 stopped by Ctrl-C (a command that \
                  can keep what it has done stops at the first, and any command at the second)."
)]
pub struct Arguments {
    /// How many threads work, at most 256 (default: as many as there are processors). Results do not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(THREAD_LIMIT)))]
    pub threads: Option<u16>,
    /// So many times the default limits of work and memory, beyond which a claim or a law is too large. A claim may
    /// take 10^9 steps at one length and 8 * 10^9 over the lengths of a decision; a step is about an operation on a
    /// 64-bit word.
    #[arg(long, global = true, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(LIMIT_MULTIPLE)))]
    pub limit: u32,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the whole catalogue, or some of its claims, on the default families of laws.
    Verify(Verify),
    /// Check a claim of your own on the default families, or on given laws.
    Check(Check),
    /// Decide a claim for every law, vocabulary and predictor: a proof, or a law that breaks it.
    Decide(Decide),
    /// Check claims on every law of a vocabulary, length and denominator.
    Sweep(Sweep),
    /// Join the shards of a sweep.
    Merge(Merge),
    /// The sharp value of a claim's constant, over all laws, with the extremal law.
    Constant(Constant),
    /// Search for a law that breaks a claim, or comes closest to it.
    Hunt(Hunt),
    /// The exact cost of schedules for a law, what the theorems promise, and the best schedules.
    Analyse(Analyse),
    /// What policies that look at the revealed tokens cost on a law: rounds and divergence, and the serial depth.
    Policy(PolicyArguments),
    /// Conformance vectors of decoding rules for those who implement them, and a check of samples that they drew.
    Vectors(VectorArguments),
    /// The least error of R rounds for a uniform permutation of n tokens, and the convexity of these errors.
    Permutations(PermutationArguments),
    /// The built-in claims.
    Catalogue(Catalogue),
    /// Make a law file: from a text, from a named family, or from another file.
    Law(Law),
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
pub struct Check {
    /// The claim file.
    #[arg(value_name = "CLAIM.toml")]
    pub claim: PathBuf,
    /// A law to check it on, instead of the default families (may be repeated): a .json or .csv file, or a family such
    /// as `parity(L=3,V=2)`.
    #[arg(long = "law", value_name = "LAW")]
    pub laws: Vec<String>,
    /// Decoding rules in place of those that the claim names (may be repeated), such as low-confidence:1; docs/rules.md
    /// lists them.
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// The trained predictor that samples the laws given with --law: a .npy array of shape ((V+1)^L, L, V) whose rows
    /// are probabilities, or a random one such as `random(seed=1)`.
    #[arg(long, value_name = "P.npy", requires = "laws")]
    pub predictor: Option<String>,
    /// The rows of the predictor are weights, to be divided by their sums.
    #[arg(long, requires = "predictor")]
    pub weights: bool,
    #[command(flatten)]
    pub report: Report,
}

impl Check {
    /// What the rows of the predictor are.
    pub fn rows(&self) -> Rows {
        rows(self.weights)
    }
}

/// What the rows of a predictor are, where `--weights` is given or not.
fn rows(are_weights: bool) -> Rows {
    if are_weights { Rows::Weights } else { Rows::Probabilities }
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
pub struct Decide {
    /// A claim of the catalogue, or a claim file.
    #[arg(value_name = "CLAIM")]
    pub claim: String,
    /// The length of the sequences, or a range such as 2..16.
    #[arg(long, value_name = "L", default_value = "2..16")]
    pub length: Lengths,
    /// Decide for this schedule only (may be repeated).
    #[arg(long = "schedule", value_name = "S")]
    pub schedules: Vec<String>,
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

#[derive(Debug, Args)]
pub struct Constant {
    /// A claim of the catalogue, or a claim file, that names a constant.
    #[arg(value_name = "CLAIM")]
    pub claim: String,
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
pub struct Hunt {
    /// A claim of the catalogue, or a claim file.
    #[arg(value_name = "CLAIM")]
    pub claim: String,
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
pub struct Analyse {
    /// The law: a .json or .csv file, or a family such as `mds(n=4,k=2,q=3)`.
    #[arg(value_name = "LAW")]
    pub law: String,
    /// A trained predictor: a .npy array of shape ((V+1)^L, L, V) whose rows are probabilities, or a random one such as
    /// `random(seed=1)`.
    #[arg(long, value_name = "P.npy")]
    pub predictor: Option<String>,
    /// The rows of the predictor are weights, to be divided by their sums.
    #[arg(long, requires = "predictor")]
    pub weights: bool,
    /// A schedule, as block sizes in unmasking order, such as 2,2,2 (may be repeated). Without it, the best schedule
    /// for each number of steps is examined.
    #[arg(long = "schedule", value_name = "S")]
    pub schedules: Vec<String>,
    #[command(flatten)]
    pub numbers: Numbers,
}

impl Analyse {
    /// What the rows of the predictor are.
    pub fn rows(&self) -> Rows {
        rows(self.weights)
    }
}

/// How the numbers of a law are printed.
#[derive(Debug, Args)]
pub struct Numbers {
    /// Significant digits of the numbers shown, all correct.
    #[arg(long, value_name = "D", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=i64::from(ASKED_DIGITS)))]
    pub digits: u32,
    /// Print JSON, with every number in nats and in bits.
    #[arg(long)]
    pub json: bool,
    /// The unit of the text.
    #[arg(long, value_enum, default_value_t = Unit::Nats)]
    pub unit: Unit,
}

impl Numbers {
    /// The unit of the text, as reports name it.
    pub fn print_unit(&self) -> PrintUnit {
        match self.unit {
            Unit::Nats => PrintUnit::Nats,
            Unit::Bits => PrintUnit::Bits,
        }
    }
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("tables").multiple(true).args(["predictor", "guidance_from"]))]
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
    /// A trained predictor: a .npy array of shape ((V+1)^L, L, V) whose rows are probabilities, or a random one such as
    /// `random(seed=1)`.
    #[arg(long, value_name = "P.npy")]
    pub predictor: Option<String>,
    /// The rows of the predictor tables are weights, to be divided by their sums.
    #[arg(long, requires = "tables")]
    pub weights: bool,
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
        rows(self.weights)
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
    pub prompt: Option<PromptTokens>,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// Natural logarithms.
    Nats,
    /// Binary logarithms.
    Bits,
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

#[derive(Debug, Args)]
pub struct Law {
    #[command(subcommand)]
    pub source: LawSource,
}

#[derive(Debug, Subcommand)]
pub enum LawSource {
    /// Count the windows of a text file.
    Text {
        /// The text file (UTF-8).
        file: PathBuf,
        /// The length of the windows.
        #[arg(long, value_name = "L")]
        length: usize,
        /// What a token is.
        #[arg(long, value_enum, default_value_t = Tokens::Classes)]
        tokens: Tokens,
        /// With `--tokens words`: how many of the commonest words are kept.
        #[arg(long, value_name = "K", default_value_t = 5)]
        words: usize,
        /// The name of the law; the file's, the tokens' and the length together otherwise, such as `kjv-classes-l6`.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// A named family, such as `mds(n=4,k=2,q=3)`; `maskproof law families` lists them.
    Family {
        /// The family with its parameters.
        spec: String,
        #[command(flatten)]
        output: Output,
    },
    /// Convert a law file to JSON.
    File {
        /// The law file, .json or .csv.
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// List the named families.
    Families,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tokens {
    /// Characters as vowel, consonant, space.
    Classes,
    /// The letters a to z, and space.
    Letters,
    /// Letters as consonant, vowel, spaces dropped.
    Vowels,
    /// Words: the commonest ones, and `<other>`.
    Words,
}

#[derive(Debug, Args)]
pub struct Output {
    /// Write to this file instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
