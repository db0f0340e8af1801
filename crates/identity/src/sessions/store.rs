//! SQL on `sessions`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::{Session, SessionId};
use crate::accounts::AccountId;

pub(super) struct New<'a> {
    pub id: SessionId,
    pub account: AccountId,
    pub token_hash: Vec<u8>,
    pub source: &'a str,
    pub browser: &'a str,
    pub now: Timestamp,
    pub ends_at: Timestamp,
}

pub(super) async fn add(tx: &Tx, new: New<'_>) -> Result<()> {
    tx.run_with_next(
        "insert into sessions (id, portal, account_id, token_hash, source, browser, created_at, seen_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        args![new.id, tx.portal(), new.account, new.token_hash, new.source, new.browser, new.now, new.ends_at],
    )
    .await
}

pub(super) async fn live(
    view: &View,
    token_hash: &[u8],
    idle_since: Timestamp,
    now: Timestamp,
) -> Result<Option<Session>> {
    view.one(
        "select id, account_id, source, browser, created_at, seen_at, confirmed_at from sessions
         where portal = $1 and token_hash = $2 and ended_at is null and seen_at > $3 and ends_at > $4",
        args![view.portal(), token_hash.to_vec(), idle_since, now],
    )
    .await
}

/// Whether nobody has ended a session that was live when a request began.
pub async fn is_open(view: &View, session: SessionId) -> Result<bool> {
    let open = view
        .number(
            "select count(*) as number from sessions where portal = $1 and id = $2 and ended_at is null",
            args![view.portal(), session],
        )
        .await?;
    Ok(open == 1)
}

pub(super) async fn touch(tx: &Tx, session: SessionId, now: Timestamp) -> Result<()> {
    tx.run(
        "update sessions set seen_at = $3 where portal = $1 and id = $2",
        args![tx.portal(), session, now],
    )
    .await?;
    Ok(())
}

/// Notes that everything was asked again. The session has another token from then on (ASVS 5.0, 7.2.4).
pub(super) async fn confirm(tx: &Tx, session: SessionId, token_hash: Vec<u8>, now: Timestamp) -> Result<()> {
    tx.run(
        "update sessions set token_hash = $3, confirmed_at = $4, seen_at = $4
         where portal = $1 and id = $2 and ended_at is null",
        args![tx.portal(), session, token_hash, now],
    )
    .await?;
    Ok(())
}

/// The account's live sessions, the newest first.
pub async fn all_of_account(
    view: &View,
    account: AccountId,
    idle_since: Timestamp,
    now: Timestamp,
) -> Result<Vec<Session>> {
    view.all(
        "select id, account_id, source, browser, created_at, seen_at, confirmed_at from sessions
         where portal = $1 and account_id = $2 and ended_at is null and seen_at > $3 and ends_at > $4
         order by created_at desc",
        args![view.portal(), account, idle_since, now],
    )
    .await
}

/// A session that is still kept, with its end.
#[derive(FromQueryResult)]
pub(super) struct Held {
    #[sea_orm(nested)]
    pub session: Session,
    pub ends_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// The newest of the sessions of an account, ended or not.
pub(super) async fn held(view: &View, account: AccountId, at_most: i64) -> Result<Vec<Held>> {
    view.all(
        "select id, account_id, source, browser, created_at, seen_at, confirmed_at, ends_at, ended_at from sessions
         where portal = $1 and account_id = $2 order by created_at desc, id desc limit $3",
        args![view.portal(), account, at_most],
    )
    .await
}

/// The session before this one: when and from where the person last signed in.
pub async fn last_before(view: &View, session: &Session) -> Result<Option<Session>> {
    view.one(
        "select id, account_id, source, browser, created_at, seen_at, confirmed_at from sessions
         where portal = $1 and account_id = $2 and id <> $3 and created_at <= $4 order by created_at desc limit 1",
        args![view.portal(), session.account_id, session.id, session.created_at],
    )
    .await
}

/// Ends one session of the account. False when it is not theirs or ended already.
pub async fn end(tx: &Tx, account: AccountId, session: SessionId, now: Timestamp) -> Result<bool> {
    let ended = tx
        .run(
            "update sessions set ended_at = $4 where portal = $1 and account_id = $2 and id = $3 and ended_at is null",
            args![tx.portal(), account, session, now],
        )
        .await?;
    Ok(ended == 1)
}

/// Ends the session that a browser brings when it begins another.
pub async fn end_by_token(tx: &Tx, token_hash: &[u8], now: Timestamp) -> Result<()> {
    tx.run_with_next(
        "update sessions set ended_at = $3 where portal = $1 and token_hash = $2 and ended_at is null",
        args![tx.portal(), token_hash.to_vec(), now],
    )
    .await
}

pub async fn end_others(tx: &Tx, account: AccountId, but: SessionId, now: Timestamp) -> Result<u64> {
    tx.run(
        "update sessions set ended_at = $4 where portal = $1 and account_id = $2 and id <> $3 and ended_at is null",
        args![tx.portal(), account, but, now],
    )
    .await
}

pub async fn end_all(tx: &Tx, account: AccountId, now: Timestamp) -> Result<u64> {
    tx.run(
        "update sessions set ended_at = $3 where portal = $1 and account_id = $2 and ended_at is null",
        args![tx.portal(), account, now],
    )
    .await
}

/// Forgets sessions that could not have lived past `before`, but keeps each account's last two, which its home tells of.
pub async fn forget_old(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run(
        "delete from sessions where ends_at < $1 and (
           select count(*) from sessions as later
           where later.account_id = sessions.account_id and later.created_at > sessions.created_at) >= 2",
        args![before],
    )
    .await
}
