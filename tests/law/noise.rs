//! Laws through noise: by hand, from the definition by a sum over clean sequences, and by laws that must hold.

use maskproof::diagnosis::Diagnosis;
use maskproof::exact::Rational;
use maskproof::law::families::{SpecError, parse_spec};
use maskproof::law::{Law, LawError, Noise, digits_of};

fn ratio(numerator: u32, denominator: u32) -> Rational {
    Rational::from((numerator, denominator))
}

fn law(spec: &str) -> Law {
    parse_spec(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))
}

/// The probability that one token goes from `from` to `to` when it is kept with probability `kept`, from the words of
/// the definition.
fn channel(noise: Noise, kept: &Rational, from: usize, to: usize, size: usize) -> Rational {
    let lost = Rational::from(1) - kept;
    let stays = if from == to { kept.clone() } else { Rational::new() };
    match noise {
        Noise::Uniform => stays + lost / u32::try_from(size).unwrap(),
        // A mask, number `size`, is never lifted.
        Noise::Mask if from == size => Rational::from(u32::from(to == size)),
        Noise::Mask => stays + if to == size { lost } else { Rational::new() },
    }
}

/// `sum_x p(x) prod_i c(x_i, y_i) c'(y_i, z_i)` for the sequence `y` at the first time and `z` at the second.
fn by_definition(clean: &Law, noise: Noise, kept: &[Rational], noised: &[usize]) -> Rational {
    let (length, size) = (clean.length(), clean.vocabulary_size());
    let probability = |(atom, _): (usize, _)| {
        let word = digits_of(atom, size, length);
        let mut product = clean.probability(atom);
        for (position, &token) in word.iter().enumerate() {
            let (mut from, mut before) = (token, Rational::from(1));
            for (time, kept) in kept.iter().enumerate() {
                let to = noised[time * length + position];
                product *= channel(noise, &Rational::from(kept / &before), from, to, size);
                (from, before) = (to, kept.clone());
            }
        }
        product
    };
    clean.support().map(probability).sum()
}

#[test]
fn joint_laws_are_sums_over_clean_sequences() {
    let kept = [vec![ratio(2, 3)], vec![ratio(3, 4), ratio(1, 4)], vec![ratio(1, 1), ratio(0, 1)], vec![ratio(0, 1)]];
    for spec in ["random(V=2,L=2,seed=1,bits=5)", "random(V=3,L=2,seed=2,bits=4,density=60)", "parity(L=3,V=2)"] {
        let clean = law(spec);
        for noise in [Noise::Uniform, Noise::Mask] {
            for kept in &kept {
                let noised = clean.noised(noise, kept).unwrap();
                assert!(noised.is_valid());
                assert_eq!(noised.length(), clean.length() * kept.len());
                for atom in 0..noised.counts().len() {
                    let word = digits_of(atom, noised.vocabulary_size(), noised.length());
                    let expected = by_definition(&clean, noise, kept, &word);
                    assert_eq!(noised.probability(atom), expected, "{} at {word:?}", noised.name());
                }
                assert_eq!(parse_spec(noised.name()).unwrap(), noised);
            }
        }
    }
}

#[test]
fn noise_by_hand() {
    // Two equal bits, each flipped with probability 1/4.
    let noised = law("noised(repetition(L=2,V=2),kind=uniform,keep=1/2)");
    assert_eq!(
        [0, 1, 2, 3].map(|atom| noised.probability(atom)),
        [(10, 32), (6, 32), (6, 32), (10, 32)].map(|(a, b)| ratio(a, b))
    );
    // One fair bit, masked with probability 2/3.
    let masked = law("noised(iid(L=1,V=2),kind=mask,keep=1/3)");
    assert_eq!([0, 1, 2].map(|atom| masked.probability(atom)), [(1, 6), (1, 6), (2, 3)].map(|(a, b)| ratio(a, b)));
    assert_eq!(masked.labels().vocabulary(0).tokens(), ["0", "1", "[mask]"]);
}

/// Nothing happens at retention 1; the second of two times alone is that time; masks come in two steps as in one.
#[test]
fn times_are_those_of_one_process() {
    let clean = law("random(V=3,L=2,seed=5,bits=6)");
    assert_eq!(clean.noised(Noise::Uniform, &[ratio(1, 1)]).unwrap().counts(), clean.counts());
    for noise in [Noise::Uniform, Noise::Mask] {
        let both = clean.noised(noise, &[ratio(3, 5), ratio(1, 5)]).unwrap();
        let late = clean.noised(noise, &[ratio(1, 5)]).unwrap();
        let (marginal, early) = (both.marginal(&[2, 3]).unwrap(), clean.noised(noise, &[ratio(3, 5)]).unwrap());
        for atom in 0..late.counts().len() {
            assert_eq!(marginal.probability(atom), late.probability(atom));
            assert_eq!(both.marginal(&[0, 1]).unwrap().probability(atom), early.probability(atom));
        }
        // A channel after a channel.
        let again = match noise {
            Noise::Uniform => early.noised(noise, &[ratio(1, 3)]).unwrap(),
            Noise::Mask => continue,
        };
        assert!((0..late.counts().len()).all(|atom| again.probability(atom) == late.probability(atom)));
    }
}

#[test]
fn bad_noise_is_refused() {
    let clean = law("iid(L=2,V=2)");
    for kept in
        [vec![], vec![ratio(3, 2)], vec![-ratio(1, 2)], vec![ratio(1, 4), ratio(1, 2)], vec![ratio(0, 1), ratio(0, 1)]]
    {
        let error = clean.noised(Noise::Mask, &kept).unwrap_err();
        assert!(matches!(error, LawError::Retentions { .. }), "{kept:?}: {error}");
        assert_eq!(error.advice().code, "law::retentions");
    }
    let twice = clean.noised(Noise::Mask, &[ratio(1, 2)]).unwrap().noised(Noise::Mask, &[ratio(1, 2)]);
    assert!(matches!(twice, Err(LawError::DuplicateToken { .. })));
    let specs = [
        ("noised(iid(L=2,V=2),kind=gauss,keep=1/2)", "`uniform` or `mask`"),
        ("noised(iid(L=2,V=2),keep=1/2)", "kind"),
        ("noised(iid(L=2,V=2),kind=mask)", "keep"),
        ("noised(iid(L=2,V=2),kind=mask,keep=1/4;1/2)", "1/4;1/2"),
        ("noised(iid(L=8,V=2),kind=mask,keep=1/2;1/4)", "4194304"),
        ("noised()", "noised"),
    ];
    for (spec, part) in specs {
        let error: SpecError = parse_spec(spec).expect_err(spec);
        let message = format!("{error} / {}", error.advice().help);
        assert!(message.contains(part), "{spec}: {message}");
    }
}
