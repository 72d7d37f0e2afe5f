//! Policies: the divergence from its definition against the expected conditional total correlation, both exact, for
//! every policy on all small laws; what each policy reveals; the reader of tables; the best fixed orders.

use super::common::{
    any_law, any_table, config, grid_laws, law, ln, multiple_of_ln, naive_orders, real_law, shape, tabulated,
};
use super::common::{exact_conditional, trained_table};
use maskproof::exact::{Extended, LogForm, Rational, Unit};
use maskproof::law::families::{parse_spec, random_law, random_predictor_table};
use maskproof::law::{Law, PatternCounts, PositionSet, digits_of, index_of};
use maskproof::sampler::output_law::{kl_divergence, output_law};
use maskproof::sampler::policy::independence::{conditional_total_correlation, is_conditionally_independent};
use maskproof::sampler::policy::{
    Bisection, EntropyBounded, Evaluation, FixedOrder, HighestConfidence, LeftToRight, LowestEntropy, Policy,
    PolicyError, TablePolicy, best_order_kl, best_orders, evaluate, mixture_output, parse_policy, policy_output_law,
    serial_depth, standard_policies,
};
use maskproof::sampler::rows::{Confidence, Distribution};
use maskproof::sampler::{Counts, Model, Predictor, UnmaskingOrder};
use proptest::prelude::*;
use rayon::prelude::*;
use serde::Deserialize;

/// Every standard policy, and some random tables.
fn policies(patterns: &PatternCounts, tables: u64) -> Vec<Box<dyn Policy>> {
    let mut policies = standard_policies(patterns.length());
    policies.extend(
        (0..tables).map(|seed| Box::new(TablePolicy::random(patterns.shape(), seed).unwrap()) as Box<dyn Policy>),
    );
    policies
}

/// The rounds of one sequence, followed digit by digit without the library's walk.
fn naive_rounds(model: &Model, policy: &dyn Policy, sequence: &[usize]) -> usize {
    let size = model.law().vocabulary_size();
    let mut digits = vec![size; sequence.len()];
    let mut rounds = 0;
    while digits.contains(&size) {
        for position in policy.reveal(model, index_of(&digits, size + 1)).positions() {
            assert_eq!(digits[position], size);
            digits[position] = sequence[position];
        }
        rounds += 1;
    }
    rounds
}

/// All that must hold of a policy on a model; says whether there was an error.
fn check(model: &Model, policy: &dyn Policy) -> bool {
    let law = model.law();
    let context = || format!("{:?}, {}", law.counts(), policy.name());
    let Evaluation { kl, expected_rounds, max_rounds, conditional_tc, learning_gap } = evaluate(model, policy).unwrap();
    let output = policy_output_law(model, policy);
    assert_eq!(Rational::from(Rational::sum(output.iter())), 1, "{}", context());
    assert!(output.iter().all(|probability| *probability >= 0));
    assert_eq!(kl, kl_divergence(law, &output), "{}", context());
    // Theorem 1, with what the predictor adds.
    let sum = Extended::Finite(conditional_tc.clone()).plus(&learning_gap);
    assert_eq!(kl, sum, "{}", context());
    assert!(conditional_tc.sign().is_ge());
    let rounds: Vec<usize> = law
        .support()
        .map(|(atom, _)| naive_rounds(model, policy, &digits_of(atom, law.vocabulary_size(), law.length())))
        .collect();
    assert_eq!(Some(&max_rounds), rounds.iter().max(), "{}", context());
    let weighted: Rational =
        law.support().zip(&rounds).map(|((_, count), rounds)| Rational::from((count, law.total())) * rounds).sum();
    assert_eq!(expected_rounds, weighted, "{}", context());
    !conditional_tc.is_zero()
}

/// Checks policies on laws, and that some have an error and some have none.
fn check_all(laws: &[Law], tables: u64) {
    let seen: Vec<(usize, usize)> = laws
        .par_iter()
        .map(|law| {
            let patterns = PatternCounts::new(law);
            let model = Model::new(law, &patterns, Predictor::Exact);
            let policies = policies(&patterns, tables);
            let errors = policies.iter().filter(|policy| check(&model, policy.as_ref())).count();
            (policies.len(), errors)
        })
        .collect();
    let (all, errors): (usize, usize) = seen.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(errors > 0 && errors < all, "{errors} of {all}");
}

