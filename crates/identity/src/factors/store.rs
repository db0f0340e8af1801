//! SQL on `factors_totp` and `factors_saved_codes`. A code is used up by one conditional statement.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;
use uuid::Uuid;

pub(super) async fn set_totp(
    tx: &Tx,
    owner: Uuid,
    secret: Vec<u8>,
    proved_step: i64,
    now: Timestamp,
) -> Result<()> {
    tx.run(
        "insert into factors_totp (owner_id, portal, secret, last_step, added_at) values ($1, $2, $3, $4, $5)
         on conflict (owner_id) do update set
           secret = excluded.secret, last_step = excluded.last_step, added_at = excluded.added_at",
        args![owner, tx.portal(), secret, proved_step, now],
    )
    .await?;
    Ok(())
}

/// The sealed secret of the owner's authenticator.
pub(super) async fn totp(view: &View, owner: Uuid) -> Result<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Row {
        secret: Vec<u8>,
    }
    let row = view
        .one::<Row>(
            "select secret from factors_totp where portal = $1 and owner_id = $2",
            args![view.portal(), owner],
        )
        .await?;
    Ok(row.map(|row| row.secret))
}

/// The ids of the keys that sealed the portal's secrets: what is sealed begins with it.
pub async fn key_ids(view: &View) -> Result<Vec<u8>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Vec<u8>,
    }
    let sql = "select distinct substr(secret, 1, 1) as id from factors_totp where portal = $1";
    let rows = view.all::<Row>(sql, args![view.portal()]).await?;
    Ok(rows.into_iter().filter_map(|row| row.id.first().copied()).collect())
}

/// Takes the code of a period. False when that one or a later one was taken: a code that was watched is worth nothing.
pub(super) async fn use_step(tx: &Tx, owner: Uuid, step: i64) -> Result<bool> {
    let used = tx
        .run(
            "update factors_totp set last_step = $3 where portal = $1 and owner_id = $2 and last_step < $3",
            args![tx.portal(), owner, step],
        )
        .await?;
    Ok(used == 1)
}

/// Keeps the row of the owner's authenticator locked until the transaction ends, so that of two who replace the saved codes at once
/// the second sees those of the first.
pub(super) async fn hold_totp(tx: &Tx, owner: Uuid) -> Result<()> {
    tx.run(
        "update factors_totp set last_step = last_step where portal = $1 and owner_id = $2",
        args![tx.portal(), owner],
    )
    .await?;
    Ok(())
}

pub(super) async fn replace_saved_codes(
    tx: &Tx,
    owner: Uuid,
    macs: Vec<Vec<u8>>,
    now: Timestamp,
) -> Result<()> {
    tx.run("delete from factors_saved_codes where portal = $1 and owner_id = $2", args![tx.portal(), owner])
        .await?;
    for mac in macs {
        tx.run(
            "insert into factors_saved_codes (owner_id, portal, code_mac, added_at) values ($1, $2, $3, $4)",
            args![owner, tx.portal(), mac, now],
        )
        .await?;
    }
    Ok(())
}

/// Uses a saved code up. Of several at once, one gets it.
pub(super) async fn use_saved_code(tx: &Tx, owner: Uuid, mac: Vec<u8>, now: Timestamp) -> Result<bool> {
    let used = tx
        .run(
            "update factors_saved_codes set used_at = $4
             where portal = $1 and owner_id = $2 and code_mac = $3 and used_at is null",
            args![tx.portal(), owner, mac, now],
        )
        .await?;
    Ok(used == 1)
}

/// How many saved codes the owner has not used yet.
pub async fn saved_codes_left(view: &View, owner: Uuid) -> Result<i64> {
    view.number(
        "select count(*) as number from factors_saved_codes where portal = $1 and owner_id = $2 and used_at is null",
        args![view.portal(), owner],
    )
    .await
}
