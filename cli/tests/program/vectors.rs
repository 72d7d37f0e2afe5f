//! `maskproof vectors`

use std::collections::BTreeMap;

use rug::Rational;
use serde_json::Value;

use super::common::{Folder, fixture};

type State = Vec<Option<u64>>;

fn fraction(value: &Value) -> Rational {
    value.as_str().unwrap().parse().unwrap()
}

fn state(value: &Value) -> State {
    value.as_array().unwrap().iter().map(Value::as_u64).collect()
}

/// A folder with the vectors in `v`.
fn vectors() -> Folder {
    let folder = Folder::new();
    let run = folder.run(&["vectors", "--out", "v"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    folder
}

fn read(folder: &Folder, table: &str) -> Value {
    let text = std::fs::read_to_string(folder.path(&format!("v/{table}.json"))).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&file["format"], &file["version"]), (&"maskproof-rule-vectors".into(), &1.into()));
    file
}

fn vector<'v>(file: &'v Value, rule: &str, prompt: &[u64]) -> &'v Value {
    let is_it = |vector: &&Value| vector["rule"] == rule && vector["prompt"] == serde_json::json!(prompt);
    file["vectors"].as_array().unwrap().iter().find(is_it).unwrap()
}

/// The `.npy` array of samples in bytes.
fn samples(length: usize, tokens: &[u8]) -> Vec<u8> {
    let number = tokens.len() / length;
    let header = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({number}, {length}), }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(tokens);
    bytes
}

#[test]
fn two_runs_write_the_same_bytes() {
    let folder = vectors();
    assert_eq!(folder.run(&["vectors", "--out", "w"]).code, 0);
    let names: Vec<_> = std::fs::read_dir(folder.path("v")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 10);
    for name in names {
        let name = name.into_string().unwrap();
        let [first, second] =
            ["v", "w"].map(|folder_name| std::fs::read(folder.path(folder_name).join(&name)).unwrap());
        assert!(!first.is_empty() && first == second, "{name}");
    }
}

/// Where runs begin, with their probabilities: at the prompt, or for `remask` at each sequence with it.
fn starts(vector: &Value, vocabulary_size: u64, length: usize) -> BTreeMap<(u64, State), Rational> {
    let prompt = state(&vector["prompt"]);
    let starts_from_law = vector["rule"].as_str().unwrap().starts_with("remask");
    let mut starts = vec![prompt];
    while starts[0].len() < length {
        let with_next = |start: &State| -> Vec<State> {
            let next: Vec<Option<u64>> =
                if starts_from_law { (0..vocabulary_size).map(Some).collect() } else { vec![None] };
            next.into_iter().map(|token| start.iter().copied().chain([token]).collect()).collect()
        };
        starts = starts.iter().flat_map(with_next).collect();
    }
    let share = Rational::from((1, starts.len()));
    starts.into_iter().map(|start| ((0, start), share.clone())).collect()
}

/// The laws of the rounds, followed from the first state, come to the output law and to the number of rounds.
#[test]
fn the_rounds_come_to_the_output_law() {
    let folder = vectors();
    for table in ["independent-l2", "ties-l3", "zeros-l3", "dependent-l2-v3", "dependent-l4"] {
        let file = read(&folder, table);
        let length = usize::try_from(file["length"].as_u64().unwrap()).unwrap();
        for vector in file["vectors"].as_array().unwrap() {
            let name = format!("{table} {} {}", vector["rule"], vector["prompt"]);
            let rule = vector["rule"].as_str().unwrap();
            let (redraws, masks_again) = (rule.starts_with("remask"), rule.starts_with("remdm"));
            let has_steps = redraws || vector["rounds"].as_array().unwrap().iter().any(|round| round["step"] != 0);
            let mut at = starts(vector, file["vocabulary_size"].as_u64().unwrap(), length);
            let mut expected_rounds = Rational::new();
            for round in vector["rounds"].as_array().unwrap() {
                let (step, from) = (round["step"].as_u64().unwrap(), state(&round["state"]));
                // Steps that reveal nothing because nothing of a block is left are no rounds.
                let waiting: Vec<_> =
                    at.keys().filter(|(other, waits)| *waits == from && *other <= step).cloned().collect();
                let weight = waiting.iter().fold(Rational::new(), |sum, key| sum + at.remove(key).unwrap());
                assert_eq!(weight, fraction(&round["probability"]), "{name} {from:?}");
                let mut total = Rational::new();
                for next in round["next"].as_array().unwrap() {
                    let (to, chance) = (state(&next["state"]), fraction(&next["probability"]));
                    let stays = from.iter().zip(&to).all(|(from, to)| from.is_none() || from == to);
                    assert!(chance > 0 && (stays || redraws || masks_again), "{name}");
                    total += &chance;
                    let weight = Rational::from(&weight * &chance);
                    // Redrawing may give the tokens that were there.
                    if to != from || redraws {
                        expected_rounds += &weight;
                    }
                    *at.entry((step + u64::from(has_steps), to)).or_default() += weight;
                }
                assert_eq!(total, 1, "{name}");
            }
            let mut output = BTreeMap::<State, Rational>::new();
            for ((_, end), weight) in at {
                assert!(!end.contains(&None), "{name} ends at {end:?}");
                *output.entry(end).or_default() += weight;
            }
            let told: BTreeMap<State, Rational> = vector["output_law"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| (state(&entry["sequence"]), fraction(&entry["probability"])))
                .collect();
            assert_eq!(output, told, "{name}");
            assert_eq!(expected_rounds, fraction(&vector["expected_rounds"]), "{name}");
        }
    }
}

