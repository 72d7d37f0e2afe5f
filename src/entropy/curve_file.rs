//! Measured curves from CSV and TSV files.
//!
//! ```csv
//! k,h,low,high
//! 1,4.61,4.55,4.67
//! 2,8.90,8.81,8.99
//! ```
//!
//! The first line names the columns, in any order: `k` (whole numbers, each of `0..L` once in any order of the rows; 0 may
//! be missing), `h`, and either `low` and `high`, or `se`, a standard error that becomes a band `h - z se .. h + z se` by
//! the multiple `z` that is given. The separator is a tab, a semicolon or a comma, the first of these that is in the first
//! line. Numbers are decimals or fractions, and exact.

use std::path::Path;

use ::csv::{ReaderBuilder, StringRecord, Trim};
use rug::{Integer, Rational};

use crate::exact::{Unit, parse_rational};
use crate::law::readers::bounded;
use crate::limits::{CURVE_BITS, CURVE_BYTES, CURVE_LENGTH_LIMIT};

use super::curve_error::CurveError;
use super::measured_curve::{Band, MeasuredCurve};

/// What the standard errors of a table are for.
#[derive(Debug, Clone, Copy, Default)]
pub struct ErrorUse<'a> {
    /// The multiple of them that makes a band.
    pub multiple: Option<&'a Rational>,
    /// Whether they weigh the values: then they are kept with the curve.
    pub are_weights: bool,
}

/// Reads a measured curve from a file, in a unit.
///
/// # Errors
/// [`CurveError::InFile`] with the path and what is wrong.
pub fn read_curve(path: &Path, unit: Unit, errors: ErrorUse) -> Result<MeasuredCurve, CurveError> {
    let read = || curve_from_text(&read_table(path)?, unit, errors);
    read().map_err(|error| error.in_file(path))
}

/// The text of a table.
///
/// # Errors
/// [`CurveError::Unreadable`], [`CurveError::Utf16`], [`CurveError::NotUtf8`]
pub(super) fn read_table(path: &Path) -> Result<String, CurveError> {
    let bytes = bounded::read(path, CURVE_BYTES).map_err(|error| CurveError::Unreadable { error })?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.contains(&0) {
        return Err(CurveError::Utf16);
    }
    String::from_utf8(bytes).map_err(|error| CurveError::NotUtf8 { offset: error.utf8_error().valid_up_to() })
}

/// Reads a measured curve from a text.
///
/// ```
/// use maskproof::entropy::curve_file::{ErrorUse, curve_from_text};
/// use maskproof::exact::{Rational, Unit};
/// let curve = curve_from_text("h;k\n0.5;1\n3/4;2\n", Unit::Nats, ErrorUse::default()).unwrap();
/// assert_eq!(curve.values(), [Rational::new(), Rational::from((1, 2)), Rational::from((3, 4))]);
/// ```
///
/// # Errors
/// [`CurveError`]
pub fn curve_from_text(text: &str, unit: Unit, errors: ErrorUse) -> Result<MeasuredCurve, CurveError> {
    let table = Table::read(text, &["k", "h", "low", "high", "se"])?;
    let [sizes, values] = ["k", "h"].map(|name| table.required(name));
    let (sizes, values) = (sizes?, values?);
    let spread = Spread::of(&table, errors)?;
    let weights = weights_column(&table, errors)?;
    let rows = table.in_order(sizes)?;
    let mut curve = vec![Rational::new()];
    let mut ends = [vec![Rational::new()], vec![Rational::new()]];
    let mut standard = Vec::new();
    for (size, row) in &rows {
        let h = row.not_negative(values, "h")?;
        if *size == 0 && !h.is_zero() {
            return Err(CurveError::NotZero { line: row.line, value: h });
        }
        let [low, high] = spread.ends(row, &h)?;
        if low > h || h > high {
            return Err(CurveError::OutsideItsBand { line: row.line, low, h, high });
        }
        if *size > 0 {
            curve.push(h);
            ends[0].push(low);
            ends[1].push(high);
            standard.extend(weights.map(|column| row.positive_error(column)).transpose()?);
        }
    }
    check_size(curve.iter().chain(ends.iter().flatten()).chain(&standard))?;
    let curve = MeasuredCurve::new(curve, unit).ok_or(CurveError::NoRows)?;
    let curve = if weights.is_some() { curve.with_errors(standard) } else { curve };
    if matches!(spread, Spread::None) {
        return Ok(curve);
    }
    let [low, high] = ends;
    Ok(curve.with_band(Band::new(low, high).map_err(CurveError::BandExcludesCone)?))
}

/// The column of standard errors, where they weigh the values.
fn weights_column(table: &Table, errors: ErrorUse) -> Result<Option<usize>, CurveError> {
    match table.column("se") {
        _ if !errors.are_weights => Ok(None),
        None => Err(CurveError::NoWeights { found: table.names.join(",") }),
        column => Ok(column),
    }
}

/// Refuses numbers whose common denominator, or whose size, takes too many digits.
fn check_size<'a>(numbers: impl Iterator<Item = &'a Rational>) -> Result<(), CurveError> {
    let mut common = Integer::from(1);
    for number in numbers {
        common.lcm_mut(number.denom());
        if common.significant_bits() + number.numer().significant_bits() > CURVE_BITS {
            return Err(CurveError::TooManyDigits);
        }
    }
    Ok(())
}

/// What the columns say of the band.
enum Spread<'a> {
    None,
    Ends([usize; 2]),
    Errors(usize, &'a Rational),
}

