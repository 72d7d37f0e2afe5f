//! The search for the tightest case of each claim, batch by batch.

use std::sync::Arc;

use crate::cases::plan::CaseIndex;
use crate::evaluation::Verdict;
use crate::sweep::case_location::Tightest;
use crate::sweep::grid::bit_set::BitSet;
use crate::sweep::grid::program::{ClaimProgram, SignTree};
use crate::sweep::grid::results::tally::{CanonicalLaw, GridLocation, GridTightest};
use crate::sweep::grid::signs::{BatchSigns, ClaimLaws, Mask, lanes};

use super::claim_cutoffs::ClaimCutoffs;
use super::cutoffs::CutoffTable;
use super::incumbent::Incumbent;
use super::prune::Prune;
use super::tables::SearchTables;

/// The search for the tightest case of each claim on some laws.
#[derive(Debug)]
pub struct TightestSearch<'a> {
    tables: &'a SearchTables<'a>,
    table: Arc<CutoffTable>,
    /// The cutoffs of each claim, for the tightest case so far.
    cutoffs: Vec<Arc<ClaimCutoffs>>,
    /// For each claim, a factor that its cutoffs do not know of yet.
    raised: Vec<Option<f64>>,
    /// The claims that may have a tighter case.
    open: BitSet,
    /// The claims that may have a tighter case on a batch in the interior.
    open_in_interior: BitSet,
    /// The columns of the cutoff table that are negative on the batch, if they are current.
    negative: BitSet,
    is_current: bool,
    /// For each cutoff, the number of a batch, and the laws of it that are proven to exceed the cutoff.
    exceeding: Vec<(u64, Mask)>,
    /// The number of the batch.
    batch: u64,
    /// The laws of the batch that are witnesses: the lane, and an index of the witnesses.
    witnesses: Vec<(usize, usize)>,
    /// The tightest case of each claim so far.
    tightest: Vec<Option<GridTightest>>,
}

impl<'a> TightestSearch<'a> {
    /// The search before the first law.
    pub fn new(tables: &'a SearchTables<'a>) -> Self {
        let (cutoffs, table) = tables.first_cutoffs();
        let claims = cutoffs.len();
        let mut search = Self {
            tables,
            table: Arc::clone(table),
            cutoffs: cutoffs.to_vec(),
            raised: vec![None; claims],
            open: BitSet::new(claims),
            open_in_interior: BitSet::new(claims),
            negative: BitSet::default(),
            is_current: false,
            exceeding: Vec::new(),
            batch: 0,
            witnesses: Vec::new(),
            tightest: vec![None; claims],
        };
        for claim in 0..claims {
            search.note_open(claim);
        }
        search
    }

    /// Notes that the law in a lane of the next batch is a witness.
    pub fn expect_witness(&mut self, lane: usize, witness: usize) {
        self.witnesses.push((lane, witness));
    }

    /// Looks for tighter cases in a batch. `equalities` are the laws of the batch with an equality of positive values,
    /// for each claim without one before.
    pub fn offer(&mut self, signs: &BatchSigns, equalities: &[ClaimLaws]) {
        self.batch += 1;
        self.is_current = false;
        let tables = self.tables;
        for (lane, witness) in std::mem::take(&mut self.witnesses) {
            for claim in &tables.witnesses()[witness].claims {
                self.offer_laws(*claim, 1 << lane, signs);
            }
        }
        for ClaimLaws { claim, laws } in equalities {
            self.offer_laws(*claim, *laws, signs);
        }
        for word in 0..self.open.words() {
            let open = if signs.is_interior() { &self.open_in_interior } else { &self.open };
            for claim in open.of_word(word) {
                self.search_claim(claim, signs);
            }
        }
    }

    /// The tightest case of each claim so far.
    pub fn tightest(&self) -> &[Option<GridTightest>] {
        &self.tightest
    }

    /// The tightest case of each claim.
    pub fn finish(self) -> Vec<Option<GridTightest>> {
        self.tightest
    }

