//! The second factor of a person: one try at it, counted before it is compared, and the page that asks for it on a walk.
//!
//! Only whoever proved something else first is asked, so that no stranger learns who has a second factor.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, with_cookies};
use base::web::components::Link;
use base::web::page::Page;
use uuid::Uuid;

use super::guard::{self, Guard, Verdict};
use crate::accounts::{self, Account, AccountId};
use crate::factors::{self, Asked, Asking, CODE_FIELD, Given};
use crate::front_door::FrontDoor;
use crate::journey::{self, Event, Journey, Proved, Step, Walk, advance, count_try};
use crate::messaging::message::{FactorChange, Message};
use crate::messaging::notices;
use crate::messaging::outbox::To;
use crate::paths;
use crate::portals::PasswordRule;
use crate::verification::CODE_TRIES;
use crate::verification::pages::Onward;
use crate::visit::{Posted, Visit, page, page_again};
use crate::work::Doing;

/// Codes of a factor wait and close like a password of the house's own rule, whatever rule the portal's passwords have.
const RULE: PasswordRule = PasswordRule::Nist63b4;

/// The page that asks for the factor on a journey.
pub struct FactorStep {
    pub journey: Journey,
    /// Where the page stands.
    pub path: &'static str,
    /// Where the journey begins again.
    pub start: &'static str,
    /// What a right factor leads to; None where what the walk rests on is gone.
    pub on_right: for<'a> fn(RightFactor<'a>) -> Doing<'a, Option<Onward>>,
}

/// A factor that was right: in whose browser, on which walk, and whose.
#[derive(Clone, Copy)]
pub struct RightFactor<'a> {
    pub front: &'a FrontDoor,
    pub visit: &'a Visit,
    pub tx: &'a Tx,
    pub walk: &'a Walk,
    pub account: &'a Account,
}

/// What came of a try.
pub enum Tried {
    Right(Given),
    /// What the person is told.
    Wrong(String),
}

#[derive(Template)]
#[template(path = "signin/factor.html")]
struct FactorPage {
    page: Page,
    form: FormState,
    asked: Asked,
    action: String,
    links: Vec<Link>,
}

#[derive(Template)]
#[template(path = "signin/factor_spent.html")]
struct SpentPage {
    page: Page,
    start: String,
}

/// The routes of a journey's factor page.
pub fn routes(step: &'static FactorStep) -> Router<FrontDoor> {
    Router::new().route(
        step.path,
        get(move |visit, state| show(step, visit, state))
            .post(move |visit, state, posted| submit(step, visit, state, posted)),
    )
}

async fn show(step: &'static FactorStep, visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let walk = journey::walk_at(&visit.view(&front), &visit, step.journey, Step::Factor).await?;
    let Some(walk) = walk else { return Ok(visit.see(step.start)) };
    if walk.tries >= CODE_TRIES {
        return spent(step, &front, &visit);
    }
    show_page(step, &front, &visit, &walk, FormState::empty()).await
}

async fn submit(
    step: &'static FactorStep,
    visit: Visit,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    let walk = journey::walk_at(&visit.view(&front), &visit, step.journey, Step::Factor).await?;
    let Some(walk) = walk else { return Ok(visit.see(step.start)) };
    let again = async |said: &str| {
        let form = FormState::empty().with_error(CODE_FIELD, said);
        show_page(step, &front, &visit, &walk, form).await
    };
    let Some(answer) = factors::Answer::of(&posted) else {
        return again(visit.t("factors-code-missing")).await;
    };
    let tx = visit.begin(&front).await?;
    let Some(account) = hold(&tx, walk.account).await? else { return Ok(visit.see(step.start)) };
    if count_try(&tx, &walk, CODE_TRIES, visit.now).await?.is_none() {
        return spent(step, &front, &visit);
    }
    if let Tried::Wrong(said) = attempt(&tx, &front, &visit, &account, walk.id.uuid(), answer).await? {
        tx.commit().await?;
        return again(&said).await;
    }
    if !advance(&tx, &walk, Event::RightFactor, Proved::default(), visit.now).await? {
        return Ok(visit.see(step.start));
    }
    let right = RightFactor { front: &front, visit: &visit, tx: &tx, walk: &walk, account: &account };
    let Some(onward) = (step.on_right)(right).await? else { return Ok(visit.see(step.start)) };
    tx.commit().await?;
    Ok(with_cookies(visit.see(onward.path), onward.cookies))
}

