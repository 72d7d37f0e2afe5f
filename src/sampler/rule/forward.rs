//! The forward pass: the law of the state after every round, and so the output law with its rounds.
//!
//! States are gone through in the order of the step and of the number of revealed positions. As a round goes on to a
//! later step (always, where positions are masked again) or reveals a position, each state has all its weight when it
//! is reached, and is gone through once.

use std::collections::BTreeMap;

use rug::Rational;

use crate::exact::{Extended, LogSum, LogValue, Real};
use crate::law::{PositionSet, index_of};
use crate::limits::RULE_FRACTION_BITS;
use crate::sampler::policy::masked;
use crate::sampler::predictor::Model;
use crate::sampler::rows::Undecided;

use super::composed::{Block, Rule};
use super::fraction_bits::fraction_bits;
use super::rounds::Rounds;
use super::rows::Rows;
use super::selection::{Place, Selection};
use super::weight::{Gathered, Weight};

/// What the runs of a rule come to: exact where rows and probabilities are rational, and otherwise enclosed. Whatever has
/// probability 0 is exactly 0.
#[derive(Debug, Clone)]
pub struct Runs {
    /// The output law `q`: the probabilities of all `V^L` sequences, in the order of the law's atoms.
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
    /// The state: a pattern of the law, whose digit `V` means masked.
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

/// Goes through all runs of a rule, with numbers of this precision where they are enclosed.
///
/// # Errors
/// [`Undecided`]: what enclosures do not tell, at this precision or at all.
pub fn forward(model: &Model, rule: &Rule, precision: u32) -> Result<Runs, Undecided> {
    Ok(pass(model, rule, precision, None)?.0)
}

/// As [`forward`], with every round in the order in which it is gone through: by the step, by the number of revealed
/// positions, by the state.
///
/// # Errors
/// As [`forward`].
pub fn forward_with_rounds(model: &Model, rule: &Rule, precision: u32) -> Result<(Runs, Vec<Round<Real>>), Undecided> {
    let (runs, rounds) = pass(model, rule, precision, Some(Vec::new()))?;
    Ok((runs, rounds.unwrap_or_default()))
}

/// What the runs come to, and their rounds where they are asked for.
type Followed = (Runs, Option<Vec<Round<Real>>>);

fn pass(model: &Model, rule: &Rule, precision: u32, noted: Option<Vec<Round<Real>>>) -> Result<Followed, Undecided> {
    let (patterns, law) = (model.patterns(), model.law());
    let atoms = law.counts().len();
    let blocks = rule.blocks(law.length());
    let steps = blocks.last().and_then(|block| block.steps).map(|(first, steps)| first + steps);
    let mut pass = Pass {
        model,
        rule,
        precision,
        encloses: fraction_bits(model, rule) > RULE_FRACTION_BITS,
        blocks,
        pending: BTreeMap::new(),
        runs: Runs { output: vec![Real::zero(); atoms], rounds: vec![Rounds::default(); atoms], steps, mean_kl: None },
        choices: Choices { looks_at_tokens: false, is_finite: true, kl: LogSum::default() },
        noted,
    };
    if rule.selection().starts_from_law() {
        let sequences = patterns.patterns_on(PositionSet::all(law.length()));
        for (atom, _) in law.support() {
            let start = Key { step: 0, revealed: law.length(), state: sequences[atom] };
            let probability = Real::Exact(law.probability(atom));
            pass.add(start, Weight::start(&probability, Real::zero()));
        }
    } else {
        let start = Key { step: 0, revealed: 0, state: patterns.all_masked() };
        pass.add(start, Weight::start(&Real::one(), Real::one()));
    }
    while let Some((key, parts)) = pass.pending.pop_first() {
        let weight = parts.total().expect("a state that is met has a weight");
        pass.go_on(key, &weight)?;
    }
    let noted = pass.noted.take();
    Ok((pass.finish(), noted))
}

/// A state at a step, in the order in which states are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    model: &'a Model<'a>,
    rule: &'a Rule,
    precision: u32,
    /// Whether fractions are too long to be followed exactly.
    encloses: bool,
    blocks: Vec<Block>,
    pending: BTreeMap<Key, Gathered>,
    runs: Runs,
    choices: Choices,
    /// The rounds so far, where they are asked for.
    noted: Option<Vec<Round<Real>>>,
}

