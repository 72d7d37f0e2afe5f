//! Rules by name, such as `blocks:2[low-confidence:1]@t=1/2`.

use rug::Rational;

use crate::law::{Law, PatternCounts};
use crate::limits::RULE_STEP_LIMIT;
use crate::sampler::policy::{parse_policy, spec::POLICIES};

use super::arguments::Arguments;
use super::composed::Rule;
use super::confidence::{DrawnConfidence, Keep};
use super::count::Count;
use super::entropy_bound::EntropyBounded;
use super::error::RuleError;
use super::policies::OfPolicy;
use super::random::{Ancestral, UniformSet};
use super::ranked::{Measure, Ranked, RowThreshold};
use super::selection::Select;
use super::shaping::{Measured, Shaping};
use super::shaping_spec::parse_shaping;

/// The rules that [`parse_rule`] knows beside the policies: name, arguments, what is kept in a round.
pub const RULES: [(&str, &str, &str); 12] = [
    ("low-confidence", ":K or :steps=T", "of the drawn tokens the K of most confidence"),
    ("random", ":K or :steps=T", "K positions at random"),
    ("first-hitting", "", "one position at random"),
    (
        "threshold",
        ":C or >C",
        "the drawn tokens of confidence at least C, or above C; the most confident where none is",
    ),
    (
        "threshold-or-count",
        ":C,K or :C,steps=T",
        "the drawn tokens of confidence above C, and the K of most confidence",
    ),
    ("factor", ":F or :F,as-coded", "the most confident draws, as long as (n + 1)(1 - c) <= F for the n-th"),
    ("top", ":K or :steps=T", "the K positions of largest greatest probability"),
    ("margin", ":K or :steps=T", "the K positions with the largest lead of the first token over the second"),
    ("entropy", ":K or :steps=T", "the K positions of least entropy"),
    ("row-threshold", ":C or >C", "every position of greatest probability at least C, or above C"),
    ("eb", ":SUM,G[,order=MEASURE]", "by rank, as long as a sum of entropies is within G nats (or 1/2bits, ln2)"),
    ("mdlm", ":linear,T=N or :grid=A;B;..", "every position on its own, with the probability of a time step"),
];

/// The algorithms of `dream:ALG,steps=T`.
const DREAM: [&str; 4] = ["maskgit-plus", "entropy", "margin", "origin"];

/// The rule that a text `NAME[:ARGUMENTS][@SHAPING]` or `blocks:B[NAME[:ARGUMENTS]][@SHAPING]` names: a rule of
/// [`RULES`], `dream:ALG,steps=T`, or a policy that [`parse_policy`] knows.
///
/// ```
/// use maskproof::law::{PatternCounts, families::parse_spec};
/// use maskproof::sampler::rule::{RuleError, parse_rule};
/// let law = parse_spec("parity(L=4,V=2)").unwrap();
/// let patterns = PatternCounts::new(&law);
/// let rule = parse_rule("blocks:2[threshold:0.6]@t=0", &law, &patterns).unwrap();
/// assert_eq!(rule.to_string(), "blocks:2[threshold:3/5]@t=0");
/// assert!(matches!(parse_rule("low-confidence:0", &law, &patterns), Err(RuleError::BadArguments { .. })));
/// ```
///
/// # Errors
/// [`RuleError`]: what the text has wrong, with the rule and the part of it.
pub fn parse_rule(text: &str, law: &Law, patterns: &PatternCounts) -> Result<Rule, RuleError> {
    let text = text.trim();
    let (body, shaping) = text.rsplit_once('@').map_or((text, None), |(body, shaping)| (body, Some(shaping)));
    let mut shaping = parse_shaping(text, shaping)?;
    let (inner, block) = match body.strip_prefix("blocks") {
        None => (body, None),
        Some(rest) => {
            let expected = "a block size of at least 1 and a rule in brackets, as in blocks:2[low-confidence:1]";
            let arguments = Arguments::new(text, "blocks", rest.strip_prefix(':').unwrap_or(rest));
            let parts = rest.strip_prefix(':').and_then(|rest| rest.strip_suffix(']')?.split_once('['));
            let Some((size, inner)) = parts else { return Err(arguments.bad(expected)) };
            let size = size.trim().parse().ok().filter(|&size: &usize| size > 0);
            (inner, Some(size.ok_or_else(|| arguments.bad(expected))?))
        }
    };
    let alone = |place| RuleError::PolicyAlone { rule: text.to_owned(), policy: inner.to_owned(), place };
    let (name, selection): Named = match parse_selection(text, inner.trim(), law.length())? {
        Some(selection) => selection,
        None if block.is_some() => return Err(alone("blocks around it")),
        None if shaping.measured == Measured::Shaped => return Err(alone("conf=shaped")),
        None => {
            let of_policy = |error| RuleError::Policy { rule: text.to_owned(), error };
            let policy = parse_policy(inner, law, patterns).map_err(of_policy)?;
            (policy.name(), Box::new(OfPolicy(policy)))
        }
    };
    if inner.trim().starts_with("dream") && shaping != Shaping::default() {
        // Dream measures what it draws from.
        shaping.measured = Measured::Shaped;
    }
    Ok(Rule::new(name, selection, block, shaping).expect("a block size of at least 1"))
}

