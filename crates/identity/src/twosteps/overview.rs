//! «Verificación en dos pasos»: what there is, and what can be done.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::components::{Icon, Link, SummaryRow};
use base::web::page::Page;

use super::{authenticator, codes, passkeys};
use crate::factors::{self, Held, Passkey};
use crate::front_door::FrontDoor;
use crate::paths;
use crate::visit::{SignedIn, page};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::TWO_STEPS, get(show))
}

/// A passkey as a card.
struct Card {
    icon: Icon,
    name: String,
    detail: String,
    url: String,
}

#[derive(Template)]
#[template(path = "twosteps/overview.html")]
struct OverviewPage {
    page: Page,
    is_on: bool,
    few_codes: bool,
    facts: Vec<SummaryRow>,
    passkeys: Vec<Card>,
    add_passkey: String,
    set_up: String,
    /// None for whoever has no authenticator.
    remove: Option<String>,
    back: String,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    let held = factors::held(&visit.view(&front), visit.account.id.uuid()).await?;
    page(&OverviewPage {
        page: visit.page(&front, visit.t("twosteps-title")),
        is_on: held.is_set(),
        few_codes: held.is_set() && held.has_few_codes(),
        facts: facts(&visit, &held),
        passkeys: held.passkeys.iter().map(|passkey| card(&visit, passkey)).collect(),
        add_passkey: visit.url(passkeys::PATH),
        set_up: visit.url(authenticator::PATH),
        remove: held.has_authenticator.then(|| visit.url(authenticator::REMOVE_PATH)),
        back: visit.url(paths::PROFILE),
    })
}

fn facts(visit: &SignedIn, held: &Held) -> Vec<SummaryRow> {
    let row = |term: &str, value: String, action: Option<Link>| SummaryRow {
        term: visit.t(term).to_owned(),
        value,
        action,
    };
    let link = |label: &str, path: &str| Some(Link::new(visit.t(label), visit.url(path)));
    let (state, action) = if held.has_authenticator {
        ("twosteps-authenticator-on", link("twosteps-change", authenticator::PATH))
    } else {
        ("twosteps-authenticator-off", link("twosteps-set-up", authenticator::PATH))
    };
    let mut facts = vec![row("twosteps-authenticator", visit.t(state).to_owned(), action)];
    if held.is_set() {
        let left = visit.words.with("factors-codes-left", &[("left", held.saved_codes_left.into())]);
        facts.push(row("twosteps-codes", left, link("twosteps-change", codes::PATH)));
    }
    facts
}

fn card(visit: &SignedIn, passkey: &Passkey) -> Card {
    Card {
        icon: Icon::Key,
        name: passkey.name.clone(),
        detail: factors::passkeys::detail(visit, passkey),
        url: visit.url(&format!("{}/{}", passkeys::PATH, passkey.id)),
    }
}
