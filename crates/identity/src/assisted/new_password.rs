//! The end: the link that went to the proved address a day after everybody was told. It sets a new password, and the new address takes
//! the place of the contacts that were lost.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::form::FormState;
use base::secret::Token;
use base::web::answer::{Answer, bare, with_cookies};

use super::rules::{Act, State as Stage};
use super::{About, Request, store};
use crate::accounts::{self, Account};
use crate::credentials::screen;
use crate::front_door::FrontDoor;
use crate::messaging::message::{Contact, Message};
use crate::messaging::outbox::To;
use crate::messaging::{masked, notices};
use crate::portals::{PasswordRecovery, SignInWith};
use crate::recovery::{self, Chosen, NewPasswordPage};
use crate::verification::link::{self, Purpose};
use crate::verification::link_page::{self, DeadLink, secretly};
use crate::visit::{Posted, Visit, page, page_again};
use crate::{devices, factors, limits, paths, signin};

/// What the link begins with.
const PATH: &str = "/recuperacion-asistida/nueva/";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/recuperacion-asistida/nueva/{token}", get(show).post(submit))
}

pub(super) fn path(token: &Token) -> String {
    format!("{PATH}{}", token.reveal())
}

static DEAD_LINK: DeadLink = DeadLink {
    title: "assisted-dead-title",
    text: "assisted-dead-text",
    way_out: "assisted-to-help",
    path: paths::HELP,
};

/// Whom a link lets back in.
struct Returning {
    account: Account,
    request: Request,
    about: About,
}

/// The link was opened. Nothing is used up: mail programs open links too.
async fn show(visit: Visit, State(front): State<FrontDoor>, Path(token): Path<String>) -> Answer {
    if look(&front, &visit, &token).await?.is_none() {
        return DEAD_LINK.page(&front, &visit);
    }
    secretly(page(&new_password_page(&front, &visit, FormState::empty(), &token)))
}

/// The new password. Link and request are used up in the transaction that sets it, so that nothing that fails before burns them.
async fn submit(
    visit: Visit,
    State(front): State<FrontDoor>,
    Path(token): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(returning) = look(&front, &visit, &token).await? else {
        return DEAD_LINK.page(&front, &visit);
    };
    let account = &returning.account;
    let form = FormState::empty();
    let chosen = recovery::choose(&front, &visit, &posted, repeats(&visit), account, form).await?;
    let hash = match chosen {
        Chosen::Ready(hash) => hash,
        Chosen::Refused(form) => {
            return secretly(page_again(&new_password_page(&front, &visit, form, &token)));
        }
        Chosen::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    let tx = visit.begin(&front).await?;
    if !limits::allows(&tx, &front, &[(limits::LINK_BY_SOURCE, visit.source.as_str())]).await? {
        tx.commit().await?;
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    // The account first, as everybody does who changes what one signs in with.
    if !accounts::store::hold(&tx, account.id).await? {
        return DEAD_LINK.page(&front, &visit);
    }
    let is_mine = link::consume(&tx, &front, &visit, Purpose::AssistedRecovery, &token).await?.is_some()
        && store::end(&tx, &returning.request, Act::Use, None, visit.now).await?
        && replace_contacts(&tx, &front, &visit, &returning).await?;
    if !is_mine {
        return DEAD_LINK.page(&front, &visit);
    }
    visit.record(&tx, &front, "assisted.used", Some(account.id), &returning.request.number).await?;
    recovery::set_password(&tx, &front, &visit, account, &hash).await?;
    // Two of the staff recognised them, and a day has passed: what they lost is asked of them no more.
    factors::remove_all(&tx, account.id.uuid()).await?;
    signin::factor::forget_tries(&tx, &front, account.id).await?;
    // Whoever lost the phone has nowhere to receive a code for this device.
    let device = devices::remember(&tx, &front, &visit, account.id).await?;
    tx.commit().await?;
    Ok(with_cookies(visit.see(recovery::DONE_PATH), [device]))
}

/// The link of this address, while it and its request live, and whose they are.
async fn look(front: &FrontDoor, visit: &Visit, token: &str) -> Result<Option<Returning>> {
    let live = link::look(front, visit, Purpose::AssistedRecovery, token).await?;
    let Some((id, live)) = live.and_then(|live| Some((live.account?, live))) else { return Ok(None) };
    let view = visit.view(front);
    let request = store::granted(&view, &front.keys, id).await?;
    let Some(request) = request.filter(|request| request.state == Stage::Ready) else { return Ok(None) };
    let Some(about) = request.about.clone().filter(|about| about.email == live.about.email) else {
        return Ok(None);
    };
    let account = accounts::store::by_id(&view, id).await?;
    Ok(account.map(|account| Returning { account, request, about }))
}

/// The proved address counts from now on, and what was lost no longer does; those who have it are told. Whoever lost only the second
/// factor proves the address on file, and keeps it, and the phone unless they named another. A number counts once it is proved from the profile. False where
/// somebody else signs in with the address by now.
async fn replace_contacts(tx: &Tx, front: &FrontDoor, visit: &Visit, returning: &Returning) -> Result<bool> {
    let Returning { account, about, .. } = returning;
    if visit.portal.signin.identifier == SignInWith::Email
        && !accounts::store::rename(tx, account.id, &about.email).await?
    {
        return Ok(false);
    }
    let keeps_address = account.confirmed_email() == Some(about.email.as_str());
    if !keeps_address {
        let to = To { portal: &visit.portal, language: visit.language, account: Some(account.id) };
        let message = Message::ContactChanged {
            contact: Contact::Email,
            new_masked: masked::email(&about.email),
            at: visit.now,
            recovery_url: visit.portal.address.link(paths::HELP),
        };
        notices::tell_all(tx, front, &to, account, message).await?;
        accounts::store::confirm_email(tx, account.id, &about.email, visit.now).await?;
    }
    if !keeps_address || about.phone.is_some() {
        accounts::store::distrust_phone(tx, account.id, about.phone.as_deref()).await?;
    }
    Ok(true)
}

fn repeats(visit: &Visit) -> bool {
    match &visit.portal.recovery.password {
        PasswordRecovery::IdentityData { repeat_password }
        | PasswordRecovery::MailedLink { repeat_password, .. } => *repeat_password,
    }
}

fn new_password_page(front: &FrontDoor, visit: &Visit, form: FormState, token: &str) -> NewPasswordPage {
    let mut page = link_page::frame(front, visit, "recovery-new-password-title");
    page.has_errors = form.has_errors();
    NewPasswordPage {
        page,
        form,
        action: visit.url(&format!("{PATH}{token}")),
        rules: screen::rule_lines(visit),
        confirms_email: false,
        repeats: repeats(visit),
        inputmode: screen::inputmode(visit),
    }
}
