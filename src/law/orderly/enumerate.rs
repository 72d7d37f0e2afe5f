//! Orderly generation of all counts, or of those that begin in some way.

use super::group::{Orderly, SupportSize};
use super::search::Search;

impl Orderly {
    /// Visits the canonical counts of this sum that begin with `prefix`, in falling lexicographic order, each with the
    /// size of its orbit.
    ///
    /// ```
    /// use maskproof::law::{Shape, orderly::{Orderly, SupportSize}};
    /// let orderly = Orderly::new(Shape::new(2, 2).unwrap()).unwrap().unwrap();
    /// let mut found = Vec::new();
    /// orderly.for_each(2, &[], SupportSize::ANY, |counts, size| found.push((counts.to_vec(), size)));
    /// assert_eq!(found, [(vec![2, 0, 0, 0], 4), (vec![1, 1, 0, 0], 4), (vec![1, 0, 0, 1], 2)]);
    /// ```
    ///
    /// # Panics
    /// When the sum is 0.
    pub fn for_each(&self, sum: u32, prefix: &[u32], support: SupportSize, mut visit: impl FnMut(&[u32], u64)) {
        self.for_each_change(sum, prefix, support, |counts, size, _| visit(counts, size));
    }

    /// The same; each also with the first atom from which on its counts may differ from those before.
    ///
    /// # Panics
    /// When the sum is 0.
    pub fn for_each_change(
        &self,
        sum: u32,
        prefix: &[u32],
        support: SupportSize,
        visit: impl FnMut(&[u32], u64, usize),
    ) {
        assert!(sum > 0, "counts of a law are not all 0");
        let mut search = Search::new(self, support, visit);
        search.follow(prefix, 0, sum, 0, &mut |search, atom, rest, used| search.choose(atom, rest, used));
    }

    /// The values of the next count for which canonical counts may begin with `prefix` and that value, largest first.
    pub fn next_values(&self, sum: u32, prefix: &[u32], support: SupportSize) -> Vec<u32> {
        let mut values = Vec::new();
        let mut search = Search::new(self, support, |_: &[u32], _, _| {});
        search.follow(prefix, 0, sum, 0, &mut |search, atom, rest, used| {
            search.for_each_value(atom, rest, used, &mut |search, _, _| values.push(search.count(atom)));
        });
        values
    }
}
