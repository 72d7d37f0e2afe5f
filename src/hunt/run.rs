//! A hunt: every case of a claim on a shape, and what its best laws add up to.

use std::sync::atomic::{self, AtomicBool};

use rayon::prelude::*;
use rug::{Integer, Rational};

use crate::claim::plan::{Binding, Case, Goal, Instantiation, Plan, ScheduleChoice, Tree};
use crate::claim::subject::OrderTables;
use crate::claim::{Claim, ClaimError, Subject, Verdict, evaluate};
use crate::law::size::check_size;
use crate::law::{Law, LawError, PatternCounts, Vocabulary};
use crate::sampler::{Model, Predictor, Schedule};

use super::ascent::{Landscape, ascend, blend, probabilities, roundings};
use super::chance::Chance;
use super::descent::{reduced, search};
use super::entropies::{EntropyTable, Grouping, Scratch};
use super::exact_ratio::{Examined, Path, Ratio, arranged_goal, examine};
use super::family::{self, Approach, EXAMINED_AT, promising};
use super::implied::{ImpliedConstant, implied_constant};
use super::objective::{Objective, WORST, grouping, score_of_sides};
use super::pool::{Start, starts, types};

/// How a hunt is conducted.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// `V`
    pub vocabulary_size: usize,
    /// `L`
    pub length: usize,
    /// Only these schedules; all of them when `None`.
    pub schedules: Option<&'a [Schedule]>,
    /// The seed.
    pub seed: u64,
    /// How much is tried, from 1 on.
    pub effort: u32,
}

/// Why there was no hunt.
#[derive(Debug, thiserror::Error)]
pub enum HuntError {
    /// The claim cannot be instantiated.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// No laws of this shape.
    #[error(transparent)]
    Law(#[from] LawError),
}

/// The best law that was found for a case.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The law.
    pub law: Law,
    /// The verdict of the ordinary evaluation, exact.
    pub verdict: Verdict,
    /// The ratio, exact.
    pub ratio: Ratio,
    /// What the law says of the claim's constant.
    pub constant: Option<ImpliedConstant>,
    /// What inner quantifiers bind in the relation with this ratio.
    pub inner: Vec<Binding>,
    /// The instances that together make the verdict, by what inner quantifiers bind, each with its verdict.
    pub instances: Vec<(Vec<Binding>, Verdict)>,
}

/// What was found for a case.
#[derive(Debug, Clone)]
pub struct CaseHunt {
    /// What the quantifiers before and behind the law bind.
    pub bindings: Vec<Binding>,
    /// The best law; `None` when no law has a ratio.
    pub finding: Option<Finding>,
    /// The violating law with the smallest denominator that came up, when it is not the best one.
    pub simplest: Option<Finding>,
    /// Whether laws were examined before time ran out.
    pub is_reached: bool,
    /// The family in which the ratio still grows, when its last law is the best one.
    pub approach: Option<Approach>,
}

impl CaseHunt {
    /// Whether a law violates the case.
    pub fn is_violated(&self) -> bool {
        self.finding.as_ref().is_some_and(|finding| finding.verdict == Verdict::Violated)
    }

    fn unreached(case: &Case) -> Self {
        let bindings = case.bindings.clone();
        Self { bindings, finding: None, simplest: None, is_reached: false, approach: None }
    }

    fn ratio(&self) -> &Ratio {
        self.finding.as_ref().map_or(&Ratio::None, |finding| &finding.ratio)
    }
}

/// The outcome of a hunt.
#[derive(Debug, Clone)]
pub struct Hunt {
    /// Whether the claim is violated: with a schedule that is to exist for all laws, only if every one of them is.
    pub is_violated: bool,
    /// The case with the best ratio, or where a schedule is to exist for all laws, one for each schedule.
    pub best: Vec<usize>,
    /// All cases.
    pub cases: Vec<CaseHunt>,
    /// Whether it was stopped before it was done.
    pub is_stopped: bool,
    /// Whether floating-point proposals were possible; if not, every law was examined exactly.
    pub has_proposals: bool,
}

