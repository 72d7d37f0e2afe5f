//! The value of an expression in an instance: what the words of the claim language mean.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

use crate::answer::{Reason, Refusal, Result, Why};
use crate::document::Instance;
use crate::instances::Problem;
use crate::limits;
use crate::number::{
    Linear, Q, bounded, ceil_log2, check, check_power, choose, floor_log2, index, integer, inverse, positive, power,
    whole,
};
use crate::statement::{Expr, REST, Relation};

/// What values are linear forms in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    Average(usize), // `h(k)`, `k` in `0..L`.
    Entropy(usize), // The entropy of a set of positions; bit `i` stands for position `i + 1`.
    /// `eps_train`; or the training error of the schedule with its blocks halved, `true` for the larger halves first.
    TrainingError(Option<bool>),
    LogVocabulary,       // `ln V`
    Log(BigUint),        // `ln n`, `n >= 1`.
    OfLaw(&'static str), // A quantity that is no such form, by its word.
}

/// The value of an expression: a scalar `x` and the information `x * nat` have one value. That scalars are not taken
/// for informations, the types of a statement have made sure.
pub type Value = Linear<Symbol>;

impl Value {
    /// The number that a scalar is.
    fn as_number(&self) -> Option<&Q> {
        (self.terms().len() == 0).then_some(&self.constant)
    }

    fn scalar(self) -> Result<Q> {
        let number = self.as_number().cloned();
        number.ok_or_else(|| Reason::IllTyped.of("an information where a scalar is needed"))
    }
}

/// How many terms of values are kept.
const MOST_KNOWN: usize = 1 << 15;

/// What is known of folds that do not speak of the schedule, so that no instance repeats it.
#[derive(Default)]
pub struct Memo {
    values: RefCell<BTreeMap<Key, Value>>,
    terms: Cell<usize>, // How many terms these have.
    asked: Cell<bool>,  // Whether the schedule has been asked for.
}

/// A fold, by its address in the statement, which the problem owns; `V`; the values of the names in it, of those that it
/// binds what they are outside, if anything.
type Key = (*const Expr, Option<u64>, Vec<Option<Q>>);

/// What the names of a statement stand for.
#[derive(Clone)]
pub struct Scope<'a> {
    pub problem: &'a Problem,
    pub vocabulary: Option<u64>, // `V`, once the law is bound, and where it is known.
    pub instance: Instance,      // What is bound so far, and the constant.
}

