//! `maskproof catalogue`

use maskproof::analysis::conformance::rows;
use maskproof::cases::Fragment;
use maskproof::diagnosis::nearest::misspelt;
use maskproof::language::{Claim, Evaluation};
use maskproof::sweep::default_families;

use super::arguments::{Catalogue, CatalogueCommand};
use super::failure::Failure;
use super::report::conformance::to_markdown;
use super::report::table::new_table;
use super::{Success, output};

/// Lists the built-in claims, or shows one.
pub fn catalogue(arguments: &Catalogue) -> Result<Success, Failure> {
    let catalogue = maskproof::language::Catalogue::built_in()?;
    let text = match &arguments.command {
        None | Some(CatalogueCommand::List) => list(catalogue.claims())?,
        Some(CatalogueCommand::Show { id }) => show(find(&catalogue, id)?)?,
        Some(CatalogueCommand::Conformance) => to_markdown(&rows(catalogue.claims(), default_families()?)?),
    };
    output::to_stdout(&text)?;
    Ok(Success::AsExpected)
}

/// The claim with an identifier, or a usage failure that names the nearest.
pub fn find<'a>(catalogue: &'a maskproof::language::Catalogue, id: &str) -> Result<&'a Claim, Failure> {
    catalogue.find(id).ok_or_else(|| {
        let known = || catalogue.claims().iter().map(Claim::id);
        let mut related: Vec<&str> = known().filter(|known| !id.is_empty() && known.contains(id)).collect();
        if related.is_empty() {
            related.extend(misspelt(id, known()));
        }
        let hint = if related.is_empty() { String::new() } else { format!(" (related: {})", related.join(", ")) };
        Failure::Usage {
            message: format!("the catalogue has no claim `{id}`{hint}"),
            help: "`maskproof catalogue list` shows the identifiers; check, decide, constant, hunt and sweep take a \
                   claim file of your own by its path, such as my-bound.toml"
                .to_owned(),
        }
    })
}

fn list(claims: &[Claim]) -> Result<String, Failure> {
    let mut table = new_table(&["claim", "tag", "fragment", "expected", "what it says"]);
    for claim in claims {
        table.add_row([
            claim.id().to_owned(),
            claim.provenance().to_string(),
            Fragment::of(claim).map_err(|error| claim.locate(error))?.to_string(),
            claim.expectation().name().to_owned(),
            claim.title().to_owned(),
        ]);
    }
    Ok(format!(
        "{table}\n\n\
         tag: how sure the wording is (P primary text read, S secondary source, M from memory, D derived here)\n\
         fragment: what both sides are linear in; claims that are linear in average entropies are decided for all \
         laws\n"
    ))
}

fn show(claim: &Claim) -> Result<String, Failure> {
    let mut text = format!(
        "{}: {}\n  source: {}\n  tag: {} ({})\n",
        claim.id(),
        claim.title(),
        claim.source(),
        claim.provenance(),
        claim.provenance().meaning()
    );
    if let Some(reading) = claim.reading() {
        text += &format!("  reading: {reading}\n");
    }
    text += &format!("  expected: {}\n", claim.expectation().name());
    let fragment = Fragment::of(claim).map_err(|error| claim.locate(error))?;
    text += &match fragment {
        Fragment::CasesOnly => "  fragment: cases only\n".to_owned(),
        linear => format!("  fragment: linear in {linear}\n"),
    };
    text += match claim.evaluation() {
        Evaluation::Formulas => "  evaluation: from entropies and the predictor's gaps\n",
        Evaluation::Definitions => "  evaluation: every quantity from its definition, by enumeration\n",
    };
    if let Some(note) = claim.note() {
        text += &format!("  note: {}\n", note.trim());
    }
    if let Some(proof) = claim.proof() {
        text += &format!("  proof: proofs-notes/{proof}.md\n");
    }
    if let Some(reason) = claim.not_tight() {
        text += &format!("  not tight: {}\n", reason.trim());
    }
    text += "\n";
    if let Some(constant) = claim.constant() {
        text += &format!("  with {} = {}\n", constant.name, constant.text);
    }
    for line in claim.text().trim().lines() {
        text += &format!("  {line}\n");
    }
    Ok(text)
}
