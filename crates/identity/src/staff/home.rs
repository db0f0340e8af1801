//! The first page of the office: who is here, and what there is for them to do.

use std::collections::HashMap;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::error::Result;
use base::web::answer::Answer;
use base::web::chart::BarChart;
use base::web::components::{Icon, MenuGroup, MenuItem};
use base::web::page::Page;
use jiff::civil::{Date, date};
use jiff::{ToSpan, Unit};

use super::permissions::{Permission, may};
use crate::accounts;
use crate::front_door::FrontDoor;
use crate::messaging;
use crate::messaging::moment::{HOURS_FROM_UTC, date_there};
use crate::office::Staff;
use crate::paths;
use crate::visit::page;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Of how many days the registrations are drawn.
const DAYS_SHOWN: u32 = 14;
/// Of how many days the messages are counted.
const MESSAGE_DAYS: u32 = 7;

/// What there is to do: the sign, the message ids of its name and its hint, where, and who may.
const MODULES: &[(Icon, &str, &str, &str, Permission)] = &[
    (Icon::Search, "staff-nav-people", "staff-nav-people-hint", paths::OFFICE_PEOPLE, Permission::FindPeople),
    (
        Icon::Mail,
        "staff-nav-messages",
        "staff-nav-messages-hint",
        paths::OFFICE_MESSAGES,
        Permission::ReadMessages,
    ),
    (
        Icon::Chat,
        "staff-nav-announcements",
        "staff-nav-announcements-hint",
        paths::OFFICE_ANNOUNCEMENTS,
        Permission::WriteAnnouncements,
    ),
    (Icon::Case, "staff-nav-cases", "staff-nav-cases-hint", paths::OFFICE_CASES, Permission::ReadCases),
    (Icon::Upload, "imports-nav", "imports-nav-hint", paths::OFFICE_ROSTER, Permission::ReadRoster),
    (Icon::Person, "staff-nav-members", "staff-nav-members-hint", paths::OFFICE_STAFF, Permission::ReadStaff),
    (
        Icon::Document,
        "staff-nav-personal-data",
        "staff-nav-personal-data-hint",
        paths::OFFICE_PERSONAL_DATA,
        Permission::WritePolicies,
    ),
    (
        Icon::Receipt,
        "staff-nav-payroll",
        "staff-nav-payroll-hint",
        paths::OFFICE_PAYROLL,
        Permission::ReadPayroll,
    ),
    (Icon::Shield, "staff-nav-audit", "staff-nav-audit-hint", paths::OFFICE_AUDIT, Permission::ReadAudit),
    (Icon::Clock, "staff-nav-health", "staff-nav-health-hint", paths::OFFICE_HEALTH, Permission::ReadHealth),
    (Icon::Key, "staff-nav-own", "staff-nav-own-hint", paths::OFFICE_OWN, Permission::EnterOffice),
];

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE, get(show))
}

#[derive(Template)]
#[template(path = "staff/home.html")]
struct HomePage {
    page: Page,
    name: String,
    roles: String,
    groups: Vec<MenuGroup>,
    /// For those who answer for the portal.
    charts: Vec<BarChart>,
}

async fn show(staff: Staff<may::EnterOffice>, State(front): State<FrontDoor>) -> Answer {
    let modules = MODULES.iter().filter(|(_, _, _, _, permission)| staff.may(*permission));
    let items = modules.map(|(icon, label, hint, path, _)| MenuItem {
        icon: *icon,
        label: staff.t(label).to_owned(),
        hint: staff.t(hint).to_owned(),
        url: staff.url(path),
    });
    page(&HomePage {
        page: staff.page(&front, staff.t("staff-home-title")),
        name: staff.member.name.clone(),
        roles: super::role_names(&staff, &staff.member.roles),
        groups: vec![MenuGroup { title: String::new(), items: items.collect() }],
        charts: if staff.may(Permission::ReadStaff) { charts(&front, &staff).await? } else { Vec::new() },
    })
}

/// The registrations of the last days, and what became of the messages of the last week.
async fn charts(front: &FrontDoor, staff: &Staff<may::EnterOffice>) -> Result<Vec<BarChart>> {
    let view = staff.view(front);
    let today = date_there(staff.now);
    let since = staff.now.minus(DAYS_SHOWN * DAY);
    let opened = accounts::store::opened_by_day(&view, since, HOURS_FROM_UTC).await?;
    let opened: HashMap<i64, i64> = opened.iter().map(|one| (one.day, one.accounts)).collect();
    let days = (0..i64::from(DAYS_SHOWN)).rev().filter_map(|ago| today.checked_sub(ago.days()).ok());
    let on = |day: Date| opened.get(&days_since_1970(day)).copied().unwrap_or(0);
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let registrations = BarChart {
        title: staff.t("staff-chart-registrations").to_owned(),
        columns: ["staff-chart-day", "staff-chart-registrations"].map(|id| staff.t(id).to_owned()),
        bars: days.map(|day| (format!("{}/{}", day.day(), day.month()), count(on(day)))).collect(),
    };
    let states = messaging::by_state(&view, staff.now.minus(MESSAGE_DAYS * DAY)).await?;
    let in_words = |state: &str| staff.t(&format!("messaging-log-state-{state}")).to_owned();
    let messages = BarChart {
        title: staff.t("staff-chart-messages").to_owned(),
        columns: ["staff-chart-state", "staff-chart-messages"].map(|id| staff.t(id).to_owned()),
        bars: states.iter().map(|one| (in_words(&one.state), count(one.messages))).collect(),
    };
    Ok([registrations, messages].into_iter().filter(|chart| chart.total() > 0).collect())
}

/// The day as the database counts it.
fn days_since_1970(day: Date) -> i64 {
    let since = day.since((Unit::Day, date(1970, 1, 1)));
    since.map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_first_of_1970() {
        assert_eq!(days_since_1970(date(1970, 1, 1)), 0);
        assert_eq!(days_since_1970(date(2026, 11, 20)), 20_777);
    }
}
