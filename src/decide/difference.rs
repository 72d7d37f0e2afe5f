//! The two sides of a relation as one difference, and its coefficients on the rays of the cone.

use rug::Rational;

use crate::cases::plan::Relation;
use crate::cases::quantity::Quantity;
use crate::exact::{LogForm, Number};
use crate::language::words::Comparator;
use crate::sampler::{Schedule, ScheduleClass};

/// What should be nonnegative in a relation: `right - left` for `<=` and `==`, `left - right` for `>=`. As a
/// combination `sum_k a_k h_k + cost * ideal_KL + eps_train * .. + ln_v * ln V + constant`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The coefficients on the rays `m = 1..L`, without the ideal expected KL: `sum_k a_k min(k, m)`, plus that of `ln
    /// V`.
    base: Vec<Rational>,
    /// The coefficient of the quantified schedule's ideal expected KL, where only its class is fixed.
    cost: Rational,
    ln_v: Rational,
    eps_train: Rational,
    /// Logarithms of numbers, and nats.
    constant: LogForm,
    /// Whether it should be positive.
    is_strict: bool,
}

/// The coefficients of a difference on the rays of the cone.
///
/// On the ray `m` the law of an MDS code of dimension `m` has `h_k = min(k, m)` and `ln V = 1`, in units of the
/// logarithm of the field's order; its ideal expected KL under a schedule is the distance of `m` to the next boundary,
/// `R(m) = min{N_t : N_t >= m} - m`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RayCoefficients {
    /// On the rays `m = 1..L`.
    pub rays: Vec<Rational>,
    /// On the ray of `ln V` alone.
    pub ln_v: Rational,
    /// On the ray of the training error alone.
    pub eps_train: Rational,
}

/// Why a relation is not a difference of the kind that the cone decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotLinear {
    /// A quantity that is not linear in average entropies.
    Quantity(String),
    /// A minimum or maximum.
    Extremum,
    /// Training errors of several schedules.
    TrainingErrors,
    /// A side that subtracts a training error, and has no value where that is infinite.
    SubtractedTrainingError,
    /// A strict relation, which fails where both sides vanish.
    Strict,
    /// A strict relation whose smaller side may be infinite: then the other one is infinite, too, or smaller.
    StrictInfinite,
    /// A constant such as `ln(2)` or `nat` that does not have the sign which decides.
    Constant,
}

impl Difference {
    /// The difference of a relation in which the schedule, if any, is single or left to its class.
    ///
    /// # Errors
    /// When it is not linear in the coordinates of the cone.
    pub fn new(relation: &Relation, length: usize, schedule: Option<&Schedule>) -> Result<Self, NotLinear> {
        let [smaller, larger] = relation.relation.smaller_first(&relation.left, &relation.right);
        for side in [&relation.left, &relation.right, &relation.shared] {
            if side.terms().any(|(quantity, coefficient)| quantity.is_training_error() && coefficient.sign().is_lt()) {
                return Err(NotLinear::SubtractedTrainingError);
            }
        }
        let is_strict = matches!(relation.relation, Comparator::Below | Comparator::Above);
        let may_be_infinite = |(quantity, _): (&Quantity, _)| quantity.may_be_infinite();
        if is_strict && smaller.terms().chain(relation.shared.terms()).any(may_be_infinite) {
            return Err(NotLinear::StrictInfinite);
        }
        let unit = Number::ONE.over(&Number::from(&relation.scale));
        let combination = larger.clone().scaled(&unit).plus_scaled(smaller, &unit.negated());
        if !combination.extrema().is_empty() {
            return Err(NotLinear::Extremum);
        }
        let mut averages = vec![Number::ZERO; length + 1];
        let mut gaps = vec![Number::ZERO; length];
        let mut difference = Self {
            base: Vec::new(),
            cost: Rational::new(),
            ln_v: Rational::new(),
            eps_train: Rational::new(),
            constant: LogForm::zero(),
            is_strict,
        };
        for (quantity, coefficient) in combination.terms() {
            match quantity {
                Quantity::Average(size) => averages[*size] = coefficient.clone(),
                Quantity::Gap(revealed) => gaps[*revealed] = coefficient.clone(),
                Quantity::LnVocabulary => difference.ln_v = coefficient.to_rational(),
                Quantity::IdealExpectedKl => difference.cost = coefficient.to_rational(),
                Quantity::TrainingError => difference.eps_train = coefficient.to_rational(),
                Quantity::Ln(argument) => difference.constant.add_ln(argument, &coefficient.to_rational()),
                Quantity::Nat => difference.constant.add_nats(&coefficient.to_rational()),
                Quantity::Entropy(_) | Quantity::OutputKl(_) | Quantity::ByDefinition(_) => {
                    return Err(NotLinear::Quantity(quantity.to_string()));
                }
            }
        }
        difference.eps_train += training_error(&gaps, schedule).ok_or(NotLinear::TrainingErrors)?;
        // sum_k a_k min(k, m) grows from m - 1 to m by the sum of the a_k with k >= m.
        let mut tails = averages;
        for size in (1..length).rev() {
            tails[size] = tails[size].plus(&tails[size + 1]);
        }
        let mut coefficient = Number::from(&difference.ln_v);
        for tail in &tails[1..] {
            coefficient = coefficient.plus(tail);
            difference.base.push(coefficient.to_rational());
        }
        Ok(difference)
    }

