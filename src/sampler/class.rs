//! Schedules by what a statement asks of them.

use std::fmt;
use std::ops::Add;

use rug::Integer;

use super::schedule::Schedule;

/// All schedules of a length with given numbers of steps, largest and smallest blocks, each as far as it is given.
///
/// A statement that asks a schedule for nothing but `T`, `s_max` and `s_min` says the same of every schedule of a
/// class, except through the cost of the schedule itself, whose extremes over the class [`ScheduleClass::costliest`]
/// finds. That is how all `2^(L-1)` schedules are decided without listing them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduleClass {
    /// `L`
    pub length: usize,
    /// `T`, if given.
    pub steps: Option<usize>,
    /// `s_max`, if given.
    pub largest: Option<usize>,
    /// `s_min`, if given.
    pub smallest: Option<usize>,
}

/// Which scalars distinguish the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassKey {
    /// Whether `T` does.
    pub steps: bool,
    /// Whether `s_max` does.
    pub largest: bool,
    /// Whether `s_min` does.
    pub smallest: bool,
}

/// The cost of a path, and its last block with the place of the path before it.
type Path<C> = (C, Option<(usize, usize)>);

impl ScheduleClass {
    /// The nonempty classes of a length, which together hold each schedule once.
    pub fn all(length: usize, key: ClassKey) -> Vec<Self> {
        let options =
            |wanted: bool| -> Vec<Option<usize>> { if wanted { (1..=length).map(Some).collect() } else { vec![None] } };
        let mut classes = Vec::new();
        for steps in options(key.steps) {
            for &largest in &options(key.largest) {
                for &smallest in &options(key.smallest) {
                    let class = Self { length, steps, largest, smallest };
                    if !class.is_empty() {
                        classes.push(class);
                    }
                }
            }
        }
        classes
    }

    /// Whether the class has no schedule.
    pub fn is_empty(self) -> bool {
        let steps = self.span(self.length, &self.required());
        !steps.is_some_and(|(fewest, most)| self.steps.is_none_or(|wanted| (fewest..=most).contains(&wanted)))
    }

    /// The smallest and the largest block that a schedule of the class may have.
    fn ends(self) -> (usize, usize) {
        (self.smallest.unwrap_or(1), self.largest.unwrap_or(self.length))
    }

    /// The blocks that must occur.
    fn required(self) -> Vec<usize> {
        match (self.smallest, self.largest) {
            (Some(smallest), Some(largest)) if smallest != largest => vec![smallest, largest],
            (Some(only), _) | (_, Some(only)) => vec![only],
            (None, None) => Vec::new(),
        }
    }

    /// The fewest and the most blocks of the class that so many positions can be cut into, if these blocks must be
    /// among them: every number between occurs, as all sums between that of small blocks and that of large ones do.
    fn span(self, positions: usize, required: &[usize]) -> Option<(usize, usize)> {
        let (smallest, largest) = self.ends();
        let rest = positions.checked_sub(required.iter().sum())?;
        let (fewest, most) = (rest.div_ceil(largest), rest / smallest);
        (smallest <= largest && fewest <= most).then_some((fewest + required.len(), most + required.len()))
    }

    /// Whether a schedule of the class has a block that begins after `start` revealed positions and ends with `end` of
    /// them.
    fn has_block(self, start: usize, end: usize) -> bool {
        let (smallest, largest) = self.ends();
        let block = end - start;
        if !(smallest..=largest).contains(&block) {
            return false;
        }
        let mut required = self.required();
        required.retain(|needed| *needed != block);
        // What must occur does so before the block or behind it.
        (0..1_usize << required.len()).any(|behind| {
            let part = |is_behind: usize| -> Vec<usize> {
                let chosen = required.iter().enumerate().filter(|(index, _)| behind >> index & 1 == is_behind);
                chosen.map(|(_, block)| *block).collect()
            };
            let before = self.span(start, &part(0));
            let after = self.span(self.length - end, &part(1));
            let (Some(before), Some(after)) = (before, after) else { return false };
            self.steps.is_none_or(|wanted| (before.0 + 1 + after.0..=before.1 + 1 + after.1).contains(&wanted))
        })
    }

    /// For each `m = 1..L`, the largest (`most`) or smallest number of revealed positions that a schedule of the class
    /// reaches with the step that reveals position number `m`; `None` when the class is empty.
    pub fn extreme_ends(self, most: bool) -> Option<Vec<usize>> {
        let (smallest, largest) = self.ends();
        let mut extremes = vec![0; self.length];
        let mut note = |end: usize| {
            let starts = end.saturating_sub(largest)..(end + 1).saturating_sub(smallest);
            if let Some(start) = starts.into_iter().find(|start| self.has_block(*start, end)) {
                extremes[start..end].fill(end);
            }
        };
        // The last to be noted stays.
        if most {
            (1..=self.length).for_each(&mut note)
        } else {
            (1..=self.length).rev().for_each(&mut note)
        }
        (!extremes.contains(&0)).then_some(extremes)
    }

    /// Whether a schedule is in the class.
    pub fn contains(self, schedule: &Schedule) -> bool {
        schedule.length() == self.length
            && self.steps.is_none_or(|steps| steps == schedule.steps())
            && self.largest.is_none_or(|largest| largest == schedule.largest())
            && self.smallest.is_none_or(|smallest| smallest == schedule.smallest())
    }

