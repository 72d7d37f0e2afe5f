//! Serial depth: the fewest rounds of a policy without sampling error.
//!
//! `D_0(p) = min E_p R` and `Dbar_0(p) = min max R` over the deterministic policies with `KL(p || q) = 0`; the maximum
//! is over sequences of positive probability (Wen, Liang & Lu). A policy has no error exactly when every set that it
//! reveals is conditionally independent, `TC(X_S | x_C) = 0`, at every state of positive probability. So the least
//! number of rounds still to come satisfies
//!
//! `D(C, x_C) = 1 + min_S sum_{x_S} p(x_S | x_C) D(C u S, x_{C u S})`, `D = 0` when nothing is masked,
//!
//! with the minimum over the sets with `TC(X_S | x_C) = 0`, among them every single position; for `Dbar_0` the sum is a
//! maximum. A larger set is not always better, as what it shows can make others dependent: all are tried. Independence
//! is an equality of integers, so that no logarithm takes part.

use std::collections::{BTreeMap, HashMap};

use rug::{Integer, Rational};

use crate::law::{Law, PositionSet, Shape, SparseLaw, digits_of};
use crate::limits::SERIAL_DEPTH_LIMIT;

use super::error::PolicyError;
use super::table::TablePolicy;

/// A law by its possible sequences: what the search needs, also where a table of all patterns would be too large.
#[derive(Debug, Clone)]
pub struct Support {
    shape: Shape,
    sequences: Vec<(Vec<usize>, Integer)>,
    total: Integer,
}

impl Support {
    /// The law with these counts; `None` unless there is a sequence, all are distinct, of the same length from 1 to 64,
    /// over tokens below `vocabulary_size`, with positive counts.
    pub fn new(vocabulary_size: usize, sequences: BTreeMap<Vec<usize>, Integer>) -> Option<Self> {
        let length = sequences.keys().next()?.len();
        let valid = (1..=PositionSet::MAX_LENGTH).contains(&length)
            && sequences.iter().all(|(tokens, count)| {
                tokens.len() == length && tokens.iter().all(|token| *token < vocabulary_size) && count.is_positive()
            });
        let total = Integer::from(Integer::sum(sequences.values()));
        let shape = Shape::new(length, vocabulary_size).ok().filter(|_| valid)?;
        Some(Self { shape, sequences: sequences.into_iter().collect(), total })
    }

    /// The possible sequences of a law.
    pub fn of(law: &Law) -> Self {
        let shape = law.shape();
        let digits = |atom| digits_of(atom, shape.vocabulary_size(), shape.length());
        let sequences = law.support().map(|(atom, count)| (digits(atom), count.clone())).collect();
        Self { shape, sequences, total: law.total().clone() }
    }

    /// The sequences of a law that is given by them.
    pub fn of_sequences(law: &SparseLaw) -> Self {
        let tokens = |index| law.sequence(index).iter().map(|&token| token as usize).collect();
        let sequences = law.counts().iter().enumerate().map(|(index, count)| (tokens(index), count.clone()));
        Self { shape: law.shape(), sequences: sequences.collect(), total: law.total().clone() }
    }

    /// The sum over sets `C` of `2^(L - |C|)` for each possible `x_C`: how many sets the search can have to try. `None`
    /// beyond the limit.
    fn work(&self) -> Option<u64> {
        if self.shape.length() > 40 {
            return None;
        }
        let mut work = 0_u64;
        for revealed in PositionSet::subsets(self.shape.length()) {
            let mut states: Vec<Vec<usize>> = self
                .sequences
                .iter()
                .map(|(tokens, _)| revealed.positions().map(|position| tokens[position]).collect())
                .collect();
            states.sort_unstable();
            states.dedup();
            let sets = 1_u64 << (self.shape.length() - revealed.size());
            work = work.saturating_add(sets.saturating_mul(states.len() as u64));
            if work > SERIAL_DEPTH_LIMIT {
                return None;
            }
        }
        Some(work)
    }
}

