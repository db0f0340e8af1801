//! The password by a mailed link: who are you, look at your mail, choose a new one (M6, M7; A2–A4).

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::Tx;
use base::error::{Error, Result};
use base::form::FormState;
use base::tasks;
use base::web::answer::{Answer, bare};
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::new_password::{self, Chosen, NewPasswordPage, set_password};
use super::tasks::{LinkAsked, SEND_LINK};
use super::{StepId, identity_data, store};
use crate::accounts::{self, Account};
use crate::credentials::{StoredHash, screen};
use crate::factors;
use crate::front_door::FrontDoor;
use crate::gate::{self, HumanField, Refused};
use crate::humancheck::Purpose;
use crate::journey::{self, Beginning, Event, Journey};
use crate::limits;
use crate::paths;
use crate::portals::{LinkPath, PasswordRecovery};
use crate::roster::EmailAddress;
use crate::signin::factor::{self, FactorStep, RightFactor};
use crate::verification::RECOVERY_LINK_LIFETIME;
use crate::verification::link::{self, Link};
use crate::verification::link_page::{self, DeadLink, secretly};
use crate::verification::pages::{Onward, mismatch};
use crate::visit::{Posted, Visit, page, page_again};

const FACTOR_PATH: &str = "/recuperar/enlace/segundo-paso";
const PURPOSE: link::Purpose = link::Purpose::PasswordRecovery;

/// The second factor of whoever has one, after the new password was typed.
static FACTOR_STEP: FactorStep = FactorStep {
    journey: Journey::LinkRecovery,
    path: FACTOR_PATH,
    start: paths::PASSWORD_RECOVERY,
    on_right: |right| Box::pin(factor_given(right)),
};

/// What a walk keeps from the link's page to the page of the factor.
#[derive(Serialize, Deserialize)]
struct ChosenByLink {
    token: String,
    password_hash: String,
}

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::PASSWORD_RECOVERY, get(show).post(submit))
        .route("/recuperar/enviado", get(sent))
        .merge(factor::routes(&FACTOR_STEP))
}

/// The pages that a link of this shape opens.
pub(super) fn token_routes(path: &str) -> Router<FrontDoor> {
    Router::new().route(&format!("{path}{{token}}"), get(show_new).post(submit_new))
}

#[derive(Template)]
#[template(path = "recovery/ask_link.html")]
struct AskPage {
    page: Page,
    form: FormState,
    human: HumanField,
    action: String,
    back: String,
    /// For who has neither address nor phone any more.
    assisted: String,
}

#[derive(Template)]
#[template(path = "recovery/link_sent.html")]
struct SentPage {
    page: Page,
    again: String,
    back: String,
}

static DEAD_LINK: DeadLink = DeadLink {
    title: "recovery-dead-title",
    text: "recovery-dead-text",
    way_out: "recovery-dead-again",
    path: paths::PASSWORD_RECOVERY,
};

/// «¿Olvidó su contraseña?», in the way that this portal has.
async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    match visit.portal.recovery.password {
        PasswordRecovery::MailedLink { .. } => gate::show(&front, &visit, Purpose::Recovery, |human| {
            ask_page(&front, &visit, FormState::empty(), human)
        }),
        PasswordRecovery::IdentityData { .. } => identity_data::show(&front, &visit),
    }
}

async fn submit(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    if matches!(visit.portal.recovery.password, PasswordRecovery::IdentityData { .. }) {
        return identity_data::submit(&front, &visit, &posted).await;
    }
    let form = FormState::keeping(&posted, &["email"]);
    let email = match EmailAddress::parse(posted.trimmed("email")) {
        Ok(email) => email,
        Err(refusal) => {
            return again(&front, &visit, form.with_error("email", visit.t(refusal.message())));
        }
    };
    let examined = gate::examine(&front, &visit, Purpose::Recovery, &posted).await;
    let tx = visit.begin(&front).await?;
    let key = email.key();
    let by_source = (limits::RECOVERY_BY_SOURCE, visit.source.as_str());
    let by_name = Some((limits::RECOVERY_BY_NAME, key.as_str()));
    let gate = gate::pass(&tx, &front, &visit, examined, by_source, by_name).await?;
    if let Some(refused) = gate::refusal(&visit, gate, form) {
        tx.commit().await?;
        return again(&front, &visit, refused);
    }
    let asked = LinkAsked { email: key, language: visit.language };
    tasks::enqueue(&tx, front.writer(), SEND_LINK, &asked, RECOVERY_LINK_LIFETIME).await?;
    store::note_begun(&tx, StepId::new(&front.clock, &front.chance), visit.now).await?;
    visit.record(&tx, &front, "recovery.link_asked", None, "").await?;
    tx.commit().await?;
    Ok(visit.see("/recuperar/enviado"))
}

fn again(front: &FrontDoor, visit: &Visit, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::Recovery, refused.into(), |form, human| {
        ask_page(front, visit, form, human)
    })
}

fn ask_page(front: &FrontDoor, visit: &Visit, form: FormState, human: HumanField) -> AskPage {
    let mut page = visit.page(front, visit.t("recovery-title"));
    page.has_errors = form.has_errors();
    AskPage {
        page,
        form,
        human,
        action: visit.url(paths::PASSWORD_RECOVERY),
        back: visit.url(paths::SIGNIN),
        assisted: visit.url(paths::ASSISTED_RECOVERY),
    }
}

async fn sent(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let page_frame = visit.page(&front, visit.t("recovery-sent-title"));
    page(&SentPage {
        page: page_frame,
        again: visit.url(paths::PASSWORD_RECOVERY),
        back: visit.url(paths::SIGNIN),
    })
}

