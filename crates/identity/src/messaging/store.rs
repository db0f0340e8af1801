//! SQL on `messages`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::Receipt;
use super::outbox::{MessageId, Standing};
use crate::accounts::AccountId;

pub(super) struct New {
    pub id: MessageId,
    pub account: Option<AccountId>,
    pub kind: &'static str,
    pub channel: &'static str,
    /// Masked.
    pub recipient: String,
    pub now: Timestamp,
}

pub(super) async fn add(tx: &Tx, new: New) -> Result<()> {
    tx.run(
        "insert into messages (id, portal, account_id, kind, channel, recipient, state, tries, created_at)
         values ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7)",
        args![new.id, tx.portal(), new.account, new.kind, new.channel, new.recipient, new.now],
    )
    .await?;
    Ok(())
}

pub(super) async fn sent(
    tx: &Tx,
    id: MessageId,
    tries: i64,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<()> {
    tx.run(
        "update messages set state = 'sent', tries = $3, provider = $4, provider_reference = $5, ended_at = $6
         where portal = $1 and id = $2",
        args![tx.portal(), id, tries, receipt.by.as_str(), receipt.reference.as_deref(), now],
    )
    .await?;
    Ok(())
}

/// Forgets messages that ended before, of every portal.
pub(super) async fn forget_ended(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run("delete from messages where ended_at < $1", args![before]).await
}

/// How many messages written after `since`, of all portals, are in each state.
pub(super) async fn standings(view: &View, since: Timestamp) -> Result<Vec<Standing>> {
    view.all(
        "select channel, state, count(*) as number, max(created_at) as newest from messages
         where created_at >= $1 group by channel, state",
        args![since],
    )
    .await
}

/// Notes what a try came to: it waits for the next one, or has failed or expired.
pub(super) async fn ended(
    tx: &Tx,
    id: MessageId,
    state: &str,
    tries: i64,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    let ended_at = (state != "waiting").then_some(now);
    tx.run(
        "update messages set state = $3, tries = $4, last_error = $5, ended_at = $6 where portal = $1 and id = $2",
        args![tx.portal(), id, state, tries, reason, ended_at],
    )
    .await?;
    Ok(())
}

/// A message that was written to somebody, as it is shown to staff.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Logged {
    pub kind: String,
    pub channel: String,
    /// Masked.
    pub recipient: String,
    pub state: String,
    pub created_at: Timestamp,
}

/// The newest messages to an account's person, the newest first.
pub async fn newest_to(view: &View, account: AccountId, at_most: i64) -> Result<Vec<Logged>> {
    view.all(
        "select kind, channel, recipient, state, created_at from messages
         where portal = $1 and account_id = $2 order by created_at desc, id desc limit $3",
        args![view.portal(), account, at_most],
    )
    .await
}
