//! The names and sorts of expressions.

use rug::Rational;

use crate::language::error::{Mistake, Span, StatementError};
use crate::language::tree::{self, Expression, Node};
use crate::language::typed::{
    Chain, Comparisons, Condition, Folded, Measure, MeasureNode, OfWord, Scalar, ScalarNode, Values,
};
use crate::language::usage::usage;
use crate::language::words::{Comparator, Fold, Meaning, Multivariate, Operator, find};

use super::scope::Scope;
use super::sorts::{Alike, Sort, Sorted, nats, zero_measure};

impl Scope {
    /// The comparisons of a condition, which are between scalars.
    ///
    /// # Errors
    /// The first mistake.
    pub fn condition(&self, condition: &[tree::Chain]) -> Result<Vec<Condition>, StatementError> {
        let comparisons = |chain: &tree::Chain| {
            let first = self.scalar(&chain.first)?;
            let rest = chain.rest.iter().map(|(relation, side)| Ok((*relation, self.scalar(side)?)));
            Ok(Comparisons { first, rest: rest.collect::<Result<_, StatementError>>()? })
        };
        condition.iter().map(comparisons).collect()
    }

    /// The comparisons of a chain, between expressions of one sort.
    ///
    /// # Errors
    /// When the sides have no common sort, or one has none.
    pub fn chain(&self, chain: &tree::Chain) -> Result<Chain, StatementError> {
        let mut sides = Alike::one(self.expression(&chain.first)?);
        for (relation, side) in &chain.rest {
            let (known, found) = (sides.sort(), self.expression(side)?);
            let sort = found.sort();
            sides = sides.with(found).ok_or_else(|| {
                StatementError::new(
                    Mistake::Type,
                    &side.span,
                    format!("`{}` compares {} with {}", relation.symbol(), known.describe(), sort.describe()),
                    sort.describe(),
                    "compare values of one type; a number `a` of nats is written `a * nat`",
                )
            })?;
        }
        let relations = chain.rest.iter().map(|(relation, _)| *relation);
        Ok(match sides {
            Alike::Zeros(sides) | Alike::Scalars(sides) => Chain::Scalars(comparisons(sides, relations)),
            Alike::Numbers(sides) => Chain::Measures(comparisons(sides.into_iter().map(nats).collect(), relations)),
            Alike::Measures(sides) => Chain::Measures(comparisons(sides, relations)),
        })
    }

    /// A scalar.
    ///
    /// # Errors
    /// When the expression is an information measure, depends on the law, or has no sort.
    pub fn scalar(&self, expression: &Expression) -> Result<Scalar, StatementError> {
        match self.expression(expression)? {
            Sorted::Scalar(scalar) | Sorted::Zero(scalar) => Ok(scalar),
            Sorted::Number(_) => Err(StatementError::new(
                Mistake::Type,
                &expression.span,
                "a number of the law stands where a scalar is needed that is known before the law",
                "depends on the law",
                "numbers of the law stand in relations: added, multiplied, divided, as the base of a power, in abs, min, max, \
                 sum, mean and ln",
            )),
            Sorted::Measure(_) => Err(StatementError::new(
                Mistake::Type,
                &expression.span,
                "an information measure stands where a scalar is needed",
                "an information measure",
                "conditions, ranges, indices and arguments are scalars: L, V, T, s_max, numbers, variables",
            )),
        }
    }

    /// Declares the variable of a fold or a quantifier; what it runs over comes first.
    ///
    /// # Errors
    /// When the name has a meaning already, or what it runs over has a mistake.
    pub fn variable(&mut self, name: &str, values: &tree::Values, span: &Span) -> Result<Values, StatementError> {
        match values {
            tree::Values::Range { from, to } => {
                let (from, to) = (Box::new(self.scalar(from)?), Box::new(self.scalar(to)?));
                self.declare_integer(name, span)?;
                Ok(Values::Range { from, to })
            }
            tree::Values::Subsets { size } => {
                let size = Box::new(self.scalar(size)?);
                self.declare_set(name, span)?;
                Ok(Values::Subsets { size })
            }
            tree::Values::Orders => {
                self.orders(span)?;
                Ok(Values::Orders)
            }
        }
    }

