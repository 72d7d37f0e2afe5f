//! The forward pass: the law of the state after every round, and so the output law with its rounds.
//!
//! States are gone through in the order of the step, of the number of revealed positions, and of their tokens. As a round goes on to a
//! later step (always, where positions are masked again) or reveals a position, each state has all its weight when it
//! is reached, and is gone through once.

use std::collections::BTreeMap;

use rug::Rational;
use rustc_hash::FxHashMap;

use crate::exact::{Extended, LogSum, LogValue, Real};
use crate::law::PositionSet;
use crate::limits::{RULE_FRACTION_BITS, SPARSE_OUTCOME_LIMIT};
use crate::sampler::rows::Undecided;
use crate::sampler::states::States;
use crate::sampler::states_error::StatesError;

use super::composed::{Block, Rule};
use super::fraction_bits::fraction_bits;
use super::rounds::Rounds;
use super::rows::{Row, Rows};
use super::selection::{Place, Selection};
use super::weight::{Gathered, Weight};

/// What the runs of a rule come to: exact where rows and probabilities are rational, and otherwise enclosed. Whatever has
/// probability 0 is exactly 0.
#[derive(Debug, Clone)]
pub struct Runs {
    /// The sequences of the output law, as states in lexicographic order: all `V^L`, or those of a law without a table and
    /// those in which runs end.
    pub sequences: Vec<usize>,
    /// The output law `q`: the probability of each sequence.
    pub output: Vec<Real>,
    /// For each sequence the rounds of the runs that end in it.
    pub rounds: Vec<Rounds>,
    /// The number of steps of every run, of which each is a round or reveals nothing; `None` for a rule without a number
    /// of steps, whose rounds all reveal something.
    pub steps: Option<usize>,
    /// The mean over the choices of positions of `KL(p || q_choices)` in nats; `None` for a rule whose choices depend
    /// on the tokens that it draws.
    pub mean_kl: Option<LogValue>,
}

/// One round at a state that runs come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round<Number = Rational> {
    /// The step, from 0, counted through all blocks; 0 for rules without a number of steps.
    pub step: usize,
    /// The state: of a law with a table a pattern, whose digit `V` means masked.
    pub state: usize,
    /// The probability that a run comes to the state at this step.
    pub probability: Number,
    /// The law of the state behind the round, in the order of the states. In a null round the state stays.
    pub next: BTreeMap<usize, Number>,
}

impl Round<Real> {
    /// The round with rationals; `None` where a number is enclosed.
    pub fn into_exact(self) -> Option<Round> {
        let next = self.next.into_iter().map(|(state, probability)| Some((state, probability.into_exact()?)));
        Some(Round {
            step: self.step,
            state: self.state,
            probability: self.probability.into_exact()?,
            next: next.collect::<Option<_>>()?,
        })
    }
}

/// Why runs are not followed to their ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// Enclosures leave something open, at this precision or at all.
    Undecided(Undecided),
    /// The states of a law that is given by its sequences are too many, or its predictor lacks a row.
    States(StatesError),
}

impl From<Undecided> for Stopped {
    fn from(undecided: Undecided) -> Self {
        Self::Undecided(undecided)
    }
}

impl From<StatesError> for Stopped {
    fn from(error: StatesError) -> Self {
        Self::States(error)
    }
}

/// Goes through all runs of a rule, with numbers of this precision where they are enclosed.
///
/// # Errors
/// [`Stopped`]
pub fn forward(model: &dyn States, rule: &Rule, precision: u32) -> Result<Runs, Stopped> {
    Ok(pass(model, rule, precision, None)?.0)
}

/// As [`forward`], with every round in the order in which it is gone through: by the step, by the number of revealed
/// positions, by the state.
///
/// # Errors
/// As [`forward`].
pub fn forward_with_rounds(
    model: &dyn States,
    rule: &Rule,
    precision: u32,
) -> Result<(Runs, Vec<Round<Real>>), Stopped> {
    let (runs, rounds) = pass(model, rule, precision, Some(Vec::new()))?;
    Ok((runs, rounds.unwrap_or_default()))
}

