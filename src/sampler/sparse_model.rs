//! A law that is given by its sequences, with a predictor: the states that a sampler comes to are kept as they are met.

use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use rug::Integer;
use rustc_hash::FxHashMap;

use crate::entropy::CountLogs;
use crate::law::predictor_table::shown_state;
use crate::law::{Labels, PositionSet, PredictorTable, Shape, SparseLaw, SparsePredictor};

use super::predictor::{Model, Ratio};
use super::states::{Counts, MissingRow, States};
use super::states_error::StatesError;

/// The bytes of a state beside its tokens and the sequences that agree with it, about.
const STATE_BYTES: usize = 192;

/// A law that is given by its sequences, with the predictor that samples it. It is of one thread, as it keeps the states
/// that it is asked for; a state costs its tokens and the numbers of the sequences that agree with it.
///
/// In contexts of probability zero the exact predictor is uniform over the tokens of the position, as that of a
/// [`Model`].
///
/// ```
/// use maskproof::law::{Labels, SparseLaw, Vocabulary};
/// use maskproof::sampler::SparseModel;
/// use maskproof::sampler::policy::{evaluate, parse_policy};
/// // Twenty positions of a thousand tokens, all of them the same: 3 or 7.
/// let labels = Labels::shared(20, Vocabulary::numbered(1000))?;
/// let tokens = [3, 7].into_iter().flat_map(|token| [token; 20]).collect();
/// let law = SparseLaw::new("copies", labels, tokens, vec![1.into(), 2.into()])?;
/// let policy = parse_policy("lowest-entropy:1", law.labels())?;
/// let evaluation = evaluate(&SparseModel::new(&law, None)?, policy.as_ref())?;
/// assert_eq!((evaluation.expected_rounds, evaluation.max_rounds), (20.into(), 20));
/// assert!(evaluation.kl.finite().unwrap().is_zero());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SparseModel<'a> {
    law: &'a SparseLaw,
    predictor: Option<&'a SparsePredictor>,
    known: RefCell<Known>,
    missing: RefCell<Option<MissingRow>>,
}

/// The states that were met.
#[derive(Debug, Default)]
struct Known {
    numbers: FxHashMap<Rc<[u32]>, usize>,
    states: Vec<Reached>,
    bytes: usize,
}

#[derive(Debug)]
struct Reached {
    /// The token of each position, or V.
    digits: Rc<[u32]>,
    /// A state whose sequences include those of this one.
    wider: Option<usize>,
    /// The numbers of the law's sequences that agree with it, with the sum of their counts, where they were asked for.
    members: Option<(Rc<[u32]>, Integer)>,
}

impl Known {
    fn number(&mut self, digits: Rc<[u32]>, wider: Option<usize>) -> usize {
        let fresh = self.states.len();
        let number = *self.numbers.entry(Rc::clone(&digits)).or_insert(fresh);
        if number == fresh {
            self.bytes += STATE_BYTES + 4 * digits.len();
            self.states.push(Reached { digits, wider, members: None });
        }
        number
    }
}

impl<'a> SparseModel<'a> {
    /// A law with the exact predictor, or with another one of its shape.
    ///
    /// # Errors
    /// [`StatesError::TooLong`] beyond [`PositionSet::MAX_LENGTH`] positions.
    ///
    /// # Panics
    /// When the shapes differ: readers check them.
    pub fn new(law: &'a SparseLaw, predictor: Option<&'a SparsePredictor>) -> Result<Self, StatesError> {
        let (length, limit) = (law.length(), PositionSet::MAX_LENGTH);
        if length > limit {
            return Err(StatesError::TooLong { length, limit });
        }
        assert!(predictor.is_none_or(|rows| rows.shape() == law.shape()), "the predictor is of another shape");
        let mut known = Known::default();
        known.number(vec![mask(law); length].into(), None);
        let all = 0..u32::try_from(law.support()).expect("sequences are counted by words");
        known.states[0].members = Some((all.collect(), law.total().clone()));
        Ok(Self { law, predictor, known: RefCell::new(known), missing: RefCell::default() })
    }

