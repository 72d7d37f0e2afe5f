//! Predictors given as logits, and by states.

use serde_json::{Value, json};

use super::common::{Folder, single_predictor};

const ONE: &str = "iid(L=1,V=2)";

/// Fractions and 60 decimals in Python: with `w` the double nearest to the exponential of the difference of the logits,
/// `-ln 2 - (ln(1/(1+w)) + ln(w/(1+w)))/2`.
#[test]
fn logits_are_normalised_by_the_doubles_nearest_to_their_exponentials() {
    for (row, error) in [
        ([0.0, -1.0], "0.12011450695827751682548273811367992530"),
        ([0.1, 3.0], "0.81041559565801784994096521213752811198"),
        // The greatest is taken off first: large logits are no larger powers.
        ([1e6, 1e6 - 1.0], "0.12011450695827751682548273811367992530"),
        ([-1e300, -1e300], "0"),
        ([5.0, f64::NEG_INFINITY], "inf"),
        ([5.0, -800.0], "inf"),
    ] {
        let folder = Folder::new();
        folder.write("p.npy", single_predictor(row));
        let arguments = ["value", ONE, "eps_train", "--schedule", "1", "--digits", "38", "--predictor", "p.npy"];
        let found = folder.run(&[&arguments[..], &["--logits", "--json"]].concat());
        let report: Value = serde_json::from_str(&found.stdout).unwrap_or_else(|_| panic!("{row:?}: {found:?}"));
        assert_eq!(report["values"][0]["nats"], error, "{row:?}");
    }
}

#[test]
fn rows_that_are_not_what_they_are_said_to_be_are_refused() {
    for (row, more, parts) in [
        ([30.1, 26.5], &[][..], &["row 2 (state (mask)), position 0 sum to 56.6", "give --logits", "--weights"][..]),
        ([0.5, -0.5], &[], &["-1/2: expected at least 0", "give --logits"]),
        ([0.5, -0.5], &["--weights"], &["-1/2: expected at least 0"]),
        ([f64::NAN, 0.0], &["--logits"], &["NaN", "expected a finite number"]),
        ([f64::INFINITY, 0.0], &["--logits"], &["inf", "expected a finite number"]),
        ([f64::NEG_INFINITY; 2], &["--logits"], &["are all 0: expected a distribution"]),
        ([0.0, 0.0], &["--weights"], &["are all 0: expected a distribution"]),
    ] {
        let folder = Folder::new();
        folder.write("p.npy", single_predictor(row));
        let found = folder.run(&[&["analyse", ONE, "--predictor", "p.npy"], more].concat());
        assert_eq!((found.code, found.stdout.as_str()), (3, ""), "{row:?}: {found:?}");
        for part in parts {
            assert!(found.stderr.contains(part), "{row:?}: `{part}` is not in\n{}", found.stderr);
        }
    }
    let folder = Folder::new();
    folder.write("p.npy", single_predictor([0.5, 0.5]));
    for arguments in [
        &["analyse", ONE, "--logits"][..],
        &["check", "--statement", "for all law: TC >= 0", "--law", ONE, "--logits"],
        &["policy", ONE, "--logits"],
        &["value", ONE, "TC", "--logits"],
        &["value", ONE, "TC", "--predictor", "p.npy", "--logits", "--weights"],
    ] {
        assert_eq!(folder.run(arguments).code, 2, "{arguments:?}");
    }
}

/// The states of length 2 over two tokens, with rows that depend on all that is revealed.
fn lines() -> Vec<Value> {
    let mut lines = vec![json!({"state": [null, null], "rows": [[0.25, 0.75], ["1/3", "2/3"]]})];
    for token in 0..2 {
        let row = json!([f64::from(token + 1) / 8.0, 1.0 - f64::from(token + 1) / 8.0]);
        lines.push(json!({"state": [token, null], "rows": [null, row]}));
        lines.push(json!({"state": [null, token], "rows": [row, null]}));
    }
    lines
}

