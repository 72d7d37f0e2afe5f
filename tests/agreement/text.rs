//! From tokens to text, in several styles.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::generator::{Sample, Token};

/// A statement as text, with the name and value of its constant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    pub statement: String,
    pub constant: Option<(String, String)>,
}

impl Text {
    /// The name and value of the constant, borrowed.
    pub fn constant(&self) -> Option<(&str, &str)> {
        self.constant.as_ref().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// How tokens are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// White space only where words would grow together.
    Tight,
    /// A space between any two tokens.
    Spaced,
    /// White space of every kind, and comments.
    Wild,
}

fn is_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// The text of tokens.
pub fn text_of(tokens: &[Token], style: Style, random: &mut ChaCha8Rng) -> String {
    let mut text = String::new();
    for token in tokens {
        let grows = text.ends_with(is_of_word) && token.text.starts_with(is_of_word);
        match style {
            Style::Tight if grows => text.push(' '),
            Style::Tight => {}
            Style::Spaced if text.is_empty() => {}
            Style::Spaced => text.push(' '),
            Style::Wild => {
                let spaces = [" ", "  ", "\t", "\n", "\r\n", " # a, b: (\n", "#\n", "\n# for all law: é\n\t"];
                if grows || random.random_range(0..3) > 0 {
                    text.push_str(spaces[random.random_range(0..spaces.len())]);
                }
            }
        }
        text.push_str(&token.text);
    }
    text
}

impl Sample {
    /// The statement and its constant as text.
    pub fn text(&self, style: Style, random: &mut ChaCha8Rng) -> Text {
        let statement = text_of(&self.tokens, style, random);
        let constant = self.constant.as_ref().map(|(name, value)| (name.clone(), text_of(value, style, random)));
        Text { statement, constant }
    }
}
