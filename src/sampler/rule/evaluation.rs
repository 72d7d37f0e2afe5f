//! What a rule costs.

use rug::{Integer, Rational};

use crate::exact::Extended;
use crate::law::Law;
use crate::limits::{RULE_FRACTION_BITS, RULE_OUTCOME_LIMIT};
use crate::sampler::output_law::{kl_divergence, reverse_kl_divergence};
use crate::sampler::predictor::Model;

use super::composed::{Block, Rule};
use super::error::RuleError;
use super::forward::{Round, Runs, forward, forward_with_rounds};
use super::outcomes::{drawings, subsets};
use super::requirements;
use super::rows::Rows;

/// What a rule costs on a law `p`; exact.
#[derive(Debug, Clone)]
pub struct RuleEvaluation {
    /// The output law `q`: the probabilities of all `V^L` sequences, in the order of the law's atoms. Where the rule
    /// chooses at random, `q` is the mixture over its choices.
    pub output: Vec<Rational>,
    /// `KL(p || q)` in nats.
    pub kl: Extended,
    /// `KL(q || p)` in nats; infinite if and only if `support_probability` is below 1.
    pub reverse_kl: Extended,
    /// The mean of `KL(p || q_choices)` in nats over the rule's random choices of positions. It is at least `kl`, as
    /// divergence is convex, and equal to it where nothing but tokens is random. `None` where the choices depend on the
    /// tokens that are drawn.
    pub mean_kl_over_orders: Option<Extended>,
    /// `TV = 1/2 sum_x |p(x) - q(x)|`.
    pub total_variation: Rational,
    /// `q{ x : p(x) > 0 }`.
    pub support_probability: Rational,
    /// The mean number of rounds along the rule's own runs, null rounds not counted.
    pub expected_rounds: Rational,
    /// The mean number of rounds that reveal nothing.
    pub expected_null_rounds: Rational,
    /// `sum_x p(x) E( rounds | output x )`; `None` when `q` misses a sequence of the law.
    pub expected_rounds_under_law: Option<Rational>,
    /// The largest number of rounds of a run of positive probability, null rounds not counted.
    pub max_rounds: usize,
    /// Whether `q = p`.
    pub is_exact: bool,
}

/// Goes through all runs of a rule.
///
/// ```
/// use maskproof::exact::Rational;
/// use maskproof::law::{Law, PatternCounts, Vocabulary};
/// use maskproof::sampler::rule::{evaluate_rule, parse_rule};
/// use maskproof::sampler::{Model, Predictor};
/// // Two independent tokens, which are 1 with probabilities 1/10 and 1/5.
/// let counts = [36, 9, 4, 1].map(Into::into).to_vec();
/// let law = Law::from_counts("independent", Vocabulary::numbered(2), 2, counts)?;
/// let patterns = PatternCounts::new(&law);
/// let model = Model::new(&law, &patterns, Predictor::Exact);
/// let rule = parse_rule("low-confidence:1", &law, &patterns)?;
/// let evaluation = evaluate_rule(&model, &rule)?;
/// assert_eq!(evaluation.output[0b11], Rational::from((1, 500)));
/// assert_eq!(evaluation.total_variation, Rational::from((9, 100)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RuleError::TooManyOutcomes`] when the outcomes of all rounds may be more than
/// [`RULE_OUTCOME_LIMIT`]; [`RuleError::TooManyDigits`] when the denominators of the output have more than about
/// [`RULE_FRACTION_BITS`]; [`RuleError::NoUnconditional`] and [`RuleError::GuidedZero`] of guidance;
/// [`RuleError::NoRevealedRows`] and [`RuleError::NoRevealedRow`] of rules that read rows at revealed positions.
pub fn evaluate_rule(model: &Model, rule: &Rule) -> Result<RuleEvaluation, RuleError> {
    requirements::check(model, rule)?;
    check_work(model, rule)?;
    Ok(evaluation(model.law(), forward(model, rule)))
}

