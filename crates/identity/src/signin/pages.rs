//! The pages, in the order a person sees them.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::routing::{get, post};
use base::db::{Tx, View};
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{self, Link};
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::attempt::{self, Attempt, Right, Tried};
use super::factor::{self, FactorStep, RightFactor};
use super::rules::Next;
use super::{CODE_PATH, FACTOR_PATH, PASSWORD_PATH, name, tasks};
use crate::accounts::AccountId;
use crate::devices::{self, Device};
use crate::front_door::FrontDoor;
use crate::gate::{self, Gate, HumanField, Refused};
use crate::humancheck::{Examined, Purpose};
use crate::journey::{self, Beginning, Event, Journey, Proved, Step, Walk, WalkId, advance};
use crate::keypad::{self, Digits};
use crate::limits;
use crate::paths;
use crate::portals::{PasswordRule, SignInWith, Steps};
use crate::sessions;
use crate::verification;
use crate::verification::pages::{CodeStep, Onward, RightCode, mismatch};
use crate::visit::{Posted, SignedIn, Visit, page, page_again};

/// The PIN, where it is pressed on the pad.
static PIN: Digits = Digits { path: PASSWORD_PATH, length: 4, label: "signin-password" };

/// The code on a new device.
pub(super) static CODE_STEP: CodeStep = CodeStep {
    journey: Journey::SignIn,
    path: CODE_PATH,
    resend_path: "/ingreso/codigo/reenviar",
    start: paths::SIGNIN,
    next: paths::SIGNIN,
    title: "signin-code-title",
    place: (3, 3),
    send: tasks::SEND_CODE,
    on_right: |code| Box::pin(device_proved(code)),
};

/// The second factor of whoever has one.
static FACTOR_STEP: FactorStep = FactorStep {
    journey: Journey::SignIn,
    path: FACTOR_PATH,
    start: paths::SIGNIN,
    on_right: |right| Box::pin(factor_given(right)),
};

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::SIGNIN, get(show).post(submit))
        .route(PASSWORD_PATH, get(show_password).post(submit_password))
        .route(paths::SIGN_OUT, post(sign_out))
        .merge(verification::pages::routes(&CODE_STEP))
        .merge(factor::routes(&FACTOR_STEP))
}

/// What a walk of two pages keeps of the first.
#[derive(Serialize, Deserialize)]
struct Named {
    name: String,
}

#[derive(Template)]
#[template(path = "signin/signin.html")]
struct SigninPage {
    page: Page,
    form: FormState,
    human: HumanField,
    action: String,
    asks_password: bool,
    inputmode: &'static str,
    register_url: String,
    forgot_url: String,
    forgot_username_url: String,
    exit_url: String,
}

#[derive(Template)]
#[template(path = "signin/password.html")]
struct PasswordPage {
    page: Page,
    form: FormState,
    action: String,
    keypad: Option<components::Keypad>,
    portal_has_pad: bool,
    is_pin: bool,
    links: Vec<Link>,
}

/// The first page. It touches no database.
async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    gate::show(&front, &visit, Purpose::Signin, |human| {
        signin_page(&front, &visit, FormState::empty(), human)
    })
}

async fn submit(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let form = FormState::keeping(&posted, &["user"]);
    if posted.trimmed("user").is_empty() {
        return again(&front, &visit, form.with_error("user", visit.t("signin-name-missing")));
    }
    let name = name::looked_up(visit.portal.signin.identifier, posted.trimmed("user"));
    let examined = gate::examine(&front, &visit, Purpose::Signin, &posted).await;
    // Where the password comes along, the place to hash is taken first: a busy minute spends nothing.
    let permit = match visit.portal.signin.steps {
        Steps::One => Some(front.hasher.permit()),
        Steps::Two => None,
    };
    let Ok(permit) = permit.transpose() else { return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)) };
    let tx = visit.begin(&front).await?;
    let device = devices::of_visit(&tx, &visit).await?;
    let gate = pass(&tx, &front, &visit, examined, device.as_ref()).await?;
    if let Some(refused) = gate::refusal(&visit, gate, form.clone()) {
        tx.commit().await?;
        return again(&front, &visit, refused);
    }
    let Some(permit) = permit else {
        let beginning = Beginning { journey: Journey::SignIn, event: Event::Named, account: None };
        journey::begin(&tx, &front, &visit, beginning, &Named { name }).await?;
        tx.commit().await?;
        return Ok(visit.see(PASSWORD_PATH));
    };
    let attempt = Attempt { permit, device, name: &name, password: posted.get("password") };
    let right = match attempt::make(&front, &visit, tx, attempt).await? {
        Tried::Right(right) => right,
        Tried::Wrong(said) => return again(&front, &visit, form.with_error("user", said)),
    };
    let tx = visit.begin(&front).await?;
    if !right.settle(&tx).await? {
        return again(&front, &visit, form.with_error("user", visit.t("signin-wrong")));
    }
    let next = right.next(&tx, &visit).await?;
    let walk = match event_before(next) {
        Event::RightPassword => None,
        event => {
            let beginning = Beginning { journey: Journey::SignIn, event, account: Some(right.account) };
            Some(journey::begin(&tx, &front, &visit, beginning, &Named { name }).await?)
        }
    };
    go_on(&front, &visit, tx, &right, (next, walk)).await
}

