//! The program `maskproof-check`: one line for each file.
#![forbid(unsafe_code)]

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use maskproof_checker::{Answer, LONGEST_DOCUMENT, check_within};

const HELP: &str = "\
maskproof-check: independent check of maskproof certificates

usage: maskproof-check [--limit N] FILE...

Prints one line for each file, as soon as it is checked:
  FILE: accepted: ..           what was proved: the kind, the length, of a case the
                               verdict, and the statement
  FILE: accepted, vacuous: ..  true, and it says nothing: there is no case of this length
  FILE: rejected: ..           the document is wrong
  FILE: declined: ..           the document may be right, but this checker does not decide it

The statement is what counts: the label of a claim is free text, and proves nothing.

  --limit N  do N times the work that is done by default before a document is declined as
             too large: 2147483648 steps, each an operation on a word of 64 bits, and
             536870912 bytes of numbers and tables
  --help     print this
  --version  print the version

exit status  0  all files are accepted
             1  a file is rejected
             2  wrong usage, a file cannot be read, or the lines cannot be written
             3  a file is declined, and none is rejected
             4  a file is vacuous, and none is rejected or declined
";

const USAGE: u8 = 2;

fn main() -> ExitCode {
    match Request::of(std::env::args_os().skip(1)) {
        Ok(Request::Print(text)) => match print(text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => cannot_print(&error),
        },
        Ok(Request::Check(files, times)) => check_files(&files, times),
        Err(complaint) => {
            complain(&complaint);
            ExitCode::from(USAGE)
        }
    }
}

/// What the program is asked for.
enum Request {
    Print(&'static str),
    /// The files, and how many times the default work.
    Check(Vec<OsString>, u64),
}

impl Request {
    fn of(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let (mut files, mut times, mut options) = (Vec::new(), 1, true);
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let text = shown(&argument);
            let is_option = options && text.starts_with('-');
            match text.as_str() {
                _ if !is_option => files.push(argument),
                "--" => options = false,
                "--help" => return Ok(Self::Print(HELP)),
                "--version" => return Ok(Self::Print(concat!("maskproof-check ", env!("CARGO_PKG_VERSION"), "\n"))),
                "--limit" => times = limit(arguments.next().as_deref())?,
                _ => match text.strip_prefix("--limit=") {
                    Some(number) => times = limit(Some(OsStr::new(number)))?,
                    None => return Err(format!("unknown option {text}; --help lists the options")),
                },
            }
        }
        if files.is_empty() {
            return Err("no file is named; write maskproof-check FILE..., or --help".to_owned());
        }
        Ok(Self::Check(files, times))
    }
}

/// The argument of `--limit`.
fn limit(number: Option<&OsStr>) -> Result<u64, String> {
    let times = number.and_then(OsStr::to_str).and_then(|number| number.parse().ok()).filter(|times| *times > 0);
    times.ok_or_else(|| {
        let found = number.map_or_else(|| "nothing".to_owned(), shown);
        format!("--limit needs a whole number from 1 to {}, not {found}; write --limit 10", u64::MAX)
    })
}

fn check_files(files: &[OsString], times: u64) -> ExitCode {
    let (mut rejected, mut declined, mut vacuous, mut unreadable) = (false, false, false, false);
    for file in files {
        let name = shown(file);
        match read(Path::new(file)) {
            Ok(bytes) => {
                let answer = check_within(&bytes, times);
                match answer {
                    Answer::Accepted(_) => {}
                    Answer::Vacuous(..) => vacuous = true,
                    Answer::Rejected(_) => rejected = true,
                    Answer::Declined(_) => declined = true,
                }
                if let Err(error) = print(&format!("{name}: {answer}\n")) {
                    return cannot_print(&error);
                }
            }
            Err(why) => {
                complain(&format!("{name}: {why}"));
                unreadable = true;
            }
        }
    }
    let statuses = [(unreadable, USAGE), (rejected, 1), (declined, 3), (vacuous, 4)];
    ExitCode::from(statuses.into_iter().find(|(applies, _)| *applies).map_or(0, |(_, status)| status))
}

/// Reads a file, one byte further than the longest document at most: so that a file without an end is refused as too
/// large.
fn read(file: &Path) -> Result<Vec<u8>, String> {
    if file.is_dir() {
        return Err("a directory; name the files in it".to_owned());
    }
    let mut bytes = Vec::new();
    let opened = File::open(file).and_then(|file| file.take(LONGEST_DOCUMENT + 1).read_to_end(&mut bytes));
    opened.map(|_| bytes).map_err(|error| error.to_string())
}

/// A file's name, or an option, without characters that control a terminal.
fn shown(name: &OsStr) -> String {
    let plain = |character: char| character.is_ascii() && !character.is_control();
    let escaped = |character: char| match character {
        _ if plain(character) => character.to_string(),
        _ => character.escape_debug().to_string(),
    };
    name.to_string_lossy().chars().map(escaped).collect()
}

/// Prints at once.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// A reader that has gone away knows that it has: nothing is said then.
fn cannot_print(error: &io::Error) -> ExitCode {
    if error.kind() != ErrorKind::BrokenPipe {
        complain(&format!("the lines cannot be written: {error}"));
    }
    ExitCode::from(USAGE)
}

/// Writes a line to the standard error; where that fails there is nobody to tell.
fn complain(words: &str) {
    let _ = writeln!(io::stderr(), "maskproof-check: {words}");
}
