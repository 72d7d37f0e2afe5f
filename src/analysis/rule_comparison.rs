//! Whether two decoding rules have the same output law: on a law, and on all laws with a common denominator.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Integer, Rational, Real};
use crate::law::grid::number_of_laws;
use crate::law::{GridError, Law, PatternCounts, Shape, Vocabulary};
use crate::limits::{COMPARED_LAW_LIMIT, RULE_PRECISION_LIMIT};
use crate::sampler::rule::{EnclosedEvaluation, Rule, RuleError, enclose_rule, parse_rule};
use crate::sampler::{Model, Predictor, States};

/// A sequence that two output laws give different probabilities, with the total variation of the two.
#[derive(Debug, Clone)]
pub struct OutputDifference {
    /// The sequence with the largest difference, the first of several; of enclosed laws that with the largest proven
    /// one: the places of its tokens.
    pub sequence: Vec<usize>,
    /// Its probabilities.
    pub probabilities: [Real; 2],
    /// `1/2 sum_x |q(x) - q'(x)|`
    pub total_variation: Real,
}

/// What a comparison of two output laws came to.
#[derive(Debug, Clone)]
pub enum OutputComparison {
    /// They are the same: rational and equal, or of one rule.
    Same,
    /// They are proven to differ.
    Different(Box<OutputDifference>),
    /// Enclosures of [`RULE_PRECISION_LIMIT`] bits meet at every sequence.
    Undecided,
}

impl OutputComparison {
    /// What the output laws of two rules, exact or enclosed, tell of each other.
    fn of(model: &dyn States, rules: [EnclosedEvaluation; 2]) -> Self {
        let sequences = model.sequences(rules.iter().flat_map(|of_rule| of_rule.sequences.clone()).collect());
        let [first, second] = rules.map(|of_rule| {
            let mut known: FxHashMap<usize, Real> = of_rule.sequences.into_iter().zip(of_rule.output).collect();
            sequences.iter().map(|sequence| known.remove(sequence).unwrap_or_default()).collect::<Vec<_>>()
        });
        let mut largest: Option<(usize, Rational)> = None;
        let mut sum = Real::zero();
        let mut is_decided = true;
        for (atom, (first, second)) in first.iter().zip(&second).enumerate() {
            let distance = first.distance(second);
            sum += &distance;
            match first.order(second) {
                None => is_decided = false,
                Some(Ordering::Equal) => {}
                Some(Ordering::Less | Ordering::Greater) => {
                    let [proven, _] = distance.ends();
                    if largest.as_ref().is_none_or(|(_, known)| proven > *known) {
                        largest = Some((atom, proven));
                    }
                }
            }
        }
        match largest {
            Some((atom, _)) => Self::Different(Box::new(OutputDifference {
                sequence: model.digits(sequences[atom]),
                probabilities: [&first, &second].map(|law| law[atom].clone()),
                total_variation: sum.times(&Real::Exact(Rational::from((1, 2)))),
            })),
            None if is_decided => Self::Same,
            None => Self::Undecided,
        }
    }

    /// Whether what it shows has so many certain digits.
    fn tells(&self, digits: u32) -> bool {
        match self {
            Self::Same => true,
            Self::Different(difference) => {
                let mut shown = difference.probabilities.iter().chain([&difference.total_variation]);
                shown.all(|number| number.to_decimal(digits).is_some())
            }
            Self::Undecided => false,
        }
    }
}

/// Compares the output laws of two rules on a law, with so many certain digits of what differs where enclosures of
/// [`RULE_PRECISION_LIMIT`] bits give them.
///
/// # Errors
/// [`RuleError`] of either rule.
pub fn compare_outputs(model: &dyn States, rules: [&Rule; 2], digits: u32) -> Result<OutputComparison, RuleError> {
    let is_one_rule = rules[0].to_string() == rules[1].to_string();
    let mut precision = FIRST_PRECISION;
    loop {
        let is_last = 2 * precision > RULE_PRECISION_LIMIT;
        let compared = match rules.map(|rule| enclose_rule(model, rule, precision)) {
            [Ok(first), Ok(second)] => OutputComparison::of(model, [first, second]),
            [Err(error), _] | [_, Err(error)] => {
                if is_last || !matches!(error, RuleError::Undecided { .. }) {
                    return Err(error);
                }
                OutputComparison::Undecided
            }
        };
        if is_one_rule {
            return Ok(OutputComparison::Same);
        }
        if is_last || compared.tells(digits) {
            return Ok(compared);
        }
        precision *= 2;
    }
}

