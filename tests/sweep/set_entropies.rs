//! Claims that tell positions apart, whose sweep decides all orders of the positions on one law of an orbit: against the
//! ordinary evaluation on every law of a grid, listed without symmetry.

use std::collections::BTreeSet;

use maskproof::cases::Plan;
use maskproof::cases::plan::LeafIndex;
use maskproof::evaluation::Setting;
use maskproof::evaluation::Verdict;
use maskproof::evaluation::subject::OrderTables;
use maskproof::language::Claim;
use maskproof::law::orbit::SymmetryGroup;
use maskproof::sweep::Tally;
use maskproof::sweep::grid::{
    ClaimTally, CompileError, Grid, Header, Pipeline, Program, Shard, Summary, Support, Sweep, Tables, Tallies,
    Validator,
};

use crate::grid::{for_all_counts, grid_of, law, shape, sweep};
use crate::near_ties::{RELATIONS, claim_of, right_side};

pub fn claim(id: &str, statement: &str) -> Claim {
    let text = format!(
        "id = \"{id}\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nexpect = \"fails\"\nstatement = '''\n{statement}\n'''\n"
    );
    Claim::parse(id, &text).unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

/// True and false, of one law and of all its orders, with and without quantifiers, beside claims in average entropies.
fn claims() -> Vec<Claim> {
    [
        ("bounded", "for all law with L >= 2: I(1;2) <= H(1)"),
        ("compared", "for all law with L >= 2: H(1) <= H(2)"),
        ("strict", "for all law with L >= 2: H(1) < H(1,2)"),
        ("equal", "for all law with L >= 2: H(1,2) == H(1) + H(2)"),
        ("conditional", "for all law with L >= 3: I(1;2|3) <= H(3)"),
        ("interaction", "for all law with L >= 3: I(1;2|3) <= I(1;2) and H(3) >= 1/2*ln(2)"),
        ("submodular", "for all law, j in 0..L, k in 0..L, A in subsets(j), B in subsets(k): I(A;B) >= 0"),
        ("monotone", "for all law, k in 0..L, A in subsets(k), i in 1..L: H(A) <= H(A,i)"),
        ("some-position", "for all law: exists i in 1..L: H(i) <= h(1)"),
        ("first-larger", "for all law with L >= 2: exists i in 2..L: H(1) >= H(i)"),
        ("leaf", "exists i in 1..L: for all law with L >= 2: H(i) >= H(1)"),
        ("all-leaves", "for all i in 1..L: for all law: H(i) <= h(L)"),
        ("same-size", "for all law: sum(i in 1..L, H(i)) >= H(all)"),
        ("averages", "for all law with L >= 2: h(2) <= 2*h(1)"),
        ("correlated", "for all law with L >= 2: TC <= H(1) + DTC"),
        ("weighted", "for all law with L >= 2: 2*H(1) + 1/3*H(2) <= H(1,2) + 4/3*ln(V)"),
    ]
    .map(|(id, statement)| claim(id, statement))
    .to_vec()
}

/// Of four positions.
fn claims_of_four() -> Vec<Claim> {
    [
        ("ingleton", "for all law with L == 4: I(1;2) <= I(1;2|3) + I(1;2|4) + I(3;4)"),
        ("ingleton-4", "for all law with L == 4: I(1;2) <= I(1;2|3) + I(1;2|4) + I(3;4) + 1/50*H(all)"),
        ("zhang-yeung", "for all law with L == 4: 2*I(3;4) <= I(1;2) + I(1;3,4) + 3*I(3;4|1) + I(3;4|2)"),
        ("zhang-yeung-2", "for all law with L == 4: 2*I(3;4) <= I(1;2) + I(1;3,4) + 1/2*I(3;4|1) + I(3;4|2)"),
    ]
    .map(|(id, statement)| claim(id, statement))
    .to_vec()
}

/// What the ordinary evaluation says of a claim on some laws.
#[derive(Default)]
struct Expected {
    cases: u64,
    equalities: u64,
    violations: u64,
    attained: u64,
    refuted: BTreeSet<LeafIndex>,
    /// The largest bounds of a ratio.
    ratio: Option<[f64; 2]>,
}

fn expected(claims: &[Claim], (v, l): (usize, usize), laws: &[Vec<u32>]) -> Vec<Expected> {
    let orders = OrderTables::default();
    let plans: Vec<Option<Plan>> = claims.iter().map(|claim| Plan::new(claim, shape(l, v)).unwrap()).collect();
    let mut found: Vec<Expected> = claims.iter().map(|_| Expected::default()).collect();
    for counts in laws {
        Setting::exact(law(counts, v, l)).evaluate(&orders, |subject| {
            for (plan, found) in plans.iter().zip(&mut found) {
                let Some(plan) = plan else { continue };
                subject.prepare(plan.quantities());
                let mut ratio = found.ratio;
                let tally = Tally::of_outcomes(&plan.cases, subject, 0, |_, outcome| {
                    let Some(tightness) = &outcome.tightness else { return };
                    let enclosure = tightness.enclosure();
                    let of_case = [enclosure.lower().to_f64(), enclosure.upper().to_f64()];
                    ratio = Some(ratio.map_or(of_case, |[a, b]| [a.max(of_case[0]), b.max(of_case[1])]));
                });
                found.ratio = ratio;
                found.cases += tally.cases;
                found.equalities += tally.count(Verdict::Equality);
                found.violations += tally.count(Verdict::Violated);
                found.attained += tally.attained;
                found.refuted.extend(tally.refuted.keys().map(|(_, leaf)| *leaf));
            }
        });
    }
    found
}

fn compare(found: &ClaimTally, expected: &Expected, place: &str) {
    let of_laws = (found.cases_of_laws, found.equalities_of_laws, found.violations_of_laws);
    assert_eq!(of_laws, (expected.cases, expected.equalities, expected.violations), "{place}");
    assert_eq!(found.refuted.keys().copied().collect::<BTreeSet<_>>(), expected.refuted, "{place}");
    assert_eq!(found.attained > 0, expected.attained > 0, "{place}");
    assert_eq!(found.tightest.is_some(), expected.ratio.is_some(), "{place}");
    if let (Some(tightest), Some([lower, upper])) = (&found.tightest, expected.ratio) {
        assert_eq!(tightest.is_equality, expected.attained > 0, "{place}");
        assert!(tightest.ratio.lower() <= upper + 1e-15 && lower <= tightest.ratio.upper() + 1e-15, "{place}");
    }
}

fn all_counts(grid: Grid) -> Vec<Vec<u32>> {
    let mut all = Vec::new();
    for_all_counts(grid.denominator, 0, &mut vec![0; grid.shape.atoms()], &mut |counts| {
        let size = counts.iter().filter(|count| **count > 0).count();
        if grid.support == Support::Any || grid.support == Support::Exactly(size) {
            all.push(counts.to_vec());
        }
    });
    all
}

/// The tallies of a sweep are those of the whole grid without symmetry, and its examples are what they are said to be.
fn compare_with_the_whole_grid(claims: &[Claim], grid: Grid) {
    let shape = (grid.shape.vocabulary_size(), grid.shape.length());
    let expected = expected(claims, shape, &all_counts(grid));
    for block_orbits in [10, 1 << 18] {
        let swept = sweep(claims, grid, block_orbits);
        for ((claim, found), expected) in claims.iter().zip(&swept.claims).zip(&expected) {
            compare(found, expected, &format!("{} on {grid:?}", claim.id()));
        }
    }
    check_examples(claims, grid);
}

fn check_examples(claims: &[Claim], grid: Grid) {
    let sweep = Sweep::new(claims, grid, None, 50).unwrap();
    let tables = sweep.prepare();
    let mut shard = Shard::new(Header::new(&sweep, Vec::new(), None, 50));
    let mut validator = Validator::new(&sweep, &tables);
    for block in 0..sweep.partition().blocks() {
        let tallies = sweep.run(&tables, block);
        validator.check(block, &tallies).unwrap_or_else(|error| panic!("{grid:?}, block {block}: {error}"));
        shard.blocks.insert(block, tallies);
    }
    let summary = Summary::new(&sweep, claims, &shard).unwrap();
    for (claim, found) in claims.iter().zip(&summary.claims) {
        for violation in &found.violations {
            assert_eq!(violation.witness.verdict, Verdict::Violated, "{} {}", claim.id(), violation.law.name());
        }
        if let Some(example) = &found.tightest {
            assert!(example.witness.verdict.is_true(), "{} {}", claim.id(), example.law.name());
        }
    }
}

#[test]
fn tallies_are_those_of_the_whole_grid() {
    let claims = claims();
    for (v, l, n) in [(2, 1, 4), (2, 2, 5), (3, 2, 4), (2, 3, 3), (2, 3, 4), (3, 3, 2)] {
        compare_with_the_whole_grid(&claims, grid_of(v, l, n));
    }
    let of_four = [claims_of_four(), claims].concat();
    compare_with_the_whole_grid(&of_four, grid_of(2, 4, 3));
    compare_with_the_whole_grid(&of_four, Grid { support: Support::Exactly(2), ..grid_of(2, 4, 4) });
}

/// One law of an orbit against all laws of it: counts that are not small, and a law on which Ingleton's inequality fails.
#[test]
fn one_law_of_an_orbit_speaks_for_all() {
    let claims = [claims_of_four(), claims()].concat();
    let group = SymmetryGroup::new(shape(4, 2)).unwrap().unwrap();
    let program = Program::new(&claims, shape(4, 2), None).unwrap();
    // Words 0000, 0110, 1010 and 1111, as in the four-atom conjecture; and counts made by hand.
    let mut four_atoms = vec![0; 16];
    for (word, count) in [(0b0000, 35), (0b0110, 15), (0b1010, 15), (0b1111, 35)] {
        four_atoms[word] = count;
    }
    let mixed = vec![7, 0, 3, 1, 0, 0, 11, 2, 5, 0, 0, 1, 1, 0, 0, 4];
    let even = vec![1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1];
    let mut violated = BTreeSet::new();
    for counts in [four_atoms, mixed, even] {
        let orbit = group.orbit(&counts);
        let canonical = orbit.last().unwrap();
        let tables = Tables::new(&program, counts.iter().sum());
        let mut pipeline = Pipeline::new(&tables);
        pipeline.push(canonical, orbit.len() as u64, 0);
        let found = pipeline.finish();
        for ((claim, found), expected) in claims.iter().zip(&found.claims).zip(expected(&claims, (2, 4), &orbit)) {
            compare(found, &expected, &format!("{} on {counts:?}", claim.id()));
            if expected.violations > 0 && expected.violations < expected.cases {
                violated.insert(claim.id());
            }
        }
    }
    for id in ["ingleton", "zhang-yeung-2", "compared", "interaction"] {
        assert!(violated.contains(id), "{id} is violated on some laws of an orbit: {violated:?}");
    }
    assert!(!violated.contains("zhang-yeung") && !violated.contains("submodular"));
}

/// A claim whose instances are exchanged by reordering has no images, nor has one that depends on sizes alone; others
/// have the distinct ones of the L! orders.
#[test]
fn images_are_made_where_they_are_needed() {
    let claims = [claims_of_four(), claims()].concat();
    let program = Program::new(&claims, shape(4, 2), None).unwrap();
    let found = |id: &str| {
        let index = claims.iter().position(|claim| claim.id() == id).unwrap();
        let (plan, claim) = &program.claims[index];
        let orders: Vec<u64> = claim.cases.iter().map(|case| case.orders).collect();
        assert_eq!(claim.cases_of_plan(), plan.as_ref().unwrap().cases.len() as u64, "{id}");
        (claim.orders, orders)
    };
    // Ingleton's form is the same when 1 and 2 change places, and when 3 and 4 do.
    assert_eq!(found("ingleton"), (24, vec![4; 6]));
    assert_eq!(found("compared"), (24, vec![2; 12]));
    assert_eq!(found("bounded"), (24, vec![2; 12]));
    assert_eq!(found("first-larger"), (24, vec![6; 4]));
    // H(1) >= H(1) compares one of four entropies with itself.
    assert_eq!(found("leaf"), (24, [&[6; 4][..], &[2; 36]].concat()));
    for id in ["submodular", "monotone", "some-position", "same-size", "averages"] {
        let (orders, of_cases) = found(id);
        assert!(orders == 1 && of_cases.iter().all(|orders| *orders == 1), "{id}");
    }
    // What depends on sizes alone has no sums of single sets.
    let symmetric = claim("same-size", "for all law: sum(i in 1..L, H(i)) >= H(all)");
    assert!(!Program::new(&[symmetric], shape(4, 2), None).unwrap().columns.has_sets());
    assert!(program.columns.has_sets());
}

#[test]
fn claims_with_too_many_images_are_refused() {
    let long = claim("long", "for all law with L >= 2: H(1) <= H(2)");
    let refused = Program::new(std::slice::from_ref(&long), shape(9, 2), None);
    assert!(matches!(refused, Err(CompileError::TooManyImages { length: 9, .. })));
    let many = claim("many", "for all law, k in 1..L, A in subsets(k), B in subsets(k): H(A,1) <= H(B)");
    let refused = Program::new(std::slice::from_ref(&many), shape(6, 2), None);
    assert!(matches!(refused, Err(CompileError::TooManyImages { length: 6, .. })));
    assert!(Program::new(&[long], shape(6, 2), None).is_ok());
}

/// `N H(X_1 | X_2)` as coefficients of `c ln c`: each entry is a count and its factor, from the definition.
fn conditional_entropy(counts: &[u32], v: usize, l: usize) -> Vec<(u32, i64)> {
    let digit = |atom: usize, position: usize| atom / v.pow((l - 1 - position) as u32) % v;
    let sum =
        |fits: &dyn Fn(usize) -> bool| counts.iter().enumerate().filter(|(atom, _)| fits(*atom)).map(|(_, c)| c).sum();
    let mut terms = Vec::new();
    for second in 0..v {
        terms.push((sum(&|atom| digit(atom, 1) == second), 1));
        for first in 0..v {
            terms.push((sum(&|atom| digit(atom, 1) == second && digit(atom, 0) == first), -1));
        }
    }
    terms
}

/// Claims that miss equality by less than 1e-25 on one law of an orbit, and are decided exactly there.
#[test]
fn near_ties_are_decided_exactly_in_every_order() {
    for (counts, v, l) in [(&[5, 2, 0, 4][..], 2, 2), (&[3, 0, 1, 0, 0, 2, 0, 1][..], 2, 3)] {
        for relation in &RELATIONS {
            for relation in [*relation, relation.map(|b| -b)] {
                let total: u32 = counts.iter().sum();
                let numerators = right_side(total, &conditional_entropy(counts, v, l), &relation);
                let claim = claim_of("H(1|2)", &numerators, 1000 * total);
                let grid = grid_of(v, l, total);
                let laws = if l == 2 {
                    all_counts(grid)
                } else {
                    SymmetryGroup::new(shape(l, v)).unwrap().unwrap().orbit(counts)
                };
                let expected = &expected(std::slice::from_ref(&claim), (v, l), &laws)[0];
                let found: Tallies = if l == 2 {
                    sweep(std::slice::from_ref(&claim), grid, 100)
                } else {
                    let program = Program::new(std::slice::from_ref(&claim), shape(l, v), None).unwrap();
                    let tables = Tables::new(&program, total);
                    let mut pipeline = Pipeline::new(&tables);
                    pipeline.push(laws.last().unwrap(), laws.len() as u64, 0);
                    pipeline.finish()
                };
                let place = format!("{counts:?}, {relation:?}");
                compare(&found.claims[0], expected, &place);
                assert!(found.exact_signs > 0 && found.exact_signs == found.fallbacks, "{place}");
            }
        }
    }
}
