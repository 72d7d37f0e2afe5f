//! The pages of the book: the documents of the repository, in the folders that they have there, so that their links
//! hold.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::spans::{self, Outcome, Setting};

/// Documents in `docs/` that come first, in this order; others follow by name.
const FIRST_DOCUMENTS: [&str; 5] = ["tour", "claim-language", "conformance", "hunt", "certificate-format"];

/// Files beside the documents that they link to.
const COPIED: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "CITATION.cff"];

const CONFIGURATION: &str = r#"[book]
title = "maskproof"
description = "Exact verification of sampling-error theorems for masked diffusion language models"
language = "en"
src = "src"

[build]
create-missing = false

[output.html]
default-theme = "light"
preferred-dark-theme = "navy"
smart-punctuation = false
additional-css = ["theme/book.css"]
no-section-label = true
fold = { enable = false }

[output.html.print]
enable = true

[output.html.search]
limit-results = 20
"#;

/// What was assembled.
#[derive(Debug, Default)]
pub struct Assembled {
    /// How many pages.
    pub pages: usize,
    /// How many formulas.
    pub formulas: usize,
    /// Spans that look like formulas and cannot be read, each with its note.
    pub unread: Vec<String>,
}

struct Page {
    /// Its path in the book.
    path: String,
    title: String,
}

