//! The rules of ARCHITECTURE.md that a machine can check. Every check is a function from texts to a list of complaints,
//! so that each has a control: a bad sample that it must report.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[path = "architecture/circles.rs"]
mod circles;

use circles::circles;

/// A source file: its path from the root of the repository, with `/`, and its text.
struct Source {
    path: String,
    text: String,
}

/// A line of the `layers` block.
#[derive(Debug, PartialEq, Eq)]
struct Layer {
    name: String,
    planned: bool,
}

const LINE_LIMIT: usize = 800;

const CHECKER_MAY_DEPEND_ON: [&str; 5] = ["num-bigint", "num-rational", "num-traits", "serde", "serde_json"];

/// What draws on a terminal or listens to it: the program needs it, and no library.
const FOR_THE_PROGRAM_ONLY: [&str; 5] = ["clap", "comfy-table", "indicatif", "miette", "signal-hook"];

/// Circles of files of one layer that are known, sorted: none. The list only shrinks.
const CIRCLES: [&[&str]; 0] = [];

const FLOAT_FREE_LAYERS: [&str; 9] =
    ["exact", "diagnosis", "law", "entropy", "sampler", "language", "cases", "evaluation", "testing"];

/// The file of the library that may read the environment, which says so in its documentation.
const READS_THE_ENVIRONMENT: &str = "src/testing/random_run.rs";

/// A place in the float-free layers where a floating-point type may be named.
struct FloatPermit {
    path_prefix: &'static str,
    /// What the line must contain; empty for any line.
    line_contains: &'static str,
    reason: &'static str,
}

const FLOAT_PERMITS: [FloatPermit; 3] = [
    FloatPermit {
        path_prefix: "src/law/readers/",
        line_contains: "",
        reason: "predictor tables hold binary floats; each is turned into the dyadic rational that it denotes",
    },
    FloatPermit {
        path_prefix: "src/exact/interval.rs",
        line_contains: "",
        reason: "the ends of an interval are moved outwards after each operation",
    },
    FloatPermit {
        path_prefix: "src/exact/nearest_double.rs",
        line_contains: "",
        reason: "a double goes out, correctly rounded, and none comes in",
    },
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_sources(folder: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(root()).unwrap().components();
                let relative: Vec<_> = relative.map(|part| part.as_os_str().to_str().unwrap()).collect();
                sources.push(Source { path: relative.join("/"), text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The code with comments, string literals and character literals blanked out, line by line as before.
fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut code = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let begins_word = i == 0 || !is_word(at(i - 1));
        if at(i) == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if at(i) == '/' && at(i + 1) == '*' {
            let mut depth = 1;
            i += 2;
            while i < chars.len() && depth > 0 {
                match (at(i), at(i + 1)) {
                    ('/', '*') => (depth, i) = (depth + 1, i + 2),
                    ('*', '/') => (depth, i) = (depth - 1, i + 2),
                    _ => i += 1,
                }
            }
        } else if let Some(hashes) = raw_string_hashes(&chars[i..]).filter(|_| begins_word || at(i) == '#') {
            let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            i += chars[i..].iter().position(|&c| c == '"').unwrap() + 1;
            while i < chars.len() && !chars[i..].starts_with(&close) {
                i += 1;
            }
            i = (i + close.len()).min(chars.len());
        } else if at(i) == '"' {
            i += 1;
            while i < chars.len() && at(i) != '"' {
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            i = (i + 1).min(chars.len());
        } else if at(i) == '\'' && at(i + 1) == '\\' {
            i += 3;
            while i < chars.len() && at(i) != '\'' {
                i += 1;
            }
            i = (i + 1).min(chars.len());
        } else if at(i) == '\'' && at(i + 2) == '\'' {
            i += 3;
        } else {
            code.push(at(i));
            i += 1;
            continue;
        }
        code.extend(chars[start..i].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
    }
    code
}

/// The number of `#` when the text begins with the opening of a raw string: `r"`, `r#"`, `br##"` and so on.
fn raw_string_hashes(chars: &[char]) -> Option<usize> {
    let after_b = usize::from(chars.first() == Some(&'b'));
    if chars.get(after_b) != Some(&'r') {
        return None;
    }
    let rest = &chars[after_b + 1..];
    let hashes = rest.iter().take_while(|&&c| c == '#').count();
    (rest.get(hashes) == Some(&'"')).then_some(hashes)
}

/// The identifiers and punctuation of code, in order, each with its line number from 1.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut word = String::new();
        for c in line.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                found.push((index + 1, std::mem::take(&mut word)));
            }
            if !c.is_whitespace() {
                found.push((index + 1, c.to_string()));
            }
        }
    }
    found
}

