//! Phrases that several reports use.

/// A number with its noun.
pub fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Lengths in increasing order: `4`, `2..16`, `2,3,7`, or `-` for none.
pub fn lengths(lengths: &[usize]) -> String {
    match lengths {
        [] => "-".to_owned(),
        [only] => only.to_string(),
        [first, .., last] if last - first + 1 == lengths.len() => format!("{first}..{last}"),
        _ => lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    }
}
