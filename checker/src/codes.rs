//! Products of laws of MDS codes. Any `k` positions of a code word of an MDS code of dimension `m` over a field of order
//! `q` have entropy `min(k, m) ln q`.

use num_bigint::BigUint;

use crate::affine::{Affine, Atom, size};
use crate::limits::{self, too_large};
use crate::logs::LogForm;
use crate::outcome::{Fault, LawError, Reason, Why, outside};
use crate::scalar::Q;

/// Independent copies of uniform words of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The dimension.
    pub dimension: u64,
    /// The order of the field.
    pub field: u64,
    /// How many copies.
    pub copies: u64,
}

/// A product of code laws, each of which exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLaw(Vec<Code>);

impl CodeLaw {
    /// The product law, for codes of this length.
    pub fn new(length: usize, codes: Vec<Code>) -> Result<Self, Fault> {
        if codes.is_empty() {
            return Err(LawError::Empty.into());
        }
        for code in &codes {
            make_sure(u64::try_from(length).map_err(|_| too_large("length", limits::LENGTH))?, code)?;
        }
        Ok(Self(codes))
    }

    /// An information at this law, with the exact predictor.
    pub fn value(&self, affine: &Affine) -> Result<LogForm, Fault> {
        let mut form = LogForm::default();
        for (atom, factor) in affine.terms() {
            match atom {
                Atom::Average(k) => self.add_entropy(&mut form, Some(*k), factor),
                Atom::Subset(set) => self.add_entropy(&mut form, Some(size(*set)), factor),
                Atom::TrainingError | Atom::HalvedTrainingError(_) => {}
                Atom::LogVocabulary => self.add_entropy(&mut form, None, factor),
                Atom::Log(number) => form.add(number, factor),
                Atom::OutputKl => return Err(outside("KL_output of a code")),
            }
        }
        Ok(form)
    }

    /// Adds a multiple of the entropy of `k` positions, or of `ln V`.
    fn add_entropy(&self, form: &mut LogForm, k: Option<usize>, factor: &Q) {
        for code in &self.0 {
            let symbols = k.map_or(1, |k| u64::try_from(k).unwrap_or(u64::MAX).min(code.dimension));
            let copies = Q::from_integer(code.copies.into());
            form.add(&BigUint::from(code.field), &(factor * copies * Q::from_integer(symbols.into())));
        }
    }
}

fn make_sure(length: u64, code: &Code) -> Result<(), Fault> {
    let Code { dimension, field, copies } = *code;
    if copies == 0 {
        return Err(LawError::ZeroCount.into());
    }
    if !(1..=length).contains(&dimension) {
        return Err(LawError::DimensionOutOfRange.into());
    }
    if field > limits::FIELD_ORDER {
        return Err(too_large("order of a field", limits::FIELD_ORDER));
    }
    if !is_prime_power(field) {
        return Err(Reason::NotAFieldOrder(field).into());
    }
    // Repetition, parity check, all words; otherwise Reed-Solomon codes, extended twice.
    if [1, length - 1, length].contains(&dimension) || length <= field + 1 {
        Ok(())
    } else if length >= field + dimension || dimension >= field {
        // An MDS code that is none of the trivial ones has L <= q + k - 1 and, by duality, k <= q - 1 (Bush).
        Err(Reason::NoSuchCode { dimension, field }.into())
    } else {
        Err(Fault::Decline(Why::CodeNotKnown { dimension, field }))
    }
}

fn is_prime_power(number: u64) -> bool {
    let Some(prime) = (2..=number).take_while(|p| p * p <= number).find(|p| number.is_multiple_of(*p)) else {
        return number >= 2;
    };
    let mut rest = number;
    while rest.is_multiple_of(prime) {
        rest /= prime;
    }
    rest == 1
}
