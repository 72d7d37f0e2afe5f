//! Laws, and the values that informations have at them, as linear forms in logarithms. The predictor is exact: training
//! errors are 0.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use crate::answer::{Fault, Reason, Why, outside};
use crate::document::{Code, Codes, Counts};
use crate::evaluate::{Information, Symbol};
use crate::limits::{self, Meter, too_large};
use crate::logs::{LogForm, add_log};
use crate::number::{Q, choose, read, whole};
use crate::sampler::{self, SetOfPositions};

/// What a law must know for informations to have values.
pub trait Law {
    /// `h(k)`
    fn average(&self, k: usize) -> LogForm;
    /// The entropy of a set of positions.
    fn entropy(&self, set: SetOfPositions) -> LogForm;
    /// `ln V`
    fn log_vocabulary(&self) -> LogForm;
    /// `KL_output`
    fn output_error(&self, schedule: &[usize]) -> Result<LogForm, Fault>;
}

/// The value of an information at a law, where the schedule is this one.
pub fn value(law: &dyn Law, information: &Information, schedule: Option<&[usize]>) -> Result<LogForm, Fault> {
    let mut sum = LogForm::zero();
    for (symbol, factor) in information.terms() {
        match symbol {
            Symbol::Average(k) => sum.add_multiple(&law.average(*k), factor),
            Symbol::Entropy(set) => sum.add_multiple(&law.entropy(*set), factor),
            Symbol::TrainingError | Symbol::HalvedTrainingError(_) => {}
            Symbol::LogVocabulary => sum.add_multiple(&law.log_vocabulary(), factor),
            Symbol::Log(number) => add_log(&mut sum, number, factor),
            Symbol::OutputKl => {
                let schedule = schedule.ok_or_else(|| outside("KL_output without a schedule"))?;
                sum.add_multiple(&law.output_error(schedule)?, factor);
            }
        }
    }
    Ok(sum)
}

/// Counts of sequences over their total, and the entropies that follow.
pub struct ListedLaw {
    pub length: usize,
    pub vocabulary: u64,
    pub counts: Vec<(Vec<u64>, BigUint)>,
    pub total: BigUint,
    entropies: Vec<LogForm>,
    averages: Vec<LogForm>,
}

impl ListedLaw {
    /// The law of a document.
    pub fn new(document: &Counts, length: usize, meter: &Meter) -> Result<Self, Fault> {
        let vocabulary = document.vocabulary_size;
        let mut counts: Vec<(Vec<u64>, BigUint)> = Vec::new();
        for (sequence, count) in &document.counts {
            let count: BigUint = read(count)?;
            if sequence.len() != length {
                return Err(Reason::WrongSequenceLength.into());
            }
            if sequence.iter().any(|token| *token >= vocabulary) {
                return Err(Reason::TokenOutsideVocabulary.into());
            }
            if count.is_zero() {
                return Err(Reason::ZeroCount.into());
            }
            if counts.last().is_some_and(|(before, _)| before >= sequence) {
                return Err(Reason::NotIncreasing.into());
            }
            counts.push((sequence.clone(), count));
        }
        if counts.is_empty() {
            return Err(Reason::EmptyLaw.into());
        }
        if length > limits::ENUMERATED_LENGTH || counts.len() << length > limits::LAW_CELLS {
            return Err(too_large("subsets of positions times sequences of a law", limits::LAW_CELLS));
        }
        meter.tick(counts.len() << length)?;
        let total = counts.iter().map(|(_, count)| count).sum();
        let mut law = Self { length, vocabulary, counts, total, entropies: Vec::new(), averages: Vec::new() };
        law.averages = vec![LogForm::zero(); length + 1];
        for set in 0..1 << length {
            let entropy = law.compute_entropy(set);
            let size = sampler::size(set);
            law.averages[size].add_multiple(&entropy, &Q::new(BigInt::one(), choose(length, size)));
            law.entropies.push(entropy);
        }
        Ok(law)
    }

    /// How often the tokens of a sequence occur at the positions of a set.
    pub fn marginal(&self, set: SetOfPositions) -> BTreeMap<Vec<u64>, BigUint> {
        let mut counts = BTreeMap::new();
        for (sequence, count) in &self.counts {
            *counts.entry(sampler::part(sequence, set)).or_insert_with(BigUint::zero) += count;
        }
        counts
    }

    /// `c / N`
    pub fn probability(&self, count: &BigUint) -> Q {
        Q::new(count.clone().into(), self.total.clone().into())
    }

    /// `H(set) = ln N - sum (c / N) ln c`
    fn compute_entropy(&self, set: SetOfPositions) -> LogForm {
        let mut entropy = LogForm::zero();
        add_log(&mut entropy, &self.total, &Q::one());
        for count in self.marginal(set).values() {
            add_log(&mut entropy, count, &-self.probability(count));
        }
        entropy
    }
}

impl Law for ListedLaw {
    fn average(&self, k: usize) -> LogForm {
        self.averages[k].clone()
    }

    fn entropy(&self, set: SetOfPositions) -> LogForm {
        self.entropies[set].clone()
    }

    fn log_vocabulary(&self) -> LogForm {
        let mut form = LogForm::zero();
        add_log(&mut form, &self.vocabulary.into(), &Q::one());
        form
    }

    fn output_error(&self, schedule: &[usize]) -> Result<LogForm, Fault> {
        sampler::output_error(self, schedule)
    }
}

/// A product of laws of MDS codes, each of which exists.
pub struct LawOfCodes(Vec<Code>);

impl LawOfCodes {
    /// The law of a document.
    pub fn new(document: &Codes, length: usize) -> Result<Self, Fault> {
        if document.codes.is_empty() {
            return Err(Reason::EmptyLaw.into());
        }
        for Code { dimension, field, copies } in &document.codes {
            if *copies == 0 {
                return Err(Reason::ZeroCount.into());
            }
            mds_code_exists(u64::try_from(length).unwrap_or(u64::MAX), *dimension, *field)?;
        }
        Ok(Self(document.codes.clone()))
    }

    /// `sum_i copies_i ln(field_i) min(k, dimension_i)`: any `k` positions of a word of an MDS code of dimension `m` over
    /// a field of order `q` have entropy `min(k, m) ln q`.
    fn entropy_of_size(&self, k: usize) -> LogForm {
        let mut entropy = LogForm::zero();
        for Code { dimension, field, copies } in &self.0 {
            let symbols = u64::try_from(k).unwrap_or(u64::MAX).min(*dimension);
            add_log(&mut entropy, &BigUint::from(*field), &(whole(*copies) * whole(symbols)));
        }
        entropy
    }
}

impl Law for LawOfCodes {
    fn average(&self, k: usize) -> LogForm {
        self.entropy_of_size(k)
    }

    fn entropy(&self, set: SetOfPositions) -> LogForm {
        self.entropy_of_size(sampler::size(set))
    }

    fn log_vocabulary(&self) -> LogForm {
        self.entropy_of_size(1)
    }

    fn output_error(&self, _: &[usize]) -> Result<LogForm, Fault> {
        Err(outside("KL_output of a code"))
    }
}

/// Makes sure that an MDS code with these parameters exists.
fn mds_code_exists(length: u64, dimension: u64, field: u64) -> Result<(), Fault> {
    if !(1..=length).contains(&dimension) {
        return Err(Reason::DimensionOutOfRange.into());
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
