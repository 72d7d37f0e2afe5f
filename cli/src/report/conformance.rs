//! The table of `docs/conformance.md`: each statement with its claim, its proof, and how far it is verified.

use std::collections::BTreeMap;

use maskproof::analysis::DECIDED_LENGTHS;
use maskproof::analysis::conformance::{NotStated, Row, Tight, not_stated};
use maskproof::decide::{Decision, LengthDecision, RangeOutcome};
use maskproof::language::{Claim, Expectation};
use maskproof::sweep::Witness;

use crate::options;

use super::case::place;
use super::wording::{counted, lengths};

/// What is decided for all laws, length by length.
fn all_laws(decisions: &[LengthDecision]) -> String {
    let of = |wanted: fn(&Decision) -> bool| -> Vec<usize> {
        decisions.iter().filter(|decided| wanted(&decided.decision)).map(|decided| decided.length).collect()
    };
    let proved = of(|decision| matches!(decision, Decision::Proved(_)));
    let refuted = of(|decision| matches!(decision, Decision::Refuted(_)));
    let undecided = decisions.iter().find_map(|decided| match &decided.decision {
        Decision::Undecided(reason) => Some(options::in_message(&reason.describe())),
        Decision::Proved(_) | Decision::Refuted(_) | Decision::NoCase => None,
    });
    let mut parts = Vec::new();
    if !proved.is_empty() {
        parts.push(format!("proved for L = {}", lengths(&proved)));
    }
    if !refuted.is_empty() {
        parts.push(format!("refuted for L = {}", lengths(&refuted)));
    }
    if let Some(reason) = undecided {
        let open = of(|decision| matches!(decision, Decision::Undecided(_)));
        let scope =
            if parts.is_empty() { "not decided".to_owned() } else { format!("not decided for L = {}", lengths(&open)) };
        parts.push(format!("{scope}: {reason}"));
    }
    if parts.is_empty() { "no case".to_owned() } else { parts.join("; ") }
}

fn at(witness: &Witness) -> String {
    let bindings: Vec<String> = witness.bindings.iter().map(ToString::to_string).collect();
    format!("`{}`", place(&witness.subject.as_str().into(), &bindings))
}

/// Where a claim is tight.
fn tight_text(tight: &Tight) -> String {
    match tight {
        Tight::At(witness) => at(witness),
        Tight::Always => "every case: it states an identity".to_owned(),
        Tight::UnderPremise => "every case whose premise is true: it states an identity".to_owned(),
        Tight::WithZero => "equality with 0".to_owned(),
    }
}

/// The paper that a source names, as its arXiv number.
fn paper(source: &str) -> Option<&str> {
    let number = source.split_once("arXiv:")?.1;
    Some(number.split(|c: char| !c.is_ascii_digit() && c != '.').next()?.trim_end_matches('.'))
}

/// What a source says beyond the title of its paper; the whole source where it does not begin with the title.
fn place_in<'a>(source: &'a str, title: &str) -> &'a str {
    source
        .strip_prefix(title)
        .map_or(source, |place| place.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '('))
}

/// The table as Markdown, as the file in `docs/` holds it.
pub fn to_markdown(rows: &[Row]) -> String {
    let not_stated = not_stated();
    // Papers by what their sources have in common: the shortest text before the number names the authors.
    let mut authors: BTreeMap<&str, &str> = BTreeMap::new();
    for source in rows.iter().map(|row| row.claim.source()).chain(not_stated.iter().map(|known| known.source.as_str()))
    {
        if let Some(paper) = paper(source) {
            let before = source.split_once(", arXiv:").map_or("", |(before, _)| before);
            let known = authors.entry(paper).or_insert(before);
            if known.is_empty() || (1..known.len()).contains(&before.len()) {
                *known = before;
            }
        }
    }
    let mut text = introduction(rows, &not_stated);
    let title = |paper: &str, authors: &str| match authors {
        "" => format!("arXiv:{paper}"),
        _ => format!("{authors}, arXiv:{paper}"),
    };
    let groups = authors.iter().map(|(paper, authors)| (Some(*paper), title(paper, authors)));
    for (number, title) in groups.chain([(None, "Other sources".to_owned())]) {
        let stated: Vec<&Row> = rows.iter().filter(|row| paper(row.claim.source()) == number).collect();
        let others: Vec<&NotStated> = not_stated.iter().filter(|known| paper(&known.source) == number).collect();
        if stated.is_empty() && others.is_empty() {
            continue;
        }
        text += &format!("\n## {title}\n");
        let item = |source: &str| match cell(place_in(source, &title)) {
            place if place.is_empty() => place,
            place => place + ": ",
        };
        if !stated.is_empty() {
            text += "\n| statement | claim and proof | tag | verdict | verified | tight at |\n";
            text += "| --- | --- | --- | --- | --- | --- |\n";
            stated.iter().for_each(|row| text += &row_text(row, &item(row.claim.source())));
        }
        if !others.is_empty() {
            text += "\nNot stated:\n\n| statement | tag | why not | instead |\n| --- | --- | --- | --- |\n";
            others.iter().for_each(|known| text += &not_stated_text(known, &item(&known.source), rows));
        }
    }
    text
}

