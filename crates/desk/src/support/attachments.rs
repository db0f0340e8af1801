//! The files of a case: where they are kept, to whom they are given, and what becomes of those that nobody knows.
//!
//! The staff who may read cases are given them, each time with an entry of the audit trail; whoever wrote is given those of the case that
//! this browser opened with number and code, or that is their account's.

use std::collections::HashSet;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use base::audit;
use base::clock::Timestamp;
use base::db::{Tx, View, backup};
use base::error::Result;
use base::texts::Words;
use base::web::answer::{Answer, bare};
use base::web::components::Link;
use identity::front_door::FrontDoor;
use identity::office::Staff;
use identity::paths;
use identity::portals::Portal;
use identity::staff::permissions::may;
use identity::uploads::{self, FileId, NewFile, Shelf, StoredFile};
use identity::visit::{SignedIn, Visit};

use super::{CaseId, lookup, store};

/// What the names of the files begin with.
const SHELF: &str = "pqr";
const OFFICE_PATH: &str = "/oficina/pqr/archivos";
const OWN_PATH: &str = "/pqr/estado/caso/archivos";
/// A form has long come in by then, so its files are some transaction's or nobody's.
const ORPHANED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// Older files are left alone: a database that was brought back from an old backup, or begun anew, takes no years of files along.
const ORPHANED_UNTIL: Duration = Duration::from_secs(8 * 24 * 60 * 60);
const KIB: u64 = 1024;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(&format!("{OFFICE_PATH}/{{id}}"), get(give_to_staff))
        .route(&format!("{OWN_PATH}/{{id}}"), get(give_to_person))
}

/// Where the files of a case are kept: they open for this case of this portal alone.
pub(super) fn shelf(portal: &Portal, case: CaseId) -> Shelf {
    let owner = [portal.key.as_str().as_bytes(), b"\0", case.uuid().as_bytes()].concat();
    Shelf { name: SHELF, owner }
}

/// Notes which files came with what the case is after an act.
pub(super) async fn add(tx: &Tx, case: CaseId, version: i64, files: &[NewFile]) -> Result<()> {
    for file in files {
        store::add_file(tx, case, version, file).await?;
    }
    Ok(())
}

/// A file of a case.
pub(super) struct Attachment {
    pub case: CaseId,
    /// The case's after the act that it came with.
    pub version: i64,
    pub file: StoredFile,
}

/// Links to the files that came with one act.
pub(super) fn links(
    attachments: &[Attachment],
    version: i64,
    words: &Words,
    url: impl Fn(&Attachment) -> String,
) -> Vec<Link> {
    let of_the_act = attachments.iter().filter(|attachment| attachment.version == version);
    of_the_act.map(|attachment| Link::new(label(&attachment.file, words), url(attachment))).collect()
}

fn label(file: &StoredFile, words: &Words) -> String {
    let size = file.bytes.div_ceil(KIB);
    words.with("support-file", &[("name", file.name.as_str().into()), ("size", size.into())])
}

/// Where the staff are given a file.
pub(super) fn office_path(attachment: &Attachment) -> String {
    format!("{OFFICE_PATH}/{}", attachment.file.id)
}

/// Where whoever wrote is given it.
pub(super) fn own_path(attachment: &Attachment) -> String {
    format!("{OWN_PATH}/{}", attachment.file.id)
}

async fn give_to_staff(
    staff: Staff<may::ReadCases>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let view = staff.view(&front);
    let Some(attachment) = find(&view, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let Some(case) = store::by_id(&view, attachment.case).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    // Opened before the transaction, which others wait for, and given only once the trail says so.
    let answer = give(&front, &staff.portal, &attachment)?;
    let tx = staff.begin(&front).await?;
    let detail = format!("{} {}", case.number, attachment.file.id);
    staff.record(&tx, &front, "support.file_opened", None, &detail).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn give_to_person(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let Some(opened) = lookup::opened(&front, &visit, person.as_ref(), &headers) else {
        return Ok(visit.see(paths::SUPPORT_STATE));
    };
    let attachment = find(&visit.view(&front), &id).await?;
    match attachment.filter(|attachment| attachment.case == opened) {
        Some(attachment) => Ok(give(&front, &visit.portal, &attachment)?),
        None => Ok(bare(StatusCode::NOT_FOUND)),
    }
}

async fn find(view: &View, id: &str) -> Result<Option<Attachment>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    store::file(view, id).await
}

fn give(front: &FrontDoor, portal: &Portal, attachment: &Attachment) -> Result<axum::response::Response> {
    uploads::give(front, &shelf(portal, attachment.case), &attachment.file)
}

/// Removes the files of forms whose transaction never ended, as when a process died. After a backup was restored nothing is removed
/// until all that came before it is too old to be: whoever goes back to the database that was replaced finds its files.
pub async fn forget_orphans(front: &FrontDoor, now: Timestamp) -> Result<()> {
    let old = uploads::begun_between(front, SHELF, (now.minus(ORPHANED_UNTIL), now.minus(ORPHANED_AFTER)))?;
    let view = front.database.view_across_all_portals();
    let mut known = HashSet::new();
    for some in old.chunks(store::FILES_AT_ONCE) {
        known.extend(store::known_files(&view, some).await?);
    }
    let orphans: Vec<FileId> = old.into_iter().filter(|id| !known.contains(id)).collect();
    let restored = backup::RESTORED.event;
    if orphans.is_empty()
        || audit::was_recorded_anywhere_since(&view, restored, now.minus(ORPHANED_UNTIL)).await?
    {
        return Ok(());
    }
    for id in orphans {
        uploads::remove(front, SHELF, id);
    }
    Ok(())
}