/// The name of a rule with its arguments, and how it selects.
type Named = (String, Box<dyn Select>);

/// How a rule selects; `None` for the name of a policy.
fn parse_selection(rule: &str, text: &str, length: usize) -> Result<Option<Named>, RuleError> {
    let end = text.find([':', '>']).unwrap_or(text.len());
    let (name, rest) = (text[..end].trim_end(), &text[end..]);
    let is_strict = rest.starts_with('>');
    let arguments = |name| Arguments::new(rule, name, rest.get(1..).unwrap_or_default());
    if name == "dream" && !is_strict {
        return dream(&arguments("dream"), length).map(Some);
    }
    let Some(&(name, ..)) = RULES.iter().find(|(known, ..)| *known == name) else {
        if POLICIES.iter().any(|(known, ..)| *known == name) {
            return Ok(None);
        }
        return Err(unknown(rule, name));
    };
    let arguments = arguments(name);
    if is_strict && !matches!(name, "threshold" | "row-threshold") {
        return Err(arguments.bad("a colon before them"));
    }
    Ok(Some(match name {
        "low-confidence" => counted(&arguments, |count| DrawnConfidence { keep: Keep::Best(count) })?,
        "random" => counted(&arguments, |count| UniformSet { count })?,
        "top" => counted(&arguments, |count| Ranked { measure: Measure::Top, count })?,
        "margin" => counted(&arguments, |count| Ranked { measure: Measure::Margin, count })?,
        "entropy" => counted(&arguments, |count| Ranked { measure: Measure::Entropy, count })?,
        "first-hitting" if rest.is_empty() => (name.to_owned(), Box::new(UniformSet { count: Count::Each(1) })),
        "first-hitting" => return Err(arguments.bad("none, and no colon")),
        "threshold" => {
            let (name, threshold) = arguments.threshold(is_strict)?;
            (name, Box::new(DrawnConfidence { keep: Keep::Threshold(threshold) }))
        }
        "row-threshold" => {
            let (name, threshold) = arguments.threshold(is_strict)?;
            (name, Box::new(RowThreshold { threshold }))
        }
        "threshold-or-count" => threshold_or_count(&arguments)?,
        "factor" => factor(&arguments)?,
        "eb" => entropy_bounded(&arguments)?,
        "mdlm" => ancestral(&arguments)?,
        _ => return Err(unknown(rule, name)),
    }))
}

fn unknown(rule: &str, name: &str) -> RuleError {
    let known: Vec<&str> = RULES.iter().map(|&(name, ..)| name).chain(["dream", "blocks"]).collect();
    RuleError::Unknown {
        rule: rule.to_owned(),
        found: name.to_owned(),
        known: known.join(", "),
        policies: POLICIES.map(|(name, ..)| name).join(", "),
    }
}

/// A rule whose only argument is a count.
fn counted<S: Select + 'static>(arguments: &Arguments, selection: impl Fn(Count) -> S) -> Result<Named, RuleError> {
    let expected = format!("a number of positions from 1, or steps=T with T from 1 to {RULE_STEP_LIMIT}");
    let count = arguments.count(arguments.text()).ok_or_else(|| arguments.bad(&expected))?;
    Ok((format!("{}:{count}", arguments.name()), Box::new(selection(count))))
}

fn threshold_or_count(arguments: &Arguments) -> Result<Named, RuleError> {
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

fn factor(arguments: &Arguments) -> Result<Named, RuleError> {
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

fn entropy_bounded(arguments: &Arguments) -> Result<Named, RuleError> {
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

fn ancestral(arguments: &Arguments) -> Result<Named, RuleError> {
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
fn dream(arguments: &Arguments, length: usize) -> Result<Named, RuleError> {
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