    /// The law.
    pub fn law(&self) -> &'a SparseLaw {
        self.law
    }

    fn digits(&self, state: usize) -> Rc<[u32]> {
        Rc::clone(&self.known.borrow().states[state].digits)
    }

    /// The sequences that agree with a state, and the sum of their counts.
    fn members(&self, state: usize) -> Rc<[u32]> {
        self.with_members(state, |members, _| Rc::clone(members))
    }

    fn with_members<R>(&self, state: usize, read: impl FnOnce(&Rc<[u32]>, &Integer) -> R) -> R {
        if let Some((members, count)) = &self.known.borrow().states[state].members {
            return read(members, count);
        }
        // The nearest state whose sequences are known includes them all.
        let mut wider = state;
        let all = loop {
            let known = self.known.borrow();
            wider = known.states[wider].wider.unwrap_or_default();
            if let Some((members, _)) = &known.states[wider].members {
                break Rc::clone(members);
            }
        };
        let digits = self.digits(state);
        let shown: Vec<(usize, u32)> = revealed(&digits, mask(self.law)).collect();
        let agrees = |member: &u32| {
            let sequence = self.law.sequence(*member as usize);
            shown.iter().all(|&(position, token)| sequence[position] == token)
        };
        let members: Rc<[u32]> = all.iter().copied().filter(agrees).collect();
        self.keep(state, members);
        self.with_members(state, read)
    }

    /// Keeps the sequences that agree with a state.
    fn keep(&self, state: usize, members: Rc<[u32]>) {
        let counts = self.law.counts();
        let count = Integer::from(Integer::sum(members.iter().map(|&member| &counts[member as usize])));
        let known = &mut *self.known.borrow_mut();
        known.bytes += 4 * members.len();
        known.states[state].members = Some((members, count));
    }

    /// Notes a row that the predictor lacks.
    fn note_missing(&self, digits: &[u32], position: usize) {
        let digits: Vec<usize> = digits.iter().map(|&token| token as usize).collect();
        let state = shown_state(&digits, mask(self.law) as usize);
        self.missing.borrow_mut().get_or_insert(MissingRow { state, position });
    }

    /// The predictor's row; `None` for a uniform one.
    fn weights(&self, state: usize, position: usize) -> Option<Vec<(usize, Cow<'_, Integer>)>> {
        let Some(predictor) = self.predictor else {
            let tokens = self.tokens(state, position);
            return (!tokens.is_empty()).then_some(tokens);
        };
        let digits = self.digits(state);
        let token = |&token: &u32| (token < mask(self.law)).then_some(token as usize);
        let Some(row) = predictor.row(&digits.iter().map(token).collect(), position) else {
            self.note_missing(&digits, position);
            return None;
        };
        let positive = row.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        Some(positive.map(|(token, weight)| (token, Cow::Borrowed(weight))).collect())
    }

    fn uniform(&self, position: usize) -> Vec<(usize, Cow<'_, Integer>)> {
        (0..self.law.labels().size(position)).map(|token| (token, Cow::Owned(Integer::from(1)))).collect()
    }
}

/// The digit of a masked position.
fn mask(law: &SparseLaw) -> u32 {
    u32::try_from(law.labels().largest()).expect("tokens are counted by words")
}

/// The positions that digits reveal, with their tokens.
fn revealed(digits: &[u32], mask: u32) -> impl Iterator<Item = (usize, u32)> {
    digits.iter().copied().enumerate().filter(move |&(_, token)| token != mask)
}

