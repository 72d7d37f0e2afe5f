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
//! place so far. What waits also bounds the count from both sides before it is chosen. At the last atom what has tied everywhere
//! is the stabiliser.
//!
//! Elements that begin with the same images are compared as one, and wait as one, until they part: they are the leaves of a tree,
//! and nodes of it are compared. Once nothing waits for the counts that are left, and they add up to less than `c[0]`, all ways
//! to choose them are canonical, each with the stabiliser found so far, and nothing is compared any more.

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
    /// The images of all atoms, for each of the other elements in turn, in lexicographic order.
    images: Vec<u8>,
    /// Elements that begin with the same images, each node before those below it.
    nodes: Vec<Node>,
    /// For each atom, the node of the elements that put it first.
    first: Vec<Option<u32>>,
}

/// Elements that have the images of some first atoms in common.
#[derive(Debug, Clone)]
struct Node {
    /// The offset in `images` of the first of them.
    offset: u32,
    /// How many images all of them share.
    places: u32,
    /// How many they are.
    elements: u32,
    /// The nodes that they are divided into by the next image; empty for a single element.
    below: Vec<u32>,
}

/// Elements that have tied at all places before `place`.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    node: u32,
    offset: u32,
    place: u32,
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
        let is_trivial = |element: &&[u32]| element.iter().zip(0..).all(|(image, atom)| *image == atom);
        let mut elements: Vec<&[u32]> = group.elements().filter(|element| !is_trivial(element)).collect();
        elements.sort_unstable();
        let trivial = group.order() - elements.len() as u64;
        let small = |image: &u32| u8::try_from(*image).expect("groups of more atoms are too large for a table");
        let images = elements.iter().flat_map(|element| element.iter().map(small)).collect();
        let mut orderly =
            Self { atoms, order: group.order(), trivial, images, nodes: Vec::new(), first: vec![None; atoms] };
        for root in orderly.divide(&elements, 0, 0) {
            orderly.first[elements[orderly.nodes[root as usize].offset as usize / atoms][0] as usize] = Some(root);
        }
        orderly
    }

    /// Makes nodes of these elements, the first of which has a number, by their image at a place.
    fn divide(&mut self, elements: &[&[u32]], first: usize, place: usize) -> Vec<u32> {
        let mut found = Vec::new();
        let mut first = first;
        for alike in elements.chunk_by(|a, b| a[place] == b[place]) {
            let (one, other) = (alike[0], alike[alike.len() - 1]);
            // In lexicographic order, what the first and the last share is shared by all.
            let places = one.iter().zip(other).take_while(|(a, b)| a == b).count();
            let node = self.nodes.len();
            let number = |number: usize| u32::try_from(number).expect("tables of groups are limited");
            self.nodes.push(Node {
                offset: number(first * self.atoms),
                places: number(places),
                elements: number(alike.len()),
                below: Vec::new(),
            });
            if places < self.atoms {
                self.nodes[node].below = self.divide(alike, first, places);
            }
            found.push(number(node));
            first += alike.len();
        }
        found
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
        let images = self.images.chunks_exact(self.atoms);
        let images = images.map(|images| images.iter().map(|image| counts[usize::from(*image)]).collect());
        images.fold(counts.to_vec(), Vec::max)
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
    /// How many elements have tied everywhere.
    tied: u64,
    /// How many wait for atoms that are not chosen.
    pending: usize,
    /// The first atom whose count was chosen since counts were last found.
    changed: usize,
    visit: V,
}

impl<'a, V: FnMut(&[u32], u64, usize)> Search<'a, V> {
    fn new(group: &'a Orderly, support: SupportSize, visit: V) -> Self {
        let atoms = group.atoms;
        Self {
            group,
            support,
            counts: vec![0; atoms],
            waiting: vec![Vec::new(); atoms],
            trail: Vec::new(),
            tied: 0,
            pending: 0,
            changed: 0,
            visit,
        }
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
        self.set(atom, value);
        if self.settle(atom) {
            self.follow(later, atom + 1, rest - value, used + usize::from(value > 0), then);
        }
        self.take_back((0, 0, 0));
    }

