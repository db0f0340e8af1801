//! The page where a code is typed, on the keypad or in a field: one for every journey that sends one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::routing::{get, post};
use base::audit;
use base::db::Tx;
use base::error::{Error, Result};
use base::form::FormState;
use base::tasks;
use base::web::answer::{Answer, with_cookies};
use base::web::components;
use base::web::page::Page;
use serde::Serialize;

use super::{CODE_DIGITS, CODE_SENDS, CODE_TRIES, RESEND_AFTER, code};
use crate::front_door::FrontDoor;
use crate::journey::{
    self, Beginning, Event, Journey, Proved, Step, Walk, WalkId, advance, count_send, of_browser,
};
use crate::keypad::{self, Pressed, Way};
use crate::limits;
use crate::visit::{Posted, Visit, page, page_again};
use crate::work::Doing;

/// The code page of a journey.
#[derive(Clone, Copy)]
pub struct CodeStep {
    pub journey: Journey,
    /// Where the page stands.
    pub path: &'static str,
    /// Where «Enviar de nuevo» is sent.
    pub resend_path: &'static str,
    /// Where the journey begins again.
    pub start: &'static str,
    /// Where a walk goes on that has left the code behind.
    pub next: &'static str,
    /// The message id of the heading.
    pub title: &'static str,
    /// «Paso 2 de 3»
    pub place: (usize, usize),
    /// The task that finds whom the walk is about and sends the code.
    pub send: &'static str,
    /// What a right code leads to.
    pub on_right: OnRight,
}

/// What follows a right code, in its transaction.
pub type OnRight = for<'a> fn(RightCode<'a>) -> Doing<'a, Onward>;

/// A code that came back: in whose browser, for which walk, and whom it proves.
#[derive(Clone, Copy)]
pub struct RightCode<'a> {
    pub front: &'a FrontDoor,
    pub visit: &'a Visit,
    pub tx: &'a Tx,
    pub walk: &'a Walk,
    pub proved: Proved,
}

/// Where the browser goes next, and what it keeps.
pub struct Onward {
    pub path: &'static str,
    pub cookies: Vec<HeaderValue>,
}

#[derive(Template)]
#[template(path = "verification/code.html")]
struct CodePage {
    page: Page,
    form: FormState,
    heading: String,
    place: (usize, usize),
    action: String,
    resend_action: String,
    start: String,
    wait_seconds: u128,
    can_resend: bool,
    was_resent: bool,
    keypad: Option<components::Keypad>,
    portal_has_pad: bool,
}

#[derive(Template)]
#[template(path = "verification/spent.html")]
struct SpentPage {
    page: Page,
    start: String,
}

/// The routes of a journey's code page.
pub fn routes(step: &'static CodeStep) -> Router<FrontDoor> {
    Router::new()
        .route(
            step.path,
            get(move |visit, state| show(step, visit, state))
                .post(move |visit, state, posted| submit(step, visit, state, posted)),
        )
        .route(step.resend_path, post(move |visit, state, posted| resend(step, visit, state, posted)))
}

async fn show(step: &'static CodeStep, visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let walk = match here(step, &visit, &front).await? {
        Here::AtCode(walk) => walk,
        Here::Elsewhere(path) => return Ok(visit.see(path)),
    };
    if walk.tries >= CODE_TRIES {
        return spent(step, &visit, &front);
    }
    let tx = visit.begin(&front).await?;
    let shown = code_page(step, &visit, &front, &tx, &walk, FormState::empty()).await?;
    tx.commit().await?;
    page(&shown)
}

async fn submit(
    step: &'static CodeStep,
    visit: Visit,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    if let Some(choice) = keypad::chosen_way(&visit, &posted) {
        return Ok(with_cookies(visit.see(step.path), [choice]));
    }
    let walk = match here(step, &visit, &front).await? {
        Here::AtCode(walk) => walk,
        Here::Elsewhere(path) => return Ok(visit.see(path)),
    };
    let tx = visit.begin(&front).await?;
    let typed = if posted.has("press") {
        match keypad::press(&tx, &front, walk.id, &posted, CODE_DIGITS).await? {
            Pressed::Full(digits) => digits,
            Pressed::Again(_) => {
                let shown = code_page(step, &visit, &front, &tx, &walk, FormState::empty()).await?;
                tx.commit().await?;
                return page(&shown);
            }
        }
    } else {
        match code::clean(posted.get("code")) {
            Some(digits) => digits,
            None => {
                let form = FormState::empty().with_error("code", visit.t("verification-six-digits"));
                let shown = code_page(step, &visit, &front, &tx, &walk, form).await?;
                tx.commit().await?;
                return page_again(&shown);
            }
        }
    };
    if !limits::allows(&tx, &front, &[(limits::CODE_BY_SOURCE, visit.source.as_str())]).await? {
        let form = FormState::empty().with_problem(visit.t("gate-too-many"));
        let shown = code_page(step, &visit, &front, &tx, &walk, form).await?;
        tx.commit().await?;
        return page_again(&shown);
    }
    decide(step, &visit, &front, tx, &walk, &typed).await
}