/// Laws scored in floating point for each unit of effort, in visits of a pattern, shared by all cases.
const VISITS: usize = 400_000_000;

/// The same where only the exact evaluation is possible: laws examined, times patterns, times cases.
const EXACT_VISITS: usize = 1_000_000;

/// The iterations of an ascent.
const ITERATIONS: usize = 300;

/// The score above which a law seems to violate a case.
const SEEMS_VIOLATED: f64 = 1e-6;

/// The most laws with the best scores that are examined exactly for a case, each time that some are proposed.
const EXAMINED: usize = 12;

/// Hunts for laws that break a claim. `stop` is asked from time to time whether to end early; the outcome depends on nothing
/// else but the claim and the options.
///
/// # Errors
/// When the shape is out of bounds or the claim cannot be instantiated for it.
pub fn hunt(claim: &Claim, options: &Options, stop: &(dyn Fn() -> bool + Sync)) -> Result<Hunt, HuntError> {
    check_size(options.vocabulary_size, options.length)?;
    let Some(plans) = Plans::new(claim, options)? else {
        return Ok(Hunt { is_violated: false, best: vec![], cases: vec![], is_stopped: false, has_proposals: true });
    };
    // Where a constant is named, the relation is the author's own way to write the ratio.
    let arrange = |goal: &Goal| if claim.constant().is_some() { goal.clone() } else { arranged_goal(goal) };
    let arranged: Vec<Goal> = plans.plan.cases.iter().map(|case| arrange(&case.goal)).collect();
    let ground = Ground { claim, options, plans: &plans, arranged: &arranged, orders: OrderTables::default() };
    let is_stopped = AtomicBool::new(false);
    let stop = || {
        let stopped = is_stopped.load(atomic::Ordering::Relaxed) || stop();
        is_stopped.fetch_or(stopped, atomic::Ordering::Relaxed);
        stopped
    };
    let grouping = grouping(&arranged);
    let cases = match grouping {
        Some(grouping) => ground.by_proposals(grouping, &stop),
        None => ground.by_examination(&stop),
    };
    let (is_violated, _, best) = conclude(&plans.plan.outer, &plans.plan.cases, &cases);
    let is_stopped = is_stopped.load(atomic::Ordering::Relaxed);
    Ok(Hunt { is_violated, best, cases, is_stopped, has_proposals: grouping.is_some() })
}

/// The claim's plan, and those with the constant 0 and 1.
struct Plans {
    plan: Plan,
    without_and_with: Option<(Plan, Plan)>,
}

impl Plans {
    fn new(claim: &Claim, options: &Options) -> Result<Option<Self>, ClaimError> {
        let plan = |constant: Option<u32>| {
            let instantiation = Instantiation {
                length: options.length,
                vocabulary_size: Some(options.vocabulary_size),
                schedules: options.schedules.map_or(ScheduleChoice::All, ScheduleChoice::Given),
                evaluation: claim.evaluation(),
                constant: constant.map(Rational::from),
            };
            Plan::of(claim, &instantiation).map_err(|error| claim.locate(error))
        };
        let Some(own) = plan(None)? else { return Ok(None) };
        let without_and_with = match claim.constant() {
            Some(_) => plan(Some(0))?.zip(plan(Some(1))?),
            None => None,
        };
        Ok(Some(Self { plan: own, without_and_with }))
    }
}

/// Everything that the search of a case needs.
struct Ground<'a> {
    claim: &'a Claim,
    options: &'a Options<'a>,
    plans: &'a Plans,
    arranged: &'a [Goal],
    orders: OrderTables,
}

/// A law that is proposed for exact examination.
#[derive(Clone)]
struct Proposal {
    score: f64,
    origin: String,
    counts: Vec<u64>,
}

