//! What every handler and task of the house holds: the open parts of one running installation.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use base::chance::Chance;
use base::clock::Clock;
use base::db::Database;
use base::folder::PrivateFolder;
use base::secret::Keys;
use base::tasks;
use base::texts::{Language, Words};
use base::web::cookies::Transport;
use base::web::page::{Brand, HelpChannel};
use base::web::source::TrustedProxies;
use paper::{Printer, Seal};
use tokio::sync::Semaphore;

use crate::announcements::Board;
use crate::credentials::Hasher;
use crate::help;
use crate::humancheck::vendors::VendorCheck;
use crate::messaging::delivery::DeliverySecret;
use crate::messaging::mail::MailServer;
use crate::messaging::text_message::TextGateway;
use crate::portals::{Portal, PortalKey, Portals};
use crate::time_stamps::TimeStampServer;

/// The installation, cheap to clone.
#[derive(Clone)]
pub struct FrontDoor(Arc<Open>);

struct Open {
    parts: Parts,
    /// The ways to reach a person, which every page shows.
    help: HashMap<(PortalKey, Language), Arc<[HelpChannel]>>,
}

/// What an installation is made of; everything is opened once, at the start.
pub struct Parts {
    pub database: Database,
    pub keys: Keys,
    pub clock: Clock,
    pub chance: Chance,
    pub hasher: Hasher,
    pub portals: Portals,
    pub words: HashMap<(PortalKey, Language), Arc<Words>>,
    pub brands: HashMap<PortalKey, Arc<Brand>>,
    pub vendors: HashMap<PortalKey, VendorCheck>,
    pub mail: MailServer,
    /// None where no portal sends text messages.
    pub text_messages: Option<TextGateway>,
    /// With what providers sign what they tell us later; None where nobody does.
    pub delivery: Option<DeliverySecret>,
    /// What staff tell everybody now.
    pub announcements: Board,
    pub proxies: TrustedProxies,
    /// What people send in, as long as it is needed.
    pub uploads: PrivateFolder,
    /// With what each portal that issues papers seals them.
    pub seals: HashMap<PortalKey, Seal>,
    /// Who stamps the time on seals; None where nobody does.
    pub time_stamps: Option<TimeStampServer>,
    /// Draws papers; made when the first is drawn.
    pub printer: LazyLock<Printer>,
    /// How many papers are drawn at once.
    pub drawing: Arc<Semaphore>,
    /// Where the demonstration shows what it sent; None in the real thing.
    pub demo_inbox_url: Option<String>,
}

impl FrontDoor {
    pub fn new(parts: Parts) -> Self {
        let help_in = |key: &(PortalKey, Language), words: &Arc<Words>| {
            let portal = parts.portals.by_key(key.0.as_str())?;
            Some((key.clone(), help::channels(portal, words).into()))
        };
        let help = parts.words.iter().filter_map(|(key, words)| help_in(key, words)).collect();
        Self(Arc::new(Open { parts, help }))
    }

    /// The ways to reach a person that a portal has.
    pub fn help(&self, portal: &Portal, language: Language) -> Arc<[HelpChannel]> {
        Arc::clone(&self.0.help[&(portal.key.clone(), language)])
    }

    /// The sentences of a portal in a language.
    pub fn words(&self, portal: &Portal, language: Language) -> Arc<Words> {
        Arc::clone(&self.words[&(portal.key.clone(), language)])
    }

    pub fn brand(&self, portal: &Portal) -> Arc<Brand> {
        Arc::clone(&self.brands[&portal.key])
    }

    /// How a portal's cookies are named: its address is HTTPS, or on loopback.
    pub fn transport(&self, portal: &Portal) -> Transport {
        if portal.address.origin.is_secure() { Transport::Https } else { Transport::LoopbackHttp }
    }

    /// What is needed to put a task into the queue.
    pub fn writer(&self) -> tasks::Writer<'_> {
        tasks::Writer { keys: &self.keys, clock: &self.clock, chance: &self.chance }
    }
}

impl Deref for FrontDoor {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
