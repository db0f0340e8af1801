//! SQL on `journeys`. Every change is one conditional statement: a walk that moved on, ended or belongs to another browser or
//! portal is not touched, and the number of rows says so.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::WalkId;
use super::map::{self, Event, Journey, Step};
use crate::accounts::AccountId;
use crate::roster::EntryId;

/// A live walk, as its browser finds it.
#[derive(Clone, Debug)]
pub struct Walk {
    pub id: WalkId,
    pub journey: Journey,
    pub step: Step,
    /// Sealed; read it with [`super::open`].
    pub about: Option<Vec<u8>>,
    /// Known only once something was proved.
    pub account: Option<AccountId>,
    pub roster_entry: Option<EntryId>,
    pub tries: i64,
    pub sends: i64,
    pub sent_at: Option<Timestamp>,
    pub begun_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: WalkId,
    journey: String,
    step: String,
    about: Option<Vec<u8>>,
    account_id: Option<AccountId>,
    roster_entry_id: Option<EntryId>,
    tries: i64,
    sends: i64,
    sent_at: Option<Timestamp>,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl TryFrom<Row> for Walk {
    type Error = base::error::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            journey: Journey::from_stored(&row.journey)?,
            step: Step::from_stored(&row.step)?,
            about: row.about,
            account: row.account_id,
            roster_entry: row.roster_entry_id,
            tries: row.tries,
            sends: row.sends,
            sent_at: row.sent_at,
            begun_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

/// A walk as it begins.
pub(super) struct New {
    pub id: WalkId,
    pub journey: Journey,
    pub step: Step,
    pub browser_hash: Vec<u8>,
    pub about: Vec<u8>,
    pub account: Option<AccountId>,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// Puts a walk in the place of whatever its browser had begun of the journey before.
pub(super) async fn begin(tx: &Tx, walk: New) -> Result<()> {
    tx.run(
        "insert into journeys (id, portal, journey, step, browser_hash, about, account_id, tries, sends, sent_at, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, 0, 1, $8, $8, $9)
         on conflict (portal, journey, browser_hash) do update set
           id = excluded.id, step = excluded.step, about = excluded.about, account_id = excluded.account_id,
           roster_entry_id = null, tries = 0, sends = 1, sent_at = excluded.sent_at,
           created_at = excluded.created_at, expires_at = excluded.expires_at",
        args![
            walk.id,
            tx.portal(),
            walk.journey.as_str(),
            walk.step.as_str(),
            walk.browser_hash,
            walk.about,
            walk.account,
            walk.now,
            walk.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The walk of this browser, while it lives.
pub async fn of_browser(
    view: &View,
    journey: Journey,
    browser_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Walk>> {
    let row = view
        .one::<Row>(
            "select id, journey, step, about, account_id, roster_entry_id, tries, sends, sent_at, created_at, expires_at from journeys
             where portal = $1 and journey = $2 and browser_hash = $3 and expires_at > $4 and step <> 'done'",
            args![view.portal(), journey.as_str(), browser_hash.to_vec(), now],
        )
        .await?;
    row.map(Walk::try_from).transpose()
}

/// The walk that a task is about, while it lives.
pub async fn by_id(view: &View, id: WalkId, now: Timestamp) -> Result<Option<Walk>> {
    let row = view
        .one::<Row>(
            "select id, journey, step, about, account_id, roster_entry_id, tries, sends, sent_at, created_at, expires_at from journeys
             where portal = $1 and id = $2 and expires_at > $3 and step <> 'done'",
            args![view.portal(), id, now],
        )
        .await?;
    row.map(Walk::try_from).transpose()
}

/// Counts a try at a code, before anything is compared. None when there is none left or the walk has moved on.
pub async fn count_try(tx: &Tx, walk: &Walk, at_most: i64, now: Timestamp) -> Result<Option<i64>> {
    #[derive(FromQueryResult)]
    struct Tries {
        tries: i64,
    }
    let counted = tx
        .one::<Tries>(
            "update journeys set tries = tries + 1
             where portal = $1 and id = $2 and step = $5 and tries < $3 and expires_at > $4 returning tries",
            args![tx.portal(), walk.id, at_most, now, walk.step.as_str()],
        )
        .await?;
    Ok(counted.map(|row| row.tries))
}

/// When a code may be sent again.
#[derive(Clone, Copy, Debug)]
pub struct Resending {
    pub sends_at_most: i64,
    /// A walk without tries left has no use for another code.
    pub tries_at_most: i64,
    /// The last one was sent no later than this.
    pub not_since: Timestamp,
}

/// Counts a sending of the code. False when the walk has had its share, or the last one is too fresh.
pub async fn count_send(tx: &Tx, walk: &Walk, may: Resending, now: Timestamp) -> Result<bool> {
    let counted = tx
        .run(
            "update journeys set sends = sends + 1, sent_at = $5
             where portal = $1 and id = $2 and step = 'code' and sends < $3 and sent_at <= $4 and expires_at > $5 and tries < $6",
            args![tx.portal(), walk.id, may.sends_at_most, may.not_since, now, may.tries_at_most],
        )
        .await?;
    Ok(counted == 1)
}

/// Who a walk is about, once that is proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proved {
    pub account: Option<AccountId>,
    pub roster_entry: Option<EntryId>,
}

/// Moves the walk along the edge for `event`. False when it no longer stands where the caller saw it: of several at once,
/// exactly one is told true.
pub async fn advance(tx: &Tx, walk: &Walk, event: Event, proved: Proved, now: Timestamp) -> Result<bool> {
    let Some(next) = map::after(walk.journey, walk.step, event) else { return Ok(false) };
    let moved = tx
        .run(
            "update journeys set step = $4, tries = 0,
               account_id = coalesce($5, account_id),
               roster_entry_id = coalesce($6, roster_entry_id)
             where portal = $1 and id = $2 and step = $3 and expires_at > $7",
            args![
                tx.portal(),
                walk.id,
                walk.step.as_str(),
                next.as_str(),
                proved.account,
                proved.roster_entry,
                now
            ],
        )
        .await?;
    Ok(moved == 1)
}

/// Ends every walk of the account, whoever began it: after a new password, what was begun before leads nowhere.
pub async fn end_all(tx: &Tx, account: AccountId) -> Result<u64> {
    tx.run("delete from journeys where portal = $1 and account_id = $2", args![tx.portal(), account]).await
}

/// Forgets walks that ended by themselves.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64> {
    tx.run("delete from journeys where expires_at < $1", args![now]).await
}
