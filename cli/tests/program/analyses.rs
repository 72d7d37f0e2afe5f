//! `maskproof analyse` against an independent program.
//!
//! `fixtures/references/analysis.py` makes the fixture, to 60 digits, straight from the definitions and in another
//! language; here 30 digits that the program prints are compared, digit by digit.

use maskproof::Shape;
use maskproof::analysis::analyse as analyse_law;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Subject, Verdict};
use maskproof::exact::{Integer, Rational, Unit, parse_rational};
use maskproof::language::Catalogue;
use maskproof::law::families::{parse_spec, repetition};
use maskproof::law::readers::{Rows, read_predictor};
use maskproof::law::{PatternCounts, PredictorTable, read_law};
use maskproof::sampler::output_law::averaged_output_kl;
use maskproof::sampler::{Model, Predictor, Schedule};
use maskproof_cli::report::analysis::AnalysisReport;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::common::{fixture, run};

const DIGITS: usize = 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    made_by: String,
    #[serde(rename = "mpmath")]
    _mpmath: String,
    digits: usize,
    analyses: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    law: String,
    predictor: Option<String>,
    all_schedules: bool,
    entropy: String,
    total_correlation: String,
    dual_total_correlation: String,
    mutual_information: String,
    average_entropies: Vec<String>,
    information_curve: Vec<String>,
    schedules: Vec<ScheduleReference>,
    #[serde(default)]
    best_schedules: Vec<Vec<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScheduleReference {
    schedule: Vec<usize>,
    orders: String,
    expected_kl: String,
    ideal_expected_kl: String,
    eps_train: String,
    averaged_output_kl: String,
}

fn references() -> Document {
    let document: Document = serde_json::from_str(include_str!("../../../fixtures/references/analysis.json")).unwrap();
    assert_eq!(document.made_by, "fixtures/references/analysis.py");
    assert_eq!(document.digits, 60);
    document
}

/// A decimal cut to its digits: the significant ones, and the exponent of the first; no digits for 0.
fn digits_of_decimal(text: &str) -> (String, i64) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    assert!(all.bytes().all(|byte| byte.is_ascii_digit()), "{text} is not a nonnegative decimal");
    let leading = all.len() - all.trim_start_matches('0').len();
    let significant = all[leading..].to_owned();
    if significant.is_empty() {
        return (significant, 0);
    }
    let first = i64::try_from(whole.len()).unwrap() - 1 - i64::try_from(leading).unwrap();
    (significant, first + exponent.parse::<i64>().unwrap())
}

/// A reference rounded to [`DIGITS`] digits, half up: the digits to drop are never a tie, as the test of the fixture
/// says.
fn rounded(text: &str) -> (String, i64) {
    let (digits, exponent) = digits_of_decimal(text);
    if digits.is_empty() {
        return (digits, exponent);
    }
    let (kept, dropped) = digits.split_at(DIGITS);
    assert_eq!(dropped.len(), 30, "{text}");
    let mut kept: Integer = kept.parse().unwrap();
    if dropped.as_bytes()[0] >= b'5' {
        kept += 1;
    }
    let kept = kept.to_string();
    if kept.len() > DIGITS { (kept[..DIGITS].to_owned(), exponent + 1) } else { (kept, exponent) }
}

fn assert_digits(found: &str, reference: &str, what: &str) {
    assert_eq!(digits_of_decimal(found), rounded(reference), "{what}: {found} for {reference}");
}

fn nats<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key]["nats"].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

fn blocks(value: &Value) -> Vec<usize> {
    serde_json::from_value(value["schedule"].clone()).unwrap()
}

