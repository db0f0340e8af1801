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

use super::guard::{self, Guard};
use super::{CODE_PATH, PASSWORD_PATH, name, tasks};
use crate::accounts::{self, AccountId};
use crate::credentials::{Password, Permit, StoredHash, Verdict};
use crate::devices::{self, DeviceId};
use crate::front_door::FrontDoor;
use crate::gate::{self, Gate, HumanField, Refused};
use crate::humancheck::{Examined, Purpose};
use crate::journey::{self, Beginning, Event, Journey, Proved, Step, Walk, WalkId, advance};
use crate::keypad::{self, Pressed, Way};
use crate::limits;
use crate::paths;
use crate::portals::{PasswordRule, Steps};
use crate::sessions;
use crate::verification;
use crate::verification::pages::{CodeStep, Onward, RightCode, mismatch};
use crate::visit::{Posted, SignedIn, Visit, page, page_again};

const PIN_DIGITS: usize = 4;

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

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::SIGNIN, get(show).post(submit))
        .route(PASSWORD_PATH, get(show_password).post(submit_password))
        .route(paths::SIGN_OUT, post(sign_out))
        .merge(verification::pages::routes(&CODE_STEP))
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
    let typed = name::looked_up(visit.portal.signin.identifier, posted.trimmed("user"));
    let examined = gate::examine(&front, &visit, Purpose::Signin, &posted).await;
    if visit.portal.signin.steps == Steps::Two {
        let tx = visit.begin(&front).await?;
        let gate = pass(&tx, &front, &visit, examined).await?;
        if let Some(refused) = gate::refusal(&visit, gate, form) {
            tx.commit().await?;
            return again(&front, &visit, refused);
        }
        begin_walk(&tx, &front, &visit, Event::Named, &Named { name: typed }, None).await?;
        tx.commit().await?;
        return Ok(visit.see(PASSWORD_PATH));
    }
    let Ok(permit) = front.hasher.permit() else { return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)) };
    let tx = visit.begin(&front).await?;
    let gate = pass(&tx, &front, &visit, examined).await?;
    if let Some(refused) = gate::refusal(&visit, gate, form.clone()) {
        tx.commit().await?;
        return again(&front, &visit, refused);
    }
    match try_password(&front, &visit, tx, permit, &typed, posted.get("password")).await? {
        Tried::Right(right) => {
            let tx = visit.begin(&front).await?;
            if !right.settle(&tx).await? {
                return again(&front, &visit, form.with_error("user", visit.t("signin-wrong")));
            }
            let onward = if right.needs_code(&visit) {
                let about = Named { name: typed };
                let walk = begin_walk(
                    &tx,
                    &front,
                    &visit,
                    Event::RightPasswordOnNewDevice,
                    &about,
                    Some(right.account),
                )
                .await?;
                verification::pages::ask(&tx, &front, &visit, &CODE_STEP, walk).await?;
                Onward { path: CODE_PATH, cookies: Vec::new() }
            } else {
                enter(&front, &visit, &tx, &right).await?
            };
            tx.commit().await?;
            Ok(with_cookies(visit.see(onward.path), onward.cookies))
        }
        Tried::Wrong(said) => again(&front, &visit, form.with_error("user", said)),
    }
}

/// The gate of the first page. A known device is counted by itself, so that nobody in the same network closes it to its owner.
async fn pass(tx: &Tx, front: &FrontDoor, visit: &Visit, examined: Examined) -> Result<Gate> {
    let device = devices::of_visit(tx, visit).await?.map(|device| device.id.to_string());
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

async fn begin_walk(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    event: Event,
    about: &Named,
    account: Option<AccountId>,
) -> Result<WalkId> {
    let beginning = Beginning { journey: Journey::SignIn, event, account };
    journey::begin(tx, front, visit, beginning, about).await
}

async fn show_password(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let Some(walk) = walk_at_password(&visit, &visit.view(&front)).await? else {
        return Ok(visit.see(paths::SIGNIN));
    };
    let tx = visit.begin(&front).await?;
    let shown = password_page(&front, &visit, &tx, &walk, FormState::empty()).await?;
    tx.commit().await?;
    page(&shown)
}

async fn submit_password(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    if let Some(choice) = keypad::chosen_way(&visit, &posted) {
        return Ok(with_cookies(visit.see(PASSWORD_PATH), [choice]));
    }
    let Some(walk) = walk_at_password(&visit, &visit.view(&front)).await? else {
        return Ok(visit.see(paths::SIGNIN));
    };
    let tx = visit.begin(&front).await?;
    let typed = if posted.has("press") {
        match keypad::press(&tx, &front, walk.id, &posted, PIN_DIGITS).await? {
            Pressed::Full(digits) => digits,
            Pressed::Again(_) => {
                let shown = password_page(&front, &visit, &tx, &walk, FormState::empty()).await?;
                tx.commit().await?;
                return page(&shown);
            }
        }
    } else {
        posted.get("password").to_owned()
    };
    if typed.is_empty() {
        let form = FormState::empty().with_error("password", visit.t("signin-password-missing"));
        let shown = password_page(&front, &visit, &tx, &walk, form).await?;
        tx.commit().await?;
        return page_again(&shown);
    }
    let Ok(permit) = front.hasher.permit() else { return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)) };
    let named: Named = journey::open(&front.keys, &walk)?;
    match try_password(&front, &visit, tx, permit, &named.name, &typed).await? {
        Tried::Right(right) => go_on(&front, &visit, &walk, &right).await,
        Tried::Wrong(said) => {
            let tx = visit.begin(&front).await?;
            let form = FormState::empty().with_error("password", said);
            let shown = password_page(&front, &visit, &tx, &walk, form).await?;
            tx.commit().await?;
            page_again(&shown)
        }
    }
}

