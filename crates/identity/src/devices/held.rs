//! The known devices of an account, for the copy that its person may have.

use base::db::View;
use base::error::Result;

use super::store::{self, Held};
use crate::held::{Fact, ROWS_READ, Row, Section};
use crate::visit::SignedIn;
use crate::work::Doing;

/// Every browser that the account knows.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let held = store::held(view, visit.account.id, ROWS_READ).await?;
    let rows = held.into_iter().map(row).collect();
    Ok(vec![Section::new("data-copy-devices", "devices", rows)])
}

fn row(device: Held) -> Row {
    vec![
        Fact::new("data-copy-browser", "browser", device.browser),
        Fact::new("data-copy-device-added", "created_at", device.created_at),
        Fact::new("data-copy-seen", "used_at", device.used_at),
        Fact::new("data-copy-device-factor", "second_factor_given_at", device.factor_at),
    ]
}
