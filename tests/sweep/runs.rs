//! Sweeps: the default families are those described, and claims with a quantifier before the law are concluded as their
//! truth demands.

use std::collections::BTreeSet;

use maskproof::Shape;
use maskproof::evaluation::{NamedPredictor, Setting, Verdict};
use maskproof::exact::Integer;
use maskproof::language::{Catalogue, Claim};
use maskproof::law::families::parse_spec;
use maskproof::law::grid::number_of_laws;
use maskproof::sweep::families::GRIDS;
use maskproof::sweep::{ClaimReport, Conclusion, Family, default_families, run};

fn claim(statement: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

fn items(specs: &[&str]) -> Vec<Setting> {
    specs
        .iter()
        .map(|spec| Setting::exact(parse_spec(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))))
        .collect()
}

fn report(statement: &str, items: &[Setting]) -> ClaimReport {
    run(&[claim(statement)], items, &|_| ()).unwrap_or_else(|error| panic!("{statement}: {error}")).remove(0)
}

#[test]
fn default_families_have_their_sizes() {
    let families = default_families().unwrap();
    let find = |name: &str| {
        let found: Vec<&Family> = families.iter().filter(|family| family.name.starts_with(name)).collect();
        assert_eq!(found.len(), 1, "{name}");
        found[0]
    };
    assert_eq!(find("counted from a real text").items.len(), 4);
    assert_eq!(find("a real law with").items.len(), 1);
    // Subspaces of F_q^n, the Galois numbers. F_2: 5, 16, 67, 374; F_3: 6, 28, 212; F_5: 8, 64.
    assert_eq!(find("uniform on a linear code").items.len(), 5 + 16 + 67 + 374 + 6 + 28 + 212 + 8 + 64);
    // 8 shapes, 4 seeds, and 4 kinds of laws or 2 kinds of predictors.
    assert_eq!(find("random, seeds").items.len(), 8 * 4 * 4);
    assert_eq!(find("random with a random predictor").items.len(), 8 * 4 * 2);
    for (vocabulary, length, largest) in GRIDS {
        let family = find(&format!("grid V={vocabulary} L={length} N<={largest}"));
        // A law of denominator N has counts with a sum of N. Those whose counts have a common divisor d are laws of
        // denominator N/d too, so the laws of all denominators up to the largest are counted once by Moebius inversion.
        let moebius = [0, 1, -1, -1, 0, -1, 1, -1, 0];
        let mut expected = Integer::new();
        for denominator in 1..=largest {
            for divisor in (1..=denominator).filter(|divisor| denominator % divisor == 0) {
                let laws = number_of_laws(Shape::new(length, vocabulary).unwrap(), denominator / divisor).unwrap();
                expected += laws * moebius[divisor as usize];
            }
        }
        assert_eq!(family.represented, expected, "{}", family.name);
        assert!(
            family
                .items
                .iter()
                .all(|item| item.shape() == Shape::new(length, vocabulary).unwrap() && item.predictor.is_none())
        );
        let mut laws: Vec<_> = family.items.iter().map(|item| item.law.counts().to_vec()).collect();
        laws.sort();
        laws.dedup();
        assert_eq!(laws.len(), family.items.len(), "{}: no law twice", family.name);
    }
    // By hand: laws of one bit with denominators up to 8 are the fractions k/N in lowest terms in [0, 1], the Farey
    // sequence of order 8, of 23 terms; up to exchange of the two letters 12.
    let bits = find("grid V=2 L=1 N<=8");
    assert_eq!((bits.represented.clone(), bits.items.len()), (Integer::from(23), 12));
}

