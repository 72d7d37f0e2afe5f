//! Laws by their sequences: what rules and policies come to on them equals, digit for digit, what they come to on the same
//! laws as tables; values that a program in another language computed; and what is refused.

use maskproof::entropy::SparseEntropies;
use maskproof::exact::{Extended, Integer, LogValue, Rational, Real, Unit};
use maskproof::law::families::{parse_spec, random_predictor_table};
use maskproof::law::{
    Labels, Law, PatternCounts, PredictorTable, Shape, SparseLaw, SparsePredictor, Vocabulary, digits_of, index_of,
};
use maskproof::sampler::policy::serial_depth::{Support, serial_depth_of};
use maskproof::sampler::policy::{
    Policy, PolicyError, TablePolicy, best_orders, best_orders_of, evaluate, parse_policy, serial_depth,
    standard_policies,
};
use maskproof::sampler::rule::{EnclosedEvaluation, Rule, RuleError, enclose_rule, evaluate_rule, parse_rule};
use maskproof::sampler::{Counts, Model, Predictor, PredictorGaps, SparseModel, States, StatesError};
use rayon::prelude::*;
use serde::Deserialize;

use super::common::grid_laws;
use super::rules::definitions::{definitions, table_definitions};

/// Rules whose output laws are enclosed, beside those that have definitions.
const ENCLOSED: [&str; 5] = [
    "random:1@t=0.7",
    "low-confidence:1@t=0.3",
    "entropy:1@t=1/2",
    "maskgit:T=2,tau=1",
    "dream:entropy,steps=2,alg_temp=0.3",
];

fn policies(shape: Shape) -> Vec<Box<dyn Policy>> {
    let mut policies = standard_policies(shape.length());
    policies.extend((0..2).map(|seed| Box::new(TablePolicy::random(shape, seed).unwrap()) as Box<dyn Policy>));
    let order = if shape.length() == 3 { "order:3/1,2" } else { "order:2/1" };
    policies.push(parse_policy(order, &Labels::shared(shape.length(), Vocabulary::numbered(2)).unwrap()).unwrap());
    policies
}

/// The rows of a table at all states.
fn rows_of(table: &PredictorTable) -> SparsePredictor {
    let (shape, size, length) = (table.shape(), table.vocabulary_size(), table.length());
    let mut rows = SparsePredictor::new(shape);
    for pattern in 0..shape.patterns() {
        let state = digits_of(pattern, size + 1, length).into_iter().map(|digit| (digit < size).then_some(digit));
        let row = |position| (0..size).map(|token| table.weight(pattern, position, token).clone()).collect::<Vec<_>>();
        let given = |row: &Vec<Integer>| row.iter().any(|weight| !weight.is_zero());
        rows.insert(state.collect(), (0..length).map(|position| Some(row(position)).filter(given)).collect());
    }
    rows
}

/// Everything that an evaluation says, with the probabilities that are not 0 by the places of their tokens.
fn said(model: &dyn States, rule: &Rule) -> String {
    let found = enclose_rule(model, rule, 128);
    let Ok(found) = found else { return found.unwrap_err().to_string() };
    let EnclosedEvaluation { sequences, output, .. } = &found;
    let output: Vec<(Vec<usize>, &Real)> = sequences.iter().map(|&state| model.digits(state)).zip(output).collect();
    let output: Vec<_> = output.into_iter().filter(|(_, probability)| !probability.is_zero()).collect();
    let divergences: [Option<&LogValue>; 3] =
        [Some(&found.kl), Some(&found.reverse_kl), found.mean_kl_over_orders.as_ref()];
    let numbers =
        [&found.total_variation, &found.support_probability, &found.expected_rounds, &found.expected_null_rounds];
    let rounds = (&found.expected_rounds_under_law, found.max_rounds, found.is_exact);
    format!("{output:?} {divergences:?} {numbers:?} {rounds:?}")
}