fn text(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn states_with_rows_are_read_where_they_are_asked_for() {
    let folder = Folder::new();
    // P(00) = P(11) = 1/2. With (2): -ln 2 - ln(1/4 * 1/3)/2 - ln(3/4 * 2/3)/2. With (1,1), the mean over both orders of
    // -ln 2 - sum ln(first) + ln(second, given the first) by hand: rows 1/8, 7/8 behind 0 and 2/8, 6/8 behind 1.
    folder.write("p.jsonl", text(&lines()));
    let law = "repetition(L=2,V=2)";
    let run = |file: &str, law: &str| {
        let arguments = ["value", law, "E_KL", "--schedule", "2", "--schedule", "1,1", "--json", "--predictor", file];
        folder.run(&arguments)
    };
    let report: Value = serde_json::from_str(&run("p.jsonl", law).stdout).unwrap();
    let exact = |row: usize| report["values"][row]["exact"].as_str().unwrap().to_owned();
    // -ln 2 + (ln 12 + ln 2)/2
    assert_eq!(exact(0), "1/2 ln 2 + 1/2 ln 3");
    // Order 1/2: -ln 2 - (ln(1/4 * 1/8) + ln(3/4 * 3/4))/2; order 2/1: -ln 2 - (ln(1/3 * 1/8) + ln(2/3 * 3/4))/2.
    // Their mean: -ln 2 + (5 ln 2 + 4 ln 2 - 2 ln 3 + ln 3 + 3 ln 2 + ln 2)/4 = 9/4 ln 2 - 1/4 ln 3.
    assert_eq!(exact(1), "9/4 ln 2 - 1/4 ln 3");

    // A state that neither the law nor the rows come to may be missing.
    let mut certain = lines();
    certain[0] = json!({"state": [null, null], "rows": [[1, 0], [1, 0]]});
    let one_word = "independent(p=1;0|1;0)";
    let needed = [certain[0].clone(), certain[1].clone(), certain[2].clone()];
    folder.write("few.jsonl", text(&needed));
    let few = run("few.jsonl", one_word);
    assert_eq!(few.code, 0, "{few:?}");
    // One that the law comes to may not, nor one that the rows come to.
    for (file, kept, message) in [
        (
            "a.jsonl",
            vec![0, 1, 2, 3],
            "the state (mask, 1) has no row at position 0: it is a state of positive probability",
        ),
        ("b.jsonl", vec![1, 2, 3, 4], "the state (mask, mask) has no row at position 0"),
    ] {
        let some: Vec<Value> = kept.into_iter().map(|line| lines()[line].clone()).collect();
        folder.write(file, text(&some));
        let missing = run(file, law);
        assert_eq!(missing.code, 3, "{missing:?}");
        assert!(missing.stderr.contains(message) && missing.stderr.contains(file), "{missing:?}");
        assert!(missing.stderr.contains("add a line for this state"), "{missing:?}");
    }
    let reached = [lines()[0].clone(), lines()[1].clone(), lines()[2].clone()];
    folder.write("c.jsonl", text(&reached));
    let missing = run("c.jsonl", one_word);
    assert!(missing.stderr.contains("it is one that a sampler with these rows passes through"), "{missing:?}");
}

#[test]
fn what_is_wrong_with_a_line_is_said() {
    let good = "{\"state\": [null, null], \"rows\": [[0.5, 0.5], [0.5, 0.5]]}";
    for (line, more, message) in [
        (
            "{\"state\": [null], \"rows\": [[0.5, 0.5]]}",
            &[][..],
            "line 2: 1 tokens in `state`: expected 2, one for each position",
        ),
        ("{\"state\": [null, 0], \"rows\": [[0.5, 0.5]]}", &[], "line 2: 1 entries in `rows`: expected 2"),
        (
            "{\"state\": [2, null], \"rows\": [null, [1, 0]]}",
            &[],
            "line 2: the token 2 in `state`: expected null, or the place of a token from 0 to 1",
        ),
        ("{\"state\": [-1, null], \"rows\": [null, [1, 0]]}", &[], "line 2: the token -1 in `state`"),
        (
            "{\"state\": [0, null], \"rows\": [[1, 0], [1, 0]]}",
            &[],
            "line 2: a row at position 0 of the state (0, mask), which is revealed there",
        ),
        (
            "{\"state\": [0, null], \"rows\": [null, [1, 0, 0]]}",
            &[],
            "line 2: the row at position 1 of the state (0, mask) has 3 numbers: expected 2",
        ),
        (
            "{\"state\": [0, null], \"rows\": [null, [30.1, 26.5]]}",
            &[],
            "line 2: the row at position 1 of the state (0, mask) sums to 56.6",
        ),
        (
            "{\"state\": [0, null], \"rows\": [null, [1.5, -0.5]]}",
            &[],
            "line 2: -1/2 in the row at position 1 of the state (0, mask): expected at least 0",
        ),
        ("{\"state\": [0, null], \"rows\": [null, [\"x\", 1]]}", &[], "line 2: `x` in the row at position 1"),
        ("{\"state\": [0, null], \"rows\": [null, [0, 0]]}", &["--weights"], "is all 0: expected a distribution"),
        ("{\"state\": [0, null], \"rows\": [null, [NaN, 1]]}", &[], "line 2: column"),
        ("{\"state\": [0, null]}", &[], "missing field `rows`"),
        ("{\"state\": [0, null], \"rows\": [null, [1, 0]], \"row\": 1}", &[], "unknown field `row`"),
        ("not JSON", &[], "line 2: column 2"),
        (good, &[], "line 2: the state (mask, mask) is given a second time"),
    ] {
        let folder = Folder::new();
        folder.write("p.jsonl", format!("{good}\n{line}\n"));
        let arguments = ["analyse", "repetition(L=2,V=2)", "--predictor", "p.jsonl"];
        let found = folder.run(&[&arguments[..], more].concat());
        assert_eq!((found.code, found.stdout.as_str()), (3, ""), "{line}: {found:?}");
        assert!(found.stderr.contains(message) && found.stderr.contains("p.jsonl"), "{line}:\n{}", found.stderr);
    }
    let folder = Folder::new();
    folder.write("p.jsonl", "\n\n");
    let empty = folder.run(&["analyse", "repetition(L=2,V=2)", "--predictor", "p.jsonl"]);
    assert!(empty.stderr.contains("the file has no state"), "{empty:?}");
}

/// A predictor of two bits that is no law's: `analyse` names its largest circulation, and `check` refutes that there is none.
#[test]
fn a_predictor_that_depends_on_the_order() {
    const PREDICTOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/predictors/order-dependent.jsonl");
    const CLAIMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../catalogue/path-dependent-2605.09303/");
    let folder = Folder::new();
    let found = folder.run(&["analyse", "iid(L=2,V=2)", "--predictor", PREDICTOR, "--json"]);
    let report: Value = serde_json::from_str(&found.stdout).unwrap();
    let circulations = &report["circulations"];
    assert_eq!((&circulations["count"], &circulations["nonzero"]), (&json!(4), &json!(2)));
    let largest = &circulations["largest"];
    // ln 4/3
    assert_eq!(largest["circulation"]["nats"], "0.287682072452");
    assert_eq!(largest["context"], json!([null, null]));
    assert_eq!((&largest["positions"], &largest["tokens"]), (&json!(["2", "1"]), &json!(["0", "1"])));
    assert_eq!(largest["probabilities"], json!(["1/6", "1/8"]));

    let check = |claim: &str, predictor: &[&str]| {
        let path = format!("{CLAIMS}{claim}.toml");
        folder.run(&[&["check", &path, "--law", "iid(L=2,V=2)"], predictor].concat())
    };
    let any = check("circulation.any", &["--predictor", PREDICTOR]);
    assert!(any.code == 0 && any.stdout.contains("violated, as expected"), "{any:?}");
    assert!(any.stdout.contains("left 0.375000 nats, right 0.333333 nats"), "{any:?}");
    // The predictor of the law has none.
    let any = check("circulation.any", &[]);
    assert!(any.code == 1 && any.stdout.contains("holds"), "{any:?}");
    let exact = folder.run(&["analyse", "iid(L=2,V=2)", "--json"]);
    assert!(serde_json::from_str::<Value>(&exact.stdout).unwrap().get("circulations").is_none());
}