#[test]
fn theorem_1_on_all_small_laws() {
    check_all(&grid_laws(2, 3, 6), 4);
    check_all(&grid_laws(2, 4, 3), 2);
    check_all(&grid_laws(3, 3, 3), 2);
}

#[test]
fn theorem_1_on_structured_laws() {
    let specs = [
        "repetition(L=4,V=3)",
        "parity(L=5,V=2)",
        "mds(n=4,k=2,q=3)",
        "permutations(L=4)",
        "latent-parity(i0=2,i1=3)",
        "iid(L=4,V=2)",
        "markov(L=6,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)",
        "mixture(1/2*repetition(L=4,V=2),1/2*iid(L=4,p=1/3;2/3))",
        "random(V=2,L=5,seed=3,bits=256,density=60)",
    ];
    check_all(&specs.map(|spec| parse_spec(spec).unwrap()), 3);
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn theorem_1_on_random_laws(law in any_law(2..=3, 1..=3), seed in any::<u64>()) {
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        for policy in standard_policies(patterns.length()) {
            check(&model, policy.as_ref());
        }
        check(&model, &TablePolicy::random(patterns.shape(), seed).unwrap());
    }

    #[test]
    fn predictors_add_their_learning_gap(
        (law, table) in any_law(2..=2, 3..=3).prop_flat_map(|law| {
            let table = any_table(law.vocabulary_size(), law.length());
            (Just(law), table)
        }),
        seed in any::<u64>(),
    ) {
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Table(&table));
        for policy in standard_policies(patterns.length()) {
            check(&model, policy.as_ref());
        }
        check(&model, &TablePolicy::random(patterns.shape(), seed).unwrap());
    }
}

#[test]
fn predictors_add_their_learning_gap_on_a_grid() {
    let seen: Vec<bool> = grid_laws(2, 3, 4)
        .par_iter()
        .enumerate()
        .flat_map_iter(|(number, law)| {
            let patterns = PatternCounts::new(law);
            let table = random_predictor_table(number as u64, shape(3, 2), number % 2 == 0).unwrap();
            let model = Model::new(law, &patterns, Predictor::Table(&table));
            policies(&patterns, 2)
                .iter()
                .map(|policy| {
                    check(&model, policy.as_ref());
                    evaluate(&model, policy.as_ref()).unwrap().kl.is_infinite()
                })
                .collect::<Vec<bool>>()
        })
        .collect();
    assert!(seen.contains(&true) && seen.contains(&false));
}

#[test]
fn a_trained_predictor() {
    let law = real_law("kjv-classes-l6");
    let patterns = PatternCounts::new(&law);
    let table = trained_table(&law);
    let model = Model::new(&law, &patterns, Predictor::Table(&table));
    // The network is sure of one position at a time, or of none.
    let one_by_one = ["highest-confidence:1", "confidence-threshold:0.9"];
    for name in ["bisection", "lowest-entropy:2", "entropy-bounded:1/2"].iter().chain(&one_by_one) {
        let has_error = check(&model, parse_policy(name, law.labels()).unwrap().as_ref());
        assert_eq!(has_error, !one_by_one.contains(name), "{name}");
    }
}

#[test]
fn the_convention_in_null_states_changes_no_result() {
    for law in grid_laws(2, 3, 3) {
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        // The exact rows as a table, but always the first token where the law says nothing.
        let first = |token: usize| Rational::from(u32::from(token == 0));
        let other = tabulated(&law, &exact_conditional(&law, first));
        let other = Model::new(&law, &patterns, Predictor::Table(&other));
        for policy in policies(&patterns, 2) {
            let (one, two) = (evaluate(&model, policy.as_ref()).unwrap(), evaluate(&other, policy.as_ref()).unwrap());
            assert_eq!(one.kl, two.kl);
            assert_eq!(one.expected_rounds, two.expected_rounds);
            assert!(two.learning_gap.finite().unwrap().is_zero());
        }
    }
}

