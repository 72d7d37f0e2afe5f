//! The tree of a statement as it was read: its names are strings, and nothing is known of their meaning.

use rug::Rational;

use super::error::Span;
use super::words::{Binder, Comparator, Fold, Operator, WordMass};

/// A parsed statement: quantifiers, then relations that must all hold.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The quantifiers, outermost first.
    pub quantifiers: Vec<Quantifier>,
    /// The relations between `if` and `then`; none where there is no `if`.
    pub premise: Vec<Chain>,
    /// The relations after the last colon, or behind `then`.
    pub chains: Vec<Chain>,
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
    Law(Vec<Chain>),
    /// Schedules of the law's length, those that fulfil the condition.
    Schedule(Vec<Chain>),
    /// One schedule of the law's length, constructed.
    NamedSchedule(Named),
    /// Unmasking orders of the law's positions, those that fulfil the condition.
    Order(Vec<Chain>),
    /// The standard policies, or the one that is named.
    Policy(Option<Named>),
    /// The rules of these names.
    Rule(Vec<RuleName>),
    /// The values of a variable.
    Variable {
        /// The variable.
        name: String,
        /// What it runs over.
        values: Values,
    },
}

/// Something constructed, by name: `bisection`, `left_to_right(2)`.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The arguments.
    pub arguments: Vec<Expression>,
    /// Where it stands.
    pub span: Span,
}

/// The name of a rule between quotes, as `low-confidence:1`.
#[derive(Debug, Clone)]
pub struct RuleName {
    /// The name, without the quotes and the white space inside them.
    pub name: String,
    /// Where it stands, with the quotes.
    pub span: Span,
}

/// What a variable runs over.
#[derive(Debug, Clone)]
pub enum Values {
    /// The integers of a range, both ends included.
    Range {
        /// The first integer.
        from: Box<Expression>,
        /// The last integer; the range is empty when it is below the first.
        to: Box<Expression>,
    },
    /// The sets of so many positions.
    Subsets {
        /// How many.
        size: Box<Expression>,
    },
    /// The orders of the schedule in scope.
    Orders,
}

impl Values {
    /// The expressions in it.
    pub fn parts(&self) -> Vec<&Expression> {
        match self {
            Self::Range { from, to } => vec![from, to],
            Self::Subsets { size } => vec![size],
            Self::Orders => Vec::new(),
        }
    }
}

/// `e_0 rel e_1 rel e_2 ...`
#[derive(Debug, Clone)]
pub struct Chain {
    /// The first expression.
    pub first: Expression,
    /// The relations with their right sides.
    pub rest: Vec<(Comparator, Expression)>,
}

/// An expression and where it stands.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it is.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
}

impl Chain {
    /// The expressions that are compared.
    pub fn sides(&self) -> impl Iterator<Item = &Expression> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, side)| side))
    }
}

impl Expression {
    /// The expression and those inside it, outermost first; `visit` says whether to look inside.
    pub fn visit(&self, visit: &mut impl FnMut(&Expression) -> bool) {
        if !visit(self) {
            return;
        }
        match &self.node {
            Node::Number(_) | Node::Name(_) => {}
            Node::Call(_, arguments) => arguments.iter().for_each(|argument| argument.visit(visit)),
            Node::Index(_, operand) | Node::Negate(operand) => operand.visit(visit),
            Node::Binary(_, left, right) => [left, right].into_iter().for_each(|operand| operand.visit(visit)),
            Node::Fold { values, term, .. } => {
                values.parts().into_iter().chain([term.as_ref()]).for_each(|part| part.visit(visit));
            }
            Node::OfWord(_, word, set, given) => {
                word.visit(visit);
                [set, given].into_iter().for_each(|set| set.visit(visit));
            }
            Node::Hartley(set) => set.visit(visit),
            Node::Entropy(set, given) | Node::Multivariate(_, set, given) => {
                [set, given].into_iter().for_each(|set| set.visit(visit))
            }
            Node::MutualInformation(first, second, given) => {
                [first, second, given].into_iter().for_each(|set| set.visit(visit));
            }
            Node::Normalised(_, sets, given) => sets.iter().chain([given]).for_each(|set| set.visit(visit)),
        }
    }
}

impl Positions {
    fn visit(&self, visit: &mut impl FnMut(&Expression) -> bool) {
        for item in &self.items {
            match item {
                PositionItem::One(position) => position.visit(visit),
                PositionItem::Range(first, last) => [first, last].into_iter().for_each(|end| end.visit(visit)),
                PositionItem::Rest | PositionItem::All | PositionItem::None => {}
            }
        }
    }
}

/// The forms of an expression.
#[derive(Debug, Clone)]
pub enum Node {
    /// An exact number.
    Number(Rational),
    /// A name without arguments: a variable, `L`, `TC`, `E_KL`, ...
    Name(String),
    /// A function applied to expressions: `zeta(m)`, `min(a, b)`, ...
    Call(String, Vec<Expression>),
    /// An entry of a sequence: `N[t]`, `s[t]`.
    Index(String, Box<Expression>),
    /// `-e`
    Negate(Box<Expression>),
    /// Two operands.
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// `sum(name in from..to, term)` and the like.
    Fold {
        /// What is made of the terms.
        fold: Fold,
        /// The variable.
        name: String,
        /// What it runs over.
        values: Values,
        /// The term.
        term: Box<Expression>,
    },
    /// `mass(w; A | B)`, `predicted(w; A | B)`
    OfWord(WordMass, Box<Expression>, Positions, Positions),
    /// `H0(A)`
    Hartley(Positions),
    /// `H(A|B)`
    Entropy(Positions, Positions),
    /// `I(A;B|C)`
    MutualInformation(Positions, Positions, Positions),
    /// `TC(A|B)` and the like.
    Multivariate(String, Positions, Positions),
    /// `NMI_min(A;B|C)` and the like.
    Normalised(String, Box<[Positions; 2]>, Positions),
}

/// A set of positions (counted from 1), as the union of its items.
#[derive(Debug, Clone, Default)]
pub struct Positions {
    /// The items.
    pub items: Vec<PositionItem>,
    /// Where it stands.
    pub span: Span,
}

/// An item of a position set.
#[derive(Debug, Clone)]
pub enum PositionItem {
    /// One position.
    One(Expression),
    /// Positions from the first to the last, both included.
    Range(Expression, Expression),
    /// All positions that no other item of the same term names.
    Rest,
    /// All positions.
    All,
    /// No position.
    None,
}
