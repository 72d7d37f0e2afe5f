//! Rules by name, such as `blocks:2[low-confidence:1]@t=1/2`.

use crate::law::Labels;
use crate::sampler::policy::{parse_policy, spec::POLICIES};
use crate::sampler::rows::Rounding;

use super::ancestral_reader::ancestral;
use super::arguments::Arguments;
use super::composed::Rule;
use super::confidence::{DrawnConfidence, Keep};
use super::count::Count;
use super::error::RuleError;
use super::policies::OfPolicy;
use super::random::UniformSet;
use super::ranked::{Measure, Ranked, RowThreshold};
use super::readers::{
    Named, counted, dream, entropy_bounded, factor, hierarchy, maskgit, near_best, threshold_or_count,
};
use super::remasking_readers::{path_planning, remask, remdm};
use super::sequential::Sequential;
use super::shaping::{Measured, Shaping};
use super::shaping_spec::parse_shaping;

/// The rules that [`parse_rule`] knows beside the policies: name, arguments, what is kept in a round.
pub const RULES: [(&str, &str, &str); 20] = [
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
    ("threshold-or-near", ":C,G", "the drawn tokens of confidence at least C, or G below the best where that is less"),
    ("hierarchy", ":C,LOW", "the most confident draw of each run of masked positions above LOW, and all above C"),
    ("factor", ":F or :F,as-coded", "the most confident draws, as long as (n + 1)(1 - c) <= F for the n-th"),
    ("top", ":K or :steps=T", "the K positions of largest greatest probability"),
    ("margin", ":K or :steps=T", "the K positions with the largest lead of the first token over the second"),
    ("entropy", ":K or :steps=T", "the K positions of least entropy"),
    ("sequential", ":K or :steps=T", "the K leftmost positions"),
    ("row-threshold", ":C or >C", "every position of greatest probability at least C, or above C"),
    ("eb", ":SUM,G[,order=MEASURE]", "by rank, as long as a sum of entropies is within G nats (or 1/2bits, ln2)"),
    (
        "mdlm",
        ":linear,T=N[,eps=E,fill=FILL], :cosine,T=N, :geometric,T=N,lo=A,hi=B or :grid=A;B;..",
        "every position on its own, with the probability of a time step",
    ),
    ("maskgit", ":T=N,tau=X[,schedule=S]", "drawn tokens at random, by powers of their confidence"),
    ("p2", ":T=N,eta=E,planner=P[,schedule=S]", "the best of draws and of revealed tokens, and masks the others"),
    ("remdm", ":KIND,..,T=N", "every position on its own, and revealed ones are masked again"),
    ("remask", ":K[,rounds=R]", "from a sequence of the law: K positions at random, drawn anew"),
    ("dream", ":ALG,steps=T[,alg_temp=A]", "Dream's number of positions in each step; measures what it draws from"),
];

/// The names of [`RULES`] that measure the shaped rows, whatever stands behind the `@`.
const MEASURING_SHAPED: [&str; 1] = ["dream"];

/// The names of [`RULES`] that compare probabilities, which can be rounded.
const COMPARING: [&str; 13] = [
    "low-confidence",
    "threshold",
    "threshold-or-count",
    "threshold-or-near",
    "hierarchy",
    "factor",
    "top",
    "margin",
    "row-threshold",
    "eb",
    "maskgit",
    "p2",
    "dream",
];

