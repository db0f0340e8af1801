//! SQL on `signin_guards`.

use base::args;
use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;
use sea_orm::FromQueryResult;

use super::guard::{MONTH, PIN_IN_A_MONTH, Standing};

/// Reads a guard's row and keeps it locked until the transaction ends; a month that is over begins anew, unless it
/// closed the door: that takes a reset.
pub(super) async fn lock_guard(tx: &Tx, subject: &[u8], device: &[u8], now: Timestamp) -> Result<Standing> {
    #[derive(FromQueryResult)]
    struct Row {
        in_a_row: i64,
        in_month: i64,
        last_at: Timestamp,
    }
    let row = tx
        .one::<Row>(
            "insert into signin_guards (portal, subject, device, in_a_row, month_began_at, in_month, last_at)
             values ($1, $2, $3, 0, $4, 0, $4)
             on conflict (portal, subject, device) do update set
               in_month = case when signin_guards.month_began_at <= $5 and signin_guards.in_month < $6 then 0
                 else signin_guards.in_month end,
               month_began_at = case when signin_guards.month_began_at <= $5 and signin_guards.in_month < $6 then $4
                 else signin_guards.month_began_at end
             returning in_a_row, in_month, last_at",
            args![tx.portal(), subject.to_vec(), device.to_vec(), now, now.minus(MONTH), PIN_IN_A_MONTH],
        )
        .await?;
    Ok(row.map_or_else(Standing::default, |row| Standing {
        in_a_row: row.in_a_row,
        in_month: row.in_month,
        last_at: Some(row.last_at),
    }))
}

pub(super) async fn count_wrong(tx: &Tx, subject: &[u8], device: &[u8], now: Timestamp) -> Result<()> {
    tx.run(
        "update signin_guards set in_a_row = in_a_row + 1, in_month = in_month + 1, last_at = $4
         where portal = $1 and subject = $2 and device = $3",
        args![tx.portal(), subject.to_vec(), device.to_vec(), now],
    )
    .await?;
    Ok(())
}

pub(super) async fn forgive(tx: &Tx, subject: &[u8], device: &[u8]) -> Result<()> {
    tx.run(
        "update signin_guards set in_a_row = 0, in_month = in_month - 1
         where portal = $1 and subject = $2 and device = $3 and in_month > 0",
        args![tx.portal(), subject.to_vec(), device.to_vec()],
    )
    .await?;
    Ok(())
}

/// Forgets guards that nobody has touched since `before`, of every portal, but none that may stand closed.
pub(super) async fn forget_guards(tx: &Tx, before: Timestamp, closing_in_a_row: i64) -> Result<u64> {
    tx.run(
        "delete from signin_guards where last_at < $1 and in_a_row < $2 and in_month < $3",
        args![before, closing_in_a_row, PIN_IN_A_MONTH],
    )
    .await
}

pub(super) async fn clear_guards(tx: &Tx, subject: &[u8]) -> Result<()> {
    tx.run(
        "delete from signin_guards where portal = $1 and subject = $2",
        args![tx.portal(), subject.to_vec()],
    )
    .await?;
    Ok(())
}
