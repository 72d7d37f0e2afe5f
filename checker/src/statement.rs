//! Statements as trees, their types, and the words of the claim language.

use std::cmp::Ordering::{self, Equal, Greater, Less};

use num_traits::Zero;

use crate::answer::{Reason, Result};
use crate::number::Q;

/// A statement whose names are bound and whose types fit. Quantifiers and relations are in the order of the text.
pub struct Statement {
    pub quantifiers: Vec<Quantifier>,
    /// What stands between `if` and `then`.
    pub premise: Vec<Relation>,
    /// At least one; a chain is several.
    pub relations: Vec<Relation>,
    /// The constant's name and claimed value.
    pub constant: Option<(String, Expr)>,
    pub schedule: ScheduleQuantifier,
}

pub struct Quantifier {
    /// `exists`, not `for all`. Only a schedule can be bound so.
    pub exists: bool,
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

/// How the schedule is quantified: by `exists` only as the last quantifier, so that it may depend on the law, or with only
/// the law after it, so that one schedule must serve every law.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ScheduleQuantifier {
    Absent,
    ForAll,
    ExistsAfterLaw,
    ExistsBeforeLaw,
}

impl ScheduleQuantifier {
    /// How the schedule is quantified among these, one of which binds the law.
    pub fn of(quantifiers: &[Quantifier]) -> Result<Self> {
        let is_schedule = |quantifier: &Quantifier| quantifier.binder == Binder::Schedule;
        let Some(place) = quantifiers.iter().position(is_schedule) else { return Ok(Self::Absent) };
        match &quantifiers[place + 1..] {
            later if later.iter().any(is_schedule) => Err(Reason::Fragment.of("two quantifiers of a schedule")),
            _ if !quantifiers[place].exists => Ok(Self::ForAll),
            [] => Ok(Self::ExistsAfterLaw),
            [last] if last.binder == Binder::Law => Ok(Self::ExistsBeforeLaw),
            _ => Err(Reason::Fragment.of("something else than `for all law` after `exists schedule`")),
        }
    }

    pub fn exists(self) -> bool {
        matches!(self, Self::ExistsAfterLaw | Self::ExistsBeforeLaw)
    }
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

    /// Whether each side is affine in the constant, by its form.
    pub fn is_affine(&self, constant: &str) -> bool {
        self.left.degree(constant).max(self.right.degree(constant)) < 2
    }
}

/// An expression. Sums and products are flat lists, so that only real nesting makes a tree deep.
#[derive(Clone, PartialEq, Eq)]
pub enum Expr {
    Number(Q),
    /// An integer variable, or the constant of the claim.
    Variable(String),
    /// A word of the table below with its arguments; a sum `+`, a product `*`, `^`, and `-x` and `1/x` as `-` and `/` of `x`.
    Apply(&'static str, Vec<Expr>),
    /// `sum(name in a..b, x)`, or `mean`, `min`, `max` in place of `sum`; with its parts `a`, `b`, `x`.
    Fold(&'static str, String, Box<[Expr; 3]>),
    /// `I(A; B | C)` with the sets A, B, C; `H(A | C)` is `I(A; A | C)`.
    Information(Box<[Places; 3]>),
}

/// A set of positions: the union of ranges, and where it has `rest` all positions that the term does not name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Places {
    pub ranges: Vec<[Expr; 2]>,
    pub rest: bool,
}

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
    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Number(_) | Self::Variable(_) => Vec::new(),
            Self::Apply(_, arguments) => arguments.iter().collect(),
            Self::Fold(_, _, parts) => parts.iter().collect(),
            Self::Information(sets) => sets.iter().flat_map(|set| set.ranges.iter().flatten()).collect(),
        }
    }

    /// The type, unless types within do not fit.
    pub fn kind(&self) -> Result<Type> {
        let parts = self.parts().into_iter().map(Self::kind).collect::<Result<Vec<Type>>>()?;
        let informations = parts.iter().filter(|kind| **kind == Type::Information).count();
        let only_last = informations == 1 && parts.last() == Some(&Type::Information);
        match self {
            Self::Number(number) if number.is_zero() => Ok(Type::Zero),
            Self::Apply("+" | "-", _) => common(&parts),
            Self::Apply("*", _) if informations == 1 => Ok(Type::Information),
            Self::Apply("min" | "max", _) if informations > 0 => Err(Reason::Fragment.of("min or max of informations")),
            Self::Fold("min" | "max", ..) if only_last => Err(Reason::Fragment.of("min or max of informations")),
            Self::Fold(..) if only_last => Ok(Type::Information),
            _ if informations > 0 => Err(Reason::IllTyped.of("an information where a scalar is needed")),
            // Operators are not in the table.
            Self::Apply(word, _) => Ok(find_word(word).map_or(Type::Scalar, |(_, _, kind, _)| kind)),
            Self::Information(_) => Ok(Type::Information),
            Self::Number(_) | Self::Variable(_) | Self::Fold(..) => Ok(Type::Scalar),
        }
    }

    /// 0 where the expression does not name the constant, 1 where it is affine in it by its form, otherwise 2.
    fn degree(&self, constant: &str) -> usize {
        let parts: Vec<usize> = self.parts().into_iter().map(|part| part.degree(constant)).collect();
        let largest = parts.iter().copied().max().unwrap_or(0);
        match self {
            Self::Variable(name) => usize::from(name == constant),
            Self::Apply("+" | "-", _) => largest,
            Self::Apply("*", _) => parts.iter().sum::<usize>().min(2),
            Self::Fold("sum" | "mean", ..) if parts[..2] == [0, 0] => largest,
            Self::Number(_) | Self::Apply(..) | Self::Fold(..) | Self::Information(_) => (2 * largest).min(2),
        }
    }
}

/// Where a word may stand: anywhere, where a schedule is bound, in place of a schedule, or only where the grammar has it.
/// Of the language's other words this checker does not know the meaning.
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

/// Words with the number of their arguments, and the type of what they make of scalars; `Scope::apply` in `evaluate.rs` says
/// what they mean.
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
    WORDS.into_iter().find_map(|(names, count, kind, place)| {
        let word = names.split(' ').find(|word| *word == name)?;
        Some((word, count, kind, place))
    })
}
