//! The exact side of a hunt: laws are examined by the ordinary evaluation, and the best of them are reported.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::cases::bindings::Binding;
use crate::cases::plan::{Case, Goal, quantities_of};
use crate::cases::tree::Tree;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Subject, Verdict, evaluate};
use crate::exact::Integer;
use crate::language::Claim;
use crate::law::{Law, PatternCounts, Vocabulary};
use crate::sampler::{Model, Predictor};

use super::affine::{self, AffineGoal};
use super::constant_bound::Implied;
use super::exact_ratio::{Examined, Path, examine};
use super::local_search::search;
use super::objective::{WORST, score_of_sides};
use super::outcome::{CaseHunt, Finding};
use super::plans::{Options, Plans};
use super::pool::{Start, starts};
use super::ratio::Ratio;
use super::seeded_rng::SeededRng;

/// Laws examined, times patterns, times cases, for each unit of effort, where only the exact evaluation is possible.
pub(super) const EXACT_VISITS: usize = 1_000_000;

/// The most random laws of each kind to start from.
const MOST_RANDOM: usize = 1 << 12;

/// The random laws of each kind to start from.
pub(super) fn random_of_effort(effort: usize) -> usize {
    8_usize.saturating_mul(effort).min(MOST_RANDOM)
}

/// Laws examined for every case at the least.
pub(super) const LEAST_EXACT: usize = 16;

/// Everything that the search of a case needs.
pub(super) struct SearchContext<'a> {
    pub(super) claim: &'a Claim,
    pub(super) options: &'a Options<'a>,
    pub(super) plans: &'a Plans,
    pub(super) arranged: &'a [Goal],
    /// The goals as conditions on the claim's constant, where they are.
    pub(super) affine: &'a [Option<AffineGoal>],
    pub(super) orders: OrderTables,
    /// The laws that the claim lists, of this shape: no other is examined.
    pub(super) listed: Option<&'a [Start]>,
    /// Told after each case how many are done.
    pub(super) progress: &'a (dyn Fn(usize) + Sync),
    pub(super) done: AtomicUsize,
}

/// A law with what the exact evaluation says of it.
pub(super) struct Candidate {
    pub(super) origin: String,
    pub(super) counts: Vec<Integer>,
    pub(super) examined: Examined,
}

impl Candidate {
    /// Violations first, then what asks more of the constant, or larger ratios where there is none, then smaller
    /// denominators, then smaller supports.
    fn is_better(&self, other: &Self) -> bool {
        let violated = |candidate: &Self| candidate.examined.verdict == Verdict::Violated;
        let of_constants = match (&self.examined.implied, &other.examined.implied) {
            (Some(own), Some(others)) => own.rank(others),
            _ => None,
        };
        violated(self)
            .cmp(&violated(other))
            .then_with(|| of_constants.unwrap_or_else(|| self.examined.ratio.rank(&other.examined.ratio)))
            .then_with(|| other.simplicity().cmp(&self.simplicity()))
            .is_gt()
    }

    /// The denominator, and the size of the support.
    fn simplicity(&self) -> (Integer, usize) {
        let total = Integer::from(Integer::sum(self.counts.iter()));
        (total, self.counts.iter().filter(|count| !count.is_zero()).count())
    }
}

