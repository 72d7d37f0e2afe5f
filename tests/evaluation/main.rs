//! Cases and their verdicts.

mod expressions;
mod implications;
mod quantifiers;
mod rules;
mod values;
mod word_statistics;
mod words;
