//! The shapes of laws, length and vocabulary size, that a claim is about.

use std::collections::BTreeSet;
use std::sync::Arc;

use rug::{Integer, Rational};

use crate::exact::Work;
use crate::language::error::StatementError;
use crate::language::typed::{Condition, Scalar, ScalarNode};
use crate::language::words::{Comparator, ScalarName};
use crate::language::{Claim, Part};
use crate::law::Shape;

use super::environment::Environment;
use super::scalar::{condition_holds, evaluate};

/// A shape for which a statement was not checked, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The shape.
    pub shape: Shape,
    /// The reason, a sentence.
    pub message: String,
    /// Whether the instances are too large, where otherwise the statement has no meaning.
    pub is_too_large: bool,
}

/// Whether the condition on laws admits those of a shape, with a meter.
///
/// # Errors
/// When the condition has no value there, or the work is beyond the limit of the meter.
pub fn admits(claim: &Claim, shape: Shape, work: &Arc<Work>) -> Result<bool, StatementError> {
    let mut environment = Environment::metered(shape.length(), Arc::clone(work));
    environment.vocabulary_size = Some(shape.vocabulary_size());
    condition_holds(claim.statement().law().1, &environment)
}

/// The laws that a condition leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// None fulfils it.
    Empty,
    /// All that fulfil it are too large to be read.
    TooLarge,
    /// Neither is known.
    Open,
}

/// The laws that the condition of a claim leaves, as far as its bounds on `L` and on `V` by numbers show.
///
/// ```
/// use maskproof::cases::shapes::{Extent, extent};
/// use maskproof::language::Claim;
/// let of = |condition: &str| {
///     let head = "id='x'\ntitle=''\nsource=''\nprovenance='D'";
///     let file = format!("{head}\nstatement='for all law with {condition}: TC >= 0'");
///     extent(&Claim::parse("x.toml", &file).unwrap())
/// };
/// assert_eq!(of("L == 3 and L == 4"), Extent::Empty);
/// assert_eq!(of("2 < L < 3"), Extent::Empty);
/// assert_eq!(of("L == 40"), Extent::TooLarge);
/// assert_eq!(of("L == 22"), Extent::Open);
/// ```
pub fn extent(claim: &Claim) -> Extent {
    let (mut length, mut vocabulary_size) = (Bounds::positive(), Bounds::positive());
    for chain in claim.statement().law().1 {
        let sides: Vec<&Scalar> = chain.sides().collect();
        for (pair, (relation, _)) in sides.windows(2).zip(&chain.rest) {
            let (name, relation, number) = match (&pair[0].node, number(pair[0]), &pair[1].node, number(pair[1])) {
                (_, Some(left), _, Some(right)) if !relation.admits(left.cmp(&right)) => return Extent::Empty,
                (ScalarNode::Name(name), _, _, Some(number)) => (name, *relation, number),
                (_, Some(number), ScalarNode::Name(name), _) => (name, reversed(*relation), number),
                _ => continue,
            };
            match name {
                ScalarName::Length => length.narrow(relation, &number),
                ScalarName::VocabularySize => vocabulary_size.narrow(relation, &number),
                ScalarName::Schedule(_) => {}
            }
        }
    }
    if length.are_empty() || vocabulary_size.are_empty() {
        return Extent::Empty;
    }
    let least = |bounds: &Bounds| bounds.least.to_usize().unwrap_or(usize::MAX);
    match Shape::new(least(&length), least(&vocabulary_size)).and_then(Shape::check_size) {
        Ok(_) => Extent::Open,
        Err(_) => Extent::TooLarge,
    }
}

/// The value of an expression of numbers alone.
fn number(scalar: &Scalar) -> Option<Rational> {
    let mut is_number = true;
    scalar.visit(&mut |part| {
        is_number &= matches!(
            part,
            Part::Scalar(Scalar { node: ScalarNode::Number(_) | ScalarNode::Negate(_) | ScalarNode::Binary(..), .. })
        );
        is_number
    });
    if is_number { evaluate(scalar, &Environment::of_length(1)).ok() } else { None }
}

/// The relation of the right side to the left one.
fn reversed(relation: Comparator) -> Comparator {
    match relation {
        Comparator::AtMost => Comparator::AtLeast,
        Comparator::AtLeast => Comparator::AtMost,
        Comparator::Below => Comparator::Above,
        Comparator::Above => Comparator::Below,
        Comparator::Equals => Comparator::Equals,
    }
}

/// The integers between two.
struct Bounds {
    least: Integer,
    greatest: Option<Integer>,
}

impl Bounds {
    /// From 1 on.
    fn positive() -> Self {
        Self { least: Integer::from(1), greatest: None }
    }

