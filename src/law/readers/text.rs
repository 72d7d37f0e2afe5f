//! Laws of the windows of a text.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use itertools::Itertools;
use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use crate::exact::Integer;
use crate::law::{Labels, Law, LawError, SparseLaw, Vocabulary};
use crate::limits::{SPARSE_TOKEN_LIMIT, TEXT_BYTES};

use super::sample_rows::check_length;
use super::{stem, utf8_text};

/// How a text is cut into tokens.
///
/// `Classes`, `Letters` and `VowelConsonant` start from the text in lower case, where each run of characters outside
/// `a`..`z` is one space and spaces at both ends are dropped: they are for texts in these letters. `Words` and
/// `Graphemes` are for texts in any script, by the rules of Unicode (UAX 29), in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTokens {
    /// The tokens `vowel` (a, e, i, o, u), `consonant` and `space`.
    Classes,
    /// The tokens `a`, .., `z` and `space`.
    Letters,
    /// Words, such as `été`, `don't` or `λόγος`: those between Unicode's word boundaries that hold a letter.
    Words(Kept),
    /// What readers take for characters: Unicode's grapheme clusters, each run of white space as the one token `space`.
    Graphemes(Kept),
    /// The tokens `consonant` and `vowel`; spaces are dropped, so windows run across words.
    VowelConsonant,
}

/// Which words or characters are tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The given number of commonest ones, those of equal frequency in alphabetical order, in order of falling frequency;
    /// then `<other>` for every other one. A text of fewer keeps them all.
    Commonest(usize),
    /// All that occur, in the same order.
    All,
}

impl fmt::Display for TextTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, kept) = match self {
            Self::Classes => ("classes", Kept::All),
            Self::Letters => ("letters", Kept::All),
            Self::Words(kept) => ("words", *kept),
            Self::Graphemes(kept) => ("graphemes", *kept),
            Self::VowelConsonant => ("vowels", Kept::All),
        };
        match kept {
            Kept::Commonest(number) => write!(formatter, "{name}({number})"),
            Kept::All => write!(formatter, "{name}"),
        }
    }
}

/// The law of a text's windows.
#[derive(Debug, Clone)]
pub struct TextLaw {
    /// The law.
    pub law: SparseLaw,
    /// How many letters outside `a`..`z` were read as spaces, by the ways that know only these.
    pub read_as_spaces: usize,
}

