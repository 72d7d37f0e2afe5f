//! What a hunt found, as text.

use itertools::Itertools;
use maskproof::evaluation::Verdict;
use maskproof::hunt::HuntOutcome;
use maskproof::language::Claim;

use super::hunt::{CaseReport, ConstantBound, ConstantBoundReport, Ending, HuntReport, LawReport};
use super::name::one_line;
use super::serialise::Named;
use super::table::new_table;

/// The most sequences of a law that the text lists.
const LISTED_SEQUENCES: usize = 32;

/// The most cases that the text lists.
const LISTED_CASES: usize = 40;

/// The outcome as text.
pub fn to_text(claim: &Claim, report: &HuntReport) -> String {
    let mut text = format!(
        "{}: {}\n  V = {}, L = {}, exact predictor, seed {}, effort {}\n",
        report.claim,
        one_line(claim.title()),
        report.vocabulary_size,
        report.length,
        report.seed,
        report.effort
    );
    if let Some(constant) = claim.constant() {
        text += &format!("  claimed: {} = {}\n", constant.name, one_line(&constant.text));
    }
    if report.ended == Ending::Stopped {
        text += "  stopped by the time limit; rerun may differ\n";
    }
    if report.cases.is_empty() {
        return text + "\nThe claim has no case of this shape.\n";
    }
    text += &table_text(report);
    for case in report.best.iter().map(|index| &report.cases[*index]) {
        text += &best_text(case);
    }
    if let Some(listed) = report.listed_laws {
        text += &format!(
            "\nThe claim is about the laws that it lists: {listed} of this shape, and no other law was examined.\n"
        );
    }
    text + &conclusion(report)
}

/// The cases, as many as the text lists.
fn table_text(report: &HuntReport) -> String {
    let mut text = "\n".to_owned();
    // The best ones are always among those that are listed.
    let indices: Vec<usize> =
        report.best.iter().copied().chain(0..report.cases.len()).unique().take(LISTED_CASES).sorted().collect();
    let has_constant = report.cases.iter().any(|case| case.constant.is_some());
    let mut header = vec!["case", "outcome", "best ratio"];
    if has_constant {
        header.push("constant");
    }
    header.push("law");
    let mut table = new_table(&header);
    for case in indices.iter().map(|index| &report.cases[*index]) {
        let ratio = match (&case.ratio_exact, &case.ratio) {
            (Some(exact), _) => format!("{exact} exactly"),
            (None, Some(ratio)) => ratio.clone(),
            (None, None) => String::new(),
        };
        let mut row = vec![case.case.clone(), case.outcome.name().to_owned(), ratio];
        if has_constant {
            row.push(case.constant.as_ref().map_or(String::new(), ConstantBoundReport::to_text));
        }
        row.push(case.law.as_ref().map_or(String::new(), |law| law.origin.to_string()));
        table.add_row(row);
    }
    text += &format!("{table}\n");
    if indices.len() < report.cases.len() {
        text += &format!("{} more cases are in the JSON output\n", report.cases.len() - indices.len());
    }
    text
}

/// What the hunt says of the claim, and what that rests on.
fn conclusion(report: &HuntReport) -> String {
    let outcome = match report.outcome {
        HuntOutcome::Violated => "\nviolated: ",
        HuntOutcome::NoViolation | HuntOutcome::NoCase => "\nno violation found: ",
    };
    let reason = match (report.outcome, report.best.as_slice()) {
        (HuntOutcome::Violated, []) => "nothing satisfies what `exists` asks for\n",
        (HuntOutcome::Violated, [_]) => "decided exactly on the law above\n",
        (HuntOutcome::Violated, _) => {
            "no choice of what is to exist serves all laws, decided exactly on the laws above\n"
        }
        _ if report.listed_laws.is_some() => "decided exactly on all of these laws\n",
        _ if report.is_decidable == Some(true) => {
            "which proves nothing beyond the laws tried; `maskproof decide` decides for all laws\n"
        }
        _ => "which proves nothing beyond the laws tried, and `maskproof decide` does not decide this claim\n",
    };
    format!("{outcome}{reason}")
}

fn best_text(case: &CaseReport) -> String {
    let Some(law) = &case.law else { return String::new() };
    let mut text = format!("\n{}: {}\n", case.case, case.verdict.map_or(case.outcome.name(), Verdict::name));
    if let Some(at) = &case.at {
        text += &format!("  the ratio is that of {at}\n");
    }
    text += &format!("  ratio {}", case.ratio.as_deref().unwrap_or("none"));
    if let Some(exact) = &case.ratio_exact {
        text += &format!(" ({exact} exactly)");
    }
    if let Some(constant) = &case.constant {
        text += &format!("; constant {}", constant.to_text());
    }
    text += &format!("\n  law: {}\n{}", law.origin, law.to_text());
    if let Some(simplest) = &case.simplest {
        text += &format!("  violated too, with the smallest denominator that came up: ratio {}\n", simplest.ratio);
        text += &simplest.law.to_text();
    }
    if let Some(approach) = &case.approach {
        text += &format!("  {}\n  family: {}\n", approach.suggests, approach.family);
        for (parameter, ratio) in &approach.ratios {
            text += &format!("    e = {parameter:<6} ratio {ratio}\n");
        }
    }
    text
}

impl ConstantBoundReport {
    fn to_text(&self) -> String {
        match (self.bound, &self.exact) {
            (ConstantBound::NoValue, _) => "no value serves".to_owned(),
            (bound, Some(exact)) => format!("{} {exact}", bound.name()),
            (bound, None) => format!("{} {}", bound.name(), self.value),
        }
    }
}

impl LawReport {
    /// The sequences with their counts, a line each, where they are few.
    fn to_text(&self) -> String {
        if self.counts.len() > LISTED_SEQUENCES {
            return format!("    {} sequences, out of {}\n", self.counts.len(), self.total);
        }
        let line = |(sequence, count): &(Vec<usize>, String)| format!("    {}  {count}\n", sequence.iter().join(" "));
        self.counts.iter().map(line).chain([format!("  out of {}\n", self.total)]).collect()
    }
}
