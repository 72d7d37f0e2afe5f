//! Laws, and the values that informations have at them, as linear forms in logarithms. The predictor is exact, and training
//! errors are 0, unless it is said to be uniform.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::answer::{Fault, Reason, Why, outside};
use crate::document::{AnyLaw, Code, Codes, Counts};
use crate::evaluate::{Information, Symbol, halved, ideal_error};
use crate::limits::{self, Meter, too_large};
use crate::logs::{LogForm, log, log_of, nats};
use crate::number::{Q, choose, read, whole};
use crate::sampler::{self, SetOfPositions};

/// A law of `L` tokens, with its entropies.
pub struct Law {
    pub length: usize,
    /// Sequences and how often they occur; none for a law of codes.
    pub counts: Vec<(Vec<u64>, BigUint)>,
    pub total: BigUint,
    log_vocabulary: LogForm,
    /// By size of the set of positions: the mean entropy.
    averages: Vec<LogForm>,
    /// By set of positions; for a law of codes, all sets of one size have the same.
    entropies: Vec<LogForm>,
    /// The predictor is the uniform one, not the exact one.
    pub uniform: bool,
}

impl Law {
    pub fn new(document: &AnyLaw, length: usize, meter: &Meter) -> Result<Self, Fault> {
        match document {
            AnyLaw::Counts(document) => Self::of_counts(document, length, meter),
            AnyLaw::Codes(document) => Self::of_codes(document, length),
        }
    }

