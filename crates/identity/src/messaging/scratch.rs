//! Files for one test, gone when it ends.

use std::cell::RefCell;
use std::path::PathBuf;

use base::chance::Chance;

thread_local! {
    /// Every test has a thread of its own.
    static FILES: RefCell<Files> = const { RefCell::new(Files(Vec::new())) };
}

struct Files(Vec<PathBuf>);

impl Drop for Files {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A new file that holds `text`.
pub fn file_with(text: &str) -> PathBuf {
    let name = u128::from_be_bytes(Chance::system().bytes());
    let path = std::env::temp_dir().join(format!("aldaba-test-{name:x}"));
    std::fs::write(&path, text).unwrap();
    FILES.with_borrow_mut(|files| files.0.push(path.clone()));
    path
}
