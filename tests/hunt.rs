//! Hunts: what must be found by itself is found, outcomes depend on the seed alone, and what is reported of a law is
//! exact.

use maskproof::Shape;
use maskproof::cases::Plan;
use maskproof::entropy::AverageCurve;
use maskproof::evaluation::Setting;
use maskproof::evaluation::Verdict;
use maskproof::exact::{Integer, LogForm, Rational};
use maskproof::hunt::ascent::{Landscape, ascend, probabilities, roundings};
use maskproof::hunt::entropies::{EntropyTable, Grouping, Scratch};
use maskproof::hunt::local_search::search;
use maskproof::hunt::objective::{FeatureSpace, Objective, grouping};
use maskproof::hunt::pool::{starts, types};
use maskproof::hunt::seeded_rng::SeededRng;
use maskproof::hunt::{CaseHunt, CaseOutcome, Finding, Hunt, Implied, Options, Ratio, hunt};
use maskproof::language::{Catalogue, Claim};
use maskproof::law::families::random_law;
use maskproof::law::{Law, PatternCounts, PositionSet};
use maskproof::sampler::{Schedule, ideal_expected_kl};
use maskproof::sweep::{Conclusion, run};

fn shape(length: usize, vocabulary_size: usize) -> Shape {
    Shape::new(length, vocabulary_size).unwrap()
}

fn built_in(id: &str) -> Claim {
    Catalogue::built_in().unwrap().claims().iter().find(|claim| claim.id() == id).unwrap().clone()
}

fn claim(statement: &str, more: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}{more}\nstatement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

/// Theorem 1 of Li and Cai with the constant free: `E_KL <= C sum_i I(X_i; X_-i)`.
fn freed_theorem() -> Claim {
    claim(
        "for all law, schedule: E_KL <= C * sum(i in 1..L, I(i; rest)) + eps_train",
        "constant = { name = \"C\", value = \"1\" }",
    )
}

fn options(vocabulary_size: usize, length: usize) -> Options<'static> {
    Options { shape: shape(length, vocabulary_size), schedules: None, seed: 1, effort: 1 }
}

fn hunted(claim: &Claim, options: &Options) -> Hunt {
    hunt(claim, options, &|| false).unwrap_or_else(|error| panic!("{}: {error}", claim.id()))
}

fn schedule(blocks: &str) -> Schedule {
    blocks.parse().unwrap()
}

fn finding(case: &CaseHunt) -> &Finding {
    case.finding.as_ref().unwrap_or_else(|| panic!("{:?} has no finding", case.bindings))
}

fn atoms(law: &Law) -> Vec<usize> {
    law.support().map(|(atom, _)| atom).collect()
}

// ---- What must be found
// ----------------------------------------------------------------------------------------------

/// Reading B of the lower bound at L = 3: repetition refutes (1,2), and parity (2,1).
#[test]
fn finds_a_law_against_each_schedule() {
    let claim = built_in("li-cai-thm2-lower.b");
    let found = hunted(&claim, &options(2, 3));
    assert!(found.is_violated && !found.is_stopped);
    assert_eq!(found.best.len(), 2);
    let names: Vec<String> =
        found.best.iter().map(|&place| found.cases[place].bindings.last().unwrap().to_string()).collect();
    assert_eq!(names, ["schedule (1,2)", "schedule (2,1)"]);
    let laws: Vec<Vec<usize>> = found.best.iter().map(|&place| atoms(&finding(&found.cases[place]).law)).collect();
    // Up to the names of tokens: two complementary words, and the words of one parity.
    assert_eq!(laws[0].len(), 2);
    assert_eq!(laws[0][0] + laws[0][1], 0b111);
    assert_eq!(laws[1].len(), 4);
    assert!(laws[1].iter().all(|atom| atom.count_ones() % 2 == laws[1][0].count_ones() % 2));
    for &place in &found.best {
        let finding = finding(&found.cases[place]);
        assert_eq!(finding.verdict, Verdict::Violated);
        assert!(matches!(finding.ratio, Ratio::Unbounded), "the error is exactly 0");
        let counts = finding.law.counts();
        assert!(counts.iter().all(|count| *count == 0 || *count == 1), "uniform");
    }
    // One of the two laws alone refutes nothing.
    let schedules = [schedule("1,2")];
    let one = hunted(&claim, &Options { schedules: Some(&schedules), ..options(2, 3) });
    assert!(one.is_violated && one.cases.len() == 1);
}