fn analyse(law: &str, predictor: Option<&str>, schedules: &[Vec<usize>]) -> Value {
    let digits = DIGITS.to_string();
    let mut arguments = vec!["analyse", law, "--digits", &digits, "--json"];
    arguments.extend(predictor.into_iter().flat_map(|predictor| ["--predictor", predictor]));
    let schedules: Vec<String> =
        schedules.iter().map(|blocks| Schedule::new(blocks.clone()).unwrap().to_string()).collect();
    arguments.extend(schedules.iter().flat_map(|schedule| ["--schedule", schedule.as_str()]));
    let run = run(&arguments);
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn rounding_of_the_references() {
    assert_eq!(digits_of_decimal("0"), (String::new(), 0));
    assert_eq!(digits_of_decimal("0.0120"), ("120".to_owned(), -2));
    assert_eq!(digits_of_decimal("12.5"), ("125".to_owned(), 1));
    assert_eq!(digits_of_decimal("1.50e-7"), ("150".to_owned(), -7));
    let nines = format!("0.{}{}", "9".repeat(30), "7".repeat(30));
    assert_eq!(rounded(&nines), (format!("1{}", "0".repeat(29)), 0));
    let down = format!("3.{}{}", "1".repeat(29), "4".repeat(30));
    assert_eq!(rounded(&down), (format!("3{}", "1".repeat(29)), 0));
}

/// Nothing is missing, and no value is so near a tie at 30 digits that rounding the 60 digits once more could go wrong.
#[test]
fn the_fixture_is_whole() {
    let document = references();
    let shape: Vec<(&str, usize, usize)> = document
        .analyses
        .iter()
        .map(|reference| (reference.law.as_str(), reference.schedules.len(), reference.best_schedules.len()))
        .collect();
    let expected = [
        ("laws/kjv-classes-l4.json", 8, 4),
        ("laws/kjv-words-l4.json", 6, 0),
        ("laws/kjv-vowels-l8.json", 5, 0),
        ("laws/kjv-classes-l6.json", 32, 6),
    ];
    assert_eq!(shape, expected);
    assert!(document.analyses[3].predictor.is_some());
    for reference in &document.analyses {
        for row in &reference.schedules {
            for text in [&row.expected_kl, &row.ideal_expected_kl, &row.eps_train, &row.averaged_output_kl] {
                let (digits, _) = digits_of_decimal(text);
                let half = digits.get(DIGITS..).unwrap_or("1");
                assert!(digits.is_empty() || digits.len() == 60, "{text}");
                assert!(!half.starts_with("50000000000") && !half.starts_with("49999999999"), "{text}");
            }
        }
        // Not everything is 0: the comparison has something to compare.
        assert!(reference.schedules.iter().filter(|row| row.ideal_expected_kl != "0").count() >= 4);
    }
}

#[test]
fn the_program_agrees_in_every_digit() {
    for reference in references().analyses {
        let schedules: Vec<Vec<usize>> = reference.schedules.iter().map(|row| row.schedule.clone()).collect();
        let predictor = reference.predictor.as_deref().map(fixture);
        let found = analyse(&fixture(&reference.law), predictor.as_deref(), &schedules);
        for (key, value) in [
            ("entropy", &reference.entropy),
            ("total_correlation", &reference.total_correlation),
            ("dual_total_correlation", &reference.dual_total_correlation),
            ("mutual_information", &reference.mutual_information),
        ] {
            assert_digits(nats(&found, key), value, &format!("{}, {key}", reference.law));
        }
        for (key, values) in
            [("average_entropies", &reference.average_entropies), ("information_curve", &reference.information_curve)]
        {
            let list = found[key].as_array().unwrap();
            assert_eq!(list.len(), values.len());
            for (number, value) in list.iter().zip(values) {
                assert_digits(number["nats"].as_str().unwrap(), value, &format!("{}, {key}", reference.law));
            }
        }
        let rows = found["schedules"].as_array().unwrap();
        assert_eq!(rows.len(), reference.schedules.len());
        for (row, expected) in rows.iter().zip(&reference.schedules) {
            let what = format!("{}, {:?}", reference.law, expected.schedule);
            assert_eq!(blocks(row), expected.schedule);
            assert_eq!(row["orders"], expected.orders.as_str(), "{what}");
            assert_digits(nats(row, "expected_kl"), &expected.expected_kl, &what);
            assert_digits(nats(row, "ideal_expected_kl"), &expected.ideal_expected_kl, &what);
            assert_digits(nats(row, "eps_train"), &expected.eps_train, &what);
        }
        let best: Vec<Vec<usize>> = found["best_schedules"].as_array().unwrap().iter().map(blocks).collect();
        if reference.all_schedules {
            assert_eq!(best, reference.best_schedules, "{}", reference.law);
        }
        for (row, steps) in found["best_schedules"].as_array().unwrap().iter().zip(1_u64..) {
            assert_eq!(row["steps"], steps);
            if let Some(expected) = reference.schedules.iter().find(|known| known.schedule == blocks(row)) {
                assert_digits(nats(row, "expected_kl"), &expected.expected_kl, "best");
                assert_digits(nats(row, "ideal_expected_kl"), &expected.ideal_expected_kl, "best");
                assert_digits(nats(row, "eps_train"), &expected.eps_train, "best");
            }
        }
    }
}

/// The KL divergence of the averaged output law is in no report; the library computes it.
#[test]
fn averaged_output_laws_agree_in_every_digit() {
    for reference in references().analyses {
        let law = read_law(fixture(&reference.law).as_ref()).unwrap();
        let patterns = PatternCounts::new(&law);
        let table = reference
            .predictor
            .map(|path| read_predictor(fixture(&path).as_ref(), law.shape(), Rows::Probabilities).unwrap());
        let predictor = table.as_ref().map_or(Predictor::Exact, Predictor::Table);
        let model = Model::new(&law, &patterns, predictor);
        reference.schedules.par_iter().for_each(|row| {
            let schedule = Schedule::new(row.schedule.clone()).unwrap();
            let found = averaged_output_kl(&model, &schedule).to_decimal(30, Unit::Nats);
            assert_digits(&found, &row.averaged_output_kl, &format!("{}, {schedule}", reference.law));
        });
    }
}

// ---- the report itself ---------------------------------------------------------------------------------------------

/// A schedule that is asked for twice is reported twice, alike.
#[test]
fn repeated_schedules_have_their_bounds_once() {
    let law = fixture("laws/kjv-classes-l4.json");
    let once = analyse(&law, None, &[vec![2, 2], vec![1, 3]]);
    let again = analyse(&law, None, &[vec![2, 2], vec![1, 3], vec![2, 2]]);
    let (once, again) = (once["schedules"].as_array().unwrap(), again["schedules"].as_array().unwrap());
    assert_eq!((once.len(), again.len()), (2, 3));
    assert!(!once[0]["bounds"].as_array().unwrap().is_empty());
    assert_eq!([&again[0], &again[1], &again[2]], [&once[0], &once[1], &once[0]]);
}

/// Each slack is the bound minus the expected KL, for `<=`, or its negative: with 30 digits of each, to 25 decimals.
/// The verdict is the sign.
#[test]
fn slacks_and_verdicts_are_those_of_the_bounds() {
    let exact = |text: &str| parse_rational(text).unwrap();
    let close = Rational::from((1, Integer::from(Integer::u_pow_u(10, 25))));
    let predictor = fixture("predictors/mdm-kjv-classes-l6.npy");
    let schedules: Vec<Vec<usize>> = Schedule::all(6).iter().map(|schedule| schedule.blocks().to_vec()).collect();
    let found = analyse(&fixture("laws/kjv-classes-l6.json"), Some(&predictor), &schedules);
    let mut compared = 0;
    for row in found["schedules"].as_array().unwrap() {
        for bound in row["bounds"].as_array().unwrap() {
            let Some(slack) = bound.get("slack") else { continue };
            let slack = exact(slack["nats"].as_str().unwrap());
            let mut expected = exact(nats(bound, "bound")) - exact(nats(row, "expected_kl"));
            if bound["relation"] == ">=" {
                expected *= -1;
            }
            assert!(Rational::from(&slack - &expected).abs() < close, "{bound} for {row}");
            let verdict = match slack.cmp0() {
                std::cmp::Ordering::Less => "violated",
                std::cmp::Ordering::Equal => "holds with equality",
                std::cmp::Ordering::Greater => "holds",
            };
            assert_eq!(bound["verdict"], verdict, "{bound}");
            compared += 1;
        }
    }
    assert!(compared >= 32, "{compared}");
}

/// Every number of a report in both units, to 25 digits: `nats = bits ln 2`, with ln 2 from OEIS A002162.
#[test]
fn bits_are_nats_over_ln_2() {
    fn walk(value: &Value, visit: &mut impl FnMut(&str, &str)) {
        match value {
            Value::Object(fields) => {
                if let (Some(Value::String(nats)), Some(Value::String(bits))) = (fields.get("nats"), fields.get("bits"))
                {
                    visit(nats, bits);
                }
                fields.values().for_each(|field| walk(field, visit));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
            _ => {}
        }
    }
    let ln_2 = parse_rational("0.693147180559945309417232121458176568075500134360255254120").unwrap();
    let close = Rational::from((1, Integer::from(Integer::u_pow_u(10, 25))));
    let mut numbers = 0;
    walk(&analyse(&fixture("laws/kjv-words-l4.json"), None, &[vec![2, 2], vec![1, 3]]), &mut |nats, bits| {
        let Ok(nats) = parse_rational(nats) else {
            // A bound without a value is named, alike in both units.
            return assert_eq!(nats, bits);
        };
        let error = parse_rational(bits).unwrap() * &ln_2 - &nats;
        assert!(error.abs() <= nats.abs() * &close, "{bits} bits");
        numbers += 1;
    });
    assert!(numbers > 40, "{numbers}");
}

/// By hand, on a repeated fair bit. The table knows the marginals and then says the opposite of what was revealed, so
/// gap_0 = 0 and gap_1 is infinite: (1,1) costs +infinity where the exact predictor costs 0, and (2) costs ln 2.
#[test]
fn a_predictor_that_misses_a_token() {
    let law = repetition(2, 2).unwrap();
    let patterns = PatternCounts::new(&law);
    // Patterns in base 3: 00 01 0* 10 11 1* *0 *1 **; a row for the first and one for the second position each.
    let rows: [[[u32; 2]; 2]; 9] = [
        [[0, 0], [0, 0]],
        [[0, 0], [0, 0]],
        [[0, 0], [0, 1]],
        [[0, 0], [0, 0]],
        [[0, 0], [0, 0]],
        [[0, 0], [1, 0]],
        [[0, 1], [0, 0]],
        [[1, 0], [0, 0]],
        [[1, 1], [1, 1]],
    ];
    let weights = rows.concat().concat().into_iter().map(Integer::from).collect();
    let table = PredictorTable::from_weights(Shape::new(2, 2).unwrap(), weights).unwrap();
    let orders = OrderTables::default();
    let mut subject = Subject::new(Model::new(&law, &patterns, Predictor::Table(&table)), &orders);
    let schedules = Schedule::all(2);
    let analysis = analyse_law(&mut subject, &schedules, &Catalogue::built_in().unwrap()).unwrap();
    let analysis = AnalysisReport::new(law.name(), law.labels(), Some("the opposite".to_owned()), &analysis, 6);
    let gaps: Vec<&str> = analysis.predictor_gaps.as_ref().unwrap().iter().map(|gap| gap.nats.as_str()).collect();
    assert_eq!(gaps, ["0", "inf"]);
    let found: Vec<_> = analysis
        .schedules
        .iter()
        .map(|row| (row.schedule.blocks(), &*row.expected_kl.nats, &*row.ideal_expected_kl.bits, &*row.eps_train.nats))
        .collect();
    assert_eq!(found, [(&[1, 1][..], "inf", "0", "inf"), (&[2][..], "0.693147", "1.00000", "0")]);
    let best: Vec<_> = analysis.best_schedules.iter().map(|row| (row.steps, &*row.expected_kl.bits)).collect();
    assert_eq!(best, [(1, "1.00000"), (2, "inf")]);
    // A bound that holds the training error as well is infinite with it, and holds.
    for bound in &analysis.schedules[0].bounds {
        assert_eq!(bound.bound.nats, "inf", "{bound:?}");
        assert_ne!(bound.verdict, Verdict::Violated, "{bound:?}");
    }
}

#[test]
fn one_position_and_one_token() {
    let folder = tempfile::tempdir().unwrap();
    for (law, entropy) in
        [("iid(L=1,V=2)", "0.693147180559945309417232121458"), ("iid(L=3,V=1)", "0"), ("iid(L=1,V=1)", "0")]
    {
        let law = parse_spec(law).unwrap();
        let file = folder.path().join("law.json");
        std::fs::write(&file, law.to_json()).unwrap();
        let found = analyse(file.to_str().unwrap(), None, &[]);
        assert_eq!(nats(&found, "entropy"), entropy);
        for key in ["total_correlation", "dual_total_correlation", "mutual_information"] {
            assert_eq!(nats(&found, key), "0");
        }
        let best = found["best_schedules"].as_array().unwrap();
        assert_eq!(best.len(), law.length());
        assert!(best.iter().all(|row| nats(row, "expected_kl") == "0"));
    }
}
