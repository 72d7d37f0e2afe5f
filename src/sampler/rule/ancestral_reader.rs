//! The arguments of `mdlm`.

use rug::Rational;

use crate::limits::{EXP_LIMIT, RULE_STEP_LIMIT};

use super::arguments::Arguments;
use super::error::RuleError;
use super::random::{Ancestral, Fill};
use super::readers::Named;
use super::time_grid::{Curve, TimeGrid};

/// `mdlm:linear,T=N[,eps=E[,fill=FILL]]`, `mdlm:cosine,T=N[,eps=E[,fill=FILL]]`,
/// `mdlm:geometric,T=N,lo=A,hi=B[,eps=E][,fill=FILL]` and `mdlm:grid=A;B;..`
///
/// # Errors
/// [`RuleError::BadArguments`]
pub fn ancestral(arguments: &Arguments) -> Result<Named, RuleError> {
    let expected = format!(
        "linear,T=N or cosine,T=N with N from 1 to {RULE_STEP_LIMIT}, perhaps with eps=E above 0 and below 1 and with \
         fill=likeliest or fill=drawn behind it; geometric,T=N,lo=A,hi=B with 0 < A < B <= {EXP_LIMIT}, and perhaps eps \
         and fill; or grid= and exact numbers that increase from above 0 to 1, such as grid=1/4;3/4;1"
    );
    let bad = || arguments.bad(&expected);
    let text = arguments.text();
    if let Some(grid) = text.strip_prefix("grid=") {
        let grid: Option<Vec<Rational>> = grid.split(';').map(|text| arguments.rational(text)).collect();
        let grid = grid.filter(|grid| grid.len() <= RULE_STEP_LIMIT).ok_or_else(bad)?;
        let written: Vec<String> = grid.iter().map(ToString::to_string).collect();
        let name = format!("{}:grid={}", arguments.name(), written.join(";"));
        return Ok((name, Box::new(Ancestral::on_grid(&grid).ok_or_else(bad)?)));
    }
    let (kind, rest) = text.split_once(',').ok_or_else(bad)?;
    let kind = kind.trim();
    let keys: &[&str] = match kind {
        "linear" | "cosine" => &["T", "eps", "fill"],
        "geometric" => &["T", "lo", "hi", "eps", "fill"],
        _ => return Err(bad()),
    };
    let values = arguments.keyed(rest, keys).ok_or_else(bad)?;
    let steps = values.get("T").and_then(|steps| arguments.steps(steps)).ok_or_else(bad)?;
    let eps = match values.get("eps") {
        None => None,
        Some(eps) => Some(arguments.rational(eps).filter(|eps| *eps > 0 && *eps < 1).ok_or_else(bad)?),
    };
    // Without a smallest time all is revealed at time 0, but for the geometric noise, which ends above 0.
    let leaves_masked = eps.is_some() || kind == "geometric";
    let last = match values.get("fill") {
        None if leaves_masked => Fill::Likeliest,
        None => Fill::Drawn,
        Some(_) if !leaves_masked => return Err(bad()),
        Some(fill) => {
            let mut fills = [Fill::Likeliest, Fill::Drawn].into_iter();
            fills.find(|known| known.name() == *fill).ok_or_else(bad)?
        }
    };
    let mut name = format!("{}:{kind},T={steps}", arguments.name());
    let curve = match kind {
        "linear" => None,
        "cosine" => Some(Curve::Cosine),
        _ => {
            let noise = |key| values.get(key).and_then(|text| arguments.rational(text)).ok_or_else(bad);
            let (lo, hi) = (noise("lo")?, noise("hi")?);
            if lo <= 0 || lo >= hi || hi > EXP_LIMIT {
                return Err(bad());
            }
            name += &format!(",lo={lo},hi={hi}");
            Some(Curve::Geometric { lo, hi })
        }
    };
    if let Some(eps) = &eps {
        name += &format!(",eps={eps}");
    }
    if leaves_masked {
        name += &format!(",fill={}", last.name());
    }
    let eps = eps.unwrap_or_default();
    let rule = match curve {
        None => Ancestral::linear(steps, &eps, last),
        Some(curve) => Some(Ancestral { grid: TimeGrid::Curve { curve, steps, eps }, last }),
    };
    Ok((name, Box::new(rule.ok_or_else(bad)?)))
}
