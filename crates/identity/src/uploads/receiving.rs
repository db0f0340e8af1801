//! A form with files while it comes in: its words, and each file written down sealed, then looked through.

use std::fs::File;
use std::io::{self, BufReader};

use aws_lc_rs::digest;
use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::error::{Error, Result};
use base::form::BODY_LIMIT_BYTES;
use base::sealed_file::{OpeningReader, Seal, SealingWriter};
use base::web::answer::{Failure, bare};

use super::content::{Recognised, Unfit, recognise};
use super::incoming::{Incoming, piece, text};
use super::{
    Arrived, Begun, FIELD, FileId, MOST_FILE_BYTES, MOST_FILES, MOST_READ_BYTES, NewFile, Refusal, Shelf,
    name_on_disk, names,
};
use crate::front_door::FrontDoor;
use crate::limits::{self, Limit};
use crate::roster::printable;
use crate::visit::{MULTILINE_FIELDS, Posted, Visit};

/// Reads a form that may have files, whose token was checked first. One without files, as a program writes it, is a form too. Where
/// strangers may send it, `by_source` says how often.
pub async fn receive(
    front: &FrontDoor,
    visit: &Visit,
    request: Request,
    shelf: &Shelf,
    by_source: Option<Limit>,
) -> Result<Arrived, Response> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.unwrap_or_default().trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
    {
        let Posted(fields) = Posted::from_request(request, front).await?;
        return Ok(Arrived { fields, ..Arrived::default() });
    }
    let mut incoming = Incoming::begin(front, visit, request).await?;
    let mut receiving =
        Receiving { front, visit, shelf, by_source, arrived: Arrived::default(), text_bytes: 0, bytes: 0 };
    while let Some(field) = incoming.next().await? {
        match field.name() {
            Some(FIELD) => receiving.take_file(field).await?,
            _ => receiving.take_text(field).await?,
        }
    }
    Ok(receiving.arrived)
}

/// A form while it is read.
struct Receiving<'a> {
    front: &'a FrontDoor,
    visit: &'a Visit,
    shelf: &'a Shelf,
    /// What the first file is still to be counted against.
    by_source: Option<Limit>,
    arrived: Arrived,
    text_bytes: usize,
    /// Of files, kept or not.
    bytes: u64,
}

