//! Quantities and their combinations: bounds by the series, signs by integer powers, and what is computed when.

use std::cmp::Ordering::{Equal, Greater, Less};
use std::sync::atomic::{AtomicUsize, Ordering};

use maskproof::exact::enclosure::FIRST_PRECISION;
use maskproof::exact::lazy_form::{Combination, Deferred, enclose, expand, is_zero_in_i128, sign};
use maskproof::exact::{Enclosure, Interval, LazyForm, LogForm, Rational};

use crate::inputs::{Random, form};
use crate::oracle::{big_rational, sign_by_powers, value_bounds};

fn ln(n: u64) -> LogForm {
    form(&[(n, Rational::from(1))])
}

fn assert_encloses(enclosure: &Enclosure, form: &LogForm, what: &str) {
    let (low, high) = value_bounds(form, 90);
    let [lower, upper] = [enclosure.lower(), enclosure.upper()].map(|end| big_rational(&end.to_rational().unwrap()));
    assert!(lower <= high && low <= upper, "{what}: {enclosure:?}");
    // Sums of a few terms below 1000 lose less than 28 of the 128 bits.
    assert!(upper - lower <= big_rational(&Rational::from((1, rug::Integer::from(1) << 100))), "{what}: {enclosure:?}");
}

#[test]
fn a_form_is_kept_with_its_enclosure() {
    for n in [1, 2, 7, 1000] {
        let quantity = LazyForm::from(ln(n));
        assert_eq!(quantity.form(), &ln(n));
        assert_encloses(quantity.enclosure(), &ln(n), &format!("ln {n}"));
    }
}

#[test]
fn combinations_of_random_forms() {
    let mut random = Random::new(91);
    for _ in 0..200 {
        let numbers: Vec<u64> = (0..random.between(0, 4)).map(|_| random.next() % 300 + 1).collect();
        let quantities: Vec<LazyForm> = numbers.iter().map(|n| LazyForm::from(ln(*n))).collect();
        let terms: Vec<(u64, Rational)> = numbers.iter().map(|n| (*n, random.rational(6))).collect();
        let combination: Vec<_> = terms.iter().zip(&quantities).map(|((_, q), x)| (q.clone(), x)).collect();
        assert_encloses(&enclose(&combination), &form(&terms), &format!("{terms:?}"));
        // `form` collects the same terms without a combination
        let terms_of = |form: &LogForm| form.terms().map(|(n, q)| (n.clone(), q.clone())).collect::<Vec<_>>();
        assert_eq!(terms_of(&expand(&combination)), terms_of(&form(&terms)), "{terms:?}");
        assert_eq!(sign(&combination), sign_by_powers(&terms), "{terms:?}");
    }
}

#[test]
fn ties_and_near_ties() {
    let [two, three, six] = [2, 3, 6].map(|n| LazyForm::from(ln(n)));
    let one = Rational::from(1);
    let minus = Rational::from(-1);
    let tie: &Combination = &[(one.clone(), &two), (one.clone(), &three), (minus.clone(), &six)];
    assert_eq!(sign(tie), Equal);
    assert_eq!(sign(&[]), Equal);
    // ln 3 / ln 2 cut and rounded up after 60 digits (OEIS A020857), which 128 bits do not tell apart
    for (digits, expected) in [
        ("1.58496250072115618145373894394781650875981440769248106045575", Greater),
        ("1.58496250072115618145373894394781650875981440769248106045576", Less),
    ] {
        let ratio = maskproof::exact::parse_rational(digits).unwrap();
        let near: &Combination = &[(one.clone(), &three), (-ratio, &two)];
        assert_eq!(enclose(near).sign(), None, "{digits}");
        assert_eq!(sign(near), expected, "{digits}");
    }
}

/// Knows an enclosure and a form, and counts how often it is asked for each.
struct Counted<'c> {
    value: LogForm,
    enclosures: &'c AtomicUsize,
    forms: &'c AtomicUsize,
}

