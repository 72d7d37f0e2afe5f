//! The values of expressions on a law.

use std::collections::BTreeSet;
use std::sync::Arc;

use rug::Rational;

use crate::cases::environment::{Environment, ScheduleScope};
use crate::cases::linear::Linear;
use crate::cases::quantity::Quantity;
use crate::cases::{measure, scalar};
use crate::exact::{Extended, Limits, LogForm, lazy_form};
use crate::language::typed::Measure;
use crate::language::{ClaimError, Evaluation, Given, StatementError, ValueExpression, ValueNode};
use crate::limits::INSTANTIATION_STEPS;
use crate::sampler::{Schedule, UnmaskingOrder};

use super::side::Side;
use super::subject::Subject;
use super::value::Value;

/// What is given beside a law, by the values.
#[derive(Debug, Clone, Default)]
pub struct Sampling {
    /// The schedule.
    pub schedule: Option<Schedule>,
    /// The unmasking order; its block sizes are the schedule.
    pub order: Option<UnmaskingOrder>,
    /// The name of the policy.
    pub policy: Option<String>,
    /// The name of the rule.
    pub rule: Option<String>,
}

impl Sampling {
    /// What is given.
    pub fn given(&self) -> Given {
        Given {
            schedule: self.schedule.is_some(),
            order: self.order.is_some(),
            policy: self.policy.is_some(),
            rule: self.rule.is_some(),
        }
    }

    /// The environment of an expression on the law under examination.
    fn environment(&self, subject: &Subject, limits: Limits) -> Environment {
        let shape = subject.shape();
        let mut environment = Environment::metered(shape.length(), Arc::new(limits.work(INSTANTIATION_STEPS)));
        environment.vocabulary_size = Some(shape.vocabulary_size());
        let schedule = self.order.as_ref().map(UnmaskingOrder::schedule).or_else(|| self.schedule.clone());
        environment.schedule = schedule.map(|schedule| Arc::new(ScheduleScope::Single(schedule)));
        environment.policy = self.policy.as_deref().map(Arc::from);
        environment.rule = self.rule.as_deref().map(Arc::from);
        if let Some(order) = &self.order {
            environment.policy = Some(format!("order:{order}").into());
            environment.order = Some(Arc::new(order.clone()));
        }
        environment
    }
}

/// The value of an expression on a law.
#[derive(Debug, Clone)]
pub enum ExpressionValue {
    /// An exact rational.
    Rational(Rational),
    /// So many nats.
    Information(Extended),
    /// The quotient of two forms, the second one positive, that is not known to be rational.
    Ratio(Box<[LogForm; 2]>),
    /// None, for the reason given: a difference of infinities, a division by zero.
    Undefined(String),
    /// Not computed, for the reason given.
    Unavailable(String),
}

impl ValueExpression {
    /// The exact value on a law with its predictor.
    ///
    /// # Errors
    /// When the expression has no meaning for the law's length and vocabulary, or takes more work than is allowed; the
    /// error has the place in the text.
    pub fn value(
        &self,
        subject: &mut Subject,
        sampling: &Sampling,
        limits: Limits,
    ) -> Result<ExpressionValue, ClaimError> {
        let environment = sampling.environment(subject, limits);
        self.evaluate(subject, &environment).map_err(|error| self.locate(error))
    }

    fn evaluate(&self, subject: &mut Subject, environment: &Environment) -> Result<ExpressionValue, StatementError> {
        Ok(match self.node() {
            ValueNode::Scalar(value) => ExpressionValue::Rational(scalar::evaluate(value, environment)?),
            ValueNode::Number(number) => match information(number, subject, environment)? {
                Ok(Extended::Finite(form)) => ExpressionValue::Rational(form.constant().clone()),
                Ok(Extended::PositiveInfinity) => unreachable!("numbers of the law are finite"),
                Err(none) => none,
            },
            ValueNode::Information(of) => {
                information(of, subject, environment)?.map_or_else(|none| none, ExpressionValue::Information)
            }
            ValueNode::Ratio(parts) => {
                let dividend = information(&parts[0], subject, environment)?;
                let divisor = information(&parts[1], subject, environment)?;
                match (dividend, divisor) {
                    (Err(none), _) | (_, Err(none)) => none,
                    (Ok(dividend), Ok(divisor)) => ratio(dividend, divisor),
                }
            }
        })
    }
}

/// The value of an information measure, or why there is none.
fn information(
    of: &Measure,
    subject: &mut Subject,
    environment: &Environment,
) -> Result<Result<Extended, ExpressionValue>, StatementError> {
    let linear = measure::combination(of, environment, Evaluation::Formulas)?;
    let mut quantities = BTreeSet::new();
    linear.visit_quantities(&mut |quantity: &Quantity| _ = quantities.insert(quantity.clone()));
    subject.prepare(&quantities);
    let subject: &Subject = subject;
    Ok(match Side::of(&linear, subject) {
        Side::Finite(terms) => Ok(Extended::Finite(lazy_form::expand(&terms))),
        Side::Infinite => Ok(Extended::PositiveInfinity),
        Side::Undefined => Err(ExpressionValue::Undefined(reason(&linear, subject))),
        Side::Unavailable => Err(ExpressionValue::Unavailable(reason(&linear, subject))),
    })
}

/// Why a combination has no value.
fn reason(linear: &Linear, subject: &Subject) -> String {
    let mut found = None;
    linear.visit_quantities(&mut |quantity| {
        if let Value::Undefined(reason) | Value::Unavailable(reason) = subject.value(quantity) {
            found.get_or_insert_with(|| reason.clone());
        }
    });
    found.unwrap_or_else(|| "an infinite term is subtracted".to_owned())
}

/// The quotient of two values.
fn ratio(dividend: Extended, divisor: Extended) -> ExpressionValue {
    let (dividend, divisor) = match (dividend, divisor) {
        (Extended::Finite(dividend), Extended::Finite(divisor)) => (dividend, divisor),
        (Extended::PositiveInfinity, Extended::Finite(divisor)) if divisor.sign().is_gt() => {
            return ExpressionValue::Information(Extended::PositiveInfinity);
        }
        (Extended::Finite(_), Extended::PositiveInfinity) => return ExpressionValue::Rational(Rational::new()),
        (Extended::PositiveInfinity, _) => {
            return ExpressionValue::Undefined("an infinite term is divided by one that is not positive".to_owned());
        }
    };
    if divisor.is_zero() {
        return ExpressionValue::Undefined("a division by zero: the divisor is 0 on this law".to_owned());
    }
    let (dividend, divisor) = if divisor.sign().is_lt() { (-dividend, -divisor) } else { (dividend, divisor) };
    match dividend.quotient_if_rational(&divisor) {
        Some(quotient) => ExpressionValue::Rational(quotient),
        None => ExpressionValue::Ratio(Box::new([dividend, divisor])),
    }
}
