//! An act on a case: the case, its history, the audit trail and the mail, in the transaction of whoever acts.

use std::sync::Arc;

use base::audit;
use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;
use base::texts::Words;
use identity::front_door::FrontDoor;
use identity::messaging::message::{Message, PqrNews};
use identity::messaging::outbox::{Recipient, To, post};
use identity::office::Staff;
use identity::paths;
use identity::portals::Portal;
use identity::staff::{Member, MemberId};
use identity::uploads::NewFile;
use identity::visit::Visit;
use jiff::civil::Date;

use super::rules::{Act, Course};
use super::{Actor, Case, CaseId, EventId, attachments, store};

/// Who acts, from where, and when.
pub struct Who<'a> {
    pub actor: Actor,
    pub member: Option<&'a Member>,
    pub source: &'a str,
    pub browser: &'a str,
    pub at: Timestamp,
}

impl<'a> Who<'a> {
    pub fn person(visit: &'a Visit) -> Self {
        Self {
            actor: Actor::Person,
            member: None,
            source: visit.source.as_str(),
            browser: &visit.browser_name,
            at: visit.now,
        }
    }

    pub fn staff<P>(staff: &'a Staff<P>) -> Self {
        Self { actor: Actor::Staff, member: Some(&staff.member), ..Self::person(&staff.visit) }
    }

    pub fn system(at: Timestamp) -> Self {
        Self { actor: Actor::System, member: None, source: "", browser: "", at }
    }

    /// An entry of the audit trail that still lacks its event and its subject.
    pub(super) fn audited(&self, number: &'a str) -> audit::Act<'a> {
        audit::Act {
            event: "",
            subject: None,
            actor: self.actor.code(),
            actor_id: self.member.map(|member| member.id.uuid()),
            source: self.source,
            browser: self.browser,
            detail: number,
        }
    }
}

/// What is done, and what it makes of the case.
pub struct Deed<'a> {
    pub act: Act,
    pub after: Course,
    /// Who answers the case from now on.
    pub assignee: Option<MemberId>,
    /// A few words for the history: who was assigned, until when, to whom.
    pub detail: String,
    pub text: &'a str,
    pub files: &'a [NewFile],
}

impl<'a> Deed<'a> {
    /// An act that changes nobody's charge.
    pub fn new(case: &Case, act: Act, after: Course, text: &'a str) -> Self {
        Self { act, after, assignee: case.assignee, detail: String::new(), text, files: &[] }
    }
}

/// The case as it stands now; what a program that files cases needs before it acts on one.
pub async fn find(tx: &Tx, id: CaseId) -> Result<Option<Case>> {
    store::by_id(tx, id).await
}

/// Does it. False when something else was done to the case since it was read; then nothing happened.
pub async fn carry_out(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Arc<Portal>,
    case: &Case,
    who: &Who<'_>,
    deed: &Deed<'_>,
) -> Result<bool> {
    if !store::advance(tx, case, &deed.after, deed.assignee).await? {
        return Ok(false);
    }
    let event = store::NewEvent {
        id: EventId::new(&front.clock, &front.chance),
        case,
        act: deed.act,
        state: deed.after.state,
        actor: who.actor,
        actor_id: who.member.map(|member| member.id),
        actor_name: who.member.map_or("", |member| &member.name),
        detail: &deed.detail,
        text: deed.text,
        at: who.at,
    };
    store::add_event(tx, event).await?;
    attachments::add(tx, case.id, case.version + 1, deed.files).await?;
    let entry =
        audit::Act { event: deed.act.event(), subject: Some(case.id.uuid()), ..who.audited(&case.number) };
    audit::record(tx, &front.clock, &front.chance, entry).await?;
    if let Some((news, until)) = news(deed) {
        let to = To { portal, language: case.language, account: case.account };
        let message = Message::PqrNews {
            news,
            number: case.number.clone(),
            text: mailed_text(who, deed, &front.words(portal, case.language)),
            until,
            url: portal.address.link(paths::SUPPORT_STATE),
        };
        post(tx, front, &to, Recipient::Mail(case.email.clone()), message).await?;
    }
    Ok(true)
}

/// What whoever filed the case is told by mail, and the date in it.
fn news(deed: &Deed<'_>) -> Option<(PqrNews, Option<Date>)> {
    let due_on = Some(deed.after.due_on);
    match deed.act {
        Act::Message => Some((PqrNews::Message, None)),
        Act::AskInformation => Some((PqrNews::InformationAsked, deed.after.silence_ends_on)),
        Act::Extend => Some((PqrNews::Extended, due_on)),
        Act::Answer if deed.after.kind.is_about_personal_data() => Some((PqrNews::DataAnswered, None)),
        Act::Answer => Some((PqrNews::Answered, None)),
        Act::PassOn => Some((PqrNews::PassedOn, None)),
        Act::Reopen => Some((PqrNews::Reopened, due_on)),
        Act::Withdraw => Some((PqrNews::Withdrawn, None)),
        Act::Assign | Act::Note | Act::Inform | Act::Close | Act::Rate => None,
    }
}

/// The staff's words alone: whoever filed the case may have typed somebody else's address. A case that was passed on says first to
/// whom; files are not mailed, and where they are is said.
fn mailed_text(who: &Who<'_>, deed: &Deed<'_>, words: &Words) -> String {
    match deed.act {
        _ if who.actor != Actor::Staff => String::new(),
        Act::PassOn => format!("{}\n\n{}", deed.detail, deed.text),
        _ if deed.files.is_empty() => deed.text.to_owned(),
        _ => {
            let files = words.with("support-files-mailed", &[("files", deed.files.len().into())]);
            format!("{}\n\n{files}", deed.text)
        }
    }
}
