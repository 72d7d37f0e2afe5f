//! The types of expressions in the scope of quantifiers and variables.

use crate::entropy::pointwise::Pointwise;
use crate::sampler::named_schedules::NAMED_SCHEDULES;

use super::error::{Mistake, StatementError};
use super::names::{
    CALLED, CURVES, DERIVED_SCHEDULES, ORDER_PARTS, POLICIES, ROUNDS, SCALAR_FUNCTIONS, SCHEDULE_SCALARS, is_reserved,
    usage,
};
use super::syntax::{Chain, Expression, Named, Node, Operator, PositionItem, Positions, Span, Values};
use super::typing::{Type, describe, unify};

/// What is quantified, and the variables.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Whether a law is.
    pub law: bool,
    /// Whether a schedule is.
    pub schedule: bool,
    /// Whether an unmasking order is.
    pub order: bool,
    /// Whether a policy is.
    pub policy: bool,
    /// The variables that are integers.
    variables: Vec<String>,
    /// The variables that are sets of positions.
    sets: Vec<String>,
}

impl Scope {
    /// Declares an integer variable.
    ///
    /// # Errors
    /// When the name has a meaning already.
    pub fn declare(&mut self, name: &str, span: &Span) -> Result<(), StatementError> {
        if is_reserved(name) || self.variables.iter().chain(&self.sets).any(|variable| variable == name) {
            return Err(StatementError::new(
                Mistake::Name,
                span,
                format!("the name `{name}` already has a meaning here"),
                "defined twice",
                "choose another variable name",
            ));
        }
        self.variables.push(name.to_owned());
        Ok(())
    }

    /// Declares the variable of a sum or a quantifier; what it runs over is checked first.
    ///
    /// # Errors
    /// As [`Scope::declare`] and [`Scope::expect_scalar`].
    pub fn declare_variable(&mut self, name: &str, values: &Values, span: &Span) -> Result<(), StatementError> {
        values.parts().into_iter().try_for_each(|part| self.expect_scalar(part))?;
        self.declare(name, span)?;
        if matches!(values, Values::Subsets { .. }) {
            self.sets.extend(self.variables.pop());
        }
        Ok(())
    }

    /// Checks a condition, which compares scalars.
    ///
    /// # Errors
    /// As [`Scope::expect_scalar`].
    pub fn check_condition(&self, condition: &[Chain]) -> Result<(), StatementError> {
        for chain in condition {
            self.expect_scalar(&chain.first)?;
            chain.rest.iter().try_for_each(|(_, expression)| self.expect_scalar(expression))?;
        }
        Ok(())
    }

    /// Checks the name of a schedule and its parameters.
    ///
    /// # Errors
    /// When no construction has this name, or its parameters are not scalars.
    pub fn check_named_schedule(
        &self,
        name: &str,
        arguments: &[Expression],
        span: &Span,
    ) -> Result<(), StatementError> {
        let Some((_, arity)) = NAMED_SCHEDULES.iter().find(|(known, _)| *known == name) else {
            let names = NAMED_SCHEDULES.map(|(known, _)| known).join(", ");
            return Err(undefined(name, span, &format!("the schedules with a name are {names}")));
        };
        expect_arguments(name, arguments, Some(*arity), span)?;
        arguments.iter().try_for_each(|argument| self.expect_scalar(argument))
    }

    /// The type of what a chain compares.
    ///
    /// # Errors
    /// When the sides have no common type, or one has none.
    pub fn check_chain(&self, chain: &Chain) -> Result<Type, StatementError> {
        let mut known = self.type_of(&chain.first)?;
        for (relation, expression) in &chain.rest {
            let found = self.type_of(expression)?;
            known = unify(known, found).ok_or_else(|| {
                StatementError::new(
                    Mistake::Type,
                    &expression.span,
                    format!("`{}` compares {} with {}", relation.symbol(), describe(known), describe(found)),
                    describe(found),
                    "compare values of one type; a number `a` of nats is written `a * nat`",
                )
            })?;
        }
        Ok(known)
    }

    /// Checks that an expression is a scalar.
    ///
    /// # Errors
    /// When it is an information, or has no type.
    pub fn expect_scalar(&self, expression: &Expression) -> Result<(), StatementError> {
        match self.type_of(expression)? {
            Type::Scalar | Type::Zero => Ok(()),
            Type::Information => Err(StatementError::new(
                Mistake::Type,
                &expression.span,
                "an information stands where a scalar is needed",
                "an information",
                "conditions, ranges, indices and arguments are scalars: L, V, T, s_max, numbers, variables",
            )),
        }
    }

