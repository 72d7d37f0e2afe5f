//! Signs of linear forms in logarithms, against powers of integers.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Pow};

use super::Random;
use crate::answer::Result;
use crate::limits::Meter;
use crate::logs::{self, LogForm, log};
use crate::number::Q;

fn sign(form: &LogForm) -> Result<Ordering> {
    logs::sign(form, &Meter::new(1))
}

fn form(terms: &[(u64, i64)], divisor: u64) -> LogForm {
    let mut form = LogForm::zero();
    for (number, factor) in terms {
        form.add_multiple(
            &log(&BigUint::from(*number)),
            &Q::new(BigInt::from(*factor), BigInt::from(divisor)),
            &Meter::new(1),
        )
        .unwrap();
    }
    form
}

/// `prod n^factor` compared with 1, by integers.
fn by_powers(terms: &[(u64, i64)]) -> Ordering {
    let product = |positive: bool| {
        let wanted = terms.iter().filter(|(_, factor)| (*factor > 0) == positive);
        wanted.fold(BigUint::one(), |product, (number, factor)| {
            product * Pow::pow(BigUint::from(*number), factor.unsigned_abs())
        })
    };
    product(true).cmp(&product(false))
}

#[test]
fn signs_agree_with_powers() {
    let mut random = Random(1);
    for _ in 0..3000 {
        let mut terms = Vec::new();
        for _ in 0..=random.below(5) {
            let bound = random.of(&[3, 12, 40, 1 << 40]);
            terms.push((1 + random.below(bound), i64::try_from(random.below(41)).unwrap() - 20));
        }
        assert_eq!(sign(&form(&terms, 7)), Ok(by_powers(&terms)), "{terms:?}");
    }
}

#[test]
fn zeros_are_proved() {
    assert_eq!(sign(&LogForm::zero()), Ok(Ordering::Equal));
    // 4^3 = 8^2; 6 * 10 * 15 = 30^2; 12^2 * 18 = 2^5 * 3^4; 36^5 * 7 = 6^10 * 7
    for terms in [
        vec![(4, 3), (8, -2)],
        vec![(6, 1), (10, 1), (15, 1), (30, -2)],
        vec![(12, 2), (18, 1), (2, -5), (3, -4)],
        vec![(36, 5), (7, 1), (6, -10), (7, -1)],
    ] {
        assert_eq!(sign(&form(&terms, 3)), Ok(Ordering::Equal), "{terms:?}");
    }
}

#[test]
fn products_of_random_relations_vanish() {
    let mut random = Random(2);
    for _ in 0..300 {
        let (a, b, c) = (2 + random.below(50), 2 + random.below(50), 2 + random.below(50));
        let k = i64::try_from(1 + random.below(9)).unwrap();
        let terms = [(a * b, k), (b * c, k), (a * c, k), (a, -2 * k), (b, -2 * k), (c, -2 * k)];
        assert_eq!(sign(&form(&terms, 11)), Ok(Ordering::Equal));
        let nearly = [terms.as_slice(), &[(a * b * c * 1_000_003, 1), (a * b * c * 1_000_003 - 1, -1)]].concat();
        assert_eq!(sign(&form(&nearly, 11)), Ok(Ordering::Greater));
    }
}

/// Convergents of ln 3 / ln 2: `3^q` is close to `2^p`.
#[test]
fn near_ties() {
    for (p, q) in [(8, 5), (19, 12), (65, 41), (84, 53), (485, 306), (1054, 665), (24_727, 15_601)] {
        let terms = [(3, q), (2, -p)];
        assert_eq!(sign(&form(&terms, 1)), Ok(by_powers(&terms)), "{p} {q}");
    }
}

/// Differences far below the first enclosure: `ln(n + 1) - ln(n)` for `n = 2^k`, and squares against neighbours'
/// products.
#[test]
fn ties_that_need_more_bits() {
    for k in [100_u32, 200, 300, 1000] {
        let n: BigUint = Pow::pow(BigUint::from(2_u8), k);
        let one = Q::one();
        let mut close = LogForm::zero();
        close.add(&n + 1_u8, &one, &Meter::new(1)).unwrap();
        close.add(n.clone(), &-one.clone(), &Meter::new(1)).unwrap();
        assert_eq!(sign(&close), Ok(Ordering::Greater));
        // (n - 1)(n + 1) < n^2
        let mut closer = LogForm::zero();
        closer.add(&n + 1_u8, &one, &Meter::new(1)).unwrap();
        closer.add(&n - 1_u8, &one, &Meter::new(1)).unwrap();
        closer.add(n.clone(), &-(&one + &one), &Meter::new(1)).unwrap();
        assert_eq!(sign(&closer), Ok(Ordering::Less));
    }
}

/// Enclosures contain what they enclose, and are narrow: `ln(a) + ln(b) = ln(a b)`, and known digits of `ln 2`.
#[test]
fn enclosures() {
    let meter = Meter::new(1);
    let digits: BigInt = "693147180559945309417232121458176568075500134360255254120680".parse().unwrap();
    let unit: BigInt = Pow::pow(BigInt::from(10), 60_u32);
    for bits in [1_u64, 8, 64, 128, 150] {
        let (low, high) = logs::ln_two(bits, &meter).unwrap();
        assert!(&low * &unit <= (&digits + 1) << bits && &digits << bits <= &high * &unit, "{bits}");
        assert!(high - low <= BigInt::from(4 * bits + 20), "{bits}");
    }
    let mut random = Random(6);
    for _ in 0..300 {
        let bits = random.of(&[20, 64, 200]);
        let two = logs::ln_two(bits, &meter).unwrap();
        let ln = |number: &BigUint| logs::ln(number, &two, bits, &meter).unwrap();
        let [a, b] = [(); 2].map(|()| BigUint::from(1 + random.below(1 << 30)));
        let (sum, product) = ([ln(&a), ln(&b)], ln(&(&a * &b)));
        assert!(&sum[0].0 + &sum[1].0 <= product.1 && product.0 <= &sum[0].1 + &sum[1].1);
        assert!(product.0 <= product.1 && &product.1 - &product.0 <= BigInt::from(400 * bits));
    }
}
