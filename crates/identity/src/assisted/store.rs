//! SQL on `assisted_requests`. Whatever moves a request on is one conditional statement, and the number of rows says whether it did: of
//! several at once, one is told so.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::{Error, Result};
use base::secret::Keys;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::rules::{self, Act, State};
use super::{About, Request, RequestId, unseal};
use crate::accounts::AccountId;

const COLUMNS: &str = "id, number, about, state, account_id, first_by, first_reason, second_by, reason,
    asked_at, changed_at, due_at";

#[derive(FromQueryResult)]
struct Row {
    id: RequestId,
    number: String,
    about: Option<Vec<u8>>,
    state: String,
    account_id: Option<AccountId>,
    first_by: Option<Uuid>,
    first_reason: Option<String>,
    second_by: Option<Uuid>,
    reason: Option<String>,
    asked_at: Timestamp,
    changed_at: Timestamp,
    due_at: Option<Timestamp>,
}

impl Row {
    fn read(self, keys: &Keys, portal: &str) -> Result<Request> {
        let about = self.about.and_then(|sealed| unsealed(keys, portal, self.id, &sealed));
        Ok(Request {
            id: self.id,
            number: self.number,
            about,
            state: read_state(&self.state)?,
            account: self.account_id,
            first_by: self.first_by,
            first_reason: self.first_reason,
            second_by: self.second_by,
            reason: self.reason,
            asked_at: self.asked_at,
            changed_at: self.changed_at,
            due_at: self.due_at,
        })
    }
}

/// What cannot be read holds up neither the other requests nor whoever stops this one: it is logged, and counts as forgotten.
fn unsealed(keys: &Keys, portal: &str, id: RequestId, sealed: &[u8]) -> Option<About> {
    unseal(keys, portal, id, sealed)
        .inspect_err(|error| tracing::error!(%error, request = %id, "an assisted request cannot be read"))
        .ok()
}

fn read_state(stored: &str) -> Result<State> {
    State::parse(stored).ok_or_else(|| Error::stored("the state of an assisted request", stored))
}

/// A request as it begins.
pub(super) struct New {
    pub id: RequestId,
    pub number: String,
    /// Sealed.
    pub about: Vec<u8>,
    pub now: Timestamp,
    pub due_at: Timestamp,
}

/// Adds a request. False where another one has its number.
pub(super) async fn add(tx: &Tx, new: &New) -> Result<bool> {
    let added = tx
        .run(
            "insert into assisted_requests (id, portal, number, about, state, asked_at, changed_at, due_at, is_granted, has_pictures)
             values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9) on conflict do nothing",
            args![
                new.id,
                tx.portal(),
                new.number.as_str(),
                new.about.clone(),
                State::Waiting.as_str(),
                new.now,
                new.due_at,
                false,
                true
            ],
        )
        .await?;
    Ok(added == 1)
}

pub(super) async fn by_id(view: &View, keys: &Keys, id: RequestId) -> Result<Option<Request>> {
    let sql = format!("select {COLUMNS} from assisted_requests where portal = $1 and id = $2");
    read_one(view, keys, &sql, args![view.portal(), id]).await
}

/// The request that the link in a notice stops, whatever became of it.
pub(super) async fn by_stop_hash(view: &View, keys: &Keys, hash: &[u8]) -> Result<Option<Request>> {
    let sql = format!("select {COLUMNS} from assisted_requests where portal = $1 and stop_hash = $2");
    read_one(view, keys, &sql, args![view.portal(), hash.to_vec()]).await
}

/// The request by which an account is about to be recovered, if there is one.
pub(super) async fn granted(view: &View, keys: &Keys, account: AccountId) -> Result<Option<Request>> {
    let sql = format!(
        "select {COLUMNS} from assisted_requests where portal = $1 and account_id = $2 and is_granted = $3"
    );
    read_one(view, keys, &sql, args![view.portal(), account, true]).await
}

/// How far the recovery of an account has come that two of the staff let pass.
#[derive(Clone, Copy, Debug)]
pub enum Opening {
    /// The link goes out then.
    At(Timestamp),
    /// The link went out then.
    Since(Timestamp),
}

