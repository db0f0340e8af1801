//! Where a visitor of the demonstration begins: the three portals, people to be, and the mailbox.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::texts::Words;
use base::web::answer::Answer;
use base::web::headers;
use base::web::page::Brand;
use identity::front_door::FrontDoor;

use super::inbox;
use super::people::{self, Introduced};

#[derive(Clone)]
struct Start {
    front: FrontDoor,
    words: Arc<Words>,
}

/// A portal as the page shows it.
struct Door {
    brand: Arc<Brand>,
    url: String,
    help_url: String,
    about: String,
    people: Vec<Introduced>,
}

#[derive(Template)]
#[template(path = "demo/start.html")]
struct StartPage<'a> {
    words: &'a Words,
    doors: Vec<Door>,
    inbox_url: &'static str,
}

pub(super) fn routes(front: FrontDoor, words: Arc<Words>) -> Router {
    Router::new().route("/", get(show)).with_state(Start { front, words })
}

async fn show(State(start): State<Start>) -> Answer {
    let doors = start.front.portals.iter().map(|portal| Door {
        brand: start.front.brand(portal),
        url: portal.address.link("/"),
        help_url: portal.address.link(identity::paths::HELP),
        about: start.words.get(&format!("demo-about-{}", portal.key)).to_owned(),
        people: people::introduced(portal.key.as_str()),
    });
    let page = StartPage { words: &start.words, doors: doors.collect(), inbox_url: inbox::PATH };
    let mut response = identity::visit::page(&page)?;
    headers::dress(response.headers_mut(), false);
    Ok(response)
}
