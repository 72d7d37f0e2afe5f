//! Exhaustive sweeps against the slow path, law by law.

use std::collections::{BTreeMap, BTreeSet};

use maskproof::Shape;
use maskproof::cases::plan::{CaseIndex, LeafIndex};
use maskproof::cases::{Fragment, Plan};
use maskproof::evaluation::Setting;
use maskproof::evaluation::Verdict;
use maskproof::evaluation::evaluate::decide_case;
use maskproof::evaluation::subject::OrderTables;
use maskproof::exact::Integer;
use maskproof::language::{Catalogue, Claim};
use maskproof::law::orbit::SymmetryGroup;
use maskproof::law::orderly::{Orderly, SupportSize};
use maskproof::law::{Law, Vocabulary, grid};
use maskproof::sweep::Tally;
use maskproof::sweep::grid::{
    ClaimTally, Grid, Pipeline, Program, RatedVerdict, SingleLaw, Support, Sweep, Tables, Tallies,
};

pub fn shape(length: usize, vocabulary_size: usize) -> Shape {
    Shape::new(length, vocabulary_size).unwrap()
}

fn linear_claims() -> Vec<Claim> {
    let claims = Catalogue::built_in().unwrap().claims().to_vec();
    claims.into_iter().filter(|claim| Fragment::of(claim).unwrap() == Fragment::AverageEntropy).collect()
}

pub fn grid_of(vocabulary_size: usize, length: usize, denominator: u32) -> Grid {
    Grid { shape: shape(length, vocabulary_size), denominator, support: Support::Any }
}

pub fn sweep(claims: &[Claim], grid: Grid, block_orbits: u64) -> Tallies {
    let sweep = Sweep::new(claims, grid, None, block_orbits).unwrap();
    let tables = sweep.prepare();
    let mut tallies = Tallies::new(claims.len());
    for block in 0..sweep.partition().blocks() {
        tallies.merge(&sweep.run(&tables, block));
    }
    assert_eq!(tallies.laws, sweep.partition().laws(), "complete");
    tallies
}

pub fn law(counts: &[u32], vocabulary_size: usize, length: usize) -> Law {
    let counts = counts.iter().copied().map(Integer::from).collect();
    Law::from_counts("law", Vocabulary::numbered(vocabulary_size), length, counts).unwrap()
}

/// One law through the fast path.
fn fast(program: &Program, counts: &[u32]) -> Tallies {
    let tables = Tables::new(program, counts.iter().sum());
    let mut pipeline = Pipeline::new(&tables);
    pipeline.push(counts, 1, 0);
    pipeline.finish()
}

/// Each case of a claim as a claim of its own, so that verdicts are compared schedule by schedule.
fn split_cases(program: &Program) -> Program {
    let mut split = program.clone();
    split.claims.clear();
    for (_, claim) in &program.claims {
        for case in &claim.cases {
            let mut single = claim.clone();
            single.cases = vec![case.clone()];
            split.claims.push((None, single));
        }
    }
    split
}

