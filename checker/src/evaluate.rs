//! The value of an expression in an instance.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::affine::{Affine, Atom};
use crate::limits::{self, Meter, too_large};
use crate::outcome::{EvaluationError, Fault, Reason, outside};
use crate::scalar::{self, Q, bounded, whole};
use crate::syntax::{Comparison, Curve, Expr, Positions, Quantity, Relation, Set};

/// What the names of a statement stand for.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// `L`
    pub length: usize,
    /// `V`, where it is known.
    pub vocabulary: Option<BigInt>,
    /// The block sizes, where a schedule is bound.
    pub schedule: Option<Vec<usize>>,
    /// The integer variables bound so far.
    pub variables: Vec<(String, BigInt)>,
    /// The value of the constant, once it is known.
    pub constant: Option<Q>,
    /// What has been done.
    pub meter: &'a Meter,
}

/// The value of an expression. A scalar 0 may stand for an information: the literal, or an empty sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A rational.
    Scalar(Q),
    /// An information.
    Information(Affine),
}

impl Value {
    fn scalar(self) -> Result<Q, Fault> {
        match self {
            Self::Scalar(number) => Ok(number),
            Self::Information(_) => Err(Reason::IllTyped("an information where a scalar is needed").into()),
        }
    }

    /// The value as an information.
    pub fn information(self) -> Result<Affine, Fault> {
        match self {
            Self::Information(affine) => Ok(affine),
            Self::Scalar(zero) if zero.is_zero() => Ok(Affine::default()),
            Self::Scalar(_) => Err(Reason::IllTyped("a scalar where an information is needed").into()),
        }
    }

    fn plus(self, other: Self, factor: &Q) -> Result<Self, Fault> {
        Ok(match (self, other) {
            (Self::Scalar(a), Self::Scalar(b)) => Self::Scalar(bounded(a + b * factor)?),
            (a, b) => {
                let mut sum = a.information()?;
                sum.add_multiple(&b.information()?, factor);
                Self::Information(sum)
            }
        })
    }

    fn times(self, other: Self) -> Result<Self, Fault> {
        Ok(match (self, other) {
            (Self::Scalar(a), Self::Scalar(b)) => Self::Scalar(bounded(a * b)?),
            (Self::Scalar(factor), Self::Information(affine)) | (Self::Information(affine), Self::Scalar(factor)) => {
                let mut product = Affine::default();
                product.add_multiple(&affine, &factor);
                Self::Information(product)
            }
            (Self::Information(_), Self::Information(_)) => {
                return Err(Reason::IllTyped("a product of informations").into());
            }
        })
    }
}

