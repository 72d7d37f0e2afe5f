//! Every claim with the opposite expectation is reported as unexpected, by the library and by the program's exit code.

use std::path::{Path, PathBuf};
use std::process::Command;

use maskproof::analysis::{CheckedClaim, DECIDED_LENGTHS};
use maskproof::decide::{RangeOutcome, decide_range};
use maskproof::evaluation::Setting;
use maskproof::language::{Catalogue, Claim, Expectation};
use maskproof::sweep::run::{run_within, with_own_laws};
use maskproof::sweep::{ClaimReport, Conclusion, default_families};
use maskproof_cli::report::claims::CheckReport;

use super::common::root;

/// The largest number of sequences, `V^L`, of the laws that are tried first.
const SMALL: usize = 16;

fn file(claim: &Claim) -> String {
    let path = root().join(claim.file());
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The claim's file with the opposite expectation, and nothing else changed.
fn flipped_text(claim: &Claim) -> String {
    let line = |name: &str| format!("\nexpect = \"{name}\"\n");
    let (now, other) = match claim.expectation() {
        Expectation::Holds => ("holds", "fails"),
        Expectation::Fails => ("fails", "holds"),
    };
    let text = file(claim);
    assert_eq!(text.matches(&line(now)).count(), 1, "{}: one line `expect`", claim.id());
    text.replace(&line(now), &line(other))
}

fn flipped(claim: &Claim) -> Claim {
    let flipped = Claim::parse(claim.id(), &flipped_text(claim)).unwrap_or_else(|error| panic!("{error}"));
    assert_ne!(flipped.expectation(), claim.expectation());
    assert_eq!(flipped.text(), claim.text());
    flipped
}

/// Whether the report that `verify` makes says that the claim is as expected: its exit code is 0 exactly then.
fn as_expected(claim: &Claim, report: &ClaimReport, decided: RangeOutcome) -> bool {
    CheckReport::new(&[CheckedClaim::new(claim, report, &decided.into())], Vec::new(), 6).as_expected
}

/// What the given laws say of the claims, or their own laws of those that name some.
fn run(claims: &[Claim], items: &[Setting]) -> Vec<ClaimReport> {
    let (items, ranges) = with_own_laws(claims, items.to_vec());
    run_within(claims, &items, &ranges, &|_| ()).unwrap_or_else(|error| panic!("{error}"))
}

/// The claims with what the small default laws say of them, or all default laws where the small ones do not refute a
/// claim that is false.
fn reports(claims: &[Claim]) -> Vec<ClaimReport> {
    let items: Vec<Setting> = default_families().unwrap().into_iter().flat_map(|family| family.items).collect();
    let is_small = |item: &&Setting| item.shape().atoms() <= SMALL;
    let small: Vec<Setting> = items.iter().filter(is_small).step_by(5).cloned().collect();
    let mut reports = run(claims, &small);
    let wrong = |claim: &Claim, report: &ClaimReport| !report.is_expected(claim.expectation());
    let open: Vec<usize> = (0..claims.len()).filter(|&claim| wrong(&claims[claim], &reports[claim])).collect();
    let asked: Vec<Claim> = open.iter().map(|&claim| claims[claim].clone()).collect();
    for (claim, report) in open.into_iter().zip(run(&asked, &items)) {
        reports[claim] = report;
    }
    reports
}

#[test]
fn every_claim_with_the_opposite_expectation_is_unexpected() {
    let catalogue = Catalogue::built_in().unwrap_or_else(|error| panic!("{error}"));
    let [first, last] = DECIDED_LENGTHS;
    for (claim, report) in catalogue.claims().iter().zip(reports(catalogue.claims())) {
        let id = claim.id();
        let (decided, _) = decide_range(claim, first..=last, &|| false).unwrap_or_else(|error| panic!("{error}"));
        assert!(as_expected(claim, &report, decided), "{id} itself");
        let flipped = flipped(claim);
        assert!(!as_expected(&flipped, &report, decided), "{id} flipped");
        // The cases alone show it, and so do the decisions where there is one.
        assert!(!as_expected(&flipped, &report, RangeOutcome::Undecided), "{id} flipped, by cases");
        let by_decision = ClaimReport { conclusion: opposite(report.conclusion), ..report };
        assert_eq!(
            !as_expected(&flipped, &by_decision, decided),
            decided != RangeOutcome::Undecided,
            "{id} flipped, by the decision {decided:?}"
        );
    }
}

fn opposite(conclusion: Conclusion) -> Conclusion {
    match conclusion {
        Conclusion::Holds => Conclusion::Violated,
        Conclusion::Violated => Conclusion::Holds,
        other => other,
    }
}

fn exit_code(claim: &Path, laws: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maskproof"));
    command.arg("check").arg(claim).arg("--quiet");
    laws.iter().for_each(|law| {
        command.args(["--law", law]);
    });
    command.output().unwrap().status.code()
}

/// So many claims of each expectation are given to the program.
const RUN: usize = 4;

/// The program on some claims, as their files are and with the opposite expectation, on laws that refute the false ones
/// or with the decision for all laws that does. The test above has all claims.
#[test]
fn the_program_exits_with_1_on_the_opposite_expectation() {
    let laws = ["repetition(L=3,V=2)", "parity(L=3,V=2)", "repetition(L=4,V=2)", "mds(n=4,k=2,q=3)"];
    let folder = tempfile::tempdir().unwrap();
    let catalogue = Catalogue::built_in().unwrap_or_else(|error| panic!("{error}"));
    for expectation in [Expectation::Holds, Expectation::Fails] {
        let claims: Vec<&Claim> =
            catalogue.claims().iter().filter(|claim| claim.expectation() == expectation).collect();
        let mut seen = 0;
        let step = claims.len().div_ceil(2 * RUN);
        let spread = (0..step).flat_map(|offset| claims.iter().skip(offset).step_by(step));
        for claim in spread {
            let write = |name: &str, text: &str| -> PathBuf {
                let path = folder.path().join(format!("{}.{name}.toml", claim.id()));
                std::fs::write(&path, text).unwrap();
                path
            };
            if exit_code(&write("itself", &file(claim)), &laws) == Some(1) {
                // These laws have no case of it, or do not refute it.
                continue;
            }
            assert_eq!(exit_code(&write("flipped", &flipped_text(claim)), &laws), Some(1), "{}", claim.id());
            seen += 1;
            if seen == RUN {
                break;
            }
        }
        assert!(seen >= 3, "{seen} claims were as expected of {}", claims.len());
    }
}
