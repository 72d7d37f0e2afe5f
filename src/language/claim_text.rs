//! Claims from a text that is a claim file or a statement alone.

use std::str::FromStr;

use super::claim_file::Claim;
use super::error::ClaimError;
use super::position_names::with_numbers;
use crate::exact::Limits;

/// The keys that a claim file must have.
const KEYS: [&str; 5] = ["id", "title", "source", "provenance", "statement"];

impl Claim {
    /// The claim of a text: of a claim file, where a line sets one of the keys that such a file must have; of a
    /// statement otherwise, whose id is then `name`. Messages call the text by the name.
    ///
    /// ```
    /// let claim = maskproof::Claim::of_text("mine", "for all law: TC <= (L - 1) * DTC")?;
    /// assert_eq!(claim.id(), "mine");
    /// # Ok::<(), maskproof::ClaimError>(())
    /// ```
    ///
    /// # Errors
    /// When it is neither; the error has the place in the text.
    pub fn of_text(name: &str, text: &str) -> Result<Self, ClaimError> {
        Self::of_text_on(name, text, &[])
    }

    /// As [`Claim::of_text`], for laws whose positions have names: these stand for their numbers.
    ///
    /// # Errors
    /// As [`Claim::of_text`], and for a name that has two meanings.
    pub fn of_text_on(name: &str, text: &str, positions: &[String]) -> Result<Self, ClaimError> {
        if text.lines().any(sets_a_key) {
            return Self::parse_on(name, text, positions, Limits::default());
        }
        let numbered = with_numbers(text, positions).map_err(|error| ClaimError::in_statement(text, error))?;
        Self::named_statement(name, &numbered)
    }
}

impl FromStr for Claim {
    type Err = ClaimError;

    /// As [`Claim::of_text`], under the name `claim`, or `statement` where it is one.
    ///
    /// ```
    /// use maskproof::Claim;
    /// let claim: Claim = "for all law, schedule: ideal_KL <= TC".parse()?;
    /// assert_eq!(claim.id(), "statement");
    /// let file = "id = 'mine'\ntitle = ''\nsource = ''\nprovenance = 'D'\nstatement = 'for all law: TC >= 0'";
    /// assert_eq!(file.parse::<Claim>()?.id(), "mine");
    /// # Ok::<(), maskproof::ClaimError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, ClaimError> {
        if text.lines().any(sets_a_key) { Self::parse("claim", text) } else { Self::of_statement(text) }
    }
}

/// Whether a line sets a key of a claim file, as in `id = "x"`. In a statement no line begins so: there, `=` stands
/// only behind `schedule` and `policy`.
fn sets_a_key(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else { return false };
    KEYS.contains(&key.trim()) && !value.starts_with('=')
}

#[cfg(test)]
mod tests {
    use super::sets_a_key;

    #[test]
    fn keys_are_told_from_statements() {
        for line in ["id = 'x'", "  statement='''", "title = \"a == b\""] {
            assert!(sets_a_key(line), "{line}");
        }
        for line in ["for all law, schedule = all_at_once:", "source == 2", "# id", "TC <= DTC", ""] {
            assert!(!sets_a_key(line), "{line}");
        }
    }
}
