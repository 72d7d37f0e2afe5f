//! Algebraic laws of forms: an ordered vector space over the rationals.

use maskproof::exact::{LogForm, Rational};

use crate::inputs::{AnyForm, AnyRational, check};

fn sum(a: &LogForm, b: &LogForm) -> LogForm {
    let mut sum = a.clone();
    sum += b;
    assert!(sum.is_valid());
    sum
}

fn difference(a: &LogForm, b: &LogForm) -> LogForm {
    let mut difference = a.clone();
    difference -= b;
    assert!(difference.is_valid());
    difference
}

fn scaled(a: &LogForm, factor: &Rational) -> LogForm {
    let scaled = a.scaled(factor);
    assert!(scaled.is_valid());
    scaled
}

fn terms(a: &LogForm) -> Vec<(String, String)> {
    let constant = ("nat".to_owned(), a.constant().to_string());
    std::iter::once(constant).chain(a.terms().map(|(n, q)| (n.to_string(), q.to_string()))).collect()
}

#[test]
fn generated_forms_are_valid_and_various() {
    use quickcheck::{Arbitrary, Gen};
    let mut g = Gen::from_size_and_seed(100, 70);
    let forms: Vec<LogForm> = (0..2000).map(|_| AnyForm::arbitrary(&mut g).0).collect();
    assert!(forms.iter().all(LogForm::is_valid));
    // hidden zeros, both signs: without them the laws below would be tested on the easy path only
    assert!(forms.iter().filter(|form| form.is_zero() && !form.has_no_terms()).count() > 300);
    assert!(forms.iter().filter(|form| !form.constant().is_zero() && form.terms().len() > 0).count() > 200);
    assert!(forms.iter().filter(|form| form.sign().is_lt()).count() > 300);
    assert!(forms.iter().filter(|form| form.sign().is_gt()).count() > 300);
}

#[test]
fn addition_is_a_commutative_group() {
    fn property(a: AnyForm, b: AnyForm, c: AnyForm) -> bool {
        let (a, b, c) = (a.0, b.0, c.0);
        // term by term, so that equality of values cannot hide a slip
        terms(&sum(&a, &b)) == terms(&sum(&b, &a))
            && terms(&sum(&sum(&a, &b), &c)) == terms(&sum(&a, &sum(&b, &c)))
            && terms(&sum(&a, &LogForm::zero())) == terms(&a)
            && sum(&a, &-a.clone()).has_no_terms()
            && difference(&a, &a).has_no_terms()
            && terms(&difference(&a, &b)) == terms(&sum(&a, &-b.clone()))
    }
    check(71, 500, property as fn(AnyForm, AnyForm, AnyForm) -> bool);
}

#[test]
fn scaling_is_linear() {
    fn property(a: AnyForm, b: AnyForm, p: AnyRational, q: AnyRational) -> bool {
        let (a, b, p, q) = (a.0, b.0, p.0, q.0);
        let mut fused = a.clone();
        fused.add_scaled(&b, &q);
        terms(&fused) == terms(&sum(&a, &scaled(&b, &q)))
            && terms(&scaled(&sum(&a, &b), &q)) == terms(&sum(&scaled(&a, &q), &scaled(&b, &q)))
            && terms(&scaled(&a, &Rational::from(&p + &q))) == terms(&sum(&scaled(&a, &p), &scaled(&a, &q)))
            && terms(&scaled(&scaled(&a, &p), &q)) == terms(&scaled(&a, &Rational::from(&p * &q)))
            && terms(&scaled(&a, &Rational::from(1))) == terms(&a)
            && terms(&scaled(&a, &Rational::from(-1))) == terms(&-a.clone())
            && scaled(&a, &Rational::new()).has_no_terms()
    }
    check(72, 500, property as fn(AnyForm, AnyForm, AnyRational, AnyRational) -> bool);
}

#[test]
fn order_is_total() {
    fn property(a: AnyForm, b: AnyForm, c: AnyForm) -> bool {
        let mut sorted = [a.0, b.0, c.0];
        sorted.sort();
        let [a, b, c] = sorted;
        a <= b
            && b <= c
            && a <= c
            && a.cmp(&c) == c.cmp(&a).reverse()
            && a.cmp(&a).is_eq()
            && (a == b) == a.cmp(&b).is_eq()
    }
    check(73, 500, property as fn(AnyForm, AnyForm, AnyForm) -> bool);
}

#[test]
fn order_respects_the_operations() {
    fn property(a: AnyForm, b: AnyForm, c: AnyForm, q: AnyRational) -> bool {
        let (a, b, c, q) = (a.0, b.0, c.0, q.0);
        let order = a.cmp(&b);
        let scaled_order = scaled(&a, &q).cmp(&scaled(&b, &q));
        let expected = match q.cmp0() {
            std::cmp::Ordering::Greater => order,
            std::cmp::Ordering::Equal => std::cmp::Ordering::Equal,
            std::cmp::Ordering::Less => order.reverse(),
        };
        sum(&a, &c).cmp(&sum(&b, &c)) == order
            && scaled_order == expected
            && (-a.clone()).cmp(&-b.clone()) == order.reverse()
            && a.cmp_multiple(&b, &q) == a.cmp(&scaled(&b, &q))
            && a.cmp_rational(&q) == (-a.clone()).cmp_rational(&-q.clone()).reverse()
    }
    check(74, 500, property as fn(AnyForm, AnyForm, AnyForm, AnyRational) -> bool);
}

#[test]
fn logarithms_turn_products_into_sums() {
    fn property(p: AnyRational, q: AnyRational) -> bool {
        let (p, q) = (p.0.abs() + 1_u32, q.0.abs() + 1_u32);
        let ln = |number: Rational| LogForm::ln(&number).unwrap();
        ln(Rational::from(&p * &q)) == sum(&ln(p.clone()), &ln(q.clone()))
            && ln(Rational::from(&p / &q)) == difference(&ln(p.clone()), &ln(q.clone()))
            && ln(p.clone()).cmp(&ln(q.clone())) == p.cmp(&q)
    }
    check(75, 500, property as fn(AnyRational, AnyRational) -> bool);
}

#[test]
fn printing_agrees_with_the_order() {
    use maskproof::exact::{Unit, parse_rational};
    // Rounding is monotonic.
    fn property(a: AnyForm, b: AnyForm) -> bool {
        [1, 4, 12].into_iter().all(|digits| {
            let printed = |form: &LogForm| parse_rational(&form.to_decimal(digits, Unit::Bits)).unwrap();
            let order = printed(&a.0).cmp(&printed(&b.0));
            order.is_eq() || order == a.0.cmp(&b.0)
        })
    }
    check(76, 300, property as fn(AnyForm, AnyForm) -> bool);
}