#[test]
fn fixed_orders_are_those_of_the_sampler() {
    let laws = [random_law(5, 2, 4, 8, 70).unwrap(), random_law(6, 3, 3, 8, 100).unwrap()];
    for law in laws {
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        let schedules: &[&[usize]] = if law.length() == 4 { &[&[2, 2], &[1, 3], &[1, 2, 1]] } else { &[&[2, 1], &[3]] };
        for blocks in schedules.iter().flat_map(|sizes| naive_orders(sizes)) {
            let order = UnmaskingOrder::new(blocks.clone()).unwrap();
            let policy = FixedOrder::new(order.clone(), law.length()).unwrap();
            let evaluation = evaluate(&model, &policy).unwrap();
            assert_eq!(policy_output_law(&model, &policy), output_law(&model, &order));
            assert_eq!(evaluation.max_rounds, blocks.len());
            assert!(check(&model, &policy) || evaluation.kl == Extended::Finite(LogForm::zero()));
        }
    }
}

#[test]
fn zero_total_correlation_is_an_equality_of_integers() {
    let mut zero = 0;
    for law in grid_laws(2, 3, 5).iter().chain(&grid_laws(3, 2, 4)) {
        let patterns = PatternCounts::new(law);
        for state in 0..=patterns.all_masked() {
            let masked = PositionSet::all(law.length()).minus(patterns.kept(state));
            for set in PositionSet::subsets(law.length()).filter(|set| set.minus(masked).is_empty()) {
                let tc = conditional_total_correlation(&patterns, state, set);
                assert!(tc.sign().is_ge());
                assert_eq!(tc.is_zero(), is_conditionally_independent(&patterns, state, set));
                zero += usize::from(tc.is_zero());
            }
        }
    }
    assert!(zero > 1000);
}

// ---- what policies reveal
// --------------------------------------------------------------------------------------------

fn all_of(length: usize) -> Law {
    parse_spec(&format!("iid(L={length},V=2)")).unwrap()
}

/// The sets that a policy reveals one after another when every token is the first.
fn trace(law: &Law, policy: &dyn Policy) -> Vec<String> {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Exact);
    let mut state = patterns.all_masked();
    let mut sets = Vec::new();
    while !model.masked(state).is_empty() {
        let set = policy.reveal(&model, state);
        sets.push(set.to_string());
        state = set.positions().fold(state, |state, position| patterns.with_token(state, position, 0));
    }
    sets
}

#[test]
fn bisection_takes_the_logarithm_of_the_length() {
    assert_eq!(trace(&all_of(7), &Bisection), ["{4}", "{2,6}", "{1,3,5,7}"]);
    assert_eq!(trace(&all_of(4), &Bisection), ["{2}", "{1,3}", "{4}"]);
    for length in 1..=12 {
        // The least r with 2^r >= n + 1.
        let rounds = (0..).find(|&rounds| 1_usize << rounds > length).unwrap();
        assert_eq!(trace(&all_of(length), &Bisection).len(), rounds, "{length}");
    }
}

#[test]
fn a_markov_chain_has_no_error_under_bisection() {
    for length in 1..=7 {
        let spec = format!("markov(L={length},initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)");
        let law = parse_spec(&spec).unwrap();
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        assert_eq!(evaluate(&model, &Bisection).unwrap().kl, Extended::Finite(LogForm::zero()));
        assert!(length < 3 || !evaluate(&model, &LeftToRight::new(2).unwrap()).unwrap().conditional_tc.is_zero());
    }
}

#[test]
fn left_to_right_by_blocks() {
    assert_eq!(trace(&all_of(5), &LeftToRight::new(2).unwrap()), ["{1,2}", "{3,4}", "{5}"]);
    assert_eq!(LeftToRight::new(0), None);
}

