//! Information measures as rational combinations of quantities.

use std::sync::Arc;

use rug::{Integer, Rational};

use crate::exact::Number;
use crate::exact::work::operation;
use crate::language::Evaluation;
use crate::language::error::{Span, StatementError};
use crate::language::typed::{Chain, Folded, Measure, MeasureNode, Positions as TypedPositions, Scalar, ScalarNode};
use crate::language::words::{
    Curve, Divergence, Extremum, Fold, Halving, MeasureFunction, MeasureName, PolicyQuantity, ScalarName,
};
use crate::limits::BINOMIAL_ENTROPY_LIMIT;
use crate::sampler::{Schedule, cost};

use super::domain::domain_error;
use super::environment::{Environment, ScheduleScope};
use super::extrema::add_extremum;
use super::functions::{Argument, bernstein};
use super::law_numbers;
use super::linear::Linear;
use super::linear_sum::LinearSum;
use super::multivariate;
use super::positions::resolve;
use super::quantity::{ByDefinition, Quantity};
use super::sampling;
use super::scalar::{evaluate, index, number, values_of_fold};

/// The value of an information measure as a combination of quantities.
///
/// # Errors
/// A domain mistake, with its place.
pub fn combination(
    measure: &Measure,
    environment: &Environment,
    evaluation: Evaluation,
) -> Result<Linear, StatementError> {
    let mut sum = LinearSum::default();
    Builder { evaluation }.add(&mut sum, measure, &Number::ONE, environment)?;
    let linear = sum.total();
    environment.spend(linear.steps().saturating_mul(2), &measure.span)?;
    Ok(linear.average_symmetric(environment.length))
}

/// The sides of a chain as combinations of quantities, scalars as so many nats.
///
/// # Errors
/// A domain mistake, with its place.
pub fn sides(chain: &Chain, environment: &Environment, evaluation: Evaluation) -> Result<Vec<Linear>, StatementError> {
    match chain {
        Chain::Measures(comparisons) => {
            comparisons.sides().map(|side| combination(side, environment, evaluation)).collect()
        }
        Chain::Scalars(comparisons) => {
            let nats = |side: &Scalar| {
                let mut sum = LinearSum::default();
                sum.add(Quantity::Nat, &number(side, environment)?);
                Ok(sum.total())
            };
            comparisons.sides().map(nats).collect()
        }
    }
}

struct Builder {
    evaluation: Evaluation,
}

