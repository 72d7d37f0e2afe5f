//! Words that are applied to arguments.

use crate::language::error::{Mistake, Span, StatementError};
use crate::language::tree::{Expression, Named, Node};
use crate::language::typed::{MeasureNode, NamedPolicy, NamedSchedule, Scalar, ScalarNode};
use crate::language::usage::{halvings, usage};
use crate::language::words::{
    Divergence, Extremum, Function, Halving, Meaning, MeasureFunction, POLICIES, Rounds, Word, find,
};
use crate::sampler::named_schedules::NAMED_SCHEDULES;

use super::expression::{measure, number, scalar, undefined, unknown, zero};
use super::scope::Scope;
use super::sorts::{Alike, Sort, Sorted};

impl Scope {
    /// A word with arguments in parentheses.
    ///
    /// # Errors
    /// The first mistake.
    #[inline(never)]
    pub fn call(&self, name: &str, arguments: &[Expression], span: &Span) -> Result<Sorted, StatementError> {
        let not_a_function = || unknown(name, span, "docs/claim-language.md lists the functions");
        let word = find(name).ok_or_else(not_a_function)?;
        let found = match word.meaning {
            Meaning::Function(Function::Abs) if arguments.len() == 1 => self.absolute(&arguments[0], span)?,
            Meaning::Function(function) => {
                self.require_sampler(word.needs, name, span)?;
                let [argument] = self.scalars(name, arguments, span)?;
                scalar(ScalarNode::Function(function, Box::new(argument)), span)
            }
            Meaning::Binomial => scalar(ScalarNode::Binomial(Box::new(self.scalars(name, arguments, span)?)), span),
            Meaning::Beta => scalar(ScalarNode::Beta(Box::new(self.scalars(name, arguments, span)?)), span),
            Meaning::Bernstein => scalar(ScalarNode::Bernstein(Box::new(self.scalars(name, arguments, span)?)), span),
            Meaning::Extremum(extremum) => self.extremum(extremum, name, arguments, span)?,
            Meaning::Divergence(divergence) => self.divergence(word, divergence, arguments, span)?,
            Meaning::MeasureFunction(MeasureFunction::Ln) if arguments.len() == 1 => {
                self.logarithm(&arguments[0], span)?
            }
            Meaning::MeasureFunction(function) => {
                let [argument] = self.scalars(name, arguments, span)?;
                measure(MeasureNode::Function(function, Box::new(argument)), span)
            }
            Meaning::PermutationError => {
                measure(MeasureNode::PermutationError(Box::new(self.scalars(name, arguments, span)?)), span)
            }
            Meaning::Rounds(rounds) => self.rounds(word, rounds, arguments, span)?,
            Meaning::OrderPart(_) => {
                return Err(StatementError::new(
                    Mistake::Type,
                    span,
                    format!("`{name}` is a set of positions, and stands where a value is needed"),
                    "a set of positions",
                    "sets stand in lists of positions: H(block(t) | before(t))",
                ));
            }
            Meaning::Scalar(_)
            | Meaning::LawNumber(_)
            | Meaning::Entry(_)
            | Meaning::Measure(_)
            | Meaning::Halving(_)
            | Meaning::Grammar => return Err(not_a_function()),
        };
        self.require_law(word.needs, name, span)?;
        Ok(found)
    }

    /// As many scalars as a word takes.
    pub(super) fn scalars<const COUNT: usize>(
        &self,
        name: &str,
        arguments: &[Expression],
        span: &Span,
    ) -> Result<[Scalar; COUNT], StatementError> {
        expect_arguments(name, arguments, COUNT, span)?;
        let scalars = arguments.iter().map(|argument| self.scalar(argument)).collect::<Result<Vec<_>, _>>()?;
        scalars.try_into().map_err(|_| wrong_number(name, arguments, COUNT, span))
    }

    /// The absolute value of a scalar, which may depend on the law.
    fn absolute(&self, argument: &Expression, span: &Span) -> Result<Sorted, StatementError> {
        let of = |argument| ScalarNode::Function(Function::Abs, Box::new(argument));
        match self.expression(argument)? {
            Sorted::Number(argument) => Ok(number(of(argument), span)),
            _ => Ok(scalar(of(self.scalar(argument)?), span)),
        }
    }

    /// The natural logarithm of a scalar, which may depend on the law.
    fn logarithm(&self, argument: &Expression, span: &Span) -> Result<Sorted, StatementError> {
        let node = match self.expression(argument)? {
            Sorted::Number(argument) => MeasureNode::LnOf(Box::new(argument)),
            _ => MeasureNode::Function(MeasureFunction::Ln, Box::new(self.scalar(argument)?)),
        };
        Ok(measure(node, span))
    }

    fn extremum(
        &self,
        extremum: Extremum,
        name: &str,
        arguments: &[Expression],
        span: &Span,
    ) -> Result<Sorted, StatementError> {
        let mut known = Alike::Zeros(Vec::new());
        for argument in arguments {
            let (sort, found) = (known.sort(), self.expression(argument)?);
            let next = found.sort();
            known = known.with(found).ok_or_else(|| {
                StatementError::new(
                    Mistake::Type,
                    &argument.span,
                    format!("`{name}` mixes {} with {}", sort.describe(), next.describe()),
                    next.describe(),
                    "give it arguments of one type",
                )
            })?;
        }
        Ok(match known {
            Alike::Zeros(arguments) => zero(ScalarNode::Extremum(extremum, arguments), span),
            Alike::Scalars(arguments) => scalar(ScalarNode::Extremum(extremum, arguments), span),
            Alike::Numbers(arguments) => number(ScalarNode::Extremum(extremum, arguments), span),
            Alike::Measures(arguments) => measure(MeasureNode::Extremum(extremum, arguments), span),
        })
    }

