//! SQL on the imports, and on what columns were taken for.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::{Error, Result};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Import, Outcome, State};
use crate::roster::BatchId;
use crate::roster::columns::Mapping;

const COLUMNS: &str =
    "id, member_id, member_name, file_name, file_sha256, headers, mapping, is_whole, state, reason,
    outcome, roster_turn, steps, steps_total, uploaded_at, applied_at";

pub(super) async fn import(view: &View, id: BatchId) -> Result<Option<Import>> {
    let sql = format!("select {COLUMNS} from imports where portal = $1 and id = $2");
    let row: Option<ImportRow> = view.one(&sql, args![view.portal(), id]).await?;
    row.map(ImportRow::read).transpose()
}

/// The one that may still change the roster.
pub(super) async fn open_import(view: &View) -> Result<Option<Import>> {
    let sql = format!("select {COLUMNS} from imports where portal = $1 and is_open = $2");
    let row: Option<ImportRow> = view.one(&sql, args![view.portal(), true]).await?;
    row.map(ImportRow::read).transpose()
}

pub(super) async fn newest(view: &View, at_most: i64) -> Result<Vec<Import>> {
    let sql = format!(
        "select {COLUMNS} from imports where portal = $1 order by uploaded_at desc, id desc limit $2"
    );
    let rows: Vec<ImportRow> = view.all(&sql, args![view.portal(), at_most]).await?;
    rows.into_iter().map(ImportRow::read).collect()
}

/// The last one that changed the roster, whether or not it was undone: of those before it nothing is kept that undoing needs.
pub(super) async fn newest_applied(view: &View) -> Result<Option<BatchId>> {
    let row: Option<IdRow> = view
        .one(
            "select id from imports where portal = $1 and applied_at is not null order by applied_at desc, id desc limit 1",
            args![view.portal()],
        )
        .await?;
    Ok(row.map(|row| row.id))
}

