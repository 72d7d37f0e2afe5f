//! The sampler itself, from its definition, over all orders of unmasking, with the exact predictor: given the tokens
//! revealed so far, the tokens of a block are drawn independently, each from the law's conditional distribution.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use crate::law::Law;
use crate::limits::{self, too_large};
use crate::logs::LogForm;
use crate::outcome::Fault;
use crate::scalar::Q;

/// The sets of positions revealed together, block by block, for every order: each with the number of its orders.
fn blocks_of_orders(length: usize, schedule: &[usize]) -> Result<BTreeMap<Vec<u64>, u64>, Fault> {
    if length > limits::SIMULATED_LENGTH {
        return Err(too_large("length for all orders", limits::SIMULATED_LENGTH));
    }
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..length {
        let longer = |order: &Vec<usize>| -> Vec<Vec<usize>> {
            let unused: Vec<usize> = (0..length).filter(|at| !order.contains(at)).collect();
            unused.into_iter().map(|at| [order.as_slice(), &[at]].concat()).collect()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    let mut found = BTreeMap::new();
    for order in orders {
        let mut positions = order.into_iter();
        let set = |size: &usize| positions.by_ref().take(*size).fold(0_u64, |set, at| set | 1 << at);
        *found.entry(schedule.iter().map(set).collect()).or_insert(0) += 1;
    }
    Ok(found)
}

/// The counts of the tokens of every sequence at every set of positions.
fn counts_of_parts(law: &Law) -> BTreeMap<u64, Vec<BigUint>> {
    let sets: BTreeSet<u64> = (0..1 << law.length()).collect();
    let counts = |set: u64| {
        let marginal = law.marginal(set);
        law.counts().iter().map(|(sequence, _)| marginal[&Law::part(sequence, set)].clone()).collect()
    };
    sets.into_iter().map(|set| (set, counts(set))).collect()
}

/// The positions of a set, each as a set.
fn singles(set: u64) -> impl Iterator<Item = u64> {
    (0..limits::SIMULATED_LENGTH).map(|at| 1 << at).filter(move |bit| set & bit != 0)
}

/// The mean, over the orders, of KL(law, product of the conditional distributions along the order).
pub fn expected_error(law: &Law, schedule: &[usize]) -> Result<LogForm, Fault> {
    let orders = blocks_of_orders(law.length(), schedule)?;
    if orders.len() * law.counts().len() > limits::SIMULATION_STEPS {
        return Err(too_large("steps of the simulated sampler", limits::SIMULATION_STEPS));
    }
    let number_of_orders: u64 = orders.values().sum();
    let counts = counts_of_parts(law);
    let all = (1 << law.length()) - 1;
    let mut error = LogForm::default();
    for (place, (_, count)) in law.counts().iter().enumerate() {
        // The coefficient of ln(count of this sequence's tokens at a set), over all orders.
        let mut weights: BTreeMap<u64, i64> = BTreeMap::new();
        let mut add = |set: u64, weight: i64| *weights.entry(set).or_insert(0) += weight;
        for (blocks, orders) in &orders {
            let orders = i64::try_from(*orders).map_err(|_| too_large("orders", i64::MAX))?;
            // ln p(x) = ln count(x) - ln count()
            add(all, orders);
            add(0, -orders);
            let mut revealed = 0;
            for block in blocks {
                for single in singles(*block) {
                    // - ln p(x_i | revealed)
                    add(revealed | single, -orders);
                    add(revealed, orders);
                }
                revealed |= block;
            }
        }
        let probability = Q::new(count.clone().into(), law.total().into());
        for (set, weight) in weights {
            let mean = Q::new(weight.into(), number_of_orders.into());
            error.add(&counts[&set][place], &(&probability * mean));
        }
    }
    Ok(error)
}

/// KL(law, mean of the output laws of the orders).
pub fn output_error(law: &Law, schedule: &[usize]) -> Result<LogForm, Fault> {
    let orders = blocks_of_orders(law.length(), schedule)?;
    if orders.len() * law.counts().len() * law.length() > limits::OUTPUT_STEPS {
        return Err(too_large("steps for an averaged output law", limits::OUTPUT_STEPS));
    }
    let number_of_orders: u64 = orders.values().sum();
    let counts = counts_of_parts(law);
    let ratio = |above: &BigUint, below: &BigUint| Q::new(above.clone().into(), below.clone().into());
    let mut error = LogForm::default();
    for (place, (_, count)) in law.counts().iter().enumerate() {
        let mut output = Q::zero();
        for (blocks, orders) in &orders {
            let mut probability = Q::one();
            let mut revealed = 0;
            for block in blocks {
                for single in singles(*block) {
                    probability *= ratio(&counts[&(revealed | single)][place], &counts[&revealed][place]);
                }
                revealed |= block;
            }
            output += probability * Q::new(BigInt::from(*orders), BigInt::from(number_of_orders));
        }
        let probability = ratio(count, &law.total());
        error.add(count, &probability);
        error.add(&law.total(), &-&probability);
        error.add(output.denom().magnitude(), &probability);
        error.add(output.numer().magnitude(), &-probability);
    }
    Ok(error)
}