fn introduction(rows: &[Row], not_stated: &[NotStated]) -> String {
    let count = |wanted: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
    let fails = count(&|row| row.claim.expectation() == Expectation::Fails);
    let proved = count(&|row| row.outcome == RangeOutcome::Proved);
    let refuted = count(&|row| matches!(row.outcome, RangeOutcome::Refuted(_)));
    let [first, last] = DECIDED_LENGTHS;
    format!(
        "# Conformance\n\n\
         <!-- Generated by `maskproof catalogue conformance`; a test fails when this file is stale. Do not edit. \
         -->\n\n\
         Each statement of the sources with its claim, the note that proves or refutes it, how sure the wording is, \
         and how far the machine has verified it. `maskproof catalogue conformance` computes this page from the claim \
         files and from `docs/not-stated.toml`.\n\n\
         The catalogue has {}: {} hold, {fails} are false and known to be. {proved} are proved for every law over \
         every vocabulary, for each length L = {first}..{last} that has a case, and {refuted} are refuted at one of \
         these lengths; the others are decided case by case. {} of the sources cannot be stated exactly and stand here \
         with the reason.\n\n\
         - **Tag**: P primary text read, S secondary source, M from memory, D derived here.\n\
         - **Verified**: *cases*, the laws of `maskproof verify` that have a case, each decided exactly; *all laws*, \
         what is decided for every law, vocabulary and predictor; *certificates*, the kinds that `maskproof-check` can \
         re-check, if any ([format](certificate-format.md)).\n\
         - **Tight at**: a case with equality, the first one that attains the bound with positive values; or why there \
         is none.\n",
        counted(rows.len() as u64, "claim"),
        rows.len() - fails,
        counted(not_stated.len() as u64, "statement"),
    )
}

fn row_text(row: &Row, item: &str) -> String {
    let claim = &row.claim;
    let proof = claim.proof().map_or("no note".to_owned(), note_link);
    let (verdict, tight) = match claim.expectation() {
        Expectation::Holds => {
            let nowhere = || format!("nowhere: {}", claim.not_tight().unwrap_or("no reason known"));
            ("holds", row.tight.as_ref().map_or_else(nowhere, tight_text))
        }
        Expectation::Fails => ("false", "-".to_owned()),
    };
    let refuted = row.refuted.as_ref().filter(|_| claim.expectation() == Expectation::Fails);
    let refuted = refuted.map_or(String::new(), |case| format!("<br>by {}", cell(&at(case))));
    let kinds: Vec<&str> = row.certificates.iter().copied().collect();
    let certificates = if kinds.is_empty() { String::new() } else { format!("<br>certificates: {}", kinds.join(", ")) };
    format!(
        "| {item}{} | {}<br>{proof} | {} | {verdict}{refuted} | cases: {}, L = {}<br>all laws: {}{certificates} | {} |\n",
        cell(claim.title()),
        claim_link(claim),
        claim.provenance(),
        counted(row.laws as u64, "law"),
        lengths(&row.lengths),
        cell(&all_laws(&row.decisions)),
        cell(&tight)
    )
}

fn not_stated_text(known: &NotStated, item: &str, rows: &[Row]) -> String {
    let claims = known.nearest.iter().filter_map(|id| rows.iter().find(|row| row.claim.id() == id));
    let claims = claims.map(|row| claim_link(&row.claim));
    let instead: Vec<String> = claims.chain(known.proof.as_deref().map(note_link)).collect();
    let instead = if instead.is_empty() { "-".to_owned() } else { instead.join("<br>") };
    format!("| {item}{} | {} | {} | {instead} |\n", cell(&known.says), known.provenance, cell(&known.reason))
}

fn claim_link(claim: &Claim) -> String {
    format!("[`{}`](../{})", claim.id(), claim.file())
}

fn note_link(name: &str) -> String {
    format!("[{name}](../proofs-notes/{name}.md)")
}

/// Text as it stands in a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
