//! Sets of small numbers.

/// A set of the numbers below a bound, one bit for each, in words of 64 bits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct BitSet {
    words: Vec<u64>,
}

impl BitSet {
    /// The empty set, with room for the numbers below a bound.
    pub fn new(bound: usize) -> Self {
        Self { words: vec![0; bound.div_ceil(64)] }
    }

    /// Whether a number is in the set.
    #[inline(always)]
    pub fn contains(&self, number: usize) -> bool {
        self.words[number / 64] >> (number % 64) & 1 == 1
    }

    /// Puts a number into the set.
    #[inline(always)]
    pub fn insert(&mut self, number: usize) {
        self.words[number / 64] |= 1 << (number % 64);
    }

    /// Puts a number into the set, or takes it out.
    #[inline(always)]
    pub fn set(&mut self, number: usize, is_in: bool) {
        let bit = 1 << (number % 64);
        let word = &mut self.words[number / 64];
        *word = if is_in { *word | bit } else { *word & !bit };
    }

    /// Puts eight numbers into the set where their bits are set, from a multiple of 8 on.
    #[inline(always)]
    pub fn insert_eight(&mut self, first: usize, bits: u64) {
        debug_assert!(first.is_multiple_of(8) && bits < 1 << 8);
        self.words[first / 64] |= bits << (first % 64);
    }

    /// Takes all numbers out.
    #[inline]
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Takes all numbers out, and makes room for those below another bound.
    #[inline]
    pub fn reset(&mut self, bound: usize) {
        self.words.clear();
        self.words.resize(bound.div_ceil(64), 0);
    }

    /// Makes the set equal to another one with the same bound.
    #[inline]
    pub fn copy_from(&mut self, other: &Self) {
        self.words.copy_from_slice(&other.words);
    }

    /// The number of words.
    #[inline]
    pub fn words(&self) -> usize {
        self.words.len()
    }

    /// The numbers of a word, as they are now: the set may change while they are gone through.
    #[inline]
    pub fn of_word(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        let mut word = self.words[index];
        std::iter::from_fn(move || {
            let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
            word &= word - 1;
            Some(64 * index + bit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_into_them() {
        let mut set = BitSet::new(130);
        for number in [0, 63, 64, 129] {
            set.insert(number);
        }
        set.set(63, false);
        set.insert_eight(72, 0b1000_0001);
        let members = |set: &BitSet| (0..set.words()).flat_map(|word| set.of_word(word)).collect::<Vec<_>>();
        assert_eq!(members(&set), [0, 64, 72, 79, 129]);
        assert!(set.contains(129) && !set.contains(63));
        let mut other = BitSet::new(130);
        other.copy_from(&set);
        assert_eq!(other, set);
        other.clear();
        assert_eq!(members(&other), [0_usize; 0]);
        other.reset(3);
        assert_eq!(other, BitSet::new(3));
    }
}
