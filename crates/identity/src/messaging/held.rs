//! The messages to somebody, for the copy that they may have. What they said is kept nowhere.

use base::db::View;
use base::error::Result;

use super::{ToPerson, newest_to};
use crate::held::{Fact, ROWS_READ, Row, Section, Value};
use crate::visit::{SignedIn, Visit};
use crate::work::Doing;

/// Every message that was written to the account's person and is still on record.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let messages = newest_to(view, visit.account.id, ROWS_READ).await?;
    let rows = messages.into_iter().map(|message| row(visit, message)).collect();
    Ok(vec![Section::new("data-copy-messages", "messages", rows)])
}

fn row(visit: &Visit, message: ToPerson) -> Row {
    let ToPerson { kind, channel, recipient, state, created_at } = message;
    let kind_words = visit.t(&format!("messaging-log-kind-{kind}")).to_owned();
    let channel_words = visit.t(&format!("messaging-log-channel-{channel}")).to_owned();
    let state_words = visit.t(&format!("messaging-log-state-{state}")).to_owned();
    vec![
        Fact::new("data-copy-what", "kind", Value::coded(kind, kind_words)),
        Fact::new("data-copy-channel", "channel", Value::coded(channel, channel_words)),
        Fact::new("data-copy-recipient", "recipient", recipient),
        Fact::new("data-copy-state", "state", Value::coded(state, state_words)),
        Fact::new("data-copy-when", "created_at", created_at),
    ]
}
