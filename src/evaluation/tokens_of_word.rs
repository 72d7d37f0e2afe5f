//! The probability of a word's tokens at some positions, given those at others.

use rug::Rational;

use crate::cases::law_scalar::{NoNumber, TokensOfWord};
use crate::language::words::WordMass;
use crate::law::digits_of;
use crate::sampler::Model;

/// Under the law `p`: `p(w_(A u B))/p(w_B)`. Of the predictor: the product over the positions of `A` outside `B` of its
/// probability of the word's token, when it sees the word's tokens at `B`.
///
/// # Errors
/// Where the law gives the tokens at `B` no probability: under the law there is no value then.
pub fn tokens_of_word(of: &TokensOfWord, model: &Model) -> Result<Rational, NoNumber> {
    let (law, patterns) = (model.law(), model.patterns());
    let word = digits_of(of.word, law.vocabulary_size(), law.length());
    let shown = |pattern, position: usize| patterns.with_token(pattern, position, word[position]);
    let given = of.given.iter().fold(patterns.all_masked(), shown);
    match of.mass {
        WordMass::OfLaw => {
            if *patterns.count(given) == 0 {
                return Err(NoNumber::Undefined(format!("{of}: what is given has probability 0")));
            }
            let all = of.set.iter().fold(given, shown);
            Ok(Rational::from((patterns.count(all), patterns.count(given))))
        }
        WordMass::Predicted => {
            let masked = of.set.iter().filter(|position| patterns.digit(given, *position) == law.vocabulary_size());
            Ok(masked.map(|position| model.conditional(given, position, word[position]).to_rational()).product())
        }
    }
}
