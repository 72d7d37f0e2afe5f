//! From a value on which a test fails to a small one.

use crate::evaluation::{NamedPredictor, Setting};
use crate::law::{Law, PredictorTable, Shape};
use crate::sampler::{Schedule, UnmaskingOrder};

use super::companion::Companion;
use super::smaller_law::{Step, steps};

/// Smaller values, those that are smallest first.
pub type Candidates<T> = Box<dyn Iterator<Item = T>>;

/// What can be made smaller.
pub trait Shrink: Clone + 'static {
    /// Smaller values, whose lengths and vocabularies are at least as large as those of a shape. No chain of ever
    /// smaller values is endless.
    fn smaller(&self, least: Shape) -> Candidates<Self>;
}

impl Shrink for Law {
    fn smaller(&self, least: Shape) -> Candidates<Self> {
        let law = self.clone();
        Box::new(steps(self, least).into_iter().filter_map(move |step| step.after(&law)))
    }
}

/// Smaller companions of a law that is not there.
fn of_companion<C: Companion>(companion: &C, least: Shape) -> Candidates<C> {
    let shape = companion.shape();
    let mut found = Vec::new();
    if shape.length() > least.length() {
        found.extend((0..shape.length()).rev().flat_map(|position| companion.without_position(position)));
    }
    if shape.vocabulary_size() > least.vocabulary_size() {
        found.extend((0..shape.vocabulary_size()).rev().map(|token| companion.without_token(token)));
    }
    found.extend(companion.smaller_of_shape());
    Box::new(found.into_iter())
}

impl Shrink for Schedule {
    fn smaller(&self, least: Shape) -> Candidates<Self> {
        of_companion(self, least)
    }
}

impl Shrink for UnmaskingOrder {
    fn smaller(&self, least: Shape) -> Candidates<Self> {
        of_companion(self, least)
    }
}

impl Shrink for PredictorTable {
    fn smaller(&self, least: Shape) -> Candidates<Self> {
        of_companion(self, least)
    }
}

impl<C: Companion> Shrink for (Law, C) {
    fn smaller(&self, least: Shape) -> Candidates<Self> {
        let (law, companion) = self.clone();
        let after = move |step: Step| -> Vec<Self> {
            let Some(smaller) = step.after(&law) else { return Vec::new() };
            let companions = match step {
                Step::WithoutPosition(position) => companion.without_position(position),
                Step::WithoutToken(token) | Step::Merged(token, _) => vec![companion.without_token(token)],
                _ => vec![companion.clone()],
            };
            companions.into_iter().map(|companion| (smaller.clone(), companion)).collect()
        };
        let (law, companion) = self.clone();
        let with_smaller = companion.smaller_of_shape().into_iter().map(move |companion| (law.clone(), companion));
        Box::new(steps(&self.0, least).into_iter().flat_map(after).chain(with_smaller))
    }
}

impl Shrink for Setting {
    /// First the law with its exact predictor.
    fn smaller(&self, least: Shape) -> Candidates<Self> {
        let Some(NamedPredictor { name, table }) = self.predictor.clone() else {
            return Box::new(self.law.smaller(least).map(Self::exact));
        };
        let with_table = (self.law.clone(), table)
            .smaller(least)
            .map(move |(law, table)| Self { law, predictor: Some(NamedPredictor { name: name.clone(), table }) });
        Box::new(std::iter::once(Self::exact(self.law.clone())).chain(with_table))
    }
}

/// A value on which a test fails, and the smaller values that are still to be tried: a tree of proptest.
///
/// What a random choice made is not undone, as it is where proptest maps one value to another: a law is made smaller as
/// a law, and a schedule or a predictor with it.
pub struct Shrinking<T> {
    /// The smallest value so far on which the test failed.
    best: T,
    /// The value to try, if it is not the best one.
    tried: Option<T>,
    rest: Candidates<T>,
    least: Shape,
}

impl<T: Shrink> Shrinking<T> {
    /// A value, and the shape that bounds what is smaller.
    pub(super) fn new(value: T, least: Shape) -> Self {
        let rest = value.smaller(least);
        Self { best: value, tried: None, rest, least }
    }

    /// The value to try.
    pub(super) fn value(&self) -> &T {
        self.tried.as_ref().unwrap_or(&self.best)
    }

    /// After the test failed: goes on to a smaller value, if there is one.
    pub(super) fn after_failure(&mut self) -> bool {
        if let Some(failed) = self.tried.take() {
            self.rest = failed.smaller(self.least);
            self.best = failed;
        }
        self.next()
    }

    /// After the test passed: goes on to another value, if there is one, and back to the best one otherwise.
    pub(super) fn after_success(&mut self) -> bool {
        self.tried.take().is_some() && self.next()
    }

    fn next(&mut self) -> bool {
        self.tried = self.rest.next();
        self.tried.is_some()
    }

    /// The smallest value that is found in so many trials, and their number.
    pub(super) fn minimal(mut self, trials: usize, mut fails: impl FnMut(&T) -> bool) -> (T, usize) {
        let mut done = 0;
        let mut goes_on = self.after_failure();
        while goes_on && done < trials {
            done += 1;
            goes_on = if fails(self.value()) { self.after_failure() } else { self.after_success() };
        }
        (self.best, done)
    }
}
