//! One's own access to the office: the password, and new saved codes.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{PasswordRule as RuleLine, SummaryRow};
use base::web::page::Page;

use super::invitation::SavedCodesPage;
use super::permissions::may;
use super::{RULE, factor, notice, open_session, role_names, store};
use crate::credentials::{Password, StoredHash, Verdict, screen};
use crate::factors::{self, SavedCode};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::signin::guard::{self, Guard};
use crate::visit::{Posted, page, page_again};

const CODES_PATH: &str = "/oficina/mi-acceso/codigos";
const PASSWORD_PATH: &str = "/oficina/mi-acceso/clave";
const CURRENT_FIELD: &str = "current_password";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::OFFICE_OWN, get(show))
        .route(CODES_PATH, get(show_codes).post(new_codes))
        .route(PASSWORD_PATH, get(show_password).post(change_password))
}

#[derive(Template)]
#[template(path = "staff/own.html")]
struct OwnPage {
    page: Page,
    facts: Vec<SummaryRow>,
    few_codes: bool,
    codes: String,
    password: String,
}

#[derive(Template)]
#[template(path = "staff/new_codes.html")]
struct NewCodesPage {
    page: Page,
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "staff/password.html")]
struct PasswordPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    rules: Vec<RuleLine>,
    /// For the browser that keeps passwords.
    email: String,
}

/// Fewer than this, and it is time for new ones.
const FEW_CODES: i64 = 4;

async fn show(staff: Staff<may::EnterOffice>, State(front): State<FrontDoor>) -> Answer {
    let left = factors::saved_codes_left(&staff.view(&front), staff.member.id.uuid()).await?;
    let row = |term: &str, value: String| SummaryRow { term: staff.t(term).to_owned(), value, action: None };
    page(&OwnPage {
        page: staff.page(&front, staff.t("staff-own-title")),
        facts: vec![
            row("staff-own-name", staff.member.name.clone()),
            row("staff-own-email", staff.member.email.clone()),
            row("staff-own-roles", role_names(&staff, &staff.member.roles)),
            row("staff-own-codes", staff.words.with("staff-own-codes-left", &[("left", left.into())])),
        ],
        few_codes: left < FEW_CODES,
        codes: staff.url(CODES_PATH),
        password: staff.url(PASSWORD_PATH),
    })
}

async fn show_codes(staff: Staff<may::ChangeOwnFactors>, State(front): State<FrontDoor>) -> Answer {
    page(&NewCodesPage {
        page: staff.page(&front, staff.t("staff-new-codes-title")),
        action: staff.url(CODES_PATH),
        back: staff.url(paths::OFFICE_OWN),
    })
}

async fn new_codes(staff: Staff<may::ChangeOwnFactors>, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let member = staff.member.id.uuid();
    let tx = staff.begin(&front).await?;
    let codes = factors::replace_saved_codes(&tx, &front, member).await?;
    staff.record(&tx, &front, "staff.saved_codes_replaced", Some(member), "").await?;
    notice::access_changed(&tx, &front, &staff, &staff.member.email).await?;
    tx.commit().await?;
    page(&SavedCodesPage {
        page: staff.page(&front, staff.t("staff-saved-codes-title")),
        codes: codes.iter().map(SavedCode::written).collect(),
        next: staff.url(paths::OFFICE_OWN),
    })
}

async fn show_password(staff: Staff<may::ChangeOwnFactors>, State(front): State<FrontDoor>) -> Answer {
    page(&password_page(&front, &staff, FormState::empty()))
}

async fn change_password(
    staff: Staff<may::ChangeOwnFactors>,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    let verified = match verify(&front, &staff, posted.get(CURRENT_FIELD)).await? {
        Verified::Yes(hash) => hash,
        Verified::No(said) => {
            let form = FormState::empty().with_error(CURRENT_FIELD, said);
            return page_again(&password_page(&front, &staff, form));
        }
        Verified::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    let mut personal = staff.portal.unfit_for_passwords();
    personal.names = vec![&staff.member.name];
    personal.email = Some(&staff.member.email);
    let password = match screen::chosen_by(RULE, &staff, &posted, true, &personal, FormState::empty()) {
        Ok(password) => password,
        Err(form) => return page_again(&password_page(&front, &staff, form)),
    };
    let Some(hash) = screen::hashed(&front, &password).await? else {
        return Ok(bare(StatusCode::SERVICE_UNAVAILABLE));
    };
    let member = staff.member.id;
    let tx = staff.begin(&front).await?;
    if !store::hold(&tx, member, &verified).await? {
        let form = FormState::empty().with_error(CURRENT_FIELD, staff.t("staff-current-wrong"));
        return page_again(&password_page(&front, &staff, form));
    }
    store::set_hash(&tx, member, &hash.phc(), staff.now).await?;
    // Every session ends with the old password; this browser has just proved who it is and gets a new one.
    store::end_all_sessions(&tx, member, staff.now).await?;
    let session = open_session(&tx, &front, &staff, member, Some(&staff.session)).await?;
    staff.record(&tx, &front, "staff.password_set", Some(member.uuid()), "").await?;
    notice::access_changed(&tx, &front, &staff, &staff.member.email).await?;
    tx.commit().await?;
    Ok(with_cookies(staff.see(paths::OFFICE_OWN), [session]))
}

/// Whether the person at the keyboard knows the password.
enum Verified {
    /// The stored hash that it was held against.
    Yes(String),
    No(String),
    Busy,
}

/// Asks for the password again, under the same guard as signing in.
async fn verify(front: &FrontDoor, staff: &Staff<may::ChangeOwnFactors>, typed: &str) -> Result<Verified> {
    let wrong = || Verified::No(staff.t("staff-current-wrong").to_owned());
    let Ok(password) = Password::parse(typed) else { return Ok(wrong()) };
    let Ok(permit) = front.hasher.permit() else { return Ok(Verified::Busy) };
    let guard = Guard::of_staff_session(front, &staff.member.email, staff.member.id.uuid());
    let tx = staff.begin(front).await?;
    let verdict = guard.count(&tx, RULE, staff.now).await?;
    let login = store::login(&tx, &staff.member.email).await?;
    tx.commit().await?;
    if verdict != guard::Verdict::Open {
        return Ok(Verified::No(factor::wait(staff, verdict)));
    }
    let hash = login.map(|login| login.password_hash).unwrap_or_default();
    let stored = StoredHash::parse(&hash).map_err(|error| Error::stored("a password's hash", error))?;
    let verdict =
        permit.verify(&password, Some(&stored)).await.map_err(|error| Error::Other(error.to_string()))?;
    let tx = staff.begin(front).await?;
    let verified = if matches!(verdict, Verdict::Right { .. }) {
        guard.forgive(&tx).await?;
        Verified::Yes(hash)
    } else {
        staff.record(&tx, front, "staff.password_refused", Some(staff.member.id.uuid()), "").await?;
        wrong()
    };
    tx.commit().await?;
    Ok(verified)
}

fn password_page(front: &FrontDoor, staff: &Staff<may::ChangeOwnFactors>, form: FormState) -> PasswordPage {
    let mut page = staff.page(front, staff.t("staff-password-title"));
    page.has_errors = form.has_errors();
    PasswordPage {
        page,
        form,
        action: staff.url(PASSWORD_PATH),
        back: staff.url(paths::OFFICE_OWN),
        rules: screen::lines_of(staff, RULE),
        email: staff.member.email.clone(),
    }
}
