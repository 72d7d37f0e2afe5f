//! What a quantity comes to on a law.

use crate::exact::{Extended, LazyForm, LogForm};

/// The value of a symbol on a law.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A finite value.
    Finite(LazyForm<'a>),
    /// `+infinity`.
    PositiveInfinity,
    /// Not computed, for the reason given.
    Unavailable(String),
}

impl From<Extended> for Value<'_> {
    fn from(value: Extended) -> Self {
        match value {
            Extended::Finite(form) => Self::Finite(form.into()),
            Extended::PositiveInfinity => Self::PositiveInfinity,
        }
    }
}

impl From<LogForm> for Value<'_> {
    fn from(form: LogForm) -> Self {
        Self::Finite(form.into())
    }
}
