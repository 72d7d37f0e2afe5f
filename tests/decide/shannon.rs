//! Claims about entropies of sets of positions, decided by Shannon's inequalities.

use std::collections::BTreeMap;

use maskproof::decide::outcome::Reason;
use maskproof::decide::shannon::inequality::{Inequality, Premise};
use maskproof::decide::shannon::{Polymatroid, ShannonProof};
use maskproof::decide::{Decision, Means, NonShannon, Undecided, decide, decide_each};
use maskproof::evaluation::Setting;
use maskproof::exact::Rational;
use maskproof::language::Claim;
use maskproof::law::PositionSet;
use maskproof::sweep::{Conclusion, run};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::common::{fixture, grid_laws};

fn claim(statement: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

fn decision(statement: &str, length: usize) -> Decision {
    decide(&claim(statement), length, None).unwrap().decision
}

/// What becomes of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Proved,
    Refuted,
    Open,
}

fn fate(decision: &Decision) -> Fate {
    match decision {
        Decision::Proved(_) => Fate::Proved,
        Decision::Refuted(_) => Fate::Refuted,
        Decision::Undecided(_) | Decision::NoCase => Fate::Open,
    }
}

// ---- an oracle for proofs and polymatroids, from the definitions alone -----------------------------------------------

/// Coefficients of the entropies of sets, in bits.
type Form = BTreeMap<u64, Rational>;

fn add(form: &mut Form, set: u64, coefficient: &Rational) {
    if set != 0 {
        *form.entry(set).or_default() += coefficient;
    }
}

/// `H(A|C)` and `I(A;B|C)` by their definitions.
fn form(inequality: &Inequality, premises: &[Premise]) -> Form {
    let mut form = Form::new();
    let (plus, minus) = (Rational::from(1), Rational::from(-1));
    match inequality {
        Inequality::Information { first, second, given } => {
            let [a, b, c] = [first.bits(), second.bits(), given.bits()];
            assert!(a & b == 0 && a & c == 0 && b & c == 0, "disjoint sets");
            add(&mut form, a | c, &plus);
            add(&mut form, b | c, &plus);
            add(&mut form, a | b | c, &minus);
            add(&mut form, c, &minus);
        }
        Inequality::Entropy { of, given } => {
            add(&mut form, of.bits() | given.bits(), &plus);
            add(&mut form, given.bits(), &minus);
        }
        Inequality::Premise { index, is_negated } => {
            let premise = &premises[*index];
            assert!(premise.is_equation || !is_negated, "an inequality has one direction");
            for (coordinate, coefficient) in premise.combination.terms() {
                let maskproof::decide::shannon::combination::Coordinate::Entropy(set) = coordinate else {
                    panic!("{coordinate}")
                };
                add(
                    &mut form,
                    set.bits(),
                    &if *is_negated { Rational::from(-coefficient) } else { coefficient.clone() },
                );
            }
        }
        other => panic!("not among these claims: {other}"),
    }
    form
}

/// Whether the sum of the proof, after the mean over its group, is its target.
fn is_proof(proof: &ShannonProof, length: usize) -> bool {
    // The smallest image of a set under the group, by closure.
    let smallest = |set: u64| {
        let mut orbit = vec![set];
        let mut next = 0;
        while let Some(&member) = orbit.get(next) {
            next += 1;
            for generator in &proof.symmetry {
                let image = (0..length).filter(|i| member >> i & 1 == 1).fold(0, |image, i| image | 1 << generator[i]);
                if !orbit.contains(&image) {
                    orbit.push(image);
                }
            }
        }
        orbit.into_iter().min().unwrap()
    };
    let mut rest = Form::new();
    for (coordinate, coefficient) in proof.target.terms() {
        let maskproof::decide::shannon::combination::Coordinate::Entropy(set) = coordinate else { return false };
        add(&mut rest, smallest(set.bits()), coefficient);
    }
    for (inequality, multiplier) in &proof.terms {
        assert!(*multiplier > 0, "a positive multiplier");
        for (set, coefficient) in form(inequality, &proof.premises) {
            add(&mut rest, smallest(set), &(-coefficient * multiplier));
        }
    }
    rest.values().all(|coefficient| *coefficient == 0)
}

