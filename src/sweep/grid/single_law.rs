//! The decision of cases on single laws, one law after the other: what batches are checked against.

use super::pipeline::Tables;
use super::signs::SignEngine;
use super::tightest::RatedVerdict;

/// One law, with the signs of all forms on it.
#[derive(Debug)]
pub struct SingleLaw<'a> {
    tables: &'a Tables<'a>,
    engine: SignEngine<'a>,
}

impl<'a> SingleLaw<'a> {
    /// No law yet.
    pub fn new(tables: &'a Tables<'a>) -> Self {
        Self { tables, engine: SignEngine::new(tables.signs()) }
    }

    /// Takes a law by its counts.
    pub fn load(&mut self, counts: &[u32]) {
        self.engine.clear();
        self.engine.load(counts, 1, 0);
        self.engine.signs();
    }

    /// The verdict of a case of a claim on the law, with its ratio where it has one and tightness is searched for.
    pub fn decide(&self, claim: usize, case: usize) -> RatedVerdict {
        let signs = self.engine.last_signs();
        match self.tables.search() {
            Some(search) => search.decide(signs, claim, case, 0),
            None => {
                let program = &self.tables.signs().program().claims[claim].1;
                let verdict = signs.verdicts(&program.cases[case].goal, program).at(0);
                RatedVerdict { verdict, ratio: None }
            }
        }
    }
}
