//! The program `maskproof`: arguments in, calls of the library `maskproof`, printing, exit codes. [`report`] makes the
//! texts and the JSON.
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
mod curve;
mod decide;
mod earlier;
mod evidence;
mod explain;
mod failure;
mod files;
mod handover;
mod hunt;
mod input;
mod interrupt;
mod law;
mod law_files;
mod options;
mod output;
mod paths;
mod permutations;
mod pipes;
mod policy;
mod progress;
pub mod report;
mod sweep;
mod value;
mod values;
mod vectors;

use std::process::ExitCode;

use clap::Parser;

use maskproof::exact::Limits;
use maskproof::limits::THREAD_LIMIT;

use arguments::{Arguments, Command};
use failure::Failure;

/// What a command comes to when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Success {
    /// Everything is as expected.
    AsExpected,
    /// An expectation was not met.
    NotAsExpected,
    /// Ctrl-C stopped it before it was done, and what was done is reported.
    Interrupted,
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return not_parsed(&error),
    };
    let result = start_threads(arguments.threads).and_then(|()| run(arguments.command, Limits::times(arguments.limit)));
    match result {
        Ok(Success::AsExpected) => ExitCode::SUCCESS,
        Ok(Success::NotAsExpected) => ExitCode::from(1),
        Ok(Success::Interrupted) => ExitCode::from(interrupt::EXIT_CODE),
        Err(failure) => {
            output::to_stderr(&failure.render());
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Prints a mistake in the arguments, or the help or version that they ask for.
fn not_parsed(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        output::to_stderr(&error.render().to_string());
        return ExitCode::from(2);
    }
    match error.print() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let failure = Failure::Stdout(error);
            output::to_stderr(&failure.render());
            ExitCode::from(failure.exit_code())
        }
        _ => ExitCode::SUCCESS,
    }
}

/// How many bytes are to be left when all threads have started.
const HEADROOM: usize = 1 << 26;

/// How many bytes the stack of a thread takes.
const STACK: usize = 1 << 21;

/// How many bytes a thread takes at most beside its stack before it works: the stack of its signals, guards, its heap.
const BESIDE_STACK: usize = 1 << 20;

/// Starts the threads that work: as many as are asked for, or as there are processors.
///
/// A thread that starts where no memory is left ends the whole process. So what all of them take is asked for first.
fn start_threads(asked: Option<u16>) -> Result<(), Failure> {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from).min(usize::from(THREAD_LIMIT));
    let threads = asked.map_or_else(processors, usize::from);
    let fails = |error: &dyn std::fmt::Display| Failure::Usage {
        message: format!("{threads} threads cannot be started here: {error}"),
        help: "give fewer, such as --threads 2, or more memory for their stacks".to_owned(),
    };
    // From the system, since an allocator may keep what it is given back.
    drop(memmap2::MmapMut::map_anon(HEADROOM + threads * (STACK + BESIDE_STACK)).map_err(|error| fails(&error))?);
    rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build_global().map_err(|error| fails(&error))
}

fn run(command: Command, limits: Limits) -> Result<Success, Failure> {
    match command {
        Command::Verify(verify) => claims::verify(&verify, limits),
        Command::Check(check) => claims::check(&check, limits),
        Command::Decide(decide) => decide::decide(&decide, limits),
        Command::Explain(arguments) => explain::explain(&arguments, limits),
        Command::Sweep(sweep) => sweep::sweep(&sweep, limits),
        Command::Merge(merge) => sweep::merge(&merge, limits),
        Command::Constant(constant) => decide::constant(&constant, limits),
        Command::Hunt(hunt) => hunt::hunt(&hunt, limits),
        Command::Analyse(analyse) => analyse::analyse(&analyse, limits),
        Command::Curve(curve) => curve::curve(&curve),
        Command::Value(arguments) => value::value(&arguments, limits),
        Command::Policy(policy) => policy::policy(&policy, limits),
        Command::Vectors(arguments) => vectors::vectors(&arguments),
        Command::Permutations(permutations) => permutations::permutations(&permutations),
        Command::Catalogue(catalogue) => catalogue::catalogue(&catalogue),
        Command::Law(law) => law::law(&law, limits),
    }
}
