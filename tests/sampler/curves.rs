//! Entropies and average curves: against definitions and naive sums, on laws whose curves are known, and laws that must
//! hold.

use super::common::{
    any_law, config, expected_kl, grid_laws, law, ln, multiple_of_ln, naive_entropy, real_law, transformed,
};
use itertools::Itertools;
use maskproof::entropy::{AverageCurve, SubsetEntropies, definitions};
use maskproof::exact::{LogForm, Rational};
use maskproof::law::families::{
    FamilyError, all_linear_codes, iid, iid_uniform, independent, latent_parity, markov, mds, parity, permutations,
    random_law, repetition,
};
use maskproof::law::{Law, PatternCounts, PositionSet};
use maskproof::sampler::{Model, Predictor, PredictorGaps, Schedule, cheapest_schedules, ideal_expected_kl};
use proptest::prelude::*;
use rayon::prelude::*;

fn curve(law: &Law) -> AverageCurve {
    AverageCurve::new(&PatternCounts::new(law))
}

/// `delta_m = zeta(m) - zeta(m-1)`, m = 1..L-1.
fn deltas(curve: &AverageCurve) -> Vec<LogForm> {
    (1..curve.length()).map(|size| difference(curve.zeta(size), &curve.zeta(size - 1))).collect()
}

fn difference(mut first: LogForm, second: &LogForm) -> LogForm {
    first -= second;
    first
}

fn sum<'a>(forms: impl IntoIterator<Item = (&'a LogForm, Rational)>) -> LogForm {
    let mut total = LogForm::zero();
    for (form, factor) in forms {
        total.add_scaled(form, &factor);
    }
    total
}

/// `R_s(m) = min { N_t : N_t >= m } - m`, the distance to the next boundary.
fn distance_to_boundary(schedule: &Schedule, size: usize) -> usize {
    schedule.boundaries().into_iter().filter(|&end| end >= size).min().unwrap() - size
}

/// Everything on one law: the naive sums, the definitions, Han's inequalities, and the dictionary of functionals.
fn check(law: &Law) {
    let what = || format!("{}, {:?}", law.name(), law.counts());
    let length = law.length();
    let patterns = PatternCounts::new(law);
    let (curve, entropies) = (AverageCurve::new(&patterns), SubsetEntropies::new(&patterns));
    assert_eq!((curve.length(), entropies.length()), (length, length));

    // H(X_A), three ways
    let mut sums = vec![LogForm::zero(); length + 1];
    for set in PositionSet::subsets(length) {
        let entropy = naive_entropy(law, set);
        assert_eq!(*entropies.entropy(set), entropy, "{}, {set}", what());
        assert_eq!(definitions::entropy(&patterns, set), entropy, "{}, {set}", what());
        sums[set.size()] += &entropy;
    }
    // h_k, from these and from the definition
    for (size, sum) in sums.iter().enumerate() {
        let subsets = PositionSet::subsets_of_size(length, size).count();
        assert_eq!(*curve.h(size), sum.scaled(&Rational::from((1, subsets))), "{}, h_{size}", what());
        assert_eq!(*curve.h(size), definitions::average_entropy(&patterns, size), "{}, h_{size}", what());
        assert_eq!(curve.quantity(size).form(), curve.h(size));
    }
    assert!(curve.is_valid(), "{}", what());
    assert_eq!(curve.entropy(), &naive_entropy(law, PositionSet::all(length)));

    // zeta, delta, TC, DTC, the sum of mutual informations: KL divergences by their definitions
    for size in 0..length {
        assert_eq!(curve.zeta(size), definitions::zeta(&patterns, size), "{}, zeta({size})", what());
        assert_eq!(curve.information_curve()[size], curve.zeta(size));
    }
    let deltas = deltas(&curve);
    for (delta, size) in deltas.iter().zip(1..) {
        assert_eq!(*delta, definitions::delta(&patterns, size), "{}, delta({size})", what());
        assert!(delta.sign().is_ge());
    }
    assert_eq!(curve.total_correlation(), definitions::total_correlation(&patterns), "{}, TC", what());
    assert_eq!(curve.dual_total_correlation(), definitions::dual_total_correlation(&patterns), "{}, DTC", what());
    let mut mutual = LogForm::zero();
    for position in 0..length {
        let one = PositionSet::EMPTY.with(position);
        let rest = PositionSet::all(length).minus(one);
        mutual += &definitions::mutual_information(&patterns, one, rest, PositionSet::EMPTY);
    }
    assert_eq!(curve.mutual_information_sum(), mutual, "{}, sum of mutual informations", what());

    // The dictionary: functional = sum_m c_m delta_m (proofs-notes/curve-identities.md, expected-kl-identity.md).
    let with = |coefficient: &dyn Fn(usize) -> usize| {
        sum(deltas.iter().zip(1..).map(|(delta, size)| (delta, Rational::from(coefficient(size)))))
    };
    assert_eq!(curve.total_correlation(), with(&|size| length - size), "{}", what());
    assert_eq!(curve.dual_total_correlation(), with(&|size| size), "{}", what());
    assert_eq!(curve.mutual_information_sum(), with(&|_| length), "{}", what());
    for schedule in Schedule::all(length) {
        let expected = with(&|size| distance_to_boundary(&schedule, size));
        assert_eq!(ideal_expected_kl(&curve, &schedule), expected, "{}, {schedule}", what());
    }
}

