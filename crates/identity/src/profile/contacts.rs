//! The e-mail address: a link to the new one proves it, and the old one is told. The same link confirms the address of a new
//! account (M5).

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::password::{CURRENT_FIELD, Confirmed, confirm_current};
use crate::accounts::{self, Account};
use crate::credentials::screen;
use crate::front_door::FrontDoor;
use crate::limits;
use crate::messaging::masked;
use crate::messaging::message::{Contact, Message};
use crate::messaging::outbox::{Recipient, To, post};
use crate::portals::SignInWith;
use crate::roster::{EmailAddress, refusal};
use crate::verification::link::{self, Link, Purpose};
use crate::verification::link_page::{self, DeadLink, secretly};
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
    signin: String,
}

static DEAD_LINK: DeadLink = DeadLink {
    title: "profile-not-confirmed-title",
    text: "profile-not-confirmed-text",
    way_out: "profile-to-signin",
    path: paths::SIGNIN,
};

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
        Confirmed::Yes { .. } => {}
        Confirmed::No(said) => {
            return page_again(&email_page(&front, &visit, form.with_error(CURRENT_FIELD, said)));
        }
        Confirmed::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    }
    let tx = visit.begin(&front).await?;
    if !limits::allow_contact_change(&tx, &front, visit.account.id).await? {
        tx.commit().await?;
        return page_again(&email_page(
            &front,
            &visit,
            form.with_error("email", visit.t("profile-too-many-changes")),
        ));
    }
    // Made here and not by a task of later: what ends the account's links ends this one too.
    let to = To { portal: &visit.portal, language: visit.language, account: Some(visit.account.id) };
    link::send_confirmation(&tx, &front, &to, &email).await?;
    visit.record(&tx, &front, "profile.email_change_asked", Some(visit.account.id), "").await?;
    tx.commit().await?;
    Ok(visit.see(SENT_PATH))
}

fn email_page(front: &FrontDoor, visit: &SignedIn, form: FormState) -> EmailPage {
    let mut page = visit.page(front, visit.t("profile-email-title"));
    page.has_errors = form.has_errors();
    let inputmode = screen::inputmode(visit);
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
    let live = link::look(&front, &visit, Purpose::EmailConfirmation, &token).await?;
    let Some(live) = live else { return DEAD_LINK.page(&front, &visit) };
    secretly(page(&ConfirmPage {
        page: link_page::frame(&front, &visit, "profile-confirm-title"),
        action: visit.url(&format!("{}{token}", paths::CONFIRM_EMAIL)),
        email: live.about.email,
    }))
}

async fn confirm(
    visit: Visit,
    State(front): State<FrontDoor>,
    Path(token): Path<String>,
    _: Posted,
) -> Answer {
    let tx = visit.begin(&front).await?;
    if !limits::allows(&tx, &front, &[(limits::LINK_BY_SOURCE, visit.source.as_str())]).await? {
        tx.commit().await?;
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    let consumed = link::consume(&tx, &front, &visit, Purpose::EmailConfirmation, &token).await?;
    let account = match consumed.as_ref().and_then(|link| link.account) {
        Some(id) => accounts::store::by_id(&tx, id).await?,
        None => None,
    };
    let is_confirmed = match (consumed, account) {
        (Some(link), Some(account)) => apply(&tx, &front, &visit, &link, &account).await?,
        _ => false,
    };
    tx.commit().await?;
    if !is_confirmed {
        return DEAD_LINK.page(&front, &visit);
    }
    secretly(page(&ConfirmedPage {
        page: link_page::frame(&front, &visit, "profile-confirmed-title"),
        signin: visit.url(paths::SIGNIN),
    }))
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
