//! Laws, and the values that informations have at them, as linear forms in logarithms. The predictor is exact, and
//! training errors are 0, unless it is said to be uniform.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::answer::{Reason, Result, Why};
use crate::document::Json;
use crate::evaluate::{Symbol, Value, halved, ideal_error};
use crate::limits::{self, Meter};
use crate::logs::{LogForm, log, log_of};
use crate::number::{Q, choose, whole};

/// A law of `L` tokens, with its entropies. Of a law of codes no sequences are known, and no entropies of single sets.
#[derive(Default)]
pub struct Law {
    pub length: usize,
    pub counts: Vec<(Vec<u64>, BigUint)>, // Sequences and how often they occur.
    marginals: Vec<Marginal>,             // By set of positions.
    total: BigUint,
    log_vocabulary: LogForm,
    averages: Vec<LogForm>,  // By size of the set of positions: the mean entropy.
    entropies: Vec<LogForm>, // By set of positions.
    uniform: bool,           // The predictor is the uniform one, not the exact one.
}

/// What a law is at a set of positions. Sequences with the same tokens there are of one class.
#[derive(Default)]
struct Marginal {
    classes: Vec<usize>,  // By sequence.
    counts: Vec<BigUint>, // By class: how often its tokens occur.
}

/// The size of the vocabulary of a law, which a law of codes does not name.
pub fn vocabulary(law: &Json) -> Option<u64> {
    let Json::Object(keys) = law else { return None };
    if let Some(Json::Number(size)) = keys.get("vocabulary_size") { Some(*size) } else { None }
}

impl Law {
    /// A law of the format, with the uniform predictor or the exact one.
    pub fn read(law: Json, uniform: bool, length: usize, meter: &Meter) -> Result<Self> {
        let averages = vec![LogForm::zero(); length + 1];
        let mut new = Self { length, averages, uniform, ..Self::default() };
        let is_of_codes = matches!(&law, Json::Object(keys) if keys.contains_key("codes"));
        let read = if is_of_codes { new.read_codes(law) } else { new.read_counts(law, meter) };
        read.map(|()| new)
    }

    fn read_counts(&mut self, law: Json, meter: &Meter) -> Result<()> {
        let [vocabulary, counts] = law.fields(["vocabulary_size", "counts"])?;
        let vocabulary: u64 = vocabulary.size()?;
        self.log_vocabulary = log(&vocabulary.into());
        self.counts = counts.list(|entry| {
            let [sequence, count] = entry.items()?;
            let (sequence, count): (Vec<u64>, BigUint) = (sequence.list(Json::size)?, count.number()?);
            let known = sequence.iter().all(|token| *token < vocabulary);
            Reason::WrongLaw.unless(sequence.len() == self.length, "a sequence of another length")?;
            Reason::WrongLaw.unless(known, "a token outside the vocabulary")?;
            Reason::WrongLaw.unless(!count.is_zero(), "a count of 0")?;
            Ok((sequence, count))
        })?;
        Reason::WrongLaw.unless(!self.counts.is_empty(), "no sequence")?;
        Reason::WrongLaw.unless(self.counts.is_sorted_by(|a, b| a.0 < b.0), "sequences that do not increase")?;
        limits::ENUMERATED.check(self.length)?;
        limits::LAW.check(self.counts.len() << self.length)?;
        meter.tick(self.counts.len() << self.length)?;
        self.total = self.counts.iter().map(|(_, count)| count).sum();
        for set in 0..1 << self.length {
            let (mut marginal, mut known) = (Marginal::default(), BTreeMap::new());
            let last = (0..self.length).rfind(|at| set >> at & 1 == 1);
            for (place, (sequence, count)) in self.counts.iter().enumerate() {
                // The tokens at the set are those at its last position and at the others.
                let tokens = last.map(|at| (sequence[at], self.marginals[set ^ (1 << at)].classes[place]));
                let class = *known.entry(tokens).or_insert(marginal.counts.len());
                marginal.counts.resize(known.len(), BigUint::zero());
                marginal.counts[class] += count;
                marginal.classes.push(class);
            }
            // H(set) = ln N - sum (c / N) ln c
            let mut sorted: Vec<&BigUint> = marginal.counts.iter().collect();
            sorted.sort();
            let mut entropy = log(&self.total);
            for equal in sorted.chunk_by(|a, b| a == b) {
                entropy.add_multiple(&log(equal[0]), &-(self.probability(equal[0]) * whole(equal.len())));
            }
            self.averages[size(set)].add_multiple(&entropy, &Q::one());
            self.entropies.push(entropy);
            self.marginals.push(marginal);
        }
        for (k, average) in self.averages.iter_mut().enumerate() {
            *average = average.times(&Q::new(BigInt::one(), choose(self.length, k)));
        }
        Ok(())
    }

