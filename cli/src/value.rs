//! `maskproof value`

use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{AnySetting, Item, Sampling, Setting, SparseSetting};
use maskproof::exact::Limits;
use maskproof::language::{Given, ValueExpression};
use maskproof::law::Labels;
use maskproof::sampler::policy::parse_policy;
use maskproof::sampler::rule::{RuleError, parse_rule};
use maskproof::sampler::{Schedule, UnmaskingOrder};

use super::arguments::ValueArguments;
use super::failure::Failure;
use super::input::GivenLaw;
use super::report::value::{ValueReport, to_text};
use super::{Success, input, output};

/// Prints the values of expressions on a law.
pub fn value(arguments: &ValueArguments, limits: Limits) -> Result<Success, Failure> {
    match input::any_law(&arguments.law, limits)? {
        GivenLaw::Table(law) => {
            let predictor = input::named_predictor(arguments.predictor.as_deref(), arguments.rows(), &law)?;
            let (labels, given) = (law.labels().clone(), sampling(arguments, law.labels())?);
            let name = predictor.as_ref().map(|named| named.name.clone());
            values(arguments, &labels, given, name, &Setting { law, predictor }.into(), limits)
        }
        GivenLaw::Sparse(law) => {
            let predictor = input::named_rows(arguments.predictor.as_deref(), arguments.rows(), &law)?;
            let (labels, name) = (law.labels().clone(), predictor.as_ref().map(|named| named.name.clone()));
            let setting = SparseSetting::new(law, limits).with_predictor(predictor);
            let given = sampling(arguments, &labels)?;
            values(arguments, &labels, given, name, &setting.into(), limits)
        }
    }
}

/// Prints the values of expressions on a law that is given with what is sampled from it.
fn values(
    arguments: &ValueArguments,
    labels: &Labels,
    given: Sampling,
    predictor: Option<String>,
    setting: &AnySetting,
    limits: Limits,
) -> Result<Success, Failure> {
    let schedules = input::schedules(&arguments.schedules, labels.length())?;
    let asked = asked(arguments, &given, &schedules, labels.names().unwrap_or_default())?;
    let mut report = ValueReport::new((setting.law_name(), labels), predictor, &given, arguments);
    setting.evaluate(&OrderTables::default(), |subject| {
        for (expression, schedule) in &asked {
            let sampling = Sampling { schedule: schedule.cloned(), ..given.clone() };
            let value = expression.value(subject, &sampling, limits)?;
            report.add(expression.text(), *schedule, &value);
        }
        Ok::<(), Failure>(())
    })?;
    setting.check_curve()?;
    let has_all = report.has_all();
    output::report(arguments.numbers.json, &report, to_text)?;
    Ok(if has_all { Success::AsExpected } else { Success::NotAsExpected })
}

/// The unmasking order that is given.
fn order(arguments: &ValueArguments, length: usize) -> Result<Option<UnmaskingOrder>, Failure> {
    let parsed = arguments.order.as_ref().map(|text| {
        UnmaskingOrder::parse(text, length).ok_or_else(|| Failure::Usage {
            message: format!("--order `{text}` is no unmasking order of {length} positions"),
            help: "give every position once, from 1, blocks with `/` between, such as 1,3/2".to_owned(),
        })
    });
    parsed.transpose()
}

/// What is given beside the law, but for schedules.
fn sampling(arguments: &ValueArguments, labels: &Labels) -> Result<Sampling, Failure> {
    if arguments.policy.is_some() || arguments.rule.is_some() {
        arguments.policy.as_ref().map(|name| parse_policy(name, labels)).transpose()?;
        if let Some(text) = &arguments.rule {
            let rule = parse_rule(text, labels)?;
            if !rule.is_rational() {
                return Err(RuleError::NotRational { rule: rule.to_string() }.into());
            }
        }
    }
    let (policy, rule) = (arguments.policy.clone(), arguments.rule.clone());
    Ok(Sampling { schedule: None, order: order(arguments, labels.length())?, policy, rule })
}

/// Refuses what no expression reads.
fn check_read(arguments: &ValueArguments, given: Given, names: &[String]) -> Result<(), Failure> {
    let without = [
        ("--order", given.order, Given { order: false, schedule: false, ..given }),
        ("--policy", given.policy, Given { policy: false, ..given }),
        ("--rule", given.rule, Given { rule: false, ..given }),
    ];
    for (option, is_given, without) in without {
        let reads = |text: &String| ValueExpression::parse_on(text, without, names).is_err();
        if is_given && !arguments.expressions.iter().any(reads) {
            return Err(unread(option));
        }
    }
    Ok(())
}

fn unread(option: &str) -> Failure {
    let (what, example) = match option {
        "--schedule" => ("a schedule", "E_KL"),
        "--order" => ("an unmasking order", "KL_order"),
        "--policy" => ("a policy", "KL_policy"),
        _ => ("a rule", "KL_rule"),
    };
    Failure::Usage {
        message: format!("no expression is of {what}, and {option} is not read"),
        help: format!("ask for a quantity of it, such as {example}, or leave out {option}"),
    }
}

/// The expressions, each for every schedule if it needs one.
fn asked<'s>(
    arguments: &ValueArguments,
    sampling: &Sampling,
    schedules: &'s [Schedule],
    names: &[String],
) -> Result<Vec<(ValueExpression, Option<&'s Schedule>)>, Failure> {
    let given = sampling.given();
    let mut asked = Vec::new();
    let mut is_schedule_used = schedules.is_empty();
    for text in &arguments.expressions {
        match (ValueExpression::parse_on(text, given, names), schedules) {
            (Ok(expression), _) => asked.push((expression, None)),
            (Err(error), []) => return Err(error.into()),
            (Err(_), _) => {
                let expression = ValueExpression::parse_on(text, Given { schedule: true, ..given }, names)?;
                asked.extend(schedules.iter().map(|schedule| (expression.clone(), Some(schedule))));
                is_schedule_used = true;
            }
        }
    }
    check_read(arguments, Given { schedule: !schedules.is_empty(), ..given }, names)?;
    if is_schedule_used { Ok(asked) } else { Err(unread("--schedule")) }
}
