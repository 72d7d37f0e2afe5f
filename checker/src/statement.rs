//! Statements as trees, their types, and the words of the claim language.

use std::cmp::Ordering::{self, Equal, Greater, Less};
use std::collections::BTreeSet;

use num_traits::Zero;

use crate::answer::{Reason, Result, Why};
use crate::number::Q;

/// A statement whose names are bound and whose types fit. Quantifiers and relations are in the order of the text.
pub struct Statement {
    pub quantifiers: Vec<Quantifier>,
    pub premise: Vec<Relation>,           // What stands between `if` and `then`.
    pub relations: Vec<Relation>,         // At least one; a chain is several.
    pub constant: Option<(String, Expr)>, // The constant's name and claimed value.
}

impl Statement {
    /// Whether the schedule is quantified by `exists`; nothing where it is not quantified.
    pub fn schedule(&self) -> Option<bool> {
        let quantifier = self.quantifiers.iter().find(|quantifier| quantifier.binder == Binder::Schedule);
        quantifier.map(|quantifier| quantifier.exists)
    }

    pub fn exists(&self) -> bool {
        self.schedule() == Some(true)
    }

    /// Whether one schedule must serve every law: `exists schedule` stands last, or here before the law, which is last.
    pub fn exists_before_law(&self) -> bool {
        self.exists() && self.quantifiers.last().is_some_and(|last| last.binder == Binder::Law)
    }
}

pub struct Quantifier {
    pub exists: bool, // `exists`, not `for all`. Only a schedule can be bound so.
    pub binder: Binder,
    /// What follows `with`: relations between scalars. For `schedule = NAME(..)`, that the word of the name is 1.
    pub condition: Vec<Relation>,
}

/// What a quantifier binds; an integer variable has a range with both ends.
#[derive(PartialEq, Eq)]
pub enum Binder {
    Law,
    Schedule,
    Range(String, [Expr; 2]),
}

/// A comparison of two sides, which is true where the left side compares so with the right side.
pub struct Relation {
    pub left: Expr,
    pub admits: &'static [Ordering],
    pub right: Expr,
}

/// The signs of comparisons.
pub const COMPARISONS: [(&str, &[Ordering]); 5] =
    [("<=", &[Less, Equal]), (">=", &[Greater, Equal]), ("==", &[Equal]), ("<", &[Less]), (">", &[Greater])];

impl Relation {
    pub fn is_equation(&self) -> bool {
        self.admits == [Equal]
    }
}

/// An expression.
#[derive(Clone, PartialEq, Eq)]
pub enum Expr {
    Number(Q),
    /// An integer variable, or the constant of the claim.
    Variable(String),
    /// A word of the table below of its arguments; or else
    /// - `+`, `*`: flat, so that only real nesting makes a tree deep; `^`; `-` and `/` of one argument, for `-x` and
    ///   `1/x`;
    /// - `sum`, `mean`, `min in`, `max in`: of the variable, the ends of its range, and the term;
    /// - `I`: the information between two `set`s of positions given a third; `H(A | C)` is `I(A; A | C)`. Sets are of
    ///   `rest`, the positions that the three do not name, and ranges `..` of their ends.
    Apply(&'static str, Vec<Expr>),
}

/// In a set: what no set of the term names.
pub const REST: Expr = Expr::Apply("rest", Vec::new());

/// The type of an expression. The literal 0 is of both types.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Scalar,
    Information,
    Zero,
}

/// The type of values that are added, or compared.
pub fn common(kinds: &[Type]) -> Result<Type> {
    let (scalar, information) = (kinds.contains(&Type::Scalar), kinds.contains(&Type::Information));
    Reason::IllTyped.unless(!(scalar && information), "a scalar beside an information")?;
    Ok(if information { Type::Information } else { Type::Scalar })
}

impl Expr {
    /// What it is applied to.
    pub fn parts(&self) -> &[Self] {
        if let Self::Apply(_, parts) = self { parts } else { &[] }
    }

    /// The variables in it.
    pub fn names(&self) -> BTreeSet<&str> {
        let own = if let Self::Variable(name) = self { Some(name.as_str()) } else { None };
        self.parts().iter().flat_map(Self::names).chain(own).collect()
    }