/// What the runs come to, and their rounds where they are asked for.
type Followed = (Runs, Option<Vec<Round<Real>>>);

fn pass(model: &dyn States, rule: &Rule, precision: u32, noted: Option<Vec<Round<Real>>>) -> Result<Followed, Stopped> {
    let length = model.shape().length();
    let mut pass = Pass {
        model,
        rule,
        precision,
        encloses: fraction_bits(model, rule) > RULE_FRACTION_BITS,
        blocks: rule.blocks(length),
        pending: BTreeMap::new(),
        ended: FxHashMap::default(),
        outcomes: 0,
        weights: 0,
        choices: Choices { looks_at_tokens: false, is_finite: true, kl: LogSum::default() },
        noted,
    };
    if rule.selection().starts_from_law() {
        for state in model.support() {
            let probability = Real::Exact(Rational::from((&*model.count(state), model.total())));
            pass.add(Key { step: 0, revealed: length, state }, Weight::start(&probability, Real::zero()));
        }
    } else {
        let start = Key { step: 0, revealed: 0, state: model.all_masked() };
        pass.add(start, Weight::start(&Real::one(), Real::one()));
    }
    while let Some(((step, revealed), states)) = pass.pending.pop_first() {
        let mut states: Vec<(usize, Gathered)> = states.into_iter().collect();
        states.sort_unstable_by(|(first, _), (second, _)| model.compare(*first, *second));
        for (state, parts) in states {
            let weight = parts.total().expect("a state that is met has a weight");
            pass.weights -= 1;
            pass.go_on(Key { step, revealed, state }, &weight)?;
        }
    }
    let noted = pass.noted.take();
    Ok((pass.finish(), noted))
}

/// The bytes that are kept of the runs that come to a state, about.
const WEIGHT_BYTES: u64 = 1024;

/// A state at a step.
#[derive(Debug, Clone, Copy)]
struct Key {
    step: usize,
    revealed: usize,
    state: usize,
}

/// The mean divergence over the choices of positions: with `x` drawn from the law and the positions chosen by the rule,
/// `E ln p(x) - E sum ln s_i(x_i)` over all that is revealed.
struct Choices {
    looks_at_tokens: bool,
    is_finite: bool,
    kl: LogSum,
}

struct Pass<'a> {
    model: &'a dyn States,
    rule: &'a Rule,
    precision: u32,
    /// Whether fractions are too long to be followed exactly.
    encloses: bool,
    blocks: Vec<Block>,
    /// The states that are still to be gone through, by the step and the number of revealed positions.
    pending: BTreeMap<(usize, usize), FxHashMap<usize, Gathered>>,
    /// The probabilities of the sequences in which runs have ended, with their rounds.
    ended: FxHashMap<usize, (Real, Rounds)>,
    /// The outcomes so far, of a law without a table.
    outcomes: u64,
    /// The number of states whose weights are kept.
    weights: u64,
    choices: Choices,
    /// The rounds so far, where they are asked for.
    noted: Option<Vec<Round<Real>>>,
}