    #[inline]
    fn set(&mut self, atom: usize, value: u32) {
        self.counts[atom] = value;
        self.changed = self.changed.min(atom);
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
            self.set(atom, rest);
            let mark = self.mark();
            if self.settle(atom) {
                self.found();
            }
            self.take_back(mark);
            return;
        }
        if self.pending == 0 && rest < self.counts[0] && self.support.most == usize::MAX && self.support.least == 0 {
            return self.distribute(atom, rest);
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
            self.set(atom, value);
            let mark = self.mark();
            if self.settle(atom) {
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

    /// Chooses the counts from an atom on in all ways: nothing waits for one of them, and none can be as large as the first.
    fn distribute(&mut self, atom: usize, rest: u32) {
        let last = self.group.atoms - 1;
        if atom + 1 >= last {
            // The last two, or the last.
            for value in (0..=rest).rev().take(if atom == last { 1 } else { usize::MAX }) {
                self.set(atom, value);
                if atom < last {
                    self.counts[last] = rest - value;
                }
                self.found();
            }
            return;
        }
        self.set(atom, rest);
        self.counts[atom + 1..].fill(0);
        self.found();
        for value in (0..rest).rev() {
            self.set(atom, value);
            self.distribute(atom + 1, rest - value);
        }
    }

    /// Compares what waits for the count of an atom, which is chosen. Says whether the counts may be canonical.
    #[inline]
    fn settle(&mut self, atom: usize) -> bool {
        let group = self.group;
        let waiting = std::mem::take(&mut self.waiting[atom]);
        self.pending -= waiting.len();
        let mut is_canonical = true;
        for &Waiting { node, offset, place } in &waiting {
            // Most settle at the place for which they waited.
            let image = usize::from(group.images[offset as usize + place as usize]);
            if self.counts[image] < self.counts[place as usize] {
                continue;
            }
            if !self.compare(node, place as usize, atom) {
                is_canonical = false;
                break;
            }
        }
        self.waiting[atom] = waiting;
        if is_canonical
            && (atom == 0 || self.counts[atom] == self.counts[0])
            && let Some(node) = group.first[atom]
        {
            return self.compare(node, 0, atom);
        }
        is_canonical
    }

    /// Compares elements from a place on, with all counts up to that of `known` chosen. Says whether none gives larger ones.
    fn compare(&mut self, number: u32, place: usize, known: usize) -> bool {
        let group = self.group;
        let node = &group.nodes[number as usize];
        let places = node.places as usize;
        let images = &group.images[node.offset as usize..][..places];
        let counts = &self.counts[..group.atoms];
        for place in place..places {
            let image = usize::from(images[place]);
            if image == place {
                continue;
            }
            let needed = place.max(image);
            if needed > known {
                self.waiting[needed].push(Waiting { node: number, offset: node.offset, place: place as u32 });
                self.trail.push(needed as u32);
                self.pending += 1;
                return true;
            }
            let (moved, count) = (counts[image], counts[place]);
            if moved != count {
                return moved < count;
            }
        }
        if node.below.is_empty() {
            self.tied += 1;
            return true;
        }
        node.below.iter().all(|below| self.compare(*below, places, known))
    }

    /// How many elements of a node tie from a place on, with zeros for all counts from an atom on. `None` if one gives larger
    /// counts.
    fn ties(&self, node: u32, place: usize, atom: usize) -> Option<u64> {
        let node = &self.group.nodes[node as usize];
        let places = node.places as usize;
        let images = &self.group.images[node.offset as usize..][..places.min(atom)];
        for (&image, &count) in images.iter().zip(&self.counts).skip(place) {
            let moved = self.counts[usize::from(image)];
            if moved != count {
                return (moved < count).then_some(0);
            }
        }
        // An image that ties at all places before `atom` has its whole sum there, and so ties everywhere.
        if places >= atom {
            return Some(u64::from(node.elements));
        }
        node.below.iter().try_fold(0, |ties, below| Some(ties + self.ties(*below, places, atom)?))
    }

    /// What [`Search::take_back`] goes back to.
    #[inline]
    fn mark(&self) -> (usize, u64, usize) {
        (self.trail.len(), self.tied, self.pending)
    }

    #[inline]
    fn take_back(&mut self, (trail, tied, pending): (usize, u64, usize)) {
        while self.trail.len() > trail {
            if let Some(atom) = self.trail.pop() {
                self.waiting[atom as usize].pop();
            }
        }
        self.tied = tied;
        self.pending = pending;
    }

    /// All counts from an atom on are 0. Elements that put one of these first have settled: the first count is positive.
    #[inline]
    fn end_with_zeros(&mut self, atom: usize, used: usize) {
        if !self.may_end(used) {
            return;
        }
        self.changed = self.changed.min(atom);
        self.counts[atom..].fill(0);
        if self.pending == 0 {
            return self.found();
        }
        let before = self.tied;
        let mut tied = before;
        for waiting in self.waiting[atom..].iter().flatten() {
            match self.ties(waiting.node, waiting.place as usize, atom) {
                None => return,
                Some(ties) => tied += ties,
            }
        }
        self.tied = tied;
        self.found();
        self.tied = before;
    }

    fn may_end(&self, used: usize) -> bool {
        self.support.least <= used && used <= self.support.most
    }

    #[inline]
    fn found(&mut self) {
        let stabiliser = self.group.trivial + self.tied;
        let size = if stabiliser == 1 { self.group.order } else { self.group.order / stabiliser };
        let changed = std::mem::replace(&mut self.changed, self.group.atoms);
        (self.visit)(&self.counts, size, changed);
    }
}
