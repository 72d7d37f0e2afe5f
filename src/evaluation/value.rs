//! The value of a quantity on a law.

use crate::cases::law_scalar::NoNumber;
use crate::exact::{Extended, LazyForm, LogForm};

/// The value of a quantity on a law.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A finite value.
    Finite(Box<LazyForm<'a>>),
    /// `+infinity`.
    PositiveInfinity,
    /// Not defined, for the reason given.
    Undefined(String),
    /// Not computed, for the reason given.
    Unavailable(String),
}

impl From<NoNumber> for Value<'_> {
    fn from(reason: NoNumber) -> Self {
        match reason {
            NoNumber::Undefined(reason) => Self::Undefined(reason),
            NoNumber::Unavailable(reason) => Self::Unavailable(reason),
        }
    }
}

impl<'a> From<LazyForm<'a>> for Value<'a> {
    fn from(form: LazyForm<'a>) -> Self {
        Self::Finite(Box::new(form))
    }
}

impl From<LogForm> for Value<'_> {
    fn from(form: LogForm) -> Self {
        LazyForm::from(form).into()
    }
}

impl From<Extended> for Value<'_> {
    fn from(value: Extended) -> Self {
        match value {
            Extended::Finite(form) => form.into(),
            Extended::PositiveInfinity => Self::PositiveInfinity,
        }
    }
}
