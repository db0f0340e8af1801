//! The sessions of an account, for the copy that its person may have.

use base::db::View;
use base::error::Result;

use super::store::{self, Held};
use crate::held::{Fact, ROWS_READ, Row, Section};
use crate::visit::SignedIn;
use crate::work::Doing;

/// Every session that is still kept, ended or not.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let held = store::held(view, visit.account.id, ROWS_READ).await?;
    let rows = held.into_iter().map(row).collect();
    Ok(vec![Section::new("data-copy-sessions", "sessions", rows)])
}

fn row(held: Held) -> Row {
    let session = held.session;
    vec![
        Fact::new("data-copy-browser", "browser", session.browser),
        Fact::new("data-copy-source", "network", session.source),
        Fact::new("data-copy-session-begun", "created_at", session.created_at),
        Fact::new("data-copy-seen", "seen_at", session.seen_at),
        Fact::new("data-copy-session-confirmed", "confirmed_at", session.confirmed_at),
        Fact::new("data-copy-session-ends", "ends_at", held.ends_at),
        Fact::new("data-copy-session-ended", "ended_at", held.ended_at),
    ]
}
