//! Ways to put the last unit on an atom, which are compared all at once.

use super::tree::Tree;

/// The largest number of atoms that `Search::end_with_unit` puts a unit on.
pub(super) const MOST_UNIT_ENDS: usize = 64;

/// Ways to put one unit on an atom, the first of them or a later one, all other counts from there on being 0: a bit for
/// each, that of the first the lowest.
pub(super) type Ends = u64;

/// What is found out about these ways.
#[derive(Debug, Default)]
pub(super) struct UnitEnds {
    /// The first atom.
    pub(super) first: u8,
    /// Those for which an element gives larger counts.
    pub(super) barred: Ends,
    /// Those for which elements tie everywhere, and how many do.
    pub(super) ties: Vec<(Ends, u64)>,
}

impl UnitEnds {
    /// The unit on this atom; nothing for an atom before the first.
    #[inline]
    fn end(&self, atom: u8) -> Ends {
        // Before the first, the difference is far above the number of bits: atoms are less than 128.
        (1 as Ends).checked_shl(u32::from(atom.wrapping_sub(self.first))).unwrap_or(0)
    }

    /// Compares elements from a place on, which tie at all places before it for the `live` ends.
    pub(super) fn compare(&mut self, tree: &Tree, counts: &[u32; 256], number: u32, place: u8, live: Ends) {
        let node = tree.node(number);
        let mut live = live & !self.barred;
        for (&image, place) in tree.images(node, place).iter().zip(place..) {
            if image == place {
                continue;
            }
            if live == 0 {
                return;
            }
            // The unit is moved to this place, or is at this place, or neither. Counts before it are chosen, others are
            // 0.
            let (moved, count) = (counts[usize::from(image)], counts[usize::from(place)]);
            let (moved_here, here) = (live & self.end(image), live & self.end(place));
            if moved == count {
                self.barred |= moved_here;
                live &= !(moved_here | here);
            } else if moved > count {
                let tied = if moved == count + 1 { here } else { 0 };
                self.barred |= live & !tied;
                live = tied;
            } else {
                live = if moved + 1 == count { moved_here } else { 0 };
            }
        }
        if live == 0 {
            return;
        }
        let mut below = number + 1;
        if below == node.next {
            self.ties.push((live, 1));
        }
        while below < node.next {
            self.compare(tree, counts, below, node.shared, live);
            below = tree.node(below).next;
        }
    }
}
