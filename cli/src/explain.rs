//! `maskproof explain`

use maskproof::decide::{Decision, Refutation, counterexamples, decide_each};
use maskproof::evaluation::Setting;
use maskproof::exact::Limits;
use maskproof::language::Claim;
use maskproof::sweep::{Witness, run};

use super::arguments::ExplainArguments;
use super::decide::{claim, means};
use super::failure::Failure;
use super::report::explanation::Explained;
use super::{Success, input, interrupt, output};

/// Explains the proof or the refutation of a claim at one length.
pub fn explain(arguments: &ExplainArguments, limits: Limits) -> Result<Success, Failure> {
    let claim = claim(&arguments.stated, arguments.claim.as_deref(), limits)?;
    let schedules = input::schedules(&arguments.schedules, arguments.length)?;
    let given = (!schedules.is_empty()).then_some(schedules.as_slice());
    let means = means(arguments.non_shannon, given);
    let decided = decide_each(&claim, &[arguments.length], means, &interrupt::is_asked)?.remove(0);
    let laws = match &decided.decision {
        Decision::Refuted(refutation) => counterexamples(&claim, arguments.length, refutation)?,
        Decision::Proved(_) | Decision::Undecided(_) | Decision::NoCase => Vec::new(),
    };
    let witness = match &decided.decision {
        Decision::Refuted(refutation) => broken(&claim, refutation, &laws)?,
        Decision::Proved(_) | Decision::Undecided(_) | Decision::NoCase => None,
    };
    let explained = Explained {
        claim: &claim,
        decided: &decided,
        laws: &laws,
        witness: witness.as_ref(),
        cases: arguments.cases,
        digits: arguments.digits,
    };
    output::to_stdout(&output::printable(&explained.to_text(arguments.format)))?;
    Ok(match decided.decision {
        Decision::Proved(_) | Decision::Refuted(_) => Success::AsExpected,
        Decision::Undecided(_) | Decision::NoCase => Success::NotAsExpected,
    })
}

/// A case that the first law breaks, with both sides; `None` where the law is not written out, or its predictor is the
/// reason.
fn broken(
    claim: &Claim,
    refutation: &Refutation,
    laws: &[maskproof::decide::Counterexample],
) -> Result<Option<Witness>, Failure> {
    let Some(first) = laws.first().filter(|first| first.predictor.is_none()) else { return Ok(None) };
    let Some(law) = &first.law else { return Ok(None) };
    let reports = run(std::slice::from_ref(claim), &[Setting::exact(law.clone())], &|_| {})?;
    let wanted = |witness: &Witness| refutation.bindings.iter().all(|binding| witness.bindings.contains(binding));
    let found = reports.into_iter().flat_map(|report| report.counterexamples);
    let mut found: Vec<Witness> = found.collect();
    let place = found.iter().position(wanted).unwrap_or(0);
    Ok((!found.is_empty()).then(|| found.swap_remove(place)))
}
