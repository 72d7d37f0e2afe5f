//! What people type first, and how the language has it: `≤` for `<=`, `forall` for `for all`, `H(X1|X2)` for `H(1|2)`.
//!
//! A statement that is refused is rewritten word by word ([`rules`]). Where the outcome is a statement of the language, the
//! message shows it; where it is not, the message says what is meant by each word, and no line that does not parse.

mod constructions;
mod rules;
mod tokens;

use super::error::StatementError;
use super::resolve::read;

/// The longest statement for which a mended line is looked for.
const LONGEST: usize = 4_000;

/// The error with a mend for what the statement has that the language has not; the error itself where nothing is known.
/// `constant` is the name of the claim's constant.
pub fn improved(mut error: StatementError, statement: &str, constant: Option<&str>) -> StatementError {
    if statement.len() > LONGEST {
        return error;
    }
    let Some((reasons, mended)) = rules::rewritten(statement) else { return error };
    let is_mended = |text: &str| read(text, constant).is_ok();
    let reasons = reasons.join("; ");
    error.help = match mended {
        Some(mended) if is_mended(&mended) => format!("{reasons}: write `{mended}`"),
        _ => format!("{reasons}; {}", error.help),
    };
    error
}