    fn divergence(
        &self,
        word: &Word,
        divergence: Divergence,
        arguments: &[Expression],
        span: &Span,
    ) -> Result<Sorted, StatementError> {
        self.require_sampler(word.needs, word.spelling, span)?;
        self.require_law(word.needs, word.spelling, span)?;
        let halving = match arguments {
            [Expression { node: Node::Name(derived), .. }] => halving_of(derived),
            _ => None,
        };
        let Some(halving) = halving else {
            let derived = halvings().collect::<Vec<_>>().join(", ");
            let help = format!("its argument is one of the derived schedules {derived}");
            return Err(unknown(word.spelling, span, &help));
        };
        Ok(measure(MeasureNode::Divergence(divergence, Some(halving)), span))
    }

    fn rounds(
        &self,
        word: &Word,
        rounds: Rounds,
        arguments: &[Expression],
        span: &Span,
    ) -> Result<Sorted, StatementError> {
        self.require_sampler(word.needs, word.spelling, span)?;
        expect_arguments(word.spelling, arguments, 1, span)?;
        let unit = &arguments[0];
        match self.expression(unit)? {
            Sorted::Measure(counted) if self.is_constant_unit(unit) => {
                Ok(measure(MeasureNode::Rounds(rounds, Box::new(counted)), span))
            }
            found => Err(StatementError::new(
                Mistake::Type,
                &unit.span,
                format!(
                    "`{}` is counted in {}",
                    word.spelling,
                    match found.sort() {
                        Sort::Measure | Sort::Number => "a quantity that depends on the law",
                        Sort::Scalar | Sort::Zero => "a scalar",
                    }
                ),
                "no unit",
                "give it a constant information measure: nat, ln(2), 3/2*nat",
            )),
        }
    }

    /// Whether rounds can be counted in a measure: `nat`, `ln(..)`, and scalar multiples of them.
    fn is_constant_unit(&self, unit: &Expression) -> bool {
        let is_scalar = |found: Result<Sorted, StatementError>| {
            found.is_ok_and(|found| matches!(found.sort(), Sort::Scalar | Sort::Zero))
        };
        let mut is_constant = true;
        unit.visit(&mut |part| {
            is_constant &= match &part.node {
                Node::Name(name) => is_unit(name) || is_scalar(self.name(name, &part.span)),
                Node::Call(name, _) => is_unit(name) || is_scalar(self.expression(part)),
                Node::OfWord(..)
                | Node::Hartley(_)
                | Node::Entropy(..)
                | Node::MutualInformation(..)
                | Node::Multivariate(..)
                | Node::Normalised(..)
                | Node::Fold { .. } => false,
                Node::Number(_) | Node::Index(..) | Node::Negate(_) | Node::Binary(..) => true,
            };
            is_constant
        });
        is_constant
    }

    /// A schedule by its name.
    ///
    /// # Errors
    /// When no construction has this name, or its parameters are not scalars.
    pub fn named_schedule(&self, named: &Named) -> Result<NamedSchedule, StatementError> {
        let Named { name, arguments, span } = named;
        let Some(&(name, arity)) = NAMED_SCHEDULES.iter().find(|(known, _)| known == name) else {
            let names = NAMED_SCHEDULES.map(|(known, _)| known).join(", ");
            return Err(undefined(name, span, &format!("the schedules with a name are {names}")));
        };
        expect_arguments(name, arguments, arity, span)?;
        let arguments = arguments.iter().map(|argument| self.scalar(argument)).collect::<Result<_, _>>()?;
        Ok(NamedSchedule { name, arguments, span: span.clone() })
    }

    /// A policy by its name.
    ///
    /// # Errors
    /// When there is no such policy, or its argument is not a scalar.
    pub fn named_policy(&self, named: &Named) -> Result<NamedPolicy, StatementError> {
        let Named { name, arguments, span } = named;
        let Some(&(spelling, name, arity)) = POLICIES.iter().find(|(known, ..)| known == name) else {
            let known = POLICIES.map(|(known, ..)| known).join(", ");
            return Err(undefined(name, span, &format!("the policies are {known}")));
        };
        expect_arguments(spelling, arguments, arity, span)?;
        let argument = arguments.first().map(|argument| self.scalar(argument)).transpose()?;
        Ok(NamedPolicy { name, spelling, argument })
    }
}

fn halving_of(name: &str) -> Option<Halving> {
    match find(name)?.meaning {
        Meaning::Halving(halving) => Some(halving),
        _ => None,
    }
}

/// Whether a word is a measure in which rounds can be counted.
fn is_unit(name: &str) -> bool {
    find(name).is_some_and(|word| word.meaning.is_unit())
}

fn expect_arguments(name: &str, arguments: &[Expression], arity: usize, span: &Span) -> Result<(), StatementError> {
    if arguments.len() == arity { Ok(()) } else { Err(wrong_number(name, arguments, arity, span)) }
}

fn wrong_number(name: &str, arguments: &[Expression], arity: usize, span: &Span) -> StatementError {
    StatementError::new(
        Mistake::Name,
        span,
        format!("`{name}` takes {arity} argument(s), not {}", arguments.len()),
        "wrong number of arguments",
        usage(name).map_or_else(
            || "docs/claim-language.md lists the functions".to_owned(),
            |(takes, example)| format!("`{name}` {takes}, as in `{example}`"),
        ),
    )
}
