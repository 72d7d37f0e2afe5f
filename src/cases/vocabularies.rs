//! The vocabularies that a claim's condition on laws admits.

use std::collections::BTreeSet;

use crate::language::typed::{Comparisons, Condition, Domain, ScalarNode};
use crate::language::words::{Binder, ScalarName};
use crate::language::{Claim, Part};
use crate::law::Shape;

use super::environment::Environment;
use super::scalar::condition_holds;

/// The number of tokens up to which every one is tried, to find one that a condition admits.
const TRIED: usize = 4096;

/// What a claim's condition on laws says of the number of tokens.
#[derive(Debug, Clone)]
pub struct Vocabularies {
    /// The relations in which `V` occurs.
    condition: Vec<Condition>,
}

impl Claim {
    /// The claim without the relations of its condition on laws in which `V` occurs, and those; the text stays.
    pub fn without_vocabulary_condition(&self) -> (Self, Vocabularies) {
        let mut statement = self.statement().clone();
        let mut condition = Vec::new();
        for quantifier in &mut statement.quantifiers {
            if let Domain::Law(chains) = &mut quantifier.domain {
                let (of_vocabulary, others) = std::mem::take(chains).into_iter().partition(mentions_vocabulary);
                *chains = others;
                condition = of_vocabulary;
            }
        }
        (self.with_statement(statement), Vocabularies { condition })
    }
}

impl Claim {
    /// Whether something is to exist.
    pub fn has_existence(&self) -> bool {
        self.statement().quantifiers.iter().any(|quantifier| quantifier.binder == Binder::Exists)
    }
}

fn mentions_vocabulary(comparisons: &Condition) -> bool {
    let mut mentioned = false;
    for side in comparisons.sides() {
        side.visit(&mut |part: Part| {
            let Part::Scalar(scalar) = part else { return true };
            mentioned |= matches!(scalar.node, ScalarNode::Name(ScalarName::VocabularySize));
            !mentioned
        });
    }
    mentioned
}

impl Vocabularies {
    /// Whether there is no condition.
    pub fn are_all(&self) -> bool {
        self.condition.is_empty()
    }

    /// Whether laws of a shape are admitted. A condition without a value admits none.
    pub fn admit(&self, shape: Shape) -> bool {
        let mut environment = Environment::of_length(shape.length());
        environment.vocabulary_size = Some(shape.vocabulary_size());
        condition_holds(&self.condition, &environment).unwrap_or(false)
    }

    /// The admitted numbers of tokens, the least first: of all up to 4096, of the powers of 2, and of the numbers in
    /// the condition, with their neighbours.
    pub fn admitted(&self, length: usize) -> impl Iterator<Item = usize> {
        let mut candidates: BTreeSet<usize> = (1..=TRIED).collect();
        let mut note = |number: usize| {
            candidates.extend([number.saturating_sub(1).max(1), number, number.saturating_add(1)]);
        };
        (12..40).for_each(|power| note(1 << power));
        for side in self.condition.iter().flat_map(Comparisons::sides) {
            side.visit(&mut |part: Part| {
                if let Part::Scalar(scalar) = part
                    && let ScalarNode::Number(number) = &scalar.node
                    && let Some(number) = number.numer().to_usize().filter(|number| *number > 0)
                {
                    note(number);
                }
                true
            });
        }
        candidates.into_iter().filter(move |size| Shape::new(length, *size).is_ok_and(|shape| self.admit(shape)))
    }
}
