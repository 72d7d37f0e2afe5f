//! What the assertions ask for.

use std::collections::BTreeMap;

use crate::cases::Plan;
use crate::decide::{Decision, LengthDecision, decide_each};
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{NamedPredictor, Setting, Subject, Verdict};
use crate::hunt::seeded_rng::SeededRng;
use crate::language::Claim;
use crate::law::predictor_table::table_shape;
use crate::law::{PredictorTable, Shape};
use crate::sweep::{ClaimReport, Conclusion, Tally, run};

use super::companion::Companion;
use super::failure::Failure;
use super::laws::Laws;
use super::random_run::RandomRun;
use super::shrink::Shrinking;
use super::sizes::Sizes;
use super::violation::{Found, Violation};

/// The most laws that are tried on the way to a smaller one.
const TRIALS: usize = 4000;

/// One random law of so many has a random predictor, the others the exact one.
const PREDICTOR_EVERY: usize = 4;

/// What a claim passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// The laws that have a case.
    pub laws: u64,
    /// The cases: laws with schedules, or whatever else the claim quantifies over.
    pub cases: u64,
    /// The cases whose premise is false, so that they say nothing.
    pub vacuous: u64,
    /// The cases in which both sides are equal.
    pub equalities: u64,
    /// The cases in which both sides are infinite.
    pub infinite: u64,
}

impl From<&Tally> for Passed {
    fn from(tally: &Tally) -> Self {
        Self {
            laws: tally.laws,
            cases: tally.cases,
            vacuous: tally.count(Verdict::Vacuous),
            equalities: tally.count(Verdict::Equality),
            infinite: tally.count(Verdict::BothInfinite),
        }
    }
}

/// Decides every case of a claim on a law: what `assert_claim!` does with a law. The text is a statement, or that of a
/// claim file.
///
/// It fails in a body of `proptest!` as `?`, without a panic, and so lets proptest look for a smaller law in silence:
///
/// ```should_panic
/// use maskproof::testing::{check, laws, proptest};
/// use proptest::prelude::*;
///
/// proptest!(|(law in laws(2..=3, 2..=4))| {
///     check("for all law, schedule: E_KL <= 1/2 * TC", &law)?;
/// });
/// ```
///
/// # Errors
/// [`Failure`], unless the claim holds in every case, there is one, and its premise is true in one.
pub fn check(claim: &str, law: impl Into<Setting>) -> Result<Passed, Failure> {
    let claim: Claim = claim.parse()?;
    let items = [law.into()];
    let report = report(&claim, &items)?;
    if report.conclusion != Conclusion::Violated {
        return passed(&claim, &report);
    }
    let [law] = items;
    Err(Failure::violated(&claim, vec![Violation::new(&claim, law, None)?]))
}

/// Decides every case of a claim on random laws, of which one in four has a random predictor: what `assert_claim!` does
/// with `laws`. The law that breaks the claim is made small.
///
/// # Errors
/// [`Failure`], unless the claim holds in every case, there is one, and its premise is true in one.
pub fn check_random(claim: &str, laws: &Laws, random_run: RandomRun) -> Result<Passed, Failure> {
    let claim: Claim = claim.parse()?;
    if claim.names_laws() {
        return Err(Failure::NamesLaws { id: claim.id().to_owned() });
    }
    let (number, seed) = random_run.parts();
    let items: Vec<Setting> = (0..number).map(|place| setting(laws, seed, place)).collect();
    let report = report(&claim, &items)?;
    if report.conclusion != Conclusion::Violated {
        return passed(&claim, &report);
    }
    let found = |place: usize, trials| Some(Found { seed, place: place + 1, number, trials });
    let mut plans = Plans { claim: &claim, known: BTreeMap::new() };
    if let Some(place) =
        report.counterexamples.iter().map(|witness| witness.item).find(|place| plans.breaks(&items[*place]))
    {
        let start = Shrinking::new(items[place].clone(), laws.least());
        let (smallest, trials) = start.minimal(TRIALS, |setting| plans.breaks(setting));
        return Err(Failure::violated(&claim, vec![Violation::new(&claim, smallest, found(place, trials))?]));
    }
    // Where a schedule is to serve all laws, it takes several laws to break a claim.
    let places = report.counterexamples.iter().map(|witness| witness.item);
    let all = places.map(|place| Violation::new(&claim, items[place].clone(), found(place, 0)));
    Err(Failure::violated(&claim, all.collect::<Result<_, _>>()?))
}

