//! Laws of `L` tokens, as certificates have them, and how often tokens occur at sets of positions.

use std::cell::RefCell;
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use crate::answer::{Reason, Result, Why};
use crate::codes::mds_code_exists;
use crate::document::Json;
use crate::limits::{Meter, bytes, words};
use crate::logs::LogForm;
use crate::number::count;

/// A law of `L` tokens.
pub struct Law<'m> {
    pub length: usize,
    pub source: Source,
    pub uniform: bool, // The predictor is the uniform one, not the exact one.
    pub meter: &'m Meter,
    pub averages: RefCell<BTreeMap<usize, LogForm>>, // What is known: by size, the mean entropy of sets of positions;
    pub entropies: RefCell<BTreeMap<usize, LogForm>>, // by set, the entropy.
}

/// How a law is given.
pub enum Source {
    /// Sequences and how often they occur, and the sum of that.
    Counts { vocabulary: u64, sequences: Vec<Counted>, total: BigInt },
    /// The product of laws of MDS codes.
    Codes(Vec<Code>),
}

/// A sequence, and how often it occurs.
pub type Counted = (Vec<u64>, BigUint);

/// Copies of a code.
pub struct Code {
    pub dimension: u64,
    pub field: u64,
    pub copies: u64,
}

/// The size of the vocabulary of a law, which a law of codes does not name.
pub fn vocabulary(law: &Json) -> Option<u64> {
    let Json::Object(keys) = law else { return None };
    if let Some(Json::Number(size)) = keys.get("vocabulary_size") { Some(*size) } else { None }
}

impl<'m> Law<'m> {
    /// A law of the format, with the uniform predictor or the exact one.
    pub fn read(law: Json, uniform: bool, length: usize, meter: &'m Meter) -> Result<Self> {
        let is_of_codes = matches!(&law, Json::Object(keys) if keys.contains_key("codes"));
        let source = if is_of_codes { read_codes(law, length, meter)? } else { read_counts(law, length, meter)? };
        Ok(Self { length, source, uniform, meter, averages: RefCell::default(), entropies: RefCell::default() })
    }

    /// The law in words.
    pub fn shown(&self) -> String {
        match &self.source {
            Source::Counts { vocabulary, sequences, .. } => {
                format!("a law of {} sequences over V = {vocabulary}", sequences.len())
            }
            Source::Codes(codes) => format!("a law of {} MDS codes", codes.len()),
        }
    }

    /// `N`
    pub fn unit(&self) -> BigInt {
        match &self.source {
            Source::Counts { total, .. } => total.clone(),
            Source::Codes(_) => BigInt::one(),
        }
    }

    /// The sequences with their counts, and the sum of these; only a law that is listed, with the exact predictor, has
    /// all quantities.
    pub fn listed(&self) -> Result<(&[Counted], &BigInt)> {
        match &self.source {
            Source::Counts { sequences, total, .. } if !self.uniform => Ok((sequences, total)),
            Source::Counts { .. } | Source::Codes(_) => {
                Err(Why::Fragment.of("this quantity of a code, or with the uniform predictor"))
            }
        }
    }

    /// How often the tokens occur that there are at a set of positions.
    pub fn classes(&self, set: usize) -> Result<BTreeMap<Vec<u64>, BigUint>> {
        let Source::Counts { sequences, .. } = &self.source else { return Ok(BTreeMap::new()) };
        let mut classes: BTreeMap<Vec<u64>, BigUint> = BTreeMap::new();
        for (sequence, count) in sequences {
            self.meter.work(200 + bytes(count))?;
            *classes.entry(tokens(sequence, set)).or_default() += count;
        }
        Ok(classes)
    }

    /// By sequence, how often its tokens at a set of positions occur.
    pub fn counts(&self, set: usize) -> Result<Vec<BigInt>> {
        let classes = self.classes(set)?;
        let (sequences, _) = self.listed()?;
        let counts = sequences.iter().map(|(sequence, _)| {
            let count = classes.get(&tokens(sequence, set)).cloned().unwrap_or_default();
            self.meter.keep(bytes(&count))?;
            Ok(count.into())
        });
        counts.collect()
    }
}

/// The tokens of a sequence at a set of positions.
fn tokens(sequence: &[u64], set: usize) -> Vec<u64> {
    sequence.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, token)| *token).collect()
}

fn read_counts(law: Json, length: usize, meter: &Meter) -> Result<Source> {
    let [vocabulary, counts] = law.fields(["vocabulary_size", "counts"])?;
    let vocabulary: u64 = vocabulary.size()?;
    let sequences = counts.list(|entry| {
        let [sequence, count] = entry.items()?;
        let (sequence, count): (Vec<u64>, BigUint) = (sequence.list(Json::size)?, count.number()?);
        let known = sequence.iter().all(|token| *token < vocabulary);
        Reason::WrongLaw.unless(sequence.len() == length, "a sequence of another length")?;
        Reason::WrongLaw.unless(known, "a token outside the vocabulary")?;
        Reason::WrongLaw.unless(!count.is_zero(), "a count of 0")?;
        // A number is written out again when it is read.
        meter.work(words(&count.clone().into()).saturating_pow(2).saturating_mul(32))?;
        Ok((sequence, count))
    })?;
    Reason::WrongLaw.unless(!sequences.is_empty(), "no sequence")?;
    Reason::WrongLaw.unless(sequences.is_sorted_by(|a, b| a.0 < b.0), "sequences that do not increase")?;
    let total = BigInt::from(sequences.iter().map(|(_, count)| count).sum::<BigUint>());
    Ok(Source::Counts { vocabulary, sequences, total })
}

/// A product of laws of MDS codes, each of which exists.
fn read_codes(law: Json, length: usize, meter: &Meter) -> Result<Source> {
    let [codes] = law.fields(["codes"])?;
    let codes = codes.list(|code| {
        let [dimension, field, copies] = code.fields(["dimension", "field", "copies"])?;
        let (dimension, field, copies): (u64, u64, u64) = (dimension.size()?, field.size()?, copies.size()?);
        Reason::WrongLaw.unless(copies > 0, "no copies of a code")?;
        mds_code_exists(count(length), dimension, field, meter)?;
        Ok(Code { dimension, field, copies })
    })?;
    Reason::WrongLaw.unless(!codes.is_empty(), "no code")?;
    Ok(Source::Codes(codes))
}

/// How many positions a set has, which is given by its bits.
pub fn size(set: usize) -> usize {
    set.count_ones().try_into().unwrap_or(usize::MAX)
}
