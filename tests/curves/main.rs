//! Measured curves: reading, projection, best schedules, ranges over bands, random block sizes, estimates.

mod bands;
mod bounds;
mod estimates;
mod grids;
mod projections;
mod reading;
mod references;
mod schedules;
mod weighted;

use maskproof::exact::Rational;

/// Numbers from a linear congruential generator: the same in every run.
struct Numbers(u64);

impl Numbers {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A fraction from 0 to below `end` with a denominator up to 12.
    pub fn fraction(&mut self, end: u64) -> Rational {
        let denominator = 1 + self.below(12);
        Rational::from((self.below(end * denominator), denominator))
    }

    /// A curve that starts at 0, does not decrease and is concave: increments in decreasing order, ties and zeros among
    /// them.
    pub fn concave(&mut self, length: usize) -> Vec<Rational> {
        let mut increments: Vec<Rational> = (0..length)
            .map(|_| if self.below(3) == 0 { Rational::from(self.below(3)) } else { self.fraction(4) })
            .collect();
        increments.sort_by(|one, two| two.cmp(one));
        summed(&increments)
    }

    /// Any curve from 0 that is not negative.
    pub fn any_curve(&mut self, length: usize) -> Vec<Rational> {
        std::iter::once(Rational::new()).chain((0..length).map(|_| self.fraction(6))).collect()
    }
}

/// The sums of the first 0, 1, .. numbers.
fn summed(increments: &[Rational]) -> Vec<Rational> {
    let mut sums = vec![Rational::new()];
    for increment in increments {
        sums.push(Rational::from(&sums[sums.len() - 1] + increment));
    }
    sums
}
