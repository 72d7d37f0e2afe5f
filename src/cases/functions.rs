//! The functions of scalars, computed from the values of their arguments.

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::exponential::exp_bounds;
use crate::exact::powers_of_two;
use crate::exact::work::operation;
use crate::language::error::{Span, StatementError};
use crate::language::words::{Extremum, Function};
use crate::limits::EXP_LIMIT;

use super::domain::{check_digits, domain_error, index, integer, natural};
use super::effective_weight;
use super::environment::Environment;
use crate::exact::Number;

/// The steps of a bound of the exponential function.
const EXPONENTIAL_STEPS: u64 = 4000;

/// An argument's value and place.
pub struct Argument<'a> {
    /// The value.
    pub value: Rational,
    /// Where it stands.
    pub span: &'a Span,
}

impl Argument<'_> {
    fn index(&self, range: (usize, usize), length: usize, what: &str) -> Result<usize, StatementError> {
        index(integer(&self.value, self.span)?, self.span, range, length, what)
    }
}

/// The value of a function of one scalar.
///
/// # Errors
/// A domain mistake, with its place.
pub fn function(
    function: Function,
    argument: Argument,
    environment: &Environment,
    span: &Span,
) -> Result<Rational, StatementError> {
    let length = environment.length;
    Ok(match function {
        Function::Floor => argument.value.floor(),
        Function::Ceil => argument.value.ceil(),
        Function::Abs => argument.value.abs(),
        Function::Log2 => {
            let (floor, is_exact) = floor_log2(&argument)?;
            if !is_exact {
                return Err(domain_error(
                    span,
                    format!("log2({}) is irrational", argument.value),
                    "write floor(log2(..)) or ceil(log2(..))",
                ));
            }
            Rational::from(floor)
        }
        Function::Factorial => {
            let factors = natural(&argument.value, argument.span, "factorial(n)")?;
            // n! <= n^n
            let digits = factors.saturating_mul(u64::from(u64::BITS - factors.leading_zeros()));
            check_digits(digits, span)?;
            environment.spend(operation(digits / 64), span)?;
            Rational::from(Integer::from(Integer::factorial(u32::try_from(factors).expect("few digits"))))
        }
        Function::ExpLower => exponential(&argument, environment, span)?.0,
        Function::ExpUpper => exponential(&argument, environment, span)?.1,
        Function::EffectiveWeightLower => weight(&argument, "effective_weight_lower", environment, span)?.0,
        Function::EffectiveWeightUpper => weight(&argument, "effective_weight_upper", environment, span)?.1,
        Function::At => {
            let place = argument.index((1, length), length, "at(k)")? - 1;
            let mut places = environment.order().blocks().iter().flat_map(|block| block.positions());
            Rational::from(places.nth(place).expect("an order has every position") + 1)
        }
    })
}

/// `floor(log2(x))`, or `ceil(log2(x))`, for which the logarithm need not be rational.
///
/// # Errors
/// A domain mistake where the argument is not positive.
pub fn rounded_log2(argument: &Argument, is_floor: bool) -> Result<Rational, StatementError> {
    let (floor, is_exact) = floor_log2(argument)?;
    Ok(Rational::from(if is_floor || is_exact { floor } else { floor + 1 }))
}

/// The least or the greatest of some values, of which there is one.
pub fn extremum(extremum: Extremum, values: impl Iterator<Item = Number>) -> Number {
    let found = match extremum {
        Extremum::Minimum => values.min(),
        Extremum::Maximum => values.max(),
    };
    found.expect("at least one argument")
}

/// `binomial(n, k)`
///
/// # Errors
/// A domain mistake, with its place.
pub fn binomial(
    [from, choose]: &[Argument; 2],
    environment: &Environment,
    span: &Span,
) -> Result<Rational, StatementError> {
    let (from, choose) = (integer(&from.value, from.span)?, integer(&choose.value, choose.span)?);
    let (Ok(from), Ok(choose)) = (u64::try_from(from), u64::try_from(choose)) else {
        return Err(domain_error(span, "binomial(n, k) needs n >= 0 and k >= 0", "negative"));
    };
    // binomial(n, k) = binomial(n, n - k) <= n^min(k, n - k)
    let Some(factors) = from.checked_sub(choose).map(|others| choose.min(others)) else {
        return Ok(Rational::new());
    };
    let digits = factors.saturating_mul(u64::from(u64::BITS - from.leading_zeros()));
    check_digits(digits, span)?;
    environment.spend(operation(digits / 64), span)?;
    let factors = u32::try_from(factors).expect("few digits have few factors");
    Ok(Rational::from(Integer::from(from).binomial(factors)))
}

