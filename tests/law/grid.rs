//! Grids of all laws with a given denominator: known numbers, completeness, and orbits against their definition.

use maskproof::Shape;
use maskproof::exact::Integer;
use maskproof::law::grid::{for_each_orbit, number_of_laws};
use maskproof::law::orbit::SymmetryGroup;
use maskproof::law::{GridError, LawError, PatternCounts, digits_of, grid};
use std::collections::{BTreeMap, BTreeSet};

fn shape(length: usize, vocabulary_size: usize) -> Shape {
    Shape::new(length, vocabulary_size).unwrap()
}

fn sizes(vocabulary_size: usize, length: usize, denominator: u32) -> (Integer, usize) {
    let (mut laws, mut orbits) = (Integer::new(), 0);
    for_each_orbit(shape(length, vocabulary_size), denominator, |_, size| {
        laws += size;
        orbits += 1;
    })
    .unwrap();
    (laws, orbits)
}

#[test]
fn grids_have_their_known_numbers_of_laws_and_orbits() {
    assert_eq!(sizes(2, 3, 8), (Integer::from(6_435), 210));
    assert_eq!(sizes(2, 4, 8), (Integer::from(490_314), 1_981));
    assert_eq!(sizes(3, 3, 4), (Integer::from(27_405), 58));
}

/// All count vectors of sum N, by the definition.
fn compositions(atoms: usize, denominator: u32) -> Vec<Vec<u32>> {
    if atoms == 1 {
        return vec![vec![denominator]];
    }
    let with_first =
        |first| compositions(atoms - 1, denominator - first).into_iter().map(move |rest| [vec![first], rest].concat());
    (0..=denominator).flat_map(with_first).collect()
}

/// The number of orbits by Burnside's lemma: the mean number of count vectors that a group element leaves as they are,
/// counted by the cycles of the element. No canonical form enters.
fn orbits_by_burnside(vocabulary_size: usize, length: usize, denominator: u32) -> Integer {
    let group = SymmetryGroup::new(shape(length, vocabulary_size)).unwrap().unwrap();
    let atoms = group.atoms();
    // Applied to the counts 0, 1, 2, .. the group shows its elements as permutations; all are different unless V = 1.
    let identity: Vec<u32> = (0..u32::try_from(atoms).unwrap()).collect();
    let elements = group.orbit(&identity);
    let mut fixed = Integer::new();
    for element in &elements {
        let mut seen = vec![false; atoms];
        // ways[n]: how many count vectors of sum n are constant on the cycles met so far.
        let mut ways = vec![Integer::new(); denominator as usize + 1];
        ways[0] = Integer::from(1);
        for start in 0..atoms {
            let (mut place, mut cycle) = (start, 0);
            while !std::mem::replace(&mut seen[place], true) {
                place = element[place] as usize;
                cycle += 1;
            }
            for sum in cycle..=denominator as usize {
                if cycle > 0 {
                    let before = ways[sum - cycle].clone();
                    ways[sum] += before;
                }
            }
        }
        fixed += &ways[denominator as usize];
    }
    fixed / Integer::from(elements.len())
}

#[test]
fn the_number_of_orbits_is_burnsides() {
    for (size, length, denominators) in
        [(2, 1, 6), (2, 2, 8), (2, 3, 8), (2, 4, 6), (3, 1, 5), (3, 2, 6), (3, 3, 4), (4, 2, 4)]
    {
        for denominator in 1..=denominators {
            let (laws, orbits) = sizes(size, length, denominator);
            assert_eq!(laws, number_of_laws(shape(length, size), denominator).unwrap());
            assert_eq!(orbits_by_burnside(size, length, denominator), orbits, "V={size}, L={length}, N={denominator}");
        }
    }
}

