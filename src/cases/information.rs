//! From information expressions to rational combinations of symbols.

use rug::{Integer, Rational};

use crate::entropy::pointwise::Pointwise;
use crate::exact::work::{OPERATION_STEPS, operation, words_of};
use crate::language::claim_file::Evaluation;
use crate::language::error::StatementError;
use crate::language::syntax::{
    Chain, Expression, Fold, Node, Operator, PositionItem, Positions as PositionsSyntax, Span,
};
use crate::sampler::cost;

use super::linear::Linear;
use super::sampling::{add_called, add_of_policy};
use super::scalar::{Environment, ScheduleScope, domain_error, evaluate, index, range};
use super::symbol::{Defined, Positions, Symbol};
use super::values::{Bound, values_of_fold};

/// The value of an information expression as a combination of symbols.
///
/// # Errors
/// A domain mistake, with its place.
pub fn combination(
    expression: &Expression,
    environment: &Environment,
    evaluation: Evaluation,
) -> Result<Linear, StatementError> {
    let mut linear = Linear::zero();
    Builder { evaluation }.add(&mut linear, expression, &Rational::from(1), environment)?;
    environment.spend(linear.steps().saturating_mul(2), &expression.span)?;
    linear.average_symmetric(environment.length);
    Ok(linear)
}

/// The sides of a chain as combinations of symbols, scalars as so many nats.
///
/// # Errors
/// A domain mistake, with its place.
pub fn sides(chain: &Chain, environment: &Environment, evaluation: Evaluation) -> Result<Vec<Linear>, StatementError> {
    if !compares_scalars(chain) {
        return chain.sides().map(|side| combination(side, environment, evaluation)).collect();
    }
    chain
        .sides()
        .map(|side| {
            let mut linear = Linear::zero();
            linear.add(Symbol::Nat, &evaluate(side, environment)?);
            Ok(linear)
        })
        .collect()
}

struct Builder {
    evaluation: Evaluation,
}

