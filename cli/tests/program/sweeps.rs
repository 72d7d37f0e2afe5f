//! `maskproof sweep` and `maskproof merge`: interruption, shards, threads, and what is written.

use std::path::Path;
use std::process::{Command, Stdio};

use super::common;

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maskproof"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let run = common::run(arguments);
    (run.code, run.stdout, run.stderr)
}

const SWEEP: [&str; 11] = [
    "sweep",
    "--vocabulary",
    "2",
    "--length",
    "4",
    "--denominator",
    "12",
    "--block-orbits",
    "500",
    "--json",
    "--quiet",
];

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

#[test]
fn a_killed_sweep_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (code, whole, errors) = run(&SWEEP);
    assert_eq!(code, 0, "{errors}");
    let mut state = 0x5eed_u64;
    let mut all_kills = 0;
    for attempt in 0..20 {
        let dir = folder.path().join(format!("state-{attempt}"));
        let mut kills = 0;
        // Killed at random moments until it comes to its end by itself; the moments come later and later.
        for round in 1.. {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mut child = command().args(SWEEP).args(["--state", path(&dir)]).spawn().unwrap();
            std::thread::sleep(std::time::Duration::from_micros((state >> 33) % (40_000 * round)));
            let ended = child.try_wait().unwrap().is_some();
            if !ended {
                child.kill().unwrap();
                kills += 1;
            }
            child.wait().unwrap();
            if ended || kills == 4 {
                break;
            }
        }
        let (code, resumed, errors) = run(&[&SWEEP[..], &["--state", path(&dir)]].concat());
        assert_eq!(code, 0, "{errors}");
        assert_eq!(resumed, whole, "attempt {attempt}, killed {kills} times");
        all_kills += kills;
    }
    assert!(all_kills >= 20, "{all_kills} kills");
}

#[test]
fn shards_are_joined_only_where_they_fit() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (_, whole, _) = run(&SWEEP);
    for shard in ["1/3", "2/3", "3/3"] {
        let dir = at(&shard.replace('/', "-of-"));
        let file = format!("{dir}.json");
        let (code, _, errors) = run(&[&SWEEP[..], &["--shard", shard, "--state", &dir, "--output", &file]].concat());
        assert_eq!(code, 0, "{errors}");
    }
    let (one, two, three) = (at("1-of-3"), at("2-of-3"), at("3-of-3"));
    let two_file = format!("{two}.json");
    let (code, merged, errors) = run(&["merge", &three, &one, &two_file, "--json", "--quiet"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert_eq!(merged, whole);
    let refused = |shards: &[&str], word: &str| {
        let (code, _, errors) = run(&[&["merge"], shards].concat());
        assert_eq!(code, 3, "{errors}");
        assert!(errors.contains(word), "{errors}");
    };
    refused(&[&one, &three], "missing");
    refused(&[&one, &two, &two_file, &three], "given before");
    let other = at("other");
    let mut arguments = SWEEP.map(str::to_owned);
    arguments[6] = "11".to_owned();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (code, ..) = run(&[&arguments[..], &["--state", &other]].concat());
    assert_eq!(code, 0);
    refused(&[&one, &two, &three, &other], "the denominator is 12 in one and 11 in the other");
    let fewer = at("fewer");
    let (code, ..) = run(&[&SWEEP[..], &["--state", &fewer, "--claim", "li-cai-thm1"]].concat());
    assert_eq!(code, 0);
    refused(&[&one, &fewer], "their claims differ");
    let header = std::fs::read_to_string(folder.path().join("1-of-3/sweep.json")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let old = header.replace(&format!("\"version\":\"{version}\""), "\"version\":\"0.0.1\"");
    assert_ne!(old, header);
    std::fs::write(folder.path().join("1-of-3/sweep.json"), old).unwrap();
    refused(&[&one, &two, &three], "belongs to another sweep");
    // A state folder of another sweep is not touched.
    let (code, _, errors) = run(&[&SWEEP[..], &["--state", &other]].concat());
    assert_eq!(code, 3, "{errors}");
    assert!(errors.contains("belongs to another sweep"), "{errors}");
}

#[test]
fn threads_do_not_matter() {
    let on = |threads: &str| run(&[&SWEEP[..], &["--threads", threads]].concat());
    assert_eq!(on("1"), on("3"));
}

#[test]
fn violations_are_written_with_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let id = "li-cai-thm2-lower.c";
    let (code, json, errors) = run(&[&SWEEP[..], &["--claim", id, "--violations", path(folder.path())]].concat());
    assert_eq!(code, 0, "{errors}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for key in ["laws", "orbits", "fallbacks"] {
        assert!(json[key].is_u64(), "{key}");
    }
    let claim = &json["claims"][0];
    assert!(claim["violations"].as_u64().unwrap() > 0 && claim["equalities"].is_u64());
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let law = folder.path().join(format!("{id}.violation-1.law.json"));
    let law = maskproof::law::read_law(&law).unwrap();
    assert_eq!(*law.total(), 12);
    assert!(files.iter().any(|name| name.to_str().unwrap().ends_with(".case.json")), "{files:?}");
}
