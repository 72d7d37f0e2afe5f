//! Forms over primes: a literal table, and zeros against integer powers.

use maskproof::exact::prime_form::PrimeForm;
use maskproof::exact::{Integer, LogForm, Rational};

use crate::inputs::{Random, form};
use crate::oracle::sign_by_powers;

fn over_primes(terms: &[(u64, Rational)]) -> Option<PrimeForm> {
    PrimeForm::of(&form(terms))
}

fn are_equal(first: &[(u64, Rational)], second: &[(u64, Rational)]) -> bool {
    let [first, second] = [over_primes(first), over_primes(second)];
    PrimeForm::is_zero_sum([(1, first.as_ref()), (-1, second.as_ref())].into_iter()).unwrap()
}

/// Forms of equal value, and others.
#[test]
fn literal_forms() {
    let one = || Rational::from(1);
    let half = || Rational::from((1, 2));
    assert!(are_equal(&[(12, half())], &[(2, one()), (3, half())]));
    assert!(are_equal(&[(4, half())], &[(2, one())]));
    assert!(are_equal(&[(6, one()), (4, -half())], &[(3, one())]));
    assert!(!are_equal(&[(2, one())], &[(3, one())]));
    // 2053 is the first prime beyond the small ones; 2039 * 2053 is found by its small factor.
    assert!(are_equal(&[(2039 * 2053, one())], &[(2039, one()), (2053, one())]));
    // The largest prime below 2048^2, and the product of two primes beyond the small ones.
    assert!(over_primes(&[(4_194_301, one())]).is_some());
    assert!(over_primes(&[(2053 * 2063, one())]).is_none());
    let mut with_constant = form(&[(2, one())]);
    with_constant.add_nats(&one());
    assert!(PrimeForm::of(&with_constant).is_none());
    let dear = Rational::from((Integer::from(1), Integer::from(1) << 130));
    assert!(over_primes(&[(2, dear.clone())]).is_none());
    assert!(over_primes(&[(2, dear.recip())]).is_none());
    assert!(PrimeForm::of(&LogForm::zero()).is_some());
    // The least common multiple of two large denominators fits, where their product does not.
    let share = || Rational::from((Integer::from(1), Integer::from(1) << 100));
    assert!(over_primes(&[(2, share()), (3, share())]).is_some());
}

/// A sum is zero exactly where the product of the powers is 1.
#[test]
fn zeros_of_random_sums() {
    let mut random = Random::new(93);
    let mut zeros = 0;
    for _ in 0..2000 {
        let numbers: Vec<u64> = (0..random.between(1, 3)).map(|_| random.next() % 12 + 1).collect();
        let terms: Vec<(u64, Rational)> = numbers.iter().map(|n| (*n, random.rational(3))).collect();
        let factors: Vec<i128> = numbers.iter().map(|_| i128::from(random.between(-3, 3))).collect();
        let forms: Vec<PrimeForm> = terms.iter().map(|term| over_primes(std::slice::from_ref(term)).unwrap()).collect();
        let zero = PrimeForm::is_zero_sum(factors.iter().copied().zip(forms.iter().map(Some)));
        let scaled: Vec<(u64, Rational)> = terms
            .iter()
            .zip(&factors)
            .map(|((n, q), factor)| (*n, Rational::from(q * Integer::from(*factor))))
            .collect();
        assert_eq!(zero, Some(sign_by_powers(&scaled).is_eq()), "{scaled:?}");
        zeros += usize::from(zero == Some(true));
    }
    assert!((100..1900).contains(&zeros), "{zeros} zeros");
}
