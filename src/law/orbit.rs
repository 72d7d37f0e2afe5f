//! The symmetries of the set of laws on `V^L`: permutations of the positions and, at each position, of the tokens.

use itertools::Itertools;

use crate::exact::Integer;
use crate::limits::ORBIT_TABLE_LIMIT;

use super::LawError;
use super::{Shape, digits_of, index_of};

/// The group of order `V!^L L!` that acts on the atoms by `y_i = s_i(x_(p(i)))`, p a permutation of the positions and
/// `s_i` one of the tokens for each position. Entropies of sets of positions, averaged over sets of one size, are the
/// same for all laws of an orbit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymmetryGroup {
    order: u64,
    atoms: usize,
    /// For each group element in turn, the images of all atoms.
    images: Vec<u32>,
}

impl SymmetryGroup {
    /// The group for laws of a shape, or `None` when its table would be above [`ORBIT_TABLE_LIMIT`].
    ///
    /// ```
    /// use maskproof::law::{Shape, orbit::SymmetryGroup};
    /// let group = SymmetryGroup::new(Shape::new(3, 2).unwrap()).unwrap().unwrap();
    /// assert_eq!(group.order(), 48);
    /// assert_eq!(group.stabiliser_if_canonical(&[2, 0, 0, 0, 0, 0, 0, 1]), Some(6));
    /// assert_eq!(group.stabiliser_if_canonical(&[1, 0, 0, 0, 0, 0, 0, 2]), None);
    /// ```
    ///
    /// # Errors
    /// Those of [`Shape::check_size`].
    pub fn new(shape: Shape) -> Result<Option<Self>, LawError> {
        let atoms = shape.check_size()?;
        let order = group_order(shape);
        let Some(order) = order.to_u64().filter(|order| order.saturating_mul(atoms as u64) <= ORBIT_TABLE_LIMIT) else {
            return Ok(None);
        };
        let (vocabulary_size, length) = (shape.vocabulary_size(), shape.length());
        let relabellings: Vec<Vec<usize>> = (0..vocabulary_size).permutations(vocabulary_size).collect();
        let words: Vec<Vec<usize>> = (0..atoms).map(|atom| digits_of(atom, vocabulary_size, length)).collect();
        let mut images = Vec::new();
        for positions in (0..length).permutations(length) {
            for labels in (0..length).map(|_| &relabellings).multi_cartesian_product() {
                for word in &words {
                    let image: Vec<usize> =
                        positions.iter().zip(&labels).map(|(position, label)| label[word[*position]]).collect();
                    images.push(u32::try_from(index_of(&image, vocabulary_size)).unwrap_or(u32::MAX));
                }
            }
        }
        Ok(Some(Self { order, atoms, images }))
    }

    /// The number of group elements, `V!^L L!`.
    pub fn order(&self) -> u64 {
        self.order
    }

    /// The number of atoms, `V^L`.
    pub fn atoms(&self) -> usize {
        self.atoms
    }

    /// The images of all atoms under each group element in turn.
    pub fn elements(&self) -> impl Iterator<Item = &[u32]> {
        self.images.chunks_exact(self.atoms)
    }

    /// The number of group elements that leave the counts as they are, if the counts are the lexicographically largest
    /// of their orbit, and `None` if they are not. The orbit has `order / stabiliser` elements. Stops at the first
    /// group element that gives larger counts.
    ///
    /// # Panics
    /// When there are fewer counts than atoms.
    pub fn stabiliser_if_canonical(&self, counts: &[u32]) -> Option<u64> {
        let mut stabiliser = 0;
        // The table holds the inverse of each of its elements, so it does not matter which of the two is applied.
        for images in self.images.chunks_exact(self.atoms) {
            match images.iter().map(|image| counts[*image as usize]).cmp(counts.iter().copied()) {
                std::cmp::Ordering::Greater => return None,
                std::cmp::Ordering::Equal => stabiliser += 1,
                std::cmp::Ordering::Less => {}
            }
        }
        Some(stabiliser)
    }

    /// All images of the counts, each once, in lexicographic order: the whole orbit.
    ///
    /// # Panics
    /// When there are fewer counts than atoms.
    pub fn orbit(&self, counts: &[u32]) -> Vec<Vec<u32>> {
        let images = self.images.chunks_exact(self.atoms);
        images.map(|images| images.iter().map(|image| counts[*image as usize]).collect()).sorted().dedup().collect()
    }
}

/// `V!^L L!`; sizes beyond 2^22 are far above every limit and are cut off there.
fn group_order(shape: Shape) -> Integer {
    let factorial = |number: usize| Integer::from(Integer::factorial(u32::try_from(number.min(64)).unwrap_or(64)));
    let relabellings = factorial(shape.vocabulary_size());
    (0..shape.length()).fold(factorial(shape.length()), |order, _| order * &relabellings)
}