impl SearchContext<'_> {
    fn law(&self, origin: &str, counts: &[Integer]) -> Law {
        let divisor = counts.iter().fold(Integer::new(), |divisor, count| divisor.gcd(count));
        let counts = counts.iter().map(|count| Integer::from(count / &divisor)).collect();
        let shape = self.options.shape;
        let vocabulary = Vocabulary::numbered(shape.vocabulary_size());
        Law::from_counts(origin, vocabulary, shape.length(), counts).expect("proposals have positive totals")
    }

    fn with_subject<R>(&self, law: &Law, work: impl FnOnce(&mut Subject) -> R) -> R {
        let patterns = PatternCounts::new(law);
        work(&mut Subject::new(Model::new(law, &patterns, Predictor::Exact), &self.orders))
    }

    /// Tells that one more case is done.
    pub(super) fn tell_progress(&self) {
        (self.progress)(self.done.fetch_add(1, Ordering::Relaxed) + 1);
    }

    pub(super) fn case(&self, index: usize) -> &Case {
        &self.plans.plan.cases[index]
    }

    /// Examines a law exactly.
    pub(super) fn examine(&self, index: usize, origin: &str, counts: &[Integer]) -> Candidate {
        let law = self.law(origin, counts);
        let case = self.case(index);
        let affine = self.affine[index].as_ref();
        let examined = self.with_subject(&law, |subject| {
            let of_constant = affine.map(affine::quantities).unwrap_or_default();
            // Arranged relations average other subsets than those of the statement.
            let of_arranged = quantities_of(&self.arranged[index]);
            subject.prepare(case.quantities().iter().chain(&of_constant).chain(&of_arranged));
            examine(case, &self.arranged[index], affine, subject)
        });
        Candidate { origin: origin.to_owned(), counts: law.counts().to_vec(), examined }
    }

    /// Examines a law that is to be reported; `None` where the premise is false on it.
    pub(super) fn candidate(&self, index: usize, origin: &str, counts: &[Integer]) -> Option<Candidate> {
        Some(self.examine(index, origin, counts)).filter(|candidate| candidate.examined.verdict != Verdict::Vacuous)
    }

    /// The finding of the best candidate, with everything that is reported of it.
    fn finding(&self, index: usize, candidate: &Candidate) -> Option<Finding> {
        let (verdict, ratio) = (candidate.examined.verdict, candidate.examined.ratio.clone());
        let constant = candidate.examined.implied.clone().filter(|implied| !matches!(implied, Implied::Every));
        if matches!(ratio, Ratio::None) && constant.is_none() && verdict != Verdict::Violated {
            return None;
        }
        let law = self.law(&candidate.origin, &candidate.counts).with_description(format!(
            "found by a hunt for laws that break {} with seed {}",
            self.claim.id(),
            self.options.seed
        ));
        let case = self.case(index);
        let instances = self.with_subject(&law, |subject| {
            subject.prepare(&case.quantities());
            let mut instances = Vec::new();
            decisive_instances(&case.goal, subject, &mut Vec::new(), &mut instances);
            instances
        });
        let inner = bindings_at(&case.goal, &candidate.examined.path);
        Some(Finding { law, verdict, ratio, constant, inner, instances })
    }

    /// What is reported of the best candidate, and of the simplest one that violates the case.
    pub(super) fn findings(&self, index: usize, candidates: &[Candidate]) -> (Option<Finding>, Option<Finding>) {
        let best = candidates.iter().reduce(|best, next| if next.is_better(best) { next } else { best });
        let violating = candidates.iter().filter(|candidate| candidate.examined.verdict == Verdict::Violated);
        let simplest = violating.min_by_key(|candidate| candidate.simplicity());
        let simplest = simplest.filter(|simplest| best.is_some_and(|best| simplest.counts != best.counts));
        let finding = |candidate: Option<&Candidate>| candidate.and_then(|candidate| self.finding(index, candidate));
        (finding(best), finding(simplest))
    }

    /// Cases of other kinds: every law is examined exactly.
    pub(super) fn by_examination(&self, stop: &(dyn Fn() -> bool + Sync)) -> Vec<CaseHunt> {
        let patterns = self.options.shape.patterns();
        let cases = self.plans.plan.cases.len();
        let effort = usize::try_from(self.options.effort).unwrap_or(usize::MAX);
        let budget = (EXACT_VISITS.saturating_mul(effort) / (patterns * cases.max(1))).max(LEAST_EXACT);
        let random = random_of_effort(effort);
        let pool: Vec<Start> = match self.listed {
            Some(listed) => listed.to_vec(),
            None => diverse(starts(self.options.shape, self.options.seed, random, usize::MAX), budget / 2),
        };
        (0..cases)
            .into_par_iter()
            .map(|index| {
                let mut candidates: Vec<Candidate> = pool
                    .par_iter()
                    .filter_map(|start| (!stop()).then(|| self.candidate(index, &start.name, &integers(&start.counts))))
                    .flatten()
                    .collect();
                if self.listed.is_none() {
                    self.search_exactly(index, budget / 2, &mut candidates, stop);
                }
                if candidates.is_empty() && stop() {
                    return CaseHunt::unreached(self.case(index));
                }
                let (finding, simplest) = self.findings(index, &candidates);
                let bindings = self.case(index).bindings.clone();
                CaseHunt { bindings, finding, simplest, is_reached: true, approach: None }
            })
            .inspect(|_| self.tell_progress())
            .collect()
    }
}

