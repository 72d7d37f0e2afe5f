//! Small inputs that took long, or much memory. That they end is what is tested, and what they say; no test looks at a
//! clock.

use std::process::Command;

use maskproof::language::Claim;
use maskproof::language::error::Mistake;
use maskproof::language::resolve::read;

use super::common::{Folder, Run, fixture};

/// What opens a level of nesting, and what closes it.
const NESTS: &[(&str, &str)] = &[
    ("(", ")"),
    ("-(", ")"),
    ("2^(", ")"),
    ("1 + (", ")"),
    ("H(", ")"),
    ("H0(", ")"),
    ("H(1|", ")"),
    ("H(1..", ")"),
    ("H(rest,", ")"),
    ("I(", ";2)"),
    ("I(1;", ")"),
    ("I(1;2|", ")"),
    ("I (", ")"),
    ("h(", ")"),
    ("N[", "]"),
    ("s[", "]"),
    ("min(", ", 1)"),
    ("max(1, ", ")"),
    ("min(i in 1..2, ", ")"),
    ("min(i in 1..(", "), 1)"),
    ("sum(i in 1..2, ", ")"),
    ("mean(i in (", ")..2, 1)"),
    ("sum(A in subsets(1), ", ")"),
    ("sum(A in subsets(", "), 1)"),
    ("best_order_KL(", ")"),
    ("permutation_error(", ", 2)"),
    ("binomial(", ", 1)"),
    ("subsets(", ")"),
    ("rest(", ")"),
];

/// The statements that have an expression at each place where one may stand.
fn statements(expression: &str) -> [String; 9] {
    [
        format!("for all law: {expression} >= 0"),
        format!("for all law: TC <= {expression}"),
        format!("for all law: if {expression} >= 0 then TC >= 0"),
        format!("for all law with {expression} >= 0: TC >= 0"),
        format!("for all law, schedule with T == {expression}: TC >= 0"),
        format!("for all law: exists schedule with T == {expression}: TC >= 0"),
        format!("for all law, for all i in 1..{expression}, j in {expression}..2: TC >= 0"),
        format!("for all law, A in subsets({expression}): TC >= 0"),
        format!("for all law, schedule = dual({expression}): TC >= 0"),
    ]
}

/// The time to read a statement does not double with each level: the test would not end.
#[test]
fn nests_with_a_mistake_inside_are_refused() {
    let depth = 30;
    for (position, (open, close)) in NESTS.iter().enumerate() {
        // The same again and again, and two in turn.
        for step in [0, 7, 12] {
            let (other, closing) = NESTS[(position + step) % NESTS.len()];
            let opened = format!("{open}{other}").repeat(depth / 2);
            let closed = format!("{closing}{close}").repeat(depth / 2);
            for expression in [
                format!("{opened}1;{closed}"),
                format!("{opened}1 1{closed}"),
                format!("{opened}1{closed} ?"),
                format!("{opened}1"),
                format!("{opened}?{closed}"),
                format!("{opened}1{closed}{close}"),
            ] {
                for statement in statements(&expression) {
                    assert_eq!(read(&statement, None).unwrap_err().mistake, Mistake::Syntax, "{statement}");
                }
            }
        }
    }
}

#[test]
fn nests_without_a_mistake_are_read() {
    for (open, close) in [("(", ")"), ("H(", ")"), ("min(", ", 1)"), ("sum(i in 1..2, ", ")"), ("I(1;", ")")] {
        let expression = format!("{}1{}", open.repeat(60), close.repeat(60));
        let found = read(&format!("for all law: {expression} >= 0"), None);
        assert!(!found.is_err_and(|error| error.mistake == Mistake::Syntax), "{expression}");
    }
}

#[test]
fn a_nest_of_entropies_is_a_mistake_at_its_place() {
    let run = Folder::new().run(&["check", &fixture("regressions/limits/nested-entropies.toml")]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("cannot be read at `;`"), "{}", run.stderr);
}

/// An information measure of one set is none, and the message says how one is written.
#[test]
fn an_information_of_one_set_is_not_defined() {
    let text =
        "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nstatement = \"for all law: I(1) >= 0\"\n";
    let message = format!("{:?}", Claim::parse("x.toml", text).unwrap_err());
    assert!(message.contains("`I` takes two sets of positions") && message.contains("I(1; 2)"), "{message}");
    for expression in ["I(rest)", "I(1..2, all)", "I(I(1))"] {
        assert!(Claim::parse("x.toml", &text.replace("I(1)", expression)).is_err(), "{expression}");
    }
}

fn run(arguments: &[&str]) -> Run {
    Folder::new().run(arguments)
}

