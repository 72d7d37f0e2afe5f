//! Points of the cone as laws that one can hold.

use std::fmt;

use rug::{Integer, Rational};

use crate::exact::LogForm;
use crate::law::families::{self, FamilyError};
use crate::law::{Law, LawError, PredictorTable, Shape, Vocabulary};
use crate::limits::PATTERN_LIMIT;
use crate::sampler::Schedule;

use super::existence::{Alternative, AlternativeSchedules, best_response};

/// A point of the cone: nonnegative weights on its rays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConePoint {
    /// On the rays `m = 1..L`.
    pub rays: Vec<Rational>,
    /// On that of `ln V` alone: more tokens than the law uses.
    pub ln_v: Rational,
    /// On that of the training error alone.
    pub eps_train: Rational,
}

impl ConePoint {
    /// The point of weight 1 on one ray, `m` from 1.
    pub fn ray(dimension: usize, length: usize) -> Self {
        let rays = (1..=length).map(|other| Rational::from(u8::from(other == dimension))).collect();
        Self { rays, ln_v: Rational::new(), eps_train: Rational::new() }
    }

    /// The point without weights.
    pub fn origin(length: usize) -> Self {
        Self { rays: vec![Rational::new(); length], ln_v: Rational::new(), eps_train: Rational::new() }
    }

    /// The point of weight 1 on the ray of `ln V`.
    pub fn ln_v(length: usize) -> Self {
        Self { rays: vec![Rational::new(); length], ln_v: Rational::from(1), eps_train: Rational::new() }
    }

    /// The point of weight 1 on the ray of the training error.
    pub fn eps_train(length: usize) -> Self {
        Self { rays: vec![Rational::new(); length], ln_v: Rational::new(), eps_train: Rational::from(1) }
    }

    /// The point with weights on the rays, on `ln V` and on the training error, in this order.
    pub(super) fn from_weights(mut weights: Vec<Rational>) -> Self {
        let eps_train = weights.pop().unwrap_or_default();
        let ln_v = weights.pop().unwrap_or_default();
        Self { rays: weights, ln_v, eps_train }
    }

    /// The dimension of the only ray with a weight, if the point lies on one.
    pub fn single_ray(&self) -> Option<usize> {
        let mut support = (1..).zip(&self.rays).filter(|(_, weight)| **weight != 0).map(|(dimension, _)| dimension);
        match (support.next(), support.next(), self.ln_v.is_zero() && self.eps_train.is_zero()) {
            (Some(dimension), None, true) => Some(dimension),
            _ => None,
        }
    }
}

/// Independent copies of uniform words of MDS codes, side by side at each position.
///
/// `h_k = sum_i copies_i ln(field_i) min(k, dimension_i)`, and `ln V = sum_i copies_i ln(field_i)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeProduct {
    length: usize,
    codes: Vec<Code>,
}

/// Copies of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The dimension.
    pub dimension: usize,
    /// The order of the field.
    pub field: usize,
    /// How many independent copies, at least 1.
    pub copies: u32,
}

/// The largest product of codes that is written out as a law, in patterns `(V + 1)^L`.
const EXPLICIT_PATTERNS: usize = 1 << 17;

/// A law of so few sequences is written out as long as its table of patterns is within bounds.
const FEW_SEQUENCES: usize = 1 << 10;

impl CodeProduct {
    /// A product of codes of a length.
    pub fn new(length: usize, codes: Vec<Code>) -> Self {
        Self { length, codes }
    }

    /// `L`
    pub fn length(&self) -> usize {
        self.length
    }

    /// The codes.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The number of sequences of positive probability, if it fits in a machine word.
    fn sequences(&self) -> Option<usize> {
        self.codes.iter().try_fold(1_usize, |sequences, code| {
            let words = code.field.checked_pow(u32::try_from(code.dimension).ok()?)?;
            sequences.checked_mul(words.checked_pow(code.copies)?)
        })
    }