// ---- (a) the order of the layers -----------------------------------------------------------------------------------

fn parse_layers(document: &str) -> Result<Vec<Layer>, String> {
    let block = document.split_once("```layers\n").ok_or("no ```layers block")?.1;
    let block = block.split_once("\n```").ok_or("the ```layers block is not closed")?.0;
    let mut layers: Vec<Layer> = Vec::new();
    for line in block.lines().map(str::trim) {
        let (name, planned) = match line.strip_suffix("(planned)") {
            Some(name) => (name.trim(), true),
            None => (line, false),
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return Err(format!("`{line}` is not a layer"));
        }
        if layers.iter().any(|layer| layer.name == name) {
            return Err(format!("layer `{name}` is listed twice"));
        }
        layers.push(Layer { name: name.to_owned(), planned });
    }
    Ok(layers)
}

/// The layer of a source file, and the depth of its module below the crate's root (`src/law/mod.rs` has depth 1).
fn place(path: &str) -> Option<(String, usize)> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let inside = inside.strip_suffix("/mod").unwrap_or(inside);
    if ["lib", "main"].contains(&inside) || inside.starts_with("bin/") {
        return None;
    }
    let parts: Vec<&str> = inside.split('/').collect();
    Some((parts[0].to_owned(), parts.len()))
}

/// The names that directly follow the crate's root in paths: `crate::law::Law`, `crate::{law, exact::Sign}`,
/// `super::super::law` from a module of depth 2 or less.
fn names_below_root(code: &str, depth: usize) -> Vec<(usize, String)> {
    let tokens = tokens(code);
    let text = |i: usize| tokens.get(i).map_or("", |(_, token)| token.as_str());
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let mut next = i;
        let mut climbed = 0;
        while ["crate", "super"].contains(&text(next)) && text(next + 1) == ":" && text(next + 2) == ":" {
            climbed += if text(next) == "crate" { depth } else { 1 };
            next += 3;
        }
        if climbed == 0 || climbed < depth {
            i = next.max(i + 1);
            continue;
        }
        if text(next) == "{" {
            let mut nesting = 1;
            let mut at_start = true;
            next += 1;
            while next < tokens.len() && nesting > 0 {
                match text(next) {
                    "{" => nesting += 1,
                    "}" => nesting -= 1,
                    "," => at_start = nesting == 1,
                    _ if at_start && nesting == 1 => {
                        found.push(tokens[next].clone());
                        at_start = false;
                    }
                    _ => {}
                }
                next += 1;
            }
        } else if next < tokens.len() {
            found.push(tokens[next].clone());
        }
        i = next.max(i + 1);
    }
    found
}

fn layer_complaints(layers: &[Layer], sources: &[Source]) -> Vec<String> {
    let rank = |name: &str| layers.iter().position(|layer| layer.name == name);
    let present: BTreeSet<String> = sources.iter().filter_map(|source| Some(place(&source.path)?.0)).collect();
    let mut complaints = Vec::new();
    for layer in layers {
        match (present.contains(&layer.name), layer.planned) {
            (false, false) => complaints.push(format!("src/{}: listed as a layer, but does not exist", layer.name)),
            (true, true) => complaints.push(format!("src/{}: exists, so it is not `(planned)`", layer.name)),
            _ => {}
        }
    }
    for name in present.iter().filter(|name| rank(name).is_none()) {
        complaints.push(format!("src/{name}: not in the list of layers"));
    }
    for source in sources {
        let Some((own, depth)) = place(&source.path) else { continue };
        let Some(own_rank) = rank(&own) else { continue };
        for (line, name) in names_below_root(&code_only(&source.text), depth) {
            match rank(&name) {
                Some(used) if used <= own_rank => {}
                Some(_) => complaints.push(format!("{}:{line}: `{own}` imports `{name}`, below it", source.path)),
                None => complaints.push(format!("{}:{line}: `crate::{name}` is not a layer", source.path)),
            }
        }
    }
    complaints
}

