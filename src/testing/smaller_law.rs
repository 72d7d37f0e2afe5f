//! Smaller laws.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use itertools::Itertools;

use crate::exact::Integer;
use crate::law::{Law, Shape, Vocabulary, digits_of, index_of};

/// One way to make a law smaller.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The law of the other positions.
    WithoutPosition(usize),
    /// The law of the sequences that do not have a token.
    WithoutToken(usize),
    /// The second token in place of the first.
    Merged(usize, usize),
    /// Without some sequences, by their place among those of positive probability.
    Cleared(Range<usize>),
    /// Uniform on the same sequences.
    Uniform,
    /// The counts divided by their greatest common divisor.
    LowestTerms,
    /// Half of each count, rounded up.
    Halved,
    /// Every count that is the first number, now the second.
    Replaced(Integer, Integer),
    /// The count of one sequence.
    Count(usize, Integer),
    /// Two tokens exchanged at one position.
    TokensExchanged(usize, usize, usize),
    /// Two positions exchanged.
    PositionsExchanged(usize, usize),
}

/// The steps to try on a law, those that change most first; lengths and numbers of tokens stay at least those of a
/// shape.
pub(super) fn steps(law: &Law, least: Shape) -> Vec<Step> {
    let (length, size) = (law.length(), law.vocabulary_size());
    let mut steps = Vec::new();
    if length > least.length() {
        steps.extend((0..length).rev().map(Step::WithoutPosition));
    }
    if size > least.vocabulary_size() {
        steps.extend((0..size).rev().map(Step::WithoutToken));
        steps.extend((0..size).array_combinations().map(|[kept, gone]| Step::Merged(gone, kept)));
    }
    let support = law.support().count();
    let mut part = support / 2;
    while part > 0 {
        steps.extend((0..support).step_by(part).map(|start| Step::Cleared(start..(start + part).min(support))));
        part /= 2;
    }
    steps.extend([Step::Uniform, Step::LowestTerms, Step::Halved]);
    let values: Vec<&Integer> = law.support().map(|(_, count)| count).sorted().dedup().collect();
    for (place, value) in values.iter().enumerate() {
        let next = place.checked_sub(1).map(|below| values[below].clone());
        for to in below(value).into_iter().chain(next) {
            steps.push(Step::Replaced((*value).clone(), to));
        }
    }
    for (atom, count) in law.support() {
        steps.extend(below(count).into_iter().map(|to| Step::Count(atom, to)));
    }
    for position in 0..length {
        let pairs = (0..size).array_combinations();
        steps.extend(pairs.map(|[first, second]| Step::TokensExchanged(position, first, second)));
    }
    steps.extend((0..length).array_combinations().map(|[first, second]| Step::PositionsExchanged(first, second)));
    steps
}

/// Smaller positive counts to try for a count: 1, half of it, and one less.
fn below(count: &Integer) -> Vec<Integer> {
    let candidates = [Integer::from(1), Integer::from(count / 2_u32), Integer::from(count - 1_u32)];
    candidates.into_iter().filter(|candidate| *candidate > 0 && candidate < count).dedup().collect()
}

impl Step {
    /// The law after the step, where there is one and it is smaller: shorter, or over fewer tokens, or with fewer
    /// sequences of positive probability, or with a smaller sum of counts, or else with larger counts of earlier
    /// sequences. So no chain of steps is endless.
    pub(super) fn after(&self, law: &Law) -> Option<Law> {
        let smaller = self.changed(law)?;
        (compare(&smaller, law) == Ordering::Less).then_some(smaller)
    }

