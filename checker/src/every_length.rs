//! The kind `every-length`: a statement on the rays of the cone, with polynomials in the place of numbers.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive};

use crate::answer::{Reason, Result, Why};
use crate::cases::{Evaluated, Node, Stop, Walk, outside};
use crate::document::Json;
use crate::limits::Meter;
use crate::number::{Q, choose, product, sum, whole};
use crate::polynomial::{Polynomial, Quotient};
use crate::statement::{Binder, Bound, Comparison, Expr, Fold, Relation, Set, Statement};
use crate::words::{Halving, Measure, Named, Scalar};

/// A ray of the cone, or the constant of a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ray {
    Code,
    LogVocabulary,
    TrainingError,
    Constant,
}

const RAYS: [(&str, Ray); 4] =
    [("code", Ray::Code), ("ln_v", Ray::LogVocabulary), ("eps_train", Ray::TrainingError), ("constant", Ray::Constant)];

/// The numbers of a schedule: the ends of the block that holds the dimension, and the scalars.
#[derive(Clone)]
struct Schedule {
    start: Polynomial,
    end: Polynomial,
    steps: Polynomial,
    largest: Polynomial,
    smallest: Polynomial,
}

/// Checks the proofs on all rays; gives the number of cases.
pub fn check(statement: &Statement, least: usize, document: Json, meter: &Meter) -> Result<usize> {
    let [rays] = document.fields(["rays"])?;
    let is_universal = statement.quantifiers.iter().all(|quantifier| !quantifier.exists);
    Why::Fragment.unless(is_universal && statement.premise.is_empty(), "exists, or an implication")?;
    let mut expected = RAYS.into_iter();
    let mut count = 0;
    rays.list(|mut ray| {
        let name = ray.take("ray")?.text()?;
        let next = expected.next().filter(|(expected, _)| *expected == name);
        let (_, ray_of) = next.ok_or_else(|| Reason::WrongForm.of("other rays, or in another order"))?;
        let root = Node::read(ray, 0, meter)?;
        for path in root.paths() {
            count += 1;
            let mut walk = Walk::new(&root, path, meter);
            let mut scope = Scope::new(statement, ray_of, least, &mut walk)?;
            match scope.check(&mut walk) {
                Ok(()) | Err(Stop::Closed) => walk.finish()?,
                Err(Stop::Refused(refusal)) => return Err(refusal),
                Err(Stop::Split(..)) => return Err(Why::Fragment.of("a sum that is split from outside")),
            }
        }
        Ok(())
    })?;
    Reason::WrongForm.unless(expected.next().is_none(), "a ray that is missing")?;
    Ok(count)
}

/// What the names of a statement mean.
struct Scope<'a> {
    statement: &'a Statement,
    ray: Ray,
    length: Polynomial,
    dimension: Polynomial,
    schedule: Option<Schedule>,
    variables: Vec<Polynomial>,
    /// How many of the variables the quantifiers bind.
    quantified: usize,
    functions: Vec<(Function, Vec<Polynomial>, Polynomial)>,
}

/// What an integer is a function of other integers by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Function {
    Floor,
    PowerAbove,
    PowerBelow,
    LargerHalf,
    SmallerHalf,
}

impl<'a> Scope<'a> {
    fn new(statement: &'a Statement, ray: Ray, least: usize, walk: &mut Walk) -> Result<Self> {
        let (length, dimension) = (walk.unknown(), walk.unknown());
        let least = i64::try_from(least).map_err(|_| Reason::WrongForm.of("a length"))?;
        walk.assume(&length.shifted(-least, walk.meter)?)?;
        walk.assume(&dimension.shifted(-1, walk.meter)?)?;
        walk.assume(&length.minus(&dimension, walk.meter)?)?;
        let (variables, functions) = (Vec::new(), Vec::new());
        Ok(Self { statement, ray, length, dimension, schedule: None, variables, quantified: 0, functions })
    }