/// At L = 3: repetition has error (2 ln 2 for (3), ln 2 for (2,1), 0 after a first token), parity ln 2 for (3) and
/// (1,2) and 0 for (2,1). In nats, with TC = 2 ln 2 and ln 2.
#[test]
fn a_schedule_for_all_laws_is_refuted_only_when_every_schedule_is() {
    let laws = items(&["repetition(L=3,V=2)", "parity(L=3,V=2)"]);
    use Conclusion::{Holds, NoCase, NoLaw, Violated};
    let table: &[(&str, Conclusion, usize)] = &[
        // statement, conclusion, number of counterexamples
        ("exists schedule with T == 2: for all law: E_KL <= 0", Violated, 2),
        ("for all law: exists schedule with T == 2: E_KL <= 0", Holds, 0),
        // (1,2) has no error on repetition, (2,1) none on parity; (1,1,1) has none at all.
        ("exists schedule: for all law: E_KL <= 0", Holds, 0),
        ("exists schedule with T <= 2: for all law: E_KL <= 0", Violated, 3),
        ("exists schedule: for all law: E_KL > ln(2)/2", Holds, 0),
        ("exists schedule with T == 2: for all law: E_KL > 0", Violated, 2),
        ("for all schedule with T == 1: for all law: E_KL == TC", Holds, 0),
        ("for all schedule: for all law: E_KL == TC", Violated, 1),
        ("exists k in 1..3: for all law: TC <= k*ln(2)", Holds, 0),
        ("exists k in 0..1: for all law: TC <= k*ln(2)", Violated, 2),
        ("for all k in 0..3, exists schedule: for all law: E_KL <= k*ln(2)", Holds, 0),
        ("for all k in 0..3, exists schedule with T == 1: for all law: E_KL <= k*ln(2)", Violated, 1),
        ("exists k in 1..2, for all schedule: for all law: E_KL <= k*ln(2)", Holds, 0),
        ("exists schedule: for all law, for all k in 1..3: E_KL <= h(k)", Holds, 0),
        // Nothing is there to exist, or to be true of all.
        ("exists schedule with s_max == 2*L: for all law: E_KL >= 0", Violated, 0),
        ("for all j in 1..2, exists schedule with s_max == j^2: for all law: E_KL >= 0", Violated, 0),
        ("exists k in 2..1: for all law: TC >= 0", Violated, 0),
        ("for all k in 2..1: for all law: TC < 0", NoCase, 0),
        ("for all law, for all k in 2..1: TC < 0", NoCase, 0),
        ("exists schedule with s_max == 2*L: for all law with L == 7: E_KL >= 0", NoLaw, 0),
    ];
    for (statement, conclusion, counterexamples) in table {
        let report = report(statement, &laws);
        assert_eq!(report.conclusion, *conclusion, "{statement}");
        assert_eq!(report.counterexamples.len(), *counterexamples, "{statement}");
        assert_eq!(report.refuted_length, (*conclusion == Violated).then_some(3), "{statement}");
    }
}

/// One schedule is to serve the laws of each length by itself, but of all vocabularies together.
#[test]
fn lengths_are_separate_and_vocabularies_are_not() {
    let statement = "exists schedule with T == 2: for all law: E_KL <= 0";
    let refuting = |specs: &[&str]| {
        let report = report(statement, &items(specs));
        let subjects: Vec<String> = report.counterexamples.iter().map(|witness| witness.subject.clone()).collect();
        (report.conclusion, report.refuted_length, subjects)
    };
    let strings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let (repeated, parity) = ("repetition(L=3,V=3)", "parity(L=3,V=2)");
    assert_eq!(refuting(&[repeated, "repetition(L=2,V=2)"]), (Conclusion::Holds, None, strings(&[])));
    assert_eq!(refuting(&[parity, "repetition(L=4,V=2)"]), (Conclusion::Holds, None, strings(&[])));
    // (1,2) fails on parity over two letters, (2,1) on repetition over three.
    assert_eq!(refuting(&[repeated, parity]), (Conclusion::Violated, Some(3), strings(&[parity, repeated])));
    assert_eq!(refuting(&[parity, repeated, parity]), (Conclusion::Violated, Some(3), strings(&[parity, repeated])));
}

