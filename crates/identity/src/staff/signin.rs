//! Signing in to the office: address and password, then the second factor.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::routing::{get, post};
use base::db::Tx;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::factor::{self, Tried};
use super::{COOKIE, MemberId, RULE, open_session, record, store};
use crate::credentials::{Password, StoredHash, Verdict};
use crate::factors::{self, Asked, Asking, CODE_FIELD, Given};
use crate::front_door::FrontDoor;
use crate::gate::{self, HumanField, Refused};
use crate::humancheck::Purpose;
use crate::journey::{self, Beginning, Event, Journey, Proved, Step, Walk, advance, count_try};
use crate::limits;
use crate::office::Staff;
use crate::paths;
use crate::roster::{EmailAddress, refusal};
use crate::signin::guard::{self, Guard};
use crate::staff::permissions::may;
use crate::verification::CODE_TRIES;
use crate::visit::{Posted, Visit, page, page_again};

const FACTOR_PATH: &str = "/oficina/ingreso/codigo";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::OFFICE_SIGNIN, get(show).post(submit))
        .route(FACTOR_PATH, get(show_factor).post(submit_factor))
        .route(paths::OFFICE_SIGN_OUT, post(sign_out))
}

/// Whom the right password named, and the hash that it was held against: if that changes meanwhile, the walk leads nowhere.
#[derive(Serialize, Deserialize)]
struct Named {
    member: MemberId,
    verified: String,
}

#[derive(Template)]
#[template(path = "staff/signin.html")]
struct SigninPage {
    page: Page,
    form: FormState,
    human: HumanField,
    action: String,
    people_url: String,
}

#[derive(Template)]
#[template(path = "staff/start_again.html")]
pub(super) struct StartAgainPage {
    pub page: Page,
    pub text: String,
    pub start: String,
}

#[derive(Template)]
#[template(path = "staff/factor.html")]
struct FactorPage {
    page: Page,
    form: FormState,
    asked: Asked,
    action: String,
    start: String,
}

async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    gate::show(&front, &visit, Purpose::Office, |human| {
        signin_page(&front, &visit, FormState::empty(), human)
    })
}

async fn submit(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let form = FormState::keeping(&posted, &["email"]);
    let email = match EmailAddress::parse(posted.trimmed("email")) {
        Ok(email) => email.key(),
        Err(wrong) => {
            return again(&front, &visit, form.with_error("email", refusal::words(&visit.words, wrong)));
        }
    };
    let examined = gate::examine(&front, &visit, Purpose::Office, &posted).await;
    let Ok(permit) = front.hasher.permit() else { return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)) };
    let tx = visit.begin(&front).await?;
    let by_source = (limits::OFFICE_SIGNIN_BY_SOURCE, visit.source.as_str());
    let gate = gate::pass(&tx, &front, &visit, examined, by_source, None).await?;
    if let Some(refused) = gate::refusal(&visit, gate, form.clone()) {
        tx.commit().await?;
        return again(&front, &visit, refused);
    }
    let login = store::login(&tx, &email).await?;
    let known = login.as_ref().map(|login| login.id.uuid());
    let login = login.filter(|login| login.suspended_at.is_none());
    let guards = Guards::of(&front, &visit, &email);
    if let Some(held_up) = guards.count(&tx, &visit).await? {
        visit.record_try(&tx, &front, "staff.signin_held_up", known, &email).await?;
        tx.commit().await?;
        return again(&front, &visit, form.with_problem(held_up));
    }
    tx.commit().await?;

    let stored = login.as_ref().and_then(|login| StoredHash::parse(&login.password_hash).ok());
    let password = Password::parse(posted.get("password")).ok();
    let verdict = match &password {
        Some(password) => permit.verify(password, stored.as_ref()).await,
        None => Ok(Verdict::Wrong),
    };
    let verdict = verdict.map_err(|error| Error::Other(error.to_string()))?;
    let renewed = renewed(&front, verdict, password.as_ref()).await;
    let tx = visit.begin(&front).await?;
    let (Verdict::Right { .. }, Some(login)) = (verdict, login) else {
        visit.record_try(&tx, &front, "staff.signin_failed", known, &email).await?;
        tx.commit().await?;
        return again(&front, &visit, form.with_error("email", visit.t("staff-signin-wrong")));
    };
    let verified = match renewed {
        Some(new) if store::renew_hash(&tx, login.id, &login.password_hash, &new).await? => new,
        _ => login.password_hash,
    };
    guards.forgive(&tx).await?;
    let beginning = Beginning { journey: Journey::OfficeSignIn, event: Event::RightPassword, account: None };
    journey::begin(&tx, &front, &visit, beginning, &Named { member: login.id, verified }).await?;
    // Not in, and perhaps not the member either: who knows the password is not known to be them.
    visit.record_of(&tx, &front, "staff.password_right", known, "").await?;
    tx.commit().await?;
    Ok(visit.see(FACTOR_PATH))
}

/// What counts wrong passwords: each network by itself, which has to wait, and all together, which closes.
struct Guards {
    here: Guard,
    everywhere: Guard,
}

impl Guards {
    fn of(front: &FrontDoor, visit: &Visit, email: &str) -> Self {
        Self {
            here: Guard::of_staff(front, email, &visit.source),
            everywhere: Guard::of_staff_everywhere(front, email),
        }
    }

