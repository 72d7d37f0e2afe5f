//! What the claim language has and the checker does not read.
//!
//! A certificate repeats the statement, and the checker parses it with a parser of its own. As long as that one does not know
//! a feature, no certificate is written for a statement that uses it, so that every written certificate can be accepted.

use crate::claim::Claim;
use crate::claim::information::compares_scalars;
use crate::claim::syntax::Node;

/// The names that the checker does not know.
const UNKNOWN_NAMES: [&str; 1] = ["nat"];

/// Whether the checker can read the statement of a claim and the value of its constant.
pub fn checker_reads(claim: &Claim) -> bool {
    let statement = claim.statement();
    let mut reads = !statement.chains.iter().any(compares_scalars);
    let note = |node: &Node| match node {
        Node::Name(name) => !UNKNOWN_NAMES.contains(&name.as_str()),
        _ => true,
    };
    statement.visit(&mut |expression| {
        reads &= note(&expression.node);
        reads
    });
    if let Some(constant) = claim.constant() {
        constant.value.visit(&mut |expression| {
            reads &= note(&expression.node);
            reads
        });
    }
    reads
}
