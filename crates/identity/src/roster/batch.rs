//! Changes of the roster that belong together: laid ready beside it, switched to in one statement, and switched back.
//!
//! Of each person that an import adds, changes or marks as gone, a batch keeps what the roster says before and after. Laying
//! them ready takes as long as the file is large and holds nobody up. The switch is one transaction, and undoing is the same switch the
//! other way: who reads sees the roster before it or after it. It also writes by which words each person is found, so that with a hundred
//! thousand people it takes seconds (docs/performance.md); on SQLite, whoever writes waits for it.

use std::collections::HashMap;

use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::db::{Tx, View};
use base::error::Result;

use super::document::Document;
use super::person::Person;
use super::store::{self, RosterEntry};
use super::{BatchId, EntryId};

/// Which of the two states of each person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the roster said.
    Before,
    /// What the import makes of it.
    After,
}

impl Side {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// Lays ready what a file says of these people: as many as one statement takes.
pub async fn lay(tx: &Tx, batch: BatchId, people: &[Person], clock: &Clock, chance: &Chance) -> Result<()> {
    let documents: Vec<&Document> = people.iter().map(|person| &person.document).collect();
    let before = store::entries(tx, &documents).await?;
    let ids: HashMap<&Document, EntryId> =
        before.iter().map(|entry| (&entry.person.document, entry.id)).collect();
    let after = people.iter().map(|person| RosterEntry {
        id: ids.get(&person.document).copied().unwrap_or_else(|| EntryId::new(clock, chance)),
        person: person.clone(),
        left_at: None,
    });
    let after: Vec<RosterEntry> = after.collect();
    store::lay(tx, batch, Side::After, &after).await?;
    store::lay(tx, batch, Side::Before, &before).await
}

/// Lays ready that these people are no longer on the roster: as many as one statement takes.
pub async fn lay_gone(tx: &Tx, batch: BatchId, documents: &[Document], now: Timestamp) -> Result<()> {
    let documents: Vec<&Document> = documents.iter().collect();
    let before = store::entries(tx, &documents).await?;
    let after = before.iter().map(|entry| RosterEntry { left_at: Some(now), ..entry.clone() });
    let after: Vec<RosterEntry> = after.collect();
    store::lay(tx, batch, Side::After, &after).await?;
    store::lay(tx, batch, Side::Before, &before).await
}

/// Whether the roster still says of everybody in the batch what the batch made of it.
pub async fn stands(view: &View, batch: BatchId) -> Result<bool> {
    Ok(store::moved(view, batch).await? == 0)
}

/// Makes the roster say what this side says; whoever the batch added is not there before it, or has left where something else
/// refers to them.
pub async fn switch(tx: &Tx, batch: BatchId, side: Side, now: Timestamp) -> Result<()> {
    store::switch(tx, batch, side, now).await?;
    if side == Side::Before {
        store::remove_newcomers(tx, batch, now).await?;
    }
    Ok(())
}

/// Whether the batch has any of these entries.
pub async fn has_any(view: &View, batch: BatchId, entries: &[EntryId]) -> Result<bool> {
    for some in entries.chunks(store::PEOPLE_A_STATEMENT) {
        if store::count_in_batch(view, batch, some).await? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Forgets what a batch kept.
pub async fn clear(tx: &Tx, batch: BatchId) -> Result<()> {
    store::clear_batch(tx, batch).await
}

/// Forgets what batches kept that nobody goes on with, whatever portal they are of.
pub async fn clear_given_up(tx: &Tx, batches: &[BatchId]) -> Result<()> {
    for batch in batches {
        store::clear_batch_across_portals(tx, *batch).await?;
    }
    Ok(())
}

/// Forgets what every other batch of the portal kept: only the newest can be undone.
pub async fn clear_others(tx: &Tx, batch: BatchId) -> Result<()> {
    store::clear_other_batches(tx, batch).await
}

/// As many people as one statement takes.
pub const PEOPLE_A_STATEMENT: usize = store::PEOPLE_A_STATEMENT;

/// Waits until nobody else changes this portal's roster, and holds the turn until the transaction ends. Tells its number: one more than
/// the last one, so that whoever looked at the roster before knows whether it has changed since.
pub async fn take_turn(tx: &Tx, sha256: &[u8; 32], now: Timestamp) -> Result<i64> {
    store::take_turn(tx, sha256, now).await
}

/// The number of the last change of the portal's roster; 0 before the first.
pub async fn last_turn(view: &View) -> Result<i64> {
    store::last_turn(view).await
}
