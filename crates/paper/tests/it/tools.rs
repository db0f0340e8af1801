//! The validators, which are other people's programs: `bin/test` installs them and says so by `ALDABA_TEST_PDF_TOOLS`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ASKED: &str = "ALDABA_TEST_PDF_TOOLS";

/// Whether the validators are to be asked; says what is left out where not, and in CI fails.
pub fn asked(test: &str) -> bool {
    let asked = std::env::var_os(ASKED).is_some();
    assert!(asked || std::env::var_os("CI").is_none(), "{ASKED} is not set, and CI leaves nothing out");
    if !asked {
        writeln!(std::io::stderr(), "left out, for {ASKED} is not set: {test}").expect("a test may print");
    }
    asked
}

/// A file for a program to read, in a folder that goes away.
pub struct Scratch(tempfile::TempDir);

impl Scratch {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).expect("a file for the test");
        path
    }
}

/// What a program says, on both of its streams, and whether it succeeded.
pub fn run(program: &str, arguments: &[&str], folder: &Path) -> (bool, String) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program} runs: {error}"));
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

/// The text of a PDF in the order it is drawn, each space and line end as one space.
pub fn text(pdf: &[u8]) -> String {
    let scratch = Scratch::new();
    scratch.file("paper.pdf", pdf);
    let (read, text) = run("pdftotext", &["-q", "-raw", "paper.pdf", "-"], scratch.path());
    assert!(read, "{text}");
    text.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).expect("a PDF").get_pages().len()
}
