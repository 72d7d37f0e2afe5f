//! Values by sets of positions.

use crate::law::PositionSet;

/// Values of sets of positions, found by a table of all sets.
pub(super) struct BySet<Value> {
    /// The place of each set among the values, one more; 0 where it has none.
    places: Vec<u32>,
    /// The sets with their values, in the order in which they came.
    values: Vec<(PositionSet, Value)>,
}

impl<Value> BySet<Value> {
    /// No values, for the sets of positions of a length.
    pub(super) fn new(length: usize) -> Self {
        Self { places: vec![0; 1 << length], values: Vec::new() }
    }

    /// The value of a set; a new set gets one from `first`, and an old one is told to `again`.
    pub(super) fn enter(
        &mut self,
        set: PositionSet,
        first: impl FnOnce() -> Value,
        again: impl FnOnce(&mut Value),
    ) -> &mut Value {
        let bits = usize::try_from(set.bits()).expect("sets of a table");
        let place = &mut self.places[bits];
        if *place == 0 {
            self.values.push((set, first()));
            *place = u32::try_from(self.values.len()).expect("no more sets than patterns");
        } else {
            again(&mut self.values[*place as usize - 1].1);
        }
        &mut self.values[*place as usize - 1].1
    }

    /// The sets with their values; the table is empty afterwards.
    pub(super) fn take(&mut self) -> Vec<(PositionSet, Value)> {
        for (set, _) in &self.values {
            self.places[usize::try_from(set.bits()).expect("sets of a table")] = 0;
        }
        std::mem::take(&mut self.values)
    }
}