    fn check(&mut self, walk: &mut Walk) -> Evaluated<()> {
        let statement = self.statement;
        for quantifier in &statement.quantifiers {
            match &quantifier.binder {
                Binder::Law => {}
                Binder::Schedule => self.schedule = Some(self.any_schedule(walk)?),
                Binder::NamedSchedule(name, argument) => {
                    let argument = argument.as_ref().map(|argument| self.integer(walk, argument)).transpose()?;
                    self.schedule = Some(self.named(walk, *name, argument)?);
                }
                Binder::Range(_, [from, to]) => {
                    let (from, to) = (self.integer(walk, from)?, self.integer(walk, to)?);
                    let value = walk.unknown();
                    walk.assume(&value.minus(&from, walk.meter)?)?;
                    walk.assume(&to.minus(&value, walk.meter)?)?;
                    self.variables.push(value);
                    self.quantified = self.variables.len();
                }
            }
            for condition in &quantifier.condition {
                self.assume(walk, condition)?;
            }
        }
        statement.relations.iter().try_for_each(|relation| self.show(walk, relation))
    }

    fn assume(&mut self, walk: &mut Walk, Relation { left, comparison, right }: &Relation) -> Evaluated<()> {
        let sides = [self.value(walk, left)?, self.value(walk, right)?];
        let difference = difference(&sides, *comparison, walk.meter)?.numerator;
        match comparison {
            Comparison::AtMost | Comparison::AtLeast => walk.assume(&difference)?,
            Comparison::Equals => walk.assume_zero(&difference)?,
            Comparison::Below | Comparison::Above => {
                let scale = Q::from_integer(difference.denominator(walk.meter)?);
                walk.assume(&difference.scaled(&scale, walk.meter)?.shifted(-1, walk.meter)?)?;
            }
        }
        Ok(())
    }

    fn show(&mut self, walk: &mut Walk, Relation { left, comparison, right }: &Relation) -> Evaluated<()> {
        // Scalars of a relation are as many nats.
        let is_scalar = is_scalar(left) && is_scalar(right);
        let mut sides = [self.value(walk, left)?, self.value(walk, right)?];
        if is_scalar && self.ray != Ray::Constant {
            sides = [Quotient::default(), Quotient::default()];
        }
        if matches!(comparison, Comparison::Below | Comparison::Above) {
            return outside("a strict relation");
        }
        if self.ray == Ray::TrainingError {
            // A side that subtracts a training error has no value where that is infinite.
            sides.iter().try_for_each(|side| walk.require(&side.numerator, &side.divisors))?;
        }
        let difference = difference(&sides, *comparison, walk.meter)?;
        walk.require(&difference.numerator, &difference.divisors)?;
        if *comparison == Comparison::Equals {
            let difference = difference.negated(walk.meter)?;
            walk.require(&difference.numerator, &difference.divisors)?;
        }
        Ok(())
    }

    fn any_schedule(&self, walk: &mut Walk) -> Result<Schedule> {
        let [start, end, before, steps, largest, smallest] = std::array::from_fn(|_| walk.unknown());
        let meter = walk.meter;
        let length = &self.length;
        let size = end.minus(&start, meter)?;
        let behind = steps.minus(&before, meter)?.shifted(-1, meter)?;
        let after = length.minus(&end, meter)?;
        let others = steps.shifted(-1, meter)?;
        let premises = [
            start.clone(),
            self.dimension.minus(&start, meter)?.shifted(-1, meter)?,
            end.minus(&self.dimension, meter)?,
            after.clone(),
            smallest.shifted(-1, meter)?,
            size.minus(&smallest, meter)?,
            largest.minus(&size, meter)?,
            before.clone(),
            behind.clone(),
            start.minus(&before.times(&smallest, meter)?, meter)?,
            before.times(&largest, meter)?.minus(&start, meter)?,
            after.minus(&behind.times(&smallest, meter)?, meter)?,
            behind.times(&largest, meter)?.minus(&after, meter)?,
            length.minus(&largest, meter)?.minus(&others.times(&smallest, meter)?, meter)?,
            smallest.plus(&others.times(&largest, meter)?, meter)?.minus(length, meter)?,
            start.minus(&before, meter)?,
            after.minus(&behind, meter)?,
            length.minus(&largest, meter)?.minus(&others, meter)?,
            length.minus(&steps, meter)?,
        ];
        premises.iter().try_for_each(|premise| walk.assume(premise))?;
        Ok(Schedule { start, end, steps, largest, smallest })
    }

