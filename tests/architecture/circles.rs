//! Circles of files: a file that imports another which imports it back, directly or through others.
//!
//! A path is followed to the file that defines its last name: what a parent only passes on, by `pub use child::Name`,
//! is an import of the child, and passing it on is no import. Tests inside files do not count.

use std::collections::{BTreeMap, BTreeSet};

use itertools::Itertools;

use super::{Source, code_only, tokens};

/// The path of a module below the root of its package, without `crate`.
type Module = Vec<String>;

/// A file with its module.
struct File {
    path: String,
    module: Module,
    /// The code without tests, as words and punctuation.
    tokens: Vec<String>,
}

/// What a file names: a path from the root of the package, and whether it only passes it on (`pub use`).
struct Import {
    path: Module,
    is_passed_on: bool,
}

/// The circles of files below a folder, each as its sorted paths. Only imports between files whose modules begin with
/// the same `depth` names count: 1 for the layers of a package, 0 for all of it.
pub fn circles(sources: &[Source], folder: &str, depth: usize) -> Vec<Vec<String>> {
    let (files, mut edges) = graph(sources, folder);
    let layer = |file: &File| file.module.iter().take(depth).cloned().collect::<Vec<_>>();
    for (own, targets) in edges.iter_mut().enumerate() {
        targets.retain(|other| layer(&files[*other]) == layer(&files[own]));
    }
    let reached: Vec<BTreeSet<usize>> = (0..files.len()).map(|from| reachable(from, &edges)).collect();
    let circle = |file: usize| -> Vec<String> {
        let mutual = reached[file].iter().filter(|other| reached[**other].contains(&file));
        mutual.map(|other| files[*other].path.clone()).sorted().collect()
    };
    let found: BTreeSet<Vec<String>> = (0..files.len()).map(circle).filter(|circle| circle.len() > 1).collect();
    found.into_iter().collect()
}

/// The files of one folder that import files of another one, both below `src`.
pub fn imports_between(sources: &[Source], importing: &str, imported: &str) -> Vec<String> {
    let (files, edges) = graph(sources, "src");
    let inside = files.iter().zip(&edges).filter(|(file, _)| file.path.starts_with(importing));
    let pairs = inside.flat_map(|(file, targets)| targets.iter().map(move |target| (file, *target)));
    let forbidden = pairs.filter(|(_, target)| files[*target].path.starts_with(imported));
    forbidden.map(|(file, target)| format!("{}: imports {}", file.path, files[target].path)).collect()
}

/// The files below a folder, and the indices of those that each imports.
fn graph(sources: &[Source], folder: &str) -> (Vec<File>, Vec<BTreeSet<usize>>) {
    let files: Vec<File> = sources.iter().filter_map(|source| File::new(source, folder)).collect();
    let index_of: BTreeMap<&Module, usize> =
        files.iter().enumerate().map(|(index, file)| (&file.module, index)).collect();
    let imports: Vec<Vec<Import>> = files.iter().map(|file| file.imports(&index_of)).collect();
    let edges: Vec<BTreeSet<usize>> = files
        .iter()
        .zip(&imports)
        .enumerate()
        .map(|(own, (file, named))| {
            let counted = named.iter().filter(|import| !(import.is_passed_on && import.path.starts_with(&file.module)));
            let targets = counted.filter_map(|import| target(&import.path, &files, &index_of, &imports, 0));
            targets.filter(|other| *other != own).collect()
        })
        .collect();
    (files, edges)
}

/// What is wrong with the circles that were found, where some are known.
pub fn complaints(found: &[Vec<String>], known: &[&[&str]]) -> Vec<String> {
    let new = found.iter().filter(|circle| !known.iter().any(|known| known == circle));
    let new = new.map(|circle| format!("{}: import each other", circle.join(", ")));
    let gone = known.iter().filter(|known| !found.iter().any(|circle| circle == *known));
    let gone = gone.map(|circle| format!("{}: no such circle is left, so it is not in the list", circle.join(", ")));
    new.chain(gone).collect()
}

/// The files that a file imports, directly or through others.
fn reachable(from: usize, edges: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<usize> = edges[from].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&edges[next]);
        }
    }
    reached
}

