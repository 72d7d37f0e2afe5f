//! The arguments of each rule as text: one function a name. Each fails with what the arguments should be.

use rug::Rational;

use crate::limits::{CHOICE_TEMPERATURE_LIMIT, POWER_TERM_LIMIT, RULE_STEP_LIMIT, TEMPERATURE_POWER_LIMIT};

use super::arguments::Arguments;
use super::confidence::{DrawnConfidence, Keep};
use super::count::Count;
use super::dinfer::{Hierarchy, NearBest};
use super::entropy_bound::EntropyBounded;
use super::error::RuleError;
use super::mask_schedule::MaskSchedule;
use super::maskgit::MaskGit;
use super::random::Ancestral;
use super::ranked::{Measure, Ranked};
use super::selection::Select;
use super::tempered::{Chooser, Tempered};

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

/// `threshold-or-near:C,G`
pub fn near_best(arguments: &Arguments) -> Result<Named, RuleError> {
    let (bound, gap) = two_probabilities(arguments, "9/10,1/100000")?;
    Ok((format!("{}:{bound},{gap}", arguments.name()), Box::new(NearBest { bound, gap })))
}

/// `hierarchy:C,LOW`
pub fn hierarchy(arguments: &Arguments) -> Result<Named, RuleError> {
    let (high, low) = two_probabilities(arguments, "9/10,2/5")?;
    Ok((format!("{}:{high},{low}", arguments.name()), Box::new(Hierarchy { high, low })))
}

/// Two numbers from 0 to 1.
fn two_probabilities(arguments: &Arguments, example: &str) -> Result<(Rational, Rational), RuleError> {
    let numbers = arguments.text().split_once(',');
    let numbers = numbers.and_then(|(one, two)| Some((arguments.probability(one)?, arguments.probability(two)?)));
    let expected = format!("two exact numbers from 0 to 1 with a comma between, such as {example}");
    numbers.ok_or_else(|| arguments.bad(&expected))
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

/// `maskgit:T=N,tau=X[,schedule=S]`
pub fn maskgit(arguments: &Arguments) -> Result<Named, RuleError> {
    let expected = format!(
        "T=N with N from 1 to {RULE_STEP_LIMIT}, a comma, and tau=X with an exact X that is not negative; and perhaps \
         `,schedule=cosine`, `,schedule=uniform` or `,schedule=powA` with a whole A from 1 to {TEMPERATURE_POWER_LIMIT}"
    );
    let bad = || arguments.bad(&expected);
    let values = arguments.keyed(arguments.text(), &["T", "tau", "schedule"]).ok_or_else(bad)?;
    let steps = values.get("T").and_then(|steps| arguments.steps(steps)).ok_or_else(bad)?;
    let tau = values.get("tau").and_then(|tau| arguments.rational(tau)).filter(|tau| *tau >= 0).ok_or_else(bad)?;
    let schedule = values.get("schedule").map_or(Some(MaskSchedule::Cosine), |schedule| MaskSchedule::named(schedule));
    let schedule = schedule.ok_or_else(bad)?;
    let shown = if schedule == MaskSchedule::Cosine { String::new() } else { format!(",schedule={schedule}") };
    let name = format!("{}:T={steps},tau={tau}{shown}", arguments.name());
    let rule = MaskGit::new(steps, &tau, schedule).map_err(|(step, power)| {
        arguments.bad(&format!(
            "T and tau for which T/(tau (T - s)) has a numerator and a denominator up to {POWER_TERM_LIMIT} for s = 1, \
             ..., T - 1, as confidences are raised to that power; for s = {step} it is {power}"
        ))
    })?;
    Ok((name, Box::new(rule)))
}

/// `dream:ALG,steps=T[,alg_temp=A]`: Dream's number of positions for each step.
pub fn dream(arguments: &Arguments, length: usize) -> Result<Named, RuleError> {
    let expected = format!(
        "{}, a comma, and steps=T with T from 1 to {RULE_STEP_LIMIT}, or steps=length; and perhaps `,alg_temp=A` with an \
         exact A that is 0 or at least 1/{CHOICE_TEMPERATURE_LIMIT} behind all but `origin`",
        DREAM.join(" or ")
    );
    let bad = || arguments.bad(&expected);
    let (algorithm, rest) = arguments.text().split_once(',').ok_or_else(bad)?;
    let algorithm = *DREAM.iter().find(|known| **known == algorithm.trim()).ok_or_else(bad)?;
    let values = arguments.keyed(rest, &["steps", "alg_temp"]).ok_or_else(bad)?;
    let steps = match *values.get("steps").ok_or_else(bad)? {
        "length" => length,
        steps => arguments.steps(steps).ok_or_else(bad)?,
    };
    let least = Rational::from((1, CHOICE_TEMPERATURE_LIMIT));
    let temperature = match values.get("alg_temp") {
        None => None,
        Some(_) if algorithm == "origin" => return Err(bad()),
        Some(text) => {
            let temperature = arguments.rational(text).filter(|number| number.is_zero() || *number >= least);
            Some(temperature.ok_or_else(bad)?).filter(|number| !number.is_zero())
        }
    };
    let name = format!("{}:{algorithm},steps={steps}", arguments.name());
    let count = Count::Dream(steps);
    if let Some(temperature) = temperature {
        let chooser = match algorithm {
            "maskgit-plus" => Chooser::Drawn,
            "entropy" => Chooser::Entropy,
            _ => Chooser::Margin,
        };
        return Ok((format!("{name},alg_temp={temperature}"), Box::new(Tempered { chooser, count, temperature })));
    }
    let selection: Box<dyn Select> = match algorithm {
        "maskgit-plus" => Box::new(DrawnConfidence { keep: Keep::Best(count) }),
        "entropy" => Box::new(Ranked { measure: Measure::Entropy, count }),
        "margin" => Box::new(Ranked { measure: Measure::Margin, count }),
        _ => Box::new(Ancestral::dream(steps)),
    };
    Ok((name, selection))
}
