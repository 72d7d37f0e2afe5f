//! Laws, with what is computed from them.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use maskproof::diagnosis::Diagnosis;
use maskproof::entropy::{AverageCurve, definitions};
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{ExpressionValue, Sampling, Subject};
use maskproof::exact::Limits;
use maskproof::exact::lazy_form::expand;
use maskproof::language::ValueExpression;
use maskproof::law::{PatternCounts, PositionSet, digits_of, index_of};
use maskproof::sampler::{Model, Predictor as ModelPredictor, PredictorGaps, cheapest_schedules, ideal_expected_kl};
use maskproof::{Extended, LogForm as Form, Schedule, Shape, UnmaskingOrder, Vocabulary};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use rug::{Integer, Rational};

use super::background;
use super::errors::Class;
use super::log_form::{LogForm, extended};
use super::numbers::{fraction, int, rational};
use super::predictor::Predictor;

/// A law with its marginal counts and its curve, each computed when it is first asked for.
pub struct Computed {
    pub law: maskproof::Law,
    patterns: OnceLock<PatternCounts>,
    curve: OnceLock<AverageCurve>,
}

impl Computed {
    pub fn patterns(&self) -> &PatternCounts {
        self.patterns.get_or_init(|| PatternCounts::new(&self.law))
    }

    pub fn curve(&self) -> &AverageCurve {
        self.curve.get_or_init(|| AverageCurve::new(self.patterns()))
    }

    /// The law with a predictor, the exact one where none is given.
    pub fn model<'a>(&'a self, predictor: Option<&'a maskproof::PredictorTable>) -> Model<'a> {
        let predictor = predictor.map_or(ModelPredictor::Exact, ModelPredictor::Table);
        Model::new(&self.law, self.patterns(), predictor)
    }
}

/// The native part of `maskproof.Law`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Law(pub Arc<Computed>);

impl Law {
    pub fn of(law: maskproof::Law) -> Self {
        Self(Arc::new(Computed { law, patterns: OnceLock::new(), curve: OnceLock::new() }))
    }

    fn made(law: Result<maskproof::Law, impl Diagnosis>) -> PyResult<Self> {
        law.map(Self::of).map_err(|error| Class::Law.of(&error))
    }

    /// The set of some positions, each below L.
    fn set(&self, positions: &[usize]) -> PyResult<PositionSet> {
        let length = self.0.law.length();
        match positions.iter().find(|&&position| position >= length) {
            Some(position) => Err(PyIndexError::new_err(format!(
                "position {position} is out of range: the positions of a law of length {length} are 0 to {}",
                length - 1
            ))),
            None => Ok(positions.iter().copied().collect()),
        }
    }

    /// A form that the law's marginal counts give, computed in the background.
    fn form(&self, py: Python, value: impl FnOnce(&Computed) -> Form + Send + 'static) -> PyResult<LogForm> {
        self.computed(py, value).map(LogForm)
    }

    /// What is computed from the law: at once where it is small, and in the background otherwise.
    fn computed<T: Send + 'static>(
        &self,
        py: Python,
        value: impl FnOnce(&Computed) -> T + Send + 'static,
    ) -> PyResult<T> {
        if self.0.law.shape().patterns() <= SMALL {
            let law = &*self.0;
            return Ok(py.detach(|| value(law)));
        }
        let law = Arc::clone(&self.0);
        background::run(py, None, move |_| value(&law))
    }
}

/// The patterns of a law whose entropies take no longer than a change of threads does, about.
const SMALL: usize = 1 << 12;

/// A schedule of a law's length.
pub fn schedule(blocks: Vec<usize>, length: usize) -> PyResult<Schedule> {
    let text = || blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let schedule = match Schedule::new(blocks.clone()) {
        Some(schedule) => Ok(schedule),
        None => text().parse::<Schedule>(),
    };
    schedule.and_then(|schedule| schedule.for_length(length)).map_err(|error| Class::Schedule.of(&error))
}

/// Schedules of a length.
pub fn schedules(all: Option<Vec<Vec<usize>>>, length: usize) -> PyResult<Option<Vec<Schedule>>> {
    all.map(|all| all.into_iter().map(|blocks| schedule(blocks, length)).collect()).transpose()
}

