//! Laws, and the values that informations have at them, as linear forms in logarithms. The predictor is exact, and
//! training errors are 0, unless it is said to be uniform.
//!
//! Values are in units of `1/N`, where `N` is the sum of the counts of a law (1 for codes): so their coefficients have
//! small denominators. The unit is positive, and does not change how two values compare.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::answer::{Reason, Result, Why};
use crate::document::Json;
use crate::evaluate::{Symbol, Value, ideal};
use crate::limits::{self, Meter, bytes, words};
use crate::logs::{LogForm, log, log_of};
use crate::number::{Q, choose, count, fraction, product, sum, whole};
use crate::schedules::halved;
use crate::words::OfLaw;

/// A law of `L` tokens.
pub struct Law<'m> {
    pub length: usize,
    pub source: Source,
    uniform: bool, // The predictor is the uniform one, not the exact one.
    meter: &'m Meter,
    averages: RefCell<BTreeMap<usize, LogForm>>, // What is known: by size, the mean entropy of sets of positions;
    entropies: RefCell<BTreeMap<usize, LogForm>>, // by set, the entropy.
}

/// How a law is given.
pub enum Source {
    /// Sequences and how often they occur, and the sum of that.
    Counts { vocabulary: u64, sequences: Vec<Counted>, total: BigInt },
    /// The product of laws of MDS codes.
    Codes(Vec<Code>),
}

/// A sequence, and how often it occurs.
type Counted = (Vec<u64>, BigUint);

/// Copies of a code.
pub struct Code {
    dimension: u64,
    field: u64,
    copies: u64,
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
    fn unit(&self) -> BigInt {
        match &self.source {
            Source::Counts { total, .. } => total.clone(),
            Source::Codes(_) => BigInt::one(),
        }
    }