/// A law with what the exact evaluation says of it.
struct Candidate {
    origin: String,
    counts: Vec<Integer>,
    examined: Examined,
}

impl Candidate {
    /// Larger ratios first, then smaller denominators, then smaller supports.
    fn is_better(&self, other: &Self) -> bool {
        let violated = |candidate: &Self| candidate.examined.verdict == Verdict::Violated;
        violated(self)
            .cmp(&violated(other))
            .then_with(|| self.examined.ratio.rank(&other.examined.ratio))
            .then_with(|| other.simplicity().cmp(&self.simplicity()))
            .is_gt()
    }

    /// The denominator, and the size of the support.
    fn simplicity(&self) -> (Integer, usize) {
        let total = Integer::from(Integer::sum(self.counts.iter()));
        (total, self.counts.iter().filter(|count| !count.is_zero()).count())
    }
}

impl Ground<'_> {
    fn law(&self, origin: &str, counts: &[Integer]) -> Law {
        let divisor = counts.iter().fold(Integer::new(), |divisor, count| divisor.gcd(count));
        let counts = counts.iter().map(|count| Integer::from(count / &divisor)).collect();
        let vocabulary = Vocabulary::numbered(self.options.vocabulary_size);
        Law::from_counts(origin, vocabulary, self.options.length, counts).expect("proposals have positive totals")
    }

    fn with_subject<R>(&self, law: &Law, work: impl FnOnce(&mut Subject) -> R) -> R {
        let patterns = PatternCounts::new(law);
        work(&mut Subject::new(Model::new(law, &patterns, Predictor::Exact), &self.orders))
    }

    fn case(&self, index: usize) -> &Case {
        &self.plans.plan.cases[index]
    }

    /// Examines a law exactly.
    fn examine(&self, index: usize, origin: &str, counts: &[Integer]) -> Candidate {
        let law = self.law(origin, counts);
        let case = self.case(index);
        let examined = self.with_subject(&law, |subject| {
            subject.prepare(&case.symbols());
            examine(case, &self.arranged[index], subject)
        });
        Candidate { origin: origin.to_owned(), counts: law.counts().to_vec(), examined }
    }

    /// The finding of the best candidate, with everything that is reported of it.
    fn finding(&self, index: usize, candidate: &Candidate) -> Option<Finding> {
        let (verdict, ratio) = (candidate.examined.verdict, candidate.examined.ratio.clone());
        if matches!(ratio, Ratio::None) && verdict != Verdict::Violated {
            return None;
        }
        let law = self.law(&candidate.origin, &candidate.counts).with_description(format!(
            "found by a hunt for laws that break {} with seed {}",
            self.claim.id(),
            self.options.seed
        ));
        let case = self.case(index);
        let (constant, instances) = self.with_subject(&law, |subject| {
            subject.prepare(&case.symbols());
            let mut instances = Vec::new();
            decisive_instances(&case.goal, subject, &mut Vec::new(), &mut instances);
            let constant = self.plans.without_and_with.as_ref().and_then(|(without, with)| {
                let (without, with) = (without.cases.get(index)?, with.cases.get(index)?);
                subject.prepare(without.symbols().iter().chain(&with.symbols()));
                implied_constant(self.claim, &without.goal, &with.goal, &candidate.examined.path, subject)
            });
            (constant, instances)
        });
        let inner = bindings_at(&case.goal, &candidate.examined.path);
        Some(Finding { law, verdict, ratio, constant, inner, instances })
    }

    /// Cases that are functions of entropies: searched in floating point.
    fn by_proposals(&self, grouping: Grouping, stop: &(dyn Fn() -> bool + Sync)) -> Vec<CaseHunt> {
        let (vocabulary_size, length) = (self.options.vocabulary_size, self.options.length);
        let table = EntropyTable::new(vocabulary_size, length, grouping);
        let cases = self.plans.plan.cases.len();
        let effort = usize::try_from(self.options.effort).unwrap_or(usize::MAX);
        // In laws scored.
        let budget = VISITS.saturating_mul(effort) / (cases.max(1) * table.patterns());
        let mut pool = starts(vocabulary_size, length, self.options.seed, (budget / 16).clamp(4, 64));
        pool.truncate((VISITS.saturating_mul(effort) / table.patterns()).max(64));
        let features: Vec<Vec<f64>> = pool
            .par_iter()
            .map_init(Scratch::default, |scratch, start| table.evaluate(&probabilities(&start.counts), scratch))
            .collect();
        let (of_atom, sequences) = types(vocabulary_size, length);
        let shared =
            Shared { table: &table, pool: &pool, features: &features, of_atom: &of_atom, sequences: &sequences };
        (0..cases).into_par_iter().map(|index| self.search_case(index, &shared, grouping, budget, stop)).collect()
    }

    fn search_case(
        &self,
        index: usize,
        shared: &Shared,
        grouping: Grouping,
        budget: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> CaseHunt {
        let (vocabulary_size, length) = (self.options.vocabulary_size, self.options.length);
        if stop() {
            return CaseHunt::unreached(self.case(index));
        }
        let objective = Objective::new(&self.arranged[index], vocabulary_size, length, grouping);
        let landscape = Landscape { table: shared.table, objective: &objective };
        let mut proposals = shared.best_starts(&objective, EXAMINED);
        let mut candidates: Vec<Candidate> = Vec::new();
        self.examine_best(index, &mut proposals, &mut candidates);
        // What is violated by a positive side against nothing cannot be improved.
        let is_settled = |candidates: &[Candidate]| {
            candidates.iter().any(|candidate| matches!(candidate.examined.ratio, Ratio::Unbounded))
        };
        let mut approach = None;
        if !is_settled(&candidates) && !stop() {
            // Half of the budget for ascents, a quarter each for local search and families.
            let ascents = (budget / 2 / (3 * ITERATIONS)).clamp(2, 48);
            let chosen = shared.best_starts(&objective, ascents);
            let found: Vec<Vec<Proposal>> = chosen
                .par_iter()
                .enumerate()
                .map(|(number, start)| {
                    if stop() {
                        return Vec::new();
                    }
                    let mut chance = Chance::new(self.options.seed, b"improve", (index as u64) << 32 | number as u64);
                    improve(landscape, start, budget / 4 / chosen.len().max(1), &mut chance)
                })
                .collect();
            proposals = found.into_iter().flatten().collect();
            self.examine_best(index, &mut proposals, &mut candidates);
        }
        if !is_settled(&candidates) && !stop() {
            approach = self.follow_families(index, landscape, shared, budget / 4, &mut candidates);
        }
        let (finding, simplest) = self.findings(index, &candidates);
        let approach = approach.filter(|approach: &Approach| {
            let last = approach.ratios.last().map(|(_, ratio)| ratio);
            let best = finding.as_ref().map(|finding| &finding.ratio);
            matches!((last, best), (Some(last), Some(best)) if last.rank(best).is_ge())
        });
        CaseHunt { bindings: self.case(index).bindings.clone(), finding, simplest, is_reached: true, approach }
    }

    /// What is reported of the best candidate, and of the simplest one that violates the case.
    fn findings(&self, index: usize, candidates: &[Candidate]) -> (Option<Finding>, Option<Finding>) {
        let best = candidates.iter().reduce(|best, next| if next.is_better(best) { next } else { best });
        let violating = candidates.iter().filter(|candidate| candidate.examined.verdict == Verdict::Violated);
        let simplest = violating.min_by_key(|candidate| candidate.simplicity());
        let simplest = simplest.filter(|simplest| best.is_some_and(|best| simplest.counts != best.counts));
        let finding = |candidate: Option<&Candidate>| candidate.and_then(|candidate| self.finding(index, candidate));
        (finding(best), finding(simplest))
    }

    /// Examines the proposals with the best scores, and the simplest that seem to violate the case.
    fn examine_best(&self, index: usize, proposals: &mut Vec<Proposal>, candidates: &mut Vec<Candidate>) {
        sort(proposals);
        proposals.dedup_by(|second, first| second.counts == first.counts);
        let mut simple: Vec<&Proposal> =
            proposals.iter().skip(EXAMINED).filter(|proposal| proposal.score > SEEMS_VIOLATED).collect();
        simple.sort_by_key(|proposal| proposal.counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count)));
        simple.truncate(EXAMINED / 4);
        let chosen: Vec<&Proposal> = proposals.iter().take(EXAMINED).chain(simple).collect();
        let best: Vec<Candidate> = chosen
            .into_par_iter()
            .map(|proposal| self.examine(index, &proposal.origin, &integers(&proposal.counts)))
            .collect();
        candidates.extend(best);
    }

    /// Follows the most promising families; the one with the best last law, if its ratio grows to the last.
    fn follow_families(
        &self,
        index: usize,
        landscape: Landscape,
        shared: &Shared,
        budget: usize,
        candidates: &mut Vec<Candidate>,
    ) -> Option<Approach> {
        let mut chance = Chance::new(self.options.seed, b"families", index as u64);
        let families = promising(landscape, shared.of_atom, shared.sequences, budget.clamp(256, 20_000), &mut chance);
        let followed: Vec<(String, Vec<Candidate>, Candidate)> = families
            .par_iter()
            .map(|family| {
                let at = |power: u32| {
                    let origin = format!("{family}, at e = 2^-{power}");
                    self.examine(index, &origin, &family.counts(shared.of_atom, power))
                };
                let limit = self.examine(index, &format!("{family}, at e = 0"), &family.limit(shared.of_atom));
                (family.to_string(), EXAMINED_AT.into_iter().map(at).collect(), limit)
            })
            .collect();
        let mut best: Option<Approach> = None;
        for (family, laws, limit) in followed {
            let ratios: Vec<(u32, Ratio)> =
                EXAMINED_AT.into_iter().zip(laws.iter().map(|law| law.examined.ratio.clone())).collect();
            candidates.extend(laws);
            candidates.push(limit);
            let last = |approach: &Approach| approach.ratios.last().map(|(_, ratio)| ratio.clone()).expect("several");
            let offered = Approach { family, ratios };
            if family::grows(&offered.ratios)
                && best.as_ref().is_none_or(|known| last(&offered).rank(&last(known)).is_gt())
            {
                best = Some(offered);
            }
        }
        best
    }

    /// Cases of other kinds: every law is examined exactly.
    fn by_examination(&self, stop: &(dyn Fn() -> bool + Sync)) -> Vec<CaseHunt> {
        let (vocabulary_size, length) = (self.options.vocabulary_size, self.options.length);
        let patterns = (0..length).fold(1_usize, |patterns, _| patterns * (vocabulary_size + 1));
        let cases = self.plans.plan.cases.len();
        let effort = usize::try_from(self.options.effort).unwrap_or(usize::MAX);
        let budget = (EXACT_VISITS.saturating_mul(effort) / (patterns * cases.max(1))).max(16);
        let pool: Vec<Start> = diverse(starts(vocabulary_size, length, self.options.seed, 8), budget / 2);
        (0..cases)
            .into_par_iter()
            .map(|index| {
                let mut candidates: Vec<Candidate> = pool
                    .par_iter()
                    .filter_map(|start| (!stop()).then(|| self.examine(index, &start.name, &integers(&start.counts))))
                    .collect();
                let best = candidates.iter().reduce(|best, next| if next.is_better(best) { next } else { best });
                let best = best.map(|best| (best.origin.clone(), best.counts.clone()));
                if let Some((origin, counts)) = best.filter(|_| !stop()) {
                    let counts: Vec<u64> = counts.iter().map(|count| count.to_u64().unwrap_or(1)).collect();
                    let mut chance = Chance::new(self.options.seed, b"examine", index as u64);
                    let mut score = |counts: &[u64]| {
                        if stop() {
                            return WORST;
                        }
                        match self.examine(index, "", &integers(counts)).examined.ratio {
                            Ratio::Quotient(smaller, larger) => {
                                let value = |form| crate::exact::Enclosure::of(form, 64).lower().to_f64();
                                score_of_sides(value(&smaller), value(&larger))
                            }
                            Ratio::None => WORST,
                            Ratio::Unbounded => -WORST,
                        }
                    };
                    let (found, _) = search(&counts, &mut score, budget / 2, &mut chance);
                    let origin = format!("local search from {origin}");
                    candidates.push(self.examine(index, &origin, &integers(&found)));
                }
                if candidates.is_empty() {
                    return CaseHunt::unreached(self.case(index));
                }
                let (finding, simplest) = self.findings(index, &candidates);
                let bindings = self.case(index).bindings.clone();
                CaseHunt { bindings, finding, simplest, is_reached: true, approach: None }
            })
            .collect()
    }
}