    fn named(&self, walk: &mut Walk, name: Named, argument: Option<Polynomial>) -> Evaluated<Schedule> {
        let (meter, length) = (walk.meter, self.length.clone());
        let one = Polynomial::integer(1);
        let singles = Schedule {
            start: self.dimension.shifted(-1, meter)?,
            end: self.dimension.clone(),
            steps: length.clone(),
            largest: one.clone(),
            smallest: one.clone(),
        };
        let argument = argument.unwrap_or_default();
        match name {
            Named::OneByOne => Ok(singles),
            Named::AllAtOnce => Ok(Schedule {
                start: Polynomial::default(),
                end: length.clone(),
                steps: one,
                largest: length.clone(),
                smallest: length,
            }),
            Named::SinglesThenRest => {
                walk.require(&argument.shifted(-1, meter)?, &[])?;
                walk.require(&length.minus(&argument, meter)?, &[])?;
                let is_one = walk.is_nonnegative(&one.minus(&argument, meter)?)?;
                let largest = length.minus(&argument, meter)?.shifted(1, meter)?;
                let smallest = if is_one { length.clone() } else { one };
                let numbers = Schedule { steps: argument.clone(), largest, smallest, ..singles };
                if !walk.is_nonnegative(&self.dimension.minus(&argument, meter)?)? {
                    return Ok(numbers);
                }
                Ok(Schedule { start: argument.shifted(-1, meter)?, end: length, ..numbers })
            }
            Named::TotalCorrelation | Named::DualTotalCorrelation => {
                walk.require(&argument.shifted(-2, meter)?, &[])?;
                let schedule = self.any_schedule(walk)?;
                let size = schedule.end.minus(&schedule.start, meter)?;
                let whole = if name == Named::TotalCorrelation {
                    length.minus(&schedule.start, meter)?
                } else {
                    schedule.end.clone()
                };
                if walk.choose()? {
                    let rest = whole.minus(&argument.times(&size, meter)?, meter)?;
                    walk.assume(&rest)?;
                    walk.assume(&argument.minus(&rest, meter)?.shifted(-1, meter)?)?;
                } else {
                    walk.assume_zero(&size.shifted(-1, meter)?)?;
                }
                Ok(schedule)
            }
            Named::Uniform => outside("uniform(b)"),
        }
    }

    fn integer(&mut self, walk: &mut Walk, expr: &Expr) -> Evaluated<Polynomial> {
        let value = self.value(walk, expr)?;
        match value.polynomial() {
            Some(polynomial) if polynomial.is_integral() => Ok(polynomial.clone()),
            _ => outside("an integer that may be a fraction"),
        }
    }

