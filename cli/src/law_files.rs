//! The law files that a run writes for a claim into a folder.

use std::collections::BTreeSet;
use std::path::Path;

use super::earlier::{self, Evidence};
use super::failure::Failure;
use super::files;

/// The laws of a claim in a folder, written as `ID.PART.json`.
pub struct LawFiles<'a> {
    folder: &'a Path,
    id: &'a str,
    written: BTreeSet<String>,
}

impl<'a> LawFiles<'a> {
    /// The folder, with no law written yet.
    pub fn new(folder: &'a Path, id: &'a str) -> Self {
        Self { folder, id, written: BTreeSet::new() }
    }

    /// Writes a law into the folder, which is made if it does not exist, and returns the file's name.
    pub fn write(&mut self, part: &str, json: &str) -> Result<String, Failure> {
        let name = format!("{}.{part}.json", self.id);
        files::to_new_file(self.folder, &name, json)?;
        self.written.insert(name.clone());
        Ok(name)
    }

    /// Removes the laws that an earlier run has written under the other names that this run could have given.
    pub fn remove_others(self, is_own_part: impl Fn(&str) -> bool) -> Result<(), Failure> {
        earlier::remove_named(self.folder, Evidence::Law, |name| {
            let rest = name.strip_prefix(self.id).and_then(|rest| rest.strip_prefix('.'));
            let part = rest.and_then(|rest| rest.strip_suffix(".json"));
            !self.written.contains(name) && part.is_some_and(&is_own_part)
        })
    }
}

/// Whether a part of a name is that of a numbered law that refutes a claim at one of these lengths, `L3.1`.
pub fn is_refutation(part: &str, lengths: &[usize]) -> bool {
    let of_length = part.strip_prefix('L').and_then(|rest| rest.split_once('.'));
    of_length.is_some_and(|(length, number)| is_one_of(length, lengths) && is_number(number))
}

/// Whether a part of a name is that of the law over two letters at one of these lengths, `L3.binary`.
pub fn is_binary(part: &str, lengths: &[usize]) -> bool {
    let length = part.strip_prefix('L').and_then(|rest| rest.strip_suffix(".binary"));
    length.is_some_and(|length| is_one_of(length, lengths))
}

/// Whether a part of a name is a word and a number, `case-1`.
pub fn is_numbered(part: &str, word: &str) -> bool {
    part.strip_prefix(word).and_then(|rest| rest.strip_prefix('-')).is_some_and(is_number)
}

fn is_one_of(length: &str, lengths: &[usize]) -> bool {
    is_number(length) && length.parse().is_ok_and(|length| lengths.contains(&length))
}

/// Whether a text is a number as names have it.
fn is_number(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}
