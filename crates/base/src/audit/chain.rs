//! How an entry is bound to all before it.
//!
//! The running hash of an entry is a keyed hash of the running hash before it and of every field of the entry. Only the newest
//! is stored, in `audit_heads`; an entry keeps a hash of its own, from which that cannot be computed. So whoever can write
//! into the database, and has not the key, can neither change, move, take out or add an entry nor cut off the last ones and
//! wind the head back to where it stood then: [`verify`](super::verify) would tell, and goes on telling after later entries.
//!
//! What it cannot tell: that the whole trail, head included, was put back to an older copy of itself, or to nothing. Against
//! that helps only to note elsewhere how many entries there were; the number never falls.

use aws_lc_rs::digest::{SHA256, digest};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Recorded;
use crate::args;
use crate::db::Tx;
use crate::error::Result;
use crate::secret::{Keys, MAC_BYTES, MacKey};

const PURPOSE: &str = "audit";

/// Where a trail stands.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Head {
    /// The number of the newest entry.
    pub seq: i64,
    pub running_hash: Vec<u8>,
}

impl Head {
    /// Of a trail without entries.
    pub fn start() -> Self {
        Self { seq: 0, running_hash: vec![0; MAC_BYTES] }
    }

    /// What the newest entry keeps. Plain SHA-256 suffices: a running hash cannot be guessed from it.
    pub fn hash_of_entry(&self) -> Vec<u8> {
        digest(&SHA256, &self.running_hash).as_ref().to_vec()
    }
}

/// What binds entries: the key, derived once.
#[derive(Clone, Debug)]
pub(crate) struct Chain(MacKey);

impl Chain {
    pub fn new(keys: &Keys) -> Self {
        Self(keys.mac_key(PURPOSE))
    }

    /// The head after `act` was added.
    pub(super) fn next(&self, head: &Head, portal: &str, act: &Recorded) -> Head {
        let seq = head.seq.saturating_add(1);
        let optional = |id: &Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
        let running_hash = self.0.mac(&[
            &head.running_hash,
            portal.as_bytes(),
            &seq.to_be_bytes(),
            act.id.uuid().as_bytes(),
            &act.at.micros().to_be_bytes(),
            act.event.as_bytes(),
            &optional(&act.subject),
            act.actor.as_bytes(),
            &optional(&act.actor_id),
            act.source.as_bytes(),
            act.browser.as_bytes(),
            act.detail.as_bytes(),
        ]);
        Head { seq, running_hash: running_hash.to_vec() }
    }
}

/// Adds acts to the trail of the transaction's portal. From here to the commit the transaction waits for nobody.
pub(crate) async fn append(tx: &Tx, chain: &Chain, acts: &[Recorded]) -> Result<()> {
    if acts.is_empty() {
        return Ok(());
    }
    let mut head = take_head(tx).await?;
    for act in acts {
        head = chain.next(&head, tx.portal(), act);
        add(tx, act, &head).await?;
    }
    move_head(tx, &head).await
}

/// The head of the trail, locked until the commit; the first act makes it.
async fn take_head(tx: &Tx) -> Result<Head> {
    let start = Head::start();
    let head = tx
        .one(
            "insert into audit_heads (portal, seq, running_hash) values ($1, $2, $3)
             on conflict (portal) do update set seq = audit_heads.seq
             returning seq, running_hash",
            args![tx.portal(), start.seq, start.running_hash.clone()],
        )
        .await?;
    Ok(head.unwrap_or(start))
}

/// Adds the act as the entry that the head is of.
async fn add(tx: &Tx, act: &Recorded, head: &Head) -> Result<()> {
    tx.run_with_next(
        "insert into audit_events
           (id, portal, seq, hash, at, event, subject, actor, actor_id, source, browser, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            act.id,
            tx.portal(),
            head.seq,
            head.hash_of_entry(),
            act.at,
            act.event.as_str(),
            act.subject,
            act.actor.as_str(),
            act.actor_id,
            act.source.as_str(),
            act.browser.as_str(),
            act.detail.as_str(),
        ],
    )
    .await
}

async fn move_head(tx: &Tx, head: &Head) -> Result<()> {
    tx.run_with_next(
        "update audit_heads set seq = $1, running_hash = $2 where portal = $3",
        args![head.seq, head.running_hash.clone(), tx.portal()],
    )
    .await
}