impl Builder {
    /// Adds `factor * measure`.
    fn add(
        &self,
        sum: &mut LinearSum,
        measure: &Measure,
        factor: &Number,
        environment: &Environment,
    ) -> Result<(), StatementError> {
        let span = &measure.span;
        environment.spend(operation(factor.words()).saturating_mul(terms(measure, environment)), span)?;
        match &measure.node {
            MeasureNode::Zero => Ok(()),
            MeasureNode::ZeroOf(scalar) => evaluate(scalar, environment).map(|_| ()),
            MeasureNode::Nats(scalar) => law_numbers::add_nats(sum, scalar, factor, environment),
            MeasureNode::Multiple(scalar, of) => {
                let of = combination(of, environment, self.evaluation)?;
                law_numbers::add_multiple(sum, (scalar, &of), factor, environment, span)
            }
            MeasureNode::LnOf(scalar) => law_numbers::add_logarithm(sum, scalar, factor, environment),
            MeasureNode::Name(MeasureName::OfAll(of)) => {
                multivariate::add_of_all(sum, *of, factor, environment, self.evaluation, span)
            }
            MeasureNode::Name(name) => {
                self.add_named(sum, *name, factor, environment);
                Ok(())
            }
            MeasureNode::Divergence(divergence, halving) => {
                self.add_divergence(sum, *divergence, &schedule_of(*halving, environment), factor);
                Ok(())
            }
            MeasureNode::Function(function, argument) => {
                self.add_function(sum, *function, argument, factor, environment, span)
            }
            MeasureNode::PermutationError(arguments) => {
                sampling::add_permutation_error(sum, arguments, factor, environment)
            }
            MeasureNode::Rounds(rounds, unit) => {
                let unit = combination(unit, environment, Evaluation::Formulas)?;
                sampling::add_rounds(sum, *rounds, &unit, factor, environment);
                Ok(())
            }
            MeasureNode::Extremum(extremum, arguments) => {
                let options = arguments.iter().map(|argument| combination(argument, environment, self.evaluation));
                let is_maximum = *extremum == Extremum::Maximum;
                add_extremum(sum, is_maximum, options.collect::<Result<_, _>>()?, factor, environment, span)
            }
            MeasureNode::Negate(operand) => self.add(sum, operand, &factor.negated(), environment),
            MeasureNode::Sum(left, right) => {
                self.add(sum, left, factor, environment)?;
                self.add(sum, right, factor, environment)
            }
            MeasureNode::Difference(left, right) => {
                self.add(sum, left, factor, environment)?;
                self.add(sum, right, &factor.negated(), environment)
            }
            MeasureNode::Quotient(dividend, divisor) => {
                let value = number(divisor, environment)?;
                if value.is_zero() {
                    return Err(domain_error(&divisor.span, "a division by zero", "this is 0"));
                }
                self.add(sum, dividend, &factor.over(&value), environment)
            }
            MeasureNode::Product(scalar, of) => {
                let multiple = factor.times(&number(scalar, environment)?);
                self.add(sum, of, &multiple, environment)
            }
            MeasureNode::Fold(folded) => self.add_fold(sum, folded, factor, environment, span),
            MeasureNode::Hartley(set) => {
                let [set] = resolve([set], environment)?;
                sum.add(Quantity::ByDefinition(ByDefinition::Hartley(set)), factor);
                Ok(())
            }
            MeasureNode::Entropy(set, given) => self.add_entropy(sum, [set, given], factor, environment),
            MeasureNode::Multivariate(of, set, given) => {
                multivariate::add(sum, *of, [set, given], factor, environment, self.evaluation)
            }
            MeasureNode::MutualInformation(first, second, given) => {
                self.add_mutual_information(sum, [first, second, given], factor, environment)
            }
        }
    }

    fn add_fold(
        &self,
        sum: &mut LinearSum,
        folded: &Folded<Measure>,
        factor: &Number,
        environment: &Environment,
        span: &Span,
    ) -> Result<(), StatementError> {
        let values = values_of_fold(folded, environment, span)?;
        let Folded { fold, name, term, .. } = folded;
        let mut inner = environment.clone();
        let mut each = values.into_iter();
        match fold {
            Fold::Sum => each.try_for_each(|value| inner.with(name, value, |inner| self.add(sum, term, factor, inner))),
            Fold::Mean => {
                let share = factor.over(&each.len().into());
                each.try_for_each(|value| inner.with(name, value, |inner| self.add(sum, term, &share, inner)))
            }
            Fold::Minimum | Fold::Maximum => {
                let options =
                    each.map(|value| inner.with(name, value, |inner| combination(term, inner, self.evaluation)));
                let is_maximum = *fold == Fold::Maximum;
                add_extremum(sum, is_maximum, options.collect::<Result<_, _>>()?, factor, environment, span)
            }
        }
    }

    fn add_entropy(
        &self,
        sum: &mut LinearSum,
        sets: [&TypedPositions; 2],
        factor: &Number,
        environment: &Environment,
    ) -> Result<(), StatementError> {
        let [set, given] = resolve(sets, environment)?;
        if self.by_definition() {
            sum.add(Quantity::ByDefinition(ByDefinition::Entropy(set, given)), factor);
        } else {
            sum.add(Quantity::Entropy(set.union(&given)), factor);
            sum.add(Quantity::Entropy(given), &factor.negated());
        }
        Ok(())
    }

