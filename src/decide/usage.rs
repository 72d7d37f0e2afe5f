//! What a statement asks of schedules and vocabularies.

use crate::language::Claim;
use crate::language::syntax::{Expression, Node};
use crate::sampler::ClassKey;

/// What a statement, with the value of its constant, asks of schedules and vocabularies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The scalars of the schedule that it uses.
    pub key: ClassKey,
    /// Whether it needs the schedule itself: `N[t]`, `s[t]`, a derived schedule, the averaged output law.
    pub needs_single_schedule: bool,
    /// Whether it uses `V` other than as `ln(V)`.
    pub uses_vocabulary_size: bool,
}

impl Usage {
    /// Examines a claim.
    pub fn of(claim: &Claim) -> Self {
        let mut usage = Self::default();
        claim.statement().visit(&mut |expression| usage.note(expression));
        if let Some(constant) = claim.constant() {
            constant.value.visit(&mut |expression| usage.note(expression));
        }
        usage
    }

    /// Notes what an expression asks for by itself; says whether to look inside it.
    fn note(&mut self, expression: &Expression) -> bool {
        match &expression.node {
            Node::Name(name) => match name.as_str() {
                "T" => self.key.steps = true,
                "s_max" => self.key.largest = true,
                "s_min" => self.key.smallest = true,
                "V" => self.uses_vocabulary_size = true,
                "KL_output" => self.needs_single_schedule = true,
                _ => {}
            },
            Node::Call(name, arguments) if name == "ln" && is_vocabulary(&arguments[0]) => return false,
            Node::Call(name, _) if matches!(name.as_str(), "E_KL" | "ideal_KL") => self.needs_single_schedule = true,
            Node::Index(..) => self.needs_single_schedule = true,
            _ => {}
        }
        true
    }
}

fn is_vocabulary(expression: &Expression) -> bool {
    matches!(&expression.node, Node::Name(name) if name == "V")
}
