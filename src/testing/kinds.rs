//! Random laws of several kinds.

use crate::exact::Integer;
use crate::hunt::seeded_rng::SeededRng;
use crate::law::{Law, Shape, Vocabulary, digits_of};

/// What kind of law is drawn. Claims fail in different places: on laws with zeros, at codes, where a bound is nearly
/// attained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LawKind {
    /// Every sequence has a positive probability.
    Dense,
    /// At most a quarter of the sequences have a positive probability, or a single one.
    Sparse,
    /// Some tokens never occur at some positions; all other sequences have a positive probability.
    Zeros,
    /// Uniform on the solutions of some linear equations modulo V: for a prime V on a linear code or a shift of it,
    /// single sequences, repetition and parity among them.
    Code,
    /// A Markov chain, some of whose transitions may be impossible.
    Chain,
    /// A mixture of one to three laws of independent tokens.
    Mixture,
    /// A code, or independent tokens, moved by less than `2^-8`, often by less than `2^-32`: quantities that were equal
    /// differ a little.
    NearTie,
}

/// The name of a law that was drawn.
const NAME: &str = "random";

/// A quarter, a third: one out of so many.
fn one_in(number: usize, random: &mut SeededRng) -> bool {
    random.below(number) == 0
}

impl LawKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Dense, Self::Sparse, Self::Zeros, Self::Code, Self::Chain, Self::Mixture, Self::NearTie];

    /// A law of this kind. Counts, or the weights that are multiplied to counts, are at most `largest`, which is
    /// positive.
    pub(super) fn draw(self, shape: Shape, largest: usize, random: &mut SeededRng) -> Law {
        let counts = match self {
            Self::Dense => counts(shape, |_| positive(largest, random)),
            Self::Sparse => sparse(shape, largest, random),
            Self::Zeros => zeros(shape, largest, random),
            Self::Code => code(shape, random),
            Self::Chain => chain(shape, largest, random),
            Self::Mixture => {
                let components = 1 + random.below(3);
                mixture(shape, components, largest, random)
            }
            Self::NearTie => near_tie(shape, largest, random),
        };
        Law::from_counts(NAME, Vocabulary::numbered(shape.vocabulary_size()), shape.length(), counts)
            .expect("counts of a shape within bounds, one of them positive")
    }
}

/// The counts of all sequences, from their digits.
fn counts(shape: Shape, mut count: impl FnMut(&[usize]) -> Integer) -> Vec<Integer> {
    let digits = |atom| digits_of(atom, shape.vocabulary_size(), shape.length());
    (0..shape.atoms()).map(|atom| count(&digits(atom))).collect()
}

/// Uniform on `1..=largest`.
fn positive(largest: usize, random: &mut SeededRng) -> Integer {
    Integer::from(1 + random.below(largest))
}

/// Weights of the tokens, of which one in `zeros` is 0, and one at least is not.
fn weights(size: usize, zeros: usize, largest: usize, random: &mut SeededRng) -> Vec<Integer> {
    let kept = random.below(size);
    let weight =
        |token| if token != kept && one_in(zeros, random) { Integer::new() } else { positive(largest, random) };
    (0..size).map(weight).collect()
}

fn sparse(shape: Shape, largest: usize, random: &mut SeededRng) -> Vec<Integer> {
    let atoms = shape.atoms();
    let size = 1 + random.below((atoms / 4).max(1));
    let mut counts = vec![Integer::new(); atoms];
    for atom in random.subset(size, atoms) {
        counts[atom] = positive(largest, random);
    }
    counts
}

fn zeros(shape: Shape, largest: usize, random: &mut SeededRng) -> Vec<Integer> {
    let size = shape.vocabulary_size();
    let is_for_all_positions = one_in(4, random);
    let mut allowed: Vec<Vec<usize>> = Vec::new();
    for _ in 0..shape.length() {
        let some = match allowed.first() {
            Some(first) if is_for_all_positions => first.clone(),
            _ => {
                let kept = 1 + random.below(size);
                random.subset(kept, size)
            }
        };
        allowed.push(some);
    }
    if size > 1 && allowed.iter().all(|tokens| tokens.len() == size) {
        allowed[0].pop();
    }
    counts(shape, |digits| {
        let is_allowed = digits.iter().zip(&allowed).all(|(digit, tokens)| tokens.contains(digit));
        if is_allowed { positive(largest, random) } else { Integer::new() }
    })
}

fn code(shape: Shape, random: &mut SeededRng) -> Vec<Integer> {
    let (size, length) = (shape.vocabulary_size(), shape.length());
    let mut word = || -> Vec<usize> { (0..length).map(|_| random.below(size)).collect() };
    let drawn = word();
    let mut equations: Vec<Vec<usize>> = (0..length).map(|_| word()).collect();
    equations.truncate(random.below(length + 1));
    // The codes at which the most is known of bounds: all tokens equal, and all tokens of a given sum.
    match random.below(4) {
        0 => equations = (1..length).map(|position| difference(position, shape)).collect(),
        1 => equations = vec![vec![1; length]],
        _ => {}
    }
    let solution = if one_in(2, random) { drawn } else { vec![0; length] };
    let value = |equation: &[usize], word: &[usize]| {
        equation.iter().zip(word).fold(0, |sum, (factor, digit)| (sum + factor * digit) % size)
    };
    counts(shape, |digits| {
        let solves = equations.iter().all(|equation| value(equation, digits) == value(equation, &solution));
        Integer::from(u32::from(solves))
    })
}

/// The equation that a token is the one before it.
fn difference(position: usize, shape: Shape) -> Vec<usize> {
    let mut equation = vec![0; shape.length()];
    equation[position] = 1;
    equation[position - 1] = shape.vocabulary_size() - 1;
    equation
}

fn chain(shape: Shape, largest: usize, random: &mut SeededRng) -> Vec<Integer> {
    let size = shape.vocabulary_size();
    let initial = weights(size, 4, largest, random);
    let transitions: Vec<Vec<Integer>> = (0..size).map(|_| weights(size, 4, largest, random)).collect();
    counts(shape, |digits| {
        let steps = digits.windows(2).map(|pair| &transitions[pair[0]][pair[1]]);
        steps.fold(initial[digits[0]].clone(), |product, weight| product * weight)
    })
}

fn mixture(shape: Shape, components: usize, largest: usize, random: &mut SeededRng) -> Vec<Integer> {
    let mut component = || -> (Integer, Vec<Vec<Integer>>) {
        let of_position = (0..shape.length()).map(|_| weights(shape.vocabulary_size(), 6, largest, random)).collect();
        (positive(largest, random), of_position)
    };
    let components: Vec<_> = (0..components).map(|_| component()).collect();
    counts(shape, |digits| {
        let of_component = |(weight, of_position): &(Integer, Vec<Vec<Integer>>)| {
            let factors = of_position.iter().zip(digits).map(|(weights, digit)| &weights[*digit]);
            factors.fold(weight.clone(), |product, weight| product * weight)
        };
        Integer::from(Integer::sum(components.iter().map(of_component).collect::<Vec<_>>().iter()))
    })
}

fn near_tie(shape: Shape, largest: usize, random: &mut SeededRng) -> Vec<Integer> {
    let tied = if one_in(2, random) { code(shape, random) } else { mixture(shape, 1, largest, random) };
    let binary_digits = 8 + random.below(57);
    let mut counts: Vec<Integer> = tied.into_iter().map(|count| count << binary_digits).collect();
    let moved = random.below(counts.len());
    counts[moved] += 1;
    counts
}