/// As [`evaluate_rule`], with every round of every state that runs come to: which step, which state, how probable, and
/// the law of the state behind the round.
///
/// # Errors
/// As [`evaluate_rule`].
pub fn evaluate_rule_with_rounds(model: &Model, rule: &Rule) -> Result<(RuleEvaluation, Vec<Round>), RuleError> {
    requirements::check(model, rule)?;
    check_work(model, rule)?;
    let (runs, rounds) = forward_with_rounds(model, rule);
    Ok((evaluation(model.law(), runs), rounds))
}

fn check_work(model: &Model, rule: &Rule) -> Result<(), RuleError> {
    let outcomes = outcomes(model, rule);
    if outcomes > RULE_OUTCOME_LIMIT {
        return Err(RuleError::TooManyOutcomes { rule: rule.to_string(), outcomes, limit: RULE_OUTCOME_LIMIT });
    }
    let bits = fraction_bits(model, rule);
    if bits > RULE_FRACTION_BITS {
        return Err(RuleError::TooManyDigits { rule: rule.to_string(), bits, limit: RULE_FRACTION_BITS });
    }
    Ok(())
}

/// About how many bits the denominators of a rule's output have beside the products of rows, by the rows of the state
/// in which all is masked.
fn fraction_bits(model: &Model, rule: &Rule) -> u64 {
    let (all, length) = (model.patterns().all_masked(), model.law().length());
    let of_block = |block: &Block| {
        let rows = Rows::new(model, all, block.positions, rule.shaping());
        let confidences = rows.compared().flat_map(|row| {
            (0..row.distribution.weights().len()).map(|token| row.confidence(token)).collect::<Vec<_>>()
        });
        let common = confidences.fold(Integer::from(1), |common, confidence| common.lcm(confidence.denom()));
        let size = model.law().vocabulary_size();
        rule.selection().fraction_bits(block.positions.size(), size, u64::from(common.significant_bits()))
    };
    rule.blocks(length).iter().map(of_block).fold(0, u64::saturating_add)
}

fn evaluation(law: &Law, runs: Runs) -> RuleEvaluation {
    let Runs { output, rounds, null_rounds, max_rounds, mean_kl } = runs;
    let mut distance = Rational::new();
    let mut support_probability = Rational::new();
    let mut under_law = Some(Rational::new());
    for (atom, sampled) in output.iter().enumerate() {
        let probability = law.probability(atom);
        distance += Rational::from(&probability - sampled).abs();
        if probability.is_zero() {
            continue;
        }
        support_probability += sampled;
        under_law = under_law
            .filter(|_| !sampled.is_zero())
            .map(|sum| sum + probability * Rational::from(&rounds[atom] / sampled));
    }
    RuleEvaluation {
        kl: kl_divergence(law, &output),
        reverse_kl: reverse_kl_divergence(law, &output),
        mean_kl_over_orders: mean_kl,
        is_exact: distance.is_zero(),
        total_variation: distance / 2,
        support_probability,
        expected_rounds: Rational::from(Rational::sum(rounds.iter())),
        expected_null_rounds: null_rounds,
        expected_rounds_under_law: under_law,
        max_rounds,
        output,
    }
}

/// A bound on the number of outcomes of all rounds at all states, or the largest number where it is more.
fn outcomes(model: &Model, rule: &Rule) -> u64 {
    let size = model.law().vocabulary_size();
    let mut sum = 0_u64;
    // The tokens of the blocks before, of which every choice is a state of its own.
    let mut before = 1_u64;
    for block in rule.blocks(model.law().length()) {
        let length = block.positions.size();
        let steps = block.steps.filter(|_| rule.selection().has_random_sizes()).map_or(1, |(_, steps)| steps as u64);
        for masked in usize::from(!rule.selection().masks_again())..=length {
            let states = subsets(length, length - masked, size);
            let each = rule.selection().outcomes(masked, length, size);
            let here = before.saturating_mul(states).saturating_mul(each).saturating_mul(steps);
            sum = sum.saturating_add(here);
        }
        before = before.saturating_mul(drawings(length, size));
    }
    sum
}
