//! How close a case is to being violated on a law, exactly.

use std::cmp::Ordering;

use rug::{Integer, Rational};

use crate::cases::linear::Linear;
use crate::cases::plan::{Case, Goal, Relation, Tree};
use crate::evaluation::evaluate::{self, Comparison};
use crate::evaluation::{Subject, Verdict};
use crate::exact::{Enclosure, LogForm};
use crate::language::words::Comparator;

use super::affine::AffineGoal;
use super::constant_bound::{Implied, implied_constant};

/// The side of a relation that should be the smaller over the one that should be the larger: above 1 where a relation
/// `<=` or `>=` is violated.
#[derive(Debug, Clone)]
pub enum Ratio {
    /// There is none: both sides are 0, or the larger one is not positive and the relation holds, or a side has no
    /// finite value.
    None,
    /// A quotient with a positive divisor.
    Quotient(LogForm, LogForm),
    /// The relation is violated by a side that should be the larger and is 0 or negative.
    Unbounded,
}

/// The bits at which two quotients count as equal, for the purpose of choosing between laws.
const TIE_BITS: u32 = 1024;

impl Ratio {
    fn of(smaller: &LogForm, larger: &LogForm) -> Self {
        match larger.sign() {
            Ordering::Greater => Self::Quotient(smaller.clone(), larger.clone()),
            _ if smaller > larger => Self::Unbounded,
            _ => Self::None,
        }
    }

    /// The value, with all digits right; `None` where there is none, `inf` where it is unbounded.
    pub fn to_decimal(&self, digits: u32) -> Option<String> {
        match self {
            Self::None => None,
            Self::Quotient(smaller, larger) => smaller.ratio_to_decimal(larger, digits),
            Self::Unbounded => Some("inf".to_owned()),
        }
    }

    /// The order of two ratios, none the least; quotients that 1024 bits do not tell apart count as equal, which is
    /// enough to choose between laws.
    pub fn rank(&self, other: &Self) -> Ordering {
        let (Self::Quotient(first, first_divisor), Self::Quotient(second, second_divisor)) = (self, other) else {
            return self.kind().cmp(&other.kind());
        };
        let mut precision = 128;
        while precision <= TIE_BITS {
            let enclose = |form, divisor| Enclosure::of(form, precision).quotient(&Enclosure::of(divisor, precision));
            if let (Some(first), Some(second)) = (enclose(first, first_divisor), enclose(second, second_divisor)) {
                if first.lower() > second.upper() {
                    return Ordering::Greater;
                }
                if first.upper() < second.lower() {
                    return Ordering::Less;
                }
            }
            precision *= 2;
        }
        Ordering::Equal
    }

    fn kind(&self) -> u8 {
        match self {
            Self::None => 0,
            Self::Quotient(..) => 1,
            Self::Unbounded => 2,
        }
    }

    /// The rational with a denominator up to 1000 that the ratio is exactly, if it is one.
    pub fn as_rational(&self) -> Option<Rational> {
        match self {
            Self::Quotient(smaller, larger) => exact_rational(smaller, larger),
            Self::None | Self::Unbounded => None,
        }
    }
}

/// The rational with a denominator up to 1000 that a quotient of forms is exactly, if it is one. A candidate is guessed
/// from the enclosure by continued fractions, and then decided exactly.
pub fn exact_rational(form: &LogForm, divisor: &LogForm) -> Option<Rational> {
    let quotient = Enclosure::of(form, 128).quotient(&Enclosure::of(divisor, 128))?;
    let mut rest = quotient.lower().to_rational()?;
    let mut before = (Integer::new(), Integer::from(1));
    let mut convergent = (Integer::from(1), Integer::new());
    for _ in 0..32 {
        let whole = Rational::from(rest.floor_ref());
        let next: (Integer, Integer) = (
            Integer::from(whole.numer() * &convergent.0) + &before.0,
            Integer::from(whole.numer() * &convergent.1) + &before.1,
        );
        if next.1 > 1000 {
            break;
        }
        let candidate = Rational::from((next.0.clone(), next.1.clone()));
        if form.cmp_multiple(divisor, &candidate).is_eq() {
            return Some(candidate);
        }
        rest -= whole;
        if rest.is_zero() {
            break;
        }
        rest.recip_mut();
        before = std::mem::replace(&mut convergent, next);
    }
    None
}

/// Where in a goal a ratio comes from: the instances chosen, and the relation at the leaf.
pub type Path = Vec<usize>;