#[test]
fn orbits_partition_all_count_vectors() {
    for (size, length, denominator) in [(1, 2, 3), (2, 1, 5), (2, 2, 5), (2, 3, 4), (3, 2, 4), (5, 1, 4)] {
        let group = SymmetryGroup::new(shape(length, size)).unwrap().unwrap();
        let mut all: BTreeSet<Vec<u32>> = BTreeSet::new();
        let mut before: Option<Vec<u32>> = None;
        for_each_orbit(shape(length, size), denominator, |counts, orbit_size| {
            let orbit = group.orbit(counts);
            assert_eq!(orbit.len() as u64, orbit_size);
            assert_eq!(orbit.last().map(Vec::as_slice), Some(counts), "the representative is the largest");
            assert!(before.as_deref().is_none_or(|before| before > counts), "in falling order");
            before = Some(counts.to_vec());
            for image in orbit {
                assert!(all.insert(image), "the orbits do not meet");
            }
        })
        .unwrap();
        assert_eq!(all, compositions(group.atoms(), denominator).into_iter().collect());
    }
}

/// For every number of positions, the multiset of the marginal counts over all sets of so many: what averages of
/// entropies are made of.
fn marginals(counts: &[u32], size: usize, length: usize) -> BTreeMap<(usize, Integer), usize> {
    let counts = counts.iter().map(|&count| Integer::from(count)).collect();
    let law =
        maskproof::law::Law::from_counts("l", maskproof::law::Vocabulary::numbered(size), length, counts).unwrap();
    let mut found = BTreeMap::new();
    for (pattern, count) in PatternCounts::new(&law).counts().iter().enumerate() {
        let shown = digits_of(pattern, size + 1, length).into_iter().filter(|digit| *digit < size).count();
        *found.entry((shown, count.clone())).or_default() += 1;
    }
    found
}

#[test]
fn laws_of_an_orbit_have_the_same_marginals() {
    let group = SymmetryGroup::new(shape(3, 2)).unwrap().unwrap();
    for_each_orbit(shape(3, 2), 4, |counts, _| {
        let expected = marginals(counts, 2, 3);
        for image in group.orbit(counts) {
            assert_eq!(marginals(&image, 2, 3), expected);
        }
    })
    .unwrap();
}

#[test]
fn primitive_laws_are_those_of_no_smaller_denominator() {
    // Every law of denominator N is a primitive law of exactly one divisor of N.
    for denominator in 1..=8u32 {
        let orbits = grid(shape(2, 2), denominator).unwrap();
        assert!(orbits.iter().all(|orbit| orbit.law.is_valid() && *orbit.law.total() == denominator));
        let of_divisors: usize = (1..=denominator)
            .filter(|divisor| denominator % divisor == 0)
            .map(|divisor| grid(shape(2, 2), divisor).unwrap().iter().filter(|orbit| orbit.primitive).count())
            .sum();
        assert_eq!(of_divisors, orbits.len());
    }
    let orbits = grid(shape(3, 2), 8).unwrap();
    assert_eq!(orbits[17].law.name(), "grid(V=2,L=3,N=8)#17");
    assert_eq!(orbits, grid(shape(3, 2), 8).unwrap());
}

#[test]
fn grids_out_of_reach_are_refused_at_once() {
    assert!(matches!(grid(shape(3, 2), 0), Err(GridError::ZeroDenominator)));
    assert!(matches!(grid(shape(40, 2), 2), Err(GridError::Law(LawError::TooLarge { .. }))));
    assert!(matches!(grid(shape(8, 2), 2), Err(GridError::GroupTooLarge { .. })));
    assert!(matches!(grid(shape(1, 1000), 2), Err(GridError::GroupTooLarge { .. })));
    assert!(matches!(grid(shape(5, 2), 100), Err(GridError::TooManyLaws { .. })));
    let error = grid(shape(6, 2), u32::MAX).unwrap_err().to_string();
    assert!(error.contains("digits") && error.len() < 200, "{error}");
    assert!(matches!(grid(shape(2, 2), u32::MAX), Err(GridError::TooManyLaws { .. })));
    assert!(matches!(grid(shape(1, 1000), u32::MAX), Err(GridError::GroupTooLarge { .. })));
}

/// The grids that a sweep goes through. Prints how long each takes; run with `--nocapture` to see it.
#[test]
fn the_sweeps_grids_are_complete() {
    for (size, length, denominators) in [(2, 4, 8), (2, 5, 4), (3, 2, 8), (3, 3, 4)] {
        let start = std::time::Instant::now();
        let orbits: usize = (1..=denominators).map(|denominator| sizes(size, length, denominator).1).sum();
        println!("V={size} L={length} N<={denominators}: {orbits} orbits in {:?}", start.elapsed());
    }
}
