//! Tallies: the result of a block, claim by claim, and the sum of several blocks.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cases::plan::{CaseIndex, LeafIndex};
use crate::evaluation::verdict::Ratio;
use crate::sweep::case_location::{CaseLocation, Tightest};

/// A law by its orbit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CanonicalLaw {
    /// The number of the law among the orbits of its block.
    pub orbit: u64,
    /// The canonical counts of the law, one for each atom.
    pub counts: Vec<u32>,
}

/// A case on a law of a block.
pub type GridLocation = CaseLocation<CanonicalLaw>;

impl GridLocation {
    /// The numbers of the orbit and of the case, by which locations are ordered.
    pub fn order(&self) -> (u64, CaseIndex) {
        (self.law.orbit, self.case)
    }

    /// The same location in a list of orbits where this block begins at `first`.
    fn moved(&self, first: u64) -> Self {
        let CanonicalLaw { orbit, counts } = &self.law;
        Self { law: CanonicalLaw { orbit: orbit + first, counts: counts.clone() }, case: self.case }
    }
}

/// A location as files have it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    orbit: u64,
    counts: Vec<u32>,
    case: CaseIndex,
}

impl Serialize for GridLocation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CanonicalLaw { orbit, counts } = self.law.clone();
        Site { orbit, counts, case: self.case }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for GridLocation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Site { orbit, counts, case } = Site::deserialize(deserializer)?;
        Ok(Self { law: CanonicalLaw { orbit, counts }, case })
    }
}

/// The bits of a lower and an upper bound of a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RatioBounds([u64; 2]);

impl RatioBounds {
    /// The bounds of a ratio.
    pub fn new(lower: f64, upper: f64) -> Self {
        Self([lower.to_bits(), upper.to_bits()])
    }

    /// The lower bound.
    #[inline]
    pub fn lower(&self) -> f64 {
        f64::from_bits(self.0[0])
    }

    /// The upper bound.
    #[inline]
    pub fn upper(&self) -> f64 {
        f64::from_bits(self.0[1])
    }
}

impl Ratio for RatioBounds {
    fn exceeds(&self, other: &Self) -> bool {
        self.lower() > other.upper()
    }
}

/// The tightest case of a claim on the laws of a block.
pub type GridTightest = Tightest<RatioBounds, GridLocation>;

/// The number of violations of a claim that are kept with their laws. All are counted.
pub const VIOLATIONS_KEPT: usize = 16;

/// The verdicts on the cases of a claim on the laws of a block. Every orbit has one representative. Where a claim tells
/// positions apart, the cases on a representative are the distinct images of its cases under the orders of the positions
/// (`program/images.rs`), and locations have the numbers of such images.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimTally {
    /// The number of cases on representatives.
    pub cases: u64,
    /// The number of these that hold with equality.
    pub equalities: u64,
    /// The number of equalities that are inequalities between positive values.
    pub attained: u64,
    /// The number of cases on representatives that are violated.
    pub violations: u64,
    /// The number of cases on all laws of the orbits.
    pub cases_of_laws: u64,
    /// The number of these that hold with equality.
    pub equalities_of_laws: u64,
    /// The number of cases on all laws of the orbits that are violated.
    pub violations_of_laws: u64,
    /// The leaves of the quantifiers before the law that some law refutes, each with the first case that does.
    pub refuted: BTreeMap<LeafIndex, GridLocation>,
    /// The first violations.
    pub first_violations: Vec<GridLocation>,
    /// The tightest case: the first equality of positive sides, or else a case that no other provably exceeds. `None`
    /// also where a law of another block is known to be tighter than all, and where no tightest case was searched for.
    /// The field may not be missing.
    #[serde(deserialize_with = "Option::deserialize")]
    pub tightest: Option<GridTightest>,
}

impl ClaimTally {
    /// Notes that a case refutes a leaf. The earliest case is kept.
    pub fn refute(&mut self, leaf: LeafIndex, location: GridLocation) {
        if self.refuted.get(&leaf).is_none_or(|known| location.order() < known.order()) {
            self.refuted.insert(leaf, location);
        }
    }

    /// Adds the numbers of another tally, and none of its locations.
    pub fn add_numbers(&mut self, more: &Self) {
        self.cases += more.cases;
        self.equalities += more.equalities;
        self.attained += more.attained;
        self.violations += more.violations;
        self.cases_of_laws += more.cases_of_laws;
        self.equalities_of_laws += more.equalities_of_laws;
        self.violations_of_laws += more.violations_of_laws;
    }

    /// Adds the tally of a later block, whose orbits are numbered from `first` on.
    pub fn merge(&mut self, later: &Self, first: u64) {
        self.add_numbers(later);
        for (leaf, location) in &later.refuted {
            self.refuted.entry(*leaf).or_insert_with(|| location.moved(first));
        }
        let room = VIOLATIONS_KEPT.saturating_sub(self.first_violations.len());
        self.first_violations.extend(later.first_violations.iter().take(room).map(|location| location.moved(first)));
        if let Some(tightest) = &later.tightest {
            let location = tightest.location.moved(first);
            Tightest::offer(&mut self.tightest, Tightest { location, ..tightest.clone() });
        }
    }
}

/// The tallies of all claims on a block of laws, or on several blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tallies {
    /// The number of orbits.
    pub orbits: u64,
    /// The number of laws in these.
    pub laws: u64,
    /// The number of signs that were asked for: of all differences, of the basis, and of the larger sides of
    /// equalities.
    pub signs: u64,
    /// The number of these that followed from the signs of the basis.
    pub implied: u64,
    /// The number of the others that the filter did not decide.
    pub fallbacks: u64,
    /// The number of fallbacks that are zero by their prime exponents.
    pub zeros: u64,
    /// The number of fallbacks that needed an exact form.
    pub exact_signs: u64,
    /// The tallies, claim by claim.
    pub claims: Vec<ClaimTally>,
}

impl Tallies {
    /// Empty tallies for a number of claims.
    pub fn new(claims: usize) -> Self {
        Self { claims: vec![ClaimTally::default(); claims], ..Self::default() }
    }

    /// Adds the tallies of a later block.
    pub fn merge(&mut self, later: &Self) {
        for (tally, later) in self.claims.iter_mut().zip(&later.claims) {
            tally.merge(later, self.orbits);
        }
        self.orbits += later.orbits;
        self.laws += later.laws;
        self.signs += later.signs;
        self.implied += later.implied;
        self.fallbacks += later.fallbacks;
        self.zeros += later.zeros;
        self.exact_signs += later.exact_signs;
    }
}