/// `H(X_A | X_B)` and `I(X_A; X_B | X_C)` by their definitions against combinations of naive entropies, for all sets.
fn check_conditionals(law: &Law) {
    let patterns = PatternCounts::new(law);
    let entropies: Vec<LogForm> = PositionSet::subsets(law.length()).map(|set| naive_entropy(law, set)).collect();
    let entropy = |set: PositionSet| &entropies[usize::try_from(set.bits()).unwrap()];
    let one = || Rational::from(1);
    let minus = || Rational::from(-1);
    for a in PositionSet::subsets(law.length()) {
        for b in PositionSet::subsets(law.length()) {
            let conditional = sum([(entropy(a.union(b)), one()), (entropy(b), minus())]);
            assert_eq!(definitions::conditional_entropy(&patterns, a, b), conditional, "{:?}, {a} {b}", law.counts());
            for c in PositionSet::subsets(law.length()) {
                let information = sum([
                    (entropy(a.union(c)), one()),
                    (entropy(b.union(c)), one()),
                    (entropy(c), minus()),
                    (entropy(a.union(b).union(c)), minus()),
                ]);
                let found = definitions::mutual_information(&patterns, a, b, c);
                assert_eq!(found, information, "{:?}, {a} {b} {c}", law.counts());
            }
        }
    }
}

// ---- laws that must hold, on grids, real and random laws ------------------------------------------------------------

#[test]
fn grids() {
    for (size, length, largest) in
        [(1, 3, 2), (2, 1, 6), (2, 2, 8), (2, 3, 8), (2, 4, 8), (3, 1, 6), (3, 2, 8), (3, 3, 4), (4, 2, 4)]
    {
        let laws = grid_laws(size, length, largest);
        println!("V={size} L={length} N<={largest}: {} laws", laws.len());
        laws.par_iter().for_each(check);
    }
    for (size, length, largest) in [(2, 3, 5), (3, 2, 5)] {
        grid_laws(size, length, largest).par_iter().for_each(check_conditionals);
    }
}

#[test]
fn real_laws() {
    ["kjv-classes-l4", "kjv-words-l4", "kjv-classes-l6", "kjv-vowels-l8"].par_iter().for_each(|name| {
        check(&real_law(name));
    });
}

#[test]
fn random_laws_with_large_denominators() {
    for (seed, size, length, density) in [(1, 2, 4, 100), (2, 3, 3, 50), (3, 2, 5, 30), (4, 5, 2, 100)] {
        let law = random_law(seed, size, length, 256, density).unwrap();
        assert!(law.total().significant_bits() >= 256);
        check(&law);
    }
}

