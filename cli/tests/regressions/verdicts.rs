//! Verdicts and exit codes of `check`: what the cases say, what is decided for all laws, and which of the two is
//! expected.

use maskproof::Shape;
use maskproof::evaluation::Setting;
use maskproof::language::Claim;
use maskproof::law::families::parse_spec;
use maskproof::sweep::generated::{laws_of_shape, shapes_to_cover};
use maskproof::sweep::{Conclusion, Options, run_on};

use super::common::{Folder, Run};

/// The report of `check` on a statement, with more lines of the file and more arguments.
fn check(statement: &str, more: &str, arguments: &[&str]) -> (Folder, Run) {
    let folder = Folder::new();
    folder.claim("x.toml", statement, more);
    let run = folder.run(&[&["check", "x.toml", "--quiet", "--json", "x.json"], arguments].concat());
    (folder, run)
}

fn json(folder: &Folder) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.path("x.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    report["claims"][0].clone()
}

fn assert_shows(run: &Run, code: i32, parts: &[&str]) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    for part in parts {
        assert!(run.stdout.contains(part), "`{part}` is missing in\n{}", run.stdout);
    }
}

/// The bound is true of every law that is tried, and false: for the repetition of one bit at L = 9, TC = DTC + 7 ln 2 =
/// 8 ln 2, and the schedule (6,1,1,1) loses 5 ln 2 where 2/4 (8 + 1) ln 2 = 4.5 ln 2 are granted.
#[test]
fn a_refuted_claim_is_false_whatever_the_cases_say() {
    let statement = "for all law, schedule: E_KL <= 2/T * (TC + DTC) + eps_train";
    let laws = ["--law", "repetition(L=9,V=2)", "--law", "parity(L=3,V=2)", "--law", "iid(L=9,V=2)"];
    let (folder, run) = check(statement, "expect = \"fails\"", &laws[2..]);
    assert_shows(
        &run,
        0,
        &["  holds ", "refuted at L = 9, as expected", "but is false", "proved at L = 3, refuted at L = 9"],
    );
    let claim = json(&folder);
    assert_eq!((&claim["conclusion"], &claim["truth"]), (&"holds".into(), &"false".into()));
    assert_eq!(claim["all_laws"]["refuted_at"], 9);
    assert_eq!(claim["all_laws"]["refuted_by"]["check"], "violated");
    let (_, run) = check(statement, "expect = \"holds\"", &laws[2..]);
    assert_shows(&run, 1, &["refuted at L = 9, UNEXPECTED", "(2 laws), but is false"]);
    // The law that was not tried breaks it in a case as well.
    let (folder, run) = check(statement, "", &laws);
    assert_shows(&run, 1, &["violated, UNEXPECTED"]);
    assert_eq!(json(&folder)["truth"], "false");
}

/// True of the one law given, as nothing is lost on independent tokens; false in general.
#[test]
fn one_law_is_no_evidence_against_a_refutation() {
    let statement = "for all law, schedule with s_max == 2: E_KL <= 1/2 * TC + eps_train";
    let (_, run) = check(statement, "", &["--law", "iid(L=2,V=2)"]);
    assert_shows(&run, 1, &["holds", "refuted at L = 2, UNEXPECTED", "uniform on [2,1] MDS code over GF(2)"]);
}

/// The tokens need not have one law: one uniform position among fixed ones has H(1) = ln 2 and H(2) = 0, or the other
/// way round.
#[test]
fn laws_are_made_for_a_scope_that_the_default_ones_hardly_reach() {
    for (statement, scope) in [
        ("for all law with L == 6 and V == 2: H(1) == H(2)", "V = 2, L = 6"),
        ("for all law with L == 5 and V == 3: H(1) <= H(5)", "V = 3, L = 5"),
        ("for all law with L == 7: H(6) <= H(7)", "V = 2, L = 7"),
        ("for all law with V >= 10: H(1) <= H(2)", "V = 10, L = 2"),
    ] {
        let (folder, run) = check(statement, "", &[]);
        assert_eq!(run.code == 1, run.stdout.contains("violated, UNEXPECTED"), "{statement}\n{}", run.stdout);
        if statement.contains("V >= 10") {
            // A law of length 1 has no second position.
            assert!(run.stdout.contains("was not checked at") && run.stdout.contains("L >= 2"), "{}", run.stdout);
        }
        assert_shows(&run, 1, &[&format!("made for this scope, {scope}")]);
        assert!(json(&folder)["laws_tried"].as_u64().unwrap() >= 20, "{statement}");
    }
}