    /// The type, unless types within do not fit.
    pub fn kind(&self) -> Result<Type> {
        let parts = self.parts().iter().map(Self::kind).collect::<Result<Vec<Type>>>()?;
        let informations = parts.iter().filter(|kind| **kind == Type::Information).count();
        let only_last = informations == 1 && parts.last() == Some(&Type::Information);
        match self {
            Self::Number(number) if number.is_zero() => Ok(Type::Zero),
            Self::Apply("+" | "-", _) => common(&parts),
            Self::Apply("*", _) if informations == 1 => Ok(Type::Information),
            Self::Apply("sum" | "mean", _) if only_last => Ok(Type::Information),
            Self::Apply("min" | "max", _) if informations > 0 => Err(Why::Fragment.of("min or max of informations")),
            Self::Apply("min in" | "max in", _) if only_last => Err(Why::Fragment.of("min or max of informations")),
            _ if informations > 0 => Err(Reason::IllTyped.of("an information where a scalar is needed")),
            Self::Apply("I", _) => Ok(Type::Information),
            Self::Apply(word, _) => Ok(find_word(word).map_or(Type::Scalar, |(_, _, kind, _)| kind)),
            Self::Number(_) | Self::Variable(_) => Ok(Type::Scalar),
        }
    }

    /// 0 where the expression does not name the constant, 1 where it is affine in it by its form, otherwise 2.
    pub fn degree(&self, constant: &str) -> usize {
        let parts: Vec<usize> = self.parts().iter().map(|part| part.degree(constant)).collect();
        let largest = parts.iter().copied().max().unwrap_or(0);
        match self {
            Self::Variable(name) => usize::from(name == constant),
            Self::Apply("+" | "-", _) => largest,
            Self::Apply("*", _) => parts.iter().sum::<usize>().min(2),
            Self::Apply("sum" | "mean", _) if parts[..3] == [0, 0, 0] => largest,
            Self::Number(_) | Self::Apply(..) => (2 * largest).min(2),
        }
    }
}

/// Where a word may stand: anywhere, where a schedule is bound, in place of a schedule, or only where the grammar has
/// it. Of the language's other words this checker does not know the meaning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Anywhere,
    OfSchedule,
    AsSchedule,
    Grammar,
    Unread,
}

/// Stands for one argument or more.
pub const SOME: usize = usize::MAX;

const GRAMMAR: &str = "for all exists law schedule order policy with in and rest none if then sum mean H I \
    halved_larger_first halved_smaller_first";
const UNREAD: &str = "H0 D_inf TV_product fano_top H_binomial exp_lower exp_upper effective_weight_lower \
    effective_weight_upper serial_depth serial_depth_worst best_order_KL permutation_error";

/// Words with the number of their arguments, and the type of what they make of scalars; `Scope::apply` in
/// `evaluate.rs` says what they mean.
const WORDS: [(&str, usize, Type, Use); 17] = [
    ("L V", 0, Type::Scalar, Use::Anywhere),
    ("T s_max s_min", 0, Type::Scalar, Use::OfSchedule),
    ("s N", 1, Type::Scalar, Use::OfSchedule),
    ("E_KL E_KL(halved_larger_first) E_KL(halved_smaller_first)", 0, Type::Information, Use::OfSchedule),
    ("ideal_KL ideal_KL(halved_larger_first) ideal_KL(halved_smaller_first)", 0, Type::Information, Use::OfSchedule),
    ("eps_train KL_output", 0, Type::Information, Use::OfSchedule),
    ("TC DTC nat TC_reverse min_top top_mass max_mass second_mass", 0, Type::Information, Use::Anywhere),
    ("h Z zeta delta ln", 1, Type::Information, Use::Anywhere),
    ("log2 floor ceil abs factorial", 1, Type::Scalar, Use::Anywhere),
    ("binomial", 2, Type::Scalar, Use::Anywhere),
    ("beta", 4, Type::Scalar, Use::Anywhere),
    ("min max", SOME, Type::Scalar, Use::Anywhere),
    ("one_by_one all_at_once", 0, Type::Scalar, Use::AsSchedule),
    ("uniform singles_then_rest", 1, Type::Scalar, Use::AsSchedule),
    ("total_correlation_schedule dual_total_correlation_schedule", 1, Type::Scalar, Use::AsSchedule),
    (GRAMMAR, 0, Type::Scalar, Use::Grammar),
    (UNREAD, 0, Type::Scalar, Use::Unread),
];

/// The word of the table with this name.
pub fn find_word(name: &str) -> Option<(&'static str, usize, Type, Use)> {
    let found = |(names, count, kind, place): (&'static str, _, _, _)| {
        Some((names.split(' ').find(|word| *word == name)?, count, kind, place))
    };
    WORDS.into_iter().find_map(found)
}
