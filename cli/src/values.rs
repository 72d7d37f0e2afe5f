//! Values of arguments that are more than a number or a name.

use std::str::FromStr;

use maskproof::exact::{Rational, parse_rational};
use maskproof::limits::DECISION_LENGTH_LIMIT;

/// An exact number above 0 and below 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share(pub Rational);

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = parse_rational(text).ok().filter(|number| *number > 0 && *number < 1);
        number.map(Self).ok_or_else(|| "expected an exact number above 0 and below 1, such as 1/1000".to_owned())
    }
}

/// The base of logarithms: an exact number above 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(pub Rational);

impl FromStr for Base {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = parse_rational(text).ok().filter(|number| *number > 1);
        number.map(Self).ok_or_else(|| "expected an exact number above 1, such as 10 or 3/2".to_owned())
    }
}

/// Tokens by their places in a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens(pub Vec<usize>);

impl FromStr for Tokens {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let tokens: Result<Vec<usize>, _> = text.split(',').map(|token| token.trim().parse()).collect();
        tokens.map(Self).map_err(|_| "expected tokens by their places from 0, such as 0,1".to_owned())
    }
}

/// A restriction of the support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// All atoms.
    Full,
    /// So many.
    Size(usize),
}

impl FromStr for Support {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "full" {
            return Ok(Self::Full);
        }
        let size = text.parse().ok().filter(|size| *size > 0);
        size.map(Self::Size).ok_or_else(|| "expected `full` or a number of atoms".to_owned())
    }
}

/// Which part of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardNumber {
    /// From 0.
    pub index: usize,
    /// How many there are.
    pub of: usize,
}

impl FromStr for ShardNumber {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('/')
            .and_then(|(index, of)| Some((index.parse::<usize>().ok()?, of.parse::<usize>().ok()?)));
        match parts {
            Some((index, of)) if 1 <= index && index <= of => Ok(Self { index: index - 1, of }),
            _ => Err("expected a part such as 1/4: from 1/4 to 4/4".to_owned()),
        }
    }
}

/// A range of sequence lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// The first length.
    pub first: usize,
    /// The last length.
    pub last: usize,
}

impl FromStr for Lengths {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let lengths = match (first.trim().parse(), last.trim().parse()) {
            (Ok(first), Ok(last)) => Some(Self { first, last }),
            _ => None,
        };
        lengths
            .filter(|lengths| {
                1 <= lengths.first && lengths.first <= lengths.last && lengths.last <= DECISION_LENGTH_LIMIT
            })
            .ok_or_else(|| {
                format!("expected a length such as 6, or a range such as 2..16, up to {DECISION_LENGTH_LIMIT}")
            })
    }
}

/// An exact number above 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositiveNumber(pub Rational);

impl FromStr for PositiveNumber {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = parse_rational(text).ok().filter(|number| *number > 0);
        number.map(Self).ok_or_else(|| "expected an exact number above 0, such as 2 or 1.96".to_owned())
    }
}
