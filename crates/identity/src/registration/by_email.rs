//! Registration with an address alone (A8): look at your mail, and choose a name and a password where its link leads.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare};
use base::web::components::PasswordRule as RuleLine;
use base::web::page::Page;

use super::account::{self, Claim};
use super::tasks::{LinkAsked, SEND_LINK};
use super::{DONE_PATH, LINK_PATH};
use crate::consent::{self, Policy};
use crate::credentials::{Password, screen};
use crate::front_door::FrontDoor;
use crate::gate::{self, HumanField, Refused};
use crate::humancheck::Purpose;
use crate::limits;
use crate::paths;
use crate::portals::RegistrationBy;
use crate::roster::{EmailAddress, PersonName, refusal};
use crate::verification::CONFIRMATION_LINK_LIFETIME;
use crate::verification::link;
use crate::verification::link_page::{self, DeadLink, secretly};
use crate::visit::{Posted, Visit, page, page_again};

const SENT_PATH: &str = "/registro/enviado";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(SENT_PATH, get(sent))
        .route(&format!("{LINK_PATH}{{token}}"), get(show_account).post(submit_account))
}

#[derive(Template)]
#[template(path = "registration/ask_email.html")]
struct AskPage {
    page: Page,
    form: FormState,
    human: HumanField,
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "registration/email_sent.html")]
struct SentPage {
    page: Page,
    again: String,
}

#[derive(Template)]
#[template(path = "registration/account.html")]
struct AccountPage {
    page: Page,
    form: FormState,
    action: String,
    email: String,
    rules: Vec<RuleLine>,
    repeats: bool,
    policy: Option<consent::Shown>,
}

static DEAD_LINK: DeadLink = DeadLink {
    title: "registration-dead-title",
    text: "registration-dead-text",
    way_out: "registration-dead-again",
    path: paths::REGISTRATION,
};

pub(super) fn show(front: &FrontDoor, visit: &Visit) -> Answer {
    gate::show(front, visit, Purpose::Registration, |human| ask_page(front, visit, FormState::empty(), human))
}

pub(super) async fn submit(front: &FrontDoor, visit: &Visit, fields: &Fields) -> Answer {
    let form = FormState::keeping(fields, &["email"]);
    let email = match EmailAddress::parse(fields.trimmed("email")) {
        Ok(email) => email.key(),
        Err(wrong) => {
            return again(front, visit, form.with_error("email", refusal::words(&visit.words, wrong)));
        }
    };
    let examined = gate::examine(front, visit, Purpose::Registration, fields).await;
    let tx = visit.begin(front).await?;
    let by_source = (limits::REGISTRATION_BY_SOURCE, visit.source.as_str());
    let by_name = Some((limits::REGISTRATION_BY_NAME, email.as_str()));
    let gate = gate::pass(&tx, front, visit, examined, by_source, by_name).await?;
    if let Some(refused) = gate::refusal(visit, gate, form) {
        tx.commit().await?;
        return again(front, visit, refused);
    }
    let asked = LinkAsked { email, language: visit.language };
    base::tasks::enqueue(&tx, front.writer(), SEND_LINK, &asked, CONFIRMATION_LINK_LIFETIME).await?;
    visit.record(&tx, front, "registration.link_asked", None, "").await?;
    tx.commit().await?;
    Ok(visit.see(SENT_PATH))
}

fn again(front: &FrontDoor, visit: &Visit, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::Registration, refused.into(), |form, human| {
        ask_page(front, visit, form, human)
    })
}

fn ask_page(front: &FrontDoor, visit: &Visit, form: FormState, human: HumanField) -> AskPage {
    let mut page = visit.page(front, visit.t("registration-title"));
    page.has_errors = form.has_errors();
    AskPage { page, form, human, action: visit.url(paths::REGISTRATION), back: visit.url(paths::SIGNIN) }
}

async fn sent(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    page(&SentPage {
        page: visit.page(&front, visit.t("registration-sent-title")),
        again: visit.url(paths::REGISTRATION),
    })
}

