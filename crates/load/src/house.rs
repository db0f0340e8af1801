//! An installation for one measurement: settings, keys, portals, people and database in a folder that goes away, and the product
//! serving it as a process of its own.
//!
//! It is set up as an operator would set it up behind a proxy on the same machine: portals with HTTPS addresses, and a proxy on
//! loopback whose word counts for where a visitor comes from. So the limits per source hold, and the load comes from many
//! sources. The mail server and the text-message provider are those of the demonstration, in this process.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use aldaba::config::{self, Config};
use aldaba::demo::mail_sink::MailSink;
use aldaba::demo::mailbox::Mailbox;
use aldaba::demo::text_sink::TextSink;
use aldaba::house;
use anyhow::{Context, anyhow, bail};
use base::chance::Chance;
use base::clock::Clock;
use base::secret::Keys;
use identity::front_door::FrontDoor;
use identity::messaging::text_message::ProviderSettings;
use identity::portals::Portal;
use serde_json::json;
use tempfile::TempDir;
use toml::{Table, Value};

use crate::machine::Process;
use crate::visitor::{Connection, get};

/// The file and the logo of a preset.
macro_rules! preset {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../portals/", $name, ".toml")),
            include_str!(concat!("../../../portals/", $name, ".svg")),
        )
    };
}

const PRESETS: [(&str, &str, &str); 3] =
    [preset!("multiempleos"), preset!("miportal"), preset!("multiportal")];
const SIGNIN_PATH: &str = "/ingreso";
/// The database of a house, in its folder.
pub const SQLITE: &str = "sqlite:aldaba.db";
/// The portals' own cap; as many as the product allows.
const TEXT_MESSAGES_A_DAY: i64 = 1_000_000;
const LONGEST_START: Duration = Duration::from_secs(30);
const LONGEST_CALM: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(250);
const LOOK_AT_COMMAND_EVERY: Duration = Duration::from_millis(5);

/// The folder with everything that `aldaba serve` reads, and what it sends to.
pub struct House {
    folder: TempDir,
    program: PathBuf,
    config: Config,
    _sinks: Sinks,
}

/// A command of the product that has ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    pub took: Duration,
    pub peak_mb: f64,
}

/// The product, serving a house.
pub struct Server {
    pub process: Process,
    pub address: SocketAddr,
    /// From the start of the process to the first page.
    pub started_in: Duration,
}

impl House {
    /// Sets up portals like the presets named, so many of each: `miportal`, `miportal-2` and so on.
    pub async fn set_up(program: &Path, portals: &[(&str, usize)]) -> anyhow::Result<Self> {
        Self::set_up_on(program, portals, SQLITE).await
    }

