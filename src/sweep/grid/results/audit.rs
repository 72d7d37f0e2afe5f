//! The validator: it checks that the result of a block is one that the block can have.
//!
//! Results come back from files, and files are edited, damaged and mixed up. Before a result is added to others, its
//! numbers are checked against each other and against the sweep. Every case that it names is decided again: the law
//! must be a canonical one of the block, and the verdict and the ratio must come out the same, bit for bit. Some wrong
//! results remain possible, such as counts of violations that are too small: only doing the block again tells. The
//! validator finds errors, and not fraud.

use std::collections::BTreeSet;
use std::fmt;

use crate::cases::plan::{CaseIndex, LeafIndex};
use crate::evaluation::Verdict;
use crate::sweep::grid::pipeline::Tables;
use crate::sweep::grid::program::ClaimProgram;
use crate::sweep::grid::single_law::SingleLaw;
use crate::sweep::grid::sweep::Sweep;
use crate::sweep::grid::tightest::RatedVerdict;

use super::tally::{ClaimTally, GridLocation, RatioBounds, Tallies, VIOLATIONS_KEPT};

/// A part of a result that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistency {
    /// The part that is wrong, such as `claims[3].violations`.
    pub part: String,
    /// The expected value.
    pub expected: String,
    /// The value that was found.
    pub found: String,
}

impl Inconsistency {
    /// An inconsistency of a part.
    pub fn new(part: impl ToString, expected: impl ToString, found: impl ToString) -> Self {
        Self { part: part.to_string(), expected: expected.to_string(), found: found.to_string() }
    }
}

impl fmt::Display for Inconsistency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: expected {}, and found {}", self.part, self.expected, self.found)
    }
}

/// Returns an inconsistency unless a condition holds.
fn ensure(
    holds: bool,
    part: impl ToString,
    expected: impl ToString,
    found: impl ToString,
) -> Result<(), Inconsistency> {
    if holds { Ok(()) } else { Err(Inconsistency::new(part, expected, found)) }
}

/// The validator of the results of the blocks of a sweep, one after the other.
#[derive(Debug)]
pub struct Validator<'a> {
    sweep: &'a Sweep,
    tables: &'a Tables<'a>,
    /// The number of laws of the blocks checked so far.
    laws: u64,
}

impl<'a> Validator<'a> {
    /// The validator for the blocks of a sweep.
    pub fn new(sweep: &'a Sweep, tables: &'a Tables<'a>) -> Self {
        Self { sweep, tables, laws: 0 }
    }

    /// Checks the result of a block.
    ///
    /// # Errors
    /// The first inconsistency.
    pub fn check(&mut self, block: usize, tallies: &Tallies) -> Result<(), Inconsistency> {
        let blocks = self.sweep.partition().blocks();
        ensure(block < blocks, "the number of the block", format!("less than {blocks}"), block)?;
        let claims = &self.sweep.program().claims;
        let number = tallies.claims.len();
        ensure(number == claims.len(), "claims", format!("the results of {} claims", claims.len()), number)?;
        self.check_totals(tallies)?;
        let order = self.sweep.partition().orderly().order();
        for (index, (tally, (plan, claim))) in tallies.claims.iter().zip(claims).enumerate() {
            let part = |field: &str| format!("claims[{index}].{field}");
            let is_empty = plan.is_some() || *tally == ClaimTally::default();
            ensure(is_empty, format!("claims[{index}]"), "no case, as the claim has none for this shape", "some")?;
            check_numbers(tally, claim, tallies, &part, order)?;
            check_locations(tally, claim, tallies.orbits, &part)?;
            check_tightest(tally, claim, tallies.orbits, self.tables.search().is_some(), &part)?;
        }
        self.decide_again(block, tallies)?;
        self.laws += tallies.laws;
        Ok(())
    }