/// Decides a claim for all laws of some lengths, over all vocabularies and with all predictors, and expects a proof for
/// each: what `assert_proved!` does.
///
/// # Errors
/// [`Failure`], unless the claim is proved at every length.
pub fn prove(claim: &str, lengths: impl Into<Sizes>) -> Result<Vec<LengthDecision>, Failure> {
    decided(claim, &lengths.into(), "proved", |decision| matches!(decision, Decision::Proved(_)))
}

/// Decides a claim for all laws of some lengths, over all vocabularies and with all predictors, and expects a
/// refutation for each: what `assert_refuted!` does.
///
/// # Errors
/// [`Failure`], unless the claim is refuted at every length.
pub fn refute(claim: &str, lengths: impl Into<Sizes>) -> Result<Vec<LengthDecision>, Failure> {
    decided(claim, &lengths.into(), "refuted", |decision| matches!(decision, Decision::Refuted(_)))
}

fn decided(
    claim: &str,
    lengths: &Sizes,
    expected: &'static str,
    is_expected: impl Fn(&Decision) -> bool,
) -> Result<Vec<LengthDecision>, Failure> {
    let claim: Claim = claim.parse()?;
    let decisions = decide_each(&claim, &lengths.all().collect::<Vec<_>>(), None, &|| false)?;
    if decisions.iter().all(|decided| is_expected(&decided.decision)) {
        return Ok(decisions);
    }
    let refuted = decisions.iter().find(|decided| matches!(decided.decision, Decision::Refuted(_)));
    let laws = match refuted.filter(|_| expected == "proved") {
        Some(refuted) => claim.breaking_laws(refuted)?,
        None => Vec::new(),
    };
    let laws = laws.into_iter().map(|law| Violation::new(&claim, law, None)).collect::<Result<_, _>>()?;
    Err(Failure::NotDecidedSo { statement: claim.text().to_owned(), expected, decisions, laws })
}

/// The random law with a number, and its predictor.
fn setting(laws: &Laws, seed: u64, place: usize) -> Setting {
    let mut random = SeededRng::new(seed, b"testing", place as u64);
    let law = laws.draw(&mut random);
    let has_predictor = place % PREDICTOR_EVERY == PREDICTOR_EVERY - 1 && table_shape(law.shape()).is_ok();
    let predictor = has_predictor
        .then(|| NamedPredictor { name: "random".to_owned(), table: PredictorTable::draw(law.shape(), &mut random) });
    Setting { law, predictor }
}

/// What the cases say of a claim that has a meaning for all the laws.
fn report(claim: &Claim, items: &[Setting]) -> Result<ClaimReport, Failure> {
    let mut reports = run(std::slice::from_ref(claim), items, &|_| ())?;
    let report = reports.remove(0);
    let Some(skipped) = report.skipped.first() else { return Ok(report) };
    let error = Plan::new(claim, skipped.shape).expect_err("the shape was left out for a mistake");
    Err(Failure::Claim { error: claim.locate(error), shape: Some(skipped.shape) })
}

/// What a claim that no law breaks comes to.
fn passed(claim: &Claim, report: &ClaimReport) -> Result<Passed, Failure> {
    if report.conclusion == Conclusion::Holds {
        return Ok(Passed::from(&report.tally));
    }
    let reason = report.undecided.as_ref().map(|case| {
        let bindings: Vec<String> = case.bindings.iter().map(ToString::to_string).collect();
        let reason = case.reason.as_deref().unwrap_or(case.verdict.name());
        format!("{}, {}: {reason}", case.subject, bindings.join(", "))
    });
    Err(Failure::NotPassed { statement: claim.text().to_owned(), conclusion: report.conclusion, reason })
}

/// The instances of a claim, made once for each shape.
struct Plans<'c> {
    claim: &'c Claim,
    known: BTreeMap<Shape, Option<Plan>>,
}

impl Plans<'_> {
    /// Whether a law alone makes the claim false.
    fn breaks(&mut self, setting: &Setting) -> bool {
        let make = || Plan::new(self.claim, setting.shape()).ok().flatten();
        let Some(plan) = self.known.entry(setting.shape()).or_insert_with(make) else { return false };
        let tally = setting.evaluate(&OrderTables::default(), |subject| {
            subject.prepare(plan.symbols());
            let subject: &Subject = subject;
            Tally::of_law(&plan.cases, subject, 0)
        });
        let outer = BTreeMap::from([(setting.shape().length(), &plan.outer)]);
        Conclusion::of(&tally.findings(&outer)) == Conclusion::Violated
    }
}
