//! What the assertions ask for.

use crate::decide::{Decision, LengthDecision, decide_each};
use crate::evaluation::{NamedPredictor, Setting, Verdict};
use crate::hunt::seeded_rng::SeededRng;
use crate::language::Claim;
use crate::law::PredictorTable;
use crate::law::predictor_table::table_shape;
use crate::sweep::{Conclusion, Tally};

use super::companion::Companion;
use super::examined::Examined;
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
    let law = law.into();
    let of_number = |_: usize| law.clone();
    let mut examined = Examined::new(&claim);
    examined.examine(1, &of_number)?;
    if examined.conclusion() != Conclusion::Violated {
        return passed(&claim, &examined, &of_number);
    }
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
    let of_number = |place: usize| setting(laws, seed, place);
    let mut examined = Examined::new(&claim);
    examined.examine(number, &of_number)?;
    if examined.conclusion() != Conclusion::Violated {
        return passed(&claim, &examined, &of_number);
    }
    let found = |place: usize, trials| Some(Found { seed, place: place + 1, number, trials });
    let places = examined.refuting();
    if let Some(place) = places.iter().copied().find(|place| examined.is_broken_by(&of_number(*place))) {
        let start = Shrinking::new(of_number(place), laws.least());
        let (smallest, trials) = start.minimal(TRIALS, |setting| examined.is_broken_by(setting));
        return Err(Failure::violated(&claim, vec![Violation::new(&claim, smallest, found(place, trials))?]));
    }
    // Where a schedule is to serve all laws, it takes several laws to break a claim.
    let all = places.iter().map(|place| Violation::new(&claim, of_number(*place), found(*place, 0)));
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

/// What a claim that no law breaks comes to.
fn passed(claim: &Claim, examined: &Examined, law: &dyn Fn(usize) -> Setting) -> Result<Passed, Failure> {
    let conclusion = examined.conclusion();
    if conclusion == Conclusion::Holds {
        return Ok(Passed::from(examined.tally()));
    }
    let reason = examined.undecided(law).map(|case| {
        let bindings: Vec<String> = case.bindings.iter().map(ToString::to_string).collect();
        let reason = case.reason.as_deref().unwrap_or(case.verdict.name());
        format!("{}, {}: {reason}", case.subject, bindings.join(", "))
    });
    Err(Failure::NotPassed { statement: claim.text().to_owned(), conclusion, reason })
}