/// Holds all rules and policies on a law with a predictor to those on its sequences.
fn check(law: &Law, table: Option<&PredictorTable>) {
    let (patterns, sparse, rows) = (PatternCounts::new(law), SparseLaw::from(law), table.map(rows_of));
    let dense = Model::new(law, &patterns, table.map_or(Predictor::Exact, Predictor::Table));
    let own = || SparseModel::new(&sparse, rows.as_ref()).unwrap();
    let texts = definitions().into_iter().map(|defined| defined.text);
    let of_tables = table.into_iter().flat_map(|_| table_definitions()).map(|defined| defined.text);
    for text in texts.chain(of_tables).chain(ENCLOSED) {
        let Ok(rule) = parse_rule(text, law.labels()) else { continue };
        assert_eq!(said(&own(), &rule), said(&dense, &rule), "{text} on {law}");
    }
    // One model serves all policies: what it keeps of states does not depend on who asks.
    let model = own();
    for policy in policies(law.shape()) {
        let [found, expected] = [&model as &dyn States, &dense].map(|model| evaluate(model, policy.as_ref()).unwrap());
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{} on {law}", policy.name());
    }
    let gaps = [PredictorGaps::of(&model).unwrap(), PredictorGaps::new(&dense)];
    let [found, expected] = gaps.map(|gaps| {
        (0..law.length()).map(|k| format!("{:?}", gaps.gap(k).map(|gap| gap.form().clone()))).collect::<Vec<_>>()
    });
    assert_eq!(found, expected, "{law}");
}

#[test]
fn all_small_laws_give_the_same_to_the_last_digit() {
    let mut laws = grid_laws(2, 2, 3);
    laws.extend(grid_laws(3, 2, 2));
    laws.extend(grid_laws(2, 3, 2).into_iter().step_by(5));
    laws.par_iter().for_each(|law| check(law, None));
}

#[test]
fn all_small_laws_give_the_same_with_a_predictor() {
    let mut laws = grid_laws(2, 2, 2);
    laws.extend(grid_laws(2, 3, 2).into_iter().step_by(17));
    laws.par_iter().enumerate().for_each(|(seed, law)| {
        let table = random_predictor_table(seed as u64, law.shape(), seed % 3 == 0).unwrap();
        check(law, Some(&table));
    });
}

/// Positions with vocabularies of their own: contexts of probability zero are uniform over the tokens of a position.
#[test]
fn vocabularies_of_positions_give_the_same() {
    let vocabularies = [2, 3, 1].map(Vocabulary::numbered).to_vec();
    for seed in 0..6_u32 {
        let count = |index: u32| Integer::from((index * 7 + seed * 5 + index * index * seed) % 4);
        let tokens = (0..6).flat_map(|index| [index % 2, index / 2, 0]).collect();
        let counts = (0..6).map(count).collect();
        let labels = Labels::each(vocabularies.clone()).unwrap();
        let law = SparseLaw::new(format!("own {seed}"), labels, tokens, counts).unwrap();
        check(&law.to_table().unwrap(), None);
    }
}

#[test]
fn depths_and_best_orders_are_the_same() {
    for spec in ["parity(L=4,V=2)", "random(V=2,L=4,seed=3,bits=3,density=60)", "mds(n=3,k=2,q=3)"] {
        let law = parse_spec(spec).unwrap();
        let sparse = SparseLaw::from(&law);
        let [found, expected] =
            [serial_depth_of(&Support::of_sequences(&sparse)), serial_depth(&law)].map(Result::unwrap);
        assert_eq!((found.expected, found.max, found.states), (expected.expected, expected.max, expected.states));
        let entropies = SparseEntropies::new(&sparse);
        let own = best_orders_of(law.length(), |set| entropies.entropy(set));
        let shown = |orders: Vec<maskproof::sampler::policy::BestOrder>| format!("{orders:?}");
        assert_eq!(shown(own), shown(best_orders(&PatternCounts::new(&law))), "{spec}");
    }
}

/// Twenty copies of one of three tokens among a thousand.
fn copies() -> SparseLaw {
    let labels = Labels::shared(20, Vocabulary::numbered(1000)).unwrap();
    let tokens = [1, 30, 999].into_iter().flat_map(|token| [token; 20]).collect();
    SparseLaw::new("copies", labels, tokens, vec![1.into(), 2.into(), 3.into()]).unwrap()
}