    /// An expression of either sort.
    ///
    /// # Errors
    /// The first mistake.
    pub fn expression(&self, expression: &Expression) -> Result<Sorted, StatementError> {
        let span = &expression.span;
        match &expression.node {
            Node::Number(number) => Ok(Self::number(number, span)),
            Node::Name(name) => self.name(name, span),
            Node::Call(name, arguments) => self.call(name, arguments, span),
            Node::Index(name, index) => self.entry(name, index, span),
            Node::Negate(operand) => Ok(match self.expression(operand)? {
                Sorted::Scalar(operand) => scalar(ScalarNode::Negate(Box::new(operand)), span),
                Sorted::Number(operand) => number(ScalarNode::Negate(Box::new(operand)), span),
                Sorted::Measure(operand) => measure(MeasureNode::Negate(Box::new(operand)), span),
                Sorted::Zero(operand) => zero(ScalarNode::Negate(Box::new(operand)), span),
            }),
            Node::Binary(..) => self.binary(expression),
            Node::Fold { fold, name, values, term } => self.fold(*fold, name, values, term, span),
            Node::OfWord(..)
            | Node::Hartley(_)
            | Node::Entropy(..)
            | Node::MutualInformation(..)
            | Node::Multivariate(..)
            | Node::Normalised(..) => self.of_positions(expression),
        }
    }

    /// What has sets of positions. Apart from the others, as expressions nest deeply, and what stands in one function takes
    /// room on the stack for each.
    #[inline(never)]
    fn of_positions(&self, expression: &Expression) -> Result<Sorted, StatementError> {
        let span = &expression.span;
        match &expression.node {
            Node::OfWord(mass, word, set, given) => {
                let word = self.scalar(word)?;
                let [set, given] = self.positions([set, given])?;
                Ok(number(ScalarNode::OfWord(Box::new(OfWord { mass: *mass, word, set, given })), span))
            }
            Node::Hartley(set) => {
                let [set] = self.positions([set])?;
                Ok(measure(MeasureNode::Hartley(set), span))
            }
            Node::Entropy(set, given) => {
                let [set, given] = self.positions([set, given])?;
                Ok(measure(MeasureNode::Entropy(set, given), span))
            }
            Node::MutualInformation(first, second, given) => {
                let [first, second, given] = self.positions([first, second, given])?;
                Ok(measure(MeasureNode::MutualInformation(first, second, given), span))
            }
            Node::Multivariate(name, set, given) => {
                let of = Multivariate::of_word(name).expect("the grammar has the words of the table");
                let [set, given] = self.positions([set, given])?;
                Ok(measure(MeasureNode::Multivariate(of, set, given), span))
            }
            Node::Normalised(name, ..) => Err(StatementError::new(
                Mistake::Type,
                span,
                format!("`{name}` is a quotient of information measures, and no linear form in logarithms"),
                "a quotient of information measures",
                "it is a value by itself; in a claim bring the divisor to the other side: I(1;2) <= 1/2*min(H(1), H(2))",
            )),
            _ => unreachable!("the others have no sets of positions"),
        }
    }

    /// A number as it is written.
    #[inline(never)]
    fn number(number: &Rational, span: &Span) -> Sorted {
        let is_zero = number.is_zero();
        let scalar = Scalar { node: ScalarNode::Number(number.clone()), span: span.clone() };
        if is_zero { Sorted::Zero(scalar) } else { Sorted::Scalar(scalar) }
    }

