//! `maskproof policy`

use serde_json::Value;

use super::common::{fixture, run};

fn program(arguments: &[&str]) -> (i32, String, String) {
    let run = run(arguments);
    (run.code, run.stdout, run.stderr)
}

#[test]
fn the_command_prints_rounds_and_divergences() {
    let (code, stdout, stderr) = program(&[
        "policy",
        "parity(L=3,V=2)",
        "--policy",
        "left-to-right:2",
        "--policy",
        "order:1,2,3",
        "--digits",
        "6",
    ]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let row = |name: &str| -> Vec<String> {
        let line = stdout.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        line.split_whitespace().map(str::to_owned).collect()
    };
    assert_eq!(row("left-to-right:2"), ["left-to-right:2", "2", "2", "0", "0"]);
    assert_eq!(row("order:1,2,3"), ["order:1,2,3", "1", "1", "0.693147", "0.693147"]);

    let arguments = ["policy", "kjv", "--policy", "all", "--predictor", "p", "--json", "--digits", "8"];
    let (law, table) = (fixture("laws/kjv-classes-l6.json"), fixture("predictors/mdm-kjv-classes-l6.npy"));
    let arguments = arguments.map(|argument| match argument {
        "kjv" => law.as_str(),
        "p" => table.as_str(),
        other => other,
    });
    let (code, stdout, stderr) = program(&arguments);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["policies"].as_array().unwrap().len(), 13);
    assert!(report["policies"][0]["learning_gap"]["nats"].is_string());
}