/// Controls: equal and different values are told apart.
#[test]
fn the_checks_can_fail() {
    assert_ne!(curve(&law(2, 2, &[1, 0, 0, 1])).entropy(), curve(&law(2, 2, &[1, 0, 0, 2])).entropy());
    let skewed = curve(&law(2, 2, &[3, 1, 1, 3]));
    assert_ne!(skewed.total_correlation(), skewed.zeta(0));
    assert_eq!(skewed.total_correlation(), skewed.zeta(1));
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn structured_laws(law in any_law(1..=3, 1..=4)) {
        check(&law);
    }

    #[test]
    fn conditionals_of_structured_laws(law in any_law(1..=3, 1..=3)) {
        check_conditionals(&law);
    }

    /// The curve is a mean over positions of functions of probabilities: no order of positions and no name of a token
    /// is in it, and neither is in the best schedules.
    #[test]
    fn positions_and_tokens_do_not_matter(
        (law, positions, labels) in any_law(1..=3, 1..=4).prop_flat_map(|law| {
            let (size, length) = (law.vocabulary_size(), law.length());
            let positions = Just((0..length).collect::<Vec<_>>()).prop_shuffle();
            let labels = prop::collection::vec(Just((0..size).collect::<Vec<_>>()).prop_shuffle(), length);
            (Just(law), positions, labels)
        })
    ) {
        let other = transformed(&law, &positions, &labels);
        let curves = [curve(&law), curve(&other)];
        for size in 0..=law.length() {
            prop_assert_eq!(curves[0].h(size), curves[1].h(size));
        }
        let [first, second] = [(&law, &curves[0]), (&other, &curves[1])].map(|(law, curve)| {
            let gaps = PredictorGaps::new(&Model::new(law, &PatternCounts::new(law), Predictor::Exact));
            let cheapest = cheapest_schedules(curve, &gaps);
            cheapest.into_iter().map(|one| (one.clone(), expected_kl(curve, &gaps, &one))).collect::<Vec<_>>()
        });
        prop_assert_eq!(first, second);
        // Each subset's entropy goes with its positions: Y_A for A is X at p(A).
        let [of_law, of_other] = [&law, &other].map(|law| SubsetEntropies::new(&PatternCounts::new(law)));
        for set in PositionSet::subsets(law.length()) {
            let moved: PositionSet = set.positions().map(|position| positions[position]).collect();
            prop_assert_eq!(of_other.entropy(set), of_law.entropy(moved));
        }
    }

    /// Pairs of independent sequences: `H((A,B)_S) = H(A_S) + H(B_S)`, so whole curves add.
    #[test]
    fn products_add_curves(
        (first, second) in (1_usize..=3).prop_flat_map(|length| {
            (any_law(1..=2, length..=length), any_law(1..=3, length..=length))
        })
    ) {
        let product = curve(&first.product(&second).unwrap());
        let (first, second) = (curve(&first), curve(&second));
        for size in 0..=first.length() {
            let expected = sum([(first.h(size), Rational::from(1)), (second.h(size), Rational::from(1))]);
            prop_assert_eq!(product.h(size), &expected);
        }
    }

    /// Side by side: TC and DTC add, as both are divergences between independent blocks.
    #[test]
    fn concatenations_add_correlations((first, second) in (any_law(2..=2, 1..=3), any_law(2..=2, 1..=3))) {
        let both = curve(&first.concatenate(&second).unwrap());
        let (first, second) = (curve(&first), curve(&second));
        let mut total = first.total_correlation();
        total += &second.total_correlation();
        prop_assert_eq!(both.total_correlation(), total);
        let mut dual = first.dual_total_correlation();
        dual += &second.dual_total_correlation();
        prop_assert_eq!(both.dual_total_correlation(), dual);
    }
}

// ---- curves known by hand -------------------------------------------------------------------------------------------

/// `h_j = min(j, k) ln q`: any k positions of an [n,k] MDS code are uniform and determine the rest. So `delta_k = ln q`
/// for k < n and all others are 0.
fn assert_mds(law: &Law, k: usize, q: usize) {
    let curve = curve(law);
    for size in 0..=law.length() {
        assert_eq!(*curve.h(size), multiple_of_ln(size.min(k), q), "{}, h_{size}", law.name());
    }
    for (delta, size) in deltas(&curve).into_iter().zip(1..) {
        assert_eq!(delta, if size == k { ln(q) } else { LogForm::zero() }, "{}, delta_{size}", law.name());
    }
    assert_eq!(curve.total_correlation(), multiple_of_ln(law.length() - k, q));
    assert_eq!(curve.dual_total_correlation(), multiple_of_ln(if k < law.length() { k } else { 0 }, q));
    assert!(curve.is_valid());
}

