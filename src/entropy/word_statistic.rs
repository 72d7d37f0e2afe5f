//! Information measures of a law that are no entropies of positions, each computed by enumeration from its definition.
//!
//! `p` is the law, `p_i` its marginal at position `i`, and the product is that of all marginals.

use std::collections::BTreeSet;

use rug::{Integer, Rational};

use crate::exact::{Extended, LogForm};
use crate::law::{Law, digits_of};

use super::word_number::{least_top, with_product};

/// A quantity without arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordStatistic {
    /// `ln max_x p(x)/prod_i p_i(x_i)` over the words of positive probability.
    MaximalDivergence,
    /// The KL divergence of the product from the law: the sum of `q(x) ln(q(x)/p(x))`, `q` the product. May be
    /// infinite.
    ReverseTotalCorrelation,
    /// `H_b(e) + e ln(V - 1)` for `e = 1 - min_i max_a p_i(a)`.
    FanoOfTop,
}

impl WordStatistic {
    /// Whether its value is `+infinity` on some law.
    pub fn may_be_infinite(self) -> bool {
        match self {
            Self::ReverseTotalCorrelation => true,
            Self::MaximalDivergence | Self::FanoOfTop => false,
        }
    }

    /// Its value on a law.
    pub fn value(self, law: &Law) -> Extended {
        match self {
            Self::MaximalDivergence => maximal_divergence(law).into(),
            Self::ReverseTotalCorrelation => reverse_total_correlation(law),
            Self::FanoOfTop => fano_of_top(law).into(),
        }
    }
}

/// `ln` of the number of words of positive probability at some positions (counted from 0).
pub fn hartley(law: &Law, positions: &[usize]) -> LogForm {
    let words: BTreeSet<Vec<usize>> = law
        .support()
        .map(|(atom, _)| {
            let word = digits_of(atom, law.vocabulary_size(), law.length());
            positions.iter().map(|&position| word[position]).collect()
        })
        .collect();
    let mut form = LogForm::zero();
    form.add_ln(&Integer::from(words.len()), &Rational::from(1));
    form
}

fn maximal_divergence(law: &Law) -> LogForm {
    let quotients = with_product(law).into_iter().map(|(mass, product)| mass / product);
    LogForm::ln(&quotients.max().expect("a law has a word")).expect("quotients of positive numbers")
}

fn reverse_total_correlation(law: &Law) -> Extended {
    let mut divergence = LogForm::zero();
    let mut covered = Rational::new();
    for (mass, product) in with_product(law) {
        covered += &product;
        let quotient = Rational::from(&product / &mass);
        divergence.add_scaled(&LogForm::ln(&quotient).expect("quotients of positive numbers"), &product);
    }
    // A word that the product has and the law lacks.
    if covered < 1 { Extended::PositiveInfinity } else { divergence.into() }
}

fn fano_of_top(law: &Law) -> LogForm {
    let top = least_top(law);
    let error = 1 - top.clone();
    let mut form = LogForm::zero();
    for share in [&top, &error].into_iter().filter(|share| **share > 0) {
        form.add_scaled(&LogForm::ln(share).expect("a positive share"), &Rational::from(-share));
    }
    if error > 0 {
        // An error needs a second token.
        form.add_ln(&Integer::from(law.vocabulary_size() - 1), &error);
    }
    form
}
