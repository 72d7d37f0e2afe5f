//! The entropy formula of the expected KL divergence against what the sampler does, as exact zeros of linear forms.
//!
//! Left: the output law of each unmasking order as rationals, and its KL divergence. Right: subset entropies (for one
//! order) and average entropies (for the mean). The theorem is in proofs-notes/expected-kl-identity.md; here both sides
//! are computed for every law of some grids, every schedule and every order.

use super::common::{grid_laws, law, ln, mean, multiple_of_ln, naive_orders};
use maskproof::entropy::{AverageCurve, SubsetEntropies};
use maskproof::exact::{Extended, LogForm, Rational};
use maskproof::law::families::{mds, permutations};
use maskproof::law::{Law, PatternCounts};
use maskproof::sampler::enumeration::{self, OrderCounts};
use maskproof::sampler::output_law::{kl_divergence, output_law};
use maskproof::sampler::{Model, Predictor, Schedule, UnmaskingOrder, ideal_expected_kl};
use rayon::prelude::*;

struct Case {
    schedule: Schedule,
    orders: Vec<UnmaskingOrder>,
    counts: OrderCounts,
}

/// Every schedule of a length with every order, the orders by a filter over all maps from positions to steps.
fn cases(length: usize) -> Vec<Case> {
    let schedules = Schedule::all(length).into_iter();
    schedules
        .map(|schedule| {
            let orders = naive_orders(schedule.blocks()).into_iter().map(|blocks| UnmaskingOrder::new(blocks).unwrap());
            Case { orders: orders.collect(), counts: OrderCounts::new(&schedule), schedule }
        })
        .collect()
}

/// `sum_t [ sum_{i in S_t} (H(T u i) - H(T)) - H(T u S_t) + H(T) ]`, with T what is revealed before step t.
fn entropy_formula(entropies: &SubsetEntropies, order: &UnmaskingOrder) -> LogForm {
    let mut form = LogForm::zero();
    for (revealed, block) in order.steps() {
        for position in block.positions() {
            form += entropies.entropy(revealed.with(position));
            form -= entropies.entropy(revealed);
        }
        form -= entropies.entropy(revealed.union(block));
        form += entropies.entropy(revealed);
    }
    form
}

/// Holds both sides together for every order and every schedule; returns how many orders had a positive divergence.
fn check(law: &Law, cases: &[Case]) -> usize {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Exact);
    let (entropies, curve) = (SubsetEntropies::new(&patterns), AverageCurve::new(&patterns));
    let mut positive = 0;
    for Case { schedule, orders, counts } in cases {
        let mut divergences = Vec::new();
        for order in orders {
            let divergence = kl_divergence(law, &output_law(&model, order));
            let Extended::Finite(form) = &divergence else {
                panic!("{:?}, {order:?}: an exact predictor, and an infinite divergence", law.counts())
            };
            let mut difference = entropy_formula(&entropies, order);
            difference -= form;
            assert!(difference.is_zero(), "{:?}, {order:?}", law.counts());
            positive += usize::from(form.sign().is_gt());
            assert!(form.sign().is_ge(), "{:?}, {order:?}: a negative divergence", law.counts());
            divergences.push(divergence);
        }
        let expected = mean(&divergences);
        let context = || format!("{:?}, {schedule}", law.counts());
        assert_eq!(expected, Extended::Finite(ideal_expected_kl(&curve, schedule)), "{}", context());
        assert_eq!(expected, enumeration::expected_kl(&model, counts), "{}", context());
    }
    positive
}

fn check_grid(vocabulary_size: usize, length: usize, largest: u32) {
    let (laws, cases) = (grid_laws(vocabulary_size, length, largest), cases(length));
    let orders: usize = cases.iter().map(|case| case.orders.len()).sum();
    let positive: usize = laws.par_iter().map(|law| check(law, &cases)).sum();
    println!("V={vocabulary_size} L={length} N<={largest}: {} laws, {orders} orders, {positive} above 0", laws.len());
    // With L = 1 there is nothing to lose; with L > 1 most laws lose something.
    assert_eq!(positive > laws.len() / 2, length > 1);
}

#[test]
fn binary_laws_up_to_length_3() {
    for length in 1..=3 {
        check_grid(2, length, 8);
    }
}

#[test]
fn binary_laws_of_length_4() {
    check_grid(2, 4, 8);
}

#[test]
fn ternary_laws() {
    check_grid(3, 1, 8);
    check_grid(3, 2, 8);
    check_grid(3, 3, 4);
}

#[test]
fn the_comparison_can_fail() {
    // Control: the divergences of one law are not the entropies of another.
    let laws = [law(2, 2, &[1, 0, 0, 1]), law(2, 2, &[2, 1, 1, 2])];
    let [first, second] = laws.each_ref().map(PatternCounts::new);
    let order = UnmaskingOrder::new(naive_orders(&[2])[0].clone()).unwrap();
    let divergence = kl_divergence(&laws[0], &output_law(&Model::new(&laws[0], &first, Predictor::Exact), &order));
    assert_eq!(divergence, Extended::Finite(ln(2)));
    assert_ne!(divergence, Extended::Finite(entropy_formula(&SubsetEntropies::new(&second), &order)));
}

fn expected_kl(law: &Law, schedule: &Schedule) -> [Extended; 2] {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Exact);
    let by_formula = ideal_expected_kl(&AverageCurve::new(&patterns), schedule);
    [enumeration::expected_kl(&model, &OrderCounts::new(schedule)), by_formula.into()]
}

/// By hand: any two symbols of the tetracode are independent and determine the other two. So blocks of 2 after 0 and
/// after 2 revealed symbols lose nothing. A first block of 3 draws 3 independent symbols where there is entropy for 2:
/// it loses ln 3, and a first block of 4 loses 2 ln 3. After 1 symbol, the next is uniform and the rest determined, so
/// a block of 3 loses (3 - 1) ln 3 and a block of 2 loses ln 3.
#[test]
fn the_tetracode() {
    let tetracode = mds(4, 2, 3).unwrap();
    for (text, threes) in
        [("2,2", 0), ("1,3", 2), ("3,1", 1), ("4", 2), ("1,2,1", 1), ("1,1,2", 0), ("2,1,1", 0), ("1,1,1,1", 0)]
    {
        let schedule: Schedule = text.parse().unwrap();
        for value in expected_kl(&tetracode, &schedule) {
            assert_eq!(value, Extended::Finite(multiple_of_ln(threes, 3)), "{text}");
        }
    }
}

/// By hand: with M tokens of a uniform permutation left, each of B positions draws one of the M uniformly, where the
/// true block has M (M-1) .. (M-B+1) equally likely values: the step loses ln( M^B / (M)_B ), whatever the order.
#[test]
fn permutations_lose_birthdays() {
    for length in 2..=5 {
        let law = permutations(length).unwrap();
        for schedule in Schedule::all(length) {
            let mut left = length;
            let mut loss = LogForm::zero();
            for &block in schedule.blocks() {
                for drawn in 0..block {
                    loss += &LogForm::ln(&Rational::from((left, left - drawn))).unwrap();
                }
                left -= block;
            }
            for value in expected_kl(&law, &schedule) {
                assert_eq!(value, Extended::Finite(loss.clone()), "{schedule}");
            }
        }
    }
}
