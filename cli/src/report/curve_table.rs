//! A measured curve as the table that is read again.

use maskproof::entropy::MeasuredCurve;
use maskproof::exact::{Integer, Rational};

/// The decimals of the numbers.
const DECIMALS: u32 = 12;

/// The columns k, h, low and high, in the curve's unit: h rounded to the nearest decimal, the ends outwards.
pub fn curve_table(curve: &MeasuredCurve) -> String {
    let mut text = if curve.band().is_some() { "k,h,low,high\n" } else { "k,h\n" }.to_owned();
    for (size, h) in curve.values().iter().enumerate() {
        text += &format!("{size},{}", decimal(h, Rational::round));
        if let Some(band) = curve.band() {
            let [low, high] = [&band.low()[size], &band.high()[size]];
            text += &format!(",{},{}", decimal(low, Rational::floor), decimal(high, Rational::ceil));
        }
        text.push('\n');
    }
    text
}

/// A number that is not negative with so many decimals.
fn decimal(number: &Rational, whole: impl FnOnce(Rational) -> Rational) -> String {
    let scale = Integer::from(Integer::u_pow_u(10, DECIMALS));
    let digits = whole(Rational::from(number * &scale)).numer().to_string();
    let width = DECIMALS as usize;
    let digits = format!("{digits:0>width$}", width = width + 1);
    let (whole, part) = digits.split_at(digits.len() - width);
    format!("{whole}.{part}")
}
