//! Random laws and predictors from a seed, the same on every platform.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::integer::Order;

use crate::exact::Integer;
use crate::law::predictor_table::table_shape;
use crate::law::{Law, PredictorError, PredictorTable, Shape, Vocabulary};
use crate::limits::{ALL_BITS_LIMIT, BITS_LIMIT};

use super::FamilyError;

/// A random law: `random(V=..,L=..,seed=..,bits=..,density=..)`.
///
/// Each atom in turn is kept with probability `density_percent / 100` and then has a count uniform on 0..2^bits, where
/// 0 is replaced by 1; all others have count 0. If none is kept, one uniformly random atom is. So the denominator has
/// about `bits + log2(V^L)` bits, and `bits` of 256 and more make every exact path work on large numbers. A density of
/// 100 is left out of the name.
///
/// # Errors
/// [`FamilyError::OutOfRange`] unless `bits` is 1 to [`BITS_LIMIT`] and within [`ALL_BITS_LIMIT`], and
/// `density_percent` 1 to 100; [`LawError::TooLarge`](crate::law::LawError::TooLarge).
pub fn random_law(
    seed: u64,
    vocabulary_size: usize,
    length: usize,
    bits: u32,
    density_percent: u32,
) -> Result<Law, FamilyError> {
    let atoms = Shape::new(length, vocabulary_size)?.check_size()?;
    if !(1..=BITS_LIMIT).contains(&bits) {
        return Err(FamilyError::out_of_range("bits", bits, &format!("1 to {BITS_LIMIT}")));
    }
    if (atoms as u64).saturating_mul(u64::from(bits)) > ALL_BITS_LIMIT {
        let most = ALL_BITS_LIMIT / atoms as u64;
        return Err(FamilyError::out_of_range("bits", bits, &format!("at most {most} for {atoms} sequences")));
    }
    if !(1..=100).contains(&density_percent) {
        return Err(FamilyError::out_of_range("density", density_percent, "1 to 100 percent"));
    }
    let mut random = generator(seed, b"law");
    let mut counts: Vec<Integer> = (0..atoms)
        .map(|_| {
            if below(&mut random, 100) < u64::from(density_percent) { count(&mut random, bits) } else { Integer::new() }
        })
        .collect();
    if counts.iter().all(Integer::is_zero) {
        let atom = below(&mut random, atoms as u64);
        counts[usize::try_from(atom).unwrap_or(0)] = count(&mut random, bits);
    }
    let density = if density_percent == 100 { String::new() } else { format!(",density={density_percent}") };
    let name = format!("random(V={vocabulary_size},L={length},seed={seed},bits={bits}{density})");
    Ok(Law::from_counts(name, Vocabulary::numbered(vocabulary_size), length, counts)?)
}

/// A random predictor table with weights uniform on 1..=65536. With `allow_zero` a quarter of the weights are 0, but
/// never all of a row. So the predictor is wrong about nearly every law, and with zeros its sampling error may be
/// infinite.
///
/// # Errors
/// [`PredictorError::Size`] or [`PredictorError::TooLarge`].
pub fn random_predictor_table(seed: u64, shape: Shape, allow_zero: bool) -> Result<PredictorTable, PredictorError> {
    let [patterns, length, vocabulary_size] = table_shape(shape)?;
    let mut random = generator(seed, b"predictor");
    let mut weights = Vec::with_capacity(patterns * length * vocabulary_size);
    for _ in 0..patterns * length {
        let start = weights.len();
        for _ in 0..vocabulary_size {
            let zero = allow_zero && below(&mut random, 4) == 0;
            weights.push(if zero { Integer::new() } else { Integer::from(below(&mut random, 65_536) + 1) });
        }
        if weights[start..].iter().all(Integer::is_zero) {
            let token = usize::try_from(below(&mut random, vocabulary_size as u64)).unwrap_or(0);
            weights[start + token] = Integer::from(1);
        }
    }
    PredictorTable::from_weights(shape, weights)
}

/// ChaCha8 keyed with the seed's eight bytes, low first, and then the purpose, so that laws and predictors of one seed
/// have nothing to do with each other. The key is written out here because the library may change how it expands seeds.
fn generator(seed: u64, purpose: &[u8]) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..8 + purpose.len()].copy_from_slice(purpose);
    ChaCha8Rng::from_seed(key)
}

/// Uniform on 0..limit for a positive limit, by rejection.
fn below(random: &mut ChaCha8Rng, limit: u64) -> u64 {
    let fair = u64::MAX - u64::MAX % limit;
    loop {
        let value = random.next_u64();
        if value < fair {
            return value % limit;
        }
    }
}

/// Uniform on 0..2^bits with 0 replaced by 1.
fn count(random: &mut ChaCha8Rng, bits: u32) -> Integer {
    let words: Vec<u64> = (0..bits.div_ceil(64)).map(|_| random.next_u64()).collect();
    let mut value = Integer::from_digits(&words, Order::Lsf);
    value.keep_bits_mut(bits);
    if value.is_zero() { Integer::from(1) } else { value }
}