    fn add_mutual_information(
        &self,
        sum: &mut LinearSum,
        sets: [&TypedPositions; 3],
        factor: &Number,
        environment: &Environment,
    ) -> Result<(), StatementError> {
        let [first, second, given] = resolve(sets, environment)?;
        if self.by_definition() {
            sum.add(Quantity::ByDefinition(ByDefinition::MutualInformation(first, second, given)), factor);
        } else {
            let negative = factor.negated();
            sum.add(Quantity::Entropy(first.union(&given)), factor);
            sum.add(Quantity::Entropy(second.union(&given)), factor);
            sum.add(Quantity::Entropy(first.union(&second).union(&given)), &negative);
            sum.add(Quantity::Entropy(given), &negative);
        }
        Ok(())
    }

    fn by_definition(&self) -> bool {
        self.evaluation == Evaluation::Definitions
    }

    fn add_named(&self, sum: &mut LinearSum, name: MeasureName, factor: &Number, environment: &Environment) {
        let length = environment.length;
        let defined = |sum: &mut LinearSum, defined: ByDefinition| sum.add(Quantity::ByDefinition(defined), factor);
        match name {
            MeasureName::Nat => sum.add(Quantity::Nat, factor),
            MeasureName::TotalCorrelation if self.by_definition() => defined(sum, ByDefinition::TotalCorrelation),
            MeasureName::TotalCorrelation => {
                sum.add(Quantity::Average(1), &factor.times(&length.into()));
                sum.add(Quantity::Average(length), &factor.negated());
            }
            MeasureName::DualTotalCorrelation if self.by_definition() => {
                defined(sum, ByDefinition::DualTotalCorrelation)
            }
            MeasureName::DualTotalCorrelation => {
                sum.add(Quantity::Average(length - 1), &factor.times(&length.into()));
                sum.add(Quantity::Average(length), &factor.times(&Number::ONE.minus(&length.into())));
            }
            MeasureName::TrainingError => match environment.schedule() {
                ScheduleScope::Class(_) => sum.add(Quantity::TrainingError, factor),
                ScheduleScope::Single(schedule) if self.by_definition() => {
                    defined(sum, ByDefinition::TrainingError(schedule.clone()));
                }
                ScheduleScope::Single(schedule) => add_gaps(sum, schedule, factor),
            },
            MeasureName::OutputKl => sum.add(Quantity::OutputKl(environment.single_schedule().clone()), factor),
            MeasureName::OfPolicy(quantity) => {
                sampling::add_of_policy(sum, quantity, factor, environment, self.evaluation);
            }
            MeasureName::OfRule(divergence) => {
                defined(sum, ByDefinition::OfRule(divergence, Arc::clone(environment.rule())));
            }
            MeasureName::Statistic(statistic) => defined(sum, ByDefinition::WordStatistic(statistic)),
            MeasureName::OfAll(_) => unreachable!("added before"),
        }
    }

    fn add_divergence(&self, sum: &mut LinearSum, divergence: Divergence, schedule: &ScheduleScope, factor: &Number) {
        let schedule = match schedule {
            ScheduleScope::Class(_) => {
                sum.add(Quantity::IdealExpectedKl, factor);
                if divergence == Divergence::Expected {
                    sum.add(Quantity::TrainingError, factor);
                }
                return;
            }
            ScheduleScope::Single(schedule) => schedule,
        };
        if self.by_definition() {
            let defined = match divergence {
                Divergence::Expected => ByDefinition::ExpectedKl(schedule.clone()),
                Divergence::Ideal => ByDefinition::IdealExpectedKl(schedule.clone()),
            };
            sum.add(Quantity::ByDefinition(defined), factor);
            return;
        }
        for (size, coefficient) in cost::ideal_coefficients(schedule) {
            sum.add(Quantity::Average(size), &factor.times(&coefficient.into()));
        }
        if divergence == Divergence::Expected {
            add_gaps(sum, schedule, factor);
        }
    }

