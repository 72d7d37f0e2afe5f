//! Hunts.
