//! The command line: arguments in, library calls, printing, exit codes.
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | everything as expected |
//! | 1 | an expectation was not met, or a claim is violated or not decided |
//! | 2 | usage |
//! | 3 | bad data, or a file that cannot be read or written |
//! | 130 | stopped by Ctrl-C |

mod analyse;
mod arguments;
mod catalogue;
mod certificates;
mod claims;
mod decide;
mod failure;
mod handover;
mod hunt;
mod input;
#[allow(dead_code, reason = "the commands that keep what is done come to use it")]
mod interrupt;
mod law;
mod output;
mod permutations;
mod policy;
mod sweep;
mod values;

use std::process::ExitCode;

use clap::Parser;

use crate::exact::Limits;

use arguments::{Arguments, Command};

/// What a command comes to when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Success {
    /// Everything is as expected.
    AsExpected,
    /// An expectation was not met.
    Unexpected,
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(threads) = arguments.threads {
        // Fails only if a pool exists already, and then there is nothing to set.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    }
    let limits = Limits::times(arguments.limit);
    let result = match arguments.command {
        Command::Verify(verify) => claims::verify(&verify, limits),
        Command::Check(check) => claims::check(&check, limits),
        Command::Decide(decide) => decide::decide(&decide, limits),
        Command::Sweep(sweep) => sweep::sweep(&sweep, limits),
        Command::Merge(merge) => sweep::merge(&merge),
        Command::Constant(constant) => decide::constant(&constant, limits),
        Command::Hunt(hunt) => hunt::hunt(&hunt, limits),
        Command::Analyse(analyse) => analyse::analyse(&analyse),
        Command::Policy(policy) => policy::policy(&policy),
        Command::Permutations(permutations) => permutations::permutations(&permutations),
        Command::Catalogue(catalogue) => catalogue::catalogue(&catalogue),
        Command::Law(law) => law::law(&law),
    };
    match result {
        Ok(Success::AsExpected) => ExitCode::SUCCESS,
        Ok(Success::Unexpected) => ExitCode::from(1),
        Err(failure) => {
            output::to_stderr(&failure.render());
            ExitCode::from(failure.exit_code())
        }
    }
}