    /// The same over another database.
    pub async fn set_up_on(
        program: &Path,
        portals: &[(&str, usize)],
        database: &str,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let sinks = Sinks::start()?;
        fs::create_dir(folder.path().join("portals"))?;
        for (preset, count) in portals {
            for copy in 1..=*count {
                write_portal(&folder.path().join("portals"), preset, copy)?;
            }
        }
        write_keys(&folder.path().join("aldaba.keys"))?;
        let settings = folder.path().join(config::FILE_NAME);
        fs::write(&settings, sinks.settings(free_address()?, database)?)?;
        let config = config::read(&settings, &Clock::system()).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            anyhow!("{}", lines.join("\n"))
        })?;
        let house = Self { folder, program: program.to_owned(), config, _sinks: sinks };
        house.inside(async |_| Ok(())).await?;
        Ok(house)
    }

    /// Does something with the house's own parts while nobody serves it, such as filling its database.
    pub async fn inside<T>(
        &self,
        act: impl AsyncFnOnce(&FrontDoor) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let house = house::open(self.config.plan(Clock::system(), Chance::system())).await?;
        let done = act(&house.front).await?;
        house.front.database.clone().close().await?;
        Ok(done)
    }

    pub fn portal(&self, key: &str) -> anyhow::Result<&Portal> {
        self.config
            .portals
            .by_key(key)
            .map(AsRef::as_ref)
            .with_context(|| format!("no portal is called {key}"))
    }

    /// Every portal, in the order of their keys.
    pub fn portals(&self) -> impl Iterator<Item = &Portal> {
        self.config.portals.iter().map(AsRef::as_ref)
    }

    pub fn keys(&self) -> &Keys {
        &self.config.keys
    }

    pub fn hashing_threads(&self) -> usize {
        self.config.hashing.threads
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The product's program with one of its commands, for this house.
    pub fn command(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let log = File::create(self.folder().join("log"))?;
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--config").arg(self.folder().join(config::FILE_NAME));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        Ok(command)
    }

    /// Runs one of the program's commands to its end, which must be a good one.
    pub async fn run_to_the_end(&self, arguments: &[&str], longest: Duration) -> anyhow::Result<Ended> {
        let mut command = self.command(arguments)?;
        let begun = Instant::now();
        let mut process = Process::start(&mut command)?;
        let mut peak_mb = 0.0;
        let status = loop {
            if let Some(status) = process.ended()? {
                break status;
            }
            if begun.elapsed() > longest {
                bail!("{} takes longer than {} s", arguments.join(" "), longest.as_secs());
            }
            // A process that is just ending tells nothing any more.
            peak_mb = process.memory().map_or(peak_mb, |memory| memory.peak_mb);
            tokio::time::sleep(LOOK_AT_COMMAND_EVERY).await;
        };
        let took = begun.elapsed();
        if !status.success() {
            bail!("{} failed:\n{}", arguments.join(" "), self.log());
        }
        Ok(Ended { took, peak_mb })
    }

    /// What the program last said on standard error.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder().join("log")).unwrap_or_default()
    }

    /// Starts the product and waits for the first page.
    pub async fn serve(&self) -> anyhow::Result<Server> {
        let address = self.config.listen;
        let host = self.config.portals.iter().next().context("a house has a portal")?.address.origin.host();
        let begun = Instant::now();
        let process = Process::start(&mut self.command(&["serve"])?)?;
        let mut server = Server { process, address, started_in: Duration::ZERO };
        while !answers(address, host).await {
            if server.process.ended()?.is_some() || begun.elapsed() > LONGEST_START {
                bail!("the program does not serve:\n{}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.started_in = begun.elapsed();
        Ok(server)
    }
}

impl Server {
    /// Waits until the worker has done what there was to do: until next to no CPU time passes.
    pub async fn calm(&self) -> anyhow::Result<()> {
        let (begun, mut before) = (Instant::now(), self.process.cpu_time()?);
        while begun.elapsed() < LONGEST_CALM {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = self.process.cpu_time()?;
            if now == before {
                return Ok(());
            }
            before = now;
        }
        bail!("the server is still at work after {} s", LONGEST_CALM.as_secs())
    }
}

/// Where the house's messages go. They are taken in on a thread of their own, so that they delay no request that is timed.
struct Sinks {
    mail: SocketAddr,
    text_messages: Vec<ProviderSettings>,
    /// Dropped, it ends the thread.
    _open: mpsc::Sender<()>,
}

impl Sinks {
    fn start() -> anyhow::Result<Self> {
        let (open, closed) = mpsc::channel::<()>();
        let (started, has_started) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            let sinks = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
                let mailbox = Mailbox::new(Clock::system());
                let mail = runtime.block_on(MailSink::start(mailbox.clone()))?;
                let text_messages = runtime.block_on(TextSink::start(mailbox))?;
                Ok((mail, text_messages, runtime))
            });
            let addresses =
                sinks.as_ref().map(|(mail, text_messages, _)| (mail.address(), text_messages.settings()));
            let _ = started.send(addresses.map_err(|error| anyhow!("{error:#}")));
            let _ = closed.recv();
        });
        let (mail, text_messages) = has_started.recv()??;
        Ok(Self { mail, text_messages, _open: open })
    }

    /// `aldaba.toml` of a house that sends here.
    fn settings(&self, listen: SocketAddr, database: &str) -> anyhow::Result<String> {
        let providers = self.text_messages.iter().map(|provider| match provider {
            ProviderSettings::Json(provider) => Ok(json!({
                "format": "json",
                "name": provider.name,
                "url": provider.url,
                "sender": provider.sender,
                "body": provider.body,
            })),
            ProviderSettings::Twilio(_) => bail!("the demonstration's provider speaks JSON"),
        });
        let settings = json!({
            "listen": listen.to_string(),
            "keys": "aldaba.keys",
            "database": { "url": database },
            "proxy": { "trusted": [listen.ip().to_string()] },
            "mail": { "host": self.mail.ip().to_string(), "port": self.mail.port(), "security": "plain" },
            "text_messages": providers.collect::<anyhow::Result<Vec<_>>>()?,
            "log": { "level": "warn" },
        });
        Ok(toml::to_string(&Table::try_from(settings)?)?)
    }
}

fn section<'t>(table: &'t mut Table, name: &str) -> anyhow::Result<&'t mut Table> {
    table.get_mut(name).and_then(Value::as_table_mut).with_context(|| format!("there is no section [{name}]"))
}

/// A preset under an address of its own.
fn write_portal(folder: &Path, preset: &str, copy: usize) -> anyhow::Result<()> {
    let found = PRESETS.iter().find(|(name, ..)| *name == preset);
    let (_, settings, logo) = found.with_context(|| format!("no preset is called {preset}"))?;
    let key = if copy == 1 { preset.to_owned() } else { format!("{preset}-{copy}") };
    let mut settings: Table = settings.parse()?;
    section(&mut settings, "address")?.insert("origin".into(), format!("https://{key}.example").into());
    section(&mut settings, "limits")?.insert("text_messages_a_day".into(), TEXT_MESSAGES_A_DAY.into());
    fs::write(folder.join(format!("{key}.toml")), toml::to_string(&settings)?)?;
    fs::write(folder.join(format!("{preset}.svg")), logo)?;
    Ok(())
}

fn write_keys(path: &Path) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    std::io::Write::write_all(&mut file, Keys::new_line(1, &Chance::system()).as_bytes())?;
    Ok(())
}

/// A port of this machine that nobody listens on.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Whether there is a page at this address.
pub async fn answers(address: SocketAddr, host: &str) -> bool {
    let Ok(mut connection) = Connection::open(address).await else { return false };
    let answer = connection.send(get(host, SIGNIN_PATH)).await;
    answer.is_ok_and(|answer| answer.status.is_success())
}
