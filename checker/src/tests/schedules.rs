//! Schedules with a name, by the definitions of the page on the claim language, and their ideal errors.

use std::collections::BTreeMap;

use crate::answer::{Reason, Refusal, Rejection};
use crate::limits::Meter;
use crate::number::{Q, whole};
use crate::schedules::{halved, ideal_error, named};
use crate::words::{Halving, Named};

fn blocks(name: Named, parameter: Option<usize>, n: usize) -> Option<Vec<usize>> {
    let parameter = parameter.map(whole);
    match named(name, parameter.as_ref(), n, &Meter::new(1)) {
        Ok(blocks) => Some(blocks),
        Err(Refusal::Rejected(Rejection { reason: Reason::NoValue, .. })) => None,
        Err(other) => panic!("{other:?}"),
    }
}

/// The differences of the boundaries `N_i = floor(N_(i-1) + (n - N_(i-1))/z)`, `i = 1..lambda`, and then steps of 1.
fn by_boundaries(z: usize, n: usize) -> Vec<usize> {
    let mut boundaries = vec![0];
    if z <= n {
        let holds = |e: u32| z.pow(e) <= (n - z + 1) * (z - 1).pow(e);
        let largest = (0..).take_while(|e| holds(*e)).last().unwrap();
        for _ in 0..largest + 2 {
            let before = boundaries[boundaries.len() - 1];
            boundaries.push((before * z + n - before) / z);
        }
    }
    let last = boundaries[boundaries.len() - 1];
    boundaries.extend(last + 1..=n);
    boundaries.windows(2).map(|pair| pair[1] - pair[0]).filter(|block| *block > 0).collect()
}

#[test]
fn schedules_with_a_name() {
    for n in 1..=10 {
        assert_eq!(blocks(Named::OneByOne, None, n), Some(vec![1; n]));
        assert_eq!(blocks(Named::AllAtOnce, None, n), Some(vec![n]));
        for x in 0..=n + 2 {
            let divides = x > 0 && n.is_multiple_of(x);
            assert_eq!(blocks(Named::Uniform, Some(x), n), divides.then(|| vec![x; n / x]), "uniform({x}), {n}");
            let mut singles = vec![1; x.saturating_sub(1)];
            singles.push((n + 1).saturating_sub(x));
            let wanted = (1..=n).contains(&x).then_some(singles);
            assert_eq!(blocks(Named::SinglesThenRest, Some(x), n), wanted, "singles_then_rest({x}), {n}");
            let mut by_boundaries = (x > 1).then(|| by_boundaries(x, n));
            assert_eq!(blocks(Named::TotalCorrelation, Some(x), n), by_boundaries, "z = {x}, n = {n}");
            by_boundaries.iter_mut().for_each(|blocks| blocks.reverse());
            assert_eq!(blocks(Named::DualTotalCorrelation, Some(x), n), by_boundaries, "z = {x}, n = {n}");
        }
    }
}

#[test]
fn halves_of_blocks() {
    let all = [1, 2, 3, 6, 7];
    assert_eq!(halved(&all, Halving::Whole), all);
    assert_eq!(halved(&all, Halving::LargerFirst), [1, 1, 1, 2, 1, 3, 3, 4, 3]);
    assert_eq!(halved(&all, Halving::SmallerFirst), [1, 1, 1, 1, 2, 3, 3, 3, 4]);
}

/// `sum_t [ s_t (h(N_{t-1} + 1) - h(N_{t-1})) - (h(N_t) - h(N_{t-1})) ]`: for (3) it is `3 h(1) - h(3) - 2 h(0)`, for
/// (1, 2) `2 (h(2) - h(1)) - (h(3) - h(1))`, and for single tokens nothing.
#[test]
fn ideal_errors() {
    let sum = |blocks: &[usize]| {
        let mut sum: BTreeMap<usize, Q> = BTreeMap::new();
        ideal_error(blocks).into_iter().for_each(|(k, factor)| *sum.entry(k).or_default() += factor);
        sum.retain(|_, factor| *factor != whole(0));
        sum.into_iter().map(|(k, factor)| (k, factor.to_integer())).collect::<Vec<_>>()
    };
    let is = |blocks: &[usize], wanted: &[(usize, i64)]| {
        assert_eq!(sum(blocks), wanted.iter().map(|(k, factor)| (*k, (*factor).into())).collect::<Vec<_>>());
    };
    is(&[3], &[(0, -2), (1, 3), (3, -1)]);
    is(&[1, 2], &[(1, -1), (2, 2), (3, -1)]);
    is(&[2, 3], &[(0, -1), (1, 2), (2, -3), (3, 3), (5, -1)]);
    is(&[1, 1, 1, 1], &[]);
}
