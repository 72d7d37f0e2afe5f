//! Each kind of law is what it says, by its definition, and is reached.

use maskproof::testing::{LawKind, check, laws};
use maskproof::{Integer, Law};

use super::drawn;

fn digits(law: &Law, atom: usize) -> Vec<usize> {
    law.atom_tokens(atom).into_iter().map(|token| token.parse().unwrap()).collect()
}

/// The count of the sequences that have these tokens at these positions.
fn marginal(law: &Law, fixed: &[(usize, usize)]) -> Integer {
    let agrees = |atom: usize| fixed.iter().all(|(position, token)| digits(law, atom)[*position] == *token);
    law.support().filter(|(atom, _)| agrees(*atom)).map(|(_, count)| count.clone()).sum()
}

fn of(kind: LawKind, vocabulary: usize, length: usize) -> Vec<Law> {
    let drawn = drawn(&laws(vocabulary, length).of([kind]), 60);
    assert!(drawn.iter().all(|law| law.is_valid() && law.length() == length && law.vocabulary_size() == vocabulary));
    drawn
}

fn is_dense(law: &Law) -> bool {
    law.counts().iter().all(|count| *count > 0)
}

/// Whether some token never occurs at some position.
fn has_zeros(law: &Law) -> bool {
    (0..law.length()).any(|position| (0..law.vocabulary_size()).any(|token| marginal(law, &[(position, token)]) == 0))
}

/// Whether the law is uniform on a set that holds `x - y + z` with `x`, `y` and `z`.
fn is_code(law: &Law) -> bool {
    let words: Vec<Vec<usize>> = law.support().map(|(atom, _)| digits(law, atom)).collect();
    let size = law.vocabulary_size();
    let holds = |x: &[usize], y: &[usize], z: &[usize]| {
        let word: Vec<usize> = x.iter().zip(y).zip(z).map(|((x, y), z)| (x + size - y + z) % size).collect();
        words.contains(&word)
    };
    law.support().all(|(_, count)| *count == 1)
        && words.iter().all(|x| words.iter().all(|y| words.iter().all(|z| holds(x, y, z))))
}

#[test]
fn dense_laws_have_all_sequences() {
    assert!(of(LawKind::Dense, 2, 3).iter().all(is_dense));
    assert!(drawn(&laws(2, 2).of([LawKind::Dense]).counts_up_to(3), 60).iter().all(|law| *law.total() <= 12));
}

#[test]
fn sparse_laws_have_few_sequences() {
    let sparse = of(LawKind::Sparse, 2, 4);
    assert!(sparse.iter().all(|law| law.support().count() <= 4));
    assert!(sparse.iter().any(|law| law.support().count() == 1));
}

#[test]
fn zeros_are_tokens_that_never_occur() {
    let zeros = of(LawKind::Zeros, 3, 3);
    assert!(zeros.iter().all(has_zeros));
    let unused = |law: &Law| (0..3).any(|token| (0..3).all(|position| marginal(law, &[(position, token)]) == 0));
    assert!(zeros.iter().any(unused));
}

#[test]
fn codes_are_affine_and_uniform() {
    for vocabulary in [2, 3, 4] {
        assert!(of(LawKind::Code, vocabulary, 3).iter().all(is_code));
    }
    // Parity and repetition are among them, and a single sequence.
    let binary = of(LawKind::Code, 2, 3);
    for words in [&[0b000, 0b011, 0b101, 0b110][..], &[0b000, 0b111]] {
        assert!(binary.iter().any(|law| law.support().map(|(atom, _)| atom).eq(words.iter().copied())), "{words:?}");
    }
    assert!(binary.iter().any(|law| law.support().count() == 1));
}

