//! New saved codes, in place of the ones before.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;

use super::confirm::Fresh;
use super::{hold, settle, ways};
use crate::factors::{self, AgreePage, SavedCodesPage};
use crate::front_door::FrontDoor;
use crate::messaging::message::FactorChange;
use crate::visit::{Posted, page};
use crate::{devices, paths};

pub(super) const PATH: &str = "/perfil/dos-pasos/codigos";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, get(show).post(submit))
}

async fn show(visit: Fresh, State(front): State<FrontDoor>) -> Answer {
    page(&AgreePage {
        page: visit.page(&front, visit.t("factors-new-codes-title")),
        text: visit.t("factors-new-codes-intro").to_owned(),
        detail: String::new(),
        button: visit.t("factors-new-codes").to_owned(),
        tone: "primary",
        ways: ways(&visit, PATH),
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
