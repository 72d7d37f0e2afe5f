//! The instantiation of claims and the decision of their cases.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use maskproof::Shape;
use maskproof::cases::linear::Linear;
use maskproof::cases::linear_sum::LinearSum;
use maskproof::cases::plan::{Case, CaseIndex};
use maskproof::cases::quantity::{Positions, Quantity};
use maskproof::cases::tree::Tree;
use maskproof::cases::{Fragment, Plan};
use maskproof::evaluation::evaluate::{decide, decide_case};
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Comparison, NamedPredictor, Setting, Subject, Verdict};
use maskproof::exact::{Integer, Number, Rational};
use maskproof::language::Claim;
use maskproof::language::words::Comparator;
use maskproof::law::families::parse_spec;
use maskproof::law::{Law, PatternCounts, PredictorTable};
use maskproof::sampler::{Model, Predictor};
use maskproof::sweep::{CaseLocation, Tally};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

fn claim(statement: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

fn law(spec: &str) -> Law {
    parse_spec(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))
}

fn with_subject<R>(law: &Law, table: Option<&PredictorTable>, work: impl FnOnce(&mut Subject) -> R) -> R {
    let patterns = PatternCounts::new(law);
    let predictor = table.map_or(Predictor::Exact, Predictor::Table);
    let orders = OrderTables::default();
    work(&mut Subject::new(Model::new(law, &patterns, predictor), &orders))
}

fn verdicts(statement: &str, law: &Law, table: Option<&PredictorTable>) -> Vec<Verdict> {
    let plan = Plan::new(&claim(statement), law.shape()).unwrap().expect("in scope");
    with_subject(law, table, |subject| {
        subject.prepare(plan.quantities());
        plan.cases.iter().map(|case| decide(&case.goal, subject).verdict).collect()
    })
}

/// The bindings and leaf of every case.
fn cases(statement: &str, length: usize) -> Vec<String> {
    let plan = Plan::new(&claim(statement), Shape::new(length, 2).unwrap()).unwrap().expect("in scope");
    let show = |case: &Case| {
        let bindings: Vec<String> = case.bindings.iter().map(ToString::to_string).collect();
        format!("{}@{}", bindings.join(" "), case.leaf)
    };
    plan.cases.iter().map(show).collect()
}

fn shape<Leaf>(tree: &Tree<Leaf>, leaf: &impl Fn(&Leaf) -> String) -> String {
    tree.fold(leaf, &|parts| format!("all({})", parts.join(" ")), &|parts| format!("any({})", parts.join(" ")))
}

#[test]
fn quantifiers_are_instantiated_in_order() {
    assert_eq!(
        cases("for all law, schedule: E_KL >= 0", 3),
        ["schedule (1,1,1)@0", "schedule (1,2)@0", "schedule (2,1)@0", "schedule (3)@0"]
    );
    assert_eq!(
        cases("for all law, k in 1..2, schedule with s_max == k + 1: E_KL >= 0", 3),
        ["k = 1 schedule (1,2)@0", "k = 1 schedule (2,1)@0", "k = 2 schedule (3)@0"]
    );
    // A quantifier after an `exists` is inside the goal: one case.
    assert_eq!(cases("for all law, k in 1..2: exists schedule: E_KL >= 0", 3), ["k = 1@0", "k = 2@0"]);
    assert_eq!(cases("for all law, k in 2..1: TC >= 0", 3), [""; 0]);
    assert_eq!(
        cases("for all law, A in subsets(2): H(A) >= 0", 4),
        ["A = {1,2}@0", "A = {1,3}@0", "A = {1,4}@0", "A = {2,3}@0", "A = {2,4}@0", "A = {3,4}@0"]
    );
    assert_eq!(cases("for all law, A in subsets(0): H(A) >= 0", 4), ["A = {}@0"]);
    let outer = |statement: &str| {
        let plan = Plan::new(&claim(statement), Shape::new(3, 2).unwrap()).unwrap().expect("in scope");
        shape(&plan.outer, &ToString::to_string)
    };
    assert_eq!(outer("for all law: TC >= 0"), "0");
    assert_eq!(outer("exists schedule with T == 2: for all law: E_KL >= 0"), "any(0 1)");
    let by_scale = "for all j in 1..2, exists schedule with s_max == j + 1: for all law: E_KL >= 0";
    assert_eq!(outer(by_scale), "all(any(0 1) any(2))");
    assert_eq!(cases(by_scale, 3), ["j = 1 schedule (1,2)@0", "j = 1 schedule (2,1)@1", "j = 2 schedule (3)@2"]);
    assert_eq!(outer("exists j in 2..1: for all law: TC >= 0"), "any()");
    let goal = |statement: &str| {
        let plan = Plan::new(&claim(statement), Shape::new(3, 2).unwrap()).unwrap().expect("in scope");
        shape(&plan.cases[0].goal, &|relations| relations.len().to_string())
    };
    assert_eq!(goal("for all law: 0 <= TC <= TC + DTC and DTC >= 0"), "3");
    assert_eq!(
        goal("for all law: exists schedule with T == 2: for all k in 1..2: E_KL >= 0"),
        "any(all(1 1) all(1 1))"
    );
    // A law outside the condition has no plan.
    let claim = claim("for all law with L >= 3 and V == 2: TC >= 0");
    let in_scope = |length, vocabulary| Plan::new(&claim, Shape::new(length, vocabulary).unwrap()).unwrap().is_some();
    assert_eq!([in_scope(2, 2), in_scope(3, 3), in_scope(3, 2)], [false, false, true]);
}