    fn add_function(
        &self,
        sum: &mut LinearSum,
        function: MeasureFunction,
        argument: &Scalar,
        factor: &Number,
        environment: &Environment,
        span: &Span,
    ) -> Result<(), StatementError> {
        match function {
            MeasureFunction::Curve(curve) => self.add_curve(sum, curve, argument, factor, environment),
            MeasureFunction::Profile => self.add_profile(sum, argument, factor, environment, span),
            MeasureFunction::Ln if is_vocabulary(argument) && environment.vocabulary_size.is_none() => {
                sum.add(Quantity::LnVocabulary, factor);
                Ok(())
            }
            MeasureFunction::Ln => {
                let value = evaluate(argument, environment)?;
                if value <= 0 {
                    return Err(domain_error(span, format!("ln({value}) is not a real number"), "not positive"));
                }
                add_ln(sum, value.numer(), factor);
                add_ln(sum, value.denom(), &factor.negated());
                Ok(())
            }
            MeasureFunction::BinomialEntropy => {
                let trials = index(argument, environment, (0, BINOMIAL_ENTROPY_LIMIT), "H_binomial(n)")?;
                let each = operation(trials as u64 / 16 + factor.words()).saturating_mul(4);
                environment.spend(each.saturating_mul(trials as u64 + 1), span)?;
                add_binomial_entropy(sum, u32::try_from(trials).expect("below the limit"), factor);
                Ok(())
            }
            MeasureFunction::BestOrderKl => {
                let steps = index(argument, environment, (1, environment.length), "best_order_KL(k)")?;
                sampling::add_best_order(sum, steps, factor);
                Ok(())
            }
        }
    }

    fn add_curve(
        &self,
        sum: &mut LinearSum,
        curve: Curve,
        argument: &Scalar,
        factor: &Number,
        environment: &Environment,
    ) -> Result<(), StatementError> {
        let length = environment.length;
        let size = match curve {
            Curve::AverageEntropy => index(argument, environment, (0, length), "h(k)")?,
            Curve::Information => index(argument, environment, (1, length), "Z(j)")? - 1,
            Curve::Zeta => index(argument, environment, (0, length - 1), "zeta(m)")?,
            Curve::Delta => index(argument, environment, (1, length - 1), "delta(m)")?,
        };
        self.add_of_curve(sum, curve, size, factor);
        Ok(())
    }

    /// `rho(u) = (L-1) sum_{i=0..L-2} delta(i+1) C(L-2,i) u^i (1-u)^(L-2-i)`
    fn add_profile(
        &self,
        sum: &mut LinearSum,
        time: &Scalar,
        factor: &Number,
        environment: &Environment,
        span: &Span,
    ) -> Result<(), StatementError> {
        let time = evaluate(time, environment)?;
        for place in 1..environment.length {
            let numbers = [Rational::from(place - 1), Rational::from(environment.length - 2), time.clone()];
            let weight = bernstein(&numbers.map(|value| Argument { value, span }), environment, span)?;
            let weight = weight * Integer::from(environment.length - 1);
            self.add_of_curve(sum, Curve::Delta, place, &factor.times(&weight.into()));
        }
        Ok(())
    }

    /// Adds `factor` times an entry of a curve.
    fn add_of_curve(&self, sum: &mut LinearSum, curve: Curve, size: usize, factor: &Number) {
        if self.by_definition() {
            let defined = match curve {
                Curve::AverageEntropy => ByDefinition::AverageEntropy(size),
                Curve::Delta => ByDefinition::Delta(size),
                Curve::Information | Curve::Zeta => ByDefinition::Zeta(size),
            };
            sum.add(Quantity::ByDefinition(defined), factor);
            return;
        }
        let coefficients: &[(usize, i32)] = match curve {
            Curve::AverageEntropy => &[(size, 1)],
            Curve::Delta => &[(size, 2), (size - 1, -1), (size + 1, -1)],
            Curve::Information | Curve::Zeta => &[(1, 1), (size, 1), (size + 1, -1)],
        };
        for &(size, coefficient) in coefficients {
            sum.add(Quantity::Average(size), &factor.times(&coefficient.into()));
        }
    }
}

