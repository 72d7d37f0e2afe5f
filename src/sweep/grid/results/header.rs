//! Headers: what the results of blocks must agree on to belong together.

use serde::{Deserialize, Serialize};

use crate::language::Claim;
use crate::law::{LawError, Shape};
use crate::sampler::Schedule;
use crate::sweep::grid::partition::{Grid, Support};
use crate::sweep::grid::sweep::Sweep;

/// The header of a sweep. Results with equal headers belong together. No field may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The version of this program.
    pub version: String,
    /// The vocabulary size V.
    pub vocabulary_size: usize,
    /// The length L.
    pub length: usize,
    /// The denominator N.
    pub denominator: u32,
    /// The number of atoms of positive probability, where it is restricted.
    #[serde(deserialize_with = "Option::deserialize")]
    pub support: Option<usize>,
    /// The schedules, where not all are quantified over.
    #[serde(deserialize_with = "Option::deserialize")]
    pub schedules: Option<Vec<String>>,
    /// The least number of orbits of a block, about.
    pub block_orbits: u64,
    /// The number of blocks.
    pub blocks: usize,
    /// The claims.
    pub claims: Vec<ClaimText>,
}

/// A claim in full. The file of a claim decides what the claim means. So the file of a claim that is not of the
/// catalogue is kept here letter for letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimText {
    /// The identifier.
    pub id: String,
    /// The statement.
    pub statement: String,
    /// The constant that the claim names, with its value.
    #[serde(deserialize_with = "Option::deserialize")]
    pub constant: Option<String>,
    /// The text of its file; `None` for a claim of the catalogue.
    #[serde(deserialize_with = "Option::deserialize")]
    pub file: Option<String>,
}

impl ClaimText {
    /// The text of a claim, with that of its file unless it is of the catalogue.
    pub fn new(claim: &Claim, file: Option<&str>) -> Self {
        let constant = claim.constant().map(|constant| format!("{} = {}", constant.name, constant.text));
        Self { id: claim.id().to_owned(), statement: claim.text().to_owned(), constant, file: file.map(str::to_owned) }
    }
}

/// The first way in which two lists of claims differ.
fn differing_claims(ours: &[ClaimText], theirs: &[ClaimText]) -> Option<String> {
    let find = |list: &[ClaimText], id: &str| list.iter().find(|claim| claim.id == id).cloned();
    for claim in ours {
        match find(theirs, &claim.id) {
            None => return Some(format!("their claims differ: {} is in one only", claim.id)),
            Some(other) if other != *claim => {
                return Some(format!("their claims differ: {} has another text in each", claim.id));
            }
            Some(_) => {}
        }
    }
    let extra = theirs.iter().find(|claim| find(ours, &claim.id).is_none());
    let extra = extra.map(|claim| format!("their claims differ: {} is in one only", claim.id));
    extra.or_else(|| (ours != theirs).then(|| "their claims differ in order".to_owned()))
}

impl Header {
    /// The header of a sweep.
    pub fn new(sweep: &Sweep, claims: Vec<ClaimText>, schedules: Option<&[Schedule]>, block_orbits: u64) -> Self {
        let Grid { shape, denominator, support } = sweep.partition().grid();
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vocabulary_size: shape.vocabulary_size(),
            length: shape.length(),
            denominator,
            support: match support {
                Support::Any => None,
                Support::Exactly(size) => Some(size),
            },
            schedules: schedules.map(|schedules| schedules.iter().map(ToString::to_string).collect()),
            block_orbits,
            blocks: sweep.partition().blocks(),
            claims,
        }
    }

    /// The grid of laws.
    ///
    /// # Errors
    /// When no law has the length or the vocabulary size.
    pub fn grid(&self) -> Result<Grid, LawError> {
        let Self { vocabulary_size, length, denominator, support, .. } = *self;
        let shape = Shape::new(length, vocabulary_size)?;
        Ok(Grid { shape, denominator, support: support.map_or(Support::Any, Support::Exactly) })
    }

    /// The fingerprint of the header, by which the result of a block knows its sweep.
    pub fn digest(&self) -> String {
        fingerprint(self)
    }

    /// The first field in which two headers differ.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let show = |schedules: &Option<Vec<String>>| schedules.as_ref().map_or("all".to_owned(), |list| list.join(" "));
        let support = |support: Option<usize>| support.map_or("any".to_owned(), |size| size.to_string());
        let fields = [
            ("version", self.version.clone(), other.version.clone()),
            ("vocabulary", self.vocabulary_size.to_string(), other.vocabulary_size.to_string()),
            ("length", self.length.to_string(), other.length.to_string()),
            ("denominator", self.denominator.to_string(), other.denominator.to_string()),
            ("support", support(self.support), support(other.support)),
            ("schedules", show(&self.schedules), show(&other.schedules)),
            ("block size", self.block_orbits.to_string(), other.block_orbits.to_string()),
            ("number of blocks", self.blocks.to_string(), other.blocks.to_string()),
        ];
        if let Some((name, ours, theirs)) = fields.into_iter().find(|(_, ours, theirs)| ours != theirs) {
            return Some(format!("the {name} is {ours} in one and {theirs} in the other"));
        }
        differing_claims(&self.claims, &other.claims)
    }
}

/// The fingerprint of plain data: FNV-1a of its JSON, 128 bits. It tells damage and mistakes, not malice.
pub fn fingerprint(data: &impl Serialize) -> String {
    let text = serde_json::to_string(data).expect("plain data");
    let hash = text.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    format!("{hash:032x}")
}
