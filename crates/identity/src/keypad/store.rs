//! SQL on `keypads`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use crate::journey::WalkId;

/// A pad as it is kept: the layout and the digits are sealed.
#[derive(FromQueryResult)]
pub(super) struct Pad {
    pub layout_id: Vec<u8>,
    pub layout: Vec<u8>,
    pub digits: Vec<u8>,
}

pub(super) async fn find(view: &View, walk: WalkId) -> Result<Option<Pad>> {
    view.one(
        "select layout_id, layout, digits from keypads where portal = $1 and journey_id = $2",
        args![view.portal(), walk],
    )
    .await
}

pub(super) async fn put(tx: &Tx, walk: WalkId, pad: &Pad, expires_at: Timestamp) -> Result<()> {
    tx.run(
        "insert into keypads (journey_id, portal, layout_id, layout, digits, expires_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (journey_id) do update set
           layout_id = excluded.layout_id, layout = excluded.layout, digits = excluded.digits",
        args![walk, tx.portal(), pad.layout_id.clone(), pad.layout.clone(), pad.digits.clone(), expires_at],
    )
    .await?;
    Ok(())
}

/// Puts the next drawing in place of the one that was pressed, unless another press was faster.
pub(super) async fn replace(tx: &Tx, walk: WalkId, pressed: &[u8], next: &Pad) -> Result<()> {
    tx.run(
        "update keypads set layout_id = $4, layout = $5, digits = $6
         where portal = $1 and journey_id = $2 and layout_id = $3",
        args![
            tx.portal(),
            walk,
            pressed.to_vec(),
            next.layout_id.clone(),
            next.layout.clone(),
            next.digits.clone()
        ],
    )
    .await?;
    Ok(())
}

/// Forgets the pad as it was pressed. False when another press was faster.
pub(super) async fn forget_drawing(tx: &Tx, walk: WalkId, pressed: &[u8]) -> Result<bool> {
    let forgotten = tx
        .run(
            "delete from keypads where portal = $1 and journey_id = $2 and layout_id = $3",
            args![tx.portal(), walk, pressed.to_vec()],
        )
        .await?;
    Ok(forgotten == 1)
}

/// Forgets what was pressed in walks that are over, of every portal.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64> {
    tx.run("delete from keypads where expires_at < $1", args![now]).await
}

/// Forgets what was pressed in a walk.
pub async fn forget(tx: &Tx, walk: WalkId) -> Result<()> {
    tx.run("delete from keypads where portal = $1 and journey_id = $2", args![tx.portal(), walk]).await?;
    Ok(())
}