/// What happened, where this comes next.
fn event_before(next: Next) -> Event {
    match next {
        Next::Inside => Event::RightPassword,
        Next::Code => Event::RightPasswordOnNewDevice,
        Next::Factor => Event::RightPasswordBeforeFactor,
    }
}

/// The gate of the first page. A known device is counted by itself, so that nobody in the same network closes it to its owner.
async fn pass(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    examined: Examined,
    device: Option<&Device>,
) -> Result<Gate> {
    let device = device.map(|device| device.id.to_string());
    let by_place = match &device {
        Some(device) => (limits::SIGNIN_BY_DEVICE, device.as_str()),
        None => (limits::SIGNIN_BY_SOURCE, visit.source.as_str()),
    };
    gate::pass(tx, front, visit, examined, by_place, None).await
}

fn again(front: &FrontDoor, visit: &Visit, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::Signin, refused.into(), |form, human| {
        signin_page(front, visit, form, human)
    })
}

async fn show_password(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let Some(walk) = walk_at_password(&visit, &visit.view(&front)).await? else {
        return Ok(visit.see(paths::SIGNIN));
    };
    let tx = visit.begin(&front).await?;
    show_password_page(&front, &visit, tx, &walk, FormState::empty()).await
}

async fn submit_password(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    if let Some(choice) = keypad::chosen_way(&visit, &posted) {
        return Ok(with_cookies(visit.see(PASSWORD_PATH), [choice]));
    }
    let Some(walk) = walk_at_password(&visit, &visit.view(&front)).await? else {
        return Ok(visit.see(paths::SIGNIN));
    };
    let tx = visit.begin(&front).await?;
    let form = FormState::empty();
    let typed = if posted.has("press") {
        match keypad::press(&tx, &front, walk.id, &posted, PIN.length).await? {
            Some(digits) => digits,
            None => return show_password_page(&front, &visit, tx, &walk, form).await,
        }
    } else {
        posted.get("password").to_owned()
    };
    if typed.is_empty() {
        let form = form.with_error("password", visit.t("signin-password-missing"));
        return show_password_page(&front, &visit, tx, &walk, form).await;
    }
    let Ok(permit) = front.hasher.permit() else { return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)) };
    let Named { name } = journey::open(&front.keys, &walk)?;
    let device = devices::of_visit(&tx, &visit).await?;
    let attempt = Attempt { permit, device, name: &name, password: &typed };
    match attempt::make(&front, &visit, tx, attempt).await? {
        Tried::Right(right) => move_on(&front, &visit, &walk, &right).await,
        Tried::Wrong(said) => {
            let tx = visit.begin(&front).await?;
            show_password_page(&front, &visit, tx, &walk, form.with_error("password", said)).await
        }
    }
}

/// After the right password on the second page: the walk moves on.
async fn move_on(front: &FrontDoor, visit: &Visit, walk: &Walk, right: &Right) -> Answer {
    let tx = visit.begin(front).await?;
    if !right.settle(&tx).await? {
        return Ok(visit.see(paths::SIGNIN));
    }
    let next = right.next(&tx, visit).await?;
    let proved = Proved { account: Some(right.account), roster_entry: None };
    if !advance(&tx, walk, event_before(next), proved, visit.now).await? {
        return Ok(visit.see(paths::SIGNIN));
    }
    keypad::forget(&tx, walk.id).await?;
    go_on(front, visit, tx, right, (next, Some(walk.id))).await
}

/// To what comes next, on the walk that waits for it; or inside.
async fn go_on(
    front: &FrontDoor,
    visit: &Visit,
    tx: Tx,
    right: &Right,
    next: (Next, Option<WalkId>),
) -> Answer {
    let (next, walk) = next;
    let onward = match next {
        Next::Code => {
            let walk = walk.ok_or_else(mismatch)?;
            verification::pages::ask(&tx, front, visit, &CODE_STEP, walk).await?;
            Onward { path: CODE_PATH, cookies: Vec::new() }
        }
        Next::Factor => Onward { path: FACTOR_PATH, cookies: Vec::new() },
        Next::Inside => enter(front, visit, &tx, right).await?,
    };
    tx.commit().await?;
    Ok(with_cookies(visit.see(onward.path), onward.cookies))
}

async fn walk_at_password(visit: &Visit, view: &View) -> Result<Option<Walk>> {
    journey::walk_at(view, visit, Journey::SignIn, Step::Password).await
}

