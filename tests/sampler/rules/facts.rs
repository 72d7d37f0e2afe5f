//! What is known of rules, from their definitions or by other parts of the library.

use std::collections::BTreeMap;

use itertools::Itertools;
use maskproof::exact::{Extended, Integer, LogForm, Rational};
use maskproof::law::families::parse_spec;
use maskproof::law::{PatternCounts, PositionSet, PredictorTable};
use maskproof::sampler::output_law::kl_divergence;
use maskproof::sampler::policy::{evaluate, parse_policy, policy_output_law, standard_policies};
use maskproof::sampler::rows::Distribution;
use maskproof::sampler::rule::{RuleError, evaluate_rule, evaluate_rule_with_rounds, parse_rule};
use maskproof::sampler::{Model, Predictor};

use super::super::common::{
    exact_conditional, grid_laws, law, mean, naive_entropy, naive_orders, naive_output_law, real_law, trained_table,
};
use super::{evaluation, q, small_table};

#[test]
fn two_independent_tokens_are_biased_by_keeping_the_most_confident_draw() {
    let independent = law(2, 2, &[36, 9, 4, 1]);
    let one_at_a_time = evaluation(&independent, None, "low-confidence:1");
    assert_eq!(one_at_a_time.output[0b11], q(1, 500));
    assert_eq!(one_at_a_time.total_variation, q(9, 100));
    assert!(one_at_a_time.reverse_kl.finite().unwrap().sign().is_gt());
    // More rounds, more error: all at once there is none.
    assert!(evaluation(&independent, None, "low-confidence:2").is_exact);
}

#[test]
fn one_position_a_round_keeps_the_law_when_positions_come_first() {
    for law in grid_laws(2, 3, 4).into_iter().chain(grid_laws(3, 2, 3)) {
        for rule in
            ["random:1", "first-hitting", "top:1", "margin:1", "entropy:1", "blocks:2[random:1]", "eb:sum-max,0"]
        {
            let found = evaluation(&law, None, rule);
            let is_one_a_round = found.expected_rounds == law.length();
            assert!(found.is_exact || !is_one_a_round, "{rule} {:?}", law.counts());
            assert!(is_one_a_round || rule == "eb:sum-max,0", "{rule}");
        }
    }
}

#[test]
fn a_threshold_of_more_than_any_probability_is_one_token_a_round() {
    for law in grid_laws(2, 3, 4) {
        let (strict, single) = (evaluation(&law, None, "threshold>1"), evaluation(&law, None, "low-confidence:1"));
        assert_eq!(strict.output, single.output);
        assert_eq!((strict.expected_rounds, strict.max_rounds), (Rational::from(3), 3));
        let (zero, all) = (evaluation(&law, None, "threshold:0"), evaluation(&law, None, "low-confidence:3"));
        assert_eq!((zero.output, zero.max_rounds), (all.output, 1));
    }
}

#[test]
fn equality_with_a_threshold_is_decided() {
    let fair = law(2, 3, &[1; 8]);
    assert_eq!(evaluation(&fair, None, "threshold:1/2").max_rounds, 1);
    assert_eq!(evaluation(&fair, None, "threshold>1/2").max_rounds, 3);
    assert_eq!(evaluation(&fair, None, "eb:sum,2bits").max_rounds, 2);
    assert_eq!(evaluation(&fair, None, "eb:sum-strict,2bits").max_rounds, 3);
}

#[test]
fn one_masked_token_is_drawn_from_its_row() {
    let skewed = law(3, 1, &[1, 2, 4]);
    for rule in ["low-confidence:1", "threshold:1/2", "factor:1", "factor:1,as-coded", "threshold-or-count:1/2,1"] {
        assert!(evaluation(&skewed, None, rule).is_exact, "{rule}");
    }
}

