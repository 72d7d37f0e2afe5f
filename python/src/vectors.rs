//! What rules do with predictor tables, and whether samples fit that.

use std::sync::Arc;

use maskproof::analysis::rule_comparison::{
    ComparisonError, OutputComparison, OutputDifference, compare_on_grid, compare_outputs,
};
use maskproof::analysis::rule_curve::curve;
use maskproof::analysis::{RuleVectors, goodness_of_fit, sufficient_samples, vector_tables as built_in};
use maskproof::law::digits_of;
use maskproof::law::readers::samples_from_npy;
use maskproof::limits::RULE_PRECISION_LIMIT;
use maskproof::sampler::States;
use maskproof::sampler::rule::{RuleError, parse_rule};
use maskproof::{LawError, Shape};
use pyo3::prelude::*;

use super::background;
use super::errors::Class;
use super::law::Law;
use super::log_form::LogForm;
use super::numbers::{fraction, rational};
use super::predictor::Predictor;
use super::rule::{DIGITS, real};

type Fraction<'py> = Bound<'py, PyAny>;

/// A state, tokens or None, with its probability.
type State<'py> = (Vec<Option<usize>>, Fraction<'py>);

/// The step, the state with its probability, and the states behind the round.
type Round<'py> = (usize, State<'py>, Vec<State<'py>>);

/// The rule, the expected rounds and null rounds, the most rounds, the output law, the rounds.
type Vectors<'py> = (String, (Fraction<'py>, Fraction<'py>, usize), Vec<(Vec<usize>, Fraction<'py>)>, Vec<Round<'py>>);

/// The built-in tables: name, description, table, and the prompts of the vectors beside the empty one.
#[pyfunction]
pub fn vector_tables() -> Vec<(String, String, Predictor, Vec<Vec<usize>>)> {
    let parts = |table: maskproof::analysis::VectorTable| {
        (table.name.to_owned(), table.description.to_owned(), Predictor(Arc::new(table.table)), table.prompts)
    };
    built_in().into_iter().map(parts).collect()
}

fn of_rule(py: Python, predictor: &Predictor, rule: String, prompt: Vec<usize>) -> PyResult<RuleVectors> {
    let table = Arc::clone(&predictor.0);
    let found = background::run(py, None, move |_| RuleVectors::new(&table, &prompt, &rule))?;
    found.map_err(|error| Class::Rule.of(&error))
}

/// What a rule does with a table behind a prompt.
#[pyfunction]
pub fn vectors<'py>(
    py: Python<'py>,
    predictor: &Predictor,
    rule: String,
    prompt: Vec<usize>,
) -> PyResult<Vectors<'py>> {
    let vectors = of_rule(py, predictor, rule, prompt)?;
    let state = |state: usize, probability| Ok::<_, PyErr>((vectors.tokens(state), fraction(py, probability)?));
    let rounds = vectors.rounds.iter().map(|round| {
        let next = round.next.iter().map(|(&next, probability)| state(next, probability));
        Ok((round.step, state(round.state, &round.probability)?, next.collect::<PyResult<_>>()?))
    });
    let output = vectors.output_law();
    let possible = output.iter().enumerate().filter(|(_, probability)| !probability.is_zero());
    let sequences = possible.map(|(atom, probability)| {
        Ok((digits_of(atom, vectors.vocabulary_size, vectors.length), fraction(py, probability)?))
    });
    let evaluation = &vectors.evaluation;
    let numbers = (
        fraction(py, &evaluation.expected_rounds)?,
        fraction(py, &evaluation.expected_null_rounds)?,
        evaluation.max_rounds,
    );
    Ok((vectors.rule.clone(), numbers, sequences.collect::<PyResult<_>>()?, rounds.collect::<PyResult<_>>()?))
}

