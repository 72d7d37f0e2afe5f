//! `maskproof analyse --curve` and `maskproof curve`

use std::path::Path;

use maskproof::analysis::analyse_curve;
use maskproof::analysis::measured::Request;
use maskproof::entropy::curve_estimate::{
    BandRequest, Estimator as Estimates, Inequality, Largest, read_curve_samples,
};
use maskproof::entropy::{MeasuredCurve, read_curve};
use maskproof::language::Catalogue;
use maskproof::sampler::Schedule;
use maskproof::sampler::named_schedules::construct;
use maskproof::sampler::stationary_grid::stationary_grid;

use super::arguments::{Analyse, Curve as Arguments, CurveCommand, CurveInput, Estimator, Numbers, Output};
use super::failure::Failure;
use super::paths::Paths;
use super::pipes::{OtherEnd, patiently};
use super::report::curve_table::curve_table;
use super::report::grid::GridReport;
use super::report::measured::MeasuredReport;
use super::report::measured_text::to_text;
use super::{Success, files, output};

/// Analyses a measured curve.
pub fn analyse(file: &Path, arguments: &Analyse) -> Result<Success, Failure> {
    let measured = read(file, &arguments.measured.input())?;
    let length = measured.length();
    let steps: Vec<usize> = arguments.measured.steps.iter().map(|&steps| steps.into()).collect();
    if let Some(steps) = steps.iter().find(|steps| **steps > length) {
        return Err(Failure::Usage {
            message: format!("{steps} steps for a curve of length {length}: a step reveals one position at least"),
            help: format!("give numbers of steps from 1 to {length}"),
        });
    }
    let schedules: Result<Vec<_>, _> = arguments.schedules.iter().map(|text| schedule(text, length)).collect();
    let vocabulary = arguments.measured.vocabulary.map(|size| size as usize);
    let request = Request { steps: &steps, schedules: &schedules?, vocabulary_size: vocabulary };
    let analysis = analyse_curve(&measured, request, &Catalogue::built_in()?)?;
    let numbers = &arguments.numbers;
    let report = MeasuredReport::new(file.display().to_string(), &measured, &analysis, numbers.digits);
    output::report(numbers.json, &report, |report| to_text(report, numbers.print_unit()))?;
    Ok(Success::AsExpected)
}

/// Estimates a curve, or seeks a time grid.
pub fn curve(arguments: &Arguments) -> Result<Success, Failure> {
    match &arguments.command {
        CurveCommand::Samples { file, confidence, largest, vocabulary, band, output } => {
            Paths::new().inputs([file]).file("--output", output.output.as_ref()).check()?;
            let largest = match (largest, vocabulary) {
                (Some(largest), _) => Largest::Nats(largest.0.clone()),
                (None, size) => Largest::LogarithmOf(size.unwrap_or_default() as usize),
            };
            let inequality = match band {
                Estimator::Hoeffding => Inequality::Hoeffding,
                Estimator::Bernstein => Inequality::Bernstein,
            };
            let request = BandRequest { inequality, confidence: confidence.0.clone(), largest };
            samples(file, &request, output)
        }
        CurveCommand::Grid { file, steps, input, numbers } => grid(file, usize::from(*steps), input, numbers),
    }
}

fn samples(file: &Path, request: &BandRequest, output: &Output) -> Result<Success, Failure> {
    let samples = patiently(file, OtherEnd::Writer, || read_curve_samples(file))?;
    if samples.estimator() == Estimates::LogProbability && matches!(request.largest, Largest::LogarithmOf(_)) {
        return Err(Failure::Usage {
            message: "log-probabilities are not bounded by the number of tokens".to_owned(),
            help: "give with --largest the largest value of minus one of them, in nats, that the model can give"
                .to_owned(),
        });
    }
    let curve = samples.estimate(request).map_err(|error| error.in_file(file))?;
    let text = curve_table(&curve);
    match &output.output {
        Some(path) => files::to_file(path, &text)?,
        None => output::to_stdout(&text)?,
    }
    Ok(Success::AsExpected)
}

fn grid(file: &Path, steps: usize, input: &CurveInput, numbers: &Numbers) -> Result<Success, Failure> {
    let measured = read(file, input)?;
    let curve = measured.projection().curve;
    // Four bits a digit are more than enough.
    let found = stationary_grid(&curve, steps, 4 * numbers.digits + 8)?;
    let report = GridReport::new(file.display().to_string(), &curve, &found, numbers.digits);
    output::report(numbers.json, &report, |report| report.to_text(numbers.print_unit()))?;
    Ok(Success::AsExpected)
}

/// Reads a measured curve.
fn read(file: &Path, input: &CurveInput) -> Result<MeasuredCurve, Failure> {
    let multiple = input.errors.as_ref().map(|number| &number.0);
    Ok(patiently(file, OtherEnd::Writer, || read_curve(file, input.unit(), multiple))?)
}

/// A schedule of block sizes, or one with a name such as `uniform(16)`.
fn schedule(text: &str, length: usize) -> Result<Schedule, Failure> {
    let Some((name, rest)) = text.split_once('(').filter(|(name, _)| !name.trim().is_empty()) else {
        return match construct(text, length, &[]) {
            Ok(schedule) => Ok(schedule),
            Err(_) => Ok(text.parse::<Schedule>()?.for_length(length)?),
        };
    };
    let parameters: Option<Vec<i64>> = rest
        .trim_end()
        .strip_suffix(')')
        .map(|inside| inside.split(',').map(|text| text.trim().parse().ok()).collect::<Option<_>>())
        .unwrap_or_default();
    let schedule = parameters.map(|parameters| construct(name.trim(), length, &parameters));
    schedule.and_then(Result::ok).ok_or_else(|| Failure::Usage {
        message: format!("`{text}` is no schedule of length {length}"),
        help:
            "give block sizes such as 2,2,1, or a named schedule with its parameter, such as uniform(16) for blocks of \
               16 where these divide the length, singles_then_rest(T) or total_correlation_schedule(z)"
                .to_owned(),
    })
}
