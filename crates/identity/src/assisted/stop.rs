//! «No fui yo»: the button in the notice to every contact on file, and the same for whoever signs in meanwhile. It ends the request.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::{Tx, View};
use base::error::Result;
use base::secret::Token;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::rules::{Act, State as Stage};
use super::{Request, store, telling};
use crate::front_door::FrontDoor;
use crate::limits;
use crate::messaging::message::AssistedNews;
use crate::paths;
use crate::verification::link_page::{self, DeadLink, secretly};
use crate::visit::{Posted, SignedIn, Visit, page};

/// What the link in a notice begins with.
const PATH: &str = "/recuperacion-asistida/detener/";
/// Where whoever is signed in stops it.
pub const OWN_STOP_PATH: &str = "/recuperacion-asistida/detener";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/recuperacion-asistida/detener/{token}", get(show).post(stop))
        .route(OWN_STOP_PATH, get(to_home).post(stop_own))
}

pub(super) fn path(token: &Token) -> String {
    format!("{PATH}{}", token.reveal())
}

#[derive(Template)]
#[template(path = "assisted/stop.html")]
struct StopPage {
    page: Page,
    is_stopped: bool,
    action: String,
    help: String,
}

static DEAD_LINK: DeadLink = DeadLink {
    title: "assisted-stop-dead-title",
    text: "assisted-stop-dead-text",
    way_out: "assisted-to-help",
    path: paths::HELP,
};

/// The link was opened: a button, since mail programs open links too.
async fn show(visit: Visit, State(front): State<FrontDoor>, Path(token): Path<String>) -> Answer {
    match find(&visit.view(&front), &front, &token).await? {
        Some(request) => shown(&front, &visit, &request, &token),
        None => DEAD_LINK.page(&front, &visit),
    }
}

/// A second click finds it stopped, and says so.
async fn stop(visit: Visit, State(front): State<FrontDoor>, Path(token): Path<String>, _: Posted) -> Answer {
    let tx = visit.begin(&front).await?;
    if !limits::allows(&tx, &front, &[(limits::LINK_BY_SOURCE, visit.source.as_str())]).await? {
        tx.commit().await?;
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    if let Some(request) = find(&tx, &front, &token).await? {
        end(&tx, &front, &visit, &request).await?;
    }
    tx.commit().await?;
    match find(&visit.view(&front), &front, &token).await? {
        Some(request) => shown(&front, &visit, &request, &token),
        None => DEAD_LINK.page(&front, &visit),
    }
}

/// The request of a link, if it can still be stopped or was.
async fn find(view: &View, front: &FrontDoor, token: &str) -> Result<Option<Request>> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let request = store::by_stop_hash(view, &front.keys, &token.hash()).await?;
    Ok(request.filter(|request| request.state.is_granted() || request.state == Stage::Stopped))
}

fn shown(front: &FrontDoor, visit: &Visit, request: &Request, token: &str) -> Answer {
    let is_stopped = request.state == Stage::Stopped;
    let title = if is_stopped { "assisted-stopped-title" } else { "assisted-stop-title" };
    secretly(page(&StopPage {
        page: link_page::frame(front, visit, title),
        is_stopped,
        action: visit.url(&format!("{PATH}{token}")),
        help: visit.url(paths::HELP),
    }))
}

async fn to_home(visit: SignedIn) -> Answer {
    Ok(visit.see(paths::HOME))
}

async fn stop_own(visit: SignedIn, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let tx = visit.begin(&front).await?;
    if let Some(request) = store::granted(&tx, &front.keys, visit.account.id).await? {
        end(&tx, &front, &visit, &request).await?;
        tx.commit().await?;
    }
    Ok(visit.see(paths::HOME))
}

async fn end(tx: &Tx, front: &FrontDoor, visit: &Visit, request: &Request) -> Result<()> {
    if !store::end(tx, request, Act::Stop, None, visit.now).await? {
        return Ok(());
    }
    let about = request.about.as_ref();
    let told = telling::News { about, number: &request.number, news: AssistedNews::Stopped, until: None };
    telling::tell_writer(tx, front, &visit.portal, told).await?;
    telling::tell_staff(tx, front, &visit.portal, request.id, &request.number).await?;
    visit.record(tx, front, "assisted.stopped", request.account, &request.number).await
}
