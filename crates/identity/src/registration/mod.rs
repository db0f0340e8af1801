//! Registration: from a roster, or with an address, to an account.
//!
//! Knowing a document number proves nothing: it only selects a person. The proof is a code to a contact that the roster has, or
//! a link to the address; the page answers alike for everybody. A roster entry is claimed once. No account exists before its
//! proof, so that nobody can wait in one for its owner.

mod account;
mod by_email;
mod by_roster;
mod tasks;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::page::Page;

pub use tasks::duties;

use crate::front_door::FrontDoor;
use crate::paths;
use crate::portals::RegistrationBy;
use crate::visit::{Posted, Visit, page};

pub const TEXTS: base::texts::Source = base::texts!("registration");

/// What a link from a registration mail begins with.
const LINK_PATH: &str = "/registro/correo/";
const DONE_PATH: &str = "/registro/listo";

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::REGISTRATION, get(show).post(submit))
        .route(DONE_PATH, get(done))
        .merge(by_roster::routes())
        .merge(by_email::routes())
}

async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    match visit.portal.registration.by {
        RegistrationBy::Email => by_email::show(&front, &visit),
        RegistrationBy::RosterCode { .. } | RegistrationBy::Member => by_roster::show(&front, &visit),
    }
}

async fn submit(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    match visit.portal.registration.by {
        RegistrationBy::Email => by_email::submit(&front, &visit, &posted).await,
        RegistrationBy::RosterCode { .. } | RegistrationBy::Member => {
            by_roster::submit(&front, &visit, &posted).await
        }
    }
}

#[derive(Template)]
#[template(path = "registration/done.html")]
struct DonePage {
    page: Page,
    confirms_email: bool,
    signin: String,
}

async fn done(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let confirms_email = visit.portal.registration.by != RegistrationBy::Email;
    let frame = visit.page(&front, visit.t("registration-done-title"));
    page(&DonePage { page: frame, confirms_email, signin: visit.url(paths::SIGNIN) })
}