impl Builder {
    /// Adds `factor * expression`.
    fn add(
        &self,
        sum: &mut Linear,
        expression: &Expression,
        factor: &Rational,
        environment: &Environment,
    ) -> Result<(), StatementError> {
        let span = &expression.span;
        let terms = match &expression.node {
            // These have up to a coefficient for each length.
            Node::Name(name) | Node::Call(name, _) if name.contains("KL") || name == "eps_train" => {
                environment.length as u64 + 4
            }
            Node::Number(_) | Node::Negate(_) | Node::Binary(..) => 1,
            _ => 4,
        };
        environment.spend(operation(words_of(factor)).saturating_mul(terms), span)?;
        match &expression.node {
            // Type checking admits the number 0 alone.
            Node::Number(_) => Ok(()),
            Node::Name(name) if add_of_policy(sum, name, factor, environment, self.evaluation) => Ok(()),
            Node::Name(name) => {
                self.add_named(sum, name, environment.schedule.clone(), factor, environment.length);
                Ok(())
            }
            Node::Call(name, arguments) => match (name.as_str(), &arguments[0].node) {
                ("E_KL" | "ideal_KL", Node::Name(derived)) => {
                    let schedule = environment.single_schedule();
                    let schedule = match derived.as_str() {
                        "halved_larger_first" => schedule.halved_larger_first(),
                        _ => schedule.halved_smaller_first(),
                    };
                    self.add_named(sum, name, Some(ScheduleScope::Single(schedule)), factor, environment.length);
                    Ok(())
                }
                // Of zeros alone it is 0.
                ("min" | "max", _) if !is_information(expression) => evaluate(expression, environment).map(|_| ()),
                ("min" | "max", _) => {
                    let options = arguments
                        .iter()
                        .map(|argument| combination(argument, environment, self.evaluation))
                        .collect::<Result<Vec<_>, _>>()?;
                    spend_on_options(&options, environment, span)?;
                    sum.add_scaled(&Linear::extremum(name == "max", options), factor);
                    Ok(())
                }
                ("ln", Node::Name(name)) if name == "V" && environment.vocabulary_size.is_none() => {
                    sum.add(Symbol::LnVocabulary, factor);
                    Ok(())
                }
                ("ln", _) => {
                    let argument = evaluate(&arguments[0], environment)?;
                    if argument <= 0 {
                        return Err(domain_error(span, format!("ln({argument}) is not a real number"), "not positive"));
                    }
                    add_ln(sum, argument.numer(), factor);
                    add_ln(sum, argument.denom(), &Rational::from(-factor));
                    Ok(())
                }
                ("H_binomial", _) => {
                    let trials = index(&arguments[0], environment, (0, LARGEST_BINOMIAL), "H_binomial(n)")?;
                    let each = operation(trials as u64 / 16 + words_of(factor)).saturating_mul(4);
                    environment.spend(each.saturating_mul(trials as u64 + 1), span)?;
                    add_binomial_entropy(sum, u32::try_from(trials).expect("below the limit"), factor);
                    Ok(())
                }
                _ => match add_called(sum, name, arguments, factor, environment) {
                    Some(added) => added,
                    None => self.add_curve(sum, name, &arguments[0], factor, environment),
                },
            },
            Node::Negate(operand) => self.add(sum, operand, &Rational::from(-factor), environment),
            Node::Binary(Operator::Add, left, right) => {
                self.add(sum, left, factor, environment)?;
                self.add(sum, right, factor, environment)
            }
            Node::Binary(Operator::Subtract, left, right) => {
                self.add(sum, left, factor, environment)?;
                self.add(sum, right, &Rational::from(-factor), environment)
            }
            Node::Binary(Operator::Divide, left, right) => {
                let divisor = evaluate(right, environment)?;
                if divisor.is_zero() {
                    return Err(domain_error(&right.span, "a division by zero", "this is 0"));
                }
                self.add(sum, left, &Rational::from(factor / &divisor), environment)
            }
            Node::Binary(_, left, right) => {
                // A product of a scalar and an information, in either order.
                let (scalar, information) = if is_information(left) { (right, left) } else { (left, right) };
                let multiple = Rational::from(factor * &evaluate(scalar, environment)?);
                self.add(sum, information, &multiple, environment)
            }
            Node::Fold { fold: Fold::Minimum | Fold::Maximum, .. } if !is_information(expression) => {
                evaluate(expression, environment).map(|_| ())
            }
            Node::Fold { fold, name, values, term } => {
                let values = values_of_fold(*fold, values, environment, span)?;
                let mut inner = environment.clone();
                let mut each = values.into_iter();
                match fold {
                    Fold::Sum => {
                        each.try_for_each(|value| inner.with(name, value, |inner| self.add(sum, term, factor, inner)))
                    }
                    Fold::Mean => {
                        let share = Rational::from(factor / &Rational::from(each.len()));
                        each.try_for_each(|value| inner.with(name, value, |inner| self.add(sum, term, &share, inner)))
                    }
                    Fold::Minimum | Fold::Maximum => {
                        let options = each
                            .map(|value| inner.with(name, value, |inner| combination(term, inner, self.evaluation)))
                            .collect::<Result<Vec<_>, _>>()?;
                        spend_on_options(&options, environment, span)?;
                        sum.add_scaled(&Linear::extremum(*fold == Fold::Maximum, options), factor);
                        Ok(())
                    }
                }
            }
            Node::Hartley(set) => {
                let [set] = resolve([set], environment)?;
                sum.add(Symbol::Defined(Defined::Hartley(set)), factor);
                Ok(())
            }
            Node::Entropy(set, given) => {
                let [set, given] = resolve([set, given], environment)?;
                if self.by_definition() {
                    sum.add(Symbol::Defined(Defined::Entropy(set, given)), factor);
                } else {
                    sum.add(Symbol::Entropy(set.union(&given)), factor);
                    sum.add(Symbol::Entropy(given), &Rational::from(-factor));
                }
                Ok(())
            }
            Node::MutualInformation(first, second, given) => {
                let [first, second, given] = resolve([first, second, given], environment)?;
                if self.by_definition() {
                    sum.add(Symbol::Defined(Defined::MutualInformation(first, second, given)), factor);
                } else {
                    let negative = Rational::from(-factor);
                    sum.add(Symbol::Entropy(first.union(&given)), factor);
                    sum.add(Symbol::Entropy(second.union(&given)), factor);
                    sum.add(Symbol::Entropy(first.union(&second).union(&given)), &negative);
                    sum.add(Symbol::Entropy(given), &negative);
                }
                Ok(())
            }
            Node::Index(..) => unreachable!("type checking keeps scalars out of informations"),
        }
    }

    fn by_definition(&self) -> bool {
        self.evaluation == Evaluation::Definitions
    }

