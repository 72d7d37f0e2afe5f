//! What the claim language has and the checker does not read.
//!
//! A certificate repeats the statement, and the checker parses it with a parser of its own. As long as that one does not know
//! a feature, no certificate is written for a statement that uses it, so that every written certificate can be accepted.

use crate::claim::Claim;
use crate::claim::information::compares_scalars;
use crate::claim::syntax::{Domain, Expression, Fold, Node, Values};
use crate::entropy::pointwise::Pointwise;

/// The names of quantities and functions that the checker does not know.
const UNKNOWN_NAMES: [&str; 12] = [
    "H_binomial",
    "nat",
    "factorial",
    "beta",
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
    let mut reads = statement.premise.is_empty()
        && statement.quantifiers.iter().all(|quantifier| reads_domain(&quantifier.domain))
        && !statement.chains.iter().any(compares_scalars);
    let mut note = |expression: &Expression| {
        reads &= reads_node(&expression.node);
        reads
    };
    statement.visit(&mut note);
    if let Some(constant) = claim.constant() {
        constant.value.visit(&mut note);
    }
    reads
}

fn reads_domain(domain: &Domain) -> bool {
    !matches!(
        domain,
        Domain::Variable { values: Values::Subsets { .. }, .. }
            | Domain::NamedSchedule(_)
            | Domain::Order(_)
            | Domain::Policy(_)
    )
}

/// Whether the checker reads this, whatever is inside it.
fn reads_node(node: &Node) -> bool {
    match node {
        Node::Name(name) | Node::Call(name, _) => {
            !UNKNOWN_NAMES.contains(&name.as_str()) && Pointwise::of_name(name).is_none()
        }
        Node::Hartley(_) => false,
        Node::Fold { fold, values, .. } => *fold == Fold::Sum && matches!(values, Values::Range { .. }),
        _ => true,
    }
}