    /// The value of an information, where the schedule is this one, in units of `1/N`; nothing where it is infinite.
    pub fn value(&self, information: &Value, schedule: Option<&[usize]>) -> Result<Option<LogForm>> {
        let (meter, unit) = (self.meter, whole(self.unit()));
        let blocks = || schedule.ok_or_else(|| Why::Fragment.of("a quantity of a schedule, without one"));
        let mut value = LogForm::number(product(&information.constant, &unit, meter)?);
        let mut infinite = false;
        for (symbol, factor) in information.terms() {
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

    /// The sequences with their counts, and the sum of these; only a law that is listed, with the exact predictor, has
    /// all quantities.
    fn listed(&self) -> Result<(&[Counted], &BigInt)> {
        match &self.source {
            Source::Counts { sequences, total, .. } if !self.uniform => Ok((sequences, total)),
            Source::Counts { .. } | Source::Codes(_) => {
                Err(Why::Fragment.of("this quantity of a code, or with the uniform predictor"))
            }
        }
    }

    /// How often the tokens occur that there are at a set of positions.
    fn classes(&self, set: usize) -> Result<BTreeMap<Vec<u64>, BigUint>> {
        let Source::Counts { sequences, .. } = &self.source else { return Ok(BTreeMap::new()) };
        let mut classes: BTreeMap<Vec<u64>, BigUint> = BTreeMap::new();
        for (sequence, count) in sequences {
            self.meter.work(200 + bytes(count))?;
            *classes.entry(tokens(sequence, set)).or_default() += count;
        }
        Ok(classes)
    }

    /// By sequence, how often its tokens at a set of positions occur.
    fn counts(&self, set: usize) -> Result<Vec<BigInt>> {
        let classes = self.classes(set)?;
        let (sequences, _) = self.listed()?;
        let counts = sequences.iter().map(|(sequence, _)| {
            let count = classes.get(&tokens(sequence, set)).cloned().unwrap_or_default();
            self.meter.keep(bytes(&count))?;
            Ok(count.into())
        });
        counts.collect()
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

/// The tokens of a sequence at a set of positions.
fn tokens(sequence: &[u64], set: usize) -> Vec<u64> {
    sequence.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, token)| *token).collect()
}

/// The sets of `k` of `length` positions, as bits, in increasing order.
fn subsets(length: usize, k: usize) -> impl Iterator<Item = usize> {
    let first = (1_usize << k) - 1;
    std::iter::successors(Some(first), move |set| {
        // The lowest run of ones moves its highest one up, and the others down.
        let lowest = set & set.wrapping_neg();
        let moved = set.checked_add(lowest).filter(|_| *set > 0)?;
        let next = moved | (((moved ^ set) / lowest) >> 2);
        (next >> length == 0).then_some(next)
    })
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

/// Makes sure that an MDS code with these parameters exists.
fn mds_code_exists(length: u64, dimension: u64, field: u64, meter: &Meter) -> Result<()> {
    Reason::WrongLaw.unless((1..=length).contains(&dimension), "a dimension outside 1..L")?;
    limits::FIELD.check(field)?;
    meter.work(8 * field.isqrt() + 64)?;
    Reason::WrongLaw.unless(is_prime_power(field), "a field whose order is no prime power")?;
    // Repetition, parity check, all words; Reed-Solomon codes, extended twice; the codes of hyperovals and their duals.
    let trivial = [1, length - 1, length].contains(&dimension);
    let hyperoval = field.is_multiple_of(2) && length == field + 2 && [3, field - 1].contains(&dimension);
    let known = trivial || length <= field + 1 || hyperoval;
    // An MDS code that is none of the trivial ones has L <= q + k - 1 and, by duality, k <= q - 1 (Bush).
    let possible = length < field + dimension && dimension < field;
    Reason::WrongLaw.unless(known || possible, "a code that does not exist")?;
    Why::CodeNotKnown.unless(known, format_args!("[{length}, {dimension}] over a field of order {field}"))
}

fn is_prime_power(number: u64) -> bool {
    let mut divisors = (2..=number).take_while(|divisor| divisor * divisor <= number);
    let prime = divisors.find(|divisor| number.is_multiple_of(*divisor)).unwrap_or(number);
    let mut rest = number;
    while prime > 1 && rest.is_multiple_of(prime) {
        rest /= prime;
    }
    number > 1 && rest == 1
}

// The sampler, from its definition, over all orders of unmasking, with the exact predictor: given the tokens revealed
// so far, the tokens of a block are drawn independently, each from the law's conditional distribution.

/// How many positions a set has, which is given by its bits.
pub fn size(set: usize) -> usize {
    set.count_ones().try_into().unwrap_or(usize::MAX)
}

/// The steps of a way to reveal all positions: each position, as a set, and the set of what is revealed before its
/// block.
type Way = Vec<(usize, usize)>;

/// The ways to reveal `left`, the rest of `all` being revealed, in blocks of these sizes. A uniform order of the
/// positions makes all ways equally likely, as each comes from `s_1! s_2! ..` orders.
fn ways(left: usize, all: usize, blocks: &[usize]) -> Vec<Way> {
    let Some((first, rest)) = blocks.split_first() else { return vec![Vec::new()] };
    let mut found = Vec::new();
    for block in (1..=left).filter(|block| block & !left == 0 && size(*block) == *first) {
        let singles = (0..usize::BITS).map(|at| 1 << at).filter(|single| block & single != 0);
        let steps: Way = singles.map(|single| (single, all & !left)).collect();
        found.extend(ways(left & !block, all, rest).into_iter().map(|later| [steps.clone(), later].concat()));
    }
    found
}

/// The ways of a schedule.
fn ways_of(law: &Law<'_>, schedule: &[usize]) -> Result<Vec<Way>> {
    limits::SIMULATED.check(law.length)?;
    law.meter.work(1 << 18)?;
    let all = (1 << law.length) - 1;
    Ok(ways(all, all, schedule))
}

/// By set of positions and by sequence, how often the sequence's tokens there occur.
fn all_counts(law: &Law<'_>) -> Result<Vec<Vec<BigInt>>> {
    (0..1 << law.length).map(|set| law.counts(set)).collect()
}

/// The mean, over the orders, of KL(law, product of the conditional distributions along the order), in units of `1/N`.
pub fn expected_error(law: &Law<'_>, schedule: &[usize]) -> Result<LogForm> {
    let ways = ways_of(law, schedule)?;
    let (sequences, _) = law.listed()?;
    // How often ln(count of a sequence's tokens at a set) occurs in ln(p / q), over all ways and the same for every
    // sequence: p = c(all) / c(no position), and q is a product of c(revealed and single) / c(revealed).
    let many = BigInt::from(ways.len());
    let mut weights = BTreeMap::from([((1 << law.length) - 1, many.clone()), (0, -many)]);
    for (single, revealed) in ways.iter().flatten() {
        *weights.entry(revealed | single).or_default() -= 1;
        *weights.entry(*revealed).or_default() += 1;
    }
    let mut error = LogForm::zero();
    for (set, weight) in weights {
        for ((_, count), at_set) in sequences.iter().zip(law.counts(set)?) {
            error.add_multiple(&log(at_set.magnitude()), &whole(BigInt::from(count.clone()) * &weight), law.meter)?;
        }
    }
    error.times(&Q::new(BigInt::one(), ways.len().into()), law.meter)
}

/// KL(law, mean of the output laws of the orders), in units of `1/N`.
pub fn output_error(law: &Law<'_>, schedule: &[usize]) -> Result<LogForm> {
    let ways = ways_of(law, schedule)?;
    let (sequences, total) = law.listed()?;
    let (counts, meter) = (all_counts(law)?, law.meter);
    let mut error = LogForm::zero();
    for (place, (_, count)) in sequences.iter().enumerate() {
        let mut output = Q::zero();
        for way in &ways {
            let mut along = Q::one();
            for (single, revealed) in way {
                let ratio =
                    fraction(counts[revealed | single][place].clone(), counts[*revealed][place].clone(), meter)?;
                along = product(&along, &ratio, meter)?;
            }
            output = sum(&output, &along, meter)?;
        }
        // c ln(p / q), with q the output over the number of ways
        let probability = fraction(BigInt::from(count.clone()) * ways.len(), total.clone(), meter)?;
        let quotient = product(&probability, &output.recip(), meter)?;
        error.add_multiple(&log_of(&quotient, meter)?, &whole(count.clone()), meter)?;
    }
    Ok(error)
}