/// Whether a text is a fraction in lowest terms, as the pattern of the schema and the page say.
fn is_fraction(text: &str) -> bool {
    text.parse::<Rational>().is_ok_and(|number| number.to_string() == text && number >= 0)
}

/// What of a value is against a JSON Schema, with the words that docs/rule-vectors.md uses of it; nothing where it fits.
fn against(schema: &Value, root: &Value, value: &Value, place: &str) -> Option<String> {
    let wrong = |what: &str| Some(format!("{place}: {what}"));
    for (word, rule) in schema.as_object().unwrap() {
        let found = match word.as_str() {
            "$schema" | "$defs" => None,
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                against(&root["$defs"][name], root, value, place)
            }
            "const" => (value != rule).then(|| format!("{place}: another constant")),
            "type" => {
                let names: Vec<&str> = rule.as_array().map_or_else(
                    || vec![rule.as_str().unwrap()],
                    |names| names.iter().map(|name| name.as_str().unwrap()).collect(),
                );
                let name = match value {
                    Value::Null => "null",
                    Value::Number(number) if number.is_u64() => "integer",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                    _ => "another",
                };
                if names.contains(&name) { None } else { wrong(name) }
            }
            "pattern" => {
                if is_fraction(value.as_str().unwrap()) {
                    None
                } else {
                    wrong("no fraction")
                }
            }
            "minimum" => {
                if value.as_u64().is_none_or(|n| n >= rule.as_u64().unwrap()) {
                    None
                } else {
                    wrong("small")
                }
            }
            "minItems" => {
                if value.as_array().unwrap().is_empty() {
                    wrong("empty")
                } else {
                    None
                }
            }
            "items" => {
                value.as_array().unwrap().iter().find_map(|item| against(rule, root, item, &format!("{place}[]")))
            }
            "properties" => value.as_object().unwrap().iter().find_map(|(key, own)| match rule.get(key) {
                Some(schema) => against(schema, root, own, &format!("{place}.{key}")),
                None => Some(format!("{place}.{key}: not in the schema")),
            }),
            "required" => {
                let keys = rule.as_array().unwrap().iter().map(|key| key.as_str().unwrap());
                keys.filter(|key| value.get(key).is_none()).map(|key| format!("{place}.{key}: missing")).next()
            }
            // Together with `properties`, which refuses other keys.
            "additionalProperties" if *rule == false => None,
            other => panic!("the schema uses {other}"),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

#[test]
fn the_files_fit_the_schema_of_the_page() {
    let page = include_str!("../../../docs/rule-vectors.md");
    let schema = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let schema: Value = serde_json::from_str(schema).unwrap();
    let folder = vectors();
    for table in ["independent-l2", "ties-l3", "zeros-l3", "dependent-l2-v3", "dependent-l4"] {
        let mut file = read(&folder, table);
        assert_eq!(against(&schema, &schema, &file, table), None);
        // A control: mistakes are found.
        for (key, value) in [("rule", Value::Null), ("expected_rounds", "2/2".into()), ("more", 1.into())] {
            let before = file["vectors"][3].as_object_mut().unwrap().insert(key.to_owned(), value);
            assert!(against(&schema, &schema, &file, table).is_some(), "{key}");
            let vector = file["vectors"][3].as_object_mut().unwrap();
            match before {
                Some(before) => vector.insert(key.to_owned(), before),
                None => vector.remove(key),
            };
        }
        file["vectors"][0]["rounds"][0].as_object_mut().unwrap().remove("step");
        assert!(against(&schema, &schema, &file, table).is_some());
    }
}

/// Rows 7/8, 1/8 and 3/4, 1/4: both draws are made, the more probable one is kept, the other position is drawn anew.
#[test]
fn values_by_hand() {
    let folder = vectors();
    let file = read(&folder, "independent-l2");
    let drawn = vector(&file, "low-confidence:1", &[]);
    let probabilities: Vec<&Value> =
        drawn["output_law"].as_array().unwrap().iter().map(|entry| &entry["probability"]).collect();
    // 7/8 * 3/4 + (1/8 * 3/4) * 7/8, and so on: the first position is kept unless it drew 1.
    assert_eq!(probabilities, ["189/256", "63/256", "3/256", "1/256"]);
    let first = &drawn["rounds"][0]["next"];
    let expected = serde_json::json!([
        {"state": [0, null], "probability": "7/8"},
        {"state": [null, 0], "probability": "3/32"},
        {"state": [null, 1], "probability": "1/32"},
    ]);
    assert_eq!(*first, expected);
    // With ties everywhere greedy tokens are revealed from left to right, all 0.
    let greedy = read(&folder, "ties-l3");
    let rounds = vector(&greedy, "low-confidence:1@t=0", &[])["rounds"].clone();
    let states: Vec<State> = rounds.as_array().unwrap().iter().map(|round| state(&round["state"])).collect();
    assert_eq!(states, [[None, None, None], [Some(0), None, None], [Some(0), Some(0), None]]);
    // Behind a prompt of two tokens two are drawn.
    let prompted = read(&folder, "dependent-l4");
    let behind = vector(&prompted, "random:1", &[0, 1]);
    assert_eq!((&behind["max_rounds"], behind["output_law"].as_array().unwrap().len()), (&2.into(), 4));
}

/// The samples are those of the loop in docs/rule-vectors.md, drawn by numpy.
#[test]
fn samples_of_the_rule_pass_and_those_of_others_do_not() {
    let folder = vectors();
    let drawn = fixture("samples/low-confidence-1.npy");
    let check = |rule: &str| {
        let run = folder.run(&["vectors", "check", "v", &drawn, "--table", "dependent-l4", "--rule", rule, "--json"]);
        assert_eq!(run.stderr, "", "{rule}");
        (run.code, serde_json::from_str::<Value>(&run.stdout).unwrap())
    };
    let (code, report) = check("low-confidence:1");
    assert_eq!((code, &report["verdict"], &report["samples"]), (0, &"consistent".into(), &8000.into()));
    assert_eq!(report["sequences"].as_array().unwrap().len(), 16);
    for rule in ["top:1", "random:1", "low-confidence:2", "threshold:3/4", "low-confidence:1@t=1/2"] {
        let (code, report) = check(rule);
        assert_eq!((code, &report["verdict"]), (1, &"refuted".into()), "{rule}");
    }
    let (code, report) = check("low-confidence:1@t=0");
    assert_eq!((code, &report["verdict"], &report["likelihood_ratio"]), (1, &"impossible".into(), &"inf".into()));
    assert_eq!(report["impossible_sequences"].as_array().unwrap().len(), 15);
}

#[test]
fn impossible_sequences_are_named() {
    let folder = vectors();
    folder.write("s.npy", samples(2, &[0, 1, 0, 1, 1, 0]));
    let check =
        ["vectors", "check", "v", "s.npy", "--table", "independent-l2", "--rule", "low-confidence:1", "--prompt", "0"];
    let run = folder.run(&check);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("impossible: 1 sequence of probability zero occurred"), "{}", run.stdout);
    assert!(run.stdout.lines().any(|line| line.split_whitespace().eq(["1", "0", "0", "0", "1"])), "{}", run.stdout);
}

#[test]
fn mistakes_are_explained() {
    let folder = vectors();
    folder.write("s.npy", samples(2, &[0, 1])).write("mask.npy", samples(2, &[0, 2])).write("file", "x");
    let check = |samples: &str, more: &[&str]| {
        folder.run(&[&["vectors", "check", "v", samples, "--table", "independent-l2"][..], more].concat())
    };
    let rule = ["--rule", "low-confidence:1"];
    for (run, code, said) in [
        (check("s.npy", &["--rule", "low-confidense:1"]), 2, "there is no rule `low-confidense`"),
        (check("s.npy", &[&rule[..], &["--prompt", "0,1"]].concat()), 2, "expected fewer than L = 2 tokens"),
        (check("s.npy", &[&rule[..], &["--prompt", "a"]].concat()), 2, "such as 0,1"),
        (check("s.npy", &[&rule[..], &["--level", "0"]].concat()), 2, "above 0 and below 1"),
        (check("s.npy", &[&rule[..], &["--level", "1e-3", "--differ", "1"]].concat()), 2, "--differ"),
        (check("mask.npy", &rule), 3, "this is the mask"),
        (check("none.npy", &rule), 3, "none.npy"),
        (check("file", &rule), 3, "not a `.npy` array"),
        (check("v/independent-l2.npy", &rule), 3, "expected integers"),
        (folder.run(&["vectors", "check", "v", "s.npy", "--table", "x", "--rule", "random:1"]), 3, "x.npy"),
        (folder.run(&["vectors"]), 2, "give --out DIR"),
        (folder.run(&["vectors", "--out", "file"]), 2, "file is a file, not a folder"),
    ] {
        assert_eq!(run.code, code, "{}", run.stderr);
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
        assert!(run.stdout.is_empty());
    }
}
