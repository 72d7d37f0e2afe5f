//! Linear forms in logarithms as Python numbers.

use std::cmp::Ordering;

use maskproof::exact::coprime::refined;
use maskproof::{Extended, LogForm as Form, Unit};
use pyo3::IntoPyObjectExt;
use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyTypeError, PyValueError, PyZeroDivisionError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFloat};
use rug::Rational;

use super::numbers::{fraction, int, integer, rational, rational_if_any};

/// An exact number `c + sum_k q_k ln n_k` of nats, with rational `c` and `q_k` and integers `n_k`.
///
/// Entropies and divergences of laws with rational probabilities are such numbers. Comparisons with each other, with
/// `int` and with `fractions.Fraction` are decided, never estimated; `+`, `-` and rational multiples are exact.
///
/// >>> from fractions import Fraction
/// >>> from maskproof import LogForm
/// >>> x = Fraction(3, 4) * LogForm.ln(2) - LogForm.ln(3)
/// >>> x
/// 3/4 ln 2 - ln 3
/// >>> x < 0, x == LogForm.ln(8) / 4 - LogForm.ln(9) / 2
/// (True, True)
/// >>> float(x), x.to_decimal(30)
/// (-0.5787519032481507, '-0.578751903248150709332321145829')
///
/// Floats are refused in arithmetic and order, since a float is seldom the number that was meant:
///
/// >>> x < 0.1
/// Traceback (most recent call last):
///     ...
/// TypeError: found the float 0.1: exact arithmetic takes int, fractions.Fraction and LogForm; write Fraction('0.1') for this decimal, or float(x) for a rounded value of x
///
/// The infinities are the exception: every form is below `math.inf`, which stands for an infinite divergence.
///
/// >>> import math
/// >>> x < math.inf, x + math.inf
/// (True, inf)
#[pyclass(frozen, module = "maskproof", name = "LogForm")]
pub struct LogForm(pub Form);

/// How `pickle` rebuilds a form: the class, with the terms and the constant.
type Rebuilt<'py> = (Bound<'py, PyAny>, (Bound<'py, PyDict>, Bound<'py, PyAny>));

/// What stands on the other side of an operator.
enum Operand {
    Form(Form),
    /// `math.inf` or `-math.inf`.
    Infinite(f64),
    /// No number that the operator takes.
    Other,
}

impl Operand {
    /// # Errors
    /// `TypeError` for a finite float.
    fn of(other: &Bound<PyAny>) -> PyResult<Self> {
        if let Ok(form) = other.cast::<LogForm>() {
            return Ok(Self::Form(form.get().0.clone()));
        }
        if let Ok(float) = other.cast::<PyFloat>() {
            return match float.value() {
                infinite if infinite.is_infinite() => Ok(Self::Infinite(infinite)),
                _ => rational(other).map(|_| Self::Other),
            };
        }
        Ok(rational_if_any(other)?.map_or(Self::Other, |number| Self::Form(Form::nats(number))))
    }
}

/// A form as a Python object.
///
/// # Errors
/// When memory runs out.
pub fn object(py: Python, form: Form) -> PyResult<Py<PyAny>> {
    LogForm(form).into_py_any(py)
}

/// A value as a Python object: a form, or `math.inf`.
///
/// # Errors
/// When memory runs out.
pub fn extended(py: Python, value: Extended) -> PyResult<Py<PyAny>> {
    match value {
        Extended::Finite(form) => object(py, form),
        Extended::PositiveInfinity => f64::INFINITY.into_py_any(py),
    }
}

/// The form plus `sign` times the other operand.
fn sum(py: Python, mut form: Form, other: &Bound<PyAny>, sign: i32) -> PyResult<Py<PyAny>> {
    match Operand::of(other)? {
        Operand::Form(other) => {
            form.add_scaled(&other, &Rational::from(sign));
            object(py, form)
        }
        Operand::Infinite(infinite) => (f64::from(sign) * infinite).into_py_any(py),
        Operand::Other => Ok(py.NotImplemented()),
    }
}

/// The unit with this name.
fn unit(name: &str) -> PyResult<Unit> {
    match name {
        "nats" => Ok(Unit::Nats),
        "bits" => Ok(Unit::Bits),
        _ => Err(PyValueError::new_err(format!("the unit is '{name}': expected 'nats' or 'bits'"))),
    }
}

/// The most digits that are printed at a time.
const MOST_DIGITS: u32 = 100_000;

