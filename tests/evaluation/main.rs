//! Cases and their verdicts.

mod expressions;
mod implications;
mod quantifiers;
mod rules;
mod sequences;
mod values;
mod word_statistics;
mod words;
