//! How many positions are masked after a step (MaskGIT, P2).

use std::fmt;

use rug::Integer;
use rug::ops::Pow;

use crate::exact::cosine::floor_of_cosine;
use crate::limits::TEMPERATURE_POWER_LIMIT;

/// How many positions are masked after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskSchedule {
    /// `cos(pi s / 2T)` of the positions.
    Cosine,
    /// `1 - (s/T)^a` of the positions; `a = 1` is the uniform schedule.
    Power(u32),
}

impl MaskSchedule {
    /// `cosine`, `uniform` or `powA`, as in a rule.
    pub fn named(text: &str) -> Option<Self> {
        let power = |text: &str| text.parse().ok().filter(|power| (1..=TEMPERATURE_POWER_LIMIT).contains(power));
        match text {
            "cosine" => Some(Self::Cosine),
            "uniform" => Some(Self::Power(1)),
            _ => text.strip_prefix("pow").and_then(power).map(Self::Power),
        }
    }

    /// The whole part of the share of `n` positions that are masked after step `s >= 1` of `T`; exact. It is below `n`, and
    /// 0 in the last step.
    pub fn floor(self, n: usize, s: usize, steps: usize) -> usize {
        let small = |number: usize| u32::try_from(number).expect("lengths and numbers of steps are small");
        match self {
            Self::Cosine => floor_of_cosine(small(n), small(s), small(steps)) as usize,
            Self::Power(power) => {
                let [done, all] = [s, steps].map(|number| Integer::from(number).pow(power));
                let left = Integer::from(n) * (&all - done);
                left.div_rem_floor(all).0.to_usize().expect("at most the positions")
            }
        }
    }
}

impl fmt::Display for MaskSchedule {
    /// As in a rule.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cosine => write!(formatter, "cosine"),
            Self::Power(1) => write!(formatter, "uniform"),
            Self::Power(power) => write!(formatter, "pow{power}"),
        }
    }
}
