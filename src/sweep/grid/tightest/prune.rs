//! Prunes: on which batches no case of a claim is tighter than a factor f, by combinations that are negative on them.
//!
//! All of this is for batches in the interior: all elements of the basis are positive. Write `F = small - f large` for
//! a relation. A law is tighter by the relation only if `F > 0`.
//!
//! *Where all of several must hold*, the tightest counts. No law is tighter if no law is tighter by any of them.
//!
//! *Where one of several must hold*, the loosest of those that hold strictly counts. Let `f < 1`, and let the larger
//! side be positive in the interior, by its coordinates. If `F <= 0` on a law, then `small <= f large < large`: the
//! relation holds strictly and is not tighter, so the law is not, whatever the others are. So each F is a *bound*. *Two
//! bounds* are a stronger reason: if `m F + n F'` is not positive on a law, with positive m and n, then F or F' is not.
//! An incumbent is often a law where one schedule becomes better than another. Near it F and F' have both signs in many
//! batches, while a combination is negative. Often the combination has no positive coordinate; then no batch has to be
//! looked at.
//!
//! The choice of combinations is a matter of speed alone. Those in which one coordinate cancels are tried, the ones
//! with the least positive part first.

use std::cmp::Ordering;

use crate::exact::Rational;
use crate::sweep::grid::bit_set::BitSet;
use crate::sweep::grid::program::basis::BasisCombination;
use crate::sweep::grid::program::{CaseProgram, SignTree};
use crate::sweep::grid::signs::ranges::Weights;

use super::cutoffs::{CutoffTable, excess, never_positive_with};
use super::pairs::SidePairs;

/// The largest number of combinations of two bounds for one goal.
const MOST_COMBINATIONS: usize = 4;

/// A reason why no case of a claim is tighter. Each clause is a list of columns of the cutoff table, of which one must
/// be negative.
#[derive(Debug, Clone, Default)]
pub struct Prune {
    clauses: Vec<Vec<usize>>,
}

impl Prune {
    /// Whether no case is tighter on any batch in the interior.
    pub fn is_certain(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether no case is tighter on a batch, by the columns that are negative on it.
    #[inline]
    pub fn follows(&self, negative: &BitSet) -> bool {
        self.clauses.iter().all(|clause| clause.iter().any(|column| negative.contains(*column)))
    }

    /// Whether a clause has several columns.
    #[cfg(test)]
    pub fn has_alternatives(&self) -> bool {
        self.clauses.iter().any(|clause| clause.len() > 1)
    }
}

/// The builder of the prune of a claim.
pub struct PruneBuilder<'a> {
    /// The pairs of sides of all claims.
    pub pairs: &'a SidePairs<'a>,
    /// The pair of each sign test of the claim.
    pub of_tests: &'a [Option<usize>],
    /// The cutoff of each sign test; `None` where that is never exceeded.
    pub cutoffs: &'a [Option<usize>],
    /// The factor to exceed.
    pub factor: f64,
}

impl PruneBuilder<'_> {
    /// The prune of all cases; `None` if there is no such reason. The combinations are put into the matrix of the
    /// table.
    pub fn build(&self, table: &mut CutoffTable, cases: &[CaseProgram]) -> Option<Prune> {
        let mut clauses = Vec::new();
        for case in cases {
            clauses.extend(self.clauses(table, &case.goal)?);
        }
        clauses.sort_unstable();
        clauses.dedup();
        Some(Prune { clauses })
    }

    fn clauses(&self, table: &mut CutoffTable, goal: &SignTree) -> Option<Vec<Vec<usize>>> {
        match goal {
            SignTree::Test(index) => {
                let Some(cutoff) = self.cutoffs[*index].map(|index| table.get(index)) else {
                    return Some(Vec::new());
                };
                match cutoff.never_with {
                    Some(_) => Some(Vec::new()),
                    None => cutoff.column.map(|column| vec![vec![column]]),
                }
            }
            SignTree::All(goals) => self.of_each(table, goals),
            SignTree::Any(goals) => {
                let bounds: Vec<BasisCombination> = goals.iter().filter_map(|goal| self.bound(goal)).collect();
                if bounds.is_empty() { self.of_each(table, goals) } else { self.of_any(table, &bounds) }
            }
        }
    }

    /// The clauses of goals of which none may be tighter. Then neither all nor any of them are.
    fn of_each(&self, table: &mut CutoffTable, goals: &[SignTree]) -> Option<Vec<Vec<usize>>> {
        let each: Option<Vec<_>> = goals.iter().map(|goal| self.clauses(table, goal)).collect();
        each.map(|clauses| clauses.concat())
    }

    /// The combination that is positive where a goal is tighter or does not hold strictly; `None` where that is not
    /// known.
    fn bound(&self, goal: &SignTree) -> Option<BasisCombination> {
        let SignTree::Test(index) = goal else { return None };
        self.cutoffs[*index]?;
        let pair = self.pairs.get(self.of_tests[*index]?);
        let [_, large] = pair.combinations.as_ref()?;
        let signs = || large.coordinates.iter().map(|x| x.cmp0()).chain([large.constant.sign()]);
        let is_positive = signs().all(Ordering::is_ge) && signs().any(Ordering::is_gt);
        if is_positive && self.factor < 1.0 { excess(pair, self.factor) } else { None }
    }

    /// The clauses of goals of which one must hold, by the bounds that are known of some of them.
    fn of_any(&self, table: &mut CutoffTable, bounds: &[BasisCombination]) -> Option<Vec<Vec<usize>>> {
        let mut combinations = Vec::new();
        for (index, first) in bounds.iter().enumerate() {
            for second in &bounds[index + 1..] {
                combinations.extend(combinations_of(first, second));
            }
        }
        if bounds.iter().chain(&combinations).any(|it| never_positive_with(it).is_some()) {
            return Some(Vec::new());
        }
        combinations.sort_by_cached_key(positive_part);
        combinations.truncate(MOST_COMBINATIONS);
        let weights = bounds.iter().chain(&combinations).filter_map(|it| Weights::of(it, self.pairs.scale()));
        let clause: Vec<usize> = weights.map(|weights| table.insert_column(&weights)).collect();
        (!clause.is_empty()).then(|| vec![clause])
    }
}

/// The positive combinations of two in which a coordinate cancels, one for each coordinate with two signs.
fn combinations_of(first: &BasisCombination, second: &BasisCombination) -> Vec<BasisCombination> {
    let pairs = first.coordinates.iter().zip(&second.coordinates);
    let opposite = pairs.filter(|(a, b)| a.is_positive() && b.is_negative() || a.is_negative() && b.is_positive());
    opposite.map(|(a, b)| first.minus(second, &Rational::from(a / b))).collect()
}

/// The sum of the positive coordinates over that of the others.
fn positive_part(combination: &BasisCombination) -> Rational {
    let (positive, others): (Vec<&Rational>, Vec<&Rational>) =
        combination.coordinates.iter().partition(|coordinate| coordinate.is_positive());
    let [positive, others] = [positive, others].map(|side| Rational::from(Rational::sum(side.into_iter())));
    if others.is_zero() { positive } else { -(positive / others) }
}
