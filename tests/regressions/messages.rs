//! What a message says, and whether what it recommends works.
