//! `maskproof policy`

use maskproof::analysis::rule_comparison::{compare_on_grid, compare_outputs};
use maskproof::analysis::rule_curve::{CurvePoint, curve, expanded};
use maskproof::analysis::{PolicyCost, RuleLimit};
use maskproof::entropy::SparseEntropies;
use maskproof::exact::Limits;
use maskproof::law::{Labels, Law, PatternCounts, Shape, SparseLaw};
use maskproof::limits::BEST_ORDER_LENGTH_LIMIT;
use maskproof::sampler::policy::serial_depth::{Support, serial_depth_of};
use maskproof::sampler::policy::{Policy, best_orders, best_orders_of, parse_policy, serial_depth, standard_policies};
use maskproof::sampler::rule::{Rule, RuleError, enclose_rule_to_digits, parse_rule};
use maskproof::sampler::{Model, Predictor, SparseModel, States};

use super::arguments::PolicyArguments;
use super::failure::Failure;
use super::input::GivenLaw;
use super::report::comparison::{ComparisonReport, ShownLaw};
use super::report::policy::{PolicyReport, to_text};
use super::report::rules::{CurveRow, LimitRow, RuleRow};
use super::{Success, input, output};

/// Evaluates policies and decoding rules on a law.
pub fn policy(arguments: &PolicyArguments, limits: Limits) -> Result<Success, Failure> {
    let Some(law) = &arguments.law else { return compare_on_all(arguments) };
    let report = match input::any_law(law, limits)? {
        GivenLaw::Table(law) => with_table(arguments, &law)?,
        GivenLaw::Sparse(law) => by_sequences(arguments, &law)?,
    };
    output::report(arguments.numbers.json, &report, |report| to_text(report, arguments.numbers.print_unit()))?;
    Ok(Success::AsExpected)
}

fn with_table(arguments: &PolicyArguments, law: &Law) -> Result<PolicyReport, Failure> {
    let named = input::named_predictor(arguments.predictor.as_deref(), arguments.rows(), law)?;
    check_best_orders(arguments, law.length())?;
    let patterns = PatternCounts::new(law);
    let predictor = named.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
    let unconditional = input::named_predictor(arguments.guidance_from.as_deref(), arguments.rows(), law)?;
    let mut model = Model::new(law, &patterns, predictor);
    if let Some(unconditional) = &unconditional {
        model = model.with_unconditional(&unconditional.table);
    }
    let asked = Asked::new(arguments, &model, |text| RuleLimit::of(&model, text))?;
    if unconditional.is_some() {
        check_guided(asked.rules.iter().chain(&asked.compared))?;
    }
    let name = named.as_ref().map(|named| named.name.clone());
    let mut report = PolicyReport::new(law.name(), law.labels(), name, arguments.numbers.digits);
    asked.report(arguments, &model, law.into(), &mut report)?;
    if arguments.best_orders {
        report.add_best_orders(&best_orders(&patterns), arguments.numbers.digits);
    }
    if arguments.depth {
        report.add_depth(law.labels(), &serial_depth(law)?, arguments.numbers.digits);
    }
    Ok(report)
}

/// As [`with_table`], of a law that is given by its sequences.
fn by_sequences(arguments: &PolicyArguments, law: &SparseLaw) -> Result<PolicyReport, Failure> {
    let named = input::named_rows(arguments.predictor.as_deref(), arguments.rows(), law)?;
    check_best_orders(arguments, law.length())?;
    let needs_table = |what: &str| Failure::Usage {
        message: format!(
            "{what} takes a table of all patterns, which `{}` is too large for: {}",
            law.name(),
            law.shape()
        ),
        help: "leave it out, or take fewer positions or tokens".to_owned(),
    };
    if arguments.guidance_from.is_some() {
        return Err(needs_table("--guidance-from"));
    }
    let model = SparseModel::new(law, named.as_ref().map(|named| &named.rows))?;
    let asked = Asked::new(arguments, &model, |text| match RuleLimit::is_asked(text) {
        true => Err(needs_table(&format!("the limit of `{text}`"))),
        false => Ok(None),
    })?;
    let name = named.as_ref().map(|named| named.name.clone());
    let mut report = PolicyReport::new(law.name(), law.labels(), name, arguments.numbers.digits);
    asked.report(arguments, &model, law.into(), &mut report)?;
    if arguments.best_orders {
        let entropies = SparseEntropies::new(law);
        let orders = best_orders_of(law.length(), |set| entropies.entropy(set));
        report.add_best_orders(&orders, arguments.numbers.digits);
    }
    if arguments.depth {
        let depth = serial_depth_of(&Support::of_sequences(law))?;
        report.add_depth(law.labels(), &depth, arguments.numbers.digits);
    }
    Ok(report)
}

