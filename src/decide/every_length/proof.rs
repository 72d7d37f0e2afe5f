//! The proof of a claim for every length: one proof by cases for each ray.

use crate::exact::Work;
use crate::language::Claim;
use crate::language::typed::{Chain, Comparisons, Statement};
use crate::language::words::Comparator;

use super::branch::{Branch, Event, Finished, Result, Shown, Stop, beyond};
use super::evaluator::{Evaluator, Ray};
use super::fraction::Fraction;
use super::polynomial::Polynomial;

/// The most cases that the proof of one ray has.
const CASES: usize = 2000;

/// What is shown in a case, and the cases that it is split into.
#[derive(Debug, Clone)]
pub struct Case {
    /// What is shown, in the order in which the evaluation of the statement asks for it; the relations last.
    pub shown: Vec<Shown>,
    /// How it ends.
    pub end: End,
}

/// How a case ends.
#[derive(Debug, Clone)]
pub enum End {
    /// All relations are shown.
    Shown,
    /// What is known is contradictory: this shows that -1 is nonnegative.
    Contradiction(Box<Shown>),
    /// A case for each of two alternatives; for the sign of a polynomial the nonnegative one first.
    Split(Box<[Case; 2]>),
}

/// The proof that all relations of a statement hold on a ray.
#[derive(Debug, Clone)]
pub struct RayProof {
    /// The ray.
    pub ray: Ray,
    /// The cases.
    pub cases: Case,
}

impl Case {
    /// Whether every identity is true.
    pub fn is_true(&self) -> bool {
        self.shown.iter().all(Shown::is_true)
            && match &self.end {
                End::Shown => true,
                End::Contradiction(shown) => shown.is_true() && shown.identity.target == Polynomial::constant(-1),
                End::Split(cases) => cases.iter().all(Self::is_true),
            }
    }

    /// How many cases there are that are not split, and how many identities.
    pub fn count(&self) -> (usize, usize) {
        let (cases, shown) = match &self.end {
            End::Shown => (1, 0),
            End::Contradiction(_) => (1, 1),
            End::Split(cases) => cases.iter().map(Self::count).fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1)),
        };
        (cases, shown + self.shown.len())
    }

    /// The tree of evaluations that begin alike, from this event on.
    fn of(mut evaluations: Vec<Evaluation>, from: usize) -> Self {
        let first = &evaluations[0];
        let is_shown = |event: &&Event| matches!(event, Event::Shown(_));
        let end = from + first.events[from..].iter().take_while(is_shown).count();
        let shown = first.events[from..end].iter().filter_map(|event| match event {
            Event::Shown(shown) => Some(shown.clone()),
            Event::Choice(_) => None,
        });
        let shown = shown.collect();
        if evaluations.len() == 1 && end == first.events.len() {
            let contradiction = evaluations.pop().and_then(|evaluation| evaluation.contradiction);
            return Self { shown, end: contradiction.map_or(End::Shown, |shown| End::Contradiction(Box::new(shown))) };
        }
        let (yes, no) =
            evaluations.into_iter().partition(|evaluation| matches!(evaluation.events[end], Event::Choice(true)));
        Self { shown, end: End::Split(Box::new([Self::of(yes, end + 1), Self::of(no, end + 1)])) }
    }
}

/// One evaluation of the statement.
struct Evaluation {
    events: Vec<Event>,
    contradiction: Option<Shown>,
}

/// The proof of a claim, whose premise is empty, for all lengths from `least` on, on a ray.
///
/// # Errors
/// [`Stop::Beyond`] with the reason where there is none, [`Stop::TooLarge`].
pub fn prove_on(claim: &Claim, ray: Ray, least: usize, work: &Work) -> Result<RayProof> {
    let mut open = vec![Vec::new()];
    let mut evaluations = Vec::new();
    while let Some(choices) = open.pop() {
        if evaluations.len() > CASES {
            return beyond("more cases than 2000");
        }
        let mut branch = Branch::new(choices, work);
        let end = evaluate(claim, ray, least, &mut branch);
        let Finished { open: others, events, closed } = branch.finish();
        if !matches!(end, Err(Stop::Closed)) {
            evaluations.push(Evaluation { events, contradiction: None });
        }
        match end {
            Ok(()) | Err(Stop::Shown | Stop::Closed) => {}
            Err(stop) => return Err(stop),
        }
        open.extend(others);
        evaluations.extend(closed.into_iter().map(|(events, shown)| Evaluation { events, contradiction: Some(shown) }));
    }
    Ok(RayProof { ray, cases: Case::of(evaluations, 0) })
}

