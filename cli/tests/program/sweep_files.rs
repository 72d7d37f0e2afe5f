//! Files of sweeps: claims by path bind results to their text, and every damage to a file is refused or changes
//! nothing.

use std::path::{Path, PathBuf};

use maskproof::cases::plan::CaseIndex;
use maskproof::sweep::grid::results::tally::RatioBounds;
use maskproof::sweep::grid::{BlockFile, Header, Tallies};
use serde_json::{Value, json};

use super::common;

fn run(arguments: &[&str]) -> (i32, String, String) {
    let run = common::run(arguments);
    (run.code, run.stdout, run.stderr)
}

fn claim_file(folder: &Path, name: &str, id: &str, statement: &str) -> PathBuf {
    let path = folder.join(name);
    let head = "title = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nexpect = \"fails\"\n";
    std::fs::write(&path, format!("id = \"{id}\"\n{head}statement = '''\n{statement}\n'''\n")).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

const GRID: [&str; 9] = ["sweep", "--vocabulary", "2", "--length", "3", "--denominator", "6", "--json", "--quiet"];

#[test]
fn claims_and_schedules_are_given_in_lists() {
    let same = |first: &[&str], second: &[&str]| {
        let (first, second) = (run(&[&GRID[..], first].concat()), run(&[&GRID[..], second].concat()));
        assert_eq!(first, second);
        assert!(first.0 == 0 || first.0 == 1, "{}", first.2);
    };
    same(&["--claims", "han.average,li-cai-thm1"], &["--claim", "li-cai-thm1", "--claim", "han.average"]);
    same(&["--claims", "han.average", "--claims", "li-cai-thm1"], &["--claims", "li-cai-thm1,han.average,li-cai-thm1"]);
    same(&["--schedules", "all"], &[]);
    same(&["--schedules", "1,2 3"], &["--schedule", "1,2", "--schedule", "3"]);
    same(&["--schedules", "(1,2),(3)"], &["--schedules", "1,2;3"]);
    for (arguments, code, word) in [
        (["--schedules", "all 3"], 2, "`all` stands beside schedules"),
        (["--schedules", " "], 2, "the list of schedules is empty"),
        (["--schedules", "1,3"], 2, "(1,3)"),
        (["--claims", "no-such-claim"], 2, "no-such-claim"),
        (["--claims", "missing.toml"], 3, "missing.toml"),
    ] {
        let (found, _, errors) = run(&[&GRID[..], &arguments].concat());
        assert_eq!(found, code, "{errors}");
        assert!(errors.contains(word) && errors.starts_with("error"), "{errors}");
    }
}

#[test]
fn claim_files_bind_results_to_their_text() {
    let folder = tempfile::tempdir().unwrap();
    let claim = claim_file(folder.path(), "mine.toml", "mine", "for all law:\n  h(1) <= 9/10*ln(2)");
    let sweep = |claim: &Path, shard: &str, output: &Path| {
        let more = ["--claims", text(claim), "--shard", shard, "--block-orbits", "20", "--output", text(output)];
        run(&[&GRID[..], &more].concat())
    };
    let at = |name: &str| folder.path().join(name);
    let (one, two, other) = (at("one.json"), at("two.json"), at("other.json"));
    for (shard, output) in [("1/2", &one), ("2/2", &two)] {
        assert_eq!(sweep(&claim, shard, output).0, 0);
    }
    let (code, whole, _) = run(&[&GRID[..], &["--claims", text(&claim), "--block-orbits", "20"]].concat());
    assert_eq!(code, 0);
    assert!(whole.contains("violated"), "{whole}");
    // The text is in the shards: the file may be gone, or be named to make sure.
    let merge = ["merge", text(&one), text(&two), "--json", "--quiet"];
    assert_eq!(run(&[&merge[..], &["--claims", text(&claim)]].concat()).1, whole);
    let moved = at("moved.toml");
    std::fs::rename(&claim, &moved).unwrap();
    assert_eq!(run(&merge).1, whole);
    // Another text of the same claim, even if only its title differs, is another claim.
    for (name, statement, title) in
        [("a.toml", "h(1) <= 8/10*ln(2)", "t"), ("b.toml", "h(1) <= 9/10*ln(2)", "another title")]
    {
        let changed = claim_file(folder.path(), name, "mine", &format!("for all law:\n  {statement}"));
        let contents = std::fs::read_to_string(&changed).unwrap().replace("\"t\"", &format!("\"{title}\""));
        std::fs::write(&changed, contents).unwrap();
        assert_eq!(sweep(&changed, "2/2", &other).0, 0);
        let (code, _, errors) = run(&["merge", text(&one), text(&other)]);
        assert_eq!(code, 3);
        assert!(errors.contains("mine has another text in each"), "{errors}");
        let (code, _, errors) = run(&[&merge[..], &["--claims", text(&changed)]].concat());
        assert_eq!(code, 3);
        assert!(errors.contains("mine has another text in each"), "{errors}");
        // Nor does a state folder go on with it.
        let state = folder.path().join(format!("state-{name}"));
        let resume = |claim: &Path| run(&[&GRID[..], &["--claims", text(claim), "--state", text(&state)]].concat());
        assert_eq!(resume(&moved).0, 0);
        assert_eq!(resume(&moved).0, 0);
        let (code, _, errors) = resume(&changed);
        assert_eq!(code, 3, "{errors}");
        assert!(errors.contains("belongs to another sweep"), "{errors}");
    }
    // Two claims with one identifier, and a claim of another fragment.
    let both = format!("{},{}", text(&moved), text(&at("a.toml")));
    let (code, _, errors) = run(&[&GRID[..], &["--claims", &both]].concat());
    assert_eq!(code, 2);
    assert!(errors.contains("two claims have the identifier mine"), "{errors}");
    let words = claim_file(folder.path(), "words.toml", "words", "for all law:\n  D_inf >= TC");
    let (code, _, errors) = run(&[&GRID[..], &["--claims", text(&words)]].concat());
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("words is not linear in entropies of sets of positions"), "{errors}");
}

