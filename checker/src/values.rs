//! The values that information measures have at a law, as linear forms in logarithms. The predictor is exact, and
//! training errors are 0, unless it is said to be uniform.
//!
//! Values are in units of `1/N`, where `N` is the sum of the counts of a law (1 for codes): so their coefficients have
//! small denominators. The unit is positive, and does not change how two values compare.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::answer::{Reason, Result, Why};
use crate::evaluate::{Symbol, Value, ideal};
use crate::law::{Code, Law, Source, size};
use crate::limits::bytes;
use crate::logs::{LogForm, log};
use crate::number::{Q, choose, count, fraction, product, sum, whole};
use crate::sampler::output_error;
use crate::schedules::halved;
use crate::words::OfLaw;

impl Law<'_> {
    /// The value of an information measure, where the schedule is this one, in units of `1/N`; nothing where it is
    /// infinite.
    pub fn value(&self, measure: &Value, schedule: Option<&[usize]>) -> Result<Option<LogForm>> {
        let (meter, unit) = (self.meter, whole(self.unit()));
        let blocks = || schedule.ok_or_else(|| Why::Fragment.of("a quantity of a schedule, without one"));
        let mut value = LogForm::number(product(&measure.constant, &unit, meter)?);
        let mut infinite = false;
        for (symbol, factor) in measure.terms() {
            let part = match symbol {
                Symbol::Average(k) => self.average(*k)?,
                Symbol::Entropy(set) => self.entropy(*set)?,
                Symbol::TrainingError(halving) if self.uniform => self.uniform_error(&halved(blocks()?, *halving))?,
                Symbol::TrainingError(_) => LogForm::zero(),
                Symbol::LogVocabulary => self.log_vocabulary()?,
                Symbol::Log(number) => log(number).times(&unit, meter)?,
                Symbol::OfLaw(OfLaw::OutputError) => output_error(self, blocks()?)?,
                Symbol::OfLaw(OfLaw::ReverseDivergence) => {
                    let divergence = self.reverse_divergence()?;
                    infinite |= divergence.is_none();
                    let subtracted = divergence.is_none() && factor.is_negative();
                    Why::Fragment.unless(!subtracted, "a side that subtracts an infinite term")?;
                    divergence.unwrap_or_default()
                }
                Symbol::OfLaw(OfLaw::LeastTop) => number(self.tops()?.into_iter().map(|(count, _)| count).min()),
                Symbol::OfLaw(OfLaw::TopMass) => {
                    let word: Vec<u64> = self.tops()?.into_iter().map(|(_, Reverse(token))| token).collect();
                    let (sequences, _) = self.listed()?;
                    number(sequences.iter().find(|(sequence, _)| *sequence == word).map(|(_, count)| count.clone()))
                }
                Symbol::OfLaw(OfLaw::LargestMass) => number(self.masses()?.pop()),
                Symbol::OfLaw(OfLaw::Collision) => {
                    let (sequences, total) = self.listed()?;
                    let mut squares = BigInt::zero();
                    for (_, count) in sequences {
                        meter.work(2 * bytes(count))?;
                        squares += BigInt::from(count * count);
                    }
                    LogForm::number(fraction(squares, total.clone(), meter)?)
                }
                Symbol::OfLaw(OfLaw::SecondMass) => number(self.masses()?.into_iter().nth_back(1)),
            };
            value.add_multiple(&part, factor, meter)?;
        }
        Ok((!infinite).then_some(value))
    }

    /// `ln V`
    fn log_vocabulary(&self) -> Result<LogForm> {
        match &self.source {
            Source::Counts { vocabulary, .. } => {
                log(&BigUint::from(*vocabulary)).times(&whole(self.unit()), self.meter)
            }
            Source::Codes(_) => self.average(1),
        }
    }

    /// The mean entropy of the sets of `k` positions.
    fn average(&self, k: usize) -> Result<LogForm> {
        if let Some(known) = self.averages.borrow().get(&k) {
            return Ok(known.clone());
        }
        let average = match &self.source {
            // Any `k` positions of a word of a code of dimension `m` over a field of order `q` have entropy
            // `min(k, m) ln q`.
            Source::Codes(codes) => {
                let mut average = LogForm::zero();
                for Code { dimension, field, copies } in codes {
                    let factor = whole(*copies) * whole(*dimension.min(&count(k)));
                    average.add_multiple(&log(&(*field).into()), &factor, self.meter)?;
                }
                average
            }
            Source::Counts { .. } => {
                self.mean_entropy(subsets(self.length, k), &choose(self.length, k, self.meter)?)?
            }
        };
        self.averages.borrow_mut().insert(k, average.clone());
        Ok(average)
    }

    /// The entropy of a set of positions. Of codes, all sets of one size have the same.
    fn entropy(&self, set: usize) -> Result<LogForm> {
        if matches!(self.source, Source::Codes(_)) {
            return self.average(size(set));
        }
        if let Some(known) = self.entropies.borrow().get(&set) {
            return Ok(known.clone());
        }
        let entropy = self.mean_entropy([set].into_iter(), &BigInt::one())?;
        self.entropies.borrow_mut().insert(set, entropy.clone());
        Ok(entropy)
    }

    /// The mean of `N H(set) = N ln N - sum c ln c` over so many sets.
    fn mean_entropy(&self, sets: impl Iterator<Item = usize>, of: &BigInt) -> Result<LogForm> {
        let mut times: BTreeMap<BigUint, u64> = BTreeMap::new();
        for set in sets {
            for count in self.classes(set)?.into_values() {
                self.meter.work(4 * bytes(&count))?;
                if let Some(known) = times.get_mut(&count) {
                    *known += 1;
                } else {
                    self.meter.keep(4 * bytes(&count) + 64)?;
                    times.insert(count, 1);
                }
            }
        }
        let mut mean = log(self.unit().magnitude()).times(&whole(self.unit()), self.meter)?;
        for (count, times) in times {
            let factor = fraction(BigInt::from(count.clone()) * times, of.clone(), self.meter)?;
            mean.add_multiple(&log(&count), &-factor, self.meter)?;
        }
        Ok(mean)
    }

    /// The training error of the uniform predictor: the output law is uniform, whatever the order, so that the
    /// expected error is `L ln V - h(L)`; the training error is what it has above the ideal error.
    fn uniform_error(&self, blocks: &[usize]) -> Result<LogForm> {
        let expected = self.log_vocabulary()?.times(&whole(self.length), self.meter)?;
        let expected = expected.minus(&self.average(self.length)?, self.meter)?;
        let ideal = self.value(&ideal(blocks, self.meter)?, None)?;
        ideal.map_or(Ok(LogForm::zero()), |ideal| expected.minus(&ideal, self.meter))
    }

    /// `sum q ln(q / p)`, `q` the product of the marginals; where `q` has a word that `p` has not, it is infinite.
    fn reverse_divergence(&self) -> Result<Option<LogForm>> {
        let (sequences, total) = self.listed()?;
        let meter = self.meter;
        let singles = (0..self.length).map(|at| self.counts(1 << at)).collect::<Result<Vec<_>>>()?;
        let (mut divergence, mut covered) = (LogForm::zero(), Q::zero());
        for (place, (_, count)) in sequences.iter().enumerate() {
            // q = prod c_i / N^L, and q / p = prod c_i / (c N^(L-1)).
            let mut q = Q::one();
            let mut quotient =
                log(total.magnitude()).times(&-whole(self.length - 1), meter)?.minus(&log(count), meter)?;
            for single in &singles {
                q = product(&q, &fraction(single[place].clone(), total.clone(), meter)?, meter)?;
                quotient = quotient.plus(&log(single[place].magnitude()), meter)?;
            }
            covered = sum(&covered, &q, meter)?;
            divergence.add_multiple(&quotient, &product(&q, &whole(total.clone()), meter)?, meter)?;
        }
        Ok(covered.is_one().then_some(divergence))
    }

    /// At each position the greatest count of a token, and of such tokens the first.
    fn tops(&self) -> Result<Vec<(BigUint, Reverse<u64>)>> {
        self.listed()?;
        let top = |at: usize| {
            let classes = self.classes(1 << at)?.into_iter();
            let top = classes.map(|(token, count)| (count, Reverse(token.first().copied().unwrap_or(0)))).max();
            top.ok_or_else(|| Reason::WrongLaw.of("no sequence"))
        };
        (0..self.length).map(top).collect()
    }

    /// The counts of the sequences, in their order of size.
    fn masses(&self) -> Result<Vec<BigUint>> {
        let mut masses: Vec<BigUint> = self.listed()?.0.iter().map(|(_, count)| count.clone()).collect();
        masses.sort();
        Ok(masses)
    }
}

/// A count as a mass, in nats; 0 where there is none.
fn number(count: Option<BigUint>) -> LogForm {
    LogForm::number(whole(count.unwrap_or_default()))
}

/// The sets of `k` of `length` positions, as bits, in increasing order.
pub fn subsets(length: usize, k: usize) -> impl Iterator<Item = usize> {
    let first = (1_usize << k) - 1;
    std::iter::successors(Some(first), move |set| {
        // The lowest run of ones moves its highest one up, and the others down.
        let lowest = set & set.wrapping_neg();
        let moved = set.checked_add(lowest).filter(|_| *set > 0)?;
        let next = moved | (((moved ^ set) / lowest) >> 2);
        (next >> length == 0).then_some(next)
    })
}
