//! The mobile number: a code to the new one proves it, and the old one is told.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::password::{CURRENT_FIELD, Confirmed, confirm_current};
use super::tasks;
use crate::accounts::{self, AccountId};
use crate::credentials::screen;
use crate::front_door::FrontDoor;
use crate::journey::{self, Beginning, Event, Journey};
use crate::limits;
use crate::messaging::masked;
use crate::messaging::message::{Contact, Message};
use crate::messaging::notices;
use crate::messaging::outbox::To;
use crate::roster::{Phone, refusal};
use crate::verification::pages::{CodeStep, Onward, RightCode, mismatch};
use crate::visit::{Posted, SignedIn, page, page_again};
use crate::{paths, sessions, verification};

pub(super) const PATH: &str = "/perfil/celular";

pub(super) static CODE_STEP: CodeStep = CodeStep {
    journey: Journey::PhoneChange,
    path: "/perfil/celular/codigo",
    resend_path: "/perfil/celular/codigo/reenviar",
    start: PATH,
    next: paths::PROFILE,
    title: "profile-phone-code-title",
    place: (2, 2),
    send: tasks::SEND_PHONE_CODE,
    on_right: |code| Box::pin(change(code)),
};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, get(show).post(submit)).merge(verification::pages::routes(&CODE_STEP))
}

/// What the walk keeps: whose number it is to be, and which.
#[derive(Serialize, Deserialize)]
pub(super) struct NewPhone {
    pub account: AccountId,
    pub phone: String,
}

#[derive(Template)]
#[template(path = "profile/phone.html")]
struct PhonePage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    /// How a phone's keyboard opens for the password.
    inputmode: &'static str,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    if !visit.portal.sends_text_messages() {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    // Staff may have corrected it on the person's word: then it stands there to be proved.
    let on_file = accounts::store::on_file(&visit.view(&front), visit.account.id).await?;
    let pending = on_file.and_then(|on_file| on_file.pending_phone).unwrap_or_default();
    page(&phone_page(&front, &visit, FormState::empty().with_value("phone", pending)))
}

async fn submit(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    if !visit.portal.sends_text_messages() {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let form = FormState::keeping(&posted, &["phone"]);
    let phone = match Phone::parse(posted.trimmed("phone")) {
        Ok(phone) if phone.is_colombian() => phone.as_e164().to_owned(),
        Ok(_) => {
            // A text message abroad may cost a hundred times as much, and somebody earns that.
            let form = form.with_error("phone", visit.t("profile-phone-colombian"));
            return page_again(&phone_page(&front, &visit, form));
        }
        Err(wrong) => {
            let form = form.with_error("phone", refusal::words(&visit.words, wrong));
            return page_again(&phone_page(&front, &visit, form));
        }
    };
    match confirm_current(&front, &visit, posted.get(CURRENT_FIELD)).await? {
        Confirmed::Yes { .. } => {}
        Confirmed::No(said) => {
            return page_again(&phone_page(&front, &visit, form.with_error(CURRENT_FIELD, said)));
        }
        Confirmed::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    }
    let tx = visit.begin(&front).await?;
    if !limits::allow_contact_change(&tx, &front, visit.account.id).await? {
        tx.commit().await?;
        let form = form.with_error("phone", visit.t("profile-too-many-changes"));
        return page_again(&phone_page(&front, &visit, form));
    }
    let account = Some(visit.account.id);
    let about = NewPhone { account: visit.account.id, phone };
    let beginning = Beginning { journey: Journey::PhoneChange, event: Event::AskedForCode, account };
    let walk = journey::begin(&tx, &front, &visit, beginning, &about).await?;
    verification::pages::ask(&tx, &front, &visit, &CODE_STEP, walk).await?;
    visit.record(&tx, &front, "profile.phone_change_asked", account, "").await?;
    tx.commit().await?;
    Ok(visit.see(CODE_STEP.path))
}

/// The code came back from the new number.
async fn change(code: RightCode<'_>) -> Result<Onward> {
    let RightCode { front, visit, tx, walk, proved } = code;
    let about: NewPhone = journey::open(&front.keys, walk)?;
    // Whoever signed out, or was signed out, changes nothing any more.
    let session = match &visit.session {
        Some(token) => sessions::find(tx, token, visit.portal.sessions, visit.now).await?,
        None => None,
    };
    if session.is_none_or(|session| session.account_id != about.account) {
        return Ok(Onward { path: paths::SIGNIN, cookies: Vec::new() });
    }
    if proved.account != Some(about.account) {
        return Err(mismatch());
    }
    let account = accounts::store::by_id(tx, about.account).await?.ok_or_else(mismatch)?;
    let to = To { portal: &visit.portal, language: visit.language, account: Some(account.id) };
    let message = Message::ContactChanged {
        contact: Contact::Phone,
        new_masked: masked::phone(&about.phone),
        at: visit.now,
        recovery_url: visit.portal.address.link(paths::PASSWORD_RECOVERY),
    };
    notices::tell_all(tx, front, &to, &account, message).await?;
    accounts::store::set_phone(tx, account.id, &about.phone, visit.now).await?;
    visit.record(tx, front, "profile.phone_changed", Some(account.id), "").await?;
    Ok(Onward { path: paths::PROFILE, cookies: Vec::new() })
}

fn phone_page(front: &FrontDoor, visit: &SignedIn, form: FormState) -> PhonePage {
    let mut page = visit.page(front, visit.t("profile-phone-title"));
    page.has_errors = form.has_errors();
    let inputmode = screen::inputmode(visit);
    PhonePage { page, form, action: visit.url(PATH), back: visit.url(paths::PROFILE), inputmode }
}
