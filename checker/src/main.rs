//! The program `maskproof-check`: one line for each file.
#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use maskproof_checker::{Outcome, Reason, check};

const HELP: &str = "\
maskproof-check: independent check of maskproof certificates

usage: maskproof-check FILE...

Prints one line for each file: `FILE: accepted: ..`, `FILE: rejected: ..` or `FILE: declined: ..`.

exit status  0  all files are accepted
             1  a file is rejected
             2  wrong usage, or a file cannot be read
             3  a file is declined, and none is rejected
";

const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let asks = |option: &str| arguments.iter().any(|argument| argument == option);
    if asks("--help") {
        return print(HELP, 0);
    }
    if asks("--version") {
        return print(concat!("maskproof-check ", env!("CARGO_PKG_VERSION"), "\n"), 0);
    }
    if arguments.is_empty() {
        eprint!("{HELP}");
        return ExitCode::from(USAGE);
    }
    if let Some(option) = arguments.iter().find(|argument| argument.to_string_lossy().starts_with('-')) {
        eprintln!("maskproof-check: unknown option {}", option.to_string_lossy());
        return ExitCode::from(USAGE);
    }
    let (mut rejected, mut declined, mut unreadable) = (false, false, false);
    let mut lines = String::new();
    for file in &arguments {
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(_) if Path::new(file).is_dir() => {
                eprintln!("maskproof-check: {}: a directory; name the files in it", file.to_string_lossy());
                unreadable = true;
                continue;
            }
            Err(error) => {
                eprintln!("maskproof-check: {}: {error}", file.to_string_lossy());
                unreadable = true;
                continue;
            }
        };
        let outcome = match std::str::from_utf8(&bytes) {
            Ok(text) => check(text),
            Err(error) => Outcome::Rejected(Reason::NotJson(error.to_string())),
        };
        match &outcome {
            Outcome::Accepted(_) => {}
            Outcome::Rejected(_) => rejected = true,
            Outcome::Declined(_) => declined = true,
        }
        lines.push_str(&format!("{}: {outcome}\n", file.to_string_lossy()));
    }
    let status = match (unreadable, rejected, declined) {
        (true, _, _) => USAGE,
        (false, true, _) => 1,
        (false, false, true) => 3,
        (false, false, false) => 0,
    };
    print(&lines, status)
}

/// Prints, and exits with the status; with that of a file that cannot be read where printing fails.
fn print(text: &str, status: u8) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::from(status),
        Err(_) => ExitCode::from(USAGE),
    }
}
