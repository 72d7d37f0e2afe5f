//! The paths of a command, checked together before any work: no output may overwrite an input or another output.

use std::path::{Path, PathBuf};

use maskproof::certificate::KINDS;
use maskproof::law::readers::remove_unfinished;

use super::failure::Failure;
use super::files;

/// What a command writes into a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents<'a> {
    /// Certificates of claims with these identifiers: `ID.*.KIND.json`.
    Certificates(&'a [&'a str]),
    /// Laws for claims with these identifiers, and certificates beside them: `ID.*.json`.
    Laws(&'a [&'a str]),
    /// Vectors for tables of these names: `NAME.npy` and `NAME.json`.
    Vectors(&'a [&'a str]),
    /// The state of a sweep: `sweep.json` and `block-NUMBER.json`.
    State,
}

impl Contents<'_> {
    /// Whether the command may write a file of this name.
    fn may_have(self, name: &str) -> bool {
        if let Self::Vectors(names) = self {
            let stem = name.strip_suffix(".json").or_else(|| name.strip_suffix(".npy"));
            return stem.is_some_and(|stem| names.contains(&stem));
        }
        let Some(stem) = name.strip_suffix(".json") else { return false };
        let is_of = |ids: &[&str]| {
            ids.iter().any(|id| name.strip_prefix(*id).is_some_and(|rest| rest.starts_with('.') && rest != ".json"))
        };
        match self {
            Self::Certificates(ids) => {
                is_of(ids) && KINDS.iter().any(|kind| stem.ends_with(kind) && stem.len() > kind.len())
            }
            Self::Laws(ids) => is_of(ids),
            Self::Vectors(_) => false,
            Self::State => stem == "sweep" || stem.starts_with("block-"),
        }
    }
}

/// The paths of a command: what it reads and what it writes, with the options that name them.
#[derive(Debug, Default)]
pub struct Paths<'a> {
    inputs: Vec<Place>,
    files: Vec<Place>,
    folders: Vec<(Place, Contents<'a>)>,
    /// Beside these files may be `NAME.2.json` and so on.
    numbered: Vec<Place>,
}

impl<'a> Paths<'a> {
    /// No path.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file or folder that is read; what does not exist, such as the name of a family, is no path.
    #[must_use]
    pub fn input(mut self, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        self.inputs.extend(path.exists().then(|| Place::new("the input", path)));
        self
    }

    /// Adds several.
    #[must_use]
    pub fn inputs(self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        paths.into_iter().fold(self, Self::input)
    }

    /// Adds a file that is written.
    #[must_use]
    pub fn file(mut self, option: &str, path: Option<&PathBuf>) -> Self {
        self.files.extend(path.map(|path| Place::new(option, path)));
        self
    }

    /// Adds a file that is written, with further ones beside it: `NAME.2.json` and so on.
    #[must_use]
    pub fn numbered_file(mut self, option: &str, path: Option<&PathBuf>) -> Self {
        self.numbered.extend(path.map(|path| Place::new(option, path)));
        self.file(option, path)
    }

    /// Adds a folder that is written to.
    #[must_use]
    pub fn folder(mut self, option: &str, path: Option<&PathBuf>, contents: Contents<'a>) -> Self {
        self.folders.extend(path.map(|path| (Place::new(option, path), contents)));
        self
    }

