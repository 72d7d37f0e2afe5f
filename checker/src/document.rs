//! The document: its keys, and the types of their values.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};

use crate::affine::Coefficients;
use crate::codes::{Code, CodeLaw};
use crate::instances::Instance;
use crate::json::{Fields, Json};
use crate::law::Law;
use crate::limits::{self, too_large};
use crate::outcome::{Fault, Reason, Verdict, Why};
use crate::scalar::{Q, read_count, read_integer, read_rational};

/// A document whose keys and values have the right form.
#[derive(Debug)]
pub struct Document {
    /// The free text of the claim's `id`.
    pub id: String,
    /// The statement.
    pub statement: String,
    /// Name and value of the constant.
    pub constant: Option<(String, String)>,
    /// `L`
    pub length: usize,
    /// The evidence, by kind.
    pub evidence: Evidence,
}

/// The keys of each kind.
#[derive(Debug)]
pub enum Evidence {
    /// `case`
    Case { instance: Instance, law: Law, verdict: Verdict },
    /// `rays`
    Rays(Vec<RaysEntry>),
    /// `mixture`
    Mixture(Vec<MixtureEntry>),
    /// `counterexample`
    Counterexample { instance: Instance, refutations: Vec<Refutation> },
    /// `constant`; the statement says which form its proof has.
    Constant(ConstantEvidence),
}

/// The keys of the kind `constant`.
#[derive(Debug)]
pub struct ConstantEvidence {
    /// Whether the constant is the smallest (and not the largest).
    pub smallest: bool,
    /// The largest block of the class.
    pub s_max: Option<u64>,
    /// The constant.
    pub constant: Q,
    /// The entries of the proof.
    pub proof: Vec<Json>,
    /// Where the constant is sharp.
    pub instance: Instance,
    /// The weights of the rays, `m = 1..L`.
    pub rays: Vec<Q>,
    /// The weight of the ray of `ln V`.
    pub ln_v: Q,
}

/// An instance with the coefficients of each relation.
#[derive(Debug)]
pub struct RaysEntry {
    /// The instance.
    pub instance: Instance,
    /// In the order of the statement.
    pub relations: Vec<Coefficients>,
}

/// An instance with a mixture of schedules.
#[derive(Debug)]
pub struct MixtureEntry {
    /// The instance, without a schedule.
    pub instance: Instance,
    /// Schedules and their weights.
    pub mixture: Vec<(Vec<usize>, Q)>,
    /// The weighted mean.
    pub coefficients: Coefficients,
}

/// A law that violates a relation.
#[derive(Debug)]
pub struct Refutation {
    /// The schedule, where one is bound by `exists`.
    pub schedule: Option<Vec<usize>>,
    /// The law.
    pub law: AnyLaw,
    /// The index of the relation, from 0.
    pub relation: u64,
}

/// A law in either form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyLaw {
    /// By counts.
    Explicit(Law),
    /// By codes.
    Codes(CodeLaw),
}

/// Reads a document: first what says whether it is one of version 1.
pub fn read(json: Json) -> Result<Document, Fault> {
    let mut fields = json.fields("document")?;
    let format = fields.take("format")?.text("format")?;
    if format != "maskproof-certificate" {
        return Err(Reason::WrongFormat(format).into());
    }
    let version = fields.take("version")?.whole("version")?;
    if version != 1 {
        return Err(Fault::Decline(Why::Version(version)));
    }
    let kind = fields.take("kind")?.text("kind")?;
    if !["case", "rays", "mixture", "counterexample", "constant"].contains(&kind.as_str()) {
        return Err(Fault::Decline(Why::Kind(kind)));
    }
    let length = length(&fields.take("length")?)?;
    let mut claim = fields.take("claim")?.fields("claim")?;
    let id = claim.take("id")?.text("id")?;
    let statement = claim.take("statement")?.text("statement")?;
    let constant = claim.take("constant")?.optional().map(constant_of_claim).transpose()?;
    claim.finish()?;
    let evidence = match kind.as_str() {
        "case" => Evidence::Case {
            instance: instance(fields.take("instance")?, length)?,
            law: explicit_law(fields.take("law")?.fields("law")?, length)?,
            verdict: verdict(fields.take("verdict")?)?,
        },
        "rays" => Evidence::Rays(rays_entries(fields.take("instances")?.list("instances")?, length)?),
        "mixture" => Evidence::Mixture(mixture_entries(fields.take("instances")?.list("instances")?, length)?),
        "counterexample" => {
            let refutations = fields.take("refutations")?.list("refutations")?;
            Evidence::Counterexample {
                instance: instance(fields.take("instance")?, length)?,
                refutations: refutations.into_iter().map(|item| refutation(item, length)).collect::<Result<_, _>>()?,
            }
        }
        "constant" => Evidence::Constant(constant_evidence(&mut fields, length)?),
        _ => return Err(Fault::Decline(Why::Kind(kind))),
    };
    fields.finish()?;
    Ok(Document { id, statement, constant, length, evidence })
}

