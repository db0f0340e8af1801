//! What the roster says of somebody, for the copy that they may have.

use base::clock::Timestamp;
use base::db::View;
use base::error::Result;

use super::{RosterEntry, Status, store};
use crate::held::{Fact, Row, Section, Value};
use crate::visit::{SignedIn, Visit};
use crate::work::Doing;

/// The entry of the person, where they have one.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let entry = match visit.account.roster_entry_id {
        Some(id) => store::held(view, id).await?,
        None => None,
    };
    let rows = entry.map(|(entry, updated_at)| [row(visit, entry, updated_at)].into());
    Ok(vec![Section::new("data-copy-roster", "roster_entry", rows.unwrap_or_default())])
}

fn row(visit: &Visit, entry: RosterEntry, updated_at: Timestamp) -> Row {
    let person = entry.person;
    let kind = person.document.kind().code();
    let kind_words = visit.t(&format!("roster-document-type-{}", kind.to_lowercase())).to_owned();
    let phone = person.phone.map(|phone| Value::coded(phone.as_e164(), phone.to_string()));
    vec![
        Fact::new("data-copy-document-type", "document_type", Value::coded(kind, kind_words)),
        Fact::new("data-copy-document-number", "document_number", person.document.number().as_str()),
        Fact::new("data-copy-given-names", "given_names", person.given_names.as_str()),
        Fact::new("data-copy-family-names", "family_names", person.family_names.as_str()),
        Fact::new("data-copy-birth-date", "birth_date", person.birth_date),
        Fact::new("data-copy-issue-date", "document_issued_on", person.issue_date),
        Fact::new("data-copy-email", "email", person.email.map(|email| email.as_str().to_owned())),
        Fact::new("data-copy-phone", "phone", phone),
        Fact::new(
            "data-copy-external-code",
            "external_code",
            person.external_code.map(|code| code.as_str().to_owned()),
        ),
        Fact::new("data-copy-roster-status", "status", person.status.map(|status| told(visit, status))),
        Fact::new("data-copy-leave-date", "leave_date", person.leave_date),
        Fact::new("data-copy-roster-left", "left_roster_at", entry.left_at),
        Fact::new("data-copy-roster-updated", "updated_at", updated_at),
    ]
}

fn told(visit: &Visit, status: Status) -> Value {
    let id = match status {
        Status::Active => "data-copy-roster-active",
        Status::Left => "data-copy-roster-gone",
    };
    Value::coded(status.code(), visit.t(id))
}
