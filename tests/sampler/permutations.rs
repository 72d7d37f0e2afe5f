//! Batches for uniform permutations: against all compositions, the sampler itself, and what is proven of them.

use std::cmp::Ordering;

use super::common::{ln, multiple_of_ln};
use maskproof::exact::{Extended, Integer, LogForm, Rational, Unit};
use maskproof::law::families::permutations;
use maskproof::law::{PatternCounts, PositionSet};
use maskproof::limits::PERMUTATION_TABLE_LIMIT;
use maskproof::sampler::permutations::convexity::check_with_places;
use maskproof::sampler::permutations::table::composition_error;
use maskproof::sampler::permutations::{FixedLogarithms, PermutationTable, check_convexity, largest_convexity};
use maskproof::sampler::policy::{FixedOrder, best_orders, evaluate};
use maskproof::sampler::{Model, Predictor, Schedule, UnmaskingOrder};

/// `sum_t ln( M^B / (M)_B )`, each factor on its own.
fn naive_error(tokens: usize, batches: &[usize]) -> LogForm {
    let mut left = tokens;
    let mut form = LogForm::zero();
    for &batch in batches {
        for drawn in 0..batch {
            form += &ln(left);
            form -= &ln(left - drawn);
        }
        left -= batch;
    }
    form
}

/// The blocks of one order with these batches, from the left.
fn order(batches: &[usize]) -> UnmaskingOrder {
    let mut start = 0;
    let blocks = batches.iter().map(|&batch| {
        start += batch;
        (start - batch..start).collect::<PositionSet>()
    });
    UnmaskingOrder::new(blocks.collect()).unwrap()
}

#[test]
fn all_compositions_of_small_sizes() {
    let table = PermutationTable::new(10).unwrap();
    for tokens in 1..=10 {
        for rounds in 1..=tokens {
            let schedules = Schedule::all(tokens);
            let errors: Vec<(LogForm, &[usize])> = schedules
                .iter()
                .filter(|schedule| schedule.steps() == rounds)
                .map(|schedule| (naive_error(tokens, schedule.blocks()), schedule.blocks()))
                .collect();
            let least = errors.iter().map(|(error, _)| error).min().unwrap();
            let context = format!("n = {tokens}, R = {rounds}");
            assert_eq!(table.error(tokens, rounds).unwrap(), *least, "{context}");
            // The lexicographically largest of those that tie.
            let best = errors.iter().filter(|(error, _)| error == least).map(|(_, batches)| *batches).max().unwrap();
            assert_eq!(table.profile(tokens, rounds).unwrap(), best, "{context}");
            assert_eq!(composition_error(tokens, best), naive_error(tokens, best), "{context}");
        }
        assert_eq!(table.profile(tokens, 0), None);
        assert_eq!(table.profile(tokens, tokens + 1), None);
    }
    assert_eq!(table.profile(11, 2), None);
    assert!(PermutationTable::new(0).is_none() && PermutationTable::new(PERMUTATION_TABLE_LIMIT + 1).is_none());
}

#[test]
fn the_error_is_the_samplers() {
    let table = PermutationTable::new(5).unwrap();
    for tokens in 1..=5 {
        let law = permutations(tokens).unwrap();
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        let best = best_orders(&patterns);
        for rounds in 1..=tokens {
            let error = table.error(tokens, rounds).unwrap();
            assert_eq!(best[rounds - 1].kl, error, "n = {tokens}, R = {rounds}");
            let policy = FixedOrder::new(order(&table.profile(tokens, rounds).unwrap()), tokens).unwrap();
            assert_eq!(evaluate(&model, &policy).unwrap().kl, Extended::Finite(error));
        }
    }
}

#[test]
fn profiles_quoted_by_the_paper() {
    let table = PermutationTable::new(32).unwrap();
    for profile in [[3, 2, 2, 1], [6, 5, 3, 2], [12, 9, 7, 4]] {
        assert_eq!(table.profile(profile.iter().sum(), 4).unwrap(), profile);
    }
}

#[test]
fn what_is_proven_of_the_least_errors() {
    let largest = 24;
    let table = PermutationTable::new(largest).unwrap();
    for tokens in 1..=largest {
        for rounds in 1..=tokens {
            let context = format!("n = {tokens}, R = {rounds}");
            let error = table.error(tokens, rounds).unwrap();
            // Theorem 6: R (1 + 2 E) >= n.
            let bound = Rational::from((tokens - rounds, 2 * rounds));
            assert_ne!(error.cmp_rational(&bound), Ordering::Less, "{context}");
            // Proposition 3: ln R + E >= ln n.
            let mut sum = error.clone();
            sum += &ln(rounds);
            assert!(sum >= ln(tokens), "{context}");
            // Batches do not grow.
            let profile = table.profile(tokens, rounds).unwrap();
            assert!(profile.is_sorted_by(|a, b| a >= b), "{context}: {profile:?}");
            assert_eq!(profile.iter().sum::<usize>(), tokens);
            assert_eq!(profile.len(), rounds);
            // The integer is e to the error times n!.
            let mut product = error.clone();
            for factor in 2..=tokens {
                product += &ln(factor);
            }
            assert_eq!(product, multiple_of_ln(1, table.product(tokens, rounds).unwrap()), "{context}");
        }
        // Theorem 9: one position a round but for s pairs.
        for pairs in (0..).take_while(|pairs| 3 * pairs <= tokens && *pairs < tokens) {
            let mut expected = LogForm::zero();
            for pair in 0..pairs {
                expected += &ln(tokens - 2 * pair);
                expected -= &ln(tokens - 2 * pair - 1);
            }
            assert_eq!(table.error(tokens, tokens - pairs).unwrap(), expected, "n = {tokens}, s = {pairs}");
        }
    }
}

