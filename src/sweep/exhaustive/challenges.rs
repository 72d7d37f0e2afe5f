//! What the sides of a comparison must exceed to be tighter than what is known.
//!
//! Many claims compare the same two sides, so a pair of sides and a factor make one [`Challenge`], however many claims ask for
//! it. All of them lie side by side in an [`Arena`], where one pass over the ranges of a batch says which of them no law of it
//! meets.

use std::collections::HashMap;
use std::sync::Arc;

use crate::exact::Rational;

use super::bits;
use super::compiled::CompiledCase;
use super::implied::{Affine, Bundle, Weights, rule};
use super::quiet::{Asked, Quiet};
use super::tightness::{Limits, Row};

/// Two sides: the smaller over the larger is measured.
#[derive(Debug)]
pub(super) struct Pair {
    /// The smaller and the larger.
    pub(super) sides: [Row; 2],
    /// The same in the basis, where it is used.
    pub(super) coordinates: Option<[Affine; 2]>,
}

/// All pairs of sides, each once, for laws of one total.
#[derive(Debug)]
pub(super) struct Pairs {
    pub(super) list: Vec<Pair>,
    pub(super) limits: Limits,
    pub(super) scale: u32,
}

/// What a pair must exceed.
#[derive(Debug)]
pub(super) struct Challenge {
    /// Positive where the smaller side over the larger exceeds the factor.
    pub(super) row: Row,
    /// Elements of the basis; it is not positive where none of them is negative.
    pub(super) never_with: Option<u32>,
    /// Its place in the bundle, where ranges can tell that no law of a batch meets it.
    pub(super) in_bundle: Option<usize>,
}

impl Challenge {
    /// Whether no law of a batch meets it: by the combinations that are negative on the batch, or because all of the basis is
    /// positive.
    #[inline]
    pub(super) fn is_unmet(&self, negative: &[u64], is_generic: bool) -> bool {
        is_generic && self.never_with.is_some() || self.in_bundle.is_some_and(|place| bits::has(negative, place))
    }
}

/// Challenges side by side.
#[derive(Debug, Clone, Default)]
pub(super) struct Arena {
    list: Vec<Arc<Challenge>>,
    /// By pair and factor.
    places: HashMap<(usize, u64), usize>,
    /// In the basis: those that laws can meet on which all of it is positive.
    pub(super) bundle: Bundle,
    /// The places in the bundle, by the bits of the combinations.
    bundled: HashMap<Vec<u64>, usize>,
}

impl Arena {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// One of them.
    #[inline]
    pub(super) fn get(&self, place: usize) -> &Challenge {
        &self.list[place]
    }

    /// The place of a challenge, which is made if it is not there.
    fn place(&mut self, pairs: &Pairs, pair: usize, factor: f64) -> usize {
        let next = self.list.len();
        let place = *self.places.entry((pair, factor.to_bits())).or_insert(next);
        if place == next {
            let [small, large] = &pairs.list[pair].sides;
            let exceeds = exceeds(&pairs.list[pair], factor);
            let never_with = exceeds.as_ref().and_then(never_positive_with);
            let row = Row::difference(small, factor, large, &pairs.limits);
            let weights = exceeds.filter(|_| never_with.is_none()).and_then(|exceeds| exceeds.weights(pairs.scale));
            let in_bundle = weights.map(|weights| self.place_in_bundle(weights));
            self.list.push(Arc::new(Challenge { row, never_with, in_bundle }));
        }
        place
    }

    /// The place of a combination in the bundle, which is put there if it is not there.
    pub(super) fn place_in_bundle(&mut self, weights: Weights) -> usize {
        let bundle = &mut self.bundle;
        *self.bundled.entry(weights.bits()).or_insert_with(|| bundle.push(&weights))
    }
}

/// The smaller side less a multiple of the larger one, in the basis.
pub(super) fn exceeds(pair: &Pair, factor: f64) -> Option<Affine> {
    let [small, large] = pair.coordinates.as_ref()?;
    Some(small.minus(large, &Rational::from_f64(factor)?))
}

/// Elements of the basis without which a combination is not positive, where none of them is negative.
pub(super) fn never_positive_with(Affine { coordinates, constant }: &Affine) -> Option<u32> {
    if constant.sign().is_gt() {
        return None;
    }
    match rule(coordinates) {
        None => coordinates.iter().all(Rational::is_zero).then_some(0),
        Some(rule) => rule.is_negative.then_some(rule.elements),
    }
}

/// The challenges of a claim.
#[derive(Debug, Clone, Default)]
pub(super) struct Challenges {
    /// The factor to exceed.
    pub(super) factor: f64,
    /// For each comparison with sides, the place of its challenge; none where that is never met.
    pub(super) places: Vec<Option<usize>>,
    /// Elements of the basis; no case is tighter where none of them is negative.
    pub(super) never_with: Option<u32>,
    /// When no case is tighter where all of the basis is positive; `None` if that is never told.
    pub(super) quiet: Option<Quiet>,
}

impl Challenges {
    /// What the cases of a claim, with these pairs of sides, must exceed to be tighter than a factor.
    pub(super) fn new(
        arena: &mut Arena,
        pairs: &Pairs,
        comparisons: &[Option<usize>],
        cases: &[CompiledCase],
        factor: f64,
    ) -> Self {
        let place = |pair: &Option<usize>| {
            let place = arena.place(pairs, (*pair)?, factor);
            // What is zero on all laws is never positive.
            (arena.get(place).never_with != Some(0)).then_some(place)
        };
        let places: Vec<Option<usize>> = comparisons.iter().map(place).collect();
        let never_with = places.iter().flatten().try_fold(0, |all, place| Some(all | arena.get(*place).never_with?));
        let quiet = Asked { pairs, comparisons, places: &places, factor }.quiet(arena, cases);
        Self { factor, places, never_with, quiet }
    }
}
