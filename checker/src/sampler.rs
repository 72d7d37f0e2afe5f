//! The sampler, from its definition, over all orders of unmasking, with the exact predictor: given the tokens revealed
//! so far, the tokens of a block are drawn independently, each from the law's conditional distribution.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::{One, Zero};

use crate::answer::Result;
use crate::law::{Law, size};
use crate::limits;
use crate::logs::{LogForm, log, log_of};
use crate::number::{Q, fraction, product, sum, whole};

/// An order of revealing all positions: each position, as a set, and the set of what is revealed before its block.
type Order = Vec<(usize, usize)>;

/// The orders of revealing `left`, the rest of `all` being revealed, in blocks of these sizes. A uniform permutation of
/// the positions makes all of them equally likely, as each comes from `s_1! s_2! ..` permutations.
fn orders(left: usize, all: usize, blocks: &[usize]) -> Vec<Order> {
    let Some((first, rest)) = blocks.split_first() else { return vec![Vec::new()] };
    let mut found = Vec::new();
    for block in (1..=left).filter(|block| block & !left == 0 && size(*block) == *first) {
        let singles = (0..usize::BITS).map(|at| 1 << at).filter(|single| block & single != 0);
        let steps: Order = singles.map(|single| (single, all & !left)).collect();
        found.extend(orders(left & !block, all, rest).into_iter().map(|later| [steps.clone(), later].concat()));
    }
    found
}

/// The orders of a schedule.
fn orders_of(law: &Law<'_>, schedule: &[usize]) -> Result<Vec<Order>> {
    limits::SIMULATED.check(law.length)?;
    law.meter.work(1 << 18)?;
    let all = (1 << law.length) - 1;
    Ok(orders(all, all, schedule))
}

/// By set of positions and by sequence, how often the sequence's tokens there occur.
fn all_counts(law: &Law<'_>) -> Result<Vec<Vec<BigInt>>> {
    (0..1 << law.length).map(|set| law.counts(set)).collect()
}

/// The mean, over the orders, of KL(law, product of the conditional distributions along the order), in units of `1/N`.
pub fn expected_error(law: &Law<'_>, schedule: &[usize]) -> Result<LogForm> {
    let orders = orders_of(law, schedule)?;
    let (sequences, _) = law.listed()?;
    // How often ln(count of a sequence's tokens at a set) occurs in ln(p / q), over all orders and the same for every
    // sequence: p = c(all) / c(no position), and q is a product of c(revealed and single) / c(revealed).
    let many = BigInt::from(orders.len());
    let mut weights = BTreeMap::from([((1 << law.length) - 1, many.clone()), (0, -many)]);
    for (single, revealed) in orders.iter().flatten() {
        *weights.entry(revealed | single).or_default() -= 1;
        *weights.entry(*revealed).or_default() += 1;
    }
    let mut error = LogForm::zero();
    for (set, weight) in weights {
        for ((_, count), at_set) in sequences.iter().zip(law.counts(set)?) {
            error.add_multiple(&log(at_set.magnitude()), &whole(BigInt::from(count.clone()) * &weight), law.meter)?;
        }
    }
    error.times(&Q::new(BigInt::one(), orders.len().into()), law.meter)
}

/// KL(law, mean of the output laws of the orders), in units of `1/N`.
pub fn output_error(law: &Law<'_>, schedule: &[usize]) -> Result<LogForm> {
    let orders = orders_of(law, schedule)?;
    let (sequences, total) = law.listed()?;
    let (counts, meter) = (all_counts(law)?, law.meter);
    let mut error = LogForm::zero();
    for (place, (_, count)) in sequences.iter().enumerate() {
        let mut output = Q::zero();
        for order in &orders {
            let mut along = Q::one();
            for (single, revealed) in order {
                let ratio =
                    fraction(counts[revealed | single][place].clone(), counts[*revealed][place].clone(), meter)?;
                along = product(&along, &ratio, meter)?;
            }
            output = sum(&output, &along, meter)?;
        }
        // c ln(p / q), with q the output over the number of orders
        let probability = fraction(BigInt::from(count.clone()) * orders.len(), total.clone(), meter)?;
        let quotient = product(&probability, &output.recip(), meter)?;
        error.add_multiple(&log_of(&quotient, meter)?, &whole(count.clone()), meter)?;
    }
    Ok(error)
}
