//! Schedules that have a name, with their parameters.
//!
//! `total_correlation_schedule` and `dual_total_correlation_schedule` are those of Chen, Cong and Li, Theorem 9, for an
//! integer parameter `z >= 2` and `n` positions. If `z >= n + 1`, all blocks are 1. Otherwise the boundaries of the
//! first are `N_0 = 0`, `N_i = floor(N_(i-1) + (n - N_(i-1))/z)` for `i = 1..lambda`, and then steps of 1 up to `n`,
//! with `lambda = 2 + max{e >= 0 : (z/(z-1))^e <= n - z + 1}`; blocks of size 0 are dropped. Those of the second are,
//! read backwards, `N'_0 = n`, `N'_i = ceil(N'_(i-1) (1 - 1/z))` for `i = 1..lambda`, and then steps of -1 down to 0.

use rug::Integer;
use thiserror::Error;

use super::Schedule;

/// The names, with how many parameters they take.
pub const NAMED_SCHEDULES: [(&str, usize); 6] = [
    ("one_by_one", 0),
    ("all_at_once", 0),
    ("uniform", 1),
    ("singles_then_rest", 1),
    ("total_correlation_schedule", 1),
    ("dual_total_correlation_schedule", 1),
];

/// A schedule that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NamedScheduleError {
    /// No construction has this name with so many parameters.
    #[error("no schedule is called {name} with {parameters} parameter(s)")]
    Unknown {
        /// The name.
        name: String,
        /// How many parameters were given.
        parameters: usize,
    },
    /// A parameter is outside its range.
    #[error("{name} needs a parameter {expected} at L = {length}, and this is {found}")]
    Parameter {
        /// The name.
        name: String,
        /// What is expected.
        expected: String,
        /// What was given.
        found: i64,
        /// The length.
        length: usize,
    },
}

/// The schedule of a name for `length` positions.
///
/// ```
/// use maskproof::sampler::named_schedules::construct;
/// assert_eq!(construct("singles_then_rest", 5, &[3]).unwrap().blocks(), [1, 1, 3]);
/// assert_eq!(construct("total_correlation_schedule", 6, &[2]).unwrap().blocks(), [3, 1, 1, 1]);
/// ```
///
/// # Errors
/// [`NamedScheduleError`].
pub fn construct(name: &str, length: usize, parameters: &[i64]) -> Result<Schedule, NamedScheduleError> {
    let bad = |expected: String| NamedScheduleError::Parameter {
        name: name.to_owned(),
        expected,
        found: parameters[0],
        length,
    };
    let number = parameters.first().and_then(|&parameter| usize::try_from(parameter).ok());
    let blocks = match (name, parameters) {
        ("one_by_one", []) => vec![1; length],
        ("all_at_once", []) => vec![length],
        ("uniform", [_]) => {
            let block = number.filter(|&block| block > 0 && length.is_multiple_of(block));
            let block = block.ok_or_else(|| bad("that divides L".to_owned()))?;
            vec![block; length / block]
        }
        ("singles_then_rest", [_]) => {
            let steps = number.filter(|steps| (1..=length).contains(steps));
            let steps = steps.ok_or_else(|| bad(format!("in 1..{length}")))?;
            [vec![1; steps - 1], vec![length + 1 - steps]].concat()
        }
        ("total_correlation_schedule" | "dual_total_correlation_schedule", [_]) => {
            let parameter =
                number.filter(|&parameter| parameter >= 2).ok_or_else(|| bad("of at least 2".to_owned()))?;
            if name == "total_correlation_schedule" {
                blocks_of(&total_correlation_boundaries(length, parameter))
            } else {
                blocks_of(&dual_total_correlation_boundaries(length, parameter))
            }
        }
        _ => return Err(NamedScheduleError::Unknown { name: name.to_owned(), parameters: parameters.len() }),
    };
    Ok(Schedule::new(blocks).expect("positive blocks of a positive length"))
}

/// The steps between boundaries in increasing order, without the empty ones.
fn blocks_of(boundaries: &[usize]) -> Vec<usize> {
    boundaries.windows(2).map(|pair| pair[1] - pair[0]).filter(|&block| block > 0).collect()
}

fn total_correlation_boundaries(length: usize, parameter: usize) -> Vec<usize> {
    if parameter > length {
        return (0..=length).collect();
    }
    let mut boundaries = vec![0];
    let mut last = 0;
    for _ in 0..number_of_long_steps(length, parameter) {
        last += (length - last) / parameter;
        boundaries.push(last);
    }
    boundaries.extend(last + 1..=length);
    boundaries
}

fn dual_total_correlation_boundaries(length: usize, parameter: usize) -> Vec<usize> {
    if parameter > length {
        return (0..=length).collect();
    }
    let mut boundaries = vec![length];
    let mut last = length;
    for _ in 0..number_of_long_steps(length, parameter) {
        last = (last * (parameter - 1)).div_ceil(parameter);
        boundaries.push(last);
    }
    boundaries.extend((0..last).rev());
    boundaries.reverse();
    boundaries
}

/// `2 + max{e >= 0 : (z/(z-1))^e <= n - z + 1}`, for `2 <= z <= n`.
fn number_of_long_steps(length: usize, parameter: usize) -> usize {
    let mut power = Integer::from(1);
    let mut bound = Integer::from(length - parameter + 1);
    let mut steps = 1;
    while power <= bound {
        power *= parameter;
        bound *= parameter - 1;
        steps += 1;
    }
    steps
}