    /// Counts a try, or says why none may be made.
    async fn count(&self, tx: &Tx, visit: &Visit) -> Result<Option<String>> {
        let verdict = self.here.count(tx, RULE, visit.now).await?;
        if verdict != guard::Verdict::Open {
            return Ok(Some(factor::wait(visit, verdict)));
        }
        let is_open = self.everywhere.count_without_waiting(tx, visit.now).await?;
        Ok((!is_open).then(|| visit.t("staff-closed").to_owned()))
    }

    async fn forgive(&self, tx: &Tx) -> Result<()> {
        self.here.forgive(tx).await?;
        self.everywhere.forgive(tx).await
    }
}

/// A hash of today's cost where the stored one is older, if there is room for it now.
async fn renewed(front: &FrontDoor, verdict: Verdict, password: Option<&Password>) -> Option<String> {
    if verdict != (Verdict::Right { rehash: true }) {
        return None;
    }
    let permit = front.hasher.permit().ok()?;
    permit.hash(password?).await.ok().map(|hash| hash.phc())
}

fn again(front: &FrontDoor, visit: &Visit, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::Office, refused.into(), |form, human| {
        signin_page(front, visit, form, human)
    })
}

fn signin_page(front: &FrontDoor, visit: &Visit, form: FormState, human: HumanField) -> SigninPage {
    let mut page = visit.page(front, visit.t("staff-signin-title"));
    page.has_errors = form.has_errors();
    SigninPage {
        page,
        form,
        human,
        action: visit.url(paths::OFFICE_SIGNIN),
        people_url: visit.url(paths::SIGNIN),
    }
}

async fn show_factor(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let Some(walk) = walk_at_factor(&front, &visit).await? else {
        return Ok(visit.see(paths::OFFICE_SIGNIN));
    };
    if walk.tries >= CODE_TRIES {
        return start_again(&front, &visit);
    }
    show_factor_page(&front, &visit, &walk, FormState::empty()).await
}

async fn submit_factor(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Some(walk) = walk_at_factor(&front, &visit).await? else {
        return Ok(visit.see(paths::OFFICE_SIGNIN));
    };
    let again = async |said: &str| {
        let form = FormState::empty().with_error(CODE_FIELD, said);
        show_factor_page(&front, &visit, &walk, form).await
    };
    let Some(answer) = factors::Answer::of(&posted) else {
        return again(visit.t("factors-code-missing")).await;
    };
    let Named { member, verified } = journey::open(&front.keys, &walk)?;
    let tx = visit.begin(&front).await?;
    if count_try(&tx, &walk, CODE_TRIES, visit.now).await?.is_none()
        || !store::hold(&tx, member, &verified).await?
    {
        return start_again(&front, &visit);
    }
    let Some(member) = store::member(&tx, member).await? else { return start_again(&front, &visit) };
    let given = match factor::attempt(&tx, &front, &visit, &member, walk.id.uuid(), answer).await? {
        Tried::Right(given) => given,
        Tried::Wrong(said) => {
            tx.commit().await?;
            return again(&said).await;
        }
    };
    if !advance(&tx, &walk, Event::RightFactor, Proved::default(), visit.now).await? {
        return start_again(&front, &visit);
    }
    let session = open_session(&tx, &front, &visit, member.id, None).await?;
    record(&tx, &front, &visit, member.id, "staff.signin_succeeded", given.as_str()).await?;
    tx.commit().await?;
    // Whoever is without their authenticator sees at once how many codes are left, and how to get new ones.
    let next = if let Given::SavedCode { .. } = given { paths::OFFICE_OWN } else { paths::OFFICE };
    Ok(with_cookies(visit.see(next), [session]))
}

/// No tries are left, or the password changed meanwhile: the sign-in begins again.
fn start_again(front: &FrontDoor, visit: &Visit) -> Answer {
    page_again(&StartAgainPage {
        page: visit.page(front, visit.t("staff-start-again-title")),
        text: visit.t("staff-start-again-text").to_owned(),
        start: visit.url(paths::OFFICE_SIGNIN),
    })
}

async fn walk_at_factor(front: &FrontDoor, visit: &Visit) -> Result<Option<Walk>> {
    journey::walk_at(&visit.view(front), visit, Journey::OfficeSignIn, Step::Factor).await
}

async fn show_factor_page(front: &FrontDoor, visit: &Visit, walk: &Walk, form: FormState) -> Answer {
    let Named { member, .. } = journey::open(&front.keys, walk)?;
    let tx = visit.begin(front).await?;
    let asking = Asking { owner: member.uuid(), bound_to: walk.id.uuid() };
    let asked = factors::ask(&tx, front, visit, asking).await?;
    tx.commit().await?;
    let mut frame = visit.page(front, visit.t("staff-factor-title"));
    frame.has_errors = form.has_errors();
    let action = visit.url(FACTOR_PATH);
    let shown = FactorPage { page: frame, form, asked, action, start: visit.url(paths::OFFICE_SIGNIN) };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}

async fn sign_out(staff: Staff<may::EnterOffice>, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let tx = staff.begin(&front).await?;
    if let Some(token) = &staff.office {
        store::end_session(&tx, &token.hash(), staff.now).await?;
    }
    staff.record(&tx, &front, "staff.signed_out", Some(staff.member.id.uuid()), "").await?;
    tx.commit().await?;
    let mut response = with_cookies(staff.see(paths::OFFICE_SIGNIN), [staff.forget_cookie(COOKIE)]);
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}