// ---- (b) dependencies ----------------------------------------------------------------------------------------------

/// The packages that a manifest depends on, for whatever purpose.
fn dependencies(manifest: &str) -> Result<Vec<String>, String> {
    fn visit(table: &toml::Table, found: &mut Vec<String>) {
        for (key, value) in table {
            let Some(inner) = value.as_table() else { continue };
            if ["dependencies", "dev-dependencies", "build-dependencies"].contains(&key.as_str()) {
                for (name, specification) in inner {
                    let renamed = specification.get("package").and_then(toml::Value::as_str);
                    found.push(renamed.unwrap_or(name).to_owned());
                }
            } else {
                visit(inner, found);
            }
        }
    }
    let mut found = Vec::new();
    visit(&manifest.parse::<toml::Table>().map_err(|error| error.to_string())?, &mut found);
    Ok(found)
}

/// The complaints about the dependencies of a package that may have only some.
fn dependency_complaints(package: &str, manifest: &str, is_allowed: impl Fn(&str) -> bool) -> Vec<String> {
    match dependencies(manifest) {
        Ok(found) => found
            .iter()
            .filter(|name| !is_allowed(name))
            .map(|name| format!("{package}: `{name}` is not an allowed dependency"))
            .collect(),
        Err(error) => vec![format!("{package}: {error}")],
    }
}

fn checker_complaints(manifest: &str) -> Vec<String> {
    dependency_complaints("checker", manifest, |name| CHECKER_MAY_DEPEND_ON.contains(&name))
}

fn terminal_complaints(package: &str, manifest: &str) -> Vec<String> {
    dependency_complaints(package, manifest, |name| !FOR_THE_PROGRAM_ONLY.contains(&name))
}

/// The folders of the packages of the workspace.
fn packages(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    members.iter().map(|member| member.as_str().unwrap().to_owned()).collect()
}

// ---- (c) the size of files -----------------------------------------------------------------------------------------

fn size_complaints(sources: &[Source]) -> Vec<String> {
    let counted = sources.iter().map(|source| (&source.path, source.text.lines().count()));
    let long = counted.filter(|&(_, lines)| lines > LINE_LIMIT);
    long.map(|(path, lines)| format!("{path}: {lines} lines, more than {LINE_LIMIT}")).collect()
}

// ---- (d) floating-point types --------------------------------------------------------------------------------------

/// Whether a token names a float: `f64`, `to_f32`, or a literal such as `1f64`.
fn names_float(token: &str) -> bool {
    token.split('_').any(|part| {
        let part = part.trim_start_matches(|c: char| c.is_ascii_digit());
        part == "f32" || part == "f64"
    })
}

fn float_complaints(sources: &[Source], permits: &[FloatPermit]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        let float_free = place(&source.path).is_some_and(|(layer, _)| FLOAT_FREE_LAYERS.contains(&layer.as_str()));
        if !float_free {
            continue;
        }
        let lines: Vec<&str> = source.text.lines().collect();
        for (line, token) in tokens(&code_only(&source.text)) {
            let permitted = permits.iter().any(|permit| {
                source.path.starts_with(permit.path_prefix) && lines[line - 1].contains(permit.line_contains)
            });
            if names_float(&token) && !permitted {
                complaints.push(format!("{}:{line}: `{token}` in a layer without floats", source.path));
            }
        }
    }
    complaints
}

// ---- (e) the environment -------------------------------------------------------------------------------------------

fn environment_complaints(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| source.path != READS_THE_ENVIRONMENT) {
        for three in tokens(&code_only(&source.text)).windows(3) {
            // `env!` is read when the library is compiled.
            if three[0].1 == "env" && three[1].1 == ":" && three[2].1 == ":" {
                complaints.push(format!("{}:{}: reads the environment", source.path, three[0].0));
            }
        }
    }
    complaints
}

// ---- (f) files that no module declares -----------------------------------------------------------------------------

