//! From the engine to the checker: every certificate that the engine writes is accepted, and every change of one in one
//! place is refused, unless what the changed document says is still true.
//!
//! Of certificates with more than `SAMPLE` changes a sample is tried; `MASKPROOF_ALL_MUTATIONS=1`, which
//! `make all-mutations` sets, tries all.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use maskproof::certificate::unread;
use maskproof::language::{Catalogue, Claim, Expectation};
use maskproof_checker::{Answer, check};
use rayon::prelude::*;
use serde_json::Value;

#[path = "../checker/tests/mutations/mutator.rs"]
mod mutator;
#[path = "certificates/reading.rs"]
mod reading;
#[path = "certificates/sums.rs"]
mod sums;
#[path = "certificates/written.rs"]
mod written;

use mutator::{Edit, edits, harmless_anywhere};
use written::{Written, of_own_laws, written};

const KINDS: [&str; 8] = ["case", "constant", "counterexample", "farkas", "mixture", "polymatroid", "rays", "shannon"];

/// How many changes of one certificate are tried, unless all are.
const SAMPLE: usize = 150;

static WRITTEN: LazyLock<Vec<Written>> = LazyLock::new(written);

/// Whether the checker refuses nothing; a statement that is true because it has no instance counts as accepted.
fn accepts(text: &str) -> bool {
    matches!(check(text), Answer::Accepted(_) | Answer::Vacuous(..))
}

#[test]
fn what_the_engine_writes_is_accepted() {
    let refused: Vec<String> = WRITTEN
        .par_iter()
        .filter(|certificate| !accepts(&certificate.text))
        .map(|certificate| format!("{}: {}", certificate.name, check(&certificate.text)))
        .collect();
    assert!(refused.is_empty(), "of {}:\n{}", WRITTEN.len(), refused.join("\n"));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    WRITTEN.iter().for_each(|certificate| *kinds.entry(certificate.kind).or_default() += 1);
    println!("{} certificates: {kinds:?}", WRITTEN.len());
    assert_eq!(kinds.keys().copied().collect::<Vec<_>>(), KINDS);
}

#[test]
fn the_same_bytes_twice() {
    let again = written();
    assert_eq!(again.len(), WRITTEN.len());
    for (first, second) in WRITTEN.iter().zip(&again) {
        assert_eq!((&first.name, &first.text), (&second.name, &second.text));
    }
}

/// The engine reads its own certificates as it should: a reading that confirms nothing would exempt nothing.
#[test]
fn the_reading_confirms_what_is_written() {
    let denied = WRITTEN.par_iter().filter(|written| reading::confirms(&parsed(&written.text)) != Some(true));
    let denied: Vec<&str> = denied.map(|written| written.name.as_str()).collect();
    assert_eq!(denied, [""; 0]);
}

/// Of every claim of the catalogue that is expected to fail, and that the checker reads, a certificate shows that it
/// does. It does not read rules, nor probabilities of words, sets of positions as values, serial depths, products and
/// logarithms of numbers of the law. It is one of those above, or of a
/// case on the laws that the claim names; those can be too long to be changed in every place.
#[test]
fn every_false_claim_is_refuted() {
    let refutes = |written: &&Written| {
        let document = parsed(&written.text);
        let violated = document["kind"] == "counterexample" || document["verdict"] == "violated";
        // A case of one schedule does not refute that there is one.
        let of_one = document["kind"] == "case" && document["claim"]["statement"].as_str().unwrap().contains("exists");
        violated && !of_one && accepts(&written.text)
    };
    let catalogue = Catalogue::built_in().unwrap();
    let fails = catalogue.claims().iter().filter(|claim| claim.expectation() == Expectation::Fails);
    let not_refuted = fails.filter(|claim| {
        let mut known = WRITTEN.iter().filter(|written| written.claim == claim.id());
        !known.any(|written| refutes(&written)) && !of_own_laws(claim).iter().any(|written| refutes(&written))
    });
    let (read, others): (Vec<&Claim>, Vec<&Claim>) = not_refuted.partition(|claim| unread(claim).is_none());
    assert_eq!(read.into_iter().map(Claim::id).collect::<Vec<_>>(), [""; 0]);
    let pieces: Vec<String> = others.into_iter().filter_map(unread).collect();
    let named = ["rule ", "ln(", "TV_product", "mass(", "A in subsets(", "serial_depth_worst("];
    let are_named = |piece: &String| named.iter().any(|start| piece.starts_with(start));
    assert!(pieces.iter().all(are_named), "{pieces:?}");
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Changes that may leave a document true: the kinds of certificates, the place, and why. They have to be confirmed:
/// the engine reads the changed document, with its own parser and arithmetic, and comes to the same conclusion.
const CONFIRMED: [(&[&str], &str, &str); 10] = [
    (&KINDS, "/claim/statement", "another statement, or the same in other words, that the same evidence decides"),
    (&KINDS, "/claim/constant", "another value, or the same in other words, that the same evidence decides"),
    (&["case"], "/instance", "another instance, on which the law has the same verdict"),
    (&["case"], "/law", "another law with the same verdict: `holds` and `violated` leave room"),
    (&["counterexample"], "/instance", "another instance, which the same laws violate"),
    (&["counterexample"], "/refutations/", "another law that violates the statement too"),
    (
        &["constant"],
        "/class/s_max",
        "the class of all schedules, where the condition leaves none but those of the class",
    ),
    (&["farkas", "shannon"], "/instances/", "another sum with the same value, by the permutations that change nothing"),
    (&["polymatroid"], "/", "another value of what has no coefficient, or another polymatroid that violates it"),
    (&["constant"], "/sharpness/", "another point, or another instance, at which the difference vanishes"),
];

/// Pieces of changed statements with which some instance has no value, so that the engine does not read them. A verdict
/// on another instance, or its violation, stands all the same.
const WITHOUT_VALUE_ELSEWHERE: [&str; 5] =
    ["in 1..L--1:", "in 1..L+1:", "zeta(L - 2^(j--k))", "zeta(L - 2^(j+k))", "zeta(L - 3^(j-k))"];

/// Why an accepted change is no mistake.
fn harmless(kind: &str, original: &Value, edit: &Edit, changed: &Value) -> Option<&'static str> {
    let statement = edit.change().and_then(Value::as_str).filter(|_| edit.path == "/claim/statement");
    let of_one_instance = kind == "case" || kind == "counterexample";
    if of_one_instance && statement.is_some_and(|text| WITHOUT_VALUE_ELSEWHERE.iter().any(|piece| text.contains(piece)))
    {
        return Some("the statement has no value in some other instance, of which the certificate does not speak");
    }
    harmless_anywhere(original, edit).or_else(|| {
        let place = |(kinds, place, _): &&(&[&str], &str, _)| kinds.contains(&kind) && edit.path.starts_with(place);
        let (.., why) = CONFIRMED.iter().find(place)?;
        (reading::confirms(changed) == Some(true)).then_some(*why)
    })
}

