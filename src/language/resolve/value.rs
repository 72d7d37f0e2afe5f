//! An expression that stands alone: a value, and of two information measures the quotient.

use rug::Rational;

use crate::language::error::{Span, StatementError};
use crate::language::tree::{self, Expression, Node};
use crate::language::typed::{Measure, MeasureNode, Positions, Scalar, ScalarNode, ValueNode};
use crate::language::words::{Extremum, NORMALISATIONS, Normalisation, Operator};

use super::scope::{Given, Scope};
use super::sorts::{Sorted, nats};

/// Resolves an expression whose value is asked for.
///
/// # Errors
/// The first mistake, with its place.
pub(in crate::language) fn read_value(expression: &Expression, given: Given) -> Result<ValueNode, StatementError> {
    let scope = Scope::of_value(given);
    match &expression.node {
        Node::Normalised(name, sets, conditions) => scope.normalised(name, sets, conditions, &expression.span),
        Node::Binary(Operator::Divide, left, right) => match [scope.expression(left)?, scope.expression(right)?] {
            [Sorted::Measure(left), Sorted::Measure(right)] => Ok(ValueNode::Ratio(Box::new([left, right]))),
            [Sorted::Number(left), Sorted::Measure(right)] => Ok(ValueNode::Ratio(Box::new([nats(left), right]))),
            _ => scope.expression(expression).map(of_sort),
        },
        _ => scope.expression(expression).map(of_sort),
    }
}

fn of_sort(sorted: Sorted) -> ValueNode {
    match sorted {
        Sorted::Scalar(scalar) | Sorted::Zero(scalar) => ValueNode::Scalar(scalar),
        Sorted::Number(number) => ValueNode::Number(nats(number)),
        Sorted::Measure(measure) => ValueNode::Information(measure),
    }
}

impl Scope {
    /// A normalised mutual information.
    fn normalised(
        &self,
        name: &str,
        sets: &[tree::Positions; 2],
        given: &tree::Positions,
        span: &Span,
    ) -> Result<ValueNode, StatementError> {
        let normalisation = NORMALISATIONS.iter().find(|(known, _)| *known == name);
        let (_, normalisation) = normalisation.expect("the grammar has the words of the table");
        let [first, second, given] = self.positions([&sets[0], &sets[1], given])?;
        let measure = |node| Measure { node, span: span.clone() };
        let entropy = |set: &Positions| measure(MeasureNode::Entropy(set.clone(), given.clone()));
        let entropies = || vec![entropy(&first), entropy(&second)];
        let divisor = match normalisation {
            Normalisation::Least => measure(MeasureNode::Extremum(Extremum::Minimum, entropies())),
            Normalisation::Greatest => measure(MeasureNode::Extremum(Extremum::Maximum, entropies())),
            Normalisation::Mean => {
                let sum = measure(MeasureNode::Sum(Box::new(entropy(&first)), Box::new(entropy(&second))));
                let two = Scalar { node: ScalarNode::Number(Rational::from(2)), span: span.clone() };
                measure(MeasureNode::Quotient(Box::new(sum), Box::new(two)))
            }
            Normalisation::Joint => {
                let items = first.items.iter().chain(&second.items).cloned().collect();
                entropy(&Positions { items, span: span.clone() })
            }
        };
        let information = measure(MeasureNode::MutualInformation(first, second, given));
        Ok(ValueNode::Ratio(Box::new([information, divisor])))
    }
}
