//! One person: what the portal knows, their sessions, the messages to them, and what happened to their account.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::audit;
use base::db::View;
use base::error::Result;
use base::web::answer::{Answer, bare};
use base::web::components::{Link, SummaryRow, Table};
use base::web::page::Page;
use uuid::Uuid;

use super::{contacts, recovery, sessions as acts_on_sessions, suspension};
use crate::accounts::{self, Account, OnFile};
use crate::directory::PersonId;
use crate::front_door::FrontDoor;
use crate::messaging::moment::{date_there, moment};
use crate::messaging::{self, ToPerson};
use crate::office::Staff;
use crate::paths;
use crate::profile::trail::{self, Reader};
use crate::roster::{self, Phone, RosterEntry};
use crate::sessions::{self, Session};
use crate::staff::permissions::{Permission, may};
use crate::staff::store as colleagues;
use crate::visit::{Visit, page};

const EVENTS_READ: i64 = 500;
const LINES_SHOWN: usize = 50;
const MESSAGES_SHOWN: i64 = 50;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/personas/{id}", get(show))
}

/// Somebody whom the portal knows: by the roster, by an account, or by both.
pub(super) struct Person {
    pub id: PersonId,
    pub entry: Option<RosterEntry>,
    pub on_file: Option<OnFile>,
}

/// The person of a page's address.
pub(super) async fn find(view: &View, id: &str) -> Result<Option<Person>> {
    let Ok(id) = id.parse::<PersonId>() else { return Ok(None) };
    Ok(all(view, &[id]).await?.pop())
}

/// The same, of whom only those with an account are meant: there is nothing to be done to others.
pub(super) async fn find_account(view: &View, id: &str) -> Result<Option<(Person, OnFile)>> {
    let person = find(view, id).await?;
    Ok(person.and_then(|person| person.on_file.clone().map(|on_file| (person, on_file))))
}

/// People in the order of their ids here; who is nobody is left out.
pub(super) async fn all(view: &View, ids: &[PersonId]) -> Result<Vec<Person>> {
    let entry_ids: Vec<_> = ids.iter().map(|id| id.uuid().into()).collect();
    let entries = roster::entries_with_ids(view, &entry_ids).await?;
    let accounts = accounts::store::of_people(view, ids).await?;
    let mut entries: HashMap<Uuid, RosterEntry> =
        entries.into_iter().map(|entry| (entry.id.uuid(), entry)).collect();
    let mut accounts: HashMap<Uuid, OnFile> =
        accounts.into_iter().map(|on_file| (on_file.account.person().uuid(), on_file)).collect();
    let people = ids.iter().filter_map(|id| {
        let (entry, on_file) = (entries.remove(&id.uuid()), accounts.remove(&id.uuid()));
        (entry.is_some() || on_file.is_some()).then_some(Person { id: *id, entry, on_file })
    });
    Ok(people.collect())
}

impl Person {
    fn account(&self) -> Option<&Account> {
        self.on_file.as_ref().map(|on_file| &on_file.account)
    }

    /// As the roster has it, which the organisation keeps; else as the person wrote it.
    pub fn name(&self) -> String {
        let of_account = |account: &Account| format!("{} {}", account.given_names, account.family_names);
        let of_entry = self.entry.as_ref().map(|entry| entry.person.full_name());
        of_entry.or_else(|| self.account().map(of_account)).unwrap_or_default()
    }

    fn document(&self) -> Option<String> {
        self.entry.as_ref().map(|entry| entry.person.document.to_string())
    }

    fn email(&self) -> Option<&str> {
        let of_entry = || self.entry.as_ref()?.person.email.as_ref().map(roster::EmailAddress::as_str);
        self.account().and_then(|account| account.email.as_deref()).or_else(of_entry)
    }

    /// «CC 1900000002 · luis.pardo@correo.test»
    pub fn in_short(&self) -> String {
        let parts = [self.document(), self.email().map(str::to_owned)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// What is out of the ordinary with them, or "".
    pub fn mark<'a>(&self, visit: &'a Visit) -> &'a str {
        match &self.on_file {
            Some(on_file) if on_file.suspended_at.is_some() => visit.t("people-suspended"),
            None => visit.t("people-no-account"),
            Some(_) if self.entry.as_ref().is_some_and(|entry| !is_active(visit, entry)) => {
                visit.t("people-left")
            }
            Some(_) => "",
        }
    }

    pub fn path(&self) -> String {
        format!("{}/{}", paths::OFFICE_PEOPLE, self.id)
    }
}

fn is_active(visit: &Visit, entry: &RosterEntry) -> bool {
    entry.is_active_on(date_there(visit.now))
}

/// A session as a card.
struct Card {
    title: String,
    detail: String,
    id: String,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    page: Page,
    name: String,
    short: String,
    mark: String,
    has_account: bool,
    suspended_since: String,
    facts: Vec<SummaryRow>,
    acts: Vec<Link>,
    /// The buttons of sessions; "" for who may not.
    end_action: String,
    cards: Vec<Card>,
    messages: Table,
    events: Vec<trail::Line>,
    back: String,
}