/// One copy tells the others: by hand.
#[test]
fn long_copies_are_told_by_one() {
    let law = copies();
    for (text, rounds, kl_is_zero) in [
        ("left-to-right:1", 20, true),
        ("order:1/2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20", 2, true),
        ("left-to-right:20", 1, false),
    ] {
        let model = SparseModel::new(&law, None).unwrap();
        let policy = parse_policy(text, law.labels()).unwrap();
        let found = evaluate(&model, policy.as_ref()).unwrap();
        assert_eq!((found.expected_rounds, found.max_rounds), (rounds.into(), rounds), "{text}");
        assert_eq!(found.kl.finite().unwrap().is_zero(), kl_is_zero, "{text}");
    }
    let model = SparseModel::new(&law, None).unwrap();
    for (text, rounds) in [("sequential:1", 20), ("entropy:1", 20), ("row-threshold:0.9", 2)] {
        let found = evaluate_rule(&model, &parse_rule(text, law.labels()).unwrap()).unwrap();
        assert!(found.is_exact && found.max_rounds == rounds, "{text}");
        assert_eq!(found.output, [(1, 6), (1, 3), (1, 2)].map(Rational::from), "{text}");
    }
    // Twenty draws, of which the most confident is kept and copied: the last token unless none of them is, then the second.
    let power = |base: u32| Rational::from((Integer::from(1), Integer::from(Integer::u_pow_u(base, 20))));
    let (half, sixth) = (power(2), power(6));
    let by_hand = [sixth.clone(), Rational::from(&half - &sixth), 1 - half];
    let found = evaluate_rule(&model, &parse_rule("low-confidence:1", law.labels()).unwrap()).unwrap();
    assert_eq!(found.output, by_hand);
    let error = evaluate_rule(&model, &parse_rule("maskgit:T=2,tau=0", law.labels()).unwrap()).unwrap_err();
    assert!(matches!(error, RuleError::States { error: StatesError::TooManyOutcomes { .. }, .. }), "{error}");
    // 3^20 drawings.
    let error = evaluate_rule(&model, &parse_rule("sequential:20", law.labels()).unwrap()).unwrap_err();
    assert!(matches!(error, RuleError::States { error: StatesError::TooManyOutcomes { .. }, .. }), "{error}");
}

#[test]
fn what_a_long_law_lacks_is_named() {
    let law = copies();
    let mut rows = SparsePredictor::new(law.shape());
    let mut row = vec![Integer::new(); 1000];
    row[1] = 1.into();
    row[30] = 1.into();
    row[999] = 2.into();
    let mut first: Vec<Option<Vec<Integer>>> = vec![None; 20];
    first[0] = Some(row);
    rows.insert(vec![None; 20], first);
    let model = SparseModel::new(&law, Some(&rows)).unwrap();
    let policy = parse_policy("left-to-right:1", law.labels()).unwrap();
    let error = evaluate(&model, policy.as_ref()).unwrap_err();
    let PolicyError::States { error: StatesError::MissingRow { row }, .. } = &error else { panic!("{error}") };
    assert_eq!(row.position, 1);
    assert!(row.state.starts_with("(1, mask, mask,"), "{}", row.state);
    let error = evaluate_rule(
        &SparseModel::new(&law, Some(&rows)).unwrap(),
        &parse_rule("sequential:1", law.labels()).unwrap(),
    );
    assert!(matches!(error, Err(RuleError::States { error: StatesError::MissingRow { .. }, .. })));
    assert!(matches!(
        PredictorGaps::of(&SparseModel::new(&law, Some(&rows)).unwrap()),
        Err(StatesError::MissingRow { .. })
    ));
    let error = parse_policy("random-table:1", law.labels()).err().unwrap();
    assert!(matches!(error, PolicyError::TooManyPatterns { .. }), "{error}");
    let long =
        SparseLaw::new("long", Labels::shared(65, Vocabulary::numbered(2)).unwrap(), vec![1; 65], vec![1.into()]);
    let error = SparseModel::new(&long.unwrap(), None).unwrap_err();
    assert_eq!(error, StatesError::TooLong { length: 65, limit: 64 });
}