/// After the right password of the second page.
async fn go_on(front: &FrontDoor, visit: &Visit, walk: &Walk, right: &Right) -> Answer {
    let tx = visit.begin(front).await?;
    if !right.settle(&tx).await? {
        return Ok(visit.see(paths::SIGNIN));
    }
    let needs_code = right.needs_code(visit);
    let event = if needs_code { Event::RightPasswordOnNewDevice } else { Event::RightPassword };
    let proved = Proved { account: Some(right.account), roster_entry: None };
    if !advance(&tx, walk, event, proved, visit.now).await? {
        return Ok(visit.see(paths::SIGNIN));
    }
    keypad::forget(&tx, walk.id).await?;
    let onward = if needs_code {
        verification::pages::ask(&tx, front, visit, &CODE_STEP, walk.id).await?;
        Onward { path: CODE_PATH, cookies: Vec::new() }
    } else {
        enter(front, visit, &tx, right).await?
    };
    tx.commit().await?;
    Ok(with_cookies(visit.see(onward.path), onward.cookies))
}

async fn walk_at_password(visit: &Visit, view: &View) -> Result<Option<Walk>> {
    journey::walk_at(view, visit, Journey::SignIn, Step::Password).await
}

/// The password was right.
struct Right {
    account: AccountId,
    known_device: Option<DeviceId>,
    guard: Guard,
    /// A hash of today's cost, where the stored one is older.
    rehash: Option<String>,
    /// The stored hash that the password was held against.
    verified: String,
}

impl Right {
    fn needs_code(&self, visit: &Visit) -> bool {
        visit.portal.signin.new_device_code && self.known_device.is_none()
    }

    /// Closes the count of failures, and keeps the hash of today's cost. False when the password was changed since it was
    /// compared: then it counts for nothing. The row stays locked, so that a change that comes now waits and ends what we open.
    async fn settle(&self, tx: &Tx) -> Result<bool> {
        if !accounts::store::hold_hash(tx, self.account, &self.verified).await? {
            return Ok(false);
        }
        self.guard.forgive(tx).await?;
        if let Some(new) = &self.rehash {
            accounts::store::replace_hash(tx, self.account, &self.verified, new).await?;
        }
        Ok(true)
    }
}

enum Tried {
    Right(Right),
    /// What the person is told.
    Wrong(String),
}

/// Tries a password for a name, known or not, by the same statements and one hash. Commits the count before it compares.
async fn try_password(
    front: &FrontDoor,
    visit: &Visit,
    tx: Tx,
    permit: Permit,
    signin_name: &str,
    typed: &str,
) -> Result<Tried> {
    let rule = visit.portal.password.rule;
    let login = accounts::store::login(&tx, signin_name).await?;
    let device = devices::of_visit(&tx, visit).await?;
    let known_device = device
        .filter(|device| login.as_ref().is_some_and(|login| login.id == device.account_id))
        .map(|device| device.id);
    let guard = Guard::of(front, signin_name, known_device);
    let verdict = guard.count(&tx, rule, visit.now).await?;
    if verdict != guard::Verdict::Open {
        visit.record(&tx, front, "signin.held_up", login.map(|login| login.id), "").await?;
        tx.commit().await?;
        return Ok(Tried::Wrong(held_up(visit, verdict)));
    }
    tx.commit().await?;

    let stored = login.as_ref().and_then(|login| readable(&login.hash));
    let verdict = match Password::parse(typed) {
        Ok(password) => {
            let verdict = permit.verify(&password, stored.as_ref()).await;
            let verdict = verdict.map_err(|error| base::error::Error::Other(error.to_string()))?;
            let rehash = if verdict == (Verdict::Right { rehash: true }) {
                rehashed(front, &password).await
            } else {
                None
            };
            (verdict, rehash)
        }
        Err(_) => (Verdict::Wrong, None),
    };
    match (verdict, login) {
        ((Verdict::Right { .. }, new_hash), Some(login)) => Ok(Tried::Right(Right {
            account: login.id,
            known_device,
            guard,
            rehash: new_hash,
            verified: login.hash,
        })),
        (_, login) => {
            let tx = visit.begin(front).await?;
            visit.record(&tx, front, "signin.failed", login.map(|login| login.id), "").await?;
            if guard.has_just_closed(&tx, rule, visit.now).await? {
                tasks::tell_of_closing(&tx, front, visit, signin_name).await?;
            }
            tx.commit().await?;
            Ok(Tried::Wrong(visit.t("signin-wrong").to_owned()))
        }
    }
}