    /// The law, when it is small enough to be written out; `None` otherwise.
    ///
    /// # Errors
    /// When a code does not exist or its law cannot be made.
    pub fn law(&self) -> Result<Option<Law>, FamilyError> {
        let mut product: Option<Law> = None;
        let copies = self.codes.iter().flat_map(|code| std::iter::repeat_n(code, code.copies as usize));
        let limit = if self.sequences().is_some_and(|sequences| sequences <= FEW_SEQUENCES) {
            PATTERN_LIMIT
        } else {
            EXPLICIT_PATTERNS
        };
        for code in copies {
            let is_large = |vocabulary_size: usize| {
                let patterns =
                    u32::try_from(self.length).ok().and_then(|length| (vocabulary_size + 1).checked_pow(length));
                patterns.is_none_or(|patterns| patterns > limit)
            };
            if is_large(code.field) {
                return Ok(None);
            }
            let law = if code.dimension == self.length {
                families::iid_uniform(code.field, self.length)?
            } else {
                families::mds(self.length, code.dimension, code.field)?
            };
            product = Some(match product {
                None => law,
                Some(product) => {
                    let vocabulary_size = product.vocabulary_size() * law.vocabulary_size();
                    if is_large(vocabulary_size) {
                        return Ok(None);
                    }
                    match product.product(&law) {
                        Ok(product) => product,
                        Err(LawError::TooLarge { .. }) => return Ok(None),
                        Err(error) => return Err(error.into()),
                    }
                }
            });
        }
        Ok(product)
    }

    /// `sum_m coefficient_m * (weight of ray m)`: the value, in nats, of a difference with these ray coefficients.
    pub fn value(&self, rays: &[Rational]) -> LogForm {
        let mut form = LogForm::zero();
        for code in &self.codes {
            let coefficient = &rays[code.dimension - 1] * Rational::from(code.copies);
            form.add_ln(&Integer::from(code.field), &coefficient);
        }
        form
    }
}

impl fmt::Display for CodeProduct {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<String> = self
            .codes
            .iter()
            .map(|code| {
                let copies = if code.copies == 1 { String::new() } else { format!("{} copies of ", code.copies) };
                format!("{copies}[{},{}] MDS code over GF({})", self.length, code.dimension, code.field)
            })
            .collect();
        write!(formatter, "{}", codes.join(" x "))
    }
}

/// The order of the smallest field that is known here to have an MDS code of these parameters: 2 for repetition, parity
/// and independent tokens, else the smallest prime power `q` with `L <= q + 1` (extended Reed-Solomon codes).
pub fn smallest_field(dimension: usize, length: usize) -> usize {
    if dimension == 1 || dimension + 1 >= length {
        return 2;
    }
    // The hexacode [6,3] over GF(4), the one shorter field among short codes.
    if (length, dimension) == (6, 3) {
        return 4;
    }
    (2..).find(|&order| order + 1 >= length && is_prime_power(order)).expect("there are arbitrarily large primes")
}

pub(super) fn is_prime_power(order: usize) -> bool {
    let prime = (2..=order).find(|divisor| order.is_multiple_of(*divisor)).expect("an order above 1");
    let mut rest = order;
    while rest.is_multiple_of(prime) {
        rest /= prime;
    }
    rest == 1
}

/// The code of one ray over its smallest field.
pub fn ray_law(dimension: usize, length: usize) -> CodeProduct {
    let field = smallest_field(dimension, length);
    CodeProduct::new(length, vec![Code { dimension, field, copies: 1 }])
}