impl Pass<'_> {
    /// The block at which a state stands, with what is masked of it; `None` at the end.
    fn block(&self, key: Key) -> Option<(Block, PositionSet)> {
        let masked = masked(self.model, key.state);
        let of_block = |block: &Block| block.positions.minus(block.positions.minus(masked));
        let is_current = |block: &&Block| match block.steps {
            Some((first, steps)) => key.step < first + steps,
            None => !of_block(block).is_empty(),
        };
        self.blocks.iter().find(is_current).map(|block| (*block, of_block(block)))
    }

    fn go_on(&mut self, key: Key, weight: &Weight) -> Result<(), Undecided> {
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
        if let Some(noted) = &mut self.noted {
            let probability = weight.probability();
            noted.push(Round { step: key.step, state: key.state, probability, next: BTreeMap::new() });
        }
        let step = key.step + usize::from(block.steps.is_some());
        match self.rule.selection().select(&place)? {
            Selection::Positions(sets) => self.reveal_sets(key, step, weight, &rows, sets),
            Selection::Likeliest(set) => {
                self.reveal_sets(key, step, weight, &rows.likeliest(), vec![(set, Real::one())]);
            }
            Selection::Tokens { kept, sum } => {
                self.choices.looks_at_tokens = true;
                let weight = weight.times(&Real::one().over(&sum));
                for (kept, chance) in kept {
                    let state = self.written(key.state, &kept);
                    let revealed = self.model.patterns().kept(state).size();
                    let next = Key { step, revealed, state };
                    self.add_run((key, next), kept.is_empty(), &weight, &chance, Real::zero());
                }
            }
        }
        Ok(())
    }

    /// The state with some pairs of a position and its token written into it.
    fn written(&self, state: usize, kept: &[(usize, usize)]) -> usize {
        let patterns = self.model.patterns();
        kept.iter().fold(state, |state, &(position, token)| patterns.with_token(state, position, token))
    }

    /// Goes on with every set that may be chosen.
    fn reveal_sets(&mut self, key: Key, step: usize, weight: &Weight, rows: &Rows, sets: Vec<(PositionSet, Real)>) {
        self.add_divergence(key, weight, rows, &sets);
        for (set, probability) in sets {
            self.reveal(key, step, weight, rows, set, &probability);
        }
    }

    /// Goes on with every drawing of the tokens of a set.
    fn reveal(&mut self, key: Key, step: usize, weight: &Weight, rows: &Rows, set: PositionSet, chance: &Real) {
        let patterns = self.model.patterns();
        let mut drawn = vec![(key.state, Real::one())];
        let mut sum = Real::one();
        for position in set.positions() {
            let row = &rows.of(position).drawn;
            sum = sum.times(row.sum());
            let with_tokens = |(state, weight): &(usize, Real)| {
                let (state, weight) = (*state, weight.clone());
                row.possible()
                    .map(move |(token, drawn)| (patterns.with_token(state, position, token), weight.times(drawn)))
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
        assert!(next > key, "rule {} stays at state {}", self.rule, key.state);
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
        self.pending.entry(key).or_default().add(weight);
    }

    /// Subtracts what the sets chosen at a state add to the mean of `ln s_i(x_i)`.
    fn add_divergence(&mut self, key: Key, weight: &Weight, rows: &Rows, sets: &[(PositionSet, Real)]) {
        let (patterns, total) = (self.model.patterns(), self.model.law().total());
        if weight.chosen.is_zero() || patterns.count(key.state).is_zero() {
            return;
        }
        for row in rows.rows() {
            let with_it = sets.iter().filter(|(set, _)| set.contains(row.position())).map(|(_, chance)| chance);
            let chosen = Real::sum(with_it).times(&weight.chosen);
            if chosen.is_zero() {
                continue;
            }
            for token in 0..row.drawn.weights().len() {
                let count = patterns.count(patterns.with_token(key.state, row.position(), token));
                if count.is_zero() {
                    continue;
                }
                let drawn = row.drawn.probability(token);
                if drawn.is_zero() {
                    self.choices.is_finite = false;
                    continue;
                }
                let share = Real::Exact(Rational::from((count, total))).times(&chosen);
                self.choices.kl.subtract_ln(&drawn, &share);
            }
        }
    }

    /// Books the runs that have reached their end.
    fn end(&mut self, state: usize, weight: &Weight) {
        let patterns = self.model.patterns();
        assert!(masked(self.model, state).is_empty(), "rule {} leaves a position masked", self.rule);
        let digits: Vec<usize> = (0..patterns.length()).map(|position| patterns.digit(state, position)).collect();
        let atom = index_of(&digits, patterns.vocabulary_size());
        let (output, rounds) = (&mut self.runs.output[atom], &mut self.runs.rounds[atom]);
        let probability = weight.probability();
        *rounds = std::mem::take(rounds).with(output, weight.rounds(), &probability);
        *output += &probability;
    }

    fn finish(mut self) -> Runs {
        if !self.choices.looks_at_tokens {
            let law = self.model.law();
            for (atom, count) in law.support() {
                let probability = Real::Exact(Rational::from((count, law.total())));
                self.choices.kl.add_ln(&Real::Exact(law.probability(atom)), &probability);
            }
            self.runs.mean_kl = Some(if self.choices.is_finite {
                self.choices.kl.value().not_negative()
            } else {
                LogValue::Exact(Extended::PositiveInfinity)
            });
        }
        let [low, high] = Real::sum(&self.runs.output).ends();
        debug_assert!(low <= 1 && high >= 1, "the probabilities sum to 1");
        self.runs
    }
}
