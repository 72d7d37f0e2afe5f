//! `maskproof analyse --curve` and `maskproof curve`

use std::path::Path;

use maskproof::analysis::analyse_curve;
use maskproof::analysis::measured::Request;
use maskproof::decide::weighted_fit::weighted_projection;
use maskproof::entropy::curve_estimate::{
    BandRequest, CurveSamples, Estimator as Estimates, Inequality, Largest, read_curve_array, read_curve_samples,
};
use maskproof::entropy::{ErrorUse, MeasuredCurve, Projection, read_curve};
use maskproof::language::Catalogue;
use maskproof::sampler::Schedule;
use maskproof::sampler::named_schedules::construct;
use maskproof::sampler::stationary_grid::stationary_grid;

use super::arguments::{
    Analyse, Curve as Arguments, CurveCommand, CurveInput, Estimator, Numbers, Output, SampleNumbers,
};
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
    let projection = project(&measured, arguments.measured.weighted);
    let analysis = analyse_curve(&measured, projection, request, &Catalogue::built_in()?)?;
    let numbers = &arguments.numbers;
    let report = MeasuredReport::new(file.display().to_string(), &measured, &analysis, numbers.digits);
    output::report(numbers.json, &report, |report| to_text(report, numbers.print_unit()))?;
    Ok(Success::AsExpected)
}

/// Estimates a curve, or seeks a time grid.
pub fn curve(arguments: &Arguments) -> Result<Success, Failure> {
    match &arguments.command {
        CurveCommand::Samples { file, numbers, confidence, largest, vocabulary, band, output } => {
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
            samples(file, *numbers, &request, output)
        }
        CurveCommand::Grid { file, steps, input, numbers } => grid(file, usize::from(*steps), input, numbers),
    }
}

/// Reads samples: an array, of numbers that an option tells, or a table, which tells them itself.
fn read_samples(file: &Path, numbers: Option<SampleNumbers>) -> Result<CurveSamples, Failure> {
    let is_array = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("npy"));
    let estimator = numbers.map(|numbers| match numbers {
        SampleNumbers::Entropy => Estimates::Entropy,
        SampleNumbers::LogProb => Estimates::LogProbability,
    });
    match (is_array, estimator) {
        (true, Some(estimator)) => Ok(patiently(file, OtherEnd::Writer, || read_curve_array(file, estimator))?),
        (true, None) => Err(Failure::Usage {
            message: format!("{}: an array does not say what its numbers are", file.display()),
            help: "give --numbers entropy or --numbers log-prob".to_owned(),
        }),
        (false, None) => Ok(patiently(file, OtherEnd::Writer, || read_curve_samples(file))?),
        (false, Some(_)) => Err(Failure::Usage {
            message: format!("{}: a table says by the name of its column what its numbers are", file.display()),
            help: "leave --numbers out, or give a .npy array".to_owned(),
        }),
    }
}

fn samples(
    file: &Path,
    numbers: Option<SampleNumbers>,
    request: &BandRequest,
    output: &Output,
) -> Result<Success, Failure> {
    let samples = read_samples(file, numbers)?;
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
    let curve = project(&measured, input.weighted).curve;
    // Four bits a digit are more than enough.
    let found = stationary_grid(&curve, steps, 4 * numbers.digits + 8)?;
    let report = GridReport::new(file.display().to_string(), &curve, &found, numbers.digits);
    output::report(numbers.json, &report, |report| report.to_text(numbers.print_unit()))?;
    Ok(Success::AsExpected)
}

/// Reads a measured curve.
fn read(file: &Path, input: &CurveInput) -> Result<MeasuredCurve, Failure> {
    let multiple = input.errors.as_ref().map(|number| &number.0);
    let errors = ErrorUse { multiple, are_weights: input.weighted };
    Ok(patiently(file, OtherEnd::Writer, || read_curve(file, input.unit(), errors))?)
}

/// The projection that is asked for; a weighted one is of a curve that was read with its standard errors.
fn project(measured: &MeasuredCurve, weighted: bool) -> Projection {
    let weighted = if weighted { weighted_projection(measured) } else { None };
    weighted.unwrap_or_else(|| measured.projection())
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