    /// Looks for tighter cases of a claim in the batch.
    fn search_claim(&mut self, claim: usize, signs: &BatchSigns) {
        if let Some(factor) = self.raised[claim].take() {
            self.set_cutoffs(claim, factor);
        }
        if !self.is_current {
            self.is_current = true;
            self.table.find_negative(signs.ranges(), &mut self.negative);
        }
        let active = signs.active();
        let cutoffs = &self.cutoffs[claim];
        let is_pruned = cutoffs.never_with.is_some_and(|elements| active & !signs.not_negative(elements) == 0)
            || signs.is_interior() && cutoffs.prune.as_ref().is_some_and(|prune| prune.follows(&self.negative));
        if is_pruned {
            return;
        }
        let cutoffs = Arc::clone(cutoffs);
        let program = &self.tables.program().claims[claim].1;
        let mut contenders = 0;
        for case in &program.cases {
            if !self.is_ruled_out(&cutoffs, program, &case.goal, active, signs) {
                let holding = signs.verdicts(&case.goal, program).holds & active;
                contenders |= self.contenders(&cutoffs, program, &case.goal, holding, signs);
            }
        }
        self.offer_laws(claim, contenders, signs);
    }

    /// Whether no law of the batch exceeds a cutoff, by the ranges of the batch.
    fn is_cutoff_ruled_out(&self, cutoff: usize, signs: &BatchSigns) -> bool {
        self.table.get(cutoff).is_ruled_out(&self.negative, signs.is_interior())
    }

    /// Whether a goal is tighter on no law among `laws`, by the ranges of the batch.
    fn is_ruled_out(
        &self,
        cutoffs: &ClaimCutoffs,
        program: &ClaimProgram,
        goal: &SignTree,
        laws: Mask,
        signs: &BatchSigns,
    ) -> bool {
        let is_ruled_out = |goal: &SignTree| self.is_ruled_out(cutoffs, program, goal, laws, signs);
        match goal {
            SignTree::Test(index) => {
                cutoffs.cutoffs[*index].is_none_or(|cutoff| self.is_cutoff_ruled_out(cutoff, signs))
            }
            SignTree::All(goals) => goals.iter().all(is_ruled_out),
            // The loosest of those that hold counts.
            SignTree::Any(goals) => {
                goals.iter().any(|goal| is_ruled_out(goal) && signs.verdicts(goal, program).holds & laws == laws)
            }
        }
    }

    /// The laws among `holding` on which a goal may be tighter than the tightest so far; all on which it is are among
    /// them.
    fn contenders(
        &mut self,
        cutoffs: &ClaimCutoffs,
        program: &ClaimProgram,
        goal: &SignTree,
        holding: Mask,
        signs: &BatchSigns,
    ) -> Mask {
        if holding == 0 {
            return 0;
        }
        match goal {
            SignTree::Test(index) => {
                cutoffs.cutoffs[*index].map_or(0, |cutoff| self.laws_exceeding(cutoff, holding, signs))
            }
            // The tightest of all counts.
            SignTree::All(goals) => goals
                .iter()
                .fold(0, |found, goal| found | self.contenders(cutoffs, program, goal, holding & !found, signs)),
            // The loosest of those that hold counts: each must be tighter than what is known.
            SignTree::Any(goals) => {
                let mut left = holding;
                // The goals that the ranges tell of come first, as they are cheap.
                for is_told in [true, false] {
                    for goal in goals {
                        if left != 0 && self.is_ruled_out(cutoffs, program, goal, Mask::MAX, signs) == is_told {
                            let holds = signs.verdicts(goal, program).holds & left;
                            left &= !holds | self.contenders(cutoffs, program, goal, holds, signs);
                        }
                    }
                }
                left
            }
        }
    }

    /// The laws among some that are proven to exceed a cutoff.
    fn laws_exceeding(&mut self, index: usize, laws: Mask, signs: &BatchSigns) -> Mask {
        if self.is_cutoff_ruled_out(index, signs) {
            return 0;
        }
        let cutoff = self.table.get(index);
        let laws = cutoff.never_with.map_or(laws, |elements| laws & !signs.not_negative(elements));
        if laws == 0 {
            return 0;
        }
        if self.exceeding.len() < self.table.len() {
            self.exceeding.resize(self.table.len(), (0, 0));
        }
        if self.exceeding[index].0 != self.batch {
            self.exceeding[index] = (self.batch, cutoff.form.proven_positive(signs.sums()));
        }
        self.exceeding[index].1 & laws
    }

