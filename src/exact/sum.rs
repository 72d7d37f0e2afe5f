//! Sums of many terms.

use rug::Rational;

/// A sum by splitting: two partial sums of equally many terms are added at a time, so that the large numbers that sums of
/// fractions come to are added seldom. It keeps as many partial sums as the number of terms has binary digits.
#[derive(Debug)]
pub struct Halves<T> {
    /// Partial sums with how often each has doubled, the most first.
    parts: Vec<(u32, T)>,
}

impl<T> Default for Halves<T> {
    fn default() -> Self {
        Self { parts: Vec::new() }
    }
}

impl<T> Halves<T> {
    /// Adds a term; `plus` adds a sum and a later one.
    ///
    /// # Errors
    /// Those of `plus`.
    pub fn add<E>(&mut self, term: T, plus: &impl Fn(T, T) -> Result<T, E>) -> Result<(), E> {
        let (mut doublings, mut sum) = (0, term);
        while let Some((_, last)) = self.parts.pop_if(|(known, _)| *known == doublings) {
            sum = plus(last, sum)?;
            doublings += 1;
        }
        self.parts.push((doublings, sum));
        Ok(())
    }

    /// The sum; `None` without terms.
    ///
    /// # Errors
    /// Those of `plus`.
    pub fn total<E>(mut self, plus: &impl Fn(T, T) -> Result<T, E>) -> Result<Option<T>, E> {
        let Some((_, mut sum)) = self.parts.pop() else { return Ok(None) };
        while let Some((_, part)) = self.parts.pop() {
            sum = plus(part, sum)?;
        }
        Ok(Some(sum))
    }
}

/// A sum of rationals by [`Halves`].
#[derive(Debug, Default)]
pub struct Sum {
    halves: Halves<Rational>,
    terms: u64,
}

impl Sum {
    /// Adds a term; `spend` is told the numbers that are added, before they are.
    ///
    /// # Errors
    /// Those of `spend`.
    pub fn add<E>(&mut self, term: Rational, spend: &impl Fn(&Rational, &Rational) -> Result<(), E>) -> Result<(), E> {
        self.terms += 1;
        self.halves.add(term, &|own, later| plus(own, later, spend))
    }

    /// The number of terms.
    pub fn terms(&self) -> u64 {
        self.terms
    }

    /// The sum; 0 without terms.
    ///
    /// # Errors
    /// Those of `spend`.
    pub fn total<E>(self, spend: &impl Fn(&Rational, &Rational) -> Result<(), E>) -> Result<Rational, E> {
        Ok(self.halves.total(&|own, later| plus(own, later, spend))?.unwrap_or_default())
    }
}

fn plus<E>(
    own: Rational,
    later: Rational,
    spend: &impl Fn(&Rational, &Rational) -> Result<(), E>,
) -> Result<Rational, E> {
    spend(&own, &later)?;
    Ok(own + later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_that_of_its_terms_in_order() {
        let free = |_: &Rational, _: &Rational| Ok::<(), ()>(());
        let mut plain = Rational::new();
        for terms in 0_u32..70 {
            let mut sum = Sum::default();
            (1..=terms).for_each(|k| sum.add(Rational::from((1, k)), &free).unwrap());
            // One partial sum for each binary digit that is 1.
            assert_eq!(u32::try_from(sum.halves.parts.len()), Ok(terms.count_ones()));
            assert_eq!(sum.terms(), u64::from(terms));
            assert_eq!(sum.total(&free).unwrap(), plain, "{terms} terms");
            plain += Rational::from((1, terms + 1));
        }
    }

    #[test]
    fn a_sum_stops_where_it_is_told_to() {
        let never = |_: &Rational, _: &Rational| Err(());
        let mut sum = Sum::default();
        assert_eq!(sum.add(Rational::from(1), &never), Ok(()));
        assert_eq!(sum.add(Rational::from(2), &never), Err(()));
    }
}
