//! The second factors of an account, for the copy that its person may have: that they are there, never what they prove with.

use base::clock::Timestamp;
use base::db::View;
use base::error::Result;

use super::store;
use crate::held::{Fact, Row, Section, Value};
use crate::visit::{SignedIn, Visit};
use crate::work::Doing;

/// Every factor, the saved codes as one.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let owner = visit.account.id.uuid();
    let mut rows = Vec::new();
    if let Some(added_at) = store::totp_added_at(view, owner).await? {
        let kind = Value::coded("authenticator", visit.t("data-copy-factor-authenticator"));
        rows.push(row(kind, Value::Nothing, added_at, Value::Nothing, Value::Nothing));
    }
    for passkey in store::passkeys(view, owner).await? {
        let kind = Value::coded("passkey", visit.t("data-copy-factor-passkey"));
        rows.push(row(kind, passkey.name.into(), passkey.added_at, passkey.used_at.into(), Value::Nothing));
    }
    if let Some(added_at) = store::saved_codes_added_at(view, owner).await? {
        rows.push(saved_codes(visit, added_at, store::saved_codes_left(view, owner).await?));
    }
    Ok(vec![Section::new("data-copy-factors", "second_factors", rows)])
}

fn saved_codes(visit: &Visit, added_at: Timestamp, left: i64) -> Row {
    let kind = Value::coded("saved-codes", visit.t("data-copy-factor-codes"));
    row(kind, Value::Nothing, added_at, Value::Nothing, left.into())
}

fn row(kind: Value, name: Value, added_at: Timestamp, used_at: Value, codes_left: Value) -> Row {
    vec![
        Fact::new("data-copy-kind", "kind", kind),
        Fact::new("data-copy-factor-name", "name", name),
        Fact::new("data-copy-factor-added", "added_at", added_at),
        Fact::new("data-copy-seen", "used_at", used_at),
        Fact::new("data-copy-codes-left", "codes_left", codes_left),
    ]
}
