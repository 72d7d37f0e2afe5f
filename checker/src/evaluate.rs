//! The value of an expression in an instance: what the words of the claim language mean.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

use crate::answer::{Reason, Result, Why};
use crate::limits::{self, Meter};
use crate::number::{
    Linear, Q, Unknown, bounded, ceil_log2, check, check_power, choose, compare, count, floor_log2, fraction, index,
    integer, inverse, multiply, positive, power, product, sum, whole,
};
use crate::schedules::{halved, ideal_error};
use crate::statement::{Bound, Expr, Fold, Relation, Set};
use crate::words::{Halving, Measure, OfLaw, Scalar};

/// What values are linear forms in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    Average(usize),         // `h(k)`, `k` in `0..L`.
    Entropy(usize),         // The entropy of a set of positions; bit `i` stands for position `i + 1`.
    TrainingError(Halving), // `eps_train`, or that of the schedule with halved blocks.
    LogVocabulary,          // `ln V`
    Log(BigUint),           // `ln n`, `n >= 2`.
    OfLaw(OfLaw),           // A quantity that is no such form.
}

impl Unknown for Symbol {
    fn words(&self) -> u64 {
        if let Self::Log(number) = self { number.words() } else { 1 }
    }
}

/// The value of an expression: a scalar `x` and the measure `x * nat` have one value. That scalars are not taken
/// for information measures, the types of a statement have made sure.
pub type Value = Linear<Symbol>;

impl Value {
    /// The number that a scalar is.
    fn as_number(&self) -> Option<&Q> {
        (self.terms().len() == 0).then_some(&self.constant)
    }

    fn scalar(&self) -> Result<&Q> {
        self.as_number().ok_or_else(|| Reason::IllTyped.of("an information measure where a scalar is needed"))
    }
}

/// The ideal error of a schedule.
pub fn ideal(blocks: &[usize], meter: &Meter) -> Result<Value> {
    let mut error = Value::zero();
    ideal_error(blocks).into_iter().try_for_each(|(k, factor)| error.add(Symbol::Average(k), &factor, meter))?;
    Ok(error)
}

/// What the names of a statement stand for in an instance.
#[derive(Clone)]
pub struct Scope<'a> {
    pub meter: &'a Meter,
    pub length: usize,
    pub vocabulary: Option<u64>, // `V`, once the law is bound, and where it is known.
    pub schedule: Option<Vec<usize>>,
    pub variables: Vec<Q>, // By how many are bound outside.
    pub constant: Option<Q>,
}