impl Pass<'_> {
    /// The block at which a state stands, with what is masked of it; `None` at the end.
    fn block(&self, key: Key) -> Option<(Block, PositionSet)> {
        let masked = self.model.masked(key.state);
        let of_block = |block: &Block| block.positions.minus(block.positions.minus(masked));
        let is_current = |block: &&Block| match block.steps {
            Some((first, steps)) => key.step < first + steps,
            None => !of_block(block).is_empty(),
        };
        self.blocks.iter().find(is_current).map(|block| (*block, of_block(block)))
    }

    /// Counts outcomes of a law without a table, whose number is not bounded beforehand.
    fn count_outcomes(&mut self, outcomes: u64) -> Result<(), StatesError> {
        self.outcomes = self.outcomes.saturating_add(outcomes);
        if self.outcomes > SPARSE_OUTCOME_LIMIT {
            return Err(StatesError::TooManyOutcomes { outcomes: self.outcomes, limit: SPARSE_OUTCOME_LIMIT });
        }
        StatesError::check(self.model, WEIGHT_BYTES.saturating_mul(self.weights.saturating_add(outcomes)))
    }

    /// What a selection goes through at a place: sets of positions, or sets with their tokens.
    fn work(&self, place: &Place) -> u64 {
        let (selection, rows) = (self.rule.selection(), place.rows);
        let possible = |row: &Row| row.drawn.possible().count();
        let tokens = if selection.is_blind() {
            1
        } else {
            let of_rows = rows.rows().iter().map(possible).max();
            of_rows.unwrap_or_else(|| self.model.shape().vocabulary_size())
        };
        selection.outcomes(rows.number(), place.block.size(), tokens)
    }

    fn go_on(&mut self, key: Key, weight: &Weight) -> Result<(), Stopped> {
        let Some((block, masked)) = self.block(key) else {
            self.end(key.state, weight);
            return Ok(());
        };
        let first_step = block.steps.map_or(0, |(first, _)| first);
        if masked.is_empty() && !self.rule.selection().masks_again() {
            // What is left of the steps of the block reveals nothing.
            let end = block.steps.map_or(key.step, |(first, steps)| first + steps);
            self.add(Key { step: end, ..key }, weight.clone());
            return Ok(());
        }
        let rows = Rows::new(self.model, key.state, masked, self.rule.shaping(), self.precision);
        let place = Place {
            model: self.model,
            state: key.state,
            step: key.step - first_step,
            block: block.positions,
            rows: &rows,
            shaping: self.rule.shaping(),
            precision: self.precision,
            encloses: self.encloses,
        };
        if self.model.model().is_none() {
            self.count_outcomes(self.work(&place))?;
        }
        if let Some(noted) = &mut self.noted {
            let probability = weight.probability();
            noted.push(Round { step: key.step, state: key.state, probability, next: BTreeMap::new() });
        }
        let step = key.step + usize::from(block.steps.is_some());
        match self.rule.selection().select(&place)? {
            Selection::Positions(sets) => self.reveal_sets(key, step, weight, &rows, sets)?,
            Selection::Likeliest(set) => {
                self.reveal_sets(key, step, weight, &rows.likeliest(), vec![(set, Real::one())])?;
            }
            Selection::Tokens { kept, sum } => {
                self.choices.looks_at_tokens = true;
                let weight = weight.times(&Real::one().over(&sum));
                if self.model.model().is_none() {
                    self.count_outcomes(kept.len() as u64)?;
                }
                for (kept, chance) in kept {
                    let state = self.model.written(key.state, &kept);
                    let revealed = self.model.shape().length() - self.model.masked(state).size();
                    let next = Key { step, revealed, state };
                    self.add_run((key, next), kept.is_empty(), &weight, &chance, Real::zero());
                }
            }
        }
        Ok(())
    }

    /// Goes on with every set that may be chosen.
    fn reveal_sets(
        &mut self,
        key: Key,
        step: usize,
        weight: &Weight,
        rows: &Rows,
        sets: Vec<(PositionSet, Real)>,
    ) -> Result<(), StatesError> {
        if self.model.model().is_none() {
            let possible = |position| rows.of(position).drawn.possible().count() as u64;
            let drawings = |set: PositionSet| set.positions().map(possible).fold(1, u64::saturating_mul);
            self.count_outcomes(sets.iter().map(|(set, _)| drawings(*set)).fold(0, u64::saturating_add))?;
        }
        self.add_divergence(key, weight, rows, &sets);
        for (set, probability) in sets {
            self.reveal(key, step, weight, rows, set, &probability);
        }
        Ok(())
    }

    /// Goes on with every drawing of the tokens of a set.
    fn reveal(&mut self, key: Key, step: usize, weight: &Weight, rows: &Rows, set: PositionSet, chance: &Real) {
        let mut drawn = vec![(key.state, Real::one())];
        let mut sum = Real::one();
        for position in set.positions() {
            let row = &rows.of(position).drawn;
            sum = sum.times(row.sum());
            let with_tokens = |(state, weight): &(usize, Real)| {
                let (model, state, weight) = (self.model, *state, weight.clone());
                row.possible()
                    .map(move |(token, drawn)| (model.written(state, &[(position, token)]), weight.times(drawn)))
            };
            drawn = drawn.iter().flat_map(with_tokens).collect();
        }
        let chosen = weight.chosen.times(chance);
        let weight = weight.times(&chance.over(&sum));
        for (state, drawn) in drawn {
            let next = Key { step, revealed: key.revealed + set.size(), state };
            self.add_run((key, next), set.is_empty(), &weight, &drawn, chosen.clone());
        }
    }

    /// Adds the runs that go from one state to the next with a factor of their probability; in a null round nothing is
    /// written.
    fn add_run(&mut self, (key, next): (Key, Key), is_null: bool, weight: &Weight, factor: &Real, chosen: Real) {
        let is_later = (next.step, next.revealed) > (key.step, key.revealed);
        assert!(is_later, "rule {} stays at state {}", self.rule, key.state);
        let mut weight = weight.times(factor);
        weight.chosen = chosen;
        if let Some(round) = self.noted.as_mut().and_then(|noted| noted.last_mut()) {
            *round.next.entry(next.state).or_default() += &weight.probability().over(&round.probability);
        }
        if !is_null {
            weight.count_round();
        }
        self.add(next, weight);
    }

    fn add(&mut self, key: Key, weight: Weight) {
        let states = self.pending.entry((key.step, key.revealed)).or_default();
        let before = states.len();
        states.entry(key.state).or_default().add(weight);
        self.weights += (states.len() - before) as u64;
    }

    /// Subtracts what the sets chosen at a state add to the mean of `ln s_i(x_i)`.
    fn add_divergence(&mut self, key: Key, weight: &Weight, rows: &Rows, sets: &[(PositionSet, Real)]) {
        let (model, total) = (self.model, self.model.total());
        if weight.chosen.is_zero() || model.count(key.state).is_zero() {
            return;
        }
        for position in rows.positions().positions() {
            let with_it = sets.iter().filter(|(set, _)| set.contains(position)).map(|(_, chance)| chance);
            let chosen = Real::sum(with_it).times(&weight.chosen);
            if chosen.is_zero() {
                continue;
            }
            let row = rows.of(position);
            for (token, count) in model.tokens(key.state, position) {
                let drawn = row.drawn.probability(token);
                if drawn.is_zero() {
                    self.choices.is_finite = false;
                    continue;
                }
                let share = Real::Exact(Rational::from((&*count, total))).times(&chosen);
                self.choices.kl.subtract_ln(&drawn, &share);
            }
        }
    }

    /// Books the runs that have reached their end.
    fn end(&mut self, state: usize, weight: &Weight) {
        assert!(self.model.masked(state).is_empty(), "rule {} leaves a position masked", self.rule);
        let before = self.ended.len();
        let (output, rounds) = self.ended.entry(state).or_default();
        let probability = weight.probability();
        *rounds = std::mem::take(rounds).with(output, weight.rounds(), &probability);
        *output += &probability;
        self.weights += (self.ended.len() - before) as u64;
    }

    fn finish(mut self) -> Runs {
        let mut mean_kl = None;
        if !self.choices.looks_at_tokens {
            for state in self.model.support() {
                let probability = Real::Exact(Rational::from((&*self.model.count(state), self.model.total())));
                self.choices.kl.add_ln(&probability, &probability);
            }
            mean_kl = Some(if self.choices.is_finite {
                self.choices.kl.value().not_negative()
            } else {
                LogValue::Exact(Extended::PositiveInfinity)
            });
        }
        let sequences = self.model.sequences(self.ended.keys().copied().collect());
        let ends = sequences.iter().map(|sequence| self.ended.remove(sequence).unwrap_or_default());
        let (output, rounds): (Vec<Real>, Vec<Rounds>) = ends.unzip();
        let [low, high] = Real::sum(&output).ends();
        debug_assert!(low <= 1 && high >= 1, "the probabilities sum to 1");
        let steps = self.blocks.last().and_then(|block| block.steps).map(|(first, steps)| first + steps);
        Runs { sequences, output, rounds, steps, mean_kl }
    }
}
