//! The cutoffs of one claim.

use crate::sweep::grid::program::CaseProgram;

use super::cutoffs::CutoffTable;
use super::pairs::SidePairs;
use super::prune::{Prune, PruneBuilder};

/// The cutoffs of a claim: what its cases must exceed to be tighter than a factor.
#[derive(Debug, Clone, Default)]
pub struct ClaimCutoffs {
    /// The factor to exceed.
    pub factor: f64,
    /// For each sign test, the index of its cutoff; `None` where tightness is not measured or the cutoff is never
    /// exceeded.
    pub cutoffs: Vec<Option<usize>>,
    /// Elements of the basis, one bit each. On a law on which none of them is negative, no case is tighter. `None`
    /// where no such elements are known.
    pub never_with: Option<u32>,
    /// The reason why no case is tighter on a batch in the interior; `None` if there is no such reason.
    pub prune: Option<Prune>,
}

impl ClaimCutoffs {
    /// The cutoffs of a claim with some cases, and with a pair of sides for each sign test.
    pub fn new(
        table: &mut CutoffTable,
        pairs: &SidePairs,
        of_tests: &[Option<usize>],
        cases: &[CaseProgram],
        factor: f64,
    ) -> Self {
        let cutoff = |pair: &Option<usize>| {
            let index = table.insert(pairs, (*pair)?, factor);
            // What is zero on all laws is never positive.
            (table.get(index).never_with != Some(0)).then_some(index)
        };
        let cutoffs: Vec<Option<usize>> = of_tests.iter().map(cutoff).collect();
        let never_with = cutoffs.iter().flatten().try_fold(0, |all, index| Some(all | table.get(*index).never_with?));
        let prune = PruneBuilder { pairs, of_tests, cutoffs: &cutoffs, factor }.build(table, cases);
        Self { factor, cutoffs, never_with, prune }
    }
}