async fn show_account(visit: Visit, State(front): State<FrontDoor>, Path(token): Path<String>) -> Answer {
    let Some(live) = look(&front, &visit, &token).await? else { return DEAD_LINK.page(&front, &visit) };
    let policy = consent::in_force(&visit.view(&front)).await?;
    let link = Opened { token: &token, email: live.about.email };
    secretly(page(&account_page(&front, &visit, FormState::empty(), link, policy.as_ref())))
}

async fn submit_account(
    visit: Visit,
    State(front): State<FrontDoor>,
    Path(token): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(live) = look(&front, &visit, &token).await? else { return DEAD_LINK.page(&front, &visit) };
    let policy = consent::in_force(&visit.view(&front)).await?;
    let policy = policy.as_ref();
    let form = FormState::keeping(&posted, &["given_names", "family_names"]);
    let form = consent::keeping(form, &posted, policy);
    let link = Opened { token: &token, email: live.about.email };
    let (claim, password) = match read(&visit, &posted, &link.email, form.clone()) {
        Ok(read) => read,
        Err(form) => return secretly(page_again(&account_page(&front, &visit, form, link, policy))),
    };
    let consent = match consent::chosen(policy, &visit, &posted, form) {
        Ok(consent) => consent,
        Err(form) => return secretly(page_again(&account_page(&front, &visit, form, link, policy))),
    };
    let Some(hash) = screen::hashed(&front, &password).await? else {
        return Ok(bare(StatusCode::SERVICE_UNAVAILABLE));
    };
    let tx = visit.begin(&front).await?;
    if !limits::allows(&tx, &front, &[(limits::LINK_BY_SOURCE, visit.source.as_str())]).await? {
        tx.commit().await?;
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    let purpose = link::Purpose::EmailRegistration;
    if link::consume(&tx, &front, &visit, purpose, &token).await?.is_none() {
        return DEAD_LINK.page(&front, &visit);
    }
    let opened = account::open(&tx, &front, &visit, claim, &hash).await?;
    if let (Some(account), Some(consent)) = (opened, &consent) {
        consent::record(&tx, &front, &visit, account, consent).await?;
    }
    tx.commit().await?;
    if opened.is_none() {
        // The address got an account by another link meanwhile: this one has no use left.
        return DEAD_LINK.page(&front, &visit);
    }
    Ok(visit.see(DONE_PATH))
}

async fn look(front: &FrontDoor, visit: &Visit, token: &str) -> base::error::Result<Option<link::Link>> {
    if visit.portal.registration.by != RegistrationBy::Email {
        return Ok(None);
    }
    link::look(front, visit, link::Purpose::EmailRegistration, token).await
}

fn read(
    visit: &Visit,
    fields: &Fields,
    email: &str,
    mut form: FormState,
) -> Result<(Claim, Password), FormState> {
    let mut name = |field: &str| match PersonName::parse(fields.trimmed(field)) {
        Ok(name) => name.as_str().to_owned(),
        Err(wrong) => {
            form.add_error(field, refusal::words(&visit.words, wrong));
            String::new()
        }
    };
    let (given_names, family_names) = (name("given_names"), name("family_names"));
    let mut personal = visit.portal.unfit_for_passwords();
    personal.names = vec![&given_names, &family_names];
    personal.email = Some(email);
    let password = screen::chosen(visit, fields, visit.portal.registration.repeat_password, &personal, form)?;
    let claim = Claim {
        signin_name: email.to_owned(),
        entry: None,
        given_names,
        family_names,
        email: Some(email.to_owned()),
        email_is_proved: true,
        phone: None,
        phone_is_proved: false,
    };
    Ok((claim, password))
}

/// A link that was opened, and the address that it proves.
struct Opened<'a> {
    token: &'a str,
    email: String,
}

fn account_page(
    front: &FrontDoor,
    visit: &Visit,
    form: FormState,
    link: Opened<'_>,
    policy: Option<&Policy>,
) -> AccountPage {
    let mut page = link_page::frame(front, visit, "registration-account-title");
    page.has_errors = form.has_errors();
    AccountPage {
        page,
        form,
        policy: policy.map(consent::shown),
        action: visit.url(&format!("{LINK_PATH}{}", link.token)),
        email: link.email,
        rules: screen::rule_lines(visit),
        repeats: visit.portal.registration.repeat_password,
    }
}
