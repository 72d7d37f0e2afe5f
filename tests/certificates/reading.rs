//! What a certificate says, read by the engine: its own parser of statements, its own arithmetic, its own simulation.
//! The tests ask it about changed documents that the checker accepts: where the two disagree, one of them is wrong.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use maskproof::Shape;
use maskproof::cases::Plan;
use maskproof::cases::bindings::{Binding, ScheduleChoice};
use maskproof::cases::plan::{Case, Goal, Instantiation, LeafIndex, Relation};
use maskproof::cases::tree::Tree;
use maskproof::certificate::checker_reads;
use maskproof::decide::RayCoefficients;
use maskproof::decide::difference::Difference;
use maskproof::decide::usage::Usage;
use maskproof::evaluation::Verdict;
use maskproof::evaluation::evaluate::{decide_case, has_infinite_sides};
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{NamedPredictor, Setting};
use maskproof::exact::{Integer, LogForm, Rational, parse_rational};
use maskproof::language::resolve::read;
use maskproof::language::typed::{Domain, Values};
use maskproof::language::words::{Binder, Comparator};
use maskproof::language::{Claim, Evaluation, StatementError};
use maskproof::law::{Law, PredictorTable, Vocabulary, index_of};
use maskproof::sampler::Schedule;
use serde_json::Value;

use super::sums::Asked;

/// Integer variables and a schedule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Instance {
    variables: BTreeMap<String, String>,
    schedule: Option<Vec<usize>>,
}

/// What has to hold in an instance.
struct Leaf {
    instance: Instance,
    premise: Vec<Relation>,
    relations: Vec<Relation>,
}

/// Whether what the document says is true, and its evidence shows it; `None` where a part is missing or does not fit.
pub fn confirms(document: &Value) -> Option<bool> {
    confirms_within_limits(document).ok()?
}

/// As [`confirms`].
///
/// # Errors
/// Where the statement is too large for the engine.
pub fn confirms_within_limits(document: &Value) -> Result<Option<bool>, TooLarge> {
    let Some(reading) = Reading::new(document) else {
        // What is put in place of a range may be nested too deeply, where the statement is not.
        let mut of_all = document.clone();
        of_all["kind"] = Value::Null;
        return if claim(&of_all).is_some() && claim(document).is_none() { Err(TooLarge) } else { Ok(None) };
    };
    let confirmed = || match document["kind"].as_str()? {
        "case" => reading.case(),
        "counterexample" => reading.counterexample(),
        "rays" => reading.rays(&document["instances"], None),
        "mixture" => reading.mixture(&document["instances"], None),
        "constant" => reading.constant(),
        "shannon" | "farkas" => reading.shannon(),
        "polymatroid" => reading.polymatroid(),
        _ => None,
    };
    let confirmed = confirmed();
    if reading.is_too_large.get() { Err(TooLarge) } else { Ok(confirmed) }
}

/// A statement that is too large for the engine.
#[derive(Debug)]
pub struct TooLarge;

/// What the engine makes of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseOutcome {
    /// The statement is not well formed, or the document has not the form of a case.
    Unread,
    /// An expression has no value.
    NoValue(String),
    /// The statement is too large for the engine.
    TooLarge,
    /// The statement has no such instance.
    NoInstance,
    /// The verdict.
    Verdict(Verdict),
}

/// What the engine makes of the case in a document, whatever verdict it gives.
#[allow(dead_code, reason = "of the two test programs that read documents, one uses it")]
pub fn outcome(document: &Value) -> CaseOutcome {
    Reading::new(document).map_or(CaseOutcome::Unread, |reading| reading.outcome())
}