/// The conjecture for balanced schedules over two letters: no code breaks it, a family with a small parameter does, for
/// every constant.
#[test]
fn finds_the_binary_family_against_the_conjecture() {
    let claim = built_in("li-cai-conj");
    let schedules = [schedule("2,2")];
    let options = Options { schedules: Some(&schedules), ..options(2, 4) };
    let found = hunted(&claim, &options);
    assert!(found.is_violated);
    let case = &found.cases[found.best[0]];
    let best = finding(case);
    let Ratio::Quotient(smaller, larger) = &best.ratio else { panic!("the error is positive over two letters") };
    assert!(smaller.cmp_multiple(larger, &Rational::from(2)).is_gt(), "well beyond 1: the supremum is infinite");
    let approach = case.approach.as_ref().expect("the supremum is not attained");
    let ratios: Vec<&Ratio> = approach.ratios.iter().map(|(_, ratio)| ratio).collect();
    assert!(ratios.windows(2).all(|pair| pair[1].rank(pair[0]).is_gt()));
    assert!(approach.ratios.iter().any(|(power, _)| *power == 64));
    // The ordinary check agrees, on the best law and on the simplest.
    for law in [&best.law, &case.simplest.as_ref().unwrap_or(best).law] {
        let report = run(std::slice::from_ref(&claim), &[Setting::exact(law.clone())], &|_| ()).unwrap().remove(0);
        assert_eq!(report.conclusion, Conclusion::Violated);
    }
}

/// The sharp constant 2/3 at L = 3, schedule (3), attained by repetition.
#[test]
fn reaches_the_sharp_constant() {
    let schedules = [schedule("3")];
    let options = Options { schedules: Some(&schedules), ..options(2, 3) };
    for claim in [freed_theorem(), built_in("li-cai-thm1")] {
        let found = hunted(&claim, &options);
        assert!(!found.is_violated);
        let finding = finding(&found.cases[0]);
        assert_eq!(finding.ratio.as_rational(), Some(Rational::from((2, 3))));
        assert_eq!(atoms(&finding.law), [0b000, 0b111]);
        let constant = finding.constant.as_ref().unwrap().bound().unwrap();
        assert!(constant.at_least);
        assert_eq!(constant.as_rational(), Some(Rational::from((2, 3))));
    }
}