/// Over one token everything is 0, and so is ln V: a strict relation fails.
#[test]
fn laws_over_one_token_are_tried() {
    let (_, run) = check("for all law: TC < L*ln(V)", "", &[]);
    assert_shows(&run, 1, &["violated, UNEXPECTED", "V=1", "P(0) = 1"]);
    let (_, run) = check("for all law with V >= 2 and L == 2: TC < L*ln(V)", "", &[]);
    assert_shows(&run, 0, &["holds"]);
}

#[test]
fn every_law_that_is_made_has_its_shape_and_a_name_that_makes_it() {
    for (length, vocabulary_size) in [(1, 1), (4, 1), (6, 2), (5, 3), (7, 2), (2, 10), (3, 6), (1, 17)] {
        let shape = Shape::new(length, vocabulary_size).unwrap();
        let family = laws_of_shape(shape);
        let least = if vocabulary_size == 1 { 1 } else { 20 };
        assert!(family.items.len() >= least, "{shape}: {}", family.items.len());
        let mut is_exchanged = length == 1 || vocabulary_size == 1;
        for item in &family.items {
            assert_eq!(item.shape(), shape);
            assert_eq!(parse_spec(item.law.name()).unwrap(), item.law);
            let word = |first: bool| if first { 1 } else { vocabulary_size.pow(u32::try_from(length).unwrap() - 1) };
            is_exchanged |= item.law.counts()[word(true) % item.law.counts().len()]
                != item.law.counts()[word(false) % item.law.counts().len()];
        }
        assert!(is_exchanged, "{shape}: a law that an exchange of the first and last position changes");
    }
    let claim = |statement: &str| {
        let head = "id = 'x'\ntitle = 't'\nsource = 's'\nprovenance = 'D'\n";
        Claim::parse("x.toml", &format!("{head}statement = '{statement}'")).unwrap()
    };
    let shape = |length, vocabulary_size| Shape::new(length, vocabulary_size).unwrap();
    let covered = [(shape(2, 2), 500), (shape(6, 2), 6)].into();
    let shapes = |statement: &str| shapes_to_cover(&claim(statement), &covered);
    assert_eq!(shapes("for all law with L == 6 and V == 2: TC >= 0"), [shape(6, 2)]);
    assert_eq!(shapes("for all law with L == 2 and V == 2: TC >= 0"), []);
    assert_eq!(shapes("for all law with L == 40: TC >= 0"), []);
    assert_eq!(shapes("for all law: TC >= 0"), [1, 2, 3, 4, 5, 6, 8].map(|length| shape(length, 1)));
    assert_eq!(shapes("for all law with L == 1/(V - V): TC >= 0"), []);
}

#[test]
fn a_scope_without_a_law_is_an_outcome_of_its_own() {
    let (folder, run) = check("for all law with L == 40: TC >= 0", "", &[]);
    assert_shows(&run, 1, &["no law tried, UNEXPECTED", "no law of this scope was tried: L = 40"]);
    assert_eq!(json(&folder)["conclusion"], "no law tried");
    let (_, run) = check("for all law with L == 7: TC >= 0", "", &["--law", "iid(L=2,V=2)"]);
    assert_shows(&run, 1, &["no law of this scope was tried: L = 7"]);
    let (_, run) = check("for all law with L == 40: TC < 0", "expect = \"fails\"", &[]);
    assert_eq!(run.code, 1, "nothing was tested");
    let (_, run) = check("for all law: KL_output >= 0", "", &["--law", "iid(L=2,V=2)"]);
    assert_eq!(run.code, 3, "no schedule: {}", run.stderr);
    let (_, run) = check("for all law: TC <= D_inf", "", &["--law", "iid(L=2,V=2)"]);
    assert_shows(&run, 0, &["rests on 1 law: it is no evidence for all laws"]);
}

