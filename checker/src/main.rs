//! The program `maskproof-check`: one line for each file.
#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use maskproof_checker::{Answer, check};

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
    let option = arguments.iter().map(|argument| argument.to_string_lossy()).find(|argument| argument.starts_with('-'));
    match option.as_deref() {
        Some("--help") => return print(HELP, 0),
        Some("--version") => return print(concat!("maskproof-check ", env!("CARGO_PKG_VERSION"), "\n"), 0),
        Some(option) => eprintln!("maskproof-check: unknown option {option}"),
        None if arguments.is_empty() => eprint!("{HELP}"),
        None => return check_files(arguments.iter().map(Path::new)),
    }
    ExitCode::from(USAGE)
}

fn check_files<'a>(files: impl Iterator<Item = &'a Path>) -> ExitCode {
    let (mut rejected, mut declined, mut unreadable) = (false, false, false);
    let mut lines = String::new();
    for file in files {
        let name = file.display();
        // What is no UTF-8 is no JSON either, nor is an empty text.
        let answer = std::fs::read(file).map(|bytes| check(&String::from_utf8(bytes).unwrap_or_default()));
        match answer {
            Ok(answer) => {
                rejected |= matches!(answer, Answer::Rejected(_));
                declined |= matches!(answer, Answer::Declined(_));
                lines.push_str(&format!("{name}: {answer}\n"));
            }
            Err(error) => {
                let why = if file.is_dir() { "a directory; name the files in it" } else { &error.to_string() };
                eprintln!("maskproof-check: {name}: {why}");
                unreadable = true;
            }
        }
    }
    let statuses = [(unreadable, USAGE), (rejected, 1), (declined, 3)];
    print(&lines, statuses.into_iter().find(|(applies, _)| *applies).map_or(0, |(_, status)| status))
}

/// Prints, and exits with the status; with that of a file that cannot be read where printing fails.
fn print(text: &str, status: u8) -> ExitCode {
    let printed = io::stdout().write_all(text.as_bytes());
    ExitCode::from(if printed.is_ok() { status } else { USAGE })
}
