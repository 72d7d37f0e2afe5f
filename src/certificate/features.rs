//! What the claim language has and the checker does not read.
//!
//! A certificate repeats the statement, and the checker parses it with a parser of its own. As long as that one does not know
//! a feature, no certificate is written for a statement that uses it, so that every written certificate can be accepted.

use crate::claim::Claim;
use crate::claim::information::is_information;
use crate::claim::syntax::{Binder, Domain, Expression, Fold, Node, Values};

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

/// Whether the checker can read the statement of a claim and the value of its constant.
pub fn checker_reads(claim: &Claim) -> bool {
    let statement = claim.statement();
    let mut reads = statement.quantifiers.iter().all(|quantifier| {
        let of_integer = quantifier.binder == Binder::Exists && matches!(quantifier.domain, Domain::Variable { .. });
        !of_integer && reads_domain(&quantifier.domain)
    });
    let mut note = |expression: &Expression| {
        reads &= reads_node(&expression.node) && !(is_extremum(&expression.node) && is_information(expression));
        reads
    };
    statement.visit(&mut note);
    if let Some(constant) = claim.constant() {
        constant.value.visit(&mut note);
    }
    reads
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
