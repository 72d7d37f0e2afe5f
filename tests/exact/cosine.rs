//! Whole parts of cosines, against the cosine's series in rational arithmetic.

use maskproof::exact::Rational;
use maskproof::exact::cosine::floor_of_cosine;

/// Rationals below and above pi, by Machin's formula `16 arctan(1/5) - 4 arctan(1/239)` and alternating series.
fn pi() -> (Rational, Rational) {
    let arctan = |inverse: u32, terms: u32| -> Rational {
        let x = Rational::from((1, inverse));
        let mut power = x.clone();
        let mut sum = Rational::new();
        for k in 0..terms {
            let term = &power / Rational::from(2 * k + 1);
            if k % 2 == 0 {
                sum += term
            } else {
                sum -= term
            }
            power *= Rational::from(&x * &x);
        }
        sum
    };
    // An even number of terms is below the arctangent, an odd one above.
    let bound = |first: u32, second: u32| 16 * arctan(5, first) - 4 * arctan(239, second);
    (bound(40, 21), bound(41, 20))
}

/// Below and above the cosine of an angle from 0 to 2: the terms of the series fall from the second on.
fn cosine(angle: &Rational, terms: u32) -> Rational {
    let mut term = Rational::from(1);
    let mut sum = Rational::new();
    for k in 0..terms {
        sum += &term;
        term *= -Rational::from(angle * angle) / Rational::from((2 * k + 1) * (2 * k + 2));
    }
    sum
}

#[test]
fn whole_parts_of_cosines() {
    let (pi_below, pi_above) = pi();
    assert!(pi_below < pi_above);
    let mut ties = 0;
    for t in 1..=12_u32 {
        for s in 0..=t {
            let angle = |pi: &Rational| Rational::from((s, 2 * t)) * pi;
            // The cosine falls with the angle; 20 terms are below it, 21 above.
            let (below, above) = (cosine(&angle(&pi_above), 20), cosine(&angle(&pi_below), 21));
            for n in 0..=16_u32 {
                let floor = Rational::from(floor_of_cosine(n, s, t));
                let is_rational = [0, 2 * t, 3 * t].contains(&(3 * s));
                if is_rational {
                    // 1, 1/2 and 0.
                    let cosine = if s == 0 { Rational::from(1) } else { Rational::from((u32::from(s != t), 2)) };
                    assert_eq!(floor, (cosine * n).floor(), "{n} {s} {t}");
                    ties += 1;
                } else {
                    assert!(floor <= Rational::from(&below * n), "{n} {s} {t}");
                    assert!(floor + 1 >= Rational::from(&above * n), "{n} {s} {t}");
                }
            }
        }
    }
    assert!(ties > 17 * 24, "{ties}");
}
