//! Decisions for all laws, and sharp constants.