/// What the cases share.
struct Shared<'a> {
    table: &'a EntropyTable,
    pool: &'a [Start],
    features: &'a [Vec<f64>],
    of_atom: &'a [usize],
    sequences: &'a [Vec<usize>],
}

impl Shared<'_> {
    /// The starts with the best scores, those with the same entropies once.
    fn best_starts(&self, objective: &Objective, number: usize) -> Vec<Proposal> {
        let mut order: Vec<(f64, u64, usize)> = self
            .features
            .iter()
            .zip(self.pool)
            .enumerate()
            .map(|(index, (features, start))| (objective.score(features), start.counts.iter().sum(), index))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut chosen: Vec<usize> = Vec::new();
        for (_, _, index) in &order {
            let is_new = chosen.iter().all(|known| {
                let pairs = self.features[*known].iter().zip(&self.features[*index]);
                pairs.fold(0.0_f64, |largest, (a, b)| largest.max((a - b).abs())) > 1e-9
            });
            if is_new {
                chosen.push(*index);
            }
            if chosen.len() == number {
                break;
            }
        }
        let proposal = |index: usize| Proposal {
            score: objective.score(&self.features[index]),
            origin: self.pool[index].name.clone(),
            counts: self.pool[index].counts.clone(),
        };
        chosen.into_iter().map(proposal).collect()
    }
}