    /// Refuses paths that cannot be written or that stand in the way of one another; then removes what killed runs have
    /// left in the folders that are written to.
    pub fn check(&self) -> Result<(), Failure> {
        for file in &self.files {
            files::check_target(&file.path)?;
        }
        for (folder, _) in &self.folders {
            folder.check_folder()?;
        }
        for (number, file) in self.files.iter().enumerate() {
            let others = self.files[..number].iter().chain(&self.inputs);
            if let Some(other) = others.into_iter().find(|other| other.is_same(file)) {
                return Err(clash(file, other));
            }
            let all = self.files.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, other)| other);
            let is_over = |first: &Place| self.numbered.iter().any(|own| own.is_same(first));
            if is_over(file)
                && let Some(other) = all.chain(&self.inputs).find(|other| file.may_be_numbered(other))
            {
                return Err(clash(file, other));
            }
        }
        for (folder, contents) in &self.folders {
            for other in self.files.iter().chain(&self.inputs) {
                let is_in_way = other.is_same(folder) && !other.real.is_dir() || folder.real.starts_with(&other.real);
                let is_written = other.is_in(folder).is_some_and(|name| contents.may_have(name));
                if is_written || (is_in_way && !other.real.is_dir()) {
                    return Err(clash(folder, other));
                }
            }
        }
        // A folder that is read as the state of a sweep holds such files too.
        for file in &self.files {
            let states = self.inputs.iter().filter(|input| input.real.is_dir());
            for folder in states {
                if file.is_in(folder).is_some_and(|name| Contents::State.may_have(name)) {
                    return Err(clash(file, folder));
                }
            }
        }
        let parents = self.files.iter().filter_map(|file| file.real.parent());
        for folder in parents.chain(self.folders.iter().map(|(folder, _)| folder.real.as_path())) {
            remove_unfinished(folder);
        }
        Ok(())
    }
}

fn clash(output: &Place, other: &Place) -> Failure {
    let (own, of_other) = (output.described(), other.described());
    let message = if output.is_same(other) {
        format!("{own} and {of_other} are one file")
    } else {
        format!("what is written for {own} may overwrite {of_other}, or have no place beside it")
    };
    Failure::Usage { message, help: "an output overwrites what is there: give it another name or folder".to_owned() }
}

/// A path with the option that names it.
#[derive(Debug)]
struct Place {
    option: String,
    path: PathBuf,
    /// The path without links, `.` and `..`, as far as it exists.
    real: PathBuf,
    /// Device and number of the file, where the system has them.
    identity: Option<(u64, u64)>,
    /// Whether it is no ordinary file or folder, such as `/dev/null`: nothing there is ever overwritten.
    is_special: bool,
}

impl Place {
    fn new(option: &str, path: &Path) -> Self {
        let metadata = std::fs::metadata(path).ok();
        Self {
            option: option.to_owned(),
            path: path.to_owned(),
            real: real(path),
            is_special: metadata.as_ref().is_some_and(|metadata| !metadata.is_file() && !metadata.is_dir()),
            identity: metadata.as_ref().and_then(identity),
        }
    }

    fn described(&self) -> String {
        format!("{} `{}`", self.option, self.path.display())
    }

    fn is_same(&self, other: &Self) -> bool {
        let is_one = self.identity.is_some() && self.identity == other.identity;
        !self.is_special && !other.is_special && (self.real == other.real || is_one)
    }

    /// The file's name, where it stands in a folder.
    fn is_in(&self, folder: &Self) -> Option<&str> {
        let is_there = self.real.parent().is_some_and(|parent| {
            parent == folder.real
                || folder.identity.is_some()
                    && std::fs::metadata(parent).ok().as_ref().and_then(identity) == folder.identity
        });
        self.real.file_name()?.to_str().filter(|_| is_there && !self.is_special)
    }

    /// Whether the other is named `STEM.NUMBER.EXTENSION` beside this file.
    fn may_be_numbered(&self, other: &Self) -> bool {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = self.real.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let end = self.real.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
        let other_name = name(&other.real);
        let middle = other_name.strip_prefix(&format!("{stem}.")).and_then(|rest| rest.strip_suffix(&end));
        self.real.parent() == other.real.parent()
            && middle.is_some_and(|middle| !middle.is_empty() && middle.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Refuses a folder that is a file, or is to stand in one.
    fn check_folder(&self) -> Result<(), Failure> {
        let Some(first) = self.path.ancestors().find(|path| path.exists()) else { return Ok(()) };
        if first.is_dir() {
            return Ok(());
        }
        Err(Failure::Usage {
            message: format!("{}: {} is a file, not a folder", self.described(), first.display()),
            help: "name another".to_owned(),
        })
    }
}

/// The path without links, `.` and `..` in the part of it that exists.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => real(parent),
        Some(_) => Path::new(".").canonicalize().unwrap_or_default(),
        None => PathBuf::new(),
    };
    path.file_name().map_or(parent.clone(), |name| parent.join(name))
}

#[cfg(unix)]
fn identity(metadata: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}