// ---- Damage --------------------------------------------------------------------------------------------------------

/// The places of a JSON value, of lists only the first and the last two elements.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, inner)| places(inner, &format!("{here}/{name}"), found));
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                if index == 0 || index + 2 >= items.len() {
                    places(inner, &format!("{here}/{index}"), found);
                }
            }
        }
        _ => {}
    }
}

/// What a value is replaced by.
fn corruptions(value: &Value) -> Vec<Value> {
    let mut all = vec![Value::Null, json!("x"), json!(-1), json!([]), json!({})];
    match value {
        Value::Number(number) => {
            all.extend([json!(u64::MAX), json!(0), json!(1.5), json!(1e300)]);
            let number = number.as_u64().unwrap();
            all.extend(
                [number.checked_add(1), number.checked_sub(1), number.checked_mul(2)]
                    .into_iter()
                    .flatten()
                    .map(Value::from),
            );
        }
        Value::String(text) => all.push(json!(format!("{text} "))),
        Value::Bool(truth) => all.push(json!(!truth)),
        Value::Array(items) => {
            if let Some(last) = items.last() {
                all.push(items[1..].to_vec().into());
                all.push([items.clone(), vec![last.clone()]].concat().into());
                all.push(items.iter().rev().cloned().collect::<Vec<_>>().into());
            }
        }
        Value::Object(fields) => {
            for name in fields.keys() {
                let mut fewer = fields.clone();
                fewer.remove(name);
                all.push(fewer.into());
            }
            let mut more = fields.clone();
            more.insert("7".to_owned(), fields.values().next().cloned().unwrap_or(Value::Null));
            all.push(more.into());
        }
        Value::Null => all.push(json!(3)),
    }
    all.retain(|other| other != value);
    all
}

/// Gives a file the fingerprints that its contents should have, as one would who edits it on purpose.
fn sign(shard: &mut Value) -> Option<()> {
    let digest = serde_json::from_value::<Header>(shard["header"].clone()).ok()?.digest();
    for file in shard["blocks"].as_array_mut()? {
        let block = usize::try_from(file["block"].as_u64()?).ok()?;
        let tallies = serde_json::from_value::<Tallies>(file["tallies"].clone()).ok()?;
        *file = serde_json::to_value(BlockFile::new(&digest, block, tallies)).unwrap();
    }
    Some(())
}

/// Fields in which nothing but doing a block again finds a small change, once the fingerprints are made to fit.
const UNDETECTABLE: [&str; 14] = [
    // A header that tells of another sweep, in which the same comes out.
    "schedules",
    "signs",
    "implied",
    "fallbacks",
    "zeros",
    "exact_signs",
    "equalities",
    "attained",
    "equalities_of_laws",
    "violations",
    "violations_of_laws",
    "orbit",
    "first_violations",
    "tightest",
];

