//! The tables of the search: what it knows before a sweep. They are made once, and all blocks read them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::law::orderly::Orderly;
use crate::sweep::grid::program::Program;
use crate::sweep::grid::results::tally::GridTightest;
use crate::sweep::grid::signs::{BatchSigns, SignTables};

use super::claim_cutoffs::ClaimCutoffs;
use super::cutoffs::CutoffTable;
use super::incumbent::Incumbent;
use super::pairs::{RatedVerdict, SidePairs};

/// The law of an incumbent.
#[derive(Debug)]
pub struct Witness {
    /// The canonical counts of the law.
    pub counts: Vec<u32>,
    /// The claims whose incumbent it is.
    pub claims: Vec<usize>,
}

/// The tables of the search on laws of one total.
#[derive(Debug)]
pub struct SearchTables<'a> {
    program: &'a Program,
    pairs: SidePairs<'a>,
    /// The cutoffs that the search begins with, by claim.
    cutoffs: Vec<Arc<ClaimCutoffs>>,
    /// The table of these cutoffs.
    table: Arc<CutoffTable>,
    /// The incumbents, by claim.
    incumbents: Vec<Incumbent>,
    /// The laws of the incumbents, in the order of the enumeration.
    witnesses: Vec<Witness>,
}

impl<'a> SearchTables<'a> {
    /// The tables without an incumbent.
    pub fn new(tables: &SignTables<'a>) -> Self {
        let program = tables.program();
        let mut search = Self {
            program,
            pairs: SidePairs::new(tables),
            cutoffs: Vec::new(),
            table: Arc::default(),
            incumbents: vec![Incumbent::None; program.claims.len()],
            witnesses: Vec::new(),
        };
        let mut table = CutoffTable::default();
        // A side that is negative, and of the larger size, is no bound that the other comes near to: no case of a ratio of -1
        // or less is looked for.
        let first = (0..program.claims.len()).map(|claim| Arc::new(search.cutoffs_of(&mut table, claim, -1.0)));
        search.cutoffs = first.collect();
        search.table = Arc::new(table);
        search
    }

    /// Makes the tightest cases of a warm start the incumbents. Where a claim has none, nothing is known of it.
    pub fn set_incumbents(&mut self, found: &[Option<GridTightest>], orderly: &Orderly) {
        let mut table = CutoffTable::default();
        let mut witnesses: BTreeMap<Vec<u32>, Vec<usize>> = BTreeMap::new();
        for (claim, tightest) in found.iter().enumerate() {
            let mut factor = self.cutoffs[claim].factor;
            self.incumbents[claim] = match tightest {
                None => Incumbent::None,
                Some(tightest) if tightest.is_equality => Incumbent::Equality,
                Some(tightest) => {
                    factor = tightest.ratio.upper();
                    let counts = orderly.canonical(&tightest.location.law.counts);
                    witnesses.entry(counts).or_default().push(claim);
                    Incumbent::Ratio(factor)
                }
            };
            self.cutoffs[claim] = Arc::new(match self.incumbents[claim] {
                Incumbent::Equality => ClaimCutoffs::default(),
                _ => self.cutoffs_of(&mut table, claim, factor),
            });
        }
        self.table = Arc::new(table);
        let witnesses = witnesses.into_iter().rev();
        self.witnesses = witnesses.map(|(counts, claims)| Witness { counts, claims }).collect();
    }

    /// The laws of the incumbents, in the order of the enumeration.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// The verdict of a case of a claim on the law in a lane, with its ratio where it has one.
    pub fn decide(&self, signs: &BatchSigns, claim: usize, case: usize, lane: usize) -> RatedVerdict {
        self.pairs.decide(signs, claim, case, lane)
    }

    /// The program.
    pub(super) fn program(&self) -> &'a Program {
        self.program
    }

    /// The incumbent of a claim.
    pub(super) fn incumbent(&self, claim: usize) -> Incumbent {
        self.incumbents[claim]
    }

    /// The cutoffs that the search begins with, by claim, and their table.
    pub(super) fn first_cutoffs(&self) -> (&[Arc<ClaimCutoffs>], &Arc<CutoffTable>) {
        (&self.cutoffs, &self.table)
    }

    /// The cutoffs of a claim for a factor. They are put into a table.
    pub(super) fn cutoffs_of(&self, table: &mut CutoffTable, claim: usize, factor: f64) -> ClaimCutoffs {
        let cases = &self.program.claims[claim].1.cases;
        ClaimCutoffs::new(table, &self.pairs, self.pairs.of_claim(claim), cases, factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Fragment;
    use crate::evaluation::Verdict;
    use crate::language::{Catalogue, Claim};
    use crate::law::Shape;
    use crate::law::orderly::SupportSize;
    use crate::sweep::grid::bit_set::BitSet;
    use crate::sweep::grid::signs::SignEngine;

    /// Where a prune follows, the ratios of all cases do not exceed the factor either.
    #[test]
    fn no_case_is_tighter_where_a_prune_follows() {
        let catalogue = Catalogue::built_in().unwrap();
        let linear = |claim: &&Claim| Fragment::of(claim).unwrap() == Fragment::AverageEntropy;
        let claims: Vec<Claim> = catalogue.claims().iter().filter(linear).cloned().collect();
        let (mut pruned, mut pruned_by_several) = (0, 0);
        for (vocabulary_size, length, total) in [(2, 3, 12), (2, 4, 5)] {
            let shape = Shape::new(length, vocabulary_size).unwrap();
            let program = Program::new(&claims, shape, None).unwrap();
            let tables = SignTables::new(&program, total);
            let search = SearchTables::new(&tables);
            let mut engine = SignEngine::new(&tables);
            for factor in [-1.0, 0.3, 0.7, 0.9, 1.0] {
                let mut table = CutoffTable::default();
                let cutoffs: Vec<_> =
                    (0..claims.len()).map(|claim| search.cutoffs_of(&mut table, claim, factor)).collect();
                let orderly = Orderly::new(shape).unwrap().unwrap();
                orderly.for_each(total, &[], SupportSize::ANY, |counts, _| {
                    engine.clear();
                    engine.load(counts, 1, 0);
                    let signs = engine.signs().unwrap();
                    if !signs.is_interior() {
                        return;
                    }
                    let mut negative = BitSet::default();
                    table.find_negative(signs.ranges(), &mut negative);
                    for (claim, cutoffs) in cutoffs.iter().enumerate() {
                        let Some(prune) = cutoffs.prune.as_ref().filter(|prune| prune.follows(&negative)) else {
                            continue;
                        };
                        for case in 0..program.claims[claim].1.cases.len() {
                            let RatedVerdict { verdict, ratio } = search.decide(signs, claim, case, 0);
                            let is_tighter =
                                verdict == Verdict::Holds && ratio.is_some_and(|ratio| ratio.lower() > factor);
                            assert!(!is_tighter, "{} {counts:?} {ratio:?} > {factor}", claims[claim].id());
                        }
                        pruned += 1;
                        pruned_by_several += usize::from(prune.has_alternatives());
                    }
                });
            }
        }
        assert!(pruned > 1000 && pruned_by_several > 1000, "{pruned} {pruned_by_several}");
    }
}
