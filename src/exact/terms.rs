//! Rational combinations as maps from what they are combinations of.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rug::Rational;

/// Adds a multiple of a term. A coefficient that becomes 0 is taken out, so that equal combinations are equal maps.
pub fn add_term<Term: Ord>(terms: &mut BTreeMap<Term, Rational>, term: Term, coefficient: &Rational) {
    if coefficient.is_zero() {
        return;
    }
    match terms.entry(term) {
        Entry::Vacant(entry) => {
            entry.insert(coefficient.clone());
        }
        Entry::Occupied(mut entry) => {
            *entry.get_mut() += coefficient;
            if entry.get().is_zero() {
                entry.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_that_vanish_are_taken_out() {
        let mut terms = BTreeMap::new();
        let half = Rational::from((1, 2));
        add_term(&mut terms, 'a', &half);
        add_term(&mut terms, 'b', &Rational::new());
        assert_eq!(terms, BTreeMap::from([('a', half.clone())]));
        add_term(&mut terms, 'a', &half);
        assert_eq!(terms, BTreeMap::from([('a', Rational::from(1))]));
        add_term(&mut terms, 'a', &Rational::from(-1));
        assert!(terms.is_empty());
    }
}
