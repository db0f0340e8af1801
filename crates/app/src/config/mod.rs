//! The file `aldaba.toml`: all that one installation says about itself, and its portals.
//!
//! What this folder promises:
//! - Every value is parsed at the door, and what a file names (keys, certificate, secrets) is opened there: whoever holds
//!   a [`Config`] can start.
//! - Nothing is passed over in silence: an unknown key, a value that makes no sense, or two that contradict each other is
//!   refused, and every problem of this file and of the portals' is told at once: where, what, and how to mend it.
//! - No password travels or lies in the clear: not between browser, proxy, database or mail server and us, and not in a
//!   file that every user of the machine can read.
//!
//! `docs/configuration.md` lists every key.

mod database;
mod reading;
mod rules;
mod secret_file;
mod telemetry;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::anyhow;
use base::chance::Chance;
use base::clock::Clock;
use base::secret::Keys;
use base::web::source::TrustedProxies;
use identity::credentials::HashingSettings;
use identity::messaging::delivery::DeliverySecret;
use identity::messaging::mail::MailServerSettings;
use identity::messaging::text_message::ProviderSettings;
use identity::portals::{Portal, Portals, Problem};
use tracing::level_filters::LevelFilter;
use url::Url;

use crate::house::Plan;
use crate::listen::tls::Tls;
use crate::telemetry::Collector;

pub use reading::read;
pub use secret_file::is_private;

/// The name of the file, where nobody gives another.
pub const FILE_NAME: &str = "aldaba.toml";

/// One installation, ready to start.
#[derive(Debug)]
pub struct Config {
    pub listen: SocketAddr,
    pub database: base::db::Settings,
    pub keys: Keys,
    pub portals: Portals,
    /// A folder for what people send in.
    pub uploads: PathBuf,
    /// A folder with what the portals seal papers with.
    pub seals: PathBuf,
    /// Where the time is stamped on seals; None where nowhere.
    pub time_stamp: Option<Url>,
    pub tls: Option<Tls>,
    pub proxies: TrustedProxies,
    pub mail: MailServerSettings,
    /// Empty only if no portal sends text messages.
    pub text_messages: Vec<ProviderSettings>,
    /// None: nobody tells us later what became of a message.
    pub delivery: Option<DeliverySecret>,
    pub hashing: HashingSettings,
    pub metrics: Option<Metrics>,
    /// Where traces and events are sent; None: nowhere.
    pub telemetry: Option<Collector>,
    pub log: Log,
    /// What is allowed and not wise.
    pub advice: Vec<Problem>,
}

/// Where Prometheus finds the metrics.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub listen: SocketAddr,
    /// Who may read them besides this machine.
    pub readers: TrustedProxies,
}

/// How the program tells what it does, on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    pub format: LogFormat,
    pub level: LevelFilter,
}

/// For people, or one JSON document a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl Config {
    /// The portal that an operator named, or a sentence with the names that there are.
    pub fn portal(&self, named: &str) -> anyhow::Result<&Portal> {
        let known = || self.portals.iter().map(|portal| portal.key.as_str()).collect::<Vec<_>>().join(", ");
        let portal = self.portals.by_key(named).map(Arc::as_ref);
        portal.ok_or_else(|| anyhow!("no hay un portal «{named}»; los que hay son: {}", known()))
    }

    /// What the house is opened with.
    pub fn plan(&self, clock: Clock, chance: Chance) -> Plan {
        Plan {
            database: self.database.clone(),
            keys: self.keys.clone(),
            clock,
            chance,
            hashing: self.hashing.clone(),
            portals: self.portals.clone(),
            mail: self.mail.clone(),
            text_messages: self.text_messages.clone(),
            delivery: self.delivery.clone(),
            proxies: self.proxies.clone(),
            uploads: self.uploads.clone(),
            seals: self.seals.clone(),
            time_stamp: self.time_stamp.clone(),
            demo_inbox_url: None,
        }
    }
}
