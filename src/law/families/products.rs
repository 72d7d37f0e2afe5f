//! Independent tokens, mixtures of products, and Markov chains.

use itertools::Itertools;

use crate::exact::Rational;
use crate::law::{Law, LawError, Shape, Vocabulary, digits_of};

use super::{FamilyError, list};

/// Independent uniform tokens: `iid(L=..,V=..)`. `h_k = k ln V`; every `delta_m` is 0.
///
/// # Errors
/// Those of [`Shape::new`] and [`Shape::check_size`].
pub fn iid_uniform(vocabulary_size: usize, length: usize) -> Result<Law, LawError> {
    super::uniform_where(format!("iid(L={length},V={vocabulary_size})"), Shape::new(length, vocabulary_size)?, |_| true)
}

/// Independent tokens, each with this distribution: `iid(L=..,p=p_0;..;p_(V-1))`. Every `delta_m` is 0.
///
/// # Errors
/// [`FamilyError::NotADistribution`]; [`LawError::TooLarge`].
pub fn iid(length: usize, distribution: &[Rational]) -> Result<Law, FamilyError> {
    Shape::new(length, distribution.len())?.check_size()?;
    let law = independent(&vec![distribution.to_vec(); length])?;
    Ok(law.with_name(format!("iid(L={length},p={})", list(distribution))))
}

/// Independent tokens, each position with a distribution of its own: `independent(p=p_1|..|p_L)`, each `p_i` a list
/// with `;`. Every `delta_m` is 0.
///
/// ```
/// use maskproof::exact::{Integer, Rational};
/// use maskproof::law::families::independent;
/// let half = vec![Rational::from((1, 2)); 2];
/// let biased = vec![Rational::from((1, 3)), Rational::from((2, 3))];
/// let law = independent(&[half, biased]).unwrap();
/// assert_eq!(law.counts(), [1, 2, 1, 2].map(Integer::from));
/// ```
///
/// # Errors
/// [`FamilyError::WrongNumber`] when distributions have different sizes; [`FamilyError::NotADistribution`];
/// [`LawError::TooLarge`], [`LawError::NoPositions`].
pub fn independent(distributions: &[Vec<Rational>]) -> Result<Law, FamilyError> {
    let size = distributions.first().map_or(1, Vec::len);
    let atoms = Shape::new(distributions.len(), size)?.check_size()?;
    for (position, distribution) in distributions.iter().enumerate() {
        check_distribution(&format!("the distribution of position {}", position + 1), size, distribution)?;
    }
    let probability = |atom| {
        let digits = digits_of(atom, size, distributions.len());
        distributions.iter().zip(digits).fold(Rational::from(1), |product, (row, digit)| product * &row[digit])
    };
    let name = format!("independent(p={})", distributions.iter().map(|row| list(row)).join("|"));
    let probabilities = (0..atoms).map(probability).collect();
    Ok(Law::from_probabilities(name, Vocabulary::numbered(size), distributions.len(), probabilities)?)
}

/// The mixture of products `P(x) = sum_k w_k prod_i p_(k,i)(x_i)`: `mixture(w_1*independent(..),..)`.
/// `components[k][i]` is the distribution of position i + 1 in component k + 1.
///
/// # Errors
/// [`FamilyError::WrongNumber`] unless there is one weight for each component; the errors of [`independent`] and
/// [`Law::mixture`].
pub fn mixture_of_products(weights: &[Rational], components: &[Vec<Vec<Rational>>]) -> Result<Law, FamilyError> {
    if weights.len() != components.len() {
        let what = "the list of weights".to_owned();
        return Err(FamilyError::WrongNumber { what, expected: components.len(), found: weights.len() });
    }
    let laws = components.iter().map(|rows| independent(rows)).collect::<Result<Vec<_>, _>>()?;
    Ok(named_mixture(weights, &laws)?)
}

/// The mixture named after its spec.
pub(super) fn named_mixture(weights: &[Rational], laws: &[Law]) -> Result<Law, LawError> {
    let name = weights.iter().zip(laws).map(|(weight, law)| format!("{weight}*{}", law.name())).join(",");
    let components: Vec<(Rational, &Law)> = weights.iter().cloned().zip(laws).collect();
    Law::mixture(format!("mixture({name})"), &components)
}

/// A Markov chain of `length` steps, `P(x) = initial[x_1] prod_i transition[x_i][x_(i+1)]`:
/// `markov(L=..,initial=p_0;..,transition=row_0|..|row_(V-1))`, each row a list with `;`.
///
/// # Errors
/// [`FamilyError::WrongNumber`] or [`FamilyError::NotADistribution`] for `initial` or a row; [`LawError::TooLarge`].
pub fn markov(length: usize, initial: &[Rational], transition: &[Vec<Rational>]) -> Result<Law, FamilyError> {
    let size = initial.len();
    Shape::new(length, size)?.check_size()?;
    check_distribution("the initial distribution", size, initial)?;
    if transition.len() != size {
        let what = "the transition matrix".to_owned();
        return Err(FamilyError::WrongNumber { what, expected: size, found: transition.len() });
    }
    for (token, row) in transition.iter().enumerate() {
        check_distribution(&format!("row {token} of the transition matrix"), size, row)?;
    }
    // Of all sequences of one length, in lexicographic order; then of those with one token more.
    let mut probabilities = initial.to_vec();
    for _ in 1..length {
        let longer = |(sequence, probability): (usize, &Rational)| -> Vec<Rational> {
            let row = &transition[sequence % size];
            if probability.is_zero() {
                return vec![Rational::new(); size];
            }
            row.iter()
                .map(|step| if step.is_zero() { Rational::new() } else { Rational::from(probability * step) })
                .collect()
        };
        probabilities = probabilities.iter().enumerate().flat_map(longer).collect();
    }
    let rows = transition.iter().map(|row| list(row)).join("|");
    let name = format!("markov(L={length},initial={},transition={rows})", list(initial));
    Ok(Law::from_probabilities(name, Vocabulary::numbered(size), length, probabilities)?)
}

fn check_distribution(what: &str, size: usize, values: &[Rational]) -> Result<(), FamilyError> {
    if values.len() != size {
        return Err(FamilyError::WrongNumber { what: what.to_owned(), expected: size, found: values.len() });
    }
    // A law of length 1 with these probabilities exists exactly when they are a distribution.
    Law::from_probabilities("", Vocabulary::numbered(size), 1, values.to_vec())
        .map(|_| ())
        .map_err(|error| FamilyError::NotADistribution { what: what.to_owned(), error })
}
