//! What a person authorised: seen, given where the policy has changed, withdrawn, and given again.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::form::{self, Shown};
use super::store::{self, Standing};
use super::{Policy, Purpose};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::paths;
use crate::visit::{Posted, SignedIn, Visit, page, page_again};

const WITHDRAW_PATH: &str = "/perfil/datos-personales/retirar";
const GIVE_ONE_PATH: &str = "/perfil/datos-personales/autorizar";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::PERSONAL_DATA, get(show).post(give))
        .route(WITHDRAW_PATH, post(withdraw))
        .route(GIVE_ONE_PATH, post(give_one))
}

/// A line of what was authorised.
struct Line {
    label: String,
    detail: String,
    /// What the button sends; "" where there is nothing to withdraw.
    purpose: String,
}

/// The policy that was accepted, with what of it is not authorised.
struct Open {
    paragraphs: Vec<String>,
    purposes: Vec<Purpose>,
}

#[derive(Template)]
#[template(path = "consent/person.html")]
struct PersonPage {
    page: Page,
    form: FormState,
    action: String,
    withdraw: String,
    give_one: String,
    /// Where all that is held of the person is told.
    copy: String,
    /// Where to ask what is held, and to ask for it to be corrected or deleted; "" where the portal takes no petitions.
    query: String,
    claim: String,
    back: String,
    lines: Vec<Line>,
    /// The policy that waits to be accepted, if one does.
    waiting: Option<Shown>,
    /// What may be authorised besides, if anything.
    open: Option<Open>,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    let policy = store::in_force(&visit.view(&front)).await?;
    page(&person_page(&front, &visit, FormState::empty(), policy.as_ref()).await?)
}

/// Accepts the policy in force.
async fn give(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let policy = store::in_force(&visit.view(&front)).await?;
    let policy = policy.as_ref();
    let form = form::keeping(FormState::empty(), &posted, policy);
    let choices = match form::chosen(policy, &visit, &posted, form) {
        Ok(choices) => choices,
        Err(form) => return page_again(&person_page(&front, &visit, form, policy).await?),
    };
    if let Some(choices) = choices {
        let tx = visit.begin(&front).await?;
        form::record(&tx, &front, &visit, visit.account.id, &choices).await?;
        tx.commit().await?;
    }
    Ok(visit.see(paths::PERSONAL_DATA))
}

/// Gives what was refused or withdrawn, of the policy that the person accepted and that is in force.
async fn give_one(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Ok(purpose) = posted.get("purpose").parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let account = visit.account.id;
    let tx = visit.begin(&front).await?;
    let standing = store::of_account(&tx, account).await?;
    let policy = store::in_force(&tx).await?.filter(|policy| is_accepted(policy, &standing));
    let is_offered = |policy: &Policy| policy.purposes.iter().any(|one| one.id == purpose);
    if let Some(policy) = policy.filter(is_offered)
        && form::give(&tx, &front, &visit, account, purpose).await?
    {
        form::record_given(&tx, &front, &visit, account, policy.version).await?;
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
    policy: Option<&Policy>,
) -> Result<PersonPage> {
    let standing = store::of_account(&visit.view(front), visit.account.id).await?;
    let is_accepted = |policy: &&Policy| is_accepted(policy, &standing);
    let takes_petitions = visit.portal.help.pqr;
    let mut page = visit.page(front, visit.t("consent-title"));
    page.has_errors = form.has_errors();
    Ok(PersonPage {
        page,
        form,
        action: visit.url(paths::PERSONAL_DATA),
        withdraw: visit.url(WITHDRAW_PATH),
        give_one: visit.url(GIVE_ONE_PATH),
        copy: visit.url(paths::DATA_COPY),
        query: if takes_petitions { visit.url(paths::DATA_QUERY) } else { String::new() },
        claim: if takes_petitions { visit.url(paths::DATA_CLAIM) } else { String::new() },
        back: visit.url(paths::PROFILE),
        lines: standing.iter().map(|one| line(visit, one)).collect(),
        waiting: policy.filter(|policy| !is_accepted(policy)).map(form::shown),
        open: policy.filter(is_accepted).and_then(|policy| open(policy, &standing)),
    })
}

/// Whether what the policy needs was authorised.
fn is_accepted(policy: &Policy, standing: &[Standing]) -> bool {
    standing.iter().any(|one| one.version == policy.version && one.place == 0 && one.stands())
}

fn open(policy: &Policy, standing: &[Standing]) -> Option<Open> {
    let is_given =
        |purpose: &Purpose| standing.iter().any(|one| one.purpose_id == purpose.id && one.stands());
    let purposes: Vec<Purpose> =
        policy.purposes.iter().filter(|purpose| !is_given(purpose)).cloned().collect();
    (!purposes.is_empty()).then(|| Open { paragraphs: form::paragraphs(&policy.text), purposes })
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
    let may_withdraw = one.stands() && one.place > 0;
    Line {
        label: one.label.clone(),
        detail: visit.words.with(id, &values),
        purpose: if may_withdraw { one.purpose_id.to_string() } else { String::new() },
    }
}
