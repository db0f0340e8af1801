//! One's own passkeys in the office: beside the authenticator, which everybody has, so that none of them is ever the last factor.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::permissions::may;
use super::{notice, store};
use crate::factors::passkeys::{self, Asking, Passkey, PasskeyId};
use crate::factors::{self, PASSKEY_FIELD};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::office::Staff;
use crate::paths;
use crate::visit::{Posted, page, page_again};

pub(super) const PATH: &str = "/oficina/mi-acceso/llaves";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(PATH, get(show).post(submit))
        .route(&format!("{PATH}/{{id}}"), get(show_remove).post(remove))
}

#[derive(Template)]
#[template(path = "staff/add_passkey.html")]
struct AddPage {
    page: Page,
    form: FormState,
    action: String,
    /// None where no more can be added.
    options: Option<String>,
    back: String,
}

#[derive(Template)]
#[template(path = "staff/remove_passkey.html")]
struct RemovePage {
    page: Page,
    name: String,
    added: String,
    action: String,
    back: String,
}

async fn show(staff: Staff<may::ChangeOwnFactors>, State(front): State<FrontDoor>) -> Answer {
    show_page(&front, &staff, FormState::empty()).await
}

async fn submit(
    staff: Staff<may::ChangeOwnFactors>,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    let name = passkeys::name_of(&staff, posted.get("name"));
    let tx = staff.begin(&front).await?;
    if !store::hold_signed_in(&tx, staff.member.id, staff.session.id).await? {
        return Ok(staff.see(paths::OFFICE_SIGNIN));
    }
    if !passkeys::add(&tx, &front, &staff, asking(&staff), &name, posted.get(PASSKEY_FIELD)).await? {
        tx.commit().await?;
        let form = FormState::keeping(&posted, &["name"]);
        let form = form.with_error(PASSKEY_FIELD, staff.t("factors-passkey-not-added"));
        return show_page(&front, &staff, form).await;
    }
    store::end_other_sessions(&tx, staff.member.id, staff.session.id, staff.now).await?;
    staff.record(&tx, &front, "staff.passkey_added", Some(staff.member.id.uuid()), "").await?;
    notice::access_changed(&tx, &front, &staff, &staff.member.email).await?;
    tx.commit().await?;
    Ok(staff.see(paths::OFFICE_OWN))
}

async fn show_remove(
    staff: Staff<may::ChangeOwnFactors>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(passkey) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    page(&RemovePage {
        page: staff.page(&front, staff.t("staff-remove-passkey")),
        added: moment(passkey.added_at, &staff.words),
        action: staff.url(&format!("{PATH}/{}", passkey.id)),
        name: passkey.name,
        back: staff.url(paths::OFFICE_OWN),
    })
}

async fn remove(
    staff: Staff<may::ChangeOwnFactors>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Ok(id) = id.parse::<PasskeyId>() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let member = staff.member.id.uuid();
    let tx = staff.begin(&front).await?;
    if !store::hold_signed_in(&tx, staff.member.id, staff.session.id).await? {
        return Ok(staff.see(paths::OFFICE_SIGNIN));
    }
    if factors::remove_passkey(&tx, member, id).await? {
        store::end_other_sessions(&tx, staff.member.id, staff.session.id, staff.now).await?;
        staff.record(&tx, &front, "staff.passkey_removed", Some(member), "").await?;
        notice::access_changed(&tx, &front, &staff, &staff.member.email).await?;
    }
    tx.commit().await?;
    Ok(staff.see(paths::OFFICE_OWN))
}

/// One of the member's own; another's id is nobody's.
async fn find(front: &FrontDoor, staff: &Staff<may::ChangeOwnFactors>, id: &str) -> Result<Option<Passkey>> {
    let Ok(id) = id.parse::<PasskeyId>() else { return Ok(None) };
    let held = factors::held(&staff.view(front), staff.member.id.uuid()).await?;
    Ok(held.passkeys.into_iter().find(|passkey| passkey.id == id))
}

fn asking(staff: &Staff<may::ChangeOwnFactors>) -> Asking {
    Asking { owner: staff.member.id.uuid(), bound_to: staff.session.id.uuid() }
}

async fn show_page(front: &FrontDoor, staff: &Staff<may::ChangeOwnFactors>, form: FormState) -> Answer {
    let tx = staff.begin(front).await?;
    let options = passkeys::begin_adding(&tx, front, staff, asking(staff), &staff.member.email).await?;
    tx.commit().await?;
    let mut frame = staff.page(front, staff.t("staff-add-passkey"));
    frame.has_errors = form.has_errors();
    let back = staff.url(paths::OFFICE_OWN);
    let shown = AddPage { page: frame, form, action: staff.url(PATH), options, back };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}
