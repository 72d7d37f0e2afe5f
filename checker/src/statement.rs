//! Statements as trees, and the words of the claim language.

use std::cmp::Ordering;

use crate::answer::{Fault, outside};
use crate::number::Q;

/// A statement whose names are bound and whose types fit.
#[derive(Debug)]
pub struct Statement {
    /// In the order of the text.
    pub quantifiers: Vec<Quantifier>,
    /// What stands between `if` and `then`.
    pub premise: Vec<Relation>,
    /// At least one, between informations; a chain is several.
    pub relations: Vec<Relation>,
    /// The constant's name and claimed value.
    pub constant: Option<(String, Expr)>,
    /// How the schedule is quantified.
    pub schedule: ScheduleQuantifier,
}

impl Statement {
    /// Whether each side of each relation is affine in the constant, by its form.
    pub fn is_affine_in_constant(&self) -> bool {
        let Some((name, _)) = &self.constant else { return false };
        let sides = self.relations.iter().flat_map(|relation| [&relation.left, &relation.right]);
        sides.into_iter().all(|side| side.degree(name) < 2)
    }
}

/// One quantifier.
#[derive(Debug)]
pub struct Quantifier {
    /// `exists`, not `for all`. Only a schedule can be bound so.
    pub exists: bool,
    /// What it binds.
    pub binder: Binder,
    /// What follows `with`: relations between scalars. For `schedule = NAME(..)`, that the word of the name is 1.
    pub condition: Vec<Relation>,
}

/// What a quantifier binds.
#[derive(Debug, PartialEq, Eq)]
pub enum Binder {
    /// The law.
    Law,
    /// The schedule.
    Schedule,
    /// An integer variable, in a range with both ends.
    Range(String, Box<[Expr; 2]>),
}

/// A comparison of two sides.
#[derive(Debug)]
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
    AtMost,
    AtLeast,
    Equal,
    Below,
    Above,
}

impl Comparison {
    /// Whether the comparison is true where the left side compares so with the right side.
    pub fn admits(self, order: Ordering) -> bool {
        match self {
            Self::AtMost => order != Ordering::Greater,
            Self::AtLeast => order != Ordering::Less,
            Self::Equal => order == Ordering::Equal,
            Self::Below => order == Ordering::Less,
            Self::Above => order == Ordering::Greater,
        }
    }
}

/// An expression. Sums and products are flat lists, so that only real nesting makes a tree deep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A literal.
    Number(Q),
    /// An integer variable, or the constant of the claim.
    Variable(String),
    /// A word of the table below, with its arguments. `x^n` is the word `^`.
    Word(&'static str, Vec<Expr>),
    /// Terms; `true` for those that are subtracted.
    Sum(Vec<(bool, Expr)>),
    /// Factors; `true` for those that are divided by.
    Product(Vec<(bool, Expr)>),
    /// `sum(name in a..b, term)`, or `mean`, `min`, `max` in place of `sum`.
    Fold { fold: &'static str, name: String, range: Box<[Expr; 2]>, term: Box<Expr> },
    /// `I(of; and | given)`, or `H(of | given)`.
    Entropy { of: Places, and: Option<Places>, given: Places },
}

impl Expr {
    /// 0 where the expression does not name the constant, 1 where it is affine in it by its form, otherwise 2 or more.
    fn degree(&self, constant: &str) -> usize {
        // Of an expression that is not affine in these parts.
        let within = |parts: &[Expr]| if parts.iter().all(|part| part.degree(constant) == 0) { 0 } else { 2 };
        match self {
            Self::Number(_) => 0,
            Self::Variable(name) => usize::from(name == constant),
            Self::Word(_, arguments) => within(arguments),
            Self::Sum(terms) => terms.iter().map(|(_, term)| term.degree(constant)).max().unwrap_or(0),
            Self::Product(factors) => {
                factors.iter().map(|(inverted, factor)| factor.degree(constant) * if *inverted { 2 } else { 1 }).sum()
            }
            Self::Fold { fold: "min" | "max", term, .. } if term.degree(constant) > 0 => 2,
            Self::Fold { range, term, .. } => within(range.as_slice()).max(term.degree(constant)),
            Self::Entropy { of, and, given } => {
                let sets = [Some(of), and.as_ref(), Some(given)].into_iter().flatten();
                sets.flat_map(|set| &set.ranges).map(|range| within(range)).max().unwrap_or(0)
            }
        }
    }
}

/// A set of positions: the union of ranges, and where it has `rest` all positions that the term does not name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    pub ranges: Vec<[Expr; 2]>,
    pub rest: bool,
}

/// The type of an expression. The literal 0 is of both types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Scalar,
    Information,
    Zero,
}