/// The rule, the verdict, the number of samples and of possible sequences, `G`, the total variation, the bound of the
/// p-value with its two limits, the impossible sequences, and a sufficient number of samples.
type Fit<'py> = (
    (String, &'static str, u64, usize),
    (Option<LogForm>, Fraction<'py>),
    (Fraction<'py>, Fraction<'py>, Fraction<'py>),
    Vec<(Vec<usize>, u64)>,
    Option<u64>,
);

/// Whether samples, the bytes of a `.npy` file, may be those of a rule on a table behind a prompt; `level` and
/// `difference` are between 0 and 1.
#[pyfunction]
pub fn check_vectors<'py>(
    py: Python<'py>,
    predictor: &Predictor,
    rule: String,
    samples: Vec<u8>,
    prompt: Vec<usize>,
    level: &Bound<'py, PyAny>,
    difference: &Bound<'py, PyAny>,
) -> PyResult<Fit<'py>> {
    let (level, difference) = (rational(level)?, rational(difference)?);
    let vectors = of_rule(py, predictor, rule, prompt)?;
    let counts = samples_from_npy(&samples, predictor.0.shape()).map_err(|error| Class::Samples.of(&error))?;
    let law = vectors.output_law();
    let (fit, enough) = background::run(py, None, move |_| {
        let fit = goodness_of_fit(&law, &counts, &level);
        let enough = sufficient_samples(fit.possible, law.len(), &difference, &level);
        (fit, enough)
    })?;
    let sequence = |atom| digits_of(atom, vectors.vocabulary_size, vectors.length);
    Ok((
        (vectors.rule.clone(), fit.verdict.name(), fit.samples, fit.possible),
        (fit.likelihood_ratio.map(LogForm), fraction(py, &fit.total_variation)?),
        (fraction(py, &fit.p_bound)?, fraction(py, &fit.p_limit.0)?, fraction(py, &fit.p_limit.1)?),
        fit.impossible.iter().map(|&(atom, count)| (sequence(atom), count)).collect(),
        enough,
    ))
}

/// The families of rules with their numbers of calls: family, calls, rule.
#[pyfunction]
pub fn rule_curve(length: usize, calls: usize) -> Vec<(&'static str, usize, String)> {
    curve(length, calls).into_iter().map(|point| (point.family, point.calls, point.rule)).collect()
}

/// The sequence that tells two output laws apart, its two probabilities, and the total variation of the two laws.
type Difference<'py> = (Vec<usize>, Fraction<'py>, Fraction<'py>, Fraction<'py>);

fn difference<'py>(py: Python<'py>, found: &OutputDifference) -> PyResult<Difference<'py>> {
    let [first, second] = &found.probabilities;
    Ok((found.sequence.clone(), real(py, first)?, real(py, second)?, real(py, &found.total_variation)?))
}

/// A law that tells two rules apart.
type Apart<'py> = (Law, Difference<'py>);

/// Where the output laws of two rules differ on a law; an error where enclosures leave that open.
#[pyfunction]
#[pyo3(signature = (law, first, second, predictor))]
pub fn compare_rules<'py>(
    py: Python<'py>,
    law: &Law,
    first: String,
    second: String,
    predictor: Option<&Predictor>,
) -> PyResult<Option<Difference<'py>>> {
    let table = law.0.predictor(predictor)?;
    let law = Arc::clone(&law.0);
    let found = background::run(py, None, move |_| {
        let read = |text: &str| parse_rule(text, law.labels());
        let rules = [read(&first)?, read(&second)?];
        let compare = |model: &dyn States| compare_outputs(model, rules.each_ref(), DIGITS);
        let of_states = |error| RuleError::States { rule: rules[0].to_string(), error };
        match law.sampled(table.as_deref()).follow(compare).map_err(of_states)?? {
            OutputComparison::Same => Ok(None),
            OutputComparison::Different(found) => Ok(Some(found)),
            OutputComparison::Undecided => Err(RuleError::Undecided {
                rule: rules[0].to_string(),
                what: "whether it has the output law of the other",
                precision: RULE_PRECISION_LIMIT,
            }),
        }
    })?;
    let found = found.map_err(|error: RuleError| Class::Rule.of(&error))?;
    found.map(|found| difference(py, &found)).transpose()
}

/// The number of laws of a grid that were compared, that of those left open, and the first on which two rules differ.
#[pyfunction]
pub fn compare_rules_on_grid<'py>(
    py: Python<'py>,
    first: String,
    second: String,
    length: usize,
    vocabulary_size: usize,
    denominator: u32,
) -> PyResult<(u64, u64, Option<Apart<'py>>)> {
    let shape = Shape::new(length, vocabulary_size).map_err(|error: LawError| Class::Law.of(&error))?;
    let found = background::run(py, None, move |_| compare_on_grid(shape, denominator, [&first, &second], DIGITS))?;
    let found = found.map_err(|error| match &error {
        ComparisonError::Rule(_) => Class::Rule.of(&error),
        ComparisonError::Grid(_) => Class::Law.of(&error),
    })?;
    let apart = found.apart.map(|(law, apart)| Ok::<_, PyErr>((Law::of(law), difference(py, &apart)?)));
    Ok((found.compared, found.undecided, apart.transpose()?))
}
