//! Coprime bases and refined forms.

use std::cmp::Ordering::Equal;

use maskproof::exact::coprime::{coprime_base, refined};
use maskproof::exact::{Integer, LogForm, Rational};
use rug::ops::Pow;

use crate::inputs::Random;

fn assert_pairwise_coprime(base: &[Integer]) {
    for (i, a) in base.iter().enumerate() {
        assert!(*a > 1);
        for b in &base[..i] {
            assert_eq!(Integer::from(a.gcd_ref(b)), 1, "{a} and {b}");
        }
    }
}

/// What `coprime_base` promises, tested by its definition.
fn assert_is_base(base: &[Integer], integers: &[Integer]) {
    assert_pairwise_coprime(base);
    assert!(base.is_sorted());
    for integer in integers.iter().filter(|integer| **integer > 1) {
        let rest = base.iter().fold(integer.clone(), |mut rest, element| {
            rest.remove_factor_mut(element);
            rest
        });
        assert_eq!(rest, 1, "{integer} over {base:?}");
    }
}

/// A form and its refinement have equal values, tested without signs: over a base fine enough for both, the exponents
/// are the same. (The exponents of a pairwise coprime base are unique.)
fn assert_same_exponents(form: &LogForm, refined: &LogForm, base: &[Integer]) {
    for element in base {
        let exponent = |form: &LogForm| {
            form.terms()
                .fold(Rational::new(), |sum, (n, q)| sum + Rational::from(q * n.clone().remove_factor_mut(element)))
        };
        assert_eq!(exponent(form), exponent(refined), "exponent of {element}");
    }
}

#[test]
fn bases_by_hand() {
    let table: [(&[u32], &[u32]); 8] = [
        (&[], &[]),
        (&[0, 1], &[]),
        (&[7, 7, 7], &[7]),
        (&[6, 10, 15], &[2, 3, 5]),
        (&[4, 8], &[2]),
        (&[12, 18], &[2, 3]),
        (&[36], &[36]),
        (&[6, 35, 36], &[6, 35]),
    ];
    for (integers, expected) in table {
        let base = coprime_base(integers.iter().map(|n| Integer::from(*n)));
        assert_eq!(base, expected, "{integers:?}");
    }
}

/// In short lists and in long ones, which go different ways.
#[test]
fn integers_below_2_are_ignored() {
    for copies in 1..=3 {
        let integers = [0, 1, -1, -6, 4, 6].iter().copied().cycle().take(6 * copies);
        assert_eq!(coprime_base(integers.map(Integer::from)), [2, 3], "{copies} copies");
    }
    for few in [vec![0, 6], vec![-6, 6], vec![1, 6], vec![6, 0, 0, 0, 0], vec![-2, 6, -2, -2, -2], vec![1; 9]] {
        let expected: &[u32] = if few.contains(&6) { &[6] } else { &[] };
        assert_eq!(coprime_base(few.iter().map(|n| Integer::from(*n))), expected, "{few:?}");
    }
}

#[test]
fn exhaustive_small_triples() {
    for a in 1..=40 {
        for b in a..=40 {
            for c in b..=40 {
                let integers = [a, b, c].map(Integer::from);
                assert_is_base(&coprime_base(integers.clone()), &integers);
            }
        }
    }
}

#[test]
fn products_from_a_pool_with_powers() {
    // exponents up to 5, so that the common parts of a pair must be split further
    let mut random = Random::new(41);
    let primes: Vec<Integer> = (0..40).map(|_| random.bits(40).next_prime()).collect();
    for count in [2, 3, 5, 8, 20, 100] {
        for _ in 0..10 {
            let integers: Vec<Integer> = (0..count)
                .map(|_| {
                    (0..random.between(1, 8))
                        .map(|_| {
                            let prime = &primes[usize::try_from(random.between(0, 39)).unwrap()];
                            (0..random.between(1, 5)).map(|_| prime).product::<Integer>()
                        })
                        .product()
                })
                .collect();
            let base = coprime_base(integers.iter().cloned());
            assert_is_base(&base, &integers);

            let form: LogForm = integers.iter().map(|n| (n.clone(), random.rational(20))).collect();
            let refinement = refined(&form);
            assert!(refinement.is_valid());
            assert_pairwise_coprime(&refinement.terms().map(|(n, _)| n.clone()).collect::<Vec<_>>());
            assert_same_exponents(&form, &refinement, &primes);
        }
    }
}

#[test]
fn refinements_of_counts_are_prime() {
    // below 2048^2 the small primes and what they leave are all there is
    let mut random = Random::new(42);
    for _ in 0..200 {
        let form: LogForm =
            (0..30).map(|_| (Integer::from(random.between(1, 4_000_000)), random.rational(20))).collect();
        let refinement = refined(&form);
        assert!(refinement.is_valid());
        let primes: Vec<Integer> = refinement.terms().map(|(n, _)| n.clone()).collect();
        assert!(primes.iter().all(|prime| prime.is_probably_prime(30) != rug::integer::IsPrime::No));
        assert_same_exponents(&form, &refinement, &primes);
    }
}

#[test]
fn squares_around_the_trial_bound() {
    // 2039 is the last prime below the bound, 2053 the first above
    for (p, q) in [(2039_u64, 2039_u64), (2039, 2053), (2053, 2053), (2, 2053), (2053, 4_294_967_291)] {
        let mut form: LogForm = [(Integer::from(p) * q, Rational::from(1))].into_iter().collect();
        form.add_ln(&p.into(), &Rational::from(-1));
        form.add_ln(&q.into(), &Rational::from(-1));
        assert!(refined(&form).has_no_terms(), "{p} * {q}");
        assert_eq!(form.sign(), Equal);
    }
}

#[test]
fn powers_of_high_exponent_are_split_at_once() {
    // Exponents at which one gcd a unit of exponent takes minutes.
    let x = Integer::from(3001_u32);
    let power = |exponent: u32| x.clone().pow(exponent);
    assert_eq!(coprime_base([power(400_000), power(399_999), power(5)]), std::slice::from_ref(&x));
    assert_eq!(coprime_base([power(400_000), x.clone()]), std::slice::from_ref(&x));
    assert_eq!(coprime_base([power(300_000), power(150_000)]), [power(150_000)]);
}

/// Twenty thousand integers of 60 bits, generic and of shared large primes: what a quadratic loop makes unusable.
#[test]
fn twenty_thousand_terms() {
    let mut random = Random::new(43);
    let generic: LogForm = (0..20_000).map(|_| (random.bits(60) + 1, random.rational(9))).collect();
    let refinement = refined(&generic);
    assert!(refinement.is_valid() && refinement.terms().len() > 15_000);

    let primes: Vec<Integer> = (0..5000).map(|_| random.bits(30).next_prime()).collect();
    let pick = |random: &mut Random| primes[usize::try_from(random.next() % 5000).unwrap()].clone();
    let mut form = LogForm::zero();
    let one = Rational::from(1);
    for _ in 0..5000 {
        // ln pq + ln rs - ln pr - ln qs = 0
        let [p, q, r, s] = [(); 4].map(|()| pick(&mut random));
        for (n, sign) in [(Integer::from(&p * &q), 1), (Integer::from(&r * &s), 1), (p * r, -1), (q * s, -1)] {
            form.add_ln(&n, &(one.clone() * sign));
        }
    }
    assert!(form.terms().len() > 18_000);
    assert_eq!(form.sign(), Equal);
}
