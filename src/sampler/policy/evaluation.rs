//! What a policy costs: the divergence of the law from its output, its rounds, and its expected conditional total
//! correlation.

use rug::{Integer, Rational};

use crate::entropy::CountLogs;
use crate::exact::{Extended, LogForm};
use crate::law::{PositionSet, index_of};
use crate::sampler::predictor::Model;
use crate::sampler::states::{Counts, States};
use crate::sampler::states_error::StatesError;

use super::error::PolicyError;
use super::independence::add_conditional_tc;
use super::{Policy, revealed_by, successors};

/// What a policy costs; exact.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// `KL(p || q)` in nats for the output law `q`, `sum_x p(x) ( ln p(x) - sum_t sum_{i in S_t} ln phat_i(x_i |
    /// x_{C_t}) )`, added up sequence by sequence.
    pub kl: Extended,
    /// `E_p R`, the mean number of rounds under the law.
    pub expected_rounds: Rational,
    /// The largest number of rounds on a sequence of positive probability.
    pub max_rounds: usize,
    /// `E_p sum_t TC(X_{S_t} | x_{C_t})` in nats: `KL(p || q)` of the exact predictor (Wen, Liang & Lu, Theorem 1). A
    /// state is visited exactly when the law's sequence agrees with it, so this is the sum over the policy's states of
    /// `p(x_C) TC(X_S | x_C)`: no output law and no predictor takes part, except where the policy itself reads its rows.
    pub conditional_tc: LogForm,
    /// `E_p sum_t sum_{i in S_t} KL( p_i(. | x_{C_t}) || phat_i(. | x_{C_t}) )` in nats, what the predictor's rows add;
    /// 0 for the exact predictor.
    pub learning_gap: Extended,
}

/// Follows a policy through all its states of positive probability.
///
/// ```
/// use maskproof::exact::Rational;
/// use maskproof::law::{PatternCounts, families::parse_spec};
/// use maskproof::sampler::policy::{LeftToRight, evaluate};
/// use maskproof::sampler::{Model, Predictor};
/// let law = parse_spec("parity(L=3,V=2)").unwrap();
/// let patterns = PatternCounts::new(&law);
/// let model = Model::new(&law, &patterns, Predictor::Exact);
/// let evaluation = evaluate(&model, &LeftToRight::new(2).unwrap())?;
/// assert_eq!(evaluation.expected_rounds, 2);
/// assert!(evaluation.kl.finite().unwrap().is_zero()); // two of three bits are independent
/// # Ok::<(), maskproof::sampler::policy::PolicyError>(())
/// ```
///
/// # Errors
/// [`PolicyError::States`], of laws that are given by their sequences: too many states, or a row that the predictor lacks.
pub fn evaluate(model: &dyn States, policy: &dyn Policy) -> Result<Evaluation, PolicyError> {
    let total = model.total();
    let mut walk = Walk {
        model,
        policy,
        path: Vec::new(),
        kl: model.logs(),
        kl_of_table: LogForm::zero(),
        rounds: Integer::new(),
        max_rounds: 0,
        conditional_tc: model.logs(),
        learning_gap: LogForm::zero(),
        is_finite: true,
    };
    walk.follow(model.all_masked(), 0).map_err(|error| PolicyError::States { policy: policy.name(), error })?;
    let extended = |form| if walk.is_finite { Extended::Finite(form) } else { Extended::PositiveInfinity };
    let mut kl = walk.kl.divided_by(total);
    kl += &walk.kl_of_table;
    Ok(Evaluation {
        kl: extended(kl),
        expected_rounds: Rational::from((walk.rounds, total)),
        max_rounds: walk.max_rounds,
        conditional_tc: walk.conditional_tc.divided_by(total),
        learning_gap: extended(walk.learning_gap),
    })
}

/// What is added up over the policy's states of positive probability. The sampler and the law agree on which these are,
/// but for what a predictor rules out.
struct Walk<'a> {
    model: &'a dyn States,
    policy: &'a dyn Policy,
    /// The tokens that were drawn to reach the state, each as the state, the position and the token.
    path: Vec<(usize, usize, usize)>,
    /// `sum_x c(x) ln( p(x) / q(x) )`, but for the terms of a predictor table.
    kl: CountLogs<'a>,
    /// The terms of a predictor table in `KL(p || q)`.
    kl_of_table: LogForm,
    /// The sum over sequences of count times rounds.
    rounds: Integer,
    max_rounds: usize,
    conditional_tc: CountLogs<'a>,
    learning_gap: LogForm,
    /// Whether the predictor rules out no sequence of the law: otherwise `kl` and `learning_gap` are infinite.
    is_finite: bool,
}

