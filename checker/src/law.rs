//! Laws, and the values that informations have at them, as linear forms in logarithms. The predictor is exact, and training
//! errors are 0, unless it is said to be uniform.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::answer::{Reason, Result};
use crate::document::Json;
use crate::evaluate::{Symbol, Value, halved, ideal_error};
use crate::limits::{self, Meter};
use crate::logs::{LogForm, log, log_of, nats};
use crate::number::{Q, choose, whole};
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

/// The size of the vocabulary of a law, which a law of codes does not name.
pub fn vocabulary(law: &Json) -> Option<u64> {
    let Json::Object(keys) = law else { return None };
    if let Some(Json::Number(size)) = keys.get("vocabulary_size") { Some(*size) } else { None }
}

impl Law {
    /// A law of the format, with the uniform predictor or the exact one.
    pub fn read(law: Json, uniform: bool, length: usize, meter: &Meter) -> Result<Self> {
        let is_of_codes = matches!(&law, Json::Object(keys) if keys.contains_key("codes"));
        let law = if is_of_codes { Self::of_codes(law, length) } else { Self::of_counts(law, length, meter) };
        law.map(|law| Self { uniform, ..law })
    }

    fn of_counts(law: Json, length: usize, meter: &Meter) -> Result<Self> {
        let [vocabulary, counts] = law.fields(["vocabulary_size", "counts"])?;
        let vocabulary: u64 = vocabulary.size()?;
        let mut before: Option<Vec<u64>> = None;
        let counts = counts.list(|entry| {
            let [sequence, count] = entry.items()?;
            let (sequence, count) = (sequence.list(Json::size)?, count.number::<BigUint>()?);
            let known = sequence.iter().all(|token| *token < vocabulary);
            let increasing = before.replace(sequence.clone()).is_none_or(|before| before < sequence);
            Reason::WrongLaw.unless(sequence.len() == length, "a sequence of another length")?;
            Reason::WrongLaw.unless(known, "a token outside the vocabulary")?;
            Reason::WrongLaw.unless(increasing, "sequences that do not increase")?;
            Reason::WrongLaw.unless(!count.is_zero(), "a count of 0")?;
            Ok((sequence, count))
        })?;
        Reason::WrongLaw.unless(!counts.is_empty(), "no sequence")?;
        limits::ENUMERATED.check(length)?;
        limits::LAW.check(counts.len() << length)?;
        meter.tick(counts.len() << length)?;
        let total = counts.iter().map(|(_, count)| count).sum();
        let (log_vocabulary, averages) = (log(&vocabulary.into()), vec![LogForm::zero(); length + 1]);
        let mut law = Self { length, counts, total, log_vocabulary, averages, entropies: Vec::new(), uniform: false };
        for set in 0..1 << length {
            // H(set) = ln N - sum (c / N) ln c
            let mut sum = LogForm::zero();
            for count in law.marginal(set).values() {
                sum.add_multiple(&log(count), &whole(count.clone()));
            }
            let entropy = log(&law.total).minus(&sum.times(&law.probability(&BigUint::one())));
            let size = sampler::size(set);
            law.averages[size].add_multiple(&entropy, &Q::new(BigInt::one(), choose(length, size)));
            law.entropies.push(entropy);
        }
        Ok(law)
    }