    /// A product of laws of MDS codes, each of which exists. Any `k` positions of a word of a code of dimension `m`
    /// over a field of order `q` have entropy `min(k, m) ln q`.
    fn read_codes(&mut self, law: Json) -> Result<()> {
        let [codes] = law.fields(["codes"])?;
        let codes = codes.list(|code| {
            let [dimension, field, copies] = code.fields(["dimension", "field", "copies"])?;
            let (dimension, field, copies): (u64, u64, u64) = (dimension.size()?, field.size()?, copies.size()?);
            Reason::WrongLaw.unless(copies > 0, "no copies of a code")?;
            mds_code_exists(u64::try_from(self.length).unwrap_or(u64::MAX), dimension, field)?;
            for (k, average) in (0..).zip(&mut self.averages) {
                average.add_multiple(&log(&field.into()), &(whole(copies) * whole(dimension.min(k))));
            }
            Ok(())
        })?;
        self.log_vocabulary = self.averages[1].clone();
        Reason::WrongLaw.unless(!codes.is_empty(), "no code")
    }

    /// How often the tokens occur that a sequence, by its place, has at a set of positions.
    fn count(&self, set: usize, place: usize) -> &BigUint {
        &self.marginals[set].counts[self.marginals[set].classes[place]]
    }

    /// `c / N`
    fn probability(&self, count: &BigUint) -> Q {
        Q::new(count.clone().into(), self.total.clone().into())
    }

    /// The value of an information, where the schedule is this one; nothing where it is infinite.
    pub fn value(&self, information: &Value, schedule: Option<&[usize]>) -> Result<Option<LogForm>> {
        let blocks = || schedule.ok_or_else(|| Why::Fragment.of("a quantity of a schedule, without one"));
        let mut sum = LogForm::number(information.constant.clone());
        let mut infinite = false;
        for (symbol, factor) in information.terms() {
            let value = match symbol {
                Symbol::Average(k) => self.averages[*k].clone(),
                // Of a code, all sets of one size have the same.
                Symbol::Entropy(set) => self.entropies.get(*set).unwrap_or(&self.averages[size(*set)]).clone(),
                Symbol::TrainingError(halving) if self.uniform => self.uniform_error(&halved(blocks()?, *halving))?,
                Symbol::TrainingError(_) => LogForm::zero(),
                Symbol::LogVocabulary => self.log_vocabulary.clone(),
                Symbol::Log(number) => log(number),
                Symbol::OfLaw(_) if self.counts.is_empty() || self.uniform => {
                    return Err(Why::Fragment.of("this quantity of a code, or with the uniform predictor"));
                }
                Symbol::OfLaw("KL_output") => output_error(self, blocks()?)?,
                Symbol::OfLaw("TC_reverse") => self.reverse_divergence().unwrap_or_else(|| {
                    infinite = true;
                    LogForm::zero()
                }),
                Symbol::OfLaw(word) => LogForm::number(self.probability(&self.mass(word)?)),
            };
            let subtracted = *symbol == Symbol::OfLaw("TC_reverse") && factor.is_negative();
            Why::Fragment.unless(!(infinite && subtracted), "a side that subtracts an infinite term")?;
            sum.add_multiple(&value, factor);
        }
        Ok((!infinite).then_some(sum))
    }

    /// The training error of the uniform predictor: the output law is uniform, whatever the order, so that the
    /// expected error is `L ln V - h(L)`; the training error is what it has above the ideal error.
    fn uniform_error(&self, blocks: &[usize]) -> Result<LogForm> {
        let expected = self.log_vocabulary.times(&whole(self.length)).minus(&self.averages[self.length]);
        let ideal = self.value(&ideal_error(blocks), None)?;
        Ok(ideal.map_or(LogForm::zero(), |ideal| expected.minus(&ideal)))
    }