    fn changed(&self, law: &Law) -> Option<Law> {
        let (length, size) = (law.length(), law.vocabulary_size());
        let counts = |count: &dyn Fn(usize, usize, &Integer) -> Integer| {
            let mut place = 0;
            let of_atom = law.counts().iter().enumerate().map(|(atom, old)| {
                let new = if old.is_zero() { Integer::new() } else { count(atom, place, old) };
                place += usize::from(!old.is_zero());
                new
            });
            with_counts(law, of_atom.collect())
        };
        match self {
            Self::WithoutPosition(position) => {
                let shape = Shape::new(length - 1, size).ok()?;
                moved(law, shape, law.labels().common_vocabulary().into_owned(), |mut digits| {
                    digits.remove(*position);
                    Some(digits)
                })
            }
            Self::WithoutToken(token) => {
                let shape = Shape::new(length, size - 1).ok()?;
                moved(law, shape, without(&law.labels().common_vocabulary(), *token)?, |digits| {
                    let is_kept = !digits.contains(token);
                    is_kept.then(|| digits.into_iter().map(|digit| digit - usize::from(digit > *token)).collect())
                })
            }
            Self::Merged(gone, kept) => {
                let shape = Shape::new(length, size - 1).ok()?;
                moved(law, shape, without(&law.labels().common_vocabulary(), *gone)?, |digits| {
                    let kept = |digit| if digit == *gone { *kept } else { digit };
                    Some(digits.into_iter().map(kept).map(|digit| digit - usize::from(digit > *gone)).collect())
                })
            }
            Self::Cleared(places) => {
                counts(&|_, place, old| if places.contains(&place) { Integer::new() } else { old.clone() })
            }
            Self::Uniform => counts(&|_, _, _| Integer::from(1)),
            Self::LowestTerms => {
                let divisor = law.counts().iter().fold(Integer::new(), |divisor, count| divisor.gcd(count));
                counts(&|_, _, old| Integer::from(old.div_exact_ref(&divisor)))
            }
            Self::Halved => counts(&|_, _, old| Integer::from(old + 1_u32) / 2_u32),
            Self::Replaced(from, to) => counts(&|_, _, old| if old == from { to.clone() } else { old.clone() }),
            Self::Count(chosen, to) => counts(&|atom, _, old| if atom == *chosen { to.clone() } else { old.clone() }),
            Self::TokensExchanged(position, first, second) => {
                moved(law, law.shape(), law.labels().common_vocabulary().into_owned(), |mut digits| {
                    let digit = &mut digits[*position];
                    *digit = match *digit {
                        old if old == *first => *second,
                        old if old == *second => *first,
                        other => other,
                    };
                    Some(digits)
                })
            }
            Self::PositionsExchanged(first, second) => {
                moved(law, law.shape(), law.labels().common_vocabulary().into_owned(), |mut digits| {
                    digits.swap(*first, *second);
                    Some(digits)
                })
            }
        }
    }
}

/// The law of what becomes of each sequence, conditioned on that there is something; none where there never is.
fn moved(
    law: &Law,
    shape: Shape,
    vocabulary: Vocabulary,
    image: impl Fn(Vec<usize>) -> Option<Vec<usize>>,
) -> Option<Law> {
    let mut counts = vec![Integer::new(); shape.atoms()];
    for (atom, count) in law.support() {
        if let Some(digits) = image(digits_of(atom, law.vocabulary_size(), law.length())) {
            counts[index_of(&digits, shape.vocabulary_size())] += count;
        }
    }
    Some(Law::from_counts(law.name(), vocabulary, shape.length(), counts).ok()?.with_description(law.description()))
}

fn with_counts(law: &Law, counts: Vec<Integer>) -> Option<Law> {
    let made =
        Law::from_counts(law.name(), law.labels().common_vocabulary().into_owned(), law.length(), counts).ok()?;
    Some(made.with_description(law.description()))
}

/// The vocabulary without a token; numbered tokens are numbered anew.
fn without(vocabulary: &Vocabulary, token: usize) -> Option<Vocabulary> {
    if *vocabulary == Vocabulary::numbered(vocabulary.size()) {
        return Some(Vocabulary::numbered(vocabulary.size() - 1));
    }
    let mut tokens = vocabulary.tokens().to_vec();
    tokens.remove(token);
    Vocabulary::new(tokens).ok()
}

/// Which of two laws is smaller.
fn compare(first: &Law, second: &Law) -> Ordering {
    let size = |law: &Law| (law.shape(), law.support().count(), law.total().clone());
    let places = |law: &Law| Reverse(law.counts().to_vec());
    size(first).cmp(&size(second)).then_with(|| places(first).cmp(&places(second)))
}
