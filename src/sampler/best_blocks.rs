//! The cheapest block sizes for every number of steps, when the cost of a step is a price at its start times its size.
//!
//! The expected KL divergence of a schedule with boundaries `N_0 = 0 < N_1 < .. < N_T = L` is `sum_t s_t x(N_{t-1}) -
//! h_L`, with the price `x(a) = h_{a+1} - h_a`, to which a predictor adds its gap. So the cheapest `T` steps from `a`
//! positions on cost `min over b > a of (b - a) x(a) + best_{T-1}(b)`: the lower envelope of the lines `b x +
//! best_{T-1}(b)` at `x = x(a)`. The lines come in the order of their slopes, so the envelope is a stack. Where prices do
//! not grow, as those of a concave curve, the place of the least line moves one way, and all costs of `T` steps take
//! `O(L)` operations; for other prices the answer is the same, and takes up to `O(L)` for each start. Nothing is divided
//! and no two costs are multiplied: any exact number with an order will do.

use std::cmp::Ordering;

use rug::Integer;

/// An exact cost: an ordered group. Costs can be multiplied by numbers of positions.
pub trait Cost: Clone {
    /// The sum.
    #[must_use]
    fn plus(&self, other: &Self) -> Self;
    /// The difference.
    #[must_use]
    fn minus(&self, other: &Self) -> Self;
    /// A multiple.
    #[must_use]
    fn times(&self, factor: usize) -> Self;
    /// The exact order.
    fn compare(&self, other: &Self) -> Ordering;
}

impl Cost for Integer {
    fn plus(&self, other: &Self) -> Self {
        Self::from(self + other)
    }

    fn minus(&self, other: &Self) -> Self {
        Self::from(self - other)
    }

    fn times(&self, factor: usize) -> Self {
        Self::from(self * factor)
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl Cost for i128 {
    fn plus(&self, other: &Self) -> Self {
        self + other
    }

    fn minus(&self, other: &Self) -> Self {
        self - other
    }

    fn times(&self, factor: usize) -> Self {
        self * Self::try_from(factor).expect("a number of positions")
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

/// The cheapest block sizes with their cost, the sum of `s_t x(N_{t-1})`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestBlocks<C> {
    /// The block sizes; of equally cheap ones the lexicographically first.
    pub blocks: Vec<usize>,
    /// What they cost.
    pub cost: C,
}

/// The cheapest block sizes for `1, ..., steps` steps, given the price `x(a)` after each number `a = 0..L-1` of
/// positions; a price `None` is infinite. `None` where every way of so many steps is infinitely dear.
///
/// # Panics
/// When there are more steps than prices.
pub fn best_blocks<C: Cost>(prices: &[Option<C>], steps: usize) -> Vec<Option<BestBlocks<C>>> {
    let length = prices.len();
    assert!(steps <= length, "a step takes one position at least");
    let index = |place: usize| u32::try_from(place).expect("sequences of moderate length");
    // best[a]: the cost of the cheapest way on from a, in the present number of steps
    let mut best: Vec<Option<C>> =
        prices.iter().enumerate().map(|(start, price)| Some(price.as_ref()?.times(length - start))).collect();
    // ends[t][a]: where the first of t + 1 steps from a ends
    let mut ends: Vec<Vec<u32>> = vec![vec![index(length); length]];
    let mut found = vec![follow(&best, &ends)];
    for taken in 1..steps {
        let mut envelope = Envelope::new();
        let mut next = vec![None; length];
        let mut end_of = vec![0; length];
        // Behind a start, `taken` positions at least are left for the steps after the first.
        for start in (0..length - taken).rev() {
            if let Some(value) = &best[start + 1] {
                envelope.push(start + 1, value.clone());
            }
            let Some(price) = &prices[start] else { continue };
            if let Some((end, value)) = envelope.least(price) {
                next[start] = Some(price.times(end - start).plus(value));
                end_of[start] = index(end);
            }
        }
        best = next;
        ends.push(end_of);
        found.push(follow(&best, &ends));
    }
    found
}

/// The cheapest blocks from the start on.
fn follow<C: Cost>(best: &[Option<C>], ends: &[Vec<u32>]) -> Option<BestBlocks<C>> {
    let cost = best.first()?.clone()?;
    let mut start = 0;
    let blocks = ends.iter().rev().map(|ends| {
        let end = ends[start] as usize;
        let block = end - start;
        start = end;
        block
    });
    Some(BestBlocks { blocks: blocks.collect(), cost })
}

/// The lower envelope of lines `b x + value` whose slopes `b` come in decreasing order.
struct Envelope<C> {
    lines: Vec<Line<C>>,
    /// The place of the line that was found last.
    last: usize,
}

struct Line<C> {
    slope: usize,
    value: C,
    /// This value less that of the line before.
    rise: Option<C>,
}

impl<C: Cost> Envelope<C> {
    fn new() -> Self {
        Self { lines: Vec::new(), last: 0 }
    }

    /// Adds a line that is flatter than all others. A line that is least nowhere, or only where the new one is too, goes.
    fn push(&mut self, slope: usize, value: C) {
        while let Some(top) = self.lines.last() {
            let rise = value.minus(&top.value);
            let below = self.lines.len().checked_sub(2).map(|place| &self.lines[place]);
            let is_needed = match (below, &top.rise) {
                (Some(below), Some(before)) => {
                    before.times(top.slope - slope).compare(&rise.times(below.slope - top.slope)).is_lt()
                }
                _ => true,
            };
            if is_needed {
                self.lines.push(Line { slope, value, rise: Some(rise) });
                return;
            }
            self.lines.pop();
        }
        self.lines.push(Line { slope, value, rise: None });
    }

    /// The flattest of the lines that are least at a place, with its value at 0.
    fn least(&mut self, at: &C) -> Option<(usize, &C)> {
        self.last = self.last.min(self.lines.len().checked_sub(1)?);
        while self.last + 1 < self.lines.len() && self.is_not_above_the_one_before(self.last + 1, at) {
            self.last += 1;
        }
        while self.last > 0 && !self.is_not_above_the_one_before(self.last, at) {
            self.last -= 1;
        }
        let line = &self.lines[self.last];
        Some((line.slope, &line.value))
    }

    fn is_not_above_the_one_before(&self, place: usize, at: &C) -> bool {
        let [before, line] = [&self.lines[place - 1], &self.lines[place]];
        let rise = line.rise.as_ref().expect("there is a line before it");
        rise.compare(&at.times(before.slope - line.slope)).is_le()
    }
}