#[test]
fn verdicts_of_relations() {
    use Verdict::{Equality, Holds, Violated};
    // Uniform on two words: TC = (L - 1) ln 2, DTC = ln 2 for repetition.
    let repetition = law("repetition(L=3,V=2)");
    let table = [
        ("TC == 2*ln(2)", Equality),
        ("TC <= 2*ln(2)", Equality),
        ("TC >= 2*ln(2)", Equality),
        ("TC < 2*ln(2)", Violated),
        ("TC > 2*ln(2)", Violated),
        ("TC < 3*ln(2)", Holds),
        ("TC > ln(3)", Holds),
        ("TC == ln(3)", Violated),
        // ln 4 = 2 ln 2 is an equality that no approximation shows; ln(4 + 1/10^40) is no equality.
        ("TC == ln(4)", Equality),
        ("TC < ln(4 + 10^-40)", Holds),
        ("ln(2) <= TC <= ln(5)", Holds),
        ("DTC <= TC <= ln(4)", Equality),
        ("TC <= ln(4) <= DTC", Violated),
        ("DTC <= TC and TC <= DTC", Violated),
        ("min(TC, DTC) == ln(2)", Equality),
        ("max(TC, DTC) == ln(4)", Equality),
        ("TC - 2*min(TC, DTC) == 0", Equality),
        ("max(TC, min(DTC, 0)) == TC", Equality),
        ("I(1;1) == H(1)", Equality),
        ("H(1,1,1..1) == H(1)", Equality),
        ("H(1|1) == 0", Equality),
        ("H(none) == 0", Equality),
        ("I(1; rest) == I(1; 2, 3)", Equality),
        ("I(1; 2 | rest) == 0", Equality),
        ("H(all) == ln(2)", Equality),
        ("H(3..1) == 0", Equality),
        ("TC <= 2 * nat", Holds),
        ("1.38629436111989 * nat < TC < 1.3862943611199 * nat", Holds),
        ("TC - 4/3 * nat > ln(105/100)", Holds),
        ("nat == ln(2718281828459045/10^15)", Violated),
        ("nat - nat == 0", Equality),
        // Every subset of one position has ln 2, and so has every larger one.
        ("sum(A in subsets(2), H(A)) == 3*ln(2)", Equality),
        ("mean(A in subsets(2), H(A)) == h(2)", Equality),
        ("mean(i in 1..3, H(i..3)) == h(1)", Equality),
        ("min(A in subsets(2), I(1; A)) == ln(2)", Equality),
        ("max(A in subsets(2), H(A | 1)) == 0", Equality),
        ("max(i in 1..3, i*H(i)) == ln(8)", Equality),
        ("sum(A in subsets(1), H(A, 3 | 1..2)) == 0", Equality),
        ("sum(A in subsets(1), sum(B in subsets(2), I(A; B | rest))) == 3*ln(2)", Equality),
        ("max(A in subsets(3), H(A)) < ln(2)", Violated),
        // Scalars in a statement count nats.
        ("L + V == 5", Equality),
        ("0 <= 1/3 < L - 2 and TC >= 0", Holds),
        ("L < V", Violated),
        ("TC >= 0 and L <= 2", Violated),
    ];
    for (relation, expected) in table {
        assert_eq!(verdicts(&format!("for all law: {relation}"), &repetition, None), [expected], "{relation}");
    }
    // Empty quantifiers, and those whose instances differ: zeta(0) = 0, zeta(1) = zeta(2) = ln 2 for repetition.
    for (statement, expected) in [
        ("for all law, exists k in 2..1: TC >= 0", Violated),
        ("for all law, exists k in 1..2, for all j in 2..1: TC < 0", Holds),
        ("for all law, exists m in 0..2: zeta(m) < ln(2)", Holds),
        ("for all law, exists m in 1..2: zeta(m) < ln(2)", Violated),
        ("for all law, exists m in 1..2, for all k in 1..2: zeta(m) >= k*ln(2)", Violated),
        ("for all law: exists schedule with s_max == 4: E_KL >= 0", Violated),
        ("for all law: exists schedule: E_KL == TC", Equality),
        ("for all law, exists A in subsets(2): H(A) < ln(2)", Violated),
        ("for all law, exists A in subsets(2), for all i in 1..3: I(i; A) == ln(2)", Equality),
    ] {
        assert_eq!(verdicts(statement, &repetition, None), [expected], "{statement}");
    }
}

