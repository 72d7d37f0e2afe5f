//! `maskproof policy`

use maskproof::analysis::PolicyCost;
use maskproof::exact::Limits;
use maskproof::law::PatternCounts;
use maskproof::limits::BEST_ORDER_LENGTH_LIMIT;
use maskproof::sampler::policy::{Policy, best_orders, parse_policy, serial_depth, standard_policies};
use maskproof::sampler::rule::{Rule, evaluate_rule, parse_rule};
use maskproof::sampler::{Model, Predictor};

use super::arguments::PolicyArguments;
use super::failure::Failure;
use super::report::policy::{PolicyReport, to_text};
use super::report::rules::RuleRow;
use super::{Success, input, output};

/// Evaluates policies and decoding rules on a law.
pub fn policy(arguments: &PolicyArguments, limits: Limits) -> Result<Success, Failure> {
    let law = input::law(&arguments.law, limits)?;
    let named = input::named_predictor(arguments.predictor.as_deref(), arguments.rows(), &law)?;
    if arguments.best_orders && law.length() > BEST_ORDER_LENGTH_LIMIT {
        return Err(Failure::Usage {
            message: format!("the best fixed orders of a law of length {} are too many to search", law.length()),
            help: format!("take a law of length {BEST_ORDER_LENGTH_LIMIT} at most, or leave out --best-orders"),
        });
    }
    let patterns = PatternCounts::new(&law);
    let predictor = named.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
    let model = Model::new(&law, &patterns, predictor);

    let mut policies: Vec<Box<dyn Policy>> = Vec::new();
    for text in &arguments.policies {
        if text == "all" {
            policies.extend(standard_policies(&patterns));
        } else {
            policies.push(parse_policy(text, &law, &patterns)?);
        }
    }
    let rules = arguments.rules.iter().map(|text| parse_rule(text, &law, &patterns));
    let rules: Vec<Rule> = rules.collect::<Result<_, _>>()?;
    if policies.is_empty() && rules.is_empty() && !arguments.depth && !arguments.best_orders {
        policies = standard_policies(&patterns);
    }
    let name = named.as_ref().map(|named| named.name.clone());
    let mut report = PolicyReport::new(&law, name, arguments.numbers.digits);
    for policy in policies {
        report.add(PolicyCost::new(&model, policy.as_ref()), arguments.numbers.digits);
    }
    for rule in rules {
        let evaluation = evaluate_rule(&model, &rule)?;
        let (digits, with_output_law) = (arguments.numbers.digits, arguments.output_law);
        report.rules.push(RuleRow::new(rule.to_string(), &evaluation, &law, with_output_law, digits));
    }
    if arguments.best_orders {
        report.add_best_orders(&best_orders(&patterns), arguments.numbers.digits);
    }
    if arguments.depth {
        report.add_depth(&law, &serial_depth(&law)?, arguments.numbers.digits);
    }
    output::report(arguments.numbers.json, &report, |report| to_text(report, arguments.numbers.print_unit()))?;
    Ok(Success::AsExpected)
}
