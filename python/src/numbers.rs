//! Exact numbers between the two languages: `int` and `fractions.Fraction` on one side, integers and rationals on the
//! other. Nothing is rounded, and floats are refused.

use pyo3::exceptions::{PyTypeError, PyZeroDivisionError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyFloat, PyInt, PyType};
use rug::integer::Order;
use rug::{Integer, Rational};

static FRACTION: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// A Python number with a numerator and a denominator: an `int`, a `Fraction`, an integer of numpy.
///
/// # Errors
/// `TypeError` for anything else, floats among them.
pub fn rational(number: &Bound<PyAny>) -> PyResult<Rational> {
    if let Some(rational) = rational_if_any(number)? {
        return Ok(rational);
    }
    let kind = number.get_type().name()?;
    Err(PyTypeError::new_err(if let Ok(float) = number.cast::<PyFloat>() {
        let text = number.to_string();
        let exact = match text.strip_suffix(".0") {
            _ if !float.value().is_finite() => "a finite number".to_owned(),
            Some(whole) => format!("{whole} for this number"),
            None => format!("Fraction('{text}') for this decimal"),
        };
        format!(
            "found the float {text}: exact arithmetic takes int, fractions.Fraction and LogForm; write {exact}, or \
             float(x) for a rounded value of x"
        )
    } else {
        format!("found a value of type {kind}: exact arithmetic takes int, fractions.Fraction and LogForm")
    }))
}

/// As [`rational`]; `None` for a float and for anything else that is no exact number.
///
/// # Errors
/// When a number does not keep what its type promises.
pub fn rational_if_any(number: &Bound<PyAny>) -> PyResult<Option<Rational>> {
    if number.is_instance_of::<PyFloat>() {
        return Ok(None);
    }
    if number.is_instance_of::<PyInt>() {
        return Ok(Some(integer(number)?.into()));
    }
    let py = number.py();
    let (Ok(numerator), Ok(denominator)) =
        (number.getattr(pyo3::intern!(py, "numerator")), number.getattr(pyo3::intern!(py, "denominator")))
    else {
        return Ok(None);
    };
    let (Ok(numerator), Ok(denominator)) = (integer(&numerator), integer(&denominator)) else { return Ok(None) };
    if denominator.is_zero() {
        return Err(PyZeroDivisionError::new_err("a denominator is 0"));
    }
    Ok(Some(Rational::from((numerator, denominator))))
}

/// A Python integer, or what can be used as an index.
///
/// # Errors
/// `TypeError` for anything else.
pub fn integer(number: &Bound<PyAny>) -> PyResult<Integer> {
    if let Ok(small) = number.extract::<i64>() {
        return Ok(small.into());
    }
    let py = number.py();
    let number = py.import("operator")?.call_method1("index", (number,))?;
    let bits: usize = number.call_method0("bit_length")?.extract()?;
    let magnitude = number.call_method0("__abs__")?;
    let bytes: Vec<u8> = magnitude.call_method1("to_bytes", (bits.div_ceil(8), "little"))?.extract()?;
    let value = Integer::from_digits(&bytes, Order::Lsf);
    Ok(if number.lt(0)? { -value } else { value })
}

/// A Python `int`.
///
/// # Errors
/// When memory runs out.
pub fn int<'py>(py: Python<'py>, value: &Integer) -> PyResult<Bound<'py, PyAny>> {
    if let Some(small) = value.to_i64() {
        return Ok(small.into_pyobject(py)?.into_any());
    }
    let arguments = PyDict::new(py);
    arguments.set_item("signed", false)?;
    let digits = value.to_digits::<u8>(Order::Lsf);
    let bytes = pyo3::types::PyBytes::new(py, &digits);
    let magnitude = py.get_type::<PyInt>().call_method("from_bytes", (bytes, "little"), Some(&arguments))?;
    if value.is_negative() { magnitude.neg() } else { Ok(magnitude) }
}

/// A `fractions.Fraction`.
///
/// # Errors
/// When memory runs out.
pub fn fraction<'py>(py: Python<'py>, value: &Rational) -> PyResult<Bound<'py, PyAny>> {
    let class = FRACTION.import(py, "fractions", "Fraction")?;
    class.call1((int(py, value.numer())?, int(py, value.denom())?))
}
