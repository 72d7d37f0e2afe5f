//! Information measures on a ray, as fractions.

use rug::Rational;

use crate::language::Part;
use crate::language::typed::{Folded, Measure, MeasureNode, PositionItem, Positions, Scalar, ScalarNode, Values};
use crate::language::words::{
    Curve, Divergence, Fold, Halving, MeasureFunction, MeasureName, Multivariate, ScalarName,
};

use super::branch::{Branch, Result, beyond};
use super::evaluator::{Evaluator, Ray};
use super::fraction::Fraction;
use super::polynomial::Polynomial;
use super::sums::{sum_over, sum_over_blocks};

impl Evaluator<'_> {
    /// The value of an information measure on the ray.
    ///
    /// # Errors
    /// [`super::branch::Stop`]
    pub fn measure(&mut self, branch: &mut Branch, measure: &Measure) -> Result<Fraction> {
        match &measure.node {
            MeasureNode::Zero => Ok(Fraction::default()),
            MeasureNode::ZeroOf(scalar) => self.scalar(branch, scalar).map(|_| Fraction::default()),
            MeasureNode::Name(MeasureName::DualTotalCorrelation) => self.dual_total_correlation(branch),
            MeasureNode::Name(MeasureName::OfAll(Multivariate::OInformation)) => {
                let dual = self.dual_total_correlation(branch)?;
                let total = self.of_code(self.length.minus(&self.dimension));
                branch.sum(&total, &dual.negated())
            }
            MeasureNode::Name(name) => self.named_measure(*name),
            MeasureNode::Divergence(divergence, halving) => self.divergence(branch, *divergence, *halving),
            MeasureNode::Function(MeasureFunction::Curve(curve), argument) => {
                let argument = self.integer(branch, argument)?;
                self.curve(branch, *curve, &argument)
            }
            MeasureNode::Function(MeasureFunction::Ln, argument) => match argument.node {
                ScalarNode::Name(ScalarName::VocabularySize) => Ok(self.when(&[Ray::Code, Ray::LnVocabulary])),
                _ => beyond("ln of a number"),
            },
            MeasureNode::Function(MeasureFunction::Profile, _) => beyond("rho"),
            MeasureNode::Function(MeasureFunction::BinomialEntropy, _) => beyond("H_binomial"),
            MeasureNode::Function(MeasureFunction::BestOrderKl, _) => beyond("best_order_KL"),
            MeasureNode::Negate(operand) => Ok(self.measure(branch, operand)?.negated()),
            MeasureNode::Sum(left, right) => {
                let (left, right) = (self.measure(branch, left)?, self.measure(branch, right)?);
                branch.sum(&left, &right)
            }
            MeasureNode::Difference(left, right) => {
                let (left, right) = (self.measure(branch, left)?, self.measure(branch, right)?);
                branch.sum(&left, &right.negated())
            }
            // In the order of the text. The factor is evaluated where the measure is 0, too: it must have a value.
            MeasureNode::Product(scalar, of) if scalar.span.start < of.span.start => {
                let scalar = self.scalar(branch, scalar)?;
                Ok(scalar.times(&self.measure(branch, of)?))
            }
            MeasureNode::Product(scalar, of) => {
                let of = self.measure(branch, of)?;
                Ok(of.times(&self.scalar(branch, scalar)?))
            }
            MeasureNode::Quotient(dividend, divisor) => {
                let dividend = self.measure(branch, dividend)?;
                let divisor = self.scalar(branch, divisor)?;
                Ok(dividend.times(&branch.reciprocal(&divisor)?))
            }
            MeasureNode::Fold(folded) => self.fold_of_measures(branch, folded),
            MeasureNode::Extremum(..) => beyond("a minimum or maximum of information measures"),
            MeasureNode::Entropy(set, given) if is_all(set) && given.items.is_empty() => {
                let length = self.length.clone();
                self.curve(branch, Curve::AverageEntropy, &length)
            }
            MeasureNode::Entropy(..) | MeasureNode::MutualInformation(..) | MeasureNode::Hartley(_) => {
                beyond("entropies of sets of positions")
            }
            MeasureNode::Multivariate(..) => beyond("measures of some positions"),
            MeasureNode::Nats(_) | MeasureNode::Multiple(..) | MeasureNode::LnOf(_) => beyond("a number of the law"),
            MeasureNode::PermutationError(_) => beyond("permutation_error"),
            MeasureNode::Rounds(..) => beyond("numbers of rounds"),
        }
    }

    /// 1 on these rays, and 0 on the others.
    fn when(&self, rays: &[Ray]) -> Fraction {
        Fraction::constant(u8::from(rays.contains(&self.ray)))
    }

    /// A value that only the rays of codes have.
    fn of_code(&self, value: Polynomial) -> Fraction {
        if self.ray == Ray::Code { value.into() } else { Fraction::default() }
    }

    fn named_measure(&self, name: MeasureName) -> Result<Fraction> {
        let (length, dimension) = (&self.length, &self.dimension);
        let total = || length.minus(dimension);
        match name {
            MeasureName::Nat => Ok(self.when(&[Ray::Constant])),
            MeasureName::TotalCorrelation => Ok(self.of_code(total())),
            MeasureName::DualTotalCorrelation => unreachable!("handled before"),
            MeasureName::TrainingError => Ok(self.when(&[Ray::TrainingError])),
            // sum_k (h(k) - k/L h(L)) = m (L - m)/2
            MeasureName::OfAll(Multivariate::TseComplexity) => {
                Ok(self.of_code(dimension.times(&total()).scaled(&Rational::from((1, 2)))))
            }
            MeasureName::OfAll(of) => beyond(format!("{of:?}")),
            MeasureName::OutputKl => beyond("KL_output"),
            MeasureName::OfPolicy(_) => beyond("quantities of a policy"),
            MeasureName::OfRule(_) => beyond("quantities of a rule"),
            MeasureName::Statistic(_) => beyond("statistics of words"),
        }
    }

    /// `E_KL` and `ideal_KL`: on the ray of a code the distance of its dimension to the end of the block.
    fn divergence(
        &mut self,
        branch: &mut Branch,
        divergence: Divergence,
        halving: Option<Halving>,
    ) -> Result<Fraction> {
        if divergence == Divergence::Expected && self.ray == Ray::TrainingError {
            // The training error of the halved schedule is another one.
            return if halving.is_some() {
                beyond("training errors of several schedules")
            } else {
                Ok(Fraction::constant(1))
            };
        }
        let Some(schedule) = self.schedule.clone() else { return beyond("the errors of an order's schedule") };
        if self.ray != Ray::Code {
            return Ok(Fraction::default());
        }
        let end = match halving {
            None => schedule.end,
            Some(halving) => schedule.end_of_half(branch, &self.dimension, halving == Halving::LargerFirst)?,
        };
        Ok(end.minus(&self.dimension).into())
    }

    /// A value of a curve on the ray: `h(k) = min(k, m)`, and what is made of it.
    fn curve(&mut self, branch: &mut Branch, curve: Curve, argument: &Polynomial) -> Result<Fraction> {
        let length = self.length.clone();
        let (least, most) = match curve {
            Curve::AverageEntropy => (0, length),
            Curve::Information => (1, length),
            Curve::Zeta => (0, length.plus_integer(-1)),
            Curve::Delta => (1, length.plus_integer(-1)),
        };
        branch.require(&argument.plus_integer(-least), "a place outside its range")?;
        branch.require(&most.minus(argument), "a place outside its range")?;
        if self.ray != Ray::Code {
            return Ok(Fraction::default());
        }
        if curve == Curve::Delta {
            let is_dimension = branch.is_equal(argument, &self.dimension.clone())?;
            return Ok(Fraction::constant(u8::from(is_dimension)));
        }
        // The sign that tells: for h and zeta that of k - m; for Z(k) = zeta(k - 1) that of k - 1 - m.
        let is_information = curve == Curve::Information;
        let from = self.dimension.plus_integer(i64::from(is_information));
        let is_from = branch.is_nonnegative(&argument.minus(&from))?;
        Ok(match (curve, is_from) {
            (Curve::AverageEntropy, true) => self.dimension.clone().into(),
            (Curve::AverageEntropy, false) => argument.clone().into(),
            (Curve::Information | Curve::Zeta | Curve::Delta, _) => Fraction::constant(u8::from(is_from)),
        })
    }

    /// `DTC = L h(L-1) - (L-1) h(L)`: `m` for `m < L`, and 0 for `m = L`.
    fn dual_total_correlation(&mut self, branch: &mut Branch) -> Result<Fraction> {
        if self.ray != Ray::Code {
            return Ok(Fraction::default());
        }
        let is_whole = branch.is_nonnegative(&self.dimension.minus(&self.length))?;
        Ok(if is_whole { Fraction::default() } else { self.dimension.clone().into() })
    }

    fn fold_of_measures(&mut self, branch: &mut Branch, folded: &Folded<Measure>) -> Result<Fraction> {
        if folded.fold != Fold::Sum {
            return beyond(format!("a {} of information measures", folded.fold.name()));
        }
        if let Some(of_tokens) = self.sum_over_tokens(branch, folded)? {
            return Ok(of_tokens);
        }
        let term = |evaluator: &mut Self, branch: &mut Branch| evaluator.measure(branch, &folded.term);
        if has_entry_of(&folded.term, &folded.name) {
            sum_over_blocks(self, branch, &folded.name, &folded.values, term)
        } else {
            sum_over(self, branch, &folded.name, &folded.values, term)
        }
    }

    /// `sum(i in 1..L, ..)` of `I(i; rest)`, `H(i)` or `H(i | rest)`: `L` times `h(1) + h(L-1) - h(L)`, `h(1)`, or
    /// `h(L) - h(L-1)`.
    fn sum_over_tokens(&mut self, branch: &mut Branch, folded: &Folded<Measure>) -> Result<Option<Fraction>> {
        let Values::Range { from, to } = &folded.values else { return Ok(None) };
        let is_variable = |positions: &Positions| {
            matches!(&positions.items[..], [PositionItem::One(Scalar { node: ScalarNode::Variable(name), .. })]
                if **name == *folded.name)
        };
        let is_rest = |positions: &Positions| matches!(positions.items[..], [PositionItem::Rest]);
        let one = Polynomial::constant(1);
        // As a multiple of h(1), and of h(L) - h(L-1).
        let (first, last) = match &folded.term.node {
            MeasureNode::MutualInformation(token, others, given)
                if is_variable(token) && is_rest(others) && given.items.is_empty() =>
            {
                (one.clone(), one.negated())
            }
            MeasureNode::Entropy(token, given) if is_variable(token) && given.items.is_empty() => {
                (one.clone(), Polynomial::default())
            }
            MeasureNode::Entropy(token, given) if is_variable(token) && is_rest(given) => {
                (Polynomial::default(), one.clone())
            }
            _ => return Ok(None),
        };
        let (from, to) = (self.integer(branch, from)?, self.integer(branch, to)?);
        if from != one || to != self.length {
            return Ok(None);
        }
        if self.ray != Ray::Code {
            return Ok(Some(Fraction::default()));
        }
        let is_whole = branch.is_nonnegative(&self.dimension.minus(&self.length))?;
        let each = if is_whole { first.plus(&last) } else { first };
        Ok(Some(self.length.times(&each).into()))
    }
}

/// Whether an entry of a sequence of the schedule, at a place by a variable, occurs in a measure.
fn has_entry_of(measure: &Measure, variable: &str) -> bool {
    let mut found = false;
    measure.visit(&mut |part: Part| {
        if let Part::Scalar(Scalar { node: ScalarNode::Entry(_, index), .. }) = part {
            index.visit(&mut |inside: Part| {
                found |= matches!(inside, Part::Scalar(Scalar { node: ScalarNode::Variable(name), .. })
                    if name == variable);
                true
            });
        }
        true
    });
    found
}

/// Whether a set is that of all positions.
fn is_all(positions: &Positions) -> bool {
    matches!(positions.items[..], [PositionItem::All])
}
