//! What passes, and that a seed draws the same laws again.

use maskproof::testing::{Failure, LawKind, Passed, RandomRun, check, check_random, laws, prove, refute};
use maskproof::{Claim, Decision, Law, PredictorTable, Setting, Shape, Verdict};
use maskproof::{assert_claim, assert_proved, assert_refuted};

const BOUND: &str = "for all law, schedule: E_KL <= TC + eps_train";

fn parity() -> Law {
    Law::named("parity(L=3,V=2)").unwrap()
}

/// A statement and a claim file, a law and a reference to one.
#[test]
fn texts_and_laws_are_taken_as_they_come() {
    let file = "id = 'mine'\ntitle = ''\nsource = ''\nprovenance = 'D'\nstatement = 'for all law: TC <= ln(V)'";
    let law = parity();
    assert_claim!(file, &law);
    assert_claim!(BOUND, &Setting::exact(law.clone()));
    // Four schedules; two of them, (3) and (1,2), cost all of TC.
    let passed = assert_claim!(BOUND, law);
    assert_eq!(passed, Passed { laws: 1, cases: 4, vacuous: 0, equalities: 2, infinite: 0 });
}

/// The predictor of a setting counts: a uniform one is wrong about a single sequence by ln 2 for each position.
#[test]
fn a_predictor_is_part_of_the_law() {
    let shape = Shape::new(1, 2).unwrap();
    let law = Law::named("code(q=2,rows=0)").unwrap();
    let table = PredictorTable::from_weights(shape, [0, 0, 0, 0, 1, 1].map(Into::into).to_vec()).unwrap();
    let setting = Setting::from((law, table));
    assert_claim!("for all law, schedule: E_KL == ln(2) and TC == 0", &setting);
    assert_claim!(BOUND, setting);
}

#[test]
fn random_laws_have_predictors_too() {
    // Without the training error the bound is false of predictors alone.
    let bound = "for all law, schedule: E_KL <= TC";
    let Err(Failure::Violated { laws: found, .. }) = check_random(bound, &laws(2, 2..=3), RandomRun::default()) else {
        panic!("{bound} is false");
    };
    assert!(found[0].setting().predictor.is_some());
    assert_eq!(found[0].found().unwrap().place % 4, 0);
    assert_claim!("for all law, schedule: ideal_KL <= TC", laws = random(V = 2, L = 2..=3));
}

#[test]
fn seeds_draw_the_same_laws() {
    let of_seed = |seed| check_random(BOUND, &laws(2..=3, 2..=3), RandomRun::default().number(60).seed(seed)).unwrap();
    assert_eq!(of_seed(3), of_seed(3));
    assert_ne!(of_seed(3), of_seed(4));
    let first = assert_claim!(BOUND, laws = random(V = 2..=3, L = 2..=3), number = 60, seed = 3);
    assert_eq!(first, of_seed(3));
    let failure = |seed| {
        let claim = "for all law, schedule: E_KL <= 1/2 * TC + eps_train";
        check_random(claim, &laws(2..=3, 2..=4), RandomRun::default().seed(seed)).unwrap_err().to_string()
    };
    assert_eq!(failure(8), failure(8));
    assert_ne!(failure(8), failure(9));
}

/// Laws are drawn in batches, and all of them count.
#[test]
fn many_laws_are_drawn() {
    let passed = assert_claim!("for all law: TC == DTC", laws = random(V = 2, L = 2), number = 2100);
    assert_eq!((passed.laws, passed.cases), (2100, 2100));
}

/// The entropies of codes over two letters are multiples of ln 2, and those of other laws are not.
#[test]
fn laws_of_some_kinds_are_asked_for() {
    let claim = "for all law: min(H(1), ln(2) - H(1)) == 0*nat";
    let passed = assert_claim!(claim, laws = laws(2, 3).of([LawKind::Code]), number = 30);
    assert_eq!((passed.laws, passed.equalities), (30, 30));
    assert!(matches!(check_random(claim, &laws(2, 3), RandomRun::default()), Err(Failure::Violated { .. })));
}

