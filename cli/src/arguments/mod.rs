//! The arguments.

mod claims;
mod curves;
mod laws;
mod measured;
mod rules;
mod value;

use clap::{Args, Parser, Subcommand, ValueEnum};
use maskproof::law::Rows;
use maskproof::limits::{ASKED_DIGITS, LIMIT_MULTIPLE, THREAD_LIMIT};

use super::report::number::PrintUnit;

pub use claims::{
    Added, Catalogue, CatalogueCommand, Check, Constant, Decide, ExplainArguments, Hunt, Merge, NonShannonName, Report,
    Stated, Sweep, SweepReport, Verify,
};
pub use curves::{Curve, CurveCommand, Estimator, SampleNumbers};
pub use laws::{Analyse, Law, LawSource, Output, Tokens};
pub use measured::CurveInput;
pub use rules::{PermutationArguments, PolicyArguments, VectorArguments, VectorCheck, VectorCommand};
pub use value::ValueArguments;

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
    /// The proof of a claim, or the law that breaks it, at one length as a person reads it.
    Explain(ExplainArguments),
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
    /// Measured average entropy curves: an estimate from samples with its band, the best random block sizes.
    Curve(Curve),
    /// The exact value of any expression of the claim language on a law.
    Value(ValueArguments),
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

/// What the rows of a predictor are, where `--weights` or `--logits` is given or neither.
fn rows(are_weights: bool, are_logits: bool) -> Rows {
    match (are_weights, are_logits) {
        (_, true) => Rows::Logits,
        (true, false) => Rows::Weights,
        (false, false) => Rows::Probabilities,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// Natural logarithms.
    Nats,
    /// Binary logarithms.
    Bits,
}
