//! Orderly generation: the canonical counts of every orbit, one after the other, without storing any.
//!
//! Canonical counts `c` are the lexicographically largest of their orbit: no group element `g` makes `c[g(0)], c[g(1)],
//! ..` larger than `c[0], c[1], ..`. The counts are chosen atom by atom, the largest value first. Each `g` is compared
//! as far as the chosen counts reach:
//!
//! - a first place where the image is *smaller* settles `g` for all completions;
//! - a first place where it is *larger* rules all completions out;
//! - otherwise `g` waits for the first atom that its next comparison needs, in the list of that atom.
//!
//! So the choice of one count looks only at the elements that wait for it, and these are few: an element has tied at
//! every place so far. What waits also bounds the count from both sides before it is chosen, and a count strictly
//! inside its bounds settles all of it. An element that needs a later count to reach a bound above what is left has
//! settled without waiting. At the last atom what has tied everywhere is the stabiliser.
//!
//! Elements that begin with the same images are compared as one, and wait as one, until they part: they are the leaves
//! of a tree, and nodes of it are compared. An element ties at the first place only if it puts an atom there whose
//! count equals the first. So elements are taken up when such a count is chosen, and of these only the ones that go on
//! with an atom whose count is not yet chosen, or not less than the second count.
//!
//! Most counts end in ways that are found all at once (`ends.rs`):
//!
//! - When one unit is left, each element that waits is compared once for all atoms that the unit may be put on.
//! - Once nothing waits for the counts that are left, and they add up to less than `c[0]`, all ways to choose them are
//!   canonical, each with the stabiliser found so far, and nothing is compared any more.

mod ends;
mod search;
mod tree;

use super::orbit::SymmetryGroup;
use super::{LawError, Shape};
use search::Search;
use tree::Tree;

/// How many counts are to be positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupportSize {
    /// At least so many.
    pub least: usize,
    /// At most so many.
    pub most: usize,
}

impl SupportSize {
    /// No restriction.
    pub const ANY: Self = Self { least: 0, most: usize::MAX };

    /// This many.
    pub fn exactly(size: usize) -> Self {
        Self { least: size, most: size }
    }
}

/// The group in the form that orderly generation needs.
#[derive(Debug, Clone)]
pub struct Orderly {
    atoms: usize,
    order: u64,
    tree: Tree,
}

impl Orderly {
    /// The group for laws of a shape, or `None` when its table would be too large.
    ///
    /// # Errors
    /// Those of [`SymmetryGroup::new`].
    pub fn new(shape: Shape) -> Result<Option<Self>, LawError> {
        Ok(SymmetryGroup::new(shape)?.map(|group| Self::of(&group)))
    }

    /// The same group.
    pub fn of(group: &SymmetryGroup) -> Self {
        Self { atoms: group.atoms(), order: group.order(), tree: Tree::of(group) }
    }

    /// The number of atoms.
    pub fn atoms(&self) -> usize {
        self.atoms
    }

    /// The number of group elements.
    pub fn order(&self) -> u64 {
        self.order
    }

    /// The canonical counts of the orbit of these: the lexicographically largest.
    ///
    /// # Panics
    /// When there are fewer counts than atoms.
    pub fn canonical(&self, counts: &[u32]) -> Vec<u32> {
        let images = self.tree.images.chunks_exact(self.atoms);
        let images = images.map(|images| images.iter().map(|image| counts[usize::from(*image)]).collect());
        images.fold(counts.to_vec(), Vec::max)
    }

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
