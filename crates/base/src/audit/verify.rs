//! Whether a portal's trail is as it was written: read in order from the first entry, and bound anew.

use std::sync::Arc;

use sea_orm::{DbErr, FromQueryResult, QueryResult};

use super::Entry;
use super::chain::{Chain, Head};
use crate::args;
use crate::db::{Database, View};
use crate::error::Result;

/// A trail is never in memory as a whole.
const ENTRIES_AT_A_TIME: usize = 2_000;

/// What came of verifying a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries are as they were written, from the first on.
    pub entries: i64,
    /// What is wrong after them.
    pub trouble: Option<Trouble>,
}

/// The first thing that is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The entry with this number is not the one that was written: it was changed, moved here or added.
    Changed { seq: i64 },
    /// No entry has this number, though one was written.
    Missing { seq: i64 },
    /// Every entry is as it was written, but the head of the chain is not.
    HeadChanged,
}

/// Verifies the trail of a portal as it stands at this moment; what is recorded meanwhile neither waits nor disturbs.
pub async fn verify(database: &Database, portal: &Arc<str>) -> Result<Verified> {
    let view = database.snapshot(portal).await?;
    let mut walk = Walk { chain: database.chain(), portal, head: Head::start() };
    let trouble = match walk_to_the_end(&mut walk, &view).await? {
        Some(trouble) => Some(trouble),
        None => walk.end(stored_head(&view).await?.as_ref()),
    };
    Ok(Verified { entries: walk.head.seq, trouble })
}

/// The keys of the portals that have a trail, those included that are no longer served.
pub async fn portals_with_a_trail(database: &Database) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        portal: String,
    }
    let view = database.view_across_all_portals();
    let rows: Vec<Row> = view.all("select portal from audit_heads order by portal", Vec::new()).await?;
    Ok(rows.into_iter().map(|row| row.portal).collect())
}

async fn walk_to_the_end(walk: &mut Walk<'_>, view: &View) -> Result<Option<Trouble>> {
    let mut from = i64::MIN;
    loop {
        let stored = stored_from(view, from).await?;
        for stored in &stored {
            if let Err(trouble) = walk.pass(stored) {
                return Ok(Some(trouble));
            }
        }
        if stored.len() < ENTRIES_AT_A_TIME {
            return Ok(None);
        }
        from = walk.head.seq.saturating_add(1);
    }
}

async fn stored_from(view: &View, seq: i64) -> Result<Vec<Stored>> {
    view.all(
        "select seq, hash, id, at, event, subject, actor, actor_id, source, browser, detail from audit_events
         where portal = $1 and seq >= $2 order by seq limit $3",
        args![view.portal(), seq, ENTRIES_AT_A_TIME as i64],
    )
    .await
}

async fn stored_head(view: &View) -> Result<Option<Head>> {
    view.one("select seq, running_hash from audit_heads where portal = $1", args![view.portal()]).await
}

/// What the database has under a number.
struct Stored {
    seq: i64,
    /// None where it does not even read as an entry: whoever changes one need not keep to its form.
    entry: Option<Entry>,
}

impl FromQueryResult for Stored {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let seq = row.try_get(prefix, "seq")?;
        Ok(Self { seq, entry: Entry::from_query_result(row, prefix).ok() })
    }
}

/// A way along a trail, from its first entry on.
struct Walk<'a> {
    chain: &'a Chain,
    portal: &'a str,
    /// Where the trail stood after the last entry that was passed.
    head: Head,
}

impl Walk<'_> {
    fn pass(&mut self, stored: &Stored) -> Result<(), Trouble> {
        let seq = self.head.seq.saturating_add(1);
        if stored.seq > seq {
            return Err(Trouble::Missing { seq });
        }
        let changed = Trouble::Changed { seq: stored.seq };
        let entry = stored.entry.as_ref().filter(|entry| entry.seq == seq).ok_or(changed)?;
        let next = self.chain.next(&self.head, self.portal, &entry.act);
        if entry.hash != next.hash_of_entry() {
            return Err(changed);
        }
        self.head = next;
        Ok(())
    }

    /// What is wrong when there are no more entries.
    fn end(&self, stored: Option<&Head>) -> Option<Trouble> {
        match stored {
            None if self.head == Head::start() => None,
            Some(head) if *head == self.head => None,
            // Its number alone would be larger if only the head had been changed.
            Some(head) if head.seq > self.head.seq && head.running_hash != self.head.running_hash => {
                Some(Trouble::Missing { seq: self.head.seq.saturating_add(1) })
            }
            _ => Some(Trouble::HeadChanged),
        }
    }
}