    /// The value of an expression of either sort.
    fn value(&mut self, walk: &mut Walk, expr: &Expr) -> Evaluated<Quotient> {
        walk.meter.work(150)?;
        match expr {
            Expr::Number(number) => Ok(Polynomial::constant(number.clone()).into()),
            Expr::Variable(number) => match self.variables.get(*number) {
                Some(value) => Ok(value.clone().into()),
                None => Err(Reason::UnknownName.of("a variable").into()),
            },
            Expr::Constant => {
                let Some((_, value)) = &self.statement.constant else { return outside("a constant") };
                let inner = self.variables.split_off(self.quantified);
                let value = self.value(walk, value);
                self.variables.truncate(self.quantified);
                self.variables.extend(inner);
                value
            }
            Expr::Sum(terms) => {
                let mut total = Quotient::default();
                for term in terms {
                    total = total.plus(&self.value(walk, term)?, walk.meter)?;
                }
                Ok(total)
            }
            Expr::Product(factors) => {
                let mut total: Option<Quotient> = None;
                for factor in factors {
                    let factor = self.value(walk, factor)?;
                    total = Some(match total {
                        Some(total) => total.times(&factor, walk.meter)?,
                        None => factor,
                    });
                }
                total.map_or_else(|| outside("a product of nothing"), Ok)
            }
            Expr::Negative(term) => Ok(self.value(walk, term)?.negated(walk.meter)?),
            Expr::Inverse(divisor) => {
                let divisor = self.value(walk, divisor)?;
                walk.reciprocal(&divisor)
            }
            Expr::Power(parts) => self.power(walk, parts),
            Expr::Scalar(word, arguments) => self.scalar(walk, *word, arguments),
            Expr::Measure(word, arguments) => self.measure(walk, *word, arguments),
            Expr::Fold(Fold::Sum, bound) => self.sum(walk, bound),
            Expr::Fold(..) => outside("a fold other than a sum"),
            Expr::Mutual(sets) => self.whole_entropy(walk, sets),
            Expr::Unread(_) => outside("a word without a meaning"),
        }
    }

    fn power(&mut self, walk: &mut Walk, [base, exponent]: &[Expr; 2]) -> Evaluated<Quotient> {
        let base = self.value(walk, base)?;
        if let (Some(two), Expr::Scalar(rounding @ (Scalar::Floor | Scalar::Ceil), log)) =
            (base.polynomial().and_then(Polynomial::value), exponent)
            && let [Expr::Scalar(Scalar::Log2, argument)] = &log[..]
            && two == whole(2)
        {
            let of = self.integer(walk, &argument[0])?;
            return self.power_of_two(walk, *rounding == Scalar::Ceil, &of);
        }
        let exponent = self.value(walk, exponent)?;
        let exponent = exponent.polynomial().and_then(Polynomial::value).filter(Q::is_integer);
        let Some(exponent) = exponent.and_then(|value| value.to_integer().to_i64()).filter(|value| value.abs() <= 12)
        else {
            return outside("an exponent that is no small number");
        };
        let mut power = Quotient::from(Polynomial::integer(1));
        for _ in 0..exponent.unsigned_abs() {
            power = power.times(&base, walk.meter)?;
        }
        if exponent < 0 { walk.reciprocal(&power) } else { Ok(power) }
    }

    /// The integer that a function has at polynomials, and whether it is new.
    fn function(&mut self, walk: &mut Walk, function: Function, of: Vec<Polynomial>) -> Evaluated<(Polynomial, bool)> {
        let known = self.functions.iter().find(|(other, at, _)| *other == function && *at == of);
        if let Some((.., value)) = known {
            return Ok((value.clone(), false));
        }
        if walk.is_in_sum() {
            return outside("a rounded number in a sum");
        }
        let value = walk.unknown();
        self.functions.push((function, of, value.clone()));
        Ok((value, true))
    }

    fn power_of_two(&mut self, walk: &mut Walk, is_above: bool, of: &Polynomial) -> Evaluated<Quotient> {
        walk.require(&of.shifted(-1, walk.meter)?, &[])?;
        let function = if is_above { Function::PowerAbove } else { Function::PowerBelow };
        let (power, is_new) = self.function(walk, function, vec![of.clone()])?;
        if is_new {
            let (less, more) = if is_above { (of, &power) } else { (&power, of) };
            walk.assume(&more.minus(less, walk.meter)?)?;
            let twice = less.scaled(&whole(2), walk.meter)?;
            walk.assume(&twice.minus(more, walk.meter)?.shifted(-1, walk.meter)?)?;
            walk.assume(&power.shifted(-1, walk.meter)?)?;
        }
        Ok(power.into())
    }

