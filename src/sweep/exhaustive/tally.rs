//! What one block of a sweep comes to, claim by claim, and how blocks add up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A case on a law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The law's number among the orbits of its block.
    pub orbit: u64,
    /// The canonical counts of the law.
    pub counts: Vec<u32>,
    /// The case, as an index of the plan's cases.
    pub case: usize,
}

impl Site {
    fn place(&self) -> (u64, usize) {
        (self.orbit, self.case)
    }
}

/// The tightest case so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tightest {
    /// Whether two positive sides are equal.
    pub is_equality: bool,
    /// The bits of the ends of an enclosure of the smaller side over the larger one.
    pub ratio: [u64; 2],
    /// Where.
    pub site: Site,
}

impl Tightest {
    /// A case with its ratio.
    pub fn new(is_equality: bool, ratio: (f64, f64), site: Site) -> Self {
        Self { is_equality, ratio: [ratio.0.to_bits(), ratio.1.to_bits()], site }
    }

    /// The lower end of the ratio.
    pub fn lower(&self) -> f64 {
        f64::from_bits(self.ratio[0])
    }

    /// The upper end of the ratio.
    pub fn upper(&self) -> f64 {
        f64::from_bits(self.ratio[1])
    }
}

/// How many violations of a claim are kept with their laws; all are counted.
pub const VIOLATIONS_KEPT: usize = 16;

/// The decisions of a claim on the laws of a block. Every orbit has one representative.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimTally {
    /// Cases on representatives.
    pub cases: u64,
    /// Cases that hold with equality.
    pub equalities: u64,
    /// Of these, inequalities between positive values.
    pub attained: u64,
    /// Cases that are violated.
    pub violations: u64,
    /// Cases on all laws of the orbits.
    pub cases_of_laws: u64,
    /// Cases on all laws of the orbits that hold with equality.
    pub equalities_of_laws: u64,
    /// Cases on all laws of the orbits that are violated.
    pub violations_of_laws: u64,
    /// The leaves of the quantifiers before the law that some law refutes, each with the first that does.
    pub refuted: BTreeMap<usize, Site>,
    /// The first violations.
    pub first_violations: Vec<Site>,
    /// The tightest case: the first equality of positive sides, or else one that no other exceeds provably. `None` also where a
    /// law of another block is known to be tighter than all. The field may not be missing.
    #[serde(deserialize_with = "Option::deserialize")]
    pub tightest: Option<Tightest>,
}

impl ClaimTally {
    /// Whether equality of positive sides was met.
    pub fn has_equality(&self) -> bool {
        self.tightest.as_ref().is_some_and(|known| known.is_equality)
    }

    /// Offers a case as the tightest. Kept is the first equality, or else the first case that none after it provably exceeds.
    /// Says whether it is kept.
    pub fn offer(&mut self, offered: Tightest) -> bool {
        let replaces = match &self.tightest {
            None => true,
            Some(known) if known.is_equality || offered.is_equality => offered.is_equality && !known.is_equality,
            Some(known) => offered.lower() > known.upper(),
        };
        if replaces {
            self.tightest = Some(offered);
        }
        replaces
    }

    /// Notes that a case refutes a leaf; the earliest stays.
    pub fn refute(&mut self, leaf: usize, site: impl FnOnce() -> Site, orbit: u64, case: usize) {
        if self.refuted.get(&leaf).is_none_or(|known| (orbit, case) < known.place()) {
            self.refuted.insert(leaf, site());
        }
    }

    /// Adds the numbers of other decisions, and nothing of where they were made.
    pub fn count(&mut self, more: &Self) {
        self.cases += more.cases;
        self.equalities += more.equalities;
        self.attained += more.attained;
        self.violations += more.violations;
        self.cases_of_laws += more.cases_of_laws;
        self.equalities_of_laws += more.equalities_of_laws;
        self.violations_of_laws += more.violations_of_laws;
    }

    /// Adds the decisions of a later block, whose orbits are numbered from `first` on.
    pub fn merge(&mut self, later: &Self, first: u64) {
        let moved = |site: &Site| Site { orbit: site.orbit + first, ..site.clone() };
        self.count(later);
        for (leaf, site) in &later.refuted {
            self.refuted.entry(*leaf).or_insert_with(|| moved(site));
        }
        let room = VIOLATIONS_KEPT.saturating_sub(self.first_violations.len());
        self.first_violations.extend(later.first_violations.iter().take(room).map(moved));
        if let Some(tightest) = &later.tightest {
            self.offer(Tightest { site: moved(&tightest.site), ..tightest.clone() });
        }
    }
}

/// The decisions on a block of laws, or on several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tallies {
    /// How many orbits were met.
    pub orbits: u64,
    /// How many laws these hold.
    pub laws: u64,
    /// How many signs were asked for: of all differences, of the basis, and of the larger sides of equalities.
    pub signs: u64,
    /// How many of these followed from the signs of the basis.
    pub implied: u64,
    /// How many of the others the filter did not decide.
    pub fallbacks: u64,
    /// How many of the fallbacks are zero, by their prime exponents.
    pub zeros: u64,
    /// How many of the fallbacks needed an exact form.
    pub exact_signs: u64,
    /// Claim by claim.
    pub claims: Vec<ClaimTally>,
}

impl Tallies {
    /// Nothing yet, for a number of claims.
    pub fn new(claims: usize) -> Self {
        Self { claims: vec![ClaimTally::default(); claims], ..Self::default() }
    }

    /// Adds a later block.
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