    /// Offers the cases of a claim on some laws, and raises the factor that the next ones have to exceed.
    fn offer_laws(&mut self, claim: usize, laws: Mask, signs: &BatchSigns) {
        let mut is_tighter = false;
        for lane in lanes(laws) {
            is_tighter |= self.offer_law(claim, lane, signs);
        }
        if is_tighter && let Some(known) = &self.tightest[claim] {
            // The cutoffs are made when they are needed, which is often never.
            self.raised[claim] = Some(self.tables.incumbent(claim).or_more(known.ratio.upper()));
            self.note_open(claim);
        }
    }

    /// Offers the cases of a claim on the law in a lane. Returns whether one of them is the tightest so far.
    fn offer_law(&mut self, claim: usize, lane: usize, signs: &BatchSigns) -> bool {
        let program = &self.tables.program().claims[claim].1;
        let mut counts = None;
        let mut is_tighter = false;
        for (index, case) in program.cases.iter().enumerate() {
            let verdict = signs.verdicts(&case.goal, program).at(lane);
            let is_equality = verdict == Verdict::Equality;
            if !verdict.is_true() || self.has_equality(claim) {
                continue;
            }
            let ratio = self.tables.decide(signs, claim, index, lane).ratio;
            if let Some(ratio) = ratio.filter(|ratio| is_equality || self.tables.incumbent(claim).admits(ratio)) {
                let counts = counts.get_or_insert_with(|| signs.counts(lane)).clone();
                let location =
                    GridLocation { law: CanonicalLaw { orbit: signs.orbit(lane), counts }, case: CaseIndex(index) };
                is_tighter |= Tightest::offer(&mut self.tightest[claim], Tightest { is_equality, ratio, location });
            }
        }
        is_tighter
    }

    /// Whether an equality of positive values of a claim was met.
    fn has_equality(&self, claim: usize) -> bool {
        self.tightest[claim].as_ref().is_some_and(|known| known.is_equality)
    }

    /// Makes the cutoffs of a claim for a factor.
    fn set_cutoffs(&mut self, claim: usize, factor: f64) {
        let table = Arc::make_mut(&mut self.table);
        self.cutoffs[claim] = Arc::new(self.tables.cutoffs_of(table, claim, factor));
        self.tidy();
        self.is_current = false;
        self.note_open(claim);
    }

    /// Makes a new table of the cutoffs that are still used, once most of this one are not.
    fn tidy(&mut self) {
        let (_, first_table) = self.tables.first_cutoffs();
        if self.table.len() <= 2 * first_table.len() + 1024 {
            return;
        }
        let mut table = CutoffTable::default();
        for (claim, cutoffs) in self.cutoffs.iter_mut().enumerate() {
            if !cutoffs.cutoffs.is_empty() {
                *cutoffs = Arc::new(self.tables.cutoffs_of(&mut table, claim, cutoffs.factor));
            }
        }
        self.table = Arc::new(table);
        self.exceeding.clear();
    }

    /// Notes whether a claim may still have a tighter case, and whether it may on a batch in the interior.
    fn note_open(&mut self, claim: usize) {
        let is_decided = self.tables.incumbent(claim) == Incumbent::Equality || self.has_equality(claim);
        let ClaimCutoffs { cutoffs, prune, .. } = &*self.cutoffs[claim];
        let is_raised = self.raised[claim].is_some();
        let is_open = !is_decided && (is_raised || cutoffs.iter().any(Option::is_some));
        let may_be_exceeded = is_raised || !prune.as_ref().is_some_and(Prune::is_certain);
        self.open.set(claim, is_open);
        self.open_in_interior.set(claim, is_open && may_be_exceeded);
    }
}