/// Expected KL, its ideal part, the training error.
type Costs = (Extended, Form, Extended);

fn costs(curve: &AverageCurve, gaps: &PredictorGaps, schedule: &Schedule) -> Costs {
    let ideal = ideal_expected_kl(curve, schedule);
    let training = gaps.training_error(schedule);
    (Extended::Finite(ideal.clone()).plus(&training), ideal, training)
}

type CostObjects = (Py<PyAny>, LogForm, Py<PyAny>);

fn cost_objects(py: Python, (all, ideal, training): Costs) -> PyResult<CostObjects> {
    Ok((extended(py, all)?, LogForm(ideal), extended(py, training)?))
}

#[pymethods]
impl Law {
    /// The law with these values of some sequences, each given by the places of its tokens; probabilities, or counts.
    #[staticmethod]
    fn from_values(
        name: String,
        tokens: Vec<String>,
        length: usize,
        sequences: Vec<Vec<usize>>,
        values: Vec<Bound<PyAny>>,
        are_counts: bool,
    ) -> PyResult<Self> {
        let of_law = |error: maskproof::LawError| Class::Law.of(&error);
        let vocabulary = Vocabulary::new(tokens).map_err(of_law)?;
        let shape = Shape::new(length, vocabulary.size()).map_err(of_law)?;
        let mut listed = vec![Rational::new(); shape.check_size().map_err(of_law)?];
        for (sequence, value) in sequences.iter().zip(&values) {
            listed[index_of(sequence, vocabulary.size())] = rational(value)?;
        }
        if !are_counts {
            return Self::made(maskproof::Law::from_probabilities(name, vocabulary, length, listed));
        }
        let counts = listed.into_iter().map(|count| count.into_numer_denom().0).collect();
        Self::made(maskproof::Law::from_counts(name, vocabulary, length, counts))
    }

    /// The law with these counts of all sequences, 64-bit little-endian integers.
    #[staticmethod]
    fn from_count_bytes(name: String, tokens: Vec<String>, length: usize, counts: &[u8]) -> PyResult<Self> {
        let vocabulary = Vocabulary::new(tokens).map_err(|error| Class::Law.of(&error))?;
        let count = |bytes: &[u8]| Integer::from(u64::from_le_bytes(bytes.try_into().expect("chunks of 8 bytes")));
        let counts = counts.chunks_exact(8).map(count).collect();
        Self::made(maskproof::Law::from_counts(name, vocabulary, length, counts))
    }

    #[staticmethod]
    fn named(py: Python, text: String) -> PyResult<Self> {
        Self::made(background::run(py, None, move |_| maskproof::Law::named(&text))?)
    }

