//! What a statement asks of schedules and vocabularies.

use crate::language::typed::{Domain, MeasureNode, Scalar, ScalarNode, Values};
use crate::language::words::{MeasureFunction, MeasureName, ScalarName, ScheduleScalar};
use crate::language::{Claim, Part};
use crate::sampler::ClassKey;

/// What a statement, with the value of its constant, asks of schedules and vocabularies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The scalars of the schedule that it uses.
    pub key: ClassKey,
    /// Whether it needs the schedule itself: `N[t]`, `s[t]`, a derived schedule, the averaged output law.
    pub needs_single_schedule: bool,
    /// Whether one of its quantifiers ranges over schedules.
    pub quantifies_schedules: bool,
    /// Whether it uses `V` other than as `ln(V)`.
    pub uses_vocabulary_size: bool,
}

impl Usage {
    /// Examines a claim.
    pub fn of(claim: &Claim) -> Self {
        let domains = claim.statement().quantifiers.iter().map(|quantifier| &quantifier.domain);
        let quantifies_schedules = domains.into_iter().any(|domain| matches!(domain, Domain::Schedule(_)));
        let mut usage = Self { quantifies_schedules, ..Self::default() };
        claim.statement().visit(&mut |part| usage.note(part));
        if let Some(constant) = claim.constant() {
            constant.value.visit(&mut |part| usage.note(part));
        }
        usage
    }

    /// Notes what an expression asks for by itself; says whether to look inside it.
    fn note(&mut self, part: Part) -> bool {
        let folds_orders = |values: &Values| matches!(values, Values::Orders);
        match part {
            Part::Scalar(scalar) => match &scalar.node {
                ScalarNode::Name(ScalarName::Schedule(ScheduleScalar::Steps)) => self.key.steps = true,
                ScalarNode::Name(ScalarName::Schedule(ScheduleScalar::Largest)) => self.key.largest = true,
                ScalarNode::Name(ScalarName::Schedule(ScheduleScalar::Smallest)) => self.key.smallest = true,
                ScalarNode::Name(ScalarName::VocabularySize) | ScalarNode::OfWord(_) => {
                    self.uses_vocabulary_size = true
                }
                ScalarNode::Entry(..) => self.needs_single_schedule = true,
                ScalarNode::Fold(folded) if folds_orders(&folded.values) => self.needs_single_schedule = true,
                _ => {}
            },
            Part::Measure(measure) => match &measure.node {
                MeasureNode::Function(MeasureFunction::Ln, argument) if is_vocabulary(argument) => return false,
                MeasureNode::Name(MeasureName::OutputKl) | MeasureNode::Divergence(_, Some(_)) => {
                    self.needs_single_schedule = true;
                }
                MeasureNode::Fold(folded) if folds_orders(&folded.values) => self.needs_single_schedule = true,
                _ => {}
            },
        }
        true
    }
}

fn is_vocabulary(scalar: &Scalar) -> bool {
    matches!(scalar.node, ScalarNode::Name(ScalarName::VocabularySize))
}