impl Scope<'_> {
    /// Whether relations between scalars are true.
    pub fn fulfils(&self, condition: &[Relation]) -> Result<bool> {
        condition.iter().try_fold(true, |holds, Relation { left, admits, right }| {
            Ok(holds && admits.contains(&self.scalar(left)?.cmp(&self.scalar(right)?)))
        })
    }

    pub fn scalar(&self, expr: &Expr) -> Result<Q> {
        self.value(expr)?.scalar()
    }

    /// The value of an expression of the statement.
    pub fn value(&self, expr: &Expr) -> Result<Value> {
        let (word, arguments) = match expr {
            Expr::Number(number) => return Ok(Value::number(number.clone())),
            Expr::Variable(name) => {
                // Every name is bound, but the constant gets its value after the quantifiers.
                let bound = self.instance.variables.get(name);
                let bound = bound.ok_or_else(|| Why::Fragment.of("the constant in a quantifier"))?;
                return Ok(Value::number(bound.clone()));
            }
            Expr::Apply(word, arguments) => (word, arguments),
        };
        let memo = &self.problem.memo;
        let is_fold = matches!(*word, "sum" | "mean" | "min in" | "max in");
        let key = is_fold.then(|| {
            let names = expr.names().into_iter().map(|name| self.instance.variables.get(name).cloned());
            (std::ptr::from_ref(expr), self.vocabulary, names.collect())
        });
        let known = key.as_ref().and_then(|key| memo.values.borrow().get(key).cloned());
        let value = if let Some(known) = known {
            known
        } else {
            let asked_before = memo.asked.replace(false);
            let value = self.apply(word, arguments)?;
            if let Some(key) = key.filter(|_| !memo.asked.get() && memo.terms.get() < MOST_KNOWN) {
                memo.terms.set(memo.terms.get() + 1 + value.terms().len());
                memo.values.borrow_mut().insert(key, value.clone());
            }
            memo.asked.set(asked_before || memo.asked.get());
            value
        };
        self.problem.meter.tick(value.terms().len())?;
        Ok(value)
    }

    /// The integers of a range with both ends.
    pub fn range(&self, from: &Expr, to: &Expr) -> Result<Vec<Q>> {
        let (from, to) = (integer(&self.scalar(from)?)?, integer(&self.scalar(to)?)?);
        let count = BigInt::max(to - &from + 1, BigInt::zero());
        limits::RANGE.check(count.clone())?;
        let count = count.to_usize().unwrap_or(0);
        self.problem.meter.tick(count)?;
        Ok((0..count).map(|offset| whole(&from + offset)).collect())
    }

    /// The value of a word of the table in `statement.rs`, or of an operator.
    fn apply(&self, word: &'static str, arguments: &[Expr]) -> Result<Value> {
        match (word, arguments) {
            ("I", sets) => return self.mutual_information(sets),
            ("sum" | "mean" | "min in" | "max in", [Expr::Variable(name), from, to, term]) => {
                let mut inner = self.clone();
                let of_term = |number| {
                    inner.instance.variables.insert(name.clone(), number);
                    inner.value(term)
                };
                return combine(word, self.range(from, to)?.into_iter().map(of_term));
            }
            ("+" | "*" | "min" | "max", _) => return combine(word, arguments.iter().map(|x| self.value(x))),
            ("-", [x]) => return Ok(self.value(x)?.times(&-Q::one())),
            // Where the argument, or the logarithm, need not be a rational.
            ("ln", [Expr::Apply("V", _)]) => return Ok(Value::of(Symbol::LogVocabulary)),
            ("floor", [Expr::Apply("log2", x)]) => return Ok(Value::number(floor_log2(&self.scalar(&x[0])?)?)),
            ("ceil", [Expr::Apply("log2", x)]) => return Ok(Value::number(ceil_log2(&self.scalar(&x[0])?)?)),
            _ => {}
        }
        let x = arguments.iter().map(|argument| self.scalar(argument)).collect::<Result<Vec<Q>>>()?;
        let number = match word {
            "L" => whole(self.problem.length),
            "V" => whole(self.vocabulary.ok_or_else(|| Why::Fragment.of("V outside ln(V)"))?),
            "T" => whole(self.blocks()?.len()),
            "s_max" => whole(self.blocks()?.iter().copied().max().unwrap_or(0)),
            "s_min" => whole(self.blocks()?.iter().copied().min().unwrap_or(0)),
            "s" => whole(self.blocks()?[index(&x[0], 1, self.blocks()?.len())? - 1]),
            "N" => whole(self.blocks()?[..index(&x[0], 0, self.blocks()?.len())?].iter().sum::<usize>()),
            "nat" => Q::one(),
            "/" => inverse(&x[0])?,
            "^" => power(&x[0], &x[1])?,
            "log2" => {
                let (below, above) = (floor_log2(&x[0])?, ceil_log2(&x[0])?);
                Reason::NoValue.unless(below == above, "log2 of a number that is not a power of two")?;
                below
            }
            "floor" => x[0].floor(),
            "ceil" => x[0].ceil(),
            "abs" => x[0].abs(),
            "binomial" => whole(choose(self.count(&x[0])?, index(&x[1], 0, usize::MAX)?)),
            "factorial" => (1..=self.count(&x[0])?).try_fold(Q::one(), |product, n| bounded(product * whole(n)))?,
            "beta" => self.beta(self.count(&x[0])?, self.count(&x[1])?, &x[2], &x[3])?,
            _ => match named_schedule(word, x.first(), self.problem.length)? {
                Some(blocks) => whole(u8::from(blocks == self.blocks()?)),
                None => return self.information(word, &x),
            },
        };
        bounded(number).map(Value::number)
    }

    /// The value of a word that is an information.
    fn information(&self, word: &'static str, x: &[Q]) -> Result<Value> {
        let length = self.problem.length;
        let average = |k: usize| Value::of(Symbol::Average(k));
        let information = |j: usize| average(1).plus(&average(j - 1)).minus(&average(j));
        let halving = word.split_once('(').map(|(_, halving)| halving == "halved_larger_first)");
        Ok(match word.split('(').next().unwrap_or(word) {
            "ideal_KL" => ideal_error(&halved(self.blocks()?, halving)),
            "E_KL" => Value::of(Symbol::TrainingError(halving)).plus(&ideal_error(&halved(self.blocks()?, halving))),
            "eps_train" => Value::of(Symbol::TrainingError(None)),
            "KL_output" | "TC_reverse" | "min_top" | "top_mass" | "max_mass" | "second_mass" => {
                Value::of(Symbol::OfLaw(word))
            }
            "TC" => average(1).times(&whole(length)).minus(&average(length)),
            "DTC" => average(length - 1).times(&whole(length)).minus(&average(length).times(&whole(length - 1))),
            "h" => average(index(&x[0], 0, length)?),
            "Z" => information(index(&x[0], 1, length)?),
            "zeta" => information(index(&x[0], 0, length - 1)? + 1),
            "delta" => {
                let m = index(&x[0], 1, length - 1)?;
                information(m + 1).minus(&information(m))
            }
            "ln" => {
                let log = |number: &BigInt| Value::of(Symbol::Log(number.magnitude().clone()));
                log(positive(&x[0])?.numer()).minus(&log(x[0].denom()))
            }
            _ => return Err(Why::Fragment.of("a word without a value")),
        })
    }

    fn blocks(&self) -> Result<&[usize]> {
        self.problem.memo.asked.set(true);
        self.instance.schedule.as_deref().ok_or_else(|| Reason::UnknownName.of("schedule"))
    }

    /// A size that is not too large to count up to.
    fn count(&self, x: &Q) -> Result<usize> {
        let count = index(x, 0, usize::MAX)?;
        limits::RANGE.check(count)?;
        self.problem.meter.tick(count)?;
        Ok(count)
    }

    /// The integral of `t^a (1-t)^b` from `p` to `q`. That from 0 to `x` is, with `n = a + b + 1`,
    /// `sum_{j > a} C(n,j) x^j (1-x)^(n-j) / (n C(n-1,a))`: both vanish at 0, and have the same derivative.
    fn beta(&self, a: usize, b: usize, p: &Q, q: &Q) -> Result<Q> {
        let n = a + b + 1;
        let from_zero = |x: &Q| -> Result<Q> {
            // Integers over the `n`-th power of the denominator.
            let (numer, rest) = (x.numer(), x.denom() - x.numer());
            check_power(x, n)?;
            let mut sum = BigInt::zero();
            for j in a + 1..=n {
                self.problem.meter.tick(n)?;
                sum += choose(n, j) * Pow::pow(numer, j) * Pow::pow(&rest, n - j);
            }
            Ok(Q::new(sum, Pow::pow(x.denom(), n) * choose(n - 1, a) * n))
        };
        Ok(from_zero(q)? - from_zero(p)?)
    }

    /// `I(A; B | C) = H(A u C) + H(B u C) - H(A u B u C) - H(C)`
    fn mutual_information(&self, sets: &[Expr]) -> Result<Value> {
        let mut named = sets.iter().map(|set| self.places(set)).collect::<Result<Vec<usize>>>()?;
        let rest = ((1 << self.problem.length) - 1) & !named.iter().fold(0, |union, set| union | set);
        let with_rest = sets.iter().map(|set| set.parts().contains(&REST));
        named.iter_mut().zip(with_rest).filter(|(_, with_rest)| *with_rest).for_each(|(set, _)| *set |= rest);
        let [a, b, c] = named[..] else { return Err(Why::Fragment.of("not three sets")) };
        let entropy = |set: usize| Value::of(Symbol::Entropy(set));
        Ok(entropy(a | c).plus(&entropy(b | c)).minus(&entropy(a | b | c)).minus(&entropy(c)))
    }

    /// The positions that a set names, as bits.
    fn places(&self, set: &Expr) -> Result<usize> {
        let mut bits = 0;
        for range in set.parts() {
            let [from, to] = range.parts() else { continue };
            for at in self.range(from, to)? {
                bits |= 1 << (index(&at, 1, self.problem.length)? - 1);
            }
        }
        Ok(bits)
    }
}

