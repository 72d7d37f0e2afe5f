//! What a statement asks of schedules and vocabularies.

use crate::claim::Claim;
use crate::claim::syntax::{Chain, Domain, Expression, Node, PositionItem, Positions};
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
        for quantifier in &claim.statement().quantifiers {
            match &quantifier.domain {
                Domain::Law(condition) | Domain::Schedule(condition) => usage.visit_chains(condition),
                Domain::Range { from, to, .. } => {
                    usage.visit(from);
                    usage.visit(to);
                }
            }
        }
        usage.visit_chains(&claim.statement().chains);
        if let Some(constant) = claim.constant() {
            usage.visit(&constant.value);
        }
        usage
    }

    fn visit_chains(&mut self, chains: &[Chain]) {
        for chain in chains {
            self.visit(&chain.first);
            chain.rest.iter().for_each(|(_, side)| self.visit(side));
        }
    }

    fn visit(&mut self, expression: &Expression) {
        match &expression.node {
            Node::Number(_) => {}
            Node::Name(name) => match name.as_str() {
                "T" => self.key.steps = true,
                "s_max" => self.key.largest = true,
                "s_min" => self.key.smallest = true,
                "V" => self.uses_vocabulary_size = true,
                "KL_output" => self.needs_single_schedule = true,
                _ => {}
            },
            Node::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("E_KL" | "ideal_KL", _) => self.needs_single_schedule = true,
                ("ln", [Expression { node: Node::Name(name), .. }]) if name == "V" => {}
                _ => arguments.iter().for_each(|argument| self.visit(argument)),
            },
            Node::Index(_, index) => {
                self.needs_single_schedule = true;
                self.visit(index);
            }
            Node::Negate(operand) => self.visit(operand),
            Node::Binary(_, left, right) => {
                self.visit(left);
                self.visit(right);
            }
            Node::Sum { from, to, term, .. } => {
                self.visit(from);
                self.visit(to);
                self.visit(term);
            }
            Node::Entropy(set, given) => [set, given].into_iter().for_each(|set| self.visit_positions(set)),
            Node::MutualInformation(first, second, given) => {
                [first, second, given].into_iter().for_each(|set| self.visit_positions(set));
            }
        }
    }

    fn visit_positions(&mut self, positions: &Positions) {
        for item in &positions.items {
            match item {
                PositionItem::One(position) => self.visit(position),
                PositionItem::Range(first, last) => {
                    self.visit(first);
                    self.visit(last);
                }
                PositionItem::Rest | PositionItem::All | PositionItem::None => {}
            }
        }
    }
}