/// The claim of a document.
pub fn claim(document: &Value) -> Option<Claim> {
    let mut table = toml::Table::new();
    for (key, value) in [("id", "x"), ("title", "x"), ("source", "x"), ("provenance", "D"), ("expect", "holds")] {
        table.insert(key.to_owned(), value.into());
    }
    let claim = &document["claim"];
    let statement = claim["statement"].as_str()?;
    let of_one_instance = matches!(document["kind"].as_str(), Some("case" | "counterexample"));
    let statement = if of_one_instance {
        narrowed(statement, claim["constant"]["name"].as_str(), &document["instance"]["variables"])?
    } else {
        statement.to_owned()
    };
    table.insert("statement".to_owned(), statement.into());
    if let Some(constant) = claim["constant"].as_object() {
        let text = |key: &str| Some((key.to_owned(), toml::Value::from(constant.get(key)?.as_str()?)));
        let constant = ["name", "value"].map(text).into_iter().collect::<Option<toml::Table>>()?;
        table.insert("constant".to_owned(), constant.into());
    }
    let claim = Claim::parse("changed", &toml::to_string(&table).unwrap()).ok()?;
    // Of other statements there is no certificate.
    checker_reads(&claim).then_some(claim)
}

/// The statement for one instance: `for all k in a..b` becomes `for all k in max(a, v)..min(b, v)`, which is `v` alone
/// where it is in the range, and nothing where it is not. In other instances a changed statement may have no value.
fn narrowed(statement: &str, constant: Option<&str>, variables: &Value) -> Option<String> {
    let parsed = read(statement, constant).ok()?;
    let mut text = statement.to_owned();
    for quantifier in parsed.quantifiers.iter().rev().filter(|quantifier| quantifier.binder == Binder::ForAll) {
        let Domain::Variable { name, values: Values::Range { from, to } } = &quantifier.domain else { continue };
        let Some(value) = variables[&**name].as_str().filter(|value| value.parse::<i64>().is_ok()) else { continue };
        // A span does not hold the parentheses around it.
        let between = from.span.end + statement[from.span.end..to.span.start].find("..")?;
        let start =
            statement[..from.span.start].trim_end_matches(|sign: char| sign == '(' || sign.is_whitespace()).len();
        let end = statement.len()
            - statement[to.span.end..].trim_start_matches(|sign: char| sign == ')' || sign.is_whitespace()).len();
        let (from_text, to_text) = (&statement[start..between], &statement[between + 2..end]);
        // The sums are 0, and have no value where the ends are no integers.
        let whole = |end: &str| format!("0*sum(narrowed in {end}..{end}, 0)");
        let (first, last) = (whole(from_text), whole(to_text));
        // What stands before may end with a comment.
        let range = format!("\nmax({from_text}, {value}) + {first}..min({to_text}, {value}) + {last}");
        text.replace_range(start..end, &range);
    }
    Some(text)
}