fn compare_with_the_slow_path(vocabulary_size: usize, length: usize, denominators: std::ops::RangeInclusive<u32>) {
    let claims = linear_claims();
    let program = Program::new(&claims, shape(length, vocabulary_size), None).unwrap();
    let split = split_cases(&program);
    let plans: Vec<Option<Plan>> =
        claims.iter().map(|claim| Plan::new(claim, shape(length, vocabulary_size)).unwrap()).collect();
    // Where the cases of each claim begin among all.
    let sizes = program.claims.iter().map(|(_, claim)| claim.cases.len());
    let offsets: Vec<usize> = sizes.scan(0, |sum, cases| Some(std::mem::replace(sum, *sum + cases))).collect();
    let orders = OrderTables::default();
    for denominator in denominators {
        let orbits = grid(shape(length, vocabulary_size), denominator).unwrap();
        let mut sums: Vec<Tally> = vec![Tally::default(); claims.len()];
        let tables = Tables::new(&split, denominator);
        for (index, orbit) in orbits.iter().enumerate() {
            let counts: Vec<u32> = orbit.law.counts().iter().map(|count| count.to_u32().unwrap()).collect();
            let mut pipeline = Pipeline::new(&tables);
            pipeline.push(&counts, 1, 0);
            let of_cases = pipeline.finish().claims;
            let mut of_cases = of_cases.iter();
            Setting::exact(orbit.law.clone()).evaluate(&orders, |subject| {
                for ((claim, plan), sum) in claims.iter().zip(&plans).zip(&mut sums) {
                    let Some(plan) = plan else { continue };
                    subject.prepare(plan.quantities());
                    for (number, case) in plan.cases.iter().enumerate() {
                        let slow = Tally::of_law(std::slice::from_ref(case), subject, index);
                        let fast = of_cases.next().unwrap();
                        let place = || format!("{} case {number} of {counts:?}", claim.id());
                        assert_eq!(fast.violations, slow.count(Verdict::Violated), "{}", place());
                        assert_eq!(fast.equalities, slow.count(Verdict::Equality), "{}", place());
                        assert_eq!(fast.attained, slow.attained, "{}", place());
                        assert_eq!(fast.cases, slow.cases, "{}", place());
                        // A sweep looks for cases whose ratio exceeds -1.
                        let ratio = decide_case(case, subject).tightness;
                        let is_above = ratio.is_some_and(|ratio| *ratio.enclosure().upper() > -1);
                        assert_eq!(fast.tightest.is_some(), is_above, "{}", place());
                        assert!(!is_above || slow.tightest().is_some(), "{}", place());
                    }
                    sum.merge(Tally::of_law(&plan.cases, subject, index));
                }
            });
            assert!(of_cases.next().is_none());
        }
        let swept = sweep(&claims, grid_of(vocabulary_size, length, denominator), 1 << 18);
        assert_eq!(swept.orbits, orbits.len() as u64);
        for (number, ((claim, fast), slow)) in claims.iter().zip(&swept.claims).zip(&sums).enumerate() {
            let place = || format!("{} at V={vocabulary_size}, L={length}, N={denominator}", claim.id());
            assert_eq!(fast.cases, slow.cases, "{}", place());
            assert_eq!(fast.violations, slow.count(Verdict::Violated), "{}", place());
            assert_eq!(fast.equalities, slow.count(Verdict::Equality), "{}", place());
            assert_eq!(fast.attained, slow.attained, "{}", place());
            let tightest = slow.tightest().map(|location| (location.law as u64, location.case));
            let found = fast.tightest.as_ref().map(|tightest| (tightest.location.law.orbit, tightest.location.case));
            if found != tightest {
                // Of cases that are equally tight, as far as that is computed, the fast path may have any.
                let (found, (orbit, case)) = (fast.tightest.as_ref().unwrap(), tightest.unwrap());
                assert!(!found.is_equality, "{}", place());
                let law = &orbits[usize::try_from(orbit).unwrap()].law;
                let counts: Vec<u32> = law.counts().iter().map(|count| count.to_u32().unwrap()).collect();
                let mut single = SingleLaw::new(&tables);
                single.load(&counts);
                let RatedVerdict { verdict, ratio } = single.decide(offsets[number] + case.0, 0);
                let (ratio, found) = (ratio.unwrap(), found.ratio);
                assert_eq!(verdict, Verdict::Holds, "{}", place());
                assert!(ratio.lower() <= found.upper() && found.lower() <= ratio.upper(), "{}", place());
            }
            let refuted: BTreeMap<LeafIndex, (u64, CaseIndex)> = slow
                .refuted
                .iter()
                .map(|((_, leaf), location)| (*leaf, (location.law as u64, location.case)))
                .collect();
            let found =
                fast.refuted.iter().map(|(leaf, location)| (*leaf, (location.law.orbit, location.case))).collect();
            assert_eq!(refuted, found, "{}", place());
        }
    }
}

#[test]
fn verdicts_are_those_of_the_slow_path_for_two_tokens() {
    compare_with_the_slow_path(2, 1, 1..=8);
    compare_with_the_slow_path(2, 2, 1..=8);
    compare_with_the_slow_path(2, 3, 1..=8);
    compare_with_the_slow_path(2, 4, 1..=8);
}

#[test]
fn verdicts_are_those_of_the_slow_path_for_three_tokens_or_five_positions() {
    compare_with_the_slow_path(3, 2, 1..=8);
    compare_with_the_slow_path(3, 3, 1..=4);
    compare_with_the_slow_path(2, 5, 1..=4);
}

