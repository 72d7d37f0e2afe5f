//! Whether the result of a block is one that the block can have.
//!
//! Results come back from files, and files are edited, damaged and mixed up. Before a result is added to others, its numbers are
//! checked against each other and against what is known of the sweep, and every case that it names is decided again: the law
//! must be a canonical one of the block, and the verdict and the ratio must come out the same, bit for bit. What remains
//! possible is a result that no check contradicts, such as counts of violations that are too small: only doing the block
//! again tells. Errors are sought here, and not fraud.

use std::collections::BTreeSet;
use std::fmt;

use crate::evaluation::Verdict;

use super::blocks::Sweep;
use super::compiled::CompiledClaim;
use super::prepared::Prepared;
use super::tally::{ClaimTally, Site, Tallies, VIOLATIONS_KEPT};
use super::worker::Worker;

/// A place of a result that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong, such as `claims[3].violations`.
    pub place: String,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl Flaw {
    /// A flaw.
    pub fn new(place: impl ToString, expected: impl ToString, found: impl ToString) -> Self {
        Self { place: place.to_string(), expected: expected.to_string(), found: found.to_string() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: expected {}, and found {}", self.place, self.expected, self.found)
    }
}

/// Complains unless a condition holds.
fn demand(holds: bool, place: impl ToString, expected: impl ToString, found: impl ToString) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err(Flaw::new(place, expected, found)) }
}

/// Checks the results of the blocks of a sweep, one after the other.
#[derive(Debug)]
pub struct Auditor<'a> {
    sweep: &'a Sweep,
    prepared: &'a Prepared<'a>,
    /// Laws of the blocks seen.
    laws: u64,
}

impl<'a> Auditor<'a> {
    /// For the blocks of a sweep.
    pub fn new(sweep: &'a Sweep, prepared: &'a Prepared<'a>) -> Self {
        Self { sweep, prepared, laws: 0 }
    }

    /// Checks the result of a block.
    ///
    /// # Errors
    /// The first flaw.
    pub fn audit(&mut self, block: usize, tallies: &Tallies) -> Result<(), Flaw> {
        let blocks = self.sweep.blocks();
        demand(block < blocks, "the number of the block", format!("less than {blocks}"), block)?;
        let claims = &self.sweep.compiled.claims;
        let number = tallies.claims.len();
        demand(number == claims.len(), "claims", format!("the results of {} claims", claims.len()), number)?;
        self.audit_totals(tallies)?;
        for (index, (tally, (plan, claim))) in tallies.claims.iter().zip(claims).enumerate() {
            let place = |field: &str| format!("claims[{index}].{field}");
            let is_empty = plan.is_some() || *tally == ClaimTally::default();
            demand(is_empty, format!("claims[{index}]"), "no case, as the claim has none for this shape", "some")?;
            audit_numbers(tally, claim, tallies, &place, self.sweep.order())?;
            audit_sites(tally, claim, tallies.orbits, &place)?;
        }
        self.decide_again(block, tallies)?;
        self.laws += tallies.laws;
        Ok(())
    }

    fn audit_totals(&self, tallies: &Tallies) -> Result<(), Flaw> {
        let Tallies { orbits, laws, signs, implied, fallbacks, zeros, exact_signs, .. } = *tallies;
        let order = self.sweep.order();
        let left = self.sweep.laws - self.laws;
        demand(laws <= left, "laws", format!("at most {left}, with the other blocks"), laws)?;
        demand(orbits <= laws, "orbits", format!("at most as many as laws, {laws}"), orbits)?;
        let most = u128::from(orbits) * u128::from(order);
        demand(u128::from(laws) <= most, "laws", format!("at most {most}, {order} an orbit"), laws)?;
        let compiled = &self.sweep.compiled;
        let always = compiled.differences + compiled.forms.len() - self.prepared.basis().start;
        let comparisons: usize = compiled.claims.iter().map(|(_, claim)| claim.comparisons.len()).sum();
        let [least, most] = [always, always + comparisons].map(|forms| forms as u128 * u128::from(orbits));
        let is_between = (least..=most).contains(&u128::from(signs));
        demand(is_between, "signs", format!("{least} to {most}"), signs)?;
        let sum = u128::from(implied) + u128::from(fallbacks);
        demand(sum <= u128::from(signs), "implied and fallbacks", format!("at most {signs} signs"), sum)?;
        let sum = u128::from(zeros) + u128::from(exact_signs);
        demand(sum == u128::from(fallbacks), "zeros and exact_signs", format!("{fallbacks} fallbacks"), sum)
    }

