//! Laws, with what is computed from them.

use std::path::PathBuf;
use std::sync::Arc;

use maskproof::entropy::AverageCurve;
use maskproof::evaluation::{ExpressionValue, Sampling};
use maskproof::exact::Limits;
use maskproof::exact::lazy_form::expand;
use maskproof::language::ValueExpression;
use maskproof::law::readers::{read_sparse_law, sparse_law_from_csv, sparse_law_from_json};
use maskproof::law::{Labels, PositionSet, SparseLaw};
use maskproof::sampler::{PredictorGaps, cheapest_schedules, ideal_expected_kl};
use maskproof::{Extended, LawError, LogForm as Form, Schedule, UnmaskingOrder, Vocabulary};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use rug::{Integer, Rational};

use super::background;
use super::computed::{Computed, Joint, Kept};
use super::errors::Class;
use super::log_form::{LogForm, extended};
use super::numbers::{fraction, int, rational};
use super::predictor::Predictor;

/// The length, the tokens of all positions or of each, and the names of the positions.
type LabelParts = (usize, Vec<Vec<String>>, Option<Vec<String>>);

/// What positions and tokens are called: one vocabulary, or one for each position.
fn labels((length, vocabularies, names): LabelParts) -> PyResult<Labels> {
    let made = || {
        let mut vocabularies = vocabularies.into_iter().map(Vocabulary::new).collect::<Result<Vec<_>, _>>()?;
        let labels = match (vocabularies.len(), vocabularies.pop()) {
            (1, Some(shared)) => Labels::shared(length, shared)?,
            (_, last) => Labels::each(vocabularies.into_iter().chain(last).collect())?,
        };
        names.map_or(Ok(labels.clone()), |names| labels.with_names(names))
    };
    made().map_err(|error: LawError| Class::Law.of(&error))
}

/// The native part of `maskproof.Law`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Law(pub Arc<Computed>);

impl Law {
    pub fn of(law: maskproof::Law) -> Self {
        Self(Arc::new(Computed::of_table(law)))
    }

    /// The law with a table where there is room for one.
    fn made(law: Result<SparseLaw, LawError>) -> PyResult<Self> {
        let computed = law.and_then(Computed::of_sequences);
        computed.map(|computed| Self(Arc::new(computed))).map_err(|error| Class::Law.of(&error))
    }

    /// The law with its sequences changed in its name or description.
    fn changed(
        &self,
        of_table: impl FnOnce(maskproof::Law) -> maskproof::Law,
        of_sequences: impl FnOnce(SparseLaw) -> SparseLaw,
    ) -> PyResult<Self> {
        match self.0.kept() {
            Kept::Table(table) => Ok(Self::of(of_table(table.law.clone()))),
            Kept::Sequences(kept) => Self::made(Ok(of_sequences(kept.law().clone()))),
        }
    }

    /// Refuses a position that is not below L.
    fn check(&self, positions: &[usize]) -> PyResult<()> {
        let length = self.0.length();
        match positions.iter().find(|&&position| position >= length) {
            Some(position) => Err(PyIndexError::new_err(format!(
                "position {position} is out of range: the positions of a law of length {length} are 0 to {}",
                length - 1
            ))),
            None => Ok(()),
        }
    }

    /// A sum of joint entropies, computed in the background.
    fn form(&self, py: Python, value: impl FnOnce(Joint) -> Form + Send + 'static) -> PyResult<LogForm> {
        self.computed(py, |law| value(law.joint())).map(LogForm)
    }