impl Deferred for Counted<'_> {
    fn enclosure(&self) -> Enclosure {
        self.enclosures.fetch_add(1, Ordering::Relaxed);
        Enclosure::of(&self.value, FIRST_PRECISION)
    }

    fn form(&self) -> LogForm {
        self.forms.fetch_add(1, Ordering::Relaxed);
        self.value.clone()
    }
}

#[test]
fn what_is_deferred_is_computed_once_and_only_when_needed() {
    let (enclosures, forms) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let interval = Interval::from(&Enclosure::of(&ln(5), FIRST_PRECISION));
    let quantity = LazyForm::deferred(interval, Counted { value: ln(5), enclosures: &enclosures, forms: &forms });
    let asked = || [&enclosures, &forms].map(|calls| calls.load(Ordering::Relaxed));
    let [four, twenty_five] = [4, 25].map(|n| LazyForm::from(ln(n)));
    let one = Rational::from(1);
    assert_eq!(sign(&[(one.clone(), &quantity), (Rational::from(-1), &four)]), Greater);
    assert_eq!(quantity.compare(&four), Greater);
    assert_eq!(asked(), [0, 0], "an interval that decides needs no more");
    // A third is no double, so that enclosures decide.
    assert_eq!(sign(&[(Rational::from((1, 3)), &quantity), (Rational::from(-1), &four)]), Less);
    assert_eq!(asked(), [1, 0], "an enclosure that decides needs no form");
    assert!(format!("{quantity:?}").contains("form: None"), "{quantity:?}");
    assert_eq!(sign(&[(Rational::from(2), &quantity), (Rational::from(-1), &twenty_five)]), Equal);
    assert_eq!(quantity.form(), &ln(5));
    assert_eq!(asked(), [1, 1]);
    let shown = format!("{quantity:?}");
    assert!(shown.contains("LazyForm") && shown.contains("interval: ") && shown.contains("form: Some("), "{shown}");
}

/// The sign comes from the bounds where they decide: a wrong form behind them is not looked at.
#[test]
fn the_bounds_decide_first() {
    let (enclosures, forms) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let interval = Interval::from(&Enclosure::of(&ln(2), FIRST_PRECISION));
    let quantity = LazyForm::deferred(interval, Counted { value: -ln(2), enclosures: &enclosures, forms: &forms });
    assert_eq!(sign(&[(Rational::from(3), &quantity)]), Greater);
    assert_eq!(sign(&[(Rational::from(-3), &quantity)]), Less);
    assert_eq!(quantity.compare(&LazyForm::from(ln(1))), Greater);
}

#[test]
fn quantities_compare_by_their_values() {
    let [two, three, four] = [2, 3, 4].map(|n| LazyForm::from(ln(n)));
    let twice = LazyForm::from(form(&[(2, Rational::from(2))]));
    assert_eq!((two.compare(&three), three.compare(&two), four.compare(&twice)), (Less, Greater, Equal));
}

#[test]
fn zeros_are_found_in_128_bits() {
    let [two, three, six, prime] = [2, 3, 6, 1_000_003].map(|n| LazyForm::from(ln(n)));
    let nat = LazyForm::from(LogForm::nats(1.into()));
    let is_zero = |terms: &[(i128, &LazyForm)]| is_zero_in_i128(terms.iter().copied());
    assert_eq!(is_zero(&[(5, &two), (5, &three), (-5, &six)]), Some(true));
    assert_eq!(is_zero(&[(5, &two), (5, &three), (-4, &six)]), Some(false));
    assert_eq!(is_zero(&[(1, &prime), (-1, &prime)]), Some(true));
    assert_eq!(is_zero(&[]), Some(true));
    assert_eq!(is_zero(&[(1, &nat), (-1, &nat)]), None, "a constant is left to the exact sign");
    assert_eq!(is_zero(&[(i128::MAX, &six), (i128::MAX, &two)]), None, "the sum is beyond 128 bits");
}
