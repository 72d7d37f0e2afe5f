//! The functions of scalars.

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::exponential::{EXP_LIMIT, exp_bounds};
use crate::exact::work::operation;
use crate::language::error::StatementError;
use crate::language::syntax::{Expression, Node, Span};

use super::effective_weight;
use super::scalar::{Environment, domain_error, evaluate, index, integer, too_large};

/// The most binary digits that the numerator and the denominator of a value may have.
const DIGIT_LIMIT: u64 = 1 << 20;

/// The steps of a bound of the exponential function.
const EXPONENTIAL_STEPS: u64 = 4000;

/// The value of a function of scalars.
///
/// # Errors
/// A domain mistake, with its place.
pub fn call(
    name: &str,
    arguments: &[Expression],
    environment: &Environment,
    span: &Span,
) -> Result<Rational, StatementError> {
    if let ("floor" | "ceil", Node::Call(inner, logarithm)) = (name, &arguments[0].node)
        && inner == "log2"
    {
        let argument = positive(&logarithm[0], environment)?;
        let floor = floor_log2(&argument);
        let exact = power_of_two(floor) == argument;
        return Ok(Rational::from(if name == "floor" || exact { floor } else { floor + 1 }));
    }
    if name == "log2" {
        let argument = positive(&arguments[0], environment)?;
        let floor = floor_log2(&argument);
        if power_of_two(floor) != argument {
            return Err(domain_error(
                span,
                format!("log2({argument}) is irrational"),
                "write floor(log2(..)) or ceil(log2(..))",
            ));
        }
        return Ok(Rational::from(floor));
    }
    if name == "at" {
        let place = index(&arguments[0], environment, (1, environment.length), "at(k)")? - 1;
        let mut places = environment.order().blocks().iter().flat_map(|block| block.positions());
        return Ok(Rational::from(places.nth(place).expect("an order has every position") + 1));
    }
    let mut values = arguments.iter().map(|argument| evaluate(argument, environment)).collect::<Result<Vec<_>, _>>()?;
    Ok(match name {
        "floor" => values.remove(0).floor(),
        "ceil" => values.remove(0).ceil(),
        "abs" => values.remove(0).abs(),
        "min" => values.into_iter().min().expect("at least one argument"),
        "max" => values.into_iter().max().expect("at least one argument"),
        "binomial" => {
            let (from, choose) = (integer(&arguments[0], environment)?, integer(&arguments[1], environment)?);
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
            Rational::from(Integer::from(from).binomial(factors))
        }
        "factorial" => {
            let factors = natural(&arguments[0], environment, "factorial(n)")?;
            // n! <= n^n
            let digits = factors.saturating_mul(u64::from(u64::BITS - factors.leading_zeros()));
            check_digits(digits, span)?;
            environment.spend(operation(digits / 64), span)?;
            Rational::from(Integer::from(Integer::factorial(u32::try_from(factors).expect("few digits"))))
        }
        "beta" => {
            let [power, complement] = [0, 1].map(|index| natural(&arguments[index], environment, "beta(a, b, p, q)"));
            let (power, complement) = (power?, complement?);
            let [from, to] = [&values[2], &values[3]];
            let degree = power.saturating_add(complement).saturating_add(1);
            let digits = [from, to].map(|end| end.numer().significant_bits().max(end.denom().significant_bits()));
            let digits = degree.saturating_mul(u64::from(digits[0].max(digits[1]).max(1)));
            check_digits(digits, span)?;
            // Each term has a power, a binomial coefficient and a sum, whose denominators' least common multiple grows alike.
            let term = operation(digits.saturating_add(degree.saturating_mul(3)) / 32).saturating_mul(4);
            environment.spend(term.saturating_mul(complement.saturating_add(2)), span)?;
            incomplete_beta(power, complement, from, to)
        }
        "exp_lower" | "exp_upper" => {
            environment.spend(EXPONENTIAL_STEPS, span)?;
            let bounds = exp_bounds(&values[0]).ok_or_else(|| {
                let message =
                    format!("e^x is bounded for x from -{EXP_LIMIT} to {EXP_LIMIT}, and this is {}", values[0]);
                domain_error(&arguments[0].span, message, "too large")
            })?;
            if name == "exp_lower" { bounds.0 } else { bounds.1 }
        }
        "effective_weight_lower" | "effective_weight_upper" => {
            let length = environment.length;
            let size = index(&arguments[0], environment, (1, length.saturating_sub(1)), name)?;
            let terms = (length - size) as u64;
            environment.spend(terms.saturating_mul(EXPONENTIAL_STEPS + operation(length as u64)), span)?;
            let bounds = effective_weight::bounds(length, size);
            if name == "effective_weight_lower" { bounds.0 } else { bounds.1 }
        }
        _ => unreachable!("type checking knows every function"),
    })
}

/// Refuses numbers of too many binary digits: more than 2^20.
///
/// # Errors
/// [`Mistake::TooLarge`](crate::language::error::Mistake::TooLarge), with the place.
pub fn check_digits(digits: u64, span: &Span) -> Result<(), StatementError> {
    if digits <= DIGIT_LIMIT {
        return Ok(());
    }
    Err(too_large(
        span,
        format!("too large: numbers of at most {DIGIT_LIMIT} binary digits are evaluated"),
        "too large",
    ))
}

/// An integer that is not negative.
fn natural(expression: &Expression, environment: &Environment, function: &str) -> Result<u64, StatementError> {
    let value = integer(expression, environment)?;
    u64::try_from(value).map_err(|_| {
        domain_error(
            &expression.span,
            format!("{function} needs an integer of at least 0, and this is {value}"),
            "negative",
        )
    })
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

fn positive(expression: &Expression, environment: &Environment) -> Result<Rational, StatementError> {
    let value = evaluate(expression, environment)?;
    if value > 0 {
        return Ok(value);
    }
    Err(domain_error(
        &expression.span,
        format!("a logarithm needs a positive argument, and this is {value}"),
        "not positive",
    ))
}

/// `floor(log2(x))` for a positive rational, by comparing with powers of two.
fn floor_log2(argument: &Rational) -> i32 {
    let bits = |integer: &Integer| i32::try_from(integer.significant_bits()).expect("numbers of moderate size");
    let estimate = bits(argument.numer()) - bits(argument.denom());
    // 2^(a-1) <= n < 2^a and 2^(b-1) <= d < 2^b give 2^(a-b-1) < n/d < 2^(a-b+1)
    if power_of_two(estimate) <= *argument { estimate } else { estimate - 1 }
}

fn power_of_two(exponent: i32) -> Rational {
    Rational::from(2).pow(exponent)
}
