//! New saved codes, in place of the ones before.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::page::Page;

use super::confirm::Fresh;
use super::{hold, settle};
use crate::factors::{self, SavedCodesPage};
use crate::front_door::FrontDoor;
use crate::messaging::message::FactorChange;
use crate::visit::{Posted, page};
use crate::{devices, paths};

pub(super) const PATH: &str = "/perfil/dos-pasos/codigos";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, get(show).post(submit))
}

#[derive(Template)]
#[template(path = "twosteps/new_codes.html")]
struct NewCodesPage {
    page: Page,
    action: String,
    back: String,
}

async fn show(visit: Fresh, State(front): State<FrontDoor>) -> Answer {
    page(&NewCodesPage {
        page: visit.page(&front, visit.t("twosteps-new-codes-title")),
        action: visit.url(PATH),
        back: visit.url(paths::TWO_STEPS),
    })
}

async fn submit(visit: Fresh, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let account = visit.account.id;
    let tx = visit.begin(&front).await?;
    // Saved codes alone are no factor.
    if !hold(&tx, &visit).await?.is_some_and(|held| held.is_set()) {
        return Ok(visit.see(paths::TWO_STEPS));
    }
    let codes = factors::replace_saved_codes(&tx, &front, account.uuid()).await?;
    visit.record(&tx, &front, "factors.saved_codes_replaced", Some(account), "").await?;
    settle(&tx, &front, &visit, FactorChange::NewCodes).await?;
    devices::note_factor(&tx, &visit, account).await?;
    tx.commit().await?;
    let frame = visit.page(&front, visit.t("factors-saved-codes-title"));
    page(&SavedCodesPage::new(frame, &codes, visit.url(paths::TWO_STEPS)))
}