    fn scalar(&mut self, walk: &mut Walk, word: Scalar, arguments: &[Expr]) -> Evaluated<Quotient> {
        let schedule =
            |scope: &Self| scope.schedule.clone().ok_or_else(|| Stop::from(Reason::UnknownName.of("the schedule")));
        match word {
            Scalar::Length => Ok(self.length.clone().into()),
            Scalar::BlockCount => Ok(schedule(self)?.steps.into()),
            Scalar::LargestBlock => Ok(schedule(self)?.largest.into()),
            Scalar::SmallestBlock => Ok(schedule(self)?.smallest.into()),
            Scalar::Least | Scalar::Greatest => {
                let mut best = self.value(walk, &arguments[0])?;
                for argument in &arguments[1..] {
                    let other = self.value(walk, argument)?;
                    let difference = other.plus(&best.negated(walk.meter)?, walk.meter)?;
                    let is_greater = walk.is_nonnegative(&difference.numerator)?;
                    best = if is_greater == (word == Scalar::Greatest) { other } else { best };
                }
                Ok(best)
            }
            Scalar::Floor | Scalar::Ceil => {
                let value = self.value(walk, &arguments[0])?;
                let value = if word == Scalar::Floor { value } else { value.negated(walk.meter)? };
                let floor = Quotient::from(self.floor(walk, &value)?);
                Ok(if word == Scalar::Floor { floor } else { floor.negated(walk.meter)? })
            }
            Scalar::Vocabulary => outside("V outside ln(V)"),
            Scalar::Block | Scalar::Revealed => outside("an entry of a schedule"),
            Scalar::Log2 | Scalar::Abs | Scalar::Factorial | Scalar::Binomial | Scalar::Beta | Scalar::Bernstein => {
                outside("log2, abs, factorials and the like")
            }
        }
    }

    fn floor(&mut self, walk: &mut Walk, of: &Quotient) -> Evaluated<Polynomial> {
        let meter = walk.meter;
        let mut divisor = Polynomial::integer(1);
        for factor in &of.divisors {
            divisor = divisor.times(factor, meter)?;
        }
        let (one, two) = (of.numerator.denominator(meter)?, divisor.denominator(meter)?);
        let common = crate::number::gcd(&one, &two, meter)?;
        let scale = Q::from_integer(one / common * two);
        let (numerator, divisor) = (of.numerator.scaled(&scale, meter)?, divisor.scaled(&scale, meter)?);
        if let Some(quotient) = numerator.over(&divisor, meter)?.filter(Polynomial::is_integral) {
            return Ok(quotient);
        }
        if let (Some(one), Some(two)) = (numerator.value(), divisor.value()) {
            return Ok(Polynomial::constant((one / two).floor()));
        }
        let (floor, is_new) = self.function(walk, Function::Floor, vec![numerator.clone(), divisor.clone()])?;
        if is_new {
            let rest = numerator.minus(&divisor.times(&floor, meter)?, meter)?;
            walk.assume(&rest)?;
            walk.assume(&divisor.minus(&rest, meter)?.shifted(-1, meter)?)?;
        }
        Ok(floor)
    }

    fn on(&self, ray: Ray, value: Polynomial) -> Quotient {
        if self.ray == ray { value.into() } else { Quotient::default() }
    }

