//! The username: the e-mail address, the slide, a code by text message, and the name by mail or text message (C3–C6).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::tasks;
use crate::accounts::{self, Account};
use crate::front_door::FrontDoor;
use crate::gate::{self, HumanField, Refused};
use crate::humancheck::Purpose;
use crate::journey::Journey;
use crate::limits;
use crate::messaging::message::Message;
use crate::messaging::outbox::{Recipient, To, post};
use crate::paths;
use crate::portals::SendBy;
use crate::roster::EmailAddress;
use crate::verification::pages::{CodeStep, Onward, RightCode, mismatch};
use crate::visit::{Posted, Visit, page};
use crate::{devices, verification};

const SENT_PATH: &str = "/recuperar-usuario/enviado";

pub(super) static CODE_STEP: CodeStep = CodeStep {
    journey: Journey::UsernameRecovery,
    path: "/recuperar-usuario/codigo",
    resend_path: "/recuperar-usuario/codigo/reenviar",
    start: paths::USERNAME_RECOVERY,
    next: SENT_PATH,
    title: "recovery-code-title",
    place: (2, 2),
    send: tasks::SEND_USERNAME_CODE,
    on_right: |code| Box::pin(send_username(code)),
};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::USERNAME_RECOVERY, get(show).post(submit))
        .route(SENT_PATH, get(sent))
        .merge(verification::pages::routes(&CODE_STEP))
}

/// What the walk keeps of the first page.
#[derive(Serialize, Deserialize)]
pub(super) struct UsernameAsked {
    pub email: String,
}

#[derive(Template)]
#[template(path = "recovery/ask_username.html")]
struct AskPage {
    page: Page,
    form: FormState,
    human: HumanField,
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "recovery/username_sent.html")]
struct SentPage {
    page: Page,
    signin: String,
}

async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    if visit.portal.recovery.username.is_none() {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    gate::show(&front, &visit, Purpose::UsernameRecovery, |human| {
        ask_page(&front, &visit, FormState::empty(), human)
    })
}

async fn submit(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    if visit.portal.recovery.username.is_none() {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let form = FormState::keeping(&posted, &["email"]);
    let email = match EmailAddress::parse(posted.trimmed("email")) {
        Ok(email) => email.key(),
        Err(refusal) => {
            return again(&front, &visit, form.with_error("email", visit.t(refusal.message())));
        }
    };
    let examined = gate::examine(&front, &visit, Purpose::UsernameRecovery, &posted).await;
    let tx = visit.begin(&front).await?;
    let by_source = (limits::RECOVERY_BY_SOURCE, visit.source.as_str());
    let by_name = Some((limits::RECOVERY_BY_NAME, email.as_str()));
    let gate = gate::pass(&tx, &front, &visit, examined, by_source, by_name).await?;
    if let Some(refused) = gate::refusal(&visit, gate, form) {
        tx.commit().await?;
        return again(&front, &visit, refused);
    }
    verification::pages::begin(&tx, &front, &visit, &CODE_STEP, &UsernameAsked { email }).await?;
    visit.record(&tx, &front, "recovery.username_asked", None, "").await?;
    tx.commit().await?;
    Ok(visit.see(CODE_STEP.path))
}

fn again(front: &FrontDoor, visit: &Visit, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::UsernameRecovery, refused.into(), |form, human| {
        ask_page(front, visit, form, human)
    })
}

fn ask_page(front: &FrontDoor, visit: &Visit, form: FormState, human: HumanField) -> AskPage {
    let mut page = visit.page(front, visit.t("recovery-username-title"));
    page.has_errors = form.has_errors();
    AskPage { page, form, human, action: visit.url(paths::USERNAME_RECOVERY), back: visit.url(paths::SIGNIN) }
}

/// The code came back: the name goes to the contacts on record, never to the screen.
async fn send_username(code: RightCode<'_>) -> Result<Onward> {
    let RightCode { front, visit, tx, proved, .. } = code;
    let id = proved.account.ok_or_else(mismatch)?;
    let account = accounts::store::by_id(tx, id).await?.ok_or_else(mismatch)?;
    let send_by = visit.portal.recovery.username.map_or(SendBy::Email, |recovery| recovery.send_by);
    let subject = id.to_string();
    if limits::allows(tx, front, &[(limits::USERNAMES_BY_ACCOUNT_IN_A_DAY, &subject)]).await? {
        let usernames = usernames_of(tx, &account).await?;
        let to = To { portal: &visit.portal, language: visit.language, account: Some(id) };
        let mail = account.confirmed_email().map(|address| Recipient::Mail(address.to_owned()));
        let phone = account.confirmed_phone().map(|number| Recipient::Phone(number.to_owned()));
        let recipients = match send_by {
            SendBy::Both => [mail, phone],
            // Whoever has no confirmed address still gets the name by the way that was just proved.
            SendBy::Email => [mail.or(phone), None],
            SendBy::Sms => [phone, None],
        };
        for recipient in recipients.into_iter().flatten() {
            let message = Message::UsernameReminder {
                usernames: usernames.clone(),
                signin_url: visit.portal.address.link(paths::SIGNIN),
            };
            post(tx, front, &to, recipient, message).await?;
        }
    }
    visit.record(tx, front, "recovery.username_sent", Some(id), "").await?;
    let device = devices::remember(tx, front, visit, id).await?;
    Ok(Onward { path: SENT_PATH, cookies: vec![device] })
}

/// The names of everybody who has this address and this phone: a family may share both.
async fn usernames_of(tx: &Tx, account: &Account) -> Result<Vec<String>> {
    let Some(email) = account.email.as_deref() else { return Ok(vec![account.signin_name.clone()]) };
    let sharing = accounts::store::by_registered_email(tx, email, tasks::ACCOUNTS_OF_AN_ADDRESS).await?;
    let same_phone = sharing.into_iter().filter(|other| other.phone == account.phone);
    Ok(same_phone.map(|other| other.signin_name).collect())
}

async fn sent(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let frame = visit.page(&front, visit.t("recovery-username-sent-title"));
    page(&SentPage { page: frame, signin: visit.url(paths::SIGNIN) })
}
