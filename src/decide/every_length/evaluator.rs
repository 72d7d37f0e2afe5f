//! A statement on a ray: its quantifiers as unknowns, its conditions as premises, and its scalars as fractions.

use std::sync::Arc;

use rug::{Integer, Rational};

use crate::language::typed::{Comparisons, Domain, NamedSchedule, Quantifier, Scalar, ScalarNode, Values};
use crate::language::words::{Binder, Comparator, Extremum, Function, Operator, ScalarName, ScheduleScalar, Sequence};

use super::branch::{Branch, Result, beyond};
use super::fraction::Fraction;
use super::on_ray::OnRay;
use super::polynomial::Polynomial;

/// The largest exponent, written as a number.
const LARGEST_EXPONENT: u32 = 12;

/// A ray of the cone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ray {
    /// The law of a code, whose dimension is the unknown `m`.
    Code,
    /// `ln V` alone.
    LnVocabulary,
    /// The training error alone.
    TrainingError,
    /// No ray: what is the same for all laws, in nats.
    Constant,
}

impl Ray {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Code, Self::LnVocabulary, Self::TrainingError, Self::Constant];
}

/// What the names of a statement mean on a ray.
pub struct Evaluator<'c> {
    /// The ray.
    pub ray: Ray,
    /// `L`
    pub length: Polynomial,
    /// `m`
    pub dimension: Polynomial,
    /// The schedule in scope.
    pub schedule: Option<OnRay>,
    /// The variables in scope, the innermost last.
    pub variables: Vec<(Arc<str>, Polynomial)>,
    /// In a sum over the blocks, one that does not hold the ray's dimension: its number, and its two ends.
    pub other_block: Option<[Polynomial; 3]>,
    /// The value of the claim's constant.
    pub constant: Option<&'c Scalar>,
}

