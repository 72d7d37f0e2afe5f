//! Secchi and Zanella's two estimators of `f(i) = h_{i+1} - h_i`: their laws, enumerated, and from these their means and
//! variances (Propositions 10 and 11; proofs-notes/secchi-zanella.md, 10).
//!
//! A sequence of the law and a uniform order are drawn; with the first `i` of the order revealed, the estimate is minus the
//! logarithm of the predictor's probability of the token that comes next, or the entropy of the predictor there. A mean is a
//! form in logarithms of primes, and a variance a form in products of two of them: two forms with the same coefficients are
//! equal.

use std::collections::BTreeMap;

use maskproof::entropy::AverageCurve;
use maskproof::exact::{Extended, Integer, LogForm, Rational};
use maskproof::law::families::{random_law, random_predictor_table};
use maskproof::law::{Law, PatternCounts, PredictorTable, digits_of, index_of};
use maskproof::sampler::{Model, Predictor, PredictorGaps};

use super::common::{exact_conditional, shape, tabulated};

/// A context with a position to reveal: its probability, the law's distribution there, and the predictor's.
struct Draw {
    probability: Rational,
    exact: Vec<Rational>,
    predicted: Vec<Rational>,
}

/// The draws with `revealed` positions, from the definition: subsets and positions are uniform.
fn draws(law: &Law, table: &PredictorTable, revealed: usize) -> Vec<Draw> {
    let (length, size) = (law.length(), law.vocabulary_size());
    let words: Vec<(Vec<usize>, Rational)> =
        law.support().map(|(atom, _)| (digits_of(atom, size, length), law.probability(atom))).collect();
    let mut draws = Vec::new();
    let mut choices = 0u32;
    for row in 0..(size + 1).pow(u32::try_from(length).unwrap()) {
        let state = digits_of(row, size + 1, length);
        if state.iter().filter(|token| **token < size).count() != revealed {
            continue;
        }
        choices += u32::from(state.iter().all(|token| *token == 0 || *token == size));
        let fits = |word: &[usize]| word.iter().zip(&state).all(|(token, at)| *at == size || token == at);
        let mass: Rational = words.iter().filter(|(word, _)| fits(word)).map(|(_, mass)| mass).sum();
        if mass.is_zero() {
            continue;
        }
        for position in (0..length).filter(|&position| state[position] == size) {
            let row = index_of(&state, size + 1);
            let exact = (0..size).map(|token| {
                let with = words.iter().filter(|(word, _)| fits(word) && word[position] == token);
                with.map(|(_, mass)| mass).sum::<Rational>() / &mass
            });
            let predicted = (0..size)
                .map(|token| Rational::from((table.weight(row, position, token), table.row_sum(row, position))));
            draws.push(Draw { probability: mass.clone(), exact: exact.collect(), predicted: predicted.collect() });
        }
    }
    let all = Rational::from(choices * u32::try_from(length - revealed).unwrap());
    draws.iter_mut().for_each(|draw| draw.probability /= &all);
    assert_eq!(draws.iter().map(|draw| draw.probability.clone()).sum::<Rational>(), 1);
    draws
}

/// `sum_p c_p ln p` over primes.
type Logs = BTreeMap<u32, Rational>;

fn logs(number: &Rational) -> Logs {
    let mut logs = Logs::new();
    for (mut part, sign) in [(number.numer().clone(), 1), (number.denom().clone(), -1)] {
        let mut prime = 2;
        while part > 1 {
            if part.is_divisible_u(prime) {
                part /= prime;
                *logs.entry(prime).or_default() += sign;
            } else {
                prime += 1;
            }
        }
    }
    logs.retain(|_, factor| !factor.is_zero());
    logs
}

fn add(sum: &mut Logs, other: &Logs, factor: &Rational) {
    for (prime, coefficient) in other {
        *sum.entry(*prime).or_default() += Rational::from(coefficient * factor);
    }
    sum.retain(|_, coefficient| !coefficient.is_zero());
}

/// A form in products of two logarithms.
type Squares = BTreeMap<(u32, u32), Rational>;

fn add_product(sum: &mut Squares, [one, two]: [&Logs; 2], factor: &Rational) {
    for (first, left) in one {
        for (second, right) in two {
            let place = (*first.min(second), *first.max(second));
            *sum.entry(place).or_default() += Rational::from(left * right) * factor;
        }
    }
    sum.retain(|_, coefficient| !coefficient.is_zero());
}

/// The mean and the variance of a random form, whose values come with their probabilities.
fn moments(values: &[(Rational, Logs)]) -> (Logs, Squares) {
    let (mut mean, mut variance) = (Logs::new(), Squares::new());
    for (probability, value) in values {
        add(&mut mean, value, probability);
        add_product(&mut variance, [value, value], probability);
    }
    let minus = Rational::from(-1);
    add_product(&mut variance, [&mean, &mean], &minus);
    (mean, variance)
}

