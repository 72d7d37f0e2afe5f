//! Cases and their verdicts.

mod implications;
mod quantifiers;
mod values;
mod word_statistics;