/// The serial depth of a law, with policies that attain it.
#[derive(Debug, Clone)]
pub struct SerialDepth {
    /// `D_0`, the least mean number of rounds.
    pub expected: Rational,
    /// `Dbar_0`, the least largest number of rounds.
    pub max: usize,
    /// A policy without error with `E R = D_0`. Of sets that do equally well the first in lexicographic order of their
    /// positions is taken, all masked positions before any other set.
    pub expected_witness: TablePolicy,
    /// A policy without error with `max R = Dbar_0`.
    pub max_witness: TablePolicy,
    /// How many states were examined.
    pub states: usize,
}

/// The serial depth of a law.
///
/// ```
/// use maskproof::law::families::parse_spec;
/// use maskproof::sampler::policy::serial_depth;
/// let depth = serial_depth(&parse_spec("repetition(L=4,V=3)").unwrap()).unwrap();
/// assert_eq!((depth.expected, depth.max), (2.into(), 2)); // one token, then its copies
/// ```
///
/// # Errors
/// [`PolicyError::TooManyStates`] when more than [`SERIAL_DEPTH_LIMIT`] sets would have to be tried.
pub fn serial_depth(law: &Law) -> Result<SerialDepth, PolicyError> {
    serial_depth_of(&Support::of(law))
}

/// The serial depth of a law given by its possible sequences.
///
/// # Errors
/// As [`serial_depth`].
pub fn serial_depth_of(support: &Support) -> Result<SerialDepth, PolicyError> {
    if support.work().is_none() {
        return Err(PolicyError::TooManyStates { length: support.shape.length(), limit: SERIAL_DEPTH_LIMIT });
    }
    let mut search = Search { support, known: HashMap::new() };
    let members: Vec<usize> = (0..support.sequences.len()).collect();
    let best = search.solve(PositionSet::EMPTY, &members);
    let expected_witness = search.witness("least-mean-rounds", |best| best.mean_set)?;
    let max_witness = search.witness("least-largest-rounds", |best| best.max_set)?;
    Ok(SerialDepth {
        expected: Rational::from((best.mean, &support.total)),
        max: best.max,
        expected_witness,
        max_witness,
        states: search.known.len(),
    })
}

/// The best that can be done from a state.
#[derive(Debug, Clone)]
struct Best {
    /// The sum over the state's sequences of count times rounds.
    mean: Integer,
    mean_set: PositionSet,
    max: usize,
    max_set: PositionSet,
}

struct Search<'a> {
    support: &'a Support,
    /// By the revealed set and the first sequence that agrees with the state.
    known: HashMap<(PositionSet, usize), Best>,
}

/// What a growing set shows: for each sequence of the state the number of the class of its tokens on the set.
struct Classes {
    of_member: Vec<usize>,
    counts: Vec<Integer>,
}

