//! What a rule costs.

use std::cmp::Ordering;

use rug::Rational;

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Extended, LogValue, Real, Unit};
use crate::limits::{RULE_FRACTION_BITS, RULE_OUTCOME_LIMIT, RULE_PRECISION_LIMIT};
use crate::sampler::output_law::kl_between;
use crate::sampler::states::States;

use super::composed::Rule;
use super::error::RuleError;
use super::forward::{Round, Runs, Stopped, forward, forward_with_rounds};
use super::fraction_bits::fraction_bits;
use super::outcomes::{drawings, subsets};
use super::requirements;
use super::rounds::Rounds;

/// What a rule costs on a law `p`; exact, or as an [`EnclosedEvaluation`].
#[derive(Debug, Clone)]
pub struct RuleEvaluation<Number = Rational, Divergence = Extended, Known = bool> {
    /// The sequences of the output law, as states of the model in lexicographic order: all `V^L`; or of a law that is given
    /// by its sequences these and all others that are possible.
    pub sequences: Vec<usize>,
    /// The output law `q`: the probability of each sequence; of all `V^L` in the order of the law's atoms. Where the rule
    /// chooses at random, `q` is the mixture over its choices.
    pub output: Vec<Number>,
    /// `KL(p || q)` in nats.
    pub kl: Divergence,
    /// `KL(q || p)` in nats; infinite if and only if `support_probability` is below 1.
    pub reverse_kl: Divergence,
    /// The mean of `KL(p || q_choices)` in nats over the rule's random choices of positions. It is at least `kl`, as
    /// divergence is convex, and equal to it where nothing but tokens is random. `None` where the choices depend on the
    /// tokens that are drawn.
    pub mean_kl_over_orders: Option<Divergence>,
    /// `TV = 1/2 sum_x |p(x) - q(x)|`.
    pub total_variation: Number,
    /// `q{ x : p(x) > 0 }`.
    pub support_probability: Number,
    /// The mean number of rounds along the rule's own runs, null rounds not counted.
    pub expected_rounds: Number,
    /// The mean number of rounds that reveal nothing.
    pub expected_null_rounds: Number,
    /// `sum_x p(x) E( rounds | output x )`; `None` when `q` misses a sequence of the law.
    pub expected_rounds_under_law: Option<Number>,
    /// The largest number of rounds of a run of positive probability, null rounds not counted.
    pub max_rounds: usize,
    /// Whether `q = p`.
    pub is_exact: Known,
}

/// What a rule costs where its output law is not rational: every number is exact or enclosed. Whether a divergence is
/// infinite, whether a sequence is possible, and the largest number of rounds are exact all the same; `is_exact` is
/// `None` where the enclosures leave open whether `q = p`.
pub type EnclosedEvaluation = RuleEvaluation<Real, LogValue, Option<bool>>;

impl EnclosedEvaluation {
    /// The evaluation, where every number of it is exact.
    pub fn into_exact(self) -> Option<RuleEvaluation> {
        Some(RuleEvaluation {
            sequences: self.sequences,
            output: self.output.into_iter().map(Real::into_exact).collect::<Option<_>>()?,
            kl: self.kl.into_exact()?,
            reverse_kl: self.reverse_kl.into_exact()?,
            mean_kl_over_orders: match self.mean_kl_over_orders {
                None => None,
                Some(mean) => Some(mean.into_exact()?),
            },
            total_variation: self.total_variation.into_exact()?,
            support_probability: self.support_probability.into_exact()?,
            expected_rounds: self.expected_rounds.into_exact()?,
            expected_null_rounds: self.expected_null_rounds.into_exact()?,
            expected_rounds_under_law: match self.expected_rounds_under_law {
                None => None,
                Some(rounds) => Some(rounds.into_exact()?),
            },
            max_rounds: self.max_rounds,
            is_exact: self.is_exact?,
        })
    }

    /// The largest distance of the ends between which a probability of the output law lies; `None` where all are
    /// rational.
    pub fn width(&self) -> Option<Rational> {
        self.output.iter().filter(|probability| probability.exact().is_none()).map(Real::width).max()
    }

    /// The numbers that are not divergences.
    fn numbers(&self) -> impl Iterator<Item = &Real> {
        [&self.total_variation, &self.support_probability, &self.expected_rounds, &self.expected_null_rounds]
            .into_iter()
            .chain(&self.expected_rounds_under_law)
    }