fn whole(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn number(value: &Value) -> Option<Rational> {
    parse_rational(value.as_str()?).ok()
}

fn numbers(value: &Value) -> Option<Vec<Rational>> {
    value.as_array()?.iter().map(number).collect()
}

fn blocks(value: &Value) -> Option<Vec<usize>> {
    value.as_array()?.iter().map(whole).collect()
}

fn instance(value: &Value) -> Option<Instance> {
    let variables = value["variables"].as_object()?.iter();
    let variables = variables.map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    Some(Instance { variables: variables.collect::<Option<_>>()?, schedule: blocks(&value["schedule"]) })
}

fn coefficients_listed(value: &Value) -> Option<RayCoefficients> {
    let (rays, ln_v) = (numbers(&value["rays"])?, number(&value["ln_v"])?);
    Some(RayCoefficients { rays, ln_v, eps_train: number(&value["eps_train"])? })
}

fn law(value: &Value, length: usize) -> Option<Law> {
    let vocabulary_size = whole(&value["vocabulary_size"])?;
    // No list of all sequences is made for another length, or for a law that the engine would not make.
    let of_length = |pair: &Value| pair[0].as_array().is_some_and(|tokens| tokens.len() == length);
    if !value["counts"].as_array()?.iter().all(of_length)
        || Shape::new(length, vocabulary_size).and_then(Shape::check_size).is_err()
    {
        return None;
    }
    let mut counts = vec![Integer::new(); vocabulary_size.pow(u32::try_from(length).ok()?)];
    for pair in value["counts"].as_array()? {
        let tokens = blocks(&pair[0])?;
        if tokens.len() != length || tokens.iter().any(|token| *token >= vocabulary_size) {
            return None;
        }
        *counts.get_mut(index_of(&tokens, vocabulary_size))? = pair[1].as_str()?.parse().ok()?;
    }
    Law::from_counts("changed", Vocabulary::numbered(vocabulary_size), length, counts).ok()
}

fn all_schedules(length: usize) -> Vec<Schedule> {
    let mut of_length = vec![vec![Vec::new()]];
    for total in 1..=length {
        let with_first = |first: usize| {
            let rest: &Vec<Vec<usize>> = &of_length[total - first];
            rest.iter().map(move |rest| [&[first], rest.as_slice()].concat())
        };
        let longer = (1..=total).flat_map(with_first).collect();
        of_length.push(longer);
    }
    of_length.swap_remove(length).into_iter().map(|blocks| Schedule::new(blocks).unwrap()).collect()
}

fn leaves(bindings: &mut Vec<Binding>, premise: &[Relation], goal: &Goal, found: &mut Vec<Leaf>) {
    match goal {
        Tree::Leaf(relations) => {
            let mut instance = Instance { variables: BTreeMap::new(), schedule: None };
            for binding in bindings.iter() {
                match binding {
                    Binding::Variable(name, value) => {
                        instance.variables.insert(name.clone(), value.to_string());
                    }
                    Binding::Schedule(schedule) => instance.schedule = Some(schedule.blocks().to_vec()),
                    Binding::Class(_)
                    | Binding::Subset(..)
                    | Binding::Order(_)
                    | Binding::Policy(_)
                    | Binding::Rule(_) => {
                        unreachable!("schedules are listed one by one, and no certificate speaks of the others")
                    }
                }
            }
            found.push(Leaf { instance, premise: premise.to_vec(), relations: relations.clone() });
        }
        Tree::All(inner) | Tree::Any(inner) => {
            for (binding, goal) in inner {
                bindings.push(binding.clone());
                leaves(bindings, premise, goal, found);
                bindings.pop();
            }
        }
    }
}

/// What is bound before a schedule that none fulfils, before the law.
fn without_schedule(tree: &Tree<LeafIndex>, bound: &mut Vec<Binding>, found: &mut Vec<Vec<Binding>>) {
    match tree {
        Tree::Leaf(_) => {}
        Tree::Any(instances) if instances.is_empty() => found.push(bound.clone()),
        Tree::All(instances) | Tree::Any(instances) => {
            for (binding, inner) in instances {
                bound.push(binding.clone());
                without_schedule(inner, bound, found);
                bound.pop();
            }
        }
    }
}

struct Reading<'a> {
    document: &'a Value,
    claim: Claim,
    length: usize,
    /// Whether the claim was too large to be instantiated.
    is_too_large: Cell<bool>,
}

impl<'a> Reading<'a> {
    fn new(document: &'a Value) -> Option<Self> {
        let (claim, length) = (claim(document)?, whole(&document["length"])?);
        Some(Self { document, claim, length, is_too_large: Cell::new(false) })
    }

    /// Every instance, those of `exists` included, whose schedule, if there is one, is wanted: elsewhere a statement
    /// need not have a value.
    fn leaves(
        &self,
        vocabulary_size: Option<usize>,
        constant: Option<&Rational>,
        wanted: impl Fn(&[usize]) -> bool,
    ) -> Option<Vec<Leaf>> {
        self.without_vocabulary(vocabulary_size, || self.instantiated(vocabulary_size, constant, wanted).ok())
    }

    /// What the engine makes of the claim. It does not evaluate a `V` that is not known: such a claim is none for all
    /// vocabularies, unless `V` stands in what is never evaluated.
    fn without_vocabulary<T>(&self, vocabulary_size: Option<usize>, made: impl FnOnce() -> Option<T>) -> Option<T> {
        if vocabulary_size.is_some() || !Usage::of(&self.claim).uses_vocabulary_size {
            return made();
        }
        catch_unwind(AssertUnwindSafe(made)).ok()?
    }