/// The sum, the mean, the product, the least or the greatest of values.
fn combine(word: &str, mut values: impl ExactSizeIterator<Item = Result<Value>>) -> Result<Value> {
    let count = whole(values.len());
    if word.starts_with("min") || word.starts_with("max") {
        let numbers = values.map(|value| value?.scalar()).collect::<Result<Vec<Q>>>()?.into_iter();
        let extreme = if word.starts_with("min") { numbers.min() } else { numbers.max() };
        return extreme.map(Value::number).ok_or_else(|| Reason::NoValue.of("the least or the greatest of nothing"));
    }
    let empty = if word == "*" { Value::number(Q::one()) } else { Value::zero() };
    let combined = values.try_fold(empty, |before, value| {
        let value = value?;
        let combined = match value.as_number() {
            _ if word != "*" => before.plus(&value),
            Some(number) => before.times(number),
            None => value.clone().times(&before.scalar()?),
        };
        // Only these coefficients have changed.
        let changed = if word == "*" { &combined } else { &value };
        let coefficients = changed.terms().filter_map(|(symbol, _)| combined.coefficient(symbol));
        coefficients.chain([&combined.constant]).try_for_each(check)?;
        Ok::<_, Refusal>(combined)
    })?;
    if word == "mean" { Ok(combined.times(&inverse(&count)?)) } else { Ok(combined) }
}

