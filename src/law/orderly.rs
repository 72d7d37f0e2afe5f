//! Orderly generation: the canonical counts of every orbit, one after the other, without storing any.
//!
//! Canonical counts `c` are the lexicographically largest of their orbit: no group element `g` makes `c[g(0)], c[g(1)], ..`
//! larger than `c[0], c[1], ..`. The counts are chosen atom by atom, the largest value first. Each `g` is compared as far as
//! the chosen counts reach:
//!
//! - a first place where the image is *smaller* settles `g` for all completions;
//! - a first place where it is *larger* rules all completions out;
//! - otherwise `g` waits for the first atom that its next comparison needs, in the list of that atom.
//!
//! So the choice of one count looks only at the elements that wait for it, and these are few: an element has tied at every
//! place so far. What waits also bounds the count from both sides before it is chosen. Elements that first compare `c[0]`
//! with `c[j]` wait for `j` as one, and one comparison settles them unless the two are equal. At the last atom what has
//! tied everywhere is the stabiliser.

use super::LawError;
use super::orbit::SymmetryGroup;

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
    /// Elements that move no atom.
    trivial: u64,
    /// The images of all atoms, for each of the other elements in turn.
    images: Vec<u8>,
    /// For each atom, the offsets in `images` of the elements that put it first.
    first: Vec<Vec<u32>>,
}

/// An element that has tied at all places before `place`.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    offset: u32,
    place: u32,
}

/// What comparing an element came to.
enum Compared {
    Smaller,
    Larger,
    Same,
    WaitsFor(usize, u32),
}

impl Orderly {
    /// The group for V tokens and length L, or `None` when its table would be too large.
    ///
    /// # Errors
    /// Those of [`SymmetryGroup::new`].
    pub fn new(vocabulary_size: usize, length: usize) -> Result<Option<Self>, LawError> {
        Ok(SymmetryGroup::new(vocabulary_size, length)?.map(|group| Self::of(&group)))
    }

    /// The same group.
    pub fn of(group: &SymmetryGroup) -> Self {
        let atoms = group.atoms();
        let mut orderly =
            Self { atoms, order: group.order(), trivial: 0, images: Vec::new(), first: vec![Vec::new(); atoms] };
        for element in group.elements() {
            if element.iter().zip(0..).all(|(image, atom)| *image == atom) {
                orderly.trivial += 1;
                continue;
            }
            let offset = u32::try_from(orderly.images.len()).expect("tables of groups are limited");
            orderly.first[element[0] as usize].push(offset);
            let small = |image: &u32| u8::try_from(*image).expect("groups of more atoms are too large for a table");
            orderly.images.extend(element.iter().map(small));
        }
        orderly
    }

    /// The number of atoms.
    pub fn atoms(&self) -> usize {
        self.atoms
    }

    /// The number of group elements.
    pub fn order(&self) -> u64 {
        self.order
    }

    /// Visits the canonical counts of this sum that begin with `prefix`, in falling lexicographic order, each with the size
    /// of its orbit.
    ///
    /// ```
    /// use maskproof::law::orderly::{Orderly, SupportSize};
    /// let orderly = Orderly::new(2, 2).unwrap().unwrap();
    /// let mut found = Vec::new();
    /// orderly.for_each(2, &[], SupportSize::ANY, |counts, size| found.push((counts.to_vec(), size)));
    /// assert_eq!(found, [(vec![2, 0, 0, 0], 4), (vec![1, 1, 0, 0], 4), (vec![1, 0, 0, 1], 2)]);
    /// ```
    ///
    /// # Panics
    /// When the sum is 0.
    pub fn for_each(&self, sum: u32, prefix: &[u32], support: SupportSize, visit: impl FnMut(&[u32], u64)) {
        assert!(sum > 0, "counts of a law are not all 0");
        let mut search = Search::new(self, support, visit);
        search.follow(prefix, 0, sum, 0, &mut |search, atom, rest, used| search.choose(atom, rest, used));
    }