    fn instantiated(
        &self,
        vocabulary_size: Option<usize>,
        constant: Option<&Rational>,
        wanted: impl Fn(&[usize]) -> bool,
    ) -> Result<Vec<Leaf>, StatementError> {
        let mut schedules = all_schedules(self.length);
        schedules.retain(|schedule| wanted(schedule.blocks()));
        let instantiation = Instantiation {
            length: self.length,
            vocabulary_size,
            schedules: ScheduleChoice::Given(&schedules),
            evaluation: Evaluation::Formulas,
            constant: constant.cloned(),
        };
        let plan = Plan::of(&self.claim, &instantiation)
            .inspect_err(|error| self.is_too_large.set(self.is_too_large.get() || error.is_too_large()))?;
        let mut found = Vec::new();
        for case in plan.map(|plan| plan.cases).unwrap_or_default() {
            leaves(&mut case.bindings.clone(), &case.premise, &case.goal, &mut found);
        }
        // A named schedule is bound whatever is wanted.
        found.retain(|leaf| leaf.instance.schedule.as_deref().is_none_or(&wanted));
        Ok(found)
    }

    fn coefficients(&self, leaf: &Leaf, relation: &Relation) -> Option<RayCoefficients> {
        let (coefficients, constant) = self.with_constant(leaf, relation)?;
        (constant == LogForm::zero()).then_some(coefficients)
    }

    fn with_constant(&self, leaf: &Leaf, relation: &Relation) -> Option<(RayCoefficients, LogForm)> {
        let schedule = leaf.instance.schedule.clone().map(|blocks| Schedule::new(blocks).unwrap());
        let difference = Difference::new(relation, self.length, schedule.as_ref()).ok()?;
        Some((difference.coefficients(schedule.as_ref()), difference.constant().clone()))
    }

    /// The verdict on relations under a premise at a law, with the exact predictor or with the uniform one.
    fn verdict(&self, premise: &[Relation], relations: &[Relation], law: &Law, uniform: bool) -> Verdict {
        let goal = Tree::Leaf(relations.to_vec());
        let case = Case { bindings: Vec::new(), leaf: LeafIndex(0), premise: premise.to_vec(), goal };
        let predictor = uniform.then(|| {
            let size = law.vocabulary_size();
            let entries = (size + 1).pow(u32::try_from(self.length).unwrap()) * self.length * size;
            let table =
                PredictorTable::from_weights(Shape::new(self.length, size).unwrap(), vec![Integer::from(1); entries])
                    .unwrap();
            NamedPredictor { name: "uniform".to_owned(), table }
        });
        Setting { law: law.clone(), predictor }.evaluate(&OrderTables::default(), |subject| {
            for relation in premise.iter().chain(relations) {
                for side in [&relation.left, &relation.right, &relation.shared] {
                    side.visit_quantities(&mut |quantity| subject.prepare([quantity]));
                }
            }
            // The format counts infinite sides as equal, also in one relation of several.
            match decide_case(&case, subject).verdict {
                Verdict::Holds if has_infinite_sides(relations, subject) => Verdict::Equality,
                verdict => verdict,
            }
        })
    }

    fn case(&self) -> Option<bool> {
        let found = match self.outcome() {
            CaseOutcome::Verdict(Verdict::Holds) => "holds",
            CaseOutcome::Verdict(Verdict::Equality | Verdict::BothInfinite) => "equality",
            CaseOutcome::Verdict(Verdict::Violated) => "violated",
            _ => return None,
        };
        Some(self.document["verdict"] == found)
    }

    fn outcome(&self) -> CaseOutcome {
        let parts = || Some((law(&self.document["law"], self.length)?, instance(&self.document["instance"])?));
        let Some((law, instance)) = parts() else { return CaseOutcome::Unread };
        let only = |blocks: &[usize]| instance.schedule.as_deref() == Some(blocks);
        let leaves = match self.instantiated(Some(law.vocabulary_size()), None, only) {
            Ok(leaves) => leaves,
            Err(error) if error.is_too_large() => return CaseOutcome::TooLarge,
            Err(error) => return CaseOutcome::NoValue(error.message),
        };
        match leaves.iter().find(|leaf| leaf.instance == instance) {
            Some(leaf) => CaseOutcome::Verdict(self.verdict(&leaf.premise, &leaf.relations, &law, false)),
            None => CaseOutcome::NoInstance,
        }
    }