    /// Decides the cases again that a result names.
    fn decide_again(&self, block: usize, tallies: &Tallies) -> Result<(), Flaw> {
        let mut named: BTreeSet<(&[u32], usize, usize, Named)> = BTreeSet::new();
        for (index, tally) in tallies.claims.iter().enumerate() {
            let violations = tally.refuted.values().chain(&tally.first_violations);
            named.extend(violations.map(|site| (&site.counts[..], index, site.case, Named::Violation)));
            named.extend(tally.tightest.iter().map(|tightest| {
                (
                    &tightest.site.counts[..],
                    index,
                    tightest.site.case,
                    Named::Tightest(tightest.is_equality, tightest.ratio),
                )
            }));
        }
        let mut worker = Worker::new(self.prepared);
        let mut loaded: Option<&[u32]> = None;
        for (counts, claim, case, name) in named {
            let place = |what: &str| format!("claims[{claim}]: {what} for case {case}, counts {counts:?}");
            if loaded != Some(counts) {
                let is_there = self.sweep.is_in_block(block, counts);
                demand(is_there, place("the law named"), "canonical counts of a law of the block", "others")?;
                worker.revisit(counts);
                loaded = Some(counts);
            }
            let (verdict, ratio) = worker.decided(claim, case);
            let ratio = ratio.map(|(lower, upper)| [lower.to_bits(), upper.to_bits()]);
            let expected = match name {
                Named::Violation => verdict == Verdict::Violated,
                Named::Tightest(is_equality, found) => {
                    let kind = if is_equality { Verdict::Equality } else { Verdict::Holds };
                    verdict == kind && ratio == Some(found)
                }
            };
            let found = match name {
                Named::Violation => "a violation".to_owned(),
                Named::Tightest(_, [lower, upper]) => {
                    format!("the ratio {:?} to {:?}", f64::from_bits(lower), f64::from_bits(upper))
                }
            };
            let decided = match ratio {
                None => format!("`{}`, without a ratio, as this law has it", verdict.name()),
                Some([lower, upper]) => {
                    let (lower, upper) = (f64::from_bits(lower), f64::from_bits(upper));
                    format!("`{}` with the ratio {lower:?} to {upper:?}, as this law has it", verdict.name())
                }
            };
            demand(expected, place("the verdict"), decided, found)?;
        }
        Ok(())
    }
}

/// For what a case is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Violation,
    Tightest(bool, [u64; 2]),
}

/// The numbers of a claim against each other and those of the block.
fn audit_numbers(
    tally: &ClaimTally,
    claim: &CompiledClaim,
    tallies: &Tallies,
    place: &impl Fn(&str) -> String,
    order: u64,
) -> Result<(), Flaw> {
    let ClaimTally { cases, equalities, attained, violations, .. } = *tally;
    let of = |laws: u64| u128::from(laws) * claim.cases.len() as u128;
    demand(u128::from(cases) == of(tallies.orbits), place("cases"), of(tallies.orbits), cases)?;
    demand(
        u128::from(tally.cases_of_laws) == of(tallies.laws),
        place("cases_of_laws"),
        of(tallies.laws),
        tally.cases_of_laws,
    )?;
    let sum = u128::from(equalities) + u128::from(violations);
    demand(sum <= u128::from(cases), place("equalities and violations"), format!("at most {cases} cases"), sum)?;
    let of_laws = u128::from(tally.equalities_of_laws) + u128::from(tally.violations_of_laws);
    let most = tally.cases_of_laws;
    demand(
        of_laws <= u128::from(most),
        place("equalities_of_laws and violations_of_laws"),
        format!("at most {most}"),
        of_laws,
    )?;
    demand(attained <= equalities, place("attained"), format!("at most {equalities} equalities"), attained)?;
    let pairs = [
        ("equalities_of_laws", equalities, tally.equalities_of_laws),
        ("violations_of_laws", violations, tally.violations_of_laws),
    ];
    for (name, of_orbits, of_laws) in pairs {
        let most = u128::from(of_orbits) * u128::from(order);
        let is_between = (u128::from(of_orbits)..=most).contains(&u128::from(of_laws));
        demand(is_between, place(name), format!("{of_orbits} to {most}"), of_laws)?;
    }
    Ok(())
}

/// The cases that a claim's result names.
fn audit_sites(
    tally: &ClaimTally,
    claim: &CompiledClaim,
    orbits: u64,
    place: &impl Fn(&str) -> String,
) -> Result<(), Flaw> {
    let site_is_there = |site: &Site, name: &str| -> Result<(), Flaw> {
        let case = format!("less than {}", claim.cases.len());
        demand(site.case < claim.cases.len(), place(&format!("{name}.case")), case, site.case)?;
        demand(site.orbit < orbits, place(&format!("{name}.orbit")), format!("less than {orbits}"), site.orbit)
    };
    for (leaf, site) in &tally.refuted {
        let name = format!("refuted[{leaf}]");
        site_is_there(site, &name)?;
        let known = claim.cases[site.case].leaf;
        demand(
            known == *leaf,
            place(&name),
            format!("a case of leaf {leaf}"),
            format!("case {}, of leaf {known}", site.case),
        )?;
    }
    let kept = usize::try_from(tally.violations).unwrap_or(usize::MAX).min(VIOLATIONS_KEPT);
    let found = tally.first_violations.len();
    demand(found == kept, place("first_violations"), format!("{kept} of {} violations", tally.violations), found)?;
    for (number, site) in tally.first_violations.iter().enumerate() {
        site_is_there(site, &format!("first_violations[{number}]"))?;
    }
    let is_sorted = tally.first_violations.is_sorted_by(|a, b| (a.orbit, a.case) < (b.orbit, b.case));
    demand(is_sorted, place("first_violations"), "each behind the one before", "another order")?;
    let first = tally.refuted.values().min_by_key(|site| (site.orbit, site.case));
    let is_first = first == tally.first_violations.first();
    demand(is_first, place("refuted"), "the first of first_violations as the first", "another or none")?;
    let leaves: BTreeSet<usize> = tally.first_violations.iter().map(|site| claim.cases[site.case].leaf).collect();
    let missing = leaves.iter().find(|leaf| !tally.refuted.contains_key(leaf));
    demand(missing.is_none(), place("refuted"), "every leaf of first_violations", "a leaf is missing")?;
    let Some(tightest) = &tally.tightest else {
        return demand(tally.attained == 0, place("tightest"), "a case, as equality is attained", "none");
    };
    site_is_there(&tightest.site, "tightest.site")?;
    let is_equality = tally.attained > 0;
    demand(tightest.is_equality == is_equality, place("tightest.is_equality"), is_equality, tightest.is_equality)
}