fn length(json: &Json) -> Result<usize, Fault> {
    let length = json.clone().whole("length")?;
    if length == 0 {
        return Err(Reason::BadLength.into());
    }
    let length = usize::try_from(length).ok().filter(|length| *length <= limits::LENGTH);
    length.ok_or_else(|| too_large("length", limits::LENGTH))
}

fn constant_of_claim(json: Json) -> Result<(String, String), Fault> {
    let mut fields = json.fields("constant")?;
    let constant = (fields.take("name")?.text("name")?, fields.take("value")?.text("value")?);
    fields.finish()?;
    Ok(constant)
}

fn verdict(json: Json) -> Result<Verdict, Fault> {
    match json.text("verdict")?.as_str() {
        "holds" => Ok(Verdict::Holds),
        "equality" => Ok(Verdict::Equality),
        "violated" => Ok(Verdict::Violated),
        _ => Err(Reason::WrongType { key: "verdict".to_owned(), expected: "holds, equality or violated" }.into()),
    }
}

fn rational(fields: &mut Fields, key: &'static str) -> Result<Q, Fault> {
    read_rational(&fields.take(key)?.text(key)?)
}

/// Exactly `L` rationals.
fn rationals(fields: &mut Fields, key: &'static str, length: usize) -> Result<Vec<Q>, Fault> {
    let list = fields.take(key)?.list(key)?;
    if list.len() != length {
        return Err(Reason::WrongRayCount { expected: length, found: list.len() }.into());
    }
    list.into_iter().map(|item| read_rational(&item.text(key)?)).collect()
}

fn coefficients(fields: &mut Fields, length: usize) -> Result<Coefficients, Fault> {
    Ok(Coefficients {
        rays: rationals(fields, "rays", length)?,
        ln_v: rational(fields, "ln_v")?,
        eps_train: rational(fields, "eps_train")?,
    })
}

fn schedule(json: Json, length: usize) -> Result<Vec<usize>, Fault> {
    let list = json.list("schedule")?;
    let blocks: Vec<u64> = list.into_iter().map(|block| block.whole("schedule")).collect::<Result<_, _>>()?;
    let sizes: Option<Vec<usize>> =
        blocks.iter().map(|block| usize::try_from(*block).ok().filter(|size| (1..=length).contains(size))).collect();
    let right = sizes.filter(|sizes| sizes.len() <= length && sizes.iter().sum::<usize>() == length);
    right.ok_or_else(|| Reason::NotASchedule(blocks).into())
}

fn optional_schedule(fields: &mut Fields, length: usize) -> Result<Option<Vec<usize>>, Fault> {
    fields.take("schedule")?.optional().map(|json| schedule(json, length)).transpose()
}

fn instance(json: Json, length: usize) -> Result<Instance, Fault> {
    let mut fields = json.fields("instance")?;
    let mut variables: BTreeMap<String, BigInt> = BTreeMap::new();
    for (name, value) in fields.take("variables")?.fields("variables")?.into_entries() {
        let value = read_integer(&value.text(&name)?)?;
        variables.insert(name, value);
    }
    let schedule = optional_schedule(&mut fields, length)?;
    fields.finish()?;
    Ok(Instance { variables, schedule })
}