/// Every proof of a decision is one by the oracle; how many terms they have.
fn check_proofs(decision: &Decision, length: usize, what: &str) -> usize {
    let Decision::Proved(proofs) = decision else { panic!("{what}: {decision}") };
    let mut terms = 0;
    for proof in proofs {
        let Reason::Shannon(proofs) = &proof.reason else { panic!("{what}") };
        for proof in proofs {
            assert!(is_proof(proof, length), "{what}: {proof:?}");
            terms += proof.terms.len();
        }
    }
    terms
}

/// The elemental inequalities of a number of positions, as forms.
fn elementals(length: usize) -> Vec<Form> {
    let all = (1_u64 << length) - 1;
    let mut forms = Vec::new();
    for first in 0..length {
        let rest = PositionSet::from_bits(all & !(1 << first));
        forms.push(form(&Inequality::Entropy { of: PositionSet::EMPTY.with(first), given: rest }, &[]));
        for second in first + 1..length {
            for given in (0..=all).filter(|given| given >> first & 1 == 0 && given >> second & 1 == 0) {
                let [first, second] = [first, second].map(|one| PositionSet::EMPTY.with(one));
                let given = PositionSet::from_bits(given);
                forms.push(form(&Inequality::Information { first, second, given }, &[]));
            }
        }
    }
    forms
}

/// Whether a function is a polymatroid on all sets, and the form negative there.
fn violates(polymatroid: &Polymatroid, target: &Form, length: usize) -> bool {
    let at = |form: &Form| -> Rational {
        form.iter().map(|(set, c)| c * polymatroid.entropy(PositionSet::from_bits(*set))).sum()
    };
    elementals(length).iter().all(|elemental| at(elemental) >= 0) && at(target) < 0
}

fn listed(set: u64) -> String {
    let positions: Vec<String> = (0..64).filter(|i| set >> i & 1 == 1).map(|i: u32| (i + 1).to_string()).collect();
    positions.join(",")
}

/// `for all law with L == n: a*H(..) + .. >= b*H(..) + ..`
fn statement(form: &Form, length: usize) -> String {
    let side = |wanted: std::cmp::Ordering| {
        let terms = form
            .iter()
            .filter(|(_, c)| c.cmp0() == wanted)
            .map(|(set, c)| format!("({})*H({})", Rational::from(c.abs_ref()), listed(*set)));
        let terms: Vec<String> = terms.collect();
        if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") }
    };
    let [larger, smaller] = [std::cmp::Ordering::Greater, std::cmp::Ordering::Less].map(side);
    format!("for all law with L == {length}: {larger} >= {smaller}")
}

/// A random sum of elemental inequalities with weights 1 to 9.
fn random_sum(rng: &mut ChaCha8Rng, elementals: &[Form], terms: usize) -> Form {
    let mut sum = Form::new();
    for _ in 0..terms {
        let weight = Rational::from(rng.random_range(1..10));
        for (set, coefficient) in &elementals[rng.random_range(0..elementals.len())] {
            add(&mut sum, *set, &Rational::from(coefficient * &weight));
        }
    }
    sum.retain(|_, coefficient| *coefficient != 0);
    sum
}

// ---- published statements, with what is known of them ----------------------------------------------------------------

