//! The cost of a law and its schedules, as text.

use maskproof::language::Expectation;

use super::analysis::{AnalysisReport, ScheduleReport};
use super::number::PrintUnit;
use super::table::new_table;

/// The report of an analysis as text.
pub fn to_text(analysis: &AnalysisReport, unit: PrintUnit) -> String {
    let mut text = format!(
        "{}\n  L = {}, V = {}, {} sequences with positive probability, denominator {}\n",
        analysis.law, analysis.length, analysis.vocabulary_size, analysis.support, analysis.total
    );
    if let Some(predictor) = &analysis.predictor {
        text += &format!("  predictor {predictor}\n");
    }
    text += &format!("  in {}, {}\n\n", unit.name(), analysis.rounding);

    let mut table = new_table(&["quantity", unit.name()]);
    for (name, number) in [
        ("entropy H(X)", &analysis.entropy),
        ("total correlation TC", &analysis.total_correlation),
        ("dual total correlation DTC", &analysis.dual_total_correlation),
        ("mutual informations sum_i I(X_i; X_-i)", &analysis.mutual_information),
    ] {
        table.add_row([name, unit.of(number)]);
    }
    text += &format!("{table}\n\n");

    text += &curves(analysis, unit);
    text += &circulations(analysis, unit);
    for schedule in &analysis.schedules {
        text += &schedule_text(schedule, unit);
    }

    text += "\nbest schedule for each number of steps (least expected KL; ties: the lexicographically first)\n";
    let mut table = new_table(&["steps", "schedule", "expected KL", "ideal", "training error"]);
    for best in &analysis.best_schedules {
        let row =
            [&best.expected_kl, &best.ideal_expected_kl, &best.eps_train].map(|number| unit.of(number).to_owned());
        let [expected, ideal, training] = row;
        table.add_row([best.steps.to_string(), best.schedule.to_string(), expected, ideal, training]);
    }
    text += &format!("{table}\n");
    text
}

/// The average entropies and the information curve, with the gaps of the predictor where there is one.
fn curves(analysis: &AnalysisReport, unit: PrintUnit) -> String {
    let mut header = vec!["k", "average entropy h(k)", "information curve Z(k)"];
    if analysis.predictor_gaps.is_some() {
        header.push("predictor gap, k revealed");
    }
    let mut table = new_table(&header);
    for (size, average) in analysis.average_entropies.iter().enumerate() {
        let curve = size.checked_sub(1).map_or("", |index| unit.of(&analysis.information_curve[index]));
        let mut row = vec![size.to_string(), unit.of(average).to_owned(), curve.to_owned()];
        if let Some(gaps) = &analysis.predictor_gaps {
            row.push(gaps.get(size).map_or(String::new(), |gap| unit.of(gap).to_owned()));
        }
        table.add_row(row);
    }
    format!("{table}\n")
}

/// How far the predictor is from that of one joint law.
fn circulations(analysis: &AnalysisReport, unit: PrintUnit) -> String {
    let Some(found) = &analysis.circulations else {
        return if analysis.predictor.is_some() {
            "\nthe predictor has too many circulations to compute\n".to_owned()
        } else {
            String::new()
        };
    };
    let Some(largest) = &found.largest else {
        return format!("\nthe predictor is consistent: its {} circulations are 0\n", found.count);
    };
    let context = largest.context.iter().map(|token| token.as_ref().map_or("_".to_owned(), ToString::to_string));
    let [first, second] = &largest.positions;
    let [a, b] = &largest.tokens;
    let [greater, less] = &largest.probabilities;
    format!(
        "\nthe predictor is that of no joint law: {} of its {} circulations are not 0\n  the largest is {}, in the context {}: \
         token {a} at position {first} and {b} at {second} have together\n  the probability {greater} when {first} is revealed \
         first, and {less} when {second} is\n",
        found.nonzero,
        found.count,
        unit.of(&largest.circulation),
        context.collect::<Vec<_>>().join(" "),
    )
}

/// What a schedule costs, and what claims say of it.
fn schedule_text(schedule: &ScheduleReport, unit: PrintUnit) -> String {
    let text = format!(
        "\nschedule {}: {} unmasking {}\n  expected KL {} = ideal {} + training error {}\n",
        schedule.schedule,
        schedule.orders,
        if schedule.orders == 1 { "order" } else { "orders" },
        unit.of(&schedule.expected_kl),
        unit.of(&schedule.ideal_expected_kl),
        unit.of(&schedule.eps_train),
    );
    let mut table = new_table(&["claim", "", "bound", "slack", "verdict"]);
    for bound in &schedule.bounds {
        let slack = bound.slack.as_ref().map_or("", |slack| unit.of(slack));
        let claim = format!("{}{}", bound.claim, mark(bound.expectation));
        table.add_row([&claim, bound.relation.symbol(), unit.of(&bound.bound), slack, bound.verdict.name()]);
    }
    format!("{text}{table}\n")
}

/// The mark of a claim that is false in general.
pub fn mark(expectation: Expectation) -> &'static str {
    match expectation {
        Expectation::Holds => "",
        Expectation::Fails => " (false in general)",
    }
}
