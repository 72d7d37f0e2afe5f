//! Laws of token sequences.