    /// Every schedule that is to be refuted is, once; the instance is one.
    fn counterexample(&self) -> Option<bool> {
        let instance = instance(&self.document["instance"])?;
        let refutations = self.document["refutations"].as_array()?;
        let size_of = |refutation: &Value| whole(&refutation["law"]["vocabulary_size"]);
        let vocabulary_size = refutations.first().and_then(size_of);
        let mut cases = Vec::new();
        for refutation in refutations {
            cases.extend(refutation["cases"].as_array()?.iter().map(|case| (refutation, case)));
        }
        let mut refuted = 0;
        let wanted = |blocks: &[usize]| instance.schedule.as_deref().is_none_or(|schedule| schedule == blocks);
        let one_of = self.one_schedule_is_to_do();
        if one_of && instance.schedule.is_some() {
            return Some(false);
        }
        for leaf in self.leaves(vocabulary_size, None, wanted)? {
            if leaf.instance.variables != instance.variables || (!one_of && leaf.instance != instance) {
                continue;
            }
            let schedule = if one_of { leaf.instance.schedule.clone() } else { None };
            let of_schedule = |(_, case): &&(&Value, &Value)| blocks(&case["schedule"]) == schedule;
            let (refutation, case) = cases.iter().find(of_schedule)?;
            // Before the law, each law that refutes a schedule has tokens of its own.
            let leaf = if size_of(refutation) == vocabulary_size {
                leaf
            } else {
                let mut others = self.leaves(size_of(refutation), None, wanted)?.into_iter();
                others.find(|other| other.instance == leaf.instance)?
            };
            let relation = leaf.relations.get(whole(&case["relation"])?)?;
            let is_violated = match refutation["law"].get("codes") {
                Some(_) if refutation["predictor"] == "uniform" || !leaf.premise.is_empty() => return None,
                Some(codes) => self.violated_by_codes(&leaf, relation, codes)?,
                None => {
                    let law = law(&refutation["law"], self.length)?;
                    let uniform = refutation["predictor"] == "uniform";
                    let relation = std::slice::from_ref(relation);
                    self.verdict(&leaf.premise, relation, &law, uniform) == Verdict::Violated
                }
            };
            if !is_violated {
                return Some(false);
            }
            refuted += 1;
        }
        if refuted == 0 && !self.has_instance(&instance)? {
            return Some(false);
        }
        Some(refuted == cases.len())
    }

    /// Whether the claim says that there is a schedule.
    fn one_schedule_is_to_do(&self) -> bool {
        self.claim.statement().quantifiers.iter().any(|quantifier| {
            quantifier.binder == Binder::Exists
                && matches!(quantifier.domain, Domain::Schedule(_) | Domain::NamedSchedule(_))
        })
    }

    /// Whether the variables have these values in some instance, also in one without a schedule.
    fn has_instance(&self, instance: &Instance) -> Option<bool> {
        let schedules = all_schedules(self.length);
        let instantiation = Instantiation {
            length: self.length,
            vocabulary_size: None,
            schedules: ScheduleChoice::Given(&schedules),
            evaluation: Evaluation::Formulas,
            constant: None,
        };
        let plan = self.without_vocabulary(None, || Plan::of(&self.claim, &instantiation).ok())?;
        let Some(plan) = plan else { return Some(false) };
        let mut found: Vec<Vec<Binding>> = plan.cases.iter().map(|case| case.bindings.clone()).collect();
        without_schedule(&plan.outer, &mut Vec::new(), &mut found);
        let variables = |bindings: &Vec<Binding>| -> BTreeMap<String, String> {
            let of_variable = |binding: &Binding| match binding {
                Binding::Variable(name, value) => Some((name.clone(), value.to_string())),
                _ => None,
            };
            bindings.iter().filter_map(of_variable).collect()
        };
        Some(found.iter().any(|bindings| variables(bindings) == instance.variables))
    }

