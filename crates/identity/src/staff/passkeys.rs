//! One's own passkeys in the office: beside the authenticator, which everybody has, so that none of them is ever the last factor.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::form::FormState;
use base::web::answer::{Answer, bare};

use super::permissions::may;
use super::{notice, store};
use crate::factors::passkeys::{self, Asking, PasskeyId};
use crate::factors::{self, AddPasskeyPage, AgreePage, PASSKEY_FIELD, Ways};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::office::Staff;
use crate::paths;
use crate::visit::{Posted, page};

pub(super) const PATH: &str = "/oficina/mi-acceso/llaves";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(PATH, get(show).post(submit))
        .route(&format!("{PATH}/{{id}}"), get(show_remove).post(remove))
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
    let found = passkeys::find(&staff.view(&front), staff.member.id.uuid(), &id).await?;
    let Some(passkey) = found else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let added = moment(passkey.added_at, &staff.words);
    page(&AgreePage {
        page: staff.page(&front, staff.t("factors-remove-passkey")),
        text: staff.words.with("staff-remove-passkey-text", &[("name", passkey.name.into())]),
        detail: staff.words.with("factors-passkey-since", &[("moment", added.into())]),
        button: staff.t("factors-remove").to_owned(),
        tone: "danger",
        ways: ways(&staff, &format!("{PATH}/{}", passkey.id)),
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

fn asking(staff: &Staff<may::ChangeOwnFactors>) -> Asking {
    Asking { owner: staff.member.id.uuid(), bound_to: staff.session.id.uuid() }
}

async fn show_page(front: &FrontDoor, staff: &Staff<may::ChangeOwnFactors>, form: FormState) -> Answer {
    let tx = staff.begin(front).await?;
    let options = passkeys::begin_adding(&tx, front, staff, asking(staff), &staff.member.email).await?;
    tx.commit().await?;
    let frame = staff.page(front, staff.t("factors-add-passkey"));
    AddPasskeyPage { page: frame, form, options, ways: ways(staff, PATH) }.answer()
}

fn ways(staff: &Staff<may::ChangeOwnFactors>, action: &str) -> Ways {
    Ways { action: staff.url(action), back: staff.url(paths::OFFICE_OWN) }
}
