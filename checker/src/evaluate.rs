//! The value of an expression in an instance: what the words of the claim language mean.

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::answer::{Fault, Reason, outside};
use crate::limits::{self, Meter, too_large};
use crate::linear::Linear;
use crate::number::{Q, bounded, ceil_log2, choose, exact_log2, floor_log2, index, integer, inverse, power, whole};
use crate::statement::{Expr, Places, Relation, SCHEDULES};

/// What informations are linear forms in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    /// `h(k)`, `k` in `0..L`.
    Average(usize),
    /// The entropy of a set of positions; bit `i` stands for position `i + 1`.
    Entropy(usize),
    /// `eps_train`; or the training error of the schedule with its blocks halved, `true` for the larger halves first.
    TrainingError(Option<bool>),
    /// `ln V`
    LogVocabulary,
    /// `ln n`, for `n >= 1`; and `ln e`, written `ln 0`.
    Log(BigUint),
    /// A quantity that is no such form, by its word.
    OfLaw(&'static str),
}

/// An information.
pub type Information = Linear<Symbol>;

/// The value of an expression. A scalar 0 may stand for an information: the literal, or an empty sum.
pub enum Value {
    Scalar(Q),
    Information(Information),
}

impl Value {
    pub fn scalar(self) -> Result<Q, Fault> {
        match self {
            Self::Scalar(number) => Ok(number),
            Self::Information(_) => Err(Reason::IllTyped("an information where a scalar is needed").into()),
        }
    }

    pub fn information(self) -> Result<Information, Fault> {
        match self {
            Self::Information(form) => Ok(form),
            Self::Scalar(zero) if zero.is_zero() => Ok(Linear::zero()),
            Self::Scalar(_) => Err(Reason::IllTyped("a scalar where an information is needed").into()),
        }
    }

    fn plus(self, other: Self) -> Result<Self, Fault> {
        Ok(match (self, other) {
            (Self::Scalar(a), Self::Scalar(b)) => Self::Scalar(bounded(a + b)?),
            (a, b) => Self::Information(a.information()?.plus(&b.information()?)),
        })
    }

    fn times(self, other: Self) -> Result<Self, Fault> {
        Ok(match (self, other) {
            (Self::Scalar(a), Self::Scalar(b)) => Self::Scalar(bounded(a * b)?),
            (Self::Information(form), factor) | (factor, Self::Information(form)) => {
                Self::Information(form.times(&factor.scalar()?))
            }
        })
    }
}

/// What the names of a statement stand for.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// `L`
    pub length: usize,
    /// `V`, once the law is bound, and where it is known.
    pub vocabulary: Option<u64>,
    /// The block sizes, once the schedule is bound.
    pub schedule: Option<Vec<usize>>,
    /// The integer variables bound so far, and the constant.
    pub variables: Vec<(String, Q)>,
    /// What has been done.
    pub meter: &'a Meter,
}

