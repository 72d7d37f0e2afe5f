//! Names of positions in statements: `I(island; sex)` of a law whose positions are called so.
//!
//! In the sets of positions of `H`, `H0`, `I`, `TC`, `DTC` and the like, a name of a position, or a text in quotation marks
//! that is one, is read as its number. What follows sees numbers alone.

use super::error::{Mistake, StatementError};
use super::parse::is_name;
use super::words::find;

/// The words whose parentheses hold sets of positions.
const OF_POSITIONS: [&str; 14] = [
    "H",
    "H0",
    "I",
    "TC",
    "DTC",
    "O_information",
    "TSE",
    "co_information",
    "NMI_min",
    "NMI_max",
    "NMI_mean",
    "NMI_joint",
    "mass",
    "predicted",
];

/// The text with the numbers of positions, from 1, in the place of their names.
///
/// ```
/// use maskproof::language::position_names::with_numbers;
/// let names = ["species", "body mass"].map(str::to_owned);
/// assert_eq!(with_numbers("I(species; \"body mass\") + H(rest)", &names)?, "I(1; 2) + H(rest)");
/// # Ok::<(), maskproof::language::StatementError>(())
/// ```
///
/// # Errors
/// [`Mistake::Scope`] for a name that means something else there too, a word of the language or a variable, and for a text
/// in quotation marks that is no name; its place is in the text.
pub fn with_numbers(text: &str, names: &[String]) -> Result<String, StatementError> {
    if names.is_empty() {
        return Ok(text.to_owned());
    }
    let mut written = String::new();
    // For each open parenthesis whether it holds sets of positions.
    let mut open: Vec<bool> = Vec::new();
    let mut last_word = "";
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let is_positions = open.last().copied().unwrap_or(false);
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' if is_positions => quoted_length(rest),
            first if is_letter(first) => rest.find(|letter| !is_letter(letter)).unwrap_or(rest.len()),
            first => first.len_utf8(),
        };
        let (piece, behind) = rest.split_at(length);
        match first {
            '(' => open.push(OF_POSITIONS.contains(&last_word)),
            ')' => _ = open.pop(),
            _ => {}
        }
        let replaced = match first {
            '"' if is_positions => Some(number_of_quoted(piece, names, start)?),
            first if is_letter(first) && is_positions => number_of_name(piece, behind, text, names, start)?,
            _ => None,
        };
        match replaced {
            Some(number) => written += &number.to_string(),
            None => written += piece,
        }
        if !first.is_whitespace() {
            last_word = piece;
        }
        rest = behind;
    }
    Ok(written)
}

fn is_letter(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

/// The bytes of a text in quotation marks, these included; of an open one all that follows.
fn quoted_length(rest: &str) -> usize {
    rest[1..].find('"').map_or(rest.len(), |end| end + 2)
}

fn number_of_quoted(piece: &str, names: &[String], start: usize) -> Result<usize, StatementError> {
    let name = piece.trim_matches('"');
    names.iter().position(|known| known == name).map(|index| index + 1).ok_or_else(|| {
        let known = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        StatementError::new(
            Mistake::Scope,
            &(start..start + piece.len()),
            format!("the law has no position `{name}`"),
            "no position of the law",
            format!("name one of the positions: {known}"),
        )
    })
}

/// The number of a name; none where it is no position, or the name of a call or a sequence.
fn number_of_name(
    piece: &str,
    behind: &str,
    text: &str,
    names: &[String],
    start: usize,
) -> Result<Option<usize>, StatementError> {
    let is_called = behind.trim_start().starts_with(['(', '[']);
    let Some(index) = names.iter().position(|known| known == piece).filter(|_| !is_called) else { return Ok(None) };
    // A number of its own, such as a column that is called 2020, stands for the position of that number.
    if piece.chars().all(|letter| letter.is_ascii_digit()) {
        return Ok(None);
    }
    if find(piece).is_some() || (is_name(piece) && is_variable(piece, text)) || matches!(piece, "rest" | "all" | "none")
    {
        return Err(StatementError::new(
            Mistake::Scope,
            &(start..start + piece.len()),
            format!("`{piece}` is a position of the law, and means something else in the language too"),
            "two meanings",
            format!("write \"{piece}\" in quotation marks for the position, or its number {}", index + 1),
        ));
    }
    Ok(Some(index + 1))
}

/// Whether a text declares a variable of a name: `name in ..`.
fn is_variable(name: &str, text: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let is_whole = !text[..at].ends_with(is_letter);
        let behind = text[at + name.len()..].trim_start();
        is_whole && behind.len() < text[at + name.len()..].len() && behind.starts_with("in") && {
            behind[2..].starts_with(|letter: char| !is_letter(letter))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Result<String, String> {
        let names = ["sex", "island", "T", "i", "body mass", "été", "rest"].map(str::to_owned);
        with_numbers(text, &names).map_err(|error| format!("{} at {:?}", error.message, error.span))
    }

    #[test]
    fn names_in_sets_of_positions_are_numbers() {
        for (text, expected) in [
            ("I(island; sex) + H(été|sex)", "I(2; 1) + H(6|1)"),
            ("H( \"body mass\" , 3)", "H( 5 , 3)"),
            ("sum(k in 1..L, H(k, island)) + island", "sum(k in 1..L, H(k, 2)) + island"),
            ("H(\"T\", \"rest\") + T", "H(3, 7) + T"),
            ("TC(sex, island | \"T\")", "TC(1, 2 | 3)"),
            ("h(sex) # H(island)\n+ H(island)", "h(sex) # H(island)\n+ H(2)"),
            ("H(min(1, L), sex)", "H(min(1, L), 1)"),
            ("mass(1; island | sex)", "mass(1; 2 | 1)"),
        ] {
            assert_eq!(numbered(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn two_meanings_are_an_error() {
        for (text, place) in [("H(T)", "2..3"), ("sum(i in 1..L, H(i))", "17..18"), ("H(rest)", "2..6")] {
            assert!(numbered(text).unwrap_err().ends_with(&format!(" at {place}")), "{text}");
        }
        let error = numbered("H(\"mass\")").unwrap_err();
        assert_eq!(error, "the law has no position `mass` at 2..8");
        assert_eq!(numbered("H(i)").as_deref(), Ok("H(4)"));
    }
}