    /// How many schedules the class has.
    pub fn size(self) -> Integer {
        let (smallest, largest) = self.ends();
        // Those with blocks in the range, without those that have no largest, or no smallest block.
        let mut size = self.compositions(smallest, largest);
        if self.largest.is_some() {
            size -= self.compositions(smallest, largest.saturating_sub(1));
        }
        if self.smallest.is_some() {
            size -= self.compositions(smallest + 1, largest);
        }
        if self.largest.is_some() && self.smallest.is_some() {
            size += self.compositions(smallest + 1, largest.saturating_sub(1));
        }
        size
    }

    /// How many ways there are to cut the length into blocks within a range, in so many steps where the class gives
    /// them.
    fn compositions(self, smallest: usize, largest: usize) -> Integer {
        if smallest > largest {
            return Integer::new();
        }
        if let Some(steps) = self.steps {
            return bounded_compositions(self.length, steps, smallest, largest);
        }
        // ways[n] = sum of ways[n - s] for s = smallest..largest, as a window that moves
        let mut ways = vec![Integer::from(1)];
        let mut window = Integer::new();
        for positions in 1..=self.length {
            if let Some(entering) = positions.checked_sub(smallest) {
                window += &ways[entering];
            }
            if let Some(leaving) = positions.checked_sub(largest + 1) {
                window -= &ways[leaving];
            }
            ways.push(window.clone());
        }
        ways.swap_remove(self.length)
    }

    /// The schedule of the class with the largest total cost, where `cost(a, s)` is the cost of a block of `s`
    /// positions after `a` revealed ones; among equally costly ones the first in an order that depends on the class
    /// alone. `None` when the class is empty.
    pub fn costliest<C: Clone + Ord + Add<Output = C> + Default>(
        self,
        cost: impl Fn(usize, usize) -> C,
    ) -> Option<(C, Schedule)> {
        // For each number of revealed positions, the best path to each progress: steps, whether the largest block was
        // met, and the smallest.
        let places = 4 * (self.steps.unwrap_or(0).min(self.length) + 1);
        let mut best: Vec<Vec<Option<Path<C>>>> = vec![vec![None; places]; self.length + 1];
        best[0][0] = Some((C::default(), None));
        for start in 0..self.length {
            let here = std::mem::take(&mut best[start]);
            if here.iter().any(Option::is_some) {
                for block in self.blocks(start) {
                    let added = cost(start, block);
                    for (place, path) in here.iter().enumerate() {
                        let (Some((total, _)), Some(next)) = (path, self.advance(place, block, places)) else {
                            continue;
                        };
                        let total = total.clone() + added.clone();
                        let known = &mut best[start + block][next];
                        if known.as_ref().is_none_or(|(known, _)| total > *known) {
                            *known = Some((total, Some((block, place))));
                        }
                    }
                }
            }
            best[start] = here;
        }
        let complete = (0..places).filter(|place| self.is_complete(*place));
        let totals = complete.filter_map(|place| Some((place, &best[self.length][place].as_ref()?.0)));
        let (mut place, total) = totals.reduce(|known, new| if new.1 > known.1 { new } else { known })?;
        let total = total.clone();
        let mut blocks = Vec::new();
        let mut end = self.length;
        while let Some((_, Some((block, before)))) = best[end][place] {
            blocks.push(block);
            end -= block;
            place = before;
        }
        blocks.reverse();
        Some((total, Schedule::new(blocks)?))
    }

    fn blocks(self, start: usize) -> impl Iterator<Item = usize> {
        let largest = self.largest.unwrap_or(self.length).min(self.length - start);
        self.smallest.unwrap_or(1)..=largest
    }

    /// The progress after a block; `None` when there are more steps than the class has. Steps, and met blocks, are told
    /// apart only where the class asks for them.
    fn advance(self, place: usize, block: usize, places: usize) -> Option<usize> {
        let met = place & 3 | usize::from(self.largest == Some(block)) << 1 | usize::from(self.smallest == Some(block));
        let steps = if self.steps.is_some() { (place >> 2) + 1 } else { 0 };
        Some(4 * steps + met).filter(|next| *next < places)
    }

    fn is_complete(self, place: usize) -> bool {
        self.steps.is_none_or(|wanted| wanted == place >> 2)
            && (place & 2 != 0 || self.largest.is_none())
            && (place & 1 != 0 || self.smallest.is_none())
    }
}

/// How many sequences of `steps` integers within a range have a sum: `sum_j (-1)^j C(T, j) C(r - j(w + 1) + T - 1, T -
/// 1)`, where `r` is what the sum has beyond the smallest and `w` the width of the range.
fn bounded_compositions(sum: usize, steps: usize, smallest: usize, largest: usize) -> Integer {
    let small = |number: usize| u32::try_from(number).expect("sequences of moderate length");
    let mut count = Integer::new();
    let Some(mut rest) = sum.checked_sub(steps * smallest).filter(|_| steps > 0) else { return count };
    for chosen in 0..=steps {
        let ways =
            Integer::from(rest + steps - 1).binomial(small(steps - 1)) * Integer::from(steps).binomial(small(chosen));
        if chosen % 2 == 0 {
            count += ways
        } else {
            count -= ways
        }
        match rest.checked_sub(largest - smallest + 1) {
            Some(less) => rest = less,
            None => break,
        }
    }
    count
}

impl fmt::Display for ScheduleClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = [("T", self.steps), ("s_max", self.largest), ("s_min", self.smallest)];
        let conditions: Vec<String> =
            given.iter().filter_map(|(name, value)| value.map(|value| format!("{name} = {value}"))).collect();
        if conditions.is_empty() {
            write!(formatter, "every schedule of length {}", self.length)
        } else {
            write!(formatter, "schedules of length {} with {}", self.length, conditions.join(", "))
        }
    }
}
