//! The page that shows it all.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::audit;
use base::web::answer::Answer;
use base::web::components::{Icon, Link, SummaryRow};
use base::web::page::Page;

use super::{contacts, password, phone, trail};
use crate::factors;
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::paths;
use crate::roster::Phone;
use crate::sessions::{self, Session};
use crate::visit::{SignedIn, page};

/// How many events are read, and how many lines tell them: what repeats is one line, so that a stranger's tries at the door push
/// nothing off the page.
const EVENTS_READ: i64 = 500;
const LINES_SHOWN: usize = 20;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::PROFILE, get(show))
}

/// A session as a card.
struct Card {
    icon: Icon,
    title: String,
    detail: String,
    mark: String,
    id: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "profile/profile.html")]
struct ProfilePage {
    page: Page,
    facts: Vec<SummaryRow>,
    personal_data: String,
    cards: Vec<Card>,
    has_others: bool,
    end_action: String,
    end_others_action: String,
    events: Vec<trail::Line>,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    let view = visit.view(&front);
    let idle_since = sessions::idle_since(visit.portal.sessions, visit.now);
    let open = sessions::all_of_account(&view, visit.account.id, idle_since, visit.now).await?;
    let events = audit::newest_about(&view, visit.account.id.uuid(), EVENTS_READ).await?;
    page(&ProfilePage {
        page: visit.page(&front, visit.t("profile-title")),
        facts: facts(&visit, factors::is_set(&view, visit.account.id.uuid()).await?),
        personal_data: visit.url(paths::PERSONAL_DATA),
        has_others: open.len() > 1,
        cards: open.iter().map(|session| card(&visit, session)).collect(),
        end_action: visit.url(super::sessions::END_PATH),
        end_others_action: visit.url(super::sessions::END_OTHERS_PATH),
        events: trail::lines(&visit, trail::Reader::Person, &events).into_iter().take(LINES_SHOWN).collect(),
    })
}

fn facts(visit: &SignedIn, has_two_steps: bool) -> Vec<SummaryRow> {
    let account = &visit.account;
    let change = |path: &str| Some(Link::new(visit.t("profile-change"), visit.url(path)));
    let row = |term: &str, value: String, action: Option<Link>| SummaryRow {
        term: visit.t(term).to_owned(),
        value,
        action,
    };
    let unconfirmed = |is_confirmed: bool, value: &str| {
        if is_confirmed { value.to_owned() } else { format!("{value} ({})", visit.t("profile-unconfirmed")) }
    };
    let none = || visit.t("profile-none").to_owned();
    let email = account
        .email
        .as_deref()
        .map_or_else(none, |email| unconfirmed(account.email_confirmed_at.is_some(), email));
    let phone = account
        .phone
        .as_deref()
        .map(|phone| Phone::parse(phone).map_or_else(|_| phone.to_owned(), |phone| phone.to_string()))
        .map_or_else(none, |phone| unconfirmed(account.phone_confirmed_at.is_some(), &phone));
    let two_steps = if has_two_steps { "profile-two-steps-on" } else { "profile-two-steps-off" };
    let mut facts = vec![
        row("profile-name", format!("{} {}", account.given_names, account.family_names), None),
        row("profile-user", account.signin_name.clone(), None),
        row("profile-password", "••••••••".to_owned(), change(password::PATH)),
        row("profile-two-steps", visit.t(two_steps).to_owned(), change(paths::TWO_STEPS)),
        row("profile-email", email, change(contacts::PATH)),
    ];
    // A number can be proved only where text messages can be sent.
    let action = if visit.portal.sends_text_messages() { change(phone::PATH) } else { None };
    facts.push(row("profile-phone", phone, action));
    facts
}

fn card(visit: &SignedIn, session: &Session) -> Card {
    let is_this = session.id == visit.session.id;
    let title = if session.browser.is_empty() {
        visit.t("profile-some-browser").to_owned()
    } else {
        session.browser.clone()
    };
    let detail = visit.words.with(
        "profile-session-detail",
        &[("seen", moment(session.seen_at, &visit.words).into()), ("source", session.source.as_str().into())],
    );
    Card {
        icon: Icon::Device,
        title,
        detail,
        mark: if is_this { visit.t("profile-this-device").to_owned() } else { String::new() },
        id: session.id.to_string(),
        is_this,
    }
}