/// The last round of every run: at each state with one masked position, the token that is kept has the law of its row,
/// with the exact predictor and with another.
#[test]
fn the_last_masked_token_is_drawn_from_its_row() {
    let rules = ["low-confidence:1", "low-confidence:2", "threshold:1/2", "factor:1", "random:2", "top:1", "entropy:2"];
    for (seed, law) in (0..).zip(grid_laws(2, 3, 3)) {
        let (patterns, table) = (PatternCounts::new(&law), small_table(seed, 2, 3));
        for predictor in [Predictor::Exact, Predictor::Table(&table)] {
            let model = Model::new(&law, &patterns, predictor);
            for rule in rules {
                let rule = parse_rule(rule, law.labels()).unwrap();
                let (_, rounds) = evaluate_rule_with_rounds(&model, &rule).unwrap();
                for round in rounds.iter().filter(|round| patterns.kept(round.state).size() == 2) {
                    let position = (0..3).find(|&position| patterns.digit(round.state, position) == 2).unwrap();
                    let row = Distribution::at(&model, round.state, position);
                    let law_of_row: BTreeMap<usize, Rational> = (0..2)
                        .map(|token| {
                            let probability = row.probability(token).value(1).into_exact().expect("a rational row");
                            (patterns.with_token(round.state, position, token), probability)
                        })
                        .filter(|(_, probability)| *probability > 0)
                        .collect();
                    assert_eq!(round.next, law_of_row, "{rule} {:?}", law.counts());
                }
            }
        }
    }
}

#[test]
fn dream_with_as_many_steps_as_positions_begins_with_a_null_step_and_ends_with_two_tokens() {
    let law = law(2, 4, &[1; 16]);
    let found = evaluation(&law, None, "dream:entropy,steps=length");
    assert_eq!((found.max_rounds, found.expected_null_rounds), (3, Rational::from(1)));
}

#[test]
fn more_steps_than_positions_are_null_rounds() {
    let found = evaluation(&law(2, 3, &[1; 8]), None, "low-confidence:steps=5");
    assert_eq!((found.max_rounds, found.expected_null_rounds), (3, Rational::from(2)));
}

/// The ancestral sampler gives each position its step on its own, with the weights of the grid: a mixture of unmasking
/// orders, with their output laws from the definition.
#[test]
fn mdlm_is_the_mixture_of_orders_with_multinomial_sizes() {
    let grids = [("mdlm:linear,T=2", vec![q(1, 2); 2]), ("mdlm:grid=1/4;3/4;1", vec![q(1, 4), q(1, 2), q(1, 4)])];
    for law in grid_laws(2, 3, 3) {
        let conditional = exact_conditional(&law, |_| q(1, 2));
        for (rule, weights) in &grids {
            let mut mixture = vec![Rational::new(); 8];
            let mut mean = LogForm::zero();
            let mut is_finite = true;
            for steps in (0..3).map(|_| 0..weights.len()).multi_cartesian_product() {
                let weight = steps.iter().fold(q(1, 1), |product, &step| product * &weights[step]);
                let block = |step| (0..3).filter(|&position| steps[position] == step).collect::<PositionSet>();
                let order: Vec<PositionSet> = (0..weights.len()).map(block).filter(|set| !set.is_empty()).collect();
                let output = naive_output_law(&law, &conditional, &order);
                match kl_divergence(&law, &output) {
                    Extended::Finite(form) => mean.add_scaled(&form, &weight),
                    Extended::PositiveInfinity => is_finite = false,
                }
                for (sum, probability) in mixture.iter_mut().zip(output) {
                    *sum += probability * &weight;
                }
            }
            let found = evaluation(&law, None, rule);
            assert_eq!(found.output, mixture, "{rule} {:?}", law.counts());
            assert!(is_finite);
            assert_eq!(found.mean_kl_over_orders, Some(Extended::Finite(mean)), "{rule} {:?}", law.counts());
        }
    }
}

