//! The assertions' messages, word by word. Exact values are computed by hand: a repeated bit has TC = ln 2, and parity
//! too.

use std::panic::{AssertUnwindSafe, catch_unwind};

use maskproof::testing::{LawKind, laws};
use maskproof::{Law, PredictorTable, Shape, assert_claim, assert_proved, assert_refuted};

const HALF: &str = "for all law, schedule: E_KL <= 1/2 * TC + eps_train";

/// The message of an assertion that fails.
fn message<T>(assertion: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(assertion)) else { panic!("it passed") };
    panic.downcast_ref::<String>().expect("a message").clone()
}

fn parity() -> Law {
    Law::named("parity(L=3,V=2)").unwrap()
}

/// The page shows what is printed, but for the last line, which has the seed.
#[test]
fn random_laws_print_the_smallest_one_and_the_seed() {
    let found = message(|| assert_claim!(HALF, laws = random(V = 2..=3, L = 2..=4)));
    let (shown, last) = found.rsplit_once("\n\n").unwrap();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/testing.md")).unwrap();
    assert!(page.contains(&format!("```text\n{shown}\n```")), "{found}");
    let law = shown.split_once("the law, as a file:\n").unwrap().1;
    assert_eq!(Law::from_json(law).unwrap().to_string(), "random: P(0 0) = 1/2, P(1 1) = 1/2");
    let numbers: Vec<usize> =
        last.split(|character: char| !character.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
    let [place, 256, 1, trials] = numbers[..] else { panic!("{last}") };
    assert_eq!(last, format!("law {place} of 256 of MASKPROOF_TEST_SEED=1, made smaller in {trials} trials"));
}

#[test]
fn a_given_law_is_printed_as_it_is() {
    let found = message(|| assert_claim!(HALF, parity()));
    let expected = "the claim is violated:
  for all law, schedule: E_KL <= 1/2 * TC + eps_train

with schedule (1,2)
  left   ln 2, about 0.693147180560 nats
  right  1/2 ln 2, about 0.346573590280 nats
  slack  -1/2 ln 2, about -0.346573590280 nats: <= fails

the law, as a file:
{\"name\":\"parity(L=3,V=2)\",\"description\":\"\",\"length\":3,\"vocabulary\":[\"0\",\"1\"],\"counts\":[
[[\"0\",\"0\",\"0\"],1],
[[\"0\",\"1\",\"1\"],1],
[[\"1\",\"0\",\"1\"],1],
[[\"1\",\"1\",\"0\"],1]
]}";
    assert_eq!(found, expected);
}

/// All bindings are shown, those of inner quantifiers too: there is one schedule in a single step, and it costs TC.
#[test]
fn what_exists_fails_with_its_best_instance() {
    let claim = "for all law, k in 1..1, exists schedule with T == k: ideal_KL == 0*nat";
    let found = message(|| assert_claim!(claim, parity()));
    let shown = found.split_once("\n\n").unwrap().1.split_once("\n\n").unwrap().0;
    let expected = "with k = 1, schedule (3)
  left   ln 2, about 0.693147180560 nats
  right  0 nats
  slack  -ln 2, about -0.693147180560 nats: == fails";
    assert_eq!(shown, expected);
    let found = message(|| assert_claim!("for all law, exists schedule with T == 9: ideal_KL == 0*nat", parity()));
    assert!(found.contains("\n\n  nothing satisfies what `exists` asks for\n\nthe law, as a file:\n"), "{found}");
}

/// A fair coin that is always 0: 2 ln 2 for two positions that are revealed one by one, or both at once.
#[test]
fn predictors_are_printed_row_by_row() {
    let weights = [0, 0, 0, 0, 1, 3].map(Into::into).to_vec();
    let table = PredictorTable::from_weights(Shape::new(1, 2).unwrap(), weights).unwrap();
    let law = Law::named("code(q=2,rows=0)").unwrap();
    let found = message(|| assert_claim!("for all law, schedule: E_KL <= TC", (law, table)));
    let (shown, rows) = found.split_once("its predictor").unwrap();
    assert!(shown.contains("\n  left   2 ln 2, about 1.38629436112 nats\n"), "{shown}");
    assert_eq!(
        rows,
        ", at masked positions (the tokens of the vocabulary are numbered from 0):\n  _, position 1: 1, 3 out of 4"
    );
}

#[test]
fn infinite_values_are_named() {
    let weights = [0, 0, 0, 0, 0, 1].map(Into::into).to_vec();
    let table = PredictorTable::from_weights(Shape::new(1, 2).unwrap(), weights).unwrap();
    let law = Law::named("code(q=2,rows=0)").unwrap();
    let found = message(|| assert_claim!("for all law, schedule: E_KL <= TC", (law, table)));
    let expected = "with schedule (1)\n  left   inf\n  right  0 nats\n  slack  not finite: <= fails\n";
    assert!(found.contains(expected), "{found}");
}

#[test]
fn what_is_no_pass_says_why() {
    let claim = "for all law: if TC < 0*nat then TC >= 0*nat";
    assert_eq!(
        message(|| assert_claim!(claim, parity())),
        format!("the claim holds only vacuously: its premise is false in every case, which is no pass:\n  {claim}")
    );
    let claim = "for all law with L >= 4: TC >= 0*nat";
    assert_eq!(
        message(|| assert_claim!(claim, laws = random(V = 2, L = 2..=3), number = 5)),
        format!(
            "the claim is about none of the laws: its condition on L and V is false for each, which is no pass:\n  \
             {claim}"
        )
    );
    // A difference of infinities: the predictor excludes what happens.
    let weights = [0, 0, 0, 0, 0, 1].map(Into::into).to_vec();
    let table = PredictorTable::from_weights(Shape::new(1, 2).unwrap(), weights).unwrap();
    let law = Law::named("code(q=2,rows=0)").unwrap();
    let claim = "for all law, schedule: E_KL - 2 * eps_train <= TC";
    assert_eq!(
        message(|| assert_claim!(claim, (law, table))),
        format!(
            "the claim is not decided: a case has no value, which is no pass:\n  {claim}\n\
             code(q=2,rows=0) with predictor table, schedule (1): a difference of infinities has no value"
        )
    );
}

#[test]
fn mistakes_in_the_text_are_marked() {
    let found = message(|| assert_claim!("for all law: E_LK >= 0", parity()));
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/testing.md")).unwrap();
    assert!(page.contains(&format!("```text\n{found}\n```")), "{found}");
    let found = message(|| assert_claim!("for all law: H(3) >= 0*nat", laws = random(V = 2, L = 2)));
    assert!(found.ends_with("\n  1 | for all law: H(3) >= 0*nat\n    |                ^ outside the range"), "{found}");
    let found = message(|| assert_claim!("for all law: H(3) >= 0*nat", laws = random(V = 2, L = 2..=3)));
    let first = "for laws with V = 2, L = 2, the claim has no meaning, which is no pass\nerror[claim::domain]: ";
    assert!(found.starts_with(first), "{found}");
}

#[test]
fn decisions_are_listed_with_the_laws_that_refute() {
    let found = message(|| assert_proved!(HALF, L in 2..=3));
    let expected = "the claim is not proved at every length:
  for all law, schedule: E_KL <= 1/2 * TC + eps_train

L = 2: refuted with schedule (2)
L = 3: refuted with schedule (3)

with schedule (2)
  left   ln 2, about 0.693147180560 nats
  right  1/2 ln 2, about 0.346573590280 nats
  slack  -1/2 ln 2, about -0.346573590280 nats: <= fails

the law, as a file:
{\"name\":\"mds(n=2,k=1,q=2)\",\"description\":\"\",\"length\":2,\"vocabulary\":[\"0\",\"1\"],\"counts\":[
[[\"0\",\"0\"],1],
[[\"1\",\"1\"],1]
]}";
    assert_eq!(found, expected);
    let claim = "for all law: TC <= V*h(1)";
    assert_eq!(
        message(|| assert_proved!(claim, L = 2)),
        format!(
            "the claim is not proved at every length:\n  {claim}\n\n\
             L = 2: undecided: V occurs outside ln(V) and outside the condition on laws"
        )
    );
    let claim = "for all law: TC >= 0*nat";
    assert_eq!(
        message(|| assert_refuted!(claim, L in 2..=3)),
        format!(
            "the claim is not refuted at every length:\n  {claim}\n\n\
             L = 2: proved for all laws, in one case\n\
             L = 3: proved for all laws, in one case"
        )
    );
}

/// Of a schedule that is to serve all laws, each law refutes some; all of them are shown.
#[test]
fn laws_that_refute_together_are_all_shown() {
    let claim = "exists schedule with T == 2: for all law: ideal_KL == 0*nat";
    let found = message(|| assert_claim!(claim, laws = laws(2, 3).of([LawKind::Code])));
    assert!(found.starts_with("the claim is violated"), "{found}");
    assert!(found.matches("the law, as a file:").count() >= 1, "{found}");
    let claim = "exists schedule with T == 9: for all law: TC >= 0*nat";
    assert_eq!(
        message(|| assert_claim!(claim, laws = laws(2, 3))),
        format!("the claim is violated:\n  {claim}\n\nnothing satisfies the condition of an `exists` before the law")
    );
}
