//! The document: its keys and the types of their values, as the format lists them. Keys that are unknown, missing or
//! there twice are errors. Numbers are texts here; they are read where they are used.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::answer::{Fault, Reason};
use crate::limits::{self, too_large};

/// The keys at the top of a document that are not taken yet.
pub struct Document<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Document<'a> {
    pub fn read(text: &'a str) -> Result<Self, Fault> {
        if text.len() > limits::DOCUMENT_BYTES {
            return Err(too_large("bytes of the document", limits::DOCUMENT_BYTES));
        }
        json(text, "document").map(|Unique(keys)| Self(keys))
    }

    /// Takes the value of a key that must be there.
    pub fn take<T: Deserialize<'a>>(&mut self, key: &str) -> Result<T, Fault> {
        let value = self.0.remove(key).ok_or_else(|| Reason::WrongForm(format!("missing field `{key}`")))?;
        json(value.get(), key)
    }

    /// Complains about what was not taken.
    pub fn finish(self) -> Result<(), Fault> {
        let left = self.0.into_keys().next();
        left.map_or(Ok(()), |key| Err(Reason::WrongForm(format!("unknown field `{key}`")).into()))
    }
}

/// Reads a text; what it is the text of is for the message, which counts lines from its beginning.
fn json<'a, T: Deserialize<'a>>(text: &'a str, what: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| {
        let message = format!("{error} of `{what}`");
        Fault::Reject(if error.is_data() { Reason::WrongForm(message) } else { Reason::NotJson(message) })
    })
}

/// An object with free keys, each there once: otherwise the last of several values of a key would count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unique<T>(pub BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Unique<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Unique<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut found = BTreeMap::new();
                while let Some((key, value)) = entries.next_entry::<String, T>()? {
                    if found.insert(key.clone(), value).is_some() {
                        return Err(A::Error::custom(format!("duplicate field `{key}`")));
                    }
                }
                Ok(Unique(found))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// `null` or a value. Without this, a missing key would count as `null`.
fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// A predictor that is not exact.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Predictor {
    Uniform,
}

/// A value where there is the key, not `null`.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    pub id: String,
    pub statement: String,
    #[serde(deserialize_with = "nullable")]
    pub constant: Option<ClaimedConstant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimedConstant {
    pub name: String,
    pub value: String,
}

/// A value for everything that is quantified but the law.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    pub variables: Unique<String>,
    #[serde(deserialize_with = "nullable")]
    pub schedule: Option<Vec<usize>>,
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.variables.0 {
            write!(f, "{name} = {value}, ")?;
        }
        match &self.schedule {
            Some(schedule) => write!(f, "schedule {schedule:?}"),
            None => write!(f, "no schedule"),
        }
    }
}

/// A law by its counts: tokens and how often.
#[derive(PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    pub vocabulary_size: u64,
    pub counts: Vec<(Vec<u64>, String)>,
}

/// A product of laws of codes.
#[derive(PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    pub codes: Vec<Code>,
}

#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub dimension: u64,
    pub field: u64,
    pub copies: u64,
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum AnyLaw {
    Counts(Counts),
    Codes(Codes),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refutation {
    #[serde(deserialize_with = "nullable")]
    pub schedule: Option<Vec<usize>>,
    pub law: AnyLaw,
    /// The key can be missing: then the predictor is exact.
    #[serde(default, deserialize_with = "present")]
    pub predictor: Option<Predictor>,
    pub relation: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coefficients {
    pub rays: Vec<String>,
    pub ln_v: String,
    pub eps_train: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaysEntry {
    pub instance: Instance,
    pub relations: Vec<Coefficients>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MixtureEntry {
    pub instance: Instance,
    pub mixture: Vec<Part>,
    pub rays: Vec<String>,
    pub ln_v: String,
    pub eps_train: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub schedule: Vec<usize>,
    pub weight: String,
}

/// An entry of a proof.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Entry {
    Rays(RaysEntry),
    Mixture(MixtureEntry),
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sense {
    Smallest,
    Largest,
}

/// The schedules that count: all, or those with this largest block.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    #[serde(deserialize_with = "nullable")]
    pub s_max: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sharpness {
    pub instance: Instance,
    pub rays: Vec<String>,
    pub ln_v: String,
}
