//! «Buzón de pruebas»: every mail and text message that the demonstration sent, as their receivers would see them.
//!
//! A mail is shown in a frame that runs nothing, fetches nothing and may only do what a person does with a mail: follow a link.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use base::error::Error;
use base::texts::Words;
use base::web::answer::{Answer, page};
use identity::messaging::moment;
use serde::Deserialize;

use super::look::{self, Look};
use super::mailbox::{Mailbox, Received, Way};

/// Where the page lives; the demonstration's banner links here.
pub const PATH: &str = "/buzon";

/// The page shows frames of its own, which the policy of other pages forbids.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; img-src 'self' data:; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";
/// `sandbox` holds even where the address is opened by itself.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
     sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
/// A link in a frame opens in the whole window, as from a mail program.
const LINKS_OPEN_OUTSIDE: &str = "<base target=\"_top\">";

const STYLES: &str = include_str!("inbox.css");

#[derive(Clone)]
struct Inbox {
    mailbox: Mailbox,
    words: Arc<Words>,
    look: Look,
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

#[derive(Template)]
#[template(path = "demo/inbox.html")]
struct InboxPage<'a> {
    words: &'a Words,
    look: &'a Look,
    /// The address or number that the page is narrowed to; "" for all.
    to: &'a str,
    messages: Vec<Shown>,
}

struct Shown {
    message: Received,
    is_mail: bool,
    is_newest: bool,
    receivers: String,
    title: String,
    moment: String,
}

/// The page, its style, its JSON feed for tests, and the mails one by one.
pub fn routes(mailbox: Mailbox, words: Arc<Words>) -> Router {
    Router::new()
        .route(PATH, get(inbox))
        .route("/buzon.css", get(styles))
        .route("/buzon.json", get(feed))
        .route("/buzon/correo/{number}", get(mail))
        .with_state(Inbox { mailbox, words, look: Look::new() })
}

async fn inbox(State(inbox): State<Inbox>, Query(filter): Query<Filter>) -> Answer {
    let to = filter.to.unwrap_or_default();
    let messages = found(&inbox.mailbox, &to);
    let shown = messages.into_iter().enumerate();
    let messages = shown.map(|(index, message)| show(message, index == 0, &inbox.words)).collect();
    let rendered =
        page(StatusCode::OK, &InboxPage { words: &inbox.words, look: &inbox.look, to: to.trim(), messages })?;
    Ok(([(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)], rendered).into_response())
}

async fn feed(State(inbox): State<Inbox>, Query(filter): Query<Filter>) -> Answer {
    let messages = found(&inbox.mailbox, &filter.to.unwrap_or_default());
    let json =
        serde_json::to_string(&messages).map_err(|error| Error::stored("a received message", error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

async fn mail(State(inbox): State<Inbox>, Path(number): Path<u64>) -> Response {
    match inbox.mailbox.by_number(number).and_then(|message| message.html) {
        Some(html) => {
            let policy =
                [(header::CONTENT_SECURITY_POLICY, MAIL_POLICY), (header::REFERRER_POLICY, "no-referrer")];
            (policy, Html(with_links_opening_outside(&html))).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn styles() -> Response {
    look::sheet(STYLES.to_owned())
}

fn found(mailbox: &Mailbox, to: &str) -> Vec<Received> {
    if to.trim().is_empty() { mailbox.all() } else { mailbox.to(to) }
}

fn show(message: Received, is_newest: bool, words: &Words) -> Shown {
    let is_mail = message.way == Way::Mail;
    let title = match &message.subject {
        Some(subject) => subject.clone(),
        None => message.text.lines().next().unwrap_or_default().to_owned(),
    };
    let moment = moment::moment(message.received_at, words);
    Shown { is_mail, is_newest, receivers: message.to.join(", "), title, moment, message }
}

fn with_links_opening_outside(html: &str) -> String {
    match html.split_once("<head>") {
        Some((before, after)) => format!("{before}<head>{LINKS_OPEN_OUTSIDE}{after}"),
        None => format!("{LINKS_OPEN_OUTSIDE}{html}"),
    }
}
