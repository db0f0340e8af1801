//! The frame of every page of the office: who is there, what they may do, and the menu of it.
//!
//! A handler that takes `Staff<may::ReadStaff>` runs only for a member of the staff whose roles have that permission in this
//! portal, with a second factor as fresh as the permission asks. Whoever is not signed in is sent to sign in; whoever may not is told
//! so, and that is recorded.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use base::audit::{self, Act};
use base::db::Tx;
use base::error::Result;
use base::web::answer::{self, Failure};
use base::web::components::Icon;
use base::web::page::{NavItem, Page};
use uuid::Uuid;

use crate::front_door::FrontDoor;
use crate::paths;
use crate::staff::permissions::{Factor, allows};
// For features that the staff's own feature stands on, and which may therefore not use it.
pub use crate::staff::permissions::{May, Permission, may};
use crate::staff::{self, FRESH, Member, Session};
use crate::visit::Visit;

/// A part of the office.
#[derive(Clone, Copy, Debug)]
pub struct Module {
    pub icon: Icon,
    /// The message ids of its name, and of what it is for.
    pub name: &'static str,
    pub hint: &'static str,
    pub path: &'static str,
    /// Who sees it.
    pub permission: Permission,
}

const fn module(
    icon: Icon,
    name: &'static str,
    hint: &'static str,
    path: &'static str,
    permission: Permission,
) -> Module {
    Module { icon, name, hint, path, permission }
}

/// The parts of the office, in the order of its menu, which begins with the first page.
#[rustfmt::skip]
const MODULES: &[Module] = &[
    module(Icon::Search,   "staff-nav-people",        "staff-nav-people-hint",        paths::OFFICE_PEOPLE,        Permission::FindPeople),
    module(Icon::Shield,   "assisted-nav",            "assisted-nav-hint",            paths::OFFICE_ASSISTED,      Permission::ReadAssisted),
    module(Icon::Mail,     "staff-nav-messages",      "staff-nav-messages-hint",      paths::OFFICE_MESSAGES,      Permission::ReadMessages),
    module(Icon::Chat,     "staff-nav-announcements", "staff-nav-announcements-hint", paths::OFFICE_ANNOUNCEMENTS, Permission::WriteAnnouncements),
    module(Icon::Case,     "staff-nav-cases",         "staff-nav-cases-hint",         paths::OFFICE_CASES,         Permission::ReadCases),
    module(Icon::Upload,   "imports-nav",             "imports-nav-hint",             paths::OFFICE_ROSTER,        Permission::ReadRoster),
    module(Icon::Receipt,  "staff-nav-payroll",       "staff-nav-payroll-hint",       paths::OFFICE_PAYROLL,       Permission::ReadPayroll),
    module(Icon::Person,   "staff-nav-members",       "staff-nav-members-hint",       paths::OFFICE_STAFF,         Permission::ReadStaff),
    module(Icon::Document, "staff-nav-personal-data", "staff-nav-personal-data-hint", paths::OFFICE_PERSONAL_DATA, Permission::WritePolicies),
    module(Icon::Shield,   "staff-nav-audit",         "staff-nav-audit-hint",         paths::OFFICE_AUDIT,         Permission::ReadAudit),
    module(Icon::Clock,    "staff-nav-health",        "staff-nav-health-hint",        paths::OFFICE_HEALTH,        Permission::ReadHealth),
    module(Icon::Key,      "staff-nav-own",           "staff-nav-own-hint",           paths::OFFICE_OWN,           Permission::EnterOffice),
];

/// A visit of a member of the staff who may do `P`.
#[derive(Debug)]
pub struct Staff<P> {
    pub visit: Visit,
    pub member: Member,
    pub session: Session,
    permission: PhantomData<P>,
}