    fn measure(&mut self, walk: &mut Walk, word: Measure, arguments: &[Expr]) -> Evaluated<Quotient> {
        let (meter, one) = (walk.meter, Polynomial::integer(1));
        match word {
            Measure::ExpectedError(halving) if self.ray == Ray::TrainingError => match halving {
                Halving::Whole => Ok(one.into()),
                Halving::LargerFirst | Halving::SmallerFirst => outside("the training error of another schedule"),
            },
            Measure::ExpectedError(halving) | Measure::IdealError(halving) => self.error(walk, halving),
            Measure::TrainingError => Ok(self.on(Ray::TrainingError, one)),
            Measure::Nat => Ok(self.on(Ray::Constant, one)),
            Measure::TotalCorrelation => Ok(self.on(Ray::Code, self.length.minus(&self.dimension, meter)?)),
            Measure::DualTotalCorrelation => {
                if self.ray != Ray::Code {
                    return Ok(Quotient::default());
                }
                let is_whole = walk.is_nonnegative(&self.dimension.minus(&self.length, meter)?)?;
                Ok(if is_whole { Quotient::default() } else { self.dimension.clone().into() })
            }
            Measure::AverageEntropy => self.curve(walk, word, [0, 0], &arguments[0]),
            Measure::Z => self.curve(walk, word, [1, 0], &arguments[0]),
            Measure::Zeta => self.curve(walk, word, [0, 1], &arguments[0]),
            Measure::Delta => self.curve(walk, word, [1, 1], &arguments[0]),
            Measure::Log => match arguments {
                [Expr::Scalar(Scalar::Vocabulary, _)] => {
                    let is_there = matches!(self.ray, Ray::Code | Ray::LogVocabulary);
                    Ok(if is_there { one.into() } else { Quotient::default() })
                }
                _ => outside("ln of a number"),
            },
            Measure::OfLaw(_) | Measure::Rho => outside("what only a law has a value of, or rho"),
        }
    }

    fn error(&mut self, walk: &mut Walk, halving: Halving) -> Evaluated<Quotient> {
        let Some(schedule) = self.schedule.clone() else { return outside("an error without a schedule") };
        if self.ray != Ray::Code {
            return Ok(Quotient::default());
        }
        let meter = walk.meter;
        let size = schedule.end.minus(&schedule.start, meter)?;
        let function = match halving {
            Halving::Whole => return Ok(schedule.end.minus(&self.dimension, meter)?.into()),
            Halving::LargerFirst => Function::LargerHalf,
            Halving::SmallerFirst => Function::SmallerHalf,
        };
        let (half, is_new) = self.function(walk, function, vec![size.clone()])?;
        if is_new {
            let excess = half.scaled(&whole(2), meter)?.minus(&size, meter)?;
            let sign = if halving == Halving::LargerFirst { Q::one() } else { -Q::one() };
            let excess = excess.scaled(&sign, meter)?;
            walk.assume(&excess)?;
            walk.assume(&Polynomial::integer(1).minus(&excess, meter)?)?;
        }
        let middle = schedule.start.plus(&half, meter)?;
        let is_first = walk.is_nonnegative(&middle.minus(&self.dimension, meter)?)?;
        let end = if is_first { middle } else { schedule.end };
        Ok(end.minus(&self.dimension, meter)?.into())
    }

    /// `h(k) = min(k, m)`, `Z(k) = [k >= m + 1]`, `zeta(k) = [k >= m]`, `delta(k) = [k = m]`, with `k` in
    /// `least..L-less`.
    fn curve(
        &mut self,
        walk: &mut Walk,
        word: Measure,
        [least, less]: [i64; 2],
        argument: &Expr,
    ) -> Evaluated<Quotient> {
        let meter = walk.meter;
        let argument = &self.integer(walk, argument)?;
        walk.require(&argument.shifted(-least, meter)?, &[])?;
        walk.require(&self.length.shifted(-less, meter)?.minus(argument, meter)?, &[])?;
        if self.ray != Ray::Code {
            return Ok(Quotient::default());
        }
        let bracket = |is_true: bool| Ok(Polynomial::integer(i64::from(is_true)).into());
        if word == Measure::Delta {
            let is_dimension = walk.is_equal(argument, &self.dimension)?;
            return bracket(is_dimension);
        }
        let from = self.dimension.shifted(i64::from(word == Measure::Z), meter)?;
        let is_from = walk.is_nonnegative(&argument.minus(&from, meter)?)?;
        match (word == Measure::AverageEntropy, is_from) {
            (true, true) => Ok(self.dimension.clone().into()),
            (true, false) => Ok(argument.clone().into()),
            (false, _) => bracket(is_from),
        }
    }

