//! What stands behind the `@` of a rule.

use crate::exact::{Power, Rational, parse_rational};
use crate::law::Labels;
use crate::limits::{POWER_TERM_LIMIT, TEMPERATURE_POWER_LIMIT};
use crate::sampler::rows::Rounding;

use super::error::RuleError;
use super::shaping::{Filter, Measured, Shaping, Temperature};

const PARTS: &str = "guidance=W, t=T, top-k=K, top-p=P,nucleus=crossing or top-p=P,nucleus=within, without=TOKEN, \
                     conf=shaped, and round=bf16 or round=f32";

/// Reads `t=1/2,top-k=3,top-p=9/10,nucleus=within,conf=shaped`, or parts of it; the filters apply in the order in which
/// they are written.
///
/// # Errors
/// [`RuleError::BadShaping`] with the part that cannot be read, is out of range, or stands twice.
pub fn parse_shaping(rule: &str, text: Option<&str>, labels: &Labels) -> Result<Shaping, RuleError> {
    let mut shaping = Shaping::default();
    let Some(text) = text else { return Ok(shaping) };
    let bad = |found: &str, expected: &str| {
        Err(RuleError::BadShaping { rule: rule.to_owned(), found: found.to_owned(), expected: expected.to_owned() })
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut parts = text.split(',').map(str::trim).peekable();
    while let Some(part) = parts.next() {
        let Some((key, value)) = part.split_once('=') else { return bad(part, PARTS) };
        if seen.contains(&key) && key != "without" {
            return bad(part, "each part once");
        }
        seen.push(key);
        match key {
            "t" => match temperature(value) {
                Some(temperature) => shaping.temperature = temperature,
                None => {
                    let expected = format!(
                        "a temperature from 0 as an exact number, such as 0.7 or 2/3, with a numerator and a denominator \
                         up to {POWER_TERM_LIMIT}"
                    );
                    return bad(part, &expected);
                }
            },
            "top-k" => match value.parse() {
                Ok(number) if number > 0 => shaping.filters.push(Filter::TopK(number)),
                _ => return bad(part, "a number of tokens from 1"),
            },
            "top-p" => {
                let bound = parse_rational(value).ok().filter(|bound| *bound > 0 && *bound <= 1);
                let Some(bound) = bound else { return bad(part, "an exact number above 0 and at most 1") };
                match parts.next() {
                    Some("nucleus=crossing") => shaping.filters.push(Filter::Crossing(bound)),
                    Some("nucleus=within") => shaping.filters.push(Filter::Within(bound)),
                    _ => return bad(part, "nucleus=crossing or nucleus=within behind it, as samplers differ in this"),
                }
            }
            "without" => {
                let token =
                    labels.common_place(value).filter(|token| shaping.removed.iter().all(|(known, _)| known != token));
                match token {
                    Some(token) if shaping.removed.len() + 1 < labels.largest() => {
                        shaping.removed.push((token, value.to_owned()));
                    }
                    Some(_) => return bad(part, "a token that is left"),
                    None => return bad(part, "a token of the law, each once"),
                }
            }
            "conf" if value == "shaped" => shaping.measured = Measured::Shaped,
            "guidance" | "cfg" | "cfg_scale" => match value.parse() {
                Ok(strength) if key == "guidance" && strength <= TEMPERATURE_POWER_LIMIT => {
                    shaping.guidance = strength;
                }
                _ => {
                    let expected = format!(
                        "guidance=W with a whole W from 0 to {TEMPERATURE_POWER_LIMIT}, for which rows stay rational"
                    );
                    return bad(part, &expected);
                }
            },
            "round" => {
                let formats = [Rounding::Bfloat16, Rounding::Binary32];
                match formats.into_iter().find(|format| format.name() == Some(value)) {
                    Some(format) => shaping.rounding = format,
                    None => return bad(part, "round=bf16 or round=f32"),
                }
            }
            _ => return bad(part, PARTS),
        }
    }
    Ok(shaping)
}

fn temperature(text: &str) -> Option<Temperature> {
    let value = parse_rational(text).ok()?;
    if value.is_zero() {
        return Some(Temperature::Zero);
    }
    if value == 1 {
        return Some(Temperature::One);
    }
    Power::new(&Rational::from(value.recip_ref())).map(Temperature::OneOver)
}