impl<P> Deref for Staff<P> {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl<P: May> FromRequestParts<FrontDoor> for Staff<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, front: &FrontDoor) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, front).await?;
        match admit(front, &visit, P::PERMISSION).await {
            Ok(Admitted::In(session, member)) => Ok(Self { visit, member, session, permission: PhantomData }),
            Ok(Admitted::SignInFirst) => Err(visit.see(paths::OFFICE_SIGNIN)),
            Ok(Admitted::ConfirmFirst) => Err(visit.see(&confirm_path(&visit.path))),
            Ok(Admitted::MayNot(page)) => Err(page),
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

enum Admitted {
    In(Session, Member),
    SignInFirst,
    ConfirmFirst,
    MayNot(Response),
}

async fn admit(front: &FrontDoor, visit: &Visit, permission: Permission) -> Result<Admitted> {
    let Some((session, member)) = staff::session(front, visit).await? else {
        return Ok(Admitted::SignInFirst);
    };
    if !allows(&member.roles, permission) {
        return refuse(front, visit, &member, permission).await.map(Admitted::MayNot);
    }
    let is_stale = visit.now.since(session.proved_at) >= FRESH;
    if permission.factor() == Factor::Fresh && is_stale {
        return Ok(Admitted::ConfirmFirst);
    }
    Ok(Admitted::In(session, member))
}

/// Where the second factor is given again; the way leads back to `path`.
fn confirm_path(path: &str) -> String {
    format!("{}?volver={path}", paths::OFFICE_CONFIRM)
}

#[derive(Template)]
#[template(path = "staff/may_not.html")]
struct MayNotPage {
    page: Page,
    back: String,
}

async fn refuse(
    front: &FrontDoor,
    visit: &Visit,
    member: &Member,
    permission: Permission,
) -> Result<Response> {
    let tx = visit.begin(front).await?;
    let detail = permission.as_str();
    let act = act_of(visit, member, "staff.refused", detail);
    audit::record(&tx, &front.clock, &front.chance, act).await?;
    tx.commit().await?;
    let page = MayNotPage {
        page: page(front, visit, member, visit.t("staff-may-not-title")),
        back: visit.url(paths::OFFICE),
    };
    Ok(answer::page(StatusCode::FORBIDDEN, &page).unwrap_or_else(IntoResponse::into_response))
}

impl<P> Staff<P> {
    /// The frame of a page of the office, with its menu.
    pub fn page(&self, front: &FrontDoor, title: impl Into<String>) -> Page {
        page(front, &self.visit, &self.member, title)
    }

    /// Whether this member may do something else too: for what a page offers, never in place of the signature.
    pub fn may(&self, permission: Permission) -> bool {
        allows(&self.member.roles, permission)
    }

    /// The parts of the office that this member sees.
    pub fn modules(&self) -> impl Iterator<Item = &'static Module> {
        modules(&self.member)
    }

    /// Records what this member did, and to whom or what.
    pub async fn record(
        &self,
        tx: &Tx,
        front: &FrontDoor,
        event: &'static str,
        subject: Option<Uuid>,
        detail: &str,
    ) -> Result<()> {
        let act = Act { subject, ..act_of(&self.visit, &self.member, event, detail) };
        audit::record(tx, &front.clock, &front.chance, act).await
    }
}

/// Something that this member did, to nobody yet.
fn act_of<'a>(visit: &'a Visit, member: &Member, event: &'static str, detail: &'a str) -> Act<'a> {
    Act { actor_id: Some(member.id.uuid()), ..visit.act("staff", event, detail) }
}

fn page(front: &FrontDoor, visit: &Visit, member: &Member, title: impl Into<String>) -> Page {
    let mut page = visit.page(front, title);
    page.is_office = true;
    page.home_url = visit.url(paths::OFFICE);
    page.help = Arc::default();
    page.signed_in_as = Some(member.name.clone());
    page.sign_out_url = visit.url(paths::OFFICE_SIGN_OUT);
    let entry = |name: &str, path: &str| NavItem {
        label: visit.t(name).to_owned(),
        url: visit.url(path),
        current: is_within(&visit.path, path),
    };
    page.nav = vec![entry("staff-nav-home", paths::OFFICE)];
    page.nav.extend(modules(member).map(|module| entry(module.name, module.path)));
    page
}

fn modules(member: &Member) -> impl Iterator<Item = &'static Module> {
    MODULES.iter().filter(|module| allows(&member.roles, module.permission))
}

/// A page below an entry of the menu belongs to it; the home is only itself.
fn is_within(here: &str, entry: &str) -> bool {
    here == entry
        || entry != paths::OFFICE && here.strip_prefix(entry).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_the_entry_that_it_stands_under() {
        assert!(is_within("/oficina/equipo/invitar", "/oficina/equipo"));
        assert!(is_within("/oficina", "/oficina"));
        assert!(!is_within("/oficina/equipo", "/oficina"));
        assert!(!is_within("/oficina/equipos", "/oficina/equipo"));
    }
}