fn orphan_complaints(sources: &[Source]) -> Vec<String> {
    let declares = |path: &str, name: &str| {
        let Some(source) = sources.iter().find(|source| source.path == path) else { return false };
        let tokens = tokens(&code_only(&source.text));
        tokens.windows(3).any(|three| three[0].1 == "mod" && three[1].1 == name && three[2].1 == ";")
    };
    let mut complaints = Vec::new();
    for source in sources {
        if place(&source.path).is_none() {
            continue;
        }
        let module = source.path.strip_suffix(".rs").unwrap();
        let module = module.strip_suffix("/mod").unwrap_or(module);
        let (folder, name) = module.rsplit_once('/').unwrap();
        let parents = if folder == "src" {
            vec!["src/lib.rs".to_owned(), "src/main.rs".to_owned()]
        } else {
            vec![format!("{folder}/mod.rs"), format!("{folder}.rs")]
        };
        if !parents.iter().any(|parent| declares(parent, name)) {
            complaints.push(format!("{}: no `mod {name};` in {}", source.path, parents.join(" or ")));
        }
    }
    complaints
}

// ---- (f) limits outside their file ---------------------------------------------------------------------------------

/// The files with the limits of the library and the program, and of the checker.
const FILES_OF_LIMITS: [&str; 2] = ["src/limits.rs", "checker/src/limits.rs"];

/// The numbers named `LIMIT` or `..._LIMIT` in other files.
fn limit_complaints(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !FILES_OF_LIMITS.contains(&source.path.as_str())) {
        for four in tokens(&code_only(&source.text)).windows(4) {
            let [(line, keyword), (_, name), (_, colon), (_, of)] = four else { continue };
            let is_number = keyword == "const" && colon == ":" && of != "&";
            if is_number && (name == "LIMIT" || name.ends_with("_LIMIT")) {
                complaints.push(format!("{}:{line}: `{name}` stands outside limits.rs", source.path));
            }
        }
    }
    complaints
}

// ---- The repository keeps the rules --------------------------------------------------------------------------------

#[test]
fn layers_import_only_layers_above_them() {
    let layers = parse_layers(&read("ARCHITECTURE.md")).unwrap();
    assert_eq!(layer_complaints(&layers, &rust_sources("src")), [""; 0]);
}

#[test]
fn every_layer_has_its_entry_in_the_codemap() {
    let document = read("ARCHITECTURE.md");
    let codemap = document.split_once("\n## Codemap\n").unwrap().1.split_once("\n## ").unwrap().0;
    for layer in parse_layers(&document).unwrap() {
        let has_entry = ["/", ".rs"].iter().any(|end| codemap.contains(&format!("**`src/{}{end}`**", layer.name)));
        assert!(has_entry, "no entry for {}", layer.name);
    }
}

#[test]
fn the_checker_depends_on_nothing_else() {
    assert_eq!(checker_complaints(&read("checker/Cargo.toml")), [""; 0]);
}

#[test]
fn the_program_alone_draws_on_the_terminal() {
    let packages = packages(&read("Cargo.toml"));
    assert!(packages.iter().any(|package| package == "cli"));
    for package in packages.iter().filter(|package| *package != "cli") {
        assert_eq!(terminal_complaints(package, &read(&format!("{package}/Cargo.toml"))), [""; 0]);
    }
}

#[test]
fn no_new_circle_of_files() {
    let mut found = circles(&rust_sources("src"), "src", 1);
    found.extend(circles(&rust_sources("cli/src"), "cli/src", 0));
    found.extend(circles(&rust_sources("checker/src"), "checker/src", 0));
    assert_eq!(circles::complaints(&found, &CIRCLES), [""; 0]);
}

/// A sweep is a pipeline: no part of it imports a later one, and counting and the search for the tightest case do not
/// know each other.
#[test]
fn the_pipeline_of_a_sweep_has_one_direction() {
    let sources = rust_sources("src");
    let forbidden: [(&str, &[&str]); 4] = [
        ("program", &["signs", "count", "tightest", "results"]),
        ("signs", &["count", "tightest", "results"]),
        ("count", &["tightest"]),
        ("tightest", &["count"]),
    ];
    for (folder, others) in forbidden {
        for other in others {
            let [folder, other] = [folder, *other].map(|name| format!("src/sweep/grid/{name}/"));
            assert!(sources.iter().any(|source| source.path.starts_with(&folder)), "{folder}");
            assert_eq!(circles::imports_between(&sources, &folder, &other), [""; 0]);
        }
    }
}

#[test]
fn files_are_short() {
    let mut sources = rust_sources("src");
    sources.extend(rust_sources("checker"));
    sources.extend(rust_sources("cli"));
    assert_eq!(size_complaints(&sources), [""; 0]);
}

