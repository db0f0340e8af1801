//! Password and second factor once more, before something that changes the second factor, or tells all that is held of the person.

use std::ops::Deref;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use base::form::FormState;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::Link;
use base::web::page::Page;
use serde::Deserialize;

use super::rules;
use crate::credentials::screen;
use crate::factors::{self, Asked, Asking, CODE_FIELD};
use crate::front_door::FrontDoor;
use crate::profile::{CURRENT_FIELD, Confirmed, confirm_current};
use crate::signin::factor::{self, Tried};
use crate::visit::{Posted, SignedIn, page, page_again};
use crate::{accounts, devices, paths, sessions};

const PATH: &str = "/perfil/confirmar";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, get(show).post(submit))
}

/// A visit of somebody who gave password and second factor in the last minutes. Others are sent to give them.
#[derive(Debug)]
pub(crate) struct Fresh(pub SignedIn);

impl Deref for Fresh {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequestParts<FrontDoor> for Fresh {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, front: &FrontDoor) -> Result<Self, Response> {
        let visit = <SignedIn as FromRequestParts<FrontDoor>>::from_request_parts(parts, front).await?;
        if rules::is_fresh(visit.session.confirmed_at, visit.now) {
            return Ok(Self(visit));
        }
        Err(visit.see(&path_back_to(&visit.path)))
    }
}

/// Where the way leads back to.
#[derive(Deserialize)]
struct Back {
    #[serde(default, rename = "volver")]
    path: String,
}

#[derive(Template)]
#[template(path = "twosteps/confirm.html")]
struct ConfirmPage {
    page: Page,
    form: FormState,
    action: String,
    cancel: String,
    /// None for whoever has no factor yet.
    asked: Option<Asked>,
    /// The way back in for whoever has one and lost it.
    lost: Vec<Link>,
    /// How a phone's keyboard opens for the password.
    inputmode: &'static str,
}

/// The page, from which the way leads back to `path`.
fn path_back_to(path: &str) -> String {
    format!("{PATH}?volver={path}")
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>, Query(back): Query<Back>) -> Answer {
    show_page(&front, &visit, FormState::empty(), rules::way_back(&back.path)).await
}

/// The password first: a wrong one spends no code.
async fn submit(
    visit: SignedIn,
    State(front): State<FrontDoor>,
    Query(back): Query<Back>,
    posted: Posted,
) -> Answer {
    let back = rules::way_back(&back.path);
    let again = async |field: &str, said: &str| {
        show_page(&front, &visit, FormState::empty().with_error(field, said), back).await
    };
    let owner = visit.account.id.uuid();
    let answer = factors::Answer::of(&posted);
    if answer.is_none() && factors::is_set(&visit.view(&front), owner).await? {
        return again(CODE_FIELD, visit.t("factors-code-missing")).await;
    }
    let verified = match confirm_current(&front, &visit, posted.get(CURRENT_FIELD)).await? {
        Confirmed::Yes { verified } => verified,
        Confirmed::No(said) => return again(CURRENT_FIELD, &said).await,
        Confirmed::Busy => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    let tx = visit.begin(&front).await?;
    // If it was changed since it was compared, the comparison counts for nothing.
    if !accounts::store::hold_hash(&tx, visit.account.id, &verified).await? {
        return Ok(visit.see(paths::SIGNIN));
    }
    if factors::is_set(&tx, owner).await? {
        // It was turned on since this request began.
        let Some(answer) = answer else { return Ok(visit.see(&path_back_to(back))) };
        let bound_to = visit.session.id.uuid();
        if let Tried::Wrong(said) =
            factor::attempt(&tx, &front, &visit, &visit.account, bound_to, answer).await?
        {
            tx.commit().await?;
            return again(CODE_FIELD, &said).await;
        }
        devices::note_factor(&tx, &visit, visit.account.id).await?;
    }
    let session = sessions::confirm(&tx, &front, &visit, visit.session.id).await?;
    visit.record(&tx, &front, "factors.confirmed", Some(visit.account.id), "").await?;
    tx.commit().await?;
    Ok(with_cookies(visit.see(back), [session]))
}

async fn show_page(front: &FrontDoor, visit: &SignedIn, form: FormState, back: &str) -> Answer {
    let asking = Asking { owner: visit.account.id.uuid(), bound_to: visit.session.id.uuid() };
    let tx = visit.begin(front).await?;
    let has_factor = factors::is_set(&tx, asking.owner).await?;
    let asked = if has_factor { Some(factors::ask(&tx, front, visit, asking).await?) } else { None };
    tx.commit().await?;
    let mut frame = visit.page(front, visit.t("twosteps-confirm-title"));
    frame.has_errors = form.has_errors();
    let shown = ConfirmPage {
        page: frame,
        form,
        action: visit.url(&path_back_to(back)),
        cancel: visit.url(rules::way_out(back)),
        lost: has_factor.then(|| factor::lost(visit)).into_iter().collect(),
        asked,
        inputmode: screen::inputmode(visit),
    };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}