#[test]
fn every_damage_is_refused_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let claim = claim_file(folder.path(), "mine.toml", "mine", "for all law:\n  h(1) <= 95/100*ln(2)");
    let claims = format!("li-cai-thm1,han.average,{}", text(&claim));
    let file = folder.path().join("whole.json");
    let grid = ["--claims", &claims, "--block-orbits", "40", "--schedules", "2,1 1,2", "--output", text(&file)];
    let (code, whole, errors) = run(&[&GRID[..], &grid].concat());
    assert_eq!(code, 0, "{errors}");
    let merge = |path: &Path| run(&["merge", text(path), "--json", "--quiet"]);
    assert_eq!(merge(&file), (0, whole.clone(), String::new()));
    let good: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let mut found = Vec::new();
    places(&good, "", &mut found);
    let mut jobs: Vec<(String, Value)> = Vec::new();
    for place in &found {
        for other in corruptions(good.pointer(place).unwrap()) {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = other.clone();
            jobs.push((format!("{place} = {other}"), bad.clone()));
            if sign(&mut bad).is_some() {
                jobs.push((format!("{place} = {other}, signed"), bad));
            }
        }
    }
    assert!(jobs.len() > 1000, "{}", jobs.len());
    let refused = std::sync::atomic::AtomicUsize::new(0);
    let check = |part: usize| {
        let path = folder.path().join(format!("bad-{part}.json"));
        for (name, bad) in jobs.iter().skip(part).step_by(4) {
            std::fs::write(&path, bad.to_string()).unwrap();
            let (code, output, errors) = merge(&path);
            if code == 0 {
                let field = name.split(" = ").next().unwrap().rsplit('/').find(|part| part.parse::<u64>().is_err());
                let is_known = name.ends_with("signed") && UNDETECTABLE.contains(&field.unwrap());
                assert!(output == whole || is_known, "{name}: accepted");
                continue;
            }
            assert_eq!(code, 3, "{name}: {errors}");
            assert!(errors.starts_with("error[") && errors.trim_end().lines().count() == 1, "{name}: {errors}");
            let is_placed = errors.contains("bad-") || errors.contains("blocks are missing");
            assert!(is_placed && errors.contains("; "), "{name}: {errors}");
            refused.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for part in 0..4 {
            scope.spawn(move || check(part));
        }
    });
    let refused = refused.into_inner();
    assert!(refused * 20 > jobs.len() * 19, "{refused} of {} refused", jobs.len());
}

#[test]
fn damaged_folders_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let arguments = [&GRID[..], &["--claims", "han.average", "--block-orbits", "20", "--state", text(&state)]].concat();
    let (code, whole, _) = run(&arguments);
    assert_eq!(code, 0);
    let blocks = std::fs::read_dir(&state).unwrap().count() - 1;
    assert!(blocks > 2);
    let file = |block: usize| state.join(format!("block-{block:06}.json"));
    let good = std::fs::read_to_string(file(1)).unwrap();
    let refused = |word: &str| {
        for arguments in [&arguments[..], &["merge", text(&state)]] {
            let (code, _, errors) = run(arguments);
            assert_eq!(code, 3, "{word}: {errors}");
            assert!(errors.contains(word), "{word}: {errors}");
        }
    };
    for (from, to, word) in [
        ("\"orbits\":", "\"orbits\":1", "its fingerprint `check`"),
        ("\"block\":1", "\"block\":2", "expected the result of block 1"),
        ("\"tallies\":", "\"tables\":", "not the result of a sweep"),
        ("{", "", "not the result of a sweep"),
    ] {
        std::fs::write(file(1), good.replacen(from, to, 1)).unwrap();
        refused(word);
    }
    // A result that does not fit the others, with its fingerprint made to fit.
    let parsed: BlockFile = serde_json::from_str(&good).unwrap();
    let edited = |edit: &dyn Fn(&mut Tallies)| {
        let mut tallies = parsed.tallies.clone();
        edit(&mut tallies);
        let file_of = BlockFile::new(&parsed.digest, 1, tallies);
        std::fs::write(file(1), serde_json::to_vec(&file_of).unwrap()).unwrap();
    };
    edited(&|tallies| tallies.laws = u64::MAX);
    refused("block 1: laws: expected at most");
    edited(&|tallies| tallies.claims[0].tightest.as_mut().unwrap().location.case = CaseIndex(99));
    refused("claims[0].tightest.site.case: expected less than");
    edited(&|tallies| tallies.claims[0].tightest.as_mut().unwrap().location.law.counts[0] += 1);
    refused("canonical counts of a law of the block");
    edited(&|tallies| {
        let ratio = &mut tallies.claims[0].tightest.as_mut().unwrap().ratio;
        *ratio = RatioBounds::new(ratio.lower().next_down(), ratio.upper());
    });
    refused("the verdict");
    edited(&|tallies| tallies.claims.clear());
    refused("expected the results of 1 claims");
    // With the file gone, its block is done again.
    std::fs::remove_file(file(1)).unwrap();
    assert_eq!(run(&arguments).1, whole);
    assert_eq!(std::fs::read_to_string(file(1)).unwrap(), good);
    // A file of a block that there is not.
    std::fs::write(file(blocks), good.replacen("\"block\":1", &format!("\"block\":{blocks}"), 1)).unwrap();
    refused(&format!("found block {blocks}"));
}