#[pymethods]
impl LogForm {
    /// The number `constant + sum(q * ln(n) for n, q in terms.items())`, 0 without arguments.
    #[new]
    #[pyo3(signature = (terms = None, constant = None))]
    fn new(terms: Option<&Bound<PyDict>>, constant: Option<&Bound<PyAny>>) -> PyResult<Self> {
        let mut form = Form::nats(constant.map_or_else(|| Ok(Rational::new()), rational)?);
        for (argument, coefficient) in terms.iter().flat_map(|terms| terms.iter()) {
            let number = integer(&argument)?;
            if number < 1 {
                return Err(PyValueError::new_err(format!("ln {number}: expected the logarithm of an integer from 1")));
            }
            form.add_ln(&number, &rational(&coefficient)?);
        }
        Ok(Self(form))
    }

    /// The natural logarithm of a positive int or Fraction.
    ///
    /// >>> from fractions import Fraction
    /// >>> from maskproof import LogForm
    /// >>> LogForm.ln(Fraction(9, 8))
    /// -3 ln 2 + 2 ln 3
    #[staticmethod]
    fn ln(argument: &Bound<PyAny>) -> PyResult<Self> {
        let argument = rational(argument)?;
        Form::ln(&argument)
            .map(Self)
            .ok_or_else(|| PyValueError::new_err(format!("ln {argument}: expected the logarithm of a positive number")))
    }

