//! Shards: the results of some blocks of a sweep, in files. A sweep goes on from them after it was interrupted, and
//! shards are merged.
//!
//! Nothing in a file is trusted. [`Shard::read`] checks what a file says of itself. [`Shard::validate`] checks its
//! results against a given sweep (see [`super::audit`]), before they are added to others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::law::readers::{WriteError, bounded};
use crate::law::write_atomically;
use crate::limits::SWEEP_BYTES;

use super::audit::{Inconsistency, Validator};
use super::header::{Header, fingerprint};
use super::tally::Tallies;

/// The file of the result of one block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockFile {
    /// The fingerprint of the header of the sweep.
    pub digest: String,
    /// The number of the block.
    pub block: usize,
    /// The fingerprint of the digest, the number of the block and its result.
    pub check: String,
    /// The result of the block.
    pub tallies: Tallies,
}

impl BlockFile {
    /// The file of the result of a block, with its fingerprint.
    pub fn new(digest: &str, block: usize, tallies: Tallies) -> Self {
        let check = fingerprint(&(digest, block, &tallies));
        Self { digest: digest.to_owned(), block, check, tallies }
    }
}

/// The file of a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShardFile {
    header: Header,
    blocks: Vec<BlockFile>,
}

/// The results of some blocks, with the sweep that they belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// The header of the sweep.
    pub header: Header,
    /// The results, by the number of the block.
    pub blocks: BTreeMap<usize, Tallies>,
}

/// The reasons why results of blocks cannot be read, written or merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: std::io::Error,
    },
    /// A file does not hold results.
    #[error("{}: not the result of a sweep: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A result is not one that its block can have.
    #[error("{}: block {block}: {inconsistency}", path.display())]
    Impossible {
        /// The file or folder.
        path: PathBuf,
        /// The block.
        block: usize,
        /// What is wrong with it.
        inconsistency: Inconsistency,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Results belong to different sweeps.
    #[error("{} belongs to another sweep: {difference}", path.display())]
    Mixed {
        /// The file or folder.
        path: PathBuf,
        /// The first difference.
        difference: String,
    },
    /// A block is given twice.
    #[error("{}: block {block} was given before", path.display())]
    Overlap {
        /// The file or folder.
        path: PathBuf,
        /// The block.
        block: usize,
    },
    /// Blocks are missing.
    #[error("{missing} of {blocks} blocks are missing, the first of them block {first}")]
    Gap {
        /// The number of missing blocks.
        missing: usize,
        /// The number of all blocks.
        blocks: usize,
        /// The first missing block.
        first: usize,
    },
}

const HEADER_FILE: &str = "sweep.json";