#[test]
fn rules_are_printed_in_full_as_json() {
    let law = "independent(p=9/10;1/10|4/5;1/5)";
    let arguments = ["--rule", "low-confidence:1", "--rule", "random:1@t=0", "--output-law", "--json", "--digits", "6"];
    let (code, stdout, stderr) = program(&[&["policy", law][..], &arguments].concat());
    assert_eq!((code, stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["policies"], serde_json::json!([]));
    // TV and q(1 1) are computed by hand in docs/rules.md.
    let drawn = &report["rules"][0];
    assert_eq!(drawn["rule"], "low-confidence:1");
    assert_eq!((&drawn["total_variation"], &drawn["total_variation_decimal"]), (&"9/100".into(), &"0.0900000".into()));
    assert!(drawn["mean_kl_over_orders"].is_null() && drawn["is_exact"] == false);
    assert_eq!(drawn["output_law"][3]["sequence"], serde_json::json!(["1", "1"]));
    assert_eq!((&drawn["output_law"][3]["p"], &drawn["output_law"][3]["q"]), (&"1/50".into(), &"1/500".into()));
    // The likeliest sequence, 0 0, always.
    let greedy = &report["rules"][1];
    assert_eq!((&greedy["kl"]["bits"], &greedy["support_probability"]), (&"inf".into(), &"1".into()));
    assert_eq!((&greedy["total_variation"], &greedy["max_rounds"]), (&"7/25".into(), &2.into()));
    assert!(greedy["expected_rounds_under_law"].is_null());

    let (code, _, stderr) = program(&["policy", law, "--output-law"]);
    assert!(code == 2 && stderr.contains("--rule"), "{stderr}");
}

/// Two of three parity bits, drawn anew for ever: all eight words with 1/8, so that TV = 1/2.
#[test]
fn endless_rounds_are_a_limit() {
    let law = "parity(L=3,V=2)";
    let rules = ["--rule", "remask:2,rounds=endless", "--rule", "remask:2", "--output-law", "--json"];
    let (code, stdout, stderr) = program(&[&["policy", law][..], &rules].concat());
    assert_eq!((code, stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((report["rules"].as_array().unwrap().len(), &report["policies"]), (1, &serde_json::json!([])));
    let limit = &report["limits"][0];
    assert_eq!((&limit["rule"], &limit["is_exact"]), (&"remask:2,rounds=endless".into(), &false.into()));
    assert_eq!((&limit["total_variation"], &limit["support_probability"]), (&"1/2".into(), &"1/2".into()));
    assert_eq!((&limit["kl"]["bits"], &limit["reverse_kl"]["nats"]), (&"1.00000000000".into(), &"inf".into()));
    let sequences = limit["output_law"].as_array().unwrap();
    assert!(sequences.len() == 8 && sequences.iter().all(|row| row["q"] == "1/8"));
    for (rule, part) in [
        ("random:1,rounds=endless", "expected a number of positions from 1, or steps=T"),
        ("remdm:cap,eta=1,rounds=endless", "expected cap,eta=E,T=N"),
        ("remask:4,rounds=endless", "from 1 to the length 3"),
        ("mdlm:linear,T=2@rounds=endless", "behind the `@`"),
    ] {
        let (code, stdout, stderr) = program(&["policy", law, "--rule", rule]);
        assert_eq!((code, stdout.as_str()), (2, ""), "{rule}: {stderr}");
        assert!(stderr.contains(part) && stderr.lines().count() == 1, "{rule}: {stderr}");
    }
    let (code, _, stderr) = program(&["policy", "iid(L=8,V=2)", "--rule", "remask:2,rounds=endless"]);
    assert!(code != 0 && stderr.contains("more than 128 sequences"), "{stderr}");
}

#[test]
fn a_witness_of_the_depth_is_read_back() {
    let law = "mixture(1/2*repetition(L=3,V=2),1/2*iid(L=3,V=2))";
    let (code, stdout, _) = program(&["policy", law, "--depth", "--json"]);
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let depth = &report["serial_depth"];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("witness.json");
    std::fs::write(&file, depth["expected_witness"].to_string()).unwrap();
    let name = format!("table:{}", file.display());
    let (code, stdout, _) = program(&["policy", law, "--policy", &name, "--json"]);
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["policies"][0]["is_exact"], true);
    assert_eq!(report["policies"][0]["expected_rounds"], depth["expected"]);
}

#[test]
fn the_command_says_what_is_wrong() {
    let law = "iid(L=3,V=2)";
    let long = "iid(L=11,V=2)";
    let another = fixture("predictors/mdm-kjv-classes-l6.npy");
    let failures: [(&[&str], i32, &str); 24] = [
        (&["policy", law, "--rule", "low-confidence:0"], 2, "a number of positions from 1"),
        (&["policy", law, "--rule", "remask:0"], 2, "a number of positions from 1 to the length 3"),
        (&["policy", law, "--rule", "threshold:3/2"], 2, "an exact number from 0 to 1"),
        (&["policy", law, "--rule", "row-threshold:-1/2"], 2, "an exact number from 0 to 1"),
        (&["policy", law, "--rule", "random:steps=0"], 2, "steps=T with T from 1"),
        (&["policy", law, "--rule", "maskgit:T=0,tau=1"], 2, "T=N with N from 1"),
        (&["policy", law, "--rule", "mdlm:linear,T=0"], 2, "linear,T=N or cosine,T=N with N from 1"),
        (&["policy", law, "--rule", "mdlm:grid=1/2;1/2;1"], 2, "exact numbers that increase from above 0 to 1"),
        (&["policy", law, "--rule", "random:1", "--predictor", &another], 3, "mdm-kjv-classes-l6.npy"),
        (&["policy", law, "--rule", "low-confidance:1"], 2, "expected one of low-confidence, random"),
        (&["policy", law, "--rule", "blocks:0[random:1]"], 2, "a block size of at least 1"),
        (&["policy", law, "--rule", "random:1@t=-0.3"], 2, "a temperature from 0 as an exact number"),
        (&["policy", law, "--rule", "random:1", "--temperature", "hot"], 2, "a temperature from 0 as an exact number"),
        (&["policy", law, "--rule", "random:1@t=1/2", "--temperature", "1/2"], 2, "each part once"),
        (&["policy", law, "--rule", "left-to-right:0"], 2, "positive number"),
        (&["policy", law, "--rule", "table:no-such.json"], 3, "no-such.json"),
        (&["policy", long, "--rule", "mdlm:linear,T=4096"], 3, "more than the limit of 1048576"),
        (&["policy", law, "--policy", "bisect"], 2, "no policy `bisect`"),
        (&["policy", law, "--policy", "left-to-right:0"], 2, "positive number"),
        (&["policy", law, "--policy", "order:1,2"], 2, "every position from 1 to 3 once"),
        (&["policy", law, "--policy", "table:no-such.json"], 3, "no-such.json"),
        (&["policy", "no-such-law.json"], 3, "no-such-law.json"),
        (&["policy", "random(V=2,L=13,seed=1,bits=4)", "--depth"], 3, "too many states"),
        (&["policy", long, "--best-orders"], 2, "length 11"),
    ];
    for (arguments, expected, part) in failures {
        let (code, stdout, stderr) = program(arguments);
        assert_eq!((code, stdout.as_str()), (expected, ""), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error") && stderr.contains(part) && stderr.contains("; "), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn one_temperature_is_that_of_every_rule() {
    let law = "markov(L=3,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)";
    let rows = |arguments: &[&str]| {
        let (code, stdout, stderr) = program(&[&["policy", law, "--json"], arguments].concat());
        assert_eq!((code, stderr.as_str()), (0, ""), "{arguments:?}");
        serde_json::from_str::<Value>(&stdout).unwrap()
    };
    let together = rows(&["--temperature", "1/2", "--rule", "low-confidence:1", "--rule", "random:1@top-k=1"]);
    let apart = rows(&["--rule", "low-confidence:1@t=1/2", "--rule", "random:1@top-k=1,t=1/2"]);
    assert_eq!(together, apart);
    let plain = rows(&["--rule", "low-confidence:1", "--rule", "random:1@top-k=1"]);
    assert_ne!(together["rules"][0]["kl"], plain["rules"][0]["kl"]);
    // Nothing would read it.
    let (code, _, stderr) = program(&["policy", law, "--temperature", "1/2"]);
    assert_eq!(code, 2, "{stderr}");
}