    /// The rational constant `c`, a Fraction.
    #[getter]
    fn constant<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        fraction(py, self.0.constant())
    }

    /// The logarithms as a dict from pairwise coprime integers `n_k` to their coefficients `q_k`, Fractions.
    ///
    /// >>> from maskproof import LogForm
    /// >>> (LogForm.ln(12) / 2).terms()
    /// {2: Fraction(1, 1), 3: Fraction(1, 2)}
    fn terms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let terms = PyDict::new(py);
        for (argument, coefficient) in refined(&self.0).terms() {
            terms.set_item(int(py, argument)?, fraction(py, coefficient)?)?;
        }
        Ok(terms)
    }

    /// The value rounded to so many significant digits, in 'nats' or 'bits'; every digit is right.
    ///
    /// >>> from maskproof import LogForm
    /// >>> LogForm.ln(3).to_decimal(5, unit='bits')
    /// '1.5850'
    #[pyo3(signature = (digits = 12, unit = "nats"))]
    fn to_decimal(&self, digits: u32, unit: &str) -> PyResult<String> {
        let unit = self::unit(unit)?;
        if !(1..=MOST_DIGITS).contains(&digits) {
            return Err(PyValueError::new_err(format!("digits = {digits}: expected 1 to {MOST_DIGITS}")));
        }
        Ok(self.0.to_decimal(digits, unit))
    }

    /// The quotient by a positive form, rounded to so many significant digits; every digit is right.
    ///
    /// >>> from maskproof import LogForm
    /// >>> LogForm.ln(2).ratio_to_decimal(LogForm.ln(3), 5)
    /// '0.63093'
    #[pyo3(signature = (divisor, digits = 12))]
    fn ratio_to_decimal(&self, divisor: &Self, digits: u32) -> PyResult<String> {
        if !(1..=MOST_DIGITS).contains(&digits) {
            return Err(PyValueError::new_err(format!("digits = {digits}: expected 1 to {MOST_DIGITS}")));
        }
        let quotient = self.0.ratio_to_decimal(&divisor.0, digits);
        quotient.ok_or_else(|| PyValueError::new_err(format!("the divisor is {}: expected a positive form", divisor.0)))
    }

    /// The value as an `mpmath.mpf` at mpmath's present precision; needs mpmath.
    fn to_mpmath<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mp = py.import("mpmath")?.getattr("mp")?;
        // Three digits more than the precision has, so that rounding the decimal is within one unit in the last place.
        let digits: u32 = mp.getattr("dps")?.extract::<u32>()?.saturating_add(3);
        mp.call_method1("mpf", (self.to_decimal(digits, "nats")?,))
    }

    /// 1, 0 or -1.
    fn sign(&self) -> i8 {
        self.0.sign() as i8
    }

    fn __add__(&self, py: Python, other: &Bound<PyAny>) -> PyResult<Py<PyAny>> {
        sum(py, self.0.clone(), other, 1)
    }

    fn __radd__(&self, py: Python, other: &Bound<PyAny>) -> PyResult<Py<PyAny>> {
        sum(py, self.0.clone(), other, 1)
    }

    fn __sub__(&self, py: Python, other: &Bound<PyAny>) -> PyResult<Py<PyAny>> {
        sum(py, self.0.clone(), other, -1)
    }

    fn __rsub__(&self, py: Python, other: &Bound<PyAny>) -> PyResult<Py<PyAny>> {
        sum(py, -self.0.clone(), other, 1)
    }

    fn __mul__(&self, py: Python, factor: &Bound<PyAny>) -> PyResult<Py<PyAny>> {
        if factor.is_instance_of::<LogForm>() {
            return Err(PyTypeError::new_err("a product of two LogForms is none: multiply by an int or a Fraction"));
        }
        match if factor.is_instance_of::<PyFloat>() { Some(rational(factor)?) } else { rational_if_any(factor)? } {
            Some(factor) => object(py, self.0.scaled(&factor)),
            None => Ok(py.NotImplemented()),
        }
    }

    fn __rmul__(&self, py: Python, factor: &Bound<PyAny>) -> PyResult<Py<PyAny>> {
        self.__mul__(py, factor)
    }

    fn __truediv__(&self, py: Python, divisor: &Bound<PyAny>) -> PyResult<Py<PyAny>> {
        if divisor.is_instance_of::<LogForm>() {
            return Err(PyTypeError::new_err(
                "a quotient of two LogForms is none: divide by an int or a Fraction, or divide floats, float(x) / float(y)",
            ));
        }
        let divisor = rational(divisor)?;
        if divisor.is_zero() {
            return Err(PyZeroDivisionError::new_err("a LogForm is divided by 0"));
        }
        object(py, self.0.scaled(&divisor.recip()))
    }

    fn __neg__(&self) -> Self {
        Self(-self.0.clone())
    }

    fn __pos__(&self) -> Self {
        Self(self.0.clone())
    }

    fn __abs__(&self) -> Self {
        if self.0.sign().is_lt() { self.__neg__() } else { self.__pos__() }
    }

    fn __bool__(&self) -> bool {
        !self.0.is_zero()
    }

    /// The nearest double, ties to even: correctly rounded.
    fn __float__(&self) -> f64 {
        self.0.to_f64()
    }

    fn __richcmp__(&self, py: Python, other: &Bound<PyAny>, operator: CompareOp) -> PyResult<Py<PyAny>> {
        let is_equality = matches!(operator, CompareOp::Eq | CompareOp::Ne);
        let order = match other.cast::<PyFloat>() {
            // As for Fraction: a float is equal to the rational that it is.
            Ok(float) if is_equality && float.value().is_finite() => {
                let exact = Rational::from_f64(float.value()).expect("finite doubles are rational");
                self.0.cmp_rational(&exact)
            }
            Ok(float) if float.value().is_nan() => return matches!(operator, CompareOp::Ne).into_py_any(py),
            _ => match Operand::of(other)? {
                Operand::Form(other) => self.0.cmp(&other),
                Operand::Infinite(infinite) if infinite > 0.0 => Ordering::Less,
                Operand::Infinite(_) => Ordering::Greater,
                Operand::Other => return Ok(py.NotImplemented()),
            },
        };
        operator.matches(order).into_py_any(py)
    }

    /// Equal values have equal hashes: a rational one that of its Fraction, any other that of its nearest double.
    fn __hash__(&self, py: Python) -> PyResult<isize> {
        let refined = refined(&self.0);
        if refined.terms().len() == 0 {
            return fraction(py, refined.constant())?.hash();
        }
        self.0.to_f64().into_pyobject(py)?.hash()
    }

    fn __repr__(&self) -> String {
        self.0.to_string()
    }

    fn __format__<'py>(&self, py: Python<'py>, format: &str) -> PyResult<Bound<'py, PyAny>> {
        if format.is_empty() {
            return self.0.to_string().into_bound_py_any(py);
        }
        self.0.to_f64().into_pyobject(py)?.call_method1("__format__", (format,))
    }

    /// The formula in LaTeX, for notebooks.
    fn _repr_latex_(&self) -> String {
        let formula = self.0.to_string().replace("ln ", "\\ln ");
        let pieces = formula.split(' ').map(|piece| match piece.split_once('/') {
            Some((numerator, denominator)) => {
                let (sign, numerator) = numerator.strip_prefix('-').map_or(("", numerator), |rest| ("-", rest));
                format!("{sign}\\tfrac{{{numerator}}}{{{denominator}}}")
            }
            None => piece.to_owned(),
        });
        format!("${}$", pieces.collect::<Vec<_>>().join(" "))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Rebuilt<'py>> {
        let (py, form) = (slf.py(), slf.get());
        Ok((slf.get_type().into_any(), (form.terms(py)?, form.constant(py)?)))
    }
}