/// Whether the condition on laws of a claim does not contradict a length, by its linear relations.
pub fn admits(claim: &Claim, length: usize, work: &Work) -> bool {
    let mut branch = Branch::new(Vec::new(), work);
    let mut evaluator = evaluator(claim, Ray::Code, length, &mut branch);
    let most = i64::try_from(length).expect("a short length");
    let at_most = Polynomial::constant(most).minus(&evaluator.length);
    branch.assume(&at_most);
    let (place, _) = claim.statement().law();
    let quantified = evaluator.quantify(&mut branch, &claim.statement().quantifiers[place]);
    quantified.is_ok() && branch.close_by_products().is_ok()
}

/// The evaluator of a claim for lengths from `least` on.
fn evaluator<'c>(claim: &'c Claim, ray: Ray, least: usize, branch: &mut Branch) -> Evaluator<'c> {
    let (length, dimension) = (branch.unknown("L"), branch.unknown("m"));
    let least = i64::try_from(least).expect("a short length");
    branch.assume(&length.plus_integer(-least));
    branch.assume(&dimension.plus_integer(-1));
    branch.assume(&length.minus(&dimension));
    Evaluator {
        ray,
        length,
        dimension,
        schedule: None,
        variables: Vec::new(),
        other_block: None,
        constant: claim.constant().map(|constant| &constant.value),
    }
}

/// Evaluates the statement in a case, and shows its relations.
fn evaluate(claim: &Claim, ray: Ray, least: usize, branch: &mut Branch) -> Result<()> {
    let mut evaluator = evaluator(claim, ray, least, branch);
    let Statement { quantifiers, chains, .. } = claim.statement();
    for quantifier in quantifiers {
        evaluator.quantify(branch, quantifier)?;
    }
    for chain in chains {
        match chain {
            Chain::Scalars(comparisons) => {
                show_all(&mut evaluator, branch, comparisons, |evaluator, branch, side| {
                    // A scalar is as many nats.
                    let value = evaluator.scalar(branch, side)?;
                    Ok(if ray == Ray::Constant { value } else { Fraction::default() })
                })?;
            }
            Chain::Measures(comparisons) => {
                show_all(&mut evaluator, branch, comparisons, |evaluator, branch, side| {
                    evaluator.measure(branch, side)
                })?;
            }
        }
    }
    Ok(())
}

/// Shows the relations of a chain, whose sides have values.
fn show_all<'c, Side>(
    evaluator: &mut Evaluator<'c>,
    branch: &mut Branch,
    comparisons: &Comparisons<Side>,
    mut value: impl FnMut(&mut Evaluator<'c>, &mut Branch, &Side) -> Result<Fraction>,
) -> Result<()> {
    let mut left = &comparisons.first;
    for (comparator, right) in &comparisons.rest {
        // A chain is two relations: what stands between them is evaluated for each.
        let sides = [value(evaluator, branch, left)?, value(evaluator, branch, right)?];
        left = right;
        if matches!(comparator, Comparator::Below | Comparator::Above) {
            return beyond("a strict relation, which fails where both sides vanish");
        }
        if evaluator.ray == Ray::TrainingError {
            // A side that subtracts a training error has no value where that is infinite.
            for side in &sides {
                show(branch, evaluator.ray, side)?;
            }
        }
        let [smaller, larger] = comparator.smaller_first(&sides[0], &sides[1]);
        let difference = branch.sum(larger, &smaller.negated())?;
        show(branch, evaluator.ray, &difference)?;
        if *comparator == Comparator::Equals {
            show(branch, evaluator.ray, &difference.negated())?;
        }
    }
    Ok(())
}

/// Shows that a fraction is nonnegative.
fn show(branch: &mut Branch, ray: Ray, fraction: &Fraction) -> Result<()> {
    if branch.shows(&fraction.numerator, &fraction.divisors)? {
        return Ok(());
    }
    branch.close_by_products()?;
    let on = match ray {
        Ray::Code => "on the ray m",
        Ray::LnVocabulary => "on the ray of ln V",
        Ray::TrainingError => "on the ray of the training error",
        Ray::Constant => "for the constant",
    };
    beyond(format!("{on} no proof was found that {} >= 0", fraction.numerator.to_text(branch.names())))
}
