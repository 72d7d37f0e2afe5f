//! What the claim language has and the checker does not read.
//!
//! A certificate repeats the statement, and the checker parses it with a parser of its own. As long as that one does not know
//! a feature, no certificate is written for a statement that uses it, so that every written certificate can be accepted.

use crate::claim::Claim;
use crate::claim::information::is_information;
use crate::claim::syntax::{Binder, Domain, Expression, Fold, Node, Quantifier, Statement, Values};
use crate::entropy::pointwise::Pointwise;

/// The names of quantities and functions that the checker does not know.
const UNKNOWN_NAMES: [&str; 12] = [
    "D_inf",
    "TV_product",
    "fano_top",
    "H_binomial",
    "exp_lower",
    "exp_upper",
    "effective_weight_lower",
    "effective_weight_upper",
    "serial_depth",
    "serial_depth_worst",
    "best_order_KL",
    "permutation_error",
];

/// Whether the checker can read the statement of a claim and the value of its constant, and its quantifiers are in an order of
/// which certificates speak.
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
    let mut note = |text: &str, expression: &Expression| {
        if !reads_node(&expression.node) || is_extremum(&expression.node) && is_information(expression) {
            found.get_or_insert_with(|| text.get(expression.span.clone()).unwrap_or_default().to_owned());
        }
        found.is_none()
    };
    statement.visit(&mut |expression| note(claim.text(), expression));
    if let Some(constant) = claim.constant() {
        constant.value.visit(&mut |expression| note(&constant.text, expression));
    }
    found
}

/// Whether a proof for all laws can be checked: no word stands in the statement that is not linear in average entropies, not
/// even where it cancels, as in `KL_output == KL_output`.
pub fn proof_is_read(claim: &Claim) -> bool {
    let mut is_linear = true;
    claim.statement().visit(&mut |expression| {
        is_linear &= match &expression.node {
            Node::Name(name) => name != "KL_output" && Pointwise::of_name(name).is_none(),
            // The schedule with its blocks halved has a training error of its own.
            Node::Call(name, _) => name != "E_KL",
            _ => true,
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
    !matches!(domain, Domain::Variable { values: Values::Subsets { .. }, .. } | Domain::Order(_) | Domain::Policy(_))
}

fn is_extremum(node: &Node) -> bool {
    match node {
        Node::Call(name, _) => name == "min" || name == "max",
        Node::Fold { fold, .. } => matches!(fold, Fold::Minimum | Fold::Maximum),
        _ => false,
    }
}

/// Whether the checker reads this, whatever is inside it.
fn reads_node(node: &Node) -> bool {
    match node {
        Node::Name(name) | Node::Call(name, _) => !UNKNOWN_NAMES.contains(&name.as_str()),
        Node::Hartley(_) => false,
        Node::Fold { values, .. } => matches!(values, Values::Range { .. }),
        _ => true,
    }
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
