//! What a measured curve says of schedules, as text.

use itertools::Itertools;
use maskproof::sampler::Schedule;

use super::analysis_text::mark;
use super::measured::{
    ExtremeReport, FigureReport, MeasuredReport, MeasuredScheduleReport, ProjectionReport, RegretReport, StepReport,
};
use super::number::PrintUnit;
use super::table::new_table;

/// The report on a measured curve as text.
pub fn to_text(report: &MeasuredReport, unit: PrintUnit) -> String {
    let mut text = format!(
        "{}\n  L = {}, measured in {}\n  in {}, {}\n{}\n",
        report.curve,
        report.length,
        report.curve_unit,
        unit.name(),
        report.rounding,
        projection(&report.projection, unit)
    );
    let figures = [
        ("total correlation TC", &report.total_correlation),
        ("dual total correlation DTC", &report.dual_total_correlation),
        ("mutual informations sum_i I(X_i; X_-i)", &report.mutual_information),
    ];
    let has_band = report.total_correlation.least.is_some();
    let mut table =
        new_table(if has_band { &["quantity", "value", "least", "greatest"] } else { &["quantity", "value"] });
    for (name, figure) in figures {
        table.add_row([vec![name.to_owned()], cells(figure, unit)].concat());
    }
    text += &format!("{table}\n");
    for steps in &report.steps {
        text += &steps_text(steps, unit);
    }
    for schedule in &report.schedules {
        text += &format!("\nschedule {}\n", runs(&schedule.schedule));
        let mut table = schedule_table(has_band);
        table.add_row([vec!["given".to_owned()], schedule_cells(schedule, unit)].concat());
        text += &format!("{table}\n");
        text += &bounds(schedule, unit);
    }
    if let Some(least) = &report.least_expected_kl {
        text += "\nleast expected KL for each number of steps\n";
        let mut table = new_table(&["steps", "expected KL"]);
        for row in least {
            table.add_row([row.steps.to_string(), unit.of(&row.expected_kl).to_owned()]);
        }
        text += &format!("{table}\n");
    }
    text += &attained(report);
    text
}

fn projection(projection: &ProjectionReport, unit: PrintUnit) -> String {
    if projection.moved == 0 {
        return "  a curve of entropies as it is\n".to_owned();
    }
    let outside = projection.outside_band_at.map_or(String::new(), |at| format!("  it leaves the band at k = {at}\n"));
    format!(
        "  projected ({}): {} of the values moved, at most by {}, at k = {}\n{outside}",
        projection.kind,
        projection.moved,
        unit.of(&projection.largest),
        projection.largest_at
    )
}

/// What a number of steps comes to.
fn steps_text(steps: &StepReport, unit: PrintUnit) -> String {
    let mut text = format!("\n{} steps\n", steps.steps);
    let mut table = schedule_table(steps.best.regret.is_some());
    for (name, schedule) in [("best", &steps.best), ("uniform", &steps.uniform), ("cosine", &steps.cosine)] {
        table.add_row([vec![name.to_owned()], schedule_cells(schedule, unit)].concat());
    }
    let random = &steps.log_linear;
    let name = ["log-linear (random sizes)".to_owned(), steps.steps.to_string()];
    table.add_row(
        [name.to_vec(), cells(&random.expected_kl, unit), regret_cells(random.regret.as_ref(), unit)].concat(),
    );
    text += &format!("{table}\n");
    text += &format!(
        "  the projection moved the log-linear figure by at most {}\n  best: {}\n",
        unit.of(&random.perturbation),
        runs(&steps.best.schedule)
    );
    text + &bounds(&steps.best, unit)
}

fn schedule_table(has_band: bool) -> comfy_table::Table {
    let header = ["schedule", "steps", "expected KL", "least", "greatest", "regret at most", "by Prop. 13"];
    new_table(&header[..if has_band { 7 } else { 3 }])
}

fn schedule_cells(schedule: &MeasuredScheduleReport, unit: PrintUnit) -> Vec<String> {
    let steps = vec![schedule.schedule.steps().to_string()];
    [steps, cells(&schedule.expected_kl, unit), regret_cells(schedule.regret.as_ref(), unit)].concat()
}

/// Both bounds on a regret, where there is a band.
fn regret_cells(regret: Option<&RegretReport>, unit: PrintUnit) -> Vec<String> {
    let both = regret.into_iter().flat_map(|regret| [&regret.regret_bound, &regret.regret_by_perturbation]);
    both.map(|number| unit.of(number).to_owned()).collect()
}

/// A figure, and its range where there is a band.
fn cells(figure: &FigureReport, unit: PrintUnit) -> Vec<String> {
    let end = |extreme: &ExtremeReport, sign: &str| {
        let number = unit.of(&extreme.number);
        if extreme.outcome == "attained" { number.to_owned() } else { format!("{sign} {number}") }
    };
    let least = figure.least.iter().map(|extreme| end(extreme, ">="));
    let greatest = figure.greatest.iter().map(|extreme| end(extreme, "<="));
    std::iter::once(unit.of(&figure.value).to_owned()).chain(least).chain(greatest).collect()
}

/// What claims say of a schedule.
fn bounds(schedule: &MeasuredScheduleReport, unit: PrintUnit) -> String {
    let mut table = new_table(&["claim", "", "bound", "slack", "verdict"]);
    for bound in &schedule.bounds {
        let claim = format!("{}{}", bound.claim, mark(bound.expectation));
        let verdict = if bound.holds { "holds" } else { "violated" };
        table.add_row([&claim, bound.relation.symbol(), unit.of(&bound.bound), unit.of(&bound.slack), verdict]);
    }
    format!("{table}\n")
}

/// What the ends of ranges are, where there are any.
fn attained(report: &MeasuredReport) -> String {
    if report.total_correlation.least.is_none() {
        return String::new();
    }
    "\nleast and greatest are over all curves of entropies in the band; an end with >= or <= is a proven bound that may \
     not be attained\n"
        .to_owned()
}

/// The block sizes with runs of equal ones as `size*times`.
fn runs(schedule: &Schedule) -> String {
    let runs = schedule.blocks().iter().dedup_with_count();
    let runs = runs.map(|(times, size)| if times == 1 { size.to_string() } else { format!("{size}*{times}") });
    format!("({})", runs.collect::<Vec<_>>().join(","))
}
