//! Limits of the sizes of laws and predictors.

/// The largest number of patterns, `(V + 1)^L`, that a law may have.
///
/// Everything computed from a law starts from the table of the marginal counts of all patterns
/// ([`PatternCounts`](crate::law::PatternCounts)); at this limit the table takes a few hundred megabytes. Two tokens
/// reach length 13, three tokens length 11.
pub const PATTERN_LIMIT: usize = 4_194_304;

/// The largest number of entries, `(V + 1)^L L V`, of a predictor table; at this limit it takes about a gigabyte.
pub const ENTRY_LIMIT: usize = 16_777_216;
