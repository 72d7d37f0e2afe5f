//! A schedule on a ray: the block that holds the ray's dimension, and what is known of the other numbers.
//!
//! On the ray `m` the ideal expected KL of a schedule is `b - m`, where `(a, b]` is the block with `a < m <= b`
//! (proofs-notes/average-entropy-cone.md). The blocks before it are `before` many, with `a` positions, and those behind
//! it are `T - 1 - before` many, with `L - b`; each has between `s_min` and `s_max` positions.

use rug::Rational;

use super::branch::{Branch, Result, beyond};
use super::fraction::Fraction;
use super::polynomial::Polynomial;

/// The integers of a schedule on a ray.
#[derive(Debug, Clone)]
pub struct OnRay {
    /// `a`, the end of the block before the one that holds `m`.
    pub start: Polynomial,
    /// `b`, its own end.
    pub end: Polynomial,
    /// How many blocks there are before it.
    pub before: Polynomial,
    /// `T`
    pub steps: Polynomial,
    /// `s_max`
    pub largest: Polynomial,
    /// `s_min`
    pub smallest: Polynomial,
}

impl OnRay {
    /// Any schedule of `length` positions, on the ray `dimension`.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn any(branch: &mut Branch, length: &Polynomial, dimension: &Polynomial) -> Result<Self> {
        let mut new = |name| branch.unknown(name);
        let (start, end, before) = (new("a"), new("b"), new("before"));
        let (steps, largest, smallest) = (new("T"), new("s_max"), new("s_min"));
        let schedule = Self { start, end, before, steps, largest, smallest };
        let Self { start, end, before, steps, largest, smallest } = &schedule;
        let size = end.minus(start);
        let behind = steps.minus(before).plus_integer(-1);
        let after = length.minus(end);
        let others = steps.plus_integer(-1);
        for premise in [
            start.clone(),
            dimension.minus(start).plus_integer(-1),
            end.minus(dimension),
            after.clone(),
            smallest.plus_integer(-1),
            size.minus(smallest),
            largest.minus(&size),
            before.clone(),
            behind.clone(),
            start.minus(&before.times(smallest)),
            before.times(largest).minus(start),
            after.minus(&behind.times(smallest)),
            behind.times(largest).minus(&after),
            // One block is the largest, and one the smallest.
            length.minus(largest).minus(&others.times(smallest)),
            smallest.plus(&others.times(largest)).minus(length),
            start.minus(before),
            after.minus(&behind),
            length.minus(largest).minus(&others),
            length.minus(steps),
        ] {
            branch.assume(&premise);
        }
        Ok(schedule)
    }

    /// The schedule of a name.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn named(
        branch: &mut Branch,
        name: &str,
        arguments: &[Polynomial],
        length: &Polynomial,
        dimension: &Polynomial,
    ) -> Result<Self> {
        let argument = |place: usize| arguments[place].clone();
        let one = Polynomial::constant(1);
        match name {
            "one_by_one" => Ok(Self::singles(length, dimension)),
            "all_at_once" => Ok(Self {
                start: Polynomial::default(),
                end: length.clone(),
                before: Polynomial::default(),
                steps: one,
                largest: length.clone(),
                smallest: length.clone(),
            }),
            "uniform" => {
                let block = argument(0);
                branch.require(&block.plus_integer(-1), "a block size below 1")?;
                let steps = Fraction::from(length.clone()).times(&branch.reciprocal(&block.clone().into())?);
                let Some(steps) = steps.polynomial().filter(|steps| steps.is_integral()) else {
                    return beyond("uniform(b) with a b that may not divide L");
                };
                let schedule = Self::any(branch, length, dimension)?;
                branch.assume_zero(&schedule.steps.minus(steps));
                branch.assume_zero(&schedule.largest.minus(&block));
                branch.assume_zero(&schedule.smallest.minus(&block));
                branch.assume_zero(&schedule.start.minus(&schedule.before.times(&block)));
                branch.assume_zero(&schedule.end.minus(&schedule.start).minus(&block));
                Ok(schedule)
            }
            "singles_then_rest" => {
                let steps = argument(0);
                branch.require(&steps.plus_integer(-1), "fewer blocks than 1")?;
                branch.require(&length.minus(&steps), "more blocks than positions")?;
                let is_one = branch.is_nonnegative(&one.minus(&steps))?;
                let rest = length.minus(&steps).plus_integer(1);
                let smallest = if is_one { length.clone() } else { one.clone() };
                let numbers =
                    Self { steps: steps.clone(), largest: rest, smallest, ..Self::singles(length, dimension) };
                if branch.is_nonnegative(&dimension.minus(&steps))? {
                    let before = steps.plus_integer(-1);
                    return Ok(Self { start: before.clone(), end: length.clone(), before, ..numbers });
                }
                Ok(numbers)
            }
            "total_correlation_schedule" | "dual_total_correlation_schedule" => {
                Self::of_theorem_9(branch, name == "dual_total_correlation_schedule", &argument(0), length, dimension)
            }
            _ => beyond(format!("the schedule {name}")),
        }
    }

    /// A schedule of Chen, Cong and Li's Theorem 9: a block has one position, or it is the floor of 1/z of the positions
    /// that are left before it, in the dual one of those up to its own end.
    fn of_theorem_9(
        branch: &mut Branch,
        is_dual: bool,
        parameter: &Polynomial,
        length: &Polynomial,
        dimension: &Polynomial,
    ) -> Result<Self> {
        branch.require(&parameter.plus_integer(-2), "a parameter below 2")?;
        let schedule = Self::any(branch, length, dimension)?;
        let size = schedule.end.minus(&schedule.start);
        let whole = if is_dual { schedule.end.clone() } else { length.minus(&schedule.start) };
        let rest = whole.minus(&parameter.times(&size));
        branch.choose(|branch, is_part| {
            if is_part {
                branch.assume(&rest);
                branch.assume(&parameter.minus(&rest).plus_integer(-1));
            } else {
                branch.assume_zero(&size.plus_integer(-1));
            }
        })?;
        Ok(schedule)
    }

    /// Blocks of one position.
    fn singles(length: &Polynomial, dimension: &Polynomial) -> Self {
        Self {
            start: dimension.plus_integer(-1),
            end: dimension.clone(),
            before: dimension.plus_integer(-1),
            steps: length.clone(),
            largest: Polynomial::constant(1),
            smallest: Polynomial::constant(1),
        }
    }

    /// The end of the half of the block that holds the dimension, where every block is halved.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn end_of_half(&self, branch: &mut Branch, dimension: &Polynomial, larger_first: bool) -> Result<Polynomial> {
        let size = self.end.minus(&self.start);
        let name = if larger_first { "larger_half" } else { "smaller_half" };
        let first = branch.function(name, &[&size], |branch, half| {
            let excess = half.scaled(&Rational::from(2)).minus(&size);
            let excess = if larger_first { excess } else { excess.negated() };
            branch.assume(&excess);
            branch.assume(&Polynomial::constant(1).minus(&excess));
            Ok(())
        })?;
        let middle = self.start.plus(&first);
        Ok(if branch.is_nonnegative(&middle.minus(dimension))? { middle } else { self.end.clone() })
    }
}
