//! Laws as files of any format.

use std::path::Path;

use crate::exact::rational::shortened;
use crate::law::{LawError, SparseLaw};
use crate::limits::SPARSE_TOKEN_LIMIT;

/// The format of a law file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LawFormat {
    /// [`SparseLaw::to_json`]
    Json,
    /// A row for each sequence with its count, and this byte between the fields.
    Rows(u8),
    /// JSON lines, `{"tokens": [..], "count": n}`, with the tokens as texts, or as numbers where all are.
    Lines,
    /// An array of int64 of shape `(N, L)`, N the total: each sequence as often as its count, with the numbers of its
    /// tokens where all tokens are numbers, and else their places in the vocabularies.
    Array,
}

impl LawFormat {
    /// The format that a file's extension tells.
    ///
    /// # Errors
    /// [`LawError::UnknownFormat`].
    pub fn of(path: &Path) -> Result<Self, LawError> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
        match extension.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Rows(b',')),
            Some("tsv") => Ok(Self::Rows(b'\t')),
            Some("jsonl" | "ndjson") => Ok(Self::Lines),
            Some("npy") => Ok(Self::Array),
            _ => Err(LawError::UnknownFormat { extension }),
        }
    }

    /// What a file of the format does not keep of a law, where that is more than its description.
    pub fn lost(self, law: &SparseLaw) -> Option<&'static str> {
        let is_shared = law.labels().shared_vocabulary().is_some();
        match self {
            Self::Array if numbers(law).is_none() => {
                Some("the tokens are written as their places in the vocabularies, from 0, and their names are left out")
            }
            Self::Lines | Self::Array if !is_shared => {
                Some("the positions are written without their names, and with the tokens of all as one vocabulary")
            }
            Self::Lines | Self::Array if law.labels().names().is_some() => {
                Some("the positions are written without their names")
            }
            _ => None,
        }
    }

    /// The bytes of a law in the format.
    ///
    /// # Errors
    /// [`LawError::TooManySequences`] for an array of more than [`SPARSE_TOKEN_LIMIT`] tokens; [`LawError::SpaceAtEnds`]
    /// for rows with a name or a token that would not come back.
    pub fn write(self, law: &SparseLaw) -> Result<Vec<u8>, LawError> {
        match self {
            Self::Json => Ok(law.to_json().into_bytes()),
            Self::Rows(separator) => rows(law, separator),
            Self::Lines => Ok(lines(law).into_bytes()),
            Self::Array => array(law),
        }
    }
}

fn rows(law: &SparseLaw, separator: u8) -> Result<Vec<u8>, LawError> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    let labels = law.labels();
    let mut header: Vec<String> = match labels.names() {
        Some(names) => names.to_vec(),
        // Names that are no numbers, as a vocabulary of each position is read with names.
        None if labels.shared_vocabulary().is_none() => (1..=law.length()).map(|at| format!("position{at}")).collect(),
        None => (1..=law.length()).map(|at| format!("x{at}")).collect(),
    };
    let vocabularies = if labels.shared_vocabulary().is_some() { 1 } else { law.length() };
    let tokens = (0..vocabularies).flat_map(|position| labels.vocabulary(position).tokens());
    if let Some(text) = header.iter().chain(tokens).find(|text| text.trim() != text.as_str()) {
        return Err(LawError::SpaceAtEnds { text: shortened(text) });
    }
    header.push("count".to_owned());
    let written = "bytes are written to memory";
    writer.write_record(&header).expect(written);
    for (index, count) in law.counts().iter().enumerate() {
        let count = count.to_string();
        writer.write_record(law.sequence_tokens(index).into_iter().chain([count.as_str()])).expect(written);
    }
    Ok(writer.into_inner().expect(written))
}

/// The numbers of all tokens, where they are numbers as they are written.
fn numbers(law: &SparseLaw) -> Option<Vec<Vec<i64>>> {
    let number = |token: &str| token.parse::<i64>().ok().filter(|number| number.to_string() == token);
    let of = |position: usize| law.labels().vocabulary(position).tokens().iter().map(|token| number(token)).collect();
    (0..law.length()).map(of).collect()
}

fn lines(law: &SparseLaw) -> String {
    let numbers = numbers(law).is_some();
    let mut text = String::new();
    for (index, count) in law.counts().iter().enumerate() {
        let tokens = law.sequence_tokens(index);
        let written = if numbers { tokens.join(",") } else { serde_json::Value::from(tokens).to_string() };
        let list = if numbers { format!("[{written}]") } else { written };
        text += &format!("{{\"tokens\":{list},\"count\":{count}}}\n");
    }
    text
}

fn array(law: &SparseLaw) -> Result<Vec<u8>, LawError> {
    let too_large =
        || LawError::TooManySequences { sequences: law.total().to_usize().unwrap_or(usize::MAX), length: law.length() };
    let rows = law.total().to_usize().ok_or_else(too_large)?;
    if rows.saturating_mul(law.length()) > SPARSE_TOKEN_LIMIT {
        return Err(too_large());
    }
    let dictionary = format!("{{'descr': '<i8', 'fortran_order': False, 'shape': ({rows}, {}), }}", law.length());
    // The data begin at a multiple of 64 bytes.
    let padding = 63 - (10 + dictionary.len()) % 64;
    let header = format!("{dictionary}{}\n", " ".repeat(padding));
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).expect("a short header").to_le_bytes());
    bytes.extend(header.as_bytes());
    let numbers = numbers(law);
    for (index, count) in law.counts().iter().enumerate() {
        let token = |(position, &place): (usize, &u32)| match &numbers {
            Some(numbers) => numbers[position][place as usize],
            None => i64::from(place),
        };
        let row: Vec<u8> = law.sequence(index).iter().enumerate().flat_map(|at| token(at).to_le_bytes()).collect();
        for _ in 0..count.to_usize().expect("at most the total") {
            bytes.extend(&row);
        }
    }
    Ok(bytes)
}
