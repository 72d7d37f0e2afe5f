//! Assembles the book of maskproof and checks its links. `make book` calls it.
//!
//! `maskproof-book assemble ROOT OUT` writes the source of the book: the documents of the repository ROOT, with the
//! formulas of the proof notes as MathML. `maskproof-book check HTML` checks the links of the finished book.

mod links;
mod mathml;
mod notation;
mod pages;
mod spans;
#[cfg(test)]
mod tests;
mod words;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["assemble", root, out] => match pages::assemble(Path::new(root), Path::new(out)) {
            Ok(assembled) => {
                println!("book: {} pages, {} formulas", assembled.pages, assembled.formulas);
                for span in &assembled.unread {
                    println!("book: not read as a formula, left as code: {span}");
                }
                ExitCode::SUCCESS
            }
            Err(error) => fail(&error.to_string()),
        },
        ["check", html] => match links::check(Path::new(html)) {
            Ok((links, complaints)) if complaints.is_empty() => {
                println!("book: {links} links, none broken");
                ExitCode::SUCCESS
            }
            Ok((_, complaints)) => {
                for complaint in &complaints {
                    eprintln!("book: {complaint}");
                }
                fail(&format!("{} links are broken", complaints.len()))
            }
            Err(error) => fail(&error.to_string()),
        },
        _ => {
            eprintln!("usage: maskproof-book assemble ROOT OUT | check HTML");
            ExitCode::from(2)
        }
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("book: {message}");
    ExitCode::FAILURE
}
