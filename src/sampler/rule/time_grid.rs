//! Grids of retentions: how probable it is in each step of an ancestral sampler that a masked position is revealed.
//!
//! With the retention `a(t)`, the probability that a token is not masked at time `t`, and a step from `t` to `s < t`, a
//! masked position is revealed with probability `(a(s) - a(t))/(1 - a(t))` and stays masked with `(1 - a(s))/(1 - a(t))`.

use std::cmp::Ordering;

use rug::Rational;

use crate::exact::{Enclosure, LogForm, Real};
use crate::sampler::rows::Undecided;

/// The probabilities of the steps. In the last everything is revealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeGrid {
    /// Rational probabilities that a masked position is revealed, one a step.
    Rational(Vec<Rational>),
    /// The retentions of a curve at the times `t_n = 1 - n(1 - eps)/T`, `n = 0, ..., T`, from 1 down to the smallest
    /// time `eps`; and one step more that reveals what is left, where something can be.
    Curve {
        /// The curve.
        curve: Curve,
        /// `T >= 1`
        steps: usize,
        /// The smallest time, from 0 and below 1.
        eps: Rational,
    },
}

/// A curve of retentions that are not rational.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Curve {
    /// `a(t) = cos(pi t/2)` (MDLM, whose own `eps` in `eps + (1 - eps) cos(pi t/2)` cancels in the probabilities).
    Cosine,
    /// `a(t) = exp(-lo^(1-t) hi^t)` (MDLM's geometric schedule), with `0 < lo < hi`.
    Geometric {
        /// The noise at time 0.
        lo: Rational,
        /// The noise at time 1.
        hi: Rational,
    },
}

/// The probability that a masked position is revealed in a step, and that it is not.
#[derive(Debug, Clone)]
pub struct Share {
    /// That it is revealed; positive.
    pub revealed: Real,
    /// That it stays masked; positive, or exactly 0.
    pub masked: Real,
}

impl TimeGrid {
    /// The number of steps.
    pub fn steps(&self) -> usize {
        match self {
            Self::Rational(probabilities) => probabilities.len(),
            Self::Curve { curve, steps, eps } => steps + usize::from(curve.leaves_masked(eps)),
        }
    }

    /// Whether all probabilities are rational.
    pub fn is_rational(&self) -> bool {
        matches!(self, Self::Rational(_))
    }

    /// The probabilities of a step; at a precision where they are enclosed.
    ///
    /// # Errors
    /// [`Undecided`] when a probability is not proven positive at the precision.
    pub fn share(&self, step: usize, precision: u32) -> Result<Share, Undecided> {
        let exact = |revealed: Rational| Share {
            masked: Real::Exact(Rational::from(1 - &revealed)),
            revealed: Real::Exact(revealed),
        };
        let (curve, steps, eps) = match self {
            Self::Rational(probabilities) => return Ok(exact(probabilities[step].clone())),
            Self::Curve { curve, steps, eps } => (curve, *steps, eps),
        };
        if step + 1 == self.steps() {
            return Ok(exact(Rational::from(1)));
        }
        let time = |step: usize| 1 - Rational::from((step, steps)) * Rational::from(1 - eps);
        let undecided = Undecided { what: "that a step of the grid reveals something" };
        let [before, after] = [step, step + 1].map(|step| curve.masked(&time(step), precision));
        let masked = after.quotient(&before).ok_or(undecided)?;
        let revealed = Enclosure::of_rational(&Rational::from(1), precision).minus(&masked);
        let is_positive = |number: &Enclosure| number.sign().is_some_and(Ordering::is_gt);
        if !is_positive(&masked) || !is_positive(&revealed) {
            return Err(undecided);
        }
        Ok(Share { revealed: Real::Enclosed(revealed), masked: Real::Enclosed(masked) })
    }
}

impl Curve {
    /// Whether a position can still be masked at the smallest time.
    fn leaves_masked(&self, eps: &Rational) -> bool {
        match self {
            Self::Cosine => !eps.is_zero(),
            Self::Geometric { .. } => true,
        }
    }

    /// Encloses a positive multiple of `1 - a(t)`, the same at all times.
    fn masked(&self, time: &Rational, precision: u32) -> Enclosure {
        match self {
            // 1 - cos(pi t/2) = 2 sin(pi t/4)^2
            Self::Cosine => Enclosure::sine_of_eighths(time, precision).power(2, 1),
            Self::Geometric { lo, hi } => {
                let mut logarithm = LogForm::zero();
                for (noise, share) in [(lo, &Rational::from(1 - time)), (hi, time)] {
                    logarithm.add_scaled(&LogForm::ln(noise).expect("positive noise"), share);
                }
                Enclosure::of(&logarithm, precision).exponential().one_less_exponential_of_negative()
            }
        }
    }
}
