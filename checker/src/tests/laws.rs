//! Quantities of laws against their definitions, written for single sequences; and which laws and codes there are.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::Zero;

use super::Random;
use crate::answer::{Decline, Reason, Refusal, Rejection, Why};
use crate::document;
use crate::evaluate::Value;
use crate::instances::{Instance, Problem};
use crate::law::Law;
use crate::limits::Meter;
use crate::logs::{LogForm, log, log_of, sign};
use crate::number::Q;
use crate::sampler::output_error;
use crate::typing;

/// Sequences with their counts.
type Counts = BTreeMap<Vec<u64>, u64>;

fn random_counts(random: &mut Random, length: usize, vocabulary: u64) -> Counts {
    let mut sequences = vec![Vec::new()];
    for _ in 0..length {
        sequences =
            sequences.iter().flat_map(|s| (0..vocabulary).map(move |token| [&s[..], &[token]].concat())).collect();
    }
    let counts = sequences.into_iter().map(|sequence| (sequence, random.below(5)));
    let mut counts: Counts = counts.filter(|(_, count)| *count > 0).collect();
    counts.entry(vec![0; length]).or_insert(1);
    counts
}

fn text(vocabulary: u64, counts: &Counts) -> String {
    let counts: Vec<String> = counts.iter().map(|(sequence, count)| format!("[{sequence:?}, \"{count}\"]")).collect();
    format!(r#"{{"vocabulary_size": {vocabulary}, "counts": [{}]}}"#, counts.join(", "))
}

fn law<'m>(text: &str, uniform: bool, length: usize, meter: &'m Meter) -> Result<Law<'m>, Refusal> {
    Law::read(document::read(text).unwrap(), uniform, length, meter)
}

/// An information measure with a schedule, if the text needs one.
fn measure(text: &str, length: usize, schedule: Option<&[usize]>) -> Result<Value, Refusal> {
    let bound = if schedule.is_some() { ", schedule" } else { "" };
    let statement = typing::statement(&format!("for all law{bound}: {text} >= 0"), None)?;
    let problem = Problem::new(statement, length, Meter::new(1));
    let instance = Instance { variables: Vec::new(), schedule: schedule.map(<[usize]>::to_vec) };
    problem.scope(&instance, None)?.value(&problem.statement.relations[0].left)
}

fn add(form: &mut LogForm, factor: i64, number: u64) {
    form.add_multiple(&log(&number.into()), &whole(factor), &Meter::new(1)).unwrap();
}

fn whole(number: i64) -> Q {
    Q::from_integer(number.into())
}

fn equal(a: &LogForm, b: &LogForm) -> bool {
    sign(&a.clone().minus(b, &Meter::new(1)).unwrap(), &Meter::new(1)) == Ok(Ordering::Equal)
}

/// How many of a law's sequences, with their counts, have the tokens of this one at some positions.
fn alike(counts: &Counts, sequence: &[u64], positions: &[usize]) -> u64 {
    let same = |other: &[u64]| positions.iter().all(|at| other[*at] == sequence[*at]);
    counts.iter().filter(|(other, _)| same(other)).map(|(_, count)| count).sum()
}

fn subsets(length: usize) -> Vec<Vec<usize>> {
    (0..1_usize << length).map(|set| (0..length).filter(|at| set & (1 << at) != 0).collect()).collect()
}

