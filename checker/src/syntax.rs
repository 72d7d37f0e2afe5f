//! Statements as trees. Sums and products are flat lists, so that only real nesting makes a tree deep.

use crate::scalar::Q;

/// A statement: quantifiers, then relations that must all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// In the order of the text.
    pub quantifiers: Vec<Quantifier>,
    /// At least one; a chain is several.
    pub relations: Vec<Relation>,
}

/// One quantifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantifier {
    /// `exists`, not `for all`.
    pub exists: bool,
    /// What it binds.
    pub binder: Binder,
    /// What follows `with`.
    pub condition: Vec<Relation>,
}

/// What a quantifier binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binder {
    /// The law.
    Law,
    /// The schedule.
    Schedule,
    /// An integer variable, in a range with both ends.
    Range { name: String, from: Expr, to: Expr },
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The left side.
    pub left: Expr,
    /// The sign between.
    pub comparison: Comparison,
    /// The right side.
    pub right: Expr,
}

/// `<=`, `>=`, `==`, `<`, `>`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
    /// `<`
    Below,
    /// `>`
    Above,
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A literal.
    Number(Q),
    /// A variable, or the constant of the claim.
    Variable(String),
    /// A quantity without argument.
    Quantity(Quantity),
    /// Terms; `true` for those that are subtracted.
    Sum(Vec<(bool, Expr)>),
    /// Factors; `true` for those that are divided by.
    Product(Vec<(bool, Expr)>),
    /// `-x`
    Negation(Box<Expr>),
    /// `x ^ n`
    Power(Box<Expr>, Box<Expr>),
    /// `s[t]`
    Block(Box<Expr>),
    /// `N[t]`
    Revealed(Box<Expr>),
    /// `h(k)` and its like.
    Curve(Curve, Box<Expr>),
    /// `E_KL(halved_..)`, `ideal_KL(halved_..)`
    Halved { ideal: bool, larger_first: bool },
    /// `H(A|B)`; `B` may be empty.
    Entropy(Set, Set),
    /// `I(A;B|C)`; `C` may be empty.
    Mutual(Set, Set, Set),
    /// `ln(x)`
    Ln(Box<Expr>),
    /// `log2(x)`
    Log2(Box<Expr>),
    /// `floor(x)`
    Floor(Box<Expr>),
    /// `ceil(x)`
    Ceil(Box<Expr>),
    /// `binomial(n, k)`
    Binomial(Box<Expr>, Box<Expr>),
    /// `min(..)`, not empty.
    Min(Vec<Expr>),
    /// `max(..)`, not empty.
    Max(Vec<Expr>),
    /// `sum(i in a..b, x)`
    Series { name: String, from: Box<Expr>, to: Box<Expr>, term: Box<Expr> },
}

/// Quantities without argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// `L`
    Length,
    /// `V`
    Vocabulary,
    /// `T`
    Blocks,
    /// `s_max`
    LargestBlock,
    /// `s_min`
    SmallestBlock,
    /// `E_KL`
    ExpectedKl,
    /// `ideal_KL`
    IdealKl,
    /// `eps_train`
    TrainingError,
    /// `KL_output`
    OutputKl,
    /// `TC`
    TotalCorrelation,
    /// `DTC`
    DualTotalCorrelation,
}

/// Quantities of the average entropy curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// `h`
    Entropy,
    /// `Z`
    Information,
    /// `zeta`
    Shifted,
    /// `delta`
    Increment,
}

/// A set of positions.
pub type Set = Vec<Positions>;

/// A part of a set of positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Positions {
    /// `all`
    All,
    /// `rest`
    Rest,
    /// A position.
    One(Expr),
    /// A range with both ends.
    Span(Expr, Expr),
}