    /// Checks the numbers of the block against those of the sweep.
    fn check_totals(&self, tallies: &Tallies) -> Result<(), Inconsistency> {
        let Tallies { orbits, laws, signs, implied, fallbacks, zeros, exact_signs, .. } = *tallies;
        let order = self.sweep.partition().orderly().order();
        let left = self.sweep.partition().laws() - self.laws;
        ensure(laws <= left, "laws", format!("at most {left}, with the other blocks"), laws)?;
        ensure(orbits <= laws, "orbits", format!("at most as many as laws, {laws}"), orbits)?;
        let most = u128::from(orbits) * u128::from(order);
        ensure(u128::from(laws) <= most, "laws", format!("at most {most}, {order} an orbit"), laws)?;
        let program = self.sweep.program();
        let always = program.differences + program.basis().len();
        let tests: usize = program.claims.iter().map(|(_, claim)| claim.tests.len()).sum();
        let [least, most] = [always, always + tests].map(|forms| forms as u128 * u128::from(orbits));
        let is_between = (least..=most).contains(&u128::from(signs));
        ensure(is_between, "signs", format!("{least} to {most}"), signs)?;
        let sum = u128::from(implied) + u128::from(fallbacks);
        ensure(sum <= u128::from(signs), "implied and fallbacks", format!("at most {signs} signs"), sum)?;
        let sum = u128::from(zeros) + u128::from(exact_signs);
        ensure(sum == u128::from(fallbacks), "zeros and exact_signs", format!("{fallbacks} fallbacks"), sum)
    }

    /// Decides the cases again that a result names.
    fn decide_again(&self, block: usize, tallies: &Tallies) -> Result<(), Inconsistency> {
        let mut named: BTreeSet<(&[u32], usize, CaseIndex, Named)> = BTreeSet::new();
        for (index, tally) in tallies.claims.iter().enumerate() {
            let violations = tally.refuted.values().chain(&tally.first_violations);
            named.extend(violations.map(|location| (&location.law.counts[..], index, location.case, Named::Violation)));
            named.extend(tally.tightest.iter().map(|tightest| {
                (
                    &tightest.location.law.counts[..],
                    index,
                    tightest.location.case,
                    Named::Tightest(tightest.is_equality, tightest.ratio),
                )
            }));
        }
        let mut single = SingleLaw::new(self.tables);
        let mut loaded: Option<&[u32]> = None;
        for (counts, claim, case, name) in named {
            let part = |what: &str| format!("claims[{claim}]: {what} for case {case}, counts {counts:?}");
            if loaded != Some(counts) {
                let is_there = self.sweep.partition().is_in_block(block, counts);
                ensure(is_there, part("the law named"), "canonical counts of a law of the block", "others")?;
                single.load(counts);
                loaded = Some(counts);
            }
            let RatedVerdict { verdict, ratio } = single.decide(claim, case.0);
            let expected = match name {
                Named::Violation => verdict == Verdict::Violated,
                Named::Tightest(is_equality, found) => {
                    let kind = if is_equality { Verdict::Equality } else { Verdict::Holds };
                    verdict == kind && ratio == Some(found)
                }
            };
            let found = match name {
                Named::Violation => "a violation".to_owned(),
                Named::Tightest(_, ratio) => format!("the ratio {:?} to {:?}", ratio.lower(), ratio.upper()),
            };
            let decided = match ratio {
                None => format!("`{}`, without a ratio, as this law has it", verdict.name()),
                Some(ratio) => {
                    let (lower, upper) = (ratio.lower(), ratio.upper());
                    format!("`{}` with the ratio {lower:?} to {upper:?}, as this law has it", verdict.name())
                }
            };
            ensure(expected, part("the verdict"), decided, found)?;
        }
        Ok(())
    }
}

/// The reason why a result names a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Violation,
    Tightest(bool, RatioBounds),
}

