//! Entropies of laws that are given by their sequences, by refinement of classes.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rug::Integer;

use crate::exact::{Limits, LogForm};
use crate::law::large_numbers::most_logarithms;
use crate::law::{LawError, PositionSet, SparseLaw};
use crate::limits::REFINEMENT_STEPS;

use super::multiplicities::{Beyond, Most, multiplicities};
use super::refinement::{Classes, Columns, Refiner, Weight};
use super::{AverageCurve, mean_entropy};

/// The entropies of a law that is given by its sequences.
pub struct SparseEntropies<'a> {
    law: &'a SparseLaw,
    columns: Arc<AnyColumns>,
}

/// A law that is given by its sequences with what takes long of its entropies, each made when it is first asked for.
#[derive(Debug)]
pub struct LazyEntropies {
    law: Arc<SparseLaw>,
    limits: Limits,
    made: Arc<Made>,
    is_refused: AtomicBool,
}

#[derive(Debug, Default)]
struct Made {
    columns: OnceLock<Arc<AnyColumns>>,
    curve: OnceLock<Result<AverageCurve, Beyond>>,
}

impl LazyEntropies {
    /// A law, and how much work its average entropies may take.
    pub fn new(law: impl Into<Arc<SparseLaw>>, limits: Limits) -> Self {
        Self { law: law.into(), limits, made: Arc::default(), is_refused: AtomicBool::new(false) }
    }

    /// The same law with all that is made of it, here or there, of which nothing has been refused yet.
    #[must_use]
    pub fn anew(&self) -> Self {
        let (law, made) = (Arc::clone(&self.law), Arc::clone(&self.made));
        Self { law, limits: self.limits, made, is_refused: AtomicBool::new(false) }
    }

    /// The law.
    pub fn law(&self) -> &SparseLaw {
        &self.law
    }

    /// The entropies of sets of positions; the law's tokens are listed by positions once.
    pub fn entropies(&self) -> SparseEntropies<'_> {
        let columns = self.made.columns.get_or_init(|| Arc::new(AnyColumns::new(&self.law)));
        SparseEntropies { law: &self.law, columns: Arc::clone(columns) }
    }

    /// The average entropy curve; exact.
    ///
    /// # Errors
    /// As [`SparseEntropies::average_curve`].
    pub fn curve(&self) -> Result<&AverageCurve, LawError> {
        let most = most(&self.law, self.limits);
        let curve = self.made.curve.get_or_init(|| self.entropies().curve_within(most));
        curve.as_ref().map_err(|beyond| {
            self.is_refused.store(true, Ordering::Relaxed);
            refused(&self.law, most, *beyond)
        })
    }

    /// Why there is no curve, where it has been asked for.
    pub fn refusal(&self) -> Option<LawError> {
        if self.is_refused.load(Ordering::Relaxed) { self.curve().err() } else { None }
    }
}

#[derive(Debug)]
enum AnyColumns {
    Words(Columns<u64>),
    Integers(Columns<Integer>),
}

impl AnyColumns {
    fn new(law: &SparseLaw) -> Self {
        match Columns::new(law) {
            Some(columns) => Self::Words(columns),
            None => Self::Integers(Columns::new(law).expect("integers of any size")),
        }
    }
}

impl<'a> SparseEntropies<'a> {
    /// Lists the law's tokens by positions.
    pub fn new(law: &'a SparseLaw) -> Self {
        Self { law, columns: Arc::new(AnyColumns::new(law)) }
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
        match &*self.columns {
            AnyColumns::Words(columns) => entropy_of(self.law, columns, positions),
            AnyColumns::Integers(columns) => entropy_of(self.law, columns, positions),
        }
    }

    /// The average entropy curve; exact.
    ///
    /// Sets of positions are gone through depth first, each refining the classes of the set without its last position;
    /// where all sequences are alone, larger sets are the same. That takes at most `n 2^L` steps for `n` sequences, and
    /// some for each set.
    ///
    /// ```
    /// use maskproof::entropy::SparseEntropies;
    /// use maskproof::exact::Limits;
    /// use maskproof::law::SparseLaw;
    /// let law = SparseLaw::from(&maskproof::Law::named("parity(L=3,V=2)")?);
    /// let curve = SparseEntropies::new(&law).average_curve(Limits::default())?;
    /// assert_eq!(curve.total_correlation().to_string(), "ln 2");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LawError::TooManySets`] where that takes more than [`REFINEMENT_STEPS`], times the limits, or where the law has
    /// more than 64 positions; [`LawError::TooManyCounts`] where the averages have more than [`most_logarithms`]
    /// together.
    pub fn average_curve(&self, limits: Limits) -> Result<AverageCurve, LawError> {
        let most = most(self.law, limits);
        self.curve_within(most).map_err(|beyond| refused(self.law, most, beyond))
    }

    fn curve_within(&self, most: Most) -> Result<AverageCurve, Beyond> {
        let law = self.law;
        if law.length() > PositionSet::MAX_LENGTH {
            return Err(Beyond::Steps);
        }
        let multiplicities = match &*self.columns {
            AnyColumns::Words(columns) => multiplicities(columns, most),
            AnyColumns::Integers(columns) => multiplicities(columns, most),
        }?;
        let length = u32::try_from(law.length()).expect("at most 64 positions");
        let averages = multiplicities.into_par_iter().enumerate().map(|(size, counts)| {
            let sets = Integer::from(length).binomial(u32::try_from(size).expect("at most 64 positions"));
            mean_entropy(counts.iter().map(|(count, number)| (count, number.clone())), law.total(), &sets)
        });
        Ok(AverageCurve::of(averages.collect()))
    }
}

/// The most work for the average entropies of a law.
fn most(law: &SparseLaw, limits: Limits) -> Most {
    Most { steps: limits.of(REFINEMENT_STEPS), logarithms: most_logarithms(law, limits) }
}

fn refused(law: &SparseLaw, most: Most, beyond: Beyond) -> LawError {
    match beyond {
        Beyond::Steps => LawError::TooManySets { sequences: law.support(), length: law.length(), limit: most.steps },
        Beyond::Logarithms => {
            LawError::TooManyCounts { digits: law.total().significant_bits(), limit: most.logarithms }
        }
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
        assert!(SparseEntropies::new(&law).average_curve(Limits::default()).is_ok());
        let labels = crate::law::Labels::shared(65, crate::law::Vocabulary::numbered(2)).unwrap();
        let law = SparseLaw::new("long", labels, vec![0; 65], vec![1.into()]).unwrap();
        assert!(matches!(
            SparseEntropies::new(&law).average_curve(Limits::default()),
            Err(LawError::TooManySets { length: 65, .. })
        ));
    }
}
