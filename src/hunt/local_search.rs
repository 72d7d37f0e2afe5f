//! Local search on integer counts with a growing denominator.

use num_integer::Integer;

use super::seeded_rng::SeededRng;

/// Below this an improvement of the score is rounding.
const IMPROVEMENT: f64 = 1e-12;

/// The largest denominator that the search reaches by doubling.
const LARGEST: u64 = 1 << 16;

/// Moves units between atoms, zeroes small counts, and doubles the denominator where no move helps, until `budget` laws
/// were scored. Returns the best counts with their score.
pub fn search(
    start: &[u64],
    score: &mut dyn FnMut(&[u64]) -> f64,
    budget: usize,
    chance: &mut SeededRng,
) -> (Vec<u64>, f64) {
    let mut counts = start.to_vec();
    let mut best = score(&counts);
    let mut used = 1;
    let atoms = counts.len();
    while used < budget {
        let mut improved = false;
        // Every pair once in a random order, as far as the budget goes.
        let pairs = atoms * (atoms - 1);
        let tried = pairs.min(budget - used);
        let order = if tried == pairs {
            chance.subset(pairs, pairs)
        } else {
            (0..tried).map(|_| chance.below(pairs)).collect()
        };
        for pair in order {
            let (from, mut to) = (pair / (atoms - 1), pair % (atoms - 1));
            to += usize::from(to >= from);
            if counts[from] == 0 {
                continue;
            }
            // A whole small count at once now and then: to the boundary.
            let amount = if counts[from] <= 4 && chance.below(2) == 0 { counts[from] } else { 1 };
            counts[from] -= amount;
            counts[to] += amount;
            let value = score(&counts);
            used += 1;
            if value > best + IMPROVEMENT {
                best = value;
                improved = true;
            } else {
                counts[to] -= amount;
                counts[from] += amount;
            }
            if used >= budget {
                break;
            }
        }
        if !improved {
            let total: u64 = counts.iter().sum();
            if total > LARGEST / 2 {
                break;
            }
            counts.iter_mut().for_each(|count| *count *= 2);
        }
    }
    (reduced(&counts), best)
}

/// The counts without their common divisor.
pub fn reduced(counts: &[u64]) -> Vec<u64> {
    let divisor = counts.iter().fold(0, |divisor: u64, count| divisor.gcd(count)).max(1);
    counts.iter().map(|count| count / divisor).collect()
}
