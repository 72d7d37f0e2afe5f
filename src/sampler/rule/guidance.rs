//! Guidance: rows that lean away from a second, unconditional predictor.
//!
//! With the row `r_c` of the predictor, the row `r_u` of the unconditional one at the same state, and the strength `w`,
//!
//! ```text
//! r(v) = r_c(v)^(1 + w) r_u(v)^(-w) / sum over all tokens
//! ```
//!
//! is what LLaDA's code makes of logits, `l_u + (1 + w)(l_c - l_u)` (`cfg_scale` is `w`). It does so before anything
//! else, so that confidences are guided too.

use rug::Integer;
use rug::ops::Pow;

use crate::sampler::predictor::Model;
use crate::sampler::rows::weights_at;
use crate::sampler::states::States;

/// The tokens of the row at a position of a state with their weights: the predictor's, or with a strength above 0 the
/// guided ones. A token that the unconditional predictor excludes has no guided weight, and is left out; [`zero`] finds
/// those that the predictor itself allows.
///
/// # Panics
/// When a strength above 0 is given, and the model has no unconditional predictor.
pub fn weights(model: &dyn States, state: usize, position: usize, strength: u32) -> Vec<(usize, Integer)> {
    let conditional = weights_at(model, state, position);
    if strength == 0 {
        return conditional;
    }
    let table = model.unconditional().expect("an unconditional predictor, as rules with guidance are checked for it");
    let possible: Vec<(usize, Integer, &Integer)> = conditional
        .into_iter()
        .map(|(token, weight)| (token, weight, table.weight(state, position, token)))
        .filter(|(_, _, unconditional)| !unconditional.is_zero())
        .collect();
    // Over the product of all their powers, the quotients are whole.
    let powers = possible.iter().map(|(_, _, unconditional)| Integer::from((*unconditional).pow(strength)));
    let all: Integer = powers.product();
    let guided = |(token, conditional, unconditional): &(usize, Integer, &Integer)| {
        let others = Integer::from(all.div_exact_ref(&Integer::from((*unconditional).pow(strength))));
        (*token, others * Integer::from(conditional.pow(strength + 1)))
    };
    possible.iter().map(guided).collect()
}

/// A state, a masked position of it and a token there that the predictor allows and the unconditional one excludes; the
/// first in the order of the states. Tokens for which a test holds are passed over.
pub fn zero(model: &Model, is_removed: impl Fn(usize) -> bool) -> Option<[usize; 3]> {
    let (table, patterns) = (model.unconditional()?, model.patterns());
    let tokens = patterns.vocabulary_size();
    let masked =
        |state: usize| (0..patterns.length()).filter(move |&position| patterns.digit(state, position) == tokens);
    let places =
        (0..model.law().shape().patterns()).flat_map(|state| masked(state).map(move |position| (state, position)));
    places.flat_map(|(state, position)| (0..tokens).map(move |token| [state, position, token])).find(
        |&[state, position, token]| {
            table.weight(state, position, token).is_zero()
                && !is_removed(token)
                && !model.conditional(state, position, token).weight.is_zero()
        },
    )
}
