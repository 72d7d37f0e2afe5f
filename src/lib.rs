//! maskproof checks statements about the sampling error of masked diffusion language models, exactly.
//!
//! A masked diffusion sampler reveals several tokens at a time and draws them independently; the KL divergence of the true
//! law from what it outputs is its sampling error. Theorems bound that error by informations between the tokens. This
//! crate computes both sides exactly, as linear forms in logarithms whose sign is always decided, and decides such theorems
//! by cases and, where they are linear in average entropies, for all laws.
//!
//! ```
//! use maskproof::decide::{Decision, decide};
//! use maskproof::evaluation::Verdict;
//! use maskproof::language::Claim;
//! use maskproof::law::families::parse_spec;
//! use maskproof::sweep::{Item, run};
//!
//! let claim = Claim::parse(
//!     "my-bound.toml",
//!     r#"
//!     id = "my-bound"
//!     title = "Half of the total correlation is enough"
//!     source = "my notebook"
//!     provenance = "D"
//!     statement = "for all law, schedule with s_max == 2: E_KL <= 1/2 * TC + eps_train"
//!     "#,
//! )?;
//!
//! // By cases: parity breaks it with the schedule (1,2), and not with (2,1).
//! let parity = Item::exact(parse_spec("parity(L=3,V=2)")?);
//! let report = &run(&[claim.clone()], &[parity], &|_| ())?[0];
//! assert_eq!(report.tally.count(Verdict::Violated), 1);
//! assert_eq!(report.counterexamples[0].bindings[0].to_string(), "schedule (1,2)");
//!
//! // For all laws of length 2: repetition breaks it.
//! assert!(matches!(decide(&claim, 2, None)?.decision, Decision::Refuted(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules are layers; each uses those above it: [`exact`], [`diagnosis`], [`law`], [`entropy`], [`sampler`],
//! [`language`], [`cases`], [`evaluation`], [`decide`], [`sweep`], [`hunt`], [`certificate`], [`analysis`].

pub mod analysis;
pub mod cases;
pub mod certificate;
pub mod decide;
pub mod diagnosis;
pub mod entropy;
pub mod evaluation;
pub mod exact;
pub mod hunt;
pub mod language;
pub mod law;
pub mod sampler;
pub mod sweep;
