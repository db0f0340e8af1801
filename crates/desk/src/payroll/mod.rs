//! What payroll brings in: a file is sent, its columns are understood, it is compared with what is known, and only when somebody
//! publishes it people see it.
//!
//! Promises:
//! - A file is streamed to a private folder, and gone when its batch is over. What it says is held in memory while it is checked, which
//!   is why a file has a limit of rows.
//! - One file of a kind at a time is under way in a portal; whoever comes second is told whose it is.
//! - What pays somebody is published by another person than the one who sent it and the one who said what its columns are, and only
//!   as it was on that person's screen.
//! - What pays somebody is seen all at one moment or not at all, once, by a worker; contracts are known one after the other. The newest
//!   publication of what pays somebody can be withdrawn, with a reason.
//! - Whatever is sent ends in a clear sentence, with the row; rows with problems are not taken, and come as a file to mend.
//!
//! What a kind of file brings is the affair of a feature of its own; `kinds` is where they are put together.

mod act;
mod begin;
mod columns;
mod home;
mod kinds;
mod publish;
mod show;
mod store;
mod tasks;
mod withdraw;
mod wrong_rows;

use std::collections::HashSet;
use std::time::Duration;

use axum::Router;
use base::clock::Timestamp;
use base::db::View;
use base::error::Result;
use base::folder::PrivateFolder;
use identity::front_door::FrontDoor;
use identity::imports;
use identity::work::{Duty, duty};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use kinds::Kind;

use crate::sheet::{Comparison, Mapping, WrittenRow};

pub const TEXTS: base::texts::Source = base::texts!("payroll");

base::id!(BatchId, "A file that payroll sent, and what it brings.");

/// Where files are sent; the kind of what they bring follows. Their bodies are taken as they come in.
pub const UPLOAD_PATH: &str = "/oficina/nomina/cargar/";
const HOME_PATH: &str = identity::paths::OFFICE_PAYROLL;
/// Reading a file and comparing it with what is known.
const CHECK: &str = "payroll.check";
/// Making what it brings known.
const PUBLISH: &str = "payroll.publish";
/// After so long without a step, a file is given up.
const ABANDONED_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// After so long, a file that belongs to no open batch belongs to none that just begins.
const STRAY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// What the names of payroll's files begin with: the folder is shared with the roster's imports.
const FILE_PREFIX: &str = "payroll-";

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(home::routes())
        .merge(begin::routes())
        .merge(columns::routes())
        .merge(show::routes())
        .merge(act::routes())
        .merge(withdraw::routes())
}

pub fn duties() -> Vec<Duty> {
    vec![duty(CHECK, tasks::check), duty(PUBLISH, publish::publish)]
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The file is here; somebody says what its columns are.
    Columns,
    /// A worker reads it and compares it.
    Checking,
    /// What it would bring is known.
    Checked,
    /// A worker makes it known.
    Publishing,
    Published,
    /// What it made known was taken back.
    Withdrawn,
    /// The file cannot be read to its end.
    Refused,
    Discarded,
}

impl State {
    const ALL: [Self; 8] = [
        Self::Columns,
        Self::Checking,
        Self::Checked,
        Self::Publishing,
        Self::Published,
        Self::Withdrawn,
        Self::Refused,
        Self::Discarded,
    ];

    /// The name in the database and in messages' ids.
    fn as_str(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Publishing => "publishing",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::Discarded => "discarded",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether it may still be published.
    fn is_open(self) -> bool {
        matches!(self, Self::Columns | Self::Checking | Self::Checked | Self::Publishing)
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

/// A file that payroll sent, and how far it has come.
#[derive(Clone, Debug)]
struct Batch {
    id: BatchId,
    kind: Kind,
    member_id: Uuid,
    member_name: String,
    /// Who said last what the columns are.
    chooser_id: Option<Uuid>,
    /// How often that was said: what was found in the file is of the last time.
    choices: i64,
    publisher_name: Option<String>,
    file_name: String,
    file_sha256: [u8; 32],
    headers: Vec<String>,
    mapping: Mapping,
    state: State,
    reason: Option<String>,
    outcome: Option<Outcome>,
    steps: i64,
    steps_total: i64,
    uploaded_at: Timestamp,
    published_at: Option<Timestamp>,
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Outcome {
    rows: u32,
    people: u32,
    wrong: u32,
    comparison: Comparison,
    /// The first of the wrong rows, in words; none once the batch is over.
    first_wrong: Vec<WrittenRow>,
}

/// The file as it is read.
fn file_of(id: BatchId) -> String {
    format!("{FILE_PREFIX}{id}.csv")
}

/// The file as it came, until it is known what it is.
fn raw_file_of(id: BatchId) -> String {
    format!("{FILE_PREFIX}{id}.raw")
}

/// The rows that were not taken, to mend and send again.
fn wrong_rows_of(id: BatchId) -> String {
    format!("{FILE_PREFIX}{id}.wrong.csv")
}

/// Removes what a batch had on disk, if it is over. That is asked of the database: a transaction that was to end it may not have.
async fn remove_files_if_over(folder: &PrivateFolder, view: &View, id: BatchId) -> Result<()> {
    let is_open = store::batch(view, id).await?.is_some_and(|batch| batch.state.is_open());
    if !is_open {
        remove_files(folder, id);
    }
    Ok(())
}

/// Removes what a batch had on disk. A file that stays is swept out a day later.
fn remove_files(folder: &PrivateFolder, id: BatchId) {
    for name in [file_of(id), raw_file_of(id), wrong_rows_of(id)] {
        if let Err(error) = folder.remove(&name) {
            tracing::error!(%error, "a file of payroll could not be removed");
        }
    }
}

fn page_path(id: BatchId) -> String {
    format!("{HOME_PATH}/{id}")
}

/// Gives up files that nobody goes on with, in every portal, with what they would have brought, and removes those that no open batch
/// needs.
pub async fn forget_abandoned(front: &FrontDoor, now: Timestamp) -> Result<()> {
    let tx = front.database.begin_across_all_portals().await?;
    for batch in store::give_up_old(&tx, now.minus(ABANDONED_AFTER), now).await? {
        crate::payslips::store::forget_laid_across_portals(&tx, batch.uuid()).await?;
    }
    let open: HashSet<Uuid> = store::open_of_all_portals(&tx).await?.into_iter().map(BatchId::uuid).collect();
    tx.commit().await?;
    imports::sweep(&front.uploads, FILE_PREFIX, &open, now.minus(STRAY_AFTER))
}
