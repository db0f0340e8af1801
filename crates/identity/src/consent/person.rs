//! What a person authorised: seen, given where the policy has changed, and withdrawn.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::form::{self, Shown};
use super::store::{self, Standing};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::paths;
use crate::visit::{Posted, SignedIn, Visit, page, page_again};

const WITHDRAW_PATH: &str = "/perfil/datos-personales/retirar";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::PERSONAL_DATA, get(show).post(give)).route(WITHDRAW_PATH, post(withdraw))
}

/// A line of what was authorised.
struct Line {
    label: String,
    detail: String,
    /// What the button sends; "" where there is nothing to withdraw.
    purpose: String,
}

#[derive(Template)]
#[template(path = "consent/person.html")]
struct PersonPage {
    page: Page,
    form: FormState,
    action: String,
    withdraw: String,
    /// Where to ask what is held, and to ask for it to be corrected or deleted; "" where the portal takes no petitions.
    query: String,
    claim: String,
    back: String,
    lines: Vec<Line>,
    /// The policy that waits to be accepted, if one does.
    waiting: Option<Shown>,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    page(&person_page(&front, &visit, FormState::empty()).await?)
}

/// Accepts the policy in force.
async fn give(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let view = visit.view(&front);
    let choices = match form::chosen(&view, &visit, &posted, FormState::empty()).await? {
        Ok(choices) => choices,
        Err(form) => return page_again(&person_page(&front, &visit, form).await?),
    };
    if let Some(choices) = choices {
        let tx = visit.begin(&front).await?;
        form::record(&tx, &front, &visit, visit.account.id, &choices).await?;
        tx.commit().await?;
    }
    Ok(visit.see(paths::PERSONAL_DATA))
}

async fn withdraw(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Ok(purpose) = posted.get("purpose").parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = visit.begin(&front).await?;
    if store::withdraw(&tx, visit.account.id, purpose, visit.now).await? {
        visit.record(&tx, &front, "consent.withdrawn", Some(visit.account.id), "").await?;
        tx.commit().await?;
    }
    Ok(visit.see(paths::PERSONAL_DATA))
}

async fn person_page(
    front: &FrontDoor,
    visit: &SignedIn,
    form: FormState,
) -> base::error::Result<PersonPage> {
    let view = visit.view(front);
    let standing = store::of_account(&view, visit.account.id).await?;
    let shown = form::shown(&view).await?;
    let accepted = |version| {
        let given = |one: &Standing| one.version == version && one.place == 0 && one.withdrawn_at.is_none();
        standing.iter().any(given)
    };
    let takes_petitions = visit.portal.help.pqr;
    let mut page = visit.page(front, visit.t("consent-title"));
    page.has_errors = form.has_errors();
    Ok(PersonPage {
        page,
        form,
        action: visit.url(paths::PERSONAL_DATA),
        withdraw: visit.url(WITHDRAW_PATH),
        query: if takes_petitions { visit.url(paths::DATA_QUERY) } else { String::new() },
        claim: if takes_petitions { visit.url(paths::DATA_CLAIM) } else { String::new() },
        back: visit.url(paths::PROFILE),
        lines: standing.iter().map(|one| line(visit, one)).collect(),
        waiting: shown.filter(|shown| !accepted(shown.version)),
    })
}

fn line(visit: &Visit, one: &Standing) -> Line {
    let given = moment(one.given_at, &visit.words);
    let (id, withdrawn) = match one.withdrawn_at {
        Some(at) => ("consent-line-withdrawn", moment(at, &visit.words)),
        None => ("consent-line-given", String::new()),
    };
    let values = [
        ("version", one.version.to_string().into()),
        ("given", given.into()),
        ("withdrawn", withdrawn.into()),
    ];
    let may_withdraw = one.withdrawn_at.is_none() && one.place > 0;
    Line {
        label: one.label.clone(),
        detail: visit.words.with(id, &values),
        purpose: if may_withdraw { one.purpose_id.to_string() } else { String::new() },
    }
}
