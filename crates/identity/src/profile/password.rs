//! Changing the password: the current one, and a new one that the rule accepts.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::PasswordRule as RuleLine;
use base::web::page::Page;

use crate::accounts;
use crate::credentials::{Password, StoredHash, Verdict, screen};
use crate::devices;
use crate::front_door::FrontDoor;
use crate::paths;
use crate::recovery::{self, Chosen};
use crate::sessions;
use crate::signin::guard::{self, Guard};
use crate::visit::{Posted, SignedIn, page, page_again};

pub(super) const PATH: &str = "/perfil/clave";
/// The field for the password of today, wherever a change asks for it.
pub const CURRENT_FIELD: &str = "current_password";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, get(show).post(submit))
}

#[derive(Template)]
#[template(path = "profile/password.html")]
struct PasswordPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    rules: Vec<RuleLine>,
    /// How a phone's keyboard opens for the password.
    inputmode: &'static str,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    page(&password_page(&front, &visit, FormState::empty()))
}

async fn submit(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let verified = match confirm_current(&front, &visit, posted.get(CURRENT_FIELD)).await? {
        Confirmed::Yes { verified } => verified,
        Confirmed::No(said) => {
            let form = FormState::empty().with_error(CURRENT_FIELD, said);
            return page_again(&password_page(&front, &visit, form));
        }
        Confirmed::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    let chosen = recovery::choose(&front, &visit, &posted, true, &visit.account, FormState::empty()).await?;
    let hash = match chosen {
        Chosen::Ready(hash) => hash,
        Chosen::Refused(form) => return page_again(&password_page(&front, &visit, form)),
        Chosen::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    let tx = visit.begin(&front).await?;
    // If it was changed since it was compared, the comparison counts for nothing.
    if !accounts::store::hold_hash(&tx, visit.account.id, &verified).await? {
        let form = FormState::empty().with_error(CURRENT_FIELD, visit.t("profile-current-wrong"));
        return page_again(&password_page(&front, &visit, form));
    }
    recovery::set_password(&tx, &front, &visit, &visit.account, &hash).await?;
    // Every session ended with the old password; this browser has just proved the person and gets a new one.
    let session = sessions::open(&tx, &front, &visit, visit.account.id).await?;
    let device = devices::remember(&tx, &front, &visit, visit.account.id).await?;
    tx.commit().await?;
    Ok(with_cookies(visit.see(paths::PROFILE), [session, device]))
}

/// Whether the person at the keyboard knows the password.
pub enum Confirmed {
    Yes {
        /// The stored hash that it was held against.
        verified: String,
    },
    /// What they are told.
    No(String),
    Busy,
}

/// Asks for the password again, under the same guard as signing in: a session left open is no place to guess it.
pub async fn confirm_current(front: &FrontDoor, visit: &SignedIn, typed: &str) -> Result<Confirmed> {
    if typed.is_empty() {
        return Ok(Confirmed::No(visit.t("profile-current-missing").to_owned()));
    }
    let Ok(permit) = front.hasher.permit() else { return Ok(Confirmed::Busy) };
    let rule = visit.portal.password.rule;
    let guard = Guard::of_session(front, &visit.account.signin_name, visit.account.id.uuid());
    let tx = visit.begin(front).await?;
    let verdict = guard.count(&tx, rule, visit.now).await?;
    let hash = accounts::store::hash_of(&tx, visit.account.id).await?;
    tx.commit().await?;
    if verdict != guard::Verdict::Open {
        return Ok(Confirmed::No(visit.t("profile-current-closed").to_owned()));
    }
    let stored = hash.as_deref().map(StoredHash::parse).transpose();
    let stored = stored.map_err(|error| Error::stored("a password's hash", error))?;
    let Ok(password) = Password::parse(typed) else {
        return Ok(Confirmed::No(visit.t("profile-current-wrong").to_owned()));
    };
    let verdict =
        permit.verify(&password, stored.as_ref()).await.map_err(|error| Error::Other(error.to_string()))?;
    let tx = visit.begin(front).await?;
    let confirmed = if matches!(verdict, Verdict::Right { .. }) {
        guard.forgive(&tx).await?;
        Confirmed::Yes { verified: hash.unwrap_or_default() }
    } else {
        visit.record(&tx, front, "profile.password_refused", Some(visit.account.id), "").await?;
        Confirmed::No(visit.t("profile-current-wrong").to_owned())
    };
    tx.commit().await?;
    Ok(confirmed)
}

fn password_page(front: &FrontDoor, visit: &SignedIn, form: FormState) -> PasswordPage {
    let mut page = visit.page(front, visit.t("profile-password-title"));
    page.has_errors = form.has_errors();
    PasswordPage {
        page,
        form,
        action: visit.url(PATH),
        back: visit.url(paths::PROFILE),
        rules: screen::rule_lines(visit),
        inputmode: screen::inputmode(visit),
    }
}
