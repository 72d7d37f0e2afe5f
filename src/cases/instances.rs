//! The instances of a quantifier: what it binds in turn.

use std::sync::Arc;

use crate::exact::work::OPERATION_STEPS;
use crate::language::error::{Span, StatementError};
use crate::language::typed::{Condition, Domain, NamedSchedule, Quantifier};
use crate::limits::{ORDER_LENGTH_LIMIT, SCHEDULE_LENGTH_LIMIT};
use crate::sampler::policy::standard_policy_names;
use crate::sampler::{Schedule, ScheduleClass, UnmaskingOrder, named_schedules, unmasking_orders};

use super::bindings::{Binding, ScheduleChoice};
use super::domain::{domain_error, too_large};
use super::environment::{Bound, Environment, ScheduleScope};
use super::sampling::policy_name;
use super::scalar::{condition_holds, integer, values};

/// Runs `visit` in the environment of each instance of a quantifier.
pub fn for_each_instance(
    quantifier: &Quantifier,
    schedules: ScheduleChoice,
    environment: &mut Environment,
    mut visit: impl FnMut(Binding, &mut Environment) -> Result<(), StatementError>,
) -> Result<(), StatementError> {
    match &quantifier.domain {
        Domain::Law(_) => unreachable!("the law is quantified once, and split off"),
        Domain::Schedule(condition) => {
            let scopes = schedule_scopes(schedules, environment, &quantifier.span)?;
            for scope in scopes {
                let binding = match &scope {
                    ScheduleScope::Single(schedule) => Binding::Schedule(schedule.clone()),
                    ScheduleScope::Class(class) => Binding::Class(*class),
                };
                environment.schedule = Some(Arc::new(scope));
                let visited = visit_where(condition, binding, environment, &mut visit);
                environment.schedule = None;
                visited?;
            }
            Ok(())
        }
        Domain::Order(condition) => {
            for order in orders(environment, &quantifier.span)? {
                environment.schedule = Some(Arc::new(ScheduleScope::Single(order.schedule())));
                environment.policy = Some(format!("order:{order}").into());
                environment.order = Some(Arc::new(order.clone()));
                let visited = visit_where(condition, Binding::Order(order), environment, &mut visit);
                (environment.schedule, environment.policy, environment.order) = (None, None, None);
                visited?;
            }
            Ok(())
        }
        Domain::Policy(named) => {
            let names = match named {
                Some(named) => vec![policy_name(named, environment)?],
                None => standard_policy_names(environment.length),
            };
            for name in names {
                environment.policy = Some(name.as_str().into());
                let visited = visit(Binding::Policy(name), environment);
                environment.policy = None;
                visited?;
            }
            Ok(())
        }
        Domain::Rule(names) => {
            for name in names {
                environment.rule = Some(name.as_str().into());
                let visited = visit(Binding::Rule(name.clone()), environment);
                environment.rule = None;
                visited?;
            }
            Ok(())
        }
        Domain::NamedSchedule(NamedSchedule { name, arguments, span }) => {
            let values =
                arguments.iter().map(|argument| integer(argument, environment)).collect::<Result<Vec<_>, _>>()?;
            let schedule = named_schedules::construct(name, environment.length, &values)
                .map_err(|error| domain_error(span, error.to_string(), "no such schedule"))?;
            environment.schedule = Some(Arc::new(ScheduleScope::Single(schedule.clone())));
            let visited = visit(Binding::Schedule(schedule), environment);
            environment.schedule = None;
            visited
        }
        Domain::Variable { name, values: over } => {
            for value in values(over, environment, &quantifier.span)? {
                let binding = match value.clone() {
                    Bound::Integer(integer) => Binding::Variable(name.to_string(), integer),
                    Bound::Subset(set) => Binding::Subset(name.to_string(), set),
                    Bound::Order(order) => Binding::Order(order),
                };
                environment.with(name, value, |environment| visit(binding, environment))?;
            }
            Ok(())
        }
    }
}

/// Runs `visit` if the condition holds in the environment.
fn visit_where(
    condition: &[Condition],
    binding: Binding,
    environment: &mut Environment,
    visit: &mut impl FnMut(Binding, &mut Environment) -> Result<(), StatementError>,
) -> Result<(), StatementError> {
    if condition_holds(condition, environment)? { visit(binding, environment) } else { Ok(()) }
}

fn orders(environment: &Environment, span: &Span) -> Result<Vec<UnmaskingOrder>, StatementError> {
    let length = environment.length;
    if length > ORDER_LENGTH_LIMIT {
        let message = format!(
            "too large: unmasking orders of length at most {ORDER_LENGTH_LIMIT} are listed, and here L = {length}"
        );
        return Err(too_large(span, message, "too many orders"));
    }
    // There are at most 2^L L! of them.
    let most = (1..=length as u64).fold(1, |most: u64, factor| most * 2 * factor);
    environment.spend(most * OPERATION_STEPS, span)?;
    Ok(Schedule::all(length).iter().flat_map(unmasking_orders).collect())
}

fn schedule_scopes(
    choice: ScheduleChoice,
    environment: &Environment,
    span: &Span,
) -> Result<Vec<ScheduleScope>, StatementError> {
    let length = environment.length;
    let listed = |schedules: u64| environment.spend(schedules.saturating_mul(OPERATION_STEPS * length as u64), span);
    Ok(match choice {
        ScheduleChoice::All if length > SCHEDULE_LENGTH_LIMIT => {
            let schedules = length - 1;
            let message = format!(
                "too large: there are 2^{schedules} schedules of length {length}, and those of length at most \
                 {SCHEDULE_LENGTH_LIMIT} are listed"
            );
            return Err(too_large(span, message, "too many schedules"));
        }
        ScheduleChoice::All => {
            listed(1 << (length - 1))?;
            Schedule::all(length).into_iter().map(ScheduleScope::Single).collect()
        }
        ScheduleChoice::Given(schedules) => {
            listed(schedules.len() as u64)?;
            schedules.iter().cloned().map(ScheduleScope::Single).collect()
        }
        ScheduleChoice::Classes(key) => {
            let distinguished = [key.steps, key.largest, key.smallest].into_iter().filter(|&wanted| wanted).count();
            listed((length as u64).saturating_pow(u32::try_from(distinguished).expect("three at most")))?;
            ScheduleClass::all(length, key).into_iter().map(ScheduleScope::Class).collect()
        }
    })
}
