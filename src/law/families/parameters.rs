//! The text of a spec cut into a family's name and parameters.

use std::str::FromStr;

use crate::diagnosis::nearest::nearest;
use crate::exact::rational::shortened;
use crate::exact::{Rational, parse_rational};

use super::spec_error::SpecError;

/// `name(argument,argument,..)`, cut at commas outside parentheses.
pub(super) struct Call<'text> {
    pub(super) name: &'text str,
    pub(super) arguments: Vec<&'text str>,
}

/// Cuts a spec into its name and arguments.
pub(super) fn call(text: &str) -> Result<Call<'_>, SpecError> {
    let malformed = || SpecError::Malformed { text: text.to_owned() };
    let (name, rest) = text.trim().split_once('(').ok_or_else(malformed)?;
    let inside = rest.strip_suffix(')').ok_or_else(malformed)?;
    let mut arguments = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (place, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1).ok_or_else(malformed)?,
            ',' if depth == 0 => {
                arguments.push(inside[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    if depth > 0 {
        return Err(malformed());
    }
    if !inside.trim().is_empty() {
        arguments.push(inside[start..].trim());
    }
    Ok(Call { name: name.trim(), arguments })
}

/// The parameters of one spec, each `name=value`.
pub(super) struct Parameters<'text> {
    family: &'static str,
    given: Vec<(&'text str, &'text str)>,
}

impl<'text> Parameters<'text> {
    /// The given parameters, all of them among `known`, none twice.
    pub(super) fn new(
        family: &'static str,
        known: &'static [&'static str],
        arguments: &[&'text str],
    ) -> Result<Self, SpecError> {
        let mut given: Vec<(&str, &str)> = Vec::new();
        for argument in arguments {
            let (name, value) = argument
                .split_once('=')
                .ok_or_else(|| SpecError::NotAParameter { family, found: (*argument).to_owned() })?;
            let (name, value) = (name.trim(), value.trim());
            if !known.contains(&name) {
                return Err(SpecError::UnknownParameter {
                    family,
                    found: name.to_owned(),
                    known: known.join(", "),
                    nearest: nearest(name, known.iter().copied()).unwrap_or_default().to_owned(),
                });
            }
            if given.iter().any(|(other, _)| *other == name) {
                return Err(SpecError::DuplicateParameter { family, parameter: name.to_owned() });
            }
            given.push((name, value));
        }
        Ok(Self { family, given })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| *given == name)
    }

    pub(super) fn text(&self, name: &str) -> Result<&'text str, SpecError> {
        let given = self.given.iter().find(|(given, _)| *given == name).map(|(_, value)| *value);
        given.ok_or_else(|| SpecError::MissingParameter { family: self.family, parameter: name.to_owned() })
    }

    /// A non-negative integer.
    pub(super) fn number<T: FromStr>(&self, name: &str) -> Result<T, SpecError> {
        let text = self.text(name)?;
        text.parse().map_err(|_| {
            let is_large = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
            self.bad_value(
                name,
                text,
                if is_large { "a smaller integer: this one is too large" } else { "a non-negative integer" },
            )
        })
    }

    pub(super) fn number_or<T: FromStr>(&self, name: &str, default: T) -> Result<T, SpecError> {
        if self.has(name) { self.number(name) } else { Ok(default) }
    }

    /// Rationals with `;` between them.
    pub(super) fn list(&self, name: &str) -> Result<Vec<Rational>, SpecError> {
        self.row(name, self.text(name)?)
    }

    /// Lists with `|` between them.
    pub(super) fn rows(&self, name: &str) -> Result<Vec<Vec<Rational>>, SpecError> {
        self.text(name)?.split('|').map(|row| self.row(name, row)).collect()
    }

    fn row(&self, name: &str, text: &str) -> Result<Vec<Rational>, SpecError> {
        let value = |text| {
            parse_rational(text).map_err(|error| {
                let expected = match error.is_too_large {
                    true => "exponents from -10000 to 10000: this one is too large",
                    false => "exact numbers with `;` between",
                };
                self.bad_value(name, text, expected)
            })
        };
        text.split(';').map(value).collect()
    }

    pub(super) fn bad_value(&self, name: &str, found: &str, expected: &str) -> SpecError {
        SpecError::BadValue {
            family: self.family,
            parameter: name.to_owned(),
            found: shortened(found),
            expected: expected.to_owned(),
        }
    }
}
