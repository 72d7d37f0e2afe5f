//! Every expression of a statement, in the order of the text.

use super::error::Span;
use super::typed::{
    Chain, Comparisons, Domain, Measure, MeasureNode, PositionItem, Positions, Scalar, ScalarNode, Statement, Values,
};
use super::words::Meaning;

/// An expression of either sort.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A scalar.
    Scalar(&'a Scalar),
    /// An information measure.
    Measure(&'a Measure),
}

impl Part<'_> {
    /// The word that stands at the root, if one does.
    pub fn word(&self) -> Option<Meaning> {
        match self {
            Self::Scalar(scalar) => scalar.word(),
            Self::Measure(measure) => measure.word(),
        }
    }

    /// Where it stands.
    pub fn span(&self) -> &Span {
        match self {
            Self::Scalar(scalar) => &scalar.span,
            Self::Measure(measure) => &measure.span,
        }
    }
}

impl Statement {
    /// Visits every expression, outermost first; `visit` says whether to look at those inside.
    pub fn visit(&self, visit: &mut impl FnMut(Part) -> bool) {
        for quantifier in &self.quantifiers {
            match &quantifier.domain {
                Domain::Law(condition) | Domain::Schedule(condition) | Domain::Order(condition) => {
                    condition.iter().flat_map(Comparisons::sides).for_each(|side| side.visit(visit));
                }
                Domain::NamedSchedule(named) => named.arguments.iter().for_each(|argument| argument.visit(visit)),
                Domain::Policy(named) => {
                    let argument = named.as_ref().and_then(|named| named.argument.as_ref());
                    argument.into_iter().for_each(|argument| argument.visit(visit));
                }
                Domain::Rule(_) => {}
                Domain::Variable { values, .. } => values.visit(visit),
            }
        }
        for chain in self.premise.iter().chain(&self.chains) {
            match chain {
                Chain::Scalars(comparisons) => comparisons.sides().for_each(|side| side.visit(visit)),
                Chain::Measures(comparisons) => comparisons.sides().for_each(|side| side.visit(visit)),
            }
        }
    }
}

impl Values {
    fn visit(&self, visit: &mut impl FnMut(Part) -> bool) {
        self.parts().into_iter().for_each(|part| part.visit(visit));
    }
}

impl Scalar {
    /// Whether a number of the law occurs in it.
    pub fn depends_on_law(&self) -> bool {
        let mut depends = false;
        self.visit(&mut |part| {
            depends |= matches!(part, Part::Scalar(scalar) if scalar.node.is_number_of_law());
            !depends
        });
        depends
    }

    /// Visits the scalar and those inside it, outermost first; `visit` says whether to look inside.
    pub fn visit(&self, visit: &mut impl FnMut(Part) -> bool) {
        if !visit(Part::Scalar(self)) {
            return;
        }
        match &self.node {
            ScalarNode::Number(_)
            | ScalarNode::Variable(_)
            | ScalarNode::Constant
            | ScalarNode::Name(_)
            | ScalarNode::OfLaw(_) => {}
            ScalarNode::Entry(_, operand) | ScalarNode::Function(_, operand) | ScalarNode::Negate(operand) => {
                operand.visit(visit);
            }
            ScalarNode::OfWord(of) => {
                of.word.visit(visit);
                [&of.set, &of.given].into_iter().for_each(|set| set.visit(visit));
            }
            ScalarNode::Binomial(arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            ScalarNode::Bernstein(arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            ScalarNode::Beta(arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            ScalarNode::Extremum(_, arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            ScalarNode::Binary(_, left, right) => [left, right].into_iter().for_each(|operand| operand.visit(visit)),
            ScalarNode::Fold(folded) => {
                folded.values.visit(visit);
                folded.term.visit(visit);
            }
        }
    }
}

impl Measure {
    /// Visits the measure and the expressions inside it, outermost first; `visit` says whether to look inside.
    pub fn visit(&self, visit: &mut impl FnMut(Part) -> bool) {
        // What is 0 by its form is of both sorts, and counts as a scalar.
        if let MeasureNode::ZeroOf(scalar) = &self.node {
            scalar.visit(visit);
            return;
        }
        if !visit(Part::Measure(self)) {
            return;
        }
        match &self.node {
            MeasureNode::Zero | MeasureNode::ZeroOf(_) | MeasureNode::Name(_) | MeasureNode::Divergence(..) => {}
            MeasureNode::Function(_, argument) | MeasureNode::Nats(argument) | MeasureNode::LnOf(argument) => {
                argument.visit(visit);
            }
            MeasureNode::PermutationError(arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            MeasureNode::Rounds(_, operand) | MeasureNode::Negate(operand) => operand.visit(visit),
            MeasureNode::Hartley(set) => set.visit(visit),
            MeasureNode::Entropy(set, given) | MeasureNode::Multivariate(_, set, given) => {
                [set, given].into_iter().for_each(|set| set.visit(visit))
            }
            MeasureNode::MutualInformation(first, second, given) => {
                [first, second, given].into_iter().for_each(|set| set.visit(visit));
            }
            MeasureNode::Extremum(_, arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            MeasureNode::Sum(left, right) | MeasureNode::Difference(left, right) => {
                [left, right].into_iter().for_each(|operand| operand.visit(visit));
            }
            MeasureNode::Product(factor, measure) | MeasureNode::Multiple(factor, measure)
                if factor.span.start < measure.span.start =>
            {
                factor.visit(visit);
                measure.visit(visit);
            }
            MeasureNode::Product(factor, measure)
            | MeasureNode::Multiple(factor, measure)
            | MeasureNode::Quotient(measure, factor) => {
                measure.visit(visit);
                factor.visit(visit);
            }
            MeasureNode::Fold(folded) => {
                folded.values.visit(visit);
                folded.term.visit(visit);
            }
        }
    }
}

impl Positions {
    fn visit(&self, visit: &mut impl FnMut(Part) -> bool) {
        for item in &self.items {
            match item {
                PositionItem::One(position) | PositionItem::Part(_, position) => position.visit(visit),
                PositionItem::Range(first, last) => [first, last].into_iter().for_each(|end| end.visit(visit)),
                PositionItem::Variable(_) | PositionItem::Rest | PositionItem::All | PositionItem::None => {}
            }
        }
    }
}