/// The rule that a text `NAME[:ARGUMENTS][@SHAPING]` or `blocks:B[NAME[:ARGUMENTS]][@SHAPING]` names: a rule of
/// [`RULES`], or a policy that [`parse_policy`] knows; on laws with these positions and tokens.
///
/// ```
/// use maskproof::law::families::parse_spec;
/// use maskproof::sampler::rule::{RuleError, parse_rule};
/// let law = parse_spec("parity(L=4,V=2)").unwrap();
/// let rule = parse_rule("blocks:2[threshold:0.6]@t=0", law.labels()).unwrap();
/// assert_eq!(rule.to_string(), "blocks:2[threshold:3/5]@t=0");
/// assert!(matches!(parse_rule("low-confidence:0", law.labels()), Err(RuleError::BadArguments { .. })));
/// ```
///
/// # Errors
/// [`RuleError`]: what the text has wrong, with the rule and the part of it.
pub fn parse_rule(text: &str, labels: &Labels) -> Result<Rule, RuleError> {
    let text = text.trim();
    let (body, shaping) = text.rsplit_once('@').map_or((text, None), |(body, shaping)| (body, Some(shaping)));
    let mut shaping = parse_shaping(text, shaping, labels)?;
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
    let (name, selection): Named = match parse_selection(text, inner.trim(), labels.length())? {
        Some((_, selection)) if block.is_some() && selection.starts_from_law() => {
            let expected = "a rule that starts with masked positions; `remask` starts from a sequence of the law";
            return Err(Arguments::new(text, "blocks", inner).bad(expected));
        }
        Some(selection) => selection,
        None if block.is_some() => return Err(alone("blocks around it")),
        None if shaping.measured == Measured::Shaped => return Err(alone("conf=shaped")),
        None if shaping.rounding != Rounding::Exact => return Err(alone("round=")),
        None if shaping.guidance > 0 => return Err(alone("guidance=")),
        None => {
            let of_policy = |error| RuleError::Policy { rule: text.to_owned(), error };
            let policy = parse_policy(inner, labels).map_err(of_policy)?;
            (policy.name(), Box::new(OfPolicy(policy)))
        }
    };
    if shaping.rounding != Rounding::Exact && !COMPARING.contains(&name_of(inner.trim())) {
        return Err(RuleError::BadShaping {
            rule: text.to_owned(),
            found: shaping.rounding.name().map(|name| format!("round={name}")).unwrap_or_default(),
            expected: format!(
                "no rounding, as this rule compares no probability; those that do are {}",
                COMPARING.join(", ")
            ),
        });
    }
    if shaping.guidance > 0 && selection.reads_revealed_rows() {
        return Err(RuleError::BadShaping {
            rule: text.to_owned(),
            found: format!("guidance={}", shaping.guidance),
            expected: "no guidance beside planner=table, whose rows at revealed positions it would not know".to_owned(),
        });
    }
    let measures_powers = shaping.measured == Measured::Shaped && !shaping.is_rational();
    if measures_powers && name_of(inner.trim()) == "p2" {
        return Err(RuleError::BadShaping {
            rule: text.to_owned(),
            found: "conf=shaped".to_owned(),
            expected: "a temperature of 0 or 1/N beside conf=shaped, as scores are compared as powers of rationals"
                .to_owned(),
        });
    }
    if MEASURING_SHAPED.contains(&name_of(inner.trim())) && shaping != Shaping::default() {
        shaping.measured = Measured::Shaped;
    }
    Ok(Rule::new(name, selection, block, shaping).expect("a block size of at least 1"))
}

/// The name in front of the arguments of a rule.
fn name_of(text: &str) -> &str {
    text[..text.find([':', '>']).unwrap_or(text.len())].trim_end()
}

/// How a rule selects; `None` for the name of a policy.
fn parse_selection(rule: &str, text: &str, length: usize) -> Result<Option<Named>, RuleError> {
    let name = name_of(text);
    let rest = text[name.len()..].trim_start();
    let is_strict = rest.starts_with('>');
    let arguments = |name| Arguments::new(rule, name, rest.get(1..).unwrap_or_default());
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
        "sequential" => counted(&arguments, |count| Sequential { count })?,
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
        "threshold-or-near" => near_best(&arguments)?,
        "hierarchy" => hierarchy(&arguments)?,
        "factor" => factor(&arguments)?,
        "eb" => entropy_bounded(&arguments)?,
        "mdlm" => ancestral(&arguments)?,
        "maskgit" => maskgit(&arguments)?,
        "p2" => path_planning(&arguments)?,
        "remdm" => remdm(&arguments)?,
        "remask" => remask(&arguments, length)?,
        "dream" => dream(&arguments, length)?,
        _ => return Err(unknown(rule, name)),
    }))
}

fn unknown(rule: &str, name: &str) -> RuleError {
    let known: Vec<&str> = RULES.iter().map(|&(name, ..)| name).chain(["blocks"]).collect();
    RuleError::Unknown {
        rule: rule.to_owned(),
        found: name.to_owned(),
        known: known.join(", "),
        policies: POLICIES.map(|(name, ..)| name).join(", "),
    }
}
