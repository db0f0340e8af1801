//! The audit trail: one row for each act that matters to security, written in the transaction of the act.
//!
//! An event is named `feature.what_happened`. Rows are only ever added; a person sees those of their own account in words.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::args;
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{Tx, View};
use crate::error::Result;

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

/// An entry as it is shown.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Entry {
    pub at: Timestamp,
    pub event: String,
    pub actor: String,
    pub source: String,
    pub browser: String,
    pub detail: String,
}

pub async fn record(tx: &Tx, clock: &Clock, chance: &Chance, act: Act<'_>) -> Result<()> {
    tx.run(
        "insert into audit_events (id, portal, at, event, subject, actor, source, browser, detail, actor_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            EventId::new(clock, chance),
            tx.portal(),
            clock.now(),
            act.event,
            act.subject,
            act.actor,
            act.source,
            act.browser,
            act.detail,
            act.actor_id
        ],
    )
    .await?;
    Ok(())
}

/// The newest entries about `subject`, newest first.
pub async fn newest_about(view: &View, subject: Uuid, at_most: i64) -> Result<Vec<Entry>> {
    view.all(
        "select at, event, actor, source, browser, detail from audit_events
         where portal = $1 and subject = $2 order by at desc, id desc limit $3",
        args![view.portal(), subject, at_most],
    )
    .await
}
