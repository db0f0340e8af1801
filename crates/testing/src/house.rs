//! A whole installation for one test: the three presets, a clock that stands still, and mail and text messages that were really
//! sent, over SMTP and HTTP, to where the test can read them.

use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use aldaba::demo::mail_sink::MailSink;
use aldaba::demo::mailbox::{Mailbox, Received};
use aldaba::demo::text_sink::TextSink;
use aldaba::house::{House, Plan, open};
use aldaba::{routes, texts, worker};
use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::secret::Keys;
use base::web::source::TrustedProxies;
use identity::credentials::HashingSettings;
use identity::front_door::FrontDoor;
use identity::portals::{Origin, Portals, Surroundings};
use identity::roster::import;
use jiff::civil::date;

use crate::{Client, TestDatabase};

/// Where the tests' portals are: `http://localhost:8080/KEY`.
const ORIGIN: &str = "http://localhost:8080";
/// Noon of 20 November 2026 in Bogotá.
const START: Timestamp = Timestamp::from_micros(1_795_194_000_000_000);

/// An installation that lives as long as its test.
pub struct TestHouse {
    house: House,
    clock: Clock,
    mailbox: Mailbox,
    /// Dropping a sink closes it.
    sinks: Option<(MailSink, TextSink)>,
}

impl TestHouse {
    /// Opens the three presets over an empty database.
    pub async fn open(database: &TestDatabase) -> Self {
        Self::with_portals(database, presets()).await
    }

    /// The same over other portals, such as presets with a setting changed.
    pub async fn with_portals(database: &TestDatabase, portals: Portals) -> Self {
        let clock = Clock::manual(START);
        let chance = Chance::system();
        let mailbox = Mailbox::new(clock.clone());
        let mail = MailSink::start(mailbox.clone()).await.expect("a free port on loopback");
        let text_messages = TextSink::start(mailbox.clone()).await.expect("a free port on loopback");
        let plan = Plan {
            database: database.settings(),
            keys: Keys::parse(&Keys::new_line(1, &chance)).expect("a key just made"),
            clock: clock.clone(),
            chance,
            hashing: HashingSettings { threads: 2, ..HashingSettings::default() },
            portals,
            mail: mail.settings(),
            text_messages: text_messages.settings(),
            proxies: TrustedProxies::default(),
            demo_inbox_url: None,
        };
        let house = open(plan).await.expect("the presets open");
        Self { house, clock, mailbox, sinks: Some((mail, text_messages)) }
    }

    pub fn front(&self) -> &FrontDoor {
        &self.house.front
    }

    /// Somebody at a browser, who never visited any portal.
    pub fn visitor(&self) -> Client {
        Client::new(self.house.site.clone())
    }

    /// Takes the mail server and the text-message provider away: from now on nobody answers there.
    pub fn lose_the_servers(&mut self) {
        self.sinks = None;
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Lets the worker do everything that is due.
    pub async fn work(&self) {
        worker::work_until_idle(&self.house.front).await.expect("the worker works");
    }

    /// Puts people on a portal's roster; `csv` has a header.
    pub async fn on_roster(&self, portal: &str, csv: &str) {
        let front = &self.house.front;
        let key = front.portals.by_key(portal).expect("a preset").key.clone();
        let today = date(2026, 11, 20);
        let file = || Ok(Cursor::new(csv.as_bytes().to_vec()));
        let view = front.database.view(key.shared());
        let rehearsal = import::rehearse(&view, file, today).await.expect("the file reads");
        assert!(rehearsal.survey.bad_rows.is_empty(), "bad rows: {:?}", rehearsal.survey.bad_rows);
        let tx = front.database.begin(key.shared()).await.expect("a transaction");
        import::apply(&tx, file, &rehearsal.survey, today, (&front.clock, &front.chance))
            .await
            .expect("it applies");
        tx.commit().await.expect("it commits");
    }

    /// Everything that was sent to an address or number, the newest first.
    pub async fn messages_to(&self, receiver: &str) -> Vec<Received> {
        self.work().await;
        self.mailbox.to(receiver)
    }

    /// Everything that was sent to anybody, the newest first.
    pub async fn all_messages(&self) -> Vec<Received> {
        self.work().await;
        self.mailbox.all()
    }

    /// The six digits of the newest message to somebody.
    pub async fn code_to(&self, receiver: &str) -> String {
        let text = self.newest_to(receiver).await.text;
        let code = regex::Regex::new(r"\b\d{6}\b")
            .expect("a constant")
            .find(&text)
            .map(|found| found.as_str().to_owned());
        code.unwrap_or_else(|| panic!("no code in «{text}»"))
    }

    /// The link of the newest message to somebody that holds `part`.
    pub async fn link_to(&self, receiver: &str, part: &str) -> String {
        let text = self.newest_to(receiver).await.text;
        let links = regex::Regex::new(r"https?://\S+").expect("a constant");
        let link =
            links.find_iter(&text).map(|found| found.as_str().to_owned()).find(|link| link.contains(part));
        link.unwrap_or_else(|| panic!("no link with «{part}» in «{text}»"))
    }

    async fn newest_to(&self, receiver: &str) -> Received {
        let messages = self.messages_to(receiver).await;
        messages.into_iter().next().unwrap_or_else(|| panic!("nothing was sent to {receiver}"))
    }
}

/// The three presets, each under `http://localhost:8080/KEY`.
pub fn presets() -> Portals {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals"));
    portals_in(folder)
}

/// The portals of a folder, each under `http://localhost:8080/KEY`.
pub fn portals_in(folder: &Path) -> Portals {
    let catalogue = texts::catalogue();
    let pages = routes::paths();
    let around =
        Surroundings { knows_text: &|id| catalogue.knows(id), pages: &pages, sends_text_messages: true };
    let portals = identity::portals::read(folder, &around).unwrap_or_else(|problems| panic!("{problems:#?}"));
    portals.on(&Origin::parse(ORIGIN).expect("a constant address"))
}
