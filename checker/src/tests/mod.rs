//! Tests of the parts.

mod accepted;
mod enclosures;
mod formulas;
mod laws;
mod limits;
mod logarithms;
mod numbers;
mod schedules;
mod statements;
mod values;
mod verdicts;

/// A generator of numbers with a fixed seed (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        let bound = u64::try_from(items.len()).unwrap();
        items[usize::try_from(self.below(bound)).unwrap()]
    }
}
