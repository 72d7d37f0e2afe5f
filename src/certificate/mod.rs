//! Certificates: verdicts with the evidence for them, in the format of `docs/certificate-format.md`.
//!
//! This layer only writes. The program that checks them, `maskproof-check`, shares no code with it.

pub mod declined;
pub mod document;
pub mod every_length;
pub mod features;
pub mod ray_text;
mod restricted;
mod shannon;
mod shannon_text;
pub mod writer;

pub use declined::Declined;
pub use document::{Certificate, KINDS};
pub use every_length::try_every_length;
pub use features::{checker_reads, unread};
pub use restricted::restricted;
pub use writer::{case, constant, decision, try_case, try_constant, try_decision};
