//! The assisted recoveries of an account, for the copy that its person may have.
//!
//! What was written with a request is not told: until the office has recognised the person, and where it was mistaken, somebody else wrote
//! it; and once the request is over it is gone.

use base::db::View;
use base::error::Result;

use super::store::{self, Held};
use crate::held::{Fact, ROWS_READ, Row, Section, Value};
use crate::visit::{SignedIn, Visit};
use crate::work::Doing;

/// Every request in which the office recognised the account's person.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let held = store::held(view, visit.account.id, ROWS_READ).await?;
    let rows = held.into_iter().map(|request| row(visit, request)).collect();
    Ok(vec![Section::new("data-copy-assisted", "assisted_recoveries", rows)])
}

fn row(visit: &Visit, request: Held) -> Row {
    let state_words = visit.t(&format!("assisted-state-{}", request.state)).to_owned();
    vec![
        Fact::new("data-copy-number", "number", request.number),
        Fact::new("data-copy-asked", "asked_at", request.asked_at),
        Fact::new("data-copy-state", "state", Value::coded(request.state, state_words)),
        Fact::new("data-copy-changed", "changed_at", request.changed_at),
    ]
}
