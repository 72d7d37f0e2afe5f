//! Entropies of laws that are given by their sequences, by refinement of classes.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use rug::Integer;
use rustc_hash::FxHashMap;

use crate::exact::{Limits, LogForm};
use crate::law::large_numbers::most_logarithms;
use crate::law::{LawError, PositionSet, SparseLaw};
use crate::limits::REFINEMENT_STEPS;

use super::refinement::{Classes, Columns, Refiner, Weight};
use super::{AverageCurve, mean_entropy};

/// The entropies of a law that is given by its sequences.
pub struct SparseEntropies<'a> {
    law: &'a SparseLaw,
    columns: AnyColumns,
}

enum AnyColumns {
    Words(Columns<u64>),
    Integers(Columns<Integer>),
}

impl<'a> SparseEntropies<'a> {
    /// Lists the law's tokens by positions.
    pub fn new(law: &'a SparseLaw) -> Self {
        let columns = match Columns::new(law) {
            Some(columns) => AnyColumns::Words(columns),
            None => AnyColumns::Integers(Columns::new(law).expect("integers of any size")),
        };
        Self { law, columns }
    }

    /// The law.
    pub fn law(&self) -> &'a SparseLaw {
        self.law
    }

    /// `H(X_A)` in nats; exact. `H(X_A) = ln N - (1/N) sum c ln c` over the classes of sequences that agree on `A`, with
    /// their counts `c` and the total `N`.
    ///
    /// # Panics
    /// When a position is not below L.
    pub fn entropy(&self, set: PositionSet) -> LogForm {
        self.entropy_at(set.positions())
    }

    /// As [`SparseEntropies::entropy`], for positions of laws of any length.
    ///
    /// # Panics
    /// When a position is not below L.
    pub fn entropy_at(&self, positions: impl IntoIterator<Item = usize>) -> LogForm {
        match &self.columns {
            AnyColumns::Words(columns) => entropy_of(self.law, columns, positions),
            AnyColumns::Integers(columns) => entropy_of(self.law, columns, positions),
        }
    }

    /// The average entropy curve; exact.
    ///
    /// Sets of positions are gone through depth first, each refining the classes of the set without its last position;
    /// where all sequences are alone, larger sets are the same. That takes at most `n 2^L` steps for `n` sequences.
    ///
    /// ```
    /// use maskproof::entropy::SparseEntropies;
    /// use maskproof::exact::Limits;
    /// use maskproof::law::SparseLaw;
    /// let law = SparseLaw::from(&maskproof::Law::named("parity(L=3,V=2)")?);
    /// let curve = SparseEntropies::new(&law).average_curve(Limits::default())?;
    /// assert_eq!(curve.total_correlation().to_string(), "ln(2)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LawError::TooManySets`] where that takes more than [`REFINEMENT_STEPS`], times the limits, or where the law has
    /// more than 64 positions; [`LawError::TooManyCounts`] where the averages have more than [`most_logarithms`]
    /// together.
    pub fn average_curve(&self, limits: Limits) -> Result<AverageCurve, LawError> {
        let law = self.law;
        let most = Most { steps: limits.of(REFINEMENT_STEPS), logarithms: most_logarithms(law, limits) };
        let refused = |beyond| match beyond {
            Beyond::Steps => {
                LawError::TooManySets { sequences: law.support(), length: law.length(), limit: most.steps }
            }
            Beyond::Logarithms => {
                LawError::TooManyCounts { digits: law.total().significant_bits(), limit: most.logarithms }
            }
        };
        if law.length() > PositionSet::MAX_LENGTH {
            return Err(refused(Beyond::Steps));
        }
        let multiplicities = match &self.columns {
            AnyColumns::Words(columns) => multiplicities(columns, most),
            AnyColumns::Integers(columns) => multiplicities(columns, most),
        };
        let multiplicities = multiplicities.map_err(refused)?;
        let length = u32::try_from(law.length()).expect("at most 64 positions");
        let averages = multiplicities.into_par_iter().enumerate().map(|(size, counts)| {
            let sets = Integer::from(length).binomial(u32::try_from(size).expect("at most 64 positions"));
            mean_entropy(counts.iter().map(|(count, number)| (count, number.clone())), law.total(), &sets)
        });
        Ok(AverageCurve::of(averages.collect()))
    }
}

