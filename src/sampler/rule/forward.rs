//! The forward pass: the law of the state after every round, and so the output law with its rounds.
//!
//! States are gone through in the order of the step and of the number of revealed positions. As a round goes on to a
//! later step (always, where positions are masked again) or reveals a position, each state has all its weight when it
//! is reached, and is gone through once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rug::{Integer, Rational};

use crate::exact::{Extended, LogForm};
use crate::law::{PositionSet, index_of};
use crate::sampler::policy::masked;
use crate::sampler::predictor::Model;

use super::composed::{Block, Rule};
use super::rows::Rows;
use super::selection::{Place, Selection};

/// What the runs of a rule come to; exact.
#[derive(Debug, Clone)]
pub struct Runs {
    /// The output law `q`: the probabilities of all `V^L` sequences, in the order of the law's atoms.
    pub output: Vec<Rational>,
    /// For each sequence the sum over the runs that end in it of probability times number of rounds.
    pub rounds: Vec<Rational>,
    /// The mean number of null rounds, which reveal nothing.
    pub null_rounds: Rational,
    /// The largest number of rounds of a run of positive probability, null rounds not counted.
    pub max_rounds: usize,
    /// The mean over the choices of positions of `KL(p || q_choices)` in nats; `None` for a rule whose choices depend
    /// on the tokens that it draws.
    pub mean_kl: Option<Extended>,
}

/// One round at a state that runs come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The step, from 0, counted through all blocks; 0 for rules without a number of steps.
    pub step: usize,
    /// The state: a pattern of the law, whose digit `V` means masked.
    pub state: usize,
    /// The probability that a run comes to the state at this step.
    pub probability: Rational,
    /// The law of the state behind the round, in the order of the states. In a null round the state stays.
    pub next: BTreeMap<usize, Rational>,
}

/// Goes through all runs of a rule.
pub fn forward(model: &Model, rule: &Rule) -> Runs {
    pass(model, rule, None).0
}

/// As [`forward`], with every round in the order in which it is gone through: by the step, by the number of revealed
/// positions, by the state.
pub fn forward_with_rounds(model: &Model, rule: &Rule) -> (Runs, Vec<Round>) {
    let (runs, rounds) = pass(model, rule, Some(Vec::new()));
    (runs, rounds.unwrap_or_default())
}

fn pass(model: &Model, rule: &Rule, noted: Option<Vec<Round>>) -> (Runs, Option<Vec<Round>>) {
    let (patterns, law) = (model.patterns(), model.law());
    let atoms = law.counts().len();
    let mut pass = Pass {
        model,
        rule,
        blocks: rule.blocks(law.length()),
        pending: BTreeMap::new(),
        runs: Runs {
            output: vec![Rational::new(); atoms],
            rounds: vec![Rational::new(); atoms],
            null_rounds: Rational::new(),
            max_rounds: 0,
            mean_kl: None,
        },
        choices: Choices { looks_at_tokens: false, is_finite: true, kl: LogForm::zero() },
        noted,
    };
    if rule.selection().starts_from_law() {
        let sequences = patterns.patterns_on(PositionSet::all(law.length()));
        for (atom, _) in law.support() {
            let start = Key { step: 0, revealed: law.length(), state: sequences[atom] };
            pass.pending.insert(start, Weight { probability: law.probability(atom), ..Weight::default() });
        }
    } else {
        let start = Key { step: 0, revealed: 0, state: patterns.all_masked() };
        let certain = || Rational::from(1);
        let all = Weight { probability: certain(), chosen: certain(), ..Weight::default() };
        pass.pending.insert(start, all);
    }
    while let Some((key, weight)) = pass.pending.pop_first() {
        pass.go_on(key, &weight);
    }
    let noted = pass.noted.take();
    (pass.finish(), noted)
}

/// A state at a step, in the order in which states are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    step: usize,
    revealed: usize,
    state: usize,
}

/// What leads to a state.
#[derive(Debug, Clone, Default)]
struct Weight {
    /// The probability that a run comes by.
    probability: Rational,
    /// The sum over the runs so far of probability times the rounds that are missing from the most; it is 0 where all
    /// have the same number, as most rules do.
    rounds_less: Rational,
    most_rounds: usize,
    /// The probability that the positions of the state are what has been revealed, when the tokens are those of a
    /// sequence of the law that agrees with the state: of choices that look at no drawn token.
    chosen: Rational,
}