/// A product of codes near a point at which every choice is negative, such that it stays so: small numbers of copies
/// over small fields where some such product is found, and otherwise one common field, over which the weights on the
/// rays are exact. The schedules of the choices, where they are listed, let products over several fields be tried. A
/// point that needs more tokens than the codes use, or a wrong predictor, has no such product: [`refutes`] tells.
pub fn near(point: &ConePoint, choices: &[Alternative], schedules: &[Vec<Schedule>]) -> CodeProduct {
    let length = point.rays.len();
    let largest = point.rays.iter().max().cloned().unwrap_or_default();
    let supported: Vec<usize> = (1..=length).filter(|dimension| point.rays[dimension - 1] != 0).collect();
    for scale in 1..=24_u32 {
        let codes = supported.iter().filter_map(|&dimension| {
            let field = smallest_field(dimension, length);
            // About weight / ln(field), in units in which the largest weight is `scale` bits; any rounding will do,
            // since the result is checked.
            let bits = usize::BITS - 1 - field.leading_zeros();
            let share = Rational::from(&point.rays[dimension - 1] / &largest) * Rational::from((scale, bits));
            let copies = (share + Rational::from((1, 2))).floor().numer().to_u32()?;
            (copies > 0).then_some(Code { dimension, field, copies })
        });
        let product = CodeProduct::new(length, codes.collect());
        if refutes(&product, choices, schedules) {
            return product;
        }
    }
    let field = supported.iter().map(|&dimension| smallest_field(dimension, length)).max().unwrap_or(2);
    let field =
        if supported.iter().all(|&dimension| smallest_field(dimension, length) == 2) { 2 } else { field.max(length) };
    let field = (field..).find(|&order| is_prime_power(order)).expect("there are arbitrarily large primes");
    let scale = point.rays.iter().fold(Integer::from(1), |scale, weight| scale.lcm(weight.denom()));
    let codes = supported.into_iter().map(|dimension| {
        let copies = Rational::from(&point.rays[dimension - 1] * &scale).numer().to_u32().unwrap_or(u32::MAX);
        Code { dimension, field, copies }
    });
    CodeProduct::new(length, codes.collect())
}

/// Whether every schedule of every choice is found to have a negative difference at a product of codes, with the exact
/// predictor. Exact where it says so; products over several fields need the schedules listed.
pub fn refutes(product: &CodeProduct, choices: &[Alternative], schedules: &[Vec<Schedule>]) -> bool {
    let Some(first) = product.codes.first() else { return false };
    if product.codes.iter().all(|code| code.field == first.field) {
        // In units of the one logarithm the weights are integers.
        let mut weights = vec![Rational::new(); product.length + 2];
        product.codes.iter().for_each(|code| weights[code.dimension - 1] += code.copies);
        return choices.iter().all(|choice| best_response(choice, &weights).is_none_or(|(most, _)| most < 0));
    }
    choices.len() == schedules.len()
        && choices.iter().zip(schedules).all(|(choice, schedules)| {
            schedules.iter().all(|schedule| {
                let coefficients = choice.difference.coefficients(Some(schedule));
                product.value(&coefficients.rays).sign().is_lt()
            })
        })
}

/// The schedules of each choice, one by one.
pub fn schedules_of(choices: &[Alternative], length: usize) -> Vec<Vec<Schedule>> {
    choices
        .iter()
        .map(|choice| match &choice.schedules {
            AlternativeSchedules::Single(schedule) => vec![schedule.clone()],
            AlternativeSchedules::Class(class) => {
                Schedule::all(length).into_iter().filter(|schedule| class.contains(schedule)).collect()
            }
        })
        .collect()
}

/// A law of one sequence: every entropy is 0.
///
/// # Errors
/// When the sequence is too long to be enumerated.
pub fn single_sequence(shape: Shape) -> Result<Law, LawError> {
    let atoms = shape.check_size()?;
    let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
    let counts = (0..atoms).map(|atom| Integer::from(u8::from(atom == 0))).collect();
    let name = format!("single-sequence(L={length},V={vocabulary_size})");
    Law::from_counts(name, Vocabulary::numbered(vocabulary_size), length, counts)
}

/// A predictor for the law of one sequence over two tokens which gives the right token probability `2^-bits`
/// everywhere: its training error is `L bits ln 2` under every schedule.
pub fn wrong_predictor(length: usize, bits: u32) -> Option<PredictorTable> {
    let rows = 3_usize.checked_pow(u32::try_from(length).ok()?)?.checked_mul(length)?;
    let rest: Integer = (Integer::from(1) << bits) - 1;
    let weights = (0..rows).flat_map(|_| [Integer::from(1), rest.clone()]).collect();
    PredictorTable::from_weights(Shape::new(length, 2).ok()?, weights).ok()
}
