//! Files and streams that are written.
