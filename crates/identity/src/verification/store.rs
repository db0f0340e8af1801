//! SQL on `verification_codes` and `verification_links`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::code::CodeId;
use crate::accounts::AccountId;
use crate::journey::{Proved, WalkId};
use crate::roster::EntryId;

/// A code as it is sent; itself and where it goes are kept as keyed hashes.
pub(super) struct SentCode {
    pub id: CodeId,
    pub walk: WalkId,
    pub code_mac: Vec<u8>,
    pub contact_mac: Vec<u8>,
    pub about: Proved,
    pub expires_at: Timestamp,
}

pub(super) async fn add_code(tx: &Tx, code: SentCode) -> Result<()> {
    tx.run(
        "insert into verification_codes
           (id, portal, journey_id, code_mac, contact_mac, account_id, roster_entry_id, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            code.id,
            tx.portal(),
            code.walk,
            code.code_mac,
            code.contact_mac,
            code.about.account,
            code.about.roster_entry,
            code.expires_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn consume_code(
    tx: &Tx,
    walk: WalkId,
    mac: &[u8],
    now: Timestamp,
) -> Result<Option<Proved>> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Option<AccountId>,
        roster_entry_id: Option<EntryId>,
    }
    let row = tx
        .one::<Row>(
            "update verification_codes set consumed_at = $4
             where portal = $1 and journey_id = $2 and code_mac = $3 and consumed_at is null and expires_at > $4
             returning account_id, roster_entry_id",
            args![tx.portal(), walk, mac.to_vec(), now],
        )
        .await?;
    Ok(row.map(|row| Proved { account: row.account_id, roster_entry: row.roster_entry_id }))
}

/// Whether a code of the walk that went to this contact was used up.
pub(super) async fn is_consumed_from(view: &View, walk: WalkId, contact_mac: &[u8]) -> Result<bool> {
    let consumed = view
        .number(
            "select count(*) as number from verification_codes
             where portal = $1 and journey_id = $2 and contact_mac = $3 and consumed_at is not null",
            args![view.portal(), walk, contact_mac.to_vec()],
        )
        .await?;
    Ok(consumed > 0)
}

#[derive(FromQueryResult)]
pub(super) struct LinkRow {
    pub account_id: Option<AccountId>,
    pub about: Option<Vec<u8>>,
    pub created_at: Timestamp,
}

/// A link as it begins; its token is kept hashed, and what it is about sealed.
pub(super) struct NewLink<'a> {
    pub token_hash: Vec<u8>,
    pub purpose: &'a str,
    pub account: Option<AccountId>,
    pub about: Vec<u8>,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

pub(super) async fn add_link(tx: &Tx, link: NewLink<'_>) -> Result<()> {
    tx.run(
        "insert into verification_links (token_hash, portal, purpose, account_id, about, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        args![link.token_hash, tx.portal(), link.purpose, link.account, link.about, link.now, link.expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn live_link(
    view: &View,
    token_hash: &[u8],
    purpose: &str,
    now: Timestamp,
) -> Result<Option<LinkRow>> {
    view.one(
        "select account_id, about, created_at from verification_links
         where portal = $1 and token_hash = $2 and purpose = $3 and consumed_at is null and expires_at > $4",
        args![view.portal(), token_hash.to_vec(), purpose, now],
    )
    .await
}

pub(super) async fn consume_link(
    tx: &Tx,
    token_hash: &[u8],
    purpose: &str,
    now: Timestamp,
) -> Result<Option<LinkRow>> {
    tx.one(
        "update verification_links set consumed_at = $4
         where portal = $1 and token_hash = $2 and purpose = $3 and consumed_at is null and expires_at > $4
         returning account_id, about, created_at",
        args![tx.portal(), token_hash.to_vec(), purpose, now],
    )
    .await
}

/// Uses up every link of the account: after a new password or address, what was mailed before opens nothing.
pub async fn void_links(tx: &Tx, account: AccountId, now: Timestamp) -> Result<u64> {
    tx.run(
        "update verification_links set consumed_at = $3 where portal = $1 and account_id = $2 and consumed_at is null",
        args![tx.portal(), account, now],
    )
    .await
}

/// Uses up every code that was sent for the account, whatever walk it was for.
pub async fn void_codes(tx: &Tx, account: AccountId, now: Timestamp) -> Result<u64> {
    tx.run(
        "update verification_codes set consumed_at = $3
         where portal = $1 and account_id = $2 and consumed_at is null",
        args![tx.portal(), account, now],
    )
    .await
}

/// Forgets codes and links that ended before the given time.
pub async fn forget_expired(tx: &Tx, before: Timestamp) -> Result<u64> {
    let codes = tx.run("delete from verification_codes where expires_at < $1", args![before]).await?;
    let links = tx.run("delete from verification_links where expires_at < $1", args![before]).await?;
    Ok(codes + links)
}
