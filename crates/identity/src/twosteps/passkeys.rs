//! Passkeys: added, listed on the first page, removed.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::form::FormState;
use base::web::answer::{Answer, bare};

use super::confirm::Fresh;
use super::{hold, settle, ways};
use crate::factors::passkeys::{self, Asking, PasskeyId};
use crate::factors::{self, AddPasskeyPage, AgreePage, PASSKEY_FIELD, SavedCodesPage};
use crate::front_door::FrontDoor;
use crate::messaging::message::FactorChange;
use crate::messaging::moment::moment;
use crate::visit::{Posted, page};
use crate::{devices, paths};

pub(super) const PATH: &str = "/perfil/dos-pasos/llaves";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(PATH, get(show).post(submit))
        .route(&format!("{PATH}/{{id}}"), get(show_remove).post(remove))
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
    let found = passkeys::find(&visit.view(&front), visit.account.id.uuid(), &id).await?;
    let Some(passkey) = found else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let added = moment(passkey.added_at, &visit.words);
    page(&AgreePage {
        page: visit.page(&front, visit.t("factors-remove-passkey")),
        text: visit.words.with("twosteps-remove-passkey-text", &[("name", passkey.name.into())]),
        detail: visit.words.with("factors-passkey-since", &[("moment", added.into())]),
        button: visit.t("factors-remove").to_owned(),
        tone: "danger",
        ways: ways(&visit, &format!("{PATH}/{}", passkey.id)),
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

fn asking(visit: &Fresh) -> Asking {
    Asking { owner: visit.account.id.uuid(), bound_to: visit.session.id.uuid() }
}

async fn show_page(front: &FrontDoor, visit: &Fresh, form: FormState) -> Answer {
    let tx = visit.begin(front).await?;
    let options =
        passkeys::begin_adding(&tx, front, visit, asking(visit), &visit.account.signin_name).await?;
    tx.commit().await?;
    let frame = visit.page(front, visit.t("factors-add-passkey"));
    AddPasskeyPage { page: frame, form, options, ways: ways(visit, PATH) }.answer()
}
