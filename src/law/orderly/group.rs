//! The group in the form that orderly generation needs.

use crate::law::orbit::SymmetryGroup;
use crate::law::{LawError, Shape};

use super::tree::Tree;

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
    pub(super) atoms: usize,
    pub(super) order: u64,
    pub(super) tree: Tree,
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
}
