//! Polynomials in numbered unknowns, and their quotients, with all work counted.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::answer::{Reason, Result};
use crate::document::Json;
use crate::limits::{self, Meter};
use crate::number::{Q, bounded, gcd, product, sum, whole};

/// The exponents of the unknowns, by their numbers; the last is not 0.
type Exponents = Vec<u32>;

/// The sum of the monomials with these coefficients, none of which is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Polynomial(BTreeMap<Exponents, Q>);

impl Polynomial {
    pub fn constant(value: Q) -> Self {
        if value.is_zero() { Self::default() } else { Self([(Exponents::new(), value)].into()) }
    }

    pub fn integer(value: i64) -> Self {
        Self::constant(whole(value))
    }

    pub fn unknown(number: usize) -> Self {
        let mut exponents = vec![0; number];
        exponents.push(1);
        Self([(exponents, Q::one())].into())
    }

    /// Reads `[[[0, 0, 2], "1/2"], ..]`: the numbers of unknowns, each as often as it is a factor, with the coefficient.
    pub fn read(json: Json, meter: &Meter) -> Result<Self> {
        let mut polynomial = Self::default();
        json.list(|term| {
            let [unknowns, coefficient] = term.items()?;
            let coefficient = coefficient.number()?;
            let mut exponents = Exponents::new();
            unknowns.list(|unknown| {
                let unknown: usize = unknown.size()?;
                limits::TERMS.check(unknown)?;
                exponents.resize(exponents.len().max(unknown + 1), 0);
                exponents[unknown] += 1;
                Ok(())
            })?;
            polynomial.add(&exponents, &coefficient, meter)
        })?;
        Ok(polynomial)
    }

    fn add(&mut self, exponents: &[u32], coefficient: &Q, meter: &Meter) -> Result<()> {
        meter.work(50 + exponents.len() as u64)?;
        let before = self.0.get(exponents).cloned().unwrap_or_else(Q::zero);
        let after = bounded(sum(&before, coefficient, meter)?)?;
        if after.is_zero() {
            self.0.remove(exponents);
        } else {
            self.0.insert(exponents.to_vec(), after);
            limits::TERMS.check(self.0.len())?;
        }
        Ok(())
    }

    pub fn plus_scaled(&self, other: &Self, factor: &Q, meter: &Meter) -> Result<Self> {
        let mut total = self.clone();
        for (exponents, coefficient) in &other.0 {
            total.add(exponents, &product(coefficient, factor, meter)?, meter)?;
        }
        Ok(total)
    }

    pub fn plus(&self, other: &Self, meter: &Meter) -> Result<Self> {
        self.plus_scaled(other, &Q::one(), meter)
    }

    pub fn minus(&self, other: &Self, meter: &Meter) -> Result<Self> {
        self.plus_scaled(other, &-Q::one(), meter)
    }

    pub fn scaled(&self, factor: &Q, meter: &Meter) -> Result<Self> {
        Self::default().plus_scaled(self, factor, meter)
    }

    pub fn shifted(&self, by: i64, meter: &Meter) -> Result<Self> {
        self.plus(&Self::integer(by), meter)
    }

    pub fn times(&self, other: &Self, meter: &Meter) -> Result<Self> {
        let mut total = Self::default();
        for (left, one) in &self.0 {
            for (right, two) in &other.0 {
                let mut exponents = vec![0; left.len().max(right.len())];
                left.iter().enumerate().for_each(|(place, exponent)| exponents[place] += exponent);
                right.iter().enumerate().for_each(|(place, exponent)| exponents[place] += exponent);
                total.add(&exponents, &product(one, two, meter)?, meter)?;
            }
        }
        Ok(total)
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, where there is no unknown.
    pub fn value(&self) -> Option<Q> {
        match self.0.len() {
            0 => Some(Q::zero()),
            1 => self.0.get(&Exponents::new()).cloned(),
            _ => None,
        }
    }

    pub fn is_integral(&self) -> bool {
        self.0.values().all(Q::is_integer)
    }

    pub fn mentions(&self, unknown: usize) -> bool {
        self.0.keys().any(|exponents| exponents.get(unknown).is_some_and(|exponent| *exponent > 0))
    }

    /// The coefficients as a polynomial in one unknown, from that of exponent 0 on.
    pub fn coefficients_in(&self, unknown: usize, meter: &Meter) -> Result<Vec<Self>> {
        let mut coefficients = vec![Self::default()];
        for (exponents, coefficient) in &self.0 {
            let mut rest = exponents.clone();
            let exponent = rest.get_mut(unknown).map_or(0, std::mem::take) as usize;
            while rest.last() == Some(&0) {
                rest.pop();
            }
            limits::TERMS.check(exponent)?;
            coefficients.resize(coefficients.len().max(exponent + 1), Self::default());
            coefficients[exponent].add(&rest, coefficient, meter)?;
        }
        Ok(coefficients)
    }

    /// The exact quotient, if there is one.
    pub fn over(&self, divisor: &Self, meter: &Meter) -> Result<Option<Self>> {
        let Some((leading, of_leading)) = divisor.0.last_key_value() else { return Ok(None) };
        let (mut rest, mut quotient) = (self.clone(), Self::default());
        while let Some((exponents, coefficient)) = rest.0.last_key_value() {
            let mut difference = exponents.clone();
            difference.resize(difference.len().max(leading.len()), 0);
            for (place, exponent) in leading.iter().enumerate() {
                let Some(left) = difference[place].checked_sub(*exponent) else { return Ok(None) };
                difference[place] = left;
            }
            while difference.last() == Some(&0) {
                difference.pop();
            }
            let factor = Self([(difference, product(coefficient, &of_leading.recip(), meter)?)].into());
            rest = rest.minus(&factor.times(divisor, meter)?, meter)?;
            quotient = quotient.plus(&factor, meter)?;
        }
        Ok(Some(quotient))
    }

    /// The unknowns that divide it, each as often as it does.
    pub fn common_unknowns(&self) -> Vec<usize> {
        let most = self.0.keys().map(Vec::len).max().unwrap_or(0);
        let least = |unknown: usize| {
            self.0.keys().map(|exponents| exponents.get(unknown).copied().unwrap_or(0)).min().unwrap_or(0)
        };
        (0..most).flat_map(|unknown| (0..least(unknown)).map(move |_| unknown)).collect()
    }

    /// The positive factor that makes the coefficients of the unknowns integers without a common divisor.
    pub fn to_primitive(&self, meter: &Meter) -> Result<Q> {
        let (mut denominator, mut divisor) = (BigInt::one(), BigInt::zero());
        let of_unknowns = || self.0.iter().filter(|(exponents, _)| !exponents.is_empty()).map(|(_, value)| value);
        for coefficient in of_unknowns() {
            let common = gcd(&denominator, coefficient.denom(), meter)?;
            denominator = denominator / common * coefficient.denom();
        }
        for coefficient in of_unknowns() {
            let integer = coefficient.numer() * (&denominator / coefficient.denom());
            divisor = gcd(&divisor, &integer.abs(), meter)?;
        }
        Ok(if divisor.is_zero() { Q::one() } else { Q::new(denominator, divisor) })
    }

    /// What is nonnegative at the same integers: made primitive, with the constant rounded down.
    pub fn tightened(&self, meter: &Meter) -> Result<Self> {
        let scaled = self.scaled(&self.to_primitive(meter)?, meter)?;
        let constant = scaled.0.get(&Exponents::new()).cloned().unwrap_or_else(Q::zero);
        scaled.plus(&Self::constant(constant.floor() - constant), meter)
    }

    /// The least common denominator of all coefficients.
    pub fn denominator(&self, meter: &Meter) -> Result<BigInt> {
        self.0.values().try_fold(BigInt::one(), |denominator, value| {
            let common = gcd(&denominator, value.denom(), meter)?;
            Ok(denominator / common * value.denom())
        })
    }
}

/// A quotient with positive divisors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotient {
    pub numerator: Polynomial,
    pub divisors: Vec<Polynomial>,
}

