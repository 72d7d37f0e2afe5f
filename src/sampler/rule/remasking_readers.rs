//! The arguments of the rules that mask positions again.

use rug::Rational;

use crate::limits::{RULE_STEP_LIMIT, TEMPERATURE_POWER_LIMIT};

use super::arguments::Arguments;
use super::error::RuleError;
use super::mask_schedule::MaskSchedule;
use super::planned::{Eta, PathPlanning, Planner};
use super::readers::Named;
use super::remasking::{Redraw, Remasking, Remdm};

/// `remask:K[,rounds=R]`, for a law of a length.
///
/// # Errors
/// As everywhere here [`RuleError::BadArguments`].
pub fn remask(arguments: &Arguments, length: usize) -> Result<Named, RuleError> {
    let expected = format!(
        "a number of positions from 1 to the length {length}, and perhaps `,rounds=R` with R from 1 to {RULE_STEP_LIMIT}"
    );
    let bad = || arguments.bad(&expected);
    let (size, rounds) = match arguments.text().split_once(',') {
        None => (arguments.text(), 1),
        Some((size, rest)) => {
            let rounds = rest.trim().strip_prefix("rounds=").and_then(|rounds| arguments.steps(rounds));
            (size, rounds.ok_or_else(bad)?)
        }
    };
    let size = size.trim().parse().ok().filter(|size| (1..=length).contains(size)).ok_or_else(bad)?;
    Ok((format!("{}:{size},rounds={rounds}", arguments.name()), Box::new(Redraw { size, rounds })))
}

/// `remdm:cap,eta=E,T=N`, `remdm:rescale,eta=E,T=N`, `remdm:forward-backward,T=N` and
/// `remdm:loop,eta=E,hold=A,T=B;N;C`.
pub fn remdm(arguments: &Arguments) -> Result<Named, RuleError> {
    let expected = format!(
        "cap,eta=E,T=N or rescale,eta=E,T=N or forward-backward,T=N or loop,eta=E,hold=A,T=B;N;C, with E from 0 to 1, A \
         above 0 and below 1, and numbers of steps from 1 to {RULE_STEP_LIMIT}"
    );
    let bad = || arguments.bad(&expected);
    let (kind, rest) = arguments.text().split_once(',').ok_or_else(bad)?;
    let kind = kind.trim();
    if kind == "conf" {
        return Err(arguments.bad(&format!("no `conf`, which looks at the confidence with which each revealed token was written, and so at more than the \
             state: {expected}")));
    }
    let keys: &[&str] = match kind {
        "cap" | "rescale" => &["eta", "T"],
        "forward-backward" => &["T"],
        "loop" => &["eta", "hold", "T"],
        _ => return Err(bad()),
    };
    let values = arguments.keyed(rest, keys).filter(|values| values.len() == keys.len()).ok_or_else(bad)?;
    let eta = || values.get("eta").and_then(|eta| arguments.probability(eta)).ok_or_else(bad);
    let name = format!("{}:{kind}", arguments.name());
    if kind == "loop" {
        let held = arguments.rational(values["hold"]).filter(|held| *held > 0 && *held < 1).ok_or_else(bad)?;
        let parts: Option<Vec<usize>> = values["T"].split(';').map(|steps| arguments.steps(steps)).collect();
        let Some([before, at, after]) = parts.and_then(|parts| <[usize; 3]>::try_from(parts).ok()) else {
            return Err(bad());
        };
        let eta = eta()?;
        let name = format!("{name},eta={eta},hold={held},T={before};{at};{after}");
        return Ok((name, Box::new(Remdm::looped(&eta, &held, before, at, after))));
    }
    let steps = arguments.steps(values["T"]).ok_or_else(bad)?;
    let with_eta = |kind: fn(Rational) -> Remasking| -> Result<(Remasking, String), RuleError> {
        let eta = eta()?;
        let shown = format!("eta={eta},");
        Ok((kind(eta), shown))
    };
    let (remasking, shown) = match kind {
        "cap" => with_eta(Remasking::Cap)?,
        "rescale" => with_eta(Remasking::Rescale)?,
        _ => (Remasking::ForwardBackward, String::new()),
    };
    Ok((format!("{name},{shown}T={steps}"), Box::new(Remdm::linear(&remasking, steps))))
}

/// `p2:T=N,eta=E,planner=P[,schedule=S]`
pub fn path_planning(arguments: &Arguments) -> Result<Named, RuleError> {
    let expected = format!(
        "T=N with N from 1 to {RULE_STEP_LIMIT}, eta=E with an exact E that is not negative and whose numerator and \
         denominator are at most {TEMPERATURE_POWER_LIMIT}, and planner={}; and perhaps `,schedule=uniform`, \
         `,schedule=cosine` or `,schedule=powA` with a whole A from 1 to {TEMPERATURE_POWER_LIMIT}",
        Planner::ALL.map(Planner::name).join(" or planner=")
    );
    let bad = || arguments.bad(&expected);
    let values = arguments.keyed(arguments.text(), &["T", "eta", "planner", "schedule"]).ok_or_else(bad)?;
    let steps = values.get("T").and_then(|steps| arguments.steps(steps)).ok_or_else(bad)?;
    let eta = values.get("eta").and_then(|eta| Eta::new(&arguments.rational(eta)?)).ok_or_else(bad)?;
    let named = |name: &&str| Planner::ALL.into_iter().find(|planner| planner.name() == *name);
    let planner = values.get("planner").and_then(named).ok_or_else(bad)?;
    let uniform = MaskSchedule::Power(1);
    let schedule = values.get("schedule").map_or(Some(uniform), |schedule| MaskSchedule::named(schedule));
    let schedule = schedule.ok_or_else(bad)?;
    let shown = if schedule == uniform { String::new() } else { format!(",schedule={schedule}") };
    let name = format!("{}:T={steps},eta={eta},planner={}{shown}", arguments.name(), planner.name());
    Ok((name, Box::new(PathPlanning { steps, eta, planner, schedule })))
}
