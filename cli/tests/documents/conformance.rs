//! `docs/conformance.md` is what the catalogue, its notes and the decisions say today; every claim names its note, and
//! is tight somewhere or says why not.

use std::path::{Path, PathBuf};

use maskproof::analysis::conformance::{Row, Tight, not_stated, rows};
use maskproof::language::{Catalogue, Expectation};
use maskproof::sweep::default_families;
use maskproof_cli::report::conformance::to_markdown;

use super::common::root;

fn note_exists(name: &str) -> bool {
    name != "README" && Path::new(name).file_name() == Some(name.as_ref()) && note(name).is_file()
}

fn note(name: &str) -> PathBuf {
    root().join("proofs-notes").join(format!("{name}.md"))
}

fn catalogue() -> Catalogue {
    Catalogue::built_in().unwrap_or_else(|error| panic!("{error}"))
}

/// The complaints about the tightness of a claim.
fn complaint(row: &Row) -> Option<String> {
    let id = row.claim.id();
    let holds = row.claim.expectation() == Expectation::Holds;
    match (holds, &row.tight, row.claim.not_tight()) {
        (true, None, None) => Some(format!("{id} holds and has no case of equality: say why in `not_tight`")),
        (true, Some(tight), Some(_)) => Some(format!("{id} says `not_tight`, but is tight: {tight:?}")),
        (false, _, Some(_)) => Some(format!("{id} is false: `not_tight` says nothing")),
        _ => None,
    }
}

#[test]
fn the_table_is_fresh_and_every_claim_is_tight_somewhere_or_says_why_not() {
    let rows = rows(catalogue().claims(), default_families().unwrap()).unwrap_or_else(|error| panic!("{error}"));
    let complaints: Vec<String> = rows.iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    for row in &rows {
        let refuted = row.refuted.is_some();
        assert_eq!(refuted, row.claim.expectation() == Expectation::Fails, "{}: refuted {refuted}", row.claim.id());
    }

    // Controls: the complaints come.
    let mut row = rows.iter().find(|row| row.tight.is_some() && row.claim.not_tight().is_none()).unwrap().clone();
    row.tight = None;
    assert!(complaint(&row).unwrap().contains("say why"));
    let mut row = rows.iter().find(|row| row.claim.not_tight().is_some()).unwrap().clone();
    row.tight = Some(Tight::WithZero);
    assert!(complaint(&row).unwrap().contains("but is tight"));

    let written = std::fs::read_to_string(root().join("docs/conformance.md")).unwrap_or_default();
    let fresh = to_markdown(&rows);
    for row in &rows {
        assert!(fresh.contains(&format!("[`{}`](", row.claim.id())), "{} is not in the table", row.claim.id());
    }
    let line = written.lines().zip(fresh.lines()).find(|(old, new)| old != new);
    assert!(
        written == fresh,
        "docs/conformance.md is stale{}\nto mend it: cargo run --release --locked -p maskproof-cli -- catalogue conformance > target/conformance.md && mv \
         target/conformance.md docs/",
        line.map_or(String::new(), |(old, new)| format!(":\n- {old}\n+ {new}"))
    );
}

#[test]
fn every_claim_names_a_note_that_exists() {
    let catalogue = catalogue();
    let complaints: Vec<String> = catalogue
        .claims()
        .iter()
        .filter(|claim| !claim.proof().is_some_and(note_exists))
        .map(|claim| match claim.proof() {
            None => format!("{} names no note: add `proof = \"NAME\"`", claim.file()),
            Some(name) => format!("{}: there is no proofs-notes/{name}.md", claim.file()),
        })
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(!note_exists("no-such-note") && !note_exists("README") && !note_exists("../docs/hunt"));
}

/// Whether a text between backticks stands for an identifier: it is one, or a pattern such as `li-cai-thm2-lower.*`,
/// `errata.<name>.as-printed`, `.two-tokens` (what comes before is said elsewhere) or `...-halved`.
fn stands_for(span: &str, id: &str) -> bool {
    let start = span.trim_start_matches("...");
    let mut pieces: Vec<&str> = start.split(['*', '<']).collect();
    for piece in pieces.iter_mut().skip(1) {
        *piece = piece.split_once('>').map_or(*piece, |(_, after)| after);
    }
    let literal: usize = pieces.iter().map(|piece| piece.len()).sum();
    if literal < 3 || span.contains(char::is_whitespace) {
        return false;
    }
    let mut rest = id;
    let open_start = span.starts_with('.');
    for (place, piece) in pieces.iter().enumerate() {
        let last = place + 1 == pieces.len();
        rest = match rest.find(piece) {
            Some(found) if place > 0 || open_start || found == 0 => &rest[found + piece.len()..],
            _ => return false,
        };
        // After the last piece nothing is left, unless a star ends the pattern and the piece is empty.
        if last && !piece.is_empty() && !rest.is_empty() {
            return id.ends_with(piece) && place > 0;
        }
    }
    pieces.len() > 1 || rest.is_empty()
}

/// The note of a claim says which statement the machine checks: it names the claim, or its family.
#[test]
fn every_note_names_its_claims() {
    let named = |text: &str, id: &str| text.split('`').skip(1).step_by(2).any(|span| stands_for(span, id));
    let mut complaints = Vec::new();
    for claim in catalogue().claims() {
        let text = claim.proof().and_then(|name| std::fs::read_to_string(note(name)).ok()).unwrap_or_default();
        if !named(&text, claim.id()) {
            complaints.push(format!("proofs-notes/{}.md does not name `{}`", claim.proof().unwrap_or("?"), claim.id()));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    for (span, id) in [
        ("a-b.c", "a-b.c"),
        ("a-b.*", "a-b.c"),
        ("errata.<name>.as-printed", "errata.last-node.as-printed"),
        (".two-tokens", "dhw-ex.two-tokens"),
        ("...deterministic-at-randomised", "zc-minimax.tc-8-2.deterministic-at-randomised"),
        ("zc-minimax.*.deterministic", "zc-minimax.tc-8-2.deterministic"),
        ("zc-minimax.*-one-saved.*", "zc-minimax.tc-one-saved.halved"),
    ] {
        assert!(stands_for(span, id), "{span} for {id}");
    }
    for (span, id) in [
        ("a-b.c", "a-b.cd"),
        ("a-b.c", "x.a-b.c"),
        ("a-b.*", "x.a-b.c"),
        ("*", "a-b.c"),
        ("errata.<name>.as-printed", "errata.last-node.as-mended"),
        ("zc-minimax.*.deterministic", "zc-minimax.tc-8-2.randomised"),
    ] {
        assert!(!stands_for(span, id), "{span} for {id}");
    }
}

#[test]
fn what_is_not_stated_names_claims_and_notes_that_exist() {
    let catalogue = catalogue();
    let statements = not_stated();
    assert!(!statements.is_empty());
    for statement in statements {
        assert!(!statement.reason.is_empty() && !statement.says.is_empty(), "{}", statement.source);
        for id in &statement.nearest {
            assert!(catalogue.find(id).is_some(), "docs/not-stated.toml: {}: no claim `{id}`", statement.source);
        }
        if let Some(name) = &statement.proof {
            assert!(note_exists(name), "docs/not-stated.toml: {}: no note `{name}`", statement.source);
        }
    }
}