/// `P(a,b,c) P(b) = P(a,b) P(b,c)`.
#[test]
fn chains_forget_all_but_the_last_token() {
    for law in of(LawKind::Chain, 3, 3) {
        for atom in 0..27 {
            let word = digits(&law, atom);
            let [a, b, c] = [0, 1, 2].map(|position| (position, word[position]));
            let left = marginal(&law, &[a, b, c]) * marginal(&law, &[b]);
            assert_eq!(left, marginal(&law, &[a, b]) * marginal(&law, &[b, c]), "{law}");
        }
    }
}

/// As matrices, laws of two tokens that are mixtures of at most three products have rank at most 3: over four tokens
/// their determinant is 0.
#[test]
fn mixtures_have_few_components() {
    fn determinant(matrix: &[Vec<Integer>]) -> Integer {
        let minor = |column: usize| -> Vec<Vec<Integer>> {
            matrix[1..].iter().map(|row| [&row[..column], &row[column + 1..]].concat()).collect()
        };
        let Some(first) = matrix.first() else { return Integer::from(1) };
        let terms = first.iter().enumerate().map(|(column, entry)| {
            let term = Integer::from(entry * &determinant(&minor(column)));
            if column % 2 == 0 { term } else { -term }
        });
        terms.sum()
    }
    let determinant_of = |law: &Law| determinant(&law.counts().chunks(4).map(<[Integer]>::to_vec).collect::<Vec<_>>());
    let mixtures = of(LawKind::Mixture, 4, 2);
    assert!(mixtures.iter().all(|law| determinant_of(law) == 0));
    // Dense laws are not of that kind, and mixtures of several components are not independent.
    assert!(of(LawKind::Dense, 4, 2).iter().any(|law| determinant_of(law) != 0));
    let is_independent = |law: &Law| check("for all law: TC == 0", law).is_ok();
    assert!(mixtures.iter().any(is_independent) && !mixtures.iter().all(is_independent));
}

#[test]
fn near_ties_are_no_ties() {
    let near = of(LawKind::NearTie, 2, 3);
    let has = |claim: &str| near.iter().any(|law| check(claim, law).is_ok());
    assert!(has("for all law: TC > 0 and 10^9 * TC < nat"));
    // The entropies of a code, but for a little: repetition has TC = 2 ln 2.
    assert!(has("for all law: TC > 2*ln(2) - nat/1000 and TC < 2*ln(2)"));
}

#[test]
fn all_kinds_are_drawn_unless_some_are_asked_for() {
    let all = drawn(&laws(2..=3, 2..=4), 200);
    assert!(all.iter().any(is_dense) && all.iter().any(has_zeros));
    assert!(all.iter().any(|law| is_code(law) && law.support().count() == 4));
    assert!(all.iter().any(|law| *law.total() > 1 << 20), "near ties have large counts");
    for length in 2..=4 {
        for vocabulary in 2..=3 {
            assert!(all.iter().any(|law| (law.length(), law.vocabulary_size()) == (length, vocabulary)));
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_refused_with_the_reason() {
    let message = |make: fn()| {
        let panic = std::panic::catch_unwind(make).unwrap_err();
        let literal = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        literal.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap()
    };
    let too_large = message(|| drop(laws(2, 2..=40)));
    assert!(
        too_large.starts_with("laws with V = 2, L = 40: a law with V = 2 tokens and length L = 40 has"),
        "{too_large}"
    );
    assert!(message(|| drop(laws(0, 2))).ends_with("the vocabulary is empty: a law needs at least one token"));
    assert!(message(|| drop(laws(std::ops::RangeInclusive::new(4, 3), 2))).contains("the range 4..=3 is empty"));
    assert!(message(|| drop(laws(2, 2).of([]))).starts_with("no kind of law"));
    assert!(message(|| drop(laws(2, 2).counts_up_to(0))).starts_with("counts up to 0"));
    // A law of this shape can be built, and a predictor table cannot: 4^11 patterns of 11 positions and 3 tokens.
    assert!(message(|| drop(laws(3, 11).with_predictors())).starts_with("predictors with V = 3, L = 11: "));
}
