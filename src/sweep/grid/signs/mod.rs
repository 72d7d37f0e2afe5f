//! From the counts of a batch of laws to the proven signs of all forms.
//!
//! A [`batch`] holds neighbouring laws side by side. The [`filter`] proves most signs in floating point.
//! [`prime_exponents`] and exact forms decide the rest (`form_signs`). The [`ranges`] of the basis on the batch spare
//! most of this work: many signs follow from them. The [`engine`] loads a batch and decides it. Later stages see the
//! result only through [`BatchSigns`], which they can read and not change.

pub mod batch;
mod batch_signs;
pub mod dot;
pub mod engine;
pub mod filter;
mod form_signs;
mod interior;
mod orbit_sizes;
pub mod prime_exponents;
pub mod ranges;
mod sign;
mod tables;
mod verdicts;

pub use batch::{LANES, Lanes, Mask, lanes, with_vectors};
pub use batch_signs::{BatchSigns, ClaimLaws};
pub use engine::SignEngine;
pub use form_signs::SignCounts;
pub use interior::Interior;
pub use sign::{Signs, StrictSigns};
pub use tables::SignTables;
pub use verdicts::Verdicts;
