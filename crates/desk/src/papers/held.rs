//! The papers that were issued to somebody, for the copy that they may have.

use base::db::View;
use base::error::Result;
use identity::held::{Fact, ROWS_READ, Row, Section, Value};
use identity::messaging::moment::date_there;
use identity::visit::{SignedIn, Visit};
use identity::work::Doing;

use super::{Issued, store};

/// Every paper, and how it stands today.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let held = match visit.account.roster_entry_id {
        Some(entry) => store::held(view, entry, ROWS_READ).await?,
        None => Vec::new(),
    };
    let rows = held.into_iter().map(|paper| row(visit, paper)).collect();
    Ok(vec![Section::new("data-copy-papers", "papers", rows)])
}

fn row(visit: &Visit, paper: Issued) -> Row {
    let kind = paper.kind.code();
    let standing = paper.standing(date_there(visit.now)).code();
    let kind_words = visit.t(&format!("papers-kind-{kind}")).to_owned();
    let standing_words = visit.t(&format!("papers-standing-{standing}")).to_owned();
    vec![
        Fact::new("data-copy-folio", "folio", paper.folio),
        Fact::new("data-copy-what", "kind", Value::coded(kind, kind_words)),
        Fact::new("data-copy-issued", "issued_at", paper.issued_at),
        Fact::new("data-copy-valid-until", "valid_until", paper.valid_until),
        Fact::new("data-copy-state", "state", Value::coded(standing, standing_words)),
        Fact::new("data-copy-file-hash", "file_sha256", paper.sha256),
    ]
}