impl Scope<'_> {
    /// The value of a scalar expression.
    pub fn scalar(&self, expr: &Expr) -> Result<Q, Fault> {
        self.value(expr)?.scalar()
    }

    /// The value of an expression.
    pub fn value(&self, expr: &Expr) -> Result<Value, Fault> {
        self.meter.tick(0)?;
        match expr {
            Expr::Number(number) => bounded(number.clone()).map(Value::Scalar),
            Expr::Variable(name) => self.variable(name).map(Value::Scalar),
            Expr::Quantity(quantity) => self.quantity(*quantity),
            Expr::Sum(terms) => {
                let mut sum = Value::Scalar(Q::zero());
                for (negative, term) in terms {
                    sum = sum.plus(self.metered(term)?, &if *negative { -Q::one() } else { Q::one() })?;
                }
                Ok(sum)
            }
            Expr::Product(factors) => {
                let mut product = Value::Scalar(Q::one());
                for (inverted, factor) in factors {
                    let value = self.metered(factor)?;
                    product = product.times(match inverted {
                        false => value,
                        true => Value::Scalar(scalar::divide(&Q::one(), &value.scalar()?)?),
                    })?;
                }
                Ok(product)
            }
            Expr::Negation(inner) => self.value(inner)?.times(Value::Scalar(-Q::one())),
            Expr::Power(base, exponent) => {
                scalar::power(&self.scalar(base)?, &self.scalar(exponent)?).map(Value::Scalar)
            }
            Expr::Block(index) => {
                let blocks = self.blocks()?;
                Ok(Value::Scalar(whole(blocks[scalar::index(&self.scalar(index)?, 1, blocks.len())? - 1])))
            }
            Expr::Revealed(index) => {
                let blocks = self.blocks()?;
                let t = scalar::index(&self.scalar(index)?, 0, blocks.len())?;
                Ok(Value::Scalar(whole(blocks[..t].iter().sum())))
            }
            Expr::Curve(curve, index) => self.curve(*curve, &self.scalar(index)?).map(Value::Information),
            Expr::Halved { ideal, larger_first } => {
                let mut error = self.ideal_error(&halved(self.blocks()?, *larger_first));
                if !ideal {
                    error.add(Atom::HalvedTrainingError(*larger_first), &Q::one());
                }
                Ok(Value::Information(error))
            }
            Expr::Entropy(of, given) => {
                let sets = self.sets(&[of, given])?;
                Ok(Value::Information(combination(&[(sets[0] | sets[1], 1), (sets[1], -1)])))
            }
            Expr::Mutual(of, and, given) => {
                let sets = self.sets(&[of, and, given])?;
                let (a, b, c) = (sets[0], sets[1], sets[2]);
                Ok(Value::Information(combination(&[(a | c, 1), (b | c, 1), (a | b | c, -1), (c, -1)])))
            }
            Expr::Ln(inner) => self.logarithm(inner).map(Value::Information),
            Expr::Log2(inner) => scalar::exact_log2(&self.scalar(inner)?).map(whole_value),
            Expr::Floor(inner) => {
                if let Expr::Log2(of) = inner.as_ref() {
                    return scalar::floor_log2(&self.scalar(of)?).map(whole_value);
                }
                Ok(Value::Scalar(self.scalar(inner)?.floor()))
            }
            Expr::Ceil(inner) => {
                if let Expr::Log2(of) = inner.as_ref() {
                    return scalar::ceil_log2(&self.scalar(of)?).map(whole_value);
                }
                Ok(Value::Scalar(self.scalar(inner)?.ceil()))
            }
            Expr::Binomial(n, k) => {
                let n = scalar::index(&self.scalar(n)?, 0, usize::MAX)?;
                if n > limits::RANGE {
                    return Err(too_large("binomial", limits::RANGE));
                }
                let k = scalar::index(&self.scalar(k)?, 0, n)?;
                self.meter.tick(k)?;
                bounded(Q::from_integer(scalar::choose(n, k))).map(Value::Scalar)
            }
            Expr::Min(list) => self.extreme(list, |candidate, best| candidate < best),
            Expr::Max(list) => self.extreme(list, |candidate, best| candidate > best),
            Expr::Series { name, from, to, term } => {
                let mut sum = Value::Scalar(Q::zero());
                let mut inner = self.clone();
                for number in self.range(from, to)? {
                    inner.variables.push((name.clone(), number));
                    let value = inner.metered(term)?;
                    inner.variables.pop();
                    sum = sum.plus(value, &Q::one())?;
                }
                Ok(sum)
            }
        }
    }

    /// The value, counted as work in proportion to its size.
    fn metered(&self, expr: &Expr) -> Result<Value, Fault> {
        let value = self.value(expr)?;
        match &value {
            Value::Scalar(_) => {}
            Value::Information(affine) => self.meter.tick(affine.size())?,
        }
        Ok(value)
    }

    /// The integers of a range with both ends.
    pub fn range(&self, from: &Expr, to: &Expr) -> Result<Vec<BigInt>, Fault> {
        let (from, to) = (scalar::integer(&self.scalar(from)?)?, scalar::integer(&self.scalar(to)?)?);
        let count: BigInt = &to - &from + 1;
        if !count.is_positive() {
            return Ok(Vec::new());
        }
        let Some(count) = count.to_usize().filter(|count| *count <= limits::RANGE) else {
            return Err(too_large("elements of a range", limits::RANGE));
        };
        self.meter.tick(count)?;
        Ok((0..count).map(|offset| &from + BigInt::from(offset)).collect())
    }

    /// Whether a comparison of scalars is true.
    pub fn holds(&self, relation: &Relation) -> Result<bool, Fault> {
        let (left, right) = (self.scalar(&relation.left)?, self.scalar(&relation.right)?);
        Ok(match relation.comparison {
            Comparison::AtMost => left <= right,
            Comparison::AtLeast => left >= right,
            Comparison::Equal => left == right,
            Comparison::Below => left < right,
            Comparison::Above => left > right,
        })
    }

    fn variable(&self, name: &str) -> Result<Q, Fault> {
        if let Some((_, number)) = self.variables.iter().find(|(bound, _)| bound == name) {
            return bounded(Q::from_integer(number.clone()));
        }
        // Names are checked before: this is the constant.
        self.constant.clone().ok_or_else(|| outside("the constant in a quantifier"))
    }

    fn blocks(&self) -> Result<&[usize], Fault> {
        self.schedule.as_deref().ok_or_else(|| Reason::UnknownName("schedule".to_owned()).into())
    }

    fn quantity(&self, quantity: Quantity) -> Result<Value, Fault> {
        let scalar = |number: usize| Ok(Value::Scalar(whole(number)));
        let length = self.length;
        match quantity {
            Quantity::Length => scalar(length),
            Quantity::Vocabulary => {
                let size = self.vocabulary.clone().ok_or_else(|| outside("V outside ln(V)"))?;
                bounded(Q::from_integer(size)).map(Value::Scalar)
            }
            Quantity::Blocks => scalar(self.blocks()?.len()),
            Quantity::LargestBlock => scalar(self.blocks()?.iter().copied().max().unwrap_or(0)),
            Quantity::SmallestBlock => scalar(self.blocks()?.iter().copied().min().unwrap_or(0)),
            Quantity::IdealKl => Ok(Value::Information(self.ideal_error(self.blocks()?))),
            Quantity::ExpectedKl => {
                let mut error = self.ideal_error(self.blocks()?);
                error.add(Atom::TrainingError, &Q::one());
                Ok(Value::Information(error))
            }
            Quantity::TrainingError => Ok(Value::Information(Affine::atom(Atom::TrainingError))),
            Quantity::OutputKl => Ok(Value::Information(Affine::atom(Atom::OutputKl))),
            Quantity::TotalCorrelation => Ok(Value::Information(averages(&[(1, whole(length)), (length, -Q::one())]))),
            Quantity::DualTotalCorrelation => {
                let one_less = length.saturating_sub(1);
                Ok(Value::Information(averages(&[(one_less, whole(length)), (length, -whole(one_less))])))
            }
        }
    }

    /// `sum_t [ s_t (h(N_{t-1} + 1) - h(N_{t-1})) - (h(N_t) - h(N_{t-1})) ]`
    pub fn ideal_error(&self, blocks: &[usize]) -> Affine {
        let mut error = Affine::default();
        let mut revealed = 0;
        for &block in blocks {
            error.add(Atom::Average(revealed + 1), &whole(block));
            error.add(Atom::Average(revealed), &-whole(block));
            error.add(Atom::Average(revealed + block), &-Q::one());
            error.add(Atom::Average(revealed), &Q::one());
            revealed += block;
        }
        error
    }

    fn curve(&self, curve: Curve, index: &Q) -> Result<Affine, Fault> {
        let one = Q::one;
        let length = self.length;
        let information = |j: usize| averages(&[(1, one()), (j - 1, one()), (j, -one())]);
        Ok(match curve {
            Curve::Entropy => averages(&[(scalar::index(index, 0, length)?, one())]),
            Curve::Information => information(scalar::index(index, 1, length)?),
            Curve::Shifted => information(scalar::index(index, 0, length - 1)? + 1),
            Curve::Increment => {
                let m = scalar::index(index, 1, length - 1)?;
                let mut increment = information(m + 1);
                increment.add_multiple(&information(m), &-one());
                increment
            }
        })
    }

    fn logarithm(&self, of: &Expr) -> Result<Affine, Fault> {
        if *of == Expr::Quantity(Quantity::Vocabulary) {
            return Ok(Affine::atom(Atom::LogVocabulary));
        }
        let number = self.scalar(of)?;
        if !number.is_positive() {
            return Err(EvaluationError::LogOfNonPositive.into());
        }
        let mut affine = Affine::default();
        affine.add(Atom::Log(number.numer().magnitude().clone()), &Q::one());
        affine.add(Atom::Log(number.denom().magnitude().clone()), &-Q::one());
        Ok(affine)
    }

    fn extreme(&self, list: &[Expr], better: fn(&Q, &Q) -> bool) -> Result<Value, Fault> {
        let mut best: Option<Q> = None;
        for expr in list {
            match self.value(expr)? {
                Value::Information(_) => return Err(outside("min or max of informations")),
                Value::Scalar(number) => {
                    if best.as_ref().is_none_or(|best| better(&number, best)) {
                        best = Some(number);
                    }
                }
            }
        }
        Ok(Value::Scalar(best.unwrap_or_else(Q::zero)))
    }

    /// The sets of one term, which are disjoint, as bits.
    fn sets(&self, sets: &[&Set]) -> Result<Vec<u64>, Fault> {
        let all = (1 << self.length) - 1;
        let mut named: u64 = 0;
        let mut found = Vec::new();
        let mut rest_in = None;
        let mut name = |positions: u64| {
            let new = named & positions == 0;
            named |= positions;
            if new { Ok(positions) } else { Err(Fault::from(EvaluationError::PositionTwice)) }
        };
        for (place, set) in sets.iter().enumerate() {
            let mut bits: u64 = 0;
            for part in *set {
                match part {
                    Positions::All => bits |= name(all)?,
                    Positions::Rest if rest_in.is_some() => return Err(EvaluationError::PositionTwice.into()),
                    Positions::Rest => rest_in = Some(place),
                    Positions::One(at) => bits |= name(1 << (scalar::index(&self.scalar(at)?, 1, self.length)? - 1))?,
                    Positions::Span(from, to) => {
                        for at in self.range(from, to)? {
                            let at = scalar::index(&Q::from_integer(at), 1, self.length)?;
                            bits |= name(1 << (at - 1))?;
                        }
                    }
                }
            }
            found.push(bits);
        }
        if let Some(place) = rest_in {
            found[place] |= all & !named;
        }
        Ok(found)
    }
}

fn whole_value(number: BigInt) -> Value {
    Value::Scalar(Q::from_integer(number))
}

fn averages(terms: &[(usize, Q)]) -> Affine {
    let mut affine = Affine::default();
    for (k, factor) in terms {
        affine.add(Atom::Average(*k), factor);
    }
    affine
}

fn combination(terms: &[(u64, i8)]) -> Affine {
    let mut affine = Affine::default();
    for (set, factor) in terms {
        affine.add(Atom::Subset(*set), &Q::from_integer(BigInt::from(*factor)));
    }
    affine
}

/// Each block `b` split into `ceil(b/2)` and `floor(b/2)`, in this order or the other, without empty halves.
pub fn halved(blocks: &[usize], larger_first: bool) -> Vec<usize> {
    let halves = |block: &usize| {
        let (smaller, larger) = (block / 2, block - block / 2);
        if larger_first { [larger, smaller] } else { [smaller, larger] }
    };
    blocks.iter().flat_map(halves).filter(|half| *half > 0).collect()
}
