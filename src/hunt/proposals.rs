//! The floating-point side of a hunt: laws are proposed by ascents, local search and families, and the best are
//! examined exactly.

use rayon::prelude::*;

use crate::evaluation::Verdict;

use super::ascent::{Landscape, ascend, blend, probabilities, roundings};
use super::constant_bound::Implied;
use super::entropies::{EntropyTable, Grouping, Scratch};
use super::examination::{Candidate, SearchContext, integers};
use super::family::{self, EXAMINED_AT, LimitFamily, promising};
use super::local_search::{reduced, search};
use super::objective::{FeatureSpace, Objective};
use super::outcome::CaseHunt;
use super::pool::{Start, random_starts, starts, types};
use super::ratio::Ratio;
use super::seeded_rng::SeededRng;

/// Laws scored in floating point for each unit of effort, in visits of a pattern, shared by all cases.
pub(super) const VISITS: usize = 400_000_000;

/// Laws scored for every case at the least, about: two ascents, and the smallest number of families.
pub(super) const LEAST: usize = 2 * 3 * ITERATIONS + 256;

/// The most ascents in a round.
const ASCENTS: usize = 48;

/// The most random laws of each kind in a round.
const RANDOM: usize = 64;

/// The most families that are compared, for each round.
const FAMILIES: usize = 20_000;

/// The iterations of an ascent.
const ITERATIONS: usize = 300;

/// The score above which a law seems to violate a case.
const SEEMS_VIOLATED: f64 = 1e-6;

/// The most laws with the best scores that are examined exactly for a case, each time that some are proposed.
const EXAMINED: usize = 12;

/// The laws that are scored for a case.
pub(super) fn budget_of_case(cases: usize, patterns: usize, effort: usize) -> usize {
    VISITS.saturating_mul(effort) / (cases.max(1) * patterns)
}

/// The random laws of each kind in a round, and the most laws in the pool of the first, for the budget of a case.
pub(super) fn pool_size(budget: usize, patterns: usize, effort: usize) -> (usize, usize) {
    ((budget / 16).clamp(4, RANDOM), (VISITS.saturating_mul(effort) / patterns).max(64))
}

/// A law that is proposed for exact examination.
#[derive(Clone)]
struct Proposal {
    score: f64,
    origin: String,
    counts: Vec<u64>,
}

