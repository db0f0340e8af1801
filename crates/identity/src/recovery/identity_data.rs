//! The password by identity data and a text message: four facts that select a person, a code that proves it, a new one (C8–C10).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::db::View;
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::Choice;
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::new_password::{self, Chosen, NewPasswordPage, set_password};
use super::{StepId, store, tasks};
use crate::accounts::{self, Account};
use crate::credentials::screen;
use crate::front_door::FrontDoor;
use crate::gate::{self, HumanField, Refused};
use crate::humancheck::Purpose;
use crate::journey::{self, Event, Journey, Proved, Step, Walk, advance};
use crate::limits;
use crate::paths;
use crate::portals::PasswordRecovery;
use crate::roster::{Document, EmailAddress, Phone};
use crate::signin::factor::{self, FactorStep};
use crate::verification::pages::{CodeStep, Onward, RightCode, mismatch};
use crate::visit::{Posted, Visit, page, page_again};
use crate::{devices, factors, verification};

const NEW_PATH: &str = "/recuperar/nueva";
const FACTOR_PATH: &str = "/recuperar/segundo-paso";

pub(super) static CODE_STEP: CodeStep = CodeStep {
    journey: Journey::PasswordRecovery,
    path: "/recuperar/codigo",
    resend_path: "/recuperar/codigo/reenviar",
    start: paths::PASSWORD_RECOVERY,
    next: NEW_PATH,
    title: "recovery-code-title",
    place: (2, 3),
    send: tasks::SEND_CODE,
    on_right: |code| Box::pin(phone_proved(code)),
};

/// The second factor of whoever has one, before the new password.
static FACTOR_STEP: FactorStep = FactorStep {
    journey: Journey::PasswordRecovery,
    path: FACTOR_PATH,
    start: paths::PASSWORD_RECOVERY,
    on_right: |_| Box::pin(async { Ok(Some(Onward { path: NEW_PATH, cookies: Vec::new() })) }),
};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(NEW_PATH, get(show_new).post(submit_new))
        .route(new_password::DONE_PATH, get(new_password::done))
        .merge(verification::pages::routes(&CODE_STEP))
        .merge(factor::routes(&FACTOR_STEP))
}

/// What the person typed; all four must be one person's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct IdentityData {
    pub document_type: String,
    pub document_number: String,
    pub email: String,
    pub phone: String,
}

#[derive(Template)]
#[template(path = "recovery/ask_identity.html")]
struct AskPage {
    page: Page,
    form: FormState,
    human: HumanField,
    document_types: Vec<Choice>,
    action: String,
    back: String,
    /// For who has neither address nor phone any more.
    assisted: String,
}

pub(super) fn show(front: &FrontDoor, visit: &Visit) -> Answer {
    gate::show(front, visit, Purpose::Recovery, |human| ask_page(front, visit, FormState::empty(), human))
}

pub(super) async fn submit(front: &FrontDoor, visit: &Visit, fields: &Fields) -> Answer {
    let form = FormState::keeping(fields, &["document_type", "document", "email", "phone"]);
    let data = match read(visit, fields, form.clone()) {
        Ok(data) => data,
        Err(form) => return again(front, visit, form),
    };
    let examined = gate::examine(front, visit, Purpose::Recovery, fields).await;
    let tx = visit.begin(front).await?;
    // All four together: whoever knows only the document does not use up its owner's requests.
    let name = [&data.document_number, &data.email, &data.phone].map(String::as_str).join(" ");
    let by_source = (limits::RECOVERY_BY_SOURCE, visit.source.as_str());
    let by_name = Some((limits::RECOVERY_BY_NAME, name.as_str()));
    let gate = gate::pass(&tx, front, visit, examined, by_source, by_name).await?;
    if let Some(refused) = gate::refusal(visit, gate, form) {
        tx.commit().await?;
        return again(front, visit, refused);
    }
    verification::pages::begin(&tx, front, visit, &CODE_STEP, &data).await?;
    store::note_begun(&tx, StepId::new(&front.clock, &front.chance), visit.now).await?;
    visit.record(&tx, front, "recovery.code_asked", None, "").await?;
    tx.commit().await?;
    Ok(visit.see(CODE_STEP.path))
}

/// Reads the four facts. What is wrong with how one is written is said; whether it is anybody's is not.
fn read(visit: &Visit, fields: &Fields, mut form: FormState) -> Result<IdentityData, FormState> {
    let document = Document::from_fields(fields.trimmed("document_type"), fields.trimmed("document"));
    let email = EmailAddress::parse(fields.trimmed("email"));
    let phone = Phone::parse(fields.trimmed("phone"));
    let mut say = |field: &str, refusal: crate::roster::Refusal| {
        form.add_error(field, crate::roster::refusal::words(&visit.words, refusal));
    };
    for (field, refusal) in document.as_ref().err().into_iter().flatten() {
        say(field, *refusal);
    }
    if let Err(refusal) = &email {
        say("email", *refusal);
    }
    if let Err(refusal) = &phone {
        say("phone", *refusal);
    }
    let (Ok(document), Ok(email), Ok(phone)) = (document, email, phone) else { return Err(form) };
    Ok(IdentityData {
        document_type: document.kind().code().to_owned(),
        document_number: document.number().as_str().to_owned(),
        email: email.key(),
        phone: phone.as_e164().to_owned(),
    })
}

