//! Orderly generation: the canonical counts of every orbit, one after the other, without storing any.
//!
//! Canonical counts `c` are the lexicographically largest of their orbit: no group element `g` makes `c[g(0)], c[g(1)],
//! ..` larger than `c[0], c[1], ..`. The counts are chosen atom by atom, the largest value first. Each `g` is compared
//! as far as the chosen counts reach:
//!
//! - a first place where the image is *smaller* settles `g` for all completions;
//! - a first place where it is *larger* rules all completions out;
//! - otherwise `g` waits for the first atom that its next comparison needs, in the list of that atom.
//!
//! So the choice of one count looks only at the elements that wait for it, and these are few: an element has tied at
//! every place so far. What waits also bounds the count from both sides before it is chosen, and a count strictly
//! inside its bounds settles all of it. An element that needs a later count to reach a bound above what is left has
//! settled without waiting. At the last atom what has tied everywhere is the stabiliser.
//!
//! Elements that begin with the same images are compared as one, and wait as one, until they part: they are the leaves
//! of a tree, and nodes of it are compared. An element ties at the first place only if it puts an atom there whose
//! count equals the first. So elements are taken up when such a count is chosen, and of these only the ones that go on
//! with an atom whose count is not yet chosen, or not less than the second count.
//!
//! Most counts end in ways that are found all at once (`ends.rs`):
//!
//! - When one unit is left, each element that waits is compared once for all atoms that the unit may be put on.
//! - Once nothing waits for the counts that are left, and they add up to less than `c[0]`, all ways to choose them are
//!   canonical, each with the stabiliser found so far, and nothing is compared any more.

mod ends;
mod enumerate;
mod group;
mod search;
mod tree;
mod unit_ends;

pub use group::{Orderly, SupportSize};
