//! What happened to an account, for the copy that its person may have.

use base::audit::{self, Recorded};
use base::db::View;
use base::error::Result;

use super::trail;
use crate::held::{Fact, ROWS_READ, Row, Section, Value};
use crate::visit::{SignedIn, Visit};
use crate::work::Doing;

/// The trail of the account's security events, in the words that the profile has for them.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let events = audit::newest_about(view, visit.account.id.uuid(), ROWS_READ).await?;
    let rows = events.into_iter().map(|event| row(visit, event)).collect();
    Ok(vec![Section::new("data-copy-activity", "activity", rows)])
}

fn row(visit: &Visit, event: Recorded) -> Row {
    let words = trail::words_of(visit, &event);
    // Where the staff sat is theirs.
    let is_of_staff = event.actor == "staff";
    let shown = |text: String| if is_of_staff { String::new() } else { text };
    vec![
        Fact::new("data-copy-what", "event", Value::coded(event.event, words)),
        Fact::new("data-copy-when", "at", event.at),
        Fact::new("data-copy-browser", "browser", shown(event.browser)),
        Fact::new("data-copy-source", "network", shown(event.source)),
    ]
}
