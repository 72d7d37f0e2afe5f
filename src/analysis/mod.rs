//! What the results of the other layers come to: the cost of a law and its schedules, the truth of a claim, and how far
//! the catalogue is verified.
//!
//! [`costs`] and [`policies`] are about one law, [`measured`] is about a measured curve, [`all_laws`] and [`checked`] are about one claim, and [`conformance`]
//! is about all claims. [`vectors`] and [`GoodnessOfFit`] are for those who implement decoding rules. All values are
//! exact; whoever shows them rounds them.

pub mod all_laws;
pub mod checked;
pub mod conformance;
pub mod costs;
pub mod curve_bounds;
pub mod goodness_of_fit;
pub mod measured;
pub mod policies;
pub mod rule_comparison;
pub mod rule_curve;
pub mod rule_limit;
pub mod vectors;

pub use all_laws::{AllLaws, DECIDED_LENGTHS, is_decidable};
pub use checked::{CheckedClaim, Evidence, Truth};
pub use costs::{AnalysisError, Bound, LawAnalysis, ScheduleAnalysis, ScheduleCost, Sum, analyse};
pub use curve_bounds::CurveBound;
pub use goodness_of_fit::{FitVerdict, GoodnessOfFit, goodness_of_fit, sufficient_samples};
pub use measured::{MeasuredAnalysis, analyse_curve};
pub use policies::PolicyCost;
pub use rule_limit::RuleLimit;
pub use vectors::{RuleVectors, VECTOR_RULES, VectorError, VectorTable, vector_tables};
