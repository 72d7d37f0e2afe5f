//! On which batches no case of a claim is tighter than a factor f, told from combinations that are negative on them.
//!
//! All of this is for batches on which all of the basis is positive. Write `F = small - f large` for a comparison: a law is tighter
//! by it only if `F > 0`. Where all of several must hold, the tightest counts, and no law is tighter if that is so for each.
//!
//! *Where one of several must hold*, the loosest of those that hold strictly counts. Let `f < 1`, and let the larger side be positive
//! where all of the basis is, by its coordinates. If `F <= 0` on a law, then `small <= f large < large`: the comparison holds strictly
//! and is not tighter, so the law is not, whatever the others are. *Two of them* are a stronger reason: if `m F + n F'` is not
//! positive on a law, with positive m and n, then F or F' is not. A bar is where one schedule becomes better than another, so that
//! F and F' each have both signs in many batches, while a combination is negative; often it has coordinates that are not positive,
//! and no batch has to be looked at.
//!
//! Which combinations are tried is a matter of speed alone: those in which one coordinate cancels, the first with the least positive
//! part.

use std::cmp::Ordering;

use crate::exact::Rational;

use super::bits;
use super::challenges::{Arena, Pair, Pairs, exceeds, never_positive_with};
use super::compiled::{CompiledCase, Node};
use super::implied::Affine;

/// So many combinations of two comparisons are tried, at most, where one of several must hold.
const MOST_COMBINATIONS: usize = 4;

/// For each of the clauses one of these combinations of the bundle must be negative: then no case is tighter.
#[derive(Debug, Clone, Default)]
pub(super) struct Quiet {
    clauses: Vec<Vec<usize>>,
}

impl Quiet {
    /// Whether no case is tighter on any batch on which all of the basis is positive.
    pub(super) fn is_certain(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether it follows from the combinations that are negative on a batch, one bit each, that no case is tighter.
    #[inline]
    pub(super) fn follows(&self, negative: &[u64]) -> bool {
        self.clauses.iter().all(|clause| clause.iter().any(|place| bits::has(negative, *place)))
    }
}

/// What is asked of the cases of a claim.
pub(super) struct Asked<'a> {
    pub(super) pairs: &'a Pairs,
    /// For each comparison, which pair of sides is measured.
    pub(super) comparisons: &'a [Option<usize>],
    /// For each comparison, the place of its challenge; none where that is never met.
    pub(super) places: &'a [Option<usize>],
    pub(super) factor: f64,
}

impl Asked<'_> {
    /// When no case is tighter; `None` if that is never told in this way. The combinations are put into the bundle.
    pub(super) fn quiet(&self, arena: &mut Arena, cases: &[CompiledCase]) -> Option<Quiet> {
        let mut clauses = Vec::new();
        for case in cases {
            clauses.extend(self.clauses(arena, &case.goal)?);
        }
        clauses.sort_unstable();
        clauses.dedup();
        Some(Quiet { clauses })
    }

    fn clauses(&self, arena: &mut Arena, goal: &Node) -> Option<Vec<Vec<usize>>> {
        match goal {
            Node::Comparison(index) => {
                let Some(challenge) = self.places[*index].map(|place| arena.get(place)) else {
                    return Some(Vec::new());
                };
                match challenge.never_with {
                    Some(_) => Some(Vec::new()),
                    None => challenge.in_bundle.map(|place| vec![vec![place]]),
                }
            }
            Node::All(nodes) => self.of_each(arena, nodes),
            Node::Any(nodes) => {
                let excuses: Vec<Affine> = nodes.iter().filter_map(|node| self.excuse(node)).collect();
                if excuses.is_empty() { self.of_each(arena, nodes) } else { self.of_any(arena, &excuses) }
            }
        }
    }

    /// If no node is tighter, then neither are all or any of them.
    fn of_each(&self, arena: &mut Arena, nodes: &[Node]) -> Option<Vec<Vec<usize>>> {
        let each: Option<Vec<_>> = nodes.iter().map(|node| self.clauses(arena, node)).collect();
        each.map(|clauses| clauses.concat())
    }

    /// The combination that is positive where a comparison is tighter or does not hold strictly; `None` where that is not known.
    fn excuse(&self, node: &Node) -> Option<Affine> {
        let Node::Comparison(index) = node else { return None };
        self.places[*index]?;
        let pair: &Pair = &self.pairs.list[self.comparisons[*index]?];
        let [_, large] = pair.coordinates.as_ref()?;
        let signs = || large.coordinates.iter().map(|x| x.cmp0()).chain([large.constant.sign()]);
        let is_positive = signs().all(Ordering::is_ge) && signs().any(Ordering::is_gt);
        if is_positive && self.factor < 1.0 { exceeds(pair, self.factor) } else { None }
    }

    /// The same for nodes of which one must hold, by what is known of comparisons among them.
    fn of_any(&self, arena: &mut Arena, excuses: &[Affine]) -> Option<Vec<Vec<usize>>> {
        let mut combinations = Vec::new();
        for (number, first) in excuses.iter().enumerate() {
            for second in &excuses[number + 1..] {
                combinations.extend(combinations_of(first, second));
            }
        }
        if excuses.iter().chain(&combinations).any(|it| never_positive_with(it).is_some()) {
            return Some(Vec::new());
        }
        combinations.sort_by_cached_key(positive_part);
        combinations.truncate(MOST_COMBINATIONS);
        let mut weights = excuses.iter().chain(&combinations).map(|it| it.weights(self.pairs.scale));
        let clause: Vec<usize> = weights.by_ref().flatten().map(|weights| arena.place_in_bundle(weights)).collect();
        (!clause.is_empty()).then(|| vec![clause])
    }
}

