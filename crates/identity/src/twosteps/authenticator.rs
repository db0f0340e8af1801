//! The authenticator: set up, replaced by another, removed. It counts once it was tried.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::form::FormState;
use base::web::answer::Answer;

use super::confirm::Fresh;
use super::{hold, settle, ways};
use crate::factors::setup::{self, Proved};
use crate::factors::{self, AgreePage, AuthenticatorPage, CODE_FIELD, SavedCodesPage, Setup};
use crate::front_door::FrontDoor;
use crate::messaging::message::FactorChange;
use crate::visit::{Posted, page};
use crate::{devices, paths};

pub(super) const PATH: &str = "/perfil/dos-pasos/aplicacion";
pub(super) const REMOVE_PATH: &str = "/perfil/dos-pasos/aplicacion/quitar";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, get(show).post(submit)).route(REMOVE_PATH, get(show_remove).post(remove))
}

async fn show(visit: Fresh, State(front): State<FrontDoor>) -> Answer {
    show_page(&front, &visit, FormState::empty()).await
}

async fn submit(visit: Fresh, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let owner = visit.account.id.uuid();
    let tx = visit.begin(&front).await?;
    let Some(had) = hold(&tx, &visit).await? else { return Ok(visit.see(paths::SIGNIN)) };
    let proved = match setup::prove(&tx, &front, &visit, owner, posted.get(CODE_FIELD)).await? {
        Proved::Yes { secret, step } => (secret, step),
        Proved::No => {
            tx.commit().await?;
            let form = FormState::empty().with_error(CODE_FIELD, visit.t("factors-first-code-wrong"));
            return show_page(&front, &visit, form).await;
        }
        Proved::StartAgain => return Ok(visit.see(PATH)),
    };
    let codes = factors::set_authenticator(&tx, &front, owner, &proved.0, proved.1).await?;
    let change = match (had.is_set(), had.has_authenticator) {
        (false, _) => FactorChange::TurnedOn,
        (true, false) => FactorChange::AuthenticatorAdded,
        (true, true) => FactorChange::AuthenticatorReplaced,
    };
    visit.record(&tx, &front, "factors.authenticator_set", Some(visit.account.id), "").await?;
    settle(&tx, &front, &visit, change).await?;
    devices::note_factor(&tx, &visit, visit.account.id).await?;
    tx.commit().await?;
    let frame = visit.page(&front, visit.t("factors-saved-codes-title"));
    page(&SavedCodesPage::new(frame, &codes, visit.url(paths::TWO_STEPS)))
}

async fn show_remove(visit: Fresh, State(front): State<FrontDoor>) -> Answer {
    page(&AgreePage {
        page: visit.page(&front, visit.t("twosteps-remove-authenticator")),
        text: visit.t("twosteps-remove-authenticator-text").to_owned(),
        detail: String::new(),
        button: visit.t("factors-remove").to_owned(),
        tone: "danger",
        ways: ways(&visit, REMOVE_PATH),
    })
}

async fn remove(visit: Fresh, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let owner = visit.account.id.uuid();
    let tx = visit.begin(&front).await?;
    if hold(&tx, &visit).await?.is_some() && factors::remove_authenticator(&tx, owner).await? {
        let is_still_on = factors::is_set(&tx, owner).await?;
        let change = if is_still_on { FactorChange::Removed } else { FactorChange::TurnedOff };
        visit.record(&tx, &front, "factors.authenticator_removed", Some(visit.account.id), "").await?;
        settle(&tx, &front, &visit, change).await?;
    }
    tx.commit().await?;
    Ok(visit.see(paths::TWO_STEPS))
}

async fn show_page(front: &FrontDoor, visit: &Fresh, form: FormState) -> Answer {
    let account = &visit.account;
    let secret = setup::secret(front, visit, account.id.uuid(), Some(account.id)).await?;
    let shown = AuthenticatorPage {
        page: visit.page(front, visit.t("twosteps-authenticator-title")),
        form,
        intro: visit.t("twosteps-authenticator-intro").to_owned(),
        setup: Setup::of(&secret, &visit.portal, &account.signin_name),
        button: visit.t("twosteps-save").to_owned(),
        ways: ways(visit, PATH),
    };
    shown.answer()
}
