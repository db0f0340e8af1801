//! What staff tell everybody: announcements with dates, on the pages that a visit begins with, beside those of the portal's file.
//!
//! Promises:
//! - The pages that show them touch no database: each process holds what is open in memory ([`Board`]), reads it anew every few
//!   seconds, and at once where it was changed. When that fails, pages show what was last read.
//! - They are plain text; a link leads into the portal or to https, and nowhere else.
//! - At most a few are shown at once, whatever is written.

mod pages;
mod rules;
mod store;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use base::clock::Timestamp;
use base::error::Result;
use base::texts::{Language, Words};
use base::web::components::Link;
use base::web::page;
use jiff::civil::Date;

use crate::front_door::FrontDoor;
use crate::messaging::moment::date_there;
use crate::portals::{Portal, PortalKey};

pub const TEXTS: base::texts::Source = base::texts!("announcements");

base::id!(AnnouncementId, "An announcement of the staff.");
base::id!(FormId, "A form on which an announcement is written; it is published once.");

/// How often each process looks for what others changed.
pub const REFRESH_EVERY: Duration = Duration::from_secs(5);
/// More than these nobody reads.
const AT_ONCE: usize = 3;

/// Something that staff tell everybody, from one day to another, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Announcement {
    pub title: Wording,
    pub text: Wording,
    pub from: Date,
    pub until: Date,
    /// A path of the portal, or an address that begins with https; empty for none.
    pub link: String,
}

/// What is said in both languages; an empty English one leaves it to the Spanish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wording {
    pub spanish: String,
    pub english: String,
}

impl Wording {
    fn in_language(&self, language: Language) -> &str {
        if language == Language::English && !self.english.is_empty() { &self.english } else { &self.spanish }
    }
}

impl Announcement {
    /// As people see it.
    fn shown(&self, portal: &Portal, words: &Words) -> page::Announcement {
        let url =
            if self.link.starts_with('/') { portal.address.local(&self.link) } else { self.link.clone() };
        page::Announcement {
            title: self.title.in_language(words.language()).to_owned(),
            text: self.text.in_language(words.language()).to_owned(),
            link: (!self.link.is_empty()).then(|| Link::new(words.get("announcements-more"), url)),
        }
    }
}

/// The open announcements of every portal, in memory.
#[derive(Debug, Default)]
pub struct Board(RwLock<HashMap<PortalKey, Arc<[Announcement]>>>);

impl Board {
    /// What is shown now, the newest first.
    pub fn current(&self, portal: &Portal, words: &Words, now: Timestamp) -> Vec<page::Announcement> {
        // Whoever panicked while holding the lock left a whole list behind.
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&portal.key).cloned();
        let today = date_there(now);
        let open = all.iter().flat_map(|all| all.iter());
        let shown = open.filter(|announcement| rules::is_shown_on(announcement, today)).take(AT_ONCE);
        shown.map(|announcement| announcement.shown(portal, words)).collect()
    }

    fn put(&self, portal: &PortalKey, open: Vec<Announcement>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(portal.clone(), open.into());
    }
}

pub fn routes() -> Router<FrontDoor> {
    pages::routes()
}

/// Reads what is open in every portal. One that cannot be read keeps no other from it; the first failure is told.
pub async fn refresh(front: &FrontDoor) -> Result<()> {
    let mut all = Ok(());
    for portal in front.portals.iter() {
        all = all.and(refresh_one(front, portal).await);
    }
    all
}

async fn refresh_one(front: &FrontDoor, portal: &Portal) -> Result<()> {
    let view = front.database.view(portal.key.shared());
    let open = store::open_from(&view, date_there(front.clock.now())).await?;
    front.announcements.put(&portal.key, open.into_iter().map(|written| written.announcement).collect());
    Ok(())
}
