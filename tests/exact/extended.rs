//! Forms and `+infinity`.

use std::cmp::Ordering::{Equal, Greater, Less};

use maskproof::exact::{Extended, LogForm, Rational, Unit};

use crate::inputs::{AnyForm, check, form};

fn ln(n: u64) -> Extended {
    form(&[(n, Rational::from(1))]).into()
}

#[test]
fn order() {
    let infinity = Extended::PositiveInfinity;
    let doubled = Extended::from(form(&[(2, Rational::from(2))]));
    let table = [
        (&infinity, &infinity, Equal),
        (&infinity, &ln(1000), Greater),
        (&ln(1000), &infinity, Less),
        (&ln(4), &doubled, Equal), // equal values in different terms
        (&ln(3), &doubled, Less),
        (&ln(5), &doubled, Greater),
    ];
    for (left, right, expected) in table {
        assert_eq!(left.cmp(right), expected, "{left:?} {right:?}");
        assert_eq!(left.partial_cmp(right), Some(expected));
        assert_eq!(left == right, expected == Equal);
    }
    // even the largest finite form that a test can hold is below
    let huge = Extended::from(form(&[(7, Rational::from(rug::Integer::from(1) << 5000))]));
    assert!(huge < infinity);
}

#[test]
fn sums() {
    let infinity = Extended::PositiveInfinity;
    assert_eq!(ln(2).plus(&ln(3)), ln(6));
    assert_eq!(ln(2).plus(&infinity), infinity);
    assert_eq!(infinity.clone().plus(&ln(2)), infinity);
    assert_eq!(infinity.clone().plus(&infinity), infinity);
    assert_eq!(Extended::from(LogForm::zero()).plus(&infinity), infinity);
    assert_ne!(ln(2).plus(&ln(3)), infinity);
}

#[test]
fn parts_and_printing() {
    let infinity = Extended::PositiveInfinity;
    assert!(infinity.is_infinite() && infinity.finite().is_none());
    assert!(!ln(2).is_infinite());
    assert_eq!(ln(2).finite(), Some(&form(&[(2, Rational::from(1))])));
    for unit in [Unit::Nats, Unit::Bits] {
        assert_eq!(infinity.to_decimal(7, unit), "inf");
        assert_eq!(Extended::from(LogForm::zero()).to_decimal(7, unit), "0");
    }
    assert_eq!(ln(2).to_decimal(5, Unit::Nats), "0.69315");
    assert_eq!(ln(2).to_decimal(5, Unit::Bits), "1.0000");
}

#[test]
fn finite_values_behave_as_forms() {
    fn property(a: AnyForm, b: AnyForm) -> bool {
        let (x, y) = (Extended::from(a.0.clone()), Extended::from(b.0.clone()));
        let mut sum = a.0.clone();
        sum += &b.0;
        x.cmp(&y) == a.0.cmp(&b.0) && x.plus(&y) == Extended::from(sum)
    }
    check(61, 200, property as fn(AnyForm, AnyForm) -> bool);
}
