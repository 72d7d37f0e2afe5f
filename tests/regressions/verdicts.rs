//! Verdicts of cases, what they rest on, and exit codes.