/// Statements with their lengths and what the literature says of them.
const PUBLISHED: &[(&str, usize, Fate)] = &[
    // Shannon 1948: nonnegativity, conditioning, the chain rule.
    ("I(1;2) >= 0", 2, Fate::Proved),
    ("H(1|2) <= H(1)", 2, Fate::Proved),
    ("H(all) == H(1) + H(2|1) + H(3|1,2)", 3, Fate::Proved),
    ("I(1;2,3) == I(1;2) + I(1;3|2)", 3, Fate::Proved),
    // Conditioning raises mutual information for X3 = X1 + X2 (Cover and Thomas, section 2.8).
    ("I(1;2|3) <= I(1;2)", 3, Fate::Refuted),
    ("I(1;2) <= I(1;2|3)", 3, Fate::Refuted),
    // Submodularity (Fujishige 1978), and its reverse.
    ("H(1,2) + H(2,3) >= H(1,2,3) + H(2)", 3, Fate::Proved),
    ("H(1,2) + H(2,3) <= H(1,2,3) + H(2)", 3, Fate::Refuted),
    // Han 1978, Shearer 1986.
    ("H(1,2) + H(1,3) + H(2,3) >= 2*H(all)", 3, Fate::Proved),
    ("H(1,2) + H(2,3) + H(3,4) + H(1,4) >= 2*H(all)", 4, Fate::Proved),
    ("H(1,2) + H(2,3) + H(3,4) >= 2*H(all)", 4, Fate::Refuted),
    ("sum(i in 1..L, H(i|rest)) <= H(all)", 5, Fate::Proved),
    // Madiman and Tetali 2010: fractional coverings by (1,2), (2,3), (1,3) and (4), and a packing.
    ("1/2*(H(1,2) + H(2,3) + H(1,3)) + H(4) >= H(all)", 4, Fate::Proved),
    ("1/2*(H(1,2|3,4) + H(2,3|1,4) + H(1,3|2,4)) + H(4|1,2,3) <= H(all)", 4, Fate::Proved),
    // Ingleton 1971: true of ranks, false of entropies.
    ("I(1;2) <= I(1;2|3) + I(1;2|4) + I(3;4)", 4, Fate::Refuted),
    // Zhang and Yeung 1998: true, and no Shannon inequality.
    ("2*I(3;4) <= I(1;2) + I(1;3,4) + 3*I(3;4|1) + I(3;4|2)", 4, Fate::Open),
    // Ho, Tan and Yeung 2014, (1).
    ("I(1;2|3,4) + I(2;4|1,3) <= I(1;2|4) + I(2;4|1) + H(1) + I(2;4|3)", 4, Fate::Refuted),
    // Markov chains: data processing (Cover and Thomas 2.8.1), four in a row, and without the premise.
    ("if I(1;3|2) == 0 then I(1;3) <= I(1;2)", 3, Fate::Proved),
    ("if I(1;3|2) == 0 then I(1;2|3) <= I(1;2)", 3, Fate::Proved),
    ("if I(1;3,4|2) == 0 and I(1,2;4|3) == 0 then I(1;4) <= I(2;3)", 4, Fate::Proved),
    ("I(1;4) <= I(2;3)", 4, Fate::Refuted),
    // Functional dependence, independence.
    ("if H(3|1,2) == 0 and I(1;2) == 0 then H(3) <= H(1) + H(2)", 3, Fate::Proved),
    ("if I(1;2) == 0 and I(1;3) == 0 and I(2;3) == 0 then TC == 0", 3, Fate::Refuted),
    ("if I(1;2) == 0 and I(1,2;3) == 0 then TC == 0", 3, Fate::Proved),
    // Premises that are inequalities.
    ("if TC <= 1/10 * nat then I(1;2) <= 1/10 * nat", 3, Fate::Proved),
    ("if H(1) <= 2*H(2) and H(2) <= 2*H(3) then H(1) <= 4*H(3)", 3, Fate::Proved),
    ("if H(1) <= 2*H(2) then H(1) <= H(2)", 2, Fate::Refuted),
    // Minima and maxima on the side where they are a conjunction.
    ("I(1;2) <= min(H(1), H(2))", 2, Fate::Proved),
    ("max(H(1), H(2)) <= H(1,2)", 2, Fate::Proved),
    ("H(1,2) <= 2*max(H(1), H(2))", 2, Fate::Open),
    // Perfect secrecy (Shannon 1949): key at least message.
    ("if I(1;2) == 0 and H(1|2,3) == 0 then H(1) <= H(3)", 3, Fate::Proved),
];

