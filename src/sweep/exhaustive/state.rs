//! The results of blocks in files, from which a sweep goes on after it was interrupted, and shards are joined.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::law::readers::WriteError;
use crate::law::write_atomically;
use crate::sampler::Schedule;

use super::blocks::{Family, Support, Sweep};
use super::tally::Tallies;

/// What the results of blocks must agree on to belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The version of this program.
    pub version: String,
    /// V
    pub vocabulary_size: usize,
    /// L
    pub length: usize,
    /// N
    pub denominator: u32,
    /// The number of atoms of positive probability, where it is restricted.
    pub support: Option<usize>,
    /// The schedules, where not all are quantified over.
    pub schedules: Option<Vec<String>>,
    /// How many orbits a block has at the least, about.
    pub block_orbits: u64,
    /// How many blocks there are.
    pub blocks: usize,
    /// The claims.
    pub claims: Vec<ClaimText>,
}

/// A claim in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimText {
    /// The identifier.
    pub id: String,
    /// The statement.
    pub statement: String,
    /// The value of the constant that it names.
    pub constant: Option<String>,
}

impl From<&Claim> for ClaimText {
    fn from(claim: &Claim) -> Self {
        let constant = claim.constant().map(|constant| format!("{} = {}", constant.name, constant.text));
        Self { id: claim.id().to_owned(), statement: claim.text().to_owned(), constant }
    }
}

impl Header {
    /// The header of a sweep.
    pub fn new(sweep: &Sweep, claims: &[Claim], schedules: Option<&[Schedule]>, block_orbits: u64) -> Self {
        let Family { vocabulary_size, length, denominator, support } = sweep.family;
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vocabulary_size,
            length,
            denominator,
            support: match support {
                Support::Any => None,
                Support::Exactly(size) => Some(size),
            },
            schedules: schedules.map(|schedules| schedules.iter().map(ToString::to_string).collect()),
            block_orbits,
            blocks: sweep.blocks(),
            claims: claims.iter().map(ClaimText::from).collect(),
        }
    }

    /// The family of laws.
    pub fn family(&self) -> Family {
        let Self { vocabulary_size, length, denominator, support, .. } = *self;
        let support = support.map_or(Support::Any, Support::Exactly);
        Family { vocabulary_size, length, denominator, support }
    }

    /// A fingerprint of all of it (FNV-1a, 128 bits), by which the result of a block knows its sweep.
    pub fn digest(&self) -> String {
        let text = serde_json::to_string(self).expect("a header is plain data");
        let hash = text.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        });
        format!("{hash:032x}")
    }

    /// The first field on which two headers differ.
    fn differs(&self, other: &Self) -> Option<String> {
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
        (self.claims != other.claims).then(|| "their claims differ".to_owned())
    }
}

/// The result of one block, as it is kept in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockFile {
    /// Of the header of the sweep.
    pub digest: String,
    /// Which block.
    pub block: usize,
    /// Its result.
    pub tallies: Tallies,
}

/// Results of blocks with the sweep that they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// The sweep.
    pub header: Header,
    /// The results, by block.
    pub blocks: BTreeMap<usize, Tallies>,
}

/// Results of blocks that cannot be read, or do not belong together.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum MergeError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    #[diagnostic(
        code(sweep::unreadable),
        help("give a folder that `maskproof sweep --state` wrote, or a file that it wrote with --output")
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: std::io::Error,
    },
    /// A file has other contents.
    #[error("{}: not the result of a sweep: {message}", path.display())]
    #[diagnostic(
        code(sweep::malformed),
        help("results of sweeps are written by `maskproof sweep`; remove the file to have its block done again")
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A file cannot be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteError),
    /// Two sweeps.
    #[error("{} belongs to another sweep: {difference}", path.display())]
    #[diagnostic(code(sweep::mixed), help("only results of the same version, laws, claims and schedules add up"))]
    Mixed {
        /// The file or folder.
        path: PathBuf,
        /// The first difference.
        difference: String,
    },
    /// A block twice.
    #[error("{}: block {block} was given before", path.display())]
    #[diagnostic(code(sweep::overlap), help("give every shard once"))]
    Overlap {
        /// The file or folder.
        path: PathBuf,
        /// The block.
        block: usize,
    },
    /// Blocks that are missing.
    #[error("{missing} of {blocks} blocks are missing, the first of them block {first}")]
    #[diagnostic(code(sweep::gap), help("give all shards, and let each run to its end"))]
    Gap {
        /// How many.
        missing: usize,
        /// Of so many.
        blocks: usize,
        /// The first.
        first: usize,
    },
}

