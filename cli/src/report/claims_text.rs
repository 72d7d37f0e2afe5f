//! What the cases say of claims, and what is decided for all laws, as text.

use std::collections::BTreeMap;

use maskproof::analysis::{Evidence, Truth};
use maskproof::cases::shapes::Extent;
use maskproof::decide::RangeOutcome;
use maskproof::language::Expectation;
use maskproof::limits::PATTERN_LIMIT;
use maskproof::sweep::Conclusion;

use super::all_laws::LengthReport;
use super::case::{CaseReport, RATIO_MEANING};
use super::claims::{CheckReport, ClaimReport, SkippedReport};
use super::name::words;
use super::outcome::DecisionOutcome;
use super::serialise::Named;
use super::table::new_table;
use super::wording::{counted, lengths};

/// The sequences of a law that stand on a line.
const SEQUENCES_OF_LINE: usize = 8;

/// The table of a run, with the counterexamples of false claims and what else is to be said of a claim below it.
pub fn to_text(report: &CheckReport) -> String {
    let mut table = new_table(&["claim", "tag", "scope", "cases", "verdict", "tightest case (nats)"]);
    for claim in &report.claims {
        table.add_row([
            claim.id.clone(),
            claim.provenance.clone(),
            format!("{}, L = {}{}", counted(claim.laws, "law"), lengths(&claim.lengths), all_laws_scope(claim)),
            cases_text(claim),
            verdict_text(claim),
            tightest_of_claim(claim),
        ]);
    }
    let mut text = String::new();
    for family in &report.families {
        text += &format!("{:>6} {}: {}", family.laws, if family.laws == 1 { "law" } else { "laws" }, family.name);
        if family.represented != family.laws {
            text += &format!(" ({} laws in all)", family.represented);
        }
        text += "\n";
    }
    text += &format!("{table}\n");
    let has_ratio = |claim: &ClaimReport| claim.attained == 0 && ratio(claim).is_some();
    if report.claims.iter().any(has_ratio) {
        text += &format!("\n{RATIO_MEANING}\n");
    }
    for claim in &report.claims {
        let about = [counterexamples(claim), standing(claim), limits_of_evidence(claim)].concat();
        if !about.is_empty() {
            text += &format!("\n{}\n", about.join("\n"));
        }
    }
    let expected = report.claims.iter().filter(|claim| claim.as_expected).count();
    let cases: u64 = report.claims.iter().map(|claim| claim.cases).sum();
    text += &format!(
        "\n{expected} of {} as expected, in {}, each decided exactly.\n",
        counted(report.claims.len() as u64, "claim"),
        counted(cases, "case")
    );
    text
}

fn cases_text(claim: &ClaimReport) -> String {
    let mut text = claim.cases.to_string();
    if claim.vacuous > 0 {
        text += &format!("\n{} vacuous", claim.vacuous);
    }
    if claim.both_infinite > 0 {
        text += &format!("\n{} both infinite", claim.both_infinite);
    }
    text
}

/// The verdict of the cases, and on the second line that for all laws; the stronger one has the mark.
fn verdict_text(claim: &ClaimReport) -> String {
    let mark = match (claim.as_expected, claim.expectation) {
        (true, Expectation::Fails) => ", as expected",
        (true, Expectation::Holds) => "",
        (false, _) => ", UNEXPECTED",
    };
    let (of_cases, of_all) = (claim.conclusion.name(), all_laws_verdict(claim));
    match claim.stronger {
        Evidence::AllLaws => format!("{of_cases}\n{of_all}{mark}"),
        Evidence::Cases => format!("{of_cases}{mark}\n{of_all}"),
    }
}

/// The second line of a claim's scope.
fn all_laws_scope(claim: &ClaimReport) -> String {
    let [first, last] = claim.all_laws.lengths;
    let scope = match claim.all_laws.lengths_decided().as_slice() {
        [] if first == last => first.to_string(),
        [] => format!("{first}..{last}"),
        each => lengths(each),
    };
    format!("\nevery law and vocabulary, L = {scope}")
}

/// The second line of a claim's verdict.
fn all_laws_verdict(claim: &ClaimReport) -> String {
    match claim.all_laws.outcome {
        RangeOutcome::Refuted(length) => format!("refuted at L = {length}"),
        RangeOutcome::Unfinished => {
            format!("not decided at L = {}", lengths(&claim.all_laws.with_outcome(DecisionOutcome::Unfinished)))
        }
        outcome @ (RangeOutcome::Proved | RangeOutcome::Undecided) => outcome.name().to_owned(),
    }
}