#[test]
fn the_inequality_behind_convexity() {
    // w(m, n') + w(m', n) > w(m, n) + w(m', n') for m < m' < n < n'.
    let weight = |from: usize, to: usize| multiple_of_ln(to - from, to);
    for (m, n) in [(0, 2), (0, 3), (1, 5), (2, 7)] {
        for later in m + 1..n {
            for further in n + 1..n + 4 {
                let mut gap = weight(m, further);
                gap += &weight(later, n);
                gap -= &weight(m, n);
                gap -= &weight(later, further);
                let mut expected = multiple_of_ln(later - m, further);
                expected -= &multiple_of_ln(later - m, n);
                assert_eq!(gap, expected);
                assert!(gap.sign().is_gt());
            }
        }
    }
}

#[test]
fn convexity_entry_by_entry() {
    let size = 60;
    let table = PermutationTable::new(size).unwrap();
    for tokens in 3..=size {
        for rounds in 2..tokens {
            let sign = table.second_difference_sign(tokens, rounds).unwrap();
            assert_eq!(sign, Ordering::Greater, "n = {tokens}, R = {rounds}");
            if tokens <= 20 {
                let mut difference = table.error(tokens, rounds - 1).unwrap();
                difference += &table.error(tokens, rounds + 1).unwrap();
                difference.add_scaled(&table.error(tokens, rounds).unwrap(), &Rational::from(-2));
                assert_eq!(difference.sign(), sign, "n = {tokens}, R = {rounds}");
            }
        }
        assert_eq!(table.second_difference_sign(tokens, 1), None);
        assert_eq!(table.second_difference_sign(tokens, tokens), None);
    }
    let convexity = check_convexity(size, &|| false).unwrap();
    assert_eq!(convexity.decided, 59 * 58 / 2);
    assert_eq!((convexity.exact, convexity.equalities, convexity.checked()), (0, 0, size));
    assert_eq!((convexity.violations, convexity.open), (vec![], vec![]));
    assert_eq!(convexity.least, Some((60, 59)));
}

#[test]
fn fewer_binary_places_leave_more_to_integers_and_change_nothing() {
    let fine = check_with_places(50, 80, &|| false).unwrap();
    let mut exact = Vec::new();
    for places in [0, 4, 12] {
        let coarse = check_with_places(50, places, &|| false).unwrap();
        assert_eq!(coarse.decided, fine.decided);
        assert_eq!((coarse.equalities, &coarse.violations, &coarse.open), (0, &fine.violations, &fine.open));
        exact.push(coarse.exact);
    }
    assert!(exact[0] > exact[1] && exact[1] > exact[2] && exact[2] > 0, "{exact:?}");
}

#[test]
fn layers_agree_with_the_table() {
    // A second difference is wrong if any of its three entries is: compare through the least one's place and by a scan.
    let size = 120;
    let table = PermutationTable::new(size).unwrap();
    for tokens in [size - 1, size] {
        let products: Vec<Integer> = (1..=tokens).map(|rounds| table.product(tokens, rounds).unwrap()).collect();
        assert!(products.windows(2).all(|pair| pair[0] > pair[1]), "more rounds, less error");
        let factorial = (1..=tokens).fold(Integer::from(1), |product, factor| product * factor);
        assert_eq!(*products.last().unwrap(), factorial);
    }
    let convexity = check_convexity(size, &|| false).unwrap();
    assert!(convexity.violations.is_empty() && convexity.open.is_empty());
}

#[test]
fn fixed_logarithms_are_floors() {
    let fixed = FixedLogarithms::new(50, 20);
    for argument in 1..=50 {
        let floor = Integer::from(fixed.of(argument));
        let value = multiple_of_ln(1 << 20, argument);
        assert_ne!(value.cmp_rational(&Rational::from(&floor)), Ordering::Less);
        assert_eq!(value.cmp_rational(&Rational::from(floor + 1)), Ordering::Less);
    }
    assert_eq!(fixed.of(1), 0);
    assert_eq!(FixedLogarithms::new(2, 80).of(2), 837_963_523_372_001_241_319_907);
}

#[test]
fn a_check_can_be_stopped() {
    assert_eq!(check_convexity(100, &|| true), None);
    assert_eq!(largest_convexity(200, &|| true, &|_| ()), None);
    let sizes = std::cell::RefCell::new(Vec::new());
    let last = largest_convexity(200, &|| false, &|convexity| sizes.borrow_mut().push(convexity.size)).unwrap();
    assert_eq!(last, check_convexity(200, &|| false).unwrap());
    assert_eq!(*sizes.borrow(), [64, 96, 144, 200]);
}

#[test]
fn errors_in_print() {
    let table = PermutationTable::new(8).unwrap();
    // ln(8^3 5^2 3^2 1 / 8!)
    let expected = LogForm::ln(&Rational::from((512 * 25 * 9, 40320))).unwrap();
    assert_eq!(table.error(8, 4).unwrap(), expected);
    assert_eq!(table.error(8, 4).unwrap().to_decimal(10, Unit::Nats), expected.to_decimal(10, Unit::Nats));
    assert_eq!(table.error(8, 8).unwrap().to_decimal(10, Unit::Nats), "0");
}
