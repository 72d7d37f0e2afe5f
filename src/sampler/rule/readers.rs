//! The arguments of each rule as text: one function a name. Each fails with what the arguments should be.

use rug::Rational;

use crate::limits::RULE_STEP_LIMIT;

use super::arguments::Arguments;
use super::confidence::{DrawnConfidence, Keep};
use super::count::Count;
use super::entropy_bound::EntropyBounded;
use super::error::RuleError;
use super::random::Ancestral;
use super::ranked::{Measure, Ranked};
use super::selection::Select;

/// The name of a rule with its arguments, and how it selects.
pub type Named = (String, Box<dyn Select>);

/// The algorithms of `dream:ALG,steps=T`.
const DREAM: [&str; 4] = ["maskgit-plus", "entropy", "margin", "origin"];

/// A rule whose only argument is a count.
pub fn counted<S: Select + 'static>(arguments: &Arguments, selection: impl Fn(Count) -> S) -> Result<Named, RuleError> {
    let expected = format!("a number of positions from 1, or steps=T with T from 1 to {RULE_STEP_LIMIT}");
    let count = arguments.count(arguments.text()).ok_or_else(|| arguments.bad(&expected))?;
    Ok((format!("{}:{count}", arguments.name()), Box::new(selection(count))))
}

/// `threshold-or-count:C,K`
pub fn threshold_or_count(arguments: &Arguments) -> Result<Named, RuleError> {
    let expected =
        "an exact number from 0 to 1, a comma, and a number of positions from 1 or steps=T, such as 9/10,1".to_owned();
    let parts = arguments.text().split_once(',').and_then(|(bound, count)| {
        let bound = arguments.rational(bound).filter(|bound| (0..=1).contains(bound))?;
        Some((bound, arguments.count(count)?))
    });
    let (bound, count) = parts.ok_or_else(|| arguments.bad(&expected))?;
    let name = format!("{}:{bound},{count}", arguments.name());
    Ok((name, Box::new(DrawnConfidence { keep: Keep::BestAndAbove(count, bound) })))
}

/// `factor:F[,as-coded]`
pub fn factor(arguments: &Arguments) -> Result<Named, RuleError> {
    let (text, as_coded) = match arguments.text().split_once(',') {
        Some((text, option)) if option.trim() == "as-coded" => (text, true),
        _ => (arguments.text(), false),
    };
    let factor = arguments.rational(text).filter(|factor| *factor >= 0);
    let expected = "an exact number that is not negative, such as 1 or 3/2, and perhaps `,as-coded` behind it";
    let factor = factor.ok_or_else(|| arguments.bad(expected))?;
    let name = format!("{}:{factor}{}", arguments.name(), if as_coded { ",as-coded" } else { "" });
    Ok((name, Box::new(DrawnConfidence { keep: Keep::Factor { factor, as_coded } })))
}

/// `eb:SUM,G[,order=MEASURE]`
pub fn entropy_bounded(arguments: &Arguments) -> Result<Named, RuleError> {
    let expected = "sum-max, sum or sum-strict, a comma, and a bound that is not negative in nats (1/2), in bits (1/2bits) \
                    or ln2; and perhaps `,order=entropy`, `,order=top` or `,order=margin` behind them";
    let bad = || arguments.bad(expected);
    let mut parts = arguments.text().split(',').map(str::trim);
    let sum = arguments.entropy_sum(parts.next().unwrap_or_default()).ok_or_else(bad)?;
    let bound = arguments.entropy_bound(parts.next().unwrap_or_default()).ok_or_else(bad)?;
    let order = match parts.next() {
        None => Measure::Entropy,
        Some(order) => arguments.measure(order.strip_prefix("order=").ok_or_else(bad)?).ok_or_else(bad)?,
    };
    if parts.next().is_some() {
        return Err(bad());
    }
    let shown = if order == Measure::Entropy { String::new() } else { format!(",order={}", order.name()) };
    let name = format!("{}:{},{bound}{shown}", arguments.name(), sum.name());
    Ok((name, Box::new(EntropyBounded { sum, bound, order })))
}

/// `mdlm:linear,T=N` and `mdlm:grid=A;B;..`
pub fn ancestral(arguments: &Arguments) -> Result<Named, RuleError> {
    let expected = format!(
        "linear,T=N with N from 1 to {RULE_STEP_LIMIT}, or grid= and exact numbers that increase from above 0 to 1, such \
         as grid=1/4;3/4;1"
    );
    let bad = || arguments.bad(&expected);
    let text = arguments.text();
    let (name, rule) = if let Some(grid) = text.strip_prefix("grid=") {
        let grid: Option<Vec<Rational>> = grid.split(';').map(|text| arguments.rational(text)).collect();
        let grid = grid.filter(|grid| grid.len() <= RULE_STEP_LIMIT).ok_or_else(bad)?;
        let written: Vec<String> = grid.iter().map(ToString::to_string).collect();
        (format!("{}:grid={}", arguments.name(), written.join(";")), Ancestral::on_grid(&grid))
    } else {
        let steps = text.strip_prefix("linear").and_then(|rest| rest.trim_start().strip_prefix(','));
        let steps = steps.and_then(|steps| arguments.steps(steps.trim().strip_prefix("T=")?)).ok_or_else(bad)?;
        let grid: Vec<Rational> = (1..=steps).map(|step| Rational::from((step, steps))).collect();
        (format!("{}:linear,T={steps}", arguments.name()), Ancestral::on_grid(&grid))
    };
    Ok((name, Box::new(rule.ok_or_else(bad)?)))
}

/// Dream's rules: its number of positions for each step.
pub fn dream(arguments: &Arguments, length: usize) -> Result<Named, RuleError> {
    let expected =
        format!("{}, a comma, and steps=T with T from 1 to {RULE_STEP_LIMIT}, or steps=length", DREAM.join(" or "));
    let bad = || arguments.bad(&expected);
    let (algorithm, steps) = arguments.text().split_once(',').ok_or_else(bad)?;
    let algorithm = *DREAM.iter().find(|known| **known == algorithm.trim()).ok_or_else(bad)?;
    let steps = match steps.trim().strip_prefix("steps=").ok_or_else(bad)? {
        "length" => length,
        steps => arguments.steps(steps).ok_or_else(bad)?,
    };
    let name = format!("{}:{algorithm},steps={steps}", arguments.name());
    let count = Count::Dream(steps);
    let selection: Box<dyn Select> = match algorithm {
        "maskgit-plus" => Box::new(DrawnConfidence { keep: Keep::Best(count) }),
        "entropy" => Box::new(Ranked { measure: Measure::Entropy, count }),
        "margin" => Box::new(Ranked { measure: Measure::Margin, count }),
        _ => Box::new(Ancestral::dream(steps)),
    };
    Ok((name, selection))
}