/// The file that defines what a path names. A name that a module passes on is looked for where it comes from.
fn target(
    path: &[String],
    files: &[File],
    index_of: &BTreeMap<&Module, usize>,
    imports: &[Vec<Import>],
    followed: usize,
) -> Option<usize> {
    let length = (1..=path.len()).rev().find(|length| index_of.contains_key(&path[..*length].to_vec()))?;
    let index = index_of[&path[..length].to_vec()];
    let Some(name) = path.get(length) else { return Some(index) };
    let passed_on = imports[index].iter().find(|import| import.is_passed_on && import.path.last() == Some(name));
    match passed_on {
        Some(import) if followed < files.len() && import.path != path => {
            target(&import.path, files, index_of, imports, followed + 1)
        }
        _ => Some(index),
    }
}

impl File {
    fn new(source: &Source, folder: &str) -> Option<Self> {
        let inside = source.path.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".rs")?;
        let inside = inside.strip_suffix("/mod").unwrap_or(inside);
        if ["lib", "main"].contains(&inside) {
            return None;
        }
        let code = code_only(&source.text);
        let code = code.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        Some(Self {
            path: source.path.clone(),
            module: inside.split('/').map(str::to_owned).collect(),
            tokens: tokens(code).into_iter().map(|(_, token)| token).collect(),
        })
    }

    fn token(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", String::as_str)
    }

    /// Whether `::` stands at an index.
    fn is_path_at(&self, index: usize) -> bool {
        self.token(index) == ":" && self.token(index + 1) == ":"
    }

    /// Everything that the file names by a path into its package, in `use` and elsewhere.
    fn imports(&self, index_of: &BTreeMap<&Module, usize>) -> Vec<Import> {
        let mut imports: Vec<Import> = Vec::new();
        let mut aliases: BTreeMap<String, Module> = BTreeMap::new();
        let mut index = 0;
        while index < self.tokens.len() {
            if self.token(index) == "use" {
                let is_passed_on = index > 0 && ["pub", ")"].contains(&self.token(index - 1));
                let mut paths = Vec::new();
                index = self.tree(index + 1, &[], &mut paths);
                for path in paths {
                    let Some(path) = self.rooted(&path, &aliases, index_of) else { continue };
                    if let (Some(name), true) = (path.last(), index_of.contains_key(&path)) {
                        aliases.insert(name.clone(), path.clone());
                    }
                    imports.push(Import { path, is_passed_on });
                }
                continue;
            }
            let is_start = index == 0 || !self.is_path_at(index.saturating_sub(2));
            if is_start && self.is_path_at(index + 1) {
                let mut path = vec![self.token(index).to_owned()];
                let mut next = index + 1;
                while self.is_path_at(next) && is_word(self.token(next + 2)) {
                    path.push(self.token(next + 2).to_owned());
                    next += 3;
                }
                if let Some(path) = self.rooted(&path, &aliases, index_of) {
                    imports.push(Import { path, is_passed_on: false });
                }
                index = next;
                continue;
            }
            index += 1;
        }
        imports
    }

    /// Reads a tree of `use`, such as `a::{b, c::d}`, and returns the index behind it.
    fn tree(&self, mut index: usize, prefix: &[String], paths: &mut Vec<Module>) -> usize {
        let mut path = prefix.to_vec();
        loop {
            match self.token(index) {
                "{" => {
                    index += 1;
                    while !["}", ""].contains(&self.token(index)) {
                        index = self.tree(index, &path, paths);
                        index += usize::from(self.token(index) == ",");
                    }
                    return index + 1;
                }
                "self" if !path.is_empty() && path == prefix => index += 1,
                word if is_word(word) => {
                    path.push(word.to_owned());
                    index += 1;
                }
                // A `*`.
                _ => index += 1,
            }
            if self.is_path_at(index) {
                index += 2;
                continue;
            }
            if self.token(index) == "as" {
                index += 2;
            }
            paths.push(path);
            return index;
        }
    }

    /// The path from the root of the package; `None` where it leads out of it.
    fn rooted(
        &self,
        path: &[String],
        aliases: &BTreeMap<String, Module>,
        index_of: &BTreeMap<&Module, usize>,
    ) -> Option<Module> {
        let climbs = path.iter().take_while(|part| *part == "super").count();
        let (start, rest) = match path.first()?.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "self" => (self.module.clone(), &path[1..]),
            "super" => (self.module[..self.module.len().checked_sub(climbs)?].to_vec(), &path[climbs..]),
            name => {
                let child: Module = self.module.iter().cloned().chain([name.to_owned()]).collect();
                if index_of.contains_key(&child) {
                    (child, &path[1..])
                } else {
                    (aliases.get(name)?.clone(), &path[1..])
                }
            }
        };
        Some(start.into_iter().chain(rest.iter().cloned()).collect())
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}