impl Evaluator<'_> {
    /// Makes a quantifier's variables unknowns, and its conditions premises.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn quantify(&mut self, branch: &mut Branch, quantifier: &Quantifier) -> Result<()> {
        if quantifier.binder == Binder::Exists {
            return beyond("an exists quantifier");
        }
        match &quantifier.domain {
            Domain::Law(conditions) => self.assume(branch, conditions),
            Domain::Schedule(conditions) => {
                self.schedule = Some(OnRay::any(branch, &self.length, &self.dimension)?);
                self.assume(branch, conditions)
            }
            Domain::NamedSchedule(NamedSchedule { name, arguments, .. }) => {
                let arguments: Vec<Polynomial> =
                    arguments.iter().map(|argument| self.integer(branch, argument)).collect::<Result<_>>()?;
                let schedule = OnRay::named(branch, name, &arguments, &self.length, &self.dimension)?;
                self.schedule = Some(schedule);
                Ok(())
            }
            Domain::Variable { name, values: Values::Range { from, to } } => {
                let (from, to) = (self.integer(branch, from)?, self.integer(branch, to)?);
                let value = branch.unknown(name);
                branch.assume(&value.minus(&from));
                branch.assume(&to.minus(&value));
                self.variables.push((Arc::clone(name), value));
                Ok(())
            }
            Domain::Variable { .. } => beyond("a variable that is a set of positions or an order"),
            Domain::Order(_) => beyond("orders"),
            Domain::Policy(_) => beyond("policies"),
            Domain::Rule(_) => beyond("decoding rules"),
        }
    }

    /// What comes of an inner expression while a variable has a value.
    pub fn with_variable<Found>(
        &mut self,
        name: &Arc<str>,
        value: &Polynomial,
        inner: impl FnOnce(&mut Self) -> Found,
    ) -> Found {
        self.variables.push((Arc::clone(name), value.clone()));
        let found = inner(self);
        self.variables.pop();
        found
    }

    /// Makes conditions premises.
    fn assume(&mut self, branch: &mut Branch, conditions: &[Comparisons<Scalar>]) -> Result<()> {
        for condition in conditions {
            let mut left = &condition.first;
            for (comparator, right) in &condition.rest {
                let sides = [self.scalar(branch, left)?, self.scalar(branch, right)?];
                left = right;
                let [smaller, larger] = comparator.smaller_first(&sides[0], &sides[1]);
                let difference = self.difference(branch, larger, smaller)?;
                match comparator {
                    Comparator::AtMost | Comparator::AtLeast => branch.assume(&difference),
                    Comparator::Equals => branch.assume_zero(&difference),
                    Comparator::Below | Comparator::Above => {
                        let integral = difference.scaled(&Rational::from(difference.denominator()));
                        branch.assume(&integral.plus_integer(-1));
                    }
                }
            }
        }
        Ok(())
    }

    /// A polynomial of the sign of `left - right`.
    fn difference(&self, branch: &mut Branch, left: &Fraction, right: &Fraction) -> Result<Polynomial> {
        let difference = branch.sum(left, &right.negated())?;
        // Factorials are positive.
        Ok(difference.numerator)
    }

    /// Whether `left >= right`.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn is_at_least(&self, branch: &mut Branch, left: &Fraction, right: &Fraction) -> Result<bool> {
        let difference = self.difference(branch, left, right)?;
        branch.is_nonnegative(&difference)
    }

    /// The value of a scalar that must be an integer.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn integer(&mut self, branch: &mut Branch, scalar: &Scalar) -> Result<Polynomial> {
        let value = self.scalar(branch, scalar)?;
        match value.polynomial() {
            Some(polynomial) if polynomial.is_integral() => Ok(polynomial.clone()),
            _ => beyond("an integer that may be a fraction"),
        }
    }

    /// The value of a scalar.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn scalar(&mut self, branch: &mut Branch, scalar: &Scalar) -> Result<Fraction> {
        match &scalar.node {
            ScalarNode::Number(number) => Ok(Fraction::constant(number.clone())),
            ScalarNode::Variable(name) => {
                let found = self.variables.iter().rev().find(|(other, _)| **other == **name);
                found.map_or_else(|| beyond(format!("the variable {name}")), |(_, value)| Ok(value.clone().into()))
            }
            ScalarNode::Constant => match self.constant {
                Some(constant) => self.scalar(branch, constant),
                None => beyond("a constant without a value"),
            },
            ScalarNode::Name(name) => self.named(*name),
            ScalarNode::Entry(sequence, index) => self.entry(branch, *sequence, index),
            ScalarNode::Function(function, argument) => self.function(branch, *function, argument),
            ScalarNode::Binomial(arguments) => {
                let [total, part] = &**arguments;
                let (total, part) = (self.integer(branch, total)?, self.integer(branch, part)?);
                binomial(branch, &total, &part)
            }
            ScalarNode::Beta(arguments) => self.beta(branch, arguments),
            ScalarNode::Extremum(extremum, arguments) => {
                let mut best = self.scalar(branch, &arguments[0])?;
                for argument in &arguments[1..] {
                    let other = self.scalar(branch, argument)?;
                    let is_greater = self.is_at_least(branch, &other, &best)?;
                    best = if is_greater == (*extremum == Extremum::Maximum) { other } else { best };
                }
                Ok(best)
            }
            ScalarNode::Negate(operand) => Ok(self.scalar(branch, operand)?.negated()),
            ScalarNode::Binary(operator, left, right) => self.binary(branch, *operator, left, right),
            ScalarNode::Fold(folded) => self.fold_of_scalars(branch, folded),
            ScalarNode::Bernstein(_) => beyond("bernstein"),
            ScalarNode::OfLaw(_) | ScalarNode::OfWord(_) => beyond("a number of the law"),
        }
    }

    fn named(&self, name: ScalarName) -> Result<Fraction> {
        match (name, &self.schedule) {
            (ScalarName::Length, _) => Ok(self.length.clone().into()),
            (ScalarName::Schedule(number), Some(schedule)) => Ok(match number {
                ScheduleScalar::Steps => schedule.steps.clone().into(),
                ScheduleScalar::Largest => schedule.largest.clone().into(),
                ScheduleScalar::Smallest => schedule.smallest.clone().into(),
            }),
            (ScalarName::Schedule(_), None) => beyond("a number of an order's blocks"),
            (ScalarName::VocabularySize, _) => beyond("V outside ln(V)"),
        }
    }

    /// `N[t]` and `s[t]`, where the block `t` is the one that holds the ray's dimension, the first or the last one.
    fn entry(&mut self, branch: &mut Branch, sequence: Sequence, index: &Scalar) -> Result<Fraction> {
        let index = self.integer(branch, index)?;
        let Some(schedule) = self.schedule.clone() else { return beyond("a number of an order's blocks") };
        let is = |place: &Polynomial| index == *place;
        let held = schedule.before.plus_integer(1);
        if let Some([number, start, end]) = &self.other_block {
            let value = match sequence {
                Sequence::Boundaries if is(number) => end.clone(),
                Sequence::Boundaries if is(&number.plus_integer(-1)) => start.clone(),
                Sequence::Blocks if is(number) => end.minus(start),
                _ => return beyond("an entry of a schedule other than those of the block that is summed over"),
            };
            return Ok(value.into());
        }
        let value = match sequence {
            Sequence::Boundaries if is(&Polynomial::default()) => Polynomial::default(),
            Sequence::Boundaries if is(&schedule.steps) => self.length.clone(),
            Sequence::Boundaries if is(&schedule.before) => schedule.start,
            Sequence::Boundaries if is(&held) => schedule.end,
            Sequence::Blocks if is(&held) => schedule.end.minus(&schedule.start),
            _ => return self.other_entry(branch, &schedule, sequence, &index),
        };
        Ok(value.into())
    }

    /// Another entry: an integer of which is known on which side of the block that holds the ray's dimension it lies,
    /// and that each block has at least one position.
    fn other_entry(
        &self,
        branch: &mut Branch,
        schedule: &OnRay,
        sequence: Sequence,
        index: &Polynomial,
    ) -> Result<Fraction> {
        let first = Polynomial::constant(u8::from(sequence == Sequence::Blocks));
        branch.require(&index.minus(&first), "an entry before the first")?;
        branch.require(&schedule.steps.minus(index), "an entry behind the last")?;
        let is_behind = branch.is_nonnegative(&index.minus(&schedule.before).plus_integer(-1))?;
        let value = if sequence == Sequence::Blocks {
            if is_behind && !branch.is_nonnegative(&index.minus(&schedule.before).plus_integer(-2))? {
                return Ok(schedule.end.minus(&schedule.start).into());
            }
            let whole = if is_behind { self.length.minus(&schedule.end) } else { schedule.start.clone() };
            branch.function("s_at", &[index], |branch, value| {
                branch.assume(&value.minus(&schedule.smallest));
                branch.assume(&schedule.largest.minus(value));
                branch.assume(&whole.minus(value));
                Ok(())
            })?
        } else {
            branch.function("N_at", &[index], |branch, value| {
                if is_behind {
                    let blocks = index.minus(&schedule.before).plus_integer(-1);
                    branch.assume(&value.minus(&schedule.end).minus(&blocks));
                    branch.assume(&self.length.minus(value).minus(&schedule.steps.minus(index)));
                } else {
                    branch.assume(&value.minus(index));
                    branch.assume(&schedule.start.minus(value).minus(&schedule.before.minus(index)));
                }
                Ok(())
            })?
        };
        Ok(value.into())
    }

    fn binary(&mut self, branch: &mut Branch, operator: Operator, left: &Scalar, right: &Scalar) -> Result<Fraction> {
        if operator == Operator::Power {
            return self.power(branch, left, right);
        }
        let (one, two) = (self.scalar(branch, left)?, self.scalar(branch, right)?);
        match operator {
            Operator::Add => branch.sum(&one, &two),
            Operator::Subtract => branch.sum(&one, &two.negated()),
            Operator::Multiply => Ok(one.times(&two)),
            Operator::Divide => Ok(one.times(&branch.reciprocal(&two)?)),
            Operator::Power => unreachable!("handled before"),
        }
    }

    /// A power with a small exponent, or of 2 with a rounded logarithm as its exponent.
    fn power(&mut self, branch: &mut Branch, base: &Scalar, exponent: &Scalar) -> Result<Fraction> {
        let base = self.scalar(branch, base)?;
        if let (Some(two), ScalarNode::Function(rounding @ (Function::Floor | Function::Ceil), logarithm)) =
            (base.value(), &exponent.node)
            && let ScalarNode::Function(Function::Log2, argument) = &logarithm.node
            && two == 2
        {
            let of = self.integer(branch, argument)?;
            return power_of_two(branch, *rounding == Function::Ceil, &of);
        }
        let exponent = self.scalar(branch, exponent)?;
        let Some(value) = exponent.value().filter(|value| value.is_integer()) else {
            return beyond("a power with an exponent that is no number");
        };
        let Some(times) = value.numer().clone().abs().to_u32().filter(|&times| times <= LARGEST_EXPONENT) else {
            return beyond("a power with a large exponent");
        };
        let power = (0..times).fold(Fraction::constant(1), |power, _| power.times(&base));
        if value < 0 { branch.reciprocal(&power) } else { Ok(power) }
    }

    fn function(&mut self, branch: &mut Branch, function: Function, argument: &Scalar) -> Result<Fraction> {
        match function {
            Function::Floor | Function::Ceil => {
                let value = self.scalar(branch, argument)?;
                let is_floor = function == Function::Floor;
                let value = if is_floor { value } else { value.negated() };
                let floor = floor(branch, &value)?;
                Ok(if is_floor { floor } else { floor.negated() }.into())
            }
            Function::Abs => {
                let value = self.scalar(branch, argument)?;
                let is_positive = self.is_at_least(branch, &value, &Fraction::default())?;
                Ok(if is_positive { value } else { value.negated() })
            }
            Function::Factorial => {
                let of = self.integer(branch, argument)?;
                branch.require(&of, "the factorial of a negative number")?;
                Ok(Fraction::factorial(of))
            }
            Function::Log2 => beyond("log2"),
            Function::ExpLower | Function::ExpUpper => beyond("bounds of e^x"),
            Function::EffectiveWeightLower | Function::EffectiveWeightUpper => beyond("effective weights"),
            Function::At => beyond("orders"),
        }
    }

    /// `beta(a, b, 0, 1) = a! b! / (a + b + 1)!`
    fn beta(&mut self, branch: &mut Branch, arguments: &[Scalar; 4]) -> Result<Fraction> {
        let [first, second, from, to] = arguments;
        let (from, to) = (self.scalar(branch, from)?, self.scalar(branch, to)?);
        if !from.is_zero() || to.value().is_none_or(|value| value != 1) {
            return beyond("beta of an interval other than 0..1");
        }
        let (first, second) = (self.integer(branch, first)?, self.integer(branch, second)?);
        branch.require(&first, "a negative exponent of beta")?;
        branch.require(&second, "a negative exponent of beta")?;
        let of = |polynomial: &Polynomial| Fraction::factorial(polynomial.clone());
        let whole = of(&first.plus(&second).plus_integer(1));
        Ok(of(&first).times(&of(&second)).times(&whole.reciprocal()))
    }
}

