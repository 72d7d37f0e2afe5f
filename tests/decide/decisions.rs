//! Decisions for all laws, against the evaluation of cases on laws that are written out.

use maskproof::Shape;
use maskproof::cases::Fragment;
use maskproof::cases::bindings::{Binding, ScheduleChoice, schedule_of};
use maskproof::cases::plan::{Goal, Instantiation, Plan, Relation};
use maskproof::cases::tree::Tree;
use maskproof::decide::difference::Difference;
use maskproof::decide::realise::ray_law;
use maskproof::decide::{Counterexample, Decision, Refutation, counterexamples, decide};
use maskproof::evaluation::Setting;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Comparison, Subject, Verdict};
use maskproof::exact::{Integer, LogForm, Rational};
use maskproof::language::{Catalogue, Claim, Evaluation};
use maskproof::law::PatternCounts;
use maskproof::sampler::{Model, Predictor, Schedule};
use maskproof::sweep::{Conclusion, default_families, run};

fn claim(statement: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

/// The relations of a goal with the schedules that inner quantifiers bind.
fn leaves<'g>(goal: &'g Goal, schedule: Option<&'g Schedule>, found: &mut Vec<(&'g Relation, Option<&'g Schedule>)>) {
    match goal {
        Tree::Leaf(relations) => found.extend(relations.iter().map(|relation| (relation, schedule))),
        Tree::All(instances) | Tree::Any(instances) => {
            for (binding, goal) in instances {
                leaves(goal, binding.schedule().or(schedule), found);
            }
        }
    }
}

fn all_leaves(plan: &Plan) -> Vec<(&Relation, Option<&Schedule>)> {
    let mut found = Vec::new();
    for case in &plan.cases {
        leaves(&case.goal, schedule_of(&case.bindings), &mut found);
    }
    found
}

fn free_plan(claim: &Claim, length: usize) -> Option<Plan> {
    let schedules = ScheduleChoice::All;
    let evaluation = Evaluation::Formulas;
    Plan::of(claim, &Instantiation { length, vocabulary_size: None, schedules, evaluation, constant: None }).unwrap()
}

