//! Rational numbers of a law that are masses of its words and distances, each computed by enumeration from its
//! definition.
//!
//! `p` is the law, `p_i` its marginal at position `i`, and the product is that of all marginals.

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::law::{Law, digits_of, index_of};

/// A number without arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordNumber {
    /// The total variation distance between the law and the product, half the sum of `|p(x) - q(x)|`.
    ProductDistance,
    /// The chi-square divergence of the law from the product, the sum of `(p(x) - q(x))^2/q(x)`.
    ProductChiSquare,
    /// `min_i max_a p_i(a)`.
    LeastTop,
    /// The mass of the word of the most probable token at each position; of equally probable tokens the first.
    TopMass,
    /// The largest mass of a word.
    LargestMass,
    /// The second largest, equal to the largest where two words have it.
    SecondMass,
    /// The sum of `p(x)^2`: the probability that two words drawn from the law are the same.
    Collision,
}

impl WordNumber {
    /// Its value on a law.
    pub fn value(self, law: &Law) -> Rational {
        match self {
            Self::ProductDistance => product_distance(law),
            Self::ProductChiSquare => product_chi_square(law),
            Self::LeastTop => least_top(law),
            Self::TopMass => {
                let word: Vec<usize> = marginals(law).iter().map(|marginal| first_largest(marginal)).collect();
                law.probability(index_of(&word, law.vocabulary_size()))
            }
            Self::LargestMass => largest_masses(law)[0].clone(),
            Self::SecondMass => largest_masses(law)[1].clone(),
            Self::Collision => collision(law),
        }
    }
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
pub(super) fn with_product(law: &Law) -> Vec<(Rational, Rational)> {
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

/// `sum_x p(x)^2`
fn collision(law: &Law) -> Rational {
    let squares: Integer = law.support().map(|(_, count)| Integer::from(count.square_ref())).sum();
    Rational::from((squares, Integer::from(law.total().square_ref())))
}

/// `sum_x (p(x) - q(x))^2/q(x) = sum_x p(x)^2/q(x) - 1`, where `q` is the product.
fn product_chi_square(law: &Law) -> Rational {
    let quotients = with_product(law).into_iter().map(|(mass, product)| Rational::from(mass.square_ref()) / product);
    quotients.sum::<Rational>() - 1
}

/// The two laws have the same mass, so what one has above the other sums to half of all differences; the law is above
/// the product on its own words alone.
fn product_distance(law: &Law) -> Rational {
    with_product(law).into_iter().map(|(mass, product)| mass - product).filter(|above| *above > 0).sum()
}

pub(super) fn least_top(law: &Law) -> Rational {
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