    #[staticmethod]
    fn from_file(py: Python, path: PathBuf) -> PyResult<Self> {
        Self::made(background::run(py, None, move |_| maskproof::read_law(&path))?)
    }

    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        Self::made(maskproof::law::readers::law_from_json(text))
    }

    /// The law in the text of a `.csv` file.
    #[staticmethod]
    fn from_csv(name: &str, text: &str) -> PyResult<Self> {
        Self::made(maskproof::law::readers::law_from_csv(name, text))
    }

    fn to_json(&self) -> String {
        self.0.law.to_json()
    }

    #[getter]
    fn name(&self) -> &str {
        self.0.law.name()
    }

    #[getter]
    fn description(&self) -> &str {
        self.0.law.description()
    }

    #[getter]
    fn tokens(&self) -> Vec<String> {
        self.0.law.vocabulary().tokens().to_vec()
    }

    #[getter]
    fn length(&self) -> usize {
        self.0.law.length()
    }

    #[getter]
    fn total<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        int(py, self.0.law.total())
    }

    /// The sequences of positive probability, by the places of their tokens, with their counts.
    fn support<'py>(&self, py: Python<'py>) -> PyResult<Vec<(Vec<usize>, Bound<'py, PyAny>)>> {
        let law = &self.0.law;
        let digits = |atom| digits_of(atom, law.vocabulary_size(), law.length());
        law.support().map(|(atom, count)| Ok((digits(atom), int(py, count)?))).collect()
    }

    /// The law as the library prints it.
    fn text(&self) -> String {
        self.0.law.to_string()
    }

    /// The law under another name.
    fn renamed(&self, name: String) -> Self {
        Self::of(self.0.law.clone().with_name(name))
    }

    /// The law with another description.
    fn described(&self, description: String) -> Self {
        Self::of(self.0.law.clone().with_description(description))
    }

    /// The law of some positions.
    fn marginal(&self, positions: Vec<usize>) -> PyResult<Self> {
        self.set(&positions)?;
        Self::made(self.0.law.marginal(&positions))
    }

    /// Whether vocabularies, lengths and probabilities are the same.
    fn is_same(&self, other: &Self) -> bool {
        let (first, second) = (&self.0.law, &other.0.law);
        let mut counts = first.counts().iter().zip(second.counts());
        first.shape() == second.shape()
            && first.vocabulary() == second.vocabulary()
            && counts.all(|(a, b)| Integer::from(a * second.total()) == Integer::from(b * first.total()))
    }

    fn entropy(&self, py: Python, positions: Vec<usize>, given: Vec<usize>) -> PyResult<LogForm> {
        let (set, given) = (self.set(&positions)?, self.set(&given)?);
        self.form(py, move |law| definitions::conditional_entropy(law.patterns(), set, given))
    }

    fn mutual_information(
        &self,
        py: Python,
        first: Vec<usize>,
        second: Vec<usize>,
        given: Vec<usize>,
    ) -> PyResult<LogForm> {
        let [first, second, given] = [self.set(&first)?, self.set(&second)?, self.set(&given)?];
        self.form(py, move |law| definitions::mutual_information(law.patterns(), first, second, given))
    }

    /// `sum_A (-1)^(|A| + 1) H(A)` over the nonempty sets `A` of groups of positions.
    fn co_information(&self, py: Python, groups: Vec<Vec<usize>>) -> PyResult<LogForm> {
        let groups: Vec<PositionSet> = groups.iter().map(|group| self.set(group)).collect::<PyResult<_>>()?;
        let law = Arc::clone(&self.0);
        let sum = background::run(py, None, move |monitor| {
            let mut sum = Form::zero();
            // There may be a million sets: what is added after a stop is dropped.
            for chosen in PositionSet::subsets(groups.len()).take_while(|_| !monitor.is_stopped()) {
                let set = chosen.positions().fold(PositionSet::EMPTY, |set, group| set.union(groups[group]));
                let sign = if chosen.size() % 2 == 1 { 1 } else { -1 };
                sum.add_scaled(&definitions::entropy(law.patterns(), set), &Rational::from(sign));
            }
            sum
        });
        sum.map(LogForm)
    }

    /// `h_0, ..., h_L`
    fn curve(&self, py: Python) -> PyResult<Vec<LogForm>> {
        let forms = self.computed(py, |law| {
            let curve = law.curve();
            (0..=curve.length()).map(|size| curve.h(size).clone()).collect::<Vec<_>>()
        })?;
        Ok(forms.into_iter().map(LogForm).collect())
    }

    /// `Z_1, ..., Z_L`
    fn information_curve(&self, py: Python) -> PyResult<Vec<LogForm>> {
        Ok(self.computed(py, |law| law.curve().information_curve())?.into_iter().map(LogForm).collect())
    }

    fn total_correlation(&self, py: Python) -> PyResult<LogForm> {
        self.form(py, |law| law.curve().total_correlation())
    }

    fn dual_total_correlation(&self, py: Python) -> PyResult<LogForm> {
        self.form(py, |law| law.curve().dual_total_correlation())
    }

    /// Expected KL, its ideal part, the training error.
    #[pyo3(signature = (blocks, predictor))]
    fn cost(&self, py: Python, blocks: Vec<usize>, predictor: Option<&Predictor>) -> PyResult<CostObjects> {
        let schedule = schedule(blocks, self.0.law.length())?;
        let table = predictor.map(|predictor| predictor.of_law(&self.0.law)).transpose()?;
        let costs = self.computed(py, move |law| {
            costs(law.curve(), &PredictorGaps::new(&law.model(table.as_deref())), &schedule)
        })?;
        cost_objects(py, costs)
    }

    /// The best schedule for each number of steps, with what it costs.
    #[pyo3(signature = (predictor))]
    fn best_schedules(&self, py: Python, predictor: Option<&Predictor>) -> PyResult<Vec<(Vec<usize>, CostObjects)>> {
        let table = predictor.map(|predictor| predictor.of_law(&self.0.law)).transpose()?;
        let found = self.computed(py, move |law| {
            let (curve, gaps) = (law.curve(), PredictorGaps::new(&law.model(table.as_deref())));
            let best = cheapest_schedules(curve, &gaps);
            best.into_iter().map(|best| (best.blocks().to_vec(), costs(curve, &gaps, &best))).collect::<Vec<_>>()
        })?;
        found.into_iter().map(|(blocks, costs)| Ok((blocks, cost_objects(py, costs)?))).collect()
    }

    /// The value of an expression: a rational, a form, an infinity, or the two parts of a quotient.
    #[pyo3(signature = (expression, schedule, order, policy, rule, predictor))]
    #[allow(clippy::too_many_arguments, reason = "the arguments of a method of Python")]
    fn value(
        &self,
        py: Python,
        expression: &str,
        schedule: Option<Vec<usize>>,
        order: Option<&str>,
        policy: Option<String>,
        rule: Option<String>,
        predictor: Option<&Predictor>,
    ) -> PyResult<Py<PyAny>> {
        let law = &self.0.law;
        let schedule = schedule.map(|blocks| self::schedule(blocks, law.length())).transpose()?;
        let order = order.map(|text| {
            UnmaskingOrder::parse(text, law.length()).ok_or_else(|| {
                let message = format!("order is '{text}': expected every position from 1 to {} once", law.length());
                Class::Schedule.with(&message, "schedule::order", "blocks have `/` between, as in '1,3/2'")
            })
        });
        let sampling = Sampling { schedule, order: order.transpose()?, policy, rule };
        let of_claim = |error: maskproof::ClaimError| Class::Claim.of(&error);
        let expression = ValueExpression::parse(expression, sampling.given()).map_err(of_claim)?;
        let table = predictor.map(|predictor| predictor.of_law(law)).transpose()?;
        let value = self.computed(py, move |law| {
            let orders = OrderTables::default();
            let mut subject = Subject::new(law.model(table.as_deref()), &orders);
            expression.value(&mut subject, &sampling, Limits::default())
        })?;
        match value.map_err(of_claim)? {
            ExpressionValue::Rational(number) => Ok(fraction(py, &number)?.unbind()),
            ExpressionValue::Information(value) => extended(py, value),
            ExpressionValue::Ratio(parts) => {
                let [dividend, divisor] = *parts;
                (LogForm(dividend), LogForm(divisor)).into_py_any(py)
            }
            ExpressionValue::Undefined(reason) => {
                let help = "ask for what has a value on this law";
                Err(Class::Claim.with(&format!("the expression is undefined: {reason}"), "claim::undefined", help))
            }
            ExpressionValue::Unavailable(reason) => {
                let help = "ask for less: a shorter law, or another rule or policy";
                Err(Class::Claim.with(&format!("the value is not computed: {reason}"), "claim::not_computed", help))
            }
        }
    }

    /// `gap_0, ..., gap_{L-1}` of a predictor.
    fn gaps(&self, py: Python, predictor: &Predictor) -> PyResult<Vec<Py<PyAny>>> {
        let table = predictor.of_law(&self.0.law)?;
        let gaps = self.computed(py, move |law| {
            let gaps = PredictorGaps::new(&law.model(Some(&table)));
            let value = |gap: Option<&maskproof::exact::LazyForm>| match gap {
                Some(gap) => Extended::Finite(expand(&[(Rational::from(1), gap)])),
                None => Extended::PositiveInfinity,
            };
            (0..law.law.length()).map(|revealed| value(gaps.gap(revealed))).collect::<Vec<_>>()
        })?;
        gaps.into_iter().map(|gap| extended(py, gap)).collect()
    }
}