/// Two bits and their sum: I(1;2|3) = ln 2, and I(1;2) = 0.
#[test]
fn a_law_is_checked_at_its_length_alone() {
    let statement = "for all law: I(1;2|3) <= I(1;2)";
    let (folder, run) = check(statement, "", &["--law", "parity(L=3,V=2)"]);
    assert_shows(&run, 1, &["violated, UNEXPECTED", "every law and vocabulary, L = 3 ", "P(0 0 0) = 1/4"]);
    assert_eq!(json(&folder)["all_laws"]["lengths"], serde_json::json!([3, 3]));
    // At L = 2 it has no meaning; beside another law that is left out and said.
    let (_, run) = check(statement, "", &["--law", "iid(L=2,V=2)"]);
    assert_eq!(run.code, 3, "{}", run.stdout);
    let (_, run) = check(statement, "", &["--law", "iid(L=2,V=2)", "--law", "iid(L=3,V=2)"]);
    // On these laws it holds, and is false of others.
    assert_shows(
        &run,
        1,
        &["was not checked at L = 2", "for all law with L >= 3: I(1;2|3) <= I(1;2)", "holds in every case tried"],
    );
}

#[test]
fn lengths_without_meaning_are_left_out_and_the_repaired_line_is_printed() {
    let laws: Vec<String> = (1..=5).map(|length| format!("--law=iid(L={length},V=2)")).collect();
    let laws: Vec<&str> = laws.iter().map(String::as_str).collect();
    for (statement, repaired, code) in [
        ("for all law: I(1;2|3) <= H(1)", "for all law with L >= 3: I(1;2|3) <= H(1)", 0),
        ("for all law with V == 2: H(4) <= ln(2)", "for all law with V == 2 and L >= 4: H(4) <= ln(2)", 0),
        ("for all law with (L) <= (4): delta(2) >= 0", "for all law with (L) <= (4) and L >= 3: delta(2) >= 0", 0),
        ("for all law, schedule: ideal_KL >= 0*h(2)/(L-1)", "for all law with L >= 2, schedule:", 0),
    ] {
        let (folder, run) = check(statement, "", &laws);
        assert_shows(&run, code, &["was not checked at", repaired]);
        // What is printed is a claim, and nothing is left out of it.
        let printed = json(&folder)["repaired"].as_str().unwrap().to_owned();
        let (folder, run) = check(&printed, "", &laws);
        assert_shows(&run, code, &[]);
        assert!(json(&folder)["skipped"].is_null(), "{printed}");
    }
}

/// The parity law has words of probability 0 that the product of its marginals has not: the reverse divergence is
/// infinite.
#[test]
fn infinite_on_both_sides_is_no_equality() {
    let laws = ["--law", "parity(L=3,V=2)"];
    let (folder, run) = check("for all law: TC_reverse <= 2*TC_reverse", "", &laws);
    assert_shows(&run, 0, &["both sides infinite in every case", "1 both infinite"]);
    let claim = json(&folder);
    assert_eq!((claim["both_infinite"].as_u64(), claim["equalities"].as_u64()), (Some(1), Some(0)));
    let (folder, _) = check("for all law: TC_reverse == TC_reverse + TC", "", &laws);
    assert_eq!(json(&folder)["both_infinite"], 1);
    let (_, run) = check("for all law: TC_reverse < 2*TC_reverse", "", &laws);
    assert_shows(&run, 1, &["violated", "left inf nats, right inf nats; < fails"]);
    // Of several relations a finite one says more; among schedules to choose from, too.
    let (folder, _) = check("for all law: TC_reverse <= 2*TC_reverse and TC <= 2*TC", "", &laws);
    let claim = json(&folder);
    assert_eq!((claim["both_infinite"].as_u64(), claim["equalities"].as_u64()), (Some(0), Some(0)));
    let (folder, _) = check("for all law, exists k in 0..1: k*TC_reverse <= 2*k*TC_reverse + (1-k)*TC", "", &laws);
    assert_eq!(json(&folder)["both_infinite"], 0);
    let two = ["--law", "parity(L=3,V=2)", "--law", "iid(L=3,V=2)"];
    let (_, run) = check("for all law: TC_reverse <= 2*TC_reverse", "", &two);
    assert_shows(&run, 0, &["equality in 1 case, 1 both infinite"]);
}

