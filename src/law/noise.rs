//! Laws of noised sequences: each token goes through the same channel, alone.

use itertools::Itertools;

use crate::exact::Rational;

use super::{Law, LawError, Shape, Vocabulary, digits_of};

/// What a channel does to a token that it does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// It becomes a uniform token, perhaps itself.
    Uniform,
    /// It becomes the mask, a token behind all others.
    Mask,
}

impl Noise {
    /// As specs write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Mask => "mask",
        }
    }

    /// The number of tokens behind the channel.
    pub fn size(self, vocabulary_size: usize) -> usize {
        match self {
            Self::Uniform => vocabulary_size,
            Self::Mask => vocabulary_size.saturating_add(1),
        }
    }

    /// The probability that a channel of this retention makes `to` of `from`.
    fn probability(self, retention: &Rational, from: usize, to: usize, vocabulary_size: usize) -> Rational {
        let noise = Rational::from(1 - retention);
        match self {
            Self::Uniform if from == to => noise / vocabulary_size + retention,
            Self::Uniform => noise / vocabulary_size,
            // The mask stays the mask.
            Self::Mask if from == vocabulary_size => Rational::from(u32::from(to == from)),
            Self::Mask if from == to => retention.clone(),
            Self::Mask if to == vocabulary_size => noise,
            Self::Mask => Rational::new(),
        }
    }
}

impl Law {
    /// The joint law of the sequence at several times of a noise process, `(X_1, .., X_L)` at the first, then at the
    /// second, and so on: `retentions` are the probabilities that a token has been kept up to then, none below the next.
    /// For one time it is the law of the noised sequence.
    ///
    /// At a retention `a` a token is `x` with probability `a`, and otherwise [`Noise`] says; from `a` to `b`, a token is
    /// kept with probability `b/a`. The tokens go through this independently given the sequence.
    ///
    /// ```
    /// use maskproof::exact::{Integer, Rational};
    /// use maskproof::law::{Noise, families::parse_spec};
    /// let bits = parse_spec("repetition(L=2,V=2)").unwrap();
    /// // Each bit is kept with probability 1/2, so it flips with probability 1/4.
    /// let noised = bits.noised(Noise::Uniform, &[Rational::from((1, 2))]).unwrap();
    /// assert_eq!(noised.probability(0b00), Rational::from((9 + 1, 32)));
    /// assert_eq!(noised.probability(0b01), Rational::from((3 + 3, 32)));
    /// ```
    ///
    /// # Errors
    /// [`LawError::Retentions`] unless there is a retention, all are from 0 to 1, and none is above the one before it,
    /// or behind a 0; the errors of [`Shape::new`] and [`Shape::check_size`] for the joint law;
    /// [`LawError::DuplicateToken`] where a token is written `[mask]` already.
    pub fn noised(&self, noise: Noise, retentions: &[Rational]) -> Result<Law, LawError> {
        let times = retentions.len();
        check_retentions(retentions)?;
        let (length, size) = (self.length(), noise.size(self.vocabulary_size()));
        let atoms = Shape::new(length.saturating_mul(times), size)?.check_size()?;
        let paths = paths(noise, retentions, self.vocabulary_size());
        let mut table: Vec<Rational> = (0..self.counts().len()).map(|atom| self.probability(atom)).collect();
        for position in 0..length {
            table = through_channel(&table, &paths, self.vocabulary_size().pow(exponent(length - 1 - position)));
        }
        // The table has all times of the first position first; the law has all positions of the first time first.
        let mut probabilities = vec![Rational::new(); atoms];
        for (index, probability) in table.into_iter().enumerate() {
            let digits = digits_of(index, size, length * times);
            let place = (0..times)
                .cartesian_product(0..length)
                .fold(0, |place, (time, position)| place * size + digits[position * times + time]);
            probabilities[place] = probability;
        }
        let name = format!("noised({},kind={},keep={})", self.name(), noise.name(), retentions.iter().join(";"));
        Law::from_probabilities(
            name,
            vocabulary(&self.labels().common_vocabulary(), noise)?,
            length * times,
            probabilities,
        )
    }
}

fn exponent(power: usize) -> u32 {
    u32::try_from(power).expect("an enumerable law is short")
}

fn check_retentions(retentions: &[Rational]) -> Result<(), LawError> {
    let in_range = retentions.iter().all(|retention| *retention >= 0 && *retention <= 1);
    let falls = retentions.windows(2).all(|pair| pair[1] <= pair[0] && pair[0] > 0);
    if retentions.is_empty() || !in_range || !falls {
        return Err(LawError::Retentions { found: retentions.iter().join(";") });
    }
    Ok(())
}

/// For each token, the probabilities of the tokens at all times, the first time most significant.
fn paths(noise: Noise, retentions: &[Rational], vocabulary_size: usize) -> Vec<Vec<Rational>> {
    let size = noise.size(vocabulary_size);
    let steps = retentions.iter().scan(Rational::from(1), |before, retention| {
        let step = Rational::from(retention / &*before);
        before.clone_from(retention);
        Some(step)
    });
    let steps: Vec<Rational> = steps.collect();
    (0..vocabulary_size)
        .map(|token| {
            // The last token of each path so far, with the path's probability.
            let mut paths = vec![(token, Rational::from(1))];
            for step in &steps {
                paths = paths
                    .iter()
                    .cartesian_product(0..size)
                    .map(|((from, mass), to)| (to, noise.probability(step, *from, to, vocabulary_size) * mass))
                    .collect();
            }
            paths.into_iter().map(|(_, mass)| mass).collect()
        })
        .collect()
}

/// Replaces one digit, that of `below` entries for each value, by what the channel makes of it.
fn through_channel(table: &[Rational], paths: &[Vec<Rational>], below: usize) -> Vec<Rational> {
    let mut through = Vec::new();
    for tokens in table.chunks(paths.len() * below) {
        for path in 0..paths[0].len() {
            for rest in 0..below {
                let mut sum = Rational::new();
                for (token, of_token) in paths.iter().enumerate() {
                    let mass = &tokens[token * below + rest];
                    if !mass.is_zero() && !of_token[path].is_zero() {
                        sum += Rational::from(mass * &of_token[path]);
                    }
                }
                through.push(sum);
            }
        }
    }
    through
}

fn vocabulary(of_law: &Vocabulary, noise: Noise) -> Result<Vocabulary, LawError> {
    match noise {
        Noise::Uniform => Ok(of_law.clone()),
        Noise::Mask => Vocabulary::new(of_law.tokens().iter().cloned().chain(["[mask]".to_owned()]).collect()),
    }
}
