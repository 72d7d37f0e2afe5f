//! The extension module of the Python package maskproof: the library's types as Python classes.
//!
//! `python/maskproof/` holds what users see; what is here converts between the two languages, and decides nothing.

mod background;
mod bounds;
mod certificate;
mod claim;
mod computed;
mod curve;
mod decision;
mod errors;
mod hunt;
mod law;
mod log_form;
mod numbers;
mod permutations;
mod policy;
mod predictor;
mod rule;
mod sweep;
mod vectors;

use pyo3::prelude::*;

/// The native part of maskproof. Use the package; what is here may change at any time.
#[pymodule]
mod _maskproof {
    /// The version.
    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "the name that Python gives it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use super::bounds::bounds;
    #[pymodule_export]
    use super::certificate::check_certificate;
    #[pymodule_export]
    use super::claim::{Check, Claim, catalogue};
    #[pymodule_export]
    use super::curve::MeasuredCurve;
    #[pymodule_export]
    use super::decision::{Decision, SharpConstant};
    #[pymodule_export]
    use super::hunt::Hunt;
    #[pymodule_export]
    use super::law::Law;
    #[pymodule_export]
    use super::log_form::LogForm;
    #[pymodule_export]
    use super::permutations::{convexity, least_errors};
    #[pymodule_export]
    use super::policy::{best_orders, policy, serial_depth, standard_policies};
    #[pymodule_export]
    use super::predictor::Predictor;
    #[pymodule_export]
    use super::rule::rule;
    #[pymodule_export]
    use super::sweep::Sweep;
    #[pymodule_export]
    use super::vectors::{check_vectors, compare_rules, compare_rules_on_grid, rule_curve, vector_tables, vectors};
}