/// The account on which all four agree.
pub(super) async fn find(view: &View, data: &IdentityData) -> Result<Option<Account>> {
    let document = (data.document_type.as_str(), data.document_number.as_str());
    accounts::store::by_identity(view, document, &data.email, &data.phone).await
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
        document_types: crate::roster::document::choices(&visit.words),
        action: visit.url(paths::PASSWORD_RECOVERY),
        back: visit.url(paths::SIGNIN),
        assisted: visit.url(paths::ASSISTED_RECOVERY),
    }
}

/// The code came back: the walk goes on to the second factor, or past it to the new password. The lock keeps the factors as they
/// are: whoever sets one up meanwhile waits, and then ends this walk.
async fn phone_proved(code: RightCode<'_>) -> Result<Onward> {
    let RightCode { visit, tx, walk, proved, .. } = code;
    let account = proved.account.ok_or_else(mismatch)?;
    accounts::store::hold(tx, account).await?;
    let cookies = Vec::new();
    if factors::is_set(tx, account.uuid()).await? {
        return Ok(Onward { path: FACTOR_PATH, cookies });
    }
    let at_factor = Walk { step: Step::Factor, ..walk.clone() };
    advance(tx, &at_factor, Event::NoFactorSet, Proved::default(), visit.now).await?;
    Ok(Onward { path: NEW_PATH, cookies })
}

async fn show_new(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    if proved_walk(&front, &visit).await?.is_none() {
        // The page of the factor leads to the beginning whoever does not stand there.
        return Ok(visit.see(FACTOR_PATH));
    }
    page(&new_password_page(&front, &visit, FormState::empty()))
}

async fn submit_new(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Some((walk, account)) = proved_walk(&front, &visit).await? else {
        return Ok(visit.see(paths::PASSWORD_RECOVERY));
    };
    let form = FormState::empty();
    let chosen = new_password::choose(&front, &visit, &posted, repeats(&visit), &account, form).await?;
    let hash = match chosen {
        Chosen::Ready(hash) => hash,
        Chosen::Refused(form) => return page_again(&new_password_page(&front, &visit, form)),
        Chosen::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    let tx = visit.begin(&front).await?;
    // The account before the walk, as everybody does who changes what one signs in with.
    if !accounts::store::hold(&tx, account.id).await? {
        return Ok(visit.see(paths::PASSWORD_RECOVERY));
    }
    if !advance(&tx, &walk, Event::PasswordChosen, Proved::default(), visit.now).await? {
        return Ok(visit.see(paths::PASSWORD_RECOVERY));
    }
    set_password(&tx, &front, &visit, &account, &hash).await?;
    let took = visit.now.since(walk.begun_at);
    store::note_completed(&tx, StepId::new(&front.clock, &front.chance), visit.now, took).await?;
    // Whoever has just proved the phone, and given the factor if there is one, need not do it again to sign in here.
    let device = if factors::is_set(&tx, account.id.uuid()).await? {
        devices::remember_with_factor(&tx, &front, &visit, account.id).await?
    } else {
        devices::remember(&tx, &front, &visit, account.id).await?
    };
    tx.commit().await?;
    Ok(with_cookies(visit.see(new_password::DONE_PATH), [device]))
}

/// This browser's walk and whose account it proved, if it stands at the new password.
async fn proved_walk(front: &FrontDoor, visit: &Visit) -> Result<Option<(Walk, Account)>> {
    let view = visit.view(front);
    let walk = journey::walk_at(&view, visit, Journey::PasswordRecovery, Step::NewPassword).await?;
    let Some(walk) = walk else { return Ok(None) };
    let Some(id) = walk.account else { return Ok(None) };
    Ok(accounts::store::by_id(&view, id).await?.map(|account| (walk, account)))
}

fn repeats(visit: &Visit) -> bool {
    matches!(visit.portal.recovery.password, PasswordRecovery::IdentityData { repeat_password: true })
}

fn new_password_page(front: &FrontDoor, visit: &Visit, form: FormState) -> NewPasswordPage {
    let mut page = visit.page(front, visit.t("recovery-new-password-title"));
    page.has_errors = form.has_errors();
    NewPasswordPage {
        page,
        form,
        action: visit.url(NEW_PATH),
        rules: screen::rule_lines(visit),
        confirms_email: false,
        repeats: repeats(visit),
        inputmode: screen::inputmode(visit),
    }
}
