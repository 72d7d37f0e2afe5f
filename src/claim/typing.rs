//! Types and scopes of a statement.
//!
//! An expression is a *scalar* (an exact rational) or an *information* (a linear form in logarithms, nats). Informations
//! add up and are multiplied or divided by scalars; a product of two informations is a type error. The literal 0 is both.

use super::affine;
use super::error::{Mistake, StatementError};
use super::syntax::{Chain, Domain, Expression, Node, Operator, PositionItem, Positions, Span, Statement};

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// An exact rational.
    Scalar,
    /// A linear form in logarithms.
    Information,
    /// The literal 0, which is of both types.
    Zero,
}

/// The functions of scalars, with how many arguments they take (`None`: at least one).
pub const SCALAR_FUNCTIONS: [(&str, Option<usize>); 7] = [
    ("floor", Some(1)),
    ("ceil", Some(1)),
    ("log2", Some(1)),
    ("abs", Some(1)),
    ("binomial", Some(2)),
    ("min", None),
    ("max", None),
];

/// The informations with one scalar argument.
pub const CURVES: [&str; 5] = ["h", "Z", "zeta", "delta", "ln"];

/// The informations without arguments.
pub const INFORMATIONS: [&str; 7] = ["E_KL", "ideal_KL", "KL_output", "eps_train", "TC", "DTC", "nat"];

/// The schedules derived from the one in scope, as arguments of `E_KL` and `ideal_KL`.
pub const DERIVED_SCHEDULES: [&str; 2] = ["halved_larger_first", "halved_smaller_first"];

/// The scalars that a quantified schedule defines.
const SCHEDULE_SCALARS: [&str; 3] = ["T", "s_max", "s_min"];

/// Checks the types, names and scopes of a statement.
///
/// # Errors
/// The first mistake, with its place.
pub fn check(statement: &Statement, constant: Option<&str>) -> Result<(), StatementError> {
    let scope = scope_of(statement)?;
    let inner = match constant {
        Some(name) => {
            let mut inner = scope.clone();
            inner.declare(name, &(0..1))?;
            inner
        }
        None => scope,
    };
    for chain in &statement.chains {
        inner.check_chain(chain)?;
        if let Some(name) = constant {
            affine::check(chain, name)?;
        }
    }
    Ok(())
}

/// Checks the value of a statement's constant: a scalar that may use what the statement quantifies.
///
/// # Errors
/// The first mistake; its place is in the text of the value.
pub fn check_constant(statement: &Statement, name: &str, value: &Expression) -> Result<(), StatementError> {
    let mut scope = scope_of(statement)?;
    scope.expect_scalar(value)?;
    scope.declare(name, &(0..1))
}

/// The scope behind the quantifiers of a statement.
fn scope_of(statement: &Statement) -> Result<Scope, StatementError> {
    let mut scope = Scope::default();
    for quantifier in &statement.quantifiers {
        match &quantifier.domain {
            Domain::Law(condition) => {
                if scope.law {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &quantifier.span,
                        "a second quantifier over laws",
                        "a law is already quantified",
                        "keep one `for all law`",
                    ));
                }
                if quantifier.binder == super::syntax::Binder::Exists {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &quantifier.span,
                        "`exists law` is not in the language",
                        "a statement is about all laws",
                        "state the opposite inequality `for all law`: a violation is the law that exists",
                    ));
                }
                // A condition on laws may speak of L and V alone.
                let shape = Scope { law: true, ..Scope::default() };
                shape.check_condition(condition)?;
                scope.law = true;
            }
            Domain::Schedule(condition) => {
                if scope.schedule {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &quantifier.span,
                        "a second quantifier over schedules",
                        "a schedule is already quantified",
                        "keep one schedule; derived ones are written E_KL(halved_larger_first)",
                    ));
                }
                scope.schedule = true;
                scope.check_condition(condition)?;
            }
            Domain::Range { name, from, to } => {
                scope.expect_scalar(from)?;
                scope.expect_scalar(to)?;
                scope.declare(name, &quantifier.span)?;
            }
        }
    }
    if !scope.law {
        return Err(StatementError::new(
            Mistake::Scope,
            &statement.quantifiers[0].span,
            "the statement quantifies over no law",
            "missing `for all law`",
            "start the statement with `for all law:` or `for all law, schedule:`",
        ));
    }
    Ok(scope)
}

#[derive(Debug, Clone, Default)]
struct Scope {
    law: bool,
    schedule: bool,
    variables: Vec<String>,
}

impl Scope {
    fn declare(&mut self, name: &str, span: &Span) -> Result<(), StatementError> {
        let reserved = matches!(name, "L" | "V" | "N" | "s" | "H" | "I" | "sum")
            || SCHEDULE_SCALARS.contains(&name)
            || CURVES.contains(&name)
            || INFORMATIONS.contains(&name)
            || DERIVED_SCHEDULES.contains(&name)
            || SCALAR_FUNCTIONS.iter().any(|(function, _)| *function == name);
        if reserved || self.variables.iter().any(|variable| variable == name) {
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

    fn check_condition(&self, condition: &[Chain]) -> Result<(), StatementError> {
        for chain in condition {
            self.expect_scalar(&chain.first)?;
            chain.rest.iter().try_for_each(|(_, expression)| self.expect_scalar(expression))?;
        }
        Ok(())
    }

    fn check_chain(&self, chain: &Chain) -> Result<Type, StatementError> {
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

    fn expect_scalar(&self, expression: &Expression) -> Result<(), StatementError> {
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
            Node::Sum { name, from, to, term } => {
                self.expect_scalar(from)?;
                self.expect_scalar(to)?;
                let mut inner = self.clone();
                inner.declare(name, &expression.span)?;
                inner.type_of(term)
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
            return if name == "ln" { Ok(Type::Information) } else { self.require_law(name, span) };
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
            "docs/claim-language.md lists the functions",
        )),
        _ => Ok(()),
    }
}

fn unknown(name: &str, span: &Span, help: &str) -> StatementError {
    let help = match name {
        "H" | "I" => "write H(A), H(A|B), I(A;B) or I(A;B|C) with sets of positions",
        _ => help,
    };
    StatementError::new(Mistake::Name, span, format!("`{name}` is not defined here"), "unknown", help)
}

fn unify(first: Type, second: Type) -> Option<Type> {
    match (first, second) {
        (Type::Zero, known) | (known, Type::Zero) => Some(known),
        _ => (first == second).then_some(first),
    }
}

fn describe(kind: Type) -> &'static str {
    match kind {
        Type::Scalar => "a scalar",
        Type::Information => "an information",
        Type::Zero => "zero",
    }
}