#[test]
fn published_statements_have_their_known_truth() {
    for (statement, length, expected) in PUBLISHED {
        let statement = format!("for all law with L == {length}: {statement}");
        let decision = decision(&statement, *length);
        assert_eq!(fate(&decision), *expected, "{statement}: {decision}");
    }
}

#[test]
fn the_inequality_of_zhang_and_yeung_is_proved_with_itself() {
    let claim = claim("for all law with L == 4: 2*I(3;4) <= I(1;2) + I(1;3,4) + 3*I(3;4|1) + I(3;4|2)");
    let with = |non_shannon| {
        let means = Means { non_shannon, ..Means::default() };
        decide_each(&claim, &[4], means, &|| false).unwrap().remove(0).decision
    };
    let Decision::Undecided(Undecided::NotShannon(no_proof)) = with(NonShannon::None) else { panic!() };
    let (value, polymatroid) = (&no_proof.value, &no_proof.polymatroid);
    // The target by its definition, in Zhang and Yeung's own words, at the polymatroid.
    let h = |set: u64| polymatroid.entropy(PositionSet::from_bits(set));
    let information = |a: u64, b: u64, c: u64| h(a | c) + h(b | c) - h(a | b | c) - h(c);
    let target = information(1, 2, 0) + information(1, 12, 0) + 3 * information(4, 8, 1) + information(4, 8, 2)
        - 2 * information(4, 8, 0);
    assert_eq!(target, *value);
    assert!(*value < 0);
    let Decision::Proved(proofs) = with(NonShannon::ZhangYeung) else { panic!() };
    let Reason::Shannon(proofs) = &proofs[0].reason else { panic!() };
    assert!(proofs[0].terms.iter().any(|(inequality, _)| matches!(inequality, Inequality::ZhangYeung(_))));
}

#[test]
fn random_sums_of_elemental_inequalities_are_proved() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for length in [4, 5] {
        let elementals = elementals(length);
        for round in 0..100 {
            let sum = random_sum(&mut rng, &elementals, 3 + round % 10);
            let statement = statement(&sum, length);
            let decision = decision(&statement, length);
            // A sum that is linear in average entropies is decided by these.
            if let Decision::Proved(proofs) = &decision
                && matches!(proofs[0].reason, Reason::Coefficients(_))
            {
                continue;
            }
            check_proofs(&decision, length, &statement);
        }
    }
}

#[test]
fn random_sums_less_a_little_are_not_proved() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let (mut refuted, mut open) = (0, 0);
    for length in [4, 5] {
        let elementals = elementals(length);
        for round in 0..100 {
            let mut sum = random_sum(&mut rng, &elementals, 3 + round % 10);
            // Less 10^-8 H(X_1), or a share of a random set.
            let (set, little) = match round % 2 {
                0 => (1, Rational::from((1, 100_000_000))),
                _ => (rng.random_range(1..1 << length), Rational::from((1, 3))),
            };
            add(&mut sum, set, &-little);
            sum.retain(|_, coefficient| *coefficient != 0);
            let statement = statement(&sum, length);
            match decision(&statement, length) {
                // With a multiple of H(X_i|X_rest) or of I(X_i;X_j) in the sum it may still be true.
                proved @ Decision::Proved(_) => {
                    check_proofs(&proved, length, &statement);
                }
                Decision::Refuted(_) => refuted += 1,
                Decision::Undecided(Undecided::NotShannon(no_proof)) => {
                    assert!(violates(&no_proof.polymatroid, &sum, length), "{statement}");
                    open += 1;
                }
                other => panic!("{statement}: {other}"),
            }
        }
    }
    assert!(refuted > 100, "{refuted} refuted, {open} open");
}

