//! The Bernoulli walk, and its longest runs.

use crate::exact::{Integer, LogForm, Rational};
use crate::law::{Law, LawError, Shape, Vocabulary, index_of};
use crate::limits::WALK_LIMIT;

/// The `2^n` paths of the Bernoulli walk, `x_i = e_1 + .. + e_i` with fair increments `e_i` of 0 or 1, in the order of
/// their increments; `None` above [`WALK_LIMIT`]. All are equally likely.
///
/// ```
/// use maskproof::law::families::walk_paths;
/// assert_eq!(walk_paths(2).unwrap(), [[0, 0], [0, 1], [1, 1], [1, 2]]);
/// ```
pub fn walk_paths(length: usize) -> Option<Vec<Vec<usize>>> {
    if length > WALK_LIMIT {
        return None;
    }
    let path = |increments: usize| {
        (0..length).rev().scan(0, move |sum, place| {
            *sum += increments >> place & 1;
            Some(*sum)
        })
    };
    Some((0..1_usize << length).map(|increments| path(increments).collect()).collect())
}

/// The law of the Bernoulli walk: `walk(L=..)`, the partial sums of fair bits, over `V = L + 1` tokens. A Markov chain
/// whose past is in its last token; up to length 6 it is within bounds.
///
/// # Errors
/// Those of [`Shape::new`] and [`Shape::check_size`].
pub fn walk(length: usize) -> Result<Law, LawError> {
    let size = length.saturating_add(1);
    let mut counts = vec![Integer::new(); Shape::new(length, size)?.check_size()?];
    for path in walk_paths(length).unwrap_or_default() {
        counts[index_of(&path, size)] += 1;
    }
    Law::from_counts(format!("walk(L={length})"), Vocabulary::numbered(size), length, counts)
}

/// For `r = 0, ..., n` the number of the `2^n` sequences of increments whose longest run of equal increments is `r`.
///
/// Sequences with runs of at most `r` are counted by the lengths of their runs: `a(j) = sum_{i=1..min(r, j)} a(j - i)`
/// compositions of `j` with `a(0) = 1`, and two choices of the first increment.
pub fn longest_run_counts(length: usize) -> Vec<Integer> {
    let at_most = |longest: usize| {
        let mut compositions = vec![Integer::from(1)];
        for sum in 1..=length {
            let terms = (1..=longest.min(sum)).map(|part| &compositions[sum - part]);
            compositions.push(terms.sum());
        }
        let sequences = compositions.swap_remove(length);
        if length == 0 { sequences } else { sequences * 2 }
    };
    let cumulative: Vec<Integer> = (0..=length).map(at_most).collect();
    (0..=length)
        .map(|longest| match longest.checked_sub(1) {
            None => cumulative[0].clone(),
            Some(shorter) => Integer::from(&cumulative[longest] - &cumulative[shorter]),
        })
        .collect()
}

/// `E ln(1 + maxrun)` in nats for the Bernoulli walk of a length, where `maxrun` is the length of the longest run of
/// equal increments, zeros or ones: the quantity of Theorem 4 of Wen, Liang & Lu (arXiv 2608.25505) as read here.
/// Exact.
///
/// ```
/// use maskproof::exact::{LogForm, Rational};
/// use maskproof::law::families::mean_log_run;
/// // Two increments: half the time a run of 2, half the time of 1.
/// let half = Rational::from((1, 2));
/// let expected: LogForm = [(3.into(), half.clone()), (2.into(), half)].into_iter().collect();
/// assert_eq!(mean_log_run(2), expected);
/// ```
pub fn mean_log_run(length: usize) -> LogForm {
    let counts = longest_run_counts(length);
    let total: Integer = counts.iter().sum();
    let weights = counts.iter().zip(1_u64..);
    weights.map(|(count, argument)| (Integer::from(argument), Rational::from((count, &total)))).collect()
}