/// `sum_t [ s_t (h(N_{t-1} + 1) - h(N_{t-1})) - (h(N_t) - h(N_{t-1})) ]`
pub fn ideal_error(blocks: &[usize]) -> Value {
    let mut error = Value::zero();
    let mut revealed = 0;
    for &block in blocks {
        error.add(Symbol::Average(revealed + 1), &whole(block));
        error.add(Symbol::Average(revealed), &(Q::one() - whole(block)));
        error.add(Symbol::Average(revealed + block), &-Q::one());
        revealed += block;
    }
    error
}

/// The blocks of a named schedule of `n` positions; nothing for another word.
fn named_schedule(word: &str, x: Option<&Q>, n: usize) -> Result<Option<Vec<usize>>> {
    let x = |from, to| x.map_or(Ok(0), |x| index(x, from, to));
    Ok(Some(match word {
        "one_by_one" => vec![1; n],
        "all_at_once" => vec![n],
        "uniform" => {
            let size = x(1, n)?;
            Reason::NoValue.unless(n.is_multiple_of(size), format_args!("uniform({size}), of {n} positions"))?;
            vec![size; n / size]
        }
        "singles_then_rest" => {
            let singles = x(1, n)? - 1;
            [vec![1; singles], vec![n - singles]].concat()
        }
        "total_correlation_schedule" | "dual_total_correlation_schedule" => {
            let z = x(2, usize::MAX)?;
            let (mut blocks, mut left) = (Vec::new(), n);
            if z <= n {
                // As many rounds as there are powers of z/(z-1), the 0th included, up to n - z + 1, and one more.
                let ratio = Q::new(z.into(), (z - 1).into());
                let powers = std::iter::successors(Some(Q::one()), |power| Some(power * &ratio));
                for _ in 0..=powers.take_while(|power| *power <= whole(n - z + 1)).count() {
                    blocks.push(left / z);
                    left -= left / z;
                }
            }
            blocks.extend(vec![1; left]);
            blocks.retain(|block| *block > 0);
            if word == "dual_total_correlation_schedule" {
                blocks.reverse();
            }
            blocks
        }
        _ => return Ok(None),
    }))
}

/// The blocks; or each block `b` split into `ceil(b/2)` and `floor(b/2)`, in this order or the other, without empty
/// halves.
pub fn halved(blocks: &[usize], halving: Option<bool>) -> Vec<usize> {
    let Some(larger_first) = halving else { return blocks.to_vec() };
    let halves = |block: &usize| {
        let (smaller, larger) = (block / 2, block - block / 2);
        if larger_first { [larger, smaller] } else { [smaller, larger] }
    };
    blocks.iter().flat_map(halves).filter(|half| *half > 0).collect()
}
