//! The search: one count after the other, with what has been found out of the elements so far.
//!
//! An element that waits for an atom compares its count with an earlier one, the bound: either the atom is where the
//! bound goes, and the count may be at most the bound, or the bound is where the atom goes, and the count is at least
//! the bound. A count strictly inside all bounds settles everything that waits for it, so that elements are only looked
//! at for the greatest and the least count.

use super::group::{Orderly, SupportSize};
use super::tree::{Atoms, MOST_ATOMS};
use super::unit_ends::UnitEnds;

/// Elements that have tied at all places before `place`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) node: u32,
    pub(super) place: u8,
    /// The atom whose count is the bound: `place`, or the image of `place` when it is `place` that is waited for.
    pub(super) bound: u8,
    /// The atom that is waited for.
    atom: u8,
    /// What else waits for the atom, by its number in the stack, and was put there before.
    next: Option<u32>,
}

/// What [`Search::take_back`] goes back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    waiting: usize,
    tied: u64,
}

pub(super) struct Search<'a, V> {
    pub(super) group: &'a Orderly,
    support: SupportSize,
    /// Whether the support may have any size.
    pub(super) is_free: bool,
    /// The counts; those that are not chosen are 0.
    pub(super) counts: [u32; 256],
    /// A stack of all that waits or has waited for an atom, as long as the counts that made it wait are chosen.
    waiting: Vec<Waiting>,
    /// For each atom, the last in the stack of those whose next comparison needs its count, and no later one.
    heads: [Option<u32>; MOST_ATOMS],
    /// The atoms that something waits for.
    awaited: Atoms,
    /// How many elements have tied everywhere.
    pub(super) tied: u64,
    /// The first atom whose count was chosen since counts were last found.
    changed: usize,
    /// Of the atoms that are chosen, those whose count is not less than the second.
    reach_second: Atoms,
    /// Kept for [`Search::end_with_unit`].
    pub(super) unit_ends: UnitEnds,
    visit: V,
}

impl<'a, V: FnMut(&[u32], u64, usize)> Search<'a, V> {
    pub(super) fn new(group: &'a Orderly, support: SupportSize, visit: V) -> Self {
        Self {
            group,
            support,
            is_free: support == SupportSize::ANY,
            counts: [0; 256],
            waiting: Vec::new(),
            heads: [None; MOST_ATOMS],
            awaited: 0,
            tied: 0,
            changed: 0,
            reach_second: 0,
            unit_ends: UnitEnds::default(),
            visit,
        }
    }

    /// Takes the first counts from a prefix, then does what is asked.
    pub(super) fn follow(
        &mut self,
        prefix: &[u32],
        atom: usize,
        rest: u32,
        used: usize,
        then: &mut impl FnMut(&mut Self, usize, u32, usize),
    ) {
        if atom >= self.group.atoms {
            return;
        }
        let Some((&value, later)) = prefix.split_first() else { return then(self, atom, rest, used) };
        let (least, most) = self.range(atom, rest);
        if value < least || value > most {
            return;
        }
        self.set_and_rank(atom, value);
        let mark = self.mark();
        if self.settle(atom, rest - value) {
            self.follow(later, atom + 1, rest - value, used + usize::from(value > 0), then);
        }
        self.take_back(mark);
        self.counts[atom] = 0;
    }

    #[inline]
    pub(super) fn set(&mut self, atom: usize, value: u32) {
        self.counts[atom] = value;
        self.changed = self.changed.min(atom);
    }

    /// The same, for a count that others are chosen after.
    #[inline]
    fn set_and_rank(&mut self, atom: usize, value: u32) {
        self.set(atom, value);
        let bit = 1 << atom;
        self.reach_second = if value < self.counts[1] { self.reach_second & !bit } else { self.reach_second | bit };
    }

    #[inline]
    pub(super) fn count(&self, atom: usize) -> u32 {
        self.counts[atom]
    }

    /// Runs `then` for every value of a count that what waits for it allows.
    #[inline]
    pub(super) fn for_each_value(
        &mut self,
        atom: usize,
        rest: u32,
        used: usize,
        then: &mut impl FnMut(&mut Self, u32, usize),
    ) {
        let (mut least, most) = self.range(atom, rest);
        // No later count is above the first.
        let places = self.group.atoms - 1 - atom;
        least = least.max(if atom == 0 {
            rest.div_ceil(self.group.atoms as u32)
        } else {
            u64::from(rest).saturating_sub(u64::from(self.counts[0]) * places as u64) as u32
        });
        for value in (least..=most).rev() {
            let (left, used) = (rest - value, used + usize::from(value > 0));
            if !self.is_free && !self.fits(if atom == 0 { value } else { self.counts[0] }, places, left, used) {
                continue;
            }
            self.set_and_rank(atom, value);
            if atom > 0 && least < value && value < most {
                // Strictly inside the bounds; and less than the first count, so that no element begins with it.
                then(self, left, used);
                continue;
            }
            let mark = self.mark();
            if self.settle(atom, left) {
                then(self, left, used);
            }
            self.take_back(mark);
        }
        self.counts[atom] = 0;
    }

    /// Whether the support may have its size, when so much is left for so many places.
    fn fits(&self, largest: u32, places: usize, left: u32, used: usize) -> bool {
        let SupportSize { least, most } = self.support;
        let free = places.min(most.saturating_sub(used));
        used <= most
            && u64::from(largest) * (free as u64) >= u64::from(left)
            && used + places.min(left as usize) >= least
    }

