//! The command line program; see [`maskproof_cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    maskproof_cli::main()
}
