//! Documents as trees. Whoever reads an object says which keys it has: keys that are unknown, missing or there twice
//! are errors. Rationals and counts are texts.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::answer::{Reason, Result};
use crate::number;

/// A value in a document. None is a fraction, a negative number or a truth value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Number(u64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            type Value = Json;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value of a certificate")
            }
            fn visit_unit<E: Error>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
                Ok(Json::Number(number))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
                Ok(Json::Text(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Json::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
                let mut object = BTreeMap::new();
                while let Some((key, value)) = entries.next_entry()? {
                    if object.insert(key, value).is_some() {
                        return Err(A::Error::custom("a key that is there twice"));
                    }
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

/// Reads a JSON text.
pub fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    let reason = |error: &serde_json::Error| if error.is_data() { Reason::WrongForm } else { Reason::NotJson };
    serde_json::from_str(text).map_err(|error| reason(&error).of(error))
}

fn wrong<T>(expected: &str) -> Result<T> {
    Err(Reason::WrongForm.of(format!("something else instead of {expected}")))
}

impl Json {
    /// Takes the value of a key, which must be there.
    pub fn take(&mut self, key: &str) -> Result<Self> {
        let Self::Object(keys) = self else { return wrong("an object") };
        keys.remove(key).ok_or_else(|| Reason::WrongForm.of(format!("a missing key: {key}")))
    }

    /// The values of keys, which must be all that are there.
    pub fn fields<const N: usize>(mut self, keys: [&str; N]) -> Result<[Self; N]> {
        let mut values = keys.map(|_| Self::Null);
        for (value, key) in values.iter_mut().zip(keys) {
            *value = self.take(key)?;
        }
        Reason::WrongForm
            .unless(self == Self::Object(BTreeMap::new()), format_args!("unknown keys beside {keys:?}"))?;
        Ok(values)
    }

    pub fn text(self) -> Result<String> {
        if let Self::Text(text) = self { Ok(text) } else { wrong("a text") }
    }

    pub fn list<T>(self, item: impl FnMut(Self) -> Result<T>) -> Result<Vec<T>> {
        if let Self::List(list) = self { list.into_iter().map(item).collect() } else { wrong("a list") }
    }

    /// A list of so many values.
    pub fn items<const N: usize>(self) -> Result<[Self; N]> {
        self.list(Ok)?.try_into().or_else(|_| wrong("a list of another length"))
    }

    /// A number that JSON writes as one.
    pub fn size<T: TryFrom<u64>>(self) -> Result<T> {
        let Self::Number(number) = self else { return wrong("a number") };
        number.try_into().or_else(|_| wrong("a smaller number"))
    }

    /// A rational, or a count.
    pub fn number<T: std::str::FromStr + ToString>(self) -> Result<T> {
        number::read(&self.text()?)
    }

    /// `null`, or a value.
    pub fn nullable<T>(self, value: impl FnOnce(Self) -> Result<T>) -> Result<Option<T>> {
        if self == Self::Null { Ok(None) } else { value(self).map(Some) }
    }

    /// The keys of an object with their values, where any key may be.
    pub fn entries(self) -> Result<BTreeMap<String, Self>> {
        if let Self::Object(entries) = self { Ok(entries) } else { wrong("an object") }
    }
}
