//! The choice of one count after the other, and the ways to choose the last ones all at once: most counts are chosen
//! here.

use std::cmp::Ordering;

use super::search::Search;
use super::unit_ends::{Ends, MOST_UNIT_ENDS};

impl<V: FnMut(&[u32], u64, usize)> Search<'_, V> {
    /// Chooses the count of an atom and of all later ones.
    pub(super) fn choose(&mut self, atom: usize, rest: u32, used: usize) {
        let last = self.group.atoms - 1;
        if rest == 0 {
            return self.end_with_zeros(atom, used);
        }
        if atom > 0 && rest < self.counts[0] {
            if rest == 1 && last - atom < MOST_UNIT_ENDS {
                return self.end_with_unit(atom, used);
            }
            if self.is_free && !self.is_awaited(atom) {
                return self.distribute(atom, rest);
            }
        }
        if atom == last {
            return self.end_with(rest, used);
        }
        self.for_each_value(atom, rest, used, &mut |search, rest, used| search.choose(atom + 1, rest, used));
    }

    /// All counts from an atom on are 0. Elements that put one of these first have settled: the first count is
    /// positive.
    #[inline]
    pub(super) fn end_with_zeros(&mut self, atom: usize, used: usize) {
        if !self.may_end(used) {
            return;
        }
        let mut tied = self.tied;
        for waiting in self.waiting_from(atom) {
            match self.ties(waiting.node, waiting.place, atom) {
                None => return,
                Some(ties) => tied += ties,
            }
        }
        self.found(self.orbit_size(tied));
    }

    /// How many elements of a node tie from a place on, with zeros for all counts from an atom on. `None` if one gives
    /// larger counts.
    fn ties(&self, first: u32, place: u8, atom: usize) -> Option<u64> {
        let tree = &self.group.tree;
        let end = tree.node(first).next;
        let (mut number, mut place) = (first, place);
        let mut ties = 0;
        while number < end {
            let node = tree.node(number);
            number += 1;
            let images =
                tree.images(node, place).iter().zip(place..).take_while(|(_, place)| usize::from(*place) < atom);
            let pairs =
                images.map(|(image, place)| (self.counts[usize::from(*image)], self.counts[usize::from(place)]));
            match pairs.map(|(moved, count)| moved.cmp(&count)).find(|order| order.is_ne()) {
                Some(Ordering::Greater) => return None,
                Some(_) => number = node.next,
                // An image that ties at all places before `atom` has its whole sum there, and so ties everywhere.
                None if usize::from(node.shared) >= atom => {
                    ties += u64::from(node.elements);
                    number = node.next;
                }
                None => {}
            }
            if number < end {
                place = tree.node(number).place;
            }
        }
        Some(ties)
    }

    /// One of the counts from an atom on, at most [`MOST_UNIT_ENDS`] of them, is 1, and the others are 0; the first
    /// count is larger than 1.
    pub(super) fn end_with_unit(&mut self, first: usize, used: usize) {
        if !self.may_end(used + 1) {
            return;
        }
        let all = Ends::MAX >> (MOST_UNIT_ENDS - (self.group.atoms - first));
        let mut ends = std::mem::take(&mut self.unit_ends);
        ends.first = first as u8;
        ends.barred = 0;
        ends.ties.clear();
        for waiting in self.waiting_from(first) {
            // A bound above 1 is a chosen count, and no later one reaches it: this settles the element, or bars all
            // ends.
            if self.counts[usize::from(waiting.bound)] > 1 {
                if waiting.place == waiting.bound {
                    continue;
                }
                ends.barred = all;
                break;
            }
            ends.compare(&self.group.tree, &self.counts, waiting.node, waiting.place, all);
        }
        let size = self.orbit_size(self.tied);
        let mut left = all & !ends.barred;
        while left != 0 {
            let end = left & left.wrapping_neg();
            let atom = first + left.trailing_zeros() as usize;
            left &= left - 1;
            let mut size = size;
            if !ends.ties.is_empty() {
                let ties = ends.ties.iter().filter(|(ends, _)| ends & end != 0);
                size = self.orbit_size(self.tied + ties.map(|(_, elements)| elements).sum::<u64>());
            }
            self.set(atom, 1);
            self.found(size);
            self.set(atom, 0);
        }
        self.unit_ends = ends;
    }

    /// The last count.
    pub(super) fn end_with(&mut self, last: u32, used: usize) {
        let atom = self.group.atoms - 1;
        let (least, most) = self.range(atom, last);
        if last < least || last > most || !self.may_end(used + 1) {
            return;
        }
        self.set(atom, last);
        let mark = self.mark();
        if self.settle(atom, 0) {
            self.found(self.orbit_size(self.tied));
        }
        self.take_back(mark);
        self.counts[atom] = 0;
    }

    /// Chooses the counts from an atom on in all ways: nothing waits for one of them, and none can be as large as the
    /// first.
    pub(super) fn distribute(&mut self, atom: usize, rest: u32) {
        let size = self.orbit_size(self.tied);
        self.distribute_rest(atom, rest, size);
    }

    fn distribute_rest(&mut self, atom: usize, rest: u32, size: u64) {
        let last = self.group.atoms - 1;
        if atom == last {
            self.set(atom, rest);
            self.found(size);
            self.counts[atom] = 0;
            return;
        }
        if atom + 1 == last {
            for value in (0..=rest).rev() {
                self.set(atom, value);
                self.counts[last] = rest - value;
                self.found(size);
            }
            self.counts[last] = 0;
            return;
        }
        if rest == 1 {
            for atom in atom..=last {
                self.set(atom, 1);
                self.found(size);
                self.set(atom, 0);
            }
            return;
        }
        self.set(atom, rest);
        self.found(size);
        for value in (0..rest).rev() {
            self.set(atom, value);
            self.distribute_rest(atom + 1, rest - value, size);
        }
    }
}
