//! Statements whose names are bound and whose types fit.

use std::cmp::Ordering::{self, Equal, Greater, Less};

use crate::answer::{Reason, Result};
use crate::number::Q;
use crate::words::{Measure, Named, Scalar};

/// A statement. Quantifiers and relations are in the order of the text.
pub struct Statement {
    pub quantifiers: Vec<Quantifier>,
    pub premise: Vec<Relation>,           // What stands between `if` and `then`.
    pub relations: Vec<Relation>,         // At least one; a chain is several.
    pub constant: Option<(String, Expr)>, // The constant's name and claimed value.
}

pub struct Quantifier {
    pub exists: bool, // `exists`, not `for all`. Only a schedule can be bound so.
    pub binder: Binder,
    pub condition: Vec<Relation>, // What follows `with`: relations between scalars.
}

/// What a quantifier binds; an integer variable has a range with both ends.
pub enum Binder {
    Law,
    Schedule,
    NamedSchedule(Named, Option<Expr>),
    Range(String, [Expr; 2]),
}

impl Binder {
    pub fn is_schedule(&self) -> bool {
        match self {
            Self::Schedule | Self::NamedSchedule(..) => true,
            Self::Law | Self::Range(..) => false,
        }
    }
}

impl Statement {
    /// Whether the schedule is quantified by `exists`; nothing where it is not quantified.
    pub fn schedule(&self) -> Option<bool> {
        self.quantifiers.iter().find(|quantifier| quantifier.binder.is_schedule()).map(|quantifier| quantifier.exists)
    }

    pub fn exists(&self) -> bool {
        self.schedule() == Some(true)
    }

    /// Whether one schedule must serve every law: `exists schedule` stands last, or here before the law, which is last.
    pub fn exists_before_law(&self) -> bool {
        self.exists() && self.quantifiers.last().is_some_and(|last| matches!(last.binder, Binder::Law))
    }

    /// The names of the integer variables, in their order.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.quantifiers.iter().filter_map(|quantifier| match &quantifier.binder {
            Binder::Range(name, _) => Some(name.as_str()),
            Binder::Law | Binder::Schedule | Binder::NamedSchedule(..) => None,
        })
    }
}

/// A comparison of two sides.
pub struct Relation {
    pub left: Expr,
    pub comparison: Comparison,
    pub right: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    AtMost,
    AtLeast,
    Equals,
    Below,
    Above,
}

impl Comparison {
    pub fn of_sign(sign: &str) -> Option<Self> {
        let signs =
            [("<=", Self::AtMost), (">=", Self::AtLeast), ("==", Self::Equals), ("<", Self::Below), (">", Self::Above)];
        signs.into_iter().find(|(written, _)| *written == sign).map(|(_, comparison)| comparison)
    }

    /// Whether the comparison is true where the left side compares so with the right side.
    pub fn admits(self, order: Ordering) -> bool {
        match self {
            Self::AtMost => order != Greater,
            Self::AtLeast => order != Less,
            Self::Equals => order == Equal,
            Self::Below => order == Less,
            Self::Above => order == Greater,
        }
    }
}

/// An expression.
#[derive(Clone)]
pub enum Expr {
    Number(Q),
    /// An integer variable, by how many are bound outside it.
    Variable(usize),
    /// The constant of the claim.
    Constant,
    Sum(Vec<Expr>),
    Product(Vec<Expr>),
    Negative(Box<Expr>),
    Inverse(Box<Expr>),
    Power(Box<[Expr; 2]>),
    Scalar(Scalar, Vec<Expr>),
    Measure(Measure, Vec<Expr>),
    Fold(Fold, Box<Bound>),
    /// `I(A; B | C)`; `H(A | C)` is `I(A; A | C)`.
    Mutual(Box<[Set; 3]>),
    /// What this checker knows no meaning of. A statement with it is declined as soon as it is read.
    Unread(Vec<Expr>),
}

/// The term of a fold, with its variable's number and the ends of its range.
#[derive(Clone)]
pub struct Bound {
    pub variable: usize,
    pub ends: [Expr; 2],
    pub term: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    Sum,
    Mean,
    Least,
    Greatest,
}

impl Fold {
    pub fn of_word(word: &str) -> Option<Self> {
        let words = [("sum", Self::Sum), ("mean", Self::Mean), ("min", Self::Least), ("max", Self::Greatest)];
        words.into_iter().find(|(written, _)| *written == word).map(|(_, fold)| fold)
    }
}

/// Positions: ranges with both ends; and with `rest`, what the three sets of a term do not name.
#[derive(Clone, Default)]
pub struct Set {
    pub ranges: Vec<[Expr; 2]>,
    pub rest: bool,
}

impl Expr {
    /// 0 where the expression does not name the constant, 1 where it is affine in it by its form.
    ///
    /// # Errors
    /// Where it is not affine in it.
    pub fn degree(&self) -> Result<usize> {
        match self {
            Self::Number(_) | Self::Variable(_) => Ok(0),
            Self::Constant => Ok(1),
            Self::Sum(terms) => terms.iter().try_fold(0, |degree, term| Ok(degree.max(term.degree()?))),
            Self::Negative(term) => term.degree(),
            Self::Product(factors) => {
                let degree = factors.iter().map(Self::degree).sum::<Result<usize>>()?;
                Reason::NotAffine.unless(degree < 2, "a product of two factors with the constant")?;
                Ok(degree)
            }
            Self::Inverse(divisor) => divisor.free(),
            Self::Power(parts) => all_free(parts.as_slice()),
            Self::Scalar(_, arguments) | Self::Measure(_, arguments) | Self::Unread(arguments) => all_free(arguments),
            Self::Fold(fold, bound) => {
                all_free(&bound.ends)?;
                match fold {
                    Fold::Sum | Fold::Mean => bound.term.degree(),
                    Fold::Least | Fold::Greatest => bound.term.free(),
                }
            }
            Self::Mutual(sets) => all_free(sets.iter().flat_map(|set| set.ranges.iter().flatten())),
        }
    }

    /// 0 where the expression does not name the constant, otherwise an error.
    fn free(&self) -> Result<usize> {
        Reason::NotAffine.unless(self.degree()? == 0, "the constant where it is no factor of a term")?;
        Ok(0)
    }
}

fn all_free<'a>(expressions: impl IntoIterator<Item = &'a Expr>) -> Result<usize> {
    expressions.into_iter().try_for_each(|expression| expression.free().map(|_| ())).map(|()| 0)
}
