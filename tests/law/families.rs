//! Finite fields, named families against their definitions, linear codes, random laws and specs.

use maskproof::Shape;
use maskproof::diagnosis::Diagnosis;
use maskproof::exact::{Integer, Rational};
use maskproof::law::families::*;
use maskproof::law::field::{FIELD_ORDERS, Field};
use maskproof::law::{Law, LawError, PatternCounts, digits_of, index_of};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::collections::BTreeSet;

fn rationals(values: &[(i32, i32)]) -> Vec<Rational> {
    values.iter().map(|&value| Rational::from(value)).collect()
}

fn words(law: &Law) -> Vec<Vec<usize>> {
    law.support().map(|(atom, _)| digits_of(atom, law.vocabulary_size(), law.length())).collect()
}

/// Checks what every family promises: a valid law whose name is a spec of it.
fn check_named(law: &Law) {
    assert!(law.is_valid());
    assert_eq!(&parse_spec(law.name()).unwrap(), law);
}

#[test]
fn the_tables_are_those_of_fields() {
    for q in FIELD_ORDERS {
        let field = Field::new(q).unwrap();
        assert_eq!(field.order(), q);
        for a in 0..q {
            assert_eq!((field.add(a, 0), field.multiply(a, 1), field.multiply(a, 0)), (a, a, 0));
            assert_eq!(field.add(a, field.negate(a)), 0);
            assert_eq!(field.inverse(a).map(|inverse| field.multiply(a, inverse)), (a != 0).then_some(1));
            assert_eq!(field.power(a, q), a);
            for b in 0..q {
                assert!(field.add(a, b) < q && field.multiply(a, b) < q);
                assert_eq!(field.add(a, b), field.add(b, a));
                assert_eq!(field.multiply(a, b), field.multiply(b, a));
                assert_eq!(field.multiply(a, b) == 0, a == 0 || b == 0);
                for c in 0..q {
                    assert_eq!(field.add(field.add(a, b), c), field.add(a, field.add(b, c)));
                    assert_eq!(field.multiply(field.multiply(a, b), c), field.multiply(a, field.multiply(b, c)));
                    assert_eq!(
                        field.multiply(a, field.add(b, c)),
                        field.add(field.multiply(a, b), field.multiply(a, c))
                    );
                }
            }
        }
    }
    for order in [0, 1, 6, 10, 12, 16, 17, usize::MAX] {
        assert_eq!(Field::new(order), None);
    }
}

#[test]
fn small_families_are_their_definitions() {
    for (size, length) in [(1usize, 1), (1, 3), (2, 1), (2, 3), (3, 2), (3, 4), (5, 2)] {
        let all = size.pow(u32::try_from(length).unwrap());
        let (iid, repetition, parity) =
            (iid_uniform(size, length).unwrap(), repetition(size, length).unwrap(), parity(size, length).unwrap());
        assert_eq!((iid.support().count(), repetition.support().count()), (all, size));
        assert_eq!(parity.support().count(), all / size);
        assert!(words(&repetition).iter().all(|word| word.iter().all(|token| *token == word[0])));
        assert!(words(&parity).iter().all(|word| word.iter().sum::<usize>() % size == 0));
        for law in [iid, repetition, parity] {
            assert!(law.counts().iter().all(|count| *count == 0 || *count == 1));
            check_named(&law);
        }
    }
    let factorials = [1, 2, 6, 24, 120];
    for length in 1..=5 {
        let law = permutations(length).unwrap();
        assert_eq!(*law.total(), factorials[length - 1]);
        let distinct = |word: &Vec<usize>| word.iter().collect::<BTreeSet<_>>().len() == length;
        assert!(words(&law).iter().all(distinct));
        check_named(&law);
    }
}