    /// What the average entropy curve gives.
    fn of_curve<T: Send + 'static>(
        &self,
        py: Python,
        value: impl FnOnce(&AverageCurve) -> T + Send + 'static,
    ) -> PyResult<T> {
        self.computed(py, |law| law.curve().map(value).map_err(|error| Class::Law.of(&error)))?
    }

    /// What is computed from the law: at once where it is small, and in the background otherwise.
    fn computed<T: Send + 'static>(
        &self,
        py: Python,
        value: impl FnOnce(&Computed) -> T + Send + 'static,
    ) -> PyResult<T> {
        let is_small = matches!(self.0.kept(), Kept::Table(_)) && self.0.size() <= SMALL;
        if is_small {
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
        labels: LabelParts,
        sequences: Vec<Vec<u32>>,
        values: Vec<Bound<PyAny>>,
        are_counts: bool,
    ) -> PyResult<Self> {
        let labels = self::labels(labels)?;
        let values: Vec<Rational> = values.iter().map(rational).collect::<PyResult<_>>()?;
        let tokens = sequences.concat();
        if !are_counts {
            return Self::made(SparseLaw::from_probabilities(name, labels, tokens, &values));
        }
        let counts = values.into_iter().map(|count| count.into_numer_denom().0).collect();
        Self::made(SparseLaw::new(name, labels, tokens, counts))
    }

    /// The law of rows, each the 32-bit little-endian places of its tokens, with their 64-bit counts.
    #[staticmethod]
    fn from_rows(py: Python, name: String, labels: LabelParts, rows: Vec<u8>, counts: Vec<u8>) -> PyResult<Self> {
        let labels = self::labels(labels)?;
        let place = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("chunks of 4 bytes"));
        let count = |bytes: &[u8]| Integer::from(u64::from_le_bytes(bytes.try_into().expect("chunks of 8 bytes")));
        Self::made(background::run(py, None, move |_| {
            let tokens = rows.chunks_exact(4).map(place).collect();
            SparseLaw::new(name, labels, tokens, counts.chunks_exact(8).map(count).collect())
        })?)
    }

    /// The law over one vocabulary with these counts of all sequences, 64-bit little-endian integers.
    #[staticmethod]
    fn from_count_bytes(name: String, labels: LabelParts, counts: &[u8]) -> PyResult<Self> {
        let labels = self::labels(labels)?;
        let count = |bytes: &[u8]| Integer::from(u64::from_le_bytes(bytes.try_into().expect("chunks of 8 bytes")));
        let counts = counts.chunks_exact(8).map(count).collect();
        let (vocabulary, length) = (labels.common_vocabulary().into_owned(), labels.length());
        let law = maskproof::Law::from_counts(name, vocabulary, length, counts);
        law.map(|law| Self::of(law.with_labels(labels))).map_err(|error| Class::Law.of(&error))
    }

    #[staticmethod]
    fn named(py: Python, text: String) -> PyResult<Self> {
        let law = background::run(py, None, move |_| maskproof::Law::named(&text))?;
        law.map(Self::of).map_err(|error| Class::Law.of(&error))
    }

    #[staticmethod]
    fn from_file(py: Python, path: PathBuf) -> PyResult<Self> {
        Self::made(background::run(py, None, move |_| read_sparse_law(&path))?)
    }

    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        Self::made(sparse_law_from_json(text, false).map(|read| read.law))
    }

    /// The law in the text of a `.csv` file.
    #[staticmethod]
    fn from_csv(name: &str, text: &str) -> PyResult<Self> {
        Self::made(sparse_law_from_csv(name, text, false).map(|read| read.law))
    }

    fn to_json(&self) -> String {
        match self.0.kept() {
            Kept::Table(table) => table.law.to_json(),
            Kept::Sequences(kept) => kept.law().to_json(),
        }
    }

    #[getter]
    fn name(&self) -> &str {
        match self.0.kept() {
            Kept::Table(table) => table.law.name(),
            Kept::Sequences(kept) => kept.law().name(),
        }
    }

    #[getter]
    fn description(&self) -> &str {
        match self.0.kept() {
            Kept::Table(table) => table.law.description(),
            Kept::Sequences(kept) => kept.law().description(),
        }
    }

    #[getter]
    fn tokens(&self) -> Vec<String> {
        self.0.labels().common_vocabulary().tokens().to_vec()
    }

    /// The tokens of each position, where positions do not share them.
    #[getter]
    fn vocabularies(&self) -> Option<Vec<Vec<String>>> {
        let labels = self.0.labels();
        let tokens = |position| labels.vocabulary(position).tokens().to_vec();
        labels.shared_vocabulary().is_none().then(|| (0..labels.length()).map(tokens).collect())
    }

    /// The names of the positions.
    #[getter]
    fn positions(&self) -> Option<Vec<String>> {
        self.0.labels().names().map(<[String]>::to_vec)
    }

    /// Whether there is a table of all sequences.
    #[getter]
    fn has_table(&self) -> bool {
        matches!(self.0.kept(), Kept::Table(_))
    }

    /// Refuses a law without a table.
    fn check_table(&self) -> PyResult<()> {
        self.0.table().map(|_| ())
    }

    #[getter]
    fn length(&self) -> usize {
        self.0.length()
    }

    #[getter]
    fn total<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        int(py, self.0.total())
    }

    /// The sequences of positive probability, by the places of their tokens, with their counts.
    fn support<'py>(&self, py: Python<'py>) -> PyResult<Vec<(Vec<usize>, Bound<'py, PyAny>)>> {
        self.0.support().into_iter().map(|(places, count)| Ok((places, int(py, count)?))).collect()
    }

    /// The law as the library prints it.
    fn text(&self) -> String {
        match self.0.kept() {
            Kept::Table(table) => table.law.to_string(),
            Kept::Sequences(kept) => kept.law().to_string(),
        }
    }

    /// The law under another name.
    fn renamed(&self, name: String) -> PyResult<Self> {
        let other = name.clone();
        self.changed(|law| law.with_name(name), |law| law.with_name(other))
    }

    /// The law with another description.
    fn described(&self, text: String) -> PyResult<Self> {
        let other = text.clone();
        self.changed(|law| law.with_description(text), |law| law.with_description(other))
    }

    /// The law of some positions.
    fn marginal(&self, positions: Vec<usize>) -> PyResult<Self> {
        self.check(&positions)?;
        match self.0.kept() {
            Kept::Table(table) => {
                let marginal = table.law.marginal(&positions);
                marginal.map(Self::of).map_err(|error| Class::Law.of(&error))
            }
            Kept::Sequences(kept) => Self::made(kept.law().marginal(&positions)),
        }
    }

    /// Whether vocabularies, lengths and probabilities are the same.
    fn is_same(&self, other: &Self) -> bool {
        let (first, second) = (self.0.labels(), other.0.labels());
        let same_tokens = |position| first.vocabulary(position) == second.vocabulary(position);
        if first.length() != second.length() || !(0..first.length()).all(same_tokens) {
            return false;
        }
        let (own, others) = (self.0.support(), other.0.support());
        let (total, other_total) = (self.0.total(), other.0.total());
        own.len() == others.len()
            && own.iter().zip(&others).all(|((places, count), (other_places, other_count))| {
                places == other_places && Integer::from(*count * other_total) == Integer::from(*other_count * total)
            })
    }

    fn entropy(&self, py: Python, positions: Vec<usize>, given: Vec<usize>) -> PyResult<LogForm> {
        self.check(&positions)?;
        self.check(&given)?;
        self.form(py, move |joint| joint.sum([(1, vec![&positions[..], &given]), (-1, vec![&given])]))
    }

    fn mutual_information(
        &self,
        py: Python,
        first: Vec<usize>,
        second: Vec<usize>,
        given: Vec<usize>,
    ) -> PyResult<LogForm> {
        [&first, &second, &given].into_iter().try_for_each(|positions| self.check(positions))?;
        self.form(py, move |joint| {
            let all = vec![&first[..], &second, &given];
            joint.sum([(1, vec![&first[..], &given]), (1, vec![&second, &given]), (-1, all), (-1, vec![&given])])
        })
    }

    /// `sum_A (-1)^(|A| + 1) H(A)` over the nonempty sets `A` of groups of positions.
    fn co_information(&self, py: Python, groups: Vec<Vec<usize>>) -> PyResult<LogForm> {
        groups.iter().try_for_each(|group| self.check(group))?;
        let law = Arc::clone(&self.0);
        let sum = background::run(py, None, move |monitor| {
            // There may be a million sets: what is added after a stop is dropped.
            let chosen = PositionSet::subsets(groups.len()).take_while(|_| !monitor.is_stopped());
            law.joint().sum(chosen.map(|chosen| {
                let sign = if chosen.size() % 2 == 1 { 1 } else { -1 };
                (sign, chosen.positions().map(|group| &groups[group][..]).collect())
            }))
        });
        sum.map(LogForm)
    }

    /// `h_0, ..., h_L`
    fn curve(&self, py: Python) -> PyResult<Vec<LogForm>> {
        let forms =
            self.of_curve(py, |curve| (0..=curve.length()).map(|size| curve.h(size).clone()).collect::<Vec<_>>())?;
        Ok(forms.into_iter().map(LogForm).collect())
    }

    /// `Z_1, ..., Z_L`
    fn information_curve(&self, py: Python) -> PyResult<Vec<LogForm>> {
        Ok(self.of_curve(py, AverageCurve::information_curve)?.into_iter().map(LogForm).collect())
    }

    fn total_correlation(&self, py: Python) -> PyResult<LogForm> {
        let length = self.0.length();
        self.form(py, move |joint| {
            let all: Vec<usize> = (0..length).collect();
            joint.sum(all.chunks(1).map(|one| (1, vec![one])).chain([(-1, vec![&all[..]])]))
        })
    }

    fn dual_total_correlation(&self, py: Python) -> PyResult<LogForm> {
        let length = self.0.length();
        self.form(py, move |joint| {
            let all: Vec<usize> = (0..length).collect();
            let mut sum = joint.sum((0..length).map(|at| (1, vec![&all[..at], &all[at + 1..]])));
            sum.add_scaled(&joint.entropy(&[&all]), &(Rational::from(1) - Rational::from(length)));
            sum
        })
    }

    /// Expected KL, its ideal part, the training error.
    #[pyo3(signature = (blocks, predictor))]
    fn cost(&self, py: Python, blocks: Vec<usize>, predictor: Option<&Predictor>) -> PyResult<CostObjects> {
        let schedule = schedule(blocks, self.0.length())?;
        let table = self.0.predictor(predictor)?;
        let costs = self.computed(py, move |law| {
            let curve = law.curve().map_err(|error| Class::Law.of(&error))?;
            Ok::<_, PyErr>(costs(curve, &law.gaps(table.as_deref()), &schedule))
        })??;
        cost_objects(py, costs)
    }

    /// The best schedule for each number of steps, with what it costs.
    #[pyo3(signature = (predictor))]
    fn best_schedules(&self, py: Python, predictor: Option<&Predictor>) -> PyResult<Vec<(Vec<usize>, CostObjects)>> {
        let table = self.0.predictor(predictor)?;
        let found = self.computed(py, move |law| {
            let curve = law.curve().map_err(|error| Class::Law.of(&error))?;
            let gaps = law.gaps(table.as_deref());
            let best = cheapest_schedules(curve, &gaps).into_iter();
            let costs = best.map(|best| (best.blocks().to_vec(), costs(curve, &gaps, &best)));
            Ok::<_, PyErr>(costs.collect::<Vec<_>>())
        })??;
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
        let length = self.0.length();
        let schedule = schedule.map(|blocks| self::schedule(blocks, length)).transpose()?;
        let order = order.map(|text| {
            UnmaskingOrder::parse(text, length).ok_or_else(|| {
                let message = format!("order is '{text}': expected every position from 1 to {length} once");
                Class::Schedule.with(&message, "schedule::order", "blocks have `/` between, as in '1,3/2'")
            })
        });
        let sampling = Sampling { schedule, order: order.transpose()?, policy, rule };
        let of_claim = |error: maskproof::ClaimError| Class::Claim.of(&error);
        let names = self.0.labels().names().unwrap_or_default();
        let expression = ValueExpression::parse_on(expression, sampling.given(), names).map_err(of_claim)?;
        let table = self.0.predictor(predictor)?;
        let value = self.computed(py, move |law| {
            let value =
                law.evaluate(table.as_deref(), |subject| expression.value(subject, &sampling, Limits::default()));
            value.map_err(|error| Class::Law.of(&error))
        })??;
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
        let table = predictor.of_law(&self.0.table()?.law)?;
        let gaps = self.computed(py, move |law| {
            let gaps = law.gaps(Some(&table));
            let value = |gap: Option<&maskproof::exact::LazyForm>| match gap {
                Some(gap) => Extended::Finite(expand(&[(Rational::from(1), gap)])),
                None => Extended::PositiveInfinity,
            };
            (0..law.length()).map(|revealed| value(gaps.gap(revealed))).collect::<Vec<_>>()
        })?;
        gaps.into_iter().map(|gap| extended(py, gap)).collect()
    }
}
