//! `maskproof explain`.

use super::common::run;

fn explained(arguments: &[&str]) -> String {
    let found = run(&[&["explain"], arguments].concat());
    assert_eq!(found.code, 0, "{found:?}");
    found.stdout
}

#[test]
fn a_proof_by_rays_is_a_table() {
    let text = explained(&["li-cai-thm1", "--length", "3", "--cases", "1"]);
    assert!(text.contains("proved for every law, every vocabulary and every predictor, in 3 cases"), "{text}");
    assert!(text.contains("And 2 cases more") || text.contains("more; --cases N"), "{text}");
    assert!(text.contains("Equality holds on the codes of dimension"), "{text}");
}

#[test]
fn a_sum_of_inequalities_is_a_chain_that_ends_in_zero() {
    let text = explained(&["--statement", "for all law: if I(1;3|2) == 0 then I(1;3) <= I(1;2)", "--length", "3"]);
    // Data processing: I(1;2) - I(1;3) = I(1;2|3) - I(1;3|2), from the chain rule in two ways.
    assert!(text.contains("P1 = "), "{text}");
    assert!(text.contains("[less I(1;2|3)]"), "{text}");
    let last = text.lines().rfind(|line| line.contains("[less")).unwrap();
    assert!(last.trim().starts_with(">= 0 "), "{text}");
    let tex = explained(&[
        "--statement",
        "for all law: if I(1;3|2) == 0 then I(1;3) <= I(1;2)",
        "--length",
        "3",
        "--format",
        "latex",
    ]);
    assert!(tex.contains(r"\text{less } I(X_{1}; X_{2} \mid X_{3})"), "{tex}");
}

#[test]
fn a_refutation_shows_the_law_and_both_sides() {
    let text = explained(&["--statement", "for all law: I(1;2|3) <= I(1;2)", "--length", "3", "--digits", "6"]);
    assert!(text.contains("it is false"), "{text}");
    for piece in ["0 0 0", "0 1 1", "1 0 1", "1 1 0", "1/4", "0.693147"] {
        assert!(text.contains(piece), "{piece} is not in\n{text}");
    }
    let markdown =
        explained(&["--statement", "for all law: I(1;2|3) <= I(1;2)", "--length", "3", "--format", "markdown"]);
    assert!(markdown.contains(r"| 0 1 1 | $\tfrac{1}{4}$ |"), "{markdown}");
}

#[test]
fn what_is_open_says_why() {
    let zhang_yeung = "for all law with L == 4: 2*I(3;4) <= I(1;2) + I(1;3,4) + 3*I(3;4|1) + I(3;4|2)";
    let found = run(&["explain", "--statement", zhang_yeung]);
    assert_eq!(found.code, 1, "{found:?}");
    assert!(found.stdout.contains("a polymatroid violates it"), "{found:?}");
    let found = run(&["explain", "--statement", zhang_yeung, "--non-shannon", "zhang-yeung"]);
    assert_eq!(found.code, 0, "{found:?}");
    assert!(found.stdout.contains("ZY("), "{found:?}");
}
