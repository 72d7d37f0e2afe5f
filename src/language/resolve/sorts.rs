//! The sorts of expressions, and how several come to one.

use crate::language::typed::{Folded, Measure, MeasureNode, Scalar, ScalarNode};
use crate::language::words::{Fold, Operator};

/// The sort of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An exact rational.
    Scalar,
    /// A rational that depends on the law.
    Number,
    /// A linear form in logarithms.
    Measure,
    /// The literal 0, and what sums, signs, `min` and `max` make of it alone: of both sorts.
    Zero,
}

impl Sort {
    /// The sort in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Scalar => "a scalar",
            Self::Number => "a number of the law",
            Self::Measure => "an information measure",
            Self::Zero => "zero",
        }
    }
}

/// An expression of a known sort.
#[derive(Debug)]
pub enum Sorted {
    /// A scalar that is known before the law.
    Scalar(Scalar),
    /// A scalar that depends on the law.
    Number(Scalar),
    /// An information measure.
    Measure(Measure),
    /// What is 0 by its form, as a scalar.
    Zero(Scalar),
}

impl Sorted {
    /// The sort.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Scalar(_) => Sort::Scalar,
            Self::Number(_) => Sort::Number,
            Self::Measure(_) => Sort::Measure,
            Self::Zero(_) => Sort::Zero,
        }
    }
}

/// Expressions that have one sort.
#[derive(Debug)]
pub enum Alike {
    /// All are 0 by their form.
    Zeros(Vec<Scalar>),
    /// All are scalars that are known before the law.
    Scalars(Vec<Scalar>),
    /// All are scalars, and one depends on the law.
    Numbers(Vec<Scalar>),
    /// All are information measures.
    Measures(Vec<Measure>),
}

impl Alike {
    /// One expression.
    pub fn one(first: Sorted) -> Self {
        match first {
            Sorted::Zero(zero) => Self::Zeros(vec![zero]),
            Sorted::Scalar(scalar) => Self::Scalars(vec![scalar]),
            Sorted::Number(number) => Self::Numbers(vec![number]),
            Sorted::Measure(measure) => Self::Measures(vec![measure]),
        }
    }

    /// The sort that all have.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Zeros(_) => Sort::Zero,
            Self::Scalars(_) => Sort::Scalar,
            Self::Numbers(_) => Sort::Number,
            Self::Measures(_) => Sort::Measure,
        }
    }

    /// These and one more, if they have one sort. Beside a number of the law, scalars are such numbers; beside an
    /// information measure, such numbers are so many nats.
    pub fn with(self, next: Sorted) -> Option<Self> {
        Some(match (self, next) {
            (Self::Zeros(zeros), Sorted::Zero(zero)) => Self::Zeros(and(zeros, zero)),
            (Self::Zeros(scalars) | Self::Scalars(scalars), Sorted::Scalar(scalar))
            | (Self::Scalars(scalars), Sorted::Zero(scalar)) => Self::Scalars(and(scalars, scalar)),
            (Self::Zeros(scalars) | Self::Scalars(scalars) | Self::Numbers(scalars), Sorted::Number(scalar))
            | (Self::Numbers(scalars), Sorted::Scalar(scalar) | Sorted::Zero(scalar)) => {
                Self::Numbers(and(scalars, scalar))
            }
            (Self::Numbers(numbers), Sorted::Measure(measure)) => {
                Self::Measures(and(numbers.into_iter().map(nats).collect(), measure))
            }
            (Self::Measures(measures), Sorted::Number(number)) => Self::Measures(and(measures, nats(number))),
            (Self::Zeros(zeros), Sorted::Measure(measure)) => {
                Self::Measures(and(zeros.into_iter().map(zero_measure).collect(), measure))
            }
            (Self::Measures(measures), Sorted::Measure(measure)) => Self::Measures(and(measures, measure)),
            (Self::Measures(measures), Sorted::Zero(zero)) => Self::Measures(and(measures, zero_measure(zero))),
            (Self::Scalars(_), Sorted::Measure(_)) | (Self::Measures(_), Sorted::Scalar(_)) => return None,
        })
    }
}

fn and<Item>(mut items: Vec<Item>, item: Item) -> Vec<Item> {
    items.push(item);
    items
}

/// A number of the law as so many nats.
pub fn nats(number: Scalar) -> Measure {
    let span = number.span.clone();
    Measure { node: MeasureNode::Nats(Box::new(number)), span }
}

/// What is 0 by its form, as an information measure.
pub fn zero_measure(zero: Scalar) -> Measure {
    let Scalar { node, span } = zero;
    let node = match node {
        ScalarNode::Number(_) => MeasureNode::Zero,
        ScalarNode::Negate(operand) => MeasureNode::Negate(Box::new(zero_measure(*operand))),
        ScalarNode::Binary(Operator::Add, left, right) => {
            MeasureNode::Sum(Box::new(zero_measure(*left)), Box::new(zero_measure(*right)))
        }
        ScalarNode::Binary(Operator::Subtract, left, right) => {
            MeasureNode::Difference(Box::new(zero_measure(*left)), Box::new(zero_measure(*right)))
        }
        ScalarNode::Fold(folded) if matches!(folded.fold, Fold::Sum | Fold::Mean) => {
            let Folded { fold, name, values, term } = *folded;
            MeasureNode::Fold(Box::new(Folded { fold, name, values, term: zero_measure(term) }))
        }
        other => MeasureNode::ZeroOf(Scalar { node: other, span: span.clone() }),
    };
    Measure { node, span }
}