/// Adds an import. False where another is open in the portal.
pub(super) async fn add(tx: &Tx, import: &Import) -> Result<bool> {
    let added = tx
        .run(
            "insert into imports (id, portal, member_id, member_name, file_name, file_sha256, headers, mapping, is_whole,
               state, steps, steps_total, uploaded_at, changed_at, is_open)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11, $11, $12) on conflict do nothing",
            args![
                import.id,
                tx.portal(),
                import.member_id,
                import.member_name.as_str(),
                import.file_name.as_str(),
                import.file_sha256.to_vec(),
                json(&import.headers)?,
                json(&import.mapping)?,
                import.is_whole,
                import.state.as_str(),
                import.uploaded_at,
                true,
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Goes on from one state to another. False where it was no longer there.
pub(super) async fn advance(tx: &Tx, id: BatchId, from: State, to: State, now: Timestamp) -> Result<bool> {
    let advanced = tx
        .run(
            "update imports set state = $1, is_open = $2, changed_at = $3 where portal = $4 and id = $5 and state = $6",
            args![to.as_str(), to.is_open(), now, tx.portal(), id, from.as_str()],
        )
        .await?;
    Ok(advanced == 1)
}

pub(super) async fn choose(tx: &Tx, id: BatchId, mapping: &Mapping, is_whole: bool) -> Result<()> {
    tx.run(
        "update imports set mapping = $1, is_whole = $2, reason = null where portal = $3 and id = $4",
        args![json(mapping)?, is_whole, tx.portal(), id],
    )
    .await?;
    Ok(())
}

/// Keeps what a dry run found, and after which change of the roster.
pub(super) async fn set_rehearsed(tx: &Tx, id: BatchId, outcome: &Outcome, roster_turn: i64) -> Result<()> {
    tx.run(
        "update imports set outcome = $1, roster_turn = $2 where portal = $3 and id = $4",
        args![json(outcome)?, roster_turn, tx.portal(), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_outcome(tx: &Tx, id: BatchId, outcome: &Outcome) -> Result<()> {
    tx.run(
        "update imports set outcome = $1 where portal = $2 and id = $3",
        args![json(outcome)?, tx.portal(), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_reason(tx: &Tx, id: BatchId, reason: Option<&str>) -> Result<()> {
    tx.run("update imports set reason = $1 where portal = $2 and id = $3", args![reason, tx.portal(), id])
        .await?;
    Ok(())
}

pub(super) async fn set_applied(tx: &Tx, id: BatchId, applied_at: Timestamp) -> Result<()> {
    tx.run(
        "update imports set applied_at = $1, reason = null where portal = $2 and id = $3",
        args![applied_at, tx.portal(), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_steps(tx: &Tx, id: BatchId, steps: i64, total: i64, now: Timestamp) -> Result<()> {
    tx.run(
        "update imports set steps = $1, steps_total = $2, changed_at = $3 where portal = $4 and id = $5",
        args![steps, total, now, tx.portal(), id],
    )
    .await?;
    Ok(())
}

/// Gives up what nobody goes on with, in every portal, and tells which.
pub(super) async fn give_up_old(tx: &Tx, before: Timestamp, now: Timestamp) -> Result<Vec<BatchId>> {
    let given_up: Vec<IdRow> = tx
        .all(
            "update imports set state = $1, is_open = $2, changed_at = $3, outcome = null
             where is_open = $4 and changed_at < $5 returning id",
            args![State::Discarded.as_str(), false, now, true, before],
        )
        .await?;
    Ok(given_up.into_iter().map(|row| row.id).collect())
}

/// An import whose undoing came to nothing is applied as before, in every portal.
pub(super) async fn give_up_undoing(tx: &Tx, before: Timestamp, now: Timestamp) -> Result<()> {
    tx.run(
        "update imports set state = $1, changed_at = $2 where state = $3 and changed_at < $4",
        args![State::Applied.as_str(), now, State::Undoing.as_str(), before],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct IdRow {
    id: BatchId,
}

/// The open imports of every portal.
pub(super) async fn open_of_all_portals(view: &View) -> Result<Vec<BatchId>> {
    let rows: Vec<IdRow> = view.all("select id from imports where is_open = $1", args![true]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What the columns of a file with this header were taken for last.
pub(super) async fn remembered(view: &View, headers_sha256: &[u8]) -> Result<Option<Mapping>> {
    #[derive(FromQueryResult)]
    struct Row {
        mapping: String,
    }
    let row: Option<Row> = view
        .one(
            "select mapping from imports_mappings where portal = $1 and headers_sha256 = $2",
            args![view.portal(), headers_sha256.to_vec()],
        )
        .await?;
    row.map(|row| from_json("a mapping", &row.mapping)).transpose()
}

pub(super) async fn remember(
    tx: &Tx,
    headers_sha256: &[u8],
    mapping: &Mapping,
    now: Timestamp,
) -> Result<()> {
    tx.run(
        "insert into imports_mappings (portal, headers_sha256, mapping, chosen_at) values ($1, $2, $3, $4)
         on conflict (portal, headers_sha256) do update set mapping = excluded.mapping, chosen_at = excluded.chosen_at",
        args![tx.portal(), headers_sha256.to_vec(), json(mapping)?, now],
    )
    .await?;
    Ok(())
}

fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::stored("an import", error))
}

fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::stored(what, error))
}

#[derive(FromQueryResult)]
struct ImportRow {
    id: BatchId,
    member_id: Uuid,
    member_name: String,
    file_name: String,
    file_sha256: Vec<u8>,
    headers: String,
    mapping: String,
    is_whole: bool,
    state: String,
    reason: Option<String>,
    outcome: Option<String>,
    roster_turn: Option<i64>,
    steps: i64,
    steps_total: i64,
    uploaded_at: Timestamp,
    applied_at: Option<Timestamp>,
}

impl ImportRow {
    fn read(self) -> Result<Import> {
        let sha256 = self.file_sha256.as_slice().try_into();
        Ok(Import {
            id: self.id,
            member_id: self.member_id,
            member_name: self.member_name,
            file_name: self.file_name,
            file_sha256: sha256.map_err(|error| Error::stored("a file's hash", error))?,
            headers: from_json("headers", &self.headers)?,
            mapping: from_json("a mapping", &self.mapping)?,
            is_whole: self.is_whole,
            state: State::parse(&self.state)
                .ok_or_else(|| Error::stored("an import's state", &self.state))?,
            reason: self.reason,
            outcome: self.outcome.map(|text| from_json("an import's outcome", &text)).transpose()?,
            roster_turn: self.roster_turn,
            steps: self.steps,
            steps_total: self.steps_total,
            uploaded_at: self.uploaded_at,
            applied_at: self.applied_at,
        })
    }
}
