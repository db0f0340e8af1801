//! Takes a file as it comes in: from the request to the private folder, piece by piece.
//!
//! What is over the limit is read on and thrown away for a while: a browser shows an answer only when it could send all it had.

use std::io::Write;

use axum::extract::Request;
use axum::extract::multipart::Field;
use axum::response::{IntoResponse, Response};
use base::error::Error;
use base::folder::PrivateFolder;
use base::web::answer::Failure;

use crate::front_door::FrontDoor;
use crate::roster::file::{FileRefusal, headers, inspect};
use crate::roster::{printable, workbook};
use crate::uploads::{Incoming, piece};
use crate::visit::Visit;

/// The largest file that is kept.
pub const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;
const FILE_FIELD: &str = "file";

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// A file, which now has the name that was asked for.
    File {
        /// As the browser calls it.
        name: String,
    },
    /// No file, or one with nothing in it.
    Nothing,
    /// More than [`MOST_FILE_BYTES`]; nothing of it was kept.
    TooLarge,
}

/// Reads a form with a token and a file; the file is kept under `name`. Whatever else comes is refused with the answer.
pub async fn receive(
    front: &FrontDoor,
    visit: &Visit,
    request: Request,
    name: &str,
) -> Result<Received, Response> {
    let mut form = Incoming::begin(front, visit, request).await?;
    while let Some(field) = form.next().await? {
        if field.name() == Some(FILE_FIELD) {
            return keep(&front.uploads, field, name).await;
        }
    }
    Ok(Received::Nothing)
}

/// What a first look tells of a file.
pub struct Understood {
    pub sha256: [u8; 32],
    pub headers: Vec<String>,
}

/// Looks at a file that came in as `raw`, on a thread of its own; it is called `name` then, and a workbook has become a table of
/// text.
pub async fn understand(
    front: &FrontDoor,
    raw: String,
    name: String,
) -> Result<Result<Understood, FileRefusal>, Error> {
    let folder = front.uploads.clone();
    let looking = tokio::task::spawn_blocking(move || {
        if workbook::is_workbook(folder.read(&raw)?)? {
            workbook::convert(folder.read(&raw)?, folder.create(&name)?)?;
            folder.remove(&raw)?;
        } else {
            folder.rename(&raw, &name)?;
        }
        let inspection = inspect(folder.read(&name)?)?;
        let headers = headers(folder.read(&name)?, &inspection)?;
        Ok(Understood { sha256: inspection.sha256, headers })
    });
    // A reader that panics has met a file that it cannot read.
    match looking.await.unwrap_or(Err(FileRefusal::WorkbookDamaged)) {
        // The disk is ours.
        Err(FileRefusal::Unreadable(error)) => Err(Error::Other(format!("a file that came in: {error}"))),
        outcome => Ok(outcome),
    }
}

async fn keep(folder: &PrivateFolder, mut field: Field<'_>, name: &str) -> Result<Received, Response> {
    let shown = printable(field.file_name().unwrap_or_default());
    let mut begun = Begun { folder, name, is_whole: false };
    let mut file = folder.create(name).map_err(failed)?;
    let mut bytes: u64 = 0;
    while let Some(piece) = piece(&mut field).await? {
        bytes += piece.len() as u64;
        if bytes <= MOST_FILE_BYTES {
            // A piece is a few KiB and goes to the system's cache: that takes less than handing it to another thread.
            file.write_all(&piece).map_err(failed)?;
        }
    }
    match bytes {
        0 => Ok(Received::Nothing),
        1..=MOST_FILE_BYTES => {
            begun.is_whole = true;
            Ok(Received::File { name: shown })
        }
        _ => Ok(Received::TooLarge),
    }
}

/// A file that is being written. Whoever goes away in the middle leaves nothing.
struct Begun<'a> {
    folder: &'a PrivateFolder,
    name: &'a str,
    is_whole: bool,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if !self.is_whole
            && let Err(error) = self.folder.remove(self.name)
        {
            tracing::error!(%error, "a file that did not come whole could not be removed");
        }
    }
}

fn failed(error: std::io::Error) -> Response {
    Failure::from(Error::Other(format!("a file could not be kept: {error}"))).into_response()
}
