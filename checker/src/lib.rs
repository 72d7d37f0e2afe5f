//! Independent re-check of maskproof certificates.
//!
//! The engine (the `maskproof` crate) searches and decides; this crate is meant to make trusting it unnecessary. It
//! reads the *certificate format document*, not the engine's code: it parses the statement of a claim with its own
//! reader, recomputes every quantity naively from its definition, and encloses logarithms with its own rational series.
//! Its answer will be one of three: accepted, rejected with a reason, or declined because the certificate uses something
//! this checker does not know. Unknown is declined, never accepted.
//!
//! # Dependency rule
//! `num-rational`, `num-bigint`, `num-traits`, `serde` and `serde_json` only; never `maskproof` and never `rug`. The
//! engine computes with GMP and MPFR, so that a fault there cannot be repeated here. A test of the workspace,
//! `tests/architecture.rs`, reads this crate's manifest and fails on any other dependency of any kind.
//!
//! # State
//! The crate is a shell: the certificate format is not settled yet, and nothing is checked. There is deliberately no
//! function here that could be mistaken for a check.
#![forbid(unsafe_code)]