impl Scope<'_> {
    /// Whether relations between scalars are true.
    pub fn fulfils(&self, condition: &[Relation]) -> Result<bool, Fault> {
        for Relation { left, comparison, right } in condition {
            if !comparison.admits(self.value(left)?.scalar()?.cmp(&self.value(right)?.scalar()?)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The value of an expression.
    pub fn value(&self, expr: &Expr) -> Result<Value, Fault> {
        let mut value = Value::Scalar(Q::zero());
        match expr {
            Expr::Number(number) => value = Value::Scalar(bounded(number.clone())?),
            Expr::Variable(name) => {
                // Every name is bound, but the constant gets its value after the quantifiers.
                let bound = self.variables.iter().find(|(bound, _)| bound == name);
                value = Value::Scalar(bound.ok_or_else(|| outside("the constant in a quantifier"))?.1.clone());
            }
            Expr::Word(word, arguments) => value = self.word(word, arguments)?,
            Expr::Sum(terms) => {
                for (negative, term) in terms {
                    let term = self.value(term)?;
                    value = value.plus(if *negative { term.times(Value::Scalar(-Q::one()))? } else { term })?;
                }
            }
            Expr::Product(factors) => {
                value = Value::Scalar(Q::one());
                for (inverted, factor) in factors {
                    let factor = self.value(factor)?;
                    value = value.times(if *inverted { Value::Scalar(inverse(&factor.scalar()?)?) } else { factor })?;
                }
            }
            Expr::Fold { fold, name, range, term } => {
                let range = self.range(range)?;
                let count = whole(range.len());
                let mut inner = self.clone();
                let of_term = |number| {
                    inner.variables.push((name.clone(), number));
                    let of_term = inner.value(term);
                    inner.variables.pop();
                    of_term
                };
                let mut values = range.into_iter().map(of_term);
                value = match *fold {
                    "min" | "max" => {
                        let numbers: Result<Vec<Q>, Fault> = values.map(|value| value?.scalar()).collect();
                        Value::Scalar(extreme(fold, numbers?)?)
                    }
                    "mean" => {
                        values.try_fold(value, |sum, value| sum.plus(value?))?.times(Value::Scalar(inverse(&count)?))?
                    }
                    _ => values.try_fold(value, |sum, value| sum.plus(value?))?,
                };
            }
            Expr::Entropy { of, and, given } => value = Value::Information(self.entropy(of, and.as_ref(), given)?),
        }
        self.meter.tick(match &value {
            Value::Scalar(_) => 0,
            Value::Information(form) => form.terms().len(),
        })?;
        Ok(value)
    }

    /// The integers of a range with both ends.
    pub fn range(&self, [from, to]: &[Expr; 2]) -> Result<Vec<Q>, Fault> {
        let (from, to) = (integer(&self.value(from)?.scalar()?)?, integer(&self.value(to)?.scalar()?)?);
        let count = BigInt::max(&to - &from + 1, BigInt::zero());
        let count = count.to_usize().filter(|count| *count <= limits::RANGE);
        let count = count.ok_or_else(|| too_large("elements of a range", limits::RANGE))?;
        self.meter.tick(count)?;
        Ok((0..count).map(|offset| whole(&from + offset)).collect())
    }

    /// The value of a word of the table in `statement.rs`.
    fn word(&self, word: &'static str, arguments: &[Expr]) -> Result<Value, Fault> {
        let length = self.length;
        let blocks = || self.schedule.as_deref().ok_or_else(|| Fault::from(Reason::UnknownName("schedule".to_owned())));
        match (word, arguments) {
            // Where the argument, or the logarithm, need not be a rational.
            ("ln", [Expr::Word("V", _)]) => return Ok(Value::Information(Linear::of(Symbol::LogVocabulary))),
            ("floor", [Expr::Word("log2", of)]) => {
                return floor_log2(&self.value(&of[0])?.scalar()?).map(Value::Scalar);
            }
            ("ceil", [Expr::Word("log2", of)]) => return ceil_log2(&self.value(&of[0])?.scalar()?).map(Value::Scalar),
            _ => {}
        }
        let x = arguments.iter().map(|argument| self.value(argument)?.scalar());
        let x = x.collect::<Result<Vec<Q>, Fault>>()?;
        let scalar = match word {
            "L" => whole(length),
            "V" => whole(self.vocabulary.ok_or_else(|| outside("V outside ln(V)"))?),
            "T" => whole(blocks()?.len()),
            "s_max" => whole(blocks()?.iter().copied().max().unwrap_or(0)),
            "s_min" => whole(blocks()?.iter().copied().min().unwrap_or(0)),
            "s" => whole(blocks()?[index(&x[0], 1, blocks()?.len())? - 1]),
            "N" => whole(blocks()?[..index(&x[0], 0, blocks()?.len())?].iter().sum::<usize>()),
            "log2" => exact_log2(&x[0])?,
            "floor" => x[0].floor(),
            "ceil" => x[0].ceil(),
            "abs" => x[0].abs(),
            "min" | "max" => extreme(word, x)?,
            "^" => power(&x[0], &x[1])?,
            "binomial" => whole(choose(self.count(&x[0])?, index(&x[1], 0, usize::MAX)?)),
            "factorial" => (1..=self.count(&x[0])?).try_fold(Q::one(), |product, n| bounded(product * whole(n)))?,
            "beta" => self.beta(self.count(&x[0])?, self.count(&x[1])?, &x[2], &x[3])?,
            _ if SCHEDULES.iter().any(|(name, _)| *name == word) => {
                whole(u8::from(named_schedule(word, x.first(), length)?.as_slice() == blocks()?))
            }
            _ => return self.information_word(word, &x).map(Value::Information),
        };
        bounded(scalar).map(Value::Scalar)
    }

    /// A size that is not too large to count up to.
    fn count(&self, x: &Q) -> Result<usize, Fault> {
        let count = index(x, 0, usize::MAX)?;
        if count > limits::RANGE {
            return Err(too_large("argument of a function", limits::RANGE));
        }
        self.meter.tick(count)?;
        Ok(count)
    }

    /// The integral of `t^a (1-t)^b` from `p` to `q`: that of `sum_k C(b,k) (-1)^k t^(a+k)`.
    fn beta(&self, a: usize, b: usize, p: &Q, q: &Q) -> Result<Q, Fault> {
        let mut integral = Q::zero();
        for k in 0..=b {
            self.meter.tick(a + k)?;
            let n = whole(a + k + 1);
            let term = whole(choose(b, k)) * (power(q, &n)? - power(p, &n)?) / n;
            integral = bounded(if k % 2 == 0 { integral + term } else { integral - term })?;
        }
        Ok(integral)
    }

    fn information_word(&self, word: &'static str, x: &[Q]) -> Result<Information, Fault> {
        let length = self.length;
        let average = |k: usize| Linear::of(Symbol::Average(k));
        // Z(j)
        let information = |j: usize| average(1).plus(&average(j - 1)).minus(&average(j));
        let (name, halving) = match word.split_once('(') {
            Some((name, halves)) => (name, Some(halves == "halved_larger_first)")),
            None => (word, None),
        };
        let ideal = || {
            let blocks = self.schedule.as_deref().ok_or_else(|| Reason::UnknownName("schedule".to_owned()))?;
            Ok::<_, Fault>(ideal_error(&halved(blocks, halving)))
        };
        Ok(match name {
            "ideal_KL" => ideal()?,
            "eps_train" => Linear::of(Symbol::TrainingError(None)),
            "E_KL" => ideal()?.plus(&Linear::of(Symbol::TrainingError(halving))),
            "KL_output" | "TC_reverse" | "min_top" | "top_mass" | "max_mass" | "second_mass" => {
                Linear::of(Symbol::OfLaw(word))
            }
            "nat" => Linear::of(Symbol::Log(BigUint::zero())),
            "TC" => average(1).times(&whole(length)).minus(&average(length)),
            "DTC" => average(length - 1).times(&whole(length)).minus(&average(length).times(&whole(length - 1))),
            "h" => average(index(&x[0], 0, length)?),
            "Z" => information(index(&x[0], 1, length)?),
            "zeta" => information(index(&x[0], 0, length - 1)? + 1),
            "delta" => {
                let m = index(&x[0], 1, length - 1)?;
                information(m + 1).minus(&information(m))
            }
            "ln" if x[0].is_positive() => {
                let log = |number: &BigInt| Linear::of(Symbol::Log(number.magnitude().clone()));
                log(x[0].numer()).minus(&log(x[0].denom()))
            }
            "ln" => return Err(Reason::LogOfNonPositive.into()),
            _ => return Err(outside("a word without a value")),
        })
    }

    /// `I(of; and | given)`, or `H(of | given)`, which is `I(of; of | given)`.
    fn entropy(&self, of: &Places, and: Option<&Places>, given: &Places) -> Result<Information, Fault> {
        let (a, b, c) = (self.places(of)?, and.map_or(Ok(0), |and| self.places(and))?, self.places(given)?);
        let rest = ((1 << self.length) - 1) & !(a | b | c);
        let with_rest = |set: &Places, named: usize| if set.rest { named | rest } else { named };
        let (a, c) = (with_rest(of, a), with_rest(given, c));
        let b = and.map_or(a, |and| with_rest(and, b));
        let entropy = |set: usize| Linear::of(Symbol::Entropy(set));
        Ok(entropy(a | c).plus(&entropy(b | c)).minus(&entropy(a | b | c)).minus(&entropy(c)))
    }

    /// The positions that a set names, as bits.
    fn places(&self, set: &Places) -> Result<usize, Fault> {
        let mut bits = 0;
        for range in &set.ranges {
            for at in self.range(range)? {
                bits |= 1 << (index(&at, 1, self.length)? - 1);
            }
        }
        Ok(bits)
    }
}

/// `sum_t [ s_t (h(N_{t-1} + 1) - h(N_{t-1})) - (h(N_t) - h(N_{t-1})) ]`
pub fn ideal_error(blocks: &[usize]) -> Information {
    let mut error = Linear::zero();
    let mut revealed = 0;
    for &block in blocks {
        error.add(Symbol::Average(revealed + 1), &whole(block));
        error.add(Symbol::Average(revealed), &-whole(block));
        error.add(Symbol::Average(revealed + block), &-Q::one());
        error.add(Symbol::Average(revealed), &Q::one());
        revealed += block;
    }
    error
}

/// The least, or the greatest, of numbers.
fn extreme(word: &str, numbers: Vec<Q>) -> Result<Q, Fault> {
    let numbers = numbers.into_iter();
    let extreme = if word == "min" { numbers.min() } else { numbers.max() };
    extreme.ok_or_else(|| Reason::IndexOutOfRange.into())
}

/// The blocks of a named schedule of `n` positions.
fn named_schedule(word: &str, x: Option<&Q>, n: usize) -> Result<Vec<usize>, Fault> {
    let zero = Q::zero();
    let x = x.unwrap_or(&zero);
    Ok(match word {
        "one_by_one" => vec![1; n],
        "all_at_once" => vec![n],
        "uniform" => {
            let size = index(x, 1, n)?;
            if !n.is_multiple_of(size) {
                return Err(Reason::IndexOutOfRange.into());
            }
            vec![size; n / size]
        }
        "singles_then_rest" => {
            let singles = index(x, 1, n)? - 1;
            [vec![1; singles], vec![n - singles]].concat()
        }
        _ => {
            let z = index(x, 2, usize::MAX)?;
            let (mut blocks, mut left) = (Vec::new(), n);
            if z <= n {
                // As many rounds as there are powers of z/(z-1), the 0th included, up to n - z + 1, and one more.
                let ratio = Q::new(z.into(), (z - 1).into());
                let mut reach = Q::one();
                let mut last = false;
                while !last {
                    last = reach > whole(n - z + 1);
                    reach *= &ratio;
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
    })
}

/// The blocks; or each block `b` split into `ceil(b/2)` and `floor(b/2)`, in this order or the other, without empty halves.
pub fn halved(blocks: &[usize], halving: Option<bool>) -> Vec<usize> {
    let Some(larger_first) = halving else { return blocks.to_vec() };
    let halves = |block: &usize| {
        let (smaller, larger) = (block / 2, block - block / 2);
        if larger_first { [larger, smaller] } else { [smaller, larger] }
    };
    blocks.iter().flat_map(halves).filter(|half| *half > 0).collect()
}