    /// Checks what a quantifier over one policy names.
    ///
    /// # Errors
    /// When there is no such policy, or its arguments are not scalars.
    pub fn check_policy(&self, named: &Named) -> Result<(), StatementError> {
        let Some((_, arity)) = POLICIES.iter().find(|(policy, _)| *policy == named.name) else {
            let known = POLICIES.map(|(policy, _)| policy).join(", ");
            return Err(undefined(&named.name, &named.span, &format!("the policies are {known}")));
        };
        expect_arguments(&named.name, &named.arguments, Some(*arity), &named.span)?;
        named.arguments.iter().try_for_each(|argument| self.expect_scalar(argument))
    }

    fn type_of(&self, expression: &Expression) -> Result<Type, StatementError> {
        match &expression.node {
            Node::Number(number) => Ok(if number.is_zero() { Type::Zero } else { Type::Scalar }),
            Node::Name(name) => self.type_of_name(name, &expression.span),
            Node::Call(name, arguments) => self.type_of_call(name, arguments, &expression.span),
            Node::Index(name, index) => {
                if !matches!(name.as_str(), "N" | "s") {
                    return Err(unknown(name, &expression.span, "`N[t]` and `s[t]` are the sequences with an index"));
                }
                self.require_schedule(name, &expression.span)?;
                self.expect_scalar(index)?;
                Ok(Type::Scalar)
            }
            Node::Negate(operand) => self.type_of(operand),
            Node::Binary(operator, left, right) => self.type_of_binary(*operator, left, right, &expression.span),
            Node::Fold { name, values, term, .. } => {
                let mut inner = self.clone();
                inner.declare_variable(name, values, &expression.span)?;
                inner.type_of(term)
            }
            Node::Hartley(set) => {
                self.check_positions(&[set])?;
                Ok(Type::Information)
            }
            Node::Entropy(set, given) => {
                self.check_positions(&[set, given])?;
                Ok(Type::Information)
            }
            Node::MutualInformation(first, second, given) => {
                self.check_positions(&[first, second, given])?;
                Ok(Type::Information)
            }
        }
    }

    fn type_of_name(&self, name: &str, span: &Span) -> Result<Type, StatementError> {
        if self.variables.iter().any(|variable| variable == name) {
            return Ok(Type::Scalar);
        }
        if self.is_set(name) {
            return Err(StatementError::new(
                Mistake::Type,
                span,
                format!("`{name}` is a set of positions, and stands where a value is needed"),
                "a set of positions",
                "sets stand in lists of positions: H(A), I(i; A), H(A, j | 1..2)",
            ));
        }
        match name {
            "L" => Ok(Type::Scalar),
            "V" if self.law => Ok(Type::Scalar),
            "V" => Err(StatementError::new(
                Mistake::Scope,
                span,
                "`V` is used before the law is quantified",
                "no law yet",
                "the vocabulary belongs to the law: put `for all law` first",
            )),
            "nat" => Ok(Type::Information),
            "TC" | "DTC" => self.require_law(name, span),
            "E_KL" | "ideal_KL" | "KL_output" | "eps_train" => {
                self.require_schedule(name, span)?;
                self.require_law(name, span)
            }
            "KL_order" | "ideal_KL_order" | "eps_order" => {
                self.require_order(name, span)?;
                self.require_law(name, span)
            }
            "KL_policy" | "ideal_KL_policy" | "eps_policy" | "conditional_TC" => {
                if !(self.order && name == "conditional_TC") {
                    self.require_policy(name, span)?;
                }
                self.require_law(name, span)
            }
            _ if Pointwise::of_name(name).is_some() => self.require_law(name, span),
            _ if SCHEDULE_SCALARS.contains(&name) => {
                self.require_schedule(name, span)?;
                Ok(Type::Scalar)
            }
            _ => Err(unknown(name, span, "quantify it with `for all NAME in a..b`, or see docs/claim-language.md")),
        }
    }