#[test]
fn exact_layers_name_no_floating_point_type() {
    assert!(FLOAT_PERMITS.iter().all(|permit| !permit.path_prefix.is_empty() && !permit.reason.is_empty()));
    assert_eq!(float_complaints(&rust_sources("src"), &FLOAT_PERMITS), [""; 0]);
}

/// Limits stand together, so that one finds all of them; a number that only says how much is tried or listed has
/// another name.
#[test]
fn limits_stand_in_limits_rs() {
    let mut sources = rust_sources("src");
    sources.extend(rust_sources("cli/src"));
    sources.extend(rust_sources("checker/src"));
    assert_eq!(limit_complaints(&sources), [""; 0]);
}

#[test]
fn the_library_reads_no_environment_but_for_tests() {
    let sources = rust_sources("src");
    assert!(sources.iter().any(|source| source.path == READS_THE_ENVIRONMENT && source.text.contains("std::env::")));
    assert_eq!(environment_complaints(&sources), [""; 0]);
}

#[test]
fn every_file_is_declared_by_its_parent() {
    assert_eq!(orphan_complaints(&rust_sources("src")), [""; 0]);
}

// ---- Controls: each check reports a bad sample ---------------------------------------------------------------------

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn two_layers() -> Vec<Layer> {
    parse_layers("text\n```layers\nexact\nlaw\n```\n").unwrap()
}

/// The complaints about a file of `exact` when `law`, below it, exists too.
fn complaints_about_exact(path: &str, text: &str) -> Vec<String> {
    layer_complaints(&two_layers(), &[source(path, text), source("src/law/mod.rs", "")])
}

#[test]
fn control_layers_block() {
    assert_eq!(parse_layers("```layers\nexact\n```").unwrap(), [Layer { name: "exact".to_owned(), planned: false }]);
    let planned = parse_layers("```layers\nexact\nlaw (planned)\n```").unwrap();
    assert!(!planned[0].planned && planned[1].planned);
    for bad in ["exact\nlaw", "```layers\nexact\nlaw", "```layers\nexact\nexact\n```", "```layers\nsrc/exact\n```"] {
        assert!(parse_layers(bad).is_err(), "{bad}");
    }
}

#[test]
fn control_imports_from_below() {
    let from = |text: &str| complaints_about_exact("src/exact/mod.rs", text).len();
    assert_eq!(from("use crate::law::Law;"), 1);
    assert_eq!(from("fn f(law: &crate::law::Law) {}"), 1);
    assert_eq!(from("use crate::{exact::Sign, law::{Law, Vocabulary}};"), 1);
    assert_eq!(from("use super::law::Law;"), 1);
    assert_eq!(from("use crate::Law;"), 1);
    assert_eq!(complaints_about_exact("src/exact/sign/zero.rs", "use super::super::super::law::Law;").len(), 1);
    let allowed =
        "// crate::law\nuse crate::exact::law::A;\nuse crate::{exact::{law, B}};\nconst S: &str = \"crate::law\";";
    assert_eq!(from(allowed), 0);
    assert_eq!(complaints_about_exact("src/exact/sign/zero.rs", "use super::super::law::Law;").len(), 0);
}

#[test]
fn control_missing_and_unlisted_layers() {
    let exact = || source("src/exact/mod.rs", "");
    let complaints = layer_complaints(&two_layers(), &[exact()]);
    assert_eq!(complaints, ["src/law: listed as a layer, but does not exist"]);
    let planned = parse_layers("```layers\nexact\nlaw (planned)\n```").unwrap();
    assert_eq!(layer_complaints(&planned, &[exact()]), [""; 0]);
    let complaints = layer_complaints(&planned, &[exact(), source("src/law.rs", "")]);
    assert_eq!(complaints, ["src/law: exists, so it is not `(planned)`"]);
    let complaints = layer_complaints(&planned, &[exact(), source("src/utils/mod.rs", "")]);
    assert_eq!(complaints, ["src/utils: not in the list of layers"]);
    let outside = [exact(), source("src/lib.rs", "use crate::law::Law;"), source("src/main.rs", "use crate::cli;")];
    assert_eq!(layer_complaints(&planned, &outside), [""; 0]);
}

