//! The portal's public page with its two ways in (C1); a portal without one leads straight to signing in.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::page::Page;

use crate::front_door::FrontDoor;
use crate::paths;
use crate::visit::{Visit, page};

pub const TEXTS: base::texts::Source = base::texts!("welcome");

pub fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::WELCOME, get(show))
}

#[derive(Template)]
#[template(path = "welcome/welcome.html")]
struct WelcomePage {
    page: Page,
    title: String,
    intro: String,
    registration: String,
    signin: String,
}

async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    if visit.session.is_some() {
        // Home sends on to sign in whoever's session has ended.
        return Ok(visit.see(paths::HOME));
    }
    let Some(welcome) = &visit.portal.welcome else { return Ok(visit.see(paths::SIGNIN)) };
    let title = welcome.title.in_language(visit.language).to_owned();
    page(&WelcomePage {
        page: visit.first_page(&front, title.clone()),
        title,
        intro: welcome.intro.in_language(visit.language).to_owned(),
        registration: visit.url(paths::REGISTRATION),
        signin: visit.url(paths::SIGNIN),
    })
}