    fn type_of_call(&self, name: &str, arguments: &[Expression], span: &Span) -> Result<Type, StatementError> {
        if matches!(name, "E_KL" | "ideal_KL") {
            self.require_schedule(name, span)?;
            self.require_law(name, span)?;
            return match arguments {
                [Expression { node: Node::Name(derived), .. }] if DERIVED_SCHEDULES.contains(&derived.as_str()) => {
                    Ok(Type::Information)
                }
                _ => Err(unknown(
                    name,
                    span,
                    &format!("its argument is one of the derived schedules {}", DERIVED_SCHEDULES.join(", ")),
                )),
            };
        }
        if CURVES.contains(&name) {
            expect_arguments(name, arguments, Some(1), span)?;
            self.expect_scalar(&arguments[0])?;
            return if matches!(name, "ln" | "H_binomial") {
                Ok(Type::Information)
            } else {
                self.require_law(name, span)
            };
        }
        if let Some((_, of_policy)) = ROUNDS.iter().find(|(number, _)| *number == name) {
            if *of_policy {
                self.require_policy(name, span)?;
            }
            expect_arguments(name, arguments, Some(1), span)?;
            return self.expect_unit(name, &arguments[0]).and_then(|()| self.require_law(name, span));
        }
        if let Some((_, arity)) = CALLED.iter().find(|(called, _)| *called == name) {
            expect_arguments(name, arguments, Some(*arity), span)?;
            arguments.iter().try_for_each(|argument| self.expect_scalar(argument))?;
            return if name == "permutation_error" { Ok(Type::Information) } else { self.require_law(name, span) };
        }
        if name == "at" {
            self.require_order(name, span)?;
            expect_arguments(name, arguments, Some(1), span)?;
            return self.expect_scalar(&arguments[0]).map(|()| Type::Scalar);
        }
        if ORDER_PARTS.contains(&name) {
            return Err(StatementError::new(
                Mistake::Type,
                span,
                format!("`{name}` is a set of positions, and stands where a value is needed"),
                "a set of positions",
                "sets stand in lists of positions: H(block(t) | before(t))",
            ));
        }
        let Some((_, arity)) = SCALAR_FUNCTIONS.iter().find(|(function, _)| *function == name) else {
            return Err(unknown(name, span, "docs/claim-language.md lists the functions"));
        };
        expect_arguments(name, arguments, *arity, span)?;
        if matches!(name, "min" | "max") {
            let mut known = Type::Zero;
            for argument in arguments {
                let found = self.type_of(argument)?;
                known = unify(known, found).ok_or_else(|| {
                    StatementError::new(
                        Mistake::Type,
                        &argument.span,
                        format!("`{name}` mixes {} with {}", describe(known), describe(found)),
                        describe(found),
                        "give it arguments of one type",
                    )
                })?;
            }
            return Ok(known);
        }
        arguments.iter().try_for_each(|argument| self.expect_scalar(argument))?;
        Ok(Type::Scalar)
    }

    fn type_of_binary(
        &self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        span: &Span,
    ) -> Result<Type, StatementError> {
        let (first, second) = (self.type_of(left)?, self.type_of(right)?);
        let is_information = |found| found == Type::Information;
        let wrong = |message: &str, help: &str| {
            Err(StatementError::new(
                Mistake::Type,
                span,
                message,
                format!("{} and {}", describe(first), describe(second)),
                help,
            ))
        };
        match operator {
            Operator::Add | Operator::Subtract => match unify(first, second) {
                Some(known) => Ok(known),
                None => wrong(
                    "a scalar and an information cannot be added",
                    "multiply the scalar by an information: `a * nat` is `a` nats",
                ),
            },
            Operator::Multiply if is_information(first) && is_information(second) => wrong(
                "the product of two informations is not a linear form in logarithms",
                "multiply an information by a scalar only",
            ),
            Operator::Divide if is_information(second) => wrong(
                "an information cannot be a divisor",
                "bring it to the other side of the relation: a <= b*c instead of a/c <= b",
            ),
            Operator::Power if is_information(first) || is_information(second) => {
                wrong("powers are for scalars", "raise scalars only")
            }
            Operator::Multiply | Operator::Divide if is_information(first) || is_information(second) => {
                Ok(Type::Information)
            }
            _ => Ok(Type::Scalar),
        }
    }