    /// The coefficient on ray `m` (from 1) for a schedule with a distance `R(m)`.
    pub fn ray(&self, dimension: usize, distance: usize) -> Rational {
        let cost = &self.cost * Rational::from(distance);
        cost + &self.base[dimension - 1]
    }

    /// The coefficients for a schedule, or for statements without one.
    pub fn coefficients(&self, schedule: Option<&Schedule>) -> RayCoefficients {
        let distances = schedule.map(distances);
        let rays = (1..=self.base.len())
            .map(|dimension| self.ray(dimension, distances.as_ref().map_or(0, |distances| distances[dimension - 1])));
        RayCoefficients { rays: rays.collect(), ln_v: self.ln_v.clone(), eps_train: self.eps_train.clone() }
    }

    /// The coefficients on the rays `m = 1..L`, without the ideal expected KL.
    pub fn base(&self) -> &[Rational] {
        &self.base
    }

    /// The coefficient of the ideal expected KL of a schedule that is fixed up to its class.
    pub fn cost(&self) -> &Rational {
        &self.cost
    }

    /// The coefficient of `ln V` alone.
    pub fn ln_v(&self) -> &Rational {
        &self.ln_v
    }

    /// The logarithms of numbers and the nats, which are the same for all laws.
    pub fn constant(&self) -> &LogForm {
        &self.constant
    }

    /// Whether the difference should be positive, and not only nonnegative.
    pub fn is_strict(&self) -> bool {
        self.is_strict
    }

    /// The difference, when it is one that should be nonnegative and has no constant.
    ///
    /// # Errors
    /// [`NotLinear::Strict`] or [`NotLinear::Constant`].
    pub fn homogeneous(self) -> Result<Self, NotLinear> {
        if self.is_strict {
            return Err(NotLinear::Strict);
        }
        if self.constant.is_zero() { Ok(self) } else { Err(NotLinear::Constant) }
    }

    /// The coefficient of the training error.
    pub fn eps_train(&self) -> &Rational {
        &self.eps_train
    }
}

impl RayCoefficients {
    /// All coefficients: rays, `ln V`, training error.
    pub fn all(&self) -> impl Iterator<Item = &Rational> {
        self.rays.iter().chain([&self.ln_v, &self.eps_train])
    }
}

/// `R(1), ..., R(L)`: the distance of each number of revealed positions to the next boundary.
pub fn distances(schedule: &Schedule) -> Vec<usize> {
    schedule.blocks().iter().flat_map(|&block| (0..block).rev()).collect()
}

/// The largest (`most`) or smallest distance `R(m)` over the schedules of a class, with a schedule that has it.
pub fn extreme_distance(class: ScheduleClass, dimension: usize, most: bool) -> Option<(usize, Schedule)> {
    let distance = |start: usize, block: usize| -> i64 {
        let inside = start < dimension && dimension <= start + block;
        let distance = if inside { start + block - dimension } else { 0 };
        let distance = i64::try_from(distance).expect("a short sequence");
        if most { distance } else { -distance }
    };
    let (total, schedule) = class.costliest(distance)?;
    Some((usize::try_from(total.abs()).expect("a short sequence"), schedule))
}

/// The largest (`most`) or smallest distances `R(1), ..., R(L)` over the schedules of a class that is not empty, each
/// by itself.
pub fn extreme_distances(class: ScheduleClass, most: bool) -> Vec<usize> {
    let ends = class.extreme_ends(most).unwrap_or_default();
    ends.into_iter().enumerate().map(|(index, end)| end - (index + 1)).collect()
}

/// The multiple of the schedule's training error `sum_t s_t gap_{N_{t-1}}` that these multiples of gaps are.
pub fn training_error(gaps: &[Number], schedule: Option<&Schedule>) -> Option<Rational> {
    if gaps.iter().all(Number::is_zero) {
        return Some(Rational::new());
    }
    let schedule = schedule?;
    let mut expected = vec![Number::ZERO; gaps.len()];
    for (&block, start) in schedule.blocks().iter().zip(schedule.boundaries()) {
        expected[start] = block.into();
    }
    let multiple = gaps[0].over(&expected[0]);
    let fits = gaps.iter().zip(&expected).all(|(gap, expected)| *gap == expected.times(&multiple));
    fits.then(|| multiple.into_rational())
}
