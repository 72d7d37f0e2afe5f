//! Schedules: those with a name, those with halved blocks, and their ideal error.

use num_traits::One;

use crate::answer::{Reason, Result};
use crate::limits::Meter;
use crate::number::{Q, compare, index, power, whole};
use crate::words::{Halving, Named};

/// The blocks of a schedule with a name and a parameter, of `n` positions.
pub fn named(name: Named, parameter: Option<&Q>, n: usize, meter: &Meter) -> Result<Vec<usize>> {
    let parameter = |from, to| parameter.map_or(Ok(0), |number| index(number, from, to));
    Ok(match name {
        Named::OneByOne => vec![1; n],
        Named::AllAtOnce => vec![n],
        Named::Uniform => {
            let size = parameter(1, n)?;
            Reason::NoValue.unless(n.is_multiple_of(size), format_args!("uniform({size}), of {n} positions"))?;
            vec![size; n / size]
        }
        Named::SinglesThenRest => {
            let singles = parameter(1, n)? - 1;
            [vec![1; singles], vec![n - singles]].concat()
        }
        Named::TotalCorrelation => total_correlation(parameter(2, usize::MAX)?, n, meter)?,
        Named::DualTotalCorrelation => {
            let mut blocks = total_correlation(parameter(2, usize::MAX)?, n, meter)?;
            blocks.reverse();
            blocks
        }
    })
}

fn total_correlation(z: usize, n: usize, meter: &Meter) -> Result<Vec<usize>> {
    let (mut blocks, mut left) = (Vec::new(), n);
    if z <= n {
        // As many rounds as there are powers of z/(z-1), the 0th included, up to n - z + 1, and one more.
        let ratio = Q::new(z.into(), (z - 1).into());
        let largest = whole(n - z + 1);
        let mut powers = 0_usize;
        while compare(&power(&ratio, &whole(powers), meter)?, &largest, meter)?.is_le() {
            powers += 1;
        }
        for _ in 0..=powers {
            blocks.push(left / z);
            left -= left / z;
        }
    }
    blocks.extend(vec![1; left]);
    blocks.retain(|block| *block > 0);
    Ok(blocks)
}

/// The blocks; or each block `b` split into `ceil(b/2)` and `floor(b/2)`, in this order or the other, without empty
/// halves.
pub fn halved(blocks: &[usize], halving: Halving) -> Vec<usize> {
    let halves = |block: &usize| {
        let (smaller, larger) = (block / 2, block - block / 2);
        match halving {
            Halving::Whole => [*block, 0],
            Halving::LargerFirst => [larger, smaller],
            Halving::SmallerFirst => [smaller, larger],
        }
    };
    blocks.iter().flat_map(halves).filter(|half| *half > 0).collect()
}

/// The coefficients of `h(k)` in the ideal error of a schedule:
/// `sum_t [ s_t (h(N_{t-1} + 1) - h(N_{t-1})) - (h(N_t) - h(N_{t-1})) ]`
pub fn ideal_error(blocks: &[usize]) -> Vec<(usize, Q)> {
    let mut revealed = 0;
    let mut coefficients = Vec::new();
    for &block in blocks {
        coefficients.push((revealed + 1, whole(block)));
        coefficients.push((revealed, Q::one() - whole(block)));
        coefficients.push((revealed + block, -Q::one()));
        revealed += block;
    }
    coefficients
}
