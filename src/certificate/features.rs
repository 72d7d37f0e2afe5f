//! What the claim language has and the checker does not read.
//!
//! A certificate repeats the statement, and the checker parses it with a parser of its own. As long as that one does
//! not know a feature, no certificate is written for a statement that uses it, so that every written certificate can be
//! accepted.

use crate::language::typed::{Domain, Measure, MeasureNode, Quantifier, Scalar, ScalarNode, Statement, Values};
use crate::language::words::{Binder, Divergence, Fold, Operator};
use crate::language::{Claim, Part};

/// Whether the checker can read the statement of a claim and the value of its constant, and its quantifiers are in an
/// order of which certificates speak.
pub fn checker_reads(claim: &Claim) -> bool {
    unread(claim).is_none()
}

/// The first piece of a claim that the checker does not read, as it is written; `None` where it reads all.
pub fn unread(claim: &Claim) -> Option<String> {
    let statement = claim.statement();
    let quantifier = statement.quantifiers.iter().find(|quantifier| {
        let of_integer = quantifier.binder == Binder::Exists && matches!(quantifier.domain, Domain::Variable { .. });
        of_integer || !reads_domain(&quantifier.domain)
    });
    let quantifier = quantifier.or_else(|| after_existence(statement));
    if let Some(quantifier) = quantifier {
        return Some(claim.text().get(quantifier.span.clone()).unwrap_or_default().trim().to_owned());
    }
    let mut found = None;
    let mut note = |text: &str, part: Part| {
        if !reads(part) {
            found.get_or_insert_with(|| text.get(part.span().clone()).unwrap_or_default().to_owned());
        }
        found.is_none()
    };
    statement.visit(&mut |part| note(claim.text(), part));
    if let Some(constant) = claim.constant() {
        constant.value.visit(&mut |part| note(&constant.text, part));
    }
    found
}

/// Whether a proof for all laws can be checked: no word stands in the statement that is not linear in average
/// entropies, not even where it cancels, as in `KL_output == KL_output`.
pub fn proof_is_read(claim: &Claim) -> bool {
    let mut is_linear = true;
    claim.statement().visit(&mut |part| {
        is_linear &= match part {
            Part::Scalar(scalar) => !scalar.node.is_number_of_law(),
            // The schedule with its blocks halved has a training error of its own.
            Part::Measure(Measure { node: MeasureNode::Divergence(Divergence::Expected, Some(_)), .. }) => false,
            Part::Measure(measure) => measure.word().is_none_or(|word| word.word().is_linear),
        };
        is_linear
    });
    is_linear
}

/// The `exists` behind which more than the law is quantified, or a premise follows: certificates do not speak of such.
fn after_existence(statement: &Statement) -> Option<&Quantifier> {
    let mut from_exists = statement.quantifiers.iter().skip_while(|quantifier| quantifier.binder != Binder::Exists);
    let exists = from_exists.next()?;
    let stands_last = statement.premise.is_empty() && from_exists.all(|later| matches!(later.domain, Domain::Law(_)));
    (!stands_last).then_some(exists)
}

fn reads_domain(domain: &Domain) -> bool {
    !matches!(
        domain,
        Domain::Variable { values: Values::Subsets { .. }, .. }
            | Domain::Order(_)
            | Domain::Policy(_)
            | Domain::Rule(_)
    )
}

/// Whether the checker reads this, whatever is inside it: the words that it knows, no extrema of measures, and of
/// numbers of the law only combinations that are linear.
fn reads(part: Part) -> bool {
    let (word, is_read) = match part {
        Part::Scalar(scalar) => (scalar.word(), reads_scalar(&scalar.node)),
        Part::Measure(measure) => (measure.word(), reads_measure(&measure.node)),
    };
    is_read && word.is_none_or(|word| word.word().is_read_by_checker)
}

fn reads_scalar(node: &ScalarNode) -> bool {
    match node {
        ScalarNode::Fold(folded) => {
            let is_linear = matches!(folded.fold, Fold::Sum | Fold::Mean) || !folded.term.depends_on_law();
            is_linear && reads_values(&folded.values)
        }
        ScalarNode::Function(_, operand) => !operand.depends_on_law(),
        ScalarNode::Extremum(_, operands) => !operands.iter().any(Scalar::depends_on_law),
        ScalarNode::Binary(Operator::Multiply, left, right) => !left.depends_on_law() || !right.depends_on_law(),
        ScalarNode::Binary(Operator::Divide, _, divisor) => !divisor.depends_on_law(),
        ScalarNode::OfWord(_) => false,
        ScalarNode::Binary(Operator::Power, base, _) => !base.depends_on_law(),
        ScalarNode::Number(_)
        | ScalarNode::Variable(_)
        | ScalarNode::Constant
        | ScalarNode::Name(_)
        | ScalarNode::OfLaw(_)
        | ScalarNode::Entry(..)
        | ScalarNode::Binomial(_)
        | ScalarNode::Beta(_)
        | ScalarNode::Bernstein(_)
        | ScalarNode::Negate(_)
        | ScalarNode::Binary(Operator::Add | Operator::Subtract, ..) => true,
    }
}

fn reads_measure(node: &MeasureNode) -> bool {
    match node {
        MeasureNode::Extremum(..)
        | MeasureNode::Hartley(_)
        | MeasureNode::Multivariate(..)
        | MeasureNode::Multiple(..)
        | MeasureNode::LnOf(_) => false,
        MeasureNode::Fold(folded) => matches!(folded.fold, Fold::Sum | Fold::Mean) && reads_values(&folded.values),
        MeasureNode::Zero
        | MeasureNode::ZeroOf(_)
        | MeasureNode::Nats(_)
        | MeasureNode::Name(_)
        | MeasureNode::Divergence(..)
        | MeasureNode::Function(..)
        | MeasureNode::PermutationError(_)
        | MeasureNode::Rounds(..)
        | MeasureNode::Entropy(..)
        | MeasureNode::MutualInformation(..)
        | MeasureNode::Negate(_)
        | MeasureNode::Sum(..)
        | MeasureNode::Difference(..)
        | MeasureNode::Product(..)
        | MeasureNode::Quotient(..) => true,
    }
}

fn reads_values(values: &Values) -> bool {
    matches!(values, Values::Range { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(statement: &str) -> Claim {
        let file =
            format!("id = \"x\"\ntitle = \"x\"\nsource = \"x\"\nprovenance = \"D\"\nstatement = '{statement}'\n");
        Claim::parse("x", &file).unwrap()
    }

    /// The orders of quantifiers are those of docs/certificate-format.md.
    #[test]
    fn quantifiers_in_an_order_of_certificates() {
        for read in [
            "for all law, for all k in 1..L, exists schedule with s_max == k: E_KL <= TC",
            "for all k in 1..L, exists schedule with s_max == k: for all law: E_KL <= TC",
            "for all schedule, law, k in 1..L: if TC >= 0 then E_KL <= TC",
        ] {
            assert!(checker_reads(&claim(read)), "{read}");
        }
        for unread in [
            "for all law, exists schedule, for all k in 1..L: E_KL <= h(k)",
            "exists schedule: for all law, k in 1..L: E_KL <= h(k)",
            "exists schedule: for all k in 1..L, law: E_KL <= h(k)",
            "exists schedule: for all law: if TC >= 0 then E_KL <= TC",
        ] {
            assert!(!checker_reads(&claim(unread)), "{unread}");
        }
    }
}