/// Stands for one argument or more.
pub const SOME: usize = usize::MAX;

/// The quantities, and the functions of scalars: name, number of arguments, type, and whether a schedule must be bound.
/// `Scope::word` in `evaluate.rs` says what they mean. A new word needs a line here, and a line there.
pub const WORDS: [(&str, usize, Type, bool); 38] = [
    ("L", 0, Type::Scalar, false),
    ("V", 0, Type::Scalar, false),
    ("T", 0, Type::Scalar, true),
    ("s_max", 0, Type::Scalar, true),
    ("s_min", 0, Type::Scalar, true),
    ("s", 1, Type::Scalar, true),
    ("N", 1, Type::Scalar, true),
    ("E_KL", 0, Type::Information, true),
    ("E_KL(halved_larger_first)", 0, Type::Information, true),
    ("E_KL(halved_smaller_first)", 0, Type::Information, true),
    ("ideal_KL", 0, Type::Information, true),
    ("ideal_KL(halved_larger_first)", 0, Type::Information, true),
    ("ideal_KL(halved_smaller_first)", 0, Type::Information, true),
    ("eps_train", 0, Type::Information, true),
    ("KL_output", 0, Type::Information, true),
    ("TC_reverse", 0, Type::Information, false),
    ("min_top", 0, Type::Information, false),
    ("top_mass", 0, Type::Information, false),
    ("max_mass", 0, Type::Information, false),
    ("second_mass", 0, Type::Information, false),
    ("TC", 0, Type::Information, false),
    ("DTC", 0, Type::Information, false),
    ("h", 1, Type::Information, false),
    ("Z", 1, Type::Information, false),
    ("zeta", 1, Type::Information, false),
    ("delta", 1, Type::Information, false),
    ("ln", 1, Type::Information, false),
    ("nat", 0, Type::Information, false),
    ("log2", 1, Type::Scalar, false),
    ("floor", 1, Type::Scalar, false),
    ("ceil", 1, Type::Scalar, false),
    ("abs", 1, Type::Scalar, false),
    ("binomial", 2, Type::Scalar, false),
    ("factorial", 1, Type::Scalar, false),
    ("beta", 4, Type::Scalar, false),
    ("min", SOME, Type::Scalar, false),
    ("max", SOME, Type::Scalar, false),
    ("^", 2, Type::Scalar, false),
];

/// The named schedules, with the number of their parameters. In a condition the word is 1 where the schedule is this one.
pub const SCHEDULES: [(&str, usize); 6] = [
    ("one_by_one", 0),
    ("all_at_once", 0),
    ("uniform", 1),
    ("singles_then_rest", 1),
    ("total_correlation_schedule", 1),
    ("dual_total_correlation_schedule", 1),
];

/// Words of the language that this checker does not know.
pub const UNREAD: &str = "H0 D_inf TV_product fano_top H_binomial exp_lower exp_upper effective_weight_lower \
    effective_weight_upper serial_depth serial_depth_worst best_order_KL permutation_error";

/// Words with a meaning that are in none of these tables.
pub const KEYWORDS: &str = "for all exists law schedule order policy with in and rest none if then sum mean H I \
    halved_larger_first halved_smaller_first";

/// Whether a list, with spaces between, has this word.
pub fn lists(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// How the schedule is quantified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleQuantifier {
    /// Not at all.
    Absent,
    /// By `for all`.
    ForAll,
    /// By `exists`, as the last quantifier: the schedule may depend on the law.
    ExistsAfterLaw,
    /// By `exists`, with only the law after it: one schedule for every law.
    ExistsBeforeLaw,
}

impl ScheduleQuantifier {
    /// How the schedule is quantified among these, one of which binds the law.
    pub fn of(quantifiers: &[Quantifier]) -> Result<Self, Fault> {
        let mut schedules = (0..quantifiers.len()).filter(|place| quantifiers[*place].binder == Binder::Schedule);
        let Some(place) = schedules.next() else { return Ok(Self::Absent) };
        if schedules.next().is_some() {
            return Err(outside("two quantifiers of a schedule"));
        }
        match &quantifiers[place + 1..] {
            _ if !quantifiers[place].exists => Ok(Self::ForAll),
            [] => Ok(Self::ExistsAfterLaw),
            [last] if last.binder == Binder::Law => Ok(Self::ExistsBeforeLaw),
            _ => Err(outside("something else than `for all law` after `exists schedule`")),
        }
    }

    /// Whether the schedule is quantified by `exists`.
    pub fn exists(self) -> bool {
        matches!(self, Self::ExistsAfterLaw | Self::ExistsBeforeLaw)
    }
}