    /// At a product of codes every coefficient counts `copies * ln(field)` times.
    fn violated_by_codes(&self, leaf: &Leaf, relation: &Relation, codes: &Value) -> Option<bool> {
        // A strict relation is false where the other one is, and where the sides are equal.
        let (loose, strict) = match relation.relation {
            Comparator::Below => (Comparator::AtMost, true),
            Comparator::Above => (Comparator::AtLeast, true),
            same => (same, false),
        };
        let (coefficients, mut value) = self.with_constant(leaf, &Relation { relation: loose, ..relation.clone() })?;
        for code in codes.as_array()? {
            let [dimension, field, copies] = ["dimension", "field", "copies"].map(|key| whole(&code[key]));
            let factor = coefficients.rays.get(dimension?.checked_sub(1)?)?.clone() * Rational::from(copies?);
            value.add_ln(&Integer::from(field?), &factor);
        }
        let zero = LogForm::zero();
        Some(match loose {
            Comparator::Equals => value != zero,
            _ => value < zero || (strict && value == zero),
        })
    }

    /// The instances whose schedule, if there is one, has this largest block, if one is given.
    fn class(&self, s_max: Option<usize>, constant: Option<&Rational>) -> Option<Vec<Leaf>> {
        self.leaves(None, constant, |blocks| s_max.is_none_or(|s_max| blocks.iter().max() == Some(&s_max)))
    }

    fn rays(&self, listed: &Value, class: Option<(&Rational, Option<usize>)>) -> Option<bool> {
        let (constant, s_max) = class.map_or((None, None), |(constant, s_max)| (Some(constant), s_max));
        let mut wanted = BTreeMap::new();
        for leaf in self.class(s_max, constant)? {
            if !leaf.premise.is_empty() {
                return None;
            }
            let coefficients = leaf.relations.iter().map(|relation| self.with_constant(&leaf, relation));
            let coefficients = coefficients.collect::<Option<Vec<_>>>()?;
            for (relation, (coefficients, constant)) in leaf.relations.iter().zip(&coefficients) {
                let equation = relation.relation == Comparator::Equals;
                let zero = LogForm::zero();
                let constant_fits = if equation { *constant == zero } else { *constant >= zero };
                if !shows(coefficients, equation) || !constant_fits {
                    return Some(false);
                }
            }
            wanted.insert(leaf.instance, coefficients.into_iter().map(|(coefficients, _)| coefficients).collect());
        }
        let listed = listed.as_array()?.iter().map(|entry| {
            let relations = entry["relations"].as_array()?.iter().map(coefficients_listed);
            Some((instance(&entry["instance"])?, relations.collect::<Option<Vec<_>>>()?))
        });
        let listed = listed.collect::<Option<Vec<_>>>()?;
        Some(listed.len() == wanted.len() && listed.into_iter().collect::<BTreeMap<_, _>>() == wanted)
    }

    /// Sums of Shannon's inequalities in every instance.
    fn shannon(&self) -> Option<bool> {
        let mut wanted: BTreeMap<Instance, Leaf> = BTreeMap::new();
        for leaf in self.class(None, None)? {
            wanted.insert(leaf.instance.clone(), leaf);
        }
        let listed = self.document["instances"].as_array()?;
        for entry in listed {
            let Some(leaf) = wanted.remove(&instance(&entry["instance"])?) else { return Some(false) };
            if !self.asked(&leaf).proofs_are_right(&entry["proofs"])? {
                return Some(false);
            }
        }
        Some(wanted.is_empty())
    }

    /// A polymatroid that violates a relation of an instance.
    fn polymatroid(&self) -> Option<bool> {
        let wanted = instance(&self.document["instance"])?;
        let leaf = self.class(None, None)?.into_iter().find(|leaf| leaf.instance == wanted)?;
        self.asked(&leaf).polymatroid_violates(self.document)
    }