impl Walk<'_> {
    /// Goes on from a state of positive probability, which is reached after a number of rounds.
    fn follow(&mut self, state: usize, rounds: usize) -> Result<(), StatesError> {
        let model = self.model;
        if model.masked(state).is_empty() {
            self.max_rounds = self.max_rounds.max(rounds);
            self.rounds += &*model.count(state) * Integer::from(rounds);
            self.add_divergence(state);
            return Ok(());
        }
        let set = revealed_by(self.policy, model, state);
        add_conditional_tc(&mut self.conditional_tc, model, state, set);
        if !model.is_exact() {
            self.add_learning_gap(state, set);
        }
        StatesError::check(model, 0)?;
        let drawn = self.path.len();
        for next in model.followers(state, set) {
            self.path.extend(set.positions().map(|position| (state, position, model.digit(next, position))));
            self.follow(next, rounds + 1)?;
            self.path.truncate(drawn);
        }
        Ok(())
    }

    /// Adds `c(x) ln( p(x) / q(x) )` of a sequence: the output's probability is the product over the path of the
    /// predictor's probabilities.
    fn add_divergence(&mut self, sequence: usize) {
        let (model, total) = (self.model, self.model.total());
        let count = model.count(sequence);
        model.add_log(&mut self.kl, sequence, &count);
        model.subtract_log(&mut self.kl, model.all_masked(), &count);
        for &(state, position, token) in &self.path {
            if model.is_exact() {
                model.add_log(&mut self.kl, state, &count);
                model.subtract_log(&mut self.kl, model.written(state, &[(position, token)]), &count);
                continue;
            }
            let predicted = model.conditional(state, position, token);
            if predicted.weight.is_zero() {
                self.is_finite = false;
                return;
            }
            let probability = Rational::from((&*count, total));
            self.kl_of_table.add_ln(&predicted.sum, &probability);
            self.kl_of_table.add_ln(&predicted.weight, &-probability);
        }
    }

    /// Adds `p(x_C) sum_{i in S} KL( p_i(. | x_C) || phat_i(. | x_C) )`.
    fn add_learning_gap(&mut self, state: usize, set: PositionSet) {
        let (model, total) = (self.model, self.model.total());
        let here = model.count(state);
        for position in set.positions() {
            for (token, count) in model.tokens(state, position) {
                let predicted = model.conditional(state, position, token);
                if predicted.weight.is_zero() {
                    self.is_finite = false;
                    continue;
                }
                let probability = Rational::from((&*count, total));
                self.learning_gap.add_ln(&count, &probability);
                self.learning_gap.add_ln(&predicted.sum, &probability);
                let negative = -probability;
                self.learning_gap.add_ln(&here, &negative);
                self.learning_gap.add_ln(&predicted.weight, &negative);
            }
        }
    }
}

/// The output law `q` of a policy: the probabilities of all `V^L` sequences, in the order of the law's atoms; exact.
pub fn policy_output_law(model: &Model, policy: &dyn Policy) -> Vec<Rational> {
    let patterns = model.patterns();
    let mut output = vec![Rational::new(); model.law().counts().len()];
    let mut pending = vec![(patterns.all_masked(), Rational::from(1))];
    while let Some((state, probability)) = pending.pop() {
        if model.masked(state).is_empty() {
            let digits: Vec<usize> = (0..patterns.length()).map(|position| patterns.digit(state, position)).collect();
            output[index_of(&digits, patterns.vocabulary_size())] = probability;
            continue;
        }
        let set = revealed_by(policy, model, state);
        for next in successors(patterns, state, set) {
            let drawn = set.positions().fold(probability.clone(), |product, position| {
                product * model.conditional(state, position, patterns.digit(next, position)).to_rational()
            });
            pending.push((next, drawn));
        }
    }
    output
}

/// The output law of a randomised policy that draws one of some deterministic policies at the start, with weights that
/// sum to 1. Divergence is convex, so `KL(p || sum_w w q_w) <= sum_w w KL(p || q_w)`.
///
/// # Panics
/// When the outputs are not all laws of the same shape.
pub fn mixture_output(components: &[(Rational, &[Rational])]) -> Vec<Rational> {
    let length = components.first().map_or(0, |(_, output)| output.len());
    let mut mixture = vec![Rational::new(); length];
    for (weight, output) in components {
        assert_eq!(output.len(), length, "output laws of different shapes");
        for (sum, probability) in mixture.iter_mut().zip(*output) {
            *sum += Rational::from(weight * probability);
        }
    }
    mixture
}
