//! `maskproof hunt`, and its report.

use maskproof::Shape;
use maskproof::hunt::{CaseOutcome, Options, hunt};
use maskproof::language::{Catalogue, Claim};
use maskproof_cli::report::hunt::{Ending, HuntReport};
use maskproof_cli::report::hunt_text::to_text;

use super::common::{Folder, Run};

fn claim(statement: &str, more: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}{more}\nstatement = '''\n{statement}\n'''\n")).unwrap()
}

/// Theorem 1 of Li and Cai with the constant free: `E_KL <= C sum_i I(X_i; X_-i)`.
fn freed_theorem() -> Claim {
    let constant = "constant = { name = \"C\", value = \"1\" }";
    claim("for all law, schedule: E_KL <= C * sum(i in 1..L, I(i; rest)) + eps_train", constant)
}

fn built_in(id: &str) -> Claim {
    Catalogue::built_in().unwrap().find(id).unwrap().clone()
}

fn report(claim: &Claim, options: &Options, stop: &(dyn Fn() -> bool + Sync)) -> HuntReport {
    let found = hunt(claim, options, stop).unwrap_or_else(|error| panic!("{}: {error}", claim.id()));
    HuntReport::new(claim, options, &found, found.is_open().then_some(false))
}

fn text(claim: &Claim, options: &Options) -> String {
    to_text(claim, &report(claim, options, &|| false))
}

fn options(vocabulary_size: usize, length: usize) -> Options<'static> {
    Options { shape: Shape::new(length, vocabulary_size).unwrap(), schedules: None, seed: 1, effort: 1 }
}

#[test]
fn a_family_that_approaches_its_supremum_is_shown() {
    let schedules = ["2,2".parse().unwrap()];
    let text = text(&built_in("li-cai-conj"), &Options { schedules: Some(&schedules), ..options(2, 4) });
    for part in ["seems to be approached, not attained", "violated: decided exactly", "e = 2^-64"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
}

/// The sharp constant 2/3 at L = 3, schedule (3), attained by repetition.
#[test]
fn the_constant_is_shown() {
    let schedules = ["3".parse().unwrap()];
    for claim in [freed_theorem(), built_in("li-cai-thm1")] {
        let text = text(&claim, &Options { schedules: Some(&schedules), ..options(2, 3) });
        assert!(text.contains("constant at least 2/3"), "{text}");
    }
}

#[test]
fn reports_depend_on_the_seed_alone() {
    let claim = built_in("li-cai-thm2-lower.a");
    let json = |seed: u64, threads: usize| {
        let options = Options { seed, ..options(2, 4) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        serde_json::to_string(&pool.install(|| report(&claim, &options, &|| false))).unwrap()
    };
    let first = json(7, 1);
    assert_eq!(first, json(7, 1));
    assert_eq!(first, json(7, 3));
    assert!(first.contains("\"seed\":7"));
}

#[test]
fn a_stopped_hunt_says_so() {
    let claim = freed_theorem();
    let report = report(&claim, &options(2, 3), &|| true);
    assert_eq!(report.ended, Ending::Stopped);
    assert!(report.cases.iter().all(|case| case.outcome == CaseOutcome::NotReached));
    assert!(to_text(&claim, &report).contains("stopped by the time limit; rerun may differ"));
}

#[test]
fn the_program_writes_laws_and_certificates() {
    let folder = Folder::new();
    let shape = ["--vocabulary", "2", "--length", "3"];
    let files = ["--output", "law.json", "--certificate", "proof.json", "--json"];
    let arguments = [&["hunt", "li-cai-thm2-lower.b"], &shape[..], &files].concat();
    let run = folder.run(&arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "expected to fail, and it does");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["outcome"], "violated");
    assert_eq!(json["best"], serde_json::json!([0, 1]));
    for name in ["law.json", "law.2.json"] {
        let law = maskproof::law::read_law(&folder.path(name)).unwrap();
        assert_eq!((law.length(), law.vocabulary_size()), (3, 2));
    }
    for name in ["proof.json", "proof.2.json"] {
        let text = std::fs::read_to_string(folder.path(name)).unwrap();
        let certificate: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&certificate["kind"], &certificate["verdict"]), (&"case".into(), &"violated".into()));
    }
    // The law serves as input.
    folder.claim("false.toml", "for all law: TC <= DTC", "");
    let run = folder.run(&[&["hunt", "false.toml"], &shape[..], &["-o", "worst.json"]].concat());
    assert_eq!(run.code, 1, "expected to hold: {run:?}");
    assert_eq!(folder.run(&["check", "false.toml", "--law", "worst.json"]).code, 1);
}

