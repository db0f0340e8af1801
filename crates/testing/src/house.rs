//! A whole installation for one test: the three presets, a clock that stands still, and mail and text messages that were really
//! sent, over SMTP and HTTP, to where the test can read them.

use std::io::Cursor;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aldaba::demo::mail_sink::MailSink;
use aldaba::demo::mailbox::{Mailbox, Received};
use aldaba::demo::text_sink::TextSink;
use aldaba::house::{House, Plan, open};
use aldaba::{routes, texts, worker};
use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::db::Settings;
use base::secret::Keys;
use base::web::source::TrustedProxies;
use identity::credentials::{HashingSettings, LEAST_COST};
use identity::front_door::FrontDoor;
use identity::messaging::delivery::DeliverySecret;
use identity::messaging::mail::MailServerSettings;
use identity::messaging::text_message::ProviderSettings;
use identity::portals::{Origin, Portal, Portals, Surroundings};
use identity::roster::import;
use jiff::civil::date;
use tempfile::TempDir;
use url::Url;

use crate::{Client, TestDatabase};

/// Where the tests' portals are: `http://localhost:8080/KEY`.
const ORIGIN: &str = "http://localhost:8080";
/// Noon of 20 November 2026 in Bogotá.
const START: Timestamp = Timestamp::from_micros(1_795_194_000_000_000);

/// With what the providers of every test sign.
pub const DELIVERY_SECRET: &str = "what every provider of a test signs with";

/// An installation that lives as long as its test.
pub struct TestHouse {
    house: House,
    ground: Ground,
}

/// What the houses over one database share.
#[derive(Clone)]
struct Ground {
    database: Settings,
    keys: Keys,
    clock: Clock,
    portals: Portals,
    proxies: TrustedProxies,
    uploads: Arc<TempDir>,
    seals: Arc<TempDir>,
    time_stamp: Option<Url>,
    mailbox: Mailbox,
    mail: MailServerSettings,
    text_messages: Vec<ProviderSettings>,
    /// Dropping them closes them.
    sinks: Arc<Mutex<Option<(MailSink, TextSink)>>>,
}

impl TestHouse {
    /// Opens the three presets over an empty database.
    pub async fn open(database: &TestDatabase) -> Self {
        Self::with_portals(database, presets()).await
    }

    /// The same over other portals, such as presets with a setting changed.
    pub async fn with_portals(database: &TestDatabase, portals: Portals) -> Self {
        Self::on(Ground::new(database, portals, TrustedProxies::default()).await).await
    }

    /// The three presets behind proxies that the installation trusts.
    pub async fn behind(database: &TestDatabase, proxies: TrustedProxies) -> Self {
        Self::on(Ground::new(database, presets(), proxies).await).await
    }

    async fn on(ground: Ground) -> Self {
        let mail = ground.mail.clone();
        Self { house: ground.house(mail, LEAST_COST.passes).await, ground }
    }

    /// A second process of the installation: the same database, keys and clock, and everything else of its own.
    pub async fn neighbour(&self) -> Self {
        Self::on(self.ground.clone()).await
    }

    /// A second process, whose operator named a server of time stamps.
    pub async fn neighbour_with_time_stamps(&self, url: &str) -> Self {
        let url = Url::parse(url).expect("an address");
        Self::on(Ground { time_stamp: Some(url), ..self.ground.clone() }).await
    }

    /// A second process, whose operator had hashing made dearer.
    pub async fn neighbour_with_passes(&self, passes: u32) -> Self {
        let ground = self.ground.clone();
        Self { house: ground.house(ground.mail.clone(), passes).await, ground }
    }

    /// A second process that reaches no mail server.
    pub async fn neighbour_without_mail(&self) -> Self {
        let ground = self.ground.clone();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on loopback");
        let port = listener.local_addr().expect("it has an address").port();
        drop(listener);
        let settings = MailServerSettings { port, ..ground.mail.clone() };
        Self { house: ground.house(settings, LEAST_COST.passes).await, ground }
    }

    /// A second process that was given no provider of text messages.
    pub async fn neighbour_without_text_messages(&self) -> Self {
        let mut ground = self.ground.clone();
        ground.text_messages.clear();
        Self::on(ground).await
    }

    /// The house itself, for what is served beside its site.
    pub fn house(&self) -> &House {
        &self.house
    }

    pub fn front(&self) -> &FrontDoor {
        &self.house.front
    }

    pub fn portal(&self, key: &str) -> &Portal {
        self.house.front.portals.by_key(key).unwrap_or_else(|| panic!("no portal is called {key}"))
    }