#[test]
fn control_dependencies() {
    let from = |manifest: &str| checker_complaints(manifest).len();
    assert_eq!(from("[dependencies]\nnum-bigint = \"0.4\"\nserde = { version = \"1\" }\n"), 0);
    assert_eq!(from("[dependencies]\nrug = \"1\"\n"), 1);
    assert_eq!(from("[dev-dependencies]\nmaskproof = { path = \"..\" }\n"), 1);
    assert_eq!(from("[dependencies.serde]\npackage = \"rug\"\n"), 1);
    assert_eq!(from("[target.'cfg(unix)'.build-dependencies]\ncc = \"1\"\n"), 1);
    assert_eq!(from("not toml"), 1);
}

#[test]
fn control_dependencies_of_the_program() {
    let from = |manifest: &str| terminal_complaints("x", manifest).len();
    assert_eq!(from("[dependencies]\nrug = \"1\"\n"), 0);
    assert_eq!(from("[dependencies]\nclap = { version = \"4\" }\n"), 1);
    assert_eq!(from("[dev-dependencies]\ntables = { version = \"8\", package = \"comfy-table\" }\n"), 1);
    assert_eq!(from("[target.'cfg(unix)'.dependencies]\nsignal-hook = \"1\"\n"), 1);
    assert_eq!(packages("[workspace]\nmembers = [\".\", \"a\"]\n"), [".", "a"]);
}

#[test]
fn control_the_environment() {
    let from = |path: &str, text: &str| environment_complaints(&[source(path, text)]).len();
    assert_eq!(from("src/exact/mod.rs", "let seed = std::env::var(\"SEED\");"), 1);
    assert_eq!(from("src/exact/mod.rs", "// std::env::var\nconst ROOT: &str = env!(\"CARGO_MANIFEST_DIR\");"), 0);
    assert_eq!(from(READS_THE_ENVIRONMENT, "std::env::var_os(name)"), 0);
}

#[test]
fn control_circles() {
    let found = |files: &[(&str, &str)]| -> Vec<String> {
        let sources: Vec<Source> = files.iter().map(|(path, text)| source(&format!("src/{path}"), text)).collect();
        circles(&sources, "src", 1).iter().map(|circle| circle.join(" ")).collect()
    };
    let both = ["src/law/a.rs src/law/b.rs"];
    assert_eq!(found(&[("law/a.rs", "use super::b::B;"), ("law/b.rs", "use crate::law::a::{A, C};")]), both);
    assert_eq!(found(&[("law/a.rs", "fn f() { super::b::g(); }"), ("law/b.rs", "use super::a;")]), both);
    // Through a third file, and through what the parent passes on.
    let three = found(&[
        ("law/a.rs", "use super::b::B;"),
        ("law/b.rs", "use super::c::{self, C as D};"),
        ("law/c.rs", "use super::a::A;"),
    ]);
    assert_eq!(three, ["src/law/a.rs src/law/b.rs src/law/c.rs"]);
    let passed_on =
        |parent| found(&[("law/mod.rs", parent), ("law/a.rs", "use super::{B, x};"), ("law/b.rs", "use super::A;")]);
    assert_eq!(passed_on("pub mod a;\npub mod b;\npub use a::A;\npub use b::B;"), both);
    assert_eq!(passed_on("pub mod a;\npub mod b;\npub use b::B;\npub struct A;"), [""; 0]);
    // A parent that uses its child itself, not to pass it on.
    assert_eq!(passed_on("mod a;\nuse a::A;\nstruct B;"), ["src/law/a.rs src/law/mod.rs"]);
    let no_circle = [
        ("law/a.rs", "// use super::b;\nstruct A;\n#[cfg(test)]\nmod tests {\n    use super::super::b::B;\n}"),
        ("law/b.rs", "use super::a::A;\nuse crate::exact::a::A;"),
        ("exact/a.rs", "use crate::law::b;"),
    ];
    assert_eq!(found(&no_circle), [""; 0]);
    let known: [&[&str]; 1] = [&["src/law/a.rs", "src/law/b.rs"]];
    let circle = vec!["src/law/a.rs".to_owned(), "src/law/b.rs".to_owned()];
    assert_eq!(circles::complaints(std::slice::from_ref(&circle), &known), [""; 0]);
    assert_eq!(circles::complaints(&[circle], &[]).len(), 1);
    assert_eq!(circles::complaints(&[], &known).len(), 1);
}