    fn add_named(
        &self,
        sum: &mut Linear,
        name: &str,
        schedule: Option<ScheduleScope>,
        factor: &Rational,
        length: usize,
    ) {
        if let (Some(ScheduleScope::Class(_)), "E_KL" | "ideal_KL" | "eps_train") = (&schedule, name) {
            if matches!(name, "E_KL" | "ideal_KL") {
                sum.add(Symbol::IdealExpectedKl, factor);
            }
            if matches!(name, "E_KL" | "eps_train") {
                sum.add(Symbol::TrainingError, factor);
            }
            return;
        }
        let schedule = || match &schedule {
            Some(ScheduleScope::Single(schedule)) => schedule.clone(),
            _ => unreachable!("type checking requires a schedule, and classes are for statements that need none"),
        };
        if let Some(quantity) = Pointwise::of_name(name) {
            sum.add(Symbol::Defined(Defined::Pointwise(quantity)), factor);
            return;
        }
        if name == "nat" {
            sum.add(Symbol::Nat, factor);
            return;
        }
        if name == "KL_output" {
            sum.add(Symbol::OutputKl(schedule()), factor);
            return;
        }
        if self.by_definition() {
            let defined = match name {
                "TC" => Defined::TotalCorrelation,
                "DTC" => Defined::DualTotalCorrelation,
                "E_KL" => Defined::ExpectedKl(schedule()),
                "ideal_KL" => Defined::IdealExpectedKl(schedule()),
                "eps_train" => Defined::TrainingError(schedule()),
                _ => unreachable!("type checking knows every information"),
            };
            sum.add(Symbol::Defined(defined), factor);
            return;
        }
        let mut add = |size: usize, coefficient: Rational| sum.add(Symbol::Average(size), &(coefficient * factor));
        match name {
            "TC" => {
                add(1, length.into());
                add(length, (-1).into());
            }
            "DTC" => {
                add(length - 1, length.into());
                add(length, Rational::from(1) - Rational::from(length));
            }
            "E_KL" | "ideal_KL" => cost::ideal_coefficients(&schedule()).into_iter().for_each(|(size, q)| add(size, q)),
            "eps_train" => {}
            _ => unreachable!("type checking knows every information"),
        }
        if matches!(name, "E_KL" | "eps_train") {
            let schedule = schedule();
            for (&block, revealed) in schedule.blocks().iter().zip(schedule.boundaries()) {
                sum.add(Symbol::Gap(revealed), &(Rational::from(block) * factor));
            }
        }
    }

    fn add_curve(
        &self,
        sum: &mut Linear,
        name: &str,
        argument: &Expression,
        factor: &Rational,
        environment: &Environment,
    ) -> Result<(), StatementError> {
        let length = environment.length;
        let size = match name {
            "h" => index(argument, environment, (0, length), "h(k)")?,
            "Z" => index(argument, environment, (1, length), "Z(j)")? - 1,
            "zeta" => index(argument, environment, (0, length - 1), "zeta(m)")?,
            "delta" => index(argument, environment, (1, length - 1), "delta(m)")?,
            _ => unreachable!("type checking knows every information"),
        };
        if self.by_definition() {
            let defined = match name {
                "h" => Defined::AverageEntropy(size),
                "delta" => Defined::Delta(size),
                _ => Defined::Zeta(size),
            };
            sum.add(Symbol::Defined(defined), factor);
            return Ok(());
        }
        let coefficients: &[(usize, i32)] = match name {
            "h" => &[(size, 1)],
            "delta" => &[(size, 2), (size - 1, -1), (size + 1, -1)],
            _ => &[(1, 1), (size, 1), (size + 1, -1)],
        };
        for &(size, coefficient) in coefficients {
            sum.add(Symbol::Average(size), &(Rational::from(coefficient) * factor));
        }
        Ok(())
    }
}

/// The most trials of a binomial law whose entropy is computed.
const LARGEST_BINOMIAL: usize = 1000;

/// The entropy of the number of heads in `n` fair tosses: `n ln 2 - sum_k C(n,k)/2^n ln C(n,k)`.
fn add_binomial_entropy(sum: &mut Linear, trials: u32, factor: &Rational) {
    sum.add(Symbol::Ln(Integer::from(2)), &Rational::from(factor * trials));
    for heads in 0..=trials {
        let ways = Integer::from(trials).binomial(heads);
        let share = Rational::from((ways.clone(), Integer::from(1) << trials));
        add_ln(sum, &ways, &(-share * factor));
    }
}

