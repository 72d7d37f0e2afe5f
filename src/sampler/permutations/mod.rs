//! Uniform permutations revealed in batches: the least error of `R` rounds.
//!
//! Of a uniform permutation of `n` tokens, whatever was revealed leaves a uniform permutation of the `M` tokens that
//! remain. A round that reveals `B` positions independently has the error `g(M, B) = ln( M^B / (M)_B )` nats, with the
//! falling factorial `(M)_B`, so that positions and tokens do not matter and
//!
//! `E_{n,R} = min over compositions (B_1, ..., B_R) of n of sum_t g(M_t, B_t)`, `M_t` what remains before round `t`,
//!
//! is the least error in `R` rounds. The falling factorials multiply to `n!`, so that `F_{n,R} = E_{n,R} + ln n!` is
//! the least `sum_t B_t ln M_t`: the logarithm of an integer. It satisfies `F_{n,1} = n ln n` and
//!
//! `F_{n,R} = min_{R-1 <= m <= n-1} (n - m) ln n + F_{m,R-1}`.
//!
//! After Wen, Liang & Lu (arXiv 2608.25505), who ask whether `R -> E_{n,R}` is convex. It is: with `w(m, n) = (n - m)
//! ln n`, `F_{n,R}` is the least weight of a path `0 -> ... -> n` of `R` links, and for `m < m' < n < n'`
//!
//! `w(m, n') + w(m', n) - w(m, n) - w(m', n') = (m' - m)(ln n' - ln n) > 0`,
//!
//! so that crossing links never weigh more than nested ones, and two paths of `R - 1` and `R + 1` links can swap their
//! tails at nested links to become two of `R` (the proof in full is in docs/policies.md). [`convexity`] checks it by
//! exact signs nonetheless, entry by entry; that proof is not used there. The same inequality makes the best `m`
//! nondecreasing in `n`, so that a layer takes linear time.
//!
//! [`FixedLogarithms`] are logarithms cut to integers, with which every search is integer arithmetic and every result
//! has a proven bound; [`PermutationTable`] adds the comparisons of integers that make minima and profiles exact.

pub mod convexity;
pub mod logarithms;
pub mod table;

pub use convexity::{Convexity, Curvature, check_convexity, largest_convexity};
pub use logarithms::FixedLogarithms;
pub use table::{LeastError, PermutationTable};
