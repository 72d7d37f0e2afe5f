//! Implications, schedules with a name and laws that a claim names, on laws by hand.

use maskproof::Shape;
use maskproof::analysis::{AllLaws, CheckedClaim};
use maskproof::cases::{Fragment, Plan};
use maskproof::decide::{Decision, RangeOutcome, decide};
use maskproof::evaluation::Setting;
use maskproof::evaluation::evaluate::decide_case;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Subject, Verdict};
use maskproof::language::{Claim, Expectation};
use maskproof::law::PatternCounts;
use maskproof::law::families::parse_spec;
use maskproof::sampler::{Model, Predictor};
use maskproof::sweep::{Conclusion, run, run_within, with_own_laws};

fn claim(statement: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

fn verdicts(statement: &str, spec: &str) -> Vec<Verdict> {
    let law = parse_spec(spec).unwrap();
    let plan = Plan::new(&claim(statement), law.shape()).unwrap().expect("in scope");
    let (patterns, orders) = (PatternCounts::new(&law), OrderTables::default());
    let mut subject = Subject::new(Model::new(&law, &patterns, Predictor::Exact), &orders);
    subject.prepare(plan.quantities());
    plan.cases.iter().map(|case| decide_case(case, &subject).verdict).collect()
}

const MDS: &str = "for all law, for all k in 1..L-1: if h(k) == k*ln(V) and h(L) == k*ln(V) then delta(k) == ln(V)";

#[test]
fn verdicts_of_implications() {
    use Verdict::{Equality, Holds, Vacuous, Violated};
    // What is decided for all laws of three tokens.
    let table: &[(&str, &str, &[Verdict], &str)] = &[
        // Repetition is the MDS code of dimension 1, parity that of dimension L - 1.
        (MDS, "repetition(L=3,V=2)", &[Equality, Vacuous], "proved"),
        (MDS, "parity(L=3,V=2)", &[Vacuous, Equality], "proved"),
        (MDS, "iid(L=3,V=2)", &[Vacuous, Vacuous], "proved"),
        ("for all law: if TC == 0 then DTC == 0", "iid(L=2,V=3)", &[Equality], "proved"),
        ("for all law: if TC > 0 then DTC > 0", "parity(L=3,V=2)", &[Holds], "undecided"),
        ("for all law: if TC > 0 then DTC <= TC", "parity(L=3,V=2)", &[Violated], "refuted"),
        ("for all law: if L >= 4 then TC < 0", "parity(L=3,V=2)", &[Vacuous], "undecided"),
        ("for all law: if TC == DTC and TC > 0 then TC < 0", "iid(L=2,V=2)", &[Vacuous], "undecided"),
        ("for all law: if 0 <= TC <= ln(2) then DTC == 2*ln(2) and L == 3", "parity(L=3,V=2)", &[Equality], "refuted"),
    ];
    for (statement, spec, expected, decision) in table {
        assert_eq!(verdicts(statement, spec), *expected, "{statement} on {spec}");
        assert_eq!(Fragment::of(&claim(statement)).unwrap(), Fragment::CasesOnly, "{statement}");
        let decided = decide(&claim(statement), 3, None).unwrap();
        let found = match decided.decision {
            Decision::Proved(_) => "proved",
            Decision::Refuted(_) => "refuted",
            Decision::Undecided(_) => "undecided",
            Decision::NoCase => "no case",
        };
        assert_eq!(found, *decision, "{statement}");
    }
}

/// `-E_KL` has no value where the training error is infinite; a premise without one leaves the case undefined.
#[test]
fn premises_without_a_value() {
    use maskproof::exact::Integer;
    use maskproof::law::PredictorTable;
    let mut weights = vec![Integer::from(1); 9 * 2 * 2];
    weights[8 * 4] = Integer::new();
    let table = PredictorTable::from_weights(Shape::new(2, 2).unwrap(), weights).unwrap();
    let law = parse_spec("iid(L=2,V=2)").unwrap();
    let (patterns, orders) = (PatternCounts::new(&law), OrderTables::default());
    for (implication, expected) in [
        ("if -E_KL <= 0 then TC >= 0", Verdict::Undefined),
        ("if -E_KL <= 0 and TC > 0 then TC >= 0", Verdict::Vacuous),
        ("if E_KL >= ln(2) then TC == 0", Verdict::Equality),
        ("if TC >= 0 then -E_KL <= 0", Verdict::Undefined),
        ("if TC > 0 then -E_KL <= 0", Verdict::Vacuous),
    ] {
        let claim = claim(&format!("for all law, schedule with T == 1: {implication}"));
        let plan = Plan::new(&claim, Shape::new(2, 2).unwrap()).unwrap().unwrap();
        let mut subject = Subject::new(Model::new(&law, &patterns, Predictor::Table(&table)), &orders);
        subject.prepare(plan.quantities());
        assert_eq!(decide_case(&plan.cases[0], &subject).verdict, expected, "{implication}");
    }
}

/// Vacuous cases are counted, and a claim that has no others is not as expected, whatever is expected.
#[test]
fn only_vacuous_is_not_as_expected() {
    let items = |specs: &[&str]| -> Vec<Setting> {
        specs.iter().map(|spec| Setting::exact(parse_spec(spec).unwrap())).collect()
    };
    let claims = [claim(MDS)];
    let code = items(&["repetition(L=3,V=2)", "iid(L=3,V=2)"]);
    let report = &run(&claims, &code, &|_| ()).unwrap()[0];
    assert_eq!(report.conclusion, Conclusion::Holds);
    assert_eq!((report.tally.cases, report.tally.count(Verdict::Vacuous)), (4, 3));
    assert!(report.is_expected(Expectation::Holds));
    let none = items(&["iid(L=3,V=2)"]);
    let reports = run(&claims, &none, &|_| ()).unwrap();
    assert_eq!(reports[0].conclusion, Conclusion::Vacuous);
    assert!(!reports[0].is_expected(Expectation::Holds) && !reports[0].is_expected(Expectation::Fails));
    let undecided = AllLaws::from(RangeOutcome::Undecided);
    assert!(!CheckedClaim::new(&claims[0], &reports[0], &undecided).is_as_expected());
}

/// Theorem 9 of Chen, Cong and Li, at lengths whose schedules nobody lists.
#[test]
fn named_schedules_are_decided_at_any_length() {
    let first = "for all law, for all z in 2..L, schedule = total_correlation_schedule(z): ideal_KL <= TC/(z - 1)";
    let second = "for all law, for all z in 2..L, schedule = dual_total_correlation_schedule(z): E_KL <= DTC/(z - 1) + eps_train";
    for length in [2, 5, 17, 40] {
        for statement in [first, second] {
            let decided = decide(&claim(statement), length, None).unwrap();
            assert!(
                matches!(decided.decision, Decision::Proved(_)),
                "{statement} L = {length}: {:?}",
                decided.decision
            );
        }
        // Half of it is false: at n = 17, z = 2 the first block is 8, and 7 > 16/4. At n = 5 it is 2, and 1 = 4/4.
        let decided = decide(&claim(&first.replace("z - 1)", "2*z)")), length, None).unwrap();
        let refuted = matches!(decided.decision, Decision::Refuted(_));
        assert_eq!(refuted, length >= 17, "L = {length}: {:?}", decided.decision);
        let steps = "for all law, schedule = singles_then_rest(2): T == 2 and s_max == L - 1 and s[1] == 1";
        assert!(matches!(decide(&claim(steps), length, None).unwrap().decision, Decision::Proved(_)));
    }
    use Verdict::{Equality, Violated};
    let table: &[(&str, &[Verdict])] = &[
        ("for all law, schedule = one_by_one: E_KL == 0", &[Equality]),
        ("for all law, schedule = all_at_once: E_KL == TC", &[Equality]),
        ("for all law, schedule = uniform(L/2): T == 2", &[Equality]),
        ("exists schedule = one_by_one: for all law: T == L", &[Equality]),
        ("for all law, k in 1..2, schedule = singles_then_rest(k): s_max == L", &[Equality, Violated]),
    ];
    for (statement, expected) in table {
        assert_eq!(verdicts(statement, "repetition(L=4,V=2)"), *expected, "{statement}");
    }
}

/// A claim that names its laws is checked on these alone; one that does not, on the given ones alone.
#[test]
fn laws_that_a_claim_names() {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    // False on repetition, and without meaning at L = 4.
    let text = "laws = [\"parity(L=3,V=2)\", \"iid(L=3,V=2)\"]\nstatement = \"for all law: TC <= ln(2)/(4 - L)\"\n";
    let own = Claim::parse("x.toml", &format!("{head}{text}")).unwrap();
    assert_eq!(own.laws().unwrap().len(), 2);
    assert_eq!(Fragment::of(&claim("for all law: TC >= 0")).unwrap(), Fragment::AverageEntropy);
    assert!(matches!(decide(&own, 3, None).unwrap().decision, Decision::Undecided(_)));
    let given = ["repetition(L=3,V=2)", "repetition(L=4,V=2)"].map(|spec| Setting::exact(parse_spec(spec).unwrap()));
    let claims = [claim("for all law: TC >= DTC"), own, claim("for all law: L >= 4")];
    let (items, ranges) = with_own_laws(&claims, given.to_vec());
    assert_eq!((items.len(), ranges.clone()), (4, vec![0..2, 2..4, 0..2]));
    let reports = run_within(&claims, &items, &ranges, &|_| ()).unwrap();
    let found: Vec<_> = reports.iter().map(|report| (report.conclusion, report.tally.laws)).collect();
    assert_eq!(found, [(Conclusion::Holds, 2), (Conclusion::Holds, 2), (Conclusion::Violated, 2)]);
    assert_eq!(reports[1].tightest.as_ref().unwrap().item, 2);
}
