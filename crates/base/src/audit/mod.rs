//! The audit trail: one entry for each act that matters to security, kept or lost with the transaction of the act.
//!
//! - An event is named `feature.what_happened`. Entries are only ever added; a person sees those of their own account in words.
//! - The entries of a portal are a chain: numbered without a gap, each bound to all before it under a key that is not in the
//!   database. [`verify`] tells the first that is not as it was written.
//! - [`record`] only leaves the act with the [`Tx`]; its commit writes the entries, as its last statements. So the head of the
//!   chain is the last lock that a transaction takes: whoever holds it waits for nobody, and no two transactions can wait for
//!   each other over it. A transaction that is dropped leaves no entry, and no number missing.

mod chain;
mod page;
mod verify;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::args;
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{Tx, View};
use crate::error::{Error, Result};

pub(crate) use chain::{Chain, append};
pub use page::{Filter, page};
pub use verify::{Trouble, Verified, portals_with_a_trail, verify};

crate::id!(EventId, "An entry of the audit trail.");

/// An act to be recorded. `detail` is for staff and never holds a secret, a code or a full address.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    pub event: &'static str,
    /// Whose account it concerns, where there is one.
    pub subject: Option<Uuid>,
    /// Who acted: `person`, `staff`, `system`.
    pub actor: &'static str,
    /// Which member of the staff it was.
    pub actor_id: Option<Uuid>,
    /// The network the request came from, and the browser in few words; empty for acts of the system.
    pub source: &'a str,
    pub browser: &'a str,
    pub detail: &'a str,
}

impl Act<'static> {
    /// What the program does by itself, to nobody.
    pub const fn of_system(event: &'static str) -> Self {
        Self { event, subject: None, actor: "system", actor_id: None, source: "", browser: "", detail: "" }
    }
}

/// An act as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Recorded {
    pub id: EventId,
    pub at: Timestamp,
    pub event: String,
    pub subject: Option<Uuid>,
    pub actor: String,
    pub actor_id: Option<Uuid>,
    pub source: String,
    pub browser: String,
    pub detail: String,
}

/// An entry of a portal's trail: an act with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Entry {
    /// 1, 2, 3 … in the order of the commits.
    pub seq: i64,
    pub hash: Vec<u8>,
    #[sea_orm(nested)]
    pub act: Recorded,
}

/// Has the commit of `tx` write the act down.
///
/// # Errors
/// When the transaction belongs to no portal, since no trail does.
pub async fn record(tx: &Tx, clock: &Clock, chance: &Chance, act: Act<'_>) -> Result<()> {
    if tx.portal().is_empty() {
        return Err(Error::Other(format!("{} is recorded in the trail of no portal", act.event)));
    }
    tx.record_at_commit(Recorded {
        id: EventId::new(clock, chance),
        at: clock.now(),
        event: act.event.to_owned(),
        subject: act.subject,
        actor: act.actor.to_owned(),
        actor_id: act.actor_id,
        source: act.source.to_owned(),
        browser: act.browser.to_owned(),
        detail: act.detail.to_owned(),
    });
    Ok(())
}

/// Whether an act of that name stands in the trail of any portal since then.
pub async fn was_recorded_anywhere_since(view: &View, event: &str, since: Timestamp) -> Result<bool> {
    let sql = "select count(*) as number from audit_events where event = $1 and at >= $2";
    Ok(view.number(sql, args![event, since]).await? > 0)
}

/// The newest acts about `subject`, newest first.
pub async fn newest_about(view: &View, subject: Uuid, at_most: i64) -> Result<Vec<Recorded>> {
    view.all(
        "select id, at, event, subject, actor, actor_id, source, browser, detail from audit_events
         where portal = $1 and subject = $2 order by seq desc limit $3",
        args![view.portal(), subject, at_most],
    )
    .await
}
