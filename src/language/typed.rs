//! The checked statement: every name has its meaning, and scalars and information measures are two types.
//!
//! A *scalar* is an exact rational. Most are known before the law; a *number of the law*, such as `max_mass`, is not,
//! nor is what is made of one, and types say where each may stand. An *information measure* is a linear form in
//! logarithms, in nats: measures add up and are multiplied or divided by scalars. Each part says where it stands in the
//! text.

use std::sync::Arc;

use rug::Rational;

use super::error::Span;
use super::words::{
    Binder, Comparator, Divergence, Extremum, Fold, Function, Halving, LawNumber, Meaning, MeasureFunction,
    MeasureName, Multivariate, Operator, OrderPart, PolicyName, Rounds, ScalarName, Sequence, WordMass,
};

/// A statement: quantifiers, then relations that must all hold. It quantifies over one law.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The quantifiers, outermost first.
    pub quantifiers: Vec<Quantifier>,
    /// The relations between `if` and `then`; none where there is no `if`.
    pub premise: Vec<Chain>,
    /// The relations after the last colon, or behind `then`.
    pub chains: Vec<Chain>,
}

impl Statement {
    /// The place of the quantifier over laws among the quantifiers, and its condition.
    pub fn law(&self) -> (usize, &[Condition]) {
        let mut quantifiers = self.quantifiers.iter().enumerate();
        let found = quantifiers.find_map(|(place, quantifier)| match &quantifier.domain {
            Domain::Law(condition) => Some((place, condition.as_slice())),
            _ => None,
        });
        found.expect("a statement quantifies over one law")
    }
}

/// One quantifier.
#[derive(Debug, Clone)]
pub struct Quantifier {
    /// `for all` or `exists`.
    pub binder: Binder,
    /// What is quantified over.
    pub domain: Domain,
    /// Where it stands.
    pub span: Span,
}

/// What a quantifier ranges over.
#[derive(Debug, Clone)]
pub enum Domain {
    /// Laws, those whose `L` and `V` fulfil the condition.
    Law(Vec<Condition>),
    /// Schedules of the law's length, those that fulfil the condition.
    Schedule(Vec<Condition>),
    /// One schedule of the law's length, constructed.
    NamedSchedule(NamedSchedule),
    /// Unmasking orders of the law's positions, those that fulfil the condition.
    Order(Vec<Condition>),
    /// The standard policies, or the one that is named.
    Policy(Option<NamedPolicy>),
    /// Decoding rules by their names.
    Rule(Vec<String>),
    /// The values of a variable.
    Variable {
        /// The variable.
        name: Arc<str>,
        /// What it runs over.
        values: Values,
    },
}

/// A schedule by its name: `uniform(2)`.
#[derive(Debug, Clone)]
pub struct NamedSchedule {
    /// The name, one of the sampler's.
    pub name: &'static str,
    /// As many arguments as the construction takes.
    pub arguments: Vec<Scalar>,
    /// Where it stands.
    pub span: Span,
}

/// A policy by its name: `bisection`, `left_to_right(2)`.
#[derive(Debug, Clone)]
pub struct NamedPolicy {
    /// The name.
    pub name: PolicyName,
    /// How it is spelled.
    pub spelling: &'static str,
    /// Its argument, where it takes one.
    pub argument: Option<Scalar>,
}

/// What a variable runs over.
#[derive(Debug, Clone)]
pub enum Values {
    /// The integers of a range, both ends included.
    Range {
        /// The first integer.
        from: Box<Scalar>,
        /// The last integer; the range is empty when it is below the first.
        to: Box<Scalar>,
    },
    /// The sets of so many positions.
    Subsets {
        /// How many.
        size: Box<Scalar>,
    },
    /// The orders of the schedule in scope: the variable is the order in scope.
    Orders,
}

impl Values {
    /// The scalars in it.
    pub fn parts(&self) -> Vec<&Scalar> {
        match self {
            Self::Range { from, to } => vec![from, to],
            Self::Subsets { size } => vec![size],
            Self::Orders => Vec::new(),
        }
    }
}

/// `e_0 rel e_1 rel e_2 ...` between expressions of one sort.
#[derive(Debug, Clone)]
pub struct Comparisons<Side> {
    /// The first side.
    pub first: Side,
    /// The relations with their right sides.
    pub rest: Vec<(Comparator, Side)>,
}

impl<Side> Comparisons<Side> {
    /// What is compared.
    pub fn sides(&self) -> impl Iterator<Item = &Side> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, side)| side))
    }
}