/// Minus the logarithm of the predictor's probability, of the tokens that the law has.
fn log_probabilities(draws: &[Draw]) -> Vec<(Rational, Logs)> {
    let mut values = Vec::new();
    for draw in draws {
        for (exact, predicted) in draw.exact.iter().zip(&draw.predicted).filter(|(exact, _)| !exact.is_zero()) {
            values.push((Rational::from(exact * &draw.probability), logs(&predicted.clone().recip())));
        }
    }
    values
}

/// The predictor's entropies.
fn entropies(draws: &[Draw]) -> Vec<(Rational, Logs)> {
    let entropy = |predicted: &[Rational]| {
        let mut sum = Logs::new();
        for probability in predicted.iter().filter(|probability| !probability.is_zero()) {
            add(&mut sum, &logs(&probability.clone().recip()), probability);
        }
        sum
    };
    draws.iter().map(|draw| (draw.probability.clone(), entropy(&draw.predicted))).collect()
}

fn form(logs: &Logs) -> LogForm {
    let mut form = LogForm::zero();
    logs.iter().for_each(|(prime, factor)| form.add_ln(&Integer::from(*prime), factor));
    form
}

/// Small laws and tables: small primes.
fn small() -> impl Iterator<Item = (Law, PredictorTable)> {
    [(1, 3), (2, 2), (2, 3), (3, 2), (4, 2)].into_iter().flat_map(|(length, size)| {
        (0..8).map(move |seed| {
            (
                random_law(seed, size, length, 3, 70).unwrap(),
                random_predictor_table(seed, shape(length, size), seed % 2 == 0).unwrap(),
            )
        })
    })
}

#[test]
fn with_the_exact_predictor_both_are_unbiased_and_the_entropy_has_the_smaller_variance() {
    let mut smaller = 0;
    for (law, _) in small() {
        let curve = AverageCurve::new(&PatternCounts::new(&law));
        let table = tabulated(&law, &exact_conditional(&law, |token| Rational::from(u32::from(token == 0))));
        for revealed in 0..law.length() {
            let draws = draws(&law, &table, revealed);
            let (mean, variance) = moments(&log_probabilities(&draws));
            let (other_mean, other_variance) = moments(&entropies(&draws));
            assert_eq!(form(&mean), curve.combine([(revealed + 1, 1), (revealed, -1)]), "{}", law.name());
            assert_eq!(mean, other_mean, "{}", law.name());
            // The difference of the variances is a sum of squares: given the context, the mean over pairs of tokens of half of
            // (ln q_a - ln q_b)^2.
            let mut squares = other_variance.clone();
            for draw in &draws {
                for (a, first) in draw.exact.iter().enumerate() {
                    for second in draw.exact[..a].iter().filter(|second| !second.is_zero() && !first.is_zero()) {
                        let difference = logs(&Rational::from(first / second));
                        let weight = Rational::from(first * second) * &draw.probability;
                        add_product(&mut squares, [&difference, &difference], &weight);
                    }
                }
            }
            assert_eq!(variance, squares, "{}", law.name());
            smaller += usize::from(variance != other_variance);
        }
    }
    assert!(smaller > 50, "{smaller} variances are smaller");
}

#[test]
fn in_general_the_log_probability_is_too_large_by_the_predictors_error() {
    let (mut finite, mut infinite) = (0, 0);
    for (law, table) in small() {
        let patterns = PatternCounts::new(&law);
        let curve = AverageCurve::new(&patterns);
        let gaps = PredictorGaps::new(&Model::new(&law, &patterns, Predictor::Table(&table)));
        for revealed in 0..law.length() {
            let draws = draws(&law, &table, revealed);
            let is_infinite = draws.iter().any(|draw| {
                draw.exact.iter().zip(&draw.predicted).any(|(exact, predicted)| !exact.is_zero() && predicted.is_zero())
            });
            assert_eq!(gaps.gap(revealed).is_none(), is_infinite);
            if is_infinite {
                infinite += 1;
                continue;
            }
            finite += 1;
            let (mean, _) = moments(&log_probabilities(&draws));
            let mut expected = curve.combine([(revealed + 1, 1), (revealed, -1)]);
            expected.add_scaled(gaps.gap(revealed).unwrap().form(), &Rational::from(1));
            assert_eq!(Extended::Finite(form(&mean)), Extended::Finite(expected), "{}", law.name());
        }
    }
    assert!(finite > 40, "{finite} finite errors, {infinite} infinite ones");
}

/// The entropy of a wrong predictor is too large on some laws and too small on others.
#[test]
fn in_general_the_entropy_is_off_by_either_sign() {
    let mut seen = [0; 2];
    for (law, table) in small() {
        let curve = AverageCurve::new(&PatternCounts::new(&law));
        for revealed in 0..law.length() {
            let (mean, _) = moments(&entropies(&draws(&law, &table, revealed)));
            let mut bias = form(&mean);
            bias.add_scaled(&curve.combine([(revealed + 1, 1), (revealed, -1)]), &Rational::from(-1));
            seen[0] += usize::from(bias.sign().is_lt());
            seen[1] += usize::from(bias.sign().is_gt());
        }
    }
    assert!(seen[0] > 5 && seen[1] > 5, "{seen:?}");
}
