//! Laws built from laws: products, independent blocks side by side, mixtures.

use crate::exact::{Integer, Rational};

use super::law::scaled;
use super::{Labels, Law, LawError, Shape, Vocabulary, digits_of, index_of};

impl Law {
    /// The law of pairs `X_i = (A_i, B_i)`, where `A` has this law and `B`, independent of it, the other.
    ///
    /// The entropies of every subset of positions add: `H(X_S) = H(A_S) + H(B_S)`. The pair of tokens with indices `a`
    /// and `b` has index `a V_B + b` and is written `(a,b)`; if tokens that hold commas would make two pairs look the
    /// same, commas and backslashes inside tokens are escaped with a backslash. Where positions have
    /// vocabularies of their own, their tokens are numbered.
    ///
    /// ```
    /// use maskproof::exact::Integer;
    /// use maskproof::law::{Law, Vocabulary};
    /// let bit = |name, counts: [u32; 2]| {
    ///     Law::from_counts(name, Vocabulary::numbered(2), 1, counts.map(Integer::from).to_vec()).unwrap()
    /// };
    /// let pair = bit("a", [1, 2]).product(&bit("b", [3, 4])).unwrap();
    /// assert_eq!(pair.counts(), [3, 4, 6, 8].map(Integer::from));
    /// assert_eq!(pair.labels().vocabulary(0).token(2), "(1,0)");
    /// ```
    ///
    /// # Errors
    /// [`LawError::LengthMismatch`] or [`LawError::TooLarge`].
    pub fn product(&self, other: &Law) -> Result<Law, LawError> {
        if self.length() != other.length() {
            return Err(LawError::LengthMismatch {
                first_name: self.name().to_owned(),
                first: self.length(),
                second_name: other.name().to_owned(),
                second: other.length(),
            });
        }
        let size = self.vocabulary_size().saturating_mul(other.vocabulary_size());
        let atoms = Shape::new(self.length(), size)?.check_size()?;
        let mut counts = vec![Integer::new(); atoms];
        for (a, a_count) in self.support() {
            let a_digits = digits_of(a, self.vocabulary_size(), self.length());
            for (b, b_count) in other.support() {
                let b_digits = digits_of(b, other.vocabulary_size(), self.length());
                let digits: Vec<usize> =
                    a_digits.iter().zip(b_digits).map(|(a, b)| a * other.vocabulary_size() + b).collect();
                counts[index_of(&digits, size)] = Integer::from(a_count * b_count);
            }
        }
        let name = format!("product({},{})", self.name(), other.name());
        let vocabulary = pairs(&self.labels().common_vocabulary(), &other.labels().common_vocabulary())?;
        Law::from_counts(name, vocabulary, self.length(), counts)
    }

    /// This law's block of positions followed by an independent block with the other law; lengths add.
    ///
    /// # Errors
    /// [`LawError::VocabularyMismatch`] or [`LawError::TooLarge`].
    pub fn concatenate(&self, other: &Law) -> Result<Law, LawError> {
        if self.labels().shared_vocabulary() != other.labels().shared_vocabulary()
            || self.vocabulary_size() != other.vocabulary_size()
        {
            return Err(vocabulary_mismatch(self, other));
        }
        let length = self.length().saturating_add(other.length());
        Shape::new(length, self.vocabulary_size())?.check_size()?;
        let counts =
            self.counts().iter().flat_map(|a| other.counts().iter().map(move |b| Integer::from(a * b))).collect();
        let name = format!("concatenate({},{})", self.name(), other.name());
        let vocabularies =
            [self, other].map(|law| (0..law.length()).map(|place| law.labels().vocabulary(place).clone()));
        let labels = Labels::each(vocabularies.into_iter().flatten().collect())?;
        Ok(Law::from_counts(name, Vocabulary::numbered(labels.largest()), length, counts)?.with_labels(labels))
    }

    /// The mixture `P(x) = sum_k w_k P_k(x)` of laws over the same vocabulary and length.
    ///
    /// ```
    /// use maskproof::exact::{Integer, Rational};
    /// use maskproof::law::{Law, Vocabulary};
    /// let bit = |counts: [u32; 2]| {
    ///     Law::from_counts("bit", Vocabulary::numbered(2), 1, counts.map(Integer::from).to_vec()).unwrap()
    /// };
    /// let (fair, zero) = (bit([1, 1]), bit([1, 0]));
    /// let half = Rational::from((1, 2));
    /// let law = Law::mixture("mixed", &[(half.clone(), &fair), (half, &zero)]).unwrap();
    /// assert_eq!(law.probability(0), Rational::from((3, 4)));
    /// ```
    ///
    /// # Errors
    /// [`LawError::EmptyMixture`], [`LawError::LengthMismatch`], [`LawError::VocabularyMismatch`],
    /// [`LawError::Negative`] for a weight, or [`LawError::SumNotOne`] when the weights do not sum to 1.
    pub fn mixture(name: impl Into<String>, components: &[(Rational, &Law)]) -> Result<Law, LawError> {
        let name = name.into();
        let Some(&(_, first)) = components.first() else {
            return Err(LawError::EmptyMixture { name });
        };
        for (index, (weight, law)) in components.iter().enumerate() {
            if weight.is_negative() {
                return Err(LawError::Negative { place: format!("weights[{index}]"), value: weight.clone() });
            }
            if first.length() != law.length() {
                return Err(LawError::LengthMismatch {
                    first_name: first.name().to_owned(),
                    first: first.length(),
                    second_name: law.name().to_owned(),
                    second: law.length(),
                });
            }
            if first.labels() != law.labels() {
                return Err(vocabulary_mismatch(first, law));
            }
        }
        let sum = Rational::from(Rational::sum(components.iter().map(|(weight, _)| weight)));
        if sum != 1 {
            return Err(LawError::SumNotOne { sum });
        }
        // A count of component k is worth w_k / N_k; the common denominator of these worths is the mixture's total.
        let worths: Vec<Rational> =
            components.iter().map(|(weight, law)| Rational::from(weight / law.total())).collect();
        let mut denominator = Integer::from(1);
        for worth in &worths {
            denominator.lcm_mut(worth.denom());
        }
        let mut counts = vec![Integer::new(); first.counts().len()];
        for (worth, (_, law)) in worths.iter().zip(components) {
            let factor = scaled(worth, &denominator);
            for (atom, count) in law.support() {
                counts[atom] += Integer::from(count * &factor);
            }
        }
        let vocabulary = Vocabulary::numbered(first.vocabulary_size());
        Ok(Law::from_counts(name, vocabulary, first.length(), counts)?.with_labels(first.labels().clone()))
    }
}

fn vocabulary_mismatch(first: &Law, second: &Law) -> LawError {
    LawError::VocabularyMismatch { first_name: first.name().to_owned(), second_name: second.name().to_owned() }
}

/// The vocabulary of pairs of tokens.
fn pairs(first: &Vocabulary, second: &Vocabulary) -> Result<Vocabulary, LawError> {
    let all = |write: fn(&str) -> String| {
        let tokens = first.tokens().iter().flat_map(|a| {
            let a = write(a);
            second.tokens().iter().map(move |b| format!("({a},{})", write(b)))
        });
        Vocabulary::new(tokens.collect())
    };
    all(str::to_owned).or_else(|_| all(|token| token.replace('\\', "\\\\").replace(',', "\\,")))
}