    /// `H(all)`
    fn whole_entropy(&mut self, walk: &mut Walk, sets: &[Set; 3]) -> Evaluated<Quotient> {
        let is_all = |set: &Set| match &set.ranges[..] {
            [[Expr::Number(first), Expr::Scalar(Scalar::Length, _)]] => first.is_one() && !set.rest,
            _ => false,
        };
        if is_all(&sets[0]) && is_all(&sets[1]) && is_none(&sets[2]) {
            return self.curve(walk, Measure::AverageEntropy, [0, 0], &Expr::Scalar(Scalar::Length, Vec::new()));
        }
        outside("entropies of sets of positions")
    }

    fn sum(&mut self, walk: &mut Walk, bound: &Bound) -> Evaluated<Quotient> {
        if let Some(value) = self.sum_over_tokens(walk, bound)? {
            return Ok(value);
        }
        let ends = [self.integer(walk, &bound.ends[0])?, self.integer(walk, &bound.ends[1])?];
        let range = ends[1].minus(&ends[0], walk.meter)?;
        if !walk.is_nonnegative(&range)? {
            return Ok(Quotient::default());
        }
        let count = range.value().filter(Q::is_integer).and_then(|count| count.to_integer().to_i64());
        let mut total = Quotient::default();
        if let Some(count) = count.filter(|count| (0..16).contains(count)) {
            for step in 0..=count {
                let value = ends[0].shifted(step, walk.meter)?;
                let term = self.term(walk, bound, &value)?;
                total = total.plus(&term, walk.meter)?;
            }
            return Ok(total);
        }
        let mut pieces = vec![ends];
        while let Some(piece) = pieces.pop() {
            walk.meter.work(1000)?;
            let part = if piece[0] == piece[1] {
                self.term(walk, bound, &piece[0])?
            } else {
                let (variable, frame, found) = walk.for_each(&piece, |walk, value| self.term(walk, bound, value));
                match found {
                    Ok(value) => sum_of_polynomial(&value, variable, &piece, walk.meter)?,
                    Err(Stop::Split(other, parts)) if other == frame => {
                        pieces.extend(parts.into_iter().rev());
                        continue;
                    }
                    Err(stop) => return Err(stop),
                }
            };
            total = total.plus(&part, walk.meter)?;
        }
        Ok(total)
    }

    fn term(&mut self, walk: &mut Walk, bound: &Bound, value: &Polynomial) -> Evaluated<Quotient> {
        let outer = self.variables.len();
        Reason::UnknownName.unless(outer == bound.variable, "a variable of a sum")?;
        self.variables.push(value.clone());
        let found = self.value(walk, &bound.term);
        self.variables.truncate(outer);
        found
    }

    /// `sum(i in 1..L, ..)` of `I(i; rest)`, `H(i)` or `H(i | rest)`.
    fn sum_over_tokens(&mut self, walk: &mut Walk, bound: &Bound) -> Evaluated<Option<Quotient>> {
        let Expr::Mutual(sets) = &bound.term else { return Ok(None) };
        let is_token = |set: &Set| match &set.ranges[..] {
            [[Expr::Variable(first), Expr::Variable(last)]] => {
                *first == bound.variable && *last == bound.variable && !set.rest
            }
            _ => false,
        };
        let is_rest = |set: &Set| set.ranges.is_empty() && set.rest;
        let [a, b, c] = &**sets;
        // As multiples of `h(1)`, and of `h(L) - h(L-1)`.
        let (first, last) = if is_token(a) && is_rest(b) && is_none(c) {
            (1, -1)
        } else if is_token(a) && is_token(b) && is_none(c) {
            (1, 0)
        } else if is_token(a) && is_token(b) && is_rest(c) {
            (0, 1)
        } else {
            return Ok(None);
        };
        let ends = [self.integer(walk, &bound.ends[0])?, self.integer(walk, &bound.ends[1])?];
        if ends[0] != Polynomial::integer(1) || ends[1] != self.length {
            return Ok(None);
        }
        if self.ray != Ray::Code {
            return Ok(Some(Quotient::default()));
        }
        let is_whole = walk.is_nonnegative(&self.dimension.minus(&self.length, walk.meter)?)?;
        let each = if is_whole { first + last } else { first };
        Ok(Some(self.length.scaled(&whole(each), walk.meter)?.into()))
    }
}

