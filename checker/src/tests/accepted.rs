//! Documents that are accepted, and of which many changes are true as well: they stand apart from the corpus, whose
//! good files are changed in one place each.

use crate::answer::Answer;

/// Values of the words of the language, by hand: `TC = ln 2`, `DTC = 2 ln 2` on the parity law of three tokens,
/// entropies of sets on that of four, and on independent tokens, where all information measures are 0.
#[test]
fn values_of_words() {
    for document in [
        include_str!("../../tests/values/case-values-of-parity-l3.json"),
        include_str!("../../tests/values/case-values-of-sets-l4.json"),
        include_str!("../../tests/values/case-values-of-independent-tokens-l4.json"),
    ] {
        let answer = crate::check(document);
        assert!(matches!(answer, Answer::Accepted(_)), "{answer}");
        for verdict in ["holds", "violated"] {
            assert!(!crate::check(&document.replace("\"equality\"", &format!("\"{verdict}\""))).is_accepted());
        }
    }
}

/// The condition on the schedule names the vocabulary, which is that of the one law.
#[test]
fn schedules_by_the_vocabulary_of_the_law() {
    let document = include_str!("../../tests/values/counterexample-as-many-rounds-as-tokens-l3.json");
    let answer = crate::check(document);
    assert!(matches!(answer, Answer::Accepted(_)), "{answer}");
    assert!(!crate::check(&document.replace("T == V", "T <= V")).is_accepted());
}