impl<'a> Spread<'a> {
    fn of(table: &Table, errors: ErrorUse<'a>) -> Result<Self, CurveError> {
        let ErrorUse { multiple, are_weights } = errors;
        match (table.column("low"), table.column("high"), table.column("se"), multiple) {
            (None, None, Some(column), Some(multiple)) if *multiple > 0 => Ok(Self::Errors(column, multiple)),
            (_, _, _, Some(multiple)) if *multiple <= 0 => Err(CurveError::BadMultiple { found: multiple.clone() }),
            (None, None, Some(_), None) if are_weights => Ok(Self::None),
            (Some(low), Some(high), Some(_), None) if are_weights => Ok(Self::Ends([low, high])),
            (None, None, Some(_), None) => Err(CurveError::NoMultiple),
            (_, _, None, Some(_)) => Err(CurveError::NothingToMultiply),
            (None, None, None, None) => Ok(Self::None),
            (Some(low), Some(high), None, None) => Ok(Self::Ends([low, high])),
            _ => Err(CurveError::BandColumns { found: table.names.join(",") }),
        }
    }

    fn ends(&self, row: &Row, h: &Rational) -> Result<[Rational; 2], CurveError> {
        match self {
            Self::None => Ok([h.clone(), h.clone()]),
            Self::Ends([low, high]) => {
                let (low, high) = (row.number(*low, "low")?, row.not_negative(*high, "high")?);
                if low > high {
                    return Err(CurveError::LowAboveHigh { line: row.line, low, high });
                }
                Ok([low, high])
            }
            Self::Errors(column, multiple) => {
                let half = row.not_negative(*column, "se")? * *multiple;
                Ok([Rational::from(h - &half), h + half])
            }
        }
    }
}

/// A table with named columns.
pub(super) struct Table {
    names: Vec<String>,
    rows: Vec<Row>,
}

/// A row of a table.
pub(super) struct Row {
    /// Its line in the file.
    pub(super) line: u64,
    fields: StringRecord,
}

impl Table {
    /// Reads a table whose columns are among those known.
    pub(super) fn read(text: &str, known: &'static [&'static str]) -> Result<Self, CurveError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().find(|line| !line.trim().is_empty()).ok_or(CurveError::Empty)?;
        let separator = [b'\t', b';'].into_iter().find(|byte| first.as_bytes().contains(byte)).unwrap_or(b',');
        let mut reader = ReaderBuilder::new().delimiter(separator).trim(Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| ragged(&error))?;
        let names: Vec<String> = header.iter().map(str::to_ascii_lowercase).collect();
        for (place, name) in names.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(CurveError::UnknownColumn { found: name.clone(), known });
            }
            if names[..place].contains(name) {
                return Err(CurveError::RepeatedColumn { name: name.clone() });
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let fields = record.map_err(|error| ragged(&error))?;
            rows.push(Row { line: fields.position().map_or(0, ::csv::Position::line), fields });
        }
        if rows.is_empty() { Err(CurveError::NoRows) } else { Ok(Self { names, rows }) }
    }

    /// The place of a column, where there is one.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The place of a column.
    pub(super) fn required(&self, name: &'static str) -> Result<usize, CurveError> {
        self.column(name).ok_or_else(|| CurveError::MissingColumn { name, found: self.names.join(",") })
    }

    /// The rows.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows in the order of their `k`, each of `1..L` once and perhaps 0.
    fn in_order(&self, column: usize) -> Result<Vec<(usize, &Row)>, CurveError> {
        let sized: Result<Vec<_>, _> = self.rows.iter().map(|row| Ok((row.whole(column, "k")?, row))).collect();
        let mut sized = sized?;
        sized.sort_by_key(|(size, row)| (*size, row.line));
        if let Some(pair) = sized.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(CurveError::RepeatedSize { size: pair[0].0, lines: [pair[0].1.line, pair[1].1.line] });
        }
        let first = usize::from(sized[0].0 > 0);
        let last = sized[sized.len() - 1].0;
        match (first..).zip(&sized).find(|(expected, (size, _))| expected != size) {
            Some((size, _)) => Err(CurveError::MissingSize { size, last }),
            None => Ok(sized),
        }
    }
}

impl Row {
    /// A field as it stands.
    pub(super) fn text(&self, column: usize) -> &str {
        &self.fields[column]
    }

    /// An exact number.
    pub(super) fn number(&self, column: usize, name: &'static str) -> Result<Rational, CurveError> {
        parse_rational(self.text(column)).map_err(|error| CurveError::NotANumber { line: self.line, name, error })
    }

    /// An exact number that is not negative.
    pub(super) fn not_negative(&self, column: usize, name: &'static str) -> Result<Rational, CurveError> {
        let number = self.number(column, name)?;
        if number < 0 { Err(CurveError::Negative { line: self.line, name, value: number }) } else { Ok(number) }
    }

    /// A standard error that is a weight.
    fn positive_error(&self, column: usize) -> Result<Rational, CurveError> {
        let error = self.not_negative(column, "se")?;
        if error.is_zero() { Err(CurveError::NoWeight { line: self.line }) } else { Ok(error) }
    }

    /// A whole number up to the longest length.
    pub(super) fn whole(&self, column: usize, name: &'static str) -> Result<usize, CurveError> {
        let text = self.text(column);
        let number = text.parse().ok().filter(|number| *number <= CURVE_LENGTH_LIMIT);
        number.ok_or_else(|| CurveError::NotASize { line: self.line, name, found: text.to_owned() })
    }
}

fn ragged(error: &::csv::Error) -> CurveError {
    match error.kind() {
        ::csv::ErrorKind::UnequalLengths { expected_len, len, pos } => CurveError::Ragged {
            line: pos.as_ref().map_or(0, ::csv::Position::line),
            expected: *expected_len,
            found: *len,
        },
        _ => CurveError::Syntax { message: error.to_string() },
    }
}