/// Batches, sign patterns, classes of cases and warm starts against the decisions on each law by itself.
fn compare_with_single_laws(grid: Grid) {
    let claims = linear_claims();
    let swept = sweep(&claims, grid, 300);
    let Grid { shape, denominator, support } = grid;
    let program = Program::new(&claims, shape, None).unwrap();
    let tables = Tables::new(&program, denominator);
    let mut single = SingleLaw::new(&tables);
    let mut expected: Vec<ClaimTally> = vec![ClaimTally::default(); claims.len()];
    let mut first_equalities: Vec<Option<(u64, CaseIndex)>> = vec![None; claims.len()];
    let mut orbit = 0;
    let support = match support {
        Support::Any => SupportSize::ANY,
        Support::Exactly(size) => SupportSize::exactly(size),
    };
    let orderly = Orderly::new(shape).unwrap().unwrap();
    orderly.for_each(denominator, &[], support, |counts, size| {
        single.load(counts);
        for (number, (_, claim)) in program.claims.iter().enumerate() {
            let sum = &mut expected[number];
            let tightest = swept.claims[number].tightest.as_ref();
            for case in 0..claim.cases.len() {
                let place = || format!("{} case {case} of {counts:?}", claims[number].id());
                let RatedVerdict { verdict, ratio } = single.decide(number, case);
                sum.cases += 1;
                sum.cases_of_laws += size;
                match verdict {
                    Verdict::Violated => {
                        sum.violations += 1;
                        sum.violations_of_laws += size;
                    }
                    Verdict::Equality => {
                        sum.equalities += 1;
                        sum.equalities_of_laws += size;
                        if ratio.is_some() {
                            sum.attained += 1;
                            first_equalities[number].get_or_insert((orbit, CaseIndex(case)));
                        }
                    }
                    _ => {
                        if let Some(ratio) = ratio {
                            let tightest = tightest.unwrap_or_else(|| panic!("{}", place()));
                            assert!(tightest.is_equality || ratio.lower() <= tightest.ratio.upper(), "{}", place());
                            if tightest.location.order() == (orbit, CaseIndex(case)) {
                                assert_eq!(tightest.ratio, ratio, "{}", place());
                            }
                        }
                    }
                }
            }
        }
        orbit += 1;
    });
    assert_eq!(orbit, swept.orbits);
    for (number, (found, expected)) in swept.claims.iter().zip(&expected).enumerate() {
        let numbers = |tally: &ClaimTally| {
            let ClaimTally { cases, equalities, attained, violations, .. } = *tally;
            let of_laws = [tally.cases_of_laws, tally.equalities_of_laws, tally.violations_of_laws];
            ([cases, equalities, attained, violations], of_laws)
        };
        let id = claims[number].id();
        assert_eq!(numbers(found), numbers(expected), "{id}");
        let equality = found.tightest.as_ref().filter(|tightest| tightest.is_equality);
        let equality = equality.map(|tightest| (tightest.location.law.orbit, tightest.location.case));
        assert_eq!(equality, first_equalities[number], "{id}");
    }
}

/// A sweep that does not search for tightest cases counts the same, and decides the same signs in the same ways.
#[test]
fn counts_do_not_depend_on_the_search() {
    let claims = linear_claims();
    let support = Support::Exactly(4);
    for grid in [grid_of(2, 3, 20), grid_of(2, 4, 8), grid_of(3, 3, 6), Grid { support, ..grid_of(2, 3, 26) }] {
        let sweep = Sweep::new(&claims, grid, None, 300).unwrap();
        let [with, without] = [sweep.prepare(), sweep.prepare_counts()];
        for block in 0..sweep.partition().blocks() {
            let (mut with, without) = (sweep.run(&with, block), sweep.run(&without, block));
            assert!(without.claims.iter().all(|tally| tally.tightest.is_none()));
            with.claims.iter_mut().for_each(|tally| tally.tightest = None);
            assert_eq!(with, without, "{grid:?}, block {block}");
        }
    }
}

#[test]
fn verdicts_of_batches_are_those_of_single_laws() {
    compare_with_single_laws(grid_of(2, 3, 20));
    compare_with_single_laws(grid_of(2, 4, 8));
    compare_with_single_laws(grid_of(3, 3, 6));
    compare_with_single_laws(grid_of(4, 2, 7));
    compare_with_single_laws(Grid { support: Support::Exactly(4), ..grid_of(2, 3, 26) });
}

/// Runs `visit` on all counts of this sum, in falling lexicographic order.
pub fn for_all_counts(sum: u32, atom: usize, counts: &mut Vec<u32>, visit: &mut impl FnMut(&[u32])) {
    if atom + 1 == counts.len() {
        counts[atom] = sum;
        return visit(counts);
    }
    for value in (0..=sum).rev() {
        counts[atom] = value;
        for_all_counts(sum - value, atom + 1, counts, visit);
    }
}

