//! `maskproof law`

use std::path::PathBuf;

use maskproof::exact::Limits;
use maskproof::law::Law;
use maskproof::law::families::{FAMILIES, parse_spec_within};
use maskproof::law::readers::{TextTokens, read_text};

use super::arguments::{Law as Arguments, LawSource, Output, Tokens};
use super::failure::Failure;
use super::paths::Paths;
use super::pipes::{OtherEnd, patiently};
use super::report::table::new_table;
use super::{Success, files, input, output};

/// Makes a law file.
pub fn law(arguments: &Arguments, limits: Limits) -> Result<Success, Failure> {
    match &arguments.source {
        LawSource::Text { file, length, tokens, words, name, output } => {
            let tokens = match tokens {
                Tokens::Classes => TextTokens::Classes,
                Tokens::Letters => TextTokens::Letters,
                Tokens::Vowels => TextTokens::VowelConsonant,
                Tokens::Words => TextTokens::Words(*words),
            };
            check(Some(file), output)?;
            let law = patiently(file, OtherEnd::Writer, || read_text(file, *length, tokens))?;
            write(&name.iter().fold(law, |law, name| law.with_name(name)), output)
        }
        LawSource::Family { spec, output } => {
            check(None, output)?;
            write(&parse_spec_within(spec, limits)?, output)
        }
        LawSource::File { file, output } => {
            check(Some(file), output)?;
            write(&input::law_file(file)?, output)
        }
        LawSource::Families => list(),
    }
}

/// Refuses an output that cannot be written or is the input.
fn check(input: Option<&PathBuf>, output: &Output) -> Result<(), Failure> {
    Paths::new().inputs(input).file("--output", output.output.as_ref()).check()
}

fn write(law: &Law, to: &Output) -> Result<Success, Failure> {
    match &to.output {
        Some(path) => files::to_file(path, &law.to_json())?,
        None => output::to_stdout(&output::printable_json(&law.to_json()))?,
    }
    Ok(Success::AsExpected)
}

fn list() -> Result<Success, Failure> {
    let mut table = new_table(&["family", "example", "what it is"]);
    for family in FAMILIES {
        table.add_row([family.name, family.example, family.summary]);
    }
    output::to_stdout(&format!("{table}\n"))?;
    Ok(Success::AsExpected)
}