impl SearchContext<'_> {
    /// Local searches from the best laws in turn, every law being examined exactly, until so many laws were examined.
    fn search_exactly(
        &self,
        index: usize,
        budget: usize,
        candidates: &mut Vec<Candidate>,
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        let mut left = budget;
        let mut started: Vec<Vec<Integer>> = Vec::new();
        while left > 0 && !stop() {
            let fresh = candidates.iter().filter(|candidate| !started.contains(&candidate.counts));
            let best = fresh.reduce(|best, next| if next.is_better(best) { next } else { best });
            let Some((origin, from)) = best.map(|best| (best.origin.clone(), best.counts.clone())) else { return };
            let counts: Vec<u64> = from.iter().map(|count| count.to_u64().unwrap_or(1)).collect();
            let number = (index as u64) << 32 | started.len() as u64;
            let mut chance = SeededRng::new(self.options.seed, b"examine", number);
            let mut used = 0;
            let mut score = |counts: &[u64]| {
                used += 1;
                if stop() { WORST } else { self.exact_score(index, counts) }
            };
            let (found, _) = search(&counts, &mut score, left, &mut chance);
            left = left.saturating_sub(used.max(1));
            started.push(from);
            let origin =
                if origin.starts_with("local search") { origin } else { format!("local search from {origin}") };
            if let Some(found) = self.candidate(index, &origin, &integers(&found)) {
                started.push(found.counts.clone());
                candidates.push(found);
            }
        }
    }

    /// A law's bound on the constant, or the logarithm of its ratio.
    fn exact_score(&self, index: usize, counts: &[u64]) -> f64 {
        let examined = self.examine(index, "", &integers(counts)).examined;
        match (&examined.implied, &examined.ratio) {
            _ if examined.verdict == Verdict::Vacuous => WORST,
            (Some(implied), _) => implied.score(WORST),
            (None, Ratio::Quotient(smaller, larger)) => {
                let value = |form| crate::exact::Enclosure::of(form, 64).lower().to_f64();
                score_of_sides(value(smaller), value(larger))
            }
            (None, Ratio::None) => WORST,
            (None, Ratio::Unbounded) => -WORST,
        }
    }
}

/// The first laws and an even choice of the others.
fn diverse(starts: Vec<Start>, number: usize) -> Vec<Start> {
    let step = starts.len().div_ceil(number.max(1)).max(1);
    let first = number / 4;
    starts.into_iter().enumerate().filter(|(index, _)| *index < first || index % step == 0).map(|(_, s)| s).collect()
}

/// Counts as big integers.
pub(super) fn integers(counts: &[u64]) -> Vec<Integer> {
    counts.iter().copied().map(Integer::from).collect()
}

/// What the quantifiers bind on the way to a relation.
fn bindings_at(goal: &Goal, path: &Path) -> Vec<Binding> {
    let mut bindings = Vec::new();
    let mut goal = goal;
    for &step in path {
        // The last step is to a relation of a leaf.
        let Some((binding, next)) = goal.instances().get(step) else { break };
        bindings.push(binding.clone());
        goal = next;
    }
    bindings
}

/// The instances that together make a goal true or false: all of them for a violated `exists` and a true `for all`.
fn decisive_instances(
    goal: &Goal,
    subject: &Subject,
    bindings: &mut Vec<Binding>,
    found: &mut Vec<(Vec<Binding>, Verdict)>,
) {
    let verdict = evaluate::decide(goal, subject).verdict;
    let (instances, needs_all) = match goal {
        Tree::Leaf(_) => {
            found.push((bindings.clone(), verdict));
            return;
        }
        Tree::All(instances) => (instances, verdict.is_true()),
        Tree::Any(instances) => (instances, !verdict.is_true()),
    };
    for (binding, inner) in instances {
        let agrees = evaluate::decide(inner, subject).verdict == verdict;
        if needs_all || agrees {
            bindings.push(binding.clone());
            decisive_instances(inner, subject, bindings, found);
            bindings.pop();
        }
        if !needs_all && agrees {
            break;
        }
    }
}