/// What the exact evaluation says of a case on a law.
#[derive(Debug, Clone)]
pub struct Examined {
    /// The verdict of the ordinary evaluation.
    pub verdict: Verdict,
    /// The largest ratio over what has to hold, the smallest over what has to exist.
    pub ratio: Ratio,
    /// The relation with this ratio.
    pub path: Path,
    /// What the law says of the claim's constant, where the case is affine in it.
    pub implied: Option<Implied>,
}

/// Examines a case on a law whose symbols are prepared. `arranged` is its goal with the relations arranged, and
/// `affine` the goal as a condition on the claim's constant.
pub fn examine(case: &Case, arranged: &Goal, affine: Option<&AffineGoal>, subject: &Subject) -> Examined {
    let verdict = evaluate::decide_case(case, subject).verdict;
    if !case.premise.is_empty() && verdict != evaluate::decide(&case.goal, subject).verdict {
        // Decided by the premise: the goal is not asked.
        return Examined { verdict, ratio: Ratio::None, path: Vec::new(), implied: None };
    }
    let (ratio, path) = ratio_of(arranged, subject);
    let implied = affine.and_then(|affine| implied_constant(affine, subject));
    Examined { verdict, ratio, path, implied }
}

fn ratio_of(goal: &Goal, subject: &Subject) -> (Ratio, Path) {
    let chosen = |values: Vec<(Ratio, Path)>, better: Ordering| {
        let mut chosen: Option<(usize, (Ratio, Path))> = None;
        for (index, value) in values.into_iter().enumerate() {
            if chosen.as_ref().is_none_or(|(_, known)| value.0.rank(&known.0) == better) {
                chosen = Some((index, value));
            }
        }
        match chosen {
            Some((index, (ratio, mut path))) => {
                path.insert(0, index);
                (ratio, path)
            }
            // Nothing has to hold; or nothing can exist.
            None => (if better == Ordering::Greater { Ratio::None } else { Ratio::Unbounded }, Vec::new()),
        }
    };
    let of_instances = |instances: &[(_, Goal)]| instances.iter().map(|(_, goal)| ratio_of(goal, subject)).collect();
    match goal {
        Tree::Leaf(relations) => {
            let ratios = relations.iter().map(|relation| (ratio_of_relation(relation, subject), Vec::new())).collect();
            chosen(ratios, Ordering::Greater)
        }
        Tree::All(instances) => chosen(of_instances(instances), Ordering::Greater),
        Tree::Any(instances) => chosen(of_instances(instances), Ordering::Less),
    }
}

fn ratio_of_relation(relation: &Relation, subject: &Subject) -> Ratio {
    let comparison = Comparison::new(relation, subject);
    let Some((smaller, larger)) = comparison.ordered() else { return Ratio::None };
    let ratio = Ratio::of(smaller, larger);
    if relation.relation != Comparator::Equals {
        return ratio;
    }
    let reversed = Ratio::of(larger, smaller);
    if reversed.rank(&ratio).is_gt() { reversed } else { ratio }
}

/// The goal with every relation [`arranged`].
pub fn arranged_goal(goal: &Goal) -> Goal {
    let of_instances = |instances: &Vec<(_, Goal)>| {
        instances
            .iter()
            .map(|(binding, goal): &(crate::cases::bindings::Binding, Goal)| (binding.clone(), arranged_goal(goal)))
            .collect()
    };
    match goal {
        Tree::Leaf(relations) => Tree::Leaf(relations.iter().map(arranged).collect()),
        Tree::All(instances) => Tree::All(of_instances(instances)),
        Tree::Any(instances) => Tree::Any(of_instances(instances)),
    }
}

/// An equivalent relation whose ratio says something. Where a side has no positive term, as in
/// `2 h(1) - h(2) >= 0`, the terms with negative coefficients change sides.
pub fn arranged(relation: &Relation) -> Relation {
    let has_extrema = |side: &Linear| !side.extrema().is_empty();
    let is_positive = |side: &Linear| has_extrema(side) || side.terms().any(|(_, coefficient)| *coefficient > 0);
    if [&relation.left, &relation.right].into_iter().all(is_positive)
        || has_extrema(&relation.left)
        || has_extrema(&relation.right)
    {
        return relation.clone();
    }
    let mut sides = [Linear::zero(), Linear::zero()];
    for (own, side) in [&relation.left, &relation.right].into_iter().enumerate() {
        for (symbol, coefficient) in side.terms() {
            if *coefficient > 0 {
                sides[own].add(symbol.clone(), coefficient);
            } else {
                sides[1 - own].add(symbol.clone(), &Rational::from(-coefficient));
            }
        }
    }
    let [left, right] = sides;
    Relation { left, right, ..relation.clone() }
}