#[test]
fn orderly_generation_finds_what_the_definition_of_canonical_counts_says() {
    let grids = [
        ((1, 3), 4),
        ((3, 1), 9),
        ((2, 2), 14),
        ((2, 3), 9),
        ((3, 2), 8),
        ((4, 2), 5),
        ((2, 4), 5),
        ((3, 3), 4),
        ((2, 5), 3),
    ];
    for ((v, l), most) in grids {
        let orderly = Orderly::new(shape(l, v)).unwrap().unwrap();
        let group = SymmetryGroup::new(shape(l, v)).unwrap().unwrap();
        for n in 1..=most {
            let mut expected: Vec<(Vec<u32>, u64)> = Vec::new();
            for_all_counts(n, 0, &mut vec![0; group.atoms()], &mut |counts| {
                if let Some(stabiliser) = group.stabiliser_if_canonical(counts) {
                    expected.push((counts.to_vec(), group.order() / stabiliser));
                }
            });
            let mut supports = vec![SupportSize::ANY, SupportSize { least: 2, most: 3 }];
            supports.extend((1..=n as usize).map(SupportSize::exactly));
            for support in supports {
                let fits = |counts: &[u32]| {
                    let size = counts.iter().filter(|count| **count > 0).count();
                    support.least <= size && size <= support.most
                };
                let fitting: Vec<_> = expected.iter().filter(|(counts, _)| fits(counts)).cloned().collect();
                let mut found: Vec<(Vec<u32>, u64)> = Vec::new();
                orderly.for_each_change(n, &[], support, |counts, size, changed| {
                    if let Some((before, _)) = found.last() {
                        assert_eq!(counts[..changed], before[..changed], "V={v}, L={l}, {counts:?}");
                        assert_ne!(counts[changed], before[changed], "V={v}, L={l}, {counts:?}");
                    }
                    found.push((counts.to_vec(), size));
                });
                assert_eq!(found, fitting, "V={v}, L={l}, N={n}, {support:?}");
                // Every prefix of canonical counts, and those that end in another value.
                let prefixes = fitting.iter().flat_map(|(counts, _)| (0..=counts.len()).map(|end| &counts[..end]));
                for prefix in prefixes.collect::<BTreeSet<_>>() {
                    let values = orderly.next_values(n, prefix, support);
                    assert!(values.is_sorted_by(|a, b| a > b), "{prefix:?}: {values:?}");
                    for value in 0..=n {
                        let longer = [prefix, &[value]].concat();
                        let begin: Vec<_> =
                            fitting.iter().filter(|(counts, _)| counts.starts_with(&longer)).cloned().collect();
                        assert!(begin.is_empty() || values.contains(&value), "{longer:?} with {support:?}");
                        let mut found = Vec::new();
                        orderly.for_each(n, &longer, support, |counts, size| found.push((counts.to_vec(), size)));
                        if longer.len() < group.atoms() {
                            assert_eq!(found, begin, "{longer:?} with {support:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn counts_change_only_from_the_place_on_that_is_said() {
    for (v, l, n) in [(2, 3, 9), (3, 2, 8), (2, 4, 6), (3, 3, 5)] {
        let orderly = Orderly::new(shape(l, v)).unwrap().unwrap();
        let group = SymmetryGroup::new(shape(l, v)).unwrap().unwrap();
        for support in [SupportSize::ANY, SupportSize::exactly(3)] {
            let mut before: Vec<u32> = Vec::new();
            let mut least = usize::MAX;
            orderly.for_each_change(n, &[], support, |counts, _, changed| {
                if !before.is_empty() {
                    assert_eq!(counts[..changed], before[..changed], "{counts:?}");
                    least = least.min(changed);
                }
                before = counts.to_vec();
                // Any element of the orbit leads back to it, the lexicographically largest.
                let orbit = group.orbit(counts);
                assert_eq!(orbit.last().map(Vec::as_slice), Some(counts));
                assert_eq!(orderly.canonical(&orbit[orbit.len() / 2]), counts);
            });
            assert!(least < orderly.atoms(), "V={v}, L={l}, N={n}");
        }
    }
}

#[test]
fn grids_have_their_known_numbers_of_laws_and_orbits() {
    let claims = linear_claims();
    for (grid, laws, orbits) in [((2, 4, 10), 3_268_760, 11_133), ((3, 3, 6), 906_192, 994), ((2, 5, 5), 376_992, 299)]
    {
        let (v, l, n) = grid;
        let swept = sweep(&claims, grid_of(v, l, n), 1000);
        assert_eq!((swept.laws, swept.orbits), (laws, orbits), "{grid:?}");
    }
}

#[test]
fn restricted_supports_are_a_partition() {
    for (v, l, n) in [(2, 3, 9), (3, 2, 10), (2, 2, 6)] {
        let orderly = Orderly::new(shape(l, v)).unwrap().unwrap();
        let mut by_support: BTreeMap<usize, Vec<(Vec<u32>, u64)>> = BTreeMap::new();
        orderly.for_each(n, &[], SupportSize::ANY, |counts, size| {
            let support = counts.iter().filter(|count| **count > 0).count();
            by_support.entry(support).or_default().push((counts.to_vec(), size));
        });
        for (support, expected) in by_support {
            let mut found = Vec::new();
            orderly.for_each(n, &[], SupportSize::exactly(support), |counts, size| found.push((counts.to_vec(), size)));
            assert_eq!(found, expected, "V={v}, L={l}, N={n}, support {support}");
            let grid = Grid { support: Support::Exactly(support), ..grid_of(v, l, n) };
            assert_eq!(grid.laws().unwrap(), expected.iter().map(|(_, size)| size).sum::<u64>());
            assert_eq!(sweep(&linear_claims(), grid, 7).orbits, expected.len() as u64);
        }
    }
}

/// `TC` of a law as a multiple of `ln 2` that is off by less than 1e-25: the two sides of a claim on either side of it.
#[test]
fn near_ties_are_decided_exactly() {
    // TC = 2 ln 3 + 2 ln 2 .. : any law whose TC is no rational multiple of ln 2.
    let counts = [2, 0, 0, 1];
    let subject_law = law(&counts, 2, 2);
    let orders = OrderTables::default();
    // TC = 2 h(1) - h(2) = H(1/3) = ln 3 - (2/3) ln 2, so ln 3 / ln 2 is approximated by its continued fraction.
    let [mut p, mut q] = [[Integer::from(1), Integer::from(0)], [Integer::from(0), Integer::from(1)]];
    let mut convergents = Vec::new();
    let terms = [1, 1, 1, 2, 2, 3, 1, 5, 2, 23, 2, 2, 1, 1, 55, 1, 4, 3, 1, 1, 15, 1, 9, 2, 5, 7, 1, 1, 4, 8];
    for term in terms {
        p = [Integer::from(&p[0] * term) + &p[1], p[0].clone()];
        q = [Integer::from(&q[0] * term) + &q[1], q[0].clone()];
        convergents.push((p[0].clone(), q[0].clone()));
    }
    let mut exact = 0;
    for (index, (p, q)) in convergents.iter().enumerate() {
        // p/q > ln 3 / ln 2 at odd indices. 3 q TC = 3 q ln 3 - 2 q ln 2 against (3 p - 2 q) ln 2.
        let multiple = Integer::from(p * 3u32) - Integer::from(q * 2u32);
        let text = format!(
            "id = \"near-tie\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nstatement = '''\nfor all law:\n  TC <= {multiple}/{}*ln(2)\n'''\n",
            Integer::from(q * 3u32)
        );
        let claim = Claim::parse("near-tie", &text).unwrap();
        let program = Program::new(std::slice::from_ref(&claim), shape(2, 2), None).unwrap();
        let tallies = fast(&program, &counts);
        let holds = index % 2 == 1;
        assert_eq!(tallies.claims[0].violations, u64::from(!holds), "{p}/{q}");
        assert_eq!(tallies.claims[0].equalities, 0);
        exact += tallies.exact_signs;
        let plan = Plan::new(&claim, shape(2, 2)).unwrap().unwrap();
        Setting::exact(subject_law.clone()).evaluate(&orders, |subject| {
            subject.prepare(plan.quantities());
            let slow = Tally::of_law(&plan.cases, subject, 0);
            assert_eq!(slow.count(Verdict::Violated), u64::from(!holds));
        });
    }
    let (_, last) = convergents.last().unwrap();
    assert!(Integer::from(last * last) > Integer::from(Integer::u_pow_u(10, 25)), "closer than 1e-25");
    assert!(exact >= 10, "{exact} of {} went to the exact path", convergents.len());
}
