//! Sets of positions.

use crate::language::error::{Mistake, StatementError};
use crate::language::tree::{self, Expression, Node};
use crate::language::typed::{PositionItem, Positions};
use crate::language::words::{Meaning, Needs, find};

use super::scope::Scope;

impl Scope {
    /// The sets of one term.
    ///
    /// # Errors
    /// The first mistake.
    pub fn positions<const SETS: usize>(
        &self,
        sets: [&tree::Positions; SETS],
    ) -> Result<[Positions; SETS], StatementError> {
        let is_rest = |item: &tree::PositionItem| matches!(item, tree::PositionItem::Rest);
        let rests = sets.iter().flat_map(|set| &set.items).filter(|item| is_rest(item)).count();
        let mut resolved: [Positions; SETS] = std::array::from_fn(|_| Positions::default());
        for (set, read) in resolved.iter_mut().zip(sets) {
            set.span = read.span.clone();
            for item in &read.items {
                if is_rest(item) && rests > 1 {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &read.span,
                        "`rest` stands twice in one term",
                        "the second `rest` would be empty",
                        "use `rest` once in a term",
                    ));
                }
                set.items.push(self.item(item)?);
            }
        }
        if let [first, ..] = sets.as_slice() {
            self.require_law(Needs::Law, "H", &first.span)?;
        }
        Ok(resolved)
    }

    fn item(&self, item: &tree::PositionItem) -> Result<PositionItem, StatementError> {
        Ok(match item {
            tree::PositionItem::One(position) => self.one(position)?,
            tree::PositionItem::Range(first, last) => PositionItem::Range(self.scalar(first)?, self.scalar(last)?),
            tree::PositionItem::Rest => PositionItem::Rest,
            tree::PositionItem::All => PositionItem::All,
            tree::PositionItem::None => PositionItem::None,
        })
    }

    /// A position, or a set that a name or a call stands for.
    fn one(&self, position: &Expression) -> Result<PositionItem, StatementError> {
        match &position.node {
            Node::Name(name) if self.is_set(name) => Ok(PositionItem::Variable(name.clone())),
            Node::Call(name, arguments) => match find(name).map(|word| (word.needs, word.meaning)) {
                Some((needs, Meaning::OrderPart(part))) => {
                    self.require_sampler(needs, name, &position.span)?;
                    let [index] = self.scalars(name, arguments, &position.span)?;
                    Ok(PositionItem::Part(part, index))
                }
                _ => Ok(PositionItem::One(self.scalar(position)?)),
            },
            _ => Ok(PositionItem::One(self.scalar(position)?)),
        }
    }
}
