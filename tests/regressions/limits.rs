//! Small inputs that took long, or much memory.
