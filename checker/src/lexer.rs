//! Statements as words.

use num_bigint::BigInt;
use num_traits::Pow;

use crate::limits::{self, too_large};
use crate::outcome::{Fault, Reason};
use crate::scalar::Q;

/// A word of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A literal.
    Number(Q),
    /// A name or a keyword.
    Word(String),
    /// Anything else.
    Symbol(&'static str),
    /// After the last word.
    End,
}

/// Longer ones first.
const SYMBOLS: [&str; 19] =
    ["..", "<=", ">=", "==", "<", ">", "(", ")", "[", "]", ",", ":", ";", "|", "+", "-", "*", "/", "^"];

/// The words of a text, each with the byte where it begins, and `End` after them.
pub fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Fault> {
    if text.len() > limits::STATEMENT_BYTES {
        return Err(too_large("bytes of a statement", limits::STATEMENT_BYTES));
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = |accept: fn(char) -> bool| rest.find(|c: char| !accept(c)).unwrap_or(rest.len());
        let (token, used) = if matches!(first, ' ' | '\t' | '\n' | '\r') {
            at += 1;
            continue;
        } else if first == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if first.is_ascii_digit() {
            let (number, used) = number(rest)?;
            (Token::Number(number), used)
        } else if first.is_ascii_alphabetic() {
            let used = length(|c| c.is_ascii_alphanumeric() || c == '_');
            (Token::Word(rest[..used].to_owned()), used)
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (Token::Symbol(symbol), symbol.len())
        } else {
            return Err(Reason::StatementSyntax { at, expected: "a word of the language" }.into());
        };
        found.push((token, at));
        at += used;
    }
    found.push((Token::End, at));
    Ok(found)
}

/// A literal at the beginning of a text, and its length. A dot counts only before a digit: `1..3` is a range.
fn number(text: &str) -> Result<(Q, usize), Fault> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let before = digits(0);
    let after = if text[before..].starts_with('.') { digits(before + 1) } else { 0 };
    let used = if after == 0 { before } else { before + 1 + after };
    let bad = || too_large("bytes of a number", limits::NUMBER_BYTES);
    if used > limits::NUMBER_BYTES / 4 {
        return Err(bad());
    }
    let numeral: BigInt = text[..used].replace('.', "").parse().map_err(|_| bad())?;
    Ok((Q::new(numeral, Pow::pow(BigInt::from(10), after)), used))
}