/// The lengths of a decision and what it says of them.
fn decisions(file: &str, more: &[&str]) -> Vec<(u64, String, String)> {
    let path = fixture(&format!("regressions/{file}"));
    let run = run(&[&["decide", &path, "--json"], more].concat());
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let rows = json.as_array().unwrap().iter();
    rows.map(|row| (row["length"].as_u64().unwrap(), text(&row["outcome"]), text(&row["reason"]))).collect()
}

#[test]
fn what_is_too_large_to_decide_is_not_finished_and_says_so() {
    for file in ["factorials", "harmonic-sum", "many-instances"] {
        let decided = decisions(&format!("limits/{file}.toml"), &[]);
        let lengths: Vec<u64> = decided.iter().map(|(length, ..)| *length).collect();
        assert_eq!(lengths, (2..=16).collect::<Vec<_>>());
        let (_, outcome, reason) = decided.last().unwrap();
        assert_eq!(outcome, "not finished", "{file}");
        assert!(reason.contains("too large") && reason.contains("at most"), "{file}: {reason}");
        let first = decided.iter().position(|(_, outcome, _)| outcome == "not finished").unwrap();
        // Behind a length that is too large, none is decided.
        assert!(decided[first..].iter().all(|(_, outcome, _)| outcome == "not finished"), "{file}: {decided:?}");
        assert!(decided[..first].iter().all(|(_, outcome, _)| outcome == "proved"), "{file}: {decided:?}");
    }
}

#[test]
fn orders_beyond_those_that_are_listed_are_too_large() {
    let decided = decisions("limits/orders.toml", &["--length", "5..8"]);
    let outcomes: Vec<&str> = decided.iter().map(|(_, outcome, _)| outcome.as_str()).collect();
    assert_eq!(outcomes, ["undecided", "undecided", "not finished", "not finished"]);
    assert!(decided[1].2.contains("not linear"), "{decided:?}");
    assert!(decided[2].2.contains("length at most 6"), "{decided:?}");
}

#[test]
fn what_is_decided_within_limits_does_not_depend_on_threads() {
    let rows = |threads: &str| decisions("limits/many-instances.toml", &["--threads", threads]);
    assert_eq!(rows("1"), rows("5"));
}

/// Each instance is true, as 0 <= TC; so wherever instances are decided they are proved.
#[test]
fn a_claim_of_many_subset_entropies_ends() {
    let decided = decisions("limits/subset-entropies.toml", &[]);
    assert!(
        decided.iter().all(|(_, outcome, _)| ["refuted", "not finished"].contains(&outcome.as_str())),
        "{decided:?}"
    );
    // One token more than one fifth of a nat above the mean of all.
    assert_eq!(decided[0].1, "refuted", "{decided:?}");
}

#[test]
fn sums_that_are_too_large_are_refused_everywhere() {
    for file in ["factorials", "harmonic-sum"] {
        let path = fixture(&format!("regressions/limits/{file}.toml"));
        for arguments in [
            &["check", &path, "--law", "parity(L=2,V=2)"][..],
            &["hunt", &path, "--vocabulary", "2", "--length", "2"],
            &["sweep", "--claim", &path, "--vocabulary", "2", "--length", "2", "--denominator", "3"],
        ] {
            let run = run(arguments);
            assert_eq!(run.code, 3, "{arguments:?}: {run:?}");
            assert!(run.stderr.contains("too large") && run.stderr.contains("at most"), "{arguments:?}: {run:?}");
        }
    }
}

/// Sums of a moderate number of fractions are evaluated: H_1000 > 7, and a sum of 1/i! is below e.
#[test]
fn long_sums_of_moderate_numbers_are_decided() {
    let folder = Folder::new();
    folder.claim("a.toml", "for all law: sum(i in 1..1000, 1/i)*TC >= 7*TC", "");
    folder.claim("b.toml", "for all law: sum(i in 0..200, 1/factorial(i))*TC <= 2.7182818285*TC", "");
    for file in ["a.toml", "b.toml"] {
        let run = folder.run(&["decide", file, "--length", "2..4"]);
        assert_eq!(run.code, 0, "{run:?}");
    }
}

