//! Laws given by their counts: marginals, entropies, and informations as linear forms in logarithms.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};

use crate::affine::{Affine, Atom, size};
use crate::limits::{self, too_large};
use crate::logs::LogForm;
use crate::outcome::{Fault, LawError, outside};
use crate::sampler;
use crate::scalar::{Q, choose};

/// Counts of sequences over a total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    length: usize,
    vocabulary: u64,
    counts: Vec<(Vec<u64>, BigUint)>,
}

impl Law {
    /// The law of these counts.
    pub fn new(length: usize, vocabulary: u64, counts: Vec<(Vec<u64>, BigUint)>) -> Result<Self, Fault> {
        if counts.is_empty() {
            return Err(LawError::Empty.into());
        }
        for (sequence, count) in &counts {
            if sequence.len() != length {
                return Err(LawError::WrongLength.into());
            }
            if sequence.iter().any(|token| *token >= vocabulary) {
                return Err(LawError::TokenOutsideVocabulary.into());
            }
            if count.is_zero() {
                return Err(LawError::ZeroCount.into());
            }
        }
        if counts.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return Err(LawError::NotIncreasing.into());
        }
        let enumerable = length <= limits::ENUMERATED_LENGTH && counts.len() << length <= limits::LAW_CELLS;
        if !enumerable {
            return Err(too_large("subsets of positions times sequences of a law", limits::LAW_CELLS));
        }
        Ok(Self { length, vocabulary, counts })
    }

    /// `L`
    pub fn length(&self) -> usize {
        self.length
    }

    /// `V`
    pub fn vocabulary(&self) -> BigInt {
        self.vocabulary.into()
    }

    /// The sequences with their counts.
    pub fn counts(&self) -> &[(Vec<u64>, BigUint)] {
        &self.counts
    }

    /// The sum of the counts.
    pub fn total(&self) -> BigUint {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// The tokens of a sequence at the positions of a set.
    pub fn part(sequence: &[u64], set: u64) -> Vec<u64> {
        sequence.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, token)| *token).collect()
    }

    /// The counts of the tokens at the positions of a set.
    pub fn marginal(&self, set: u64) -> BTreeMap<Vec<u64>, BigUint> {
        let mut counts = BTreeMap::new();
        for (sequence, count) in &self.counts {
            *counts.entry(Self::part(sequence, set)).or_insert_with(BigUint::zero) += count;
        }
        counts
    }

    /// `H(set) = ln N - sum (c / N) ln c`
    fn entropy(&self, set: u64) -> LogForm {
        let total = self.total();
        let mut entropy = LogForm::default();
        entropy.add(&total, &Q::one());
        for count in self.marginal(set).values() {
            entropy.add(count, &-Q::new(count.clone().into(), total.clone().into()));
        }
        entropy
    }

    /// The values of all entropies, computed once.
    pub fn entropies(&self) -> Entropies<'_> {
        let subsets: Vec<LogForm> = (0..1 << self.length).map(|set| self.entropy(set)).collect();
        let mut averages = vec![LogForm::default(); self.length + 1];
        for (set, entropy) in (0..).zip(&subsets) {
            let k = size(set);
            averages[k].add_multiple(entropy, &Q::new(BigInt::one(), choose(self.length, k)));
        }
        Entropies { law: self, subsets, averages }
    }
}

/// The entropies of all subsets of positions, and their means by size.
#[derive(Debug)]
pub struct Entropies<'a> {
    law: &'a Law,
    subsets: Vec<LogForm>,
    averages: Vec<LogForm>,
}

impl Entropies<'_> {
    /// An information at this law, with the exact predictor, where the schedule is this one.
    pub fn value(&self, affine: &Affine, schedule: Option<&[usize]>) -> Result<LogForm, Fault> {
        let mut form = LogForm::default();
        for (atom, factor) in affine.terms() {
            match atom {
                Atom::Average(k) => form.add_multiple(&self.averages[*k], factor),
                Atom::Subset(set) => {
                    let index = usize::try_from(*set).map_err(|_| outside("a set of positions"))?;
                    form.add_multiple(&self.subsets[index], factor);
                }
                Atom::TrainingError | Atom::HalvedTrainingError(_) => {}
                Atom::LogVocabulary => form.add(&self.law.vocabulary.into(), factor),
                Atom::Log(number) => form.add(number, factor),
                Atom::OutputKl => {
                    let schedule = schedule.ok_or_else(|| outside("KL_output without a schedule"))?;
                    form.add_multiple(&sampler::output_error(self.law, schedule)?, factor);
                }
            }
        }
        Ok(form)
    }
}