/// Ascent from a law, roundings of what it reaches, and local search from the best of these.
fn improve(landscape: Landscape, start: &Proposal, budget: usize, chance: &mut Chance) -> Vec<Proposal> {
    let mut scratch = Scratch::default();
    let law = probabilities(&start.counts);
    let noise: Vec<f64> = law.iter().map(|_| -(1.0 - chance.unit()).ln()).collect();
    let sum: f64 = noise.iter().sum();
    let noise: Vec<f64> = noise.iter().map(|x| x / sum).collect();
    let share = [1e-1, 1e-2, 1e-4][chance.below(3)];
    let reached = ascend(landscape, &blend(&law, &noise, share), ITERATIONS);
    let mut found: Vec<Proposal> = roundings(&reached)
        .into_iter()
        .map(|counts| reduced(&counts))
        .map(|counts| Proposal {
            score: landscape.score_of_counts(&counts, &mut scratch),
            origin: format!("ascent from {}", start.origin),
            counts,
        })
        .collect();
    sort(&mut found);
    let simple = found.iter().skip(3).filter(|proposal| proposal.score > SEEMS_VIOLATED);
    let simple = simple.min_by_key(|proposal| proposal.counts.iter().sum::<u64>()).cloned();
    found.truncate(3);
    found.extend(simple);
    let mut score = |counts: &[u64]| landscape.score_of_counts(counts, &mut scratch);
    let origins = found.iter().filter(|proposal| proposal.counts.iter().sum::<u64>() <= 1 << 14).map(|p| &p.counts);
    let from: Vec<Vec<u64>> = origins.take(1).chain([&start.counts]).cloned().collect();
    for counts in from {
        let (counts, score) = search(&counts, &mut score, budget / 2, chance);
        found.push(Proposal { score, origin: format!("local search from {}", start.origin), counts });
    }
    found
}