#[test]
fn the_mean_over_random_orders_is_that_of_the_orders_and_not_of_the_mixture() {
    for law in grid_laws(2, 3, 4) {
        let conditional = exact_conditional(&law, |_| q(1, 2));
        for (rule, sizes) in [("random:1", vec![1, 1, 1]), ("random:2", vec![2, 1]), ("random:3", vec![3])] {
            let orders = naive_orders(&sizes);
            let each: Vec<Extended> =
                orders.iter().map(|order| kl_divergence(&law, &naive_output_law(&law, &conditional, order))).collect();
            let found = evaluation(&law, None, rule);
            assert_eq!(found.mean_kl_over_orders, Some(mean(&each)), "{rule} {:?}", law.counts());
        }
    }
    let chain = parse_spec("markov(L=3,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)").unwrap();
    let found = evaluation(&chain, None, "random:2");
    assert!(found.kl < found.mean_kl_over_orders.unwrap());
}

#[test]
fn ancestral_divergence_falls_with_the_number_of_steps() {
    let law = parse_spec("repetition(L=3,V=2)").unwrap();
    let kl = |steps: usize| evaluation(&law, None, &format!("mdlm:linear,T={steps}")).kl;
    let values: Vec<Extended> = [1, 2, 4, 8, 16].map(kl).into();
    assert!(values.iter().tuple_windows().all(|(more, less)| less < more));
    // E rounds = sum_n (1 - (1 - w_n)^L), for every law.
    assert_eq!(evaluation(&law, None, "mdlm:linear,T=4").expected_rounds, q(4, 1) * (1 - q(27, 64)));
}

/// Two copies of a fair bit are independent when both are revealed in the same of `T` steps, and otherwise equal:
/// `q(x) = 1/2 - 1/(4T)` for both words, so that `KL = -ln(1 - 1/(2T))`. For every law the mean over the choices is at
/// most `(TC + DTC)/T` (Secchi and Zanella, arXiv 2609.21960, Proposition 2), so that the divergence tends to 0.
#[test]
fn ancestral_divergence_tends_to_zero() {
    let copies = parse_spec("repetition(L=2,V=2)").unwrap();
    for steps in [1_u32, 2, 3, 10, 100, 1000] {
        let found = evaluation(&copies, None, &format!("mdlm:linear,T={steps}"));
        let expected = LogForm::ln(&Rational::from((2 * steps, 2 * steps - 1))).unwrap();
        assert_eq!(found.kl, Extended::Finite(expected), "{steps}");
    }
    for law in grid_laws(2, 3, 4) {
        let joint = naive_entropy(&law, PositionSet::all(3));
        let mut both = LogForm::zero();
        for position in 0..3 {
            let one = PositionSet::EMPTY.with(position);
            // TC = sum H(i) - H, and DTC = H - sum H(i | the others) = sum H(others) - 2 H.
            both.add_scaled(&naive_entropy(&law, one), &q(1, 1));
            both.add_scaled(&naive_entropy(&law, PositionSet::all(3).minus(one)), &q(1, 1));
        }
        both.add_scaled(&joint, &q(-3, 1));
        for steps in [1, 2, 3, 8, 32] {
            let mean = evaluation(&law, None, &format!("mdlm:linear,T={steps}")).mean_kl_over_orders.unwrap();
            let mut bound = LogForm::zero();
            bound.add_scaled(&both, &q(1, steps));
            assert!(mean <= Extended::Finite(bound), "{steps} {:?}", law.counts());
        }
    }
}

#[test]
fn policies_are_rules() {
    for law in grid_laws(2, 3, 4) {
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        for policy in standard_policies(patterns.length()) {
            let found = evaluation(&law, None, &policy.name());
            let by_policy = evaluate(&model, policy.as_ref()).unwrap();
            assert_eq!(found.output, policy_output_law(&model, policy.as_ref()), "{}", policy.name());
            assert_eq!(found.kl, by_policy.kl);
            assert_eq!(found.mean_kl_over_orders, Some(by_policy.kl));
            assert_eq!(found.expected_rounds_under_law, Some(by_policy.expected_rounds));
        }
        for (rule, policy) in [
            ("top:2", "highest-confidence:2"),
            ("entropy:1", "lowest-entropy:1"),
            ("row-threshold:3/4", "confidence-threshold:3/4"),
            ("eb:sum-max,1/3", "entropy-bounded:1/3"),
        ] {
            let policy = parse_policy(policy, law.labels()).unwrap();
            assert_eq!(evaluation(&law, None, rule).output, policy_output_law(&model, policy.as_ref()), "{rule}");
        }
    }
}

