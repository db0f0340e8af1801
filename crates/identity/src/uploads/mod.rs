//! Files that people send with a form: taken in piece by piece, looked at, kept sealed, and given back as they came.
//!
//! Promises:
//! - What is written down is bounded, while it comes in: so many files, each so long; the rest is read on and thrown away for a while, since
//!   a browser shows an answer only when it could send all it had.
//! - A file is a JPEG, a PNG or a PDF by what stands in it, its name says the same, and it is whole; whatever else ends in a sentence.
//! - Only sealed pieces reach the disk. A file opens for the one thing that it was sent for and for nothing else.
//! - A file that no transaction kept is removed with whoever held it; what a dead process left, its feature removes.
//! - Nobody's name for a file is a name on the disk, and nothing is ever shown in the page: it is given to be kept.

pub mod content;
mod incoming;
mod names;
mod receiving;

use std::io::Read;

use axum::response::Response;
use base::clock::Timestamp;
use base::error::{Error, Result};
use base::folder::PrivateFolder;
use base::form::{Fields, FormState};
use base::sealed_file::{OpeningReader, Seal};
use base::texts::Words;
use base::web::answer::download;

use crate::front_door::FrontDoor;
use content::Kind;

pub use incoming::{Incoming, piece};
pub use receiving::receive;

pub const TEXTS: base::texts::Source = base::texts!("uploads");

base::id!(FileId, "A file that somebody sent with a form.");

/// The name of the form's field for files, where what is wrong with them is told.
pub const FIELD: &str = "files";
/// What the page offers to choose from.
pub const ACCEPTED: &str = "image/jpeg,image/png,application/pdf";
pub const MOST_FILES: usize = 5;
pub const MOST_FILE_BYTES: u64 = 5 * MEBIBYTE;
const MEBIBYTE: u64 = 1024 * 1024;
/// How much of a form is read at all.
const MOST_READ_BYTES: u64 = 64 * MEBIBYTE;

/// Where the files of one thing are kept: what they belong to is part of what opens them.
#[derive(Clone)]
pub struct Shelf {
    /// The feature's name for its files: what their names on the disk begin with, and what they are sealed for.
    pub name: &'static str,
    /// The portal, and the one thing in it.
    pub owner: Vec<u8>,
}

impl Shelf {
    fn seal(&self, front: &FrontDoor, id: FileId) -> Seal {
        let owner = [self.owner.as_slice(), b"\0", id.uuid().as_bytes()].concat();
        Seal { keys: front.keys.clone(), purpose: self.name, owner }
    }
}

fn name_on_disk(shelf: &str, id: FileId) -> String {
    format!("{shelf}-{id}")
}

/// A file that came whole and is what it says. Unless it is kept, it goes when this does.
pub struct NewFile {
    pub id: FileId,
    pub name: String,
    pub kind: Kind,
    pub bytes: u64,
    /// Of everything that was sent of it.
    pub sha256: [u8; 32],
    begun: Begun,
}

impl NewFile {
    fn keep(mut self) {
        self.begun.is_kept = true;
    }
}

/// A file on the disk of which nobody knows yet.
struct Begun {
    folder: PrivateFolder,
    name: String,
    is_kept: bool,
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(error) = self.folder.remove(&self.name)
        {
            tracing::error!(%error, "a file that is not kept could not be removed");
        }
    }
}

/// Why a file is not taken; its text is `uploads-refused-CODE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    TooMany,
    TooLarge,
    Empty,
    Unknown,
    Damaged,
    /// The name says that it is another kind.
    Misnamed,
    /// So many came from here lately.
    TooOften,
}

impl Refusal {
    fn code(self) -> &'static str {
        match self {
            Self::TooMany => "too-many",
            Self::TooLarge => "too-large",
            Self::Empty => "empty",
            Self::Unknown => "unknown",
            Self::Damaged => "damaged",
            Self::Misnamed => "misnamed",
            Self::TooOften => "too-often",
        }
    }
}

/// A form as it came in.
#[derive(Default)]
pub struct Arrived {
    pub fields: Fields,
    pub files: Vec<NewFile>,
    /// What is wrong with the first file that is not taken, and how it is called.
    refused: Option<(Refusal, String)>,
}

impl Arrived {
    /// Says in a form that goes back what is wrong with a file. Where it goes back for another reason, the files must be chosen again,
    /// since no browser chooses them by itself.
    #[must_use]
    pub fn told_in(&self, mut form: FormState, words: &Words) -> FormState {
        if let Some((refusal, name)) = &self.refused {
            let most =
                if *refusal == Refusal::TooMany { MOST_FILES as u64 } else { MOST_FILE_BYTES / MEBIBYTE };
            let values = [("name", name.as_str().into()), ("most", most.into())];
            form.add_error(FIELD, words.with(&format!("uploads-refused-{}", refusal.code()), &values));
        } else if !self.files.is_empty() {
            form.add_error(FIELD, words.get("uploads-again"));
        }
        form
    }

    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// Leaves the files where they are, as the last thing before the commit: whoever goes away in the middle of that takes no file along
    /// that the database knows of. If it fails, the files are nobody's, and the feature removes them in time.
    pub fn keep(self) {
        self.files.into_iter().for_each(NewFile::keep);
    }
}

/// «Hasta 5 archivos JPG, PNG o PDF, de hasta 5 MB cada uno.»
pub fn hint(words: &Words) -> String {
    let values = [("files", (MOST_FILES as u64).into()), ("most", (MOST_FILE_BYTES / MEBIBYTE).into())];
    words.with("uploads-hint", &values)
}

/// A file that is kept, as its feature's table has it.
#[derive(Clone)]
pub struct StoredFile {
    pub id: FileId,
    pub name: String,
    pub kind: Kind,
    pub bytes: u64,
}

/// Gives a file to whoever may have it. That is for the caller to know: from here on nobody asks.
///
/// # Errors
/// Where it is not in the folder, or is another one than was sent.
pub fn give(front: &FrontDoor, shelf: &Shelf, file: &StoredFile) -> Result<Response> {
    let sealed = front.uploads.read(&name_on_disk(shelf.name, file.id));
    let opened = sealed.and_then(|sealed| OpeningReader::begin(sealed, shelf.seal(front, file.id)));
    let opened = opened.map_err(|error| Error::Other(format!("the file {}: {error}", file.id)))?;
    Ok(download(opened.take(file.bytes), file.kind.content_type(), &file.name))
}

/// The files of a shelf's name that were begun between two moments, for its feature to say which of them nobody knows.
///
/// # Errors
/// Where the folder cannot be read.
pub fn begun_between(
    front: &FrontDoor,
    shelf: &str,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<FileId>> {
    let names =
        front.uploads.names().map_err(|error| Error::Other(format!("the folder of files: {error}")))?;
    let ids = names.iter().filter_map(|name| name.strip_prefix(shelf)?.strip_prefix('-')?.parse().ok());
    let is_between = |micros| (from.micros()..until.micros()).contains(&micros);
    Ok(ids.filter(|id| begun_at_micros(*id).is_some_and(is_between)).collect())
}

/// An id has its moment in it.
fn begun_at_micros(id: FileId) -> Option<i64> {
    let (seconds, _) = id.uuid().get_timestamp()?.to_unix();
    i64::try_from(seconds).ok()?.checked_mul(1_000_000)
}

/// Removes a file that nobody knows of.
pub fn remove(front: &FrontDoor, shelf: &str, id: FileId) {
    if let Err(error) = front.uploads.remove(&name_on_disk(shelf, id)) {
        tracing::error!(%error, %id, "a file that nobody knows of could not be removed");
    }
}
