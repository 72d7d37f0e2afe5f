//! The value of an expression in an instance: what the words of the claim language mean.

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::answer::{Reason, Result};
use crate::document::Instance;
use crate::limits::{self, Meter};
use crate::linear::Linear;
use crate::number::{self, Q, bounded, choose, index, integer, inverse, positive, power, whole};
use crate::statement::{Expr, Places, Relation};

/// What values are linear forms in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    /// The number 1, one nat: a scalar `x` and the information `x * nat` have one value.
    Nat,
    /// `h(k)`, `k` in `0..L`.
    Average(usize),
    /// The entropy of a set of positions; bit `i` stands for position `i + 1`.
    Entropy(usize),
    /// `eps_train`; or the training error of the schedule with its blocks halved, `true` for the larger halves first.
    TrainingError(Option<bool>),
    /// `ln V`
    LogVocabulary,
    /// `ln n`, `n >= 1`.
    Log(BigUint),
    /// A quantity that is no such form, by its word.
    OfLaw(&'static str),
}

/// The value of an expression. That scalars are not taken for informations, the types of a statement have made sure.
pub type Value = Linear<Symbol>;

impl Value {
    fn number(number: &Q) -> Self {
        let mut value = Self::zero();
        value.add(Symbol::Nat, number);
        value
    }

    /// The number that a scalar is.
    fn as_number(&self) -> Option<Q> {
        match self.coefficient(&Symbol::Nat) {
            Some(number) => (self.terms().len() == 1).then(|| number.clone()),
            None => (self.terms().len() == 0).then(Q::zero),
        }
    }

    fn scalar(&self) -> Result<Q> {
        self.as_number().ok_or_else(|| Reason::IllTyped.of("an information where a scalar is needed"))
    }
}

/// What the names of a statement stand for.
#[derive(Clone)]
pub struct Scope<'a> {
    /// `L`
    pub length: usize,
    /// `V`, once the law is bound, and where it is known.
    pub vocabulary: Option<u64>,
    /// What is bound so far, and the constant.
    pub instance: Instance,
    pub meter: &'a Meter,
}

