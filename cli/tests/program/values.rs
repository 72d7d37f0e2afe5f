//! `maskproof value`.

use serde_json::Value;

use super::common::{Folder, run};

#[test]
fn values_are_printed_in_every_unit_and_exactly() {
    let found = run(&["value", "parity(L=3,V=2)", "I(1;2|3) + TC", "max_mass", "TC/ln(3)", "TC_reverse", "--exact"]);
    assert_eq!(found.code, 0, "{found:?}");
    let rows: Vec<Vec<&str>> = found.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    for row in [
        &["I(1;2|3)", "+", "TC", "1.38629436112", "nats", "2", "ln", "2"][..],
        &["max_mass", "0.250000000000", "1/4"],
        &["TC/ln(3)", "0.630929753571", "(ln", "2)/(ln", "3)"],
        &["TC_reverse", "inf", "nats", "inf"],
    ] {
        assert!(rows.contains(&row.to_vec()), "{row:?} is not in\n{}", found.stdout);
    }
    // log10 2 and log_{3/2} 2, from a table of logarithms.
    for (arguments, decimal) in [
        (&["--unit", "bits"][..], "1.00000000000"),
        (&["--base", "10", "--digits", "20"], "0.30102999566398119521"),
        (&["--base", "3/2", "--digits", "6"], "1.70951"),
    ] {
        let found = run(&[&["value", "parity(L=3,V=2)", "TC"], arguments].concat());
        assert!(found.stdout.contains(decimal), "{arguments:?}: {found:?}");
    }
}

/// Seventy columns that are the same: what asks for no average over all sets of them has a value.
#[test]
fn entropies_of_long_laws_are_computed_alone() {
    let folder = Folder::new();
    let row = |token: &str| vec![token; 70].join(",");
    let names: Vec<String> = (1..=70).map(|position| format!("p{position}")).collect();
    folder.write("long.csv", format!("{},count\n{},1\n{},1\n", names.join(","), row("a"), row("b")));
    let found = folder.run(&["value", "long.csv", "H(1, 70) + I(2; 69)", "--exact"]);
    assert_eq!((found.code, found.stdout.contains("2 ln 2")), (0, true), "{found:?}");
    let statement = "for all law: H(1, 70) == H(35)";
    let checked = folder.run(&["check", "--statement", statement, "--law", "long.csv", "--quiet"]);
    assert!(checked.stdout.contains("equality in every case"), "{checked:?}");
    let refused = folder.run(&["value", "long.csv", "h(2)"]);
    assert_eq!((refused.code, refused.stderr.contains("--positions")), (3, true), "{refused:?}");
}

#[test]
fn the_json_report_says_what_each_value_is() {
    let laws = ["value", "parity(L=3,V=2)", "E_KL", "TC", "max_mass", "TC/ln(3)", "TC - TC_reverse"];
    let found = run(&[&laws[..], &["--schedule", "3", "--schedule", "1,2", "--json", "--base", "2"]].concat());
    let report: Value = serde_json::from_str(&found.stdout).unwrap();
    // One value is undefined.
    assert_eq!(found.code, 1, "{found:?}");
    let rows = report["values"].as_array().unwrap();
    let of =
        |row: &Value| (row["expression"].clone(), row["schedule"].clone(), row["kind"].clone(), row["exact"].clone());
    let expected = [
        ("E_KL", serde_json::json!([3]), "information", "ln 2".into()),
        ("E_KL", serde_json::json!([1, 2]), "information", "ln 2".into()),
        ("TC", Value::Null, "information", "ln 2".into()),
        ("max_mass", Value::Null, "rational", "1/4".into()),
        ("TC/ln(3)", Value::Null, "ratio", "(ln 2)/(ln 3)".into()),
        ("TC - TC_reverse", Value::Null, "undefined", Value::Null),
    ];
    for (row, (expression, schedule, kind, exact)) in rows.iter().zip(expected) {
        assert_eq!(of(row), (expression.into(), schedule, kind.into(), exact));
    }
    assert_eq!((&rows[0]["in_base"], &rows[0]["bits"]), (&"1.00000000000".into(), &"1.00000000000".into()));
    assert_eq!(rows[5]["reason"], "an infinite term is subtracted");
}

#[test]
fn what_is_missing_or_not_read_is_said() {
    let law = "parity(L=3,V=2)";
    for (arguments, code, message) in [
        (
            &["value", law, "E_KL"][..],
            3,
            "`E_KL` needs a schedule, and none is given (line 1, column 1); give a schedule with --schedule",
        ),
        (&["value", law, "KL_order"], 3, "give an unmasking order with --order, such as --order 1,3/2"),
        (&["value", law, "KL_policy"], 3, "give a policy with --policy"),
        (&["value", law, "TC", "TV_rule"], 3, "give a rule with --rule"),
        (&["value", law, "TC", "--schedule", "3"], 2, "no expression is of a schedule, and --schedule is not read"),
        (
            &["value", law, "TC", "--order", "1/2/3"],
            2,
            "no expression is of an unmasking order, and --order is not read",
        ),
        (&["value", law, "TC", "--policy", "bisection"], 2, "no expression is of a policy, and --policy is not read"),
        (&["value", law, "TC", "--rule", "random:1"], 2, "no expression is of a rule, and --rule is not read"),
        (&["value", law, "KL_order", "--order", "1,2"], 2, "--order `1,2` is no unmasking order of 3 positions"),
        (&["value", law, "KL_rule", "--rule", "random:1@t=0.7"], 2, "random:1@t=7/10"),
        (&["value", law, "KL_rule", "--rule", "rendom:1"], 2, "rendom"),
        (&["value", law, "KL_policy", "--policy", "bisect"], 2, "bisect"),
        (&["value", law, "E_KL", "--schedule", "2,2"], 2, "the block sizes add up to 4, but the law has length 3"),
        (&["value", law, "TC", "--base", "1"], 2, "expected an exact number above 1"),
        (&["value", law, "TC", "--base", "2", "--unit", "bits"], 2, "cannot be used with"),
        (&["value", law], 2, "<EXPRESSION>"),
        (&["value", law, "TC +"], 3, "the expression cannot be read at the end of the expression"),
        (&["value", law, "NMI_mean(1; 2) + TC"], 3, "`NMI_mean` is a quotient of information measures"),
    ] {
        let found = run(arguments);
        assert_eq!((found.code, found.stdout.as_str()), (code, ""), "{arguments:?}: {found:?}");
        assert!(found.stderr.contains(message), "{arguments:?}: `{message}` is not in\n{}", found.stderr);
    }
}

#[test]
fn a_value_may_be_of_an_order_a_policy_or_a_rule() {
    for (arguments, exact) in [
        (&["KL_order", "--order", "1,2/3"][..], "0"),
        (&["KL_order", "--order", "1/2,3"], "ln 2"),
        (&["expected_rounds(nat)", "--policy", "bisection"], "2"),
        (&["TV_rule", "--rule", "low-confidence:1"], "0"),
        (&["mean(order, KL_order)", "--schedule", "1,2"], "ln 2"),
    ] {
        let found = run(&[&["value", "parity(L=3,V=2)"], arguments, &["--json"]].concat());
        let report: Value = serde_json::from_str(&found.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {found:?}"));
        assert_eq!(report["values"][0]["exact"], exact, "{arguments:?}");
    }
}
