//! Rounded confidences: the formats against lists of their numbers, and what they do to ties.

use maskproof::exact::{Integer, Rational};
use maskproof::law::Law;
use maskproof::sampler::rows::Rounding;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::super::common::law;
use super::oracle::{Defined, Draw, Keeps, Step, best};
use super::{check, evaluation, q};

/// The nearest of the numbers with these bits, of two the one whose last bit is 0.
fn nearest(number: &Rational, bits: impl Iterator<Item = u32>, value: impl Fn(u32) -> Rational) -> Rational {
    let key = |&bits: &u32| ((value(bits) - number).abs(), bits % 2);
    value(bits.min_by_key(key).unwrap())
}

/// The value of a bfloat16 with a positive sign: the upper half of a binary32.
fn bfloat16(bits: u32) -> Rational {
    Rational::from_f32(f32::from_bits(bits << 16)).unwrap()
}

fn nearest_bfloat16(number: &Rational) -> Rational {
    // All of them up to 1.
    nearest(number, 0..=0x3f80, bfloat16)
}

fn nearest_binary32(number: &Rational) -> Rational {
    // The conversion may round in any direction: the nearest is it or a neighbour.
    let near = number.to_f32().to_bits();
    nearest(number, near.saturating_sub(1)..=near + 1, |bits| Rational::from_f32(f32::from_bits(bits)).unwrap())
}

#[test]
fn rounding_gives_the_nearest_number_of_a_format() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut numbers = vec![q(0, 1), q(1, 1), q(1, 3), q(2, 3), q(1, 257), Rational::from((511, 512))];
    // Ties between neighbours, to the even one from above and from below.
    numbers.extend([(257, 512), (259, 512), (513, 1024), (33_554_431, 33_554_432)].map(Rational::from));
    for _ in 0..40 {
        let denominator = u64::from(random.next_u32()) + 2;
        numbers.push(Rational::from((u64::from(random.next_u32()) % denominator, denominator)));
    }
    // Below the least normal number, and the least of all.
    for shift in [127, 130, 133, 134, 135, 149, 150, 151] {
        numbers.push(Rational::from((Integer::from(5), Integer::from(7) << shift)));
        numbers.push(Rational::from((Integer::from(1), Integer::from(1) << shift)));
    }
    for number in numbers {
        assert_eq!(Rounding::Bfloat16.rational(number.clone()), nearest_bfloat16(&number), "{number}");
        assert_eq!(Rounding::Binary32.rational(number.clone()), nearest_binary32(&number), "{number}");
        assert_eq!(Rounding::Exact.rational(number.clone()), number);
    }
}

/// Two independent tokens, whose probabilities of 0 are 600/1000 and 601/1000: the same in bfloat16.
fn nearly_tied() -> Law {
    law(2, 2, &[600 * 601, 600 * 399, 400 * 601, 400 * 399])
}

fn kept(text: &'static str, keeps: impl Fn(Step, &[Draw]) -> Vec<usize> + Sync + 'static) -> Defined {
    let keeps = Keeps::Tokens(Box::new(keeps));
    Defined { text, keeps, block: None, steps: None, shape: <[Rational]>::to_vec, measures_shaped: false }
}

fn rounded(draws: &[Draw], round: impl Fn(&Rational) -> Rational) -> Vec<Draw> {
    draws.iter().map(|(position, token, confidence)| (*position, *token, round(confidence))).collect()
}

#[test]
fn rounded_confidences_tie_and_the_lower_position_is_kept() {
    let law = nearly_tied();
    check(&law, None, &kept("low-confidence:1@round=bf16", |_, draws| best(&rounded(draws, nearest_bfloat16), 1)));
    check(&law, None, &kept("low-confidence:1@round=f32", |_, draws| best(&rounded(draws, nearest_binary32), 1)));
    let output = |rule: &str| evaluation(&law, None, rule).output;
    assert_ne!(output("low-confidence:1@round=bf16"), output("low-confidence:1"));
    assert_eq!(output("low-confidence:1@round=f32"), output("low-confidence:1"));
    // 601/1000 rounds up to 77/128 = 0.6015625.
    assert_eq!(evaluation(&law, None, "row-threshold:77/128").max_rounds, 2);
    assert_eq!(evaluation(&law, None, "row-threshold:77/128@round=bf16").max_rounds, 1);
}
