//! Relations with every term on the side where its sign is positive.

use crate::language::claim_file::Claim;
use crate::language::syntax::{Chain, Expression, Node, Operator, Relation};

use super::information::is_information;

impl Claim {
    /// The claim with its relations written so that no term is subtracted: `A - B <= C` is `A <= B + C`. Statements that differ
    /// in the sides of their terms only have the same such form. The text stays.
    #[must_use]
    pub fn arranged(&self) -> Self {
        let mut statement = self.statement().clone();
        statement.chains = statement.chains.iter().flat_map(arranged).collect();
        self.with_statement(statement)
    }
}

/// The relations of a chain, each by itself.
fn arranged(chain: &Chain) -> Vec<Chain> {
    let mut first = &chain.first;
    let mut chains = Vec::new();
    for (relation, second) in &chain.rest {
        chains.push(relation_of(first, *relation, second));
        first = second;
    }
    chains
}

fn relation_of(left: &Expression, relation: Relation, right: &Expression) -> Chain {
    let mut sides = [Vec::new(), Vec::new()];
    for (own, side) in [left, right].into_iter().enumerate() {
        for (is_negative, term) in terms(side) {
            let is_zero = matches!(&term.node, Node::Number(number) if number.is_zero());
            if !is_zero {
                sides[if is_negative { 1 - own } else { own }].push(term);
            }
        }
    }
    let [left, right] = sides.map(|terms| sum(terms, &left.span));
    Chain { first: left, rest: vec![(relation, right)] }
}

/// The terms of a sum, each with whether it is subtracted.
fn terms(expression: &Expression) -> Vec<(bool, Expression)> {
    let negated = |terms: Vec<(bool, Expression)>| terms.into_iter().map(|(negative, term)| (!negative, term));
    match &expression.node {
        Node::Negate(operand) => negated(terms(operand)).collect(),
        Node::Binary(Operator::Add, left, right) => [terms(left), terms(right)].concat(),
        Node::Binary(Operator::Subtract, left, right) => {
            let mut all = terms(left);
            all.extend(negated(terms(right)));
            all
        }
        // A scalar in front of a sum, or behind it, goes to each term, and the sign of a negated scalar with it.
        Node::Binary(Operator::Multiply, scalar, value) if is_information(value) => {
            products(scalar, value, |s, v| Node::Binary(Operator::Multiply, Box::new(s), Box::new(v)), expression)
        }
        Node::Binary(operator @ (Operator::Multiply | Operator::Divide), value, scalar) if is_information(value) => {
            products(scalar, value, |s, v| Node::Binary(*operator, Box::new(v), Box::new(s)), expression)
        }
        _ => vec![(false, expression.clone())],
    }
}

fn products(
    scalar: &Expression,
    value: &Expression,
    product: impl Fn(Expression, Expression) -> Node,
    whole: &Expression,
) -> Vec<(bool, Expression)> {
    let (is_negative, scalar) = unsigned(scalar);
    let of_term = |(negative, term): (bool, Expression)| {
        let node = product(scalar.clone(), term);
        (negative != is_negative, Expression { node, span: whole.span.clone() })
    };
    terms(value).into_iter().map(of_term).collect()
}

/// A scalar without the minus signs in front of it, and whether their number is odd.
fn unsigned(scalar: &Expression) -> (bool, Expression) {
    match &scalar.node {
        Node::Negate(operand) => {
            let (is_negative, operand) = unsigned(operand);
            (!is_negative, operand)
        }
        Node::Binary(operator @ (Operator::Multiply | Operator::Divide), left, right) => {
            let ((first, left), (second, right)) = (unsigned(left), unsigned(right));
            let node = Node::Binary(*operator, Box::new(left), Box::new(right));
            (first != second, Expression { node, span: scalar.span.clone() })
        }
        _ => (false, scalar.clone()),
    }
}

fn sum(terms: Vec<Expression>, span: &crate::language::syntax::Span) -> Expression {
    let zero = Expression { node: Node::Number(rug::Rational::new()), span: span.clone() };
    let added = terms.into_iter().reduce(|sum, term| {
        let span = sum.span.start..term.span.end.max(sum.span.end);
        Expression { node: Node::Binary(Operator::Add, Box::new(sum), Box::new(term)), span }
    });
    added.unwrap_or(zero)
}