/// Writes the source of the book.
///
/// # Errors
/// When a file cannot be read or written.
pub fn assemble(root: &Path, out: &Path) -> io::Result<Assembled> {
    let source = out.join("src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    fs::create_dir_all(&source)?;
    let claims = claims(root)?;
    let mut assembled = Assembled::default();

    let mut documents = names(&root.join("docs"), "md")?;
    documents.extend(names(&root.join("docs/notes"), "md")?.into_iter().map(|name| format!("notes/{name}")));
    documents.sort_by_key(|name| {
        let first = FIRST_DOCUMENTS.iter().position(|first| first == name);
        (first.unwrap_or(FIRST_DOCUMENTS.len()), name.clone())
    });
    let overview = read(&root.join("proofs-notes/README.md"))?;
    let mut notes: Vec<String> = names(&root.join("proofs-notes"), "md")?;
    notes.retain(|name| name != "README");
    let known = Known { claims: &claims, documents: &documents, notes: &notes };

    write(&source.join("index.md"), &known.set(&read(&root.join("README.md"))?, ""))?;
    let mut using = Vec::new();
    for name in &documents {
        let folder = if name.starts_with("notes/") { "docs/notes/" } else { "docs/" };
        let text = known.set(&read(&root.join("docs").join(format!("{name}.md")))?, folder);
        using.push(page(&source, &format!("docs/{name}.md"), &text)?);
    }
    using.push(page(&source, "catalogue.md", &catalogue(root)?)?);

    // The notes come in the order of the table in their README, then by name.
    let mut notes = notes.clone();
    notes.sort_by_key(|name| (overview.find(&format!("]({name}.md)")).unwrap_or(overview.len()), name.clone()));
    let mut proofs = vec![note(root, &source, "README", &known, &mut assembled)?];
    for name in &notes {
        proofs.push(note(root, &source, name, &known, &mut assembled)?);
    }

    let mut project = Vec::new();
    for name in ["ARCHITECTURE", "CONTRIBUTING", "CHANGELOG"] {
        let path = root.join(format!("{name}.md"));
        if path.exists() {
            project.push(page(&source, &format!("{name}.md"), &known.set(&read(&path)?, ""))?);
        }
    }
    for name in COPIED {
        if root.join(name).exists() {
            fs::copy(root.join(name), source.join(format!("{name}.txt")))?;
        }
    }

    let mut summary = "# Summary\n\n[Introduction](index.md)\n".to_owned();
    for (part, pages) in [("Documents", &using), ("Proof notes", &proofs), ("The project", &project)] {
        summary += &format!("\n# {part}\n\n");
        for page in pages {
            summary += &format!("- [{}]({})\n", page.title, page.path);
        }
    }
    write(&source.join("SUMMARY.md"), &summary)?;
    write(&out.join("book.toml"), CONFIGURATION)?;
    let theme = out.join("theme");
    fs::create_dir_all(theme.join("fonts"))?;
    write(&theme.join("book.css"), include_str!("../theme/book.css"))?;
    // mdBook copies what is in the source and is not Markdown.
    fs::write(source.join("maskproof-math.woff2"), include_bytes!("../theme/maskproof-math.woff2"))?;
    write(&source.join("maskproof-math.OFL.txt"), include_str!("../theme/maskproof-math.OFL.txt"))?;
    assembled.pages = 1 + using.len() + proofs.len() + project.len();
    Ok(assembled)
}

fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// The names of the files of a folder with an extension, without it, in order.
pub fn names(folder: &Path, extension: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if path.extension().is_some_and(|found| found == extension)
            && let Some(name) = path.file_name().and_then(|name| name.to_str())
        {
            names.push(name.trim_end_matches(&format!(".{extension}")).to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn page(source: &Path, path: &str, text: &str) -> io::Result<Page> {
    write(&source.join(path), text)?;
    Ok(Page { path: path.to_owned(), title: title(text).unwrap_or_else(|| path.trim_end_matches(".md").to_owned()) })
}

/// What names in the text may lead to.
struct Known<'a> {
    claims: &'a [String],
    documents: &'a [String],
    notes: &'a [String],
}

impl Known<'_> {
    /// A text without formulas.
    fn set(&self, text: &str, folder: &str) -> String {
        self.set_with(text, folder, false).0
    }

    /// A text, and what became of its code spans.
    fn set_with(&self, text: &str, folder: &str, formulas: bool) -> (String, Outcome) {
        let up = up(folder);
        let link = |span: &str| {
            if self.claims.iter().any(|claim| claim == span) {
                return Some(format!("{up}catalogue.md#{span}"));
            }
            let name = span.strip_suffix(".md")?;
            let is_known = |folder: &str, names: &[String]| {
                name.strip_prefix(folder).is_some_and(|name| names.iter().any(|known| known == name))
            };
            if is_known("docs/", self.documents) || is_known("proofs-notes/", self.notes) {
                return Some(format!("{up}{span}"));
            }
            is_known("", self.notes).then(|| format!("{up}proofs-notes/{span}"))
        };
        let mut outcome = Outcome::default();
        let setting = Setting { claims: self.claims, formulas, link: &link };
        (spans::set(&relinked(text, folder), &setting, &mut outcome), outcome)
    }
}

fn note(root: &Path, source: &Path, name: &str, known: &Known, assembled: &mut Assembled) -> io::Result<Page> {
    let original = read(&root.join("proofs-notes").join(format!("{name}.md")))?;
    let (text, outcome) = known.set_with(&original, "proofs-notes/", true);
    assembled.unread.extend(outcome.unread.iter().map(|span| format!("proofs-notes/{name}.md: `{span}`")));
    assembled.formulas += outcome.formulas;
    let (file, title) = match name {
        "README" => ("index", Some("Notation and provenance".to_owned())),
        _ => (name, title(&original)),
    };
    let path = format!("proofs-notes/{file}.md");
    write(&source.join(&path), &text)?;
    Ok(Page { path, title: title.unwrap_or_else(|| name.to_owned()) })
}

/// The first heading, as plain text.
fn title(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("# "))?;
    Some(line.replace(['`', '[', ']'], ""))
}

/// The identifiers of the claims, in order: the names of the files in the folders of `catalogue/`.
pub fn claims(root: &Path) -> io::Result<Vec<String>> {
    Ok(claim_files(root)?.into_keys().collect())
}

fn claim_files(root: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(root.join("catalogue"))? {
        let folder = entry?.path();
        if folder.is_dir() {
            let names = names(&folder, "toml")?;
            files.extend(names.into_iter().map(|name| (name.clone(), folder.join(format!("{name}.toml")))));
        }
    }
    Ok(files)
}

/// One page with every claim file, each under its identifier.
fn catalogue(root: &Path) -> io::Result<String> {
    let mut text = "# The catalogue\n\nThe claim files of the folder `catalogue/`, which the program embeds. \
                    [The claim language](docs/claim-language.md) explains them, and [Conformance](docs/conformance.md) says how far \
                    each is verified.\n"
        .to_owned();
    for (claim, path) in claim_files(root)? {
        let file = read(&path)?;
        let value = |key: &str| {
            let line = file.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
            line.and_then(|rest| rest.strip_suffix('"'))
        };
        text += &format!("\n## {claim} {{#{claim}}}\n\n");
        if let Some(proof) = value("proof") {
            text += &format!("Proof: [{proof}](proofs-notes/{proof}.md)\n\n");
        }
        text += &format!("```toml\n{}\n```\n", file.trim_end());
    }
    Ok(text)
}

/// The way from a folder of the book to its root.
fn up(folder: &str) -> String {
    "../".repeat(folder.matches('/').count())
}

/// The text with its links to files of the repository made links to pages of the book; `folder` is where the text
/// stands.
fn relinked(text: &str, folder: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("](") {
        let Some(length) = rest[start + 2..].find(')') else { break };
        result += &rest[..start + 2];
        result += &target(&rest[start + 2..start + 2 + length], folder);
        rest = &rest[start + 2 + length..];
    }
    result + rest
}

fn target(link: &str, folder: &str) -> String {
    if link.contains("://") || link.starts_with('#') || link.contains(char::is_whitespace) {
        return link.to_owned();
    }
    let catalogue = format!("{}catalogue.md", up(folder));
    if link.ends_with("catalogue/README.md") {
        return catalogue;
    }
    if link.contains("catalogue/")
        && let Some(name) = Path::new(link).file_name().and_then(|file| file.to_str()?.strip_suffix(".toml"))
    {
        return format!("{catalogue}#{name}");
    }
    if COPIED.iter().any(|name| link.ends_with(name)) {
        return format!("{link}.txt");
    }
    link.replace("README.md", "index.md")
}
