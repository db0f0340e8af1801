//! The frame of every page of the office: who is there, what they may do, and the menu of it.
//!
//! A handler that takes `Staff<may::ReadStaff>` runs only for a member of the staff whose roles have that permission in this
//! portal, with a second factor as fresh as the permission asks. Whoever is not signed in is sent to sign in; whoever may not is told
//! so, and that is recorded.

use std::marker::PhantomData;
use std::ops::Deref;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use base::audit::{self, Act};
use base::db::Tx;
use base::error::Result;
use base::web::answer::{self, Failure};
use base::web::page::{NavItem, Page};
use uuid::Uuid;

use crate::front_door::FrontDoor;
use crate::paths;
use crate::staff::permissions::{Factor, May, allows};
// For features that the staff's own feature stands on, and which may therefore not use it.
pub use crate::staff::permissions::{Permission, may};
use crate::staff::{self, FRESH, Member, Session};
use crate::visit::Visit;

/// The menu: the message id of each entry, where it leads, and who sees it.
const MENU: &[(&str, &str, Permission)] = &[
    ("staff-nav-home", paths::OFFICE, Permission::EnterOffice),
    ("staff-nav-people", paths::OFFICE_PEOPLE, Permission::FindPeople),
    ("assisted-nav", paths::OFFICE_ASSISTED, Permission::ReadAssisted),
    ("staff-nav-messages", paths::OFFICE_MESSAGES, Permission::ReadMessages),
    ("staff-nav-announcements", paths::OFFICE_ANNOUNCEMENTS, Permission::WriteAnnouncements),
    ("staff-nav-cases", paths::OFFICE_CASES, Permission::ReadCases),
    ("imports-nav", paths::OFFICE_ROSTER, Permission::ReadRoster),
    ("staff-nav-members", paths::OFFICE_STAFF, Permission::ReadStaff),
    ("staff-nav-personal-data", paths::OFFICE_PERSONAL_DATA, Permission::WritePolicies),
    ("staff-nav-audit", paths::OFFICE_AUDIT, Permission::ReadAudit),
    ("staff-nav-health", paths::OFFICE_HEALTH, Permission::ReadHealth),
    ("staff-nav-own", paths::OFFICE_OWN, Permission::EnterOffice),
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
    page.help = Vec::new();
    page.signed_in_as = Some(member.name.clone());
    page.sign_out_url = visit.url(paths::OFFICE_SIGN_OUT);
    let entries = MENU.iter().filter(|(_, _, permission)| allows(&member.roles, *permission));
    page.nav = entries
        .map(|(label, path, _)| NavItem {
            label: visit.t(label).to_owned(),
            url: visit.url(path),
            current: is_within(&visit.path, path),
        })
        .collect();
    page
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