    /// A product of laws of MDS codes, each of which exists. Any `k` positions of a word of a code of dimension `m` over a
    /// field of order `q` have entropy `min(k, m) ln q`.
    fn of_codes(law: Json, length: usize) -> Result<Self> {
        let [codes] = law.fields(["codes"])?;
        let mut averages = vec![LogForm::zero(); length + 1];
        let codes = codes.list(|code| {
            let [dimension, field, copies] = code.fields(["dimension", "field", "copies"])?;
            let (dimension, field, copies): (u64, u64, u64) = (dimension.size()?, field.size()?, copies.size()?);
            Reason::WrongLaw.unless(copies > 0, "no copies of a code")?;
            mds_code_exists(u64::try_from(length).unwrap_or(u64::MAX), dimension, field)?;
            for (k, average) in (0..).zip(&mut averages) {
                average.add_multiple(&log(&field.into()), &(whole(copies) * whole(dimension.min(k))));
            }
            Ok(())
        })?;
        Reason::WrongLaw.unless(!codes.is_empty(), "no code")?;
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
    pub fn value(&self, information: &Value, schedule: Option<&[usize]>) -> Result<Option<LogForm>> {
        let blocks = || schedule.ok_or_else(|| Reason::Fragment.of("a quantity of a schedule, without one"));
        let mut sum = LogForm::zero();
        let mut infinite = false;
        for (symbol, factor) in information.terms() {
            match symbol {
                Symbol::Nat => sum.add_multiple(&nats(factor), &Q::one()),
                Symbol::Average(k) => sum.add_multiple(&self.averages[*k], factor),
                Symbol::Entropy(set) => {
                    let same_for_all = &self.averages[sampler::size(*set)];
                    sum.add_multiple(self.entropies.get(*set).unwrap_or(same_for_all), factor);
                }
                Symbol::TrainingError(halving) if self.uniform => {
                    sum.add_multiple(&self.uniform_error(&halved(blocks()?, *halving))?, factor);
                }
                Symbol::TrainingError(_) => {}
                Symbol::LogVocabulary => sum.add_multiple(&self.log_vocabulary, factor),
                Symbol::Log(number) => sum.add_multiple(&log(number), factor),
                Symbol::OfLaw(_) if self.counts.is_empty() || self.uniform => {
                    return Err(Reason::Fragment.of("this quantity of a code, or with the uniform predictor"));
                }
                Symbol::OfLaw("KL_output") => sum.add_multiple(&sampler::output_error(self, blocks()?)?, factor),
                Symbol::OfLaw("TC_reverse") => match self.reverse_divergence() {
                    Some(value) => sum.add_multiple(&value, factor),
                    None if factor.is_negative() => {
                        return Err(Reason::Fragment.of("a side that subtracts an infinite term"));
                    }
                    None => infinite = true,
                },
                Symbol::OfLaw(word) => sum.add_multiple(&nats(&self.probability(&self.mass(word)?)), factor),
            }
        }
        Ok((!infinite).then_some(sum))
    }

    /// The training error of the uniform predictor: the output law is uniform, whatever the order, so that the expected error
    /// is `L ln V - h(L)`; the training error is what it has above the ideal error.
    fn uniform_error(&self, blocks: &[usize]) -> Result<LogForm> {
        let expected = self.log_vocabulary.clone().times(&whole(self.length)).minus(&self.averages[self.length]);
        let ideal = self.value(&ideal_error(blocks), None)?;
        Ok(ideal.map_or(LogForm::zero(), |ideal| expected.minus(&ideal)))
    }

    /// For each position, how often the tokens occur.
    fn marginals(&self) -> Vec<BTreeMap<Vec<u64>, BigUint>> {
        (0..self.length).map(|at| self.marginal(1 << at)).collect()
    }

    /// `sum q ln(q / p)`, `q` the product of the marginals; where `q` has a word that `p` has not, it is infinite.
    fn reverse_divergence(&self) -> Option<LogForm> {
        let marginals = self.marginals();
        let (mut sum, mut covered) = (LogForm::zero(), Q::zero());
        for (sequence, count) in &self.counts {
            let counts = marginals.iter().zip(sequence).map(|(marginal, token)| &marginal[&vec![*token]]);
            let product: Q = counts.map(|count| self.probability(count)).product();
            sum.add_multiple(&log_of(&(&product / self.probability(count))), &product);
            covered += product;
        }
        covered.is_one().then_some(sum)
    }

    /// The mass that a word is about, as a count.
    fn mass(&self, word: &str) -> Result<BigUint> {
        let mut masses: Vec<BigUint> = self.counts.iter().map(|(_, count)| count.clone()).collect();
        masses.sort();
        // Of equally probable tokens the first.
        let marginals = self.marginals();
        let tops = marginals.iter().filter_map(|marginal| marginal.iter().rev().max_by_key(|(_, count)| *count));
        Ok(match word {
            "min_top" => tops.map(|(_, count)| count.clone()).min().unwrap_or_default(),
            "top_mass" => {
                let word: Vec<u64> = tops.flat_map(|(token, _)| token.clone()).collect();
                self.counts
                    .iter()
                    .find(|(sequence, _)| *sequence == word)
                    .map(|(_, count)| count.clone())
                    .unwrap_or_default()
            }
            "max_mass" => masses.pop().unwrap_or_default(),
            "second_mass" => masses.into_iter().rev().nth(1).unwrap_or_default(),
            _ => return Err(Reason::Fragment.of("a word without a value")),
        })
    }
}

/// Makes sure that an MDS code with these parameters exists.
fn mds_code_exists(length: u64, dimension: u64, field: u64) -> Result<()> {
    Reason::WrongLaw.unless((1..=length).contains(&dimension), "a dimension outside 1..L")?;
    limits::FIELD.check(field)?;
    Reason::WrongLaw.unless(is_prime_power(field), "a field whose order is no prime power")?;
    // Repetition, parity check, all words; otherwise Reed-Solomon codes, extended twice.
    if [1, length - 1, length].contains(&dimension) || length <= field + 1 {
        Ok(())
    } else if length >= field + dimension || dimension >= field {
        // An MDS code that is none of the trivial ones has L <= q + k - 1 and, by duality, k <= q - 1 (Bush).
        Err(Reason::WrongLaw.of("a code that does not exist"))
    } else {
        Err(Reason::CodeNotKnown.of(format!("[{length}, {dimension}] over a field of order {field}")))
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
