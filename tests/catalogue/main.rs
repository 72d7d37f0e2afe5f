//! The built-in catalogue.

mod claims;
mod sharp_constants;
mod small_changes;
