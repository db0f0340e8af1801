//! The trail, newest first.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use base::audit::{self, Entry};
use base::error::Result;
use base::form::FormState;
use base::web::answer::Answer;
use base::web::components::{Choice, Table};
use base::web::page::Page;

use super::filter::{Asked, FEATURES};
use super::store::{self, Names};
use super::{EXPORT_PATH, VERIFY_PATH, actor_in_words, detail_in_words, event_in_words};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::may;
use crate::visit::{Visit, page};

const ENTRIES_A_PAGE: i64 = 50;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE_AUDIT, get(show))
}

#[derive(Template)]
#[template(path = "audit/list.html")]
struct ListPage {
    page: Page,
    form: FormState,
    action: String,
    features: Vec<Choice>,
    actors: Vec<Choice>,
    table: Table,
    older: String,
    export: String,
    verify: String,
}

async fn show(
    staff: Staff<may::ReadAudit>,
    State(front): State<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = staff.view(&front);
    let prefix = asked.event_prefix();
    let entries = audit::page(&view, &asked.filter(prefix.as_deref()), ENTRIES_A_PAGE).await?;
    let names = store::names(&view, &entries).await?;
    let last = entries.last().map(|entry| entry.seq);
    let older = last.filter(|seq| *seq > 1 && entries.len() == ENTRIES_A_PAGE as usize);
    let link = |path: &str, query: String| staff.url(&format!("{path}?{query}"));
    page(&ListPage {
        page: staff.page(&front, staff.t("audit-title")),
        form: asked.form(),
        action: staff.url(paths::OFFICE_AUDIT),
        features: features(&staff),
        actors: actors(&front, &staff).await?,
        table: table(&staff, &entries, &names),
        older: older.map(|seq| link(paths::OFFICE_AUDIT, asked.query_before(Some(seq)))).unwrap_or_default(),
        export: link(EXPORT_PATH, asked.query_before(None)),
        verify: staff.url(VERIFY_PATH),
    })
}

fn features(visit: &Visit) -> Vec<Choice> {
    FEATURES
        .iter()
        .map(|feature| {
            let label = match *feature {
                "signin" => "audit-feature-signin",
                "registration" => "audit-feature-registration",
                "recovery" => "audit-feature-recovery",
                "assisted" => "audit-feature-assisted",
                "verification" => "audit-feature-verification",
                "profile" => "audit-feature-profile",
                "consent" => "audit-feature-consent",
                "roster" => "audit-feature-roster",
                "staff" => "audit-feature-staff",
                "support" => "audit-feature-support",
                "messaging" => "audit-feature-messaging",
                "announcements" => "audit-feature-announcements",
                "backup" => "audit-feature-backup",
                _ => "audit-feature-audit",
            };
            Choice::new(*feature, visit.t(label))
        })
        .collect()
}

/// Those whose acts can be asked for.
async fn actors(front: &FrontDoor, staff: &Staff<may::ReadAudit>) -> Result<Vec<Choice>> {
    let members = crate::staff::store::all_members(&staff.view(front)).await?;
    Ok(members.into_iter().map(|member| Choice::new(member.id.to_string(), member.name)).collect())
}

fn table(visit: &Visit, entries: &[Entry], names: &Names) -> Table {
    let columns = ["audit-when", "audit-what", "audit-who", "audit-about", "audit-where", "audit-detail"];
    Table {
        caption: visit.words.with("audit-shown", &[("count", entries.len().into())]),
        columns: columns.map(|id| visit.t(id).to_owned()).to_vec(),
        rows: entries.iter().map(|entry| row(visit, entry, names)).collect(),
    }
}

fn row(visit: &Visit, entry: &Entry, names: &Names) -> Vec<String> {
    let act = &entry.act;
    let about = act.subject.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    let place: Vec<&str> =
        [act.browser.as_str(), act.source.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    vec![
        moment(act.at, &visit.words),
        event_in_words(visit, &act.event),
        actor_in_words(visit, act, names),
        about,
        place.join(" · "),
        detail_in_words(visit, act),
    ]
}