/// Reads any UTF-8 text file and counts its windows, see [`law_of_windows`]; the law is named after the file, the
/// tokens and the length, as in `kjv-classes-l6`, so that laws of one text have different names.
///
/// # Errors
/// [`LawError::InFile`] with [`LawError::Unreadable`], [`LawError::NotUtf8`] or an error of [`law_of_windows`].
pub fn read_text(path: &Path, length: usize, tokens: TextTokens) -> Result<TextLaw, LawError> {
    let tokens_name = tokens.to_string().replace(['(', ')'], "");
    let name = format!("{}-{tokens_name}-l{length}", stem(path));
    let read = || law_of_windows(&name, &utf8_text(path, TEXT_BYTES)?, length, tokens);
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
/// [`LawError::TextTooShort`], and [`LawError::TooLarge`] where [`law_of_windows`] has it.
pub fn law_from_text(name: &str, text: &str, length: usize, tokens: TextTokens) -> Result<Law, LawError> {
    law_of_windows(name, text, length, tokens)?.law.to_table()
}

/// As [`law_from_text`], for windows of any length over vocabularies of any size.
///
/// ```
/// use maskproof::law::readers::text::{Kept, law_of_windows};
/// use maskproof::law::readers::TextTokens;
/// let words = TextTokens::Words(Kept::All);
/// let read = law_of_windows("summer", "L'été, déjà! L'été naît.", 2, words)?;
/// assert_eq!(read.law.labels().vocabulary(0).tokens(), ["l'été", "déjà", "naît"]);
/// assert_eq!(read.law.support(), 3);
/// # Ok::<(), maskproof::LawError>(())
/// ```
///
/// # Errors
/// [`LawError::TextTooShort`], [`LawError::NoPositions`], [`LawError::EmptyVocabulary`] of a text without tokens,
/// [`LawError::LengthTooLarge`] and [`LawError::TooManySequences`].
pub fn law_of_windows(name: &str, text: &str, length: usize, tokens: TextTokens) -> Result<TextLaw, LawError> {
    let (letters, read_as_spaces) = match tokens {
        TextTokens::Words(_) | TextTokens::Graphemes(_) => (String::new(), 0),
        _ => letters_and_spaces(text),
    };
    let (vocabulary, indices) = match tokens {
        TextTokens::Classes => {
            let class = |byte| if byte == b' ' { 2 } else { u32::from(!is_vowel(byte)) };
            (named(&["vowel", "consonant", "space"])?, letters.bytes().map(class).collect())
        }
        TextTokens::VowelConsonant => {
            let kept = letters.bytes().filter(|&byte| byte != b' ');
            (named(&["consonant", "vowel"])?, kept.map(|byte| u32::from(is_vowel(byte))).collect())
        }
        TextTokens::Letters => {
            let names = ('a'..='z').map(String::from).chain(["space".to_owned()]).collect();
            let index = |byte| if byte == b' ' { 26 } else { u32::from(byte - b'a') };
            (Vocabulary::new(names)?, letters.bytes().map(index).collect())
        }
        TextTokens::Words(kept) => {
            let text = text.to_lowercase();
            let words = text.unicode_words().filter(|word| word.chars().any(char::is_alphabetic));
            indexed(&words.collect::<Vec<_>>(), kept)?
        }
        TextTokens::Graphemes(kept) => {
            let text = text.split_whitespace().join(" ").to_lowercase();
            let visible = |grapheme| if grapheme == " " { "space" } else { grapheme };
            indexed(&text.graphemes(true).map(visible).collect::<Vec<_>>(), kept)?
        }
    };
    let labels = Labels::shared(length, vocabulary)?;
    check_length(length)?;
    if indices.len() < length {
        let tokenisation = tokens.to_string();
        return Err(LawError::TextTooShort { tokenisation, found: indices.len(), length });
    }
    let mut windows: FxHashMap<&[u32], u64> = FxHashMap::default();
    for window in indices.windows(length) {
        *windows.entry(window).or_insert(0) += 1;
        if windows.len().saturating_mul(length) > SPARSE_TOKEN_LIMIT {
            return Err(LawError::TooManySequences { sequences: windows.len(), length });
        }
    }
    // The law sorts its sequences.
    let (sequences, counts): (Vec<&[u32]>, Vec<u64>) = windows.into_iter().unzip();
    let law = SparseLaw::new(name, labels, sequences.concat(), counts.into_iter().map(Integer::from).collect())?;
    let law = law.with_description(format!("windows of length {length} of a text cut into {tokens}"));
    Ok(TextLaw { law, read_as_spaces })
}

/// The text in lower case, with every run of other characters than `a`..`z` made one space, and trimmed; and how many
/// letters are among these.
fn letters_and_spaces(text: &str) -> (String, usize) {
    let mut letters = 0;
    let lower = text.chars().flat_map(char::to_lowercase);
    let letter = |letter: char| {
        letters += usize::from(letter.is_alphabetic() && !letter.is_ascii_lowercase());
        if letter.is_ascii_lowercase() { letter } else { ' ' }
    };
    let spaced: String = lower.map(letter).collect();
    (spaced.split_ascii_whitespace().join(" "), letters)
}

/// The vocabulary of the tokens that are kept, and the places of all tokens in it.
fn indexed(tokens: &[&str], kept: Kept) -> Result<(Vocabulary, Vec<u32>), LawError> {
    let mut frequencies: BTreeMap<&str, usize> = BTreeMap::new();
    for token in tokens {
        *frequencies.entry(token).or_default() += 1;
    }
    // The sort is stable, so that tokens of equal frequency stay in alphabetical order.
    let commonest = frequencies.into_iter().sorted_by_key(|(_, frequency)| std::cmp::Reverse(*frequency));
    let commonest = commonest.map(|(token, _)| token.to_owned());
    let names = match kept {
        Kept::All => commonest.collect(),
        Kept::Commonest(number) => commonest.take(number).chain(["<other>".to_owned()]).collect(),
    };
    let vocabulary = Vocabulary::new(names)?;
    let place = |token| vocabulary.index_of(token).unwrap_or(vocabulary.size() - 1);
    let indices = tokens.iter().map(|token| u32::try_from(place(token)).expect("fewer tokens than bytes of a text"));
    let indices = indices.collect();
    Ok((vocabulary, indices))
}

fn named(tokens: &[&str]) -> Result<Vocabulary, LawError> {
    Vocabulary::new(tokens.iter().map(ToString::to_string).collect())
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}