/// A predictor that is right but for the first position with nothing revealed: there it never says `0`.
fn infinite_table() -> PredictorTable {
    let mut weights = vec![Integer::from(1); 9 * 2 * 2];
    weights[8 * 4] = Integer::new();
    PredictorTable::from_weights(Shape::new(2, 2).unwrap(), weights).unwrap()
}

/// As in the extended reals, in both evaluations: with the words independent and uniform, `ideal_KL` is 0 and the
/// training error of a schedule is infinite, since every schedule starts with nothing revealed.
#[test]
fn relations_with_infinity() {
    use Verdict::{BothInfinite, Equality, Holds, Undefined, Violated};
    let table = infinite_table();
    let uniform = law("iid(L=2,V=2)");
    let relations = [
        ("TC <= E_KL", Holds, Holds),
        ("TC < E_KL", Holds, Holds),
        ("TC >= E_KL", Violated, Violated),
        ("TC > E_KL", Violated, Violated),
        ("TC == E_KL", Violated, Violated),
        ("E_KL == eps_train", BothInfinite, BothInfinite),
        ("E_KL <= eps_train", BothInfinite, BothInfinite),
        ("E_KL >= 2*eps_train", BothInfinite, BothInfinite),
        ("E_KL < 2*eps_train", Violated, Violated),
        ("E_KL < eps_train", Violated, Violated),
        ("E_KL > eps_train + ln(2)", Violated, Violated),
        ("-E_KL <= 0", Undefined, Undefined),
        ("0 <= ln(2) - eps_train", Undefined, Undefined),
        ("ln(2) - eps_train <= ln(3) - eps_train", Undefined, Undefined),
        ("2*E_KL - eps_train >= 0", Holds, Undefined),
        // Formulas cancel before they get a value.
        ("E_KL - eps_train == ideal_KL", Equality, Undefined),
        ("0*E_KL <= ideal_KL", Equality, Equality),
        ("min(E_KL, ln(2)) == ln(2)", Equality, Equality),
        ("min(ln(2), E_KL) < ln(3)", Holds, Holds),
        ("max(E_KL, ln(2)) > ln(3)", Holds, Holds),
        ("max(E_KL, ln(2)) == E_KL", BothInfinite, BothInfinite),
        ("min(E_KL, eps_train) == E_KL", BothInfinite, BothInfinite),
        ("ln(2) - max(E_KL, 0) <= 0", Undefined, Undefined),
        ("min(ln(2), ln(2) - eps_train) <= ln(2)", Undefined, Undefined),
        ("ln(2) <= TC + E_KL and TC <= 0", Equality, Equality),
        ("E_KL <= ln(2) and 0 <= -E_KL", Violated, Violated),
    ];
    for (relation, formulas, definitions) in relations {
        let statement = format!("for all law, schedule with T == 1: {relation}");
        assert_eq!(verdicts(&statement, &uniform, Some(&table)), [formulas], "{relation}");
        let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nevaluation = \"definitions\"\n";
        let claim = Claim::parse("x.toml", &format!("{head}statement = \"{statement}\"\n")).unwrap();
        let plan = Plan::new(&claim, Shape::new(2, 2).unwrap()).unwrap().unwrap();
        with_subject(&uniform, Some(&table), |subject| {
            subject.prepare(plan.quantities());
            assert_eq!(decide(&plan.cases[0].goal, subject).verdict, definitions, "by definition: {relation}");
        });
    }
    // An `exists` is true whatever is undefined beside a true instance, and else undefined.
    let exists = |relation: &str| {
        let statement = format!("for all law, schedule with T == 1, exists k in 0..1: {relation}");
        verdicts(&statement, &uniform, Some(&table))
    };
    assert_eq!(exists("-k*E_KL <= 0"), [Equality]);
    assert_eq!(exists("-k*E_KL >= ln(2)"), [Undefined]);
    assert_eq!(exists("k*E_KL >= ln(2)"), [Holds]);
}