async fn decide(
    step: &'static CodeStep,
    visit: &Visit,
    front: &FrontDoor,
    tx: Tx,
    walk: &Walk,
    typed: &str,
) -> Answer {
    match code::check(&tx, front, walk, typed).await? {
        code::Outcome::Right(proved) => {
            if !advance(&tx, walk, Event::RightCode, proved, visit.now).await? {
                return Ok(visit.see(step.start));
            }
            keypad::forget(&tx, walk.id).await?;
            visit
                .record(&tx, front, "verification.code_right", proved.account, step.journey.as_str())
                .await?;
            let onward = (step.on_right)(RightCode { front, visit, tx: &tx, walk, proved }).await?;
            tx.commit().await?;
            Ok(with_cookies(visit.see(onward.path), onward.cookies))
        }
        code::Outcome::Wrong { left } => {
            visit.record(&tx, front, "verification.code_wrong", walk.account, step.journey.as_str()).await?;
            let message = visit.words.with("verification-wrong", &[("left", left.into())]);
            let form = FormState::empty().with_error("code", message);
            let shown = code_page(step, visit, front, &tx, walk, form).await?;
            tx.commit().await?;
            page_again(&shown)
        }
        code::Outcome::Spent => {
            visit.record(&tx, front, "verification.code_spent", walk.account, step.journey.as_str()).await?;
            keypad::forget(&tx, walk.id).await?;
            tx.commit().await?;
            spent(step, visit, front)
        }
    }
}

fn spent(step: &CodeStep, visit: &Visit, front: &FrontDoor) -> Answer {
    page_again(&SpentPage {
        page: visit.page(front, visit.t("verification-spent-title")),
        start: visit.url(step.start),
    })
}

async fn resend(step: &'static CodeStep, visit: Visit, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let walk = match here(step, &visit, &front).await? {
        Here::AtCode(walk) => walk,
        Here::Elsewhere(path) => return Ok(visit.see(path)),
    };
    if walk.tries >= CODE_TRIES {
        return spent(step, &visit, &front);
    }
    let tx = visit.begin(&front).await?;
    let is_sent = count_send(&tx, &walk, visit.now.minus(RESEND_AFTER), visit.now).await?;
    if is_sent {
        ask(&tx, &front, &visit, step, walk.id).await?;
    }
    let form = if is_sent {
        FormState::empty()
    } else {
        FormState::empty().with_problem(visit.t("verification-wait"))
    };
    let walk = of_browser(&tx, step.journey, &visit.browser.hash(), visit.now).await?.unwrap_or(walk);
    let mut shown = code_page(step, &visit, &front, &tx, &walk, form).await?;
    shown.was_resent = is_sent;
    tx.commit().await?;
    if is_sent { page(&shown) } else { page_again(&shown) }
}

/// Begins the journey of somebody who is not known yet, and asks for the code.
pub async fn begin<T: Serialize>(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    step: &CodeStep,
    about: &T,
) -> Result<()> {
    let beginning = Beginning { journey: step.journey, event: Event::AskedForCode, account: None };
    let walk = journey::begin(tx, front, visit, beginning, about).await?;
    ask(tx, front, visit, step, walk).await
}

/// Leaves the task that sends the walk's code, if the walk turns out to be about somebody.
pub async fn ask(tx: &Tx, front: &FrontDoor, visit: &Visit, step: &CodeStep, walk: WalkId) -> Result<()> {
    let asked = code::Asked { walk, language: visit.language };
    tasks::enqueue(tx, front.writer(), step.send, &asked, super::CODE_LIFETIME).await?;
    Ok(())
}

/// Whether this browser belongs on the page.
enum Here {
    AtCode(Walk),
    /// It belongs here.
    Elsewhere(&'static str),
}

/// Looks before any transaction begins: whoever has no walk costs one read.
async fn here(step: &CodeStep, visit: &Visit, front: &FrontDoor) -> Result<Here> {
    let walk = of_browser(&visit.view(front), step.journey, &visit.browser.hash(), visit.now).await?;
    Ok(match walk {
        Some(walk) if walk.step == Step::Code => Here::AtCode(walk),
        Some(walk) if walk.step == Step::NewPassword => Here::Elsewhere(step.next),
        _ => Here::Elsewhere(step.start),
    })
}

async fn code_page(
    step: &CodeStep,
    visit: &Visit,
    front: &FrontDoor,
    tx: &Tx,
    walk: &Walk,
    form: FormState,
) -> Result<CodePage> {
    let portal_has_pad = visit.portal.keypad.codes;
    let keypad = match keypad::way(visit, portal_has_pad) {
        Way::Pad => {
            let drawing = keypad::drawing(tx, front, walk.id).await?;
            Some(keypad::component(
                visit,
                &drawing,
                step.path,
                CODE_DIGITS,
                visit.t("verification-code-label"),
            ))
        }
        Way::Field => None,
    };
    let mut page = visit.page(front, visit.t(step.title));
    page.has_errors = form.has_errors();
    let since_sent = walk.sent_at.map_or(RESEND_AFTER, |sent_at| visit.now.since(sent_at));
    Ok(CodePage {
        page,
        form,
        heading: visit.t(step.title).to_owned(),
        place: step.place,
        action: visit.url(step.path),
        resend_action: visit.url(step.resend_path),
        start: visit.url(step.start),
        wait_seconds: RESEND_AFTER.saturating_sub(since_sent).as_millis().div_ceil(1000),
        can_resend: walk.sends < CODE_SENDS,
        was_resent: false,
        keypad,
        portal_has_pad,
    })
}

/// A walk whose proof does not fit what it was about: a broken promise of the code, never of a person.
pub fn mismatch() -> Error {
    Error::Other("a code proved somebody other than the walk is about".into())
}

/// Records what a task did for an account, where no browser takes part.
pub async fn record_by_system(
    tx: &Tx,
    front: &FrontDoor,
    event: &'static str,
    account: crate::accounts::AccountId,
) -> Result<()> {
    let act = audit::Act {
        event,
        subject: Some(account.uuid()),
        actor: "system",
        source: "",
        browser: "",
        detail: "",
    };
    audit::record(tx, &front.clock, &front.chance, act).await
}