fn entropy_of<W: Weight>(law: &SparseLaw, columns: &Columns<W>, positions: impl IntoIterator<Item = usize>) -> LogForm {
    let mut refiner = Refiner::default();
    let (mut classes, mut next) = (columns.whole(), Classes::default());
    let mut multiplicities: BTreeMap<Integer, Integer> = BTreeMap::new();
    let mut count = |weight: &W| *multiplicities.entry(weight.to_integer()).or_default() += 1;
    if classes.is_empty() {
        count(&columns.weights[0]);
    }
    for position in positions {
        refiner.refine(columns, position, &classes, &mut next, |alone| count(&columns.weights[alone as usize]));
        std::mem::swap(&mut classes, &mut next);
    }
    classes.iter().for_each(|class| count(&columns.weight(class)));
    mean_entropy(multiplicities.iter().map(|(count, number)| (count, number.clone())), law.total(), &Integer::from(1))
}

/// How many positions are decided on by which task a set belongs to.
const SPLIT: usize = 7;

/// The most steps, and the most logarithms in all averages.
#[derive(Debug, Clone, Copy)]
struct Most {
    steps: u64,
    logarithms: u64,
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beyond {
    Steps,
    Logarithms,
}

/// How often each count occurs in the classes of the sets of each size.
fn multiplicities<W: Weight>(columns: &Columns<W>, most: Most) -> Result<Vec<BTreeMap<Integer, Integer>>, Beyond> {
    tallies(columns, most)?.multiplicities(most)
}

/// How often each count occurs in the classes of all sets.
fn tallies<W: Weight>(columns: &Columns<W>, most: Most) -> Result<Tallies<W>, Beyond> {
    let length = columns.length();
    let split = length.min(SPLIT);
    let steps = AtomicU64::new(0);
    let tasks = 0..1_u64 << split;
    let whole = |_: &u64| Tallies::new(length);
    let of_task = |task: u64| {
        let mut search =
            Search { columns, most, steps: &steps, unsaid: 0, kept: 0, tallies: whole(&task), rooms: Vec::new() };
        search.task(PositionSet::from_bits(task), split).map(|()| search.tallies)
    };
    let with = |first: Tallies<W>, second| first.with(second).within(most);
    tasks.into_par_iter().map(of_task).try_reduce(|| Tallies::new(length), with)
}

/// Counts from here on are kept by hash.
const SMALL: usize = 512;

/// How often each count occurs.
#[derive(Debug, Clone)]
struct Tally<W> {
    small: Vec<u64>,
    large: FxHashMap<W, u64>,
}

impl<W: Weight> Tally<W> {
    /// Adds a count, and says how many more are kept by hash now.
    fn add(&mut self, weight: &W) -> u64 {
        match weight.small().filter(|small| *small < SMALL) {
            Some(small) => {
                if self.small.len() <= small {
                    self.small.resize(small + 1, 0);
                }
                self.small[small] += 1;
                0
            }
            None => {
                let before = self.large.len();
                *self.large.entry(weight.clone()).or_insert(0) += 1;
                (self.large.len() - before) as u64
            }
        }
    }

    fn with(mut self, other: Self) -> Self {
        let length = self.small.len().max(other.small.len());
        self.small.resize(length, 0);
        self.small.iter_mut().zip(other.small).for_each(|(sum, more)| *sum += more);
        other.large.into_iter().for_each(|(weight, more)| *self.large.entry(weight).or_insert(0) += more);
        self
    }

    /// Adds so many times each count.
    fn add_to(&self, sums: &mut BTreeMap<Integer, Integer>, times: &Integer) {
        let small = self.small.iter().enumerate().map(|(count, number)| (Integer::from(count), *number));
        let large = self.large.iter().map(|(weight, number)| (weight.to_integer(), *number));
        for (count, number) in small.chain(large).filter(|(_, number)| *number > 0) {
            *sums.entry(count).or_default() += Integer::from(times * number);
        }
    }
}

/// How often each count occurs in the classes of the sets of each size.
struct Tallies<W> {
    length: usize,
    /// Of classes of several sequences, by the size of the set.
    classes: Vec<Tally<W>>,
    /// Of sequences that are alone from a set on, by its size and by the number of positions that may still be added:
    /// they are alone in each of the larger sets too.
    alone: Vec<Tally<W>>,
}

impl<W: Weight> Tallies<W> {
    fn new(length: usize) -> Self {
        let empty = Tally { small: Vec::new(), large: FxHashMap::default() };
        let (classes, alone) = (vec![empty.clone(); length + 1], vec![empty; (length + 1) * (length + 1)]);
        Self { length, classes, alone }
    }

