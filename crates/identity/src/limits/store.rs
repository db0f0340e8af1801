//! SQL on `limits`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::Limit;

/// Counts one and tells how many there were in this window, this one included.
pub(super) async fn take(tx: &Tx, limit: Limit, subject: &[u8], now: Timestamp) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Taken {
        taken: i64,
    }
    let row = tx
        .one::<Taken>(
            "insert into limits (portal, name, subject, began_at, taken) values ($1, $2, $3, $4, 1)
             on conflict (portal, name, subject) do update set
               taken = case when limits.began_at <= $5 then 1 else limits.taken + 1 end,
               began_at = case when limits.began_at <= $5 then excluded.began_at else limits.began_at end
             returning taken",
            args![tx.portal(), limit.name, subject.to_vec(), now, now.minus(limit.within)],
        )
        .await?;
    Ok(row.map_or(i64::MAX, |row| row.taken))
}

pub(super) async fn taken(view: &View, limit: Limit, subject: &[u8], since: Timestamp) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Taken {
        taken: i64,
    }
    let row = view
        .one::<Taken>(
            "select taken from limits where portal = $1 and name = $2 and subject = $3 and began_at > $4",
            args![view.portal(), limit.name, subject.to_vec(), since],
        )
        .await?;
    Ok(row.map_or(0, |row| row.taken))
}

/// Forgets windows older than the longest limit.
pub async fn forget_old(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run("delete from limits where began_at < $1", args![before]).await
}