    pub fn of_counts(document: &Counts, length: usize, meter: &Meter) -> Result<Self, Fault> {
        let mut counts: Vec<(Vec<u64>, BigUint)> = Vec::new();
        for (sequence, count) in &document.counts {
            let count: BigUint = read(count)?;
            if sequence.len() != length {
                return Err(Reason::WrongSequenceLength.into());
            }
            if sequence.iter().any(|token| *token >= document.vocabulary_size) {
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
        let log_vocabulary = log(&document.vocabulary_size.into());
        let averages = vec![LogForm::zero(); length + 1];
        let mut law = Self { length, counts, total, log_vocabulary, averages, entropies: Vec::new(), uniform: false };
        for set in 0..1 << length {
            // H(set) = ln N - sum (c / N) ln c
            let mut sum = LogForm::zero();
            for count in law.marginal(set).values() {
                sum.add_multiple(&log(count), &whole(count.clone()));
            }
            let entropy = log(&law.total).minus(&sum.times(&law.probability(&BigUint::one())));
            let average = &mut law.averages[sampler::size(set)];
            average.add_multiple(&entropy, &Q::one());
            law.entropies.push(entropy);
        }
        for (k, average) in law.averages.iter_mut().enumerate() {
            *average = average.clone().times(&Q::new(BigInt::one(), choose(length, k)));
        }
        Ok(law)
    }

    /// A product of laws of MDS codes, each of which exists. Any `k` positions of a word of a code of dimension `m` over a
    /// field of order `q` have entropy `min(k, m) ln q`.
    pub fn of_codes(document: &Codes, length: usize) -> Result<Self, Fault> {
        if document.codes.is_empty() {
            return Err(Reason::EmptyLaw.into());
        }
        let mut averages = vec![LogForm::zero(); length + 1];
        for Code { dimension, field, copies } in &document.codes {
            if *copies == 0 {
                return Err(Reason::ZeroCount.into());
            }
            mds_code_exists(u64::try_from(length).unwrap_or(u64::MAX), *dimension, *field)?;
            for (k, average) in (0..).zip(&mut averages) {
                average.add_multiple(&log(&BigUint::from(*field)), &(whole(*copies) * whole((*dimension).min(k))));
            }
        }
        let (counts, entropies, log_vocabulary) = (Vec::new(), Vec::new(), averages[1].clone());
        Ok(Self { length, counts, total: BigUint::zero(), log_vocabulary, averages, entropies, uniform: false })
    }

    /// How often tokens occur at the positions of a set.
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

    /// The value of an information, where the schedule is this one; nothing where it is infinite.
    pub fn value(&self, information: &Information, schedule: Option<&[usize]>) -> Result<Option<LogForm>, Fault> {
        let mut sum = LogForm::zero();
        let mut infinite = false;
        for (symbol, factor) in information.terms() {
            match symbol {
                Symbol::Average(k) => sum.add_multiple(&self.averages[*k], factor),
                Symbol::Entropy(set) => {
                    let same_for_all = &self.averages[sampler::size(*set)];
                    sum.add_multiple(self.entropies.get(*set).unwrap_or(same_for_all), factor);
                }
                Symbol::TrainingError(halving) if self.uniform => {
                    let blocks = schedule.ok_or_else(|| outside("a training error without a schedule"))?;
                    sum.add_multiple(&self.uniform_error(&halved(blocks, *halving))?, factor);
                }
                Symbol::TrainingError(_) => {}
                Symbol::LogVocabulary => sum.add_multiple(&self.log_vocabulary, factor),
                Symbol::Log(number) => sum.add_multiple(&log(number), factor),
                Symbol::OfLaw(_) if self.counts.is_empty() || self.uniform => {
                    return Err(outside("this quantity of a code"));
                }
                Symbol::OfLaw(word) => match self.quantity(word, schedule)? {
                    Some(value) => sum.add_multiple(&value, factor),
                    None if factor.is_negative() => return Err(outside("a side that subtracts an infinite term")),
                    None => infinite = true,
                },
            }
        }
        Ok((!infinite).then_some(sum))
    }

    /// The training error of the uniform predictor: the output law is uniform, whatever the order, so that the expected error
    /// is `L ln V - h(L)`; the training error is what it has above the ideal error.
    fn uniform_error(&self, blocks: &[usize]) -> Result<LogForm, Fault> {
        let expected = self.log_vocabulary.clone().times(&whole(self.length)).minus(&self.averages[self.length]);
        let ideal = self.value(&ideal_error(blocks), None)?;
        Ok(ideal.map_or(LogForm::zero(), |ideal| expected.minus(&ideal)))
    }

    /// The value of a word that is no linear form in entropies, nothing where it is infinite.
    fn quantity(&self, word: &str, schedule: Option<&[usize]>) -> Result<Option<LogForm>, Fault> {
        // For each position, how often the tokens occur.
        let marginals: Vec<_> = (0..self.length).map(|at| self.marginal(1 << at)).collect();
        let top = |marginal: &BTreeMap<Vec<u64>, BigUint>| marginal.values().max().cloned().unwrap_or_default();
        let mut masses: Vec<&BigUint> = self.counts.iter().map(|(_, count)| count).collect();
        masses.sort();
        let mass = match word {
            "KL_output" => {
                let blocks = schedule.ok_or_else(|| outside("KL_output without a schedule"))?;
                return sampler::output_error(self, blocks).map(Some);
            }
            "TC_reverse" => {
                // sum q ln(q / p), q the product of the marginals; where q has a word that p has not, it is infinite.
                let (mut sum, mut covered) = (LogForm::zero(), Q::zero());
                for (sequence, count) in &self.counts {
                    let marginals = marginals.iter().zip(sequence);
                    let product: Q =
                        marginals.map(|(marginal, token)| self.probability(&marginal[&vec![*token]])).product();
                    sum.add_multiple(&log_of(&(&product / self.probability(count))), &product);
                    covered += product;
                }
                return Ok(covered.is_one().then_some(sum));
            }
            "min_top" => marginals.iter().map(top).min().unwrap_or_default(),
            "top_mass" => {
                // Of equally probable tokens the first.
                let is_first_top = |marginal: &BTreeMap<Vec<u64>, BigUint>, token: u64| {
                    let first = marginal.iter().find(|(_, count)| **count == top(marginal));
                    first.is_some_and(|(tokens, _)| *tokens == [token])
                };
                let is_top = |sequence: &[u64]| {
                    marginals.iter().zip(sequence).all(|(marginal, token)| is_first_top(marginal, *token))
                };
                self.counts.iter().filter(|(sequence, _)| is_top(sequence)).map(|(_, count)| count).sum()
            }
            "max_mass" => masses.pop().cloned().unwrap_or_default(),
            "second_mass" => masses.iter().rev().nth(1).copied().cloned().unwrap_or_default(),
            _ => return Err(outside("a word without a value")),
        };
        Ok(Some(nats(&self.probability(&mass))))
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
