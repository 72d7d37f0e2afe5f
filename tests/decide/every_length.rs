//! Proofs for every length at once, against the decision of each length by itself: that one comes from the coefficients
//! on the rays, instance by instance, and shares nothing with the symbolic evaluation.

use maskproof::certificate::try_every_length;
use maskproof::decide::every_length::prove_from;
use maskproof::decide::{Decision, EveryLength, Undecided, decide, decide_every_length};
use maskproof::language::{Catalogue, Claim};
use maskproof_checker::check;

/// The lengths at which a proof is compared, beside the greatest.
const COMPARED: [usize; 8] = [2, 3, 4, 5, 6, 7, 8, 9];

/// What the documents name as proved for every length.
const PROVED: [&str; 45] = [
    "austin-basic.dtc-by-tc",
    "austin-basic.nonnegative",
    "austin-basic.tc-by-dtc",
    "ccl-cor34",
    "ccl-cor34-sharp",
    "ccl-lem33",
    "ccl-thm10.single-tokens-first",
    "ccl-thm31",
    "ccl-thm9.dtc",
    "ccl-thm9.tc",
    "ccl-thm9.tc-sharper",
    "dhw-lem16.range",
    "errata.cardinality-factor.as-mended",
    "errata.cardinality-factor.as-printed",
    "errata.power-of-two.as-mended",
    "errata.power-of-two.as-printed",
    "errata.rounding.as-mended",
    "han.average",
    "han.conditional",
    "han.curve",
    "han.subsets",
    "li-cai-cor1",
    "li-cai-cor1-sharp",
    "li-cai-cor1.balanced",
    "li-cai-cor1.order",
    "li-cai-cor1.order-printed",
    "li-cai-recursion.larger-first",
    "li-cai-ter",
    "li-cai-thm1",
    "li-cai-thm1-sharp",
    "lz-avg",
    "lz-avg.any-schedule",
    "lz-avg.profile-end",
    "pb-thm1.one-step",
    "time-free.mean",
    "w-prop3.cardinality",
    "w-prop3.cardinality-lower",
    "w-prop3.cardinality-upper",
    "w-prop3.dtc",
    "w-prop3.tc",
    "w-prop3.tse",
    "w-thm1-sharp.cardinality",
    "w-thm1.cardinality",
    "zc-criterion.dtc-one-saved",
    "zc-criterion.tc-one-saved",
];