    /// Leaves out those that do not stand in a relation to a number.
    fn narrow(&mut self, relation: Comparator, number: &Rational) {
        let (floor, ceil) = (number.clone().floor(), number.clone().ceil());
        let (floor, ceil) = (floor.into_numer_denom().0, ceil.into_numer_denom().0);
        let (least, greatest) = match relation {
            Comparator::AtMost => (None, Some(floor)),
            Comparator::Below => (None, Some(ceil - 1)),
            Comparator::AtLeast => (Some(ceil), None),
            Comparator::Above => (Some(floor + 1), None),
            Comparator::Equals => (Some(ceil), Some(floor)),
        };
        if let Some(least) = least.filter(|least| *least > self.least) {
            self.least = least;
        }
        if let Some(greatest) = greatest
            && self.greatest.as_ref().is_none_or(|known| greatest < *known)
        {
            self.greatest = Some(greatest);
        }
    }

    fn are_empty(&self) -> bool {
        self.greatest.as_ref().is_some_and(|greatest| *greatest < self.least)
    }
}

/// The condition on laws as it is written; `None` where there is none.
pub fn condition_text(claim: &Claim) -> Option<&str> {
    let (_, condition) = claim.statement().law();
    let (first, last) = (condition.first()?, condition.last()?);
    claim.text().get(first.first.span.start..end_of(last))
}

fn end_of(comparisons: &Condition) -> usize {
    comparisons.sides().last().map_or(0, |side| side.span.end)
}

/// The statement with a condition on laws that leaves out the shapes at which it has no meaning, as far as the shapes
/// show that were tried: a bound on `L` or on `V`. `None` where no such bound parts them.
///
/// ```
/// use maskproof::language::Claim;
/// use maskproof::law::Shape;
/// use maskproof::cases::shapes::{Skipped, repaired};
/// let shape = |length| Shape::new(length, 2).unwrap();
/// let file = "id='x'\ntitle=''\nsource=''\nprovenance='D'\nstatement='for all law: I(1;2|3) <= H(1)'";
/// let claim = Claim::parse("x.toml", file).unwrap();
/// let skipped = [1, 2].map(|length| Skipped { shape: shape(length), message: String::new(), is_too_large: false });
/// let text = repaired(&claim, &skipped, &[shape(3), shape(4)].into()).unwrap();
/// assert_eq!(text, "for all law with L >= 3: I(1;2|3) <= H(1)");
/// ```
pub fn repaired(claim: &Claim, skipped: &[Skipped], defined: &BTreeSet<Shape>) -> Option<String> {
    let bound = bound(skipped, defined)?;
    let (law, condition) = claim.statement().law();
    let quantifier = &claim.statement().quantifiers[law];
    let text = claim.text();
    let (place, words) = match condition.last() {
        Some(last) => (end_of(last), format!(" and {bound}")),
        None => {
            let own = text.get(quantifier.span.clone())?;
            (quantifier.span.start + own.rfind("law")? + "law".len(), format!(" with {bound}"))
        }
    };
    // A side in parentheses ends behind its span.
    let closing = text.get(place..)?.len() - text.get(place..)?.trim_start_matches([' ', ')']).len();
    let place = if text.get(place..place + closing)?.contains(')') { place + closing } else { place };
    let repaired = format!("{}{words}{}", text.get(..place)?, text.get(place..)?);
    // On one line, unless a comment would swallow what follows it.
    let is_one_line = !repaired.contains('#');
    Some(if is_one_line {
        repaired.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        repaired.trim().to_owned()
    })
}

/// A bound on the length, or else on the vocabulary, that the defined shapes meet and the others do not.
fn bound(skipped: &[Skipped], defined: &BTreeSet<Shape>) -> Option<String> {
    let of = |name: &str, part: fn(Shape) -> usize| {
        let inside: BTreeSet<usize> = defined.iter().copied().map(part).collect();
        let outside: BTreeSet<usize> = skipped.iter().map(|skipped| part(skipped.shape)).collect();
        let (least, greatest) = (*inside.first()?, *inside.last()?);
        if outside.iter().any(|value| (least..=greatest).contains(value)) {
            return None;
        }
        let is_below = outside.iter().any(|value| *value < least);
        let is_above = outside.iter().any(|value| *value > greatest);
        Some(match (is_below, is_above) {
            (true, true) if least == greatest => format!("{name} == {least}"),
            (true, true) => format!("{least} <= {name} <= {greatest}"),
            (true, false) => format!("{name} >= {least}"),
            _ => format!("{name} <= {greatest}"),
        })
    };
    if skipped.is_empty() {
        return None;
    }
    of("L", Shape::length).or_else(|| of("V", Shape::vocabulary_size))
}