/// On the law of an MDS code over GF(q) the slack of every relation is its ray coefficient times ln q, as exact forms.
#[test]
fn ray_coefficients_are_slacks_on_codes() {
    let catalogue = Catalogue::built_in().unwrap();
    let mut compared = 0;
    let orders = OrderTables::default();
    for length in 1..=5 {
        for dimension in 1..=length {
            let code = ray_law(dimension, length);
            let law = code.law().unwrap().expect("a small field");
            let patterns = PatternCounts::new(&law);
            let mut subject = Subject::new(Model::new(&law, &patterns, Predictor::Exact), &orders);
            for claim in catalogue.claims().iter().filter(|claim| claim.evaluation() == Evaluation::Formulas) {
                if Fragment::of(claim).is_ok_and(|fragment| fragment != Fragment::AverageEntropy) {
                    continue;
                }
                let (free, fixed) = (
                    free_plan(claim, length),
                    Plan::new(claim, Shape::new(length, law.vocabulary_size()).unwrap()).unwrap(),
                );
                let (Some(free), Some(fixed)) = (free, fixed) else { continue };
                subject.prepare(fixed.quantities());
                let (free, fixed) = (all_leaves(&free), all_leaves(&fixed));
                assert_eq!(free.len(), fixed.len());
                for ((relation, schedule), (evaluated, same)) in free.into_iter().zip(fixed) {
                    assert_eq!(schedule, same);
                    let difference = Difference::new(relation, length, schedule).unwrap();
                    let coefficient = &difference.coefficients(schedule).rays[dimension - 1];
                    let mut expected = LogForm::zero();
                    expected.add_ln(&Integer::from(law.vocabulary_size()), coefficient);
                    expected.add_scaled(difference.constant(), &Rational::from(1));
                    expected -= &Comparison::new(evaluated, &subject).slack().unwrap();
                    assert!(expected.is_zero(), "{} L = {length} m = {dimension} {schedule:?}", claim.id());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 2000, "{compared}");
}

/// What must come out at L = 3, each with its reason. R(m) is (0,1) for (1,2), (1,0) for (2,1) and (2,1) for (3), m =
/// 1, 2; TC is (2,1), DTC is (1,2).
const BY_HAND: &[(&str, &str)] = &[
    ("for all law: TC <= (L - 1)*DTC", "proved"),
    ("for all law: DTC <= (L - 1)*TC", "proved"),
    ("for all law: TC <= DTC", "refuted"),
    ("for all law: TC + DTC == L*zeta(L - 1)", "proved"),
    ("for all law: TC == 2*DTC", "refuted"),
    ("for all law: TC >= DTC and DTC >= 0", "refuted"),
    ("for all law, schedule: E_KL <= TC + eps_train", "proved"),
    ("for all law, schedule: E_KL <= DTC + eps_train", "refuted"),
    ("for all law: h(1) <= ln(V)", "proved"),
    ("for all law: ln(V) <= h(1)", "refuted"),
    ("for all law, schedule: eps_train <= TC", "refuted"),
    // With V = 2 it takes a predictor that gives the true tokens less than 2^-3333.
    ("for all law, schedule: eps_train <= 10000*ln(V)", "refuted"),
    ("for all law, schedule: E_KL <= TC + 2*eps_train", "proved"),
    ("exists schedule: for all law: E_KL <= eps_train", "proved"),
    ("exists schedule with T == 2: for all law: E_KL <= eps_train", "refuted"),
    ("exists schedule with T == 2: for all law: E_KL <= TC/2 + eps_train", "proved"),
    ("for all k in 1..2, exists schedule with T == k: for all law: E_KL <= TC + eps_train", "proved"),
    // The best mixture of (1,2) and (2,1) has (2/3, 1/3).
    ("for all law: exists schedule with T == 2: E_KL <= TC/3 + eps_train", "proved"),
    ("for all law: exists schedule with T == 2: E_KL <= 33/100*TC + eps_train", "refuted"),
    ("for all law: exists schedule with T == 2: E_KL >= (h(1) + zeta(2))/3", "refuted"),
    ("for all law: exists schedule with T == 2: E_KL >= ln(V)/3", "refuted"),
    ("for all law: exists schedule with s_max == 2*L: TC >= 0", "refuted"),
    ("exists schedule with s_max == 2*L: for all law: TC >= 0", "refuted"),
    ("for all j in 1..2, exists schedule with s_max == j^2: for all law: E_KL >= 0", "refuted"),
    ("for all law, for all k in 2..1: TC <= 0", "no case"),
    ("for all law with L == 7: TC <= 0", "no case"),
    // Strict and constant: a law of one sequence, over two tokens or one, refutes, or a constant decides.
    ("for all law: TC > 0", "refuted"),
    ("for all law: TC + ln(V) > 0", "refuted"),
    ("for all law: TC + nat > 0", "proved"),
    ("for all law: TC <= DTC + nat", "undecided"),
    ("for all law: nat <= TC", "refuted"),
    ("for all law: 2*ln(2) <= TC + ln(4)", "proved"),
    ("for all law: nat <= ln(V)", "refuted"),
    ("for all law: ln(2) <= ln(V)", "refuted"),
    ("for all law, schedule: T + s_max <= L + 1 and TC >= 0", "proved"),
    ("for all law, schedule: T * s_max >= L", "proved"),
    ("for all law, schedule: T < L", "refuted"),
    ("for all law: 1/3 + 2/3 == L - 2", "proved"),
    ("for all law: L == 4 and TC >= 0", "refuted"),
    ("for all law: exists schedule: T <= 2", "undecided"),
    // One integer that serves every law is found; one for each law is not sought.
    ("for all law: exists m in 1..2: TC <= m*DTC", "proved"),
    ("for all law: exists m in 0..1: TC <= m*DTC", "undecided"),
    ("for all law, schedule: exists m in 1..L: m == T", "proved"),
    ("for all law with V == 2: TC <= 2*ln(2)", "undecided"),
    ("for all law: min(TC, DTC) <= h(1)", "undecided"),
    ("for all law: H(1) <= H(1,2)", "proved"),
    // Undefined where the training error is infinite.
    ("for all law, schedule: -E_KL <= 0", "undecided"),
    // False: on repetition let only the predictions after two tokens be wrong. Then (1,2) has training error 0 and
    // -1/3 on the left, and (2,1) subtracts what it has. But 2/3 and 1/3 would serve if all training errors were one.
    ("for all law: exists schedule with T == 2: E_KL + 3*eps_train >= TC/6 + 3*s[1]*eps_train", "undecided"),
    // Training errors of one sign are comparable.
    ("for all law: exists schedule with T == 2: E_KL + 3*eps_train >= TC/6 + s[1]*eps_train", "proved"),
    ("for all law: exists schedule with T == 2: E_KL + eps_train >= TC/6 + 2*s[1]*eps_train", "refuted"),
    // A schedule may have no training error of its own to subtract, and must serve alone: (1,2), with R = (0,1).
    ("for all law: exists schedule with T == 2: E_KL + eps_train >= delta(2)/2 + 2*s[1]*eps_train", "proved"),
];

fn outcome(decision: &Decision) -> &'static str {
    match decision {
        Decision::Proved(_) => "proved",
        Decision::Refuted(_) => "refuted",
        Decision::Undecided(_) => "undecided",
        Decision::NoCase => "no case",
    }
}

#[test]
fn decisions_by_hand() {
    let wrong: Vec<String> = BY_HAND
        .iter()
        .filter_map(|(statement, expected)| {
            let decided = decide(&claim(statement), 3, None).unwrap_or_else(|error| panic!("{statement}: {error}"));
            (outcome(&decided.decision) != *expected).then(|| format!("{statement}: {:?}", decided.decision))
        })
        .collect();
    assert_eq!(wrong, [""; 0]);
}

/// Every law of a refutation is violated by the ordinary check, or has negative differences exactly when it is too
/// large.
fn check_refutation(claim: &Claim, length: usize, refutation: &Refutation, name: &str) -> Vec<Counterexample> {
    let laws = counterexamples(claim, length, refutation).unwrap();
    for law in &laws {
        if law.law.is_some() {
            assert_eq!(law.confirmed, Some(Verdict::Violated), "{name} L = {length}: {law:?}");
        } else {
            let codes = law.codes.as_ref().expect("a law or codes");
            let plan = free_plan(claim, length).unwrap();
            let fixed = law.schedule.as_ref().or_else(|| schedule_of(&refutation.bindings));
            let variables: Vec<&Binding> =
                refutation.bindings.iter().filter(|binding| matches!(binding, Binding::Variable(..))).collect();
            let mut negative = 0;
            for case in plan.cases.iter().filter(|case| variables.iter().all(|bound| case.bindings.contains(bound))) {
                let mut found = Vec::new();
                leaves(&case.goal, schedule_of(&case.bindings), &mut found);
                for (relation, schedule) in
                    found.into_iter().filter(|(_, schedule)| fixed.is_none() || *schedule == fixed)
                {
                    let rays = Difference::new(relation, length, schedule).unwrap().coefficients(schedule).rays;
                    assert!(codes.value(&rays).sign().is_lt(), "{name} L = {length} {schedule:?}");
                    negative += 1;
                }
            }
            assert!(negative > 0, "{name}");
        }
    }
    laws
}

/// No law of the grids breaks what is proved; the laws of refutations break what is refuted.
#[test]
fn decisions_agree_with_cases() {
    let catalogue = Catalogue::built_in().unwrap();
    let mut claims: Vec<Claim> = catalogue.claims().to_vec();
    claims.extend(BY_HAND.iter().map(|(statement, _)| claim(statement)));
    let families = default_families().unwrap();
    let wanted =
        |name: &str| ["grid", "uniform on a linear code", "random with"].iter().any(|kind| name.starts_with(kind));
    let mut items: Vec<Setting> =
        families.into_iter().filter(|family| wanted(&family.name)).flat_map(|family| family.items).collect();
    items.retain(|item| item.law.length() <= 4);
    let (mut proved, mut refuted) = (0, 0);
    for length in 1..=4 {
        let of_length: Vec<Setting> = items.extract_if(.., |item| item.law.length() == length).collect();
        let mut true_claims = Vec::new();
        for claim in &claims {
            // A claim of the table may have no meaning at another length.
            let Ok(decided) = decide(claim, length, None) else { continue };
            match decided.decision {
                Decision::Proved(_) => true_claims.push(claim.clone()),
                Decision::Refuted(refutation) => {
                    let laws = check_refutation(claim, length, &refutation, claim.title());
                    refuted += usize::from(!laws.is_empty());
                }
                Decision::Undecided(_) | Decision::NoCase => {}
            }
        }
        proved += true_claims.len();
        let reports = run(&true_claims, &of_length, &|_| ()).unwrap();
        for (claim, report) in true_claims.iter().zip(reports) {
            assert_ne!(
                report.conclusion,
                Conclusion::Violated,
                "{} at L = {length}: {:?}",
                claim.id(),
                claim.statement()
            );
        }
    }
    assert!(proved > 60 && refuted > 30, "{proved} proved, {refuted} refuted");
}

/// Constants above the sharp ones of the lower bound (1/6 at L = 4, s_max = 2, from proofs-notes/li-cai-theorem-2.md)
/// are refuted by small products of codes.
#[test]
fn games_are_refuted_by_products_of_codes() {
    let lower = |constant: &str, size: usize| {
        claim(&format!(
            "for all law: exists schedule with s_max == {size}: \
             E_KL >= {constant} * {size} * sum(k in 0..log2({size}), 2^-k * zeta(L - {size}/2^k)) + eps_train"
        ))
    };
    let table =
        [(4, 2, "1/5"), (4, 2, "1/3"), (4, 2, "503/3000"), (5, 2, "1/5"), (6, 2, "1/5"), (8, 4, "1/4"), (8, 2, "1/3")];
    for (length, size, constant) in table {
        let claim = lower(constant, size);
        let decided = decide(&claim, length, None).unwrap();
        let Decision::Refuted(refutation) = &decided.decision else { panic!("L = {length}: {:?}", decided.decision) };
        let laws = check_refutation(&claim, length, refutation, constant);
        let [law] = laws.as_slice() else { panic!("one law against every schedule: {laws:?}") };
        let copies: u32 = law.codes.as_ref().unwrap().codes().iter().map(|code| code.copies).sum();
        assert!(copies <= 24, "L = {length} C = {constant}: {}", law.codes.as_ref().unwrap());
    }
    for (length, size) in [(4, 2), (5, 2), (8, 4)] {
        // (s - 1)/(2 (2s - 1)) itself.
        let sharp = Rational::from((size - 1, 2 * (2 * size - 1)));
        assert!(matches!(
            decide(&lower(&sharp.to_string(), size), length, None).unwrap().decision,
            Decision::Proved(_)
        ));
    }
    // Long sequences: the schedules are not listed, and the product is over one field.
    let decided = decide(&lower("1/5", 2), 20, None).unwrap();
    let Decision::Refuted(refutation) = &decided.decision else { panic!("{:?}", decided.decision) };
    let laws = counterexamples(&lower("1/5", 2), 20, refutation).unwrap();
    assert!(laws.iter().all(|law| law.law.is_none() && law.codes.is_some()) && laws.len() == 1);
}