    /// Whether every figure, and every probability of the output law where that is asked for, has so many certain
    /// significant digits.
    fn tells(&self, digits: u32, with_output: bool) -> bool {
        let output = self.output.iter().filter(|_| with_output);
        let divergences = [&self.kl, &self.reverse_kl].into_iter().chain(&self.mean_kl_over_orders);
        let is_told = |divergence: &LogValue| match divergence {
            LogValue::Exact(_) => true,
            LogValue::Enclosed(_) => {
                [Unit::Nats, Unit::Bits].into_iter().all(|unit| divergence.to_decimal(digits, unit).is_some())
            }
        };
        let is_certain = |number: &Real| number.exact().is_some() || number.to_decimal(digits).is_some();
        self.numbers().chain(output).all(is_certain) && divergences.into_iter().all(is_told)
    }
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
/// let rule = parse_rule("low-confidence:1", law.labels())?;
/// let evaluation = evaluate_rule(&model, &rule)?;
/// assert_eq!(evaluation.output[0b11], Rational::from((1, 500)));
/// assert_eq!(evaluation.total_variation, Rational::from((9, 100)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RuleError::TooManyOutcomes`] when the outcomes of all rounds may be more than [`RULE_OUTCOME_LIMIT`];
/// [`RuleError::TooManyDigits`] when the denominators of the output have more than about
/// [`RULE_FRACTION_BITS`]; [`RuleError::NotRational`] where a number is not known to be rational; for both there is
/// [`enclose_rule`]. [`RuleError::NoUnconditional`] and [`RuleError::GuidedZero`] of guidance;
/// [`RuleError::NoRevealedRows`] and [`RuleError::NoRevealedRow`] of rules that read rows at revealed positions. Of laws
/// that are given by their sequences [`RuleError::States`] in place of the first.
pub fn evaluate_rule(model: &dyn States, rule: &Rule) -> Result<RuleEvaluation, RuleError> {
    check_exact(model, rule)?;
    enclosed(model, rule, FIRST_PRECISION)?.into_exact().ok_or_else(|| not_rational(rule))
}

/// As [`evaluate_rule`], with every round of every state that runs come to: which step, which state, how probable, and
/// the law of the state behind the round.
///
/// # Errors
/// As [`evaluate_rule`].
pub fn evaluate_rule_with_rounds(model: &dyn States, rule: &Rule) -> Result<(RuleEvaluation, Vec<Round>), RuleError> {
    check_exact(model, rule)?;
    let followed = forward_with_rounds(model, rule, FIRST_PRECISION);
    let (runs, rounds) = followed.map_err(|reason| stopped(rule, reason, FIRST_PRECISION))?;
    let exact = evaluation(model, runs).into_exact();
    let rounds = rounds.into_iter().map(Round::into_exact).collect::<Option<_>>();
    exact.zip(rounds).ok_or_else(|| not_rational(rule))
}

/// As [`evaluate_rule`] for every rule: what is not rational is enclosed by numbers of a precision in bits.
///
/// ```
/// use maskproof::law::{PatternCounts, families::parse_spec};
/// use maskproof::sampler::rule::{enclose_rule, parse_rule};
/// use maskproof::sampler::{Model, Predictor};
/// let law = parse_spec("independent(p=9/10;1/10|4/5;1/5)").unwrap();
/// let patterns = PatternCounts::new(&law);
/// let model = Model::new(&law, &patterns, Predictor::Exact);
/// let evaluation = enclose_rule(&model, &parse_rule("random:1@t=0.7", law.labels())?, 128)?;
/// // The proven width of the output law, and a digit that is certain.
/// assert!(evaluation.width().unwrap() < maskproof::exact::powers_of_two::power_of_two(-120));
/// assert_eq!(evaluation.output[0].to_decimal(6).unwrap(), "0.842231");
/// # Ok::<(), maskproof::sampler::rule::RuleError>(())
/// ```
///
/// # Errors
/// Those of [`evaluate_rule`] but for the two of long and irrational fractions; [`RuleError::Undecided`] for a decision
/// of the rule that the enclosures leave open.
pub fn enclose_rule(model: &dyn States, rule: &Rule, precision: u32) -> Result<EnclosedEvaluation, RuleError> {
    check(model, rule)?;
    enclosed(model, rule, precision)
}

/// As [`enclose_rule`], at the first precision of 128, 256, ... bits at which every figure, and with `with_output` every
/// probability of the output law, has so many certain significant digits; or, where a figure stays open, such as a
/// divergence that is 0 without a proof, at [`RULE_PRECISION_LIMIT`] bits. With the precision.
///
/// # Errors
/// As [`enclose_rule`], where something is undecided at [`RULE_PRECISION_LIMIT`] bits.
pub fn enclose_rule_to_digits(
    model: &dyn States,
    rule: &Rule,
    digits: u32,
    with_output: bool,
) -> Result<(EnclosedEvaluation, u32), RuleError> {
    check(model, rule)?;
    let mut precision = FIRST_PRECISION;
    loop {
        let is_last = 2 * precision > RULE_PRECISION_LIMIT;
        match enclosed(model, rule, precision) {
            Ok(evaluation) if is_last || evaluation.tells(digits, with_output) => return Ok((evaluation, precision)),
            Err(error) if is_last || !matches!(error, RuleError::Undecided { .. }) => return Err(error),
            _ => precision *= 2,
        }
    }
}

/// As [`enclose_rule`], of a rule that was checked.
fn enclosed(model: &dyn States, rule: &Rule, precision: u32) -> Result<EnclosedEvaluation, RuleError> {
    let runs = forward(model, rule, precision).map_err(|reason| stopped(rule, reason, precision))?;
    Ok(evaluation(model, runs))
}

fn not_rational(rule: &Rule) -> RuleError {
    RuleError::NotRational { rule: rule.to_string() }
}

fn stopped(rule: &Rule, reason: Stopped, precision: u32) -> RuleError {
    let rule = rule.to_string();
    match reason {
        Stopped::Undecided(undecided) => RuleError::Undecided { rule, what: undecided.what, precision },
        Stopped::States(error) => RuleError::States { rule, error },
    }
}

/// Checks what every evaluation needs.
fn check(model: &dyn States, rule: &Rule) -> Result<(), RuleError> {
    requirements::check(model, rule)?;
    check_outcomes(model, rule)
}

/// Checks what an exact evaluation needs: also that the fractions of its output are not too long.
fn check_exact(model: &dyn States, rule: &Rule) -> Result<(), RuleError> {
    requirements::check(model, rule)?;
    let bits = fraction_bits(model, rule);
    if bits > RULE_FRACTION_BITS {
        return Err(RuleError::TooManyDigits { rule: rule.to_string(), bits, limit: RULE_FRACTION_BITS });
    }
    check_outcomes(model, rule)
}

/// Bounds the outcomes of a law with a table; those of others are counted as they are gone through.
fn check_outcomes(model: &dyn States, rule: &Rule) -> Result<(), RuleError> {
    if model.model().is_none() {
        return Ok(());
    }
    let outcomes = outcomes(model, rule);
    if outcomes > RULE_OUTCOME_LIMIT {
        return Err(RuleError::TooManyOutcomes { rule: rule.to_string(), outcomes, limit: RULE_OUTCOME_LIMIT });
    }
    Ok(())
}

fn evaluation(model: &dyn States, runs: Runs) -> EnclosedEvaluation {
    let Runs { sequences, output, rounds, steps, mean_kl } = runs;
    let probability = |sequence: &usize| Real::Exact(Rational::from((&*model.count(*sequence), model.total())));
    let law: Vec<Real> = sequences.iter().map(probability).collect();
    let mut distance = Real::zero();
    let mut is_exact = Some(true);
    // What is possible under the law, and what is not.
    let (mut support_probability, mut beside) = (Real::zero(), Real::zero());
    let mut under_law = Some(Real::zero());
    let mut all_rounds = Rounds::default();
    let mut so_far = Real::zero();
    for ((probability, sampled), rounds) in law.iter().zip(&output).zip(rounds) {
        distance += &probability.distance(sampled);
        is_exact = match (is_exact, probability.order(sampled)) {
            (Some(false), _) | (_, Some(Ordering::Less | Ordering::Greater)) => Some(false),
            (_, None) => None,
            (known, Some(Ordering::Equal)) => known,
        };
        if probability.is_zero() {
            beside += sampled;
        } else {
            support_probability += sampled;
            under_law =
                under_law.filter(|_| !sampled.is_zero()).map(|sum| sum.plus(&probability.times(&rounds.mean(sampled))));
        }
        all_rounds = all_rounds.with(&so_far, rounds, sampled);
        so_far += sampled;
    }
    // The probabilities of the output law sum to 1, also where they are enclosed.
    let all = Real::one();
    let expected_rounds = all_rounds.mean(&all);
    RuleEvaluation {
        kl: kl_between(&law, &output),
        reverse_kl: kl_between(&output, &law),
        sequences,
        mean_kl_over_orders: mean_kl,
        is_exact,
        total_variation: distance.times(&Real::Exact(Rational::from((1, 2)))),
        support_probability: if beside.is_zero() { all.clone() } else { support_probability },
        expected_null_rounds: steps.map_or_else(Real::zero, |steps| Real::from(steps).minus(&expected_rounds)),
        expected_rounds,
        expected_rounds_under_law: under_law,
        max_rounds: all_rounds.most,
        output,
    }
}

/// A bound on the number of outcomes of all rounds at all states, or the largest number where it is more.
fn outcomes(model: &dyn States, rule: &Rule) -> u64 {
    let size = model.shape().vocabulary_size();
    let mut sum = 0_u64;
    // The tokens of the blocks before, of which every choice is a state of its own.
    let mut before = 1_u64;
    for block in rule.blocks(model.shape().length()) {
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
