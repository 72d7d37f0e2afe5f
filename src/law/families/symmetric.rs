//! Repetition, parity, latent parity, exchangeable binary laws, and uniform permutations.

use crate::exact::{Integer, Rational};
use crate::law::law::scaled;
use crate::law::{Law, LawError, Shape};

use super::{FamilyError, law_by, list, uniform_where};

/// One uniform token repeated at every position: `repetition(L=..,V=..)`.
///
/// `h_k = ln V` for k >= 1, so `delta_1 = ln V` is the only increment that is not 0: the `[L,1]` MDS code.
///
/// ```
/// use maskproof::law::families::repetition;
/// let law = repetition(2, 3).unwrap();
/// assert_eq!(law.support().map(|(atom, _)| atom).collect::<Vec<_>>(), [0b000, 0b111]);
/// ```
///
/// # Errors
/// Those of [`Shape::new`] and [`Shape::check_size`].
pub fn repetition(vocabulary_size: usize, length: usize) -> Result<Law, LawError> {
    let name = format!("repetition(L={length},V={vocabulary_size})");
    uniform_where(name, Shape::new(length, vocabulary_size)?, |digits| digits.iter().all(|digit| *digit == digits[0]))
}

/// Uniform on the sequences whose tokens sum to 0 modulo V: `parity(L=..,V=..)`.
///
/// `h_k = k ln V` for k < L and `h_L = (L - 1) ln V`, so `delta_(L-1) = ln V` is the only increment that is not 0 (for
/// L >= 2): the `[L,L-1]` MDS code.
///
/// # Errors
/// Those of [`Shape::new`] and [`Shape::check_size`].
pub fn parity(vocabulary_size: usize, length: usize) -> Result<Law, LawError> {
    let name = format!("parity(L={length},V={vocabulary_size})");
    uniform_where(name, Shape::new(length, vocabulary_size)?, |digits| {
        digits.iter().sum::<usize>().is_multiple_of(vocabulary_size)
    })
}

/// A hidden fair bit b, repeated on the first `i0` positions and hidden in the parity of the last `i1`:
/// `latent-parity(i0=..,i1=..)`. All but the last of these `i1` bits are independent and fair, and the last is b plus
/// their sum modulo 2.
///
/// # Errors
/// [`FamilyError::OutOfRange`] when `i0` or `i1` is 0; [`LawError::TooLarge`].
pub fn latent_parity(i0: usize, i1: usize) -> Result<Law, FamilyError> {
    for (parameter, value) in [("i0", i0), ("i1", i1)] {
        if value == 0 {
            return Err(FamilyError::out_of_range(parameter, value, "at least 1 position"));
        }
    }
    let name = format!("latent-parity(i0={i0},i1={i1})");
    Ok(uniform_where(name, Shape::new(i0.saturating_add(i1), 2)?, |digits| {
        let (repeated, summed) = digits.split_at(i0);
        let bit = summed.iter().sum::<usize>() % 2;
        repeated.iter().all(|digit| *digit == bit)
    })?)
}

/// The exchangeable law on bits where every word with m ones has the weight `weights[m]`, m = 0..L:
/// `exchangeable(L=..,weights=w_0;..;w_L)`. Weights are rationals of any sum, normalised by `sum_m C(L,m) w_m`.
///
/// ```
/// use maskproof::exact::{Integer, Rational};
/// use maskproof::law::families::exchangeable;
/// let law = exchangeable(2, &[3, 1, 0].map(Rational::from)).unwrap();
/// assert_eq!(law.counts(), [3, 1, 1, 0].map(Integer::from));
/// ```
///
/// # Errors
/// [`FamilyError::WrongNumber`] unless there are L + 1 weights; [`LawError::Negative`], [`LawError::AllZero`],
/// [`LawError::TooLarge`].
pub fn exchangeable(length: usize, weights: &[Rational]) -> Result<Law, FamilyError> {
    let shape = Shape::new(length, 2)?;
    shape.check_size()?;
    if weights.len() != length + 1 {
        let what = "the list `weights`, for words with 0 to L ones,".to_owned();
        return Err(FamilyError::WrongNumber { what, expected: length + 1, found: weights.len() });
    }
    if let Some(index) = weights.iter().position(Rational::is_negative) {
        return Err(LawError::Negative { place: format!("weights[{index}]"), value: weights[index].clone() }.into());
    }
    let mut scale = Integer::from(1);
    for weight in weights {
        scale.lcm_mut(weight.denom());
    }
    let name = format!("exchangeable(L={length},weights={})", list(weights));
    Ok(law_by(name, shape, |digits| scaled(&weights[digits.iter().sum::<usize>()], &scale))?)
}

/// A uniformly random permutation of L tokens: `permutations(L=..)`, over V = L tokens.
///
/// `h_k = ln(L (L-1) .. (L-k+1))`, so `delta_m = ln((L-m+1)/(L-m))`.
///
/// # Errors
/// Those of [`Shape::new`] and [`Shape::check_size`].
pub fn permutations(length: usize) -> Result<Law, LawError> {
    uniform_where(format!("permutations(L={length})"), Shape::new(length, length)?, |digits| {
        let mut seen = vec![false; length];
        digits.iter().all(|&digit| !std::mem::replace(&mut seen[digit], true))
    })
}
