//! SQL on `payroll_batches`, `payroll_drafts` and `payroll_mappings`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View, rows_of_placeholders};
use base::error::{Error, Result};
use identity::roster::EntryId;
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Batch, BatchId, Kind, Outcome, State};
use crate::sheet::{Incoming, Mapping};

const COLUMNS: &str =
    "id, kind, member_id, member_name, chooser_id, choices, publisher_name, file_name, file_sha256, headers,
    mapping, state, reason, outcome, steps, steps_total, uploaded_at, published_at";
/// How many drafts one statement takes.
const DRAFTS_A_STATEMENT: usize = 200;

pub(super) async fn batch(view: &View, id: BatchId) -> Result<Option<Batch>> {
    let sql = format!("select {COLUMNS} from payroll_batches where portal = $1 and id = $2");
    let row: Option<BatchRow> = view.one(&sql, args![view.portal(), id]).await?;
    row.map(BatchRow::read).transpose()
}

/// The one of this kind that may still be published.
pub(super) async fn open_batch(view: &View, kind: Kind) -> Result<Option<Batch>> {
    let sql =
        format!("select {COLUMNS} from payroll_batches where portal = $1 and kind = $2 and is_open = $3");
    let row: Option<BatchRow> = view.one(&sql, args![view.portal(), kind.as_str(), true]).await?;
    row.map(BatchRow::read).transpose()
}

pub(super) async fn newest(view: &View, at_most: i64) -> Result<Vec<Batch>> {
    let sql = format!(
        "select {COLUMNS} from payroll_batches where portal = $1 order by uploaded_at desc, id desc limit $2"
    );
    let rows: Vec<BatchRow> = view.all(&sql, args![view.portal(), at_most]).await?;
    rows.into_iter().map(BatchRow::read).collect()
}

/// Adds a batch. False where another of its kind is open in the portal.
pub(super) async fn add(tx: &Tx, batch: &Batch) -> Result<bool> {
    let added = tx
        .run(
            "insert into payroll_batches (id, portal, kind, member_id, member_name, file_name, file_sha256, headers, mapping,
               state, steps, steps_total, uploaded_at, changed_at, is_open)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11, $11, $12) on conflict do nothing",
            args![
                batch.id,
                tx.portal(),
                batch.kind.as_str(),
                batch.member_id,
                batch.member_name.as_str(),
                batch.file_name.as_str(),
                batch.file_sha256.to_vec(),
                json(&batch.headers)?,
                json(&batch.mapping)?,
                batch.state.as_str(),
                batch.uploaded_at,
                true
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Goes on from one state to another. False where it was no longer there.
pub(super) async fn advance(tx: &Tx, id: BatchId, from: State, to: State, now: Timestamp) -> Result<bool> {
    let advanced = tx
        .run(
            "update payroll_batches set state = $1, is_open = $2, changed_at = $3, steps = 0, steps_total = 0
             where portal = $4 and id = $5 and state = $6",
            args![to.as_str(), to.is_open(), now, tx.portal(), id, from.as_str()],
        )
        .await?;
    Ok(advanced == 1)
}

/// Goes on to publish what was found after so many choices of columns. False where somebody chose again, or it was not there any more.
pub(super) async fn begin_publishing(tx: &Tx, batch: &Batch, publisher: &Publisher<'_>) -> Result<bool> {
    let begun = tx
        .run(
            "update payroll_batches set state = $1, changed_at = $2, steps = 0, steps_total = 0, publisher_id = $3,
               publisher_name = $4
             where portal = $5 and id = $6 and state = $7 and choices = $8",
            args![
                State::Publishing.as_str(),
                publisher.now,
                publisher.member,
                publisher.name,
                tx.portal(),
                batch.id,
                State::Checked.as_str(),
                batch.choices
            ],
        )
        .await?;
    Ok(begun == 1)
}

/// Who asks for a batch to be published, and when.
pub(super) struct Publisher<'a> {
    pub member: Uuid,
    pub name: &'a str,
    pub now: Timestamp,
}

