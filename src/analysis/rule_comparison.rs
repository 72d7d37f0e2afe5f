//! Whether two decoding rules have the same output law: on a law, and on all laws with a common denominator.

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::{Integer, Rational};
use crate::law::grid::number_of_laws;
use crate::law::{GridError, Law, PatternCounts, Shape, Vocabulary};
use crate::limits::COMPARED_LAW_LIMIT;
use crate::sampler::rule::{RuleError, evaluate_rule, parse_rule};
use crate::sampler::{Model, Predictor};

/// A sequence that two output laws give different probabilities, with the total variation of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputDifference {
    /// The sequence with the largest difference, the first of several.
    pub atom: usize,
    /// Its probabilities.
    pub probabilities: [Rational; 2],
    /// `1/2 sum_x |q(x) - q'(x)|`
    pub total_variation: Rational,
}

impl OutputDifference {
    /// Where two output laws differ; `None` where they are the same.
    pub fn of(first: &[Rational], second: &[Rational]) -> Option<Self> {
        let mut largest: Option<(usize, Rational)> = None;
        let mut sum = Rational::new();
        for (atom, (first, second)) in first.iter().zip(second).enumerate() {
            let distance = Rational::from(first - second).abs();
            sum += &distance;
            if largest.as_ref().map_or(distance > 0, |(_, known)| distance > *known) {
                largest = Some((atom, distance));
            }
        }
        let (atom, _) = largest?;
        Some(Self { atom, probabilities: [first, second].map(|law| law[atom].clone()), total_variation: sum / 2_u32 })
    }
}

/// What a comparison on all laws of a grid came to.
#[derive(Debug, Clone)]
pub struct GridComparison {
    /// The rules, as they are written.
    pub rules: [String; 2],
    /// How many laws were compared: all of the grid, or those up to the first that tells the rules apart.
    pub compared: u64,
    /// The first law on which the output laws differ, with the difference.
    pub apart: Option<(Law, OutputDifference)>,
}

/// Rules could not be compared on a grid.
#[derive(Debug, thiserror::Error)]
pub enum ComparisonError {
    /// A rule.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The grid.
    #[error(transparent)]
    Grid(#[from] GridError),
}

impl Diagnosis for ComparisonError {
    fn advice(&self) -> Advice {
        match self {
            Self::Rule(error) => error.advice(),
            Self::Grid(error) => error.advice(),
        }
    }
}

/// Compares the output laws of two rules with the exact predictor, on every law of a shape whose probabilities have the
/// denominator, in falling lexicographic order of the counts. All laws, not one of each orbit: ties are broken by the
/// order of positions and tokens, so that rules are not symmetric in them.
///
/// # Errors
/// [`ComparisonError`]: of a rule, or of a grid with more than [`COMPARED_LAW_LIMIT`] laws.
pub fn compare_on_grid(shape: Shape, denominator: u32, rules: [&str; 2]) -> Result<GridComparison, ComparisonError> {
    let atoms = shape.check_size().map_err(GridError::Law)?;
    let laws = number_of_laws(shape, denominator)?;
    if laws > COMPARED_LAW_LIMIT {
        return Err(GridError::TooManyLaws { shape, denominator, laws, limit: COMPARED_LAW_LIMIT }.into());
    }
    let vocabulary = Vocabulary::numbered(shape.vocabulary_size());
    let mut counts = vec![0; atoms];
    counts[0] = denominator;
    let mut compared = 0;
    loop {
        compared += 1;
        let name = format!("law {compared} of V={},L={},N={denominator}", shape.vocabulary_size(), shape.length());
        let exact = counts.iter().copied().map(Integer::from).collect();
        let law = Law::from_counts(name, vocabulary.clone(), shape.length(), exact).map_err(GridError::Law)?;
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        let evaluated = rules.map(|rule| {
            let rule = parse_rule(rule, &law, &patterns)?;
            Ok::<_, RuleError>((rule.to_string(), evaluate_rule(&model, &rule)?.output))
        });
        let [first, second] = evaluated;
        let ((first, output), (second, other)) = (first?, second?);
        let difference = OutputDifference::of(&output, &other);
        let is_last = !go_on(&mut counts);
        if difference.is_some() || is_last {
            let apart = difference.map(|difference| (law, difference));
            return Ok(GridComparison { rules: [first, second], compared, apart });
        }
    }
}

/// The next counts of the same sum in falling lexicographic order; `false` at the last.
fn go_on(counts: &mut [u32]) -> bool {
    let (last, others) = counts.split_last_mut().expect("at least one sequence");
    let Some(place) = others.iter().rposition(|count| *count > 0) else { return false };
    others[place] -= 1;
    let rest = std::mem::take(last) + 1;
    counts[place + 1] = rest;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_counts_of_a_sum_are_met_once() {
        let mut counts = [4, 0, 0];
        let mut met = vec![counts];
        while go_on(&mut counts) {
            met.push(counts);
        }
        assert_eq!((met.len(), met[1], met[14]), (15, [3, 1, 0], [0, 0, 4]));
        assert!(
            met.windows(2).all(|pair| pair[0] > pair[1]) && met.iter().all(|counts| counts.iter().sum::<u32>() == 4)
        );
    }

    /// One position a round keeps the law, whatever the order; draws that are kept by confidence do not.
    #[test]
    fn rules_are_told_apart_by_the_first_law_that_can() {
        let shape = Shape::new(2, 2).unwrap();
        let same = compare_on_grid(shape, 4, ["random:1", "top:1"]).unwrap();
        // C(7, 3) laws.
        assert!(same.compared == 35 && same.apart.is_none());
        let apart = compare_on_grid(shape, 4, ["random:1", "low-confidence:1"]).unwrap();
        let (law, difference) = apart.apart.unwrap();
        assert!(apart.compared < 35 && difference.total_variation > 0);
        // random:1 keeps the law.
        assert_eq!(difference.probabilities[0], law.probability(difference.atom));
        assert!(difference.probabilities[1] != difference.probabilities[0]);
        assert!(matches!(
            compare_on_grid(Shape::new(4, 2).unwrap(), 40, ["random:1", "top:1"]),
            Err(ComparisonError::Grid(GridError::TooManyLaws { .. }))
        ));
        assert!(matches!(compare_on_grid(shape, 4, ["x", "top:1"]), Err(ComparisonError::Rule(_))));
    }
}
