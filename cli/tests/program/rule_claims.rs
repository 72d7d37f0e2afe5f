//! Claims on rules: `check --rule`, `hunt --rule`, and what the other commands say of them.

use super::common::Folder;

const KEEPS: &str = r#"
id = "keeps"
title = "The rule keeps the law"
source = "a test"
provenance = "D"
statement = '''
for all law with L <= 3,  # the exact predictor
        rule in {"low-confidence:1", "top:1"}:
  ideal_KL_rule == 0
'''
"#;

const PRODUCT: &str = "independent(p=9/10;1/10|4/5;1/5)";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("keeps.toml", KEEPS);
    folder
}

/// By docs/rules.md only low-confidence:1 changes this law.
#[test]
fn rules_take_the_place_of_those_of_a_claim() {
    let folder = folder();
    let check = |rules: &[&str]| folder.run(&[&["check", "keeps.toml", "--law", PRODUCT][..], rules].concat());
    let own = check(&[]);
    assert_eq!(own.code, 1);
    assert!(own.stdout.contains("keeps is violated in 1 of 2 cases"), "{}", own.stdout);
    let kept = check(&["--rule", "random:1", "--rule", "random:2", "--rule", "blocks:2[low-confidence:2]@top-k=2"]);
    assert_eq!(kept.code, 0, "{}", kept.stdout);
    assert!(kept.stdout.contains("1 of 1 claim as expected, in 3 cases"), "{}", kept.stdout);
    let hunted = |rule| folder.run(&["hunt", "keeps.toml", "--vocabulary", "2", "--length", "2", "--rule", rule]);
    let (broken, held) = (hunted("low-confidence:1"), hunted("random:1"));
    assert_eq!((broken.code, held.code), (1, 0), "{} {}", broken.stdout, held.stdout);
    assert!(broken.stdout.contains("rule low-confidence:1: violated"), "{}", broken.stdout);
    assert!(!held.stdout.contains("low-confidence"), "{}", held.stdout);
}

/// Rules that need a law of some length, or with some token, are rules of claims.
#[test]
fn rules_that_fit_some_laws_stand_in_claims() {
    let folder = folder();
    let check = |law: &str, rule: &str| folder.run(&["check", "keeps.toml", "--law", law, "--rule", rule]);
    // By docs/rules.md two redrawn parity bits break the law, and one keeps it.
    assert_eq!(check("parity(L=3,V=2)", "remask:2").code, 1);
    assert_eq!(check("parity(L=3,V=2)", "remask:1,rounds=3").code, 0);
    // Without the token 0 the law of 1 1 1 is kept.
    assert_eq!(check("independent(p=0;1|0;1|0;1)", "random:2@without=0").code, 0);
    assert_eq!(check("parity(L=3,V=2)", "random:2@without=0").code, 1);
    // On a law that is too short, or without the token, the case is not decided, and says why.
    for (law, rule, part) in [
        ("parity(L=2,V=2)", "remask:3", "expected a number of positions from 1 to the length 2"),
        ("parity(L=2,V=2)", "random:1@without=e", "a token of the law, each once"),
    ] {
        let run = check(law, rule);
        assert_eq!(run.code, 1, "{}", run.stdout);
        assert!(run.stdout.contains("not decided in 1 of 1 case") && run.stdout.contains(part), "{}", run.stdout);
    }
}

#[test]
fn what_is_wrong_with_a_rule_is_said() {
    let folder = folder();
    folder.write(
        "no-rule.toml",
        KEEPS
            .replace("rule in {\"low-confidence:1\", \"top:1\"}", "k in 1..L")
            .replace("ideal_KL_rule == 0", "h(k) >= 0"),
    );
    for (claim, rules, part) in [
        ("keeps.toml", &["low-confidense:1"][..], "there is no rule `low-confidense`"),
        ("keeps.toml", &["low-confidence:0"], "expected a number of positions from 1"),
        ("keeps.toml", &["bisection"], "`bisection` is a policy"),
        ("keeps.toml", &["random:1", "random:1"], "stands twice"),
        ("keeps.toml", &["random:1\""], "a quotation mark"),
        ("no-rule.toml", &["random:1"], "quantifies over no rule"),
    ] {
        let options: Vec<&str> = rules.iter().flat_map(|rule| ["--rule", rule]).collect();
        let run = folder.run(&[&["check", claim, "--law", PRODUCT][..], &options].concat());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains(part) && run.stderr.lines().count() == 1, "{}", run.stderr);
    }
}

/// Rules are beyond what is decided for all laws, and beyond what certificates say: each command names the reason.
#[test]
fn commands_say_what_they_do_not_do_with_rules() {
    let folder = folder();
    folder.write(
        "least.toml",
        KEEPS
            .replace("\nprovenance", "\nconstant = { name = \"C\", value = \"1\" }\nprovenance")
            .replace("ideal_KL_rule == 0", "KL_rule <= C * TC"),
    );
    let piece = "the checker does not read `";
    let decided = folder.run(&["decide", "keeps.toml", "--length", "2", "--certificates", "c"]);
    assert!(decided.stdout.contains("of low-confidence:1 is not linear in average entropies"), "{}", decided.stdout);
    assert!(decided.stderr.contains(piece), "{}", decided.stderr);
    let constant = folder.run(&["constant", "least.toml", "--length", "2"]);
    assert!(constant.stdout.contains("is not linear in average entropies"), "{}", constant.stdout);
    let sweep = ["sweep", "--vocabulary", "2", "--length", "2", "--denominator", "6", "--claim", "keeps.toml"];
    let swept = folder.run(&sweep);
    assert_eq!(swept.code, 2);
    assert!(swept.stderr.contains("maskproof check FILE.toml"), "{}", swept.stderr);
    let checked = folder.run(&["check", "keeps.toml", "--law", PRODUCT, "--certificates", "c"]);
    assert!(checked.stdout.contains(piece), "{}", checked.stdout);
    let hunt = ["hunt", "keeps.toml", "--vocabulary", "2", "--length", "2", "--certificate", "p.json"];
    let hunted = folder.run(&hunt);
    assert!(hunted.code == 1 && hunted.stderr.contains(piece), "{}", hunted.stderr);
}
