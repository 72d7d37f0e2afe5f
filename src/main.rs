//! The command line program; see [`maskproof::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    maskproof::cli::main()
}