    /// `sum q ln(q / p)`, `q` the product of the marginals; where `q` has a word that `p` has not, it is infinite.
    fn reverse_divergence(&self) -> Option<LogForm> {
        let (mut sum, mut covered) = (LogForm::zero(), Q::zero());
        for (place, (_, count)) in self.counts.iter().enumerate() {
            let product: Q = (0..self.length).map(|at| self.probability(self.count(1 << at, place))).product();
            sum.add_multiple(&log_of(&(&product / self.probability(count))), &product);
            covered += product;
        }
        covered.is_one().then_some(sum)
    }

    /// The mass that a word is about, as a count.
    fn mass(&self, word: &str) -> Result<BigUint> {
        // At each position the greatest count of a token, and of such tokens the first.
        let top = |at: usize| {
            let counts = self.counts.iter().enumerate();
            counts.map(|(place, (sequence, _))| (self.count(1 << at, place), Reverse(sequence[at]))).max()
        };
        let tops = (0..self.length).filter_map(top);
        let mut masses: Vec<&BigUint> = self.counts.iter().map(|(_, count)| count).collect();
        masses.sort();
        let mass = match word {
            "min_top" => tops.map(|(count, _)| count).min(),
            "top_mass" => {
                let word: Vec<u64> = tops.map(|(_, Reverse(token))| token).collect();
                self.counts.iter().find(|(sequence, _)| *sequence == word).map(|(_, count)| count)
            }
            "max_mass" => masses.pop(),
            "second_mass" => masses.into_iter().nth_back(1),
            _ => return Err(Why::Fragment.of("a word without a value")),
        };
        Ok(mass.cloned().unwrap_or_default())
    }
}

/// Makes sure that an MDS code with these parameters exists.
fn mds_code_exists(length: u64, dimension: u64, field: u64) -> Result<()> {
    Reason::WrongLaw.unless((1..=length).contains(&dimension), "a dimension outside 1..L")?;
    limits::FIELD.check(field)?;
    Reason::WrongLaw.unless(is_prime_power(field), "a field whose order is no prime power")?;
    // Repetition, parity check, all words; otherwise Reed-Solomon codes, extended twice.
    let known = [1, length - 1, length].contains(&dimension) || length <= field + 1;
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
fn ways_of(law: &Law, schedule: &[usize]) -> Result<Vec<Way>> {
    limits::SIMULATED.check(law.length)?;
    let all = (1 << law.length) - 1;
    Ok(ways(all, all, schedule))
}

/// The mean, over the orders, of KL(law, product of the conditional distributions along the order).
pub fn expected_error(law: &Law, schedule: &[usize]) -> Result<LogForm> {
    let ways = ways_of(law, schedule)?;
    // How often ln(count of a sequence's tokens at a set) occurs in ln(p / q), over all ways and the same for every
    // sequence: p = c(all) / c(no position), and q is a product of c(revealed and single) / c(revealed).
    let count = BigInt::from(ways.len());
    let mut weights = BTreeMap::from([((1 << law.length) - 1, count.clone()), (0, -count)]);
    for (single, revealed) in ways.iter().flatten() {
        *weights.entry(revealed | single).or_default() -= 1;
        *weights.entry(*revealed).or_default() += 1;
    }
    let mut sum = LogForm::zero();
    for (set, weight) in weights {
        for (place, (_, count)) in law.counts.iter().enumerate() {
            sum.add_multiple(&log(law.count(set, place)), &whole(BigInt::from(count.clone()) * &weight));
        }
    }
    Ok(sum.times(&(law.probability(&BigUint::one()) / whole(ways.len()))))
}

/// KL(law, mean of the output laws of the orders).
pub fn output_error(law: &Law, schedule: &[usize]) -> Result<LogForm> {
    let ways = ways_of(law, schedule)?;
    limits::OUTPUT.check(ways.len() * law.counts.len() * law.length)?;
    let mut error = LogForm::zero();
    for (place, (_, count)) in law.counts.iter().enumerate() {
        let count_at = |set: usize| BigInt::from(law.count(set, place).clone());
        let ratio = |(single, revealed): &(usize, usize)| Q::new(count_at(revealed | single), count_at(*revealed));
        let output: Q = ways.iter().map(|way| way.iter().map(ratio).product::<Q>()).sum();
        // p ln(p / q)
        let probability = law.probability(count);
        let quotient = &probability / (output / whole(ways.len()));
        error.add_multiple(&log_of(&quotient), &probability);
    }
    Ok(error)
}
