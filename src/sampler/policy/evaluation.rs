//! The output law of a policy, its divergence, its rounds, and its expected conditional total correlation.

use rug::{Integer, Rational};

use crate::entropy::CountLogs;
use crate::exact::{Extended, LogForm};
use crate::law::{PositionSet, index_of};
use crate::sampler::output_law::kl_divergence;
use crate::sampler::predictor::{Model, Predictor};

use super::independence::add_conditional_tc;
use super::{Policy, masked, revealed_by, successors};

/// What a policy puts out and costs; exact.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The output law `q`: the probabilities of all `V^L` sequences, in the order of the law's atoms.
    pub output: Vec<Rational>,
    /// `KL(p || q)` in nats, from its definition.
    pub kl: Extended,
    /// `E_p R`, the mean number of rounds under the law.
    pub expected_rounds: Rational,
    /// The largest number of rounds on a sequence of positive probability.
    pub max_rounds: usize,
    /// `E_p sum_t TC(X_{S_t} | x_{C_t})` in nats, summed over states without the output law: `KL(p || q)` of the exact
    /// predictor (Wen, Liang & Lu, Theorem 1).
    pub conditional_tc: LogForm,
    /// `E_p sum_t sum_{i in S_t} KL( p_i(. | x_{C_t}) || phat_i(. | x_{C_t}) )` in nats, what the predictor's rows add;
    /// 0 for the exact predictor.
    pub learning_gap: Extended,
}

/// Follows a policy through all its states.
///
/// ```
/// use maskproof::exact::Rational;
/// use maskproof::law::{PatternCounts, families::parse_spec};
/// use maskproof::sampler::policy::{LeftToRight, evaluate};
/// use maskproof::sampler::{Model, Predictor};
/// let law = parse_spec("parity(L=3,V=2)").unwrap();
/// let patterns = PatternCounts::new(&law);
/// let model = Model::new(&law, &patterns, Predictor::Exact);
/// let evaluation = evaluate(&model, &LeftToRight::new(2).unwrap());
/// assert_eq!(evaluation.expected_rounds, 2);
/// assert!(evaluation.kl.finite().unwrap().is_zero()); // two of three bits are independent
/// ```
pub fn evaluate(model: &Model, policy: &dyn Policy) -> Evaluation {
    let patterns = model.patterns();
    let mut walk = Walk {
        model,
        policy,
        output: vec![Rational::new(); model.law().counts().len()],
        rounds: Integer::new(),
        max_rounds: 0,
    };
    walk.follow(patterns.all_masked(), &Rational::from(1), 0);
    let Walk { output, rounds, max_rounds, .. } = walk;
    Evaluation {
        kl: kl_divergence(model.law(), &output),
        output,
        expected_rounds: Rational::from((rounds, model.law().total())),
        max_rounds,
        conditional_tc: expected_conditional_tc(model, policy),
        learning_gap: expected_learning_gap(model, policy),
    }
}

struct Walk<'a> {
    model: &'a Model<'a>,
    policy: &'a dyn Policy,
    output: Vec<Rational>,
    /// The sum over sequences of count times rounds.
    rounds: Integer,
    max_rounds: usize,
}

impl Walk<'_> {
    /// Goes on from a state that the sampler reaches with a probability after a number of rounds.
    fn follow(&mut self, state: usize, probability: &Rational, rounds: usize) {
        let patterns = self.model.patterns();
        if masked(self.model, state).is_empty() {
            let digits: Vec<usize> = (0..patterns.length()).map(|position| patterns.digit(state, position)).collect();
            let atom = index_of(&digits, patterns.vocabulary_size());
            self.output[atom].clone_from(probability);
            let count = patterns.count(state);
            if !count.is_zero() {
                self.rounds += count * Integer::from(rounds);
                self.max_rounds = self.max_rounds.max(rounds);
            }
            return;
        }
        let set = revealed_by(self.policy, self.model, state);
        for next in successors(patterns, state, set) {
            let drawn = set.positions().fold(probability.clone(), |product, position| {
                product * self.model.conditional(state, position, patterns.digit(next, position)).to_rational()
            });
            self.follow(next, &drawn, rounds + 1);
        }
    }
}

/// `E_p sum_t TC(X_{S_t} | x_{C_t})` in nats; exact.
///
/// A state is visited exactly when the law's sequence agrees with it, so this is the sum over the policy's states of
/// `p(x_C) TC(X_S | x_C)`: no output law and no predictor takes part, except where the policy itself reads its rows.
pub fn expected_conditional_tc(model: &Model, policy: &dyn Policy) -> LogForm {
    let patterns = model.patterns();
    let mut logs = CountLogs::new(patterns);
    visit_possible(model, policy, &mut |state, set| add_conditional_tc(&mut logs, patterns, state, set));
    logs.divided_by(model.law().total())
}

/// `E_p sum_t sum_{i in S_t} KL( p_i(. | x_{C_t}) || phat_i(. | x_{C_t}) )` in nats; exact.
fn expected_learning_gap(model: &Model, policy: &dyn Policy) -> Extended {
    let mut form = LogForm::zero();
    if matches!(model.predictor(), Predictor::Exact) {
        return Extended::Finite(form);
    }
    let (patterns, total) = (model.patterns(), model.law().total());
    let mut is_finite = true;
    visit_possible(model, policy, &mut |state, set| {
        for position in set.positions() {
            for token in 0..patterns.vocabulary_size() {
                let count = patterns.count(patterns.with_token(state, position, token));
                let predicted = model.conditional(state, position, token);
                if count.is_zero() {
                    continue;
                }
                if predicted.weight.is_zero() {
                    is_finite = false;
                    continue;
                }
                let probability = Rational::from((count, total));
                form.add_ln(count, &probability);
                form.add_ln(&predicted.sum, &probability);
                let negative = -probability;
                form.add_ln(patterns.count(state), &negative);
                form.add_ln(&predicted.weight, &negative);
            }
        }
    });
    if is_finite { Extended::Finite(form) } else { Extended::PositiveInfinity }
}

/// Visits the policy's states of positive probability, with the set revealed at each.
fn visit_possible(model: &Model, policy: &dyn Policy, visit: &mut dyn FnMut(usize, PositionSet)) {
    let mut pending = vec![model.patterns().all_masked()];
    while let Some(state) = pending.pop() {
        if model.patterns().count(state).is_zero() || masked(model, state).is_empty() {
            continue;
        }
        let set = revealed_by(policy, model, state);
        visit(state, set);
        pending.extend(successors(model.patterns(), state, set));
    }
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
