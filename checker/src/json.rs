//! JSON as a tree that forgets nothing: an object keeps its keys in order, twice if they are there twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::limits::{self, too_large};
use crate::outcome::{Fault, Reason};

/// A JSON value. Numbers are whole; others are rejected when they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Flag(bool),
    /// A number of 64 bits without sign.
    Whole(u64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without fractions or negative numbers")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Flag(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Json::Object(object))
    }
}

/// Reads a text. The nesting of JSON is limited by the reader, to 128.
pub fn read(text: &str) -> Result<Json, Fault> {
    if text.len() > limits::DOCUMENT_BYTES {
        return Err(too_large("bytes of the document", limits::DOCUMENT_BYTES));
    }
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        match error.is_data() {
            true => {
                Reason::WrongType { key: message, expected: "numbers from 0 to 2^64 - 1 without a fraction" }.into()
            }
            false => Reason::NotJson(message).into(),
        }
    })
}

impl Json {
    fn mistyped(key: &str, expected: &'static str) -> Fault {
        Reason::WrongType { key: key.to_owned(), expected }.into()
    }

    /// The string, or a complaint about the value of `key`.
    pub fn text(self, key: &str) -> Result<String, Fault> {
        if let Self::Text(text) = self { Ok(text) } else { Err(Self::mistyped(key, "a string")) }
    }

    /// The number.
    pub fn whole(self, key: &str) -> Result<u64, Fault> {
        if let Self::Whole(number) = self { Ok(number) } else { Err(Self::mistyped(key, "a whole number")) }
    }

    /// The array.
    pub fn list(self, key: &str) -> Result<Vec<Self>, Fault> {
        if let Self::List(list) = self { Ok(list) } else { Err(Self::mistyped(key, "an array")) }
    }

    /// The object, with every key once.
    pub fn fields(self, key: &str) -> Result<Fields, Fault> {
        let Self::Object(object) = self else { return Err(Self::mistyped(key, "an object")) };
        let mut keys: Vec<&String> = object.iter().map(|(key, _)| key).collect();
        keys.sort_unstable();
        if let Some(pair) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Reason::DuplicateKey(pair[0].clone()).into());
        }
        Ok(Fields(object))
    }

    /// `None` for `null`.
    pub fn optional(self) -> Option<Self> {
        if self == Self::Null { None } else { Some(self) }
    }
}

/// The entries of an object that are not taken yet.
#[derive(Debug)]
pub struct Fields(Vec<(String, Json)>);

impl Fields {
    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(name, _)| name == key)
    }

    /// Takes the value of a key that must be there.
    pub fn take(&mut self, key: &'static str) -> Result<Json, Fault> {
        let index = self.0.iter().position(|(name, _)| name == key).ok_or(Reason::MissingKey(key))?;
        Ok(self.0.swap_remove(index).1)
    }

    /// Complains about what was not taken.
    pub fn finish(self) -> Result<(), Fault> {
        self.0.into_iter().next().map_or(Ok(()), |(key, _)| Err(Reason::UnknownKey(key).into()))
    }

    /// All entries that are not taken yet.
    pub fn into_entries(self) -> Vec<(String, Json)> {
        self.0
    }
}
