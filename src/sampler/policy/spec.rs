//! Policies by name, such as `left-to-right:2`.

use std::path::Path;
use std::str::FromStr;

use rug::Rational;

use crate::exact::parse_rational;
use crate::law::Labels;
use crate::sampler::order::UnmaskingOrder;

use super::Policy;
use super::adaptive::{ConfidenceThreshold, EntropyBounded, HighestConfidence, LowestEntropy};
use super::error::PolicyError;
use super::orders::{Bisection, FixedOrder, LeftToRight};
use super::table::TablePolicy;

/// The policies that [`parse_policy`] knows: name, parameter, what it reveals.
pub const POLICIES: [(&str, &str, &str); 9] = [
    ("order", "BLOCKS", "the blocks of an ordered partition, such as 1,3/2,4"),
    ("left-to-right", "B", "the first B masked positions"),
    ("bisection", "", "the middle of every run of masked positions"),
    ("lowest-entropy", "K", "the K masked positions of least entropy"),
    ("highest-confidence", "K", "the K masked positions of largest greatest probability"),
    ("entropy-bounded", "GAMMA", "by entropy, as long as the sum but the largest is at most GAMMA nats (or 1/2bits)"),
    ("confidence-threshold", "THETA", "every position of greatest probability at least THETA"),
    ("table", "FILE", "what a JSON file says"),
    ("random-table", "SEED", "a random set at every state"),
];

/// The policy that a text such as `bisection` or `entropy-bounded:1/2` names, on laws with these positions and tokens.
///
/// ```
/// use maskproof::law::families::parse_spec;
/// use maskproof::sampler::policy::{PolicyError, parse_policy};
/// let law = parse_spec("parity(L=4,V=2)").unwrap();
/// assert_eq!(parse_policy("order:4,2/1,3", law.labels()).unwrap().name(), "order:2,4/1,3");
/// assert!(matches!(parse_policy("bisect", law.labels()), Err(PolicyError::Unknown { .. })));
/// ```
///
/// # Errors
/// [`PolicyError`]: what the text has wrong, or what the table's file has wrong.
pub fn parse_policy(text: &str, labels: &Labels) -> Result<Box<dyn Policy>, PolicyError> {
    let (name, parameter) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
    let Some(&(policy, ..)) = POLICIES.iter().find(|(known, ..)| *known == name.trim()) else {
        let known = POLICIES.map(|(name, ..)| name).join(", ");
        return Err(PolicyError::Unknown { found: name.to_owned(), known });
    };
    let given = Given { policy, parameter: parameter.map(str::trim) };
    Ok(match policy {
        "order" => Box::new(given.order(labels.length())?),
        "left-to-right" => Box::new(given.sized(LeftToRight::new)?),
        "bisection" => match parameter {
            None => Box::new(Bisection),
            Some(_) => return Err(given.bad("no parameter, and no colon")),
        },
        "lowest-entropy" => Box::new(given.sized(LowestEntropy::new)?),
        "highest-confidence" => Box::new(given.sized(HighestConfidence::new)?),
        "entropy-bounded" => Box::new(given.entropy_bound()?),
        "confidence-threshold" => {
            let expected = "an exact number from 0 to 1, such as 0.9 or 9/10";
            Box::new(given.rational(given.text(), expected, ConfidenceThreshold::new)?)
        }
        "table" if given.text().is_empty() => return Err(given.bad("the path of a JSON file")),
        "table" => Box::new(TablePolicy::read(Path::new(given.text()), labels)?),
        // The last of the list.
        _ => {
            let seed = given.text().parse().map_err(|_| given.bad("a seed from 0 to 2^64 - 1"))?;
            Box::new(TablePolicy::random(labels.shape(), seed)?)
        }
    })
}

/// A policy of every kind that needs no file, for comparison on laws of a length: blocks of 1, 2 and `L`, and the usual
/// bounds.
pub fn standard_policies(length: usize) -> Vec<Box<dyn Policy>> {
    let mut policies: Vec<Box<dyn Policy>> = Vec::new();
    let mut sizes = vec![1, 2, length];
    sizes.retain(|&size| size <= length);
    sizes.dedup();
    policies.extend(sizes.iter().filter_map(|&size| Some(Box::new(LeftToRight::new(size)?) as Box<dyn Policy>)));
    policies.push(Box::new(Bisection));
    let fewer = sizes.iter().filter(|&&size| size < length || length == 1);
    for &size in fewer {
        policies.extend(LowestEntropy::new(size).map(|policy| Box::new(policy) as Box<dyn Policy>));
        policies.extend(HighestConfidence::new(size).map(|policy| Box::new(policy) as Box<dyn Policy>));
    }
    for bound in [Rational::new(), Rational::from((1, 4)), Rational::from(1)] {
        policies.extend(EntropyBounded::bits(bound).map(|policy| Box::new(policy) as Box<dyn Policy>));
    }
    for threshold in [Rational::from((3, 4)), Rational::from((9, 10))] {
        policies.extend(ConfidenceThreshold::new(threshold).map(|policy| Box::new(policy) as Box<dyn Policy>));
    }
    policies
}

/// The names of [`standard_policies`], as [`parse_policy`] reads them.
pub fn standard_policy_names(length: usize) -> Vec<String> {
    standard_policies(length).iter().map(|policy| policy.name()).collect()
}

/// A policy's name with the text of its parameter.
struct Given<'text> {
    policy: &'static str,
    parameter: Option<&'text str>,
}

impl<'text> Given<'text> {
    fn text(&self) -> &'text str {
        self.parameter.unwrap_or_default()
    }

    fn bad(&self, expected: &str) -> PolicyError {
        PolicyError::BadParameter { policy: self.policy, found: self.text().to_owned(), expected: expected.to_owned() }
    }

    fn sized<P>(&self, policy: impl Fn(usize) -> Option<P>) -> Result<P, PolicyError> {
        let size = usize::from_str(self.text()).ok();
        size.and_then(policy).ok_or_else(|| self.bad("a positive number of positions"))
    }

    fn rational<P>(
        &self,
        text: &str,
        expected: &str,
        policy: impl Fn(Rational) -> Option<P>,
    ) -> Result<P, PolicyError> {
        match parse_rational(text) {
            Err(error) if error.is_too_large => {
                Err(self.bad(&format!("{expected}; this number is too large, exponents go from -10000 to 10000")))
            }
            number => number.ok().and_then(policy).ok_or_else(|| self.bad(expected)),
        }
    }

    fn entropy_bound(&self) -> Result<EntropyBounded, PolicyError> {
        let expected = "an exact number of nats that is not negative, such as 1/2, or of bits, such as 1/2bits";
        match self.text().strip_suffix("bits") {
            Some(bits) => self.rational(bits, expected, EntropyBounded::bits),
            None => self.rational(self.text(), expected, EntropyBounded::nats),
        }
    }

    fn order(&self, length: usize) -> Result<FixedOrder, PolicyError> {
        let expected = format!("every position from 1 to {length} once, blocks with `/` between, such as 1,3/2,4");
        UnmaskingOrder::parse(self.text(), length)
            .and_then(|order| FixedOrder::new(order, length))
            .ok_or_else(|| self.bad(&expected))
    }
}