/// Ascent and local search never end below their start, and roundings are laws of the denominators asked for.
#[test]
fn proposals_only_improve() {
    let claim = built_in("li-cai-conj");
    let plan = Plan::new(&claim, shape(4, 2)).unwrap().unwrap();
    let table = EntropyTable::new(shape(4, 2), Grouping::BySize);
    let mut scratch = Scratch::default();
    for case in &plan.cases {
        let objective = Objective::new(&case.goal, FeatureSpace { shape: shape(4, 2), grouping: Grouping::BySize });
        let landscape = Landscape { table: &table, objective: &objective };
        for seed in 0..4 {
            let law = random_law(seed, 2, 4, 6, 100).unwrap();
            let counts: Vec<u64> = law.counts().iter().map(|count| count.to_u64().unwrap()).collect();
            let start = landscape.score_of_counts(&counts, &mut scratch);
            let reached = ascend(landscape, &probabilities(&counts), 200);
            assert!((reached.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let high = landscape.score(&reached, &mut scratch);
            assert!(high > start + 0.1, "seed {seed}: {start} to {high}");
            let rounded = roundings(&reached);
            let sums: Vec<u64> = rounded.iter().map(|counts| counts.iter().sum()).collect();
            assert_eq!(sums[..31], (2..=32).collect::<Vec<u64>>());
            let mut chance = SeededRng::new(seed, b"test", 0);
            let mut calls = 0;
            let mut score = |counts: &[u64]| {
                calls += 1;
                landscape.score_of_counts(counts, &mut scratch)
            };
            let (found, value) = search(&counts, &mut score, 2000, &mut chance);
            assert!(value > start && calls <= 2000, "seed {seed}: {start} to {value} in {calls}");
            assert!((landscape.score_of_counts(&found, &mut scratch) - value).abs() < 1e-9);
        }
    }
}

// ---- Exactness
// -------------------------------------------------------------------------------------------------------

/// Ratios and constants from the definition of the two sides.
#[test]
fn reported_numbers_are_those_of_the_law() {
    let claim = freed_theorem();
    for (vocabulary_size, length) in [(2, 3), (2, 4), (3, 3)] {
        let options = options(vocabulary_size, length);
        let found = hunted(&claim, &options);
        assert_eq!(found.cases.len(), 1 << (length - 1));
        for case in &found.cases {
            let schedule = match &case.bindings[0] {
                maskproof::cases::bindings::Binding::Schedule(schedule) => schedule,
                other => panic!("{other}"),
            };
            let finding = finding(case);
            let curve = AverageCurve::new(&PatternCounts::new(&finding.law));
            let expected = ideal_expected_kl(&curve, schedule);
            let decimal = expected.ratio_to_decimal(&curve.mutual_information_sum(), 12).unwrap();
            assert_eq!(finding.ratio.to_decimal(12).as_ref(), Some(&decimal), "{schedule}");
            let Some(Implied::Beyond(constant)) = &finding.constant else { panic!("{schedule}: no constant") };
            assert_eq!(constant.to_decimal(12), decimal, "{schedule}");
            // Never above the sharp constant over all vocabularies.
            let sharp = Rational::from((schedule.largest() - 1, length));
            assert!(expected.cmp_multiple(&curve.mutual_information_sum(), &sharp).is_le(), "{schedule}");
        }
    }
}

/// Verdicts are those of the ordinary check, for claims of every fragment.
#[test]
fn verdicts_are_those_of_the_ordinary_check() {
    for id in ["li-cai-conj", "li-cai-thm2-upper.rounding-up", "han.subsets", "ccl-thm16-mixture", "li-cai-decouple"] {
        let claim = built_in(id);
        let found = hunted(&claim, &options(2, 3));
        for case in found.cases.iter().filter(|case| case.finding.is_some()) {
            let item = Setting::exact(finding(case).law.clone());
            let report = run(std::slice::from_ref(&claim), &[item], &|_| ()).unwrap().remove(0);
            if case.outcome() == CaseOutcome::Violated {
                assert_eq!(report.conclusion, Conclusion::Violated, "{id}");
            } else if !found.is_violated {
                assert_eq!(report.conclusion, Conclusion::Holds, "{id}");
            }
        }
    }
}

/// A law says of the constant of a lower bound that it is at most something, through `exists schedule` too.
#[test]
fn constants_of_lower_bounds() {
    let claim = built_in("li-cai-thm2-lower.a");
    let found = hunted(&claim, &options(2, 4));
    let finding = finding(&found.cases[0]);
    let constant = finding.constant.as_ref().unwrap().bound().unwrap();
    assert!(!constant.at_least && !finding.inner.is_empty());
    // The sharp constant over all vocabularies is 1/6 at L = 4 (catalogue: claim a is true with it).
    let value: f64 = constant.to_decimal(6).parse().unwrap();
    assert!((1.0 / 6.0 - 1e-9..0.2).contains(&value), "{value}");
}

/// The floating-point score is the logarithm of the exact ratio.
#[test]
fn proposals_score_what_is_examined() {
    let mut scratch = Scratch::default();
    let of_subsets = claim("for all law: H(1, 3) <= H(1) + H(3)", "");
    for (claim, by) in [(built_in("li-cai-thm1"), Grouping::BySize), (of_subsets, Grouping::BySubset)] {
        let id = claim.id();
        let plan = Plan::new(&claim, shape(3, 2)).unwrap().unwrap();
        assert_eq!(grouping(plan.cases.iter().map(|case| &case.goal)), Some(by), "{id}");
        let table = EntropyTable::new(shape(3, 2), by);
        let law = random_law(5, 2, 3, 8, 100).unwrap();
        let counts: Vec<u64> = law.counts().iter().map(|count| count.to_u64().unwrap()).collect();
        let features = table.evaluate(&probabilities(&counts), &mut scratch);
        let patterns = PatternCounts::new(&law);
        let curve = AverageCurve::new(&patterns);
        for (place, feature) in features.iter().enumerate() {
            let exact = match by {
                Grouping::BySize => curve.h(place).clone(),
                Grouping::BySubset => {
                    maskproof::entropy::definitions::entropy(&patterns, PositionSet::from_bits(place as u64))
                }
            };
            let exact: f64 = decimal(&exact);
            assert!((exact - feature).abs() < 1e-12, "{id} {place}: {exact} {feature}");
        }
        // The gradient against differences.
        let objective =
            Objective::new(&plan.cases.last().unwrap().goal, FeatureSpace { shape: shape(3, 2), grouping: by });
        let p = probabilities(&counts);
        let mut weights = vec![0.0; features.len()];
        let value = objective.smooth(&features, 10.0, &mut weights);
        assert!((value - objective.score(&features)).abs() < 1e-12, "one relation: nothing to smooth");
        table.evaluate(&p, &mut scratch);
        let gradient = table.gradient(&weights, &mut scratch);
        for atom in 0..p.len() {
            let mut moved = [p.clone(), p.clone()];
            moved[0][atom] -= 1e-6;
            moved[1][atom] += 1e-6;
            let [before, after] = moved.map(|law| objective.score(&table.evaluate(&law, &mut Scratch::default())));
            let difference = (after - before) / 2e-6;
            assert!((difference - gradient[atom]).abs() < 1e-5, "{id} {atom}: {difference} {}", gradient[atom]);
        }
    }
}

fn decimal(form: &LogForm) -> f64 {
    form.to_decimal(17, maskproof::exact::Unit::Nats).parse().unwrap()
}

// ---- Determinism
// -----------------------------------------------------------------------------------------------------

#[test]
fn outcomes_depend_on_the_seed_alone() {
    let claim = built_in("li-cai-thm2-lower.a");
    let text = |seed: u64, threads: usize| {
        let options = Options { seed, ..options(2, 4) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| hunted(&claim, &options)))
    };
    let first = text(7, 1);
    assert_eq!(first, text(7, 1));
    assert_eq!(first, text(7, 3));
}

#[test]
fn a_stopped_hunt_says_so() {
    let claim = freed_theorem();
    let options = options(2, 3);
    let found = hunt(&claim, &options, &|| true).unwrap();
    assert!(found.is_stopped && !found.is_violated);
    assert!(found.cases.iter().all(|case| !case.is_reached && case.finding.is_none()));
}

#[test]
fn starts_are_laws_of_the_shape() {
    for (vocabulary_size, length) in [(1, 2), (2, 1), (2, 3), (2, 5), (3, 3), (4, 2), (6, 2)] {
        let atoms = vocabulary_size_power(vocabulary_size, length);
        for start in starts(shape(length, vocabulary_size), 3, 4, usize::MAX) {
            assert_eq!(start.counts.len(), atoms, "{}", start.name);
            assert!(start.counts.iter().any(|count| *count > 0), "{}", start.name);
        }
        let (of_atom, sequences) = types(shape(length, vocabulary_size));
        let binomial = Integer::from(length + vocabulary_size - 1).binomial(u32::try_from(length).unwrap());
        assert_eq!(binomial, sequences.len());
        assert_eq!(of_atom.len(), atoms);
    }
}

fn vocabulary_size_power(vocabulary_size: usize, length: usize) -> usize {
    vocabulary_size.pow(u32::try_from(length).unwrap())
}

// ---- Relations of other forms
// ----------------------------------------------------------------------------------------

#[test]
fn relations_of_every_form() {
    let violated = |statement: &str| hunted(&claim(statement, ""), &options(2, 3)).is_violated;
    // One side 0, both signs; equations; strict relations, which the law of one sequence breaks; chains; minima.
    assert!(!violated("for all law: 2 * h(1) - h(2) >= 0"));
    assert!(violated("for all law: 2 * h(1) - 3 * h(2) >= 0"));
    assert!(violated("for all law: 0 <= h(1) - TC"));
    assert!(!violated("for all law: TC == L * h(1) - h(L)"));
    assert!(violated("for all law: TC == DTC"));
    assert!(violated("for all law: TC < DTC"));
    assert!(violated("for all law: DTC <= TC <= 2 * h(1)"));
    assert!(!violated("for all law: min(TC, DTC) <= TC + DTC"));
    assert!(violated("for all law: max(TC, DTC) <= 1/2 * (TC + DTC)"));
    assert!(violated("for all law, exists schedule with s_max == 2: E_KL >= TC"));
    // Nothing satisfies what is to exist, before the law and behind it.
    assert!(violated("exists schedule with s_max == 7: for all law: E_KL >= 0"));
    assert!(violated("for all law: exists schedule with s_max == 7: E_KL >= 0"));
    // No case at all.
    let none = hunted(&claim("for all law with L == 7: TC >= 0", ""), &options(2, 3));
    assert!(none.cases.is_empty() && !none.is_violated);
}

/// Moved to the other side by the words, the entropies of the four sets of two positions with one of each half have
/// other coefficients than in the statement: other averages are needed than those of the statement.
#[test]
fn arranged_relations_have_quantities_of_their_own() {
    let statement = "for all law with L == 4: sum(i in 1..2, H(i | 3..4)) - H(1..2 | 3..4)
        == sum(i in 1..2, H(i)) - H(1..2) + H(3..4) - sum(i in 1..2, H(3..4) - H(3..2+i-1, 2+i+1..4))
        - sum(i in 1..2, I(i; 3..2+i-1, 2+i+1..4))";
    let found = hunted(&claim(statement, ""), &options(2, 4));
    assert!(found.is_violated);
    // Independent noise has equality: the statement is false without it alone.
    let noised = Setting::exact(
        maskproof::law::families::parse_spec("noised(repetition(L=2,V=2),kind=uniform,keep=3/4;1/4)").unwrap(),
    );
    let report = run(&[claim(statement, "")], &[noised], &|_| ()).unwrap();
    assert_eq!(report[0].conclusion, Conclusion::Holds);
}
