//! Claims that quantify over unmasking orders and policies, decided on laws whose values are known by hand.

use maskproof::Shape;
use maskproof::cases::Plan;
use maskproof::evaluation::evaluate::decide;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Subject, Verdict};
use maskproof::language::Claim;
use maskproof::law::families::{parse_spec, random_predictor_table};
use maskproof::law::{Law, PatternCounts};
use maskproof::sampler::{Model, Predictor};

fn claim(statement: &str, evaluation: &str) -> Claim {
    let text = format!(
        "id = \"x\"\ntitle = \"t\"\nsource = \"made for the tests\"\nprovenance = \"D\"\nevaluation = \"{evaluation}\"\n\
         statement = '''\n{statement}\n'''\n"
    );
    Claim::parse("x.toml", &text).unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

/// The verdicts of a statement's cases on a law.
fn verdicts(statement: &str, evaluation: &str, law: &Law) -> Vec<Verdict> {
    let claim = claim(statement, evaluation);
    let plan = Plan::new(&claim, law.shape()).unwrap().expect("in scope");
    let (patterns, orders) = (PatternCounts::new(law), OrderTables::default());
    let mut subject = Subject::new(Model::new(law, &patterns, Predictor::Exact), &orders);
    subject.prepare(plan.quantities());
    plan.cases.iter().map(|case| decide(&case.goal, &subject).verdict).collect()
}

fn all_equal(statement: &str, law: &Law) {
    for evaluation in ["formulas", "definitions"] {
        let found = verdicts(statement, evaluation, law);
        assert!(
            !found.is_empty() && found.iter().all(|verdict| *verdict == Verdict::Equality),
            "{statement}: {found:?}"
        );
    }
}

#[test]
fn orders_are_counted() {
    // Ordered partitions of 1..5 elements (Fubini numbers, OEIS A000670), and those with two blocks, 2^n - 2.
    for (length, all, two) in [(1, 1, 0), (2, 3, 2), (3, 13, 6), (4, 75, 14), (5, 541, 30)] {
        let law = parse_spec(&format!("repetition(L={length},V=2)")).unwrap();
        assert_eq!(verdicts("for all law, order: KL_order >= 0", "formulas", &law).len(), all);
        assert_eq!(verdicts("for all law, order with T == 2: KL_order >= 0", "formulas", &law).len(), two);
    }
}

#[test]
fn values_by_hand() {
    let repetition = parse_spec("repetition(L=4,V=3)").unwrap();
    // The first block of a repeated token costs (s_1 - 1) ln V, and what follows is determined.
    all_equal("for all law, order: KL_order == (s[1] - 1) * ln(V)", &repetition);
    all_equal("for all law, order: conditional_TC == (s[1] - 1) * ln(3)", &repetition);
    all_equal("for all law: best_order_KL(1) == 3*ln(3) and best_order_KL(2) == 0", &repetition);
    all_equal("for all law: serial_depth(nat) == 2*nat and serial_depth_worst(ln(5)) == 2*ln(5)", &repetition);
    // A parity is only seen when all that are left are revealed together.
    let parity = parse_spec("parity(L=4,V=2)").unwrap();
    all_equal("for all law, order: KL_order == min(1, s[T] - 1) * ln(2)", &parity);
    all_equal(
        "for all law, for all b in 1..4, policy = left_to_right(b): expected_rounds(nat) == ceil(4/b)*nat",
        &parity,
    );
    // Two independent pairs of equal tokens: lower positions first.
    let pairs = parse_spec("repetition(L=2,V=2)").unwrap();
    let pairs = pairs.concatenate(&pairs).unwrap();
    all_equal("for all law, policy = left_to_right(2): KL_policy == 2*ln(2) and max_rounds(nat) == 2*nat", &pairs);
    all_equal("for all law, order with s[1] == 2 and at(1) == 1 and at(2) == 3: KL_order == 0", &pairs);
    // A threshold that a fair token does not reach reveals one, and then what it determines, if that is what remains.
    all_equal("for all law, policy = confidence_threshold(3/4): KL_policy == 0", &repetition);
}

#[test]
fn parts_of_an_order() {
    let law = parse_spec("random(seed=3,V=2,L=3,bits=6)").unwrap();
    all_equal(
        "for all law, order: KL_order == sum(t in 1..T, sum(k in N[t-1]+1..N[t], H(at(k) | before(t))) \
         - H(block(t) | before(t)))",
        &law,
    );
    all_equal("for all law, order: sum(t in 1..T, H(block(t) | before(t))) == H(all)", &law);
    all_equal("for all law, order: H(block(T), before(T)) == H(all) and H(before(1)) == 0", &law);
}

#[test]
fn permutations_by_hand() {
    let law = parse_spec("repetition(L=1,V=2)").unwrap();
    // One batch of n: n ln n - ln n!; singles: 0; n = 3, R = 2: the better of (2,1) and (1,2).
    all_equal("for all law: permutation_error(3, 1) == ln(27/6) and permutation_error(3, 3) == 0", &law);
    all_equal("for all law: permutation_error(3, 2) == min(ln(9/6), ln(3*4/6))", &law);
}

/// A policy that reads the predictor takes other steps with the exact one, so that its error is not the ideal one's
/// with what the predictor's rows add; the error of its own steps is.
#[test]
fn a_policy_that_reads_a_predictor() {
    let law = parse_spec("random(V=2,L=3,seed=1,bits=5)").unwrap();
    let table = random_predictor_table(1, Shape::new(3, 2).unwrap(), false).unwrap();
    let patterns = PatternCounts::new(&law);
    let orders = OrderTables::default();
    let decided = |statement: &str| -> Vec<Verdict> {
        let claim = claim(statement, "definitions");
        let plan = Plan::new(&claim, Shape::new(3, 2).unwrap()).unwrap().expect("in scope");
        let mut subject = Subject::new(Model::new(&law, &patterns, Predictor::Table(&table)), &orders);
        subject.prepare(plan.quantities());
        plan.cases.iter().map(|case| decide(&case.goal, &subject).verdict).collect()
    };
    let own = decided("for all law, policy: KL_policy == conditional_TC + eps_policy");
    assert!(own.iter().all(|verdict| *verdict == Verdict::Equality));
    let ideal = decided("for all law, policy: KL_policy == ideal_KL_policy + eps_policy");
    assert!(ideal.contains(&Verdict::Violated));
    let blind = decided("for all law, order: KL_order == ideal_KL_order + eps_order and KL_order > ideal_KL_order");
    assert!(blind.iter().all(|verdict| verdict.is_true()));
}

#[test]
fn policies_that_differ() {
    let law = parse_spec("parity(L=3,V=2)").unwrap();
    let found = verdicts("for all law, policy: KL_policy == 0", "definitions", &law);
    assert!(found.contains(&Verdict::Violated) && found.contains(&Verdict::Equality));
}
