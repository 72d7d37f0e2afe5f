//! Named families of laws.
//!
//! Every law of a family is named after its canonical spec, such as `mds(n=4,k=2,q=3)`, from which [`parse_spec`] makes
//! the same law again. Where the average entropy curve is known it is given, as the increments
//! `delta_m = E I(X_i; X_j | X_S)` over `|S| = m - 1` (m = 1..L-1) or as `h_k`, the mean of `H(X_S)` over `|S| = k`.

pub mod codes;
pub mod error;
pub mod mds;
pub mod products;
pub mod random;
pub mod spec;
pub mod symmetric;
pub mod walk;

mod parameters;
mod spec_error;

pub use codes::{LinearCode, all_linear_codes, number_of_codes};
pub use error::FamilyError;
pub use mds::{mds, mds_generator};
pub use products::{iid, iid_uniform, independent, markov, mixture_of_products};
pub use random::{random_law, random_predictor_table};
pub use spec::{FAMILIES, Family, parse_spec, parse_spec_within};
pub use spec_error::SpecError;
pub use symmetric::{exchangeable, latent_parity, parity, permutations, repetition};
pub use walk::{longest_run_counts, mean_log_run, walk, walk_paths};

use crate::exact::{Integer, Rational};
use crate::law::{Law, LawError, Shape, Vocabulary, digits_of};
use itertools::Itertools;

/// The law over numbered tokens that gives each sequence the count that `count` says of its digits.
fn law_by(name: String, shape: Shape, mut count: impl FnMut(&[usize]) -> Integer) -> Result<Law, LawError> {
    let atoms = shape.check_size()?;
    let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
    let counts = (0..atoms).map(|atom| count(&digits_of(atom, vocabulary_size, length))).collect();
    Law::from_counts(name, Vocabulary::numbered(vocabulary_size), length, counts)
}

/// The uniform law on the sequences that `holds` says yes to.
fn uniform_where(name: String, shape: Shape, holds: impl Fn(&[usize]) -> bool) -> Result<Law, LawError> {
    law_by(name, shape, |digits| Integer::from(u32::from(holds(digits))))
}

/// The values with `;` between them, as specs write lists.
fn list(values: &[Rational]) -> String {
    values.iter().join(";")
}