impl Shard {
    /// The shard of a sweep without a result.
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
        let found: Header = parse(&path)?;
        match found.difference(header) {
            None => Self::read(folder),
            Some(difference) => Err(MergeError::Mixed { path: folder.to_owned(), difference }),
        }
    }

    /// Reads a folder or a file of results.
    ///
    /// # Errors
    /// When something in it cannot be read or belongs to another sweep.
    pub fn read(path: &Path) -> Result<Self, MergeError> {
        if !path.is_dir() {
            let ShardFile { header, blocks } = parse(path)?;
            let mut shard = Self::new(header);
            let digest = shard.header.digest();
            for found in blocks {
                shard.insert(found, &digest, path)?;
            }
            return Ok(shard);
        }
        let mut shard = Self::new(parse(&path.join(HEADER_FILE))?);
        let digest = shard.header.digest();
        for (block, file) in block_files(path)? {
            let found: BlockFile = parse(&file)?;
            if found.block != block {
                let message =
                    format!("expected the result of block {block}, as its name says, and found block {}", found.block);
                return Err(MergeError::Malformed { path: file, message });
            }
            shard.insert(found, &digest, &file)?;
        }
        Ok(shard)
    }

    /// Inserts the result of a block from a file.
    fn insert(&mut self, found: BlockFile, digest: &str, path: &Path) -> Result<(), MergeError> {
        let BlockFile { block, check, tallies, .. } = found;
        let path = || path.to_owned();
        if found.digest != digest {
            let difference = format!("block {block} does not fit the header that it is given with");
            return Err(MergeError::Mixed { path: path(), difference });
        }
        if block >= self.header.blocks {
            let message =
                format!("expected blocks 0 to {}, and found block {block}", self.header.blocks.saturating_sub(1));
            return Err(MergeError::Malformed { path: path(), message });
        }
        if check != fingerprint(&(digest, block, &tallies)) {
            let inconsistency = Inconsistency::new("its fingerprint `check`", "that of its contents", "another");
            return Err(MergeError::Impossible { path: path(), block, inconsistency });
        }
        match self.blocks.insert(block, tallies) {
            None => Ok(()),
            Some(_) => Err(MergeError::Overlap { path: path(), block }),
        }
    }

    /// Checks that every result is one that its block can have; `path` is where the results were read.
    ///
    /// # Errors
    /// [`MergeError::Impossible`] for the first that is not.
    pub fn validate(&self, validator: &mut Validator, path: &Path) -> Result<(), MergeError> {
        for (&block, tallies) in &self.blocks {
            validator.check(block, tallies).map_err(|inconsistency| {
                let path = if path.is_dir() { path.join(file_name(block)) } else { path.to_owned() };
                MergeError::Impossible { path, block, inconsistency }
            })?;
        }
        Ok(())
    }

    /// Saves the result of a block in the folder of its sweep.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(folder: &Path, digest: &str, block: usize, tallies: &Tallies) -> Result<(), WriteError> {
        let file = BlockFile::new(digest, block, tallies.clone());
        write_atomically(&folder.join(file_name(block)), &text(&file))
    }

    /// Merges the results of another shard into this one; `path` is where they were read.
    ///
    /// # Errors
    /// When it belongs to another sweep or has a block in common with this one.
    pub fn merge(&mut self, other: Self, path: &Path) -> Result<(), MergeError> {
        if let Some(difference) = self.header.difference(&other.header) {
            return Err(MergeError::Mixed { path: path.to_owned(), difference });
        }
        for (block, tallies) in other.blocks {
            if self.blocks.insert(block, tallies).is_some() {
                return Err(MergeError::Overlap { path: path.to_owned(), block });
            }
        }
        Ok(())
    }

    /// Checks that no block is missing.
    ///
    /// # Errors
    /// [`MergeError::Gap`] for missing blocks.
    pub fn check_complete(&self) -> Result<(), MergeError> {
        let blocks = self.header.blocks;
        match (0..blocks).find(|block| !self.blocks.contains_key(block)) {
            None => Ok(()),
            Some(first) => Err(MergeError::Gap { missing: blocks - self.blocks.len(), blocks, first }),
        }
    }

    /// The text of the file of the shard.
    pub fn to_json(&self) -> String {
        let digest = self.header.digest();
        let blocks = self.blocks.iter().map(|(&block, tallies)| BlockFile::new(&digest, block, tallies.clone()));
        let file = ShardFile { header: self.header.clone(), blocks: blocks.collect() };
        String::from_utf8(text(&file)).expect("JSON is UTF-8")
    }
}

fn file_name(block: usize) -> String {
    format!("block-{block:06}.json")
}

/// The files of blocks in a folder, by the number of the block. Other files are left alone.
fn block_files(folder: &Path) -> Result<BTreeMap<usize, PathBuf>, MergeError> {
    let unreadable = |error| MergeError::Unreadable { path: folder.to_owned(), error };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let number = name.strip_prefix("block-").and_then(|rest| rest.strip_suffix(".json"));
        if let Some(block) = number.and_then(|number| number.parse().ok()).filter(|block| file_name(*block) == name) {
            files.insert(block, path);
        }
    }
    Ok(files)
}

fn text(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec(value).expect("results are plain data");
    text.push(b'\n');
    text
}

fn parse<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, MergeError> {
    let bytes =
        bounded::read(path, SWEEP_BYTES).map_err(|error| MergeError::Unreadable { path: path.to_owned(), error })?;
    serde_json::from_slice(&bytes)
        .map_err(|error| MergeError::Malformed { path: path.to_owned(), message: error.to_string() })
}
