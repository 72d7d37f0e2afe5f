//! Vocabularies, laws, combinations of laws and marginal counts of patterns.

use std::collections::BTreeSet;

use maskproof::Shape;
use maskproof::exact::{Integer, Rational};
use maskproof::law::families::parse_spec;
use maskproof::law::{Law, LawError, PatternCounts, PositionSet, Vocabulary, digits_of, index_of};
use maskproof::limits::PATTERN_LIMIT;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

fn law(vocabulary_size: usize, length: usize, counts: &[u64]) -> Law {
    let counts = counts.iter().map(|&count| Integer::from(count)).collect();
    Law::from_counts("test", Vocabulary::numbered(vocabulary_size), length, counts).unwrap()
}

/// Laws of every small shape whose counts mix zeros, equal counts and large ones; shrinks towards one atom.
fn any_law(
    sizes: std::ops::RangeInclusive<usize>,
    lengths: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Law> {
    (sizes, lengths).prop_flat_map(|(size, length)| {
        let atoms = size.pow(u32::try_from(length).unwrap());
        let count = prop_oneof![3 => Just(0u64), 3 => 1u64..4, 1 => any::<u64>()];
        prop::collection::vec(count, atoms).prop_map(move |mut counts| {
            if counts.iter().all(|&count| count == 0) {
                counts[0] = 1;
            }
            law(size, length, &counts)
        })
    })
}

fn foreign(value: &Rational) -> BigRational {
    let integer = |value: &Integer| value.to_string().parse::<BigInt>().unwrap();
    BigRational::new(integer(value.numer()), integer(value.denom()))
}

/// The marginal count by its definition: the sum over all atoms that agree with the pattern.
fn marginal_by_definition(law: &Law, pattern: usize) -> Integer {
    let (size, length) = (law.vocabulary_size(), law.length());
    let pattern = digits_of(pattern, size + 1, length);
    let mut sum = Integer::new();
    for (atom, count) in law.counts().iter().enumerate() {
        let atom = digits_of(atom, size, length);
        if pattern.iter().zip(&atom).all(|(&wanted, &digit)| wanted == size || wanted == digit) {
            sum += count;
        }
    }
    sum
}

#[test]
fn digits_and_indices_are_inverse() {
    assert_eq!(digits_of(0, 2, 3), [0, 0, 0]);
    assert_eq!(digits_of(6, 2, 3), [1, 1, 0]);
    assert_eq!(index_of(&[2, 0, 1], 3), 19);
    assert_eq!(index_of(&[], 3), 0);
    for (base, length) in [(1usize, 3), (2, 5), (3, 4), (7, 2)] {
        for index in 0..base.pow(u32::try_from(length).unwrap()) {
            let digits = digits_of(index, base, length);
            assert_eq!(digits.len(), length);
            assert!(digits.iter().all(|&digit| digit < base));
            assert_eq!(index_of(&digits, base), index);
        }
    }
}

#[test]
fn vocabularies_reject_empty_and_repeated_tokens() {
    let tokens = |tokens: &[&str]| Vocabulary::new(tokens.iter().map(ToString::to_string).collect());
    assert!(matches!(tokens(&[]), Err(LawError::EmptyVocabulary)));
    assert!(matches!(tokens(&["a", ""]), Err(LawError::EmptyToken { index: 1 })));
    assert!(matches!(tokens(&["a", "b", "a"]), Err(LawError::DuplicateToken { first: 0, second: 2, .. })));
    let numbered = Vocabulary::numbered(3);
    assert_eq!(numbered, tokens(&["0", "1", "2"]).unwrap());
    assert_eq!((numbered.index_of("2"), numbered.index_of("3")), (Some(2), None));
}

#[test]
fn laws_reject_what_is_not_a_law() {
    let counts = |counts: &[i64]| {
        let counts = counts.iter().map(|&count| Integer::from(count)).collect();
        Law::from_counts("bad", Vocabulary::numbered(2), 2, counts)
    };
    assert!(matches!(counts(&[1, 1, 1]), Err(LawError::WrongNumberOfValues { expected: 4, found: 3 })));
    assert!(matches!(counts(&[0, 0, 0, 0]), Err(LawError::AllZero)));
    let error = counts(&[1, 1, -5, 7]).unwrap_err();
    assert!(matches!(&error, LawError::Negative { place, .. } if place == "counts[2]"), "{error}");
    assert!(matches!(Law::from_counts("bad", Vocabulary::numbered(2), 0, vec![]), Err(LawError::NoPositions)));
    assert!(matches!(Law::from_counts("bad", Vocabulary::numbered(0), 2, vec![]), Err(LawError::EmptyVocabulary)));

    let probabilities = |values: [(i32, i32); 4]| {
        Law::from_probabilities("bad", Vocabulary::numbered(2), 2, values.map(Rational::from).to_vec())
    };
    let error = probabilities([(1, 3), (1, 3), (1, 3), (1, 1000)]).unwrap_err();
    assert!(matches!(&error, LawError::SumNotOne { sum } if *sum == Rational::from((1001, 1000))), "{error}");
    assert!(matches!(probabilities([(2, 1), (-1, 1), (0, 1), (0, 1)]), Err(LawError::Negative { .. })));
    let law = probabilities([(1, 4), (1, 6), (1, 3), (1, 4)]).unwrap();
    assert_eq!(law.counts(), [3, 2, 4, 3].map(Integer::from));
}

#[test]
fn the_size_limit_holds_without_overflow() {
    let shape = |length, vocabulary_size| Shape::new(length, vocabulary_size).unwrap();
    assert_eq!(shape(13, 2).check_size().unwrap(), 8192);
    assert_eq!(shape(1, PATTERN_LIMIT - 1).check_size().unwrap(), PATTERN_LIMIT - 1);
    for (size, length) in
        [(2, 14), (PATTERN_LIMIT, 1), (2, usize::MAX), (usize::MAX, 2), (usize::MAX, usize::MAX), (1, 23)]
    {
        assert!(matches!(shape(length, size).check_size(), Err(LawError::TooLarge { .. })), "V = {size}, L = {length}");
    }
    let message = shape(7, 9).check_size().unwrap_err().to_string();
    for part in ["V = 9", "L = 7", "10000000", "4194304"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn pattern_counts_of_a_small_law() {
    let patterns = PatternCounts::new(&law(2, 2, &[1, 2, 3, 4]));
    // In base 3: 00 01 0* 10 11 1* *0 *1 **
    assert_eq!(patterns.counts(), [1, 2, 3, 3, 4, 7, 4, 6, 10].map(Integer::from));
    assert_eq!(patterns.all_masked(), 8);
    assert_eq!(patterns.with_token(8, 0, 1), 5);
    assert_eq!(patterns.with_token(8, 1, 0), 6);
    assert_eq!(patterns.with_token(5, 0, 2), 8);
}

#[test]
fn products_name_pairs_apart() {
    let tokens = |tokens: [&str; 2]| Vocabulary::new(tokens.map(str::to_owned).to_vec()).unwrap();
    let law = |vocabulary| Law::from_counts("l", vocabulary, 1, vec![Integer::from(1), Integer::from(2)]).unwrap();
    let product = law(tokens(["a", "a,b"])).product(&law(tokens(["b,c", "c"]))).unwrap();
    assert!(product.is_valid());
    assert_eq!(product.labels().vocabulary(0).tokens(), ["(a,b\\,c)", "(a,c)", "(a\\,b,b\\,c)", "(a\\,b,c)"]);
}

#[test]
fn combinations_reject_laws_that_do_not_fit() {
    let (short, long, wide) = (law(2, 1, &[1, 1]), law(2, 2, &[1, 1, 1, 1]), law(3, 1, &[1, 1, 1]));
    assert!(matches!(short.product(&long), Err(LawError::LengthMismatch { first: 1, second: 2, .. })));
    assert!(matches!(short.concatenate(&wide), Err(LawError::VocabularyMismatch { .. })));
    let half = || Rational::from((1, 2));
    assert!(matches!(Law::mixture("m", &[]), Err(LawError::EmptyMixture { .. })));
    assert!(matches!(Law::mixture("m", &[(half(), &short), (half(), &long)]), Err(LawError::LengthMismatch { .. })));
    assert!(matches!(
        Law::mixture("m", &[(half(), &short), (half(), &wide)]),
        Err(LawError::VocabularyMismatch { .. })
    ));
    assert!(matches!(Law::mixture("m", &[(half(), &short)]), Err(LawError::SumNotOne { .. })));
    let weights = [(Rational::from(2), &short), (Rational::from(-1), &short)];
    assert!(matches!(Law::mixture("m", &weights), Err(LawError::Negative { .. })));
    let large = law(2, 13, &vec![1; 8192]);
    assert!(matches!(large.concatenate(&short), Err(LawError::TooLarge { .. })));
    assert!(matches!(large.product(&large), Err(LawError::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_failure_persistence(FileFailurePersistence::WithSource("regressions")))]

    #[test]
    fn pattern_counts_are_the_sums_of_the_definition(law in any_law(1..=3, 1..=4)) {
        let patterns = PatternCounts::new(&law);
        prop_assert_eq!(patterns.counts().len(), (law.vocabulary_size() + 1).pow(u32::try_from(law.length()).unwrap()));
        for pattern in 0..patterns.counts().len() {
            prop_assert_eq!(patterns.count(pattern), &marginal_by_definition(&law, pattern));
        }
        prop_assert_eq!(patterns.count(patterns.all_masked()), law.total());
    }

    #[test]
    fn summing_out_a_position_adds_its_tokens(law in any_law(1..=3, 1..=4)) {
        let patterns = PatternCounts::new(&law);
        for pattern in 0..patterns.counts().len() {
            for position in 0..law.length() {
                if patterns.digit(pattern, position) == law.vocabulary_size() {
                    let with_tokens = (0..law.vocabulary_size())
                        .map(|token| patterns.count(patterns.with_token(pattern, position, token)));
                    prop_assert_eq!(patterns.count(pattern), &Integer::from(Integer::sum(with_tokens)));
                }
            }
        }
    }

    #[test]
    fn probabilities_agree_with_a_foreign_oracle(law in any_law(1..=4, 1..=3)) {
        prop_assert!(law.is_valid());
        let total: BigInt = law.counts().iter().map(|count| count.to_string().parse::<BigInt>().unwrap()).sum();
        let mut sum = BigRational::from_integer(BigInt::from(0));
        for (atom, count) in law.counts().iter().enumerate() {
            let expected = BigRational::new(count.to_string().parse().unwrap(), total.clone());
            prop_assert_eq!(&foreign(&law.probability(atom)), &expected);
            sum += expected;
        }
        prop_assert_eq!(sum, BigRational::from_integer(BigInt::from(1)));
        prop_assert_eq!(law.support().count(), law.counts().iter().filter(|count| **count != 0).count());
    }

    #[test]
    fn probabilities_rebuild_the_law(law in any_law(1..=3, 1..=3)) {
        let probabilities: Vec<Rational> = (0..law.counts().len()).map(|atom| law.probability(atom)).collect();
        let rebuilt =
            Law::from_probabilities("again", law.labels().vocabulary(0).clone(), law.length(), probabilities.clone()).unwrap();
        prop_assert!(rebuilt.is_valid());
        for (atom, probability) in probabilities.iter().enumerate() {
            prop_assert_eq!(&rebuilt.probability(atom), probability);
        }
        prop_assert!(rebuilt.total() <= law.total());
    }

    #[test]
    fn marginals_of_products_multiply(
        (first, second) in (1usize..=3).prop_flat_map(|length| (any_law(1..=2, length..=length), any_law(1..=2, length..=length)))
    ) {
        let product = first.product(&second).unwrap();
        prop_assert!(product.is_valid());
        let length = first.length();
        let (size_a, size_b) = (first.vocabulary_size(), second.vocabulary_size());
        let (of_a, of_b, of_pairs) =
            (PatternCounts::new(&first), PatternCounts::new(&second), PatternCounts::new(&product));
        // Patterns that hold or sum out both halves of a pair factorise.
        for pattern in 0..of_pairs.counts().len() {
            let digits = digits_of(pattern, size_a * size_b + 1, length);
            let (a, b): (Vec<usize>, Vec<usize>) = digits
                .iter()
                .map(|&pair| if pair == size_a * size_b { (size_a, size_b) } else { (pair / size_b, pair % size_b) })
                .unzip();
            let expected = Integer::from(
                of_a.count(index_of(&a, size_a + 1)) * of_b.count(index_of(&b, size_b + 1)));
            prop_assert_eq!(of_pairs.count(pattern), &expected);
        }
    }

    #[test]
    fn concatenation_multiplies_blocks((first, second) in (any_law(2..=2, 1..=3), any_law(2..=2, 1..=3))) {
        let both = first.concatenate(&second).unwrap();
        prop_assert!(both.is_valid());
        for atom in 0..both.counts().len() {
            let digits = digits_of(atom, 2, both.length());
            let (a, b) = digits.split_at(first.length());
            let expected = first.probability(index_of(a, 2)) * second.probability(index_of(b, 2));
            prop_assert_eq!(both.probability(atom), expected);
        }
        let third = law(2, 1, &[1, 2]);
        let left = both.concatenate(&third).unwrap();
        let right = first.concatenate(&second.concatenate(&third).unwrap()).unwrap();
        prop_assert_eq!(left.counts(), right.counts());
    }

    #[test]
    fn mixtures_average_probabilities(
        first in any_law(2..=2, 2..=2), second in any_law(2..=2, 2..=2), weight in 0u32..=7
    ) {
        let weight = Rational::from((weight, 7));
        let rest = Rational::from(1 - &weight);
        let mixed = Law::mixture("mixed", &[(weight.clone(), &first), (rest.clone(), &second)]).unwrap();
        prop_assert!(mixed.is_valid());
        for atom in 0..4 {
            let expected = foreign(&weight) * foreign(&first.probability(atom))
                + foreign(&rest) * foreign(&second.probability(atom));
            prop_assert_eq!(foreign(&mixed.probability(atom)), expected);
        }
    }
}

/// Projections, against the restriction of each pattern, and distinct counts, against the counts.
#[test]
fn projections_and_distinct_counts() {
    for spec in
        ["parity(L=4,V=2)", "random(V=3,L=3,seed=5,bits=6)", "markov(L=3,initial=1/2;1/2,transition=3/4;1/4|1/4;3/4)"]
    {
        let law = parse_spec(spec).unwrap();
        let patterns = PatternCounts::new(&law);
        for set in PositionSet::subsets(law.length()) {
            for part in PositionSet::subsets(law.length()) {
                let inner: PositionSet = set.positions().filter(|position| part.contains(*position)).collect();
                let expected: Vec<[usize; 2]> = patterns
                    .patterns_on(set)
                    .into_iter()
                    .map(|pattern| [pattern, patterns.restrict(pattern, inner)])
                    .collect();
                assert_eq!(patterns.projections(set, [set, part]), expected, "{spec}, {set:?}, {part:?}");
            }
        }
        let naive: BTreeSet<&Integer> = patterns.counts().iter().collect();
        let distinct = patterns.distinct();
        assert!(distinct.counts().iter().eq(naive), "{spec}");
        for (pattern, count) in patterns.counts().iter().enumerate() {
            assert_eq!(distinct.counts()[distinct.index_of(pattern)], *count, "{spec}, pattern {pattern}");
        }
    }
}
