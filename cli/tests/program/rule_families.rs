//! `maskproof policy --curve` and `--compare`

use serde_json::Value;

use super::common::run;

fn json(arguments: &[&str]) -> Value {
    let run = run(&[&["policy"][..], arguments, &["--json"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

const MARKOV: &str = "markov(L=4,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)";

/// The points of a curve are the rules themselves.
#[test]
fn a_curve_has_steps_and_blocks_at_equal_numbers_of_calls() {
    let report = json(&[MARKOV, "--curve", "4", "--digits", "6"]);
    let rows = report["curve"].as_array().unwrap();
    assert_eq!((rows.len(), report["policies"].as_array().unwrap().len()), (35, 0));
    let random: Vec<&Value> = rows.iter().filter(|row| row["family"] == "random").collect();
    let calls: Vec<u64> = random.iter().map(|row| row["calls"].as_u64().unwrap()).collect();
    assert_eq!(calls, [1, 2, 2, 3, 4, 4, 4]);
    for row in rows {
        // No step is empty here.
        assert_eq!(row["expected_rounds"], row["calls"].to_string());
    }
    // One token at a time with the exact predictor keeps the law.
    assert!(random[4..].iter().all(|row| row["total_variation"] == "0"));
    assert_eq!(random[2]["rule"], "blocks:2[random:steps=1]");
    let alone = json(&[MARKOV, "--rule", "blocks:2[random:steps=1]", "--rule", "random:steps=1..2", "--digits", "6"]);
    assert_eq!(alone["rules"][0]["kl"], random[2]["kl"]);
    assert_eq!(alone["rules"][1]["rule"], "random:steps=1");
    assert_eq!((&alone["rules"][2]["rule"], &alone["rules"][2]["kl"]), (&"random:steps=2".into(), &random[1]["kl"]));
}

#[test]
fn two_rules_are_compared_on_a_law() {
    let law = "independent(p=9/10;1/10|4/5;1/5)";
    let same = json(&[law, "--compare", "random:1", "top:1"]);
    assert_eq!(
        same["comparison"],
        serde_json::json!({"rules": ["random:1", "top:1"], "is_same": true, "laws_compared": 1})
    );
    let apart = json(&[law, "--compare", "random:1", "low-confidence:1"]);
    let difference = &apart["comparison"]["difference"];
    // By hand in docs/rules.md: q(0 0) is 99/125 for 18/25, the largest difference, and TV = 9/100.
    assert_eq!(difference["sequence"], serde_json::json!(["0", "0"]));
    assert_eq!(difference["probabilities"], serde_json::json!(["18/25", "99/125"]));
    assert_eq!(difference["total_variation"], "9/100");
}

#[test]
fn two_rules_are_compared_on_all_laws_of_a_grid() {
    let grid = ["--vocabulary", "2", "--length", "2", "--denominator", "4"];
    let same = json(&[&grid[..], &["--compare", "random:1", "entropy:1"]].concat());
    assert_eq!((&same["is_same"], &same["laws_compared"]), (&true.into(), &35.into()));
    let apart = json(&[&grid[..], &["--compare", "random:1", "low-confidence:1"]].concat());
    assert_eq!(apart["is_same"], false);
    // The law that is found tells them apart by the other command too.
    let folder = super::common::Folder::new();
    let counts = apart["difference"]["counts"].as_array().unwrap();
    let lines: Vec<String> = ["0,0", "0,1", "1,0", "1,1"]
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count != "0")
        .map(|(word, count)| format!("{word},{}", count.as_str().unwrap()))
        .collect();
    folder.write("law.csv", format!("x1,x2,count\n{}\n", lines.join("\n")));
    let run = folder.run(&["policy", "law.csv", "--compare", "random:1", "low-confidence:1", "--json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["comparison"]["difference"]["total_variation"], apart["difference"]["total_variation"]);
}

#[test]
fn mistakes_are_explained() {
    let compare = ["--compare", "random:1", "top:1"];
    let grid = |denominator| {
        let grid = ["policy", "--vocabulary", "2", "--length", "3", "--denominator", denominator];
        run(&[&grid[..], &compare].concat())
    };
    for (run, said) in [
        (run(&["policy"]), "LAW"),
        (run(&["policy", "parity", "--compare", "random:1"]), "--compare"),
        (run(&["policy", "parity(L=3,V=2)", "--compare", "random:1", "x:1"]), "there is no rule `x`"),
        (run(&["policy", "--denominator", "3"]), "--compare"),
        (run(&["policy", "parity(L=3,V=2)", "--curve", "0"]), "--curve"),
        (run(&["policy", "parity(L=3,V=2)", "--rule", "random:steps=3..2"]), "steps=T with T from 1"),
        (run(&["policy", "parity(L=3,V=2)", "--curves", "2"]), "--curves"),
        (grid("100"), "more than the limit of 65536"),
        (grid("0"), "the denominator N is 0"),
    ] {
        assert_eq!(run.code, 2, "{said}: {}", run.stderr);
        assert!(run.stderr.contains(said) && run.stdout.is_empty(), "{said}: {}", run.stderr);
    }
}