#[test]
fn latent_parity_is_what_its_construction_draws() {
    for (i0, i1) in [(1, 1), (1, 2), (2, 2), (3, 1), (2, 3)] {
        let mut counts = vec![Integer::new(); 1 << (i0 + i1)];
        for bit in 0..2 {
            for free in 0..1usize << (i1 - 1) {
                let mut word = vec![bit; i0];
                word.extend(digits_of(free, 2, i1 - 1));
                word.push((bit + word[i0..].iter().sum::<usize>()) % 2);
                counts[index_of(&word, 2)] += 1;
            }
        }
        let law = latent_parity(i0, i1).unwrap();
        assert_eq!(law.counts(), counts);
        check_named(&law);
    }
    assert!(matches!(latent_parity(0, 2), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(latent_parity(2, 0), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(latent_parity(usize::MAX, 2), Err(FamilyError::Law(LawError::TooLarge { .. }))));
}

#[test]
fn every_mds_code_has_the_marginals_of_one() {
    let mut made = 0;
    for q in FIELD_ORDERS {
        for n in 1..=7usize {
            if (q + 1).pow(u32::try_from(n).unwrap()) > 120_000 {
                continue;
            }
            for k in 1..=n {
                let exists = k == 1 || k + 1 >= n || n <= q + 1 || (q == 4 && n == 6 && k == 3);
                let law = match mds(n, k, q) {
                    Err(FamilyError::NoMdsCode { .. }) if !exists => continue,
                    other => other.unwrap(),
                };
                assert!(exists, "[{n},{k}] over GF({q})");
                made += 1;
                check_named(&law);
                let patterns = PatternCounts::new(&law);
                for pattern in 0..patterns.counts().len() {
                    let shown = digits_of(pattern, q + 1, n).into_iter().filter(|digit| *digit < q).count();
                    if shown <= k {
                        // Any k positions are uniform, and so are fewer.
                        let expected = q.pow(u32::try_from(k - shown).unwrap());
                        assert_eq!(*patterns.count(pattern), expected, "[{n},{k}] over GF({q}), pattern {pattern}");
                    } else {
                        assert!(*patterns.count(pattern) <= 1);
                    }
                }
            }
        }
    }
    assert!(made > 80, "{made}");
    for (n, k, q) in [(4, 2, 2), (5, 2, 3), (5, 3, 3), (6, 2, 4), (6, 4, 4), (7, 3, 5)] {
        assert!(matches!(mds(n, k, q), Err(FamilyError::NoMdsCode { .. })), "[{n},{k}] over GF({q})");
    }
    assert!(matches!(mds(3, 0, 2), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(mds(3, 4, 2), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(mds(3, 2, 6), Err(FamilyError::FieldOrder { order: 6 })));
    assert!(matches!(mds(usize::MAX, 2, 2), Err(FamilyError::Law(LawError::TooLarge { .. }))));
}

#[test]
fn named_codes_are_the_families_they_generalise() {
    for q in [2, 3, 5] {
        for n in 3..=4 {
            assert_eq!(mds(n, 1, q).unwrap().counts(), repetition(q, n).unwrap().counts());
            assert_eq!(mds(n, n - 1, q).unwrap().counts(), parity(q, n).unwrap().counts());
            assert_eq!(mds(n, n, q).unwrap().counts(), iid_uniform(q, n).unwrap().counts());
        }
    }
}

/// The Gaussian binomial by its product formula.
fn gaussian_binomial(n: u32, k: u32, q: u64) -> u64 {
    let (above, below) =
        (0..k).fold((1, 1), |(above, below), i| (above * (q.pow(n - i) - 1), below * (q.pow(k - i) - 1)));
    above / below
}

#[test]
fn every_subspace_is_listed_once() {
    for (q, n, expected) in [(2, 4, 67), (2, 5, 374), (3, 3, 28), (3, 4, 212), (4, 3, 44), (9, 2, 12), (2, 1, 2)] {
        let codes = all_linear_codes(q, n).unwrap();
        assert_eq!(codes.len(), expected, "GF({q})^{n}");
        let mut seen = BTreeSet::new();
        for dimension in 0..=n {
            let found = codes.iter().filter(|code| code.dimension() == dimension).count() as u64;
            let (n, k) = (u32::try_from(n).unwrap(), u32::try_from(dimension).unwrap());
            assert_eq!(found, gaussian_binomial(n, k, q as u64));
        }
        let field = Field::new(q).unwrap();
        for code in &codes {
            let words = code.words();
            assert_eq!(words.len(), q.pow(u32::try_from(code.dimension()).unwrap()));
            // The basis in reduced row echelon form is its own, and the words are closed under addition.
            if code.dimension() > 0 {
                assert_eq!(&LinearCode::new(q, code.basis()).unwrap(), code);
            }
            if n <= 4 && words.len() <= 81 {
                for a in &words {
                    for b in &words {
                        let (a, b) = (digits_of(*a, q, n), digits_of(*b, q, n));
                        let sum: Vec<usize> = a.iter().zip(&b).map(|(a, b)| field.add(*a, *b)).collect();
                        assert!(words.contains(&index_of(&sum, q)));
                    }
                }
            }
            assert!(seen.insert(words), "a code is listed twice");
        }
    }
    for code in all_linear_codes(3, 2).unwrap() {
        let law = code.law().unwrap();
        assert_eq!(law.support().map(|(atom, _)| atom).collect::<BTreeSet<_>>(), code.words());
        check_named(&law);
    }
    assert!(matches!(all_linear_codes(2, 9), Err(FamilyError::TooManyCodes { .. })));
    assert!(matches!(all_linear_codes(6, 2), Err(FamilyError::FieldOrder { .. })));
    assert!(matches!(LinearCode::new(2, &[]), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(LinearCode::new(2, &[vec![1, 0], vec![1]]), Err(FamilyError::WrongNumber { .. })));
    assert!(matches!(LinearCode::new(2, &[vec![1, 2]]), Err(FamilyError::OutOfRange { .. })));
}

#[test]
fn chains_and_products_multiply_their_factors() {
    let initial = rationals(&[(1, 3), (2, 3)]);
    let transition = [rationals(&[(3, 4), (1, 4)]), rationals(&[(0, 1), (1, 1)])];
    let law = markov(3, &initial, &transition).unwrap();
    // By hand: 000, 001, 010, 011, 100, 101, 110, 111.
    let expected = rationals(&[(9, 48), (3, 48), (0, 1), (1, 12), (0, 1), (0, 1), (0, 1), (2, 3)]);
    assert_eq!((0..8).map(|atom| law.probability(atom)).collect::<Vec<_>>(), expected);
    check_named(&law);

    let third = rationals(&[(1, 3), (2, 3)]);
    let law = iid(2, &third).unwrap();
    assert_eq!(law.counts(), [1, 2, 2, 4].map(Integer::from));
    check_named(&law);
    check_named(&independent(&[third.clone(), initial.clone()]).unwrap());

    let half = || Rational::from((1, 2));
    let zero = rationals(&[(1, 1), (0, 1)]);
    let one = rationals(&[(0, 1), (1, 1)]);
    let law = mixture_of_products(&[half(), half()], &[vec![zero.clone(); 3], vec![one; 3]]).unwrap();
    assert_eq!(law.counts(), repetition(2, 3).unwrap().counts());
    check_named(&law);

    let bad = rationals(&[(1, 3), (1, 3)]);
    assert!(matches!(iid(2, &bad), Err(FamilyError::NotADistribution { .. })));
    assert!(matches!(markov(2, &bad, &transition), Err(FamilyError::NotADistribution { .. })));
    assert!(matches!(markov(2, &zero, &[bad, zero.clone()]), Err(FamilyError::NotADistribution { .. })));
    assert!(matches!(markov(2, &zero, std::slice::from_ref(&zero)), Err(FamilyError::WrongNumber { .. })));
    assert!(matches!(independent(&[]), Err(FamilyError::Law(LawError::NoPositions))));
    assert!(matches!(mixture_of_products(&[half()], &[]), Err(FamilyError::WrongNumber { .. })));
    assert!(matches!(iid(usize::MAX, &third), Err(FamilyError::Law(LawError::TooLarge { .. }))));
}

#[test]
fn exchangeable_laws_depend_on_the_number_of_ones() {
    let weights = rationals(&[(1, 2), (0, 1), (1, 3), (5, 1)]);
    let law = exchangeable(3, &weights).unwrap();
    assert_eq!(law.counts(), [3, 0, 0, 2, 0, 2, 2, 30].map(Integer::from));
    check_named(&law);
    assert!(matches!(exchangeable(3, &weights[..3]), Err(FamilyError::WrongNumber { expected: 4, found: 3, .. })));
    assert!(matches!(
        exchangeable(1, &rationals(&[(1, 1), (-1, 1)])),
        Err(FamilyError::Law(LawError::Negative { .. }))
    ));
    assert!(matches!(exchangeable(1, &rationals(&[(0, 1), (0, 1)])), Err(FamilyError::Law(LawError::AllZero))));
    assert!(matches!(exchangeable(usize::MAX, &[]), Err(FamilyError::Law(LawError::TooLarge { .. }))));
}

#[test]
fn random_laws_are_the_same_everywhere() {
    let law = random_law(1, 2, 3, 8, 100).unwrap();
    assert_eq!(law.counts(), RANDOM_1.map(Integer::from), "the seed 1 has another law than it had");
    let table = random_predictor_table(1, Shape::new(1, 2).unwrap(), true).unwrap();
    assert_eq!(table.weights(), RANDOM_TABLE_1.map(Integer::from));
    for seed in 0..50 {
        for (bits, density) in [(1, 100), (8, 50), (256, 100), (300, 10), (64, 1)] {
            let law = random_law(seed, 2, 3, bits, density).unwrap();
            check_named(&law);
            assert!(law.counts().iter().all(|count| count.significant_bits() <= bits));
            assert_eq!(law, random_law(seed, 2, 3, bits, density).unwrap());
        }
        let full = random_law(seed, 2, 3, 256, 100).unwrap();
        assert_eq!(full.support().count(), 8);
        assert!(full.total().significant_bits() > 240);
        assert!(
            random_predictor_table(seed, Shape::new(2, 2).unwrap(), false)
                .unwrap()
                .weights()
                .iter()
                .all(|weight| *weight > 0)
        );
    }
    assert!((0..9).any(|seed| {
        random_predictor_table(seed, Shape::new(2, 2).unwrap(), true).unwrap().weights().iter().any(Integer::is_zero)
    }));
    assert!(matches!(random_law(0, 2, 2, 0, 100), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(random_law(0, 4_000_000, 1, 65_536, 100), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(random_law(0, 2, 2, 8, 0), Err(FamilyError::OutOfRange { .. })));
    assert!(matches!(random_law(0, 2, 2, 8, 101), Err(FamilyError::OutOfRange { .. })));
}

/// Computed by a second implementation of ChaCha8 and of the drawing rules, in another language.
const RANDOM_1: [u32; 8] = [37, 253, 150, 27, 214, 33, 50, 201];
const RANDOM_TABLE_1: [u32; 6] = [20846, 29432, 0, 34430, 12460, 6475];

#[test]
fn every_familys_example_is_its_canonical_spec() {
    let mut names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
    assert!(names.is_sorted());
    names.dedup();
    assert_eq!(names.len(), FAMILIES.len());
    for family in FAMILIES {
        let law = parse_spec(family.example).unwrap();
        // Codes are named after their reduced form, random laws with all their parameters.
        assert_eq!(law.name(), family.example);
        assert!(family.example.starts_with(family.name));
        check_named(&law);
    }
}

#[test]
fn specs_are_read_loosely_and_named_strictly() {
    for (text, name) in [
        (" rs( k=2, n=4 ,q=3 ) ", "mds(n=4,k=2,q=3)"),
        ("iid(V=2,L=3)", "iid(L=3,V=2)"),
        ("iid(L=2,p=0.25;3/4,V=2)", "iid(L=2,p=1/4;3/4)"),
        ("random(V=2,L=3,seed=7)", "random(V=2,L=3,seed=7,bits=8)"),
        ("random(V=2,L=2,seed=7,bits=4,density=50)", "random(V=2,L=2,seed=7,bits=4,density=50)"),
        ("code(q=2,rows=0011;1111)", "code(q=2,rows=1100;0011)"),
        ("code(q=3,rows=000)", "code(q=3,rows=000)"),
        (
            "product(parity(L=2,V=2), product(iid(L=2,V=2), iid(L=2,V=1)))",
            "product(parity(L=2,V=2),product(iid(L=2,V=2),iid(L=2,V=1)))",
        ),
    ] {
        let law = parse_spec(text).unwrap();
        assert_eq!(law.name(), name);
        check_named(&law);
    }
}

#[test]
fn bad_specs_say_what_exists() {
    macro_rules! assert_spec {
        ($($text:expr => $variant:pat, $part:literal;)*) => {$(
            let error = parse_spec($text).expect_err($text);
            assert!(matches!(error, $variant), "{}: {error:?}", $text);
            let message = format!("{error} / {}", error.advice().help);
            assert!(message.contains($part), "{message}");
            assert!(!error.advice().code.is_empty());
        )*};
    }
    let deep = format!("{}iid(L=1,V=1){}", "product(".repeat(40), ")".repeat(40));
    assert_spec! {
        "repetition" => SpecError::Malformed { .. }, "`repetition`";
        "repetition(L=3,V=2" => SpecError::Malformed { .. }, "parentheses";
        "repetition(L=3,V=2))" => SpecError::Malformed { .. }, "parentheses";
        "" => SpecError::Malformed { .. }, "``";
        "repitition(L=3,V=2)" => SpecError::UnknownFamily { .. }, "did you mean `repetition`?";
        "x(L=3)" => SpecError::UnknownFamily { .. }, "latent-parity";
        "iid(L=3,W=2)" => SpecError::UnknownParameter { .. }, "L, V, p";
        "random(V=2,L=2,sed=1)" => SpecError::UnknownParameter { .. }, "did you mean `seed`?";
        "iid(3,V=2)" => SpecError::NotAParameter { .. }, "`3`";
        "iid(L=3,V=2,L=3)" => SpecError::DuplicateParameter { .. }, "twice";
        "iid(L=3)" => SpecError::MissingParameter { .. }, "add `V=..`";
        "iid(L=-3,V=2)" => SpecError::BadValue { .. }, "-3";
        "iid(L=3,V=3,p=1/2;1/2)" => SpecError::BadValue { .. }, "number of entries of `p`";
        "iid(L=3,p=1/2;half)" => SpecError::BadValue { .. }, "half";
        "code(q=2,rows=1x)" => SpecError::BadValue { .. }, "1x";
        "code(q=2,rows=12)" => SpecError::Family { .. }, "elements of the field";
        "mixture(iid(L=1,V=2))" => SpecError::BadValue { .. }, "weight*spec";
        "mixture(1/2*iid(L=1,V=2))" => SpecError::Family { .. }, "1/2";
        "mixture()" => SpecError::Family { .. }, "no component";
        "product()" => SpecError::Malformed { .. }, "product";
        "product(iid(L=1,V=2),iid(L=2,V=2))" => SpecError::Family { .. }, "lengths 1 and 2";
        "concatenate(iid(L=1,V=2),iid(L=1,V=3))" => SpecError::Family { .. }, "different vocabularies";
        "mds(n=5,k=2,q=3)" => SpecError::Family { .. }, "no [5,2] MDS code over GF(3)";
        "repetition(L=3,V=0)" => SpecError::Family { .. }, "empty";
        "parity(L=30,V=2)" => SpecError::Family { .. }, "4194304";
        "permutations(L=18446744073709551615)" => SpecError::Family { .. }, "limit";
        deep.as_str() => SpecError::TooDeep { .. }, "16";
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_failure_persistence(FileFailurePersistence::WithSource("regressions")))]

    #[test]
    fn no_text_makes_the_spec_reader_panic(text in "(iid|mds|code|mixture|product|x)?[(](L|V|q|n|p|rows|iid[(])?[=,;|*/0-9()é]{0,20}[)]?") {
        let _ = parse_spec(&text);
    }
}