/// The cases that refute a claim, with their laws.
fn counterexamples(claim: &ClaimReport) -> Vec<String> {
    let Some(length) = claim.refuted_length else { return Vec::new() };
    if claim.counterexamples.is_empty() {
        return vec![format!("{} is false at L = {length}: nothing satisfies what `exists` asks for", claim.id)];
    }
    let mut lines =
        vec![format!("{} is violated in {} of {}", claim.id, claim.violations, counted(claim.cases, "case"))];
    lines.extend(claim.reading.iter().map(|reading| format!("  reading: {reading}")));
    for witness in &claim.counterexamples {
        lines.push(format!("  {}", witness.to_text()));
        lines.extend(law_text(witness));
    }
    lines
}

/// The law of a case: its probabilities where they are few.
fn law_text(witness: &CaseReport) -> Vec<String> {
    let Some(sequences) = &witness.sequences else {
        let support = witness.support;
        return vec![format!(
            "    the law has {support} sequences of positive probability; --laws DIR writes it as a file"
        )];
    };
    let each: Vec<String> =
        sequences.iter().map(|(tokens, probability)| format!("P({}) = {probability}", words(tokens))).collect();
    each.chunks(SEQUENCES_OF_LINE).map(|line| format!("    {}", line.join(", "))).collect()
}

/// What the two verdicts come to, where one alone does not say it.
fn standing(claim: &ClaimReport) -> Vec<String> {
    let id = &claim.id;
    let mut lines = Vec::new();
    let all_laws = &claim.all_laws;
    let laws = counted(claim.laws, "law");
    if claim.truth == Truth::Contradiction {
        lines.push(format!(
            "{id}: CONTRADICTION. It is proved for all laws at L = {}, and the case above of that length violates it. \
             One of the two is wrong: this is a defect of maskproof, please report it with the claim file.",
            claim.refuted_length.unwrap_or_default()
        ));
    }
    if let Some(length) = all_laws.refuted_at {
        let by = match &all_laws.refuted_by {
            Some(law) => format!("by {}", law.to_text(all_laws.refuting_laws.unwrap_or(1))),
            None => "by a negative coefficient; no law was made".to_owned(),
        };
        match claim.conclusion {
            Conclusion::Violated => {}
            Conclusion::Holds => lines.push(format!("{id} holds in every case tried ({laws}), but is false")),
            other => lines.push(format!("{id} is false, whatever the cases say ({})", other.name())),
        }
        lines.push(format!("  for all laws: {}; at L = {length} {by}", all_laws.by_length()));
        if claim.conclusion != Conclusion::Violated && claim.expectation == Expectation::Holds {
            lines.push(
                "  `expect` says that it holds: a refuted claim is false, and `expect = \"fails\"` is met".to_owned(),
            );
        }
    }
    if claim.truth == Truth::InCases && claim.expectation == Expectation::Fails {
        lines.push(format!(
            "{id} is expected to fail, and holds in every case tried ({laws}); for all laws: {}",
            all_laws_verdict(claim)
        ));
    }
    lines
}

/// What a verdict does not rest on: laws that were not tried, lengths that were not decided, shapes that were left out.
fn limits_of_evidence(claim: &ClaimReport) -> Vec<String> {
    let id = &claim.id;
    let mut lines = Vec::new();
    if claim.conclusion == Conclusion::NoLaw {
        let scope = claim.scope.as_deref().unwrap_or_default().replace("==", "=");
        lines.push(match claim.extent {
            Some(Extent::Empty) => format!("{id}: no law fulfils the condition of the claim: {scope}"),
            Some(Extent::TooLarge) => format!(
                "{id}: no law of this scope was tried: {scope}. Every law of it is too large to be read: (V + 1)^L may \
                 be at most {PATTERN_LIMIT}. `decide --length` speaks of all laws of a length"
            ),
            _ => format!("{id}: no law of this scope was tried: {scope}. Give a law of it with `check --law LAW`"),
        });
    }
    if claim.is_stopped || claim.laws_tried < claim.laws_given {
        let (tried, given) = (claim.laws_tried, claim.laws_given);
        lines.push(match claim.is_stopped {
            true => format!("{id}: stopped: {tried} of {given} laws were tried"),
            false => format!("{id}: stopped at the limit: {tried} of {given} laws were tried; --limit raises it"),
        });
    }
    if claim.rests_on_few_laws {
        lines.push(format!(
            "{id}: the verdict of the cases rests on {}: it is no evidence for all laws",
            counted(claim.laws, "law")
        ));
    }
    if claim.all_laws.outcome == RangeOutcome::Unfinished {
        let of = |outcome| claim.all_laws.with_outcome(outcome);
        let mut decisions = claim.all_laws.decisions.iter();
        let first = decisions.find(|decided| decided.outcome == DecisionOutcome::Unfinished);
        let proved = of(DecisionOutcome::Proved);
        let proved = if proved.is_empty() { String::new() } else { format!("proved at L = {}, ", lengths(&proved)) };
        lines.push(format!(
            "{id}: for all laws: {proved}not decided at L = {}: {}",
            lengths(&of(DecisionOutcome::Unfinished)),
            first.and_then(|decided| decided.reason.as_deref()).unwrap_or_default()
        ));
    }
    if let Some(first) = claim.skipped.first() {
        lines.push(format!("{id} was not checked at {}: {}", shapes(claim), first.reason));
    }
    lines.extend(without_meaning(claim));
    let repaired = claim.repaired.as_ref();
    lines.extend(repaired.map(|repaired| format!("  to be about the other laws alone, it is to say:\n  {repaired}")));
    if let Some(witness) = &claim.undecided {
        lines.push(format!(
            "{id} was not decided in {} of {}; the first:\n  {}",
            claim.undefined + claim.not_computed,
            counted(claim.cases, "case"),
            witness.to_text()
        ));
    }
    lines
}