/// The classes of schedules are told apart by the largest block, 400 of them; the constants of the theorem are those of
/// Li and Cai, and the claim is proved at every length (proofs-notes).
#[test]
fn long_sequences_are_decided_class_by_class() {
    let run = run(&["decide", "li-cai-thm1", "--length", "400", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["outcome"], "proved", "{run:?}");
    // All compositions of 400.
    assert_eq!(json["schedule_count"], rug::Integer::from(rug::Integer::u_pow_u(2, 399)).to_string());
}

/// The program with arguments, on less than 1 GiB of address space.
#[cfg(target_os = "linux")]
fn within_a_gibibyte(arguments: &str) -> std::process::Output {
    let program = env!("CARGO_BIN_EXE_maskproof");
    Command::new("sh").arg("-c").arg(format!("ulimit -v 1048576; exec {program} {arguments}")).output().unwrap()
}

/// The longest law there may be, of one sequence: its output laws reach few of the 2^22 sets of positions.
#[cfg(target_os = "linux")]
#[test]
fn the_longest_law_takes_moderate_memory() {
    for command in ["analyse 'iid(L=22,V=1)'", "policy 'iid(L=22,V=1)' --policy left-to-right:11"] {
        let output = within_a_gibibyte(command);
        assert_eq!(output.status.code(), Some(0), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// All 65,536 pairs of counts.
#[cfg(target_os = "linux")]
#[test]
fn a_sweep_of_a_large_denominator_takes_moderate_memory() {
    let claim = fixture("regressions/limits/first-token.toml");
    let grid = "--vocabulary 2 --length 1 --denominator 65535";
    let output = within_a_gibibyte(&format!("sweep {grid} --threads 2 --quiet --claim {claim}"));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("65536 laws"), "{stdout}");
    // h(1) <= 2/3 ln 2 is false: the fair coin breaks it.
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_law_of_huge_numbers_is_refused() {
    let folder = Folder::new();
    let law = |digits: usize| {
        let count = format!("1{}", "0".repeat(digits - 1));
        format!(r#"{{"name":"x","vocabulary":["a","b"],"length":1,"counts":[[["a"],{count}],[["b"],1]]}}"#)
    };
    folder.write("large.json", law(1_000_000)).write("moderate.json", law(1000));
    for command in [&["analyse", "large.json"][..], &["policy", "large.json"]] {
        let run = folder.run(command);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.contains("too large") && run.stderr.contains("--limit"), "{}", run.stderr);
    }
    assert_eq!(folder.run(&["analyse", "moderate.json"]).code, 0);
}

#[test]
fn laws_of_too_many_tokens_are_refused_before_they_are_made() {
    let folder = Folder::new();
    folder.claim("c.toml", "for all law: TC >= 0", "");
    for spec in ["repetition(L=1,V=4000000)", "product(repetition(L=1,V=2000),iid(L=1,V=2000))"] {
        for arguments in
            [&["analyse", spec][..], &["policy", spec], &["check", "c.toml", "--law", spec], &["law", "family", spec]]
        {
            let run = folder.run(arguments);
            assert_eq!(run.code, 3, "{arguments:?}: {run:?}");
            let said =
                "too large: it needs more than the limit of at most 536870912 bytes of memory; raise it with --limit";
            assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
        }
    }
    assert_eq!(folder.run(&["law", "family", "repetition(L=1,V=4000)"]).code, 0);
}

#[test]
fn hunts_whose_starts_take_too_much_memory_are_refused() {
    let folder = Folder::new();
    folder.claim("c.toml", "for all law, schedule = one_by_one: E_KL <= eps_train + TC", "");
    let run = folder.run(&["hunt", "c.toml", "--vocabulary", "1000000", "--length", "1"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("too large") && run.stderr.contains("raise it with --limit"), "{}", run.stderr);
    // One token more than a law may have.
    let run = folder.run(&["hunt", "c.toml", "--vocabulary", "4194304", "--length", "1"]);
    assert_eq!(run.code, 2, "{run:?}");
}

/// The first has 3,000 logarithms of 3,000 bits in a sum, the second 10,000 near ties of 3,300 bits.
#[test]
fn large_logarithms_weigh_by_their_size_and_number() {
    for file in ["large-logarithms", "near-ties"] {
        let run = run(&[
            "check",
            &fixture(&format!("regressions/limits/{file}.toml")),
            "--law",
            "parity(L=3,V=2)",
            "--quiet",
        ]);
        assert!(run.stdout.contains("stopped at the limit: 0 of 1 laws were tried"), "{file}: {run:?}");
    }
}

/// 3^8 patterns with counts of 20,000 bits, or 313 words: more than 2^25 steps.
#[test]
fn the_laws_that_a_claim_names_are_within_limits() {
    let folder = Folder::new();
    folder.claim("x.toml", "for all law: TC >= 0", "laws = [\"random(V=2,L=8,seed=1,bits=20000)\"]");
    for arguments in [&["check", "x.toml"][..], &["decide", "x.toml"], &["sweep", "--claims", "x.toml"]] {
        let grid = ["--vocabulary", "2", "--length", "2", "--denominator", "2"];
        let run = folder.run(&[arguments, if arguments[0] == "sweep" { &grid } else { &[] }].concat());
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.contains("`laws`: ") && run.stderr.contains("--limit"), "{run:?}");
    }
    let run = folder.run(&["check", "x.toml", "--limit", "100"]);
    assert_eq!(run.code, 0, "{run:?}");
}
