//! The roster's imports from the office: a file is sent, its columns are understood, a dry run shows what it would change, and
//! only then it changes anything.
//!
//! What this folder promises:
//! - A file is streamed to a private folder and never held in memory; it is gone when its import ends, and after a day in any case.
//! - One import at a time is under way in a portal; whoever comes second is told whose it is.
//! - The roster changes in one transaction, by a worker: closing the browser changes nothing, and a worker that dies leaves no half.
//! - Nothing is applied but what its dry run showed: where the roster changed since, there is a new dry run first.
//! - The newest import can be undone, by a worker too, unless the people in it have registered or changed since.
//! - Whatever is sent ends in a clear sentence: too large, not a table, cut off, a workbook that unpacks without end.

mod act;
mod asked;
mod begin;
mod columns;
pub mod received;
mod rules;
mod show;
mod store;
mod tasks;
mod undo;
mod wrong_rows;

use std::collections::HashSet;
use std::time::Duration;

use axum::Router;
use base::clock::Timestamp;
use base::db::View;
use base::error::Result;
use base::folder::PrivateFolder;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::front_door::FrontDoor;
use crate::roster::BatchId;
use crate::roster::batch;
use crate::roster::columns::Mapping;
use crate::work::{Duty, duty};

pub use asked::AskedBy;
pub use begin::headers_sha256;
pub use received::MOST_FILE_BYTES;

pub const TEXTS: base::texts::Source = base::texts!("imports");

/// Where a file is sent; its body is taken as it comes in.
pub const UPLOAD_PATH: &str = "/oficina/planta/cargar";
/// Reading a file and comparing it with the roster.
const CHECK: &str = "imports.check";
/// Changing the roster.
const APPLY: &str = "imports.apply";
/// Changing it back.
const UNDO: &str = "imports.undo";
/// After so long without a step, an import is given up.
const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

pub fn routes() -> Router<FrontDoor> {
    Router::new().merge(begin::routes()).merge(columns::routes()).merge(show::routes()).merge(act::routes())
}

pub fn duties() -> Vec<Duty> {
    vec![duty(CHECK, tasks::check), duty(APPLY, tasks::apply), duty(UNDO, undo::undo)]
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The file is here; somebody says what its columns are.
    Columns,
    /// A worker compares it with the roster.
    Checking,
    /// What it would change is known.
    Checked,
    /// A worker changes the roster.
    Applying,
    Applied,
    /// A worker changes the roster back.
    Undoing,
    Undone,
    /// The file cannot be read to its end.
    Refused,
    Discarded,
}

impl State {
    const ALL: [Self; 9] = [
        Self::Columns,
        Self::Checking,
        Self::Checked,
        Self::Applying,
        Self::Applied,
        Self::Undoing,
        Self::Undone,
        Self::Refused,
        Self::Discarded,
    ];

    /// The name in the database and in messages' ids.
    fn as_str(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::Refused => "refused",
            Self::Discarded => "discarded",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether it is still to be applied: one at most in each portal.
    fn is_open(self) -> bool {
        matches!(self, Self::Columns | Self::Checking | Self::Checked | Self::Applying)
    }

    /// Whether it waits for a person.
    fn waits(self) -> bool {
        matches!(self, Self::Columns | Self::Checked)
    }

    /// Whether a person may give it up.
    fn may_be_discarded(self) -> bool {
        self.waits() || self == Self::Checking
    }
}

/// One import.
#[derive(Clone, Debug)]
struct Import {
    id: BatchId,
    member_id: Uuid,
    member_name: String,
    file_name: String,
    file_sha256: [u8; 32],
    headers: Vec<String>,
    mapping: Mapping,
    is_whole: bool,
    state: State,
    reason: Option<String>,
    outcome: Option<Outcome>,
    /// The last change of the roster before the dry run.
    roster_turn: Option<i64>,
    steps: i64,
    steps_total: i64,
    uploaded_at: Timestamp,
    applied_at: Option<Timestamp>,
}

/// What a dry run found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Outcome {
    rows: u32,
    new: u32,
    changed: u32,
    same: u32,
    gone: u32,
    held_back: u32,
    repeated: u32,
    wrong: u32,
    /// What changes in how many people: the message ids of [`crate::roster::person::Change`].
    changes: Vec<(String, u32)>,
    /// The first of the wrong rows, in words; none once the import is over.
    first_wrong: Vec<(u32, String)>,
}

impl Outcome {
    /// Whether the roster says already what the file says.
    fn changes_nothing(&self) -> bool {
        self.new + self.changed + self.gone == 0
    }
}

/// The file as it is read.
fn file_of(id: BatchId) -> String {
    format!("{id}.csv")
}

/// The file as it came, until it is known what it is.
fn raw_file_of(id: BatchId) -> String {
    format!("{id}.raw")
}

/// The rows that were not taken, to mend and send again.
fn wrong_rows_of(id: BatchId) -> String {
    format!("{id}.wrong.csv")
}

/// Removes what an import had on disk, if it is over. That is asked of the database: a transaction that was to end it may not have.
async fn remove_files_if_over(folder: &PrivateFolder, view: &View, id: BatchId) -> Result<()> {
    let is_open = store::import(view, id).await?.is_some_and(|import| import.state.is_open());
    if !is_open {
        remove_files(folder, id);
    }
    Ok(())
}

/// Removes what an import had on disk. A file that stays is swept out a day later.
fn remove_files(folder: &PrivateFolder, id: BatchId) {
    for name in [file_of(id), raw_file_of(id), wrong_rows_of(id)] {
        if let Err(error) = folder.remove(&name) {
            tracing::error!(%error, "a file of an import could not be removed");
        }
    }
}

fn page_path(id: BatchId) -> String {
    format!("{}/cargas/{id}", crate::paths::OFFICE_ROSTER)
}

/// Gives up imports that nobody goes on with, in every portal, with what they had laid ready, and removes the files that no open import
/// needs.
pub async fn forget_abandoned(front: &FrontDoor, now: Timestamp) -> Result<()> {
    let before = now.minus(ABANDONED_AFTER);
    let tx = front.database.begin_across_all_portals().await?;
    let given_up = store::give_up_old(&tx, before, now).await?;
    batch::clear_given_up(&tx, &given_up).await?;
    store::give_up_undoing(&tx, before, now).await?;
    let open: HashSet<Uuid> = store::open_of_all_portals(&tx).await?.into_iter().map(BatchId::uuid).collect();
    tx.commit().await?;
    sweep(&front.uploads, "", &open, before)
}

/// Removes the files whose names are `prefix` and an id that is not open and began before this moment.
pub fn sweep(folder: &PrivateFolder, prefix: &str, open: &HashSet<Uuid>, before: Timestamp) -> Result<()> {
    let names = folder.names().map_err(|error| base::error::Error::Other(error.to_string()))?;
    for name in names {
        let id = name.strip_prefix(prefix).and_then(|name| name.split('.').next()?.parse::<Uuid>().ok());
        let is_old = id.is_some_and(|id| !open.contains(&id) && began_before(id, before));
        if is_old && let Err(error) = folder.remove(&name) {
            tracing::error!(%error, "an abandoned file could not be removed");
        }
    }
    Ok(())
}

/// An id has its moment in it.
fn began_before(id: Uuid, moment: Timestamp) -> bool {
    let began = id.get_timestamp().map(|stamp| stamp.to_unix());
    began.is_some_and(|(seconds, _)| {
        i64::try_from(seconds).is_ok_and(|seconds| seconds * 1_000_000 < moment.micros())
    })
}
