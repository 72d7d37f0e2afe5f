//! Files that are read.