/// Whether an account is about to be recovered; nothing sealed is opened for it.
pub async fn opening(view: &View, account: AccountId) -> Result<Option<Opening>> {
    #[derive(FromQueryResult)]
    struct Row {
        state: String,
        changed_at: Timestamp,
        due_at: Option<Timestamp>,
    }
    let row: Option<Row> = view
        .one(
            "select state, changed_at, due_at from assisted_requests
             where portal = $1 and account_id = $2 and is_granted = $3",
            args![view.portal(), account, true],
        )
        .await?;
    row.map(|row| {
        Ok(match (read_state(&row.state)?, row.due_at) {
            (State::Cooling, Some(due_at)) => Opening::At(due_at),
            _ => Opening::Since(row.changed_at),
        })
    })
    .transpose()
}

/// The ids of the keys that sealed what people wrote: what is sealed begins with it.
pub async fn key_ids(view: &View) -> Result<Vec<u8>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Vec<u8>,
    }
    let sql = "select distinct substr(about, 1, 1) as id from assisted_requests where portal = $1 and about is not null";
    let rows = view.all::<Row>(sql, args![view.portal()]).await?;
    Ok(rows.into_iter().filter_map(|row| row.id.first().copied()).collect())
}

async fn read_one(
    view: &View,
    keys: &Keys,
    sql: &str,
    values: Vec<base::db::Value>,
) -> Result<Option<Request>> {
    let row: Option<Row> = view.one(sql, values).await?;
    row.map(|row| row.read(keys, view.portal())).transpose()
}

/// A request as its person may know it.
#[derive(FromQueryResult)]
pub(super) struct Held {
    pub number: String,
    pub state: String,
    pub asked_at: Timestamp,
    pub changed_at: Timestamp,
}

/// The newest of the requests that are about an account.
pub(super) async fn held(view: &View, account: AccountId, at_most: i64) -> Result<Vec<Held>> {
    view.all(
        "select number, state, asked_at, changed_at from assisted_requests
         where portal = $1 and account_id = $2 order by asked_at desc, id desc limit $3",
        args![view.portal(), account, at_most],
    )
    .await
}

/// Those of which something may still come, the oldest first.
pub(super) async fn open(view: &View, keys: &Keys, at_most: i64) -> Result<Vec<Request>> {
    let sql = format!(
        "select {COLUMNS} from assisted_requests where portal = $1 and due_at is not null order by asked_at, id limit $2"
    );
    read_all(view, keys, &sql, args![view.portal(), at_most]).await
}

/// Those that are over, the newest first.
pub(super) async fn ended(view: &View, keys: &Keys, at_most: i64) -> Result<Vec<Request>> {
    let sql = format!(
        "select {COLUMNS} from assisted_requests where portal = $1 and due_at is null
         order by changed_at desc, id desc limit $2"
    );
    read_all(view, keys, &sql, args![view.portal(), at_most]).await
}

/// How many requests wait for the staff, and for what.
#[derive(Clone, Copy, Debug, Default, FromQueryResult)]
pub struct Waiting {
    pub to_compare: i64,
    pub to_approve: i64,
}

pub async fn waiting(view: &View) -> Result<Waiting> {
    let counted = view.one(
        "select count(case when state = $2 then 1 end) as to_compare, count(case when state = $3 then 1 end) as to_approve
         from assisted_requests where portal = $1 and state in ($2, $3)",
        args![view.portal(), State::Waiting.as_str(), State::Matched.as_str()],
    );
    Ok(counted.await?.unwrap_or_default())
}

/// Those that time alone moves on now.
pub(super) async fn due(view: &View, now: Timestamp, at_most: i64) -> Result<Vec<RequestId>> {
    ids(
        view,
        "select id from assisted_requests where portal = $1 and due_at <= $2 order by due_at, id limit $3",
        args![view.portal(), now, at_most],
    )
    .await
}

async fn read_all(view: &View, keys: &Keys, sql: &str, values: Vec<base::db::Value>) -> Result<Vec<Request>> {
    let rows: Vec<Row> = view.all(sql, values).await?;
    rows.into_iter().map(|row| row.read(keys, view.portal())).collect()
}

/// What one of the staff says of a request, and why.
pub(super) struct Said<'a> {
    pub member: Uuid,
    pub reason: &'a str,
    pub now: Timestamp,
}