/// `n! / (k! (n-k)!)`, or 0 for `k > n`.
fn binomial(branch: &mut Branch, total: &Polynomial, part: &Polynomial) -> Result<Fraction> {
    branch.require(total, "a binomial coefficient of a negative number")?;
    branch.require(part, "a binomial coefficient with a negative number")?;
    let rest = total.minus(part);
    if !branch.is_nonnegative(&rest)? {
        return Ok(Fraction::default());
    }
    let of = |polynomial: &Polynomial| Fraction::factorial(polynomial.clone());
    let divisor = of(part).times(&of(&rest));
    Ok(of(total).times(&divisor.reciprocal()))
}

/// The greatest integer that is at most a fraction.
fn floor(branch: &mut Branch, of: &Fraction) -> Result<Polynomial> {
    if !of.factorials.is_empty() {
        return beyond("a rounded quotient of factorials");
    }
    let divisor = of.divisors.iter().fold(Polynomial::constant(1), |product, divisor| product.times(divisor));
    let scale: Integer = of.numerator.denominator().lcm(&divisor.denominator());
    let (numerator, divisor) = (of.numerator.scaled(&Rational::from(&scale)), divisor.scaled(&Rational::from(&scale)));
    if let Some(quotient) = numerator.over(&divisor).filter(Polynomial::is_integral) {
        return Ok(quotient);
    }
    if let Some((one, two)) = numerator.value().zip(divisor.value()) {
        return Ok(Polynomial::constant((one / two).floor()));
    }
    branch.function("floor", &[&numerator, &divisor], |branch, whole| {
        let rest = numerator.minus(&divisor.times(whole));
        branch.assume(&rest);
        branch.assume(&divisor.minus(&rest).plus_integer(-1));
        Ok(())
    })
}

/// The least power of two at or above an integer, or the greatest at or below it.
fn power_of_two(branch: &mut Branch, is_above: bool, of: &Polynomial) -> Result<Fraction> {
    branch.require(&of.plus_integer(-1), "the logarithm of a number that is not positive")?;
    let two = Rational::from(2);
    let power = branch.function(if is_above { "power_above" } else { "power_below" }, &[of], |branch, power| {
        if is_above {
            branch.assume(&power.minus(of));
            branch.assume(&of.scaled(&two).minus(power).plus_integer(-1));
        } else {
            branch.assume(&of.minus(power));
            branch.assume(&power.scaled(&two).minus(of).plus_integer(-1));
        }
        branch.assume(&power.plus_integer(-1));
        Ok(())
    })?;
    Ok(power.into())
}