impl Counts for SparseModel<'_> {
    fn shape(&self) -> Shape {
        self.law.shape()
    }

    fn all_masked(&self) -> usize {
        0
    }

    fn digit(&self, state: usize, position: usize) -> usize {
        self.known.borrow().states[state].digits[position] as usize
    }

    fn masked(&self, state: usize) -> PositionSet {
        let (digits, mask) = (self.digits(state), mask(self.law));
        (0..digits.len()).filter(|&position| digits[position] == mask).collect()
    }

    fn written(&self, state: usize, tokens: &[(usize, usize)]) -> usize {
        let own = self.digits(state);
        let mut digits = own.to_vec();
        for &(position, token) in tokens {
            digits[position] = u32::try_from(token).expect("a token, or a mask");
        }
        let mask = mask(self.law);
        let is_narrower = own.iter().zip(&digits).all(|(own, written)| own == written || *own == mask);
        self.known.borrow_mut().number(digits.into(), is_narrower.then_some(state))
    }

    fn count(&self, state: usize) -> Cow<'_, Integer> {
        Cow::Owned(self.with_members(state, |_, count| count.clone()))
    }

    fn tokens(&self, state: usize, position: usize) -> Vec<(usize, Cow<'_, Integer>)> {
        let mut sums: BTreeMap<u32, Integer> = BTreeMap::new();
        for &member in self.members(state).iter() {
            let member = member as usize;
            *sums.entry(self.law.sequence(member)[position]).or_default() += &self.law.counts()[member];
        }
        sums.into_iter().map(|(token, sum)| (token as usize, Cow::Owned(sum))).collect()
    }

    fn followers(&self, state: usize, set: PositionSet) -> Vec<usize> {
        let mut groups: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
        for &member in self.members(state).iter() {
            let sequence = self.law.sequence(member as usize);
            groups.entry(set.positions().map(|position| sequence[position]).collect()).or_default().push(member);
        }
        let follower = |(tokens, members): (Vec<u32>, Vec<u32>)| {
            let pairs: Vec<(usize, usize)> =
                set.positions().zip(tokens).map(|(position, token)| (position, token as usize)).collect();
            let next = self.written(state, &pairs);
            if self.known.borrow().states[next].members.is_none() {
                self.keep(next, members.into());
            }
            next
        };
        groups.into_iter().map(follower).collect()
    }

    fn logs(&self) -> CountLogs<'_> {
        CountLogs::of_numbers()
    }

    fn add_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer) {
        self.with_members(state, |_, count| logs.add_ln(count, weight));
    }

    fn subtract_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer) {
        self.with_members(state, |_, count| logs.subtract_ln(count, weight));
    }
}

impl States for SparseModel<'_> {
    fn labels(&self) -> &Labels {
        self.law.labels()
    }

    fn total(&self) -> &Integer {
        self.law.total()
    }

    fn support(&self) -> Vec<usize> {
        self.followers(0, PositionSet::all(self.law.length()))
    }

    fn is_exact(&self) -> bool {
        self.predictor.is_none()
    }

    fn conditional(&self, state: usize, position: usize, token: usize) -> Ratio<'_> {
        let row = self.row(state, position);
        let sum = Integer::from(Integer::sum(row.iter().map(|(_, weight)| &**weight)));
        let weight = row.into_iter().find(|(other, _)| *other == token).map(|(_, weight)| weight);
        Ratio { weight: weight.unwrap_or_default(), sum: Cow::Owned(sum) }
    }

    fn row(&self, state: usize, position: usize) -> Vec<(usize, Cow<'_, Integer>)> {
        self.weights(state, position).unwrap_or_else(|| self.uniform(position))
    }

    fn unconditional(&self) -> Option<&PredictorTable> {
        None
    }

    fn compare(&self, first: usize, second: usize) -> Ordering {
        let states = &self.known.borrow().states;
        states[first].digits.cmp(&states[second].digits)
    }

    fn sequences(&self, mut ended: Vec<usize>) -> Vec<usize> {
        ended.extend(self.support());
        ended.sort_unstable_by(|&first, &second| self.compare(first, second));
        ended.dedup();
        ended
    }

    fn model(&self) -> Option<&Model<'_>> {
        None
    }

    fn bytes(&self) -> u64 {
        self.known.borrow().bytes as u64
    }

    fn missing(&self) -> Option<MissingRow> {
        self.missing.borrow().clone()
    }
}