/// Best scores first; among those equal up to rounding, smaller denominators first.
fn sort(proposals: &mut [Proposal]) {
    let key = |proposal: &Proposal| {
        let score = (proposal.score * 1e9).round();
        (score, proposal.counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count)))
    };
    proposals.sort_by(|a, b| {
        let (a_key, b_key) = (key(a), key(b));
        b_key.0.total_cmp(&a_key.0).then(a_key.1.cmp(&b_key.1)).then_with(|| a.counts.cmp(&b.counts))
    });
}

/// The first laws and an even choice of the others.
fn diverse(starts: Vec<Start>, number: usize) -> Vec<Start> {
    let step = starts.len().div_ceil(number.max(1)).max(1);
    let first = number / 4;
    starts.into_iter().enumerate().filter(|(index, _)| *index < first || index % step == 0).map(|(_, s)| s).collect()
}

fn integers(counts: &[u64]) -> Vec<Integer> {
    counts.iter().copied().map(Integer::from).collect()
}

/// What the quantifiers bind on the way to a relation.
fn bindings_at(goal: &Goal, path: &Path) -> Vec<Binding> {
    let mut bindings = Vec::new();
    let mut goal = goal;
    for &step in path {
        match goal {
            Tree::Leaf(_) => break,
            Tree::All(instances) | Tree::Any(instances) => {
                let (binding, next) = &instances[step];
                bindings.push(binding.clone());
                goal = next;
            }
        }
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

/// Whether the quantifiers before the law make the claim false, with the ratio, and the cases that this rests on.
fn conclude(tree: &Tree<usize>, cases: &[Case], hunts: &[CaseHunt]) -> (bool, Ratio, Vec<usize>) {
    let better =
        |a: &(bool, Ratio, Vec<usize>), b: &(bool, Ratio, Vec<usize>)| a.0.cmp(&b.0).then(a.1.rank(&b.1)).is_gt();
    let largest = |parts: Vec<(bool, Ratio, Vec<usize>)>| {
        parts.into_iter().reduce(|best, next| if better(&next, &best) { next } else { best })
    };
    match tree {
        Tree::Leaf(leaf) => {
            let of_leaf = cases.iter().zip(hunts).enumerate().filter(|(_, (case, _))| case.leaf == *leaf);
            let parts = of_leaf
                .filter(|(_, (_, hunt))| hunt.finding.is_some())
                .map(|(index, (_, hunt))| (hunt.is_violated(), hunt.ratio().clone(), vec![index]));
            largest(parts.collect()).unwrap_or((false, Ratio::None, Vec::new()))
        }
        Tree::All(instances) => {
            let parts = instances.iter().map(|(_, tree)| conclude(tree, cases, hunts)).collect();
            largest(parts).unwrap_or((false, Ratio::None, Vec::new()))
        }
        Tree::Any(instances) => {
            let parts: Vec<_> = instances.iter().map(|(_, tree)| conclude(tree, cases, hunts)).collect();
            let is_violated = parts.iter().all(|part| part.0);
            let all = parts.iter().flat_map(|part| part.2.iter().copied()).collect();
            let least = parts.into_iter().map(|part| part.1).reduce(|a, b| if b.rank(&a).is_lt() { b } else { a });
            (is_violated, least.unwrap_or(Ratio::Unbounded), all)
        }
    }
}