/// Opens the session; a device that was unknown is known from now on.
async fn enter(front: &FrontDoor, visit: &Visit, tx: &Tx, right: &Right) -> Result<Onward> {
    let Some(device) = &right.known_device else {
        return enter_on_new_device(front, visit, tx, right.account).await;
    };
    let session = open_session(front, visit, tx, right.account).await?;
    let device = devices::renew(tx, visit, device).await?;
    Ok(Onward { path: paths::HOME, cookies: [session].into_iter().chain(device).collect() })
}

/// The code came back from the phone.
async fn device_proved(code: RightCode<'_>) -> Result<Onward> {
    let RightCode { front, visit, tx, walk, proved } = code;
    let account = walk.account.filter(|account| proved.account == Some(*account)).ok_or_else(mismatch)?;
    enter_on_new_device(front, visit, tx, account).await
}

/// The second factor was given. A device of the account is spared it for a while, and a new one is known from now on.
async fn factor_given(right: RightFactor<'_>) -> Result<Option<Onward>> {
    let RightFactor { front, visit, tx, account, .. } = right;
    let known = devices::of_visit(tx, visit).await?.filter(|device| device.account_id == account.id);
    let session = open_session(front, visit, tx, account.id).await?;
    let device = match known {
        Some(device) => {
            devices::note_factor(tx, visit, account.id).await?;
            devices::renew(tx, visit, &device).await?
        }
        None => {
            tasks::tell_of_new_device(tx, front, visit, account.id).await?;
            Some(devices::remember_with_factor(tx, front, visit, account.id).await?)
        }
    };
    Ok(Some(Onward { path: paths::HOME, cookies: [session].into_iter().chain(device).collect() }))
}

async fn enter_on_new_device(
    front: &FrontDoor,
    visit: &Visit,
    tx: &Tx,
    account: AccountId,
) -> Result<Onward> {
    let session = open_session(front, visit, tx, account).await?;
    let device = devices::remember(tx, front, visit, account).await?;
    tasks::tell_of_new_device(tx, front, visit, account).await?;
    Ok(Onward { path: paths::HOME, cookies: vec![session, device] })
}

async fn open_session(front: &FrontDoor, visit: &Visit, tx: &Tx, account: AccountId) -> Result<HeaderValue> {
    if let Some(old) = &visit.session {
        sessions::end_by_token(tx, &old.hash(), visit.now).await?;
    }
    let session = sessions::open(tx, front, visit, account).await?;
    visit.record(tx, front, "signin.succeeded", Some(account), "").await?;
    Ok(session)
}

async fn sign_out(signed_in: SignedIn, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let tx = signed_in.begin(&front).await?;
    sessions::end(&tx, signed_in.account.id, signed_in.session.id, signed_in.now).await?;
    signed_in.record(&tx, &front, "signin.signed_out", Some(signed_in.account.id), "").await?;
    tx.commit().await?;
    let mut response =
        with_cookies(signed_in.see(paths::SIGNIN), [signed_in.forget_cookie(sessions::COOKIE)]);
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

fn signin_page(front: &FrontDoor, visit: &Visit, form: FormState, human: HumanField) -> SigninPage {
    let mut page = visit.first_page(front, visit.t("signin-title"));
    page.has_errors = form.has_errors();
    let portal = &visit.portal;
    let has_username_recovery = portal.recovery.username.is_some();
    SigninPage {
        page,
        form,
        human,
        action: visit.url(paths::SIGNIN),
        asks_password: portal.signin.steps == Steps::One,
        inputmode: match portal.signin.identifier {
            SignInWith::Document => "numeric",
            SignInWith::Email => "email",
            SignInWith::Username => "text",
        },
        register_url: visit.url(paths::REGISTRATION),
        forgot_url: visit.url(paths::PASSWORD_RECOVERY),
        forgot_username_url: if has_username_recovery {
            visit.url(paths::USERNAME_RECOVERY)
        } else {
            String::new()
        },
        exit_url: portal.brand.site.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

/// Shows the page of the password, and commits what the request changed.
async fn show_password_page(
    front: &FrontDoor,
    visit: &Visit,
    tx: Tx,
    walk: &Walk,
    form: FormState,
) -> Answer {
    let portal_has_pad = visit.portal.keypad.password;
    let keypad = if portal_has_pad { keypad::on_page(&tx, front, visit, walk.id, &PIN).await? } else { None };
    tx.commit().await?;
    let mut frame = visit.page(front, visit.t("signin-password-title"));
    frame.has_errors = form.has_errors();
    let shown = PasswordPage {
        page: frame,
        form,
        action: visit.url(PASSWORD_PATH),
        keypad,
        portal_has_pad,
        is_pin: visit.portal.password.rule == PasswordRule::Pin4,
        links: vec![
            Link::new(visit.t("signin-forgot-link"), visit.url(paths::PASSWORD_RECOVERY)),
            Link::new(visit.t("signin-other-user"), visit.url(paths::SIGNIN)),
        ],
    };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}