/// `bernstein(i, n, u)`: the weight `binomial(n, i) u^i (1-u)^(n-i)`; 0 when `i > n`.
///
/// # Errors
/// A domain mistake, with its place.
pub fn bernstein(
    [index, degree, at]: &[Argument; 3],
    environment: &Environment,
    span: &Span,
) -> Result<Rational, StatementError> {
    let index = natural(&index.value, index.span, "bernstein(i, n, u)")?;
    let degree = natural(&degree.value, degree.span, "bernstein(i, n, u)")?;
    let Some(complement) = degree.checked_sub(index) else { return Ok(Rational::new()) };
    let at = &at.value;
    let digits = at.numer().significant_bits().max(at.denom().significant_bits());
    let digits = degree.saturating_mul(u64::from(digits) + 2);
    check_digits(digits, span)?;
    environment.spend(operation(digits / 32).saturating_mul(4), span)?;
    let [index, complement] = [index, complement].map(|power| u32::try_from(power).expect("few digits"));
    let powers = Rational::from(at.pow(index)) * Rational::from(1 - at).pow(complement);
    Ok(powers * Integer::from(degree).binomial(index))
}

/// `beta(a, b, p, q)`
///
/// # Errors
/// A domain mistake, with its place.
pub fn beta(
    [power, complement, from, to]: &[Argument; 4],
    environment: &Environment,
    span: &Span,
) -> Result<Rational, StatementError> {
    let power = natural(&power.value, power.span, "beta(a, b, p, q)")?;
    let complement = natural(&complement.value, complement.span, "beta(a, b, p, q)")?;
    let [from, to] = [&from.value, &to.value];
    let degree = power.saturating_add(complement).saturating_add(1);
    let digits = [from, to].map(|end| end.numer().significant_bits().max(end.denom().significant_bits()));
    let digits = degree.saturating_mul(u64::from(digits[0].max(digits[1]).max(1)));
    check_digits(digits, span)?;
    // Each term has a power, a binomial coefficient and a sum, whose denominators' least common multiple grows alike.
    let term = operation(digits.saturating_add(degree.saturating_mul(3)) / 32).saturating_mul(4);
    environment.spend(term.saturating_mul(complement.saturating_add(2)), span)?;
    Ok(incomplete_beta(power, complement, from, to))
}

/// Rationals below and above `e^x`.
fn exponential(
    argument: &Argument,
    environment: &Environment,
    span: &Span,
) -> Result<(Rational, Rational), StatementError> {
    environment.spend(EXPONENTIAL_STEPS, span)?;
    exp_bounds(&argument.value).ok_or_else(|| {
        let message = format!("e^x is bounded for x from -{EXP_LIMIT} to {EXP_LIMIT}, and this is {}", argument.value);
        domain_error(argument.span, message, "too large")
    })
}

/// Rationals below and above an effective weight.
fn weight(
    argument: &Argument,
    name: &str,
    environment: &Environment,
    span: &Span,
) -> Result<(Rational, Rational), StatementError> {
    let length = environment.length;
    let size = argument.index((1, length.saturating_sub(1)), length, name)?;
    let terms = (length - size) as u64;
    environment.spend(terms.saturating_mul(EXPONENTIAL_STEPS + operation(length as u64)), span)?;
    Ok(effective_weight::bounds(length, size))
}

/// The integral of `t^a (1 - t)^b` from `p` to `q`: `sum_k (-1)^k C(b, k) (q^(a+k+1) - p^(a+k+1))/(a+k+1)`.
fn incomplete_beta(power: u64, complement: u64, from: &Rational, to: &Rational) -> Rational {
    let [power, complement] = [power, complement].map(|exponent| u32::try_from(exponent).expect("few digits"));
    let mut sum = Rational::new();
    let mut powers = [from, to].map(|end| Rational::from(end.pow(power)));
    let mut binomial = Integer::from(1);
    for k in 0..=complement {
        powers[0] *= from;
        powers[1] *= to;
        let term = Rational::from(&powers[1] - &powers[0]) * &binomial / (power + k + 1);
        if k % 2 == 0 {
            sum += term
        } else {
            sum -= term
        }
        binomial *= complement - k;
        binomial.div_exact_u_mut(k + 1);
    }
    sum
}

/// `floor(log2(x))` for a positive rational, and whether it is `log2(x)`.
fn floor_log2(argument: &Argument) -> Result<(i32, bool), StatementError> {
    let value = &argument.value;
    if *value <= 0 {
        let message = format!("a logarithm needs a positive argument, and this is {value}");
        return Err(domain_error(argument.span, message, "not positive"));
    }
    let floor = powers_of_two::floor_log2(value);
    Ok((floor, powers_of_two::power_of_two(floor) == *value))
}
