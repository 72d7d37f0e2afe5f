//! The built-in catalogue.

mod claims;
mod optimal_grid;
mod sharp_constants;
mod small_changes;