    fn alone(&mut self, size: usize, left: usize) -> &mut Tally<W> {
        &mut self.alone[size * (self.length + 1) + left]
    }

    fn with(self, other: Self) -> Self {
        let both = |first: Vec<Tally<W>>, second: Vec<Tally<W>>| {
            first.into_iter().zip(second).map(|(first, second)| first.with(second)).collect()
        };
        Self { length: self.length, classes: both(self.classes, other.classes), alone: both(self.alone, other.alone) }
    }

    /// The same where the counts that are kept by hash are no more than may be.
    fn within(self, most: Most) -> Result<Self, Beyond> {
        let kept: usize = self.classes.iter().chain(&self.alone).map(|tally| tally.large.len()).sum();
        if kept as u64 <= most.logarithms { Ok(self) } else { Err(Beyond::Logarithms) }
    }

    /// How often each count occurs in the sets of each size. The logarithm of 1 is 0, so that no count is 1.
    fn multiplicities(&self, most: Most) -> Result<Vec<BTreeMap<Integer, Integer>>, Beyond> {
        let mut sums = vec![BTreeMap::new(); self.length + 1];
        for (sum, tally) in sums.iter_mut().zip(&self.classes) {
            tally.add_to(sum, &Integer::from(1));
        }
        for size in 0..=self.length {
            for left in 0..=self.length - size {
                let tally = &self.alone[size * (self.length + 1) + left];
                for more in 0..=left {
                    let sets = Integer::from(left).binomial(u32::try_from(more).expect("at most 64 positions"));
                    tally.add_to(&mut sums[size + more], &sets);
                }
                if sums.iter().map(BTreeMap::len).sum::<usize>() as u64 > most.logarithms {
                    return Err(Beyond::Logarithms);
                }
            }
        }
        Ok(sums)
    }
}

/// The sets of one task, depth first.
struct Search<'a, W> {
    columns: &'a Columns<W>,
    most: Most,
    steps: &'a AtomicU64,
    unsaid: u64,
    /// How many counts the tallies keep by hash.
    kept: u64,
    tallies: Tallies<W>,
    rooms: Vec<Classes>,
}

/// The steps that a task takes before it says so.
const SAID: u64 = 1 << 20;