/// TC of the repetition of a bit is ln 2 at L = 2; that bit has no more than ln 2 itself.
#[test]
fn the_tightest_case_shows_both_sides_and_a_ratio_only_of_positive_ones() {
    let laws = ["--law", "repetition(L=2,V=2)", "--digits", "4"];
    let (folder, run) = check("for all law: TC <= 2*h(1)", "", &laws);
    assert_shows(&run, 0, &["left 0.6931 <= right 1.386, slack 0.6931, ratio 0.5000", "ratio: the side that should"]);
    assert_eq!(json(&folder)["tightest"]["tightness"], "0.5000");
    for statement in ["for all law: -100*TC <= h(1) + DTC", "for all law: min(-1*TC, h(1) - 3*TC) <= TC"] {
        let (folder, run) = check(statement, "", &laws);
        assert_shows(&run, 0, &["slack "]);
        assert!(!run.stdout.contains("ratio") && json(&folder)["tightest"]["tightness"].is_null(), "{}", run.stdout);
    }
}

#[test]
fn laws_that_break_a_claim_are_shown_and_written() {
    let statement = "for all law, schedule with s_max == 2: E_KL <= 1/2 * TC + eps_train";
    let (folder, run) = check(statement, "", &["--law", "parity(L=3,V=2)", "--laws", "laws", "--certificates", "cert"]);
    assert_shows(
        &run,
        1,
        &["P(0 0 0) = 1/4, P(0 1 1) = 1/4", "x.case-1.json: parity(L=3,V=2)", "x.L3.1.json: refutes x at L = 3"],
    );
    let file = folder.path("laws/x.case-1.json");
    let (_, again) = check(statement, "", &["--law", file.to_str().unwrap()]);
    assert_shows(&again, 1, &["x is violated in 1 of 2 cases"]);
    let (_, again) = check(statement, "", &["--law", folder.path("laws/x.L3.1.json").to_str().unwrap()]);
    assert_shows(&again, 1, &["x is violated"]);
    // A law of many sequences is not printed, and there is a way to have it.
    let (_, run) = check("for all law: TC <= 0", "", &["--law", "random(V=2,L=5,seed=1,bits=9)"]);
    assert_shows(&run, 1, &["32 sequences of positive probability; --laws DIR"]);
}

#[test]
fn what_has_no_certificate_says_why() {
    let certificates = ["--law", "repetition(L=3,V=2)", "--certificates", "certificates"];
    for (statement, code, reason) in [
        ("for all law: TC <= D_inf", 0, "x: none; the checker does not read `D_inf`"),
        ("for all law: TC <= 1/2*D_inf", 1, "x: none; the checker does not read `D_inf`"),
        ("for all law, order: KL_order <= 0", 1, "x: none; the checker does not read `"),
        ("for all law: min(TC, DTC) < 0", 1, "x: none; the checker does not read `min(TC, DTC)`"),
        ("for all law: I(1;2) <= 0", 1, "x: case-1.case; not written: L = 3: "),
    ] {
        let (folder, run) = check(statement, "", &certificates);
        assert_shows(&run, code, &["certificates in certificates:"]);
        // The checker comes to read more words; what is written or not is said in any case.
        let is_written = folder.entries().contains(&"certificates".to_owned());
        assert!(run.stdout.contains(reason) || is_written, "{statement}\n{}", run.stdout);
    }
    let (_, run) = check("for all law: TC <= 0", "", &certificates);
    assert_shows(&run, 1, &["x: L3.counterexample, case-1.case"]);
}

