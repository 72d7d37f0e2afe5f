//! Checks the links of the finished book: each leads to a page and a place that exist, and nothing is loaded from
//! elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The complaints about the links of a folder of HTML files, and how many links there are.
///
/// # Errors
/// When a file cannot be read.
pub fn check(folder: &Path) -> io::Result<(usize, Vec<String>)> {
    let mut pages: BTreeMap<PathBuf, Page> = BTreeMap::new();
    let mut files = BTreeSet::new();
    collect(folder, Path::new(""), &mut pages, &mut files)?;
    let (mut links, mut complaints) = (0, Vec::new());
    for (path, page) in &pages {
        for (tag, link) in &page.links {
            links += 1;
            if let Some(complaint) = complaint(path, tag, link, &pages, &files) {
                complaints.push(format!("{}: {complaint}", path.display()));
            }
        }
    }
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "css")) {
        let text = String::from_utf8_lossy(&fs::read(folder.join(path))?).into_owned();
        for part in text.split("url(").skip(1) {
            let link = part.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
            links += 1;
            if let Some(complaint) = complaint(path, "style", link, &pages, &files) {
                complaints.push(format!("{}: {complaint}", path.display()));
            }
        }
    }
    Ok((links, complaints))
}

#[derive(Debug, Default)]
struct Page {
    anchors: BTreeSet<String>,
    /// Each with the tag that it stands in.
    links: Vec<(String, String)>,
}

fn collect(
    root: &Path,
    below: &Path,
    pages: &mut BTreeMap<PathBuf, Page>,
    files: &mut BTreeSet<PathBuf>,
) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(root, &path, pages, files)?;
            continue;
        }
        if path.extension().is_some_and(|extension| extension == "html") {
            let text = String::from_utf8_lossy(&fs::read(root.join(&path))?).into_owned();
            pages.insert(path.clone(), read(&text));
        }
        files.insert(path);
    }
    Ok(())
}

/// The anchors and links of a page.
fn read(text: &str) -> Page {
    let mut page = Page::default();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        for (attribute, value) in attributes(&tag[name.len()..]) {
            match attribute {
                "id" | "name" => {
                    page.anchors.insert(value);
                }
                "href" | "src" => page.links.push((name.clone(), value)),
                _ => {}
            }
        }
        // What a script says is not for us.
        if name == "script" {
            rest = rest.split_once("</script>").map_or("", |(_, after)| after);
        }
    }
    page
}

fn attributes(text: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let Some(quote) = after.chars().next().filter(|c| *c == '"' || *c == '\'') else {
            rest = after;
            continue;
        };
        let Some((value, after)) = after[1..].split_once(quote) else { break };
        found.push((name, value.replace("&amp;", "&").replace("&#x27;", "'")));
        rest = after;
    }
    found
}

fn complaint(
    from: &Path,
    tag: &str,
    link: &str,
    pages: &BTreeMap<PathBuf, Page>,
    files: &BTreeSet<PathBuf>,
) -> Option<String> {
    if link.starts_with("data:") || link.starts_with("mailto:") || (tag == "style" && link.starts_with('#')) {
        return None;
    }
    if link.contains("://") || link.starts_with("//") {
        return (tag != "a").then(|| format!("<{tag}> loads {link} from elsewhere"));
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    // The page of an error is served from anywhere, with links from the root.
    let base = if link.starts_with('/') { Path::new("") } else { from.parent().unwrap_or(Path::new("")) };
    let target = match path.trim_start_matches('/') {
        "" => from.to_owned(),
        path => resolve(base, path)?,
    };
    if target.as_os_str().is_empty() || !files.contains(&target) {
        return Some(format!("`{link}` leads to no file"));
    }
    if anchor.is_empty() {
        return None;
    }
    let known = pages.get(&target).is_some_and(|page| page.anchors.contains(&decoded(anchor)));
    (!known).then(|| format!("`{link}`: no such place on the page"))
}

/// The path without `.` and `..`; an empty one when it leaves the book.
fn resolve(base: &Path, path: &str) -> Option<PathBuf> {
    let mut result = base.to_owned();
    for component in Path::new(&decoded(path)).components() {
        match component {
            // Out of the book.
            Component::ParentDir if result.as_os_str().is_empty() => return Some(PathBuf::new()),
            Component::ParentDir => {
                result.pop();
            }
            Component::Normal(part) => result.push(part),
            _ => {}
        }
    }
    Some(result)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let value = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match value.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(value) if first == b'%' => {
                bytes.push(value);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_and_foreign_links_are_found() {
        let pages = BTreeMap::from([
            (PathBuf::from("a.html"), read("<h1 id=\"top\">A</h1><a href=\"b/c.html#x\">c</a><a name='y'></a>")),
            (PathBuf::from("b/c.html"), read("<!-- <a href=\"no\"> --><p id=\"x\"><img src=\"../i.svg\"></p>")),
        ]);
        let files: BTreeSet<PathBuf> = ["a.html", "b/c.html", "i.svg"].map(PathBuf::from).into();
        assert_eq!(pages[Path::new("a.html")].links, [("a".to_owned(), "b/c.html#x".to_owned())]);
        assert_eq!(pages[Path::new("b/c.html")].links, [("img".to_owned(), "../i.svg".to_owned())]);
        let complaint = |from: &str, tag: &str, link: &str| complaint(Path::new(from), tag, link, &pages, &files);
        for good in ["b/c.html", "b/c.html#x", "#top", "#y", "./b/../i.svg", "https://example.org", "b/c%2Ehtml"] {
            assert_eq!(complaint("a.html", "a", good), None, "{good}");
        }
        assert_eq!(complaint("b/c.html", "a", "../a.html#top"), None);
        for bad in ["c.html", "b/c.html#y", "#x", "../i.svg", "b"] {
            assert!(complaint("a.html", "a", bad).is_some(), "{bad}");
        }
        assert!(complaint("a.html", "script", "https://example.org/x.js").is_some());
        assert!(complaint("a.html", "link", "//example.org/x.css").is_some());
    }
}
