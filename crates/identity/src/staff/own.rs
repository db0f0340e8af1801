//! One's own access to the office: what there is of it, the password, and new saved codes.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{Icon, Link, PasswordRule as RuleLine, SummaryRow};
use base::web::page::Page;

use super::permissions::may;
use super::store::OpenSession;
use super::{IDLE, RULE, authenticator, factor, notice, open_session, passkeys, role_names, sessions, store};
use crate::credentials::{Password, StoredHash, Verdict, screen};
use crate::factors::{self, AgreePage, Passkey, SavedCodesPage, Ways};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
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
    passkeys: Vec<Card>,
    add_passkey: String,
    sessions: Vec<Card>,
    end_session: String,
    end_others: String,
}

/// A passkey or a session as a card.
struct Card {
    icon: Icon,
    title: String,
    detail: String,
    mark: String,
    /// Where a passkey is removed, or the session's id.
    target: String,
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

async fn show(staff: Staff<may::EnterOffice>, State(front): State<FrontDoor>) -> Answer {
    let held = factors::held(&staff.view(&front), staff.member.id.uuid()).await?;
    let left = held.saved_codes_left;
    let open =
        store::open_sessions(&staff.view(&front), staff.member.id, staff.now.minus(IDLE), staff.now).await?;
    let row = |term: &str, value: String| SummaryRow { term: staff.t(term).to_owned(), value, action: None };
    let change = |path: &str| Some(Link::new(staff.t("staff-change"), staff.url(path)));
    page(&OwnPage {
        page: staff.page(&front, staff.t("staff-own-title")),
        facts: vec![
            row("staff-own-name", staff.member.name.clone()),
            row("staff-own-email", staff.member.email.clone()),
            row("staff-own-roles", role_names(&staff, &staff.member.roles)),
            SummaryRow {
                action: change(authenticator::PATH),
                ..row("staff-own-authenticator", staff.t("staff-own-authenticator-on").to_owned())
            },
            row("staff-own-codes", staff.words.with("factors-codes-left", &[("left", left.into())])),
        ],
        few_codes: held.has_few_codes(),
        codes: staff.url(CODES_PATH),
        password: staff.url(PASSWORD_PATH),
        passkeys: held.passkeys.iter().map(|passkey| passkey_card(&staff, passkey)).collect(),
        add_passkey: staff.url(passkeys::PATH),
        sessions: open.iter().map(|session| session_card(&staff, session)).collect(),
        end_session: staff.url(sessions::END_PATH),
        end_others: staff.url(sessions::END_OTHERS_PATH),
    })
}

fn passkey_card(staff: &Staff<may::EnterOffice>, passkey: &Passkey) -> Card {
    Card {
        icon: Icon::Key,
        title: passkey.name.clone(),
        detail: factors::passkeys::detail(staff, passkey),
        mark: String::new(),
        target: staff.url(&format!("{}/{}", passkeys::PATH, passkey.id)),
    }
}

fn session_card(staff: &Staff<may::EnterOffice>, session: &OpenSession) -> Card {
    let is_this = session.id == staff.session.id;
    let seen = moment(session.seen_at, &staff.words);
    let values = [("seen", seen.into()), ("source", session.source.as_str().into())];
    let unknown = staff.t("staff-some-browser");
    Card {
        icon: Icon::Device,
        title: if session.browser.is_empty() { unknown.to_owned() } else { session.browser.clone() },
        detail: staff.words.with("staff-session-detail", &values),
        mark: if is_this { staff.t("staff-this-browser").to_owned() } else { String::new() },
        target: session.id.to_string(),
    }
}

async fn show_codes(staff: Staff<may::ChangeOwnFactors>, State(front): State<FrontDoor>) -> Answer {
    page(&AgreePage {
        page: staff.page(&front, staff.t("factors-new-codes-title")),
        text: staff.t("factors-new-codes-intro").to_owned(),
        detail: String::new(),
        button: staff.t("factors-new-codes").to_owned(),
        tone: "primary",
        ways: Ways { action: staff.url(CODES_PATH), back: staff.url(paths::OFFICE_OWN) },
    })
}

async fn new_codes(staff: Staff<may::ChangeOwnFactors>, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let member = staff.member.id.uuid();
    let tx = staff.begin(&front).await?;
    if !store::hold_signed_in(&tx, staff.member.id, staff.session.id).await? {
        return Ok(staff.see(paths::OFFICE_SIGNIN));
    }
    let codes = factors::replace_saved_codes(&tx, &front, member).await?;
    store::end_other_sessions(&tx, staff.member.id, staff.session.id, staff.now).await?;
    staff.record(&tx, &front, "staff.saved_codes_replaced", Some(member), "").await?;
    notice::access_changed(&tx, &front, &staff, &staff.member.email).await?;
    tx.commit().await?;
    let frame = staff.page(&front, staff.t("factors-saved-codes-title"));
    page(&SavedCodesPage::new(frame, &codes, staff.url(paths::OFFICE_OWN)))
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
