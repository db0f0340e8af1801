//! The product's own source text, for tests that read it: its files without their comments and without their tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// A file of the product.
pub struct SourceFile {
    /// From `crates/`: `identity/src/signin/pages.rs`.
    pub path: String,
    /// What is compiled into the product, without comments.
    pub text: String,
}

impl SourceFile {
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub fn krate(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// The feature that the file is part of: a folder of `identity` or `desk`, or a file beside them.
    pub fn feature(&self) -> Option<&str> {
        let inside = self.path.split_once("/src/")?.1;
        let first = inside.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (name != "lib").then_some(name)
    }

    pub fn lines(&self) -> usize {
        self.text.lines().filter(|line| !line.trim().is_empty()).count()
    }
}

/// Where the repository is.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Rust file of the crates that ship, tests left out.
pub fn product() -> &'static [SourceFile] {
    static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
        let files: Vec<SourceFile> =
            files_ending_in(".rs").into_iter().filter(|file| !is_a_test(file)).map(without_tests).collect();
        assert!(files.len() > 100, "only {} source files were found", files.len());
        files
    });
    &FILES
}

/// Every file below `crates/*/src` whose name ends so, as it is.
pub fn files_ending_in(ending: &str) -> Vec<SourceFile> {
    let crates = root().join("crates");
    let mut found = Vec::new();
    for krate in ["base", "identity", "desk", "app"] {
        for folder in ["src", "html"] {
            collect(&crates.join(krate).join(folder), &crates, ending, &mut found);
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(folder: &Path, crates: &Path, ending: &str, found: &mut Vec<SourceFile>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder of the repository can be read").path();
        if path.is_dir() {
            collect(&path, crates, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            let inside = path.strip_prefix(crates).expect("it was found below crates");
            let text = fs::read_to_string(&path).expect("a source file is text");
            found.push(SourceFile { path: inside.to_string_lossy().into_owned(), text });
        }
    }
}

fn is_a_test(file: &SourceFile) -> bool {
    let name = file.file_name();
    name.ends_with("_test.rs") || name == "tests.rs" || name == "scratch.rs"
}

/// Cuts comments, and the tests at the file's foot.
fn without_tests(file: SourceFile) -> SourceFile {
    let comment = Regex::new(r"(?m)(^|\s)//.*$").expect("a constant");
    let text = comment.replace_all(&file.text, "$1").into_owned();
    let text = match text.find("#[cfg(test)]\nmod tests {") {
        Some(foot) => text[..foot].to_owned(),
        None => text,
    };
    SourceFile { text, ..file }
}