/// The entries of `rays`.
pub fn rays_entries(list: Vec<Json>, length: usize) -> Result<Vec<RaysEntry>, Fault> {
    let entry = |json: Json| {
        let mut fields = json.fields("instances")?;
        let instance = instance(fields.take("instance")?, length)?;
        let mut relations = Vec::new();
        for relation in fields.take("relations")?.list("relations")? {
            let mut fields = relation.fields("relations")?;
            relations.push(coefficients(&mut fields, length)?);
            fields.finish()?;
        }
        fields.finish()?;
        Ok(RaysEntry { instance, relations })
    };
    list.into_iter().map(entry).collect()
}

/// The entries of `mixture`.
pub fn mixture_entries(list: Vec<Json>, length: usize) -> Result<Vec<MixtureEntry>, Fault> {
    let entry = |json: Json| {
        let mut fields = json.fields("instances")?;
        let instance = instance(fields.take("instance")?, length)?;
        let mut mixture = Vec::new();
        for part in fields.take("mixture")?.list("mixture")? {
            let mut fields = part.fields("mixture")?;
            mixture.push((schedule(fields.take("schedule")?, length)?, rational(&mut fields, "weight")?));
            fields.finish()?;
        }
        let coefficients = coefficients(&mut fields, length)?;
        fields.finish()?;
        Ok(MixtureEntry { instance, mixture, coefficients })
    };
    list.into_iter().map(entry).collect()
}

fn refutation(json: Json, length: usize) -> Result<Refutation, Fault> {
    let mut fields = json.fields("refutations")?;
    let schedule = optional_schedule(&mut fields, length)?;
    let relation = fields.take("relation")?.whole("relation")?;
    let law = fields.take("law")?.fields("law")?;
    let law = if law.has("codes") {
        AnyLaw::Codes(code_law(law, length)?)
    } else {
        AnyLaw::Explicit(explicit_law(law, length)?)
    };
    fields.finish()?;
    Ok(Refutation { schedule, law, relation })
}

fn explicit_law(mut fields: Fields, length: usize) -> Result<Law, Fault> {
    let vocabulary = fields.take("vocabulary_size")?.whole("vocabulary_size")?;
    let mut counts: Vec<(Vec<u64>, BigUint)> = Vec::new();
    for pair in fields.take("counts")?.list("counts")? {
        let pair: Result<[Json; 2], Vec<Json>> = pair.list("counts")?.try_into();
        let wrong = |_| Reason::WrongType { key: "counts".to_owned(), expected: "a sequence and a count" };
        let [sequence, count] = pair.map_err(wrong)?;
        let tokens = sequence.list("counts")?.into_iter().map(|token| token.whole("counts"));
        counts.push((tokens.collect::<Result<_, _>>()?, read_count(&count.text("counts")?)?));
    }
    fields.finish()?;
    Law::new(length, vocabulary, counts)
}

fn code_law(mut fields: Fields, length: usize) -> Result<CodeLaw, Fault> {
    let mut codes = Vec::new();
    for code in fields.take("codes")?.list("codes")? {
        let mut fields = code.fields("codes")?;
        let mut number = |key: &'static str| fields.take(key)?.whole(key);
        codes.push(Code { dimension: number("dimension")?, field: number("field")?, copies: number("copies")? });
        fields.finish()?;
    }
    fields.finish()?;
    CodeLaw::new(length, codes)
}

fn constant_evidence(fields: &mut Fields, length: usize) -> Result<ConstantEvidence, Fault> {
    let smallest = match fields.take("sense")?.text("sense")?.as_str() {
        "smallest" => true,
        "largest" => false,
        _ => return Err(Reason::WrongType { key: "sense".to_owned(), expected: "smallest or largest" }.into()),
    };
    let mut class = fields.take("class")?.fields("class")?;
    let s_max = class.take("s_max")?.optional().map(|json| json.whole("s_max")).transpose()?;
    class.finish()?;
    let constant = rational(fields, "constant")?;
    let proof = fields.take("proof")?.list("proof")?;
    let mut sharpness = fields.take("sharpness")?.fields("sharpness")?;
    let instance = instance(sharpness.take("instance")?, length)?;
    let rays = rationals(&mut sharpness, "rays", length)?;
    let ln_v = rational(&mut sharpness, "ln_v")?;
    sharpness.finish()?;
    Ok(ConstantEvidence { smallest, s_max, constant, proof, instance, rays, ln_v })
}
