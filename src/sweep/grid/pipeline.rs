//! The pipeline: laws in batches, from counts to signs to tallies.

use crate::law::orderly::Orderly;

use super::count::{Counter, SignPatterns};
use super::program::Program;
use super::results::tally::{GridTightest, Tallies};
use super::signs::{SignEngine, SignTables};
use super::tightest::{SearchTables, TightestSearch, WarmStart, Witness};

/// The tables of all stages for a program on laws of one total. They are made once, and all blocks read them.
#[derive(Debug)]
pub struct Tables<'a> {
    signs: SignTables<'a>,
    patterns: SignPatterns<'a>,
    /// `None` for a sweep that does not search for tightest cases.
    search: Option<SearchTables<'a>>,
}

impl<'a> Tables<'a> {
    /// The tables of a program, for laws with counts of total N. No incumbent is known.
    ///
    /// # Panics
    /// When the total is larger than [`SWEEP_DENOMINATOR_LIMIT`](crate::limits::SWEEP_DENOMINATOR_LIMIT).
    pub fn new(program: &'a Program, total: u32) -> Self {
        let tables = Self::without_search(program, total);
        Self { search: Some(SearchTables::new(&tables.signs)), ..tables }
    }

    /// The same tables for a sweep that does not search for tightest cases. All counts remain the same.
    ///
    /// # Panics
    /// As [`Tables::new`].
    pub fn without_search(program: &'a Program, total: u32) -> Self {
        let signs = SignTables::new(program, total);
        Self { signs, patterns: SignPatterns::new(program), search: None }
    }

    /// Looks at the laws of a warm start, and makes the tightest cases the incumbents of the search.
    pub fn warm_start(&mut self, mut warm_start: WarmStart, orderly: &Orderly) {
        let mut pipeline = Pipeline::new(self);
        warm_start.first_laws(&mut |counts: &[u32]| pipeline.push(counts, 1, 0));
        let found = loop {
            pipeline.flush();
            let Some(tightest) = pipeline.search.as_ref().map(|search| search.tightest().to_vec()) else { return };
            if !warm_start.next_laws(&tightest, &mut |counts: &[u32]| pipeline.push(counts, 1, 0)) {
                break tightest;
            }
        };
        let found = self.on_canonical_laws(found, orderly);
        if let Some(search) = &mut self.search {
            search.set_incumbents(&found, orderly);
        }
    }

    /// The tightest cases on the canonical laws of the orbits of those found, as blocks will find them. An image of a
    /// case adds up the same numbers in another order, and its ratio may be rounded in another way.
    fn on_canonical_laws(&self, found: Vec<Option<GridTightest>>, orderly: &Orderly) -> Vec<Option<GridTightest>> {
        if !self.signs.program().columns.has_sets() {
            return found;
        }
        let mut pipeline = Pipeline::new(self);
        for tightest in found.iter().flatten() {
            pipeline.push(&orderly.canonical(&tightest.location.law.counts), 1, 0);
        }
        pipeline.flush();
        pipeline.search.as_ref().map_or(found, |search| search.tightest().to_vec())
    }

    /// The tables of the sign engine.
    pub fn signs(&self) -> &SignTables<'a> {
        &self.signs
    }

    /// The tables of the search, unless the sweep is without it.
    pub fn search(&self) -> Option<&SearchTables<'a>> {
        self.search.as_ref()
    }

    /// The laws of the incumbents with counts that begin with a prefix, each with its index.
    pub fn witnesses_with(&self, prefix: &[u32]) -> impl Iterator<Item = (usize, &Witness)> {
        let witnesses = self.search.iter().flat_map(|search| search.witnesses()).enumerate();
        witnesses.filter(move |(_, witness)| witness.counts.starts_with(prefix))
    }
}

/// The pipeline for some laws: signs, then counts, then the search for tightest cases.
#[derive(Debug)]
pub struct Pipeline<'a> {
    engine: SignEngine<'a>,
    counter: Counter<'a>,
    search: Option<TightestSearch<'a>>,
}

impl<'a> Pipeline<'a> {
    /// The pipeline before the first law.
    pub fn new(tables: &'a Tables<'a>) -> Self {
        Self {
            engine: SignEngine::new(&tables.signs),
            counter: Counter::new(&tables.patterns),
            search: tables.search.as_ref().map(TightestSearch::new),
        }
    }

    /// Takes the law of an orbit of some size. `changed` is the first atom whose count may differ from the law before.
    #[inline]
    pub fn push(&mut self, counts: &[u32], size: u64, changed: usize) {
        if self.engine.load(counts, size, changed) {
            self.flush();
        }
    }

    /// Notes that the next law is that of an incumbent.
    pub fn expect_witness(&mut self, witness: usize) {
        if let Some(search) = &mut self.search {
            search.expect_witness(self.engine.filled(), witness);
        }
    }

    /// The tallies of the laws taken.
    pub fn finish(mut self) -> Tallies {
        self.flush();
        let numbers = self.engine.last_signs().sign_counts();
        let (mut claims, [orbits, laws]) = self.counter.finish();
        let tightest = self.search.into_iter().flat_map(TightestSearch::finish);
        for (tally, tightest) in claims.iter_mut().zip(tightest) {
            tally.tightest = tightest;
        }
        Tallies {
            orbits,
            laws,
            signs: numbers.signs,
            implied: numbers.implied,
            fallbacks: numbers.fallbacks,
            zeros: numbers.zeros,
            exact_signs: numbers.exact_signs,
            claims,
        }
    }

    /// Sends the batch through all stages.
    #[inline(never)]
    fn flush(&mut self) {
        let Some(signs) = self.engine.signs() else { return };
        self.counter.add(signs);
        if let Some(search) = &mut self.search {
            search.offer(signs, self.counter.events());
        }
        self.engine.clear();
    }
}
