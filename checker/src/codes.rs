//! Which MDS codes exist.

use crate::answer::{Reason, Result, Why};
use crate::limits::{self, Meter};

/// Makes sure that an MDS code with these parameters exists.
pub fn mds_code_exists(length: u64, dimension: u64, field: u64, meter: &Meter) -> Result<()> {
    Reason::WrongLaw.unless((1..=length).contains(&dimension), "a dimension outside 1..L")?;
    limits::FIELD.check(field)?;
    meter.work(8 * field.isqrt() + 64)?;
    Reason::WrongLaw.unless(is_prime_power(field), "a field whose order is no prime power")?;
    // Repetition, parity check, all words; Reed-Solomon codes, extended twice; the codes of hyperovals and their duals.
    let trivial = [1, length - 1, length].contains(&dimension);
    let hyperoval = field.is_multiple_of(2) && length == field + 2 && [3, field - 1].contains(&dimension);
    let known = trivial || length <= field + 1 || hyperoval;
    // An MDS code that is none of the trivial ones has L <= q + k - 1 and, by duality, k <= q - 1 (Bush).
    let possible = length < field + dimension && dimension < field;
    Reason::WrongLaw.unless(known || possible, "a code that does not exist")?;
    Why::CodeNotKnown.unless(known, format_args!("[{length}, {dimension}] over a field of order {field}"))
}

fn is_prime_power(number: u64) -> bool {
    let mut divisors = (2..=number).take_while(|divisor| divisor * divisor <= number);
    let prime = divisors.find(|divisor| number.is_multiple_of(*divisor)).unwrap_or(number);
    let mut rest = number;
    while prime > 1 && rest.is_multiple_of(prime) {
        rest /= prime;
    }
    number > 1 && rest == 1
}