impl SearchContext<'_> {
    /// Cases that are functions of entropies: searched in floating point.
    pub(super) fn by_proposals(&self, grouping: Grouping, stop: &(dyn Fn() -> bool + Sync)) -> Vec<CaseHunt> {
        let shape = self.options.shape;
        let table = EntropyTable::new(shape, grouping);
        let cases = self.plans.plan.cases.len();
        let effort = usize::try_from(self.options.effort).unwrap_or(usize::MAX);
        // In laws scored.
        let budget = budget_of_case(cases, table.patterns(), effort);
        // A round is a pool of starts with ascents from the best. Small shapes have one for each unit of effort, large
        // ones as many as the budget allows.
        let (random, most) = pool_size(budget, table.patterns(), effort);
        let rounds = (budget / 2 / (3 * ITERATIONS) / ASCENTS).clamp(1, effort);
        let pool = starts(shape, self.options.seed, random, most);
        let features = features_of(&table, &pool);
        let (of_atom, sequences) = types(shape);
        let shared = Shared {
            table: &table,
            pool: &pool,
            features: &features,
            of_atom: &of_atom,
            sequences: &sequences,
            random,
            rounds,
        };
        (0..cases)
            .into_par_iter()
            .map(|index| self.search_case(index, &shared, grouping, budget, stop))
            .inspect(|_| self.tell_progress())
            .collect()
    }

    fn search_case(
        &self,
        index: usize,
        shared: &Shared,
        grouping: Grouping,
        budget: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> CaseHunt {
        if stop() {
            return CaseHunt::unreached(self.case(index));
        }
        let space = FeatureSpace { shape: self.options.shape, grouping };
        let of_constant =
            self.affine[index].as_ref().and_then(|affine| Objective::of_constant(affine, space, shared.features));
        let is_constant = of_constant.is_some();
        let objective = of_constant
            .unwrap_or_else(|| Objective::new(&self.arranged[index], space))
            .under(&self.case(index).premise, space);
        let landscape = Landscape { table: shared.table, objective: &objective };
        let mut proposals = best_starts(shared.pool, shared.features, &objective, EXAMINED);
        let mut candidates: Vec<Candidate> = Vec::new();
        self.examine_best(index, &mut proposals, &mut candidates);
        // What is violated by a positive side against nothing, whatever the constant, cannot be improved.
        let is_settled = |candidates: &[Candidate]| {
            candidates.iter().any(|candidate| match &candidate.examined.implied {
                Some(implied) if is_constant => matches!(implied, Implied::No),
                _ => matches!(candidate.examined.ratio, Ratio::Unbounded),
            })
        };
        let mut approach = None;
        // Half of the budget for ascents, a quarter each for local search and families.
        let ascents = (budget / 2 / (3 * ITERATIONS)).clamp(2, ASCENTS);
        for round in 0..shared.rounds {
            if is_settled(&candidates) || stop() {
                break;
            }
            let chosen = if round == 0 {
                best_starts(shared.pool, shared.features, &objective, ascents)
            } else {
                let numbers = round * shared.random..(round + 1) * shared.random;
                let pool = random_starts(self.options.shape, self.options.seed, numbers);
                best_starts(&pool, &features_of(shared.table, &pool), &objective, ascents)
            };
            let found: Vec<Vec<Proposal>> = chosen
                .par_iter()
                .enumerate()
                .map(|(number, start)| {
                    if stop() {
                        return Vec::new();
                    }
                    let number = (index as u64) << 32 | (round * ASCENTS + number) as u64;
                    let mut chance = SeededRng::new(self.options.seed, b"improve", number);
                    improve(landscape, start, budget / 4 / chosen.len().max(1) / shared.rounds, &mut chance)
                })
                .collect();
            proposals = found.into_iter().flatten().collect();
            self.examine_best(index, &mut proposals, &mut candidates);
        }
        if !is_settled(&candidates) && !stop() {
            approach = self.follow_families(index, landscape, shared, budget / 4, &mut candidates);
        }
        let (finding, simplest) = self.findings(index, &candidates);
        let approach = approach.filter(|approach: &LimitFamily| {
            let last = approach.ratios.last().map(|(_, ratio)| ratio);
            let best = finding.as_ref().map(|finding| &finding.ratio);
            matches!((last, best), (Some(last), Some(best)) if last.rank(best).is_ge())
        });
        CaseHunt { bindings: self.case(index).bindings.clone(), finding, simplest, is_reached: true, approach }
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
            .filter_map(|proposal| self.candidate(index, &proposal.origin, &integers(&proposal.counts)))
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
    ) -> Option<LimitFamily> {
        let mut chance = SeededRng::new(self.options.seed, b"families", index as u64);
        let most = FAMILIES.saturating_mul(shared.rounds);
        let families = promising(landscape, shared.of_atom, shared.sequences, budget.clamp(256, most), &mut chance);
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
        let mut best: Option<LimitFamily> = None;
        for (family, laws, limit) in followed {
            let ratios: Vec<(u32, Ratio)> =
                EXAMINED_AT.into_iter().zip(laws.iter().map(|law| law.examined.ratio.clone())).collect();
            candidates.extend(laws.into_iter().chain([limit]).filter(|law| law.examined.verdict != Verdict::Vacuous));
            let last =
                |approach: &LimitFamily| approach.ratios.last().map(|(_, ratio)| ratio.clone()).expect("several");
            let offered = LimitFamily { family, ratios };
            if family::grows(&offered.ratios)
                && best.as_ref().is_none_or(|known| last(&offered).rank(&last(known)).is_gt())
            {
                best = Some(offered);
            }
        }
        best
    }
}

/// What the cases share.
struct Shared<'a> {
    table: &'a EntropyTable,
    pool: &'a [Start],
    features: &'a [Vec<f64>],
    of_atom: &'a [usize],
    sequences: &'a [Vec<usize>],
    /// The random laws of each kind in a round.
    random: usize,
    rounds: usize,
}

/// The starts with the best scores, those with the same entropies once.
fn best_starts(pool: &[Start], features: &[Vec<f64>], objective: &Objective, number: usize) -> Vec<Proposal> {
    let mut order: Vec<(f64, u64, usize)> = features
        .iter()
        .zip(pool)
        .enumerate()
        .map(|(index, (features, start))| (objective.score(features), start.counts.iter().sum(), index))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut chosen: Vec<usize> = Vec::new();
    for (_, _, index) in &order {
        let is_new = chosen.iter().all(|known| {
            let pairs = features[*known].iter().zip(&features[*index]);
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
        score: objective.score(&features[index]),
        origin: pool[index].name.clone(),
        counts: pool[index].counts.clone(),
    };
    chosen.into_iter().map(proposal).collect()
}

/// The entropies of starts.
fn features_of(table: &EntropyTable, pool: &[Start]) -> Vec<Vec<f64>> {
    pool.par_iter()
        .map_init(Scratch::default, |scratch, start| table.evaluate(&probabilities(&start.counts), scratch))
        .collect()
}

/// Ascent from a law, roundings of what it reaches, and local search from the best of these.
fn improve(landscape: Landscape, start: &Proposal, budget: usize, chance: &mut SeededRng) -> Vec<Proposal> {
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
