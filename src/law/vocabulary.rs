//! The tokens that a position may take.

use std::collections::BTreeMap;

use super::LawError;

/// An ordered list of distinct tokens; a token's place in it, from 0, is the digit that stands for it everywhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    tokens: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Vocabulary {
    /// The vocabulary with these tokens in this order.
    ///
    /// ```
    /// use maskproof::law::Vocabulary;
    /// let vocabulary = Vocabulary::new(vec!["vowel".into(), "consonant".into()]).unwrap();
    /// assert_eq!(vocabulary.index_of("consonant"), Some(1));
    /// assert!(Vocabulary::new(vec!["a".into(), "a".into()]).is_err());
    /// ```
    ///
    /// # Errors
    /// [`LawError::EmptyVocabulary`], [`LawError::EmptyToken`] or [`LawError::DuplicateToken`].
    pub fn new(tokens: Vec<String>) -> Result<Self, LawError> {
        if tokens.is_empty() {
            return Err(LawError::EmptyVocabulary);
        }
        let mut places = BTreeMap::new();
        for (index, token) in tokens.iter().enumerate() {
            if token.is_empty() {
                return Err(LawError::EmptyToken { index });
            }
            if let Some(first) = places.insert(token.clone(), index) {
                return Err(LawError::DuplicateToken { token: token.clone(), first, second: index });
            }
        }
        Ok(Self { tokens, places })
    }

    /// The tokens `"0"`, `"1"`, .., `"size - 1"`. Size 0 gives the empty vocabulary, which no law accepts.
    pub fn numbered(size: usize) -> Self {
        let tokens: Vec<String> = (0..size).map(|token| token.to_string()).collect();
        let places = tokens.iter().cloned().zip(0..).collect();
        Self { tokens, places }
    }

    /// The number of tokens, V.
    pub fn size(&self) -> usize {
        self.tokens.len()
    }

    /// The token with this index.
    ///
    /// # Panics
    /// When `index` is not below [`size`](Self::size).
    pub fn token(&self, index: usize) -> &str {
        &self.tokens[index]
    }

    /// All tokens in order.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The index of a token, or `None` when it is not in the vocabulary.
    pub fn index_of(&self, token: &str) -> Option<usize> {
        self.places.get(token).copied()
    }
}