/// Checks the numbers of a claim against each other and against those of the block.
fn check_numbers(
    tally: &ClaimTally,
    claim: &ClaimProgram,
    tallies: &Tallies,
    part: &impl Fn(&str) -> String,
    order: u64,
) -> Result<(), Inconsistency> {
    let ClaimTally { cases, equalities, attained, violations, .. } = *tally;
    let of_orbits = u128::from(tallies.orbits) * claim.cases.len() as u128;
    ensure(u128::from(cases) == of_orbits, part("cases"), of_orbits, cases)?;
    let of_laws = u128::from(tallies.laws) * u128::from(claim.cases_of_plan());
    ensure(u128::from(tally.cases_of_laws) == of_laws, part("cases_of_laws"), of_laws, tally.cases_of_laws)?;
    let sum = u128::from(equalities) + u128::from(violations);
    ensure(sum <= u128::from(cases), part("equalities and violations"), format!("at most {cases} cases"), sum)?;
    let of_laws = u128::from(tally.equalities_of_laws) + u128::from(tally.violations_of_laws);
    let most = tally.cases_of_laws;
    ensure(
        of_laws <= u128::from(most),
        part("equalities_of_laws and violations_of_laws"),
        format!("at most {most}"),
        of_laws,
    )?;
    ensure(attained <= equalities, part("attained"), format!("at most {equalities} equalities"), attained)?;
    let pairs = [
        ("equalities_of_laws", equalities, tally.equalities_of_laws),
        ("violations_of_laws", violations, tally.violations_of_laws),
    ];
    let of_case = || claim.cases.iter().map(|case| u128::from(case.orders));
    let (fewest, largest) = (of_case().min().unwrap_or(1), of_case().max().unwrap_or(1));
    let orders = u128::from(claim.orders.max(1));
    for (name, of_orbits, of_laws) in pairs {
        let least = (u128::from(of_orbits) * fewest).div_ceil(orders);
        let most = u128::from(of_orbits) * largest * u128::from(order) / orders;
        let is_between = (least..=most).contains(&u128::from(of_laws));
        ensure(is_between, part(name), format!("{least} to {most}"), of_laws)?;
    }
    Ok(())
}

/// Checks the cases that the result of a claim names.
fn check_locations(
    tally: &ClaimTally,
    claim: &ClaimProgram,
    orbits: u64,
    part: &impl Fn(&str) -> String,
) -> Result<(), Inconsistency> {
    for (leaf, location) in &tally.refuted {
        let name = format!("refuted[{leaf}]");
        check_location(location, claim, orbits, &name, part)?;
        let known = claim.cases[location.case.0].leaf;
        ensure(
            known == *leaf,
            part(&name),
            format!("a case of leaf {leaf}"),
            format!("case {}, of leaf {known}", location.case),
        )?;
    }
    let kept = usize::try_from(tally.violations).unwrap_or(usize::MAX).min(VIOLATIONS_KEPT);
    let found = tally.first_violations.len();
    ensure(found == kept, part("first_violations"), format!("{kept} of {} violations", tally.violations), found)?;
    for (index, location) in tally.first_violations.iter().enumerate() {
        check_location(location, claim, orbits, &format!("first_violations[{index}]"), part)?;
    }
    let is_sorted = tally.first_violations.is_sorted_by(|a, b| a.order() < b.order());
    ensure(is_sorted, part("first_violations"), "each behind the one before", "another order")?;
    let first = tally.refuted.values().min_by_key(|location| location.order());
    let is_first = first == tally.first_violations.first();
    ensure(is_first, part("refuted"), "the first of first_violations as the first", "another or none")?;
    let leaves: BTreeSet<LeafIndex> =
        tally.first_violations.iter().map(|location| claim.cases[location.case.0].leaf).collect();
    let missing = leaves.iter().find(|leaf| !tally.refuted.contains_key(leaf));
    ensure(missing.is_none(), part("refuted"), "every leaf of first_violations", "a leaf is missing")?;
    Ok(())
}

/// Checks the tightest case of a claim; there is none in a sweep that does not search for it.
fn check_tightest(
    tally: &ClaimTally,
    claim: &ClaimProgram,
    orbits: u64,
    is_searched: bool,
    part: &impl Fn(&str) -> String,
) -> Result<(), Inconsistency> {
    let Some(tightest) = &tally.tightest else {
        let may_be_missing = tally.attained == 0 || !is_searched;
        return ensure(may_be_missing, part("tightest"), "a case, as equality is attained", "none");
    };
    check_location(&tightest.location, claim, orbits, "tightest.site", part)?;
    let is_equality = tally.attained > 0;
    ensure(tightest.is_equality == is_equality, part("tightest.is_equality"), is_equality, tightest.is_equality)
}

/// Checks that a location is one of the block; `name` is the field that it stands in.
fn check_location(
    location: &GridLocation,
    claim: &ClaimProgram,
    orbits: u64,
    name: &str,
    part: &impl Fn(&str) -> String,
) -> Result<(), Inconsistency> {
    let (orbit, case, cases) = (location.law.orbit, location.case, claim.cases.len());
    ensure(case.0 < cases, part(&format!("{name}.case")), format!("less than {cases}"), case)?;
    ensure(orbit < orbits, part(&format!("{name}.orbit")), format!("less than {orbits}"), orbit)
}