impl Search<'_> {
    fn tokens(&self, member: usize) -> &[usize] {
        &self.support.sequences[member].0
    }

    fn count(&self, member: usize) -> &Integer {
        &self.support.sequences[member].1
    }

    /// The best from a state, given by what is revealed and the sequences that agree with it.
    fn solve(&mut self, revealed: PositionSet, members: &[usize]) -> Best {
        let key = (revealed, members[0]);
        if let Some(best) = self.known.get(&key) {
            return best.clone();
        }
        let masked = PositionSet::all(self.support.shape.length()).minus(revealed);
        if masked.is_empty() {
            return Best { mean: Integer::new(), mean_set: masked, max: 0, max_set: masked };
        }
        let count: Integer = members.iter().map(|&member| self.count(member)).sum();
        let nothing = Classes { of_member: vec![0; members.len()], counts: vec![count.clone()] };
        let mut sets = Vec::new();
        self.grow(members, masked, PositionSet::EMPTY, &nothing, &count, &mut sets);
        let best = if sets.contains(&masked) {
            Best { mean: count, mean_set: masked, max: 1, max_set: masked }
        } else {
            let mut best: Option<Best> = None;
            for set in sets {
                let (mut mean, mut max) = (count.clone(), 0);
                for members in self.following(members, set) {
                    let after = self.solve(revealed.union(set), &members);
                    mean += after.mean;
                    max = max.max(after.max);
                }
                max += 1;
                match &mut best {
                    None => best = Some(Best { mean, mean_set: set, max, max_set: set }),
                    Some(best) => {
                        if mean < best.mean {
                            (best.mean, best.mean_set) = (mean, set);
                        }
                        if max < best.max {
                            (best.max, best.max_set) = (max, set);
                        }
                    }
                }
            }
            best.expect("every single position is independent")
        };
        self.known.insert(key, best.clone());
        best
    }

    /// Lists the conditionally independent sets that extend `set` by masked positions above its last, in lexicographic
    /// order. Subsets of independent sets are independent, so that nothing is missed by going on only from independent
    /// sets.
    fn grow(
        &self,
        members: &[usize],
        masked: PositionSet,
        set: PositionSet,
        classes: &Classes,
        total: &Integer,
        found: &mut Vec<PositionSet>,
    ) {
        let next = set.positions().last().map_or(0, |last| last + 1);
        for position in masked.positions().filter(|&position| position >= next) {
            if let Some(finer) = self.refine(members, classes, position, total) {
                found.push(set.with(position));
                self.grow(members, masked, set.with(position), &finer, total, found);
            }
        }
    }

    /// The sequences of every state that can follow when a set is revealed.
    fn following(&self, members: &[usize], set: PositionSet) -> impl Iterator<Item = Vec<usize>> + use<> {
        let mut following: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for &member in members {
            let tokens = set.positions().map(|position| self.tokens(member)[position]).collect();
            following.entry(tokens).or_default().push(member);
        }
        following.into_values()
    }

    /// The classes with one more position, if its token is independent of the class: `c(class, x) c = c(class) c(x)`
    /// for every class and every token that occurs.
    fn refine(&self, members: &[usize], classes: &Classes, position: usize, total: &Integer) -> Option<Classes> {
        let mut tokens: BTreeMap<usize, Integer> = BTreeMap::new();
        let mut pairs: BTreeMap<(usize, usize), (usize, Integer)> = BTreeMap::new();
        let mut of_member = Vec::with_capacity(members.len());
        for (&member, &class) in members.iter().zip(&classes.of_member) {
            let token = self.tokens(member)[position];
            *tokens.entry(token).or_default() += self.count(member);
            let number = pairs.len();
            let (number, count) = pairs.entry((class, token)).or_insert_with(|| (number, Integer::new()));
            *count += self.count(member);
            of_member.push(*number);
        }
        // All products on the right are positive, so that a missing pair is a dependence.
        let independent = pairs.len() == classes.counts.len() * tokens.len()
            && pairs.iter().all(|((class, token), (_, count))| {
                Integer::from(count * total) == Integer::from(&classes.counts[*class] * &tokens[token])
            });
        independent.then(|| {
            let mut counts = vec![Integer::new(); pairs.len()];
            for (number, count) in pairs.into_values() {
                counts[number] = count;
            }
            Classes { of_member, counts }
        })
    }

    /// The policy that takes the chosen set at every state that it visits.
    fn witness(&self, name: &str, choose: impl Fn(&Best) -> PositionSet) -> Result<TablePolicy, PolicyError> {
        let mut states = Vec::new();
        let mut pending = vec![(PositionSet::EMPTY, (0..self.support.sequences.len()).collect::<Vec<usize>>())];
        while let Some((revealed, members)) = pending.pop() {
            let Some(best) = self.known.get(&(revealed, members[0])) else { continue };
            let set = choose(best);
            let mut digits = vec![self.support.shape.vocabulary_size(); self.support.shape.length()];
            for position in revealed.positions() {
                digits[position] = self.tokens(members[0])[position];
            }
            states.push((digits, set));
            pending.extend(self.following(&members, set).map(|members| (revealed.union(set), members)));
        }
        TablePolicy::new(name, self.support.shape, states)
    }
}
