//! SQL on `signin_guards`.

use base::args;
use base::clock::Timestamp;
use base::db::Tx;
use base::error::{Error, Result};
use sea_orm::FromQueryResult;

use super::guard::Standing;

#[derive(FromQueryResult)]
struct Row {
    in_a_row: i64,
    last_at: Option<Timestamp>,
    wrong_at: Vec<u8>,
    is_closed: bool,
}

/// Reads a guard's row and keeps it locked until the transaction ends.
pub(super) async fn lock(tx: &Tx, subject: &[u8], device: &[u8]) -> Result<Standing> {
    let row = tx
        .one::<Row>(
            "insert into signin_guards (portal, subject, device, in_a_row, wrong_at, is_closed) values ($1, $2, $3, 0, $4, $5)
             on conflict (portal, subject, device) do update set in_a_row = signin_guards.in_a_row
             returning in_a_row, last_at, wrong_at, is_closed",
            args![tx.portal(), subject.to_vec(), device.to_vec(), Vec::<u8>::new(), false],
        )
        .await?;
    row.map_or_else(|| Ok(Standing::default()), read)
}

pub(super) async fn write(tx: &Tx, subject: &[u8], device: &[u8], standing: &Standing) -> Result<()> {
    tx.run_with_next(
        "update signin_guards set in_a_row = $4, last_at = $5, wrong_at = $6, is_closed = $7
         where portal = $1 and subject = $2 and device = $3",
        args![
            tx.portal(),
            subject.to_vec(),
            device.to_vec(),
            standing.in_a_row,
            standing.last_at,
            packed(&standing.wrong_at),
            standing.is_closed
        ],
    )
    .await
}

/// As if the newest try had not been, and the row of failures ends. Whatever closed since then counted that try.
pub(super) async fn forgive(tx: &Tx, subject: &[u8], device: &[u8]) -> Result<()> {
    tx.run_with_next(
        "update signin_guards set in_a_row = 0, is_closed = $4,
           wrong_at = case when length(wrong_at) < 8 then wrong_at else substr(wrong_at, 1, length(wrong_at) - 8) end
         where portal = $1 and subject = $2 and device = $3",
        args![tx.portal(), subject.to_vec(), device.to_vec(), false],
    )
    .await
}

/// Forgets guards that nobody has touched since `before`, of every portal, but none that may stand closed.
pub(super) async fn forget_old(tx: &Tx, before: Timestamp, closing_in_a_row: i64) -> Result<u64> {
    tx.run(
        "delete from signin_guards where last_at < $1 and in_a_row < $2 and is_closed = $3",
        args![before, closing_in_a_row, false],
    )
    .await
}

/// The same, of those alone whose device begins so.
pub(super) async fn forget_old_of(
    tx: &Tx,
    before: Timestamp,
    closing_in_a_row: i64,
    device: &[u8],
) -> Result<u64> {
    let sql = format!(
        "delete from signin_guards
         where last_at < $1 and in_a_row < $2 and is_closed = $3 and substr(device, 1, {}) = $4",
        device.len()
    );
    tx.run(&sql, args![before, closing_in_a_row, false, device.to_vec()]).await
}

pub(super) async fn clear_guards(tx: &Tx, subject: &[u8]) -> Result<()> {
    tx.run(
        "delete from signin_guards where portal = $1 and subject = $2",
        args![tx.portal(), subject.to_vec()],
    )
    .await?;
    Ok(())
}

fn read(row: Row) -> Result<Standing> {
    let (times, rest) = row.wrong_at.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(Error::stored("a sign-in guard", "its times are cut off"));
    }
    let wrong_at = times.iter().map(|octets| Timestamp::from_micros(i64::from_be_bytes(*octets))).collect();
    Ok(Standing { in_a_row: row.in_a_row, last_at: row.last_at, wrong_at, is_closed: row.is_closed })
}

/// Eight octets a time: at most twenty of them, which nothing asks the database about.
fn packed(times: &[Timestamp]) -> Vec<u8> {
    times.iter().flat_map(|at| at.micros().to_be_bytes()).collect()
}
