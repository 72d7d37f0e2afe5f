//! Sequences that the sampler draws with the same probability, whatever the schedule.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::law::PositionSet;

use super::predictor::Model;
use super::sequence::Sequence;

/// The sequences of positive probability of a law, in classes: the exact predictor draws those of a class with the same
/// probability, because the counts of what any set of positions reveals are the same. Laws with symmetries have few
/// classes, uniform laws on linear codes have one. With a table each sequence is a class of its own.
pub(super) struct Alike {
    /// The class of each sequence, in the order of the law's atoms.
    pub(super) classes: Vec<usize>,
    /// One sequence of each class: its index among the law's atoms, and its pattern.
    pub(super) representatives: Vec<(usize, usize)>,
}

impl Alike {
    pub(super) fn new(model: &Model) -> Self {
        let patterns = model.patterns();
        let sequences = patterns.patterns_on(PositionSet::all(patterns.length()));
        let mut alike = Self { classes: Vec::new(), representatives: Vec::new() };
        let mut by_hash: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (atom, _) in model.law().support() {
            let sequence = sequences[atom];
            let class = if model.is_exact() {
                let counts = counts(model, sequence);
                let candidates = by_hash.entry(hash(&counts)).or_default();
                let is_same = |class: &&usize| self::counts(model, alike.representatives[**class].1) == counts;
                let found = candidates.iter().find(is_same).copied();
                found.unwrap_or_else(|| {
                    candidates.push(alike.representatives.len());
                    alike.representatives.len()
                })
            } else {
                alike.representatives.len()
            };
            if class == alike.representatives.len() {
                alike.representatives.push((atom, sequence));
            }
            alike.classes.push(class);
        }
        alike
    }
}

/// Which of the law's distinct counts each set of positions of a sequence has.
fn counts(model: &Model, sequence: usize) -> Vec<usize> {
    let distinct = model.patterns().distinct();
    let mut contexts = Sequence::new(model, sequence).contexts();
    contexts.iter_mut().for_each(|context| *context = distinct.index_of(*context));
    contexts
}

fn hash(counts: &[usize]) -> u64 {
    let mut hasher = FxHasher::default();
    counts.iter().for_each(|&count| hasher.write_usize(count));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use rug::Integer;

    use super::*;
    use crate::law::families::parse_spec;
    use crate::law::{Law, PatternCounts, PredictorTable};
    use crate::sampler::Predictor;

    fn classes(law: &Law) -> Vec<usize> {
        let patterns = PatternCounts::new(law);
        Alike::new(&Model::new(law, &patterns, Predictor::Exact)).classes
    }

    #[test]
    fn classes_of_known_laws() {
        for (spec, expected) in [
            ("repetition(L=3,V=2)", vec![0, 0]),
            ("parity(L=3,V=2)", vec![0; 4]),
            // 00, 01, 10, 11 of two independent tokens; the last two differ by what the first position alone reveals.
            ("independent(p=1/2;1/2|1/3;2/3)", vec![0, 1, 0, 1]),
            ("iid(L=2,p=1/3;2/3)", vec![0, 1, 2, 3]),
        ] {
            assert_eq!(classes(&parse_spec(spec).unwrap()), expected, "{spec}");
        }
    }

    /// From the definition: two sequences are alike where every set of positions has the same count.
    #[test]
    fn classes_are_those_of_the_counts() {
        for seed in 0..40 {
            let law = parse_spec(&format!("random(V=2,L=4,seed={seed},bits=2,density=60)")).unwrap();
            let patterns = PatternCounts::new(&law);
            let sequences = patterns.patterns_on(PositionSet::all(4));
            let support: Vec<usize> = law.support().map(|(atom, _)| sequences[atom]).collect();
            let classes = classes(&law);
            for (&first, &class) in support.iter().zip(&classes) {
                for (&second, &other) in support.iter().zip(&classes) {
                    let is_same = PositionSet::subsets(4).all(|set| {
                        let [first, second] = [first, second].map(|sequence| patterns.restrict(sequence, set));
                        patterns.count(first) == patterns.count(second)
                    });
                    assert_eq!(class == other, is_same, "{seed}");
                }
            }
        }
    }

    #[test]
    fn with_a_table_nothing_is_alike() {
        let law = parse_spec("parity(L=2,V=2)").unwrap();
        let patterns = PatternCounts::new(&law);
        // For each of 9 patterns two rows of two tokens.
        let table = PredictorTable::from_weights(law.shape(), vec![Integer::from(1); 36]).unwrap();
        assert_eq!(Alike::new(&Model::new(&law, &patterns, Predictor::Table(&table))).classes, [0, 1]);
    }
}
