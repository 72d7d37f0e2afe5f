//! Tests of the exact layer: literal tables, naive oracles (`oracle`), a foreign oracle (mpmath, through a committed
//! fixture) and algebraic laws, on exhaustive small, random and structured-random inputs (`inputs`).

mod coprime;
mod cosine;
mod digits;
mod enclosure;
mod exponential;
mod extended;
mod formula;
mod inputs;
mod interval;
mod laws;
mod lazy_form;
mod linear;
mod near_ties;
mod nearest_double;
mod oracle;
mod powers;
mod prime_form;
mod rational;
mod references;
mod sign;