#[test]
fn what_is_not_decided_or_vacuous_fails() {
    let conclusion = |claim: &str| match check(claim, parity()) {
        Err(Failure::NotPassed { conclusion, .. }) => conclusion.name(),
        other => panic!("{claim}: {other:?}"),
    };
    assert_eq!(conclusion("for all law: if TC < 0 then TC >= 0"), "holds only vacuously");
    assert_eq!(conclusion("for all law with L >= 4: TC >= 0"), "no law tried");
    assert_eq!(conclusion("for all law, schedule with T == 9: TC >= 0"), "no case");
    // Of random laws too, and where only some have no meaning.
    let random = |claim: &str| check_random(claim, &laws(2, 2..=3), RandomRun::default().number(20)).unwrap_err();
    assert!(matches!(random("for all law: if TC < 0 then TC >= 0"), Failure::NotPassed { .. }));
    assert!(matches!(random("for all law with L >= 4: TC >= 0"), Failure::NotPassed { .. }));
    assert!(
        matches!(random("for all law: H(3) >= 0"), Failure::Claim { shape: Some(shape), .. } if shape.length() == 2)
    );
    let none = check_random(BOUND, &laws(2, 2), RandomRun::default().number(0));
    assert!(matches!(none, Err(Failure::NotPassed { .. })));
    // A premise that is true somewhere is a test.
    let passed = assert_claim!("for all law: if TC == 0 then DTC == 0", laws = random(V = 2, L = 2..=3));
    assert!(passed.vacuous > 0 && passed.vacuous < passed.cases);
}

#[test]
fn claims_about_given_laws_take_no_random_ones() {
    let file = "id = 'mine'\ntitle = ''\nsource = ''\nprovenance = 'D'\nlaws = ['parity(L=3,V=2)']\n\
                statement = 'for all law: TC == ln(2)'";
    assert!(check(file, parity()).is_ok());
    let failure = check_random(file, &laws(2, 3), RandomRun::default()).unwrap_err();
    assert!(matches!(failure, Failure::NamesLaws { .. }));
}

/// Two steps for two positions of three: (1,2) makes no error on a repeated bit, and (2,1) none on parity. No schedule
/// of two steps serves both, and neither law alone says so.
#[test]
fn several_laws_break_a_claim_together() {
    let claim = "exists schedule with T == 2: for all law: ideal_KL == 0*nat";
    let cube = "for all law, exists schedule with T == 2: ideal_KL == 0*nat";
    for law in ["repetition(L=3,V=2)", "parity(L=3,V=2)"] {
        let law = Law::named(law).unwrap();
        assert!(check(claim, &law).is_ok() && check(cube, &law).is_ok());
    }
    let codes = laws(2, 3).of([LawKind::Code]);
    let Err(Failure::Violated { laws: found, .. }) = check_random(claim, &codes, RandomRun::default()) else {
        panic!("{claim} is false");
    };
    assert!((1..=2).contains(&found.len()));
    assert!(found.iter().all(|violation| violation.case().unwrap().verdict() == Verdict::Violated));
}

/// Theorem 1 of Li and Cai with the sharp constant, and half of TC: the first is in the catalogue with its proof, the
/// second is broken by repetition.
#[test]
fn decisions_are_asserted() {
    let theorem = "for all law, schedule: E_KL <= (s_max - 1)/L * sum(i in 1..L, I(i; rest)) + eps_train";
    let decisions = assert_proved!(theorem, L in 2..=6);
    assert_eq!(decisions.iter().map(|decided| decided.length).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    assert_proved!(theorem, L = 3);
    let half = "for all law, schedule: E_KL <= 1/2 * TC + eps_train";
    let decisions = assert_refuted!(half, L in 2..=3);
    assert!(decisions.iter().all(|decided| matches!(decided.decision, Decision::Refuted(_))));
    assert_refuted!(half, L = 4);
    let laws = Claim::of_statement(half).unwrap().breaking_laws(&decisions[0]).unwrap();
    assert_eq!(laws[0].law.name(), "mds(n=2,k=1,q=2)");
}

#[test]
fn decisions_that_are_none_fail() {
    let names = |failure: Failure| match failure {
        Failure::NotDecidedSo { expected, decisions, .. } => {
            (expected, decisions.iter().map(|decided| decided.decision.to_string()).collect::<Vec<_>>())
        }
        other => panic!("{other}"),
    };
    let no_case = "for all law with L >= 3: TC >= 0";
    let expected = ["no case of this length", "proved for all laws, in one case"].map(str::to_owned).to_vec();
    assert_eq!(names(prove(no_case, 2..=3).unwrap_err()), ("proved", expected.clone()));
    assert_eq!(names(refute(no_case, 2..=3).unwrap_err()), ("refuted", expected));
    let (_, undecided) = names(prove("for all law: TC <= V*h(1)", 2).unwrap_err());
    assert!(undecided[0].starts_with("undecided: "), "{undecided:?}");
    assert!(names(refute("for all law: TC <= V*h(1)", 2).unwrap_err()).1[0].starts_with("undecided: "));
    let (_, nothing) = names(prove("for all law: h(3) >= 0", 2).unwrap_err());
    assert!(nothing[0].contains("no meaning"), "{nothing:?}");
}