/// A hash that does not read is nobody's: an error page here would tell that the name has an account.
fn readable(hash: &str) -> Option<StoredHash> {
    StoredHash::parse(hash)
        .inspect_err(|error| tracing::error!(%error, "a stored password hash does not read"))
        .ok()
}

/// A hash of today's cost, if there is room for it now; else another time.
async fn rehashed(front: &FrontDoor, password: &Password) -> Option<String> {
    let permit = front.hasher.permit().ok()?;
    permit.hash(password).await.ok().map(|hash| hash.phc())
}

fn held_up(visit: &Visit, verdict: guard::Verdict) -> String {
    match verdict {
        guard::Verdict::Wait(until) => {
            let minutes = until.since(visit.now).as_secs().div_ceil(60);
            visit.words.with("signin-wait", &[("minutes", minutes.into())])
        }
        guard::Verdict::Closed | guard::Verdict::Open => visit.t("signin-closed").to_owned(),
    }
}

/// Opens the session; a device that was unknown is known from now on.
async fn enter(front: &FrontDoor, visit: &Visit, tx: &Tx, right: &Right) -> Result<Onward> {
    let mut cookies = open_session(front, visit, tx, right.account).await?;
    if let Some(device) = right.known_device {
        cookies.extend(devices::renew(tx, visit, device).await?);
    } else {
        cookies.push(remember_device(front, visit, tx, right.account).await?);
        tasks::tell_of_new_device(tx, front, visit, right.account).await?;
    }
    Ok(Onward { path: paths::HOME, cookies })
}

/// The code came back from the phone: this browser is a known device now.
async fn device_proved(code: RightCode<'_>) -> Result<Onward> {
    let RightCode { front, visit, tx, walk, proved } = code;
    let account = walk.account.filter(|account| proved.account == Some(*account)).ok_or_else(mismatch)?;
    let mut cookies = open_session(front, visit, tx, account).await?;
    cookies.push(remember_device(front, visit, tx, account).await?);
    tasks::tell_of_new_device(tx, front, visit, account).await?;
    Ok(Onward { path: paths::HOME, cookies })
}

async fn open_session(
    front: &FrontDoor,
    visit: &Visit,
    tx: &Tx,
    account: AccountId,
) -> Result<Vec<HeaderValue>> {
    if let Some(old) = &visit.session {
        sessions::end_by_token(tx, &old.hash(), visit.now).await?;
    }
    let token = sessions::open(tx, front, visit, account).await?;
    visit.record(tx, front, "signin.succeeded", Some(account), "").await?;
    Ok(vec![visit.cookie(sessions::COOKIE, token.reveal(), None)])
}

/// Makes this browser a known device of the account.
pub(crate) async fn remember_device(
    front: &FrontDoor,
    visit: &Visit,
    tx: &Tx,
    account: AccountId,
) -> Result<HeaderValue> {
    let token = devices::remember(tx, front, visit, account).await?;
    Ok(visit.cookie(devices::COOKIE, token.reveal(), Some(devices::LIFETIME)))
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
            crate::portals::SignInWith::Document => "numeric",
            crate::portals::SignInWith::Email => "email",
            crate::portals::SignInWith::Username => "text",
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

async fn password_page(
    front: &FrontDoor,
    visit: &Visit,
    tx: &Tx,
    walk: &Walk,
    form: FormState,
) -> Result<PasswordPage> {
    let portal_has_pad = visit.portal.keypad.password;
    let is_pin = visit.portal.password.rule == PasswordRule::Pin4;
    let keypad = match keypad::way(visit, portal_has_pad) {
        Way::Pad => {
            let drawing = keypad::drawing(tx, front, walk.id).await?;
            Some(keypad::component(visit, &drawing, PASSWORD_PATH, PIN_DIGITS, visit.t("signin-password")))
        }
        Way::Field => None,
    };
    let mut page = visit.page(front, visit.t("signin-password-title"));
    page.has_errors = form.has_errors();
    let links = vec![
        Link::new(visit.t("signin-forgot-link"), visit.url(paths::PASSWORD_RECOVERY)),
        Link::new(visit.t("signin-other-user"), visit.url(paths::SIGNIN)),
    ];
    Ok(PasswordPage { page, form, action: visit.url(PASSWORD_PATH), keypad, portal_has_pad, is_pin, links })
}