#[test]
fn fragments_of_statements() {
    let table = [
        ("for all law: TC >= 0", Fragment::AverageEntropy),
        (
            "for all law, schedule: E_KL <= (s_max - 1)/L * sum(i in 1..L, I(i; rest)) + eps_train",
            Fragment::AverageEntropy,
        ),
        ("for all law, schedule: E_KL <= L*ln(V)", Fragment::AverageEntropy),
        ("for all law, m in 1..L-1: delta(m) >= 0", Fragment::AverageEntropy),
        ("for all law, schedule: min(T, 2) * E_KL >= 0", Fragment::AverageEntropy),
        ("for all law: sum(i in 1..L, H(i)) >= h(1)", Fragment::AverageEntropy),
        ("for all law: H(1) >= 0", Fragment::SubsetEntropy),
        ("for all law: I(1;2) <= h(1)", Fragment::SubsetEntropy),
        ("for all law: sum(i in 1..L, i*H(i)) >= 0", Fragment::SubsetEntropy),
        ("for all law: min(TC, DTC) >= 0", Fragment::CasesOnly),
        ("for all law, schedule: KL_output <= E_KL", Fragment::CasesOnly),
        ("for all law: min(TC) >= 0", Fragment::AverageEntropy),
        ("for all law: TC <= L^2 * nat and L >= 2", Fragment::AverageEntropy),
        ("for all law: mean(A in subsets(2), H(A)) >= h(1)", Fragment::AverageEntropy),
        ("for all law: mean(A in subsets(2), I(A; rest)) >= 0", Fragment::AverageEntropy),
        ("for all law, for all A in subsets(2): H(A) >= 0", Fragment::SubsetEntropy),
        ("for all law: min(i in 1..L, H(i)) >= 0", Fragment::CasesOnly),
        ("for all law: max(A in subsets(L), H(A)) >= 0", Fragment::AverageEntropy),
    ];
    for (statement, expected) in table {
        assert_eq!(Fragment::of(&claim(statement)).unwrap(), expected, "{statement}");
        // The same statement, to be evaluated by definition, is in the same fragment.
        let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nevaluation = \"definitions\"\n";
        let defined = Claim::parse("x.toml", &format!("{head}statement = '{statement}'\n")).unwrap();
        assert_eq!(Fragment::of(&defined).unwrap(), expected, "{statement}");
    }
}

fn positions(bits: u64, length: usize) -> Positions {
    let mut set = Positions::default();
    (0..length).filter(|position| bits >> position & 1 == 1).for_each(|position| set.insert(position));
    set
}

/// A combination as its coefficients by quantity.
fn coefficients(linear: &Linear) -> BTreeMap<Quantity, Rational> {
    linear.terms().map(|(quantity, q)| (quantity.clone(), q.to_rational())).collect()
}

