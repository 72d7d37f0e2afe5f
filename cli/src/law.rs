//! `maskproof law`

use std::path::{Path, PathBuf};

use maskproof::exact::{Limits, LogForm, Rational};
use maskproof::law::SparseLaw;
use maskproof::law::families::{FAMILIES, parse_spec_within};
use maskproof::law::readers::text::TextLaw;
use maskproof::law::readers::{
    HeaderRow, LawFormat, SampleOptions, SampledLaw, TextTokens, ValueColumn, read_sampled_law, read_text,
};

use super::arguments::{Law as Arguments, LawSource, Output, Tokens};
use super::failure::Failure;
use super::paths::Paths;
use super::pipes::{OtherEnd, patiently};
use super::report::name::one_line;
use super::report::number::Number;
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
                Tokens::Graphemes => TextTokens::Graphemes(*words),
            };
            check(Some(file), output)?;
            let TextLaw { law, read_as_spaces } =
                patiently(file, OtherEnd::Writer, || read_text(file, *length, tokens))?;
            if read_as_spaces > 0 {
                output::note(&format!(
                    "{read_as_spaces} letters outside a..z were read as spaces; `--tokens words` and `--tokens \
                     graphemes` keep them"
                ));
            }
            write(named(law, name), output)
        }
        LawSource::Samples { file, count, probability, no_header, header, name, choice, output } => {
            check(Some(file), output)?;
            let count = count.clone().map(ValueColumn::Count);
            let options = SampleOptions {
                value: count.or_else(|| probability.clone().map(ValueColumn::Probability)),
                positions: choice.positions.clone(),
                header: match (no_header, header) {
                    (true, _) => HeaderRow::Absent,
                    (_, true) => HeaderRow::Present,
                    _ => HeaderRow::Expected,
                },
                normalise: choice.normalise,
            };
            only_for_rows(file, &options)?;
            let read = patiently(file, OtherEnd::Writer, || read_sampled_law(file, &options))?;
            note_sum(&read);
            write(named(read.law, name), output)
        }
        LawSource::Family { spec, output } => {
            check(None, output)?;
            write(SparseLaw::from(&parse_spec_within(spec, limits)?), output)
        }
        LawSource::File { file, choice, output } => {
            check(Some(file), output)?;
            let read = input::any_law_file(file, &choice.positions, choice.normalise)?;
            note_sum(&read);
            write(read.law, output)
        }
        LawSource::Families => list(),
    }
}

/// Refuses options that only rows of fields have, for other samples.
fn only_for_rows(file: &Path, options: &SampleOptions) -> Result<(), Failure> {
    let is_of_rows = !matches!(LawFormat::of(file), Ok(LawFormat::Array | LawFormat::Lines));
    if is_of_rows || (options.value.is_none() && options.header == HeaderRow::Expected) {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!(
            "{}: samples of this format have no columns and no header",
            one_line(&file.display().to_string())
        ),
        help: "leave `--count`, `--probability`, `--header` and `--no-header` out".to_owned(),
    })
}

/// Says how far from 1 the sum of normalised probabilities was.
fn note_sum(read: &SampledLaw) {
    if let Some(sum) = &read.sum {
        let off = Rational::from(sum - 1);
        let decimal = Number::finite(&LogForm::nats(off), 6).nats;
        output::note(&format!("the probabilities sum to {sum}, {decimal} off 1; they were divided by their sum"));
    }
}

fn named(law: SparseLaw, name: &Option<String>) -> SparseLaw {
    name.iter().fold(law, |law, name| law.with_name(name))
}

/// Refuses an output that cannot be written or is the input, or whose format is not known.
fn check(input: Option<&PathBuf>, output: &Output) -> Result<(), Failure> {
    Paths::new().inputs(input).file("--output", output.output.as_ref()).check()?;
    output.output.as_deref().map_or(Ok(LawFormat::Json), format).map(|_| ())
}

/// The format of a file to write; without an extension, such as that of an open file, it is JSON.
fn format(path: &Path) -> Result<LawFormat, Failure> {
    match path.extension() {
        None => Ok(LawFormat::Json),
        Some(_) => Ok(LawFormat::of(path).map_err(|error| error.in_file(path))?),
    }
}

fn write(law: SparseLaw, to: &Output) -> Result<Success, Failure> {
    match &to.output {
        Some(path) => files::to_file(path, &format(path)?.write(&law)?)?,
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
