//! The elements of the group, as a tree by the images that they begin with.

use crate::law::orbit::SymmetryGroup;

/// Atoms in a set of type [`Atoms`] at most. A table of a group of more atoms would be far too large.
pub(super) const MOST_ATOMS: usize = 128;

/// A set of atoms, a bit for each.
pub(super) type Atoms = u128;

/// The elements that move an atom, each a leaf.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    /// How many elements move no atom. They are not in the tree.
    pub(super) trivial: u64,
    /// The images of all atoms, for each of the elements in turn, in lexicographic order.
    pub(super) images: Vec<u8>,
    /// Each before those below it, and these before the next one beside it.
    nodes: Vec<Node>,
    /// For each atom, the atoms that follow it at the second place, in the elements that put it first.
    seconds: Vec<Atoms>,
    /// For each atom and each of these, at the atom times [`MOST_ATOMS`], the node of the elements that begin so.
    begin: Vec<u32>,
}

/// Elements that have the images of some first atoms in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// The offset in `images` of the first of them.
    offset: u32,
    /// How many they are.
    pub(super) elements: u32,
    /// The number of the next node that is not below this one.
    pub(super) next: u32,
    /// How many images all elements of the node above this one share.
    pub(super) place: u8,
    /// How many images all of them share.
    pub(super) shared: u8,
}

impl Tree {
    pub(super) fn of(group: &SymmetryGroup) -> Self {
        let atoms = group.atoms();
        assert!(atoms <= MOST_ATOMS, "groups of more atoms are too large for a table");
        let is_trivial = |element: &&[u32]| element.iter().zip(0..).all(|(image, atom)| *image == atom);
        let mut elements: Vec<&[u32]> = group.elements().filter(|element| !is_trivial(element)).collect();
        elements.sort_unstable();
        let small = |image: &u32| u8::try_from(*image).expect("the number of atoms is small");
        let mut tree = Self {
            trivial: group.order() - elements.len() as u64,
            images: elements.iter().flat_map(|element| element.iter().map(small)).collect(),
            nodes: Vec::new(),
            seconds: vec![0; atoms],
            begin: vec![0; atoms * MOST_ATOMS],
        };
        let mut offset = 0;
        for alike in elements.chunk_by(|a, b| a[..2] == b[..2]) {
            let (first, second) = (alike[0][0] as usize, alike[0][1] as usize);
            tree.seconds[first] |= 1 << second;
            tree.begin[first * MOST_ATOMS + second] = tree.next_number();
            tree.add(alike, offset, 0);
            offset += (alike.len() * atoms) as u32;
        }
        tree
    }

    fn next_number(&self) -> u32 {
        u32::try_from(self.nodes.len()).expect("tables of groups are limited")
    }

    /// Makes a node of elements that have the images before `place` in common, and those below it.
    fn add(&mut self, alike: &[&[u32]], offset: u32, place: u8) {
        let (one, other) = (alike[0], alike[alike.len() - 1]);
        // In lexicographic order, what the first and the last share is shared by all.
        let shared = one.iter().zip(other).take_while(|(a, b)| a == b).count();
        let number = self.nodes.len();
        self.nodes.push(Node { offset, elements: alike.len() as u32, next: 0, place, shared: shared as u8 });
        if shared < one.len() {
            let mut offset = offset;
            for below in alike.chunk_by(|a, b| a[shared] == b[shared]) {
                self.add(below, offset, shared as u8);
                offset += (below.len() * one.len()) as u32;
            }
        }
        self.nodes[number].next = self.next_number();
    }

    /// The atoms that follow this one at the second place, in the elements that put it first.
    #[inline]
    pub(super) fn seconds(&self, first: usize) -> Atoms {
        self.seconds[first]
    }

    /// The node of the elements that put these two first.
    #[inline]
    pub(super) fn begin(&self, first: usize, second: usize) -> u32 {
        self.begin[first * MOST_ATOMS + second]
    }

    #[inline]
    pub(super) fn node(&self, number: u32) -> &Node {
        &self.nodes[number as usize]
    }

    /// The images that the elements of a node have in common, from a place on.
    #[inline]
    pub(super) fn images(&self, node: &Node, place: u8) -> &[u8] {
        &self.images[node.offset as usize + usize::from(place)..node.offset as usize + usize::from(node.shared)]
    }
}
