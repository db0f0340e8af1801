//! Pictures on disk: sealed, under a name of ours, until the request is decided.

use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::sync::Arc;

use base::clock::Timestamp;
use base::error::{Error, Result};
use base::folder::PrivateFolder;

use super::picture::{Format, Picture};
use super::{RequestId, owner, record_by_system, store};
use crate::front_door::FrontDoor;
use crate::portals::Portal;

const PURPOSE: &str = "assisted-picture";
/// With what every name begins, so that nobody else's file is taken for one of these.
const PREFIX: &str = "assisted_";

/// A side of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Front,
    Back,
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Front, Self::Back];

    /// The name in forms, on disk and in the trail.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }

    /// The message that names it on the screen.
    pub fn label_id(self) -> &'static str {
        match self {
            Self::Front => "assisted-front",
            Self::Back => "assisted-back-side",
        }
    }
}

fn name(id: RequestId, side: Side) -> String {
    format!("{PREFIX}{id}_{}", side.as_str())
}

/// The pictures of a request that is being written. When it comes to nothing, neither do they.
pub(super) struct Begun<'a> {
    front: &'a FrontDoor,
    pub id: RequestId,
    pub is_whole: bool,
}

impl<'a> Begun<'a> {
    pub fn new(front: &'a FrontDoor, id: RequestId) -> Self {
        Self { front, id, is_whole: false }
    }

    /// Seals and writes them, on a thread of its own: it takes as long as the disk does.
    pub async fn keep(&self, portal: &Arc<Portal>, pictures: [(Side, Picture); 2]) -> Result<()> {
        let (front, portal, id) = (self.front.clone(), portal.clone(), self.id);
        let writing = tokio::task::spawn_blocking(move || {
            pictures.into_iter().try_for_each(|(side, picture)| write(&front, &portal, id, side, picture))
        });
        writing.await.map_err(io::Error::other).map_err(failed)?
    }
}

fn write(front: &FrontDoor, portal: &Portal, id: RequestId, side: Side, picture: Picture) -> Result<()> {
    let format = match picture.format {
        Format::Jpeg => b'J',
        Format::Png => b'P',
    };
    let mut plain = picture.bytes;
    plain.push(format);
    let owner = picture_owner(portal, id, side);
    let sealed = front.keys.seal(PURPOSE, owner.as_bytes(), &plain, &front.chance);
    let file = front.uploads.create(&name(id, side));
    file.and_then(|mut file| file.write_all(&sealed).and_then(|()| file.sync_all())).map_err(failed)
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if !self.is_whole {
            remove(&self.front.uploads, self.id);
        }
    }
}

/// A picture as it was kept; none where its file is gone.
pub(super) fn open(front: &FrontDoor, portal: &Portal, id: RequestId, side: Side) -> Result<Option<Picture>> {
    let mut file = match front.uploads.read(&name(id, side)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    let mut sealed = Vec::new();
    file.read_to_end(&mut sealed).map_err(failed)?;
    let owner = picture_owner(portal, id, side);
    let mut bytes = front.keys.open(PURPOSE, owner.as_bytes(), &sealed)?;
    let format = match bytes.pop() {
        Some(b'J') => Format::Jpeg,
        Some(b'P') => Format::Png,
        other => return Err(Error::stored("a picture", format!("{other:?}"))),
    };
    Ok(Some(Picture { format, bytes }))
}

/// Removes the pictures of a request if it is decided, and records that they are gone. What fails is done again by the hour.
pub(super) async fn forget_if_decided(front: &FrontDoor, portal: &Portal, id: RequestId) {
    if let Err(error) = forget(front, portal, id).await {
        tracing::error!(%error, request = %id, "the pictures of a decided request could not be removed");
    }
}

async fn forget(front: &FrontDoor, portal: &Portal, id: RequestId) -> Result<()> {
    let view = front.database.view(portal.key.shared());
    let is_decided = store::decided_with_pictures(&view).await?.contains(&id);
    if !is_decided || !remove(&front.uploads, id) {
        return Ok(());
    }
    let tx = front.database.begin(portal.key.shared()).await?;
    if let Some(number) = store::note_pictures_gone(&tx, id).await? {
        record_by_system(&tx, front, "assisted.pictures_deleted", None, &number).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Removes files that no request needs: of one that was never written because the process ended.
pub(super) fn sweep(front: &FrontDoor, needed: &HashSet<RequestId>, before: Timestamp) -> Result<()> {
    for name in front.uploads.names().map_err(failed)? {
        let id = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()?.parse::<RequestId>().ok());
        if let Some(id) = id.filter(|id| !needed.contains(id) && began_before(*id, before)) {
            remove(&front.uploads, id);
        }
    }
    Ok(())
}

/// Whether nothing is left of them.
fn remove(folder: &PrivateFolder, id: RequestId) -> bool {
    let removed = Side::BOTH.map(|side| folder.remove(&name(id, side)));
    for error in removed.iter().filter_map(|removed| removed.as_ref().err()) {
        tracing::error!(%error, "a picture could not be removed");
    }
    removed.iter().all(io::Result::is_ok)
}

/// An id has its moment in it.
fn began_before(id: RequestId, moment: Timestamp) -> bool {
    let began = id.uuid().get_timestamp().map(|stamp| stamp.to_unix());
    let micros = began.and_then(|(seconds, _)| i64::try_from(seconds).ok()?.checked_mul(1_000_000));
    micros.is_some_and(|micros| micros < moment.micros())
}

fn picture_owner(portal: &Portal, id: RequestId, side: Side) -> String {
    format!("{} {}", owner(portal.key.as_str(), id), side.as_str())
}

fn failed(error: io::Error) -> Error {
    Error::Other(format!("a picture could not be kept or read: {error}"))
}
