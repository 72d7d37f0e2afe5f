//! The least sampling error of fixed orders with a number of steps.

use std::collections::BTreeMap;

use rug::Rational;

use crate::entropy::SubsetEntropies;
use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, LazyForm, LogForm, lazy_form};
use crate::law::{PatternCounts, PositionSet};
use crate::sampler::order::UnmaskingOrder;

/// An order with the least divergence for its number of steps.
#[derive(Debug, Clone)]
pub struct BestOrder {
    /// The order. Of orders that do equally well the one is taken whose last block, then the one before and so on,
    /// comes first in order of the bits of the set revealed before it.
    pub order: UnmaskingOrder,
    /// `KL(p || q)` of the exact predictor in nats; exact.
    pub kl: LogForm,
}

/// The least `KL(p || q)` over the fixed orders with exactly `T` blocks, for `T = 1, ..., L`: `L*_T` of ParallelBench.
/// It is nonincreasing in `T`, as splitting a block never adds error, and 0 at `T = L`.
///
/// `KL = sum_t TC(X_{S_t} | X_{C_t}) = sum_t sum_{i in S_t} H(X_i | X_{C_t}) - H(X)`, so the first part is minimised
/// over chains of sets, one block after another. All comparisons are exact.
///
/// ```
/// use maskproof::law::{PatternCounts, families::parse_spec};
/// use maskproof::sampler::policy::best_orders;
/// let law = parse_spec("repetition(L=3,V=2)").unwrap();
/// let best = best_orders(&PatternCounts::new(&law));
/// assert!(!best[0].kl.is_zero() && best[1].kl.is_zero());
/// ```
pub fn best_orders(patterns: &PatternCounts) -> Vec<BestOrder> {
    let forms = SubsetEntropies::new(patterns);
    best_orders_of(patterns.length(), |set| forms.entropy(set).clone())
}

/// As [`best_orders`], of a law of a length with the entropies of its sets of positions in nats.
pub fn best_orders_of(length: usize, entropy: impl Fn(PositionSet) -> LogForm) -> Vec<BestOrder> {
    let all = PositionSet::all(length);
    let entropies = Entropies(PositionSet::subsets(length).map(|set| entropy(set).into()).collect());
    // The first part of the cost of reaching each set in t steps, and where its last block started.
    let mut reached: Vec<Option<Cost>> = vec![None; 1 << length];
    reached[0] = Some(Cost::nothing());
    let mut starts: Vec<Vec<PositionSet>> = Vec::new();
    let mut best = Vec::new();
    for _ in 0..length {
        let mut next: Vec<Option<Cost>> = vec![None; 1 << length];
        let mut start = vec![PositionSet::EMPTY; 1 << length];
        for revealed in PositionSet::subsets(length) {
            let Some(cost) = &reached[bits(revealed)] else { continue };
            let masked = all.minus(revealed);
            let mut block = masked;
            while !block.is_empty() {
                let candidate = cost.with_block(&entropies, revealed, block);
                let to = bits(revealed.union(block));
                if next[to].as_ref().is_none_or(|known| candidate.is_less(known, &entropies)) {
                    (next[to], start[to]) = (Some(candidate), revealed);
                }
                block = PositionSet::from_bits((block.bits() - 1) & masked.bits());
            }
        }
        starts.push(start);
        if let Some(cost) = &next[bits(all)] {
            let mut kl = cost.form(&entropies);
            kl -= entropies.of(all).form();
            let mut blocks = Vec::new();
            let mut end = all;
            for start in starts.iter().rev() {
                let before = start[bits(end)];
                blocks.push(end.minus(before));
                end = before;
            }
            blocks.reverse();
            let order = UnmaskingOrder::new(blocks).expect("the blocks of a chain of sets");
            best.push(BestOrder { order, kl });
        }
        reached = next;
    }
    best
}

/// The least `KL(p || q)` over the fixed orders with exactly `steps` blocks; `None` unless `1 <= steps <= L`.
pub fn best_order_kl(patterns: &PatternCounts, steps: usize) -> Option<BestOrder> {
    best_orders(patterns).into_iter().nth(steps.checked_sub(1)?)
}

/// `sum_A m_A H(X_A)` with integers `m_A`, and an enclosure, which decides nearly every comparison.
#[derive(Debug, Clone)]
struct Cost {
    multiples: BTreeMap<PositionSet, i64>,
    enclosure: Enclosure,
}

impl Cost {
    fn nothing() -> Self {
        Self { multiples: BTreeMap::new(), enclosure: Enclosure::zero(FIRST_PRECISION) }
    }

    fn add(&mut self, entropies: &Entropies, set: PositionSet, multiple: i64) {
        *self.multiples.entry(set).or_insert(0) += multiple;
        self.enclosure.add_scaled(entropies.of(set).enclosure(), &Rational::from(multiple));
    }

    /// With `sum_{i in S} H(X_i | X_C)` added.
    fn with_block(&self, entropies: &Entropies, revealed: PositionSet, block: PositionSet) -> Self {
        let mut cost = self.clone();
        for position in block.positions() {
            cost.add(entropies, revealed.with(position), 1);
            cost.add(entropies, revealed, -1);
        }
        cost
    }

    /// Whether this is less than another cost; exact.
    fn is_less(&self, other: &Self, entropies: &Entropies) -> bool {
        if self.enclosure.upper() < other.enclosure.lower() {
            return true;
        }
        if self.enclosure.lower() > other.enclosure.upper() {
            return false;
        }
        let mut difference = self.multiples.clone();
        for (&set, multiple) in &other.multiples {
            *difference.entry(set).or_insert(0) -= multiple;
        }
        let terms = difference.into_iter().filter(|&(_, multiple)| multiple != 0);
        let combination: Vec<_> = terms.map(|(set, multiple)| (Rational::from(multiple), entropies.of(set))).collect();
        lazy_form::sign(&combination).is_lt()
    }

    fn form(&self, entropies: &Entropies) -> LogForm {
        let mut form = LogForm::zero();
        for (&set, &multiple) in &self.multiples {
            form.add_scaled(entropies.of(set).form(), &Rational::from(multiple));
        }
        form
    }
}

/// The entropies of all subsets with their enclosures.
struct Entropies(Vec<LazyForm<'static>>);

impl Entropies {
    fn of(&self, set: PositionSet) -> &LazyForm<'static> {
        &self.0[bits(set)]
    }
}

fn bits(set: PositionSet) -> usize {
    usize::try_from(set.bits()).expect("a subset of the positions")
}
