//! SQL on `recovery_steps`: how recovering goes, without a word of who.

use std::time::Duration;

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::StepId;

/// The recoveries of one day that came equally far in the same number of minutes.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Counted {
    /// In days since 1970.
    pub day: i64,
    pub step: String,
    /// From asking to the new password, begun minutes counting as whole; None where somebody only asked.
    pub minutes: Option<i64>,
    pub recoveries: i64,
}

pub(super) const BEGUN: &str = "begun";
pub(super) const COMPLETED: &str = "completed";

pub(super) async fn note_begun(tx: &Tx, id: StepId, now: Timestamp) -> Result<()> {
    note(tx, id, BEGUN, now, None).await
}

pub(super) async fn note_completed(tx: &Tx, id: StepId, now: Timestamp, took: Duration) -> Result<()> {
    // Less than a second counts as one: nothing takes no time at all.
    let took_seconds = i64::try_from(took.as_secs().max(1)).unwrap_or(i64::MAX);
    note(tx, id, COMPLETED, now, Some(took_seconds)).await
}

async fn note(tx: &Tx, id: StepId, step: &str, now: Timestamp, took_seconds: Option<i64>) -> Result<()> {
    tx.run(
        "insert into recovery_steps (id, portal, step, at, took_seconds) values ($1, $2, $3, $4, $5)",
        args![id, tx.portal(), step, now, took_seconds],
    )
    .await?;
    Ok(())
}

/// What happened since a moment, by day where the clock is `offset_hours` ahead of UTC, the quickest first.
pub async fn counted_by_day(view: &View, since: Timestamp, offset_hours: i8) -> Result<Vec<Counted>> {
    const HOUR_MICROS: i64 = 60 * 60 * 1_000_000;
    view.all(
        "select (at + $3) / 86400000000 as day, step, (took_seconds + 59) / 60 as minutes, count(*) as recoveries
         from recovery_steps where portal = $1 and at >= $2 group by 1, 2, 3 order by 3",
        args![view.portal(), since, i64::from(offset_hours) * HOUR_MICROS],
    )
    .await
}

/// Forgets what happened before the given time.
pub async fn forget_old(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run("delete from recovery_steps where at < $1", args![before]).await
}