    /// The names of the files that people sent in and that are still needed.
    pub fn uploads(&self) -> Vec<String> {
        self.house.front.uploads.names().expect("the folder is there")
    }

    /// The one number that a `select count(*) as number …` over all portals gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let view = self.house.front.database.view_across_all_portals();
        view.number(sql, Vec::new()).await.unwrap_or_else(|error| panic!("«{sql}»: {error}"))
    }

    /// Changes what is stored, as no program of ours would.
    pub async fn run(&self, sql: &str) {
        let tx = self.house.front.database.begin_across_all_portals().await.expect("the database answers");
        tx.run(sql, Vec::new()).await.unwrap_or_else(|error| panic!("«{sql}»: {error}"));
        tx.commit().await.expect("it is committed");
    }

    /// Somebody at a browser, who never visited any portal.
    pub fn visitor(&self) -> Client {
        Client::new(self.house.site.clone())
    }

    /// This browser, when this process answers it.
    pub fn answers(&self, visitor: &Client) -> Client {
        visitor.clone().answered_by(self.house.site.clone())
    }

    /// Takes the mail server and the text-message provider away: from now on nobody answers there.
    pub fn lose_the_servers(&mut self) {
        self.ground.sinks.lock().expect("nobody panics while holding this").take();
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: u64) {
        self.ground.clock.advance(Duration::from_secs(seconds));
    }

    /// Lets the worker do everything that is due.
    pub async fn work(&self) {
        worker::work_until_idle(&self.house.front).await.expect("the worker works");
    }

    /// Lets the worker forget what has ended by itself, as it does every hour.
    pub async fn tidy(&self) {
        worker::tidy(&self.house.front).await.expect("the worker tidies up");
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
        self.ground.mailbox.to(receiver)
    }

    /// Everything that was sent to anybody, the newest first.
    pub async fn all_messages(&self) -> Vec<Received> {
        self.work().await;
        self.ground.mailbox.all()
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

impl Ground {
    async fn new(database: &TestDatabase, portals: Portals, proxies: TrustedProxies) -> Self {
        let clock = Clock::manual(START);
        let mailbox = Mailbox::new(clock.clone());
        let mail = MailSink::start(mailbox.clone()).await.expect("a free port on loopback");
        let text_messages = TextSink::start(mailbox.clone()).await.expect("a free port on loopback");
        Self {
            database: database.settings(),
            keys: database.keys().clone(),
            clock,
            portals,
            proxies,
            uploads: Arc::new(tempfile::tempdir().expect("a folder for the test")),
            seals: Arc::new(tempfile::tempdir().expect("a folder for the test")),
            time_stamp: None,
            mailbox,
            mail: mail.settings(),
            text_messages: text_messages.settings(),
            sinks: Arc::new(Mutex::new(Some((mail, text_messages)))),
        }
    }

    async fn house(&self, mail: MailServerSettings, passes: u32) -> House {
        let plan = Plan {
            database: self.database.clone(),
            keys: self.keys.clone(),
            clock: self.clock.clone(),
            chance: Chance::system(),
            hashing: HashingSettings { threads: 2, passes, ..HashingSettings::default() },
            portals: self.portals.clone(),
            mail,
            text_messages: self.text_messages.clone(),
            delivery: Some(DeliverySecret::new(DELIVERY_SECRET)),
            proxies: self.proxies.clone(),
            uploads: self.uploads.path().to_owned(),
            seals: self.seals.path().to_owned(),
            time_stamp: self.time_stamp.clone(),
            demo_inbox_url: None,
        };
        open(plan).await.expect("the presets open")
    }
}

/// The three presets, each under `http://localhost:8080/KEY`.
pub fn presets() -> Portals {
    portals_in(&preset_folder())
}

/// The three presets where their files say they are: at HTTPS, each with a host of its own.
pub fn presets_at_their_own_addresses() -> Portals {
    read(&preset_folder())
}

/// The portals of a folder, each under `http://localhost:8080/KEY`.
pub fn portals_in(folder: &Path) -> Portals {
    read(folder).on(&Origin::parse(ORIGIN).expect("a constant address"))
}

fn preset_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../portals")
}

fn read(folder: &Path) -> Portals {
    let catalogue = texts::catalogue();
    let pages = routes::paths();
    let around =
        Surroundings { knows_text: &|id| catalogue.knows(id), pages: &pages, sends_text_messages: true };
    identity::portals::read(folder, &around).unwrap_or_else(|problems| panic!("{problems:#?}"))
}
