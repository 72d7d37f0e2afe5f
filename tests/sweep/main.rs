//! Sweeps over many laws.

mod grid;
mod near_ties;
mod runs;
mod set_entropies;
