//! The sizes of the orbits of a batch.

use super::batch::{LANES, Lanes, Mask, lanes};

/// The number of laws in the orbit of each law of a batch.
///
/// Most orbits have as many laws as the group has elements, so that only the others are kept one by one.
#[derive(Debug)]
pub struct OrbitSizes {
    /// The largest size met so far, in this batch or an earlier one.
    full_orbit_size: u64,
    /// The laws of the batch with orbits of another size.
    small: Mask,
    /// The sizes of these orbits, by lane.
    sizes: Lanes<u64>,
}

impl OrbitSizes {
    /// The sizes of an empty batch.
    pub fn new() -> Self {
        Self { full_orbit_size: 0, small: 0, sizes: [0; LANES] }
    }

    /// Adds the size of the orbit in the next lane.
    #[inline]
    pub fn push(&mut self, lane: usize, size: u64) {
        if size != self.full_orbit_size {
            self.push_other(lane, size);
        }
    }

    /// Adds a size that is not the largest met so far.
    #[inline(never)]
    fn push_other(&mut self, lane: usize, size: u64) {
        if size > self.full_orbit_size {
            let before = (1 << lane) - 1;
            for lane in lanes(before & !self.small) {
                self.sizes[lane] = self.full_orbit_size;
            }
            self.full_orbit_size = size;
            self.small = before;
        } else {
            self.sizes[lane] = size;
            self.small |= 1 << lane;
        }
    }

    /// The number of laws in the orbits of some lanes.
    #[inline(always)]
    pub fn sum(&self, orbits: Mask) -> u64 {
        let large = self.full_orbit_size * u64::from((orbits & !self.small).count_ones());
        large + lanes(orbits & self.small).map(|lane| self.sizes[lane]).sum::<u64>()
    }

    /// Begins the next batch.
    #[inline]
    pub fn clear(&mut self) {
        self.small = 0;
    }
}