impl Scope<'_> {
    /// Whether the relations of a condition are true. What comes after a false one is not looked at: one relation may
    /// guard the next.
    pub fn fulfils(&self, condition: &[Relation]) -> Result<bool> {
        for Relation { left, comparison, right } in condition {
            let order = compare(&self.scalar(left)?, &self.scalar(right)?, self.meter)?;
            if !comparison.admits(order) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub fn scalar(&self, expr: &Expr) -> Result<Q> {
        self.value(expr)?.scalar().cloned()
    }

    fn scalars(&self, exprs: &[Expr]) -> Result<Vec<Q>> {
        exprs.iter().map(|expr| self.scalar(expr)).collect()
    }

    /// The value of an expression of the statement.
    pub fn value(&self, expr: &Expr) -> Result<Value> {
        self.meter.work(150)?;
        match expr {
            Expr::Number(number) => Ok(Value::number(number.clone())),
            Expr::Variable(number) => self.variable(*number).map(Value::number),
            Expr::Constant => {
                let constant = self.constant.clone().ok_or_else(|| Reason::UnknownName.of("the constant"))?;
                Ok(Value::number(constant))
            }
            Expr::Sum(terms) => self.total(terms.iter().map(|term| self.value(term))),
            Expr::Product(factors) => self.product(factors),
            Expr::Negative(term) => self.value(term)?.times(&-Q::one(), self.meter),
            Expr::Inverse(divisor) => inverse(&self.scalar(divisor)?).map(Value::number),
            Expr::Power(parts) => {
                let power = power(&self.scalar(&parts[0])?, &self.scalar(&parts[1])?, self.meter)?;
                bounded(power).map(Value::number)
            }
            Expr::Scalar(word, arguments) => bounded(self.apply(*word, arguments)?).map(Value::number),
            Expr::Measure(word, arguments) => self.measure(*word, arguments),
            Expr::Fold(fold, bound) => self.fold(*fold, bound),
            Expr::Mutual(sets) => self.mutual(sets),
            Expr::Unread(_) => Err(Why::Fragment.of("a word without a meaning")),
        }
    }

    fn variable(&self, number: usize) -> Result<Q> {
        self.variables.get(number).cloned().ok_or_else(|| Reason::UnknownName.of("a variable"))
    }

    /// The sum of values. Only coefficients that change are looked at.
    fn total(&self, mut values: impl Iterator<Item = Result<Value>>) -> Result<Value> {
        values.try_fold(Value::zero(), |before, value| {
            let value = value?;
            let total = before.plus(&value, self.meter)?;
            let changed = value.terms().filter_map(|(symbol, _)| total.coefficient(symbol));
            changed.chain([&total.constant]).try_for_each(check)?;
            Ok(total)
        })
    }

    fn product(&self, factors: &[Expr]) -> Result<Value> {
        factors.iter().try_fold(Value::number(Q::one()), |before, factor| {
            let value = self.value(factor)?;
            let product = match value.as_number() {
                Some(number) => before.times(number, self.meter)?,
                None => value.times(before.scalar()?, self.meter)?,
            };
            product.terms().map(|(_, coefficient)| coefficient).chain([&product.constant]).try_for_each(check)?;
            Ok(product)
        })
    }

    /// The integers of a range with both ends: the first one, and how many there are.
    pub fn range(&self, [from, to]: &[Expr; 2]) -> Result<(BigInt, u64)> {
        let (from, to) = (integer(&self.scalar(from)?)?, integer(&self.scalar(to)?)?);
        let count = BigInt::max(to - &from + 1, BigInt::zero()).to_u64().unwrap_or(u64::MAX);
        Ok((from, count))
    }

    fn fold(&self, fold: Fold, Bound { variable, ends, term }: &Bound) -> Result<Value> {
        let (from, count) = self.range(ends)?;
        self.meter.work(count)?;
        let mut inner = self.clone();
        inner.variables.truncate(*variable);
        let mut values = (0..count).map(|offset| {
            inner.variables.truncate(*variable);
            inner.variables.push(whole(&from + offset));
            inner.value(term)
        });
        match fold {
            Fold::Sum => self.total(values),
            Fold::Mean => {
                let total = self.total(values)?;
                Reason::NoValue.unless(count > 0, "the mean of nothing")?;
                total.times(&Q::new(BigInt::one(), count.into()), self.meter)
            }
            Fold::Least | Fold::Greatest => {
                let extreme = values.try_fold(None, |before, value| {
                    self.better(fold == Fold::Least, before, value?.scalar()?.clone()).map(Some)
                })?;
                extreme.map(Value::number).ok_or_else(|| Reason::NoValue.of("the least or the greatest of nothing"))
            }
        }
    }

    /// The lesser or the greater one.
    fn better(&self, least: bool, before: Option<Q>, number: Q) -> Result<Q> {
        let Some(before) = before else { return Ok(number) };
        let wanted = if least { Ordering::Less } else { Ordering::Greater };
        Ok(if compare(&number, &before, self.meter)? == wanted { number } else { before })
    }

    /// The value of a word that is a scalar.
    fn apply(&self, word: Scalar, arguments: &[Expr]) -> Result<Q> {
        // Where the logarithm need not be a rational.
        if let [Expr::Scalar(Scalar::Log2, log)] = arguments {
            if word == Scalar::Floor {
                return floor_log2(&self.scalar(&log[0])?).map(whole);
            }
            if word == Scalar::Ceil {
                return ceil_log2(&self.scalar(&log[0])?).map(whole);
            }
        }
        let x = self.scalars(arguments)?;
        Ok(match word {
            Scalar::Length => whole(self.length),
            Scalar::Vocabulary => whole(self.vocabulary.ok_or_else(|| Why::Fragment.of("V outside ln(V)"))?),
            Scalar::BlockCount => whole(self.blocks()?.len()),
            Scalar::LargestBlock => whole(self.blocks()?.iter().copied().max().unwrap_or(0)),
            Scalar::SmallestBlock => whole(self.blocks()?.iter().copied().min().unwrap_or(0)),
            Scalar::Block => whole(self.blocks()?[index(&x[0], 1, self.blocks()?.len())? - 1]),
            Scalar::Revealed => whole(self.blocks()?[..index(&x[0], 0, self.blocks()?.len())?].iter().sum::<usize>()),
            Scalar::Log2 => {
                let (below, above) = (floor_log2(&x[0])?, ceil_log2(&x[0])?);
                Reason::NoValue.unless(below == above, "log2 of a number that is not a power of two")?;
                whole(below)
            }
            Scalar::Floor | Scalar::Ceil => {
                multiply(x[0].numer(), x[0].denom(), self.meter)?;
                if word == Scalar::Floor { x[0].floor() } else { x[0].ceil() }
            }
            Scalar::Abs => x[0].abs(),
            Scalar::Binomial => whole(choose(index(&x[0], 0, usize::MAX)?, index(&x[1], 0, usize::MAX)?, self.meter)?),
            Scalar::Factorial => (1..=index(&x[0], 0, usize::MAX)?)
                .try_fold(Q::one(), |factorial, n| bounded(product(&factorial, &whole(n), self.meter)?))?,
            Scalar::Beta => {
                let (a, b) = (index(&x[0], 0, usize::MAX)?, index(&x[1], 0, usize::MAX)?);
                let (from, to) = (self.beta(a, b, &x[2])?, self.beta(a, b, &x[3])?);
                sum(&to, &-from, self.meter)?
            }
            Scalar::Bernstein => self.bernstein(index(&x[0], 0, usize::MAX)?, index(&x[1], 0, usize::MAX)?, &x[2])?,
            Scalar::Least | Scalar::Greatest => {
                let extreme = x
                    .into_iter()
                    .try_fold(None, |before, number| self.better(word == Scalar::Least, before, number).map(Some))?;
                extreme.ok_or_else(|| Reason::NoValue.of("the least or the greatest of nothing"))?
            }
        })
    }

    /// `C(n,i) x^i (1-x)^(n-i)`, over the `n`-th power of the denominator of `x`.
    fn bernstein(&self, i: usize, n: usize, x: &Q) -> Result<Q> {
        if i > n {
            return Ok(Q::default());
        }
        limits::BITS.check(n)?;
        check_power(x, n)?;
        let length = x.denom().bits().max(x.numer().bits()).saturating_add(1).saturating_mul(count(n)) / 64 + 1;
        self.meter.work(length.saturating_mul(length).saturating_mul(4))?;
        let powers = Pow::pow(x.numer(), i) * Pow::pow(&(x.denom() - x.numer()), n - i);
        let total = multiply(&choose(n, i, self.meter)?, &powers, self.meter)?;
        fraction(total, Pow::pow(x.denom(), n), self.meter)
    }

    /// The integral of `t^a (1-t)^b` from 0 to `x`. It is, with `n = a + b + 1`,
    /// `sum_{j > a} C(n,j) x^j (1-x)^(n-j) / (n C(n-1,a))`: both vanish at 0, and have the same derivative.
    fn beta(&self, a: usize, b: usize, x: &Q) -> Result<Q> {
        let n = a.saturating_add(b).saturating_add(1);
        limits::BITS.check(n)?;
        check_power(x, n)?;
        // Integers over the `n`-th power of the denominator.
        let (numer, rest) = (x.numer(), x.denom() - x.numer());
        let length = x.denom().bits().max(numer.bits()).saturating_add(1).saturating_mul(count(n)) / 64 + 1;
        let mut total = BigInt::zero();
        for j in a + 1..=n {
            self.meter.work(length.saturating_mul(length).saturating_mul(4))?;
            total += choose(n, j, self.meter)? * Pow::pow(numer, j) * Pow::pow(&rest, n - j);
        }
        let divisor = multiply(&Pow::pow(x.denom(), n), &choose(n - 1, a, self.meter)?, self.meter)?;
        fraction(total, divisor * n, self.meter)
    }

    /// The value of a word that is an information measure.
    fn measure(&self, word: Measure, arguments: &[Expr]) -> Result<Value> {
        let (length, meter) = (self.length, self.meter);
        if let (Measure::Log, [Expr::Scalar(Scalar::Vocabulary, _)]) = (word, arguments) {
            return Ok(Value::of(Symbol::LogVocabulary));
        }
        let x = self.scalars(arguments)?;
        // `Z(j) = h(1) + h(j-1) - h(j)`
        let z = |j: usize| form(&[(1, 1), (j - 1, 1), (j, -1)], meter);
        Ok(match word {
            Measure::ExpectedError(halving) => {
                let error = Value::of(Symbol::TrainingError(halving));
                error.plus(&ideal(&halved(self.blocks()?, halving), meter)?, meter)?
            }
            Measure::IdealError(halving) => ideal(&halved(self.blocks()?, halving), meter)?,
            Measure::TrainingError => Value::of(Symbol::TrainingError(Halving::Whole)),
            Measure::Nat => Value::number(Q::one()),
            Measure::TotalCorrelation => form(&[(1, length)], meter)?.minus(&h(length), meter)?,
            Measure::DualTotalCorrelation => {
                form(&[(length - 1, length)], meter)?.minus(&form(&[(length, length - 1)], meter)?, meter)?
            }
            Measure::AverageEntropy => h(index(&x[0], 0, length)?),
            Measure::Z => z(index(&x[0], 1, length)?)?,
            Measure::Zeta => z(index(&x[0], 0, length - 1)? + 1)?,
            Measure::Delta => {
                let m = index(&x[0], 1, length - 1)?;
                z(m + 1)?.minus(&z(m)?, meter)?
            }
            Measure::Rho => {
                // (L-1) sum_{i=0..L-2} delta(i+1) C(L-2,i) u^i (1-u)^(L-2-i)
                let mut sum = Value::zero();
                for i in 0..length - 1 {
                    let weight = self.bernstein(i, length - 2, &x[0])? * whole(length - 1);
                    for (k, factor) in [(i + 1, 2), (i, -1), (i + 2, -1)] {
                        sum.add(Symbol::Average(k), &(&weight * whole(factor)), meter)?;
                    }
                }
                sum
            }
            Measure::Log => {
                // Of 1, the logarithm is 0.
                let log = |number: &BigInt| match number.magnitude() {
                    number if number.is_one() => Value::zero(),
                    number => Value::of(Symbol::Log(number.clone())),
                };
                log(positive(&x[0])?.numer()).minus(&log(x[0].denom()), meter)?
            }
            Measure::OfLaw(quantity) => Value::of(Symbol::OfLaw(quantity)),
        })
    }

    fn blocks(&self) -> Result<&[usize]> {
        self.schedule.as_deref().ok_or_else(|| Reason::UnknownName.of("schedule"))
    }

    /// `I(A; B | C) = H(A u C) + H(B u C) - H(A u B u C) - H(C)`
    fn mutual(&self, sets: &[Set; 3]) -> Result<Value> {
        let mut named = [0; 3];
        for (bits, set) in named.iter_mut().zip(sets) {
            *bits = self.positions(set)?;
        }
        let rest = ((1 << self.length) - 1) & !(named[0] | named[1] | named[2]);
        let with_rest = named.iter_mut().zip(sets).filter(|(_, set)| set.rest);
        with_rest.for_each(|(bits, _)| *bits |= rest);
        let [a, b, c] = named;
        let mut value = Value::zero();
        for (set, factor) in [(a | c, 1), (b | c, 1), (a | b | c, -1), (c, -1)] {
            value.add(Symbol::Entropy(set), &whole(factor), self.meter)?;
        }
        Ok(value)
    }

    /// The positions that a set names, as bits.
    fn positions(&self, set: &Set) -> Result<usize> {
        let mut bits = 0;
        for ends in &set.ranges {
            let (from, count) = self.range(ends)?;
            if count > 0 {
                let ends = [&from, &(&from + (count - 1))];
                let [first, last] = ends.map(|end| index(&whole(end.clone()), 1, self.length));
                bits |= (1 << last?) - (1 << (first? - 1));
            }
        }
        Ok(bits)
    }
}

fn h(k: usize) -> Value {
    Value::of(Symbol::Average(k))
}

/// A combination of average entropies.
fn form<N: Into<BigInt> + Copy>(terms: &[(usize, N)], meter: &Meter) -> Result<Value> {
    let mut form = Value::zero();
    terms.iter().try_for_each(|(k, factor)| form.add(Symbol::Average(*k), &whole(*factor), meter))?;
    Ok(form)
}