#[test]
fn a_trained_predictor_on_a_counted_law() {
    let law = real_law("kjv-classes-l6");
    let table = trained_table(&law);
    let found = evaluation(&law, Some(&table), "random:1");
    let mean = found.mean_kl_over_orders.unwrap();
    // The mixture is closer to the law than its orders are on average.
    assert!(found.kl < mean && found.expected_rounds == 6);
}

/// The likeliest tokens of the last step are a row of their own: the mean is infinite unless every law that is met there
/// has one sequence, and then it is that of the definition.
#[test]
fn the_mean_over_orders_of_a_likeliest_fill_is_infinite_but_for_a_single_sequence() {
    for law in grid_laws(2, 3, 2) {
        let found = evaluation(&law, None, "mdlm:linear,T=2,eps=1/4");
        let is_single = law.support().count() == 1;
        let expected = if is_single { Extended::Finite(LogForm::zero()) } else { Extended::PositiveInfinity };
        assert_eq!(found.mean_kl_over_orders, Some(expected), "{:?}", law.counts());
        // The mixture is finite where the likeliest fill is not all that there is.
        assert!(!found.kl.is_infinite());
    }
    // By hand: one token with the probabilities 1/4 and 3/4 by the predictor, of a law that always has the second, under
    // the retentions 3/4 and 1: drawn with probability 3/4, and filled in else.
    let certain = law(2, 1, &[0, 1]);
    let weights = [0, 0, 0, 0, 1, 3].map(Integer::from).to_vec();
    let table = PredictorTable::from_weights(certain.shape(), weights).unwrap();
    let found = evaluation(&certain, Some(&table), "mdlm:linear,T=1,eps=1/4");
    let mut expected = LogForm::zero();
    expected.add_scaled(&LogForm::ln(&q(4, 3)).unwrap(), &q(3, 4));
    assert_eq!(found.mean_kl_over_orders, Some(Extended::Finite(expected)));
    assert_eq!(found.output, [q(3, 16), q(13, 16)]);
}

/// Alone in its block a position is drawn once, whatever the rule; with one step everything is.
#[test]
fn path_planning_has_simple_ends() {
    for law in grid_laws(2, 3, 3) {
        assert!(evaluation(&law, None, "blocks:1[p2:T=1,eta=1,planner=remasked]").is_exact);
        let whole = evaluation(&law, None, "blocks:3[p2:T=3,eta=2,planner=remasked]").output;
        assert_eq!(whole, evaluation(&law, None, "p2:T=3,eta=2,planner=remasked").output);
        let all = evaluation(&law, None, "p2:T=1,eta=1,planner=never").output;
        assert_eq!(all, evaluation(&law, None, "low-confidence:3").output);
    }
    let fair = law(2, 2, &[1; 4]);
    let patterns = PatternCounts::new(&fair);
    let model = Model::new(&fair, &patterns, Predictor::Exact);
    let rule = parse_rule("p2:T=2,eta=1,planner=table", fair.labels()).unwrap();
    assert!(matches!(evaluate_rule(&model, &rule), Err(RuleError::NoRevealedRows { .. })));
    let mut weights = vec![Integer::from(1); 36];
    // The row of the token at position 0 in the state (1, mask), row 5.
    weights[20..22].fill(Integer::new());
    let table = PredictorTable::from_weights(fair.shape(), weights).unwrap();
    let error = evaluate_rule(&Model::new(&fair, &patterns, Predictor::Table(&table)), &rule).unwrap_err();
    assert!(error.to_string().contains("at position 0 in the state (1, mask)"), "{error}");
}

#[test]
fn sequential_is_left_to_right() {
    for law in grid_laws(2, 3, 4) {
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        let policy = parse_policy("left-to-right:2", law.labels()).unwrap();
        assert_eq!(evaluation(&law, None, "sequential:2").output, policy_output_law(&model, policy.as_ref()));
        assert!(evaluation(&law, None, "blocks:2[sequential:1]").is_exact);
    }
}
