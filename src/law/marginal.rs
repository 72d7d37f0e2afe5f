//! Marginals of a law.

use crate::exact::Integer;

use super::{Law, LawError, Shape, Vocabulary, digits_of, index_of};

impl Law {
    /// The law of `(X_i)` for some positions (from 0), in the order given.
    ///
    /// ```
    /// use maskproof::Law;
    /// let law = Law::named("parity(L=3,V=2)")?;
    /// let pair = law.marginal(&[2, 0])?;
    /// assert_eq!((pair.length(), pair.counts()), (2, &[1, 1, 1, 1].map(Into::into)[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LawError::NoPositions`] when there are none; [`LawError::TooLarge`] when positions that are given twice make
    /// too many.
    ///
    /// # Panics
    /// When a position is not below L.
    pub fn marginal(&self, positions: &[usize]) -> Result<Law, LawError> {
        let labels = self.labels().select(positions)?;
        let atoms = Shape::new(positions.len(), labels.largest())?.check_size()?;
        let mut counts = vec![Integer::new(); atoms];
        for (atom, count) in self.support() {
            let digits = digits_of(atom, self.vocabulary_size(), self.length());
            let kept: Vec<usize> = positions.iter().map(|&position| digits[position]).collect();
            counts[index_of(&kept, labels.largest())] += count;
        }
        let named: Vec<String> = positions.iter().map(|position| (position + 1).to_string()).collect();
        let name = format!("{} at {}", self.name(), named.join(","));
        let vocabulary = Vocabulary::numbered(labels.largest());
        Ok(Law::from_counts(name, vocabulary, positions.len(), counts)?.with_labels(labels))
    }
}
