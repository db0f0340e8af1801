//! Challenges that were spent, until they would have expired anyway.

use base::args;
use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;

use super::work::Proof;

/// Spends a proof. True for the first who does, also among many at once.
pub async fn spend(tx: &Tx, proof: &Proof) -> Result<bool> {
    let first = tx
        .run(
            "insert into humanchecks_used (portal, challenge_hash, expires_at) values ($1, $2, $3)
             on conflict do nothing",
            args![tx.portal(), proof.challenge_hash.clone(), proof.expires_at],
        )
        .await?;
    Ok(first == 1)
}

/// Forgets the challenges of all portals that are refused by their age alone.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64> {
    tx.run("delete from humanchecks_used where expires_at <= $1", args![now]).await
}