/// What a condition compares.
pub type Condition = Comparisons<Scalar>;

/// Comparisons of either sort.
#[derive(Debug, Clone)]
pub enum Chain {
    /// Scalars are compared.
    Scalars(Comparisons<Scalar>),
    /// Information measures are compared.
    Measures(Comparisons<Measure>),
}

impl Chain {
    /// Where the first side stands.
    pub fn first_span(&self) -> &Span {
        match self {
            Self::Scalars(comparisons) => &comparisons.first.span,
            Self::Measures(comparisons) => &comparisons.first.span,
        }
    }

    /// The relations, each with the place of its right side.
    pub fn relations(&self) -> Vec<(Comparator, &Span)> {
        match self {
            Self::Scalars(comparisons) => comparisons.rest.iter().map(|(sign, side)| (*sign, &side.span)).collect(),
            Self::Measures(comparisons) => comparisons.rest.iter().map(|(sign, side)| (*sign, &side.span)).collect(),
        }
    }
}

/// A scalar and where it stands.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// What it is.
    pub node: ScalarNode,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a scalar.
#[derive(Debug, Clone)]
pub enum ScalarNode {
    /// An exact number.
    Number(Rational),
    /// An integer variable.
    Variable(String),
    /// The claim's constant.
    Constant,
    /// A word without arguments.
    Name(ScalarName),
    /// A number of the law.
    OfLaw(LawNumber),
    /// An entry of a sequence: `N[t]`, `s[t]`.
    Entry(Sequence, Box<Scalar>),
    /// A function of one scalar.
    Function(Function, Box<Scalar>),
    /// `binomial(n, k)`
    Binomial(Box<[Scalar; 2]>),
    /// `beta(a, b, p, q)`
    Beta(Box<[Scalar; 4]>),
    /// `bernstein(i, n, u)`
    Bernstein(Box<[Scalar; 3]>),
    /// `mass(w; A | B)`, `predicted(w; A | B)`: a number of the law.
    OfWord(Box<OfWord>),
    /// `min(a, b, ..)`, `max(a, b, ..)`; not empty.
    Extremum(Extremum, Vec<Scalar>),
    /// `-e`
    Negate(Box<Scalar>),
    /// Two operands.
    Binary(Operator, Box<Scalar>, Box<Scalar>),
    /// `sum(name in from..to, term)` and the like.
    Fold(Box<Folded<Scalar>>),
}

/// The probability of a word's tokens at some positions, given those at others.
#[derive(Debug, Clone)]
pub struct OfWord {
    /// Whose probability.
    pub mass: WordMass,
    /// The number of the word.
    pub word: Scalar,
    /// The positions.
    pub set: Positions,
    /// The positions that are given.
    pub given: Positions,
}

/// A term for each value of a variable.
#[derive(Debug, Clone)]
pub struct Folded<Term> {
    /// What is made of the terms.
    pub fold: Fold,
    /// The variable.
    pub name: Arc<str>,
    /// What it runs over.
    pub values: Values,
    /// The term.
    pub term: Term,
}

/// An information measure and where it stands.
#[derive(Debug, Clone)]
pub struct Measure {
    /// What it is.
    pub node: MeasureNode,
    /// Where it stands.
    pub span: Span,
}

/// The forms of an information measure.
#[derive(Debug, Clone)]
pub enum MeasureNode {
    /// The literal 0.
    Zero,
    /// What is 0 as all that it is made of, where it has a value.
    ZeroOf(Scalar),
    /// So many nats, a number that depends on the law.
    Nats(Box<Scalar>),
    /// A number that depends on the law, times a measure.
    Multiple(Box<Scalar>, Box<Measure>),
    /// The natural logarithm of a number that depends on the law.
    LnOf(Box<Scalar>),
    /// A word without arguments.
    Name(MeasureName),
    /// An expected divergence, of the schedule in scope or of one that is derived from it.
    Divergence(Divergence, Option<Halving>),
    /// A function of one scalar.
    Function(MeasureFunction, Box<Scalar>),
    /// `permutation_error(n, R)`
    PermutationError(Box<[Scalar; 2]>),
    /// A number of rounds, in a constant information measure.
    Rounds(Rounds, Box<Measure>),
    /// `H0(A)`
    Hartley(Positions),
    /// `H(A|B)`
    Entropy(Positions, Positions),
    /// `I(A;B|C)`
    MutualInformation(Positions, Positions, Positions),
    /// `TC(A|B)` and the like.
    Multivariate(Multivariate, Positions, Positions),
    /// `min(a, b, ..)`, `max(a, b, ..)`; not empty.
    Extremum(Extremum, Vec<Measure>),
    /// `-e`
    Negate(Box<Measure>),
    /// `a + b`
    Sum(Box<Measure>, Box<Measure>),
    /// `a - b`
    Difference(Box<Measure>, Box<Measure>),
    /// A scalar times a measure, written in either order.
    Product(Box<Scalar>, Box<Measure>),
    /// A measure divided by a scalar.
    Quotient(Box<Measure>, Box<Scalar>),
    /// `sum(name in from..to, term)` and the like.
    Fold(Box<Folded<Measure>>),
}