/// A link was opened. Nothing is used up: mail programs open links too.
async fn show_new(visit: Visit, State(front): State<FrontDoor>, Path(token): Path<String>) -> Answer {
    let Some(settings) = LinkSettings::of(&visit) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    if look(&front, &visit, &token).await?.is_none() {
        return DEAD_LINK.page(&front, &visit);
    }
    secretly(page(&new_password_page(&front, &visit, FormState::empty(), &settings, &token)))
}

/// The new password. The link is used up in the transaction that sets it, so that nothing that fails before burns it. Whoever has a
/// second factor is asked for it first: reading somebody's mail is not enough (ASVS 5.0, 6.4.3).
async fn submit_new(
    visit: Visit,
    State(front): State<FrontDoor>,
    Path(token): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(settings) = LinkSettings::of(&visit) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let Some((live, account)) = look(&front, &visit, &token).await? else {
        return DEAD_LINK.page(&front, &visit);
    };
    let mut form = FormState::keeping(&posted, &["email"]);
    if settings.confirms_email && !is_same_address(posted.trimmed("email"), &live.about.email) {
        form.add_error("email", visit.t("recovery-other-email"));
    }
    let chosen = new_password::choose(&front, &visit, &posted, settings.repeats, &account, form).await?;
    let hash = match chosen {
        Chosen::Ready(hash) => hash,
        Chosen::Refused(form) => {
            return secretly(page_again(&new_password_page(&front, &visit, form, &settings, &token)));
        }
        Chosen::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    let tx = visit.begin(&front).await?;
    if !limits::allows(&tx, &front, &[(limits::LINK_BY_SOURCE, visit.source.as_str())]).await? {
        tx.commit().await?;
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    // The lock keeps the factors as they are: whoever sets one up meanwhile waits.
    if !accounts::store::hold(&tx, account.id).await? {
        return DEAD_LINK.page(&front, &visit);
    }
    if factors::is_set(&tx, account.id.uuid()).await? {
        let chosen = ChosenByLink { token, password_hash: hash.phc() };
        let account = Some(account.id);
        let beginning = Beginning { journey: Journey::LinkRecovery, event: Event::PasswordChosen, account };
        journey::begin(&tx, &front, &visit, beginning, &chosen).await?;
        tx.commit().await?;
        return Ok(visit.see(FACTOR_PATH));
    }
    if !use_link(&tx, &front, &visit, &account, &token, &hash).await? {
        return DEAD_LINK.page(&front, &visit);
    }
    tx.commit().await?;
    Ok(visit.see(new_password::DONE_PATH))
}

/// The second factor was right, and the walk was used up: now the password is set that it keeps.
async fn factor_given(right: RightFactor<'_>) -> Result<Option<Onward>> {
    let RightFactor { front, visit, tx, walk, account } = right;
    let ChosenByLink { token, password_hash } = journey::open(&front.keys, walk)?;
    let hash =
        StoredHash::parse(&password_hash).map_err(|error| Error::stored("a password's hash", error))?;
    let is_set = use_link(tx, front, visit, account, &token, &hash).await?;
    Ok(is_set.then(|| Onward { path: new_password::DONE_PATH, cookies: Vec::new() }))
}

/// Uses the link up for a new password. False where somebody was faster.
async fn use_link(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: &Account,
    token: &str,
    hash: &StoredHash,
) -> Result<bool> {
    let Some(link) = link::consume(tx, front, visit, PURPOSE, token).await? else { return Ok(false) };
    if link.account != Some(account.id) {
        return Err(mismatch());
    }
    visit.record(tx, front, "recovery.link_used", Some(account.id), "").await?;
    set_password(tx, front, visit, account, hash).await?;
    let took = visit.now.since(link.issued_at);
    store::note_completed(tx, StepId::new(&front.clock, &front.chance), visit.now, took).await?;
    Ok(true)
}

/// The link of this address, while it lives, and whose it is.
async fn look(front: &FrontDoor, visit: &Visit, token: &str) -> Result<Option<(Link, Account)>> {
    let Some(live) = link::look(front, visit, PURPOSE, token).await? else { return Ok(None) };
    let Some(id) = live.account else { return Ok(None) };
    let account = accounts::store::by_id(&visit.view(front), id).await?;
    Ok(account.map(|account| (live, account)))
}

/// How this portal's links are answered.
struct LinkSettings {
    path: LinkPath,
    confirms_email: bool,
    repeats: bool,
}

impl LinkSettings {
    /// None when this path is another portal's.
    fn of(visit: &Visit) -> Option<Self> {
        match &visit.portal.recovery.password {
            PasswordRecovery::MailedLink { path, confirm_email, repeat_password }
                if visit.path.starts_with(path.as_str()) =>
            {
                Some(Self { path: path.clone(), confirms_email: *confirm_email, repeats: *repeat_password })
            }
            _ => None,
        }
    }
}

fn is_same_address(typed: &str, proved: &str) -> bool {
    EmailAddress::parse(typed).is_ok_and(|typed| typed.key() == proved)
}

fn new_password_page(
    front: &FrontDoor,
    visit: &Visit,
    form: FormState,
    settings: &LinkSettings,
    token: &str,
) -> NewPasswordPage {
    let mut page = link_page::frame(front, visit, "recovery-new-password-title");
    page.has_errors = form.has_errors();
    NewPasswordPage {
        page,
        form,
        action: visit.url(&settings.path.with_token(token)),
        rules: screen::rule_lines(visit),
        confirms_email: settings.confirms_email,
        repeats: settings.repeats,
        inputmode: screen::inputmode(visit),
    }
}