/// What a comparison on all laws of a grid came to.
#[derive(Debug, Clone)]
pub struct GridComparison {
    /// The rules, as they are written.
    pub rules: [String; 2],
    /// How many laws were compared: all of the grid, or those up to the first that tells the rules apart.
    pub compared: u64,
    /// On how many of them enclosures leave open whether the output laws differ.
    pub undecided: u64,
    /// The first law on which the output laws are proven to differ, with the difference.
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
/// denominator, in falling lexicographic order of the counts, as [`compare_outputs`] does. All laws, not one of each orbit: ties are broken by the
/// order of positions and tokens, so that rules are not symmetric in them.
///
/// # Errors
/// [`ComparisonError`]: of a rule, or of a grid with more than [`COMPARED_LAW_LIMIT`] laws.
pub fn compare_on_grid(
    shape: Shape,
    denominator: u32,
    rules: [&str; 2],
    digits: u32,
) -> Result<GridComparison, ComparisonError> {
    let atoms = shape.check_size().map_err(GridError::Law)?;
    let laws = number_of_laws(shape, denominator)?;
    if laws > COMPARED_LAW_LIMIT {
        return Err(GridError::TooManyLaws { shape, denominator, laws, limit: COMPARED_LAW_LIMIT }.into());
    }
    let vocabulary = Vocabulary::numbered(shape.vocabulary_size());
    let mut counts = vec![0; atoms];
    counts[0] = denominator;
    let (mut compared, mut undecided) = (0, 0);
    loop {
        compared += 1;
        let name = format!("law {compared} of V={},L={},N={denominator}", shape.vocabulary_size(), shape.length());
        let exact = counts.iter().copied().map(Integer::from).collect();
        let law = Law::from_counts(name, vocabulary.clone(), shape.length(), exact).map_err(GridError::Law)?;
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        let [first, second] = rules.map(|rule| parse_rule(rule, law.labels()));
        let (first, second) = (first?, second?);
        let difference = match compare_outputs(&model, [&first, &second], digits)? {
            OutputComparison::Different(difference) => Some(*difference),
            OutputComparison::Same => None,
            OutputComparison::Undecided => {
                undecided += 1;
                None
            }
        };
        let is_last = !go_on(&mut counts);
        if difference.is_some() || is_last {
            let apart = difference.map(|difference| (law, difference));
            let rules = [first, second].map(|rule| rule.to_string());
            return Ok(GridComparison { rules, compared, undecided, apart });
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
    use crate::law::index_of;

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
        let same = compare_on_grid(shape, 4, ["random:1", "top:1"], 6).unwrap();
        // C(7, 3) laws.
        assert!(same.compared == 35 && same.undecided == 0 && same.apart.is_none());
        let apart = compare_on_grid(shape, 4, ["random:1", "low-confidence:1"], 6).unwrap();
        let (law, difference) = apart.apart.unwrap();
        assert!(apart.compared < 35 && difference.total_variation.exact().is_some_and(|distance| *distance > 0));
        // random:1 keeps the law.
        let [kept, other] = difference.probabilities.map(|probability| probability.into_exact().unwrap());
        assert_eq!(kept, law.probability(index_of(&difference.sequence, 2)));
        assert!(other != kept);
        assert!(matches!(
            compare_on_grid(Shape::new(4, 2).unwrap(), 40, ["random:1", "top:1"], 6),
            Err(ComparisonError::Grid(GridError::TooManyLaws { .. }))
        ));
        assert!(matches!(compare_on_grid(shape, 4, ["x", "top:1"], 6), Err(ComparisonError::Rule(_))));
    }
}