fn claim(statement: &str) -> Claim {
    Claim::of_statement(statement).unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

/// Whether the decision of a length leaves room for a proof; `None` where it tells nothing.
fn allows(claim: &Claim, length: usize) -> Option<bool> {
    match decide(claim, length, None) {
        Err(error) => error.undefined().map(|_| true),
        Ok(decided) => match decided.decision {
            Decision::Proved(_) | Decision::NoCase | Decision::Undecided(Undecided::Undefined(_)) => Some(true),
            Decision::Refuted(_) => Some(false),
            Decision::Undecided(_) => None,
        },
    }
}

#[test]
fn every_proof_of_the_catalogue_agrees_with_the_decision_of_each_length() {
    let catalogue = Catalogue::built_in().unwrap();
    let (mut proved, mut certified) = (Vec::new(), 0);
    for claim in catalogue.claims() {
        let Ok(EveryLength::Proved(proof)) = decide_every_length(claim) else { continue };
        assert!(proof.is_true(), "{}", claim.id());
        if let Ok(certificate) = try_every_length(claim, &proof) {
            let answer = check(&certificate.to_json());
            assert!(answer.is_accepted(), "{}: {answer}", claim.id());
            certified += 1;
        }
        for length in COMPARED.into_iter().chain([16]) {
            assert_eq!(allows(claim, length), Some(true), "{} at L = {length}", claim.id());
        }
        proved.push(claim.id());
    }
    let missing: Vec<_> = PROVED.iter().filter(|id| !proved.contains(id)).collect();
    assert!(missing.is_empty(), "not proved: {missing:?}");
    assert!(certified >= 36, "{certified}");
}

/// A refuted claim is refuted at the least length at which it is.
#[test]
fn refutations_are_those_of_the_least_length() {
    let catalogue = Catalogue::built_in().unwrap();
    for (id, least) in [("li-cai-conj", 4), ("li-cai-cor1.balanced-as-uniform", 3), ("cosine.optimal", 2)] {
        let claim = catalogue.find(id).unwrap();
        match decide_every_length(claim).unwrap() {
            EveryLength::Refuted(decided) => assert_eq!(decided.length, least, "{id}"),
            other => panic!("{id}: {other:?}"),
        }
        for length in 1..least {
            assert_eq!(allows(claim, length), Some(true), "{id} at L = {length}");
        }
    }
}

/// False variants of every proved claim: its text with one piece exchanged. None that a length refutes is proved.
#[test]
fn false_variants_are_not_proved() {
    const EXCHANGED: [(&str, &str); 9] = [
        ("<= C", "<= 9/10 * C"),
        ("<= C", "<= -1 * C"),
        ("<=", ">="),
        (">=", "<="),
        ("== ", "== 1/2 * "),
        ("L - 1", "L - 2"),
        ("DTC", "TC"),
        ("TC", "DTC"),
        ("+ eps_train", ""),
    ];
    let catalogue = Catalogue::built_in().unwrap();
    let (mut refuted, mut tried) = (0, 0);
    for id in PROVED {
        let original = catalogue.find(id).unwrap();
        for (from, to) in EXCHANGED {
            let text = original.text().replacen(from, to, 1);
            if text == original.text() {
                continue;
            }
            let variant = match original.constant() {
                Some(constant) => Claim::of_statement_with(&text, &constant.name, &constant.text),
                None => Claim::of_statement(&text),
            };
            let Ok(variant) = variant else { continue };
            tried += 1;
            let is_refuted = (2..=7).any(|length| allows(&variant, length) == Some(false));
            let is_proved = prove_from(&variant, 2).is_ok();
            assert!(!(is_refuted && is_proved), "{id}: {text}");
            refuted += usize::from(is_refuted);
        }
    }
    assert!(refuted >= 60, "only {refuted} of {tried} variants are false");
}

/// Constants a little below the sharp ones of the notes, which only large lengths, or all, refute.
#[test]
fn constants_below_the_sharp_ones_are_not_proved() {
    for (statement, is_true) in [
        ("for all law, schedule: ideal_KL <= (s_max - 1)/L * sum(i in 1..L, I(i; rest))", true),
        ("for all law, schedule: ideal_KL <= (s_max - 1)/(L + 1) * sum(i in 1..L, I(i; rest))", false),
        ("for all law, schedule: ideal_KL <= (s_max - 1 - 1/1000)/L * sum(i in 1..L, I(i; rest))", false),
        ("for all law: DTC <= (L - 1) * TC", true),
        ("for all law: DTC <= (L - 1 - 1/1000) * TC", false),
        // m (L - m) is at most L^2/4.
        ("for all law: TSE <= L/4 * TC", false),
        ("for all law: TSE <= L/2 * TC", true),
        ("for all law, k in 0..L: h(k) >= k/L * h(L)", true),
        ("for all law, k in 0..L: h(k) >= (k + 1)/(L + 1) * h(L)", false),
        ("for all law, schedule: ideal_KL <= TC", true),
        ("for all law, schedule: ideal_KL <= DTC", false),
        ("for all law, schedule with T >= 2: ideal_KL <= 99/100 * TC", false),
        ("for all law, schedule: sum(t in 1..T, h(N[t]) - h(N[t-1])) <= h(L)", true),
        // Of all L up to a million this is true.
        ("for all law with L >= 2: TC <= 1000000 * DTC", false),
    ] {
        let claim = claim(statement);
        let proved = prove_from(&claim, 2);
        if is_true {
            // What is true need not be reached: only the last but one is beyond.
            assert!(proved.is_ok() || statement.contains("sum(t"), "{statement}: {proved:?}");
        } else {
            assert!(proved.is_err(), "{statement}");
        }
    }
}

/// The reason names the word or the shape that is not reached.
#[test]
fn what_is_not_reached_says_why() {
    for (statement, phrase) in [
        ("for all law: exists schedule with T == 1: ideal_KL <= TC", "an exists quantifier"),
        ("for all law, order: KL_order >= 0", "orders"),
        ("for all law: h(1) <= ln(3) + ln(V)", "ln of a number"),
        ("for all law: I(1;2) <= H(1)", "entropies of sets of positions"),
        ("for all law: TC < DTC + 1 * nat", "a strict relation"),
        ("for all law, schedule: E_KL - 2*eps_train <= TC", "the training error"),
        ("for all law: if TC <= 0 then DTC <= 0", "an implication"),
        ("for all law: sum(k in 1..L, 1/k * h(k)) <= L * h(1)", "a sum of quotients"),
        ("for all law: 1/(L - 5) * TC <= 2 * TC", "which may be 0"),
    ] {
        let reason = prove_from(&claim(statement), 2).map(|_| ()).unwrap_err();
        assert!(reason.contains(phrase), "{statement}: {reason}");
    }
}
