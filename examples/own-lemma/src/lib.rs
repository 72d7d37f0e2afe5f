//! A scheduler for masked diffusion, as a reader might have written it: it knows nothing of maskproof. What is proved
//! about it stands in `tests/lemma.rs`.

/// The sizes of the blocks in which so many tokens are revealed in so many steps: as equal as can be, the larger ones
/// first. There are fewer steps where there are fewer tokens.
pub fn balanced(tokens: usize, steps: usize) -> Vec<usize> {
    let steps = steps.clamp(1, tokens.max(1));
    let (size, larger) = (tokens / steps, tokens % steps);
    (0..steps).map(|step| size + usize::from(step < larger)).filter(|block| *block > 0).collect()
}
