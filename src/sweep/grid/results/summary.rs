//! Summaries: the sum of all blocks, with a proof that none is missing, with conclusions and with examples.

use crate::cases::Plan;
use crate::evaluation::Setting;
use crate::evaluation::subject::OrderTables;
use crate::exact::Integer;
use crate::language::Claim;
use crate::law::{Law, LawError, Vocabulary, digits_of, index_of};
use crate::sweep::conclusion::{Conclusion, Findings, refuting_leaves};
use crate::sweep::grid::partition::Support;
use crate::sweep::grid::program::CaseProgram;
use crate::sweep::grid::sweep::Sweep;
use crate::sweep::run::{Witness, examine};

use super::shard::Shard;
use super::tally::{ClaimTally, GridLocation, Tallies};

/// The error that the orbits of a sweep do not hold as many laws as the grid has: a fault of this program, or of files
/// that were altered.
#[derive(Debug, thiserror::Error)]
#[error("the orbits hold {found} laws, but there are {expected}")]
pub struct Incomplete {
    /// The sum of the orbit sizes.
    pub found: u64,
    /// The number of laws of the grid.
    pub expected: u64,
}

/// An example: a law with a case.
#[derive(Debug, Clone)]
pub struct Example {
    /// The law.
    pub law: Law,
    /// The case, decided by the exact path.
    pub witness: Witness,
}

/// The summary of a claim.
#[derive(Debug, Clone)]
pub struct ClaimSummary {
    /// The tally of all blocks.
    pub tally: ClaimTally,
    /// The conclusion.
    pub conclusion: Conclusion,
    /// The tightest case; of several that are equally tight, as far as that is computed, any. A part of a sweep has
    /// none where the law that is known to be tighter is in another part.
    pub tightest: Option<Example>,
    /// The first violations.
    pub violations: Vec<Example>,
}

/// The summary of a sweep.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Whether all blocks are there, and hold all laws of the grid.
    pub complete: bool,
    /// The sum of all blocks.
    pub tallies: Tallies,
    /// The summaries, claim by claim.
    pub claims: Vec<ClaimSummary>,
}

impl Summary {
    /// The summary of the blocks of a shard. If none of them is missing, they must hold all laws.
    ///
    /// # Errors
    /// [`Incomplete`].
    ///
    /// # Panics
    /// When the shard belongs to another sweep.
    pub fn new(sweep: &Sweep, claims: &[Claim], shard: &Shard) -> Result<Self, Incomplete> {
        let mut tallies = Tallies::new(claims.len());
        for block in shard.blocks.values() {
            tallies.merge(block);
        }
        let complete = shard.check_complete().is_ok();
        let expected = sweep.partition().laws();
        if complete && tallies.laws != expected {
            return Err(Incomplete { found: tallies.laws, expected });
        }
        let orders = OrderTables::default();
        let of_claims = tallies.claims.iter().zip(&sweep.program().claims).map(|(tally, (plan, program))| {
            let show = |location: &GridLocation| {
                let plan = plan.as_ref().expect("a claim with a case has a plan");
                let CaseProgram { case, order, .. } = &program.cases[location.case.0];
                let law = law(sweep, location, order.as_deref(), complete).expect("a law of the grid");
                let item = Setting::exact(law);
                let witness = examine(&plan.cases[case.0], &item, 0, &orders);
                Example { law: item.law, witness }
            };
            ClaimSummary {
                conclusion: conclusion(plan.as_ref(), tally),
                tightest: tally.tightest.as_ref().map(|tightest| show(&tightest.location)),
                violations: tally.first_violations.iter().map(show).collect(),
                tally: tally.clone(),
            }
        });
        Ok(Self { complete, claims: of_claims.collect(), tallies: tallies.clone() })
    }
}

/// The conclusion on a claim; without a plan there is no case.
fn conclusion(plan: Option<&Plan>, tally: &ClaimTally) -> Conclusion {
    let refuted = |leaf| tally.refuted.get(&leaf).map(|_| ());
    let is_refuted = plan.is_some_and(|plan| refuting_leaves(&plan.outer, &refuted).is_some());
    Conclusion::of(&Findings { is_refuted, cases: tally.cases, ..Findings::default() })
}

/// The law of a location, with its positions in an order. Its number counts the orbits before it, of the whole grid if
/// all blocks are there.
fn law(sweep: &Sweep, location: &GridLocation, order: Option<&[usize]>, complete: bool) -> Result<Law, LawError> {
    let grid = sweep.partition().grid();
    let support = match grid.support {
        Support::Any => String::new(),
        Support::Exactly(size) => format!(",support={size}"),
    };
    let (v, l, n) = (grid.shape.vocabulary_size(), grid.shape.length(), grid.denominator);
    let part = if complete { "" } else { ",part" };
    let mut name = format!("grid(V={v},L={l},N={n}{support}{part})#{}", location.law.orbit);
    let mut counts = location.law.counts.clone();
    if let Some(order) = order.filter(|order| !order.is_sorted()) {
        let positions: Vec<String> = order.iter().map(|position| (position + 1).to_string()).collect();
        name += &format!(" with positions {}", positions.join(","));
        for (count, atom) in location.law.counts.iter().zip(0..) {
            let tokens = digits_of(atom, v, l);
            let tokens: Vec<usize> = order.iter().map(|position| tokens[*position]).collect();
            counts[index_of(&tokens, v)] = *count;
        }
    }
    Law::from_counts(name, Vocabulary::numbered(v), l, counts.into_iter().map(Integer::from).collect())
}
