//! Sharp constants: closed forms, an independent program over all schedules, and the published table.

use std::path::Path;

use maskproof::decide::constant::{Bound, Extremal, Sense, SharpConstant};
use maskproof::decide::decision::decide_with;
use maskproof::decide::difference::distances;
use maskproof::decide::{Decision, sharp_constants};
use maskproof::exact::Rational;
use maskproof::language::{Catalogue, Claim};
use maskproof::sampler::Schedule;
use serde_json::Value;

fn catalogue(id: &str) -> Claim {
    Catalogue::built_in().unwrap().find(id).unwrap_or_else(|| panic!("{id}")).clone()
}

fn with_constant(statement: &str) -> Claim {
    let head =
        "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nconstant = { name = \"C\", value = \"1\" }\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

fn constants(claim: &Claim, length: usize) -> Vec<SharpConstant> {
    sharp_constants(claim, length, None).unwrap_or_else(|error| panic!("{}: {error}", claim.id()))
}

fn sharp(constant: &SharpConstant) -> &Extremal {
    match &constant.bound {
        Bound::Sharp(extremal) => extremal,
        other => panic!("L = {}: {other:?}", constant.length),
    }
}

fn is_proved(claim: &Claim, length: usize, constant: &Rational) -> bool {
    match decide_with(claim, length, None, Some(constant)).unwrap().decision {
        Decision::Proved(_) => true,
        Decision::Refuted(_) => false,
        other => panic!("{}: {other:?}", claim.id()),
    }
}

fn reference() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/references/sharp-constants.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn rational(value: &Value) -> Rational {
    Rational::from(Rational::parse(value.as_str().unwrap()).unwrap())
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// (s_max - 1)/L, from proofs-notes/li-cai-theorem-1.md: R(m) <= s_max - 1 on every ray, with equality at the first of
/// a block.
#[test]
fn theorem_1_is_sharp_at_s_max_minus_1() {
    for id in ["li-cai-thm1", "ccl-thm31", "li-cai-thm1-sharp"] {
        let claim = catalogue(id);
        for length in 2..=24 {
            let found = constants(&claim, length);
            let sizes: Vec<Option<usize>> = found.iter().map(|constant| constant.s_max).collect();
            assert_eq!(sizes, (1..=length).map(Some).collect::<Vec<_>>(), "{id}: each size once");
            for constant in &found {
                let size = constant.s_max.unwrap();
                let extremal = sharp(constant);
                assert_eq!(extremal.constant, Rational::from((size - 1, length)), "{id} L = {length} s_max = {size}");
                assert_eq!(constant.sense, Sense::Smallest);
                let schedule = extremal.schedule.as_ref().unwrap();
                let dimension = extremal.point.single_ray().unwrap();
                assert_eq!(schedule.largest(), size);
                assert_eq!(distances(schedule)[dimension - 1], size - 1, "attained at the extremal law and schedule");
            }
        }
    }
}

#[test]
fn existential_constants_are_those_of_all_schedules() {
    let reference = reference();
    let entries = reference["lower_bounds"].as_array().unwrap();
    assert_eq!(entries.len(), 2 * 36 + 2 * 16, "sizes 2..L, and powers of two among them, for L = 2..9");
    for entry in entries {
        let (id, length, size) = (entry["claim"].as_str().unwrap(), number(&entry["length"]), number(&entry["s_max"]));
        let expected = rational(&entry["constant"]);
        let claim = catalogue(id);
        let found = constants(&claim, length);
        let of_size: Vec<_> = found.iter().filter(|constant| constant.s_max == Some(size)).collect();
        assert_eq!(of_size.len(), 1, "{id} L = {length} s_max = {size}");
        assert_eq!(of_size[0].sense, Sense::Largest);
        let extremal = sharp(of_size[0]);
        assert_eq!(extremal.constant, expected, "{id} L = {length} s_max = {size}");
        check_duality(extremal, length, size, &claim, &expected);
    }
}

/// The mixture serves, and at the extremal point no schedule of the class does better than on average: by the
/// definition of the ray coefficients and not by the program.
fn check_duality(extremal: &Extremal, length: usize, size: usize, claim: &Claim, constant: &Rational) {
    let mixture = extremal.mixture.as_ref().unwrap();
    let total: Rational = mixture.weights.iter().map(|(_, weight)| weight).sum();
    assert_eq!(total, 1);
    assert!(mixture.weights.iter().all(|(schedule, weight)| *weight > 0 && schedule.largest() == size));
    assert!(mixture.coefficients.all().all(|coefficient| *coefficient >= 0), "{} L = {length}", claim.id());
    let value = |schedule: &Schedule| -> Rational {
        distances(schedule).into_iter().zip(&extremal.point.rays).map(|(r, y)| Rational::from(r) * y).sum()
    };
    let class: Vec<Schedule> =
        Schedule::all(length).into_iter().filter(|schedule| schedule.largest() == size).collect();
    let best = class.iter().map(value).max().unwrap();
    assert!(mixture.weights.iter().all(|(schedule, _)| value(schedule) == best), "support = best responses");
    // best = C * B(y), and B(y) > 0.
    assert!(best > 0 && *constant > 0);
}

/// (s - 1)/(2 (2s - 1)) for s a power of two and L >= 2s: proofs-notes/li-cai-theorem-2.md proves it by hand.
#[test]
fn the_lower_bound_has_its_closed_form() {
    let claim = catalogue("li-cai-thm2-lower.a");
    for length in 4..=20 {
        for constant in constants(&claim, length) {
            let size = constant.s_max.unwrap();
            if length >= 2 * size {
                assert_eq!(sharp(&constant).constant, Rational::from((size - 1, 2 * (2 * size - 1))), "L = {length}");
            }
        }
    }
}

/// The digits of the table in the literature notes (a floating-point program): L = 8 and 12, best randomised schedules.
#[test]
fn randomised_schedules_have_their_published_constants() {
    let table = [
        (8, 2, ".6143", "1.0656"),
        (8, 4, ".2025", ".2121"),
        (8, 6, ".0714", ".0714"),
        (12, 3, ".4180", ".5870"),
        (12, 6, ".1295", ".1311"),
        (12, 9, ".0455", ".0455"),
    ];
    let reference = reference();
    let entries = reference["minimax"].as_array().unwrap();
    let mut compared = 0;
    for entry in entries {
        let (length, steps, bound) =
            (number(&entry["length"]), number(&entry["steps"]), entry["bound"].as_str().unwrap());
        let statement = format!("for all law: exists schedule with T == {steps}: E_KL <= C * {bound} + eps_train");
        let claim = with_constant(&statement);
        // One game over all schedules with so many steps; the largest block is not fixed.
        let found = constants(&claim, length);
        assert_eq!(found.len(), 1, "{statement}");
        let constant = &sharp(&found[0]).constant;
        assert_eq!(*constant, rational(&entry["constant"]), "{statement} at L = {length}");
        if steps == length - 1 {
            // 2/(L (L - 1)): one block of two, placed with the weights L - m, of sum L (L - 1)/2.
            assert_eq!(*constant, Rational::from((2, length * (length - 1))), "{statement}");
        }
        if let Some((_, _, total, dual)) = table.iter().find(|row| (row.0, row.1) == (length, steps)) {
            let digits = if bound == "TC" { total } else { dual };
            let ten_thousandths: u32 = digits.replace('.', "").parse().unwrap();
            assert_eq!(Rational::from(constant * 10_000_u32).round(), ten_thousandths, "{statement} at L = {length}");
            compared += 1;
        }
    }
    assert_eq!(compared, 12);
}

#[test]
fn a_little_less_than_sharp_is_refuted() {
    let step = Rational::from((1, 1000));
    for (id, lengths) in
        [("li-cai-thm2-lower.a", 2..=8), ("li-cai-thm1", 2..=8), ("li-cai-thm2-lower.a-every-size", 2..=6)]
    {
        let claim = catalogue(id);
        for length in lengths {
            let found = constants(&claim, length);
            // One constant for all sizes of the length: the worst.
            let each = found.iter().map(|constant| &sharp(constant).constant);
            let (worst, better) = match found[0].sense {
                Sense::Smallest => (each.max().unwrap().clone(), -step.clone()),
                Sense::Largest => (each.min().unwrap().clone(), step.clone()),
            };
            assert!(is_proved(&claim, length, &worst), "{id} L = {length}: {worst}");
            assert!(!is_proved(&claim, length, &(worst.clone() + better)), "{id} L = {length}: better than {worst}");
        }
    }
}

#[test]
fn constants_that_do_not_exist_are_not_reported() {
    let bound = |statement: &str, length| {
        let found = constants(&with_constant(statement), length);
        assert_eq!(found.len(), 1, "{statement}: {found:?}");
        found.into_iter().next().unwrap()
    };
    // At L = 4 the second ray needs R(2) >= 2 on average, and blocks of two allow 1, whatever C does on the first ray.
    let statement = "for all law: exists schedule with s_max == 2: E_KL >= C*zeta(1) + TC + eps_train";
    let Bound::None(point) = bound(statement, 4).bound else { panic!("{statement}") };
    assert_eq!((&point.rays[0], &point.eps_train), (&Rational::new(), &Rational::new()), "C plays no part there");
    // TC is 0 at L = 1, and h(1) is not: no constant helps.
    let statement = "for all law: exists schedule: E_KL >= C*TC + h(1) + eps_train";
    assert!(matches!(bound(statement, 1).bound, Bound::None(_)));
    assert!(matches!(bound("for all law: exists schedule: E_KL <= C*TC + h(1) + eps_train", 1).bound, Bound::Any));
    for empty in [
        "for all law: exists schedule with T == L + 1: E_KL <= C*TC + eps_train",
        "exists schedule with T == L + 1: for all law: E_KL <= C*TC + eps_train",
    ] {
        assert!(matches!(bound(empty, 3).bound, Bound::None(_)), "{empty}");
    }
    // Each has a constant only if a part of the statement is overlooked.
    for statement in [
        "exists schedule: for all law: E_KL <= C*TC + eps_train and TC <= 0",
        "exists schedule: for all law, for all k in 1..2: k*E_KL <= C*TC + k*eps_train",
        "for all law: exists schedule with T == 2: E_KL + 3*eps_train <= C*TC + 3*s[1]*eps_train",
        "for all law, schedule: E_KL <= C*TC - C*DTC + eps_train",
    ] {
        for found in constants(&with_constant(statement), 3) {
            assert!(matches!(found.bound, Bound::Undecided(_)), "{statement}: {found:?}");
        }
    }
    // One schedule for all laws, by hand at L = 3: (1,2) has R = (0,1), (2,1) has (1,0), and TC has (2,1): 1 and 1/2.
    let one = bound("exists schedule with T == 2: for all law: E_KL <= C*TC + eps_train", 3);
    assert_eq!(sharp(&one).constant, Rational::from((1, 2)));
}
