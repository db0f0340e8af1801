//! The requests, as the office sees them: those that wait, those whose day runs, and how the last ones ended.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::page::Page;

use super::rules::State as Stage;
use super::{Request, show, store};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::{Permission, may};
use crate::visit::page;

const OPEN_SHOWN: i64 = 500;
const ENDED_SHOWN: i64 = 50;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE_ASSISTED, get(list))
}

/// A request as a card.
struct Card {
    title: String,
    detail: String,
    mark: String,
    tone: &'static str,
    url: String,
}

#[derive(Template)]
#[template(path = "assisted/list.html")]
struct ListPage {
    page: Page,
    waiting: Vec<Card>,
    granted: Vec<Card>,
    ended: Vec<Card>,
    may_decide: bool,
}

async fn list(staff: Staff<may::ReadAssisted>, State(front): State<FrontDoor>) -> Answer {
    let view = staff.view(&front);
    let open = store::open(&view, &front.keys, OPEN_SHOWN).await?;
    let ended = store::ended(&view, &front.keys, ENDED_SHOWN).await?;
    let (granted, waiting): (Vec<Request>, Vec<Request>) =
        open.into_iter().partition(|request| request.state.is_granted());
    let cards = |requests: Vec<Request>| requests.iter().map(|request| card(&staff, request)).collect();
    page(&ListPage {
        page: staff.page(&front, staff.t("assisted-office-title")),
        waiting: cards(waiting),
        granted: cards(granted),
        ended: cards(ended),
        may_decide: staff.may(Permission::DecideAssisted),
    })
}

fn card(staff: &Staff<may::ReadAssisted>, request: &Request) -> Card {
    let name = request.about.as_ref().map(|about| format!("{} · ", about.name)).unwrap_or_default();
    let since = |id: &str, at| staff.words.with(id, &[("moment", moment(at, &staff.words).into())]);
    let detail = match (request.state, request.due_at) {
        (Stage::Cooling, Some(due_at)) => since("assisted-opens-at", due_at),
        (state, _) if state.is_open() => since("assisted-asked-at", request.asked_at),
        _ => since("assisted-ended-at", request.changed_at),
    };
    Card {
        title: format!("{name}{}", request.number),
        detail,
        mark: state_in_words(staff, request.state),
        tone: match request.state {
            Stage::Waiting | Stage::Matched => "care",
            Stage::Refused | Stage::Stopped => "bad",
            _ => "",
        },
        url: staff.url(&show::path(request.id)),
    }
}

pub(super) fn state_in_words<P>(staff: &Staff<P>, state: Stage) -> String {
    staff.t(&format!("assisted-state-{}", state.as_str())).to_owned()
}