/// All of them with at most 300,000 patterns. They exist for k = 1, n - 1, n; for n <= q + 1; and for even q also with
/// n = q + 2 and k = 3 or q - 1. That there are no others is the MDS conjecture, proved for these q (Ball, 2012, for
/// primes; by earlier work for the prime powers up to 13).
#[test]
fn mds_codes() {
    let mut found = 0;
    for q in [2_usize, 3, 4, 5, 7, 8, 9] {
        for n in 1..=q + 3 {
            if (q + 1).pow(u32::try_from(n).unwrap()) > 300_000 {
                continue;
            }
            for k in 1..=n {
                let trivial = k == 1 || k + 1 >= n;
                let hyperoval = q % 2 == 0 && n == q + 2 && (k == 3 || k + 1 == q);
                match mds(n, k, q) {
                    Ok(law) => {
                        assert!(trivial || hyperoval || n <= q + 1, "[{n},{k}] over F_{q} cannot exist");
                        assert_mds(&law, k, q);
                        found += 1;
                    }
                    Err(error) => {
                        assert!(!(trivial || hyperoval || n <= q + 1), "[{n},{k}] over F_{q}: {error}");
                        assert!(matches!(error, FamilyError::NoMdsCode { .. }), "{error}");
                    }
                }
            }
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn repetition_and_parity() {
    for size in 2..=6 {
        for length in 1..=6 {
            if (size + 1_usize).pow(u32::try_from(length).unwrap()) > 120_000 {
                continue;
            }
            assert_mds(&repetition(size, length).unwrap(), 1, size);
            if length > 1 {
                assert_mds(&parity(size, length).unwrap(), length - 1, size);
            }
        }
    }
}

/// `i0` copies of a fair bit b and `i1` bits whose sum is b: every bit is fair and `H(X) = i1 ln 2`. With `i0 >= 1` and
/// `i1 >= 1`, `TC = (i0 + i1) ln 2 - H(X) = i0 ln 2`; the others determine every bit, so `DTC = H(X) = i1 ln 2`.
#[test]
fn latent_parities() {
    for i0 in 1..=5 {
        for i1 in 1..=5 {
            let curve = curve(&latent_parity(i0, i1).unwrap());
            assert_eq!(*curve.entropy(), multiple_of_ln(i1, 2), "{i0}, {i1}");
            assert_eq!(curve.total_correlation(), multiple_of_ln(i0, 2), "{i0}, {i1}");
            assert_eq!(curve.dual_total_correlation(), multiple_of_ln(i1, 2), "{i0}, {i1}");
        }
    }
}

/// Independent positions: all mutual informations are 0, exactly, whatever the distributions.
#[test]
fn independent_positions() {
    let distributions = [[1, 2, 3], [6, 0, 0], [2, 2, 2], [5, 1, 0]];
    let rational = |row: &[i32]| row.iter().map(|&value| Rational::from((value, 6))).collect::<Vec<_>>();
    let laws = [
        iid_uniform(2, 8).unwrap(),
        iid_uniform(5, 3).unwrap(),
        iid(5, &rational(&[1, 5, 0])).unwrap(),
        independent(&distributions.map(|row| rational(&row))).unwrap(),
        independent(&[rational(&[1, 5])]).unwrap(),
    ];
    for law in laws {
        let curve = curve(&law);
        assert!(curve.information_curve().iter().all(LogForm::is_zero), "{}", law.name());
        assert!(curve.total_correlation().is_zero() && curve.dual_total_correlation().is_zero());
        assert!(Schedule::all(law.length()).iter().all(|schedule| ideal_expected_kl(&curve, schedule).is_zero()));
    }
}

/// `h_k = ln( n (n-1) .. (n-k+1) )`: k positions of a uniform permutation are a uniform injection.
#[test]
fn uniform_permutations() {
    for length in 1..=6 {
        let curve = curve(&permutations(length).unwrap());
        let mut expected = LogForm::zero();
        for size in 0..=length {
            assert_eq!(*curve.h(size), expected, "{length}, h_{size}");
            expected += &multiple_of_ln(1, (length - size).max(1));
        }
    }
}

/// The uniform law on a linear code has `H(X_S) = rank of the basis' columns in S`, in units of `ln q`; here by
/// counting the distinct restrictions of its words to S, of which there are `q^rank`.
#[test]
fn linear_codes() {
    for (q, n) in [(2, 4), (3, 3)] {
        for code in all_linear_codes(q, n).unwrap() {
            let words: Vec<Vec<usize>> =
                code.words().into_iter().map(|word| maskproof::law::digits_of(word, q, n)).collect();
            let entropies = SubsetEntropies::new(&PatternCounts::new(&code.law().unwrap()));
            for set in PositionSet::subsets(n) {
                let restrictions = words.iter().map(|word| set.positions().map(|i| word[i]).collect_vec()).unique();
                assert_eq!(*entropies.entropy(set), ln(restrictions.count()), "{}, {set}", code.spec());
            }
        }
    }
}

/// A stationary reversible chain of two states that stays with probability 3/4: `H(X) = ln 2 + (n-1) H(1/4)`, and a
/// position between two known neighbours depends on those alone.
#[test]
fn a_markov_chain() {
    let (quarter, half) = (Rational::from((1, 4)), Rational::from((1, 2)));
    let stay = Rational::from((3, 4));
    let transition = [vec![stay.clone(), quarter.clone()], vec![quarter.clone(), stay.clone()]];
    for length in 2..=6 {
        let law = markov(length, &[half.clone(), half.clone()], &transition).unwrap();
        // H(1/4) = 1/4 ln 4 + 3/4 ln(4/3) = ln 4 - 3/4 ln 3
        let mut step = ln(4);
        step.add_scaled(&ln(3), &-stay.clone());
        let mut expected = ln(2);
        expected.add_scaled(&step, &Rational::from(length - 1));
        assert_eq!(*curve(&law).entropy(), expected);
        let patterns = PatternCounts::new(&law);
        for position in 1..length - 1 {
            let one = |position| PositionSet::EMPTY.with(position);
            let between = one(position - 1).union(one(position + 1));
            let rest = PositionSet::all(length).minus(between).minus(one(position));
            assert!(definitions::mutual_information(&patterns, one(position), rest, between).is_zero());
        }
    }
}
