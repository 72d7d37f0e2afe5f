//! The wrong claims of `fixtures/claims/bad.toml`.

#![allow(dead_code, reason = "each test program uses a part")]

use serde::Deserialize;

/// The corpus.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    #[serde(rename = "statement")]
    pub statements: Vec<Statement>,
    #[serde(rename = "file")]
    pub files: Vec<File>,
}

/// A wrong statement in a file that is right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    pub name: String,
    pub mistake: String,
    pub statement: String,
    pub marks: String,
    pub says: String,
}

/// A file that is wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub name: String,
    pub text: String,
    pub marks: Option<String>,
    pub says: String,
}

impl Corpus {
    pub fn read() -> Self {
        toml::from_str(include_str!("../../fixtures/claims/bad.toml")).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The name and the text of each as a claim file.
    pub fn texts(&self) -> impl Iterator<Item = (String, String)> {
        let statements = self.statements.iter().map(|bad| (&bad.name, bad.text()));
        let files = self.files.iter().map(|bad| (&bad.name, bad.text.clone()));
        statements.chain(files).map(|(name, text)| (format!("{name}.toml"), text))
    }
}

impl Statement {
    /// The claim file.
    pub fn text(&self) -> String {
        format!(
            "id = \"{}\"\ntitle = \"A bad claim\"\nsource = \"written for the tests\"\nprovenance = \"D\"\nstatement = '''\n{}\n'''\n",
            self.name,
            self.statement.trim_end_matches('\n')
        )
    }
}