    /// A name without arguments.
    #[inline(never)]
    pub(super) fn name(&self, name: &str, span: &Span) -> Result<Sorted, StatementError> {
        if self.is_integer(name) {
            return Ok(scalar(ScalarNode::Variable(name.to_owned()), span));
        }
        if self.is_constant(name) {
            return Ok(scalar(ScalarNode::Constant, span));
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
        let word = find(name).map(|word| (word.needs, word.meaning));
        let (needs, sorted) = match word {
            Some((needs, Meaning::Scalar(word))) => (needs, scalar(ScalarNode::Name(word), span)),
            Some((needs, Meaning::LawNumber(word))) => (needs, number(ScalarNode::OfLaw(word), span)),
            Some((needs, Meaning::Measure(word))) => (needs, measure(MeasureNode::Name(word), span)),
            Some((needs, Meaning::Divergence(word))) => (needs, measure(MeasureNode::Divergence(word, None), span)),
            _ => {
                return Err(unknown(name, span, self.how_to_define()));
            }
        };
        self.require_sampler(needs, name, span)?;
        self.require_law(needs, name, span)?;
        Ok(sorted)
    }

    #[inline(never)]
    fn entry(&self, name: &str, index: &Expression, span: &Span) -> Result<Sorted, StatementError> {
        let Some((needs, Meaning::Entry(sequence))) = find(name).map(|word| (word.needs, word.meaning)) else {
            return Err(unknown(name, span, "`N[t]` and `s[t]` are the sequences with an index"));
        };
        self.require_sampler(needs, name, span)?;
        Ok(scalar(ScalarNode::Entry(sequence, Box::new(self.scalar(index)?)), span))
    }

    #[inline(never)]
    fn fold(
        &self,
        fold: Fold,
        name: &str,
        values: &tree::Values,
        term: &Expression,
        span: &Span,
    ) -> Result<Sorted, StatementError> {
        let mut inner = self.clone();
        let values = inner.variable(name, values, span)?;
        let name = name.into();
        Ok(match inner.expression(term)? {
            Sorted::Scalar(term) => scalar(ScalarNode::Fold(Box::new(Folded { fold, name, values, term })), span),
            Sorted::Number(term) => number(ScalarNode::Fold(Box::new(Folded { fold, name, values, term })), span),
            Sorted::Measure(term) => measure(MeasureNode::Fold(Box::new(Folded { fold, name, values, term })), span),
            Sorted::Zero(term) => zero(ScalarNode::Fold(Box::new(Folded { fold, name, values, term })), span),
        })
    }

    /// Operators with their operands. Left operands nest as deeply as a sum is long, so that they are followed by a
    /// loop.
    #[inline(never)]
    fn binary(&self, expression: &Expression) -> Result<Sorted, StatementError> {
        let mut operators = Vec::new();
        let mut first = expression;
        while let Node::Binary(operator, left, right) = &first.node {
            operators.push((*operator, right.as_ref(), &first.span));
            first = left;
        }
        let mut value = self.expression(first)?;
        for (operator, right, span) in operators.into_iter().rev() {
            value = combined(operator, value, self.expression(right)?, span)?;
        }
        Ok(value)
    }
}

/// What an operator makes of two expressions.
#[inline(never)]
fn combined(operator: Operator, left: Sorted, right: Sorted, span: &Span) -> Result<Sorted, StatementError> {
    let sorts = format!("{} and {}", left.sort().describe(), right.sort().describe());
    let wrong = |message: &str, help: &str| Err(StatementError::new(Mistake::Type, span, message, sorts.clone(), help));
    let is_measure = |sorted: &Sorted| sorted.sort() == Sort::Measure;
    match operator {
        Operator::Add | Operator::Subtract => sum(operator, left, right, span).map_or_else(
            || {
                wrong(
                    "a scalar and an information measure cannot be added",
                    "multiply the scalar by an information measure: `a * nat` is `a` nats",
                )
            },
            Ok,
        ),
        Operator::Power if is_measure(&left) || is_measure(&right) => {
            wrong("powers are for scalars", "raise scalars only")
        }
        Operator::Power if right.sort() == Sort::Number => wrong(
            "an exponent is a number of the law, and is to be known before the law",
            "numbers of the law may be the base of a power: max_mass^2",
        ),
        Operator::Divide if is_measure(&right) => wrong(
            "an information measure cannot be a divisor",
            "bring it to the other side of the relation: a <= b*c instead of a/c <= b",
        ),
        Operator::Multiply | Operator::Divide | Operator::Power => match (left, right) {
            (Sorted::Measure(_), Sorted::Measure(_)) => wrong(
                "the product of two information measures is not a linear form in logarithms",
                "multiply an information measure by a scalar only",
            ),
            (Sorted::Measure(of), Sorted::Number(factor)) => {
                let factor = if operator == Operator::Divide { inverse(factor) } else { factor };
                Ok(measure(MeasureNode::Multiple(Box::new(factor), Box::new(of)), span))
            }
            (Sorted::Number(factor), Sorted::Measure(of)) => {
                Ok(measure(MeasureNode::Multiple(Box::new(factor), Box::new(of)), span))
            }
            (Sorted::Number(left), Sorted::Number(right) | Sorted::Scalar(right) | Sorted::Zero(right))
            | (Sorted::Scalar(left) | Sorted::Zero(left), Sorted::Number(right)) => {
                Ok(number(ScalarNode::Binary(operator, Box::new(left), Box::new(right)), span))
            }
            (Sorted::Measure(of), Sorted::Scalar(factor) | Sorted::Zero(factor)) => Ok(measure(
                if operator == Operator::Divide {
                    MeasureNode::Quotient(Box::new(of), Box::new(factor))
                } else {
                    MeasureNode::Product(Box::new(factor), Box::new(of))
                },
                span,
            )),
            (Sorted::Scalar(factor) | Sorted::Zero(factor), Sorted::Measure(of)) => {
                Ok(measure(MeasureNode::Product(Box::new(factor), Box::new(of)), span))
            }
            (Sorted::Scalar(left) | Sorted::Zero(left), Sorted::Scalar(right) | Sorted::Zero(right)) => {
                Ok(scalar(ScalarNode::Binary(operator, Box::new(left), Box::new(right)), span))
            }
        },
    }
}

/// The sum or difference of expressions of one sort.
fn sum(operator: Operator, left: Sorted, right: Sorted, span: &Span) -> Option<Sorted> {
    let of_scalars = |left, right| ScalarNode::Binary(operator, Box::new(left), Box::new(right));
    let of_measures = |left, right| {
        let node = if operator == Operator::Subtract { MeasureNode::Difference } else { MeasureNode::Sum };
        measure(node(Box::new(left), Box::new(right)), span)
    };
    Some(match (left, right) {
        (Sorted::Zero(left), Sorted::Zero(right)) => zero(of_scalars(left, right), span),
        (Sorted::Measure(left), Sorted::Measure(right)) => of_measures(left, right),
        (Sorted::Measure(left), Sorted::Zero(right)) => of_measures(left, zero_measure(right)),
        (Sorted::Zero(left), Sorted::Measure(right)) => of_measures(zero_measure(left), right),
        (Sorted::Measure(left), Sorted::Number(right)) => of_measures(left, nats(right)),
        (Sorted::Number(left), Sorted::Measure(right)) => of_measures(nats(left), right),
        (Sorted::Number(left), Sorted::Number(right) | Sorted::Scalar(right) | Sorted::Zero(right))
        | (Sorted::Scalar(left) | Sorted::Zero(left), Sorted::Number(right)) => number(of_scalars(left, right), span),
        (Sorted::Scalar(left), Sorted::Scalar(right) | Sorted::Zero(right))
        | (Sorted::Zero(left), Sorted::Scalar(right)) => scalar(of_scalars(left, right), span),
        (Sorted::Scalar(_), Sorted::Measure(_)) | (Sorted::Measure(_), Sorted::Scalar(_)) => return None,
    })
}

fn comparisons<Side>(sides: Vec<Side>, relations: impl Iterator<Item = Comparator>) -> Comparisons<Side> {
    let mut sides = sides.into_iter();
    let first = sides.next().expect("a chain has a first side");
    Comparisons { first, rest: relations.zip(sides).collect() }
}

/// A scalar of a form.
pub(super) fn scalar(node: ScalarNode, span: &Span) -> Sorted {
    Sorted::Scalar(Scalar { node, span: span.clone() })
}

/// A scalar of a form that depends on the law.
pub(super) fn number(node: ScalarNode, span: &Span) -> Sorted {
    Sorted::Number(Scalar { node, span: span.clone() })
}

/// `1/number`
fn inverse(number: Scalar) -> Scalar {
    let span = number.span.clone();
    let one = Scalar { node: ScalarNode::Number(Rational::from(1)), span: span.clone() };
    Scalar { node: ScalarNode::Binary(Operator::Divide, Box::new(one), Box::new(number)), span }
}

/// What is 0 by its form.
pub(super) fn zero(node: ScalarNode, span: &Span) -> Sorted {
    Sorted::Zero(Scalar { node, span: span.clone() })
}

/// An information measure of a form.
pub(super) fn measure(node: MeasureNode, span: &Span) -> Sorted {
    Sorted::Measure(Measure { node, span: span.clone() })
}

/// A name that nothing defines, or a word of the language without what it takes.
pub(super) fn unknown(name: &str, span: &Span, help: &str) -> StatementError {
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

/// A name that nothing defines.
pub(super) fn undefined(name: &str, span: &Span, help: &str) -> StatementError {
    StatementError::new(Mistake::Name, span, format!("`{name}` is not defined here"), "unknown", help)
}