#[test]
fn what_is_proved_no_law_violates_and_what_refutes_does() {
    let laws = [grid_laws(2, 3, 4), grid_laws(3, 3, 2)].concat();
    let settings: Vec<Setting> = laws.into_iter().map(Setting::exact).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let elementals = elementals(3);
    let mut counts = BTreeMap::new();
    for round in 0..60 {
        let mut sum = random_sum(&mut rng, &elementals, 4);
        if round % 3 > 0 {
            add(&mut sum, rng.random_range(1..8), &Rational::from(-1));
        }
        sum.retain(|_, coefficient| *coefficient != 0);
        let statement = statement(&sum, 3);
        let claim = claim(&statement);
        let decision = decide(&claim, 3, None).unwrap().decision;
        let on =
            |settings: &[Setting]| run(std::slice::from_ref(&claim), settings, &|_| {}).unwrap().remove(0).conclusion;
        *counts.entry(format!("{:?}", fate(&decision))).or_insert(0) += 1;
        match &decision {
            Decision::Proved(_) => assert_eq!(on(&settings), Conclusion::Holds, "{statement}"),
            Decision::Refuted(refutation) => {
                if let Some(law) = refutation.law.clone() {
                    assert_eq!(on(&[Setting::exact(*law)]), Conclusion::Violated, "{statement}");
                }
            }
            Decision::Undecided(_) | Decision::NoCase => panic!("{statement}: three variables have no gap: {decision}"),
        }
    }
    assert!(counts["Proved"] > 15 && counts["Refuted"] > 15, "{counts:?}");
}

/// What another exact solver says of random claims (fixtures/references/shannon_esolver.py).
#[test]
fn claims_are_proved_exactly_where_qsopt_ex_finds_them_to_follow() {
    let text = std::fs::read_to_string(fixture("references/shannon_esolver.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let (mut proved, mut not) = (0, 0);
    for claim in document["claims"].as_array().unwrap() {
        let length = usize::try_from(claim["length"].as_u64().unwrap()).unwrap();
        let parse = |(set, coefficient): (&String, &serde_json::Value)| {
            (set.parse::<u64>().unwrap(), coefficient.as_str().unwrap().parse::<Rational>().unwrap())
        };
        let form: Form = claim["form"].as_object().unwrap().iter().map(parse).collect();
        let statement = statement(&form, length);
        let decision = decision(&statement, length);
        let follows = claim["follows"].as_bool().unwrap();
        assert_eq!(fate(&decision) == Fate::Proved, follows, "{statement}: {decision}");
        if follows { proved += 1 } else { not += 1 }
    }
    assert!(proved > 20 && not > 20, "{proved} {not}");
}

#[test]
fn symmetric_claims_are_small_at_any_length() {
    // Han's inequality for pairs and a weighted sum over the sets of one size with one position left out.
    for length in [8, 12, 14] {
        let han = format!("for all law with L == {length}: sum(A in subsets(2), H(A)) >= (L - 1)*H(all) - H(1) + H(1)");
        assert_eq!(fate(&decision(&han, length)), Fate::Proved, "{length}");
        let one_apart =
            format!("for all law with L == {length}: sum(i in 2..L, H(i|1)) >= H(all) - H(1) and H(1|rest) >= 0");
        check_proofs(&decision(&one_apart, length), length, &one_apart);
    }
}

/// Two sets may be exchanged where they have one size, and a proof that does so is none where they have not.
#[test]
fn proofs_of_sets_of_other_sizes_are_their_own() {
    for statement in [
        "for all law with L == 4, k in 1..3, A in subsets(1), B in subsets(k): H(A|B) + H(B|A) >= 0",
        "for all law with L == 4, k in 1..3, B in subsets(k), A in subsets(1): H(A|B) + H(B|A) + 2*I(A;B) >= H(A,B)",
    ] {
        check_proofs(&decision(statement, 4), 4, statement);
    }
}

#[test]
fn long_sequences_with_few_sets_are_decided() {
    let markov = "for all law with L == 40: if I(1;30|20) == 0 then I(1;30) <= I(1;20)";
    check_proofs(&decision(markov, 40), 40, markov);
    let submodular = "for all law with L == 60: H(1..30) + H(20..60) >= H(all) + H(20..30)";
    check_proofs(&decision(submodular, 60), 60, submodular);
}
