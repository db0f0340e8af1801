//! The first page of the office: who is here, and what there is for them to do.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::components::{Icon, MenuGroup, MenuItem};
use base::web::page::Page;

use super::permissions::{Permission, may};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::visit::page;

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
    })
}