impl From<Polynomial> for Quotient {
    fn from(numerator: Polynomial) -> Self {
        Self { numerator, divisors: Vec::new() }
    }
}

impl Quotient {
    pub fn negated(&self, meter: &Meter) -> Result<Self> {
        Ok(Self { numerator: self.numerator.scaled(&-Q::one(), meter)?, divisors: self.divisors.clone() })
    }

    pub fn times(&self, other: &Self, meter: &Meter) -> Result<Self> {
        let mut divisors = self.divisors.clone();
        divisors.extend(other.divisors.iter().cloned());
        Self { numerator: self.numerator.times(&other.numerator, meter)?, divisors }.reduced(meter)
    }

    /// Without the divisors that divide the numerator.
    fn reduced(mut self, meter: &Meter) -> Result<Self> {
        if self.numerator.is_zero() {
            return Ok(Self::default());
        }
        let mut kept = Vec::new();
        self.divisors.sort();
        for divisor in self.divisors {
            match self.numerator.over(&divisor, meter)? {
                Some(quotient) => self.numerator = quotient,
                None => kept.push(divisor),
            }
        }
        Ok(Self { numerator: self.numerator, divisors: kept })
    }

    pub fn plus(&self, other: &Self, meter: &Meter) -> Result<Self> {
        if self.numerator.is_zero() {
            return Ok(other.clone());
        }
        if other.numerator.is_zero() {
            return Ok(self.clone());
        }
        let (mut only_left, mut divisors) = (self.divisors.clone(), self.divisors.clone());
        let mut numerator = self.numerator.clone();
        for divisor in &other.divisors {
            if let Some(place) = only_left.iter().position(|own| own == divisor) {
                only_left.remove(place);
            } else {
                numerator = numerator.times(divisor, meter)?;
                divisors.push(divisor.clone());
            }
        }
        let mut right = other.numerator.clone();
        for divisor in &only_left {
            right = right.times(divisor, meter)?;
        }
        Self { numerator: numerator.plus(&right, meter)?, divisors }.reduced(meter)
    }

    /// The reciprocal of what has a positive numerator: its common unknowns and what is left of it are the divisors.
    pub fn reciprocal(&self, meter: &Meter) -> Result<Self> {
        let mut numerator = Polynomial::integer(1);
        for divisor in &self.divisors {
            numerator = numerator.times(divisor, meter)?;
        }
        let mut rest = self.numerator.clone();
        let mut divisors = Vec::new();
        for unknown in self.numerator.common_unknowns() {
            let unknown = Polynomial::unknown(unknown);
            let quotient = rest.over(&unknown, meter)?;
            rest = quotient.ok_or_else(|| Reason::NoValue.of("a division by zero"))?;
            divisors.push(unknown);
        }
        let factor = match rest.value() {
            Some(value) => value.recip(),
            None => {
                let primitive = rest.to_primitive(meter)?;
                divisors.push(rest.scaled(&primitive, meter)?);
                primitive
            }
        };
        Self { numerator: numerator.scaled(&factor, meter)?, divisors }.reduced(meter)
    }

    pub fn polynomial(&self) -> Option<&Polynomial> {
        self.divisors.is_empty().then_some(&self.numerator)
    }
}
