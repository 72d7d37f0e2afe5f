//! The identity for the ideal error against the sampler, and the cone's rays against laws of codes.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::Random;
use crate::document;
use crate::evaluate::{Value, ideal};
use crate::instances::{Instance, Problem};
use crate::law::Law;
use crate::limits::Meter;
use crate::logs::{LogForm, sign};
use crate::number::{choose, whole};
use crate::{law, sampler, typing};

fn sequences(length: usize, vocabulary: u64) -> Vec<Vec<u64>> {
    let mut found = vec![Vec::new()];
    for _ in 0..length {
        let longer =
            |prefix: &Vec<u64>| (0..vocabulary).map(|token| [prefix.as_slice(), &[token]].concat()).collect::<Vec<_>>();
        found = found.iter().flat_map(longer).collect();
    }
    found
}

fn read<'m>(text: &str, length: usize, meter: &'m Meter) -> Law<'m> {
    Law::read(document::read(text).unwrap(), false, length, meter).unwrap()
}

fn listed<'m>(
    length: usize,
    vocabulary_size: u64,
    counts: impl Iterator<Item = (Vec<u64>, u64)>,
    meter: &'m Meter,
) -> Law<'m> {
    let counts: Vec<String> = counts.map(|(sequence, count)| format!("[{sequence:?}, \"{count}\"]")).collect();
    let text = format!(r#"{{"vocabulary_size": {vocabulary_size}, "counts": [{}]}}"#, counts.join(", "));
    read(&text, length, meter)
}

fn random_law<'m>(random: &mut Random, length: usize, vocabulary: u64, meter: &'m Meter) -> Law<'m> {
    let counts = sequences(length, vocabulary).into_iter().map(|sequence| (sequence, random.below(4)));
    let mut counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
    if counts.is_empty() {
        counts.push((vec![0; length], 1));
    }
    listed(length, vocabulary, counts.into_iter(), meter)
}

fn measure(text: &str, length: usize) -> Value {
    let problem =
        Problem::new(typing::statement(&format!("for all law: {text} >= 0"), None).unwrap(), length, Meter::new(1));
    let scope = problem.scope(&Instance::default(), None).unwrap();
    scope.value(&problem.statement.relations[0].left).unwrap()
}

fn difference(a: LogForm, b: &LogForm) -> Ordering {
    sign(&a.minus(b, &Meter::new(1)).unwrap(), &Meter::new(1)).unwrap()
}

#[test]
fn the_ideal_error_is_that_of_the_sampler() {
    let (mut random, meter) = (Random(5), Meter::new(100));
    for schedule in [vec![1], vec![2], vec![1, 2], vec![2, 1], vec![3], vec![2, 2], vec![1, 2, 1], vec![1, 3]] {
        let length = schedule.iter().sum();
        for vocabulary in [2, 3] {
            let law = random_law(&mut random, length, vocabulary, &meter);
            let formula = law.value(&ideal(&schedule, &meter).unwrap(), None).unwrap().unwrap();
            let definition = sampler::expected_error(&law, &schedule).unwrap();
            assert_eq!(difference(formula, &definition), Ordering::Equal);
            let output = sampler::output_error(&law, &schedule).unwrap();
            assert_ne!(difference(definition, &output), Ordering::Less);
            assert_ne!(sign(&output, &meter), Ok(Ordering::Less));
        }
    }
}

/// The words of a Reed-Solomon code over a prime field, listed, have the entropies of the product form.
#[test]
fn codes_have_their_entropies() {
    let meter = Meter::new(1);
    for (length, dimension, field) in [(3, 2, 3), (4, 2, 5), (4, 3, 5), (3, 1, 3), (3, 3, 3)] {
        let at = |word: &Vec<u64>, x: u64| word.iter().fold(0, |sum, coefficient| (sum * x + coefficient) % field);
        let words = sequences(dimension, field).into_iter().map(|word| (0..length).map(|x| at(&word, x)).collect());
        let mut words: Vec<Vec<u64>> = words.collect();
        words.sort();
        let length = usize::try_from(length).unwrap();
        let law = listed(length, field, words.into_iter().map(|word| (word, 1)), &meter);
        let code = format!(r#"{{"dimension": {dimension}, "field": {field}, "copies": 1}}"#);
        // Of a law that is listed, values are in units of 1/N.
        let unit = &whole(field.pow(u32::try_from(dimension).unwrap()));
        let codes = read(&format!(r#"{{"codes": [{code}]}}"#), length, &meter);
        for text in ["h(1)", "h(2)", "h(L)", "H(1)", "H(2,3)", "H(all)", "ln(V)", "TC", "DTC", "I(1; rest)", "ln(3/2)"]
        {
            let measure = measure(text, length);
            let by_codes = codes.value(&measure, None).unwrap().unwrap();
            let by_counts = law.value(&measure, None).unwrap().unwrap();
            assert_eq!(difference(by_counts, &by_codes.times(unit, &meter).unwrap()), Ordering::Equal, "{text}");
        }
    }
}

#[test]
fn binomial_coefficients() {
    for n in 0..12 {
        for k in 0..=n + 1 {
            let subsets = (0..1 << n).filter(|set| law::size(*set) == k).count();
            assert_eq!(choose(n, k, &Meter::new(1)), Ok(BigInt::from(subsets)));
        }
    }
}