/// Positive combinations of two in which a coordinate cancels, one for each coordinate for which they have two signs.
fn combinations_of(first: &Affine, second: &Affine) -> Vec<Affine> {
    let pairs = first.coordinates.iter().zip(&second.coordinates);
    let opposite = pairs.filter(|(a, b)| a.is_positive() && b.is_negative() || a.is_negative() && b.is_positive());
    opposite.map(|(a, b)| first.minus(second, &Rational::from(a / b))).collect()
}

/// The sum of the positive coordinates over that of the others.
fn positive_part(combination: &Affine) -> Rational {
    let (positive, others): (Vec<&Rational>, Vec<&Rational>) =
        combination.coordinates.iter().partition(|coordinate| coordinate.is_positive());
    let [positive, others] = [positive, others].map(|side| Rational::from(Rational::sum(side.into_iter())));
    if others.is_zero() { positive } else { -(positive / others) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Fragment;
    use crate::evaluation::Verdict;
    use crate::language::{Catalogue, Claim};
    use crate::law::orderly::{Orderly, SupportSize};
    use crate::sweep::exhaustive::compiled::Compiled;
    use crate::sweep::exhaustive::prepared::Prepared;
    use crate::sweep::exhaustive::worker::Worker;

    /// Where it is told that no case is tighter than a factor, the quotients of all cases say so, too.
    #[test]
    fn no_case_is_tighter_where_all_is_quiet() {
        let catalogue = Catalogue::built_in().unwrap();
        let linear = |claim: &&Claim| Fragment::of(claim).unwrap() == Fragment::AverageEntropy;
        let claims: Vec<Claim> = catalogue.claims().iter().filter(linear).cloned().collect();
        let (mut told, mut told_of_several) = (0, 0);
        for (vocabulary_size, length, total) in [(2, 3, 12), (2, 4, 5)] {
            let compiled = Compiled::new(&claims, vocabulary_size, length, None).unwrap();
            let prepared = Prepared::new(&compiled, vocabulary_size, total);
            let mut worker = Worker::new(&prepared);
            for factor in [-1.0, 0.3, 0.7, 0.9, 1.0] {
                let mut arena = Arena::default();
                let challenges: Vec<_> =
                    (0..claims.len()).map(|claim| prepared.challenges_of(&mut arena, claim, factor)).collect();
                let orderly = Orderly::new(vocabulary_size, length).unwrap().unwrap();
                orderly.for_each(total, &[], SupportSize::ANY, |counts, _| {
                    worker.revisit(counts);
                    if !worker.is_generic {
                        return;
                    }
                    let mut negative = Vec::new();
                    worker.ranges.negative(&arena.bundle, &mut negative);
                    for (claim, challenges) in challenges.iter().enumerate() {
                        let Some(quiet) = challenges.quiet.as_ref().filter(|quiet| quiet.follows(&negative)) else {
                            continue;
                        };
                        for case in 0..compiled.claims[claim].1.cases.len() {
                            let (verdict, ratio) = worker.decided(claim, case);
                            let is_tighter = verdict == Verdict::Holds && ratio.is_some_and(|ratio| ratio.0 > factor);
                            assert!(!is_tighter, "{} {counts:?} {ratio:?} > {factor}", claims[claim].id());
                        }
                        told += 1;
                        told_of_several += usize::from(quiet.clauses.iter().any(|clause| clause.len() > 1));
                    }
                });
            }
        }
        assert!(told > 1000 && told_of_several > 1000, "{told} {told_of_several}");
    }
}