/// Keeps the open batches of a kind as they are until the transaction ends.
pub(super) async fn hold_open(tx: &Tx, kind: Kind) -> Result<()> {
    tx.run(
        "update payroll_batches set changed_at = changed_at where portal = $1 and kind = $2 and is_open = $3",
        args![tx.portal(), kind.as_str(), true],
    )
    .await?;
    Ok(())
}

/// Whether no batch of its kind was published after this one, or is about to be.
pub(super) async fn is_newest_published(view: &View, batch: &Batch) -> Result<bool> {
    let newer = view
        .number(
            "select count(*) as number from payroll_batches
             where portal = $1 and kind = $2 and (state = $3 or (state = $4 and turn > (
               select asked.turn from payroll_batches asked where asked.portal = $1 and asked.id = $5)))",
            args![
                view.portal(),
                batch.kind.as_str(),
                State::Publishing.as_str(),
                State::Published.as_str(),
                batch.id
            ],
        )
        .await?;
    Ok(newer == 0)
}

/// Keeps what the columns are, and who said so.
pub(super) async fn choose(tx: &Tx, id: BatchId, mapping: &Mapping, chooser: Uuid) -> Result<()> {
    tx.run(
        "update payroll_batches set mapping = $1, reason = null, chooser_id = $2, choices = choices + 1
         where portal = $3 and id = $4",
        args![json(mapping)?, chooser, tx.portal(), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_outcome(tx: &Tx, id: BatchId, outcome: Option<&Outcome>) -> Result<()> {
    tx.run(
        "update payroll_batches set outcome = $1 where portal = $2 and id = $3",
        args![outcome.map(json).transpose()?, tx.portal(), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_reason(tx: &Tx, id: BatchId, reason: &str) -> Result<()> {
    tx.run(
        "update payroll_batches set reason = $1 where portal = $2 and id = $3",
        args![reason, tx.portal(), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_published(tx: &Tx, id: BatchId, kind: Kind, at: Timestamp) -> Result<()> {
    tx.run(
        "update payroll_batches set published_at = $1, turn = (
           select coalesce(max(earlier.turn), 0) + 1 from payroll_batches earlier
           where earlier.portal = $2 and earlier.kind = $3)
         where portal = $2 and id = $4",
        args![at, tx.portal(), kind.as_str(), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_steps(tx: &Tx, id: BatchId, steps: i64, total: i64, now: Timestamp) -> Result<()> {
    tx.run(
        "update payroll_batches set steps = $1, steps_total = $2, changed_at = $3 where portal = $4 and id = $5",
        args![steps, total, now, tx.portal(), id],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct IdRow {
    id: BatchId,
}

/// Gives up what nobody goes on with, in every portal, and tells which.
pub(super) async fn give_up_old(tx: &Tx, before: Timestamp, now: Timestamp) -> Result<Vec<BatchId>> {
    let given_up: Vec<IdRow> = tx
        .all(
            "update payroll_batches set state = $1, is_open = $2, changed_at = $3, outcome = null
             where is_open = $4 and changed_at < $5 returning id",
            args![State::Discarded.as_str(), false, now, true, before],
        )
        .await?;
    tx.run(
        "delete from payroll_drafts where batch_id in (select id from payroll_batches where is_open = $1)",
        args![false],
    )
    .await?;
    Ok(given_up.into_iter().map(|row| row.id).collect())
}

/// The open batches of every portal.
pub(super) async fn open_of_all_portals(view: &View) -> Result<Vec<BatchId>> {
    let rows: Vec<IdRow> = view.all("select id from payroll_batches where is_open = $1", args![true]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Keeps what a file would bring; the first has this place.
pub(super) async fn add_drafts(tx: &Tx, id: BatchId, first: i64, drafts: &[Incoming]) -> Result<()> {
    const WRITTEN: usize = 5;
    let mut place = first;
    for some in drafts.chunks(DRAFTS_A_STATEMENT) {
        let mut values = Vec::with_capacity(some.len() * WRITTEN);
        for draft in some {
            values.extend(args![tx.portal(), id, place, draft.entry, draft.content.as_str()]);
            place += 1;
        }
        let rows = rows_of_placeholders(some.len(), WRITTEN);
        let sql =
            format!("insert into payroll_drafts (portal, batch_id, place, entry_id, content) values {rows}");
        tx.run(&sql, values).await?;
    }
    Ok(())
}

/// So many of what a file would bring, from this place on.
pub(super) async fn drafts(view: &View, id: BatchId, first: i64, count: i64) -> Result<Vec<Incoming>> {
    #[derive(FromQueryResult)]
    struct Row {
        entry_id: EntryId,
        content: String,
    }
    let rows: Vec<Row> = view
        .all(
            "select entry_id, content from payroll_drafts
             where portal = $1 and batch_id = $2 and place >= $3 and place < $4 order by place",
            args![view.portal(), id, first, first + count],
        )
        .await?;
    Ok(rows.into_iter().map(|row| Incoming { entry: row.entry_id, content: row.content }).collect())
}

pub(super) async fn count_drafts(view: &View, id: BatchId) -> Result<i64> {
    view.number(
        "select count(*) as number from payroll_drafts where portal = $1 and batch_id = $2",
        args![view.portal(), id],
    )
    .await
}

pub(super) async fn forget_drafts(tx: &Tx, id: BatchId) -> Result<()> {
    tx.run("delete from payroll_drafts where portal = $1 and batch_id = $2", args![tx.portal(), id]).await?;
    Ok(())
}

/// What the columns of a file with this header were taken for last.
pub(super) async fn remembered(view: &View, kind: Kind, headers_sha256: &[u8]) -> Result<Option<Mapping>> {
    #[derive(FromQueryResult)]
    struct Row {
        mapping: String,
    }
    let row: Option<Row> = view
        .one(
            "select mapping from payroll_mappings where portal = $1 and kind = $2 and headers_sha256 = $3",
            args![view.portal(), kind.as_str(), headers_sha256.to_vec()],
        )
        .await?;
    row.map(|row| read(&row.mapping)).transpose()
}

pub(super) async fn remember(
    tx: &Tx,
    kind: Kind,
    headers_sha256: &[u8],
    mapping: &Mapping,
    now: Timestamp,
) -> Result<()> {
    tx.run(
        "insert into payroll_mappings (portal, kind, headers_sha256, mapping, chosen_at) values ($1, $2, $3, $4, $5)
         on conflict (portal, kind, headers_sha256) do update set mapping = excluded.mapping, chosen_at = excluded.chosen_at",
        args![tx.portal(), kind.as_str(), headers_sha256.to_vec(), json(mapping)?, now],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct BatchRow {
    id: BatchId,
    kind: String,
    member_id: Uuid,
    member_name: String,
    chooser_id: Option<Uuid>,
    choices: i64,
    publisher_name: Option<String>,
    file_name: String,
    file_sha256: Vec<u8>,
    headers: String,
    mapping: String,
    state: String,
    reason: Option<String>,
    outcome: Option<String>,
    steps: i64,
    steps_total: i64,
    uploaded_at: Timestamp,
    published_at: Option<Timestamp>,
}

impl BatchRow {
    fn read(self) -> Result<Batch> {
        Ok(Batch {
            id: self.id,
            kind: Kind::parse(&self.kind).ok_or_else(|| Error::stored("a kind of batch", &self.kind))?,
            member_id: self.member_id,
            member_name: self.member_name,
            chooser_id: self.chooser_id,
            choices: self.choices,
            publisher_name: self.publisher_name,
            file_name: self.file_name,
            file_sha256: self.file_sha256.try_into().map_err(|_| Error::stored("a hash", "its length"))?,
            headers: read(&self.headers)?,
            mapping: read(&self.mapping)?,
            state: State::parse(&self.state).ok_or_else(|| Error::stored("a state", &self.state))?,
            reason: self.reason,
            outcome: self.outcome.as_deref().map(read).transpose()?,
            steps: self.steps,
            steps_total: self.steps_total,
            uploaded_at: self.uploaded_at,
            published_at: self.published_at,
        })
    }
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::stored("a batch", error))
}

fn read<T: DeserializeOwned>(stored: &str) -> Result<T> {
    serde_json::from_str(stored).map_err(|error| Error::stored("a batch", error))
}