    /// The least and the greatest count of an atom that may be canonical.
    #[inline]
    pub(super) fn range(&self, atom: usize, rest: u32) -> (u32, u32) {
        let (mut least, mut most) = (0, if atom == 0 { rest } else { rest.min(self.counts[0]) });
        let mut next = self.heads[atom];
        while let Some(number) = next {
            let waiting = &self.waiting[number as usize];
            let bound = self.counts[usize::from(waiting.bound)];
            if waiting.place == waiting.bound {
                most = most.min(bound);
            } else {
                least = least.max(bound);
            }
            next = waiting.next;
        }
        (least, most)
    }

    /// Compares what waits for the count of an atom, which is chosen and in its range, and what begins with it. Says
    /// whether the counts may be canonical.
    #[inline]
    pub(super) fn settle(&mut self, atom: usize, rest: u32) -> bool {
        let value = self.counts[atom];
        let mut next = self.heads[atom];
        while let Some(number) = next {
            let Waiting { node, place, bound, next: before, .. } = self.waiting[number as usize];
            // In its range, it is at the bound or settles the element.
            if self.counts[usize::from(bound)] == value && !self.compare(node, place + 1, atom, rest) {
                return false;
            }
            next = before;
        }
        (atom > 0 && value < self.counts[0]) || self.begin(atom, rest)
    }

    /// Compares the elements that put an atom first, whose count equals the first. Says whether none gives larger
    /// counts.
    #[inline]
    fn begin(&mut self, atom: usize, rest: u32) -> bool {
        let tree = &self.group.tree;
        // At the second place, a smaller count than there settles an element.
        let later = if atom == 0 || rest >= self.counts[1] { Atoms::MAX << atom } else { 0 };
        let mut seconds = tree.seconds(atom) & (self.reach_second | later);
        while seconds != 0 {
            let second = seconds.trailing_zeros() as usize;
            seconds &= seconds - 1;
            if !self.compare(tree.begin(atom, second), 1, atom, rest) {
                return false;
            }
        }
        true
    }

    /// Compares elements from a place on, with all counts up to that of `known` chosen. Says whether none gives larger
    /// ones.
    fn compare(&mut self, first: u32, place: u8, known: usize, rest: u32) -> bool {
        let tree = &self.group.tree;
        let end = tree.node(first).next;
        let (mut number, mut place) = (first, place);
        while number < end {
            let node = tree.node(number);
            let here = number;
            // Below it, unless it is found that there is nothing to compare there.
            number += 1;
            let mut is_tied = true;
            for (&image, place) in tree.images(node, place).iter().zip(place..) {
                if usize::from(image.max(place)) > known {
                    if image == place {
                        continue;
                    }
                    if usize::from(place) > known || self.counts[usize::from(place)] <= rest {
                        self.wait(here, place, image);
                    }
                    is_tied = false;
                    break;
                }
                let (moved, count) = (self.counts[usize::from(image)], self.counts[usize::from(place)]);
                if moved > count {
                    return false;
                }
                if moved < count {
                    is_tied = false;
                    break;
                }
            }
            if !is_tied {
                number = node.next;
            } else if number == node.next {
                self.tied += 1;
            }
            if number < end {
                place = tree.node(number).place;
            }
        }
        true
    }

    #[inline]
    fn wait(&mut self, node: u32, place: u8, image: u8) {
        let atom = place.max(image);
        let number = self.waiting.len() as u32;
        let next = self.heads[usize::from(atom)].replace(number);
        self.waiting.push(Waiting { node, place, bound: place.min(image), atom, next });
        self.awaited |= 1 << atom;
    }

    /// Whether anything waits for an atom or a later one.
    #[inline]
    pub(super) fn is_awaited(&self, atom: usize) -> bool {
        self.awaited >> atom != 0
    }

    /// All that waits for an atom or a later one.
    #[inline]
    pub(super) fn waiting_from(&self, atom: usize) -> impl Iterator<Item = &Waiting> {
        let mut awaited = self.awaited >> atom << atom;
        let mut next = None;
        std::iter::from_fn(move || {
            if next.is_none() && awaited != 0 {
                next = self.heads[awaited.trailing_zeros() as usize];
                awaited &= awaited - 1;
            }
            let waiting = &self.waiting[next? as usize];
            next = waiting.next;
            Some(waiting)
        })
    }

    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark { waiting: self.waiting.len(), tied: self.tied }
    }

    #[inline]
    pub(super) fn take_back(&mut self, mark: Mark) {
        while self.waiting.len() > mark.waiting {
            if let Some(Waiting { atom, next, .. }) = self.waiting.pop() {
                self.heads[usize::from(atom)] = next;
                if next.is_none() {
                    self.awaited &= !(1 << atom);
                }
            }
        }
        self.tied = mark.tied;
    }

    pub(super) fn may_end(&self, used: usize) -> bool {
        self.is_free || self.support.least <= used && used <= self.support.most
    }

    /// The size of the orbit of counts at which so many elements tie.
    #[inline]
    pub(super) fn orbit_size(&self, tied: u64) -> u64 {
        let stabiliser = self.group.tree.trivial + tied;
        if stabiliser == 1 { self.group.order } else { self.group.order / stabiliser }
    }

    /// The counts are canonical, and their orbit has this size.
    #[inline]
    pub(super) fn found(&mut self, size: u64) {
        let changed = std::mem::replace(&mut self.changed, self.group.atoms);
        (self.visit)(&self.counts[..self.group.atoms], size, changed);
    }
}
