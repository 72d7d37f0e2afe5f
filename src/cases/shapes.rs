//! The shapes of laws, length and vocabulary size, that a claim is about.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::exact::Work;
use crate::language::Claim;
use crate::language::error::StatementError;
use crate::language::typed::Condition;

use super::environment::Environment;
use super::scalar::condition_holds;

/// `(L, V)`.
pub type Shape = (usize, usize);

/// A shape for which a statement was not checked, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// `(L, V)`.
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
pub fn admits(claim: &Claim, (length, vocabulary_size): Shape, work: &Arc<Work>) -> Result<bool, StatementError> {
    let mut environment = Environment::metered(length, Arc::clone(work));
    environment.vocabulary_size = Some(vocabulary_size);
    condition_holds(claim.statement().law().1, &environment)
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

/// The statement with a condition on laws that leaves out the shapes at which it has no meaning, as far as the shapes show
/// that were tried: a bound on `L` or on `V`. `None` where no such bound parts them.
///
/// ```
/// use maskproof::language::Claim;
/// use maskproof::cases::shapes::{Skipped, repaired};
/// let file = "id='x'\ntitle=''\nsource=''\nprovenance='D'\nstatement='for all law: I(1;2|3) <= H(1)'";
/// let claim = Claim::parse("x.toml", file).unwrap();
/// let skipped = [1, 2].map(|length| Skipped { shape: (length, 2), message: String::new(), is_too_large: false });
/// let text = repaired(&claim, &skipped, &[(3, 2), (4, 2)].into()).unwrap();
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
    let of = |name: &str, part: fn(&Shape) -> usize| {
        let inside: BTreeSet<usize> = defined.iter().map(part).collect();
        let outside: BTreeSet<usize> = skipped.iter().map(|skipped| part(&skipped.shape)).collect();
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
    of("L", |shape| shape.0).or_else(|| of("V", |shape| shape.1))
}
