//! Starting a recovery for somebody who asks for help: it goes to the contact on file, and to nobody else.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::form::FormState;
use base::texts::Language;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::person::{self, Person};
use crate::accounts::OnFile;
use crate::front_door::FrontDoor;
use crate::limits;
use crate::messaging::masked;
use crate::messaging::outbox::{Recipient, To};
use crate::office::Staff;
use crate::recovery::{self, Way};
use crate::staff::permissions::may;
use crate::visit::{Posted, page, page_again};

pub(super) const PATH: &str = "/recuperacion";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/personas/{id}/recuperacion", get(show).post(start))
}

#[derive(Template)]
#[template(path = "people/recovery.html")]
struct RecoveryPage {
    page: Page,
    form: FormState,
    name: String,
    /// What will be sent and where to; "" where no contact counts.
    told: String,
    action: String,
    back: String,
}

async fn show(
    staff: Staff<may::StartRecovery>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some((person, on_file)) = person::find_account(&staff.view(&front), &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let way = way(&staff, &on_file);
    page(&recovery_page(&front, &staff, &person, way.as_ref(), FormState::empty()))
}

async fn start(
    staff: Staff<may::StartRecovery>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let tx = staff.begin(&front).await?;
    let Some((person, on_file)) = person::find_account(&tx, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let Some(way) = way(&staff, &on_file) else {
        return page_again(&recovery_page(&front, &staff, &person, None, FormState::empty()));
    };
    let account = on_file.account.id;
    if !limits::allow_started_recovery(&tx, &front, account).await? {
        tx.commit().await?;
        let form = FormState::empty().with_problem(staff.t("people-too-many-recoveries"));
        return page_again(&recovery_page(&front, &staff, &person, Some(&way), form));
    }
    // In the language of the house: the one that staff read in says nothing of the person's.
    let to = To { portal: &staff.portal, language: Language::default(), account: Some(account) };
    recovery::send(&tx, &front, &to, way).await?;
    staff.record(&tx, &front, "people.recovery_started", Some(account.uuid()), "").await?;
    tx.commit().await?;
    Ok(staff.see(&person.path()))
}

fn way(staff: &Staff<may::StartRecovery>, on_file: &OnFile) -> Option<Way> {
    let is_open = on_file.suspended_at.is_none();
    if is_open { recovery::way_to(&staff.portal, &on_file.account) } else { None }
}

fn recovery_page(
    front: &FrontDoor,
    staff: &Staff<may::StartRecovery>,
    person: &Person,
    way: Option<&Way>,
    form: FormState,
) -> RecoveryPage {
    let told = |id: &str, contact: String| staff.words.with(id, &[("contact", contact.into())]);
    let told = match way {
        None => String::new(),
        Some(Way::Link(email)) => told("people-recovery-link", masked::email(email)),
        Some(Way::Page(Recipient::Mail(email))) => told("people-recovery-page", masked::email(email)),
        Some(Way::Page(Recipient::Phone(number))) => told("people-recovery-page", masked::phone(number)),
    };
    let mut page = staff.page(front, staff.t("people-recovery-title"));
    page.has_errors = form.has_errors();
    RecoveryPage {
        page,
        form,
        name: person.name(),
        told,
        action: staff.url(&format!("{}{PATH}", person.path())),
        back: staff.url(&person.path()),
    }
}