#[test]
fn control_directions() {
    let between = |of_a: &str| {
        let sources = [source("src/law/a/mod.rs", of_a), source("src/law/b/c.rs", "pub struct C;")];
        circles::imports_between(&sources, "src/law/a/", "src/law/b/").len()
    };
    assert_eq!(between("use super::b::c::C;"), 1);
    assert_eq!(between("// use super::b::c::C;"), 0);
}

#[test]
fn control_size() {
    let lines = |count: usize| [source("src/law/mod.rs", &"x\n".repeat(count))];
    assert_eq!(size_complaints(&lines(LINE_LIMIT)).len(), 0);
    assert_eq!(size_complaints(&lines(LINE_LIMIT + 1)).len(), 1);
}

#[test]
fn control_floats() {
    let from = |path: &str, text: &str| float_complaints(&[source(path, text)], &FLOAT_PERMITS).len();
    assert_eq!(from("src/exact/sign.rs", "fn f(x: f64) {}"), 1);
    assert_eq!(from("src/language/mod.rs", "let x = 1f32;\nlet y = r.to_f64();"), 2);
    assert_eq!(
        from("src/exact/sign.rs", "/// f64\n/* f32 /* f64 */ f64 */ let s = \"f64 \\\" f64\"; let r = r#\"f64\"#;"),
        0
    );
    assert_eq!(
        from("src/exact/sign.rs", "fn f<'a>(c: &'a char) -> bool { *c == '\"' || *c == '\\'' } type F = f64; // '\""),
        1
    );
    assert_eq!(from("src/hunt/mod.rs", "fn f(x: f64) {}"), 0);
    assert_eq!(from("src/law/readers/npy.rs", "fn f(x: f64) {}"), 0);
    assert_eq!(from("src/law/families.rs", "fn f(x: f64) {}"), 1);
    let permits = [FloatPermit { path_prefix: "src/law/", line_contains: "dyadic", reason: "control" }];
    let sample = [source("src/law/a.rs", "fn dyadic(x: f64) {}\nfn other(x: f64) {}")];
    assert_eq!(float_complaints(&sample, &permits).len(), 1);
}

#[test]
fn control_limits() {
    let from = |path: &str, text: &str| limit_complaints(&[source(path, text)]).len();
    assert_eq!(from("src/law/a.rs", "pub const LENGTH_LIMIT: usize = 3;\nconst B_LIMIT: u64 = 1;"), 2);
    assert_eq!(from("cli/src/a.rs", "fn f() {\n    const LIMIT: i64 = 1;\n}"), 1);
    assert_eq!(from("checker/src/a.rs", "pub(crate) const A_LIMIT: u32 = 3;"), 1);
    assert_eq!(from("src/limits.rs", "pub const LENGTH_LIMIT: usize = 3;"), 0);
    assert_eq!(from("checker/src/limits.rs", "pub const LENGTH_LIMIT: usize = 3;"), 0);
    assert_eq!(from("src/law/limits.rs", "pub const LENGTH_LIMIT: usize = 3;"), 1);
    assert_eq!(from("src/law/a.rs", "// const A_LIMIT: u32 = 1;\nuse crate::limits::A_LIMIT;"), 0);
    assert_eq!(from("cli/src/a.rs", "const LIMIT_OPTION: u32 = 1;\nconst THE_LIMIT: &str = \"\";"), 0);
}

#[test]
fn control_orphans() {
    let tree = |parent: &str| {
        let sources = [
            source("src/lib.rs", "pub mod exact;"),
            source("src/exact/mod.rs", parent),
            source("src/exact/sign.rs", "mod zero;"),
            source("src/exact/sign/zero.rs", ""),
        ];
        orphan_complaints(&sources)
    };
    assert_eq!(tree("mod sign;"), [""; 0]);
    assert_eq!(tree("#[cfg(test)]\npub(crate) mod sign;"), [""; 0]);
    assert_eq!(tree("// mod sign;"), ["src/exact/sign.rs: no `mod sign;` in src/exact/mod.rs or src/exact.rs"]);
    assert_eq!(orphan_complaints(&[source("src/lib.rs", ""), source("src/law/mod.rs", "")]).len(), 1);
}
