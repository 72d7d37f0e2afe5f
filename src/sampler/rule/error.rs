//! What can be wrong with a rule.

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::rational::shortened;
use crate::sampler::policy::PolicyError;
use crate::sampler::states_error::StatesError;

/// A rule could not be read, or is too much work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// There is no rule of this name.
    #[error(
        "rule `{}`: there is no rule `{}`: expected one of {known}, or of the policies {policies}",
        shortened(rule),
        shortened(found)
    )]
    Unknown {
        /// The whole rule.
        rule: String,
        /// The name found.
        found: String,
        /// The names of rules.
        known: String,
        /// The names of policies.
        policies: String,
    },
    /// The arguments of a rule cannot be read or are out of range.
    #[error("rule `{}`: the arguments of `{name}` are `{}`: expected {expected}", shortened(rule), shortened(found))]
    BadArguments {
        /// The whole rule.
        rule: String,
        /// The name whose arguments these are.
        name: &'static str,
        /// The arguments, empty when they are missing.
        found: String,
        /// What they may be.
        expected: String,
    },
    /// What stands behind the `@` cannot be read or is out of range.
    #[error("rule `{}`: `{}` behind the `@`: expected {expected}", shortened(rule), shortened(found))]
    BadShaping {
        /// The whole rule.
        rule: String,
        /// The part found.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// A policy stands where only a rule can.
    #[error(
        "rule `{}`: the policy `{policy}` looks at the whole state and at the predictor's rows: expected no {place}",
        shortened(rule)
    )]
    PolicyAlone {
        /// The whole rule.
        rule: String,
        /// The policy.
        policy: String,
        /// `blocks around it`, `conf=shaped` or `round=`.
        place: &'static str,
    },
    /// The policy of that name cannot be read.
    #[error("rule `{}`: {error}", shortened(rule))]
    Policy {
        /// The whole rule.
        rule: String,
        /// What is wrong.
        error: PolicyError,
    },
    /// A rule with guidance stands where there is no unconditional predictor.
    #[error("rule `{rule}`: guidance needs the rows of a second, unconditional predictor: expected a table of them")]
    NoUnconditional {
        /// The rule.
        rule: String,
    },
    /// A row has no guided form.
    #[error(
        "rule `{rule}`: in the state {state} the unconditional predictor gives token {token} at position {position} the \
         probability 0, and the predictor gives it more: expected a positive one, by a power of which guidance divides"
    )]
    GuidedZero {
        /// The rule.
        rule: String,
        /// The state, tokens from 0, `mask` where a position is masked.
        state: String,
        /// The masked position, from 0.
        position: usize,
        /// The token, from 0.
        token: usize,
    },
    /// A rule reads the rows of revealed positions of a predictor that has none.
    #[error("rule `{rule}`: it reads rows at revealed positions, and the exact predictor has none: expected a table")]
    NoRevealedRows {
        /// The rule.
        rule: String,
    },
    /// A rule reads the row of a revealed position that a table lacks.
    #[error(
        "rule `{rule}`: it reads rows at revealed positions, and the predictor's row at position {position} in the state \
         {state} is all 0, or does not sum to 1: expected a distribution"
    )]
    NoRevealedRow {
        /// The rule.
        rule: String,
        /// The state, tokens from 0, `mask` where a position is masked.
        state: String,
        /// The revealed position, from 0.
        position: usize,
    },
    /// The outcomes are too many.
    #[error(
        "rule `{rule}`: its rounds may have {} outcomes over all states, more than the limit of {limit}",
        if *outcomes == u64::MAX { "2^64 or more".to_owned() } else { outcomes.to_string() }
    )]
    TooManyOutcomes {
        /// The rule.
        rule: String,
        /// A bound on their number; `u64::MAX` stands for more as well.
        outcomes: u64,
        /// The limit.
        limit: u64,
    },
    /// The rule could not be followed on a law that is given by its sequences.
    #[error("rule `{rule}`: {error}")]
    States {
        /// The rule.
        rule: String,
        /// What is wrong.
        error: StatesError,
    },
    /// The fractions are too long.
    #[error(
        "rule `{rule}`: the probabilities of its output are fractions of about {bits} bits, more than the limit of {limit}"
    )]
    TooManyDigits {
        /// The rule.
        rule: String,
        /// About how many bits their denominators have.
        bits: u64,
        /// The limit.
        limit: u64,
    },
    /// A number of the rule is not known to be rational, where rationals are needed.
    #[error("rule `{}`: its output law is in general not rational, and can only be enclosed", shortened(rule))]
    NotRational {
        /// The rule.
        rule: String,
    },
    /// A decision of the rule stays open.
    #[error("rule `{rule}`: numbers of {precision} bits do not decide {what}")]
    Undecided {
        /// The rule.
        rule: String,
        /// What is open.
        what: &'static str,
        /// The precision in bits.
        precision: u32,
    },
    /// A rule without a stationary law.
    #[error("rule `{rule}`: it does not redraw a sequence, and so has no chain with a stationary law")]
    NoLimit {
        /// The rule.
        rule: String,
    },
    /// The chain has too many states.
    #[error("rule `{rule}`: its chain reaches more than {limit} sequences, too many for its stationary law")]
    ChainTooLarge {
        /// The rule.
        rule: String,
        /// The limit.
        limit: usize,
    },
}

