//! `maskproof vectors`

use std::fmt::Write as _;
use std::path::Path;

use maskproof::analysis::{RuleVectors, VECTOR_RULES, goodness_of_fit, sufficient_samples, vector_tables};
use maskproof::law::Rows;
use maskproof::law::readers::{read_predictor_of_any_shape, read_samples, write_atomically};

use super::arguments::{VectorArguments, VectorCheck, VectorCommand};
use super::failure::Failure;
use super::paths::{Contents, Paths};
use super::pipes::{OtherEnd, patiently};
use super::report::fit::FitReport;
use super::report::vectors::{TableVectors, array};
use super::{Success, files, output};

/// Writes conformance vectors, or checks samples.
pub fn vectors(arguments: &VectorArguments) -> Result<Success, Failure> {
    match (&arguments.command, &arguments.out) {
        (Some(VectorCommand::Check(check)), _) => check_samples(check),
        (None, Some(folder)) => write(folder),
        (None, None) => Err(Failure::Usage {
            message: "there is nothing to do".to_owned(),
            help: "give --out DIR to write conformance vectors, or check DIR SAMPLES.npy".to_owned(),
        }),
    }
}

fn write(folder: &Path) -> Result<Success, Failure> {
    let tables = vector_tables();
    let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
    let path = folder.to_path_buf();
    Paths::new().folder("--out", Some(&path), Contents::Vectors(&names)).check()?;
    std::fs::create_dir_all(folder).map_err(|error| files::refusal(folder, error))?;
    let mut text = String::new();
    for table in &tables {
        let mut vectors = Vec::new();
        for prompt in std::iter::once(&Vec::new()).chain(&table.prompts) {
            for rule in VECTOR_RULES {
                vectors.push(RuleVectors::new(&table.table, prompt, rule)?);
            }
        }
        write_atomically(&folder.join(format!("{}.npy", table.name)), &array(&table.table))?;
        let report = TableVectors::new(table, &vectors);
        files::to_file(&folder.join(format!("{}.json", table.name)), output::compact_json(&report))?;
        let number = vectors.len();
        let _ = writeln!(text, "{}.npy and {}.json: {number} vectors; {}", table.name, table.name, table.description);
    }
    output::to_stdout(&text)?;
    Ok(Success::AsExpected)
}

fn check_samples(check: &VectorCheck) -> Result<Success, Failure> {
    let path = check.folder.join(format!("{}.npy", check.table));
    let table = patiently(&path, OtherEnd::Writer, || read_predictor_of_any_shape(&path, Rows::Probabilities))?;
    let prompt = check.prompt.as_ref().map_or(&[][..], |prompt| &prompt.0);
    let vectors = RuleVectors::new(&table, prompt, &check.rule)?;
    let counts = patiently(&check.samples, OtherEnd::Writer, || read_samples(&check.samples, table.shape()))?;
    let law = vectors.output_law();
    let fit = goodness_of_fit(&law, &counts, &check.level.0);
    let enough = sufficient_samples(fit.possible, law.len(), &check.difference.0, &check.level.0);
    let report = FitReport::new(check, &vectors, &law, &counts, &fit, enough);
    let is_consistent = report.is_consistent();
    output::report(check.json, &report, FitReport::to_text)?;
    Ok(if is_consistent { Success::AsExpected } else { Success::NotAsExpected })
}
