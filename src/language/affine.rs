//! Whether a statement is affine in its constant, so that the constant can be freed.

use super::error::{Mistake, Span, StatementError};
use super::tree::{Chain, Expression, Node, PositionItem, Positions};
use super::words::{Fold, Operator};

/// Checks that the constant stands only as a factor, once in each product.
///
/// # Errors
/// [`Mistake::Type`] with the place where it does not.
pub fn check(chain: &Chain, constant: &str) -> Result<(), StatementError> {
    for side in chain.sides() {
        degree(side, constant)?;
    }
    Ok(())
}

/// How often the constant occurs as a factor: a statement must be affine in it, so that it can be freed.
fn degree(expression: &Expression, constant: &str) -> Result<u32, StatementError> {
    let free = |expression: &Expression| match degree(expression, constant)? {
        0 => Ok(0),
        _ => Err(not_affine(&expression.span, constant)),
    };
    match &expression.node {
        Node::Name(name) => Ok(u32::from(name == constant)),
        Node::Number(_) => Ok(0),
        Node::Negate(operand) => degree(operand, constant),
        Node::Binary(Operator::Add | Operator::Subtract, left, right) => {
            Ok(degree(left, constant)?.max(degree(right, constant)?))
        }
        Node::Binary(Operator::Multiply, left, right) => {
            let degree = degree(left, constant)? + degree(right, constant)?;
            if degree > 1 { Err(not_affine(&expression.span, constant)) } else { Ok(degree) }
        }
        Node::Binary(Operator::Divide, left, right) => {
            free(right)?;
            degree(left, constant)
        }
        Node::Binary(Operator::Power, left, right) => {
            free(left)?;
            free(right)
        }
        Node::Call(_, arguments) => {
            arguments.iter().try_for_each(|argument| free(argument).map(|_| ()))?;
            Ok(0)
        }
        Node::Index(_, index) => free(index),
        Node::Fold { fold, values, term, .. } => {
            values.parts().into_iter().try_for_each(|part| free(part).map(|_| ()))?;
            match fold {
                Fold::Sum | Fold::Mean => degree(term, constant),
                Fold::Minimum | Fold::Maximum => free(term),
            }
        }
        // A constant inside a position set would move the set; type checking of positions admits it, this does not.
        Node::OfWord(_, word, set, given) => {
            free(word)?;
            positions_free(&[set, given], &free)
        }
        Node::Hartley(set) => positions_free(&[set], &free),
        Node::Entropy(set, given) | Node::Multivariate(_, set, given) => positions_free(&[set, given], &free),
        Node::Normalised(_, sets, given) => positions_free(&[&sets[0], &sets[1], given], &free),
        Node::MutualInformation(first, second, given) => positions_free(&[first, second, given], &free),
    }
}

fn positions_free(
    sets: &[&Positions],
    free: &impl Fn(&Expression) -> Result<u32, StatementError>,
) -> Result<u32, StatementError> {
    for item in sets.iter().flat_map(|set| &set.items) {
        match item {
            PositionItem::One(position) => {
                free(position)?;
            }
            PositionItem::Range(first, last) => {
                free(first)?;
                free(last)?;
            }
            PositionItem::Rest | PositionItem::All | PositionItem::None => {}
        }
    }
    Ok(0)
}

fn not_affine(span: &Span, constant: &str) -> StatementError {
    StatementError::new(
        Mistake::Type,
        span,
        format!("the statement is not affine in its constant `{constant}`"),
        "not affine",
        format!("let `{constant}` stand only as a factor of one term, or of a sum"),
    )
}
