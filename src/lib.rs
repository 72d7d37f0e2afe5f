//! maskproof checks statements about the sampling error of masked diffusion language models, exactly.
//!
//! A masked diffusion sampler reveals several tokens at a time and draws them independently; the KL divergence of the
//! true law from what it outputs is its sampling error. Theorems bound that error by information measures of the
//! tokens. This crate computes both sides exactly, as linear forms in logarithms (in nats) whose sign is always
//! decided, and decides such theorems by cases and, where they are linear in average entropies, for all laws.
//!
//! ```
//! use maskproof::{Claim, Decision, Law, Unit};
//!
//! // A statement, or the text of a claim file.
//! let claim: Claim = "for all law, schedule with s_max == 2: E_KL <= 1/2 * TC + eps_train".parse()?;
//!
//! // By cases: parity breaks it with the schedule (1,2), and not with (2,1).
//! let check = claim.check(&Law::named("parity(L=3,V=2)")?.into())?;
//! let violations: Vec<_> = check.violations().collect();
//! assert_eq!((violations.len(), check.cases().len()), (1, 2));
//! assert_eq!(violations[0].schedule(), "1,2".parse()?);
//! let slack = violations[0].comparison().unwrap().slack().unwrap();
//! assert_eq!((slack.to_string(), slack.to_decimal(3, Unit::Bits)), ("-1/2 ln 2".into(), "-0.500".into()));
//!
//! // For all laws of length 2: repetition breaks it.
//! let decided = claim.decide(2)?;
//! assert!(matches!(decided.decision, Decision::Refuted(_)));
//! assert_eq!(decided.decision.to_string(), "refuted with schedule (2)");
//! assert_eq!(claim.breaking_laws(&decided)?[0].law.counts(), [1, 0, 0, 1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The names of this page are those that a user can rely on. The modules behind them are layers, each of which uses
//! those before it: `limits`, `exact`, `diagnosis`, `law`, `entropy`, `sampler`, `language`, `cases`, `evaluation`,
//! `decide`, `sweep`, `hunt`, `certificate`, `analysis`, `api`. The program and the tests use them, and they may change
//! at any time; ARCHITECTURE.md describes them. The module `testing`, behind the feature of that name, makes the
//! library an oracle in the tests of other packages.

#[doc(hidden)]
pub mod analysis;
mod api;
#[doc(hidden)]
pub mod cases;
#[doc(hidden)]
pub mod certificate;
#[doc(hidden)]
pub mod decide;
#[doc(hidden)]
pub mod diagnosis;
#[doc(hidden)]
pub mod entropy;
#[doc(hidden)]
pub mod evaluation;
#[doc(hidden)]
pub mod exact;
#[doc(hidden)]
pub mod hunt;
#[doc(hidden)]
pub mod language;
#[doc(hidden)]
pub mod law;
#[doc(hidden)]
pub mod limits;
#[doc(hidden)]
pub mod sampler;
#[doc(hidden)]
pub mod sweep;
#[cfg(feature = "testing")]
pub mod testing;

pub use api::{Check, CheckedCase};
pub use cases::Fragment;
pub use cases::bindings::Binding;
pub use certificate::Certificate;
pub use decide::{Decision, LengthDecision, Refutation, SharpConstant, Undecided};
pub use diagnosis::{Diagnosis, Excerpt};
pub use evaluation::{Comparison, NamedPredictor, Setting, Verdict};
pub use exact::{Extended, Integer, LogForm, Rational, Unit, parse_rational};
pub use language::words::Comparator;
pub use language::{Catalogue, Claim, ClaimError, Expectation, Provenance};
pub use law::families::SpecError;
pub use law::{Law, LawError, PredictorError, PredictorTable, Shape, Vocabulary, read_law, read_predictor};
pub use sampler::{Schedule, ScheduleError, UnmaskingOrder, ideal_expected_kl};
pub use sweep::Conclusion;
