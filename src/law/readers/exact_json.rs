//! JSON numbers by their text.
//!
//! A JSON parser hands on numbers as 64-bit floats or integers, so `0.1` and counts beyond 64 bits would arrive
//! altered. Before parsing, every number outside strings is therefore rewritten as a string that begins with [`MARK`],
//! a noncharacter that Unicode reserves for a program's inner use. [`Number`] and [`Text`] tell the two apart again,
//! and positions of errors are mapped back to the text as it was.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Error};

/// What begins a string that was a number.
const MARK: char = '\u{fdd0}';

/// Where a JSON text is not of the form asked for.
#[derive(Debug)]
pub(super) struct Misfit {
    /// From 1.
    pub(super) line: usize,
    /// In bytes, from 1.
    pub(super) column: usize,
    pub(super) message: String,
}

/// A JSON string.
#[derive(Debug)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.strip_prefix(MARK) {
            None => Ok(Self(text)),
            Some(number) => Err(D::Error::custom(format!("found the number {number}, expected a string in quotes"))),
        }
    }
}

/// A JSON number, by its text, or a string.
#[derive(Debug)]
pub(super) enum Piece {
    Number(String),
    Text(String),
}

impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match text.strip_prefix(MARK) {
            Some(number) => Self::Number(number.to_owned()),
            None => Self::Text(text),
        })
    }
}

/// A JSON number or a string, as its text.
#[derive(Debug)]
pub(super) struct Number(pub(super) String);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Self(text.strip_prefix(MARK).map(str::to_owned).unwrap_or(text)))
    }
}

/// Parses a JSON text into a type whose numbers are all [`Number`].
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Misfit> {
    let (marked, insertions) = mark_numbers(text);
    serde_json::from_str(&marked).map_err(|error| {
        let column = original_column(&marked, &insertions, error.line(), error.column());
        let message = error.to_string().replace(MARK, "");
        let position = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&position).unwrap_or(&message).to_owned();
        Misfit { line: error.line(), column, message }
    })
}

/// The text with every number outside strings turned into a marked string, and for each inserted piece its offset in
/// the new text and its length.
fn mark_numbers(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut marked = String::with_capacity(text.len() + text.len() / 8);
    let mut insertions = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| matches!(character, '"' | '-' | '0'..='9')) {
        marked.push_str(&rest[..start]);
        rest = &rest[start..];
        if rest.starts_with('"') {
            let (string, after) = rest.split_at(string_length(rest));
            marked.push_str(string);
            rest = after;
            continue;
        }
        let end = rest.find(|character: char| !matches!(character, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
        let (number, after) = rest.split_at(end.unwrap_or(rest.len()));
        if is_json_number(number) {
            insertions.push((marked.len(), 1 + MARK.len_utf8()));
            marked.push('"');
            marked.push(MARK);
            marked.push_str(number);
            insertions.push((marked.len(), 1));
            marked.push('"');
        } else {
            marked.push_str(number); // left for the parser to reject
        }
        rest = after;
    }
    marked.push_str(rest);
    (marked, insertions)
}

/// The length in bytes of the string that begins `text`, with its quotes; all of it when the string does not end.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return offset + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether the text is `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// The column in the text as it was of a position in the marked text.
fn original_column(marked: &str, insertions: &[(usize, usize)], line: usize, column: usize) -> usize {
    let line_start: usize = marked.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let offset = line_start + column;
    let inserted: usize = insertions
        .iter()
        .skip_while(|(start, _)| *start < line_start)
        .take_while(|(start, _)| *start < offset)
        .map(|(start, length)| (*length).min(offset - start))
        .sum();
    column.saturating_sub(inserted).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Pair(#[allow(dead_code)] Text, Number);

    #[test]
    fn numbers_keep_their_text() {
        for text in ["0", "-0", "12345678901234567890123", "0.1", "1.50e-7", "-2E+3", "1e400"] {
            assert_eq!(parse::<Pair>(&format!("[\"7 \\\" 8\", {text}]")).unwrap().1.0, text);
        }
    }

    #[test]
    fn what_is_no_json_number_is_rejected() {
        for text in ["01", "1.", ".5", "+1", "--1", "1e", "1e+", "-", "1.2.3", "NaN"] {
            assert!(parse::<Pair>(&format!("[\"a\", {text}]")).is_err(), "{text}");
        }
    }

    #[test]
    fn positions_are_those_of_the_text_as_it_was() {
        let misfit = parse::<Vec<Number>>("[1,\n 2, 3, x]").unwrap_err();
        assert_eq!((misfit.line, misfit.column), (2, 8), "{}", misfit.message);
        // A value of the wrong kind is reported at the byte after it.
        let misfit = parse::<Vec<Text>>("[1]").unwrap_err();
        assert_eq!((misfit.line, misfit.column), (1, 3), "{}", misfit.message);
        assert_eq!(misfit.message, "found the number 1, expected a string in quotes");
    }
}