fn linear() -> impl Strategy<Value = Linear> {
    prop::collection::vec((0_u64..8, -3_i32..4, any::<bool>()), 0..8).prop_map(|terms| {
        let mut linear = LinearSum::default();
        for (index, q, is_set) in terms {
            let quantity =
                if is_set { Quantity::Entropy(positions(index, 3)) } else { Quantity::Average(index as usize % 4) };
            linear.add(quantity, &Rational::from((q, 2)).into());
        }
        linear.total()
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn combinations_form_a_vector_space(a in linear(), b in linear(), p in -4_i32..5, q in -4_i32..5) {
        let [p, q] = [p, q].map(|n| Number::from(Rational::from((n, 3))));
        let plus = |a: &Linear, b: &Linear, q: &Number| a.clone().plus_scaled(b, q);
        let times = |a: &Linear, q: &Number| a.clone().scaled(q);
        let mut sum = LinearSum::default();
        sum.add_scaled(a.clone(), &p);
        sum.add_scaled(b.clone(), &q);
        prop_assert_eq!(sum.total(), plus(&times(&a, &p), &b, &q));
        let one = Number::ONE;
        prop_assert_eq!(plus(&a, &b, &one), plus(&b, &a, &one));
        prop_assert_eq!(plus(&plus(&a, &b, &p), &b, &q), plus(&a, &b, &p.plus(&q)));
        prop_assert_eq!(times(&plus(&a, &b, &one), &p), plus(&times(&a, &p), &b, &p));
        prop_assert!(plus(&a, &a, &Number::from(-1)).is_zero());
        prop_assert!(times(&a, &Number::ZERO).is_zero());
        for (quantity, coefficient) in a.terms() {
            prop_assert!(!coefficient.is_zero(), "{} has the coefficient 0", quantity);
        }
        let scale = a.common_denominator(1.into(), &|_| Ok::<_, std::convert::Infallible>(())).unwrap();
        prop_assert!(times(&a, &Number::from(&scale)).terms().all(|(_, q)| q.is_integer()));
    }

    /// Against the definition: the value on random entropies of the subsets, `h_k` their mean over the sets of size k.
    #[test]
    fn symmetric_entropies_collapse_without_changing_the_value(
        by_size in prop::collection::vec(-2_i32..3, 4),
        others in prop::collection::vec((1_u64..8, -1_i32..2), 0..3),
        values in prop::collection::vec(-50_i32..50, 8),
    ) {
        let mut linear = LinearSum::default();
        for bits in 1_u64..8 {
            linear.add(Quantity::Entropy(positions(bits, 3)), &by_size[bits.count_ones() as usize].into());
        }
        for (bits, q) in &others {
            linear.add(Quantity::Entropy(positions(*bits, 3)), &(*q).into());
        }
        let linear = linear.total();
        let value = |linear: &Linear| -> Rational {
            linear.terms().map(|(quantity, q)| match quantity {
                Quantity::Entropy(set) => q.to_rational() * Rational::from(values[usize::try_from(set.bits().unwrap()).unwrap()]),
                Quantity::Average(size) => {
                    let of_size: Vec<usize> = (0..8).filter(|bits: &usize| bits.count_ones() as usize == *size).collect();
                    let sum: i32 = of_size.iter().map(|&bits| values[bits]).sum();
                    q.to_rational() * Rational::from((sum, of_size.len() as i32))
                }
                other => panic!("{other}"),
            }).fold(Rational::new(), |sum, term| sum + term)
        };
        let averaged = linear.clone().average_symmetric(3);
        prop_assert_eq!(value(&averaged), value(&linear));
        // A size collapses exactly when all its sets have one coefficient.
        let before = coefficients(&linear);
        for size in 1..=3 {
            let of_size: Vec<Rational> = (1_u64..8)
                .filter(|bits| bits.count_ones() == size)
                .map(|bits| before.get(&Quantity::Entropy(positions(bits, 3))).cloned().unwrap_or_default())
                .collect();
            let is_symmetric = of_size.iter().all(|q| *q == of_size[0]);
            let left = averaged.terms().any(|(quantity, _)| matches!(quantity, Quantity::Entropy(set) if set.size() == size as usize));
            prop_assert_eq!(left, !is_symmetric, "size {}", size);
        }
    }
}

/// The relation of the language against the order of the values, for all pairs.
#[test]
fn relations_admit_orders() {
    let orders = [Ordering::Less, Ordering::Equal, Ordering::Greater];
    for (relation, expected) in [
        (Comparator::AtMost, [true, true, false]),
        (Comparator::AtLeast, [false, true, true]),
        (Comparator::Equals, [false, true, false]),
        (Comparator::Below, [true, false, false]),
        (Comparator::Above, [false, false, true]),
    ] {
        assert_eq!(orders.map(|order| relation.admits(order)), expected, "{}", relation.symbol());
    }
}

/// Tallies of single laws merged in any grouping are the tally of all: counts, first cases, the tightest case.
#[test]
fn tallies_do_not_depend_on_how_they_are_grouped() {
    let statements = [
        "for all law, schedule: E_KL <= (s_max - 1)/L * sum(i in 1..L, I(i; rest)) + eps_train",
        "for all law, schedule: E_KL <= 1/4 * TC + eps_train",
        "exists schedule with T == 2: for all law: E_KL >= 1/3 * TC",
        "for all law, schedule: E_KL - 2*eps_train <= TC",
    ];
    let mut items: Vec<Setting> =
        ["repetition(L=3,V=2)", "parity(L=3,V=2)", "iid(L=3,V=2)", "random(V=2,L=3,seed=1,bits=4)"]
            .map(|spec| Setting::exact(law(spec)))
            .into();
    for seed in 1..4 {
        let table =
            maskproof::law::families::random_predictor_table(seed, Shape::new(3, 2).unwrap(), seed > 1).unwrap();
        let predictor = Some(NamedPredictor { name: seed.to_string(), table });
        items.push(Setting { law: law(&format!("random(V=2,L=3,seed={seed},bits=3)")), predictor });
    }
    for statement in statements {
        let plan = Plan::new(&claim(statement), Shape::new(3, 2).unwrap()).unwrap().unwrap();
        let tally = |index: usize| {
            let item = &items[index];
            with_subject(&item.law, item.predictor.as_ref().map(|named| &named.table), |subject| {
                subject.prepare(plan.quantities());
                Tally::of_law(&plan.cases, subject, index)
            })
        };
        let sum = |range: std::ops::Range<usize>| {
            let mut sum = Tally::default();
            range.for_each(|index| sum.merge(tally(index)));
            sum
        };
        let summary = |tally: &Tally| {
            let counts = (tally.laws, tally.cases, tally.attained, tally.by_verdict.clone());
            (
                counts,
                tally.refuted.clone(),
                tally.undecided.clone(),
                tally.first.clone(),
                tally.lengths.clone(),
                tally.tightest(),
            )
        };
        let whole = sum(0..items.len());
        assert_eq!(whole.laws, items.len() as u64);
        assert_eq!(whole.by_verdict.values().sum::<u64>(), whole.cases);
        assert_eq!(whole.cases, (items.len() * plan.cases.len()) as u64);
        for cut in 0..=items.len() {
            let mut grouped = sum(0..cut);
            grouped.merge(sum(cut..items.len()));
            assert_eq!(summary(&grouped), summary(&whole), "{statement}, cut at {cut}");
        }
    }
}

/// What tightness means: equality between positive values before any quotient, and the first of equals.
#[test]
fn tightest_cases() {
    let tally = |statement: &str, specs: &[&str]| {
        let mut sum = Tally::default();
        for (index, spec) in specs.iter().enumerate() {
            let law = law(spec);
            let plan = Plan::new(&claim(statement), law.shape()).unwrap().unwrap();
            sum.merge(with_subject(&law, None, |subject| {
                subject.prepare(plan.quantities());
                Tally::of_law(&plan.cases, subject, index)
            }));
        }
        sum
    };
    let at = |law, case: usize| Some(CaseLocation { law, case: CaseIndex(case) });
    let laws = ["iid(L=3,V=2)", "parity(L=3,V=2)", "repetition(L=3,V=2)", "repetition(L=3,V=2)"];
    // TC is 0, ln 2, 2 ln 2, 2 ln 2; DTC is 0, 2 ln 2, ln 2, ln 2.
    let attained = tally("for all law: TC <= 2*ln(2)", &laws);
    assert_eq!((attained.attained, attained.tightest()), (2, at(2, 0)));
    let near = tally("for all law: TC <= ln(5)", &laws);
    assert_eq!((near.attained, near.tightest()), (0, at(2, 0)));
    let below = tally("for all law: 3*ln(2) >= DTC", &laws);
    assert_eq!((below.attained, below.tightest()), (0, at(1, 0)));
    // 0 <= 0 is an equality, but shows nothing attained.
    let zero = tally("for all law: TC <= 2*DTC", &laws[..1]);
    assert_eq!((zero.count(Verdict::Equality), zero.attained, zero.tightest()), (1, 0, None));
    // A violated case is never the tightest.
    let violated = tally("for all law: TC <= ln(3)", &laws);
    assert_eq!((violated.count(Verdict::Violated), violated.tightest()), (2, at(1, 0)));
}

/// What doubles do not tell apart is decided all the same: ln 3 / ln 2 cut and rounded up after 60 digits (OEIS
/// A020857), and the same beside quantities of the law.
#[test]
fn near_ties_are_decided() {
    let below = "1.58496250072115618145373894394781650875981440769248106045575";
    let above = "1.58496250072115618145373894394781650875981440769248106045576";
    let law = law("parity(L=3,V=2)");
    let verdict = |statement: &str| {
        let plan = Plan::new(&claim(statement), Shape::new(3, 2).unwrap()).unwrap().unwrap();
        with_subject(&law, None, |subject| {
            subject.prepare(plan.quantities());
            decide_case(&plan.cases[0], subject).verdict
        })
    };
    // TC = ln 2 and DTC = 2 ln 2.
    for (statement, expected) in [
        (format!("ln(3) <= {below}*ln(2)"), Verdict::Violated),
        (format!("ln(3) <= {above}*ln(2)"), Verdict::Holds),
        (format!("ln(3) + DTC >= {below}*TC + 2*ln(2)"), Verdict::Holds),
        (format!("ln(3) + DTC >= {above}*TC + 2*ln(2)"), Verdict::Violated),
        ("ln(9) + DTC == 2*ln(3) + 2*TC".to_owned(), Verdict::Equality),
        ("ln(9) + DTC < 2*ln(3) + 2*TC".to_owned(), Verdict::Violated),
        ("DTC - 2*TC >= TC - ln(2)".to_owned(), Verdict::Equality),
        (format!("{}*DTC == {}*TC", u128::MAX / 2, u128::MAX - 1), Verdict::Equality),
    ] {
        assert_eq!(verdict(&format!("for all law: {statement}")), expected, "{statement}");
    }
}

/// The ratio in doubles and the enclosure behind it hold the quotient of the exact sides.
#[test]
fn tightness_holds_the_quotient_of_the_sides() {
    let plan = Plan::new(&claim("for all law, k in 1..L: h(k) <= k*h(1)"), Shape::new(4, 2).unwrap()).unwrap().unwrap();
    for spec in ["random(V=2,L=4,seed=1,bits=7)", "repetition(L=4,V=2)", "iid(L=4,V=2)"] {
        let law = law(spec);
        with_subject(&law, None, |subject| {
            subject.prepare(plan.quantities());
            for case in &plan.cases {
                let outcome = decide_case(case, subject);
                let comparison = Comparison::new(outcome.decisive.unwrap().0, subject);
                let (smaller, larger) = comparison.ordered().unwrap();
                let tightness = outcome.tightness.expect("positive sides");
                let enclosure = tightness.enclosure();
                let [lower, upper] = [enclosure.lower(), enclosure.upper()].map(|end| end.to_rational().unwrap());
                assert!(smaller.cmp_multiple(larger, &lower).is_ge(), "{spec}, {:?}", case.bindings);
                assert!(smaller.cmp_multiple(larger, &upper).is_le(), "{spec}, {:?}", case.bindings);
            }
        });
    }
}