fn check_best_orders(arguments: &PolicyArguments, length: usize) -> Result<(), Failure> {
    if !arguments.best_orders || length <= BEST_ORDER_LENGTH_LIMIT {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!("the best fixed orders of a law of length {length} are too many to search"),
        help: format!("take a law of length {BEST_ORDER_LENGTH_LIMIT} at most, or leave out --best-orders"),
    })
}

/// The policies and rules that are asked for.
struct Asked {
    policies: Vec<Box<dyn Policy>>,
    rules: Vec<Rule>,
    limits: Vec<RuleLimit>,
    curve: Vec<(CurvePoint, Rule)>,
    compared: Vec<Rule>,
}

impl Asked {
    /// Reads them; where none are named, the usual policies are meant. `limit` finds to what endless rounds tend, where a
    /// text asks for that.
    fn new<Error>(
        arguments: &PolicyArguments,
        model: &dyn States,
        limit: impl Fn(&str) -> Result<Option<RuleLimit>, Error>,
    ) -> Result<Self, Failure>
    where
        Failure: From<Error>,
    {
        let (labels, temperature) = (model.labels(), arguments.temperature.as_deref());
        let read = |text: &str| parse_rule(&at_temperature(text, temperature), labels);
        let mut policies = named_policies(&arguments.policies, labels)?;
        let (mut rules, mut limits) = (Vec::<Rule>::new(), Vec::new());
        for text in arguments.rules.iter().flat_map(|text| expanded(text)) {
            match limit(&at_temperature(&text, temperature))? {
                Some(limit) => limits.push(limit),
                None => rules.push(read(&text)?),
            }
        }
        let compared: Vec<Rule> = arguments.compare.iter().map(|text| read(text)).collect::<Result<_, _>>()?;
        let points = arguments.curve.map(|most| curve(labels.length(), usize::from(most))).into_iter().flatten();
        let curve = points.map(|point| Ok((point.clone(), read(&point.rule)?))).collect::<Result<_, RuleError>>()?;
        let asks_for_more =
            arguments.depth || arguments.best_orders || arguments.curve.is_some() || !compared.is_empty();
        if policies.is_empty() && arguments.rules.is_empty() && !asks_for_more {
            policies = standard_policies(labels.length());
        }
        Ok(Self { policies, rules, limits, curve, compared })
    }

    /// Follows all of them.
    fn report(
        self,
        arguments: &PolicyArguments,
        model: &dyn States,
        law: ShownLaw,
        report: &mut PolicyReport,
    ) -> Result<(), Failure> {
        let (digits, with_output_law) = (arguments.numbers.digits, arguments.output_law);
        for policy in self.policies {
            report.add(PolicyCost::new(model, policy.as_ref())?, digits);
        }
        for rule in self.rules {
            let evaluation = enclose_rule_to_digits(model, &rule, digits, with_output_law)?;
            report.rules.push(RuleRow::new(rule.to_string(), &evaluation, model, with_output_law, digits));
        }
        let limit_row = |limit| LimitRow::new(limit, model, with_output_law, digits);
        report.limits = self.limits.iter().map(limit_row).collect();
        for (point, rule) in self.curve {
            let evaluation = enclose_rule_to_digits(model, &rule, digits, false)?;
            let row = RuleRow::new(rule.to_string(), &evaluation, model, false, digits);
            report.curve.push(CurveRow { family: point.family, calls: point.calls, row });
        }
        if let [first, second] = self.compared.as_slice() {
            let comparison = compare_outputs(model, [first, second], digits)?;
            let names = [first.to_string(), second.to_string()];
            report.comparison = Some(ComparisonReport::on_law(names, law, &comparison, digits));
        }
        Ok(())
    }
}

/// The policies of some names, of which `all` stands for the usual ones.
fn named_policies(names: &[String], labels: &Labels) -> Result<Vec<Box<dyn Policy>>, Failure> {
    let mut policies: Vec<Box<dyn Policy>> = Vec::new();
    for name in names {
        if name == "all" {
            policies.extend(standard_policies(labels.length()));
        } else {
            policies.push(parse_policy(name, labels)?);
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
