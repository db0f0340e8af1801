//! Petitions, complaints and claims (A7): anybody writes and gets a number at once; the staff answer within the law's term; whoever
//! wrote sees how it stands.
//!
//! Promises:
//! - What was received is stored before anybody is told a number; a second click files nothing twice, and does nothing twice.
//! - The day by which an answer is owed is the law's ([`rules`] has its table), and so are extension, silence and passing on.
//! - Each act is one transaction: the case, a row of its history, which is only ever added to, an entry of the audit trail, and the
//!   mail about it. Of two at once one wins, and the other is told what happened.
//! - A case is shown to the staff who may read cases, and, without what its writer said of themselves, to whoever has its number and
//!   its code. Nobody else learns whether a number exists.
//! - Files are sealed for their case; they are given to the staff, who leave an entry each time, and to whoever opened the case.
//! - The address of a case is whatever somebody typed: the receipt repeats none of their words, and only so many go to one address.

mod act_page;
pub mod acts;
pub mod attachments;
mod board;
mod carried;
mod case_page;
pub mod filing;
mod held;
mod lookup;
pub mod number;
pub mod rules;
mod store;
mod telling;
pub mod watch;
pub mod writing;

use axum::Router;
use base::clock::Timestamp;
use base::db::View;
use base::error::Result;
use base::texts::Language;
use identity::accounts::AccountId;
use identity::front_door::FrontDoor;
use identity::staff::MemberId;
use jiff::civil::Date;

use crate::calendar;
use rules::{Act, Course, SOON_DAYS};

pub use held::held_of;
pub use store::Counts;

pub const TEXTS: base::texts::Source = base::texts!("support");

base::id!(CaseId, "Something that somebody wrote to an organisation.");
base::id!(EventId, "Something that was done about a case.");

/// A case as it stands.
#[derive(Clone)]
pub struct Case {
    pub id: CaseId,
    pub number: String,
    /// One more with each act.
    pub version: i64,
    pub course: Course,
    pub account: Option<AccountId>,
    pub name: String,
    pub email: String,
    pub document: Option<String>,
    pub description: String,
    /// In which to answer.
    pub language: Language,
    pub assignee: Option<MemberId>,
    pub is_rated: bool,
}

/// Something that was done about a case.
struct Event {
    /// The case's after it.
    version: i64,
    act: Act,
    actor: Actor,
    actor_name: String,
    detail: String,
    text: String,
    at: Timestamp,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever filed the case.
    Person,
    Staff,
    System,
}

impl Actor {
    const ALL: [Self; 3] = [Self::Person, Self::Staff, Self::System];

    /// As it is stored, here and in the audit trail.
    fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Staff => "staff",
            Self::System => "system",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.code() == code)
    }
}

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(attachments::routes())
        .merge(filing::routes())
        .merge(lookup::routes())
        .merge(board::routes())
        .merge(case_page::routes())
        .merge(act_page::routes())
}

/// How many cases are open, by how near their end is.
pub async fn open_by_due_date(view: &View, today: Date) -> Result<Counts> {
    store::counts(view, today, calendar::days_ahead(today, SOON_DAYS)).await
}