/// The lengths without a meaning that no law which was tried has, so that only the decisions for all laws met them.
fn without_meaning(claim: &ClaimReport) -> Option<String> {
    let decisions = &claim.all_laws.decisions;
    let is_new = |length: usize| claim.skipped.iter().all(|skipped| skipped.length != length);
    let is_told = |decided: &&LengthReport| decided.outcome == DecisionOutcome::NotDefined && is_new(decided.length);
    let mut found = decisions.iter().filter(is_told).peekable();
    let reason = found.peek()?.reason.clone().unwrap_or_default();
    let lengths = lengths(&found.map(|decided| decided.length).collect::<Vec<_>>());
    Some(format!("{}: for all laws: not decided at L = {lengths}: {reason}", claim.id))
}

/// The shapes that were left out: their lengths, where those tell them from the others, and otherwise the vocabularies
/// too.
fn shapes(claim: &ClaimReport) -> String {
    let skipped = &claim.skipped;
    let mut of_vocabulary: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for shape in skipped {
        of_vocabulary.entry(shape.vocabulary_size).or_default().push(shape.length);
    }
    let are_told_apart = skipped.iter().all(|shape| !claim.lengths.contains(&shape.length));
    let is_one_vocabulary = of_vocabulary.len() == 1 && (skipped.len() > 1 || of_vocabulary.contains_key(&1));
    if are_told_apart && !is_one_vocabulary {
        return format!("L = {}", lengths_of(skipped));
    }
    let mut of_lengths: Vec<(String, Vec<usize>)> = Vec::new();
    for (size, mut own) in of_vocabulary {
        own.sort_unstable();
        let own = lengths(&own);
        match of_lengths.iter_mut().find(|(known, _)| *known == own) {
            Some((_, sizes)) => sizes.push(size),
            None => of_lengths.push((own, vec![size])),
        }
    }
    let parts = of_lengths.into_iter().map(|(own, sizes)| format!("V = {}, L = {own}", lengths(&sizes)));
    parts.collect::<Vec<_>>().join("; ")
}

fn lengths_of(skipped: &[SkippedReport]) -> String {
    let mut all: Vec<usize> = skipped.iter().map(|skipped| skipped.length).collect();
    all.sort_unstable();
    all.dedup();
    lengths(&all)
}

fn ratio(claim: &ClaimReport) -> Option<&str> {
    claim.tightest.as_ref()?.tightness.as_deref()
}

fn tightest_of_claim(claim: &ClaimReport) -> String {
    match &claim.tightest {
        Some(witness) => witness.to_tightest_text(claim.attained),
        None if claim.both_infinite == claim.cases && claim.cases > 0 => "both sides infinite in every case".to_owned(),
        None if claim.equalities > 0 && claim.equalities + claim.both_infinite == claim.cases => {
            match claim.both_infinite {
                0 => "equality in every case".to_owned(),
                infinite => format!("equality in {}, {infinite} both infinite", counted(claim.equalities, "case")),
            }
        }
        None if claim.equalities > 0 => format!("equality with 0 in {}", counted(claim.equalities, "case")),
        None => String::new(),
    }
}