/// What became of the changes of certificates.
#[derive(Default)]
struct Tally {
    possible: usize,
    tried: usize,
    harmless: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn add(mut self, other: Self) -> Self {
        self.possible += other.possible;
        self.tried += other.tried;
        self.wrong.extend(other.wrong);
        for (why, count) in other.harmless {
            *self.harmless.entry(why).or_default() += count;
        }
        self
    }
}

/// Tries the changes of a certificate: all, or every n-th.
fn mutate(checker: fn(&str) -> bool, certificate: &Written) -> Tally {
    let original = parsed(&certificate.text);
    let try_edit = |(mut document, mut tally): (Value, Tally), edit: &Edit| {
        tally.tried += 1;
        edit.on(&mut document, |changed| {
            if checker(&changed.to_string()) {
                match harmless(certificate.kind, &original, edit, changed) {
                    Some(why) => *tally.harmless.entry(why).or_default() += 1,
                    None => tally.wrong.push(format!("{}: {}", certificate.name, edit.describe())),
                }
            }
        });
        (document, tally)
    };
    let edits = edits(&original);
    let everything = std::env::var_os("MASKPROOF_ALL_MUTATIONS").is_some_and(|value| value == "1");
    let step = if everything { 1 } else { edits.len().div_ceil(SAMPLE) };
    let tallies = edits.par_iter().step_by(step).fold(|| (original.clone(), Tally::default()), try_edit);
    let tally = tallies.map(|(_, tally)| tally).reduce(Tally::default, Tally::add);
    Tally { possible: edits.len(), ..tally }
}

#[test]
fn every_change_in_one_place_is_refused() {
    let tallies = WRITTEN.par_iter().map(|certificate| mutate(accepts, certificate));
    let total = tallies.reduce(Tally::default, Tally::add);
    println!("{} of {} changes of {} certificates tried", total.tried, total.possible, WRITTEN.len());
    total.harmless.iter().for_each(|(why, count)| println!("{count} accepted: {why}"));
    assert!(total.wrong.is_empty(), "{} accepted:\n{}", total.wrong.len(), total.wrong.join("\n"));
    // An exemption that nothing needs is out of date, once everything is tried.
    for (.., why) in CONFIRMED.iter().filter(|_| total.tried == total.possible) {
        assert!(total.harmless.contains_key(why), "{why}");
    }
}

/// What a checker that is no checker lets pass, of the shortest certificate of each kind.
fn let_pass(checker: fn(&str) -> bool) -> BTreeMap<&'static str, usize> {
    let shortest = |kind: &str| {
        let of_kind = WRITTEN.iter().filter(|certificate| certificate.kind == kind);
        of_kind.min_by_key(|certificate| certificate.text.len()).unwrap()
    };
    KINDS.iter().map(|kind| (*kind, mutate(checker, shortest(kind)).wrong.len())).collect()
}

#[test]
fn control_always_accept() {
    let wrong = let_pass(|_| true);
    assert!(wrong.values().all(|wrong| *wrong > 80), "{wrong:?}");
}

/// Reads a document with the right keys at the top, and nothing of what it says.
fn parses(text: &str) -> bool {
    let document = parsed(text);
    let keys = ["claim", "length"].iter().all(|key| document.get(key).is_some());
    keys && document["format"] == "maskproof-certificate"
        && document["version"] == 1
        && KINDS.iter().any(|kind| document["kind"] == *kind)
}

#[test]
fn control_parse_only() {
    assert!(WRITTEN.iter().all(|certificate| parses(&certificate.text)));
    let wrong = let_pass(parses);
    assert!(wrong.values().all(|wrong| *wrong > 50), "{wrong:?}");
}
