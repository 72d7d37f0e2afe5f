//! Laws, their families and readers, and predictors.

mod families;
mod grid;
mod laws;
mod noise;
mod predictors;
mod readers;
mod samples;
mod sparse;