    /// The values of the next count for which canonical counts may begin with `prefix` and that value, largest first.
    pub fn next_values(&self, sum: u32, prefix: &[u32], support: SupportSize) -> Vec<u32> {
        let mut values = Vec::new();
        let mut search = Search::new(self, support, |_: &[u32], _| {});
        search.follow(prefix, 0, sum, 0, &mut |search, atom, rest, used| {
            search.for_each_value(atom, rest, used, &mut |search, _, _| values.push(search.counts[atom]));
        });
        values
    }
}

struct Search<'a, V> {
    group: &'a Orderly,
    support: SupportSize,
    counts: Vec<u32>,
    /// For each atom, the elements whose next comparison needs its count, and no later one.
    waiting: Vec<Vec<Waiting>>,
    /// The lists that elements were put into, to take them out again.
    trail: Vec<u32>,
    visit: V,
}

impl<'a, V: FnMut(&[u32], u64)> Search<'a, V> {
    fn new(group: &'a Orderly, support: SupportSize, visit: V) -> Self {
        let atoms = group.atoms;
        Self { group, support, counts: vec![0; atoms], waiting: vec![Vec::new(); atoms], trail: Vec::new(), visit }
    }

    /// Takes the first counts from a prefix, then does what is asked.
    fn follow(
        &mut self,
        prefix: &[u32],
        atom: usize,
        rest: u32,
        used: usize,
        then: &mut impl FnMut(&mut Self, usize, u32, usize),
    ) {
        let Some((&value, later)) = prefix.split_first() else {
            if atom < self.group.atoms {
                then(self, atom, rest, used);
            }
            return;
        };
        if rest < value || atom >= self.group.atoms {
            return;
        }
        self.counts[atom] = value;
        if self.settle(atom).is_some() {
            self.follow(later, atom + 1, rest - value, used + usize::from(value > 0), then);
        }
        self.take_back(0);
    }

    /// Chooses the count of an atom and of all later ones.
    fn choose(&mut self, atom: usize, rest: u32, used: usize) {
        let last = self.group.atoms - 1;
        if rest == 0 {
            return self.end_with_zeros(atom, used);
        }
        if atom == last {
            let (least, most) = self.range(atom, rest);
            if rest < least || rest > most || !self.may_end(used + 1) {
                return;
            }
            self.counts[atom] = rest;
            if let Some(tied) = self.settle(atom) {
                self.found(tied);
            }
            return;
        }
        self.for_each_value(atom, rest, used, &mut |search, rest, used| {
            if rest == 0 { search.end_with_zeros(atom + 1, used) } else { search.choose(atom + 1, rest, used) }
        });
    }

    /// Runs `then` for every value of a count that what waits for it allows.
    #[inline]
    fn for_each_value(&mut self, atom: usize, rest: u32, used: usize, then: &mut impl FnMut(&mut Self, u32, usize)) {
        let (least, most) = self.range(atom, rest);
        let places = self.group.atoms - 1 - atom;
        for value in (least..=most).rev() {
            let (left, used) = (rest - value, used + usize::from(value > 0));
            let largest = if atom == 0 { value } else { self.counts[0] };
            let free = places.min(self.support.most.saturating_sub(used));
            if u64::from(largest) * (free as u64) < u64::from(left) {
                // A smaller count leaves still more to the others; only a zero may leave them one place more.
                if self.support.most == usize::MAX { break } else { continue }
            }
            if used > self.support.most || used + places.min(left as usize) < self.support.least {
                continue;
            }
            self.counts[atom] = value;
            let mark = self.trail.len();
            if self.settle(atom).is_some() {
                then(self, left, used);
            }
            self.take_back(mark);
        }
    }

