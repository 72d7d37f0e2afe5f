//! What people type first, and how the language has it: `≤` for `<=`, `forall` for `for all`, `H(X1|X2)` for `H(1|2)`.
//!
//! A statement that is refused is rewritten word by word ([`rules`]). Where the outcome is a statement of the language,
//! the message shows it; where it is not, the message says what is meant by each word, and no line that does not parse.

mod constructions;
mod relations;
mod rules;
mod sequences;
mod spelling;
mod tokens;

use super::error::{Mistake, StatementError};
use super::resolve::read;
use rules::{Rewritten, Scalars, rewritten};
use spelling::place_of;

/// The longest statement for which a mended line is looked for.
const LONGEST: usize = 4_000;

/// The error with a mend for what the statement has that the language has not; the error itself where nothing is known.
/// `constant` is the name of the claim's constant.
pub fn improved(mut error: StatementError, statement: &str, constant: Option<&str>) -> StatementError {
    if statement.len() > LONGEST {
        return error;
    }
    let mut of_no_mend = None;
    for scalars in [Scalars::AsWritten, Scalars::AsInformations] {
        let Some(Rewritten { mut reasons, mended, misspelt }) = rewritten(statement, constant, scalars) else {
            continue;
        };
        let unread = mended.as_ref().and_then(|mended| read(mended, constant).err());
        if let Some(mended) = mended.filter(|_| unread.is_none()) {
            reasons.push(format!("write `{mended}`"));
            error.help = joined(&reasons, ": ");
            if let (Mistake::Syntax, Some(word)) = (error.mistake, misspelt) {
                at_word(&mut error, statement, &word);
            }
            return error;
        }
        if scalars == Scalars::AsWritten {
            // Where the word that is meant stands otherwise, what to do about that.
            let otherwise = unread.filter(|_| misspelt.is_some());
            reasons.push(otherwise.map_or_else(|| error.help.clone(), |unread| unread.help));
            of_no_mend = Some(reasons);
        }
    }
    if let Some(reasons) = of_no_mend {
        error.help = joined(&reasons, "; ");
    }
    error
}

/// Reasons in one sentence, the last behind a sign of its own; none stands behind a question.
fn joined(reasons: &[String], before_last: &str) -> String {
    let mut text = String::new();
    for (number, reason) in reasons.iter().enumerate() {
        text += match number {
            0 => "",
            _ if text.ends_with('?') => " ",
            _ if number + 1 == reasons.len() => before_last,
            _ => "; ",
        };
        text += reason;
    }
    text
}

/// Says of a statement that cannot be read that a word of it is none, where reading stopped at what follows the word.
fn at_word(error: &mut StatementError, statement: &str, word: &str) {
    if let Some(span) = place_of(word, statement) {
        error.message = format!("the statement cannot be read: `{word}` is no word of the language");
        error.label = "unknown".to_owned();
        error.span = span;
    }
}
