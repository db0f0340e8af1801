//! Passkeys: added, listed on the first page, removed.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::confirm::Fresh;
use super::{hold, settle};
use crate::factors::passkeys::{self, Asking, Passkey, PasskeyId};
use crate::factors::{self, PASSKEY_FIELD, SavedCodesPage};
use crate::front_door::FrontDoor;
use crate::messaging::message::FactorChange;
use crate::messaging::moment::moment;
use crate::visit::{Posted, page, page_again};
use crate::{devices, paths};

pub(super) const PATH: &str = "/perfil/dos-pasos/llaves";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(PATH, get(show).post(submit))
        .route(&format!("{PATH}/{{id}}"), get(show_remove).post(remove))
}

#[derive(Template)]
#[template(path = "twosteps/add_passkey.html")]
struct AddPage {
    page: Page,
    form: FormState,
    action: String,
    /// None where no more can be added.
    options: Option<String>,
    back: String,
}

#[derive(Template)]
#[template(path = "twosteps/remove_passkey.html")]
struct RemovePage {
    page: Page,
    name: String,
    added: String,
    action: String,
    back: String,
}

async fn show(visit: Fresh, State(front): State<FrontDoor>) -> Answer {
    show_page(&front, &visit, FormState::empty()).await
}

async fn submit(visit: Fresh, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let owner = visit.account.id.uuid();
    let tx = visit.begin(&front).await?;
    let Some(had) = hold(&tx, &visit).await? else { return Ok(visit.see(paths::SIGNIN)) };
    let name = passkeys::name_of(&visit, posted.get("name"));
    if !passkeys::add(&tx, &front, &visit, asking(&visit), &name, posted.get(PASSKEY_FIELD)).await? {
        tx.commit().await?;
        let form = FormState::keeping(&posted, &["name"]);
        let form = form.with_error(PASSKEY_FIELD, visit.t("factors-passkey-not-added"));
        return show_page(&front, &visit, form).await;
    }
    let had_one = had.is_set();
    let codes = if had_one { None } else { Some(factors::replace_saved_codes(&tx, &front, owner).await?) };
    let change = if had_one { FactorChange::Added } else { FactorChange::TurnedOn };
    visit.record(&tx, &front, "factors.passkey_added", Some(visit.account.id), "").await?;
    settle(&tx, &front, &visit, change).await?;
    devices::note_factor(&tx, &visit, visit.account.id).await?;
    tx.commit().await?;
    let Some(codes) = codes else { return Ok(visit.see(paths::TWO_STEPS)) };
    let frame = visit.page(&front, visit.t("factors-saved-codes-title"));
    page(&SavedCodesPage::new(frame, &codes, visit.url(paths::TWO_STEPS)))
}

async fn show_remove(visit: Fresh, State(front): State<FrontDoor>, Path(id): Path<String>) -> Answer {
    let Some(passkey) = find(&front, &visit, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    page(&RemovePage {
        page: visit.page(&front, visit.t("twosteps-remove-passkey")),
        added: moment(passkey.added_at, &visit.words),
        action: visit.url(&format!("{PATH}/{}", passkey.id)),
        name: passkey.name,
        back: visit.url(paths::TWO_STEPS),
    })
}

async fn remove(visit: Fresh, State(front): State<FrontDoor>, Path(id): Path<String>, _: Posted) -> Answer {
    let owner = visit.account.id.uuid();
    let Ok(id) = id.parse::<PasskeyId>() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = visit.begin(&front).await?;
    if hold(&tx, &visit).await?.is_some() && factors::remove_passkey(&tx, owner, id).await? {
        let is_still_on = factors::is_set(&tx, owner).await?;
        let change = if is_still_on { FactorChange::Removed } else { FactorChange::TurnedOff };
        visit.record(&tx, &front, "factors.passkey_removed", Some(visit.account.id), "").await?;
        settle(&tx, &front, &visit, change).await?;
    }
    tx.commit().await?;
    Ok(visit.see(paths::TWO_STEPS))
}

/// One of the person's own; another's id is nobody's.
async fn find(front: &FrontDoor, visit: &Fresh, id: &str) -> base::error::Result<Option<Passkey>> {
    let Ok(id) = id.parse::<PasskeyId>() else { return Ok(None) };
    let held = factors::held(&visit.view(front), visit.account.id.uuid()).await?;
    Ok(held.passkeys.into_iter().find(|passkey| passkey.id == id))
}

fn asking(visit: &Fresh) -> Asking {
    Asking { owner: visit.account.id.uuid(), bound_to: visit.session.id.uuid() }
}

async fn show_page(front: &FrontDoor, visit: &Fresh, form: FormState) -> Answer {
    let tx = visit.begin(front).await?;
    let options =
        passkeys::begin_adding(&tx, front, visit, asking(visit), &visit.account.signin_name).await?;
    tx.commit().await?;
    let mut frame = visit.page(front, visit.t("twosteps-add-passkey"));
    frame.has_errors = form.has_errors();
    let back = visit.url(paths::TWO_STEPS);
    let shown = AddPage { page: frame, form, action: visit.url(PATH), options, back };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}
