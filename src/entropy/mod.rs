//! Entropies of a law, in nats, as exact linear forms in logarithms.
//!
//! [`AverageCurve`] holds the average entropies `h_k` and what is linear in them (information curve, TC, DTC, sum of
//! mutual informations); [`SubsetEntropies`] holds `H(X_A)` for every subset `A`. Both come from one table of
//! pattern counts. [`definitions`] computes the same quantities the slow way, from their definitions, for the claims
//! and tests that check the identities themselves. [`MeasuredCurve`] is a curve that was measured on a model, with a
//! band; its [`projection`](MeasuredCurve::projection) is a [`ConcaveCurve`], of which all that is linear in average
//! entropies is a rational number.

pub mod concave_curve;
pub mod count_logs;
pub mod curve;
pub mod curve_error;
pub mod curve_estimate;
pub mod curve_file;
pub mod definitions;
pub mod measured_curve;
pub mod multiplicities;
mod refinement;
pub mod sparse;
pub mod subsets;
pub mod word_number;
pub mod word_statistic;

pub use concave_curve::ConcaveCurve;
pub use count_logs::CountLogs;
pub use curve::AverageCurve;
pub use curve_error::CurveError;
pub use curve_file::{ErrorUse, read_curve};
pub use measured_curve::{Band, MeasuredCurve, Projection, ProjectionKind};
pub use sparse::{LazyEntropies, SparseEntropies};
pub use subsets::SubsetEntropies;

use rug::{Integer, Rational};

use crate::exact::LogForm;

/// `ln N - (1 / (N M)) sum_c multiplicity(c) c ln c`: the mean over `M` marginals of their entropies, given how often
/// each positive count `c` occurs in them; `N` is the total of each marginal.
fn mean_entropy<'a>(
    multiplicities: impl IntoIterator<Item = (&'a Integer, Integer)>,
    total: &Integer,
    marginals: &Integer,
) -> LogForm {
    let mut form = LogForm::zero();
    form.add_ln(total, &Rational::from(1));
    let scale = Integer::from(total * marginals);
    for (count, multiplicity) in multiplicities {
        let weight = multiplicity * count;
        form.add_ln(count, &-Rational::from((weight, &scale)));
    }
    form
}
