//! What people type first, and how the language has it: `≤` for `<=`, `forall` for `for all`, `H(X1|X2)` for `H(1|2)`.
//!
//! A statement that is refused is rewritten word by word ([`rules`]). Where the outcome is a statement of the language,
//! the message shows it; where it is not, the message says what is meant by each word, and no line that does not parse.

mod constructions;
mod relations;
mod rules;
mod sequences;
mod tokens;

use super::error::StatementError;
use super::resolve::read;
use rules::{Scalars, rewritten};

/// The longest statement for which a mended line is looked for.
const LONGEST: usize = 4_000;

/// The error with a mend for what the statement has that the language has not; the error itself where nothing is known.
/// `constant` is the name of the claim's constant.
pub fn improved(mut error: StatementError, statement: &str, constant: Option<&str>) -> StatementError {
    if statement.len() > LONGEST {
        return error;
    }
    let is_mended = |text: &String| read(text, constant).is_ok();
    let mut of_no_mend = None;
    for scalars in [Scalars::AsWritten, Scalars::AsInformations] {
        let Some((reasons, mended)) = rewritten(statement, constant, scalars) else { continue };
        let reasons = reasons.join("; ");
        if let Some(mended) = mended.filter(is_mended) {
            error.help = format!("{reasons}: write `{mended}`");
            return error;
        }
        if scalars == Scalars::AsWritten {
            of_no_mend = Some(reasons);
        }
    }
    if let Some(reasons) = of_no_mend {
        error.help = format!("{reasons}; {}", error.help);
    }
    error
}