    fn check_positions(&self, sets: &[&Positions]) -> Result<(), StatementError> {
        let items = || sets.iter().flat_map(|set| set.items.iter().map(move |item| (item, &set.span)));
        let rests = items().filter(|(item, _)| matches!(item, PositionItem::Rest)).count();
        for (item, span) in items() {
            match item {
                PositionItem::One(Expression { node: Node::Name(name), .. }) if self.is_set(name) => {}
                PositionItem::One(Expression { node: Node::Call(name, arguments), span })
                    if matches!(name.as_str(), "block" | "before") =>
                {
                    self.require_order(name, span)?;
                    expect_arguments(name, arguments, Some(1), span)?;
                    self.expect_scalar(&arguments[0])?;
                }
                PositionItem::One(position) => self.expect_scalar(position)?,
                PositionItem::Range(first, last) => {
                    self.expect_scalar(first)?;
                    self.expect_scalar(last)?;
                }
                PositionItem::Rest if rests > 1 => {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        span,
                        "`rest` stands twice in one term",
                        "the second `rest` would be empty",
                        "use `rest` once in a term",
                    ));
                }
                PositionItem::Rest | PositionItem::All | PositionItem::None => {}
            }
        }
        self.require_law("H", &sets[0].span).map(|_| ())
    }

    fn is_set(&self, name: &str) -> bool {
        self.sets.iter().any(|set| set == name)
    }

    fn require_law(&self, name: &str, span: &Span) -> Result<Type, StatementError> {
        if self.law {
            return Ok(Type::Information);
        }
        Err(StatementError::new(
            Mistake::Scope,
            span,
            format!("`{name}` is used before the law is quantified"),
            "no law yet",
            "put `for all law` before it",
        ))
    }

    /// Checks what rounds are counted in: `nat`, `ln(..)`, and scalar multiples of them.
    fn expect_unit(&self, name: &str, unit: &Expression) -> Result<(), StatementError> {
        let kind = self.type_of(unit)?;
        let mut constant = kind == Type::Information;
        unit.visit(&mut |part| {
            constant &= match &part.node {
                Node::Name(name) => {
                    name == "nat" || self.type_of_name(name, &part.span).is_ok_and(|kind| kind != Type::Information)
                }
                Node::Call(name, _) => name == "ln" || self.type_of(part).is_ok_and(|kind| kind != Type::Information),
                Node::Hartley(_) | Node::Entropy(..) | Node::MutualInformation(..) | Node::Fold { .. } => false,
                _ => true,
            };
            constant
        });
        if constant {
            return Ok(());
        }
        Err(StatementError::new(
            Mistake::Type,
            &unit.span,
            format!(
                "`{name}` is counted in {}",
                if kind == Type::Information { "a quantity that depends on the law" } else { "a scalar" }
            ),
            "no unit",
            "give it a constant information: nat, ln(2), 3/2*nat",
        ))
    }

    fn require_order(&self, name: &str, span: &Span) -> Result<(), StatementError> {
        if self.order {
            return Ok(());
        }
        Err(StatementError::new(
            Mistake::Scope,
            span,
            format!("`{name}` needs an unmasking order, and none is quantified"),
            "no order in scope",
            "write `for all law, order:`",
        ))
    }

    fn require_policy(&self, name: &str, span: &Span) -> Result<(), StatementError> {
        if self.policy {
            return Ok(());
        }
        Err(StatementError::new(
            Mistake::Scope,
            span,
            format!("`{name}` needs a policy, and none is quantified"),
            "no policy in scope",
            "write `for all law, policy:` or `for all law, policy = bisection:`",
        ))
    }

    fn require_schedule(&self, name: &str, span: &Span) -> Result<(), StatementError> {
        if self.schedule {
            return Ok(());
        }
        Err(StatementError::new(
            Mistake::Scope,
            span,
            format!("`{name}` needs a schedule, and none is quantified"),
            "no schedule in scope",
            "write `for all law, schedule:` or `exists schedule with ...:`",
        ))
    }
}

fn expect_arguments(
    name: &str,
    arguments: &[Expression],
    arity: Option<usize>,
    span: &Span,
) -> Result<(), StatementError> {
    match arity {
        Some(arity) if arity != arguments.len() => Err(StatementError::new(
            Mistake::Name,
            span,
            format!("`{name}` takes {arity} argument(s), not {}", arguments.len()),
            "wrong number of arguments",
            usage(name).map_or_else(
                || "docs/claim-language.md lists the functions".to_owned(),
                |(takes, example)| format!("`{name}` {takes}, as in `{example}`"),
            ),
        )),
        _ => Ok(()),
    }
}

/// A name that nothing defines, or a word of the language without what it takes.
fn unknown(name: &str, span: &Span, help: &str) -> StatementError {
    match usage(name) {
        Some((takes, example)) => StatementError::new(
            Mistake::Name,
            span,
            format!("`{name}` {takes}"),
            "used in another way",
            format!("write it as in `{example}`"),
        ),
        None => undefined(name, span, help),
    }
}

fn undefined(name: &str, span: &Span, help: &str) -> StatementError {
    StatementError::new(Mistake::Name, span, format!("`{name}` is not defined here"), "unknown", help)
}
