//! A folder of files that only this installation reads: what people send in, as long as it is needed.
//!
//! Names are the product's own, never what a visitor called a file; the folder belongs to its owner alone, and so does each file.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A new file that only its owner reads and writes.
///
/// # Errors
/// Where the system does not allow it, or there is one already, which is never overwritten.
pub fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A folder that is there, cheap to clone.
#[derive(Clone, Debug)]
pub struct PrivateFolder(Arc<Path>);

impl PrivateFolder {
    /// Opens the folder, and makes it where there is none.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
        Ok(Self(Arc::from(path)))
    }

    /// Begins a new file, which nobody has begun before.
    ///
    /// # Errors
    /// Where the system does not allow it, or the name is taken.
    pub fn create(&self, name: &str) -> io::Result<File> {
        new_private_file(&self.path(name))
    }

    /// Opens a file to read it.
    ///
    /// # Errors
    /// Where there is none, or the system does not allow it.
    pub fn read(&self, name: &str) -> io::Result<File> {
        File::open(self.path(name))
    }

    /// Gives a file another name.
    ///
    /// # Errors
    /// Where there is none, or the system does not allow it.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path(from), self.path(to))
    }

    /// Has the names of the files on the disk, so that what was begun is still found after a power cut; what is in a file is
    /// synced by itself.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub fn sync(&self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()
    }

    /// Removes a file; one that is not there is removed already.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The names of the files in it.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(&self.0)?;
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        debug_assert!(!name.contains(['/', '\\']), "a name of ours");
        self.0.join(name)
    }
}