const HEADER_FILE: &str = "sweep.json";

impl Shard {
    /// Without a result.
    pub fn new(header: Header) -> Self {
        Self { header, blocks: BTreeMap::new() }
    }

    /// Opens the folder of a sweep, or begins it, and reads the results that are there.
    ///
    /// # Errors
    /// When it belongs to another sweep, or cannot be read or written.
    pub fn open(folder: &Path, header: &Header) -> Result<Self, MergeError> {
        let path = folder.join(HEADER_FILE);
        if !path.exists() {
            std::fs::create_dir_all(folder).map_err(|error| WriteError { path: folder.to_owned(), error })?;
            write_atomically(&path, &text(header))?;
        }
        let found = Self::read(folder)?;
        match found.header.differs(header) {
            None => Ok(found),
            Some(difference) => Err(MergeError::Mixed { path: folder.to_owned(), difference }),
        }
    }

    /// Reads a folder or a file of results.
    ///
    /// # Errors
    /// When something in it cannot be read or belongs to another sweep.
    pub fn read(path: &Path) -> Result<Self, MergeError> {
        if !path.is_dir() {
            let shard: Self = parse(path)?;
            if let Some(block) = shard.blocks.keys().find(|block| **block >= shard.header.blocks) {
                let message = format!("there is no block {block}");
                return Err(MergeError::Malformed { path: path.to_owned(), message });
            }
            return shard.checked(path);
        }
        let mut shard = Self::new(parse(&path.join(HEADER_FILE))?);
        let digest = shard.header.digest();
        for block in 0..shard.header.blocks {
            let file = path.join(file_name(block));
            if !file.exists() {
                continue;
            }
            let found: BlockFile = parse(&file)?;
            if found.digest != digest || found.block != block {
                let difference = "its block does not fit the header of the folder".to_owned();
                return Err(MergeError::Mixed { path: file, difference });
            }
            shard.blocks.insert(block, found.tallies);
        }
        shard.checked(path)
    }

    fn checked(self, path: &Path) -> Result<Self, MergeError> {
        let claims = self.header.claims.len();
        if self.blocks.values().any(|tallies| tallies.claims.len() != claims) {
            let message = format!("a block does not have the results of {claims} claims");
            return Err(MergeError::Malformed { path: path.to_owned(), message });
        }
        Ok(self)
    }

    /// Keeps the result of a block in the folder of its sweep.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(folder: &Path, digest: &str, block: usize, tallies: &Tallies) -> Result<(), WriteError> {
        let file = BlockFile { digest: digest.to_owned(), block, tallies: tallies.clone() };
        write_atomically(&folder.join(file_name(block)), &text(&file))
    }

    /// Adds the results of another shard.
    ///
    /// # Errors
    /// When it belongs to another sweep or has a block in common with this one.
    pub fn join(&mut self, other: Self, path: &Path) -> Result<(), MergeError> {
        if let Some(difference) = self.header.differs(&other.header) {
            return Err(MergeError::Mixed { path: path.to_owned(), difference });
        }
        for (block, tallies) in other.blocks {
            if self.blocks.insert(block, tallies).is_some() {
                return Err(MergeError::Overlap { path: path.to_owned(), block });
            }
        }
        Ok(())
    }

    /// Whether no block is missing.
    ///
    /// # Errors
    /// [`MergeError::Gap`] otherwise.
    pub fn check_complete(&self) -> Result<(), MergeError> {
        let blocks = self.header.blocks;
        match (0..blocks).find(|block| !self.blocks.contains_key(block)) {
            None => Ok(()),
            Some(first) => Err(MergeError::Gap { missing: blocks - self.blocks.len(), blocks, first }),
        }
    }

    /// The text of the file that holds all of it.
    pub fn to_json(&self) -> String {
        String::from_utf8(text(self)).expect("JSON is UTF-8")
    }
}

fn file_name(block: usize) -> String {
    format!("block-{block:06}.json")
}

fn text(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec(value).expect("results are plain data");
    text.push(b'\n');
    text
}

fn parse<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, MergeError> {
    let bytes = std::fs::read(path).map_err(|error| MergeError::Unreadable { path: path.to_owned(), error })?;
    serde_json::from_slice(&bytes)
        .map_err(|error| MergeError::Malformed { path: path.to_owned(), message: error.to_string() })
}
