//! Relations with every term on the side where its sign is positive.

use crate::language::Claim;
use crate::language::error::Span;
use crate::language::typed::{Chain, Comparisons, Measure, MeasureNode, Scalar, ScalarNode};
use crate::language::words::{Comparator, Operator};

impl Claim {
    /// The claim with its relations written so that no term is subtracted: `A - B <= C` is `A <= B + C`. Statements
    /// that differ only in the sides of their terms have the same arranged form. The text stays.
    #[must_use]
    pub fn arranged(&self) -> Self {
        let mut statement = self.statement().clone();
        statement.chains = statement.chains.iter().flat_map(arranged).collect();
        self.with_statement(statement)
    }
}

/// The relations of a chain, each by itself.
fn arranged(chain: &Chain) -> Vec<Chain> {
    match chain {
        Chain::Scalars(comparisons) => each(comparisons).map(Chain::Scalars).collect(),
        Chain::Measures(comparisons) => each(comparisons).map(Chain::Measures).collect(),
    }
}

fn each<Side: Summand>(comparisons: &Comparisons<Side>) -> impl Iterator<Item = Comparisons<Side>> {
    let rights = comparisons.rest.iter();
    comparisons.sides().zip(rights).map(|(left, (relation, right))| relation_of(left, *relation, right))
}

/// An expression of a sort, as a sum of terms.
trait Summand: Clone {
    /// The terms, each with whether it is subtracted.
    fn terms(&self) -> Vec<(bool, Self)>;

    /// Whether it is the number 0.
    fn is_zero(&self) -> bool;

    /// The number 0.
    fn zero(span: Span) -> Self;

    /// The sum of two.
    fn plus(self, other: Self) -> Self;

    /// Where it stands.
    fn span(&self) -> &Span;
}

impl Summand for Scalar {
    fn terms(&self) -> Vec<(bool, Self)> {
        match &self.node {
            ScalarNode::Negate(operand) => negated(operand.terms()),
            ScalarNode::Binary(Operator::Add, left, right) => [left.terms(), right.terms()].concat(),
            ScalarNode::Binary(Operator::Subtract, left, right) => [left.terms(), negated(right.terms())].concat(),
            _ => vec![(false, self.clone())],
        }
    }

    fn is_zero(&self) -> bool {
        matches!(&self.node, ScalarNode::Number(number) if number.is_zero())
    }

    fn zero(span: Span) -> Self {
        Self { node: ScalarNode::Number(rug::Rational::new()), span }
    }

    fn plus(self, other: Self) -> Self {
        let span = joined(&self.span, &other.span);
        Self { node: ScalarNode::Binary(Operator::Add, Box::new(self), Box::new(other)), span }
    }

    fn span(&self) -> &Span {
        &self.span
    }
}

impl Summand for Measure {
    fn terms(&self) -> Vec<(bool, Self)> {
        match &self.node {
            MeasureNode::Negate(operand) => negated(operand.terms()),
            MeasureNode::Sum(left, right) => [left.terms(), right.terms()].concat(),
            MeasureNode::Difference(left, right) => [left.terms(), negated(right.terms())].concat(),
            MeasureNode::Nats(scalar) => {
                let nats = |term: Scalar| Measure { span: term.span.clone(), node: MeasureNode::Nats(Box::new(term)) };
                scalar.terms().into_iter().map(|(is_negative, term)| (is_negative, nats(term))).collect()
            }
            // A scalar in front of a sum, or behind it, goes to each term, and the sign of a negated scalar with it.
            MeasureNode::Product(scalar, measure) => multiples(scalar, measure, &self.span, MeasureNode::Product),
            MeasureNode::Quotient(measure, scalar) => {
                multiples(scalar, measure, &self.span, |scalar, term| MeasureNode::Quotient(term, scalar))
            }
            _ => vec![(false, self.clone())],
        }
    }

    fn is_zero(&self) -> bool {
        matches!(self.node, MeasureNode::Zero)
    }

    fn zero(span: Span) -> Self {
        Self { node: MeasureNode::Zero, span }
    }

    fn plus(self, other: Self) -> Self {
        let span = joined(&self.span, &other.span);
        Self { node: MeasureNode::Sum(Box::new(self), Box::new(other)), span }
    }

    fn span(&self) -> &Span {
        &self.span
    }
}

fn joined(first: &Span, second: &Span) -> Span {
    first.start..second.end.max(first.end)
}

fn negated<Side>(terms: Vec<(bool, Side)>) -> Vec<(bool, Side)> {
    terms.into_iter().map(|(is_negative, term)| (!is_negative, term)).collect()
}

fn relation_of<Side: Summand>(left: &Side, relation: Comparator, right: &Side) -> Comparisons<Side> {
    let mut sides = [Vec::new(), Vec::new()];
    for (own, side) in [left, right].into_iter().enumerate() {
        for (is_negative, term) in side.terms() {
            if !term.is_zero() {
                sides[if is_negative { 1 - own } else { own }].push(term);
            }
        }
    }
    let sum =
        |terms: Vec<Side>| terms.into_iter().reduce(Side::plus).unwrap_or_else(|| Side::zero(left.span().clone()));
    let [left, right] = sides.map(sum);
    Comparisons { first: left, rest: vec![(relation, right)] }
}

/// A scalar applied to each term of a measure.
fn multiples(
    scalar: &Scalar,
    measure: &Measure,
    span: &Span,
    multiple: impl Fn(Box<Scalar>, Box<Measure>) -> MeasureNode,
) -> Vec<(bool, Measure)> {
    let (is_negative, scalar) = unsigned(scalar);
    let of_term = |(negative, term): (bool, Measure)| {
        let node = multiple(Box::new(scalar.clone()), Box::new(term));
        (negative != is_negative, Measure { node, span: span.clone() })
    };
    measure.terms().into_iter().map(of_term).collect()
}

/// A scalar without the minus signs in front of it, and whether their number is odd.
fn unsigned(scalar: &Scalar) -> (bool, Scalar) {
    match &scalar.node {
        ScalarNode::Negate(operand) => {
            let (is_negative, operand) = unsigned(operand);
            (!is_negative, operand)
        }
        ScalarNode::Binary(operator @ (Operator::Multiply | Operator::Divide), left, right) => {
            let ((first, left), (second, right)) = (unsigned(left), unsigned(right));
            let node = ScalarNode::Binary(*operator, Box::new(left), Box::new(right));
            (first != second, Scalar { node, span: scalar.span.clone() })
        }
        _ => (false, scalar.clone()),
    }
}