#[test]
fn what_the_limit_leaves_out_is_named_and_no_pass() {
    let head = "id = 'x'\ntitle = 't'\nsource = 's'\nprovenance = 'D'\n";
    let claim = Claim::parse("x.toml", &format!("{head}statement = 'for all law: min(TC, DTC) >= 0'")).unwrap();
    let specs = ["repetition(L=6,V=2)", "iid(L=2,V=2)", "iid(L=3,V=2)", "parity(L=2,V=2)"];
    let items: Vec<Setting> = specs.iter().map(|spec| Setting::exact(parse_spec(spec).unwrap())).collect();
    let run = |options: &Options| {
        let selections = [std::iter::once(0..items.len()).collect()];
        run_on(std::slice::from_ref(&claim), &items, &selections, options, &|_| ()).unwrap().remove(0)
    };
    let all = run(&Options::default());
    assert_eq!((all.conclusion, all.done.laws, all.done.of), (Conclusion::Holds, 4, 4));
    let none = run(&Options { most_steps: Some(0), ..Options::default() });
    assert_eq!((none.conclusion, none.done.laws, none.done.of), (Conclusion::Stopped, 0, 4));
    // The laws that take least come first.
    let steps = (10..40).map(|doublings| run(&Options { most_steps: Some(1 << doublings), ..Options::default() }));
    let done: Vec<u64> = steps.map(|report| report.done.laws).collect();
    assert!(done.is_sorted() && done.contains(&3) && done.last() == Some(&4), "{done:?}");
    let stopped = run(&Options { most_steps: None, stop: &|| true });
    assert_eq!((stopped.conclusion, stopped.done.is_stopped), (Conclusion::Stopped, true));
}

#[test]
fn laws_of_one_text_have_names_of_their_own() {
    let folder = Folder::new();
    folder.write("song.txt", "and the wind and the rain and the sea");
    let name = |arguments: &[&str]| {
        let run = folder.run(&[&["law", "text", "song.txt"], arguments].concat());
        let law: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        law["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(name(&["--length", "2"]), "song-classes-l2");
    assert_eq!(name(&["--length", "3"]), "song-classes-l3");
    assert_eq!(name(&["--length", "3", "--tokens", "vowels"]), "song-vowels-l3");
    assert_eq!(name(&["--length", "2", "--tokens", "words", "--words", "3"]), "song-words3-l2");
    assert_eq!(name(&["--length", "2", "--name", "mine"]), "mine");
}

/// The plainest laws are among the few that are made of a large shape: the entropies of repetition are `ln V`.
#[test]
fn repetition_is_tried_in_every_scope() {
    for statement in [
        "for all law with V == 2 and L == 10: I(3;7) <= 69/100*nat",
        "for all law with V == 2 and L == 11: TC <= 6*nat",
        "for all law with V == 3 and L == 9: TC <= 8*nat",
    ] {
        let (_, run) = check(statement, "", &[]);
        assert_shows(&run, 1, &["violated", "repetition"]);
    }
}

/// L = 7 is no length of a default law; `Z(7)` needs seven positions.
#[test]
fn lengths_of_decisions_without_a_meaning_or_a_case_are_named() {
    let (_, run) = check("for all law: 0*nat/(7-L) <= TC", "", &[]);
    assert_shows(&run, 0, &["L = 2,3,4,5,6,8,9,10,11,12,13,14,15,16", "not decided at L = 7: ", "division by zero"]);
    let (_, run) = check("for all law: Z(7) >= 0", "", &[]);
    assert_shows(&run, 0, &["every law and vocabulary, L = 7..16", "for all law with L >= 7: Z(7) >= 0"]);
    let (_, run) = check("for all law with L == 7: 10*TC >= DTC", "", &[]);
    assert_shows(&run, 0, &["every law and vocabulary, L = 7 "]);
    let (_, run) = check("for all law: H(all) <= L*log2(V)*ln(2)", "", &[]);
    assert_shows(&run, 0, &["was not checked at V = 3"]);
}
