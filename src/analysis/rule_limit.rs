//! To what endless rounds of a rule tend, and how far that is from the law.

use crate::exact::{Extended, Rational};
use crate::sampler::Model;
use crate::sampler::output_law::{kl_divergence, reverse_kl_divergence};
use crate::sampler::rule::limit::limit_law;
use crate::sampler::rule::{RuleError, parse_rule};

/// What stands for a number of rounds.
const ENDLESS: &str = "rounds=endless";

/// The law to which endless rounds of a rule tend, on a law `p`; exact.
#[derive(Debug, Clone)]
pub struct RuleLimit {
    /// The rule, as `remask:2,rounds=endless`.
    pub rule: String,
    /// The limit `q`: the probabilities of all `V^L` sequences, in the order of the law's atoms.
    pub output: Vec<Rational>,
    /// `KL(p || q)` in nats.
    pub kl: Extended,
    /// `KL(q || p)` in nats.
    pub reverse_kl: Extended,
    /// `1/2 sum_x |p(x) - q(x)|`
    pub total_variation: Rational,
    /// `q{ x : p(x) > 0 }`
    pub support_probability: Rational,
}

impl RuleLimit {
    /// Whether a text asks for a limit.
    pub fn is_asked(text: &str) -> bool {
        text.contains(ENDLESS)
    }

    /// The limit that a text `remask:K,rounds=endless` means, perhaps with rows that are shaped; `None` for any other
    /// text.
    ///
    /// # Errors
    /// As [`parse_rule`], and as [`limit_law`].
    pub fn of(model: &Model, text: &str) -> Result<Option<Self>, RuleError> {
        if !Self::is_asked(text) {
            return Ok(None);
        }
        let law = model.law();
        let rule = parse_rule(&text.replacen(ENDLESS, "rounds=1", 1), law.labels())?;
        let output = limit_law(model, &rule)?;
        let distance = |(atom, q): (usize, &Rational)| (law.probability(atom) - q).abs();
        let sum = output.iter().enumerate().map(distance).fold(Rational::new(), |sum, term| sum + term);
        let possible = law.support().map(|(atom, _)| &output[atom]);
        Ok(Some(Self {
            rule: rule.to_string().replacen("rounds=1", ENDLESS, 1),
            kl: kl_divergence(law, &output),
            reverse_kl: reverse_kl_divergence(law, &output),
            total_variation: sum / 2_u32,
            support_probability: Rational::from(Rational::sum(possible)),
            output,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::PatternCounts;
    use crate::law::families::parse_spec;
    use crate::sampler::Predictor;

    /// Two of three parity bits drawn anew reach every word, and the chain is symmetric: all words are equally likely.
    #[test]
    fn redrawn_parity_ends_with_all_words() {
        let law = parse_spec("parity(L=3,V=2)").unwrap();
        let patterns = PatternCounts::new(&law);
        let model = Model::new(&law, &patterns, Predictor::Exact);
        let found = RuleLimit::of(&model, "remask:2,rounds=endless").unwrap().unwrap();
        assert_eq!(found.rule, "remask:2,rounds=endless");
        let half = Rational::from((1, 2));
        assert_eq!((found.output.len(), &found.total_variation, &found.support_probability), (8, &half, &half));
        assert!(found.reverse_kl.is_infinite() && found.output.iter().all(|q| *q == Rational::from((1, 8))));
        assert!(RuleLimit::of(&model, "remask:2").unwrap().is_none());
        let kept = RuleLimit::of(&model, "remask:1,rounds=endless").unwrap().unwrap();
        assert!(kept.total_variation.is_zero());
        assert!(matches!(RuleLimit::of(&model, "random:1,rounds=endless"), Err(RuleError::BadArguments { .. })));
    }
}
