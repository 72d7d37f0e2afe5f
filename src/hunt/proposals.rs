//! The floating-point side of a hunt: laws are proposed by ascents, local search and families, and the best are examined exactly.

use rayon::prelude::*;

use super::ascent::{Landscape, ascend, blend, probabilities, roundings};
use super::chance::Chance;
use super::descent::{reduced, search};
use super::entropies::{EntropyTable, Grouping, Scratch};
use super::exact_ratio::Ratio;
use super::examination::{Candidate, Ground, integers};
use super::family::{self, Approach, EXAMINED_AT, promising};
use super::objective::Objective;
use super::outcome::CaseHunt;
use super::pool::{Start, starts, types};

/// Laws scored in floating point for each unit of effort, in visits of a pattern, shared by all cases.
pub(super) const VISITS: usize = 400_000_000;

/// Laws scored for every case at the least, about: two ascents, and the smallest number of families.
pub(super) const LEAST: usize = 2 * 3 * ITERATIONS + 256;

/// The iterations of an ascent.
const ITERATIONS: usize = 300;

/// The score above which a law seems to violate a case.
const SEEMS_VIOLATED: f64 = 1e-6;

/// The most laws with the best scores that are examined exactly for a case, each time that some are proposed.
const EXAMINED: usize = 12;

/// A law that is proposed for exact examination.
#[derive(Clone)]
struct Proposal {
    score: f64,
    origin: String,
    counts: Vec<u64>,
}

impl Ground<'_> {
    /// Cases that are functions of entropies: searched in floating point.
    pub(super) fn by_proposals(&self, grouping: Grouping, stop: &(dyn Fn() -> bool + Sync)) -> Vec<CaseHunt> {
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