#[test]
fn entropies_and_confidences_by_hand() {
    // Independent bits with P(1) = 1/2, 1/4, 1/2, 1/8: entropies fall from ln 2.
    let law = parse_spec("independent(p=1/2;1/2|3/4;1/4|1/2;1/2|7/8;1/8)").unwrap();
    assert_eq!(trace(&law, &LowestEntropy::new(1).unwrap()), ["{4}", "{2}", "{1}", "{3}"]);
    assert_eq!(trace(&law, &HighestConfidence::new(3).unwrap()), ["{1,2,4}", "{3}"]);
    let patterns = PatternCounts::new(&law);
    let parse = |text: &str| parse_policy(text, law.labels()).unwrap();
    assert_eq!(trace(&law, parse("confidence-threshold:3/4").as_ref()), ["{2,4}", "{1}", "{3}"]);
    assert_eq!(trace(&law, parse("confidence-threshold:0.7500001").as_ref()), ["{4}", "{2}", "{1}", "{3}"]);
    // H(1/8) = 0.3767, H(1/4) = 0.5623, ln 2 = 0.6931 nats.
    assert_eq!(trace(&law, parse("entropy-bounded:0").as_ref()), ["{4}", "{2}", "{1}", "{3}"]);
    assert_eq!(trace(&law, parse("entropy-bounded:0.37").as_ref()), ["{4}", "{2}", "{1}", "{3}"]);
    assert_eq!(trace(&law, parse("entropy-bounded:0.38").as_ref()), ["{2,4}", "{1}", "{3}"]);
    assert_eq!(trace(&law, parse("entropy-bounded:0.94").as_ref()), ["{1,2,4}", "{3}"]);
    assert_eq!(trace(&law, parse("entropy-bounded:1.7").as_ref()), ["{1,2,3,4}"]);
    // A tie with the bound is allowed: two fair bits at exactly one bit.
    let fair = all_of(4);
    let sizes = |text: &str| trace(&fair, parse(text).as_ref());
    assert_eq!(sizes("entropy-bounded:1bits"), ["{1,2}", "{3,4}"]);
    assert_eq!(sizes("entropy-bounded:0.9999999999999999999bits"), ["{1}", "{2}", "{3}", "{4}"]);
    assert_eq!(trace(&fair, &EntropyBounded::bits(Rational::from(2)).unwrap()), ["{1,2,3}", "{4}"]);
    let model = Model::new(&law, &patterns, Predictor::Exact);
    let row = Distribution::at(&model, patterns.all_masked(), 3);
    assert_eq!(row.probability(row.likeliest()), Confidence::Rational(Rational::from((7, 8))));
    let mut entropy = ln(8);
    entropy -= &multiple_of_ln(Rational::from((7, 8)), 7);
    assert_eq!(row.entropy(), Some(entropy));
}

#[test]
fn positions_that_are_certain_cost_nothing() {
    // Under a bound of 0, all that is certain goes with one that is not.
    let law = parse_spec("repetition(L=4,V=2)").unwrap();
    let policy = EntropyBounded::nats(Rational::new()).unwrap();
    assert_eq!(trace(&law, &policy), ["{1}", "{2,3,4}"]);
    let patterns = PatternCounts::new(&law);
    let evaluation = evaluate(&Model::new(&law, &patterns, Predictor::Exact), &policy).unwrap();
    assert!(evaluation.conditional_tc.is_zero());
}

#[test]
fn an_adaptive_policy_takes_different_numbers_of_rounds() {
    // The first bit tells whether the two others are equal or independent.
    let law = law(2, 3, &[2, 0, 0, 2, 1, 1, 1, 1]);
    let patterns = PatternCounts::new(&law);
    let model = Model::new(&law, &patterns, Predictor::Exact);
    let text = r#"{"states": [{"revealed": [null, null, null], "reveal": [1]},
                              {"revealed": ["0", null, null], "reveal": [2]}]}"#;
    let evaluation = evaluate(&model, &TablePolicy::from_json("mine", text, law.labels()).unwrap()).unwrap();
    assert!(evaluation.conditional_tc.is_zero());
    assert_eq!((evaluation.expected_rounds, evaluation.max_rounds), (Rational::from((5, 2)), 3));
}

#[test]
fn mixtures_of_policies_are_no_worse_than_their_mean() {
    let mut strict = 0;
    for law in grid_laws(2, 3, 4) {
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        let evaluations: Vec<(Vec<Rational>, Evaluation)> = policies(&patterns, 2)
            .iter()
            .map(|policy| (policy_output_law(&model, policy.as_ref()), evaluate(&model, policy.as_ref()).unwrap()))
            .collect();
        for pair in evaluations.windows(2) {
            let weights = [Rational::from((1, 3)), Rational::from((2, 3))];
            let components: Vec<(Rational, &[Rational])> =
                weights.iter().cloned().zip(pair.iter().map(|(output, _)| output.as_slice())).collect();
            let mixture = kl_divergence(&law, &mixture_output(&components));
            let mut mean = LogForm::zero();
            for ((_, one), weight) in pair.iter().zip(&weights) {
                mean.add_scaled(one.kl.finite().unwrap(), weight);
            }
            assert!(mixture <= Extended::Finite(mean.clone()));
            strict += usize::from(mixture < Extended::Finite(mean));
        }
    }
    assert!(strict > 0);
}

