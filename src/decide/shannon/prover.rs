//! The search for a proof, or for a polymatroid that shows that there is none.

use crate::exact::{TooLarge, Work};

use super::columns::Columns;
use super::polymatroid::{Polymatroid, near_point, violated};
use super::problem::Problem;
use super::proof::{Multipliers, find};
use super::propose::least_point;

/// What the search comes to.
#[derive(Debug, Clone)]
pub enum Search {
    /// Multipliers of inequalities whose sum is the target.
    Proof(Multipliers),
    /// A polymatroid at which the target is negative: there is no such sum.
    NoProof(Box<Polymatroid>),
    /// The linear programs in doubles led to neither.
    Nothing,
}

/// How far below 0 a target may seem to be at a point where it is not.
const NEAR_ZERO: f64 = -1e-9;

/// How many violated inequalities are added at a time: so many, and this share of all sets.
const ADDED: usize = 64;

/// A proof by the inequalities of a chain rule, and those near the target, if there is one.
///
/// # Errors
/// When the work is beyond the limit of the meter.
pub fn by_chains(problem: &Problem, work: &Work) -> Result<Option<Multipliers>, TooLarge> {
    let mut columns = Columns::basic(problem);
    columns.add_chains();
    find(problem, columns.list(), work)
}

/// Searches among all elemental inequalities, those that are needed first. Families of more than 2^16 sets are not gone
/// through.
///
/// # Errors
/// When the work is beyond the limit of the meter.
pub fn by_all(problem: &Problem, work: &Work) -> Result<Search, TooLarge> {
    if !problem.symmetry.is_listable(&problem.family) {
        return Ok(Search::Nothing);
    }
    let target = problem.symmetry.project(&problem.target);
    let members = problem.symmetry.representatives(&problem.family).count();
    let mut columns = Columns::basic(problem);
    columns.add_chains();
    columns.add_near();
    if let Some(proof) = find(problem, columns.list(), work)? {
        return Ok(Search::Proof(proof));
    }
    loop {
        work.spend((members * problem.family.blocks() * problem.family.blocks()) as u64)?;
        let Some((point, value)) = least_point(&target, columns.list(), work)? else { return Ok(Search::Nothing) };
        if value >= NEAR_ZERO
            && let Some(proof) = find(problem, columns.list(), work)?
        {
            return Ok(Search::Proof(proof));
        }
        let before = columns.list().len();
        let mut added = violated(problem, &point).into_iter();
        while columns.list().len() < before + ADDED + members / 3 {
            let Some(inequality) = added.next() else { break };
            columns.add(inequality);
        }
        if columns.list().len() == before {
            let found = near_point(problem, columns.list(), &point, work)?;
            return Ok(found.map_or(Search::Nothing, |found| Search::NoProof(Box::new(found))));
        }
    }
}