/// Notes who recognised whom. False where somebody was faster.
pub(super) async fn recognise(tx: &Tx, id: RequestId, account: AccountId, said: &Said<'_>) -> Result<bool> {
    let moved = tx
        .run(
            "update assisted_requests set state = $4, account_id = $5, first_by = $6, first_reason = $7, changed_at = $8
             where portal = $1 and id = $2 and state = $3",
            args![
                tx.portal(),
                id,
                State::Waiting.as_str(),
                State::Matched.as_str(),
                account,
                said.member,
                said.reason,
                said.now
            ],
        )
        .await?;
    Ok(moved == 1)
}

/// Lets a request pass, for a second member of the staff. False where somebody was faster, or the first one asks.
pub(super) async fn approve(
    tx: &Tx,
    id: RequestId,
    stop_hash: &[u8],
    due_at: Timestamp,
    said: &Said<'_>,
) -> Result<bool> {
    let moved = tx
        .run(
            "update assisted_requests
             set state = $4, second_by = $5, reason = $6, changed_at = $7, due_at = $8, stop_hash = $9, is_granted = $10
             where portal = $1 and id = $2 and state = $3 and first_by <> $5",
            args![
                tx.portal(),
                id,
                State::Matched.as_str(),
                State::Cooling.as_str(),
                said.member,
                said.reason,
                said.now,
                due_at,
                stop_hash.to_vec(),
                true
            ],
        )
        .await?;
    Ok(moved == 1)
}

/// The day has passed. False where the request was stopped, or another process was faster.
pub(super) async fn open_up(tx: &Tx, id: RequestId, now: Timestamp, due_at: Timestamp) -> Result<bool> {
    let moved = tx
        .run(
            "update assisted_requests set state = $4, changed_at = $5, due_at = $6
             where portal = $1 and id = $2 and state = $3 and due_at <= $5",
            args![tx.portal(), id, State::Cooling.as_str(), State::Ready.as_str(), now, due_at],
        )
        .await?;
    Ok(moved == 1)
}

/// Ends a request, and forgets what its writer wrote. False where it no longer stands where the caller saw it.
pub(super) async fn end(
    tx: &Tx,
    request: &Request,
    act: Act,
    said: Option<&Said<'_>>,
    now: Timestamp,
) -> Result<bool> {
    let after = rules::after(request.state, act).filter(|state| !state.is_open());
    let Some(after) = after else { return Ok(false) };
    let ended = tx
        .run(
            "update assisted_requests
             set state = $4, changed_at = $5, second_by = coalesce($6, second_by), reason = coalesce($7, reason),
               about = null, due_at = null, is_granted = $8
             where portal = $1 and id = $2 and state = $3",
            args![
                tx.portal(),
                request.id,
                request.state.as_str(),
                after.as_str(),
                now,
                said.map(|said| said.member),
                said.map(|said| said.reason),
                false
            ],
        )
        .await?;
    Ok(ended == 1)
}

/// Decided requests whose pictures are still there.
pub(super) async fn decided_with_pictures(view: &View) -> Result<Vec<RequestId>> {
    ids(
        view,
        "select id from assisted_requests where portal = $1 and has_pictures = $2 and state not in ('waiting', 'matched')",
        args![view.portal(), true],
    )
    .await
}

/// Every request of the portal that has pictures.
pub(super) async fn with_pictures(view: &View) -> Result<Vec<RequestId>> {
    ids(
        view,
        "select id from assisted_requests where portal = $1 and has_pictures = $2",
        args![view.portal(), true],
    )
    .await
}

async fn ids(view: &View, sql: &str, values: Vec<base::db::Value>) -> Result<Vec<RequestId>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: RequestId,
    }
    let rows: Vec<Id> = view.all(sql, values).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Notes that the pictures of a decided request are gone, and gives its number; none where that is noted already.
pub(super) async fn note_pictures_gone(tx: &Tx, id: RequestId) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Number {
        number: String,
    }
    let noted: Option<Number> = tx
        .one(
            "update assisted_requests set has_pictures = $3
             where portal = $1 and id = $2 and has_pictures = $4 and state not in ('waiting', 'matched')
             returning number",
            args![tx.portal(), id, false, true],
        )
        .await?;
    Ok(noted.map(|row| row.number))
}
