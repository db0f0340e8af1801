//! The petitions, complaints and claims of somebody, for the copy that they may have: what they filed while signed in, and what they were
//! shown of its course. What the staff noted for themselves is theirs.

use std::collections::HashMap;

use base::db::View;
use base::error::Result;
use identity::held::{Fact, ROWS_READ, Row, Section, Value};
use identity::visit::{SignedIn, Visit};
use identity::work::Doing;

use super::attachments::Attachment;
use super::store::{self, Held};
use super::{CaseId, Event, telling};

/// Every case with its entries and the names of its files.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let account = visit.account.id;
    let cases = store::held(view, account, ROWS_READ).await?;
    let events = store::held_events(view, account, ROWS_READ).await?;
    let files = store::held_files(view, account, ROWS_READ).await?;
    let read = events.len().max(files.len());
    let (mut entries, mut names) = (HashMap::<CaseId, Vec<Row>>::new(), HashMap::<CaseId, Vec<Row>>::new());
    for (case, event) in events.into_iter().filter(|(_, event)| event.act.is_public()) {
        entries.entry(case).or_default().push(entry(visit, event));
    }
    for attachment in files {
        names.entry(attachment.case).or_default().push(file(attachment));
    }
    let rows = cases.into_iter().map(|case| {
        let entries = entries.remove(&case.id).unwrap_or_default();
        let files = names.remove(&case.id).unwrap_or_default();
        row(visit, case, entries, files)
    });
    Ok(vec![Section::new("data-copy-cases", "cases", rows.collect()).with_inner(read)])
}

fn row(visit: &Visit, case: Held, entries: Vec<Row>, files: Vec<Row>) -> Row {
    let kind = Value::coded(case.kind.code(), telling::kind(&visit.words, case.kind));
    let state = Value::coded(case.state.code(), telling::state(&visit.words, case.state));
    vec![
        Fact::new("data-copy-number", "number", case.number),
        Fact::new("data-copy-what", "kind", kind),
        Fact::new("data-copy-state", "state", state),
        Fact::new("data-copy-received", "received_at", case.received_at),
        Fact::new("data-copy-due", "due_on", case.due_on),
        Fact::new("data-copy-name", "name", case.name),
        Fact::new("data-copy-email", "email", case.email),
        Fact::new("data-copy-document-number", "document", case.document),
        Fact::new("data-copy-description", "description", case.description),
        Fact::new("data-copy-rating", "rating", case.rating),
        Fact::new("data-copy-rating-comment", "rating_comment", case.rating_comment),
        Fact::new("data-copy-entries", "entries", entries),
        Fact::new("data-copy-files", "files", files),
    ]
}

fn entry(visit: &Visit, event: Event) -> Row {
    let what = telling::what(&visit.words, &event);
    let who = telling::public_who(&visit.words, &event, &visit.portal.brand.organisation);
    vec![
        Fact::new("data-copy-when", "at", event.at),
        Fact::new("data-copy-what", "act", Value::coded(event.act.code(), what)),
        Fact::new("data-copy-who", "by", Value::coded(event.actor.code(), who)),
        Fact::new("data-copy-detail", "detail", event.detail),
        Fact::new("data-copy-text", "text", event.text),
    ]
}

fn file(attachment: Attachment) -> Row {
    let bytes = i64::try_from(attachment.file.bytes).ok();
    vec![
        Fact::new("data-copy-file-name", "name", attachment.file.name),
        Fact::new("data-copy-kind", "kind", attachment.file.kind.code()),
        Fact::new("data-copy-bytes", "bytes", bytes),
    ]
}