// ---- tables and names
// ------------------------------------------------------------------------------------------------

#[test]
fn every_mistake_of_a_table_is_named() {
    let law = law(2, 2, &[1, 1, 1, 1]);
    let error =
        |states: &str| TablePolicy::from_json("t", &format!("{{\"states\": [{states}]}}"), law.labels()).unwrap_err();
    let good = r#"{"revealed": [null, null], "reveal": [1]}"#;
    assert!(TablePolicy::from_json("t", &format!("{{\"states\": [{good}]}}"), law.labels()).is_ok());
    assert!(matches!(error("1"), PolicyError::Syntax { line: 1, .. }));
    assert!(matches!(error(r#"{"revealed": [null, null], "reveal": [1], "x": 1}"#), PolicyError::Syntax { .. }));
    assert!(matches!(error(r#"{"revealed": [null, null], "reveal": [-1]}"#), PolicyError::Syntax { .. }));
    assert!(matches!(
        error(r#"{"revealed": [null], "reveal": [1]}"#),
        PolicyError::WrongLength { state: 0, expected: 2, found: 1 }
    ));
    assert!(matches!(error(r#"{"revealed": ["7", null], "reveal": [2]}"#), PolicyError::UnknownToken { .. }));
    assert!(matches!(error(r#"{"revealed": ["0", "0"], "reveal": [1]}"#), PolicyError::NothingMasked { state: 0 }));
    assert!(matches!(error(r#"{"revealed": ["0", null], "reveal": []}"#), PolicyError::NothingRevealed { state: 0 }));
    for (reveal, position) in [("1", 1), ("0", 0), ("3", 3), ("2, 2", 2), ("18446744073709551615", usize::MAX)] {
        let found = error(&format!(r#"{{"revealed": ["0", null], "reveal": [{reveal}]}}"#));
        assert!(matches!(found, PolicyError::NotMasked { state: 0, position: p } if p == position), "{found}");
    }
    assert!(matches!(error(&format!("{good}, {good}")), PolicyError::DuplicateState { state: 1 }));
    let missing = TablePolicy::read(std::path::Path::new("no-such-file.json"), law.labels()).unwrap_err();
    assert!(missing.to_string().starts_with("no-such-file.json: "), "{missing}");
}

#[test]
fn names_are_read_back() {
    let law = all_of(4);
    let patterns = PatternCounts::new(&law);
    for policy in standard_policies(patterns.length()) {
        assert_eq!(parse_policy(&policy.name(), law.labels()).unwrap().name(), policy.name());
    }
    for name in ["order:1,3/2,4", "random-table:7"] {
        assert_eq!(parse_policy(name, law.labels()).unwrap().name(), name);
    }
    let bad = [
        "",
        "bisect",
        "bisection:",
        "bisection:1",
        "order",
        "order:1,2",
        "order:1,2/2,3,4",
        "order:0,1,2,3",
        "order:1,2,3,5",
        "left-to-right",
        "left-to-right:0",
        "left-to-right:-1",
        "lowest-entropy:x",
        "entropy-bounded:-1",
        "entropy-bounded:1/0",
        "entropy-bounded:bits",
        "confidence-threshold:1.1",
        "confidence-threshold:",
        "table",
        "table:no-such-file.json",
        "random-table:-1",
    ];
    for name in bad {
        assert!(parse_policy(name, law.labels()).is_err(), "{name}");
    }
}

#[test]
fn random_tables_are_the_same_for_a_seed() {
    let law = all_of(3);
    let [first, second] = [1, 2].map(|seed| TablePolicy::random(law.shape(), seed).unwrap());
    assert_eq!(first, TablePolicy::random(law.shape(), 1).unwrap());
    let sets = |table: &TablePolicy| table.states().map(|(_, set)| set).collect::<Vec<_>>();
    assert_ne!(sets(&first), sets(&second));
    assert_eq!(first.states().count(), 27 - 8);
}

// ---- best fixed orders
// -----------------------------------------------------------------------------------------------

/// The least divergence over all orders with a number of blocks, by evaluating each.
fn naive_best(law: &Law, steps: usize) -> Extended {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Exact);
    let sizes = maskproof::sampler::Schedule::all(law.length());
    let orders =
        sizes.iter().filter(|schedule| schedule.steps() == steps).flat_map(|schedule| naive_orders(schedule.blocks()));
    orders.map(|blocks| kl_divergence(law, &output_law(&model, &UnmaskingOrder::new(blocks).unwrap()))).min().unwrap()
}

#[test]
fn best_orders_are_the_best_of_all() {
    let mut laws = grid_laws(2, 3, 4);
    laws.extend(
        ["parity(L=4,V=2)", "latent-parity(i0=2,i1=2)", "random(V=2,L=4,seed=9,bits=8)"]
            .map(|spec| parse_spec(spec).unwrap()),
    );
    laws.par_iter().for_each(|law| {
        let patterns = PatternCounts::new(law);
        let best = best_orders(&patterns);
        assert_eq!(best.len(), law.length());
        for (number, one) in best.iter().enumerate() {
            assert_eq!(one.order.blocks().len(), number + 1);
            assert_eq!(Extended::Finite(one.kl.clone()), naive_best(law, number + 1), "{:?}", law.counts());
            let policy = FixedOrder::new(one.order.clone(), law.length()).unwrap();
            let model = Model::new(law, &patterns, Predictor::Exact);
            assert_eq!(evaluate(&model, &policy).unwrap().kl, Extended::Finite(one.kl.clone()));
        }
        assert!(best.windows(2).all(|pair| pair[0].kl >= pair[1].kl));
        assert!(best.last().unwrap().kl.is_zero());
    });
}

#[test]
fn best_orders_of_a_real_law() {
    let law = real_law("kjv-classes-l6");
    let best = best_orders(&PatternCounts::new(&law));
    assert!(best.windows(2).all(|pair| pair[0].kl > pair[1].kl));
    assert!(best[5].kl.is_zero());
    assert!(best_order_kl(&PatternCounts::new(&law), 0).is_none());
    assert!(best_order_kl(&PatternCounts::new(&law), 7).is_none());
    assert_eq!(best_order_kl(&PatternCounts::new(&law), 3).unwrap().kl, best[2].kl);
}

// ---- another program
// -------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    made_by: String,
    #[serde(rename = "mpmath")]
    _mpmath: String,
    digits: u32,
    laws: Vec<LawReference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawReference {
    name: String,
    vocabulary_size: usize,
    length: usize,
    counts: Vec<u64>,
    depth: String,
    max_depth: usize,
    policies: Vec<PolicyReference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyReference {
    policy: String,
    output: Vec<String>,
    expected_rounds: String,
    max_rounds: usize,
    kl: String,
    conditional_tc: String,
}

/// `fixtures/references/policies.py` makes the fixture, from the definitions and in another language.
#[test]
fn another_program_finds_the_same() {
    let document: Document = serde_json::from_str(include_str!("../../fixtures/references/policies.json")).unwrap();
    assert_eq!((document.made_by.as_str(), document.digits), ("fixtures/references/policies.py", 60));
    let mut compared = 0;
    for reference in document.laws {
        let law = law(reference.vocabulary_size, reference.length, &reference.counts);
        let depth = serial_depth(&law).unwrap();
        assert_eq!(
            (depth.expected.to_string(), depth.max),
            (reference.depth, reference.max_depth),
            "{}",
            reference.name
        );
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        for expected in reference.policies {
            let context = format!("{}, {}", reference.name, expected.policy);
            let policy = parse_policy(&expected.policy, law.labels()).unwrap();
            let found = evaluate(&model, policy.as_ref()).unwrap();
            let output: Vec<String> =
                policy_output_law(&model, policy.as_ref()).iter().map(ToString::to_string).collect();
            assert_eq!(output, expected.output, "{context}");
            assert_eq!(found.expected_rounds.to_string(), expected.expected_rounds, "{context}");
            assert_eq!(found.max_rounds, expected.max_rounds, "{context}");
            // Both are right to 60 digits, and neither ends in a tie.
            assert_eq!(found.kl.to_decimal(60, Unit::Nats), expected.kl, "{context}");
            assert_eq!(found.conditional_tc.to_decimal(60, Unit::Nats), expected.conditional_tc, "{context}");
            compared += 1;
        }
    }
    assert_eq!(compared, 63);
}
