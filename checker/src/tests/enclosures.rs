//! Enclosures of logarithms where digits are not read, and forms with a constant.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Pow};

use crate::limits::Meter;
use crate::logs::{LogForm, ln, ln_two, log_of, sign};
use crate::number::Q;

fn rational(numer: i64, denom: i64) -> Q {
    Q::new(numer.into(), denom.into())
}

/// `constant + sum factor ln(number)`
fn form(constant: Q, terms: &[(u64, i64)]) -> LogForm {
    let mut form = LogForm::number(constant);
    for (number, factor) in terms {
        form.add((*number).into(), &rational(*factor, 1), &Meter::new(1)).unwrap();
    }
    form
}

/// `ln(m 2^j) = ln m + j ln 2`, and `ln(m + 1) - ln m < 1/m`: of a number the first `bits + 2` binary digits are
/// enough, and what is after them, at most one unit, widens the enclosure above.
#[test]
fn digits_that_are_not_read_widen_an_enclosure_by_one() {
    let meter = Meter::new(1);
    for bits in [1_u64, 2, 5, 20, 70] {
        let two = ln_two(bits, &meter).unwrap();
        let ln = |number: &BigUint| ln(number, &two, bits, &meter).unwrap();
        let first = BigUint::one() << (bits + 1);
        for read in [first.clone(), &first + 1_u8, &first + &first - 1_u8] {
            let whole = ln(&read);
            for more in [1_u64, 2, 9] {
                let zeros = ln(&(&read << more));
                let wider = (&whole.0 + &two.0 * more, &whole.1 + &two.1 * more + 1);
                assert_eq!(zeros, wider, "{bits} {read} {more}");
                assert_eq!(ln(&((&read << more) + (BigUint::one() << more) - 1_u8)), zeros);
            }
        }
        // Fewer digits are all read: nothing is added.
        let shorter = BigUint::one() << bits;
        assert_eq!(ln(&shorter), (&two.0 * bits, &two.1 * bits + 4), "artanh 0 is enclosed by 0 and 2");
    }
}

/// Known digits: `ln 3 = 1.0986122886681098`, `ln 10 = 2.3025850929940457`, `ln 1000003 = 13.81551355796...` by
/// `6 ln 10 + 3e-6 - 4.5e-12`, at every precision up to 30 bits.
#[test]
fn enclosures_contain_known_digits() {
    let unit: BigInt = Pow::pow(BigInt::from(10), 10_u32);
    for bits in 1..30_u64 {
        let two = ln_two(bits, &Meter::new(1)).unwrap();
        for (number, digits) in [(3_u32, 10_986_122_886_i64), (10, 23_025_850_929), (1_000_003, 138_155_135_579)] {
            let (low, high) = ln(&number.into(), &two, bits, &Meter::new(1)).unwrap();
            assert!(&low * &unit <= BigInt::from(digits + 1) << bits, "{number} {bits}");
            assert!(BigInt::from(digits) << bits <= &high * &unit, "{number} {bits}");
        }
    }
}

/// Logarithms that cancel leave the constant, however small it is.
#[test]
fn a_constant_beside_logarithms_that_cancel_decides() {
    let tiny = Q::new(BigInt::one(), Pow::pow(BigInt::from(10), 80_u32));
    let zero = [(4, 3), (8, -2), (6, 1), (2, -1), (3, -1)];
    for (constant, order) in [
        (tiny.clone(), Ordering::Greater),
        (-tiny, Ordering::Less),
        (rational(0, 1), Ordering::Equal),
        (rational(1, 7), Ordering::Greater),
    ] {
        assert_eq!(sign(&form(constant, &zero), &Meter::new(1)), Ok(order));
    }
}

/// `1 - ln(p/q)` has the sign of `e - p/q`, with `e = 2.718281828459045..`; among the fractions are convergents of `e`.
#[test]
fn a_constant_is_compared_with_logarithms() {
    for (p, q) in [(19_u64, 7_u64), (193, 71), (1457, 536), (25_946, 9545), (49_171, 18_089), (3, 1), (2, 1)] {
        // p/q < e, by 15 decimals
        let below = u128::from(p) * 1_000_000_000_000_000 < u128::from(q) * 2_718_281_828_459_045;
        let logarithm = log_of(&Q::new(p.into(), q.into()), &Meter::new(1)).unwrap();
        let form = LogForm::number(Q::one()).minus(&logarithm, &Meter::new(1)).unwrap();
        assert_eq!(sign(&form, &Meter::new(1)), Ok(if below { Ordering::Greater } else { Ordering::Less }), "{p}/{q}");
    }
}