/// A predictor that is only given where a policy goes: its learning gap by hand, `ln 2 - ln 3/2` less what it knows.
#[test]
fn rows_where_a_policy_goes_are_enough() {
    let labels = Labels::each([2, 3].map(Vocabulary::numbered).to_vec()).unwrap();
    let law = SparseLaw::new("pair", labels, vec![0, 0, 1, 2], vec![1.into(), 1.into()]).unwrap();
    let mut rows = SparsePredictor::new(law.shape());
    let weights = |numbers: [u32; 3]| Some(numbers.map(Integer::from).to_vec());
    rows.insert(vec![None, None], vec![weights([1, 2, 0]), None]);
    rows.insert(vec![Some(0), None], vec![None, weights([1, 1, 1])]);
    rows.insert(vec![Some(1), None], vec![None, weights([0, 0, 1])]);
    let model = SparseModel::new(&law, Some(&rows)).unwrap();
    let found = evaluate(&model, parse_policy("left-to-right:1", law.labels()).unwrap().as_ref()).unwrap();
    // q(0 0) = 1/3 1/3, q(1 2) = 2/3: KL = 1/2 ln(9/2) + 1/2 ln(3/4) = 1/2 ln(27/8).
    let mut expected = maskproof::exact::LogForm::zero();
    expected.add_ln(&27.into(), &Rational::from((1, 2)));
    expected.add_ln(&8.into(), &Rational::from((-1, 2)));
    assert_eq!(found.kl.finite().unwrap(), &expected);
    assert_eq!(found.learning_gap.finite().unwrap(), &expected);
    let rule = evaluate_rule(&model, &parse_rule("sequential:1", law.labels()).unwrap()).unwrap();
    let sequences: Vec<Vec<usize>> = rule.sequences.iter().map(|&state| model.digits(state)).collect();
    assert_eq!(sequences, [[0, 0], [0, 1], [0, 2], [1, 2]]);
    assert_eq!(rule.output, [(1, 9), (1, 9), (1, 9), (2, 3)].map(Rational::from));
    assert_eq!(index_of(&sequences[3], 3), 5);
}

#[derive(Deserialize)]
struct Document {
    made_by: String,
    digits: u32,
    laws: Vec<ReferenceLaw>,
}

#[derive(Deserialize)]
struct ReferenceLaw {
    sizes: Vec<usize>,
    sequences: Vec<(Vec<u32>, u32)>,
    rules: Vec<ReferenceRule>,
}

#[derive(Deserialize)]
struct ReferenceRule {
    rule: String,
    is_policy: bool,
    output: Vec<(Vec<usize>, String)>,
    kl: String,
    reverse_kl: String,
    total_variation: String,
    expected_rounds: String,
    expected_rounds_under_law: Option<String>,
    max_rounds: usize,
}

/// `fixtures/references/sparse_rules.py` makes the fixture, by enumeration in fractions and in another language.
#[test]
fn another_program_finds_the_same_by_enumeration() {
    let document: Document = serde_json::from_str(include_str!("../../fixtures/references/sparse_rules.json")).unwrap();
    assert_eq!(document.made_by, "fixtures/references/sparse_rules.py");
    let decimal = |value: &Extended| match value {
        Extended::PositiveInfinity => "infinity".to_owned(),
        Extended::Finite(form) => form.to_decimal(document.digits, Unit::Nats),
    };
    let mut compared = 0;
    for ReferenceLaw { sizes, sequences, rules } in &document.laws {
        let labels = Labels::each(sizes.iter().map(|&size| Vocabulary::numbered(size)).collect()).unwrap();
        let tokens = sequences.iter().flat_map(|(tokens, _)| tokens.clone()).collect();
        let counts = sequences.iter().map(|(_, count)| Integer::from(*count)).collect();
        let law = SparseLaw::new("reference", labels, tokens, counts).unwrap();
        for expected in rules {
            let context = format!("{} on {law}", expected.rule);
            let model = SparseModel::new(&law, None).unwrap();
            let found = evaluate_rule(&model, &parse_rule(&expected.rule, law.labels()).unwrap()).unwrap();
            let output = found.sequences.iter().map(|&state| model.digits(state)).zip(&found.output);
            let possible = output.filter(|(_, probability)| !probability.is_zero());
            let output: Vec<_> = possible.map(|(tokens, probability)| (tokens, probability.to_string())).collect();
            assert_eq!(output, expected.output, "{context}");
            let exact = [&found.total_variation, &found.expected_rounds].map(ToString::to_string);
            assert_eq!(exact, [expected.total_variation.clone(), expected.expected_rounds.clone()], "{context}");
            let under_law = found.expected_rounds_under_law.as_ref().map(ToString::to_string);
            assert_eq!(under_law, expected.expected_rounds_under_law, "{context}");
            assert_eq!(found.max_rounds, expected.max_rounds, "{context}");
            let divergences = [&found.kl, &found.reverse_kl].map(decimal);
            assert_eq!(divergences, [expected.kl.clone(), expected.reverse_kl.clone()], "{context}");
            if expected.is_policy {
                let policy = parse_policy(&expected.rule, law.labels()).unwrap();
                let found = evaluate(&model, policy.as_ref()).unwrap();
                assert_eq!(decimal(&found.kl), expected.kl, "{context}");
                assert_eq!(found.expected_rounds.to_string(), under_law.unwrap(), "{context}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 120);
}
