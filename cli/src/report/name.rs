//! Names and words that come from data, as texts show them.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// A name or word that comes from data: of a law or predictor, or a token. JSON has it as it is; a text has it on one
/// line ([`one_line`]), so that it cannot pass for a line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name(String);

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&one_line(&self.0))
    }
}

/// A text on one line: ends of lines and tabs in it are shown as `\n` and `\t`. Other control characters are made
/// visible where texts are printed.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\t']) {
        Cow::Owned(text.replace('\n', "\\n").replace('\t', "\\t"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Words on one line, with spaces between them.
pub fn words(words: &[Name]) -> String {
    words.iter().map(Name::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_its_line_in_texts_and_as_it_is_in_json() {
        let name = Name::from("a\nb\tc");
        assert_eq!(name.to_string(), "a\\nb\\tc");
        assert_eq!(serde_json::to_string(&name).unwrap(), "\"a\\nb\\tc\"");
        assert_eq!(words(&[name, Name::from("d")]), "a\\nb\\tc d");
        assert!(matches!(one_line("plain"), Cow::Borrowed("plain")));
    }
}
