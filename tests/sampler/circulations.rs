//! Circulations against their definition, over all words, contexts and pairs of positions.

use maskproof::exact::{Integer, Rational};
use maskproof::law::families::{random_law, random_predictor_table};
use maskproof::law::{Law, PatternCounts, PredictorTable, Rows, Vocabulary, index_of, read_sparse_predictor};
use maskproof::sampler::circulation::{Circulation, circulations};
use maskproof::sampler::{Model, Predictor};

use super::common::{exact_conditional, shape, tabulated};

/// The number of circulations, of those that are not 0, and the greatest quotient, `None` for infinity, from the definition: a
/// context is a partly masked sequence that some sequence of the law continues.
fn definition(law: &Law, table: &PredictorTable) -> (u64, u64, Option<Rational>) {
    let (length, size) = (law.length(), law.vocabulary_size());
    let probability = |state: &[usize], position: usize, token: usize| {
        let row = index_of(state, size + 1);
        Rational::from((table.weight(row, position, token), table.row_sum(row, position)))
    };
    let words: Vec<Vec<usize>> = law.support().map(|(atom, _)| maskproof::law::digits_of(atom, size, length)).collect();
    let (mut count, mut nonzero, mut greatest) = (0, 0, Some(Rational::from(1)));
    for row in 0..(size + 1).pow(u32::try_from(length).unwrap()) {
        let state = maskproof::law::digits_of(row, size + 1, length);
        if !words.iter().any(|word| word.iter().zip(&state).all(|(token, at)| *at == size || token == at)) {
            continue;
        }
        for (first, second) in (0..length).flat_map(|first| (first + 1..length).map(move |second| (first, second))) {
            if state[first] != size || state[second] != size {
                continue;
            }
            for (a, b) in (0..size).flat_map(|a| (0..size).map(move |b| (a, b))) {
                let [mut with_a, mut with_b] = [state.clone(), state.clone()];
                (with_a[first], with_b[second]) = (a, b);
                let one = probability(&state, first, a) * probability(&with_a, second, b);
                let two = probability(&state, second, b) * probability(&with_b, first, a);
                count += 1;
                if one == two {
                    continue;
                }
                nonzero += 1;
                let [high, low] = if one > two { [one, two] } else { [two, one] };
                greatest = match greatest {
                    Some(known) if !low.is_zero() => Some(known.max(high / low)),
                    _ => None,
                };
            }
        }
    }
    (count, nonzero, greatest)
}

fn quotient(found: &Circulation) -> Option<Rational> {
    let [high, low] = &found.probabilities;
    assert!(high > low);
    (!low.is_zero()).then(|| Rational::from(high / low))
}

#[test]
fn circulations_are_those_of_the_definition() {
    let (mut infinite, mut finite) = (0, 0);
    for (length, size) in [(1, 2), (2, 2), (3, 2), (2, 3), (3, 3), (4, 2)] {
        for seed in 0..12 {
            let law = random_law(seed, size, length, 3, 70).unwrap();
            let table = random_predictor_table(seed, shape(length, size), seed % 2 == 0).unwrap();
            let patterns = PatternCounts::new(&law);
            let model = Model::new(&law, &patterns, Predictor::Table(&table));
            let found = circulations(&model).unwrap();
            let (count, nonzero, greatest) = definition(&law, &table);
            assert_eq!((found.count, found.nonzero), (count, nonzero), "{}", law.name());
            match &found.largest {
                None => assert_eq!(nonzero, 0),
                Some(largest) => {
                    assert_eq!(quotient(largest), greatest, "{}", law.name());
                    if greatest.is_none() { infinite += 1 } else { finite += 1 }
                }
            }
            // The exact predictor as a table: no circulation at a context of positive probability.
            let exact = tabulated(&law, &exact_conditional(&law, |token| Rational::from(u32::from(token == 0))));
            let model = Model::new(&law, &patterns, Predictor::Table(&exact));
            let found = circulations(&model).unwrap();
            assert_eq!((found.count, found.nonzero, found.largest), (count, 0, None), "{}", law.name());
        }
    }
    assert!(finite > 20, "{finite} finite and {infinite} infinite ones");
}

/// By hand: of (0, 0) 1/2 * 3/4 against 1/2 * 2/3, of (1, 0) 1/2 * 1/4 against 1/2 * 1/3; the others agree.
#[test]
fn a_predictor_of_two_bits() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/predictors/order-dependent.jsonl");
    let law = Law::from_counts("bits", Vocabulary::numbered(2), 2, vec![Integer::from(1); 4]).unwrap();
    let table = read_sparse_predictor(&path, law.shape(), Rows::Probabilities).unwrap().table(&law).unwrap();
    let patterns = PatternCounts::new(&law);
    let found = circulations(&Model::new(&law, &patterns, Predictor::Table(&table))).unwrap();
    assert_eq!((found.count, found.nonzero), (4, 2));
    let largest = Circulation {
        context: vec![None, None],
        positions: [1, 0],
        tokens: [0, 1],
        probabilities: [(1, 6), (1, 8)].map(Rational::from),
    };
    assert_eq!(found.largest, Some(largest));
}
