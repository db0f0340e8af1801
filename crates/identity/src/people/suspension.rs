//! Suspending an account and letting it back in. Whoever is suspended is out at once, and is answered as a stranger.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::form::FormState;
use base::texts::Language;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::person::{self, Person};
use crate::accounts::{self, Account, OnFile};
use crate::front_door::FrontDoor;
use crate::messaging::message::Message;
use crate::messaging::notices;
use crate::messaging::outbox::To;
use crate::office::Staff;
use crate::staff::permissions::may;
use crate::visit::{Posted, page, page_again};
use crate::{devices, journey, paths, sessions, verification};

pub(super) const PATH: &str = "/suspension";
const LONGEST_REASON_CHARACTERS: usize = 200;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/personas/{id}/suspension", get(show).post(submit))
}

#[derive(Template)]
#[template(path = "people/suspension.html")]
struct SuspensionPage {
    page: Page,
    form: FormState,
    name: String,
    is_suspended: bool,
    action: String,
    back: String,
}

async fn show(
    staff: Staff<may::SuspendAccounts>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some((person, on_file)) = person::find_account(&staff.view(&front), &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    page(&suspension_page(&front, &staff, &person, &on_file, FormState::empty()))
}

/// The button says which; of two who press the same one at once, one did it.
async fn submit(
    staff: Staff<may::SuspendAccounts>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let tx = staff.begin(&front).await?;
    let Some((person, on_file)) = person::find_account(&tx, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let reason = posted.trimmed("reason");
    let form = FormState::keeping(&posted, &["reason"]);
    let wrong = match reason.chars().count() {
        0 => Some("people-reason-missing"),
        1..=LONGEST_REASON_CHARACTERS => None,
        _ => Some("people-reason-too-long"),
    };
    if let Some(wrong) = wrong {
        let form = form.with_error("reason", staff.t(wrong));
        return page_again(&suspension_page(&front, &staff, &person, &on_file, form));
    }
    match posted.get("action") {
        "suspend" => suspend(&tx, &front, &staff, &on_file.account, reason).await?,
        "restore" => restore(&tx, &front, &staff, &on_file.account, reason).await?,
        _ => return Ok(bare(StatusCode::BAD_REQUEST)),
    }
    tx.commit().await?;
    Ok(staff.see(&person.path()))
}

/// Ends whatever lets the person in, or would once they are back. Sessions come last: a sign-in or walk that was faster has its own by then.
async fn suspend(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::SuspendAccounts>,
    account: &Account,
    reason: &str,
) -> Result<()> {
    if !accounts::store::suspend(tx, account.id, staff.now).await? {
        return Ok(());
    }
    journey::end_all(tx, account.id).await?;
    verification::void_codes(tx, account.id, staff.now).await?;
    verification::void_links(tx, account.id, staff.now).await?;
    devices::forget_all(tx, account.id).await?;
    sessions::end_all(tx, account.id, staff.now).await?;
    let help_url = staff.portal.address.link(paths::HELP);
    tell(tx, front, staff, account, Message::AccountSuspended { at: staff.now, help_url }).await?;
    staff.record(tx, front, "people.suspended", Some(account.id.uuid()), reason).await
}

async fn restore(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::SuspendAccounts>,
    account: &Account,
    reason: &str,
) -> Result<()> {
    if !accounts::store::restore(tx, account.id).await? {
        return Ok(());
    }
    let signin_url = staff.portal.address.link(paths::SIGNIN);
    tell(tx, front, staff, account, Message::AccountRestored { at: staff.now, signin_url }).await?;
    staff.record(tx, front, "people.restored", Some(account.id.uuid()), reason).await
}

async fn tell(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::SuspendAccounts>,
    account: &Account,
    message: Message,
) -> Result<()> {
    let to = To { portal: &staff.portal, language: Language::default(), account: Some(account.id) };
    notices::tell_all(tx, front, &to, account, message).await
}

fn suspension_page(
    front: &FrontDoor,
    staff: &Staff<may::SuspendAccounts>,
    person: &Person,
    on_file: &OnFile,
    form: FormState,
) -> SuspensionPage {
    let is_suspended = on_file.suspended_at.is_some();
    let title = if is_suspended { "people-restore-title" } else { "people-suspend-title" };
    let mut page = staff.page(front, staff.t(title));
    page.has_errors = form.has_errors();
    SuspensionPage {
        page,
        form,
        name: person.name(),
        is_suspended,
        action: staff.url(&format!("{}{PATH}", person.path())),
        back: staff.url(&person.path()),
    }
}