/// An undefined case leaves a claim open, unless it is true or false all the same.
#[test]
fn what_is_undefined_is_open_only_where_it_matters() {
    let law = || parse_spec("iid(L=2,V=2)").unwrap();
    let mut weights = vec![Integer::from(1); 9 * 2 * 2];
    // Nothing revealed, first position, token 0: never said.
    weights[8 * 4] = Integer::new();
    let table = maskproof::law::PredictorTable::from_weights(Shape::new(2, 2).unwrap(), weights).unwrap();
    let infinite = Setting { law: law(), predictor: Some(NamedPredictor { name: "wrong".to_owned(), table }) };
    let laws = [Setting::exact(law()), infinite];
    for (statement, conclusion) in [
        ("for all law, schedule: E_KL <= eps_train", Conclusion::Holds),
        ("for all law, schedule: -E_KL <= 0", Conclusion::NotDecided),
        ("for all law, schedule: -E_KL <= 0 and TC > 0", Conclusion::Violated),
        ("exists k in 0..1: for all law, schedule: -k*E_KL <= 0", Conclusion::Holds),
        ("exists k in 1..2: for all law, schedule: -k*E_KL <= 0", Conclusion::NotDecided),
        ("exists k in 0..1: for all law, schedule: ln(2) - k*E_KL <= 0", Conclusion::Violated),
        ("for all k in 0..1: for all law, schedule: -k*E_KL <= 0", Conclusion::NotDecided),
    ] {
        let report = report(statement, &laws);
        assert_eq!(report.conclusion, conclusion, "{statement}");
        if let Some(witness) = &report.undecided {
            assert!(witness.subject.contains("wrong") && witness.reason.is_some(), "{statement}: {witness:?}");
        }
    }
}

/// The first law that refutes is shown, and the counts are of all.
#[test]
fn witnesses_come_in_the_order_of_the_laws() {
    let laws = items(&["iid(L=2,V=2)", "repetition(L=2,V=2)", "repetition(L=3,V=2)", "repetition(L=4,V=2)"]);
    // TC = (L - 1) ln 2 for repetition.
    let report = report("for all law: TC <= ln(3)", &laws);
    assert_eq!((report.counterexamples[0].item, report.counterexamples.len()), (2, 1));
    assert_eq!(report.tally.by_verdict.values().copied().collect::<Vec<_>>(), [2, 2]);
    let slack = report.counterexamples[0].comparison.as_ref().unwrap().slack().unwrap();
    let mut expected = maskproof::exact::LogForm::ln(&3.into()).unwrap();
    expected.add_ln(&2.into(), &(-2).into());
    expected -= &slack;
    assert!(expected.is_zero(), "ln 3 - 2 ln 2");
}

/// The check of a claim on one law says what a run of that law alone says.
#[test]
fn a_check_is_a_run_of_one_law() {
    let items = items(&["parity(L=3,V=2)", "repetition(L=3,V=3)", "random(V=2,L=4,seed=1,bits=4)", "iid(L=1,V=1)"]);
    let mut claims = Catalogue::built_in().unwrap().claims().to_vec();
    claims.push(claim("exists schedule with T == 2: for all law: E_KL <= 0"));
    claims.push(claim("for all law with L == 40: TC >= 0"));
    let mut conclusions = BTreeSet::new();
    for (claim, item) in claims.iter().flat_map(|claim| items.iter().map(move |item| (claim, item))) {
        let place = || format!("{} on {}", claim.id(), item.name());
        match (claim.check(item), run(std::slice::from_ref(claim), std::slice::from_ref(item), &|_| ())) {
            (Ok(check), Ok(reports)) => {
                let report = &reports[0];
                assert_eq!(check.conclusion(), report.conclusion, "{}", place());
                assert_eq!(check.cases().len() as u64, report.tally.cases, "{}", place());
                let violations = check.violations().count() as u64;
                assert_eq!(violations, report.tally.count(Verdict::Violated), "{}", place());
                let tightest = report.tightest.as_ref().map(|witness| witness.bindings.as_slice());
                assert_eq!(check.tightest().map(|case| case.bindings()), tightest, "{}", place());
                conclusions.insert(report.conclusion.name());
            }
            (Err(check), Err(run)) => assert_eq!(check.to_string(), run.to_string()),
            _ => panic!("one of the two alone is an error: {}", place()),
        }
    }
    for conclusion in [Conclusion::Holds, Conclusion::Violated, Conclusion::NoLaw] {
        assert!(conclusions.contains(conclusion.name()), "{conclusions:?}");
    }
}