impl Diagnosis for RuleError {
    fn advice(&self) -> Advice {
        match self {
            Self::Unknown { .. } => {
                Advice::new("rule::unknown", "write for instance `low-confidence:1` or `blocks:2[threshold:9/10]@t=0`")
            }
            Self::BadArguments { .. } => Advice::new("rule::bad_arguments", "correct what stands behind the name"),
            Self::BadShaping { .. } => Advice::new(
                "rule::bad_shaping",
                "write for instance `@t=1/2`, `@t=0`, `@top-k=2` or `@top-p=9/10,nucleus=crossing`",
            ),
            Self::PolicyAlone { .. } => Advice::new(
                "rule::policy_alone",
                "take the rule `top`, `entropy`, `eb` or `row-threshold` in its place, or write the policy alone",
            ),
            Self::Policy { error, .. } => error.advice(),
            Self::NoUnconditional { .. } => Advice::new(
                "rule::no_unconditional",
                "give a second table of the same shape, what the network puts out without its prompt; or leave out \
                 `guidance=`",
            ),
            Self::GuidedZero { .. } => Advice::new(
                "rule::guided_zero",
                "give the unconditional predictor a positive probability wherever the predictor has one, or leave out \
                 `guidance=`",
            ),
            Self::NoRevealedRows { .. } | Self::NoRevealedRow { .. } => Advice::new(
                "rule::no_revealed_rows",
                "save what the network puts out at revealed positions too, or take `planner=remasked`",
            ),
            Self::TooManyOutcomes { .. } => {
                Advice::new("rule::too_many_outcomes", "take a shorter law, blocks, or fewer positions or steps")
            }
            Self::States { error, .. } => error.advice(),
            Self::TooManyDigits { .. } => Advice::new(
                "rule::too_many_digits",
                "take a shorter law, blocks, fewer steps, or `round=bf16` behind the `@`; without noise, at `tau=0`, \
                 fractions are short",
            ),
            Self::NotRational { .. } => Advice::new(
                "rule::not_rational",
                "take a temperature of 0 or 1/N with N up to 64, a rational grid, or no alg_temp: exact claims, vectors \
                 and limits need fractions",
            ),
            Self::Undecided { .. } => Advice::new(
                "rule::undecided",
                "change a temperature, a bound or the law a little: two numbers are equal, or too close to tell apart",
            ),
            Self::NoLimit { .. } => Advice::new("rule::no_limit", "take `remask:K`, as `remask:2`"),
            Self::ChainTooLarge { .. } => Advice::new(
                "rule::chain_too_large",
                "take a shorter law, or a number of rounds, as `remask:2,rounds=8`",
            ),
        }
    }
}
