//! The page where a code is typed, on the keypad or in a field: one for every journey that sends one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::routing::{get, post};
use base::db::Tx;
use base::error::{Error, Result};
use base::form::FormState;
use base::tasks;
use base::web::answer::{Answer, with_cookies};
use base::web::components;
use base::web::page::Page;
use serde::Serialize;

use super::{CODE_DIGITS, CODE_SENDS, CODE_TRIES, RESEND_AFTER, code};
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::journey::{
    self, Beginning, Event, Journey, Proved, Resending, Step, Walk, WalkId, advance, count_send, of_browser,
};
use crate::keypad::{self, Digits};
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
    /// The message id of what was sent.
    sent: &'static str,
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
    let here = match Here::find(step, &front, &visit).await? {
        Ok(here) => here,
        Err(elsewhere) => return Ok(visit.see(elsewhere)),
    };
    if here.walk.tries >= CODE_TRIES {
        return here.show_spent();
    }
    here.show(visit.begin(&front).await?, FormState::empty()).await
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
    let here = match Here::find(step, &front, &visit).await? {
        Ok(here) => here,
        Err(elsewhere) => return Ok(visit.see(elsewhere)),
    };
    let tx = visit.begin(&front).await?;
    let form = FormState::empty();
    let typed = if posted.has("press") {
        match keypad::press(&tx, &front, here.walk.id, &posted, CODE_DIGITS).await? {
            Some(digits) => digits,
            None => return here.show(tx, form).await,
        }
    } else {
        match code::clean(posted.get("code")) {
            Some(digits) => digits,
            None => return here.show(tx, form.with_error("code", visit.t("verification-six-digits"))).await,
        }
    };
    if !limits::allows(&tx, &front, &[(limits::CODE_BY_SOURCE, visit.source.as_str())]).await? {
        return here.show(tx, form.with_problem(visit.t("gate-too-many"))).await;
    }
    match code::check(&tx, &front, &here.walk, &typed).await? {
        code::Outcome::Right(proved) => here.go_on(tx, proved).await,
        code::Outcome::Wrong { left } => {
            here.record(&tx, "verification.code_wrong", here.walk.account).await?;
            let message = visit.words.with("verification-wrong", &[("left", left.into())]);
            here.show(tx, form.with_error("code", message)).await
        }
        code::Outcome::Spent => {
            here.record(&tx, "verification.code_spent", here.walk.account).await?;
            keypad::forget(&tx, here.walk.id).await?;
            tx.commit().await?;
            here.show_spent()
        }
    }
}

async fn resend(step: &'static CodeStep, visit: Visit, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let mut here = match Here::find(step, &front, &visit).await? {
        Ok(here) => here,
        Err(elsewhere) => return Ok(visit.see(elsewhere)),
    };
    if here.walk.tries >= CODE_TRIES {
        return here.show_spent();
    }
    let may = Resending {
        sends_at_most: CODE_SENDS,
        tries_at_most: CODE_TRIES,
        not_since: visit.now.minus(RESEND_AFTER),
    };
    let tx = visit.begin(&front).await?;
    here.was_resent = count_send(&tx, &here.walk, may, visit.now).await?;
    if here.was_resent {
        ask(&tx, &front, &visit, step, here.walk.id).await?;
    }
    let walk = of_browser(&tx, step.journey, &visit.browser.hash(), visit.now).await?;
    here.walk = walk.unwrap_or(here.walk);
    let form = FormState::empty();
    let form = if here.was_resent { form } else { form.with_problem(visit.t("verification-wait")) };
    here.show(tx, form).await
}

/// A request at the code page, from a browser whose walk stands there.
struct Here<'a> {
    step: &'static CodeStep,
    front: &'a FrontDoor,
    visit: &'a Visit,
    walk: Walk,
    was_resent: bool,
}

impl<'a> Here<'a> {
    /// Looks before any transaction begins: whoever has no walk costs one read, and is told where it belongs.
    async fn find(
        step: &'static CodeStep,
        front: &'a FrontDoor,
        visit: &'a Visit,
    ) -> Result<Result<Self, &'static str>> {
        let walk = of_browser(&visit.view(front), step.journey, &visit.browser.hash(), visit.now).await?;
        Ok(match walk {
            Some(walk) if walk.step == Step::Code => Ok(Self { step, front, visit, walk, was_resent: false }),
            Some(walk) if [Step::Factor, Step::NewPassword, Step::Pictures].contains(&walk.step) => {
                Err(step.next)
            }
            _ => Err(step.start),
        })
    }

    async fn record(&self, tx: &Tx, event: &'static str, account: Option<AccountId>) -> Result<()> {
        self.visit.record(tx, self.front, event, account, self.step.journey.as_str()).await
    }

    /// The code was right: the walk moves on.
    async fn go_on(&self, tx: Tx, proved: Proved) -> Answer {
        let Self { step, front, visit, walk, .. } = self;
        if !advance(&tx, walk, Event::RightCode, proved, visit.now).await? {
            return Ok(visit.see(step.start));
        }
        keypad::forget(&tx, walk.id).await?;
        self.record(&tx, "verification.code_right", proved.account).await?;
        let onward = (step.on_right)(RightCode { front, visit, tx: &tx, walk, proved }).await?;
        tx.commit().await?;
        Ok(with_cookies(visit.see(onward.path), onward.cookies))
    }

    /// Shows the page, and commits what the request changed.
    async fn show(&self, tx: Tx, form: FormState) -> Answer {
        let Self { step, front, visit, walk, was_resent } = self;
        let portal_has_pad = visit.portal.keypad.codes;
        let digits = Digits { path: step.path, length: CODE_DIGITS, label: "verification-code-label" };
        let keypad =
            if portal_has_pad { keypad::on_page(&tx, front, visit, walk.id, &digits).await? } else { None };
        tx.commit().await?;
        let mut frame = visit.page(front, visit.t(step.title));
        frame.has_errors = form.has_errors();
        let since_sent = walk.sent_at.map_or(RESEND_AFTER, |sent_at| visit.now.since(sent_at));
        let shown = CodePage {
            page: frame,
            form,
            heading: visit.t(step.title).to_owned(),
            sent: match step.journey {
                // To what was just typed, whoever it is.
                Journey::AssistedRecovery | Journey::PhoneChange => "verification-sent-to-new",
                _ => "verification-sent",
            },
            place: step.place,
            action: visit.url(step.path),
            resend_action: visit.url(step.resend_path),
            start: visit.url(step.start),
            wait_seconds: RESEND_AFTER.saturating_sub(since_sent).as_millis().div_ceil(1000),
            can_resend: walk.sends < CODE_SENDS,
            was_resent: *was_resent,
            keypad,
            portal_has_pad,
        };
        if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
    }

    /// No tries are left: the journey begins again.
    fn show_spent(&self) -> Answer {
        page_again(&SpentPage {
            page: self.visit.page(self.front, self.visit.t("verification-spent-title")),
            start: self.visit.url(self.step.start),
        })
    }
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

/// A walk whose proof does not fit what it was about: a broken promise of the code, never of a person.
pub fn mismatch() -> Error {
    Error::Other("a code proved somebody other than the walk is about".into())
}