/// An expression whose value is asked for.
#[derive(Debug, Clone)]
pub enum ValueNode {
    /// An exact rational that is known before the law.
    Scalar(Scalar),
    /// An exact rational that depends on the law, as so many nats.
    Number(Measure),
    /// A linear form in logarithms, or an infinity.
    Information(Measure),
    /// A quotient of two of them: no linear form, and so a value only.
    Ratio(Box<[Measure; 2]>),
}

/// A set of positions (counted from 1), as the union of its items.
#[derive(Debug, Clone, Default)]
pub struct Positions {
    /// The items.
    pub items: Vec<PositionItem>,
    /// Where it stands.
    pub span: Span,
}

/// An item of a set of positions.
#[derive(Debug, Clone)]
pub enum PositionItem {
    /// One position.
    One(Scalar),
    /// Positions from the first to the last, both included.
    Range(Scalar, Scalar),
    /// A variable that is a set.
    Variable(String),
    /// A set that the order in scope defines by an index.
    Part(OrderPart, Scalar),
    /// All positions that no other item of the same term names.
    Rest,
    /// All positions.
    All,
    /// No position.
    None,
}

impl ScalarNode {
    /// Whether it is a number of the law by itself.
    pub fn is_number_of_law(&self) -> bool {
        matches!(self, Self::OfLaw(_) | Self::OfWord(_))
    }
}

impl Scalar {
    /// The word that stands at the root, if one does.
    pub fn word(&self) -> Option<Meaning> {
        match &self.node {
            ScalarNode::Name(name) => Some(Meaning::Scalar(*name)),
            ScalarNode::OfLaw(number) => Some(Meaning::LawNumber(*number)),
            ScalarNode::Entry(sequence, _) => Some(Meaning::Entry(*sequence)),
            ScalarNode::Function(function, _) => Some(Meaning::Function(*function)),
            ScalarNode::Binomial(_) => Some(Meaning::Binomial),
            ScalarNode::Beta(_) => Some(Meaning::Beta),
            ScalarNode::Bernstein(_) => Some(Meaning::Bernstein),
            ScalarNode::Extremum(extremum, _) => Some(Meaning::Extremum(*extremum)),
            ScalarNode::Number(_)
            | ScalarNode::Variable(_)
            | ScalarNode::Constant
            | ScalarNode::Negate(_)
            | ScalarNode::Binary(..)
            | ScalarNode::OfWord(_)
            | ScalarNode::Fold(_) => None,
        }
    }
}

impl Measure {
    /// The word that stands at the root, if one does.
    pub fn word(&self) -> Option<Meaning> {
        match &self.node {
            MeasureNode::Name(name) => Some(Meaning::Measure(*name)),
            MeasureNode::Divergence(divergence, _) => Some(Meaning::Divergence(*divergence)),
            MeasureNode::Function(function, _) => Some(Meaning::MeasureFunction(*function)),
            MeasureNode::PermutationError(_) => Some(Meaning::PermutationError),
            MeasureNode::Rounds(rounds, _) => Some(Meaning::Rounds(*rounds)),
            MeasureNode::Extremum(extremum, _) => Some(Meaning::Extremum(*extremum)),
            MeasureNode::LnOf(_) => Some(Meaning::MeasureFunction(MeasureFunction::Ln)),
            MeasureNode::Zero
            | MeasureNode::ZeroOf(_)
            | MeasureNode::Nats(_)
            | MeasureNode::Multiple(..)
            | MeasureNode::Hartley(_)
            | MeasureNode::Entropy(..)
            | MeasureNode::MutualInformation(..)
            | MeasureNode::Multivariate(..)
            | MeasureNode::Negate(_)
            | MeasureNode::Sum(..)
            | MeasureNode::Difference(..)
            | MeasureNode::Product(..)
            | MeasureNode::Quotient(..)
            | MeasureNode::Fold(_) => None,
        }
    }
}
