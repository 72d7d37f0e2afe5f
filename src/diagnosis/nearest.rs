//! The word that a misspelt one is likely to stand for.

/// The candidate at the smallest distance, the first of these in order; `None` without candidates. The distance is the
/// number of characters to insert, delete, replace or swap with the next, regardless of case.
pub fn nearest<'names>(word: &str, candidates: impl IntoIterator<Item = &'names str>) -> Option<&'names str> {
    candidates.into_iter().min_by_key(|candidate| distance(word, candidate))
}

/// The nearest candidate, where no more than a third of the word's characters are wrong. A word of one or two has none:
/// it may be a variable.
pub fn misspelt<'names>(word: &str, candidates: impl IntoIterator<Item = &'names str>) -> Option<&'names str> {
    let characters = word.chars().count();
    nearest(word, candidates).filter(|candidate| characters > 2 && distance(word, candidate) <= characters / 3)
}

fn distance(first: &str, second: &str) -> usize {
    strsim::osa_distance(&first.to_lowercase(), &second.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{misspelt, nearest};

    /// The expected words are those that a reader would name.
    #[test]
    fn a_third_of_the_characters_may_be_wrong() {
        const WORDS: [&str; 4] = ["TC", "DTC", "schedule", "E_KL"];
        for (word, meant) in [("DTX", Some("DTC")), ("shedule", Some("schedule")), ("E_LK", Some("E_KL"))] {
            assert_eq!(misspelt(word, WORDS), meant, "{word}");
        }
        for word in ["t", "tc", "TX", "entropy", "x"] {
            assert_eq!(misspelt(word, WORDS), None, "{word}");
        }
        assert_eq!((nearest("TX", WORDS), nearest("TX", [])), (Some("TC"), None));
    }
}
