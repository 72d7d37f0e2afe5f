//! The optimal time grid of two steps for one repeated token, an exact algebraic number: `1 - N^(-1/(N-1))`
//! (proofs-notes/secchi-zanella.md, 4). The error is expanded here from its definition, as the mean over binomial block
//! sizes of the error of fixed sizes, and not from the integral that the claims hold.

use maskproof::decide::difference::distances;
use maskproof::exact::{Integer, Rational};
use maskproof::sampler::Schedule;

/// Coefficients of a polynomial in `u`, the constant first.
type Polynomial = Vec<Rational>;

fn binomial(n: usize, k: usize) -> Integer {
    Integer::from(n).binomial(u32::try_from(k).unwrap())
}

/// Adds `factor * u^power * (1-u)^complement`.
fn add_term(sum: &mut Polynomial, factor: &Rational, power: usize, complement: usize) {
    for k in 0..=complement {
        let sign = if k % 2 == 0 { 1 } else { -1 };
        sum[power + k] += Rational::from(factor * binomial(complement, k)) * sign;
    }
}

/// The error of the grid 0, u, 1 for a token repeated `length` times, in multiples of the token's entropy: that of fixed
/// sizes is the distance of the first token to the next boundary.
fn error_of_two_steps(length: usize) -> Polynomial {
    let mut error = vec![Rational::new(); length + 1];
    for first in 0..=length {
        let blocks: Vec<usize> = [first, length - first].into_iter().filter(|block| *block > 0).collect();
        let cost = distances(&Schedule::new(blocks).unwrap())[0];
        add_term(&mut error, &(Rational::from(cost) * binomial(length, first)), first, length - first);
    }
    error
}

fn derivative(polynomial: &Polynomial) -> Polynomial {
    polynomial.iter().enumerate().skip(1).map(|(power, factor)| Rational::from(factor * Integer::from(power))).collect()
}

fn value(polynomial: &Polynomial, at: &Rational) -> Rational {
    polynomial.iter().rev().fold(Rational::new(), |value, factor| value * at + factor)
}

#[test]
fn the_optimal_node_of_a_repeated_token_is_algebraic() {
    for length in 2..=24 {
        let slope = derivative(&error_of_two_steps(length));
        // Coefficient by coefficient, the derivative is N - N^2 (1-u)^(N-1): its only zero below 1 has
        // N (1-u)^(N-1) = 1, for (1-u)^(N-1) falls strictly from 1 to 0.
        let mut expected = vec![Rational::new(); length];
        expected[0] = Rational::from(length);
        add_term(&mut expected, &-Rational::from(length * length), 0, length - 1);
        assert_eq!(slope, expected, "N = {length}");
        // It is isolated between neighbouring multiples of 2^-64: the largest m with N m^(N-1) <= 2^(64 (N-1)) has
        // m/2^64 <= 1-u < (m+1)/2^64.
        let scale: Integer = Integer::from(1) << 64_u32;
        let exponent = u32::try_from(length - 1).unwrap();
        let below = (Integer::from(1) << (64 * exponent)) / length;
        let root = below.root(exponent);
        let node = |root: Integer| Rational::from((&scale - root, scale.clone()));
        let (low, high) = (node(Integer::from(&root + 1)), node(root.clone()));
        assert!(low < high && value(&slope, &low) < 0, "N = {length}");
        let is_exact = Rational::from((Integer::from(&root), scale.clone())) == Rational::from((1, 2)) && length == 2;
        assert_eq!(value(&slope, &high) == 0, is_exact, "N = {length}: rational only for N = 2");
        assert!(value(&slope, &high) >= 0, "N = {length}");
        // At the node the error is (N-1) u, as N (1-u)^N = 1-u there: between the ends.
        let error = error_of_two_steps(length);
        let bound = |at: &Rational| Rational::from(at * Integer::from(length - 1));
        assert!(value(&error, &high) <= bound(&high) && value(&error, &low) >= bound(&low), "N = {length}");
    }
}