/// The account of a walk, locked before the walk is: a new password that comes now waits, and then ends what we open.
async fn hold(tx: &Tx, id: Option<AccountId>) -> Result<Option<Account>> {
    let Some(id) = id else { return Ok(None) };
    if !accounts::store::hold(tx, id).await? {
        return Ok(None);
    }
    accounts::store::by_id(tx, id).await
}

/// Makes the try and records it; `bound_to` is the walk or session that asked. The caller commits whatever comes out: a wrong code
/// counts. A passkey cannot be guessed, so that wrong codes do not keep its owner out.
pub async fn attempt(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: &Account,
    bound_to: Uuid,
    answer: factors::Answer<'_>,
) -> Result<Tried> {
    let asking = Asking { owner: account.id.uuid(), bound_to };
    let guard = Guard::of_factor(front, asking.owner);
    let is_code = matches!(answer, factors::Answer::Code(_));
    let verdict = if is_code { guard.count(tx, RULE, visit.now).await? } else { Verdict::Open };
    if verdict != Verdict::Open {
        visit.record(tx, front, "signin.factor_held_up", Some(account.id), "").await?;
        return Ok(Tried::Wrong(wait(visit, verdict)));
    }
    let Some(given) = factors::take(tx, front, visit, asking, answer).await? else {
        visit.record(tx, front, "signin.factor_failed", Some(account.id), "").await?;
        if is_code && guard.begins_to_wait(tx).await? {
            tell(tx, front, visit, account, |at, help_url| Message::SecondStepTried { at, help_url }).await?;
        }
        return Ok(Tried::Wrong(visit.t(answer.refused()).to_owned()));
    };
    if is_code {
        guard.forgive(tx).await?;
    }
    visit.record(tx, front, "signin.factor_right", Some(account.id), given.as_str()).await?;
    if let Given::SavedCode { .. } = given {
        tell_change(tx, front, visit, account, FactorChange::SavedCodeUsed).await?;
    }
    Ok(Tried::Right(given))
}

/// Tells every contact of the account what became of its second factors (NIST SP 800-63B-4 §4.6; ASVS 5.0, 6.3.7).
pub async fn tell_change(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: &Account,
    change: FactorChange,
) -> Result<()> {
    tell(tx, front, visit, account, |at, help_url| Message::SecondStepChanged { change, at, help_url }).await
}

/// The account has no second factor any more, or another one: its wrong codes count no longer.
pub async fn forget_tries(tx: &Tx, front: &FrontDoor, account: AccountId) -> Result<()> {
    guard::reopen_factor(tx, front, account.uuid()).await
}

/// The way back in for whoever lost the factor and the saved codes.
pub fn lost(visit: &Visit) -> Link {
    Link::new(visit.t("signin-factor-lost"), visit.url(paths::ASSISTED_RECOVERY))
}

async fn tell(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: &Account,
    message: impl FnOnce(base::clock::Timestamp, String) -> Message,
) -> Result<()> {
    let to = To { portal: &visit.portal, language: visit.language, account: Some(account.id) };
    let message = message(visit.now, visit.portal.address.link(paths::HELP));
    notices::tell_all(tx, front, &to, account, message).await
}

fn wait(visit: &Visit, verdict: Verdict) -> String {
    match verdict {
        Verdict::Wait(until) => {
            let minutes = until.since(visit.now).as_secs().div_ceil(60);
            visit.words.with("factors-wait", &[("minutes", minutes.into())])
        }
        Verdict::Closed | Verdict::Open => visit.t("signin-factor-closed").to_owned(),
    }
}

async fn show_page(
    step: &FactorStep,
    front: &FrontDoor,
    visit: &Visit,
    walk: &Walk,
    form: FormState,
) -> Answer {
    let Some(account) = walk.account else { return Ok(visit.see(step.start)) };
    let tx = visit.begin(front).await?;
    let asking = Asking { owner: account.uuid(), bound_to: walk.id.uuid() };
    let asked = factors::ask(&tx, front, visit, asking).await?;
    tx.commit().await?;
    let mut frame = visit.page(front, visit.t("signin-factor-title"));
    frame.has_errors = form.has_errors();
    let shown = FactorPage {
        page: frame,
        form,
        asked,
        action: visit.url(step.path),
        links: vec![lost(visit), Link::new(visit.t("signin-factor-start"), visit.url(step.start))],
    };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}

/// No tries are left: the journey begins again.
fn spent(step: &FactorStep, front: &FrontDoor, visit: &Visit) -> Answer {
    page_again(&SpentPage {
        page: visit.page(front, visit.t("signin-factor-spent-title")),
        start: visit.url(step.start),
    })
}
