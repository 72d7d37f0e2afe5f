//! What is counted, by the definitions.

use num_bigint::{BigInt, BigUint};
use num_traits::One;

use crate::limits::{Meter, bytes, words};

#[test]
fn the_sizes_of_numbers() {
    for (bits, in_words, in_bytes) in [(0_u64, 1, 32), (1, 1, 32), (7, 1, 32), (8, 1, 33), (64, 2, 40), (200, 4, 57)] {
        let number = (BigUint::one() << bits) - 1_u8;
        assert_eq!(bytes(&number), in_bytes, "{bits}");
        assert_eq!(words(&BigInt::from(number.clone())), in_words, "{bits}");
        assert_eq!(words(&-BigInt::from(number)), in_words, "{bits}");
    }
}

/// 2^31 steps, and 2^29 bytes, of which 8 or fewer are one step more.
#[test]
fn a_meter_ends_at_its_limits() {
    let meter = Meter::new(1);
    assert!(meter.work(1 << 31).is_ok());
    assert!(meter.work(1).is_err());
    let meter = Meter::new(3);
    assert!(meter.work(3 << 31).is_ok());
    assert!(meter.work(1).is_err());
    for (kept, steps) in [(0, 1), (7, 1), (8, 2), (80, 11)] {
        let meter = Meter::new(1);
        meter.work((1 << 31) - steps).unwrap();
        assert!(meter.keep(kept).is_ok(), "{kept}");
        assert!(meter.work(1).is_err(), "{kept}");
        let meter = Meter::new(1);
        meter.work((1 << 31) - steps + 1).unwrap();
        assert!(meter.keep(kept).is_err(), "{kept}");
    }
    let meter = Meter::new(1);
    assert!(meter.keep(1 << 29).is_ok());
    assert!(meter.keep(1).is_err());
    let meter = Meter::new(2);
    assert!(meter.keep(1 << 30).is_ok());
    assert!(meter.keep(1).is_err());
}
