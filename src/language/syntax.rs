//! The syntax tree of a claim.

use std::ops::Range;

use rug::Rational;

/// Where something stands in the text of a statement: byte offsets.
pub type Span = Range<usize>;

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

/// How a quantifier binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binder {
    /// `for all`
    ForAll,
    /// `exists`
    Exists,
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
}

impl Values {
    /// The expressions in it.
    pub fn parts(&self) -> Vec<&Expression> {
        match self {
            Self::Range { from, to } => vec![from, to],
            Self::Subsets { size } => vec![size],
        }
    }
}

/// `e_0 rel e_1 rel e_2 ...`
#[derive(Debug, Clone)]
pub struct Chain {
    /// The first expression.
    pub first: Expression,
    /// The relations with their right sides.
    pub rest: Vec<(Relation, Expression)>,
}

/// A relation between two expressions of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `==`
    Equals,
    /// `<`
    Below,
    /// `>`
    Above,
}

impl Relation {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Equals => "==",
            Self::Below => "<",
            Self::Above => ">",
        }
    }

    /// Whether two values in this order stand in the relation.
    pub fn admits(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::AtMost => order.is_le(),
            Self::AtLeast => order.is_ge(),
            Self::Equals => order.is_eq(),
            Self::Below => order.is_lt(),
            Self::Above => order.is_gt(),
        }
    }
}

/// An expression and where it stands.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it is.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
}

impl Statement {
    /// Every expression, outermost first; `visit` says whether to look at those inside.
    pub fn visit(&self, visit: &mut impl FnMut(&Expression) -> bool) {
        for quantifier in &self.quantifiers {
            match &quantifier.domain {
                Domain::Law(condition) | Domain::Schedule(condition) | Domain::Order(condition) => {
                    condition.iter().flat_map(Chain::sides).for_each(|side| side.visit(visit));
                }
                Domain::NamedSchedule(named) | Domain::Policy(Some(named)) => {
                    named.arguments.iter().for_each(|argument| argument.visit(visit));
                }
                Domain::Policy(None) => {}
                Domain::Variable { values, .. } => values.parts().into_iter().for_each(|part| part.visit(visit)),
            }
        }
        self.premise.iter().chain(&self.chains).flat_map(Chain::sides).for_each(|side| side.visit(visit));
    }
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
            Node::Hartley(set) => set.visit(visit),
            Node::Entropy(set, given) => [set, given].into_iter().for_each(|set| set.visit(visit)),
            Node::MutualInformation(first, second, given) => {
                [first, second, given].into_iter().for_each(|set| set.visit(visit));
            }
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
    /// `H0(A)`
    Hartley(Positions),
    /// `H(A|B)`
    Entropy(Positions, Positions),
    /// `I(A;B|C)`
    MutualInformation(Positions, Positions, Positions),
}

/// What is made of a term's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
}

impl Fold {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Minimum => "min",
            Self::Maximum => "max",
        }
    }
}

/// An operator with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
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
