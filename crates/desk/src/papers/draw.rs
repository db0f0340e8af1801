//! Draws and seals, off the threads that answer requests, a few papers at once; and gives out what was drawn.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::error::{Error, Result};
use base::web::answer::{Answer, bare};
use identity::front_door::FrontDoor;
use identity::portals::Portal;
use paper::{Issue, Paper, Refused, Seal, SealError, Snapshot, fingerprint};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::issue::{site, snapshot, to_the_second};
use super::{Issued, PaperId, store};

/// How long one waits for those before.
const TURN_TO_DRAW: Duration = Duration::from_secs(10);
/// Far more than any paper takes.
const DRAWING: Duration = Duration::from_secs(20);
const SNAPSHOT_SEAL: &str = "snapshot-of-paper";
const FILE_SEAL: &str = "file-of-paper";

/// A paper whose texts can be drawn and whose sums agree, and what it will be drawn with. No other is issued.
pub struct Drawable {
    pub(super) paper: Paper,
    /// Version of the template and of the product.
    pub(super) template: String,
}

/// Looks whether a paper can be drawn.
pub async fn drawable(front: &FrontDoor, portal: &Portal, paper: Paper) -> Result<Result<Drawable, Refused>> {
    let issue = Issue {
        folio: String::new(),
        issued_at: to_the_second(front.clock.now())?,
        place: String::new(),
        valid_until: None,
        verification_address: String::new(),
        verification_site: site(portal),
        verification_code: String::new(),
    };
    let (front, snapshot) = (front.clone(), snapshot(portal, issue, paper)?);
    // The first call makes the printer, which takes its time.
    let looking = spawn_blocking(move || -> Result<Drawable, Refused> {
        front.printer.check(&snapshot)?;
        let template =
            format!("{} {}", front.printer.template_version(&snapshot.paper), env!("CARGO_PKG_VERSION"));
        Ok(Drawable { paper: snapshot.paper, template })
    });
    looking.await.map_err(broke_off)
}

/// The file as a download, drawn now if nobody had it drawn. Whose it is, the caller has looked at.
pub async fn download(front: &FrontDoor, portal: &Portal, issued: &Issued) -> Answer {
    let pdf = file(front, portal, issued).await?;
    let name = issued.kind.file_name(&issued.folio);
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, disposition.expect("names of files are of our own")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from(pdf)).into_response())
}

/// The same for whatever paper this id names, or none.
pub(super) fn not_there() -> Response {
    bare(StatusCode::NOT_FOUND)
}

/// The file of a paper, drawn now if nobody had it drawn.
pub async fn file(front: &FrontDoor, portal: &Portal, issued: &Issued) -> Result<Vec<u8>> {
    let view = front.database.view(portal.key.shared());
    if let Some(sealed) = store::file(&view, issued.id).await? {
        return opened(front, portal, issued.id, &sealed);
    }
    if issued.sha256.is_some() {
        return Err(Error::Other(format!("the file of paper {} was drawn and is gone", issued.folio)));
    }
    let pdf = draw(front, portal, snapshot_of(front, portal, issued.id).await?).await?;
    let sealed = front.keys.seal(FILE_SEAL, &owner(portal, issued.id), &pdf, &front.chance);
    let tx = front.database.begin(portal.key.shared()).await?;
    let is_first = store::keep_file(&tx, issued.id, sealed, &fingerprint(&pdf)).await?;
    tx.commit().await?;
    if is_first {
        return Ok(pdf);
    }
    let winner = store::file(&view, issued.id).await?;
    let sealed = winner.ok_or_else(|| Error::Other("a paper has a hash and no file".into()))?;
    opened(front, portal, issued.id, &sealed)
}

async fn draw(front: &FrontDoor, portal: &Portal, snapshot: Snapshot) -> Result<Vec<u8>> {
    let turn = timeout(TURN_TO_DRAW, Arc::clone(&front.drawing).acquire_owned()).await;
    let turn = turn.map_err(|_| Error::Busy)?.map_err(|closed| Error::Other(closed.to_string()))?;
    let (front, key) = (front.clone(), portal.key.clone());
    let at = to_the_second(front.clock.now())?;
    let drawing = spawn_blocking(move || {
        // Held until it is drawn, even when nobody waits for it any more.
        let _turn = turn;
        let seal = front.seals.get(&key).ok_or_else(|| format!("{key} has no seal"))?;
        let pdf = front.printer.draw(&snapshot).map_err(|refused| refused.to_string())?;
        sealed(&front, seal, &pdf, at).map_err(|error| error.to_string())
    });
    let drawn = timeout(DRAWING, drawing).await.map_err(|_| Error::Busy)?.map_err(broke_off)?;
    drawn.map_err(Error::Other)
}

/// With a time stamp where somebody gives one, and without it where they do not: the paper does not wait for a third party.
fn sealed(front: &FrontDoor, seal: &Seal, pdf: &[u8], at: jiff::Timestamp) -> Result<Vec<u8>, SealError> {
    let Some(server) = front.time_stamps.as_ref().filter(|server| !server.rests()) else {
        return seal.seal(pdf, at);
    };
    let ask = |question| Handle::current().block_on(server.ask(question));
    let stamped = seal.seal_with_time_stamp(pdf, at, ask);
    server.note(stamped.is_ok());
    stamped.or_else(|error| {
        tracing::warn!(%error, "a paper is sealed without a time stamp");
        seal.seal(pdf, at)
    })
}

fn broke_off(error: tokio::task::JoinError) -> Error {
    Error::Other(format!("the drawing of a paper broke off: {error}"))
}

pub(super) fn seal_snapshot(
    front: &FrontDoor,
    portal: &Portal,
    id: PaperId,
    snapshot: &Snapshot,
) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(snapshot).map_err(|error| Error::Other(error.to_string()))?;
    Ok(front.keys.seal(SNAPSHOT_SEAL, &owner(portal, id), &json, &front.chance))
}

/// What a paper says, with its code, its token and its amounts.
pub async fn snapshot_of(front: &FrontDoor, portal: &Portal, id: PaperId) -> Result<Snapshot> {
    let sealed = store::snapshot(&front.database.view(portal.key.shared()), id).await?;
    let json = front.keys.open(SNAPSHOT_SEAL, &owner(portal, id), &sealed)?;
    serde_json::from_slice(&json).map_err(|error| Error::stored("what a paper says", error))
}

fn opened(front: &FrontDoor, portal: &Portal, id: PaperId, sealed: &[u8]) -> Result<Vec<u8>> {
    Ok(front.keys.open(FILE_SEAL, &owner(portal, id), sealed)?)
}

/// A sealed paper opens as itself and as no other.
fn owner(portal: &Portal, id: PaperId) -> Vec<u8> {
    [portal.key.as_str().as_bytes(), b"\0", id.uuid().as_bytes()].concat()
}