    /// The least and the greatest count of an atom that may be canonical.
    #[inline]
    fn range(&self, atom: usize, rest: u32) -> (u32, u32) {
        let (mut least, mut most) = (0, if atom == 0 { rest } else { rest.min(self.counts[0]) });
        for waiting in &self.waiting[atom] {
            let place = waiting.place as usize;
            let image = self.group.images[waiting.offset as usize + place] as usize;
            if place < atom {
                most = most.min(self.counts[place]);
            } else if image < atom {
                least = least.max(self.counts[image]);
            }
        }
        (least, most)
    }

    /// Compares what waits for the count of an atom, which is chosen. `None` when the counts cannot be canonical; otherwise
    /// how many elements have tied at every place.
    #[inline]
    fn settle(&mut self, atom: usize) -> Option<u64> {
        let mut tied = 0;
        for index in 0..self.waiting[atom].len() {
            let Waiting { offset, place } = self.waiting[atom][index];
            // Most settle at the place for which they waited.
            let image = usize::from(self.group.images[offset as usize + place as usize]);
            if self.counts[image] < self.counts[place as usize] {
                continue;
            }
            if !self.note(self.compare(offset, place as usize, atom), offset, &mut tied) {
                return None;
            }
        }
        if atom == 0 || self.counts[atom] == self.counts[0] {
            let group = self.group;
            for &offset in &group.first[atom] {
                if !self.note(self.compare(offset, 0, atom), offset, &mut tied) {
                    return None;
                }
            }
        }
        Some(tied)
    }

    #[inline]
    fn note(&mut self, compared: Compared, offset: u32, tied: &mut u64) -> bool {
        match compared {
            Compared::Smaller => {}
            Compared::Larger => return false,
            Compared::Same => *tied += 1,
            Compared::WaitsFor(atom, place) => {
                self.waiting[atom].push(Waiting { offset, place });
                self.trail.push(atom as u32);
            }
        }
        true
    }

    /// Compares an element from a place on, with all counts up to that of `known` chosen.
    #[inline]
    fn compare(&self, offset: u32, place: usize, known: usize) -> Compared {
        let images = &self.group.images[offset as usize..offset as usize + self.group.atoms];
        let counts = &self.counts[..images.len()];
        for place in place..images.len() {
            let image = usize::from(images[place]);
            let needed = place.max(image);
            if needed > known {
                return Compared::WaitsFor(needed, place as u32);
            }
            let (moved, count) = (counts[image], counts[place]);
            if moved != count {
                return if moved > count { Compared::Larger } else { Compared::Smaller };
            }
        }
        Compared::Same
    }

    fn take_back(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some(atom) = self.trail.pop() {
                self.waiting[atom as usize].pop();
            }
        }
    }

    /// All counts from an atom on are 0. Elements that put one of these first have settled: the first count is positive.
    #[inline]
    fn end_with_zeros(&mut self, atom: usize, used: usize) {
        if !self.may_end(used) {
            return;
        }
        self.counts[atom..].fill(0);
        let counts = &self.counts[..atom];
        let mut tied = 0;
        for waiting in self.waiting[atom..].iter().flatten() {
            // An image that ties at all places before `atom` has its whole sum there, and so ties everywhere.
            let (start, place) = (waiting.offset as usize, waiting.place as usize);
            let images = self.group.images.get(start + place..start + atom).unwrap_or_default();
            let mut places = images.iter().zip(counts.get(place..).unwrap_or_default());
            match places.find(|(image, count)| self.counts[**image as usize] != **count) {
                None => tied += 1,
                Some((image, count)) if self.counts[*image as usize] > *count => return,
                Some(_) => {}
            }
        }
        self.found(tied);
    }

    fn may_end(&self, used: usize) -> bool {
        self.support.least <= used && used <= self.support.most
    }

    #[inline]
    fn found(&mut self, tied: u64) {
        let stabiliser = self.group.trivial + tied;
        let size = if stabiliser == 1 { self.group.order } else { self.group.order / stabiliser };
        (self.visit)(&self.counts, size);
    }
}
