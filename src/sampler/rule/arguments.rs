//! The arguments of a rule as text, and what they denote.

use std::collections::BTreeMap;

use rug::Rational;

use crate::exact::parse_rational;
use crate::limits::RULE_STEP_LIMIT;
use crate::sampler::rows::{EntropyBound, EntropySum, Measure, Threshold};

use super::count::Count;
use super::error::RuleError;

/// The arguments of a name in a rule.
#[derive(Debug, Clone, Copy)]
pub struct Arguments<'text> {
    rule: &'text str,
    name: &'static str,
    text: &'text str,
}

impl<'text> Arguments<'text> {
    /// The whole rule, the name in it, and what stands behind the name.
    pub fn new(rule: &'text str, name: &'static str, text: &'text str) -> Self {
        Self { rule, name, text: text.trim() }
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The arguments.
    pub fn text(&self) -> &'text str {
        self.text
    }

    /// The error that they are not what is expected.
    pub fn bad(&self, expected: &str) -> RuleError {
        RuleError::BadArguments {
            rule: self.rule.to_owned(),
            name: self.name,
            found: self.text.to_owned(),
            expected: expected.to_owned(),
        }
    }

    /// A number of positions, or `steps=T`.
    pub fn count(&self, text: &str) -> Option<Count> {
        match text.trim().strip_prefix("steps=") {
            Some(steps) => self.steps(steps).map(Count::Steps),
            None => text.trim().parse().ok().filter(|&number: &usize| number > 0).map(Count::Each),
        }
    }

    /// A number of steps.
    pub fn steps(&self, text: &str) -> Option<usize> {
        text.trim().parse().ok().filter(|steps| (1..=RULE_STEP_LIMIT).contains(steps))
    }

    /// An exact number.
    pub fn rational(&self, text: &str) -> Option<Rational> {
        parse_rational(text).ok()
    }

    /// Parts `KEY=VALUE` with commas between, by key; `None` when a part is none, its key is not known or stands twice.
    pub fn keyed<'part>(&self, text: &'part str, known: &[&str]) -> Option<BTreeMap<&'part str, &'part str>> {
        let mut values = BTreeMap::new();
        for part in text.split(',') {
            let (key, value) = part.split_once('=')?;
            let (key, value) = (key.trim(), value.trim());
            if !known.contains(&key) || values.insert(key, value).is_some() {
                return None;
            }
        }
        Some(values)
    }

    /// A probability.
    pub fn probability(&self, text: &str) -> Option<Rational> {
        self.rational(text).filter(|number| (0..=1).contains(number))
    }

    /// The only argument as a threshold, and the name with it.
    ///
    /// # Errors
    /// [`RuleError::BadArguments`] unless it is an exact number from 0 to 1.
    pub fn threshold(&self, is_strict: bool) -> Result<(String, Threshold), RuleError> {
        let bound = self.probability(self.text);
        let bound = bound.ok_or_else(|| self.bad("an exact number from 0 to 1, such as 0.9 or 9/10"))?;
        let name = format!("{}{}{bound}", self.name, if is_strict { '>' } else { ':' });
        Ok((name, Threshold { bound, is_strict }))
    }

    /// `sum-max`, `sum` or `sum-strict`.
    pub fn entropy_sum(&self, text: &str) -> Option<EntropySum> {
        [EntropySum::ButTheLargest, EntropySum::All, EntropySum::AllStrictly].into_iter().find(|sum| sum.name() == text)
    }

    /// A bound in nats, in bits, or `ln2`, which is one bit.
    pub fn entropy_bound(&self, text: &str) -> Option<EntropyBound> {
        match (text, text.strip_suffix("bits")) {
            ("ln2", _) => EntropyBound::bits(Rational::from(1)),
            (_, Some(bits)) => EntropyBound::bits(self.rational(bits)?),
            (nats, None) => EntropyBound::nats(self.rational(nats)?),
        }
    }

    /// The name of a measure.
    pub fn measure(&self, text: &str) -> Option<Measure> {
        [Measure::Top, Measure::Margin, Measure::Entropy].into_iter().find(|measure| measure.name() == text)
    }
}
