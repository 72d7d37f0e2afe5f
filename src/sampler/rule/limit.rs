//! To what a rule tends that redraws a sequence again and again.

use std::collections::BTreeMap;

use rug::Rational;

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::linear::solve;
use crate::law::{PositionSet, index_of};
use crate::limits::RULE_CHAIN_LIMIT;
use crate::sampler::predictor::Model;
use crate::sampler::states::States;

use super::composed::Rule;
use super::error::RuleError;
use super::requirements;
use super::rows::Rows;
use super::selection::{Place, Selection};

/// The law to which `remask:K` tends from the law `p`, over all `V^L` sequences in the order of the law's atoms; exact.
///
/// One round is a Markov chain on sequences with a matrix `K`. The mean of `p, p K, ..., p K^(n-1)` tends to a
/// stationary law, and `p K^n` itself does where no row of the predictor forbids the tokens at hand. With `A = I - K`,
/// `p` is the sum of a row `pi` with `pi A = 0` and of a row `y A`, in one way only; `pi` is the limit. It needs no
/// assumption on the classes of the chain: `y A A = p A` is solved by exact elimination.
///
/// ```
/// use maskproof::exact::Rational;
/// use maskproof::law::{PatternCounts, families::parse_spec};
/// use maskproof::sampler::rule::{limit::limit_law, parse_rule};
/// use maskproof::sampler::{Model, Predictor};
/// // Redrawing two of three parity bits reaches every word, and ends with all words equally likely.
/// let law = parse_spec("parity(L=3,V=2)").unwrap();
/// let patterns = PatternCounts::new(&law);
/// let model = Model::new(&law, &patterns, Predictor::Exact);
/// let limit = limit_law(&model, &parse_rule("remask:2", law.labels())?)?;
/// assert_eq!(limit, vec![Rational::from((1, 8)); 8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RuleError::NoLimit`] for a rule that does not redraw a sequence; [`RuleError::NotRational`] for rows that are not
/// rational; [`RuleError::ChainTooLarge`] when more than [`RULE_CHAIN_LIMIT`] sequences are reached; those of guidance, as
/// in [`evaluate_rule`](super::evaluate_rule).
pub fn limit_law(model: &Model, rule: &Rule) -> Result<Vec<Rational>, RuleError> {
    if !rule.selection().starts_from_law() {
        return Err(RuleError::NoLimit { rule: rule.to_string() });
    }
    requirements::check(model, rule)?;
    let (patterns, law) = (model.patterns(), model.law());
    let all = PositionSet::all(law.length());
    let sequences = patterns.patterns_on(all);
    // The sequences that are reached, in the order in which they are, with their rows of the matrix.
    let mut reached: Vec<usize> = law.support().map(|(atom, _)| sequences[atom]).collect();
    let mut number: BTreeMap<usize, usize> = reached.iter().copied().zip(0..).collect();
    let mut matrix: Vec<BTreeMap<usize, Rational>> = Vec::new();
    while let Some(&state) = reached.get(matrix.len()) {
        let (shaping, precision) = (rule.shaping(), FIRST_PRECISION);
        let rows = Rows::new(model, state, PositionSet::EMPTY, shaping, precision);
        let place = Place {
            model: model as &dyn States,
            state,
            step: 0,
            block: all,
            rows: &rows,
            shaping,
            precision,
            encloses: false,
        };
        let Ok(Selection::Tokens { kept, sum }) = rule.selection().select(&place) else {
            return Err(RuleError::NoLimit { rule: rule.to_string() });
        };
        let mut row: BTreeMap<usize, Rational> = BTreeMap::new();
        for (pairs, weight) in kept {
            let next =
                pairs.iter().fold(state, |state, &(position, token)| patterns.with_token(state, position, token));
            let fresh = reached.len();
            let index = *number.entry(next).or_insert(fresh);
            if index == fresh {
                reached.push(next);
            }
            let probability = weight.over(&sum).into_exact();
            *row.entry(index).or_default() +=
                probability.ok_or_else(|| RuleError::NotRational { rule: rule.to_string() })?;
        }
        if reached.len() > RULE_CHAIN_LIMIT {
            return Err(RuleError::ChainTooLarge { rule: rule.to_string(), limit: RULE_CHAIN_LIMIT });
        }
        matrix.push(row);
    }
    let size = reached.len();
    // A row times A = I - K.
    let times_a = |row: &[Rational]| -> Vec<Rational> {
        let mut product = row.to_vec();
        for (value, entries) in row.iter().zip(&matrix).filter(|(value, _)| !value.is_zero()) {
            for (&column, entry) in entries {
                product[column] -= Rational::from(value * entry);
            }
        }
        product
    };
    let mut start: Vec<Rational> = law.support().map(|(atom, _)| law.probability(atom)).collect();
    start.resize(size, Rational::new());
    let unit = |index: usize| (0..size).map(|other| Rational::from(u32::from(other == index))).collect::<Vec<_>>();
    let squared: Vec<Vec<Rational>> = (0..size).map(|index| times_a(&times_a(&unit(index)))).collect();
    let right = times_a(&start);
    let equation = |column: usize| {
        let coefficients = squared.iter().map(|row| row[column].clone());
        coefficients.chain([right[column].clone()]).collect::<Vec<_>>()
    };
    let y = solve((0..size).map(equation).collect()).expect("p A is in the row space of A A, as K is stochastic");
    let mut limit = vec![Rational::new(); law.counts().len()];
    for ((state, start), less) in reached.into_iter().zip(start).zip(times_a(&y)) {
        let digits: Vec<usize> = (0..law.length()).map(|position| patterns.digit(state, position)).collect();
        limit[index_of(&digits, law.vocabulary_size())] = start - less;
    }
    Ok(limit)
}