    fn asked<'l>(&self, leaf: &'l Leaf) -> Asked<'l> {
        let schedule = leaf.instance.schedule.as_deref();
        Asked { length: self.length, schedule, premise: &leaf.premise, relations: &leaf.relations }
    }

    fn mixture(&self, listed: &Value, class: Option<(&Rational, Option<usize>)>) -> Option<bool> {
        let (constant, s_max) = class.map_or((None, None), |(constant, s_max)| (Some(constant), s_max));
        let leaves = self.class(s_max, constant)?;
        let wanted: BTreeSet<_> = leaves.iter().map(|leaf| &leaf.instance.variables).collect();
        let listed = listed.as_array()?;
        let instances = listed.iter().map(|entry| instance(&entry["instance"])).collect::<Option<Vec<_>>>()?;
        if instances.iter().map(|instance| &instance.variables).collect::<BTreeSet<_>>() != wanted {
            return Some(false);
        }
        for (entry, instance) in listed.iter().zip(&instances) {
            let claimed = coefficients_listed(entry)?;
            let zero = Rational::new;
            let mut mean = RayCoefficients { rays: vec![zero(); self.length], ln_v: zero(), eps_train: zero() };
            let mut sum = zero();
            for part in entry["mixture"].as_array()? {
                let (schedule, weight) = (blocks(&part["schedule"]), number(&part["weight"])?);
                let fixed = Instance { schedule, ..instance.clone() };
                let leaf = leaves.iter().find(|leaf| leaf.instance == fixed)?;
                let [relation] = leaf.relations.as_slice() else { return None };
                let coefficients = self.coefficients(leaf, relation)?;
                for (mean, ray) in mean.rays.iter_mut().zip(coefficients.rays) {
                    *mean += ray * &weight;
                }
                mean.ln_v += coefficients.ln_v * &weight;
                mean.eps_train += coefficients.eps_train * &weight;
                if weight <= 0 {
                    return Some(false);
                }
                sum += weight;
            }
            if sum != 1 || mean != claimed || !shows(&mean, false) {
                return Some(false);
            }
        }
        Some(true)
    }

    fn constant(&self) -> Option<bool> {
        let constant = number(&self.document["constant"])?;
        let s_max = whole(&self.document["class"]["s_max"]);
        let (point, instance) = (&self.document["sharpness"], instance(&self.document["sharpness"]["instance"])?);
        let (weights, ln_v) = (numbers(&point["rays"])?, number(&point["ln_v"])?);
        let proof = &self.document["proof"];
        let exists = proof.as_array()?.iter().any(|entry| entry.get("mixture").is_some());
        let class = Some((&constant, s_max));
        let proved = if exists { self.mixture(proof, class)? } else { self.rays(proof, class)? };
        let at = |constant: &Rational| -> Option<Vec<Rational>> {
            let leaves = self.class(s_max, Some(constant))?.into_iter();
            let leaves = leaves.filter(|leaf| match exists {
                true => leaf.instance.variables == instance.variables,
                false => leaf.instance == instance,
            });
            let values = leaves.map(|leaf| {
                let coefficients = self.coefficients(&leaf, &leaf.relations[0])?;
                let products = coefficients.rays.into_iter().zip(&weights).map(|(ray, weight)| ray * weight);
                Some(products.fold(coefficients.ln_v * &ln_v, |sum, term| sum + term))
            });
            values.collect()
        };
        let (values, later) = (at(&constant)?, at(&(constant.clone() + Rational::from(1)))?);
        let rising = self.document["sense"] == "smallest";
        let sharp = values.iter().zip(&later).all(|(value, later)| {
            (if rising { later > value } else { later < value }) && (*value == 0 || (exists && *value < 0))
        });
        let point_counts = weights.iter().chain([&ln_v]).all(|weight| *weight >= 0);
        Some(proved && sharp && point_counts && !values.is_empty())
    }
}

/// Whether the coefficients prove the inequality, or the equation.
fn shows(coefficients: &RayCoefficients, equation: bool) -> bool {
    let mut all = coefficients.rays.iter().chain([&coefficients.ln_v, &coefficients.eps_train]);
    if equation { all.all(|number| *number == 0) } else { all.all(|number| *number >= 0) }
}