fn named(positions: &[usize]) -> String {
    let names: Vec<String> = positions.iter().map(|at| (at + 1).to_string()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// `N I(A; B | C) = sum_x c(x) ln(c_ABC(x) c_C(x) / (c_AC(x) c_BC(x)))`, for all sets, overlapping ones too.
#[test]
fn mutual_informations_by_definition() {
    let (mut random, meter) = (Random(8), Meter::new(10));
    let counts = random_counts(&mut random, 3, 2);
    let law = law(&text(2, &counts), false, 3, &meter).unwrap();
    let is = |text: &str, sets: [&[usize]; 3]| {
        let [a, b, c] = sets;
        let mut definition = LogForm::zero();
        for (sequence, count) in &counts {
            let count = i64::try_from(*count).unwrap();
            for (set, factor) in [([a, b, c], count), ([c, c, c], count), ([a, a, c], -count), ([b, b, c], -count)] {
                add(&mut definition, factor, alike(&counts, sequence, &set.concat()));
            }
        }
        let value = law.value(&measure(text, 3, None).unwrap(), None).unwrap().unwrap();
        assert!(equal(&value, &definition), "{text}");
    };
    for a in subsets(3) {
        for b in subsets(3) {
            for c in subsets(3) {
                is(&format!("I({}; {} | {})", named(&a), named(&b), named(&c)), [&a, &b, &c]);
            }
            let rest: Vec<usize> = (0..3).filter(|at| !a.contains(at) && !b.contains(at)).collect();
            is(&format!("I({}; rest | {})", named(&a), named(&b)), [&a, &rest, &b]);
            is(
                &format!("H({}, rest | {})", named(&a), named(&b)),
                [&[a.clone(), rest.clone()].concat(), &[a.clone(), rest].concat(), &b],
            );
        }
    }
}

/// The mean over all sets of so many positions of `N H = N ln N - sum c ln c`, where every sequence counts.
#[test]
fn average_entropies_by_definition() {
    let (mut random, meter) = (Random(9), Meter::new(10));
    for length in 1..=5 {
        let counts = random_counts(&mut random, length, 2);
        let law = law(&text(2, &counts), false, length, &meter).unwrap();
        let total: u64 = counts.values().sum();
        for k in 0..=length {
            let sets: Vec<_> = subsets(length).into_iter().filter(|set| set.len() == k).collect();
            let mut definition = LogForm::zero();
            for (set, (sequence, count)) in sets.iter().flat_map(|set| counts.iter().map(move |entry| (set, entry))) {
                let count = i64::try_from(*count).unwrap();
                add(&mut definition, count, total);
                add(&mut definition, -count, alike(&counts, sequence, set));
            }
            let value = law.value(&measure(&format!("h({k})"), length, None).unwrap(), None).unwrap().unwrap();
            let all = value.times(&whole(i64::try_from(sets.len()).unwrap()), &meter).unwrap();
            assert!(equal(&all, &definition), "h({k}), L = {length}");
        }
    }
}

/// The masses, the likeliest tokens, and the divergence from the product of the marginals.
#[test]
fn quantities_by_definition() {
    let meter = Meter::new(1);
    // Tokens 0 and 1 are as likely at the last position: the smaller one counts.
    let counts: Counts = [(vec![0, 0], 2), (vec![0, 1], 3), (vec![1, 0], 4), (vec![1, 1], 3)].into();
    let law = law(&text(2, &counts), false, 2, &meter).unwrap();
    let value = |text: &str| law.value(&measure(text, 2, None).unwrap(), None).unwrap();
    for (text, count) in
        [("max_mass", 4), ("second_mass", 3), ("min_top", 6), ("top_mass", 4), ("nat", 12), ("2*nat/3", 8)]
    {
        assert_eq!(value(text), Some(LogForm::number(whole(count))), "{text}");
    }
    // q(x) = c_1(x) c_2(x) / 144: 25, 25, 49, 49 over 144 would be for equal marginals; here 5 * 6 and 7 * 6.
    let mut definition = LogForm::zero();
    for (product, count) in [(30, 2), (30, 3), (42, 4), (42, 3)] {
        let quotient = log_of(&Q::new(product.into(), (12 * count).into()), &meter).unwrap();
        definition.add_multiple(&quotient, &Q::new(product.into(), 12.into()), &meter).unwrap();
    }
    assert!(equal(&value("TC_reverse").unwrap(), &definition));
}

/// Where a product of marginals has a word that the law has not, the divergence is infinite.
#[test]
fn an_infinite_divergence() {
    let meter = Meter::new(1);
    let counts: Counts = [(vec![0, 0], 1), (vec![1, 1], 1)].into();
    let law = law(&text(2, &counts), false, 2, &meter).unwrap();
    let value = |text: &str| law.value(&measure(text, 2, None).unwrap(), None);
    assert_eq!(value("TC_reverse"), Ok(None));
    assert_eq!(value("TC + TC_reverse/2"), Ok(None));
    assert!(matches!(value("TC - TC_reverse"), Err(Refusal::Declined(Decline { why: Why::Fragment, .. }))));
}

/// With the uniform predictor the output is uniform: `N E_KL = sum c ln(c V^L / N)`, whatever the schedule.
#[test]
fn the_uniform_predictor_by_definition() {
    let (mut random, meter) = (Random(10), Meter::new(10));
    let counts = random_counts(&mut random, 3, 3);
    let law = law(&text(3, &counts), true, 3, &meter).unwrap();
    let total: u64 = counts.values().sum();
    let mut definition = LogForm::zero();
    for count in counts.values() {
        let factor = i64::try_from(*count).unwrap();
        add(&mut definition, factor, count * 27);
        add(&mut definition, -factor, total);
    }
    for schedule in [&[3_usize][..], &[1, 2], &[2, 1], &[1, 1, 1]] {
        for text in ["E_KL", "ideal_KL + eps_train"] {
            let value = law.value(&measure(text, 3, Some(schedule)).unwrap(), Some(schedule)).unwrap().unwrap();
            assert!(equal(&value, &definition), "{text} {schedule:?}");
        }
    }
    // Other quantities of this predictor are not known.
    let output = measure("KL_output", 3, Some(&[3])).unwrap();
    assert!(matches!(law.value(&output, Some(&[3])), Err(Refusal::Declined(Decline { why: Why::Fragment, .. }))));
}

/// With one block the output is the product of the marginals: `KL_output` is the total correlation. Token by token it
/// is the law. `N KL_output` in blocks of 1 and 2, over the three positions that can be first, by its definition.
#[test]
fn output_errors_by_definition() {
    let (mut random, meter) = (Random(11), Meter::new(10));
    let counts = random_counts(&mut random, 3, 2);
    let law = law(&text(2, &counts), false, 3, &meter).unwrap();
    let total: u64 = counts.values().sum();
    let correlation = law.value(&measure("TC", 3, None).unwrap(), None).unwrap().unwrap();
    assert!(equal(&output_error(&law, &[3]).unwrap(), &correlation));
    assert!(equal(&output_error(&law, &[1, 1, 1]).unwrap(), &LogForm::zero()));
    let mut definition = LogForm::zero();
    for (sequence, count) in &counts {
        let c = |positions: &[usize]| BigInt::from(alike(&counts, sequence, positions));
        let mut output = Q::zero();
        for first in 0..3 {
            let [second, third] = [(first + 1) % 3, (first + 2) % 3];
            // p(first) p(second | first) p(third | first)
            output += Q::new(c(&[first, second]) * c(&[first, third]), c(&[first]) * total * 3);
        }
        let quotient = Q::new((*count).into(), total.into()) / output;
        definition
            .add_multiple(&log_of(&quotient, &meter).unwrap(), &Q::from_integer((*count).into()), &meter)
            .unwrap();
    }
    assert!(equal(&output_error(&law, &[1, 2]).unwrap(), &definition));
}

fn reason<T>(result: Result<T, Refusal>) -> Option<Result<Reason, Why>> {
    match result.err()? {
        Refusal::Rejected(Rejection { reason, .. }) => Some(Ok(reason)),
        Refusal::Declined(Decline { why, .. }) => Some(Err(why)),
    }
}

/// A law has sequences of its length and vocabulary, in increasing order, with positive counts.
#[test]
fn laws_of_the_format() {
    let read = |counts: &str, length| {
        reason(law(&format!(r#"{{"vocabulary_size": 2, "counts": [{counts}]}}"#), false, length, &Meter::new(1)))
    };
    assert_eq!(read(r#"[[0, 1], "1"]"#, 2), None);
    assert_eq!(read(r#"[[0, 1], "1"], [[1, 0], "7"]"#, 2), None);
    for wrong in [
        "",
        r#"[[0, 1], "0"]"#,
        r#"[[0, 2], "1"]"#,
        r#"[[3, 0], "1"]"#,
        r#"[[0], "1"]"#,
        r#"[[0, 1, 0], "1"]"#,
        r#"[[0, 1], "1"], [[0, 1], "1"]"#,
        r#"[[1, 0], "1"], [[0, 1], "1"]"#,
    ] {
        assert_eq!(read(wrong, 2), Some(Ok(Reason::WrongLaw)), "{wrong}");
    }
}

fn code(length: usize, dimension: usize, field: u64, copies: u64) -> Option<Result<Reason, Why>> {
    let code = format!(r#"{{"codes": [{{"dimension": {dimension}, "field": {field}, "copies": {copies}}}]}}"#);
    reason(law(&code, false, length, &Meter::new(1)))
}

/// There is a field of `q` elements exactly where `q` is a power of a prime; repetition codes exist over each.
#[test]
fn orders_of_fields() {
    let is_prime = |p: u64| p > 1 && (2..p).all(|d| !p.is_multiple_of(d));
    for order in 0..300 {
        let exists =
            (2..=order).filter(|p| is_prime(*p)).any(|p| (1..9).any(|power| p.checked_pow(power) == Some(order)));
        assert_eq!(code(3, 1, order, 1), (!exists).then_some(Ok(Reason::WrongLaw)), "{order}");
    }
}

/// Codes of textbooks (MacWilliams and Sloane, chapter 11): the repetition, parity check and trivial codes; extended
/// Reed-Solomon codes up to `L = q + 1`; the hexacode and the other codes of hyperovals, of `L = q + 2` over fields of
/// even order, and their duals; for `1 < k < q` none beyond `L = q + k - 1`, for `k >= q` none but the parity check
/// code and the trivial one.
#[test]
fn codes_that_exist() {
    for (length, dimension, field) in
        [(9, 1, 2), (9, 8, 2), (9, 9, 2), (4, 2, 3), (5, 3, 4), (6, 3, 5), (3, 2, 2), (10, 5, 9), (1, 1, 2), (2, 1, 3)]
            .into_iter()
            .chain([(6, 3, 4), (10, 3, 8), (10, 7, 8), (18, 3, 16), (18, 15, 16)])
    {
        assert_eq!(code(length, dimension, field, 1), None, "[{length}, {dimension}] over {field}");
        assert_eq!(code(length, dimension, field, 0), Some(Ok(Reason::WrongLaw)));
    }
    for (length, dimension, field) in
        [(4, 2, 2), (5, 2, 3), (5, 3, 3), (6, 2, 4), (6, 4, 4), (7, 3, 4), (7, 2, 5), (7, 5, 5), (3, 0, 4), (3, 4, 4)]
    {
        let wrong = Some(Ok(Reason::WrongLaw));
        assert_eq!(code(length, dimension, field, 1), wrong, "[{length}, {dimension}] over {field}");
    }
    for (length, dimension, field) in [(7, 3, 5), (9, 3, 7), (10, 4, 8), (10, 6, 8), (11, 3, 9)] {
        let why = Some(Err(Why::CodeNotKnown));
        assert_eq!(code(length, dimension, field, 1), why, "[{length}, {dimension}] over {field}");
    }
}

/// Of what is outside its range there is no value: `h(0..L)`, `Z(1..L)`, `zeta(0..L-1)`, `delta(1..L-1)`, positions
/// `1..L`, blocks `1..T`, sums of blocks `0..T`.
#[test]
fn indices_have_ranges() {
    for (word, from, to) in [("h", 0, 4), ("Z", 1, 4), ("zeta", 0, 3), ("delta", 1, 3), ("H", 1, 4)] {
        for index in -1..=6 {
            let value = measure(&format!("{word}({index})"), 4, None);
            let wanted = (!(from..=to).contains(&index)).then_some(Ok(Reason::NoValue));
            assert_eq!(reason(value), wanted, "{word}({index})");
        }
    }
    for (word, from, to) in [("s", 1, 2), ("N", 0, 2)] {
        for index in -1..=4 {
            let value = measure(&format!("{word}[{index}]*nat"), 4, Some(&[1, 3]));
            let wanted = (!(from..=to).contains(&index)).then_some(Ok(Reason::NoValue));
            assert_eq!(reason(value), wanted, "{word}[{index}]");
        }
    }
    for text in [
        "mean(i in 2..1, nat)",
        "min(i in 2..1, 1)*nat",
        "ln(0)",
        "ln(-1)",
        "log2(3)*nat",
        "nat/(1 - 1)",
        "factorial(-1)*nat",
    ] {
        assert_eq!(reason(measure(text, 4, None)), Some(Ok(Reason::NoValue)), "{text}");
    }
}