impl Receiving<'_> {
    async fn take_text(&mut self, field: Field<'_>) -> Result<(), Response> {
        let name = field.name().unwrap_or_default().to_owned();
        if name.is_empty() || field.file_name().is_some() {
            return Err(bare(StatusCode::BAD_REQUEST));
        }
        let Some(value) = text(field, BODY_LIMIT_BYTES - self.text_bytes).await? else {
            return Err(bare(StatusCode::PAYLOAD_TOO_LARGE));
        };
        self.text_bytes += value.len();
        let value = String::from_utf8(value).map_err(|_| bare(StatusCode::BAD_REQUEST))?;
        self.arrived.fields.add(&name, &value, MULTILINE_FIELDS).map_err(|refused| bare(refused.status()))
    }

    async fn take_file(&mut self, mut field: Field<'_>) -> Result<(), Response> {
        let name = field.file_name().unwrap_or_default().to_owned();
        let first = self.piece(&mut field).await?;
        if first.is_none() && name.is_empty() {
            // Nothing was chosen.
            return Ok(());
        }
        let taken = match self.refusal_before().await.map_err(answered)? {
            Some(refusal) => Err(refusal),
            None if first.is_none() => Err(Refusal::Empty),
            None => self.keep(&mut field, first, &name).await?,
        };
        // Whatever is not kept is read on.
        while self.piece(&mut field).await?.is_some() {}
        match taken {
            Ok(file) => self.arrived.files.push(file),
            Err(refusal) => {
                self.arrived.refused.get_or_insert((refusal, printable(&name)));
            }
        }
        Ok(())
    }

    /// Why the next file is not even written down.
    async fn refusal_before(&mut self) -> Result<Option<Refusal>> {
        if let Some((refusal, _)) = self.arrived.refused {
            return Ok(Some(refusal));
        }
        if self.arrived.files.len() == MOST_FILES {
            return Ok(Some(Refusal::TooMany));
        }
        let Some(limit) = self.by_source.take() else { return Ok(None) };
        let tx = self.visit.begin(self.front).await?;
        let is_within = limits::allows(&tx, self.front, &[(limit, self.visit.source.as_str())]).await?;
        tx.commit().await?;
        Ok((!is_within).then_some(Refusal::TooOften))
    }

    /// The next piece of a file, while all of them together are not beyond measure.
    async fn piece(&mut self, field: &mut Field<'_>) -> Result<Option<Bytes>, Response> {
        // A file with nothing in it comes as a piece with nothing in it.
        while let Some(piece) = piece(field).await? {
            self.bytes += piece.len() as u64;
            if self.bytes > MOST_READ_BYTES {
                return Err(bare(StatusCode::PAYLOAD_TOO_LARGE));
            }
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    async fn keep(
        &mut self,
        field: &mut Field<'_>,
        first: Option<Bytes>,
        name: &str,
    ) -> Result<Result<NewFile, Refusal>, Response> {
        let front = self.front;
        let id = FileId::new(&front.clock, &front.chance);
        let seal = self.shelf.seal(front, id);
        let begun =
            Begun { folder: front.uploads.clone(), name: name_on_disk(self.shelf.name, id), is_kept: false };
        let file = begun.folder.create(&begun.name).map_err(failed)?;
        let writer = SealingWriter::new(file, seal.clone(), front.chance.clone());
        let Some((file, sha256)) = self.write(writer, field, first).await? else {
            return Ok(Err(Refusal::TooLarge));
        };
        let (looked, begun) = look_at(file, begun, seal).await.map_err(failed)?;
        let judged = judged(looked, name);
        Ok(judged.map(|(Recognised { kind, bytes }, name)| NewFile { id, name, kind, bytes, sha256, begun }))
    }

    /// Writes a file down, sealed; `None` where it is too large.
    async fn write(
        &mut self,
        mut writer: SealingWriter<File>,
        field: &mut Field<'_>,
        first: Option<Bytes>,
    ) -> Result<Option<(File, [u8; 32])>, Response> {
        let mut sha256 = digest::Context::new(&digest::SHA256);
        let (mut bytes, mut next) = (0, first);
        while let Some(piece) = next {
            bytes += piece.len() as u64;
            if bytes > MOST_FILE_BYTES {
                return Ok(None);
            }
            // A piece is a few KiB and goes to the system's cache: that takes less than handing it to another thread.
            writer.add(&piece).map_err(failed)?;
            sha256.update(&piece);
            next = self.piece(field).await?;
        }
        let sha256 = sha256.finish().as_ref().try_into().expect("SHA-256 gives 32 octets");
        Ok(Some((writer.finish().map_err(failed)?, sha256)))
    }
}

/// Has the file on the disk for good, and looks through it as it will be read, on a thread of its own.
async fn look_at(file: File, begun: Begun, seal: Seal) -> io::Result<(Result<Recognised, Unfit>, Begun)> {
    let looking = tokio::task::spawn_blocking(move || {
        file.sync_all()?;
        begun.folder.sync()?;
        let opened = OpeningReader::begin(begun.folder.read(&begun.name)?, seal)?;
        Ok((recognise(BufReader::new(opened))?, begun))
    });
    looking.await.map_err(io::Error::other)?
}

/// What a file is and how it will be called.
fn judged(looked: Result<Recognised, Unfit>, name: &str) -> Result<(Recognised, String), Refusal> {
    let recognised = looked.map_err(|unfit| match unfit {
        Unfit::Unknown => Refusal::Unknown,
        Unfit::Damaged => Refusal::Damaged,
    })?;
    let name = names::cleaned(name, recognised.kind).ok_or(Refusal::Misnamed)?;
    Ok((recognised, name))
}

fn answered(error: Error) -> Response {
    Failure::from(error).into_response()
}

fn failed(error: io::Error) -> Response {
    answered(Error::Other(format!("a file could not be kept: {error}")))
}
