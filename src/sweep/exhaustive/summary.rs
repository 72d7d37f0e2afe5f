//! Blocks added up: completeness, conclusions, and the laws worth showing.

use crate::cases::Plan;
use crate::cases::plan::Tree;
use crate::evaluation::subject::OrderTables;
use crate::exact::Integer;
use crate::language::Claim;
use crate::law::{Law, LawError, Vocabulary};

use super::super::families::Item;
use super::super::run::{Conclusion, Witness, examine, refuting_leaves};
use super::blocks::{Support, Sweep};
use super::state::Shard;
use super::tally::{ClaimTally, Site, Tallies};

/// The orbits of a sweep do not hold as many laws as there are: a fault of this program, or of files that were altered.
#[derive(Debug, thiserror::Error)]
#[error("the orbits hold {found} laws, but there are {expected}")]
pub struct Incomplete {
    /// The sum of the orbit sizes.
    pub found: u64,
    /// The number of laws of the family.
    pub expected: u64,
}

/// A law with the case for which it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The law.
    pub law: Law,
    /// The case, examined by the exact path.
    pub witness: Witness,
}

/// What a sweep says of a claim.
#[derive(Debug, Clone)]
pub struct ClaimSummary {
    /// The decisions.
    pub tally: ClaimTally,
    /// What follows from them.
    pub conclusion: Conclusion,
    /// The tightest case; of several that are equally tight, as far as that is computed, any. A part of a sweep has none where the
    /// law that is known to be tighter is in another part.
    pub tightest: Option<Shown>,
    /// The first violations.
    pub violations: Vec<Shown>,
}

/// What a sweep comes to.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Whether all blocks are there, and hold all laws of the family.
    pub complete: bool,
    /// The sum of the blocks.
    pub tallies: Tallies,
    /// Claim by claim.
    pub claims: Vec<ClaimSummary>,
}

impl Summary {
    /// Adds up the blocks of a shard, and checks that they hold all laws if none of them is missing.
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
        if complete && tallies.laws != sweep.laws {
            return Err(Incomplete { found: tallies.laws, expected: sweep.laws });
        }
        let orders = OrderTables::default();
        let of_claims = tallies.claims.iter().zip(&sweep.compiled.claims).map(|(tally, (plan, _))| {
            let show = |site: &Site| {
                let plan = plan.as_ref().expect("a claim with a case has a plan");
                let law = law(sweep, site, complete).expect("a law of the grid");
                let item = Item::exact(law);
                let witness = examine(&plan.cases[site.case], &item, 0, &orders);
                Shown { law: item.law, witness }
            };
            ClaimSummary {
                conclusion: conclusion(plan.as_ref(), tally),
                tightest: tally.tightest.as_ref().map(|tightest| show(&tightest.site)),
                violations: tally.first_violations.iter().map(show).collect(),
                tally: tally.clone(),
            }
        });
        Ok(Self { complete, claims: of_claims.collect(), tallies: tallies.clone() })
    }
}

fn conclusion(plan: Option<&Plan>, tally: &ClaimTally) -> Conclusion {
    let Some(plan) = plan else { return Conclusion::NoCase };
    let refuted = |leaf| tally.refuted.get(&leaf).map(|_| ());
    let outer: &Tree<usize> = &plan.outer;
    if refuting_leaves(outer, &refuted).is_some() {
        Conclusion::Violated
    } else if tally.cases == 0 {
        Conclusion::NoCase
    } else {
        Conclusion::Holds
    }
}

/// The law of a site. Its number counts the orbits before it, of the whole family if all blocks are there.
fn law(sweep: &Sweep, site: &Site, complete: bool) -> Result<Law, LawError> {
    let family = sweep.family;
    let support = match family.support {
        Support::Any => String::new(),
        Support::Exactly(size) => format!(",support={size}"),
    };
    let (v, l, n) = (family.vocabulary_size, family.length, family.denominator);
    let part = if complete { "" } else { ",part" };
    let name = format!("grid(V={v},L={l},N={n}{support}{part})#{}", site.orbit);
    let counts = site.counts.iter().copied().map(Integer::from).collect();
    Law::from_counts(name, Vocabulary::numbered(v), l, counts)
}
