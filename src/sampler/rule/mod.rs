//! Decoding rules of real samplers, exactly.
//!
//! A rule is a Markov kernel on partly masked sequences, given the rows of a predictor: in a *round* it reveals some of
//! the masked positions with their tokens. There are two kinds, which differ in law. *Positions first*: the positions
//! are chosen at random or by the rows, and their tokens are drawn independently afterwards. *Tokens first*: every
//! masked token is drawn, what is kept is chosen by the probabilities of the tokens that were drawn, and the other
//! draws are forgotten. Rules that *mask again* change revealed positions too, step by step. With the exact predictor,
//! one position a round and rows as they are, positions first samples the law itself; tokens first does not, even when
//! the tokens are independent.
//!
//! **Rows.** `r_i` is the predictor's row of the masked position `i` at the state, `s_i` the shaped row from which its
//! token is drawn ([`shaping`]). Rules compare probabilities of `r_i`, or of `s_i` with `conf=shaped`.
//!
//! With guidance `r_i` is made of the rows of two predictors.
//!
//! **Ties.** Every comparison is exact; of equal values the lower position comes first, and the lower token.
//!
//! **Numbers.** Where temperatures, grids or noise leave the rationals, [`enclose_rule`] gives proven intervals: the output
//! law is a sum of products of numbers that are not negative, whose ends are computed apart and rounded outwards.
//! Comparisons are exact all the same ([`PowerSum`](crate::exact::PowerSum)); those of entropies of powers of rows alone
//! may stay undecided, which is an error with that name.
//!
//! [`forward`](mod@forward) goes through all states once, and [`evaluate_rule`] makes divergences, distances and rounds
//! of it. [`parse_rule`] reads `NAME[:ARGUMENTS][@SHAPING]`.

mod ancestral_reader;
mod arguments;
pub mod composed;
pub mod confidence;
pub mod count;
pub mod dinfer;
mod draws;
pub mod entropy_bound;
pub mod error;
pub mod evaluation;
pub mod forward;
mod fraction_bits;
mod guidance;
pub mod limit;
pub mod mask_schedule;
pub mod maskgit;
mod noisy;
pub mod outcomes;
pub mod plackett_luce;
pub mod planned;
pub mod policies;
pub mod random;
pub mod ranked;
mod readers;
pub mod remasking;
mod remasking_readers;
mod requirements;
pub mod rounds;
pub mod rows;
pub mod selection;
pub mod sequential;
pub mod shaping;
mod shaping_spec;
pub mod spec;
pub mod tempered;
pub mod time_grid;
mod weight;

pub use composed::Rule;
pub use error::RuleError;
pub use evaluation::{
    EnclosedEvaluation, RuleEvaluation, enclose_rule, enclose_rule_to_digits, evaluate_rule, evaluate_rule_with_rounds,
};
pub use forward::Round;
pub use spec::parse_rule;
