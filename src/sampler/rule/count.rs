//! How many positions a step reveals.

use std::fmt;

use rug::{Integer, Rational};

/// How many positions a step reveals, before it looks at any row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many at a time, at least 1, or all that are left.
    Each(usize),
    /// A number `T >= 1` of steps: of `n` positions, `n div T` each, and one more in the first `n mod T` (LLaDA). For
    /// `T > n` the last `T - n` steps reveal none.
    Steps(usize),
    /// A number `T >= 1` of steps as in Dream: with `t_i = 1 - i(1 - 1/1000)/T`, step `i < T - 1` reveals
    /// `floor(m (1 - t_{i+1}/t_i))` of the `m` positions that are masked, and the last step all.
    Dream(usize),
}

impl Count {
    /// The number of steps, where there is one.
    pub fn steps(self) -> Option<usize> {
        match self {
            Self::Each(_) => None,
            Self::Steps(steps) | Self::Dream(steps) => Some(steps),
        }
    }

    /// The number of positions for a step, from 0, of a block of a size with so many positions masked.
    pub fn number(self, step: usize, block_size: usize, masked: usize) -> usize {
        match self {
            Self::Each(number) => number.min(masked),
            Self::Steps(steps) => (block_size / steps + usize::from(step < block_size % steps)).min(masked),
            Self::Dream(steps) if step + 1 == steps => masked,
            Self::Dream(steps) => {
                let share = dream_share(step, steps) * Rational::from(masked);
                share.floor().into_numer_denom().0.to_usize().expect("at most the masked positions")
            }
        }
    }

    /// The largest number at any step, for a block of a size with so many positions masked.
    pub fn largest(self, block_size: usize, masked: usize) -> usize {
        match self {
            Self::Each(number) => number.min(masked),
            Self::Steps(steps) => block_size.div_ceil(steps).min(masked),
            Self::Dream(_) => masked,
        }
    }
}

/// The share of the masked positions that step `i` of `T` reveals, `1 - t_{i+1}/t_i` with `t_i = 1 - i(1 - eps)/T` and
/// `eps = 1/1000`: `(1 - eps)/(T - i(1 - eps))`.
pub fn dream_share(step: usize, steps: usize) -> Rational {
    let kept = Integer::from(999);
    let rest = Integer::from(1000) * Integer::from(steps) - Integer::from(step) * &kept;
    Rational::from((kept, rest))
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Each(number) => write!(formatter, "{number}"),
            Self::Steps(steps) | Self::Dream(steps) => write!(formatter, "steps={steps}"),
        }
    }
}