#[test]
fn bad_input_is_one_paragraph() {
    let folder = Folder::new();
    folder.claim("syntax.toml", "for all law\n  TC >= 0", "").claim("index.toml", "for all law: h(L + 1) >= 0", "");
    std::fs::create_dir(folder.path("taken")).unwrap();
    let shape = ["--vocabulary", "2", "--length", "3"];
    let fails = |arguments: &[&str], code: i32, parts: &[&str]| {
        let Run { code: found, stdout, stderr } = folder.run(&[&["hunt"], arguments].concat());
        assert_eq!((found, stdout.as_str()), (code, ""), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error") && !stderr.contains("panicked"), "{arguments:?}: {stderr}");
        for part in parts {
            assert!(stderr.contains(part), "{arguments:?}: `{part}` is missing in: {stderr}");
        }
        let lines = stderr.lines().count();
        let usage = stderr.contains("--help");
        let marked = lines == 3 && stderr.contains('^');
        assert!(usage || lines == 1 || marked, "{arguments:?}: more than a paragraph: {stderr}");
    };
    let with_shape = |more: &[&'static str]| [more, &shape].concat();
    fails(&["li-cai-thm1"], 2, &["--vocabulary", "--length"]);
    fails(&with_shape(&["li-cai-thm"]), 2, &["li-cai-thm1"]);
    fails(&with_shape(&["missing.toml"]), 3, &["missing.toml", "No such file"]);
    fails(&with_shape(&["syntax.toml"]), 3, &["syntax.toml", "line"]);
    fails(&with_shape(&["index.toml"]), 3, &["index.toml", "line"]);
    fails(&with_shape(&["li-cai-thm1", "--schedule", "2,2"]), 2, &["(2,2)", "length 3"]);
    fails(&with_shape(&["li-cai-thm1", "--schedule", "2,x"]), 2, &["`x`"]);
    fails(&with_shape(&["li-cai-thm1", "--effort", "0"]), 2, &["--effort"]);
    // A claim about given laws, none of this shape: others do not break it.
    fails(
        &["ccl-ex1.tc", "--vocabulary", "7", "--length", "2"],
        2,
        &["ccl-ex1.tc is about the laws that it lists", "maskproof check"],
    );
    fails(&with_shape(&["li-cai-thm1", "--seconds", "0"]), 2, &["--seconds"]);
    fails(&with_shape(&["li-cai-thm1", "--seed", "-1"]), 2, &["-1"]);
    fails(&with_shape(&["li-cai-thm1", "--output", "taken"]), 3, &["taken", "directory"]);
    fails(&with_shape(&["li-cai-thm1", "--certificate", "no/such.json"]), 3, &["no/such.json"]);
    fails(&["li-cai-thm1", "--vocabulary", "9", "--length", "9"], 2, &["1000000000 patterns", "4194304"]);
    let long = ["li-cai-thm1", "--vocabulary", "2", "--length", "12"];
    fails(&long, 2, &["2048 cases of 531441 patterns", "an effort of 1", "--schedule", "--effort 560"]);
    fails(&["li-cai-thm1", "--vocabulary", "0", "--length", "3"], 2, &["vocabulary"]);
    fails(&["li-cai-thm1", "--vocabulary", "2", "--length", "0"], 2, &[]);
    fails(&["li-cai-thm1", "--vocabulary", "x", "--length", "3"], 2, &["'x'"]);
}
