//! Changing one's own authenticator: the new one counts once it was tried, and the old one is worth nothing from then on.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::form::FormState;
use base::web::answer::Answer;

use super::permissions::may;
use super::{notice, store};
use crate::factors::setup::{self, Proved};
use crate::factors::{self, AuthenticatorPage, CODE_FIELD, SavedCodesPage, Setup, Ways};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::signin::guard;
use crate::visit::{Posted, page};

pub(super) const PATH: &str = "/oficina/mi-acceso/aplicacion";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, get(show).post(submit))
}

async fn show(staff: Staff<may::ChangeOwnFactors>, State(front): State<FrontDoor>) -> Answer {
    show_page(&front, &staff, FormState::empty()).await
}

async fn submit(
    staff: Staff<may::ChangeOwnFactors>,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    let owner = staff.member.id.uuid();
    let tx = staff.begin(&front).await?;
    if !store::hold_signed_in(&tx, staff.member.id, staff.session.id).await? {
        return Ok(staff.see(paths::OFFICE_SIGNIN));
    }
    let (secret, step) = match setup::prove(&tx, &front, &staff, owner, posted.get(CODE_FIELD)).await? {
        Proved::Yes { secret, step } => (secret, step),
        Proved::No => {
            tx.commit().await?;
            let form = FormState::empty().with_error(CODE_FIELD, staff.t("factors-first-code-wrong"));
            return show_page(&front, &staff, form).await;
        }
        Proved::StartAgain => return Ok(staff.see(PATH)),
    };
    guard::reopen_factor(&tx, &front, owner).await?;
    let codes = factors::set_authenticator(&tx, &front, owner, &secret, step).await?;
    store::end_other_sessions(&tx, staff.member.id, staff.session.id, staff.now).await?;
    staff.record(&tx, &front, "staff.authenticator_set", Some(owner), "").await?;
    notice::access_changed(&tx, &front, &staff, &staff.member.email).await?;
    tx.commit().await?;
    let frame = staff.page(&front, staff.t("factors-saved-codes-title"));
    page(&SavedCodesPage::new(frame, &codes, staff.url(paths::OFFICE_OWN)))
}

async fn show_page(front: &FrontDoor, staff: &Staff<may::ChangeOwnFactors>, form: FormState) -> Answer {
    let secret = setup::secret(front, staff, staff.member.id.uuid(), None).await?;
    let shown = AuthenticatorPage {
        page: staff.page(front, staff.t("staff-authenticator-title")),
        form,
        intro: staff.t("staff-authenticator-intro").to_owned(),
        setup: Setup::of(&secret, &staff.portal, &staff.member.email),
        button: staff.t("staff-save").to_owned(),
        ways: Ways { action: staff.url(PATH), back: staff.url(paths::OFFICE_OWN) },
    };
    shown.answer()
}
