//! The signed-in home: the person's name, where they last signed in, and the modules that the portal has.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::clock::Timestamp;
use base::web::answer::{Answer, with_cookies};
use base::web::components::{Icon, MenuGroup, MenuItem};
use base::web::page::{NavItem, Page};

use crate::assisted::Opening;
use crate::front_door::FrontDoor;
use crate::portals::Module;
use crate::visit::{GOAL_COOKIE, SignedIn, page};
use crate::{assisted, factors, messaging, paths, sessions};

pub const TEXTS: base::texts::Source = base::texts!("home");

pub fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::HOME, get(show))
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    page: Page,
    name: String,
    last_time: Option<String>,
    confirm_email: Option<String>,
    /// That somebody else is about to be let into the account, since or until when.
    recovery: Option<String>,
    stop_recovery: String,
    /// Where two-step verification is set up, for whoever has none.
    two_steps: Option<String>,
    groups: Vec<MenuGroup>,
    profile: String,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    // Whoever came by a link in a mail wants the page it leads to.
    if let Some(goal) = &visit.goal {
        return Ok(with_cookies(visit.see(goal), [visit.forget_cookie(GOAL_COOKIE)]));
    }
    let last = sessions::last_before(&visit.view(&front), &visit.session).await?;
    let last_time = last.map(|last| last_time(&visit, last.created_at, &last.browser, &last.source));
    let unconfirmed = visit.account.email.clone().filter(|_| visit.account.email_confirmed_at.is_none());
    let opening = assisted::opening(&visit.view(&front), visit.account.id).await?;
    let has_factor = factors::is_set(&visit.view(&front), visit.account.id.uuid()).await?;
    page(&HomePage {
        page: visit.page(&front, visit.t("home-title")),
        name: visit.account.given_names.clone(),
        last_time,
        confirm_email: unconfirmed,
        recovery: opening.map(|opening| recovery_text(&visit, opening)),
        stop_recovery: visit.url(assisted::OWN_STOP_PATH),
        two_steps: (!has_factor).then(|| visit.url(paths::TWO_STEPS)),
        groups: groups(&visit),
        profile: visit.url(paths::PROFILE),
    })
}

fn recovery_text(visit: &SignedIn, opening: Opening) -> String {
    let (id, at) = match opening {
        Opening::At(at) => ("home-recovery-text", at),
        Opening::Since(at) => ("home-recovery-sent", at),
    };
    visit.words.with(id, &[("moment", messaging::moment::moment(at, &visit.words).into())])
}

fn last_time(visit: &SignedIn, at: Timestamp, browser: &str, source: &str) -> String {
    let moment = messaging::moment::moment(at, &visit.words);
    let browser = if browser.is_empty() { visit.t("home-some-browser") } else { browser };
    visit.words.with(
        "home-last-time",
        &[("moment", moment.into()), ("browser", browser.into()), ("source", source.into())],
    )
}

/// The menu of the modules that exist (A6).
fn groups(visit: &SignedIn) -> Vec<MenuGroup> {
    let items = visit.portal.modules.iter().map(|module| match module {
        Module::Profile => MenuItem {
            icon: Icon::Person,
            label: visit.t("home-profile").to_owned(),
            hint: visit.t("home-profile-hint").to_owned(),
            url: visit.url(paths::PROFILE),
        },
        Module::Certificates => MenuItem {
            icon: Icon::Certificate,
            label: visit.t("home-certificates").to_owned(),
            hint: visit.t("home-certificates-hint").to_owned(),
            url: visit.url(paths::CERTIFICATES),
        },
        Module::Payslips => MenuItem {
            icon: Icon::Receipt,
            label: visit.t("home-payslips").to_owned(),
            hint: visit.t("home-payslips-hint").to_owned(),
            url: visit.url(paths::PAYSLIPS),
        },
    });
    vec![MenuGroup { title: String::new(), items: items.collect() }]
}

/// The entries at the top of every signed-in page.
pub fn menu(visit: &SignedIn) -> Vec<NavItem> {
    [("home-nav", paths::HOME), ("home-profile", paths::PROFILE)]
        .into_iter()
        .map(|(label, path)| NavItem {
            label: visit.t(label).to_owned(),
            url: visit.url(path),
            current: visit.path == path,
        })
        .collect()
}
