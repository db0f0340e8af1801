//! The e-mail address: a link to the new one proves it, and the old one is told. The same link confirms the address of a new
//! account (M5).

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::secret::Token;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::password::{self, CURRENT_FIELD, Confirmed, confirm_current};
use super::tasks;
use crate::accounts::{self, Account};
use crate::door::keep_address_secret;
use crate::front_door::FrontDoor;
use crate::limits;
use crate::messaging::masked;
use crate::messaging::message::{Contact, Message};
use crate::messaging::outbox::{Recipient, To, post};
use crate::portals::SignInWith;
use crate::roster::{EmailAddress, refusal};
use crate::verification::link::{self, Link, Purpose};
use crate::visit::{Posted, SignedIn, Visit, page, page_again};
use crate::{paths, verification};

pub(super) const PATH: &str = "/perfil/correo";
const SENT_PATH: &str = "/perfil/correo/enviado";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(PATH, get(show).post(submit))
        .route(SENT_PATH, get(sent))
        .route(&format!("{}{{token}}", paths::CONFIRM_EMAIL), get(show_confirm).post(confirm))
}

#[derive(Template)]
#[template(path = "profile/email.html")]
struct EmailPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    /// How a phone's keyboard opens for the password.
    inputmode: &'static str,
}

#[derive(Template)]
#[template(path = "profile/email_sent.html")]
struct SentPage {
    page: Page,
    back: String,
}

#[derive(Template)]
#[template(path = "profile/confirm_email.html")]
struct ConfirmPage {
    page: Page,
    action: String,
    email: String,
}

#[derive(Template)]
#[template(path = "profile/email_confirmed.html")]
struct ConfirmedPage {
    page: Page,
    is_confirmed: bool,
    signin: String,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    let current = visit.account.email.clone().unwrap_or_default();
    page(&email_page(&front, &visit, FormState::empty().with_value("email", current)))
}

async fn submit(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let form = FormState::keeping(&posted, &["email"]);
    let email = match EmailAddress::parse(posted.trimmed("email")) {
        Ok(email) => email.key(),
        Err(wrong) => {
            let form = form.with_error("email", refusal::words(&visit.words, wrong));
            return page_again(&email_page(&front, &visit, form));
        }
    };
    match confirm_current(&front, &visit, posted.get(CURRENT_FIELD)).await? {
        Confirmed::Yes => {}
        Confirmed::No(said) => {
            return page_again(&email_page(&front, &visit, form.with_error(CURRENT_FIELD, said)));
        }
        Confirmed::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    }
    let tx = visit.begin(&front).await?;
    tasks::ask_confirmation(&tx, &front, &visit, visit.account.id, &email).await?;
    visit.record(&tx, &front, "profile.email_change_asked", Some(visit.account.id), "").await?;
    tx.commit().await?;
    Ok(visit.see(SENT_PATH))
}

fn email_page(front: &FrontDoor, visit: &SignedIn, form: FormState) -> EmailPage {
    let mut page = visit.page(front, visit.t("profile-email-title"));
    page.has_errors = form.has_errors();
    let inputmode = password::inputmode(visit);
    EmailPage { page, form, action: visit.url(PATH), back: visit.url(paths::PROFILE), inputmode }
}

async fn sent(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    page(&SentPage {
        page: visit.page(&front, visit.t("profile-email-sent-title")),
        back: visit.url(paths::PROFILE),
    })
}

/// A link was opened: a button, since mail programs open links too.
async fn show_confirm(visit: Visit, State(front): State<FrontDoor>, Path(token): Path<String>) -> Answer {
    let live = match Token::parse(&token) {
        Some(token) => {
            link::look(&visit.view(&front), &front, Purpose::EmailConfirmation, &token, visit.now).await?
        }
        None => None,
    };
    let Some(live) = live else { return secretly(outcome(&front, &visit, false)) };
    let mut frame = visit.page(&front, visit.t("profile-confirm-title"));
    frame.alternate_language_url = String::new();
    let action = visit.url(&format!("{}{token}", paths::CONFIRM_EMAIL));
    secretly(page(&ConfirmPage { page: frame, action, email: live.about.email }))
}

async fn confirm(
    visit: Visit,
    State(front): State<FrontDoor>,
    Path(token): Path<String>,
    _: Posted,
) -> Answer {
    let Some(token) = Token::parse(&token) else { return secretly(outcome(&front, &visit, false)) };
    let tx = visit.begin(&front).await?;
    if !limits::allows(&tx, &front, &[(limits::LINK_BY_SOURCE, visit.source.as_str())]).await? {
        tx.commit().await?;
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    let consumed = link::consume(&tx, &front, Purpose::EmailConfirmation, &token, visit.now).await?;
    let account = match consumed.as_ref().and_then(|link| link.account) {
        Some(id) => accounts::store::by_id(&tx, id).await?,
        None => None,
    };
    let is_confirmed = match (consumed, account) {
        (Some(link), Some(account)) => apply(&tx, &front, &visit, &link, &account).await?,
        _ => false,
    };
    tx.commit().await?;
    secretly(outcome(&front, &visit, is_confirmed))
}

/// The address counts from now on. One that replaces another ends the links mailed to the old one, which is told.
async fn apply(
    tx: &base::db::Tx,
    front: &FrontDoor,
    visit: &Visit,
    link: &Link,
    account: &Account,
) -> Result<bool> {
    let email = &link.about.email;
    let is_new = account.email.as_deref() != Some(email);
    if is_new && visit.portal.signin.identifier == SignInWith::Email {
        let is_free = accounts::store::rename(tx, account.id, email).await?;
        if !is_free {
            return Ok(false);
        }
    }
    accounts::store::confirm_email(tx, account.id, email, visit.now).await?;
    if is_new {
        verification::void_links(tx, account.id, visit.now).await?;
        if let Some(old) = account.confirmed_email() {
            let to = To { portal: &visit.portal, language: visit.language, account: Some(account.id) };
            let message = Message::ContactChanged {
                contact: Contact::Email,
                new_masked: masked::email(email),
                at: visit.now,
                recovery_url: visit.portal.address.link(paths::PASSWORD_RECOVERY),
            };
            post(tx, front, &to, Recipient::Mail(old.to_owned()), message).await?;
        }
    }
    visit.record(tx, front, "profile.email_confirmed", Some(account.id), "").await?;
    Ok(true)
}

fn outcome(front: &FrontDoor, visit: &Visit, is_confirmed: bool) -> Answer {
    let title = if is_confirmed { "profile-confirmed-title" } else { "profile-not-confirmed-title" };
    let mut frame = visit.page(front, visit.t(title));
    frame.alternate_language_url = String::new();
    let shown = ConfirmedPage { page: frame, is_confirmed, signin: visit.url(paths::SIGNIN) };
    if is_confirmed { page(&shown) } else { page_again(&shown) }
}

fn secretly(answer: Answer) -> Answer {
    let mut response = answer?;
    keep_address_secret(response.headers_mut());
    Ok(response)
}