impl Scope<'_> {
    /// Whether relations between scalars are true.
    pub fn fulfils(&self, condition: &[Relation]) -> Result<bool> {
        for Relation { left, admits, right } in condition {
            if !admits.contains(&self.scalar(left)?.cmp(&self.scalar(right)?)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub fn scalar(&self, expr: &Expr) -> Result<Q> {
        self.value(expr)?.scalar()
    }

    pub fn value(&self, expr: &Expr) -> Result<Value> {
        let value = match expr {
            Expr::Number(number) => Value::number(number),
            Expr::Variable(name) => {
                // Every name is bound, but the constant gets its value after the quantifiers.
                let bound = self.instance.variables.get(name);
                Value::number(bound.ok_or_else(|| Reason::Fragment.of("the constant in a quantifier"))?)
            }
            Expr::Apply(word, arguments) => self.apply(word, arguments)?,
            Expr::Fold(fold, name, parts) => {
                let [from, to, term] = &**parts;
                let mut inner = self.clone();
                let of_term = |number| {
                    inner.instance.variables.insert(name.clone(), number);
                    inner.value(term)
                };
                combine(fold, self.range(from, to)?.into_iter().map(of_term))?
            }
            Expr::Information(sets) => self.mutual_information(sets)?,
        };
        self.meter.tick(value.terms().len().saturating_sub(1))?;
        Ok(value)
    }

    /// The integers of a range with both ends.
    pub fn range(&self, from: &Expr, to: &Expr) -> Result<Vec<Q>> {
        let (from, to) = (integer(&self.scalar(from)?)?, integer(&self.scalar(to)?)?);
        let count = BigInt::max(to - &from + 1, BigInt::zero());
        limits::RANGE.check(count.clone())?;
        let count = count.to_usize().unwrap_or(0);
        self.meter.tick(count)?;
        Ok((0..count).map(|offset| whole(&from + offset)).collect())
    }

    /// The value of a word of the table in `statement.rs`, or of an operator.
    fn apply(&self, word: &'static str, arguments: &[Expr]) -> Result<Value> {
        let length = self.length;
        let average = |k: usize| Value::of(Symbol::Average(k));
        // Z(j)
        let information = |j: usize| average(1).plus(&average(j - 1)).minus(&average(j));
        match (word, arguments) {
            ("+" | "*" | "min" | "max", _) => return combine(word, arguments.iter().map(|x| self.value(x))),
            ("-", [x]) => return Ok(self.value(x)?.times(&-Q::one())),
            // Where the argument, or the logarithm, need not be a rational.
            ("ln", [Expr::Apply("V", _)]) => return Ok(Value::of(Symbol::LogVocabulary)),
            ("floor", [Expr::Apply("log2", x)]) => {
                return Ok(Value::number(&number::floor_log2(&self.scalar(&x[0])?)?));
            }
            ("ceil", [Expr::Apply("log2", x)]) => return Ok(Value::number(&number::ceil_log2(&self.scalar(&x[0])?)?)),
            _ => {}
        }
        let x = arguments.iter().map(|argument| self.scalar(argument)).collect::<Result<Vec<Q>>>()?;
        let (name, halving) = match word.split_once('(') {
            Some((name, halves)) => (name, Some(halves == "halved_larger_first)")),
            None => (word, None),
        };
        let number = match name {
            "L" => whole(length),
            "V" => whole(self.vocabulary.ok_or_else(|| Reason::Fragment.of("V outside ln(V)"))?),
            "T" => whole(self.blocks()?.len()),
            "s_max" => whole(self.blocks()?.iter().copied().max().unwrap_or(0)),
            "s_min" => whole(self.blocks()?.iter().copied().min().unwrap_or(0)),
            "s" => whole(self.blocks()?[index(&x[0], 1, self.blocks()?.len())? - 1]),
            "N" => whole(self.blocks()?[..index(&x[0], 0, self.blocks()?.len())?].iter().sum::<usize>()),
            "nat" => Q::one(),
            "/" => inverse(&x[0])?,
            "^" => power(&x[0], &x[1])?,
            "log2" => number::exact_log2(&x[0])?,
            "floor" => x[0].floor(),
            "ceil" => x[0].ceil(),
            "abs" => x[0].abs(),
            "binomial" => whole(choose(self.count(&x[0])?, index(&x[1], 0, usize::MAX)?)),
            "factorial" => (1..=self.count(&x[0])?).try_fold(Q::one(), |product, n| bounded(product * whole(n)))?,
            "beta" => self.beta(self.count(&x[0])?, self.count(&x[1])?, &x[2], &x[3])?,
            "one_by_one"
            | "all_at_once"
            | "uniform"
            | "singles_then_rest"
            | "total_correlation_schedule"
            | "dual_total_correlation_schedule" => {
                whole(u8::from(named_schedule(word, x.first(), length)? == self.blocks()?))
            }
            "ideal_KL" => return Ok(ideal_error(&halved(self.blocks()?, halving))),
            "E_KL" => {
                let error = Value::of(Symbol::TrainingError(halving));
                return Ok(error.plus(&ideal_error(&halved(self.blocks()?, halving))));
            }
            "eps_train" => return Ok(Value::of(Symbol::TrainingError(None))),
            "KL_output" | "TC_reverse" | "min_top" | "top_mass" | "max_mass" | "second_mass" => {
                return Ok(Value::of(Symbol::OfLaw(word)));
            }
            "TC" => return Ok(average(1).times(&whole(length)).minus(&average(length))),
            "DTC" => {
                let others = average(length - 1).times(&whole(length));
                return Ok(others.minus(&average(length).times(&whole(length - 1))));
            }
            "h" => return Ok(average(index(&x[0], 0, length)?)),
            "Z" => return Ok(information(index(&x[0], 1, length)?)),
            "zeta" => return Ok(information(index(&x[0], 0, length - 1)? + 1)),
            "delta" => {
                let m = index(&x[0], 1, length - 1)?;
                return Ok(information(m + 1).minus(&information(m)));
            }
            "ln" => {
                let log = |number: &BigInt| Value::of(Symbol::Log(number.magnitude().clone()));
                return Ok(log(positive(&x[0])?.numer()).minus(&log(x[0].denom())));
            }
            _ => return Err(Reason::Fragment.of("a word without a value")),
        };
        bounded(number).map(|number| Value::number(&number))
    }

    fn blocks(&self) -> Result<&[usize]> {
        self.instance.schedule.as_deref().ok_or_else(|| Reason::UnknownName.of("schedule"))
    }

    /// A size that is not too large to count up to.
    fn count(&self, x: &Q) -> Result<usize> {
        let count = index(x, 0, usize::MAX)?;
        limits::RANGE.check(count)?;
        self.meter.tick(count)?;
        Ok(count)
    }

    /// The integral of `t^a (1-t)^b` from `p` to `q`: that of `sum_k C(b,k) (-1)^k t^(a+k)`.
    fn beta(&self, a: usize, b: usize, p: &Q, q: &Q) -> Result<Q> {
        let mut integral = Q::zero();
        for k in 0..=b {
            self.meter.tick(a + k)?;
            let n = whole(a + k + 1);
            let term = whole(choose(b, k)) * (power(q, &n)? - power(p, &n)?) / n;
            integral = bounded(if k % 2 == 0 { integral + term } else { integral - term })?;
        }
        Ok(integral)
    }

    /// `I(A; B | C) = H(A u C) + H(B u C) - H(A u B u C) - H(C)`
    fn mutual_information(&self, sets: &[Places; 3]) -> Result<Value> {
        let named = sets.iter().map(|set| self.places(set)).collect::<Result<Vec<usize>>>()?;
        let rest = ((1 << self.length) - 1) & !(named[0] | named[1] | named[2]);
        let [a, b, c] = [0, 1, 2].map(|place| if sets[place].rest { named[place] | rest } else { named[place] });
        let entropy = |set: usize| Value::of(Symbol::Entropy(set));
        Ok(entropy(a | c).plus(&entropy(b | c)).minus(&entropy(a | b | c)).minus(&entropy(c)))
    }

    /// The positions that a set names, as bits.
    fn places(&self, set: &Places) -> Result<usize> {
        let mut bits = 0;
        for [from, to] in &set.ranges {
            for at in self.range(from, to)? {
                bits |= 1 << (index(&at, 1, self.length)? - 1);
            }
        }
        Ok(bits)
    }
}

/// The sum, the mean, the product, the least or the greatest of values.
fn combine(word: &str, mut values: impl ExactSizeIterator<Item = Result<Value>>) -> Result<Value> {
    let count = whole(values.len());
    match word {
        "min" | "max" => {
            let numbers = values.map(|value| value?.scalar()).collect::<Result<Vec<Q>>>()?.into_iter();
            let extreme = if word == "min" { numbers.min() } else { numbers.max() };
            Ok(Value::number(&extreme.ok_or_else(|| Reason::NoValue.of("the least or the greatest of no numbers"))?))
        }
        "*" => values.try_fold(Value::number(&Q::one()), |product, factor| {
            let factor = factor?;
            let product = match factor.as_number() {
                Some(number) => product.times(&number),
                None => factor.times(&product.scalar()?),
            };
            product.terms().try_for_each(|(_, coefficient)| number::check(coefficient))?;
            Ok(product)
        }),
        _ => {
            let sum = values.try_fold(Value::zero(), |sum, term| {
                let term = term?;
                let sum = sum.plus(&term);
                term.terms().filter_map(|(symbol, _)| sum.coefficient(symbol)).try_for_each(number::check)?;
                Ok::<_, crate::Fault>(sum)
            })?;
            if word == "mean" { Ok(sum.times(&inverse(&count)?)) } else { Ok(sum) }
        }
    }
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

/// The blocks of a named schedule of `n` positions.
fn named_schedule(word: &str, x: Option<&Q>, n: usize) -> Result<Vec<usize>> {
    let x = |from, to| x.map_or(Ok(0), |x| index(x, from, to));
    Ok(match word {
        "one_by_one" => vec![1; n],
        "all_at_once" => vec![n],
        "uniform" => {
            let size = x(1, n)?;
            Reason::NoValue.unless(n.is_multiple_of(size), format!("uniform({size}), of {n} positions"))?;
            vec![size; n / size]
        }
        "singles_then_rest" => {
            let singles = x(1, n)? - 1;
            [vec![1; singles], vec![n - singles]].concat()
        }
        _ => {
            let z = x(2, usize::MAX)?;
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
