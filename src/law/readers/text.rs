//! Laws of the windows of a text.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use itertools::Itertools;

use crate::exact::Integer;
use crate::law::{Law, LawError, Shape, Vocabulary};
use crate::limits::TEXT_BYTES;

use super::{stem, utf8_text};

/// How a text is cut into tokens.
///
/// Every tokenisation starts from the text in lower case, where each run of characters outside `a`..`z` is one space
/// and spaces at both ends are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTokens {
    /// The tokens `vowel` (a, e, i, o, u), `consonant` and `space`.
    Classes,
    /// The tokens `a`, .., `z` and `space`.
    Letters,
    /// The given number of commonest words, those of equal frequency in alphabetical order, in order of falling
    /// frequency; then `<other>` for every other word. A text of fewer words keeps them all.
    Words(usize),
    /// The tokens `consonant` and `vowel`; spaces are dropped, so windows run across words.
    VowelConsonant,
}

impl fmt::Display for TextTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Classes => write!(formatter, "classes"),
            Self::Letters => write!(formatter, "letters"),
            Self::Words(number) => write!(formatter, "words({number})"),
            Self::VowelConsonant => write!(formatter, "vowels"),
        }
    }
}

/// Reads any UTF-8 text file and counts its windows, see [`law_from_text`]; the law is named after the file, the
/// tokens and the length, as in `kjv-classes-l6`, so that laws of one text have different names.
///
/// # Errors
/// [`LawError::InFile`] with [`LawError::Unreadable`], [`LawError::NotUtf8`] or an error of [`law_from_text`].
pub fn read_text(path: &Path, length: usize, tokens: TextTokens) -> Result<Law, LawError> {
    let tokens_name = match tokens {
        TextTokens::Words(number) => format!("words{number}"),
        _ => tokens.to_string(),
    };
    let name = format!("{}-{tokens_name}-l{length}", stem(path));
    let read = || law_from_text(&name, &utf8_text(path, TEXT_BYTES)?, length, tokens);
    read().map_err(|error| error.in_file(path))
}

/// The law of a window of `length` consecutive tokens at a uniformly random place of a text: the count of a sequence is
/// the number of places (every one of them, in steps of one token) where it stands, and the total is the number of
/// tokens less `length` plus 1.
///
/// ```
/// use maskproof::law::readers::{TextTokens, law_from_text};
/// let law = law_from_text("cat", "A cat!", 2, TextTokens::Classes).unwrap();
/// // vowel space, space consonant, consonant vowel, vowel consonant
/// assert_eq!(*law.total(), 4);
/// assert_eq!(law.support().map(|(atom, _)| atom).collect::<Vec<_>>(), [1, 2, 3, 7]);
/// ```
///
/// # Errors
/// [`LawError::TextTooShort`], and the errors of [`Shape::new`] and [`Shape::check_size`].
pub fn law_from_text(name: &str, text: &str, length: usize, tokens: TextTokens) -> Result<Law, LawError> {
    let letters = letters_and_spaces(text);
    let (vocabulary, indices) = match tokens {
        TextTokens::Classes => {
            let class = |byte| if byte == b' ' { 2 } else { usize::from(!is_vowel(byte)) };
            (named(&["vowel", "consonant", "space"])?, letters.bytes().map(class).collect())
        }
        TextTokens::VowelConsonant => {
            let kept = letters.bytes().filter(|&byte| byte != b' ');
            (named(&["consonant", "vowel"])?, kept.map(|byte| usize::from(is_vowel(byte))).collect())
        }
        TextTokens::Letters => {
            let names = ('a'..='z').map(String::from).chain(["space".to_owned()]).collect();
            let index = |byte| if byte == b' ' { 26 } else { usize::from(byte - b'a') };
            (Vocabulary::new(names)?, letters.bytes().map(index).collect())
        }
        TextTokens::Words(number) => words(&letters, number)?,
    };
    let shape = Shape::new(length, vocabulary.size())?;
    shape.check_size()?;
    let counts = window_counts(&indices, shape).ok_or_else(|| LawError::TextTooShort {
        tokenisation: tokens.to_string(),
        found: indices.len(),
        length,
    })?;
    let law = Law::from_counts(name, vocabulary, length, counts)?;
    Ok(law.with_description(format!("windows of length {length} of a text cut into {tokens}")))
}

/// The number of windows that show each atom, or `None` when there is no window.
fn window_counts(tokens: &[usize], shape: Shape) -> Option<Vec<Integer>> {
    let (length, atoms) = (shape.length(), shape.atoms());
    if tokens.len() < length {
        return None;
    }
    let mut counts = vec![0u64; atoms];
    // The index of a window is that of the one before, shifted by one digit, with a new last digit and without its
    // first.
    let mut index = 0;
    for (place, &token) in tokens.iter().enumerate() {
        index = (index * shape.vocabulary_size() + token) % atoms;
        if place + 1 >= length {
            counts[index] += 1;
        }
    }
    Some(counts.into_iter().map(Integer::from).collect())
}

/// The text in lower case, with every run of other characters than `a`..`z` made one space, and trimmed.
fn letters_and_spaces(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    let spaced: String = lower.map(|letter| if letter.is_ascii_lowercase() { letter } else { ' ' }).collect();
    spaced.split_ascii_whitespace().join(" ")
}

/// The vocabulary of the commonest words and `<other>`, and the text in it.
fn words(letters: &str, number: usize) -> Result<(Vocabulary, Vec<usize>), LawError> {
    let mut frequencies: BTreeMap<&str, usize> = BTreeMap::new();
    for word in letters.split_ascii_whitespace() {
        *frequencies.entry(word).or_default() += 1;
    }
    // The sort is stable, so words of equal frequency stay in alphabetical order.
    let commonest = frequencies.into_iter().sorted_by_key(|(_, frequency)| std::cmp::Reverse(*frequency)).take(number);
    let names = commonest.map(|(word, _)| word.to_owned()).chain(["<other>".to_owned()]).collect();
    let vocabulary = Vocabulary::new(names)?;
    let other = vocabulary.size() - 1;
    let indices = letters.split_ascii_whitespace().map(|word| vocabulary.index_of(word).unwrap_or(other)).collect();
    Ok((vocabulary, indices))
}

fn named(tokens: &[&str]) -> Result<Vocabulary, LawError> {
    Vocabulary::new(tokens.iter().map(ToString::to_string).collect())
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}