impl<W: Weight> Search<'_, W> {
    /// The sets that hold, of the first `split` positions, those of a set.
    fn task(&mut self, set: PositionSet, split: usize) -> Result<(), Beyond> {
        let length = self.columns.length();
        let (mut classes, mut next) = (self.columns.whole(), Classes::default());
        let mut refiner = Refiner::default();
        let (size, left) = (set.size(), length - split);
        let columns = self.columns;
        if classes.is_empty() {
            self.tallies.alone(size, left).add(&columns.weights[0]);
        }
        for position in set.positions() {
            let alone = self.tallies.alone(size, left);
            refiner.refine(columns, position, &classes, &mut next, |one| {
                alone.add(&columns.weights[one as usize]);
            });
            std::mem::swap(&mut classes, &mut next);
        }
        self.visit(&mut refiner, &classes, size, split)?;
        self.say()
    }

    /// A set of so many positions with its classes, and all sets with later positions added.
    fn visit(&mut self, refiner: &mut Refiner, classes: &Classes, size: usize, from: usize) -> Result<(), Beyond> {
        let (columns, length) = (self.columns, self.columns.length());
        for class in classes.iter() {
            self.kept += self.tallies.classes[size].add(&columns.weight(class));
        }
        if classes.is_empty() {
            return Ok(());
        }
        let mut next = self.rooms.pop().unwrap_or_default();
        for position in from..length {
            self.unsaid += classes.members() as u64 + 1;
            if self.unsaid > SAID || self.kept > self.most.logarithms {
                self.say()?;
            }
            let alone = self.tallies.alone(size + 1, length - 1 - position);
            refiner.refine(columns, position, classes, &mut next, |one| {
                let weight = &columns.weights[one as usize];
                if weight.small() != Some(1) {
                    self.kept += alone.add(weight);
                }
            });
            self.visit(refiner, &next, size + 1, position + 1)?;
        }
        self.rooms.push(next);
        Ok(())
    }

    /// Says the steps that were taken.
    fn say(&mut self) -> Result<(), Beyond> {
        let steps = self.steps.fetch_add(self.unsaid, Ordering::Relaxed) + self.unsaid;
        self.unsaid = 0;
        if steps > self.most.steps {
            return Err(Beyond::Steps);
        }
        if self.kept > self.most.logarithms { Err(Beyond::Logarithms) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{SubsetEntropies, definitions};
    use crate::law::families::parse_spec;
    use crate::law::{Law, PatternCounts, Shape, grid};

    /// The same forms as those of the table of all patterns and, for sets, of the definition.
    fn check(law: &Law) {
        let (sparse, patterns) = (SparseLaw::from(law), PatternCounts::new(law));
        let (own, table) =
            (SparseEntropies::new(&sparse).average_curve(Limits::default()).unwrap(), AverageCurve::new(&patterns));
        for size in 0..=law.length() {
            assert!(own.h(size).terms().eq(table.h(size).terms()), "h({size}) of {law}");
        }
        let subsets = SubsetEntropies::new(&patterns);
        for set in PositionSet::subsets(law.length()) {
            let own = SparseEntropies::new(&sparse).entropy(set);
            assert!(own.terms().eq(subsets.entropy(set).terms()), "{set} of {law}");
            assert_eq!(own, definitions::entropy(&patterns, set), "{set} of {law}");
        }
    }

    #[test]
    fn every_law_of_small_grids() {
        for (vocabulary_size, length, denominator) in [(2, 3, 4), (3, 2, 4), (1, 2, 3), (2, 1, 5), (2, 4, 2)] {
            let shape = Shape::new(length, vocabulary_size).unwrap();
            grid(shape, denominator).unwrap().iter().for_each(|orbit| check(&orbit.law));
        }
    }

    #[test]
    fn families_and_random_laws_with_small_and_large_counts() {
        let named = ["parity(L=9,V=2)", "repetition(L=9,V=3)", "mds(n=4,k=2,q=5)", "iid(L=8,p=1/3;2/3)"];
        named.iter().for_each(|spec| check(&parse_spec(spec).unwrap()));
        for seed in 0..12 {
            for spec in ["V=2,L=8,bits=3,density=60", "V=3,L=5,bits=20", "V=2,L=5,bits=90", "V=30,L=2,bits=2"] {
                check(&parse_spec(&format!("random({spec},seed={seed})")).unwrap());
            }
        }
    }

    /// Classes beyond those that are sorted: 60 sequences that agree on the first position, and 40 on the others.
    #[test]
    fn large_classes() {
        let labels = crate::law::Labels::each(vec![
            crate::law::Vocabulary::numbered(2),
            crate::law::Vocabulary::numbered(60),
            crate::law::Vocabulary::numbered(3),
        ])
        .unwrap();
        let sequence = |index: u32| if index < 60 { [0, index, index % 3] } else { [1, 0, index % 2] };
        let tokens = (0..100).flat_map(sequence).collect();
        let law = SparseLaw::new("large", labels, tokens, vec![1.into(); 100]).unwrap();
        check(&law.to_table().unwrap());
    }

    #[test]
    fn beyond_the_limit_is_an_error() {
        let law = SparseLaw::from(&parse_spec("iid(L=13,p=1/2;1/2)").unwrap());
        assert!(matches!(SparseEntropies::new(&law).average_curve(Limits::default()), Ok(_)));
        let labels = crate::law::Labels::shared(65, crate::law::Vocabulary::numbered(2)).unwrap();
        let law = SparseLaw::new("long", labels, vec![0; 65], vec![1.into()]).unwrap();
        assert!(matches!(
            SparseEntropies::new(&law).average_curve(Limits::default()),
            Err(LawError::TooManySets { length: 65, .. })
        ));
    }
}