impl Weight {
    /// The same with every probability multiplied by a factor, `chosen` apart.
    fn times(&self, factor: &Rational) -> Self {
        Self {
            probability: Rational::from(&self.probability * factor),
            rounds_less: Rational::from(&self.rounds_less * factor),
            most_rounds: self.most_rounds,
            chosen: Rational::new(),
        }
    }

    /// Adds what also leads to the state.
    fn add(&mut self, mut other: Self) {
        let most_rounds = self.most_rounds.max(other.most_rounds);
        for weight in [&mut *self, &mut other] {
            let missing = most_rounds - weight.most_rounds;
            if missing > 0 {
                weight.rounds_less += Rational::from(missing) * &weight.probability;
            }
        }
        self.most_rounds = most_rounds;
        self.probability += other.probability;
        self.rounds_less += other.rounds_less;
        self.chosen += other.chosen;
    }
}

/// The mean divergence over the choices of positions: with `x` drawn from the law and the positions chosen by the rule,
/// `E ln p(x) - E sum ln s_i(x_i)` over all that is revealed.
struct Choices {
    looks_at_tokens: bool,
    is_finite: bool,
    kl: LogForm,
}

struct Pass<'a> {
    model: &'a Model<'a>,
    rule: &'a Rule,
    blocks: Vec<Block>,
    pending: BTreeMap<Key, Weight>,
    runs: Runs,
    choices: Choices,
    /// The rounds so far, where they are asked for.
    noted: Option<Vec<Round>>,
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

    fn go_on(&mut self, key: Key, weight: &Weight) {
        let Some((block, masked)) = self.block(key) else {
            self.end(key.state, weight);
            return;
        };
        let first_step = block.steps.map_or(0, |(first, _)| first);
        if masked.is_empty() && !self.rule.selection().masks_again() {
            // What is left of the steps of the block reveals nothing.
            let end = block.steps.map_or(key.step, |(first, steps)| first + steps);
            self.runs.null_rounds += &weight.probability * Rational::from(end - key.step);
            self.add(Key { step: end, ..key }, weight.clone());
            return;
        }
        let rows = Rows::new(self.model, key.state, masked, self.rule.shaping());
        let place = Place {
            model: self.model,
            state: key.state,
            step: key.step - first_step,
            block: block.positions,
            rows: &rows,
            shaping: self.rule.shaping(),
        };
        if let Some(noted) = &mut self.noted {
            let probability = weight.probability.clone();
            noted.push(Round { step: key.step, state: key.state, probability, next: BTreeMap::new() });
        }
        let step = key.step + usize::from(block.steps.is_some());
        match self.rule.selection().select(&place) {
            Selection::Positions(sets) => self.reveal_sets(key, step, weight, &rows, sets),
            Selection::Likeliest(set) => {
                self.reveal_sets(key, step, weight, &rows.likeliest(), vec![(set, Rational::from(1))]);
            }
            Selection::Tokens { kept, sum } => {
                self.choices.looks_at_tokens = true;
                let weight = weight.times(&Rational::from((1, sum)));
                for (kept, chance) in kept {
                    let state = self.written(key.state, &kept);
                    let revealed = self.model.patterns().kept(state).size();
                    let next = Key { step, revealed, state };
                    self.add_run((key, next), kept.is_empty(), &weight, &chance, Rational::new());
                }
            }
        }
    }

    /// The state with some pairs of a position and its token written into it.
    fn written(&self, state: usize, kept: &[(usize, usize)]) -> usize {
        let patterns = self.model.patterns();
        kept.iter().fold(state, |state, &(position, token)| patterns.with_token(state, position, token))
    }

    /// Goes on with every set that may be chosen.
    fn reveal_sets(&mut self, key: Key, step: usize, weight: &Weight, rows: &Rows, sets: Vec<(PositionSet, Rational)>) {
        self.add_divergence(key, weight, rows, &sets);
        for (set, probability) in sets {
            self.reveal(key, step, weight, rows, set, &probability);
        }
    }

    /// Goes on with every drawing of the tokens of a set.
    fn reveal(&mut self, key: Key, step: usize, weight: &Weight, rows: &Rows, set: PositionSet, chance: &Rational) {
        let patterns = self.model.patterns();
        let mut drawn = vec![(key.state, Integer::from(1))];
        let mut sum = Integer::from(1);
        for position in set.positions() {
            let row = &rows.of(position).drawn;
            sum *= row.sum();
            let with_tokens = |(state, weight): &(usize, Integer)| {
                let (state, weight) = (*state, weight.clone());
                let possible = row.weights().iter().enumerate().filter(|(_, drawn)| !drawn.is_zero());
                possible.map(move |(token, drawn)| {
                    (patterns.with_token(state, position, token), Integer::from(&weight * drawn))
                })
            };
            drawn = drawn.iter().flat_map(with_tokens).collect();
        }
        let chosen = Rational::from(&weight.chosen * chance);
        let weight = weight.times(&(chance.clone() / sum));
        for (state, drawn) in drawn {
            let next = Key { step, revealed: key.revealed + set.size(), state };
            self.add_run((key, next), set.is_empty(), &weight, &Rational::from(drawn), chosen.clone());
        }
    }

    /// Adds the runs that go from one state to the next with a factor of their probability; in a null round nothing is
    /// written.
    fn add_run(
        &mut self,
        (key, next): (Key, Key),
        is_null: bool,
        weight: &Weight,
        factor: &Rational,
        chosen: Rational,
    ) {
        assert!(next > key, "rule {} stays at state {}", self.rule, key.state);
        let mut weight = weight.times(factor);
        weight.chosen = chosen;
        if let Some(round) = self.noted.as_mut().and_then(|noted| noted.last_mut()) {
            *round.next.entry(next.state).or_default() += Rational::from(&weight.probability / &round.probability);
        }
        if is_null {
            self.runs.null_rounds += &weight.probability;
        } else {
            weight.most_rounds += 1;
        }
        self.add(next, weight);
    }

    fn add(&mut self, key: Key, weight: Weight) {
        match self.pending.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(weight);
            }
            Entry::Occupied(mut entry) => entry.get_mut().add(weight),
        }
    }

    /// Subtracts what the sets chosen at a state add to the mean of `ln s_i(x_i)`.
    fn add_divergence(&mut self, key: Key, weight: &Weight, rows: &Rows, sets: &[(PositionSet, Rational)]) {
        let (patterns, total) = (self.model.patterns(), self.model.law().total());
        if weight.chosen.is_zero() || patterns.count(key.state).is_zero() {
            return;
        }
        for row in rows.rows() {
            let with_it = sets.iter().filter(|(set, _)| set.contains(row.position())).map(|(_, chance)| chance);
            let chosen = Rational::from(Rational::sum(with_it)) * &weight.chosen;
            if chosen.is_zero() {
                continue;
            }
            for token in 0..row.drawn.weights().len() {
                let count = patterns.count(patterns.with_token(key.state, row.position(), token));
                if count.is_zero() {
                    continue;
                }
                let Some(logarithm) = LogForm::ln(&row.drawn.probability(token)) else {
                    self.choices.is_finite = false;
                    continue;
                };
                let share = Rational::from((count, total)) * &chosen;
                self.choices.kl.add_scaled(&logarithm, &-share);
            }
        }
    }

    /// Books the runs that have reached their end.
    fn end(&mut self, state: usize, weight: &Weight) {
        let patterns = self.model.patterns();
        assert!(masked(self.model, state).is_empty(), "rule {} leaves a position masked", self.rule);
        let digits: Vec<usize> = (0..patterns.length()).map(|position| patterns.digit(state, position)).collect();
        let atom = index_of(&digits, patterns.vocabulary_size());
        self.runs.output[atom] += &weight.probability;
        self.runs.rounds[atom] += Rational::from(weight.most_rounds) * &weight.probability - &weight.rounds_less;
        self.runs.max_rounds = self.runs.max_rounds.max(weight.most_rounds);
    }

    fn finish(mut self) -> Runs {
        if !self.choices.looks_at_tokens {
            let law = self.model.law();
            for (atom, count) in law.support() {
                let logarithm = LogForm::ln(&law.probability(atom)).expect("an atom of the support");
                self.choices.kl.add_scaled(&logarithm, &Rational::from((count, law.total())));
            }
            self.runs.mean_kl = Some(if self.choices.is_finite {
                Extended::Finite(self.choices.kl)
            } else {
                Extended::PositiveInfinity
            });
        }
        debug_assert_eq!(Rational::from(Rational::sum(self.runs.output.iter())), Integer::from(1));
        self.runs
    }
}
