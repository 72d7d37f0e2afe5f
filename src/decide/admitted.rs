//! Laws over the vocabularies that a claim's condition on `V` admits: codes over larger fields, the codes that exist
//! over every alphabet, and laws of fewer letters with letters that do not occur.

use crate::cases::vocabularies::Vocabularies;
use crate::exact::Integer;
use crate::language::{Claim, ClaimError};
use crate::law::families::{iid_uniform, parity, repetition};
use crate::law::{Law, Shape, Vocabulary, digits_of, index_of};
use crate::limits::LARGEST_FIELD;

use super::breaking_law::{Counterexample, breaks};
use super::outcome::Refutation;
use super::realise::{Code, CodeProduct, ConePoint, is_prime_power, single_sequence, smallest_field};

/// How many of the admitted vocabularies are tried, the smallest first.
const TRIED: usize = 8;

/// The law of a point over a vocabulary that the claim admits, if one is found.
pub(super) fn admitted(
    claim: &Claim,
    length: usize,
    refutation: &Refutation,
    point: &ConePoint,
    made: Counterexample,
    vocabularies: &Vocabularies,
) -> Result<Option<Counterexample>, ClaimError> {
    if vocabularies.are_all() || size_of(&made).is_some_and(|size| admits(vocabularies, length, size)) {
        return Ok(Some(made));
    }
    if made.predictor.is_some() {
        return Ok(None);
    }
    let sizes: Vec<usize> = vocabularies.admitted(length).take(TRIED).collect();
    for law in alternatives(length, point, &made, &sizes) {
        if breaks(claim, refutation, point, &law)? {
            return Ok(Some(Counterexample { law: Some(law), ..Counterexample::default() }));
        }
    }
    let Some(dimension) = point.single_ray() else { return Ok(None) };
    let fields = (smallest_field(dimension, length)..=LARGEST_FIELD).filter(|field| is_prime_power(*field));
    let codes = fields
        .filter(|field| {
            admits(vocabularies, length, *field) && (*field >= length || smallest_field(dimension, length) == 2)
        })
        .map(|field| CodeProduct::new(length, vec![Code { dimension, field, copies: 1 }]))
        .next();
    Ok(codes.map(|codes| Counterexample { law: codes.law().ok().flatten(), codes: Some(codes), ..made }))
}

/// Whether laws of a length over so many tokens are admitted.
fn admits(vocabularies: &Vocabularies, length: usize, vocabulary_size: usize) -> bool {
    Shape::new(length, vocabulary_size).is_ok_and(|shape| vocabularies.admit(shape))
}

/// The number of tokens of a law.
fn size_of(made: &Counterexample) -> Option<usize> {
    match (&made.law, &made.codes) {
        (Some(law), _) => Some(law.vocabulary_size()),
        (None, Some(codes)) => codes
            .codes()
            .iter()
            .try_fold(1_usize, |size, code| code.field.checked_pow(code.copies).and_then(|own| size.checked_mul(own))),
        (None, None) => None,
    }
}

/// Laws over these vocabularies that may do what a law does.
fn alternatives(length: usize, point: &ConePoint, made: &Counterexample, sizes: &[usize]) -> Vec<Law> {
    let mut laws = Vec::new();
    for &size in sizes {
        laws.extend(made.law.as_ref().and_then(|law| with_more_letters(law, size)));
        match point.single_ray() {
            Some(1) => laws.extend(repetition(size, length).ok()),
            Some(dimension) if dimension == length => laws.extend(iid_uniform(size, length).ok()),
            Some(dimension) if dimension + 1 == length => laws.extend(parity(size, length).ok()),
            Some(_) => {}
            None => laws.extend(Shape::new(length, size).and_then(single_sequence).ok()),
        }
    }
    laws
}

/// The law over more letters, of which the new ones do not occur.
fn with_more_letters(law: &Law, size: usize) -> Option<Law> {
    let (known, length) = (law.vocabulary_size(), law.length());
    if size < known {
        return None;
    }
    let atoms = Shape::new(length, size).and_then(Shape::check_size).ok()?;
    let mut counts = vec![Integer::new(); atoms];
    for (atom, count) in law.support() {
        counts[index_of(&digits_of(atom, known, length), size)] = count.clone();
    }
    let name = format!("{}, over {size} letters of which {} do not occur", law.name(), size - known);
    Law::from_counts(name, Vocabulary::numbered(size), length, counts).ok()
}