fn is_none(set: &Set) -> bool {
    set.ranges.is_empty() && !set.rest
}

/// Whether an expression is a number, and no information measure: no measure occurs in it.
fn is_scalar(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Variable(_) | Expr::Constant | Expr::Scalar(..) | Expr::Power(_) => true,
        Expr::Sum(terms) | Expr::Product(terms) => terms.iter().all(is_scalar),
        Expr::Negative(term) | Expr::Inverse(term) => is_scalar(term),
        Expr::Fold(_, bound) => is_scalar(&bound.term),
        Expr::Measure(..) | Expr::Mutual(_) | Expr::Unread(_) => false,
    }
}

/// What a relation wants to be nonnegative.
fn difference([left, right]: &[Quotient; 2], comparison: Comparison, meter: &Meter) -> Result<Quotient> {
    match comparison {
        Comparison::AtMost | Comparison::Below | Comparison::Equals => right.plus(&left.negated(meter)?, meter),
        Comparison::AtLeast | Comparison::Above => left.plus(&right.negated(meter)?, meter),
    }
}

/// The sum of a polynomial in a variable over its range, which is empty at most by one.
fn sum_of_polynomial(
    term: &Quotient,
    variable: usize,
    [from, to]: &[Polynomial; 2],
    meter: &Meter,
) -> Evaluated<Quotient> {
    if term.divisors.iter().any(|divisor| divisor.mentions(variable)) {
        return outside("a sum of quotients by its variable");
    }
    let before = from.shifted(-1, meter)?;
    let mut numerator = Polynomial::default();
    for (exponent, coefficient) in term.numerator.coefficients_in(variable, meter)?.iter().enumerate() {
        let powers = power_sums(exponent, meter)?;
        let range = at(&powers, to, meter)?.minus(&at(&powers, &before, meter)?, meter)?;
        numerator = numerator.plus(&coefficient.times(&range, meter)?, meter)?;
    }
    let sum = Quotient { numerator, divisors: term.divisors.clone() };
    Ok(sum.times(&Polynomial::integer(1).into(), meter)?)
}

/// The coefficients of `0^d + 1^d + .. + n^d` as a polynomial in `n`: by `(n+1)^(d+1) = sum_i C(d+1, i) S_i(n)`.
fn power_sums(exponent: usize, meter: &Meter) -> Result<Vec<Q>> {
    let mut sums: Vec<Vec<Q>> = Vec::new();
    for degree in 0..=exponent {
        let binomial = |k: usize| choose(degree + 1, k, meter).map(Q::from_integer);
        let mut coefficients = (0..=degree + 1).map(binomial).collect::<Result<Vec<Q>>>()?;
        for (lower, known) in sums.iter().enumerate() {
            let factor = -binomial(lower)?;
            for (coefficient, of_known) in coefficients.iter_mut().zip(known) {
                *coefficient = sum(coefficient, &product(of_known, &factor, meter)?, meter)?;
            }
        }
        let divisor = Q::new(BigInt::one(), BigInt::from(degree + 1));
        let divided = coefficients.iter().map(|coefficient| product(coefficient, &divisor, meter));
        sums.push(divided.collect::<Result<_>>()?);
    }
    Ok(sums.pop().unwrap_or_default())
}

/// A polynomial in one unknown at a polynomial.
fn at(coefficients: &[Q], value: &Polynomial, meter: &Meter) -> Result<Polynomial> {
    coefficients.iter().rev().try_fold(Polynomial::default(), |total, coefficient| {
        total.times(value, meter)?.plus(&Polynomial::constant(coefficient.clone()), meter)
    })
}
