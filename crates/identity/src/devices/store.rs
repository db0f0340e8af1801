//! SQL on `devices`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::DeviceId;
use crate::accounts::AccountId;

/// A known device.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Device {
    pub id: DeviceId,
    pub account_id: AccountId,
    pub used_at: Timestamp,
    /// When the account's second factor was last given on it.
    pub factor_at: Option<Timestamp>,
}

pub(super) struct New<'a> {
    pub id: DeviceId,
    pub account: AccountId,
    pub token_hash: Vec<u8>,
    pub browser: &'a str,
    pub now: Timestamp,
    pub factor_at: Option<Timestamp>,
}

pub(super) async fn add(tx: &Tx, new: New<'_>) -> Result<()> {
    tx.run(
        "insert into devices (id, portal, account_id, token_hash, browser, created_at, used_at, factor_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7)",
        args![new.id, tx.portal(), new.account, new.token_hash, new.browser, new.now, new.factor_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn by_token(
    view: &View,
    token_hash: &[u8],
    used_since: Timestamp,
) -> Result<Option<Device>> {
    view.one(
        "select id, account_id, used_at, factor_at from devices
         where portal = $1 and token_hash = $2 and used_at > $3",
        args![view.portal(), token_hash.to_vec(), used_since],
    )
    .await
}

/// A device as its person may know it.
#[derive(FromQueryResult)]
pub(super) struct Held {
    pub browser: String,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
    pub factor_at: Option<Timestamp>,
}

/// The newest of the devices of an account.
pub(super) async fn held(view: &View, account: AccountId, at_most: i64) -> Result<Vec<Held>> {
    view.all(
        "select browser, created_at, used_at, factor_at from devices
         where portal = $1 and account_id = $2 order by created_at desc, id desc limit $3",
        args![view.portal(), account, at_most],
    )
    .await
}

pub(super) async fn forget(tx: &Tx, account: AccountId, token_hash: &[u8]) -> Result<u64> {
    tx.run(
        "delete from devices where portal = $1 and account_id = $2 and token_hash = $3",
        args![tx.portal(), account, token_hash.to_vec()],
    )
    .await
}

/// The device was used: its time begins anew.
pub(super) async fn touch(tx: &Tx, device: DeviceId, now: Timestamp) -> Result<()> {
    tx.run_with_next(
        "update devices set used_at = $3 where portal = $1 and id = $2",
        args![tx.portal(), device, now],
    )
    .await
}

pub(super) async fn note_factor(
    tx: &Tx,
    account: AccountId,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<()> {
    tx.run(
        "update devices set factor_at = $4 where portal = $1 and account_id = $2 and token_hash = $3",
        args![tx.portal(), account, token_hash.to_vec(), now],
    )
    .await?;
    Ok(())
}

/// Every device of the account is asked for the second factor again: it is another one from now on.
pub async fn forget_factor(tx: &Tx, account: AccountId) -> Result<()> {
    tx.run(
        "update devices set factor_at = null where portal = $1 and account_id = $2",
        args![tx.portal(), account],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget_unused(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run("delete from devices where used_at < $1", args![before]).await
}

/// Makes every device of the account unknown, as after a recovery: whoever held one must prove the phone again.
pub async fn forget_all(tx: &Tx, account: AccountId) -> Result<u64> {
    tx.run("delete from devices where portal = $1 and account_id = $2", args![tx.portal(), account]).await
}
