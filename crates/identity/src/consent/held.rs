//! What somebody authorised, for the copy that they may have.

use base::db::View;
use base::error::Result;
use data_encoding::HEXLOWER;

use super::store::{self, Held};
use crate::held::{Fact, ROWS_READ, Row, Section};
use crate::visit::SignedIn;
use crate::work::Doing;

/// Every authorisation, with the version and the hash of the text that was shown.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let held = store::held(view, visit.account.id, ROWS_READ).await?;
    let rows = held.into_iter().map(row).collect();
    Ok(vec![Section::new("data-copy-authorisations", "authorisations", rows)])
}

fn row(held: Held) -> Row {
    let one = held.standing;
    vec![
        Fact::new("data-copy-purpose", "purpose", one.label),
        Fact::new("data-copy-given", "given_at", one.given_at),
        Fact::new("data-copy-withdrawn", "withdrawn_at", one.withdrawn_at),
        Fact::new("data-copy-policy-version", "policy_version", one.version),
        Fact::new("data-copy-text-hash", "policy_text_sha256", HEXLOWER.encode(&held.text_hash)),
        Fact::new("data-copy-browser", "browser", held.browser),
        Fact::new("data-copy-source", "network", held.source),
    ]
}
