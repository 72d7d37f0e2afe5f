//! How to mend what can be wrong with a sweep of a grid or with its results.

use crate::diagnosis::{Advice, Diagnosis, Excerpt};
use crate::law::readers::bounded;

use super::grid::{CompileError, Incomplete, MergeError, PartitionError, SweepError};

impl Diagnosis for SweepError {
    fn advice(&self) -> Advice {
        match self {
            Self::Partition(error) => error.advice(),
            Self::Compile(error) => error.advice(),
        }
    }

    fn excerpt(&self) -> Option<Excerpt<'_>> {
        match self {
            Self::Compile(error) => error.excerpt(),
            Self::Partition(_) => None,
        }
    }
}

impl Diagnosis for PartitionError {
    fn advice(&self) -> Advice {
        match self {
            Self::Grid(error) => error.advice(),
            Self::Denominator { .. } => {
                Advice::new("sweep::denominator", "a sweep goes through every law: take a smaller denominator")
            }
            Self::Support { .. } => {
                Advice::new("sweep::support", "a support has between 1 and V^L atoms, and at most N")
            }
        }
    }
}

impl Diagnosis for CompileError {
    fn advice(&self) -> Advice {
        match self {
            Self::Claim(error) => error.advice(),
            Self::NotLinear { .. } => {
                Advice::new("sweep::fragment", "check it on laws one by one, which serves claims of every fragment")
            }
            Self::TooManyImages { .. } => Advice::new(
                "sweep::images",
                "let a quantifier run over all sets of positions, so that order does not matter, or take shorter laws",
            ),
        }
    }

    fn excerpt(&self) -> Option<Excerpt<'_>> {
        match self {
            Self::Claim(error) => error.excerpt(),
            Self::NotLinear { .. } | Self::TooManyImages { .. } => None,
        }
    }
}

impl Diagnosis for MergeError {
    fn advice(&self) -> Advice {
        match self {
            Self::Unreadable { error, .. } => Advice::new("sweep::unreadable", bounded::mend(error)),
            Self::Malformed { .. } => Advice::new("sweep::malformed", "remove the file to have its block done again"),
            Self::Impossible { .. } => Advice::new(
                "sweep::impossible",
                "the file was edited or damaged: remove it to have its block done again, or make the shard anew",
            ),
            Self::Write(error) => error.advice(),
            Self::Mixed { .. } => {
                Advice::new("sweep::mixed", "only results of the same version, laws, claims and schedules add up")
            }
            Self::Overlap { .. } => Advice::new("sweep::overlap", "give every shard once"),
            Self::Gap { .. } => Advice::new("sweep::gap", "give all shards, and let each run to its end"),
        }
    }
}

impl Diagnosis for Incomplete {
    fn advice(&self) -> Advice {
        Advice::new(
            "sweep::incomplete",
            "a file of results was altered; if none was read, this is a fault of the enumeration: please report it with \
             the command",
        )
    }
}
