//! Where a visitor of the demonstration begins: the three portals, people to be, the mailbox, and what there is to see.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use base::clock::Timestamp;
use base::texts::Words;
use base::web::answer::Answer;
use base::web::components::Icon;
use base::web::headers;
use base::web::page::Brand;
use identity::front_door::FrontDoor;

use super::inbox;
use super::look::{self, Look};
use super::people::{self, Introduced};
use super::staff::{self, Employed};

const STYLES: &str = include_str!("start.css");

/// What the product does well: a sign, and the ids of the title and of the text.
const POINTS: [(Icon, &str, &str); 6] = [
    (Icon::Shield, "demo-point-silence", "demo-point-silence-text"),
    (Icon::Device, "demo-point-any-phone", "demo-point-any-phone-text"),
    (Icon::Question, "demo-point-guide", "demo-point-guide-text"),
    (Icon::Document, "demo-point-one-file", "demo-point-one-file-text"),
    (Icon::Home, "demo-point-own", "demo-point-own-text"),
    (Icon::Key, "demo-point-passwords", "demo-point-passwords-text"),
];

#[derive(Clone)]
struct Start {
    front: FrontDoor,
    words: Arc<Words>,
    look: Look,
}

/// A portal as the page shows it.
struct Door {
    key: String,
    brand: Arc<Brand>,
    url: String,
    help_url: String,
    about: String,
    people: Vec<Introduced>,
    office_url: String,
    staff: Vec<AtTheDesk>,
}

/// A member of the staff, with what their authenticator shows now.
struct AtTheDesk {
    employed: &'static Employed,
    code: String,
}

#[derive(Template)]
#[template(path = "demo/start.html")]
struct StartPage<'a> {
    words: &'a Words,
    look: &'a Look,
    doors: Vec<Door>,
    points: [(Icon, &'static str, &'static str); 6],
    inbox_url: &'static str,
}

pub(super) fn routes(front: FrontDoor, words: Arc<Words>) -> Router {
    Router::new()
        .route("/", get(show))
        .route("/inicio.css", get(styles))
        .with_state(Start { front, words, look: Look::new() })
        .merge(look::routes())
}

async fn show(State(start): State<Start>) -> Answer {
    let doors = start.front.portals.iter().map(|portal| Door {
        key: portal.key.to_string(),
        brand: start.front.brand(portal),
        url: portal.address.link("/"),
        help_url: portal.address.link(identity::paths::HELP),
        about: start.words.get(&format!("demo-about-{}", portal.key)).to_owned(),
        people: people::introduced(portal.key.as_str()),
        office_url: portal.address.link(identity::paths::OFFICE),
        staff: at_the_desk(portal.key.as_str(), start.front.clock.now()),
    });
    let page = StartPage {
        words: &start.words,
        look: &start.look,
        doors: doors.collect(),
        points: POINTS,
        inbox_url: inbox::PATH,
    };
    let mut response = identity::visit::page(&page)?;
    headers::dress(response.headers_mut(), false);
    Ok(response)
}

fn at_the_desk(portal: &str, now: Timestamp) -> Vec<AtTheDesk> {
    let employed = staff::EMPLOYED.iter().filter(|employed| employed.portal == portal);
    employed.filter_map(|employed| Some(AtTheDesk { employed, code: employed.code_at(now).ok()? })).collect()
}

/// The page's own style, with the colour of each portal.
async fn styles(State(start): State<Start>) -> Response {
    let colours = start.front.portals.iter().map(|portal| {
        let colour = &start.front.brand(portal).theme_color;
        format!(".of-{} {{ --gate: {colour}; }}\n", portal.key)
    });
    look::sheet(STYLES.to_owned() + &colours.collect::<String>())
}
