//! Words and signs of a text that may be in no language.

/// A word, a number or a sign, with the space before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its text.
    pub text: String,
    /// Whether white space or a comment stands before it.
    pub is_apart: bool,
}

impl Token {
    /// A token behind a space.
    pub fn apart(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_apart: true }
    }

    /// A token without a space before it.
    pub fn joined(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_apart: false }
    }

    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }

    /// Whether it is a word that joins others: a quantity never stands beside one without a sign between them.
    pub fn is_keyword(&self) -> bool {
        const WORDS: [&str; 17] = [
            "for", "all", "exists", "law", "schedule", "order", "policy", "rule", "with", "and", "in", "if", "then",
            "or", "not", "subsets", "implies",
        ];
        WORDS.contains(&self.text.as_str()) || self.text == "iff"
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|first: char| first.is_ascii_digit())
    }
}

/// The signs of several characters, longer ones first.
const SIGNS: [&str; 22] = [
    "<=>", "<->", "==>", "...", "===", "<=", ">=", "==", "=>", "=<", "!=", "<>", "->", "&&", "||", "**", "..", "/\\",
    "\\/", "~=", "/=", ":=",
];

/// Cuts a text into tokens; comments are dropped.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let (mut rest, mut is_apart) = (text, false);
    while let Some(first) = rest.chars().next() {
        let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
        let length = if first.is_whitespace() || first == '#' {
            let end = if first == '#' { rest.find('\n') } else { rest.find(|c: char| !c.is_whitespace()) };
            rest = &rest[end.unwrap_or(rest.len())..];
            is_apart = true;
            continue;
        } else if first.is_ascii_digit() {
            let whole = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let fraction = rest[whole..]
                .strip_prefix('.')
                .map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
            if fraction > 0 { whole + 1 + fraction } else { whole }
        } else if first.is_ascii_alphabetic() || first == '_' {
            rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())
        } else if first == '\\' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            1 + rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - 1)
        } else if first == '"' {
            // The name of a rule is one token.
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else {
            SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
        };
        let (token, after) = rest.split_at(length);
        found.push(Token { text: token.to_owned(), is_apart });
        (rest, is_apart) = (after, false);
    }
    found
}

/// The text of tokens, on one line.
pub fn text_of(tokens: &[Token]) -> String {
    let mut text = String::new();
    for (number, token) in tokens.iter().enumerate() {
        if token.is_apart && number > 0 {
            text.push(' ');
        }
        text += &token.text;
    }
    text
}

/// The place of the bracket that closes the one at `open`.
pub fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(place);
                }
            }
            _ => {}
        }
    }
    None
}

/// The first place from `start` to `end` outside brackets whose token is one of these.
pub fn at_top(tokens: &[Token], start: usize, end: usize, wanted: &[&str]) -> Option<usize> {
    let mut place = start;
    while place < end {
        let text = tokens[place].text.as_str();
        if wanted.contains(&text) {
            return Some(place);
        }
        place = match text {
            "(" | "[" | "{" => closing(tokens, place)? + 1,
            _ => place + 1,
        };
    }
    None
}