async fn show(
    staff: Staff<may::FindPeople>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let view = staff.view(&front);
    let Some(person) = find(&view, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let (mut open, mut messages, mut events) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(account) = person.account() {
        let idle_since = sessions::idle_since(staff.portal.sessions, staff.now);
        open = sessions::all_of_account(&view, account.id, idle_since, staff.now).await?;
        messages = messaging::newest_to(&view, account.id, MESSAGES_SHOWN).await?;
        events = audit::newest_about(&view, account.id.uuid(), EVENTS_READ).await?;
    }
    let members = colleagues::all_members(&view).await?;
    let names = members.into_iter().map(|member| (member.id.uuid(), member.name)).collect();
    let suspended_at = person.on_file.as_ref().and_then(|on_file| on_file.suspended_at);
    let suspended_since = |at| {
        let since = [("moment", moment(at, &staff.words).into())];
        staff.words.with("people-suspended-since", &since)
    };
    page(&PersonPage {
        page: staff.page(&front, person.name()),
        name: person.name(),
        short: person.in_short(),
        mark: person.mark(&staff).to_owned(),
        has_account: person.on_file.is_some(),
        suspended_since: suspended_at.map(suspended_since).unwrap_or_default(),
        facts: facts(&staff, &person),
        acts: acts(&staff, &person),
        end_action: if staff.may(Permission::EndSessions) {
            staff.url(&format!("{}{}", person.path(), acts_on_sessions::PATH))
        } else {
            String::new()
        },
        cards: open.iter().map(|session| card(&staff, session)).collect(),
        messages: table(&staff, &messages),
        events: trail::lines(&staff, Reader::Staff(&names), &events).into_iter().take(LINES_SHOWN).collect(),
        back: staff.url(paths::OFFICE_PEOPLE),
    })
}

/// What this member of the staff may do to the account.
fn acts(staff: &Staff<may::FindPeople>, person: &Person) -> Vec<Link> {
    let Some(on_file) = &person.on_file else { return Vec::new() };
    let is_suspended = on_file.suspended_at.is_some();
    let suspension = if is_suspended { "people-restore-title" } else { "people-suspend-title" };
    let acts = [
        (Permission::StartRecovery, !is_suspended, "people-recovery-title", recovery::PATH),
        (Permission::CorrectContacts, !is_suspended, "people-contact-title", contacts::PATH),
        (Permission::SuspendAccounts, true, suspension, suspension::PATH),
    ];
    acts.into_iter()
        .filter(|(permission, makes_sense, _, _)| *makes_sense && staff.may(*permission))
        .map(|(_, _, label, path)| Link::new(staff.t(label), staff.url(&format!("{}{path}", person.path()))))
        .collect()
}

fn facts(visit: &Visit, person: &Person) -> Vec<SummaryRow> {
    let mut facts = Vec::new();
    let mut tell = |term: &str, value: String| {
        facts.push(SummaryRow { term: visit.t(term).to_owned(), value, action: None });
    };
    let none = || visit.t("people-none").to_owned();
    if let Some(entry) = &person.entry {
        let status = if is_active(visit, entry) { "people-active" } else { "people-gone" };
        tell("people-document", entry.person.document.to_string());
        tell("people-roster", visit.t(status).to_owned());
        let email = entry.person.email.as_ref().map(|email| email.as_str().to_owned());
        tell("people-roster-email", email.unwrap_or_else(none));
        tell("people-roster-phone", entry.person.phone.as_ref().map_or_else(none, ToString::to_string));
        if let Some(code) = &entry.person.external_code {
            tell("people-code", code.as_str().to_owned());
        }
    } else {
        tell("people-roster", visit.t("people-not-on-roster").to_owned());
    }
    if let Some(OnFile { account, created_at, pending_email, pending_phone, .. }) = &person.on_file {
        let proved = |is_proved: bool| visit.t(if is_proved { "people-proved" } else { "people-unproved" });
        let contact = |value: Option<String>, is_proved: bool| {
            value.map_or_else(none, |value| format!("{value} ({})", proved(is_proved)))
        };
        tell("people-user", account.signin_name.clone());
        tell("people-email", contact(account.email.clone(), account.email_confirmed_at.is_some()));
        if let Some(email) = pending_email {
            tell("people-pending-email", email.clone());
        }
        let phone = account.phone.as_deref().map(written_phone);
        tell("people-phone", contact(phone, account.phone_confirmed_at.is_some()));
        if let Some(phone) = pending_phone {
            tell("people-pending-phone", written_phone(phone));
        }
        tell("people-registered", moment(*created_at, &visit.words));
    }
    facts
}

/// A stored number as people write it.
fn written_phone(stored: &str) -> String {
    Phone::parse(stored).map_or_else(|_| stored.to_owned(), |phone| phone.to_string())
}

fn card(visit: &Visit, session: &Session) -> Card {
    let title = match session.browser.as_str() {
        "" => visit.t("people-some-browser").to_owned(),
        browser => browser.to_owned(),
    };
    let detail = visit.words.with(
        "people-session-detail",
        &[("seen", moment(session.seen_at, &visit.words).into()), ("source", session.source.as_str().into())],
    );
    Card { title, detail, id: session.id.to_string() }
}

fn table(visit: &Visit, messages: &[ToPerson]) -> Table {
    let columns = ["people-message", "people-channel", "people-recipient", "people-state", "people-when"];
    let row = |message: &ToPerson| {
        let ToPerson { kind, channel, recipient, state, created_at } = message;
        vec![
            visit.t(&format!("messaging-log-kind-{kind}")).to_owned(),
            visit.t(&format!("messaging-log-channel-{channel}")).to_owned(),
            recipient.clone(),
            visit.t(&format!("messaging-log-state-{state}")).to_owned(),
            moment(*created_at, &visit.words),
        ]
    };
    Table {
        caption: visit.t("people-messages-text").to_owned(),
        columns: columns.iter().map(|column| visit.t(column).to_owned()).collect(),
        rows: messages.iter().map(row).collect(),
    }
}
