//! `analyse --curve` and `curve`: exit codes, messages with options, and that the parts of a run agree.

use serde_json::Value;

use super::common::{Folder, npy_of_floats, run};

const CURVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/curves/made-up-l32.csv");
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/curves/entropies-l8.csv");

fn json(arguments: &[&str]) -> Value {
    let run = run(&[arguments, &["--json"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    serde_json::from_str(&run.stdout).unwrap()
}

fn nats(number: &Value) -> f64 {
    number["nats"].as_str().unwrap().parse().unwrap()
}

#[test]
fn parts_of_the_report_agree() {
    let all = json(&["analyse", "--curve", CURVE, "--errors", "2"]);
    let least = all["least_expected_kl"].as_array().unwrap();
    assert_eq!(least.len(), 32);
    assert!(least.windows(2).all(|pair| nats(&pair[0]["expected_kl"]) >= nats(&pair[1]["expected_kl"])));
    assert_eq!(all["projection"]["moves"].as_array().unwrap().len(), 33);

    let some = json(&["analyse", "--curve", CURVE, "--errors", "2", "--steps", "4,8", "--schedule", "uniform(4)"]);
    let steps = some["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 2);
    for row in steps {
        let number = usize::try_from(row["steps"].as_u64().unwrap()).unwrap();
        let best = &row["best"]["expected_kl"];
        assert_eq!(best["value"], least[number - 1]["expected_kl"]);
        for kind in ["best", "uniform", "cosine"] {
            let figure = &row[kind]["expected_kl"];
            assert!(nats(&best["value"]) <= nats(&figure["value"]));
            assert_eq!(
                (&figure["least"]["outcome"], &figure["greatest"]["outcome"]),
                (&"attained".into(), &"attained".into())
            );
            assert!(nats(&figure["least"]) <= nats(&figure["greatest"]));
            assert!(nats(&row[kind]["regret_bound"]) <= nats(&figure["greatest"]));
            assert!(nats(&row[kind]["regret_by_perturbation"]) >= 0.0);
        }
        let random = &row["log_linear"];
        let figure = &random["expected_kl"];
        assert!(nats(&best["value"]) <= nats(&figure["value"]));
        assert!(
            nats(&figure["least"]) <= nats(&figure["value"]) && nats(&figure["value"]) <= nats(&figure["greatest"])
        );
        assert_eq!(figure["greatest"]["outcome"], "attained");
        assert!(nats(&random["regret_bound"]) <= nats(&figure["greatest"]));
        // Bounds of true claims hold on every curve of entropies.
        let bounds = row["best"]["bounds"].as_array().unwrap();
        assert!(bounds.iter().any(|bound| bound["expectation"] == "holds"));
        assert!(bounds.iter().all(|bound| bound["expectation"] == "fails" || bound["holds"] == true));
    }
    // Eight blocks of four are the uniform schedule of eight steps.
    assert_eq!(some["schedules"][0], steps[1]["uniform"]);
}

/// Weights need a column of standard errors, and the multiple of a band does not.
#[test]
fn weighted_projections() {
    let report = json(&["analyse", "--curve", CURVE, "--weighted", "--steps", "4"]);
    assert_eq!(report["projection"]["kind"], "least squares weighted by 1/se^2");
    let moves = report["projection"]["moves"].as_array().unwrap();
    assert!(moves.iter().any(|moved| nats(moved) > 0.0) && moves.iter().any(|moved| nats(moved) < 0.0));
    assert!(report["total_correlation"].get("least").is_none());
    let with_band = json(&["analyse", "--curve", CURVE, "--weighted", "--errors", "2", "--steps", "4"]);
    assert_eq!(with_band["projection"]["curve"], report["projection"]["curve"]);
    assert!(with_band["total_correlation"].get("least").is_some());

    let folder = Folder::new();
    folder.write("h.csv", "k,h\n1,1\n2,2\n");
    let path = folder.path("h.csv");
    let refused = run(&["analyse", "--curve", path.to_str().unwrap(), "--weighted"]);
    assert!(refused.code == 3 && refused.stderr.contains("curve::no_weights"), "{}", refused.stderr);
    let without = run(&["analyse", "repetition(L=2,V=2)", "--weighted"]);
    assert!(without.code == 2 && without.stderr.contains("--weighted is about a measured curve"), "{}", without.stderr);
    let grid = json(&["curve", "grid", CURVE, "--steps", "2", "--weighted"]);
    assert_ne!(grid, json(&["curve", "grid", CURVE, "--steps", "2", "--errors", "2"]));
}

/// An array gives the table that the same numbers in a table give.
#[test]
fn samples_in_an_array() {
    let folder = Folder::new();
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }";
    std::fs::write(folder.path("e.npy"), npy_of_floats(header, &[1.0, 0.5, 2.0, 0.25])).unwrap();
    folder.write("e.csv", "sample,k,entropy\na,0,1\na,1,0.5\nb,0,2\nb,1,0.25\n");
    let [array, table] = ["e.npy", "e.csv"].map(|name| folder.path(name).to_str().unwrap().to_owned());
    let of_array = run(&["curve", "samples", &array, "--numbers", "entropy", "--largest", "3"]);
    let of_table = run(&["curve", "samples", &table, "--largest", "3"]);
    assert_eq!((of_array.code, &of_array.stdout), (0, &of_table.stdout));
    for (arguments, message) in [
        (vec!["curve", "samples", &array, "--largest", "3"], "an array does not say what its numbers are"),
        (vec!["curve", "samples", &table, "--numbers", "entropy", "--largest", "3"], "leave --numbers out"),
        (vec!["curve", "samples", &array, "--numbers", "log-prob", "--largest", "3"], "curve::wrong_sign"),
        (vec!["curve", "samples", &array, "--numbers", "log-prob", "--vocabulary", "9"], "curve::wrong_sign"),
    ] {
        let refused = run(&arguments);
        let code = if message.starts_with("curve::") { 3 } else { 2 };
        assert!(refused.code == code && refused.stderr.contains(message), "{}", refused.stderr);
    }
}

/// A curve in bits is the same as in nats, divided by ln 2; the report has both.
#[test]
fn units_of_the_file_and_of_the_text() {
    let folder = Folder::new();
    folder.write("h.csv", "k,h\n1,1\n2,1\n3,1\n");
    let path = folder.path("h.csv");
    let path = path.to_str().unwrap();
    let report = json(&["analyse", "--curve", path, "--curve-unit", "bits", "--steps", "2"]);
    assert_eq!(report["total_correlation"]["value"]["bits"], "2.00000000000");
    assert_eq!(report["total_correlation"]["value"]["nats"], "1.38629436112");
    let text = run(&["analyse", "--curve", path, "--curve-unit", "bits", "--unit", "bits", "--steps", "2"]);
    assert!(
        text.code == 0 && text.stdout.contains("measured in bits") && !text.stdout.contains("regret"),
        "{}",
        text.stdout
    );
}

#[test]
fn what_samples_give_is_read_again() {
    let folder = Folder::new();
    let output = folder.path("h.csv");
    let output = output.to_str().unwrap();
    let made = run(&["curve", "samples", SAMPLES, "--vocabulary", "16", "-o", output]);
    assert_eq!((made.code, made.stdout.as_str(), made.stderr.as_str()), (0, "", ""));
    let report = json(&["analyse", "--curve", output, "--steps", "3"]);
    assert_eq!(report["length"], 8);
    let printed = run(&["curve", "samples", SAMPLES, "--vocabulary", "16", "--confidence", "19/20"]);
    assert_eq!(printed.stdout, std::fs::read_to_string(output).unwrap());
    // Less confidence, a narrower band.
    let narrow = run(&["curve", "samples", SAMPLES, "--largest", "2.8", "--confidence", "1/2"]);
    assert!(narrow.code == 0 && narrow.stdout != printed.stdout);
}

#[test]
fn grids_are_proven_intervals() {
    let report = json(&["curve", "grid", CURVE, "--errors", "2", "--steps", "3", "--digits", "8"]);
    assert_eq!(report["times"].as_array().unwrap().len(), 3);
    assert_eq!(report["expected_kl_least"], report["expected_kl_greatest"]);
    assert!(["best", "stationary"].contains(&report["outcome"].as_str().unwrap()));
    assert_eq!(report["times"][2]["decimal"], "1.0000000");
}

#[test]
fn mistakes_have_their_exit_codes_and_name_options() {
    let folder = Folder::new();
    let file = |name: &str, text: &str| {
        folder.write(name, text);
        folder.path(name).to_str().unwrap().to_owned()
    };
    let good = file("good.csv", "k,h\n1,1\n2,1.5\n");
    let long = file("long.csv", &(1..=65).fold("k,h\n".to_owned(), |text, k| text + &format!("{k},1\n")));
    let logarithms = file("log.csv", "sample,k,log_prob\na,0,-1\nb,0,-2\n");
    let bad = file("bad.csv", "k,h,se\n1,1,0.1\n");
    for (arguments, code, message) in [
        (vec!["analyse"], 2, "--curve"),
        (vec!["analyse", "iid(L=2,V=2)", "--curve", &good], 2, "cannot be used with"),
        (vec!["analyse", "iid(L=2,V=2)", "--steps", "2"], 2, "--curve"),
        (vec!["analyse", "iid(L=2,V=2)", "--curve-unit", "bits"], 2, "--curve"),
        (vec!["analyse", "--curve", &good, "--steps", "0"], 2, "1..=4096"),
        (vec!["analyse", "--curve", &good, "--steps", "3"], 2, "3 steps for a curve of length 2"),
        (vec!["analyse", "--curve", &good, "--schedule", "1,2"], 2, "add up to 3"),
        (vec!["analyse", "--curve", &good, "--schedule", "uniform(3)"], 2, "`uniform(3)` is no schedule of length 2"),
        (vec!["analyse", "--curve", &good, "--schedule", "best(3)"], 2, "total_correlation_schedule(z)"),
        (vec!["analyse", "--curve", &good, "--errors", "0"], 2, "above 0"),
        (vec!["analyse", "--curve", &good, "--errors", "2"], 3, "leave --errors out"),
        (vec!["analyse", "--curve", &bad], 3, "by --errors"),
        (vec!["analyse", "--curve", "none.csv"], 3, "none.csv"),
        (vec!["curve", "grid", &long, "--steps", "2"], 3, "up to L = 64"),
        (vec!["curve", "grid", &good, "--steps", "65"], 2, "1..=64"),
        (vec!["curve", "samples", &logarithms, "--vocabulary", "9"], 2, "--largest"),
        (vec!["curve", "samples", &logarithms, "--largest", "3/2"], 3, "above the largest value that is assumed"),
        (vec!["curve", "samples", &logarithms], 2, "--largest"),
        (vec!["curve", "samples", &good, "--vocabulary", "9"], 3, "the column `h`"),
    ] {
        let run = run(&arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(message) && run.stdout.is_empty(), "{arguments:?}: {}", run.stderr);
    }
}