/// Spends the work, and the bytes, of copying what a minimum or maximum is taken over.
fn spend_on_options(options: &[Linear], environment: &Environment, span: &Span) -> Result<(), StatementError> {
    options.iter().try_for_each(|option| {
        environment.keep(option.bytes() as u64, span)?;
        environment.spend(option.steps(), span)
    })
}

fn add_ln(sum: &mut Linear, argument: &Integer, factor: &Rational) {
    if *argument > 1 {
        sum.add(Symbol::Ln(argument.clone()), factor);
    }
}

/// Whether a chain of a checked statement compares scalars.
pub fn compares_scalars(chain: &Chain) -> bool {
    !chain.sides().any(is_information)
}

/// Whether an expression of a checked statement is an information.
pub fn is_information(expression: &Expression) -> bool {
    match &expression.node {
        Node::Hartley(_) | Node::Entropy(..) | Node::MutualInformation(..) => true,
        Node::Number(_) | Node::Index(..) => false,
        Node::Name(name) => {
            crate::language::names::INFORMATIONS.contains(&name.as_str()) || Pointwise::of_name(name).is_some()
        }
        Node::Call(name, arguments) => match name.as_str() {
            "E_KL" | "ideal_KL" => true,
            "min" | "max" => arguments.iter().any(is_information),
            name => {
                crate::language::names::CURVES.contains(&name)
                    || crate::language::names::ROUNDS.iter().any(|(number, _)| *number == name)
                    || crate::language::names::CALLED.iter().any(|(called, _)| *called == name)
            }
        },
        Node::Negate(operand) => is_information(operand),
        Node::Binary(_, left, right) => is_information(left) || is_information(right),
        Node::Fold { term, .. } => is_information(term),
    }
}

/// The set that an item of positions names, if it is a variable for sets or a part of an order.
fn subset(item: &Expression, environment: &Environment) -> Result<Option<Positions>, StatementError> {
    match &item.node {
        Node::Name(name) => Ok(match environment.variable(name) {
            Some(Bound::Subset(subset)) => Some(subset.clone()),
            Some(Bound::Integer(_)) | None => None,
        }),
        Node::Call(name, arguments) if matches!(name.as_str(), "block" | "before") => {
            let steps: Vec<_> = environment.order().steps().collect();
            let step = index(&arguments[0], environment, (1, steps.len()), &format!("{name}(t)"))? - 1;
            let (before, block) = steps[step];
            Ok(Some(if name == "block" { block } else { before }.positions().collect()))
        }
        _ => Ok(None),
    }
}

/// The sets of one term; `rest` is what no other item names.
fn resolve<const SETS: usize>(
    sets: [&PositionsSyntax; SETS],
    environment: &Environment,
) -> Result<[Positions; SETS], StatementError> {
    let length = environment.length;
    let position = |expression| Ok(index(expression, environment, (1, length), "a position")? - 1);
    let mut resolved: [Positions; SETS] = std::array::from_fn(|_| Positions::default());
    for (set, syntax) in resolved.iter_mut().zip(sets) {
        // Sets have a bit for each position.
        let each = 4 * OPERATION_STEPS + length as u64 / 64;
        environment.spend(each * (syntax.items.len() as u64 + 2), &syntax.span)?;
        for item in &syntax.items {
            match item {
                PositionItem::One(expression) => match subset(expression, environment)? {
                    Some(subset) => *set = set.union(&subset),
                    None => set.insert(position(expression)?),
                },
                PositionItem::Range(first, last) => {
                    let range = range(first, last, environment)?;
                    let members = length.saturating_add(1) as u64;
                    environment.spend(members * OPERATION_STEPS, &syntax.span)?;
                    for value in range {
                        match usize::try_from(value) {
                            Ok(value) if (1..=length).contains(&value) => set.insert(value - 1),
                            _ => {
                                let message = format!("position {value} does not exist at L = {length}");
                                return Err(domain_error(&syntax.span, message, "outside the sequence"));
                            }
                        }
                    }
                }
                PositionItem::All => *set = Positions::all(length),
                PositionItem::Rest | PositionItem::None => {}
            }
        }
    }
    let named = resolved.iter().fold(Positions::default(), |union, set| union.union(set));
    for (set, syntax) in resolved.iter_mut().zip(sets) {
        if syntax.items.iter().any(|item| matches!(item, PositionItem::Rest)) {
            *set = set.union(&named.complement(length));
        }
    }
    Ok(resolved)
}
