//! The certificate files of a run: what is written, what is not and why, and what earlier runs have left.

use std::path::{Path, PathBuf};

use maskproof::certificate::{Certificate, Declined, KINDS};
use maskproof::sampler::Schedule;

use super::earlier::{self, Evidence};
use super::failure::Failure;
use super::{files, output};

/// The longest list of schedules that names files.
const LONGEST_NAME: usize = 64;

/// Writes a certificate into a folder, which is made if it does not exist, in the place of those of other kinds that
/// earlier runs have written under this name.
pub fn write_certificate(folder: &Path, name: &str, certificate: &Certificate) -> Result<(), Failure> {
    remove_others(folder, name, Some(certificate.kind()))?;
    files::to_new_file(folder, &format!("{name}.{}.json", certificate.kind()), &certificate.to_json())
}

/// As [`write_certificate`]. Where there is no certificate, the standard error says why, and what an earlier run has
/// written under the name is removed.
pub fn replace(
    folder: &Path,
    name: &str,
    of: &str,
    certificate: &Result<Certificate, Declined>,
) -> Result<(), Failure> {
    match certificate {
        Ok(certificate) => write_certificate(folder, name, certificate),
        Err(reason) => {
            say_none(of, reason);
            remove_others(folder, name, None)
        }
    }
}

/// Says that there is no certificate.
pub fn say_none(of: &str, reason: &Declined) {
    output::note(&format!("no certificate of {of}: {reason}"));
}

/// Removes certificates that an earlier run has written under a name, unless they are of this kind.
pub fn remove_others(folder: &Path, name: &str, kind: Option<&str>) -> Result<(), Failure> {
    KINDS
        .iter()
        .filter(|other| Some(**other) != kind)
        .try_for_each(|other| earlier::remove(&folder.join(format!("{name}.{other}.json")), Evidence::Certificate))
}

/// Removes the certificates `NAME-K.KIND.json` of an earlier run with `K` beyond a number.
pub fn remove_beyond(folder: &Path, name: &str, number: usize) -> Result<(), Failure> {
    earlier::remove_named(folder, Evidence::Certificate, |file| {
        let numbered = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('-')).and_then(|rest| {
            let (digits, rest) = rest.split_once('.')?;
            let kind = rest.strip_suffix(".json")?;
            KINDS.contains(&kind).then(|| digits.parse::<usize>().ok()).flatten()
        });
        numbered.is_some_and(|own| own > number)
    })
}

/// Writes evidence to a file and further pieces to `NAME.2.json` and so on beside it; removes those of an earlier run
/// beyond them.
pub fn to_numbered_files(path: &Path, texts: &[String], evidence: Evidence) -> Result<(), Failure> {
    for (number, text) in texts.iter().enumerate() {
        files::to_file(&numbered(path, number), text)?;
    }
    let mut number = texts.len();
    while number == 0 || numbered(path, number).is_file() {
        earlier::remove(&numbered(path, number), evidence)?;
        number += 1;
    }
    Ok(())
}

/// The file itself for the first of several, and `name.2.json` and so on beside it for the others.
fn numbered(path: &Path, number: usize) -> PathBuf {
    if number == 0 {
        return path.to_owned();
    }
    let number = number + 1;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(match path.extension() {
        Some(extension) => format!("{stem}.{number}.{}", extension.to_string_lossy()),
        None => format!("{stem}.{number}"),
    })
}

/// The part of a file's name that tells the schedules of a restricted run.
pub fn schedules_in_name(schedules: Option<&[Schedule]>) -> String {
    let Some(schedules) = schedules else { return String::new() };
    let blocks = |schedule: &Schedule| -> String {
        let sizes: Vec<String> = schedule.blocks().iter().map(ToString::to_string).collect();
        sizes.join("-")
    };
    let list = schedules.iter().map(blocks).collect::<Vec<_>>().join("_");
    if list.len() <= LONGEST_NAME {
        return format!(".schedule-{list}");
    }
    // FNV-1a: the same name for the same list.
    let hash = list
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!(".schedules-{}-{hash:016x}", schedules.len())
}
