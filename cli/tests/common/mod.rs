//! Running the program, in a folder of its own where it writes files.

#![allow(dead_code, reason = "each test program uses a part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

#[path = "../../../tests/common/bad_claims.rs"]
pub mod bad_claims;

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// The standard output.
    pub stdout: String,
    /// The standard error.
    pub stderr: String,
}

/// Runs `maskproof` where the tests run.
pub fn run(arguments: &[&str]) -> Run {
    run_command(Command::new(env!("CARGO_BIN_EXE_maskproof")).args(arguments).stdin(Stdio::null()))
}

fn run_command(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code().expect("no signal"), stdout: text(stdout), stderr: text(stderr) }
}

/// A `.npy` file with this header, padded as numpy pads it, and these data.
pub fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    let mut header = header.to_owned();
    while !(10 + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let size = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &size[..], header.as_bytes(), data].concat()
}

/// A `.npy` file with this header, padded as numpy pads it, and 64-bit entries.
pub fn npy_of_floats(header: &str, entries: &[f64]) -> Vec<u8> {
    npy(header, &entries.iter().flat_map(|entry| entry.to_le_bytes()).collect::<Vec<u8>>())
}

/// The `.npy` file of a predictor of one position over two tokens: rows of the patterns "0", "1" and "masked".
pub fn single_predictor([first, second]: [f64; 2]) -> Vec<u8> {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 1, 2), }";
    npy_of_floats(header, &[0.0, 0.0, 0.0, 0.0, first, second])
}

/// A folder for the files of one test.
pub struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    /// Writes a claim file with this statement, and more lines (`expect`, `constant`) before it.
    pub fn claim(&self, name: &str, statement: &str, more: &str) -> &Self {
        let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
        self.write(name, format!("{head}{more}\nstatement = \"\"\"\n{statement}\n\"\"\"\n"))
    }

    /// The command `maskproof` in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maskproof"));
        command.current_dir(self.0.path()).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs `maskproof` in this folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run_command(&mut self.command(arguments))
    }

    /// The names of what is in it, sorted.
    pub fn entries(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A file of `fixtures/`.
pub fn fixture(path: &str) -> String {
    root().join("fixtures").join(path).to_str().unwrap().to_owned()
}
