//! The identity for the ideal error against the sampler, and the cone's rays against laws of codes.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use super::Random;
use crate::affine::Affine;
use crate::codes::{Code, CodeLaw};
use crate::evaluate::Scope;
use crate::law::Law;
use crate::limits::Meter;
use crate::logs::LogForm;
use crate::parse;
use crate::sampler;
use crate::scalar::{Q, choose};

fn sequences(length: usize, vocabulary: u64) -> Vec<Vec<u64>> {
    let mut found = vec![Vec::new()];
    for _ in 0..length {
        let longer =
            |prefix: &Vec<u64>| (0..vocabulary).map(|token| [prefix.as_slice(), &[token]].concat()).collect::<Vec<_>>();
        found = found.iter().flat_map(longer).collect();
    }
    found
}

fn random_law(random: &mut Random, length: usize, vocabulary: u64) -> Law {
    let counts = sequences(length, vocabulary).into_iter().map(|sequence| (sequence, BigUint::from(random.below(4))));
    let mut counts: Vec<_> = counts.filter(|(_, count)| !count.is_zero()).collect();
    if counts.is_empty() {
        counts.push((vec![0; length], BigUint::one()));
    }
    Law::new(length, vocabulary, counts).unwrap()
}

fn scope(length: usize, meter: &Meter) -> Scope<'_> {
    Scope { length, vocabulary: None, schedule: None, variables: Vec::new(), constant: None, meter }
}

fn difference(a: &LogForm, b: &LogForm) -> Ordering {
    let mut difference = a.clone();
    difference.add_multiple(b, &-Q::one());
    difference.sign().unwrap()
}

#[test]
fn the_ideal_error_is_that_of_the_sampler() {
    let mut random = Random(5);
    let meter = Meter::default();
    for schedule in [vec![1], vec![2], vec![1, 2], vec![2, 1], vec![3], vec![2, 2], vec![1, 2, 1], vec![1, 3]] {
        let length = schedule.iter().sum();
        for vocabulary in [2, 3] {
            let law = random_law(&mut random, length, vocabulary);
            let formula = law.entropies().value(&scope(length, &meter).ideal_error(&schedule), None).unwrap();
            let definition = sampler::expected_error(&law, &schedule).unwrap();
            assert_eq!(difference(&formula, &definition), Ordering::Equal);
            let output = sampler::output_error(&law, &schedule).unwrap();
            assert_ne!(difference(&definition, &output), Ordering::Less);
            assert_ne!(output.sign(), Ok(Ordering::Less));
        }
    }
}

/// The words of a Reed-Solomon code over a prime field, listed, have the entropies of the product form.
#[test]
fn codes_have_their_entropies() {
    let meter = Meter::default();
    for (length, dimension, field) in [(3, 2, 3), (4, 2, 5), (4, 3, 5), (3, 1, 3), (3, 3, 3)] {
        let value = |word: &Vec<u64>, x: u64| word.iter().fold(0, |sum, coefficient| (sum * x + coefficient) % field);
        let words = sequences(dimension, field).into_iter().map(|word| (0..length).map(|x| value(&word, x)).collect());
        let mut words: Vec<Vec<u64>> = words.collect();
        words.sort();
        let counts = words.into_iter().map(|word| (word, BigUint::one())).collect();
        let length = usize::try_from(length).unwrap();
        let law = Law::new(length, field, counts).unwrap();
        let code = Code { dimension: u64::try_from(dimension).unwrap(), field, copies: 1 };
        let codes = CodeLaw::new(length, vec![code]).unwrap();
        let scope = scope(length, &meter);
        let entropies = law.entropies();
        for text in ["h(1)", "h(2)", "h(L)", "H(1)", "H(2,3)", "H(all)", "ln(V)", "TC", "DTC", "I(1; rest)", "ln(3/2)"]
        {
            let affine: Affine = scope.value(&parse::expression(text).unwrap()).unwrap().information().unwrap();
            let listed = entropies.value(&affine, None).unwrap();
            assert_eq!(difference(&listed, &codes.value(&affine).unwrap()), Ordering::Equal, "{text}");
        }
    }
}

#[test]
fn binomial_coefficients() {
    for n in 0..12 {
        for k in 0..=n + 1 {
            let subsets = (0_u64..1 << n).filter(|set| crate::affine::size(*set) == k).count();
            assert_eq!(choose(n, k), BigInt::from(subsets));
        }
    }
}
