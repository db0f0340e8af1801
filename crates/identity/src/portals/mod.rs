//! Portals are configuration: one file, `portals/NAME.toml`, holds all that tells a portal from the others.
//!
//! What this folder promises:
//! - A fourth portal is a new file and no code.
//! - Every value is parsed at the door into a type that cannot be wrong; nobody checks it again.
//! - A file with an unknown key, a value that makes no sense or rules that contradict each other is refused,
//!   and every problem of every file is told at once: where, what, and how to mend it.
//! - A request for a host or a path that no portal names belongs to no portal.
//! - Links are built from the configured address, never from a request.
//!
//! `docs/portals.md` lists every key.

mod address;
mod brand;
pub mod departures;
pub mod file;
mod logo;
mod portal;
mod reading;
mod rules;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use base::{clock::Timestamp, texts::Language, web::page};
use jiff::tz::TimeZone;

pub use address::{Address, LinkPath, Origin, PathPrefix, is_loopback};
pub use base::web::color::Color;
pub use brand::{Brand, Colors};
pub use file::Problem;
pub use logo::Logo;
pub use portal::{
    Announcement, Fact, HelpChannels, HumanCheck, HumanChecks, Issuer, Keypad, MailKind, MessageCaps,
    Messages, Module, Nit, Password, PasswordRecovery, PasswordRule, Portal, PortalKey, Recovery,
    Registration, RegistrationBy, SendBy, SessionLimits, SignInWith, Signin, SmsName, Steps, TextOverrides,
    UsernameRecovery, Vendor, VendorKind, Welcome, WhatsappNumber, Wording,
};
pub use reading::read;

/// Where the portals' people live, and whose days count.
const ZONE: &str = "America/Bogota";

/// What the rest of the house says about itself, which a portal's file must agree with.
pub struct Surroundings<'h> {
    /// Whether the catalogue has a message with this id.
    pub knows_text: &'h dyn Fn(&str) -> bool,
    /// The routes of the pages that every portal has, as the router writes them: `/recovery/{flow}`.
    pub pages: &'h [&'h str],
    /// Whether a provider of text messages is configured.
    pub sends_text_messages: bool,
}

/// Why a written value is not accepted, in the words of the person who wrote it: what is wrong, and what to
/// write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub what: String,
    pub mend: String,
}

impl Fault {
    pub fn new(what: impl Into<String>, mend: impl Into<String>) -> Fault {
        Fault { what: what.into(), mend: mend.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}; {}", self.what, self.mend)
    }
}

/// All portals of this process; they do not change while it runs.
#[derive(Clone, Debug)]
pub struct Portals(Vec<Arc<Portal>>);

impl Portals {
    fn new(portals: Vec<Arc<Portal>>) -> Portals {
        Portals(portals)
    }

    /// The portal with this key.
    pub fn by_key(&self, key: &str) -> Option<&Arc<Portal>> {
        self.0.iter().find(|portal| portal.key.as_str() == key)
    }

    /// Every portal, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Portal>> {
        self.0.iter()
    }

    /// The portal that a request is for, and the path inside it, which always starts with a slash. A request
    /// without a host, or for a host or path that no portal names, is for none.
    pub fn resolve<'p>(&self, host: Option<&str>, path: &'p str) -> Option<(&Arc<Portal>, &'p str)> {
        let host = host?;
        self.0.iter().find_map(|portal| {
            let rest = portal.address.rest_of(host, path)?;
            Some((portal, rest))
        })
    }

    /// Puts every portal under `ORIGIN/KEY`, as the demo does, which has one address for all.
    pub fn on(self, origin: &Origin) -> Portals {
        let moved = self.0.into_iter().map(|portal| {
            let address = Address { origin: origin.clone(), path: PathPrefix::of_key(&portal.key) };
            Arc::new(Portal { address, ..Portal::clone(&portal) })
        });
        Portals(moved.collect())
    }
}

/// What the organisation tells everybody today, in the words of a page.
pub fn announcements(portal: &Portal, language: Language, now: Timestamp) -> Vec<page::Announcement> {
    let zone = TimeZone::get(ZONE).expect("the time zones are built in");
    let today = now.in_zone(&zone).date();
    let current = portal.announcements.iter().filter(|announcement| announcement.is_shown_on(today));
    current
        .map(|announcement| page::Announcement {
            title: announcement.title.in_language(language).to_owned(),
            text: announcement.text.in_language(language).to_owned(),
            link: None,
        })
        .collect()
}