/// The number of terms that a measure adds, about: a measure of a schedule may add one for each size of a set.
fn terms(measure: &Measure, environment: &Environment) -> u64 {
    match &measure.node {
        MeasureNode::Divergence(..)
        | MeasureNode::Name(
            MeasureName::TrainingError
            | MeasureName::OutputKl
            | MeasureName::OfPolicy(PolicyQuantity::Kl | PolicyQuantity::IdealKl),
        )
        | MeasureNode::Function(MeasureFunction::BestOrderKl | MeasureFunction::Profile, _) => {
            environment.length as u64 + 4
        }
        MeasureNode::Zero
        | MeasureNode::Negate(_)
        | MeasureNode::Sum(..)
        | MeasureNode::Difference(..)
        | MeasureNode::Product(..)
        | MeasureNode::Quotient(..) => 1,
        MeasureNode::ZeroOf(_)
        | MeasureNode::Nats(_)
        | MeasureNode::Multiple(..)
        | MeasureNode::LnOf(_)
        | MeasureNode::Name(
            MeasureName::Nat
            | MeasureName::TotalCorrelation
            | MeasureName::DualTotalCorrelation
            | MeasureName::OfPolicy(PolicyQuantity::LearningGap | PolicyQuantity::ConditionalTc)
            | MeasureName::OfRule(_)
            | MeasureName::Statistic(_)
            | MeasureName::OfAll(_),
        )
        | MeasureNode::Function(
            MeasureFunction::Curve(_) | MeasureFunction::Ln | MeasureFunction::BinomialEntropy,
            _,
        )
        | MeasureNode::PermutationError(_)
        | MeasureNode::Rounds(..)
        | MeasureNode::Hartley(_)
        | MeasureNode::Entropy(..)
        | MeasureNode::MutualInformation(..)
        | MeasureNode::Multivariate(..)
        | MeasureNode::Extremum(..)
        | MeasureNode::Fold(_) => 4,
    }
}

/// The training error of a schedule, as multiples of the predictor's gaps.
fn add_gaps(sum: &mut LinearSum, schedule: &Schedule, factor: &Number) {
    for (&block, revealed) in schedule.blocks().iter().zip(schedule.boundaries()) {
        sum.add(Quantity::Gap(revealed), &factor.times(&block.into()));
    }
}

fn is_vocabulary(scalar: &Scalar) -> bool {
    matches!(scalar.node, ScalarNode::Name(ScalarName::VocabularySize))
}

/// The entropy of the number of heads in `n` fair tosses: `n ln 2 - sum_k C(n,k)/2^n ln C(n,k)`.
fn add_binomial_entropy(sum: &mut LinearSum, trials: u32, factor: &Number) {
    sum.add(Quantity::Ln(Integer::from(2)), &factor.times(&i64::from(trials).into()));
    for heads in 0..=trials {
        let ways = Integer::from(trials).binomial(heads);
        let share = Rational::from((ways.clone(), Integer::from(1) << trials));
        add_ln(sum, &ways, &factor.times(&(-share).into()));
    }
}

/// The schedule of a divergence: the one in scope, or its halves.
fn schedule_of(halving: Option<Halving>, environment: &Environment) -> ScheduleScope {
    match halving {
        None => environment.schedule().clone(),
        Some(Halving::LargerFirst) => ScheduleScope::Single(environment.single_schedule().halved_larger_first()),
        Some(Halving::SmallerFirst) => ScheduleScope::Single(environment.single_schedule().halved_smaller_first()),
    }
}

fn add_ln(sum: &mut LinearSum, argument: &Integer, factor: &Number) {
    if *argument > 1 {
        sum.add(Quantity::Ln(argument.clone()), factor);
    }
}
