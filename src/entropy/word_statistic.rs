//! Quantities of a law that are maxima, masses and distances of its words, each computed by enumeration from its
//! definition.
//!
//! `p` is the law, `p_i` its marginal at position `i`, and the product is that of all marginals. Probabilities count as
//! so many nats.

use std::collections::BTreeSet;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::{Extended, LogForm};
use crate::law::{Law, digits_of, index_of};

/// A quantity without arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordStatistic {
    /// `ln max_x p(x)/prod_i p_i(x_i)` over the words of positive probability.
    MaximalDivergence,
    /// The KL divergence of the product from the law: the sum of `q(x) ln(q(x)/p(x))`, `q` the product. May be
    /// infinite.
    ReverseTotalCorrelation,
    /// The total variation distance between the law and the product, half the sum of `|p(x) - q(x)|`.
    ProductDistance,
    /// `min_i max_a p_i(a)`.
    LeastTop,
    /// The mass of the word of the most probable token at each position; of equally probable tokens the first.
    TopMass,
    /// The largest mass of a word.
    LargestMass,
    /// The second largest, equal to the largest where two words have it.
    SecondMass,
    /// `H_b(e) + e ln(V - 1)` for `e = 1 - min_i max_a p_i(a)`.
    FanoOfTop,
}

impl WordStatistic {
    /// Whether its value is `+infinity` on some law.
    pub fn may_be_infinite(self) -> bool {
        match self {
            Self::ReverseTotalCorrelation => true,
            Self::MaximalDivergence
            | Self::ProductDistance
            | Self::LeastTop
            | Self::TopMass
            | Self::LargestMass
            | Self::SecondMass
            | Self::FanoOfTop => false,
        }
    }

    /// Its value on a law.
    pub fn value(self, law: &Law) -> Extended {
        let nats = |number: Rational| LogForm::nats(number).into();
        match self {
            Self::MaximalDivergence => maximal_divergence(law).into(),
            Self::ReverseTotalCorrelation => reverse_total_correlation(law),
            Self::ProductDistance => nats(product_distance(law)),
            Self::LeastTop => nats(least_top(law)),
            Self::TopMass => {
                let word: Vec<usize> = marginals(law).iter().map(|marginal| first_largest(marginal)).collect();
                nats(law.probability(index_of(&word, law.vocabulary_size())))
            }
            Self::LargestMass => nats(largest_masses(law)[0].clone()),
            Self::SecondMass => nats(largest_masses(law)[1].clone()),
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

/// The counts of each token at each position.
fn marginals(law: &Law) -> Vec<Vec<Integer>> {
    let mut marginals = vec![vec![Integer::new(); law.vocabulary_size()]; law.length()];
    for (atom, count) in law.support() {
        let word = digits_of(atom, law.vocabulary_size(), law.length());
        for (marginal, token) in marginals.iter_mut().zip(word) {
            marginal[token] += count;
        }
    }
    marginals
}

/// The words of positive probability, each with its probability under the law and under the product.
fn with_product(law: &Law) -> Vec<(Rational, Rational)> {
    let marginals = marginals(law);
    let scale = Integer::from(law.total().pow(u32::try_from(law.length()).expect("a short sequence")));
    law.support()
        .map(|(atom, _)| {
            let word = digits_of(atom, law.vocabulary_size(), law.length());
            let product: Integer = marginals.iter().zip(word).map(|(marginal, token)| &marginal[token]).product();
            (law.probability(atom), Rational::from((product, &scale)))
        })
        .collect()
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

/// The two laws have the same mass, so what one has above the other sums to half of all differences; the law is above
/// the product on its own words alone.
fn product_distance(law: &Law) -> Rational {
    with_product(law).into_iter().map(|(mass, product)| mass - product).filter(|above| *above > 0).sum()
}

fn least_top(law: &Law) -> Rational {
    let marginals = marginals(law);
    let tops = marginals.iter().map(|marginal| marginal.iter().max().expect("a vocabulary has a token"));
    Rational::from((tops.min().expect("a law has a position"), law.total()))
}

/// The first of the tokens with the largest count.
fn first_largest(marginal: &[Integer]) -> usize {
    let largest = marginal.iter().max().expect("a vocabulary has a token");
    marginal.iter().position(|count| count == largest).expect("just found")
}

/// The largest mass of a word and the second largest; 0 where there is only one word.
fn largest_masses(law: &Law) -> [Rational; 2] {
    let mut counts: Vec<&Integer> = law.support().map(|(_, count)| count).collect();
    counts.sort_by(|first, second| second.cmp(first));
    [0, 1].map(|place| counts.get(place).map_or_else(Rational::new, |&count| Rational::from((count, law.total()))))
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
