//! `maskproof policy`

use maskproof::analysis::rule_comparison::{compare_on_grid, compare_outputs};
use maskproof::analysis::rule_curve::{curve, expanded};
use maskproof::analysis::{PolicyCost, RuleLimit};
use maskproof::exact::Limits;
use maskproof::law::{Law, PatternCounts, Shape};
use maskproof::limits::BEST_ORDER_LENGTH_LIMIT;
use maskproof::sampler::policy::{Policy, best_orders, parse_policy, serial_depth, standard_policies};
use maskproof::sampler::rule::{Rule, enclose_rule_to_digits, parse_rule};
use maskproof::sampler::{Model, Predictor};

use super::arguments::PolicyArguments;
use super::failure::Failure;
use super::report::comparison::ComparisonReport;
use super::report::policy::{PolicyReport, to_text};
use super::report::rules::{CurveRow, LimitRow, RuleRow};
use super::{Success, input, output};

/// Evaluates policies and decoding rules on a law.
pub fn policy(arguments: &PolicyArguments, limits: Limits) -> Result<Success, Failure> {
    let digits = arguments.numbers.digits;
    let Some(law) = &arguments.law else { return compare_on_all(arguments) };
    let law = input::law(law, limits)?;
    let named = input::named_predictor(arguments.predictor.as_deref(), arguments.rows(), &law)?;
    if arguments.best_orders && law.length() > BEST_ORDER_LENGTH_LIMIT {
        return Err(Failure::Usage {
            message: format!("the best fixed orders of a law of length {} are too many to search", law.length()),
            help: format!("take a law of length {BEST_ORDER_LENGTH_LIMIT} at most, or leave out --best-orders"),
        });
    }
    let patterns = PatternCounts::new(&law);
    let predictor = named.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
    let unconditional = input::named_predictor(arguments.guidance_from.as_deref(), arguments.rows(), &law)?;
    let mut model = Model::new(&law, &patterns, predictor);
    if let Some(unconditional) = &unconditional {
        model = model.with_unconditional(&unconditional.table);
    }

    let mut policies = named_policies(&arguments.policies, &law, &patterns)?;
    let temperature = arguments.temperature.as_deref();
    let read = |text: &str| parse_rule(&at_temperature(text, temperature), &law, &patterns);
    let (mut rules, mut limits) = (Vec::<Rule>::new(), Vec::new());
    for text in arguments.rules.iter().flat_map(|text| expanded(text)) {
        match RuleLimit::of(&model, &at_temperature(&text, temperature))? {
            Some(limit) => limits.push(limit),
            None => rules.push(read(&text)?),
        }
    }
    let compared: Vec<Rule> = arguments.compare.iter().map(|text| read(text)).collect::<Result<_, _>>()?;
    if unconditional.is_some() {
        check_guided(rules.iter().chain(&compared))?;
    }
    let asks_for_more = arguments.depth || arguments.best_orders || arguments.curve.is_some() || !compared.is_empty();
    if policies.is_empty() && arguments.rules.is_empty() && !asks_for_more {
        policies = standard_policies(&patterns);
    }
    let name = named.as_ref().map(|named| named.name.clone());
    let mut report = PolicyReport::new(&law, name, digits);
    for policy in policies {
        report.add(PolicyCost::new(&model, policy.as_ref()), digits);
    }
    for rule in rules {
        let evaluation = enclose_rule_to_digits(&model, &rule, digits, arguments.output_law)?;
        report.rules.push(RuleRow::new(rule.to_string(), &evaluation, &law, arguments.output_law, digits));
    }
    let limit_row = |limit| LimitRow::new(limit, &law, arguments.output_law, digits);
    report.limits = limits.iter().map(limit_row).collect();
    for point in arguments.curve.map(|most| curve(law.length(), usize::from(most))).into_iter().flatten() {
        let rule = read(&point.rule)?;
        let evaluation = enclose_rule_to_digits(&model, &rule, digits, false)?;
        let row = RuleRow::new(rule.to_string(), &evaluation, &law, false, digits);
        report.curve.push(CurveRow { family: point.family, calls: point.calls, row });
    }
    if let [first, second] = compared.as_slice() {
        let comparison = compare_outputs(&model, [first, second], digits)?;
        let names = [first.to_string(), second.to_string()];
        report.comparison = Some(ComparisonReport::on_law(names, &law, &comparison, digits));
    }
    if arguments.best_orders {
        report.add_best_orders(&best_orders(&patterns), digits);
    }
    if arguments.depth {
        report.add_depth(&law, &serial_depth(&law)?, digits);
    }
    output::report(arguments.numbers.json, &report, |report| to_text(report, arguments.numbers.print_unit()))?;
    Ok(Success::AsExpected)
}

/// The policies of some names, of which `all` stands for the usual ones.
fn named_policies(names: &[String], law: &Law, patterns: &PatternCounts) -> Result<Vec<Box<dyn Policy>>, Failure> {
    let mut policies: Vec<Box<dyn Policy>> = Vec::new();
    for name in names {
        if name == "all" {
            policies.extend(standard_policies(patterns));
        } else {
            policies.push(parse_policy(name, law, patterns)?);
        }
    }
    Ok(policies)
}

/// A rule with a temperature behind its `@`, where one is given.
fn at_temperature(rule: &str, temperature: Option<&str>) -> String {
    match temperature {
        None => rule.to_owned(),
        Some(temperature) => format!("{rule}{}t={temperature}", if rule.contains('@') { "," } else { "@" }),
    }
}

/// Checks that one of the rules reads an unconditional predictor.
fn check_guided<'r>(mut rules: impl Iterator<Item = &'r Rule>) -> Result<(), Failure> {
    if rules.any(|rule| rule.shaping().guidance > 0) {
        return Ok(());
    }
    Err(Failure::Usage {
        message: "no rule has guidance, and --guidance-from is not read".to_owned(),
        help:
            "write `guidance=W` behind the @ of a rule, as `low-confidence:1@guidance=1`, or leave out --guidance-from"
                .to_owned(),
    })
}

/// Compares two rules on all laws of a grid.
fn compare_on_all(arguments: &PolicyArguments) -> Result<Success, Failure> {
    let grid = (arguments.vocabulary, arguments.length, arguments.denominator, arguments.compare.as_slice());
    let (Some(vocabulary), Some(length), Some(denominator), [first, second]) = grid else {
        unreachable!("the arguments require one another");
    };
    let shape = Shape::new(length, vocabulary).map_err(Failure::Shape)?;
    let [first, second] = [first, second].map(|rule| at_temperature(rule, arguments.temperature.as_deref()));
    let comparison = compare_on_grid(shape, denominator, [&first, &second], arguments.numbers.digits)?;
    let report = ComparisonReport::on_grid(&comparison, arguments.numbers.digits);
    output::report(arguments.numbers.json, &report, ComparisonReport::to_text)?;
    Ok(Success::AsExpected)
}
