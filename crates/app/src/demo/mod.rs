//! The demonstration: the three portals at one address, with people to be and a mailbox that shows what was sent.
//!
//! A mail server and a text-message provider of its own run inside the process and listen on this machine alone; messages
//! reach them by the same SMTP and HTTP code that `serve` uses, and nothing they receive leaves the machine or is written to
//! disk. `serve` has none of this.

mod cases;
pub mod crowd;
mod employments;
pub mod inbox;
mod look;
pub mod mail_sink;
pub mod mailbox;
mod people;
mod presets;
#[cfg(test)]
mod sinks_test;
pub mod staff;
mod start;
pub mod text_sink;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use axum::Router;
use base::chance::Chance;
use base::clock::Clock;
use base::db;
use base::secret::Keys;
use base::texts::Language;
use base::web::source::TrustedProxies;
use identity::credentials::HashingSettings;
use identity::portals::{Origin, Portals, Surroundings};
use tempfile::TempDir;
use tokio::net::lookup_host;
use tokio::sync::watch;

use self::mail_sink::MailSink;
use self::mailbox::Mailbox;
use self::text_sink::TextSink;
use crate::house::{House, Plan, open};
use crate::listen::{Listener, told_to_stop};
use crate::{routes, texts, worker};

/// Every sentence of this folder.
pub const TEXTS: base::texts::Source = base::texts!("demo");

/// What the demonstration may be told.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Dónde escucha; solo en esta máquina.
    #[arg(long, default_value = "localhost:8080", value_name = "DIRECCIÓN")]
    listen: String,
    /// Carpeta de sus datos; se crea si no existe.
    #[arg(long, default_value = "data", value_name = "CARPETA")]
    data: PathBuf,
    /// Otra base de datos en lugar de SQLite en la carpeta: postgres://…
    #[arg(long, value_name = "DIRECCIÓN")]
    database: Option<String>,
}

/// Opens the demonstration and serves it until it is stopped.
pub async fn run(options: &Options) -> anyhow::Result<ExitCode> {
    tracing_subscriber::fmt().with_env_filter("warn").with_writer(std::io::stderr).init();
    fs::create_dir_all(&options.data)
        .with_context(|| format!("no se pudo crear la carpeta {}", options.data.display()))?;
    let clock = Clock::system();
    let (listener, origin) = bind(&options.listen, clock.clone()).await?;
    let mailbox = Mailbox::new(clock.clone());
    let mail = MailSink::start(mailbox.clone()).await.context("no se pudo abrir el correo de prueba")?;
    let text_messages =
        TextSink::start(mailbox.clone()).await.context("no se pudo abrir los mensajes de prueba")?;
    let plan = plan(&options.data, database(options)?, &origin, (&mail, &text_messages))?;
    let house = open(Plan { clock, ..plan }).await?;
    people::load(&house.front).await?;
    tell(&origin, &house);
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(worker::run(house.front.clone(), stopped));
    let site = site(&house, mailbox)?;
    listener.serve(site, told_to_stop()?).await;
    let _ = stop.send(true);
    working.await?;
    Ok(ExitCode::SUCCESS)
}

/// The same house with the same people in a folder that goes with what is returned beside it; nobody reaches it.
pub async fn house_to_throw_away() -> anyhow::Result<(House, TempDir)> {
    let folder = tempfile::tempdir().context("no se pudo crear una carpeta temporal")?;
    let mailbox = Mailbox::new(Clock::system());
    let mail = MailSink::start(mailbox.clone()).await.context("no se pudo abrir el correo de prueba")?;
    let text_messages = TextSink::start(mailbox).await.context("no se pudo abrir los mensajes de prueba")?;
    let origin = Origin::parse("http://localhost:8080").map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let database = database_in(folder.path())?;
    let house = open(plan(folder.path(), database, &origin, (&mail, &text_messages))?).await?;
    people::load(&house.front).await?;
    Ok((house, folder))
}

/// What a demonstration with its data in this folder is opened with.
fn plan(
    data: &Path,
    database: db::Settings,
    origin: &Origin,
    (mail, text_messages): (&MailSink, &TextSink),
) -> anyhow::Result<Plan> {
    Ok(Plan {
        database,
        keys: keys(&data.join("claves"))?,
        clock: Clock::system(),
        chance: Chance::system(),
        hashing: HashingSettings::default(),
        portals: portals(&data.join("portals"), origin)?,
        mail: mail.settings(),
        text_messages: text_messages.settings(),
        delivery: None,
        proxies: TrustedProxies::default(),
        uploads: data.join("uploads"),
        seals: data.join("sellos"),
        time_stamp: None,
        demo_inbox_url: Some(inbox::PATH.to_owned()),
    })
}

/// The portals' pages, and at the address itself where to begin.
fn site(house: &House, mailbox: Mailbox) -> anyhow::Result<Router> {
    let words = texts::catalogue()
        .words(Language::Spanish, &[])
        .map_err(|problems| anyhow::anyhow!(problems.join("; ")))?;
    let words = std::sync::Arc::new(words);
    Ok(Router::new()
        .merge(start::routes(house.front.clone(), std::sync::Arc::clone(&words)))
        .merge(inbox::routes(mailbox, words))
        .merge(house.site.clone()))
}

/// Takes the address, which must be of this machine: everybody who reaches the demonstration reads its mail.
async fn bind(listen: &str, clock: Clock) -> anyhow::Result<(Listener, Origin)> {
    let (host, _) = listen.rsplit_once(':').context("escriba la dirección como localhost:8080")?;
    let addresses: Vec<SocketAddr> = lookup_host(listen)
        .await
        .with_context(|| format!("no se entiende la dirección «{listen}»"))?
        .collect();
    // A browser may try either address of `localhost`; IPv4 is there on every machine.
    let address = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
    let address = *address.with_context(|| format!("no se entiende la dirección «{listen}»"))?;
    if !address.ip().is_loopback() {
        bail!("la demostración solo escucha en esta máquina: use localhost, no {host}");
    }
    let proxies = TrustedProxies::default();
    let listener = Listener::bind(address, None, &proxies, clock).await.with_context(|| {
        format!("no se pudo escuchar en {listen}; elija otra dirección con --listen localhost:8081")
    })?;
    let port = listener.address()?.port();
    let origin =
        Origin::parse(&format!("http://{host}:{port}")).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    Ok((listener, origin))
}

fn database(options: &Options) -> anyhow::Result<db::Settings> {
    match &options.database {
        Some(other) => Ok(db::Settings::parse(other)?),
        None => database_in(&options.data),
    }
}

fn database_in(folder: &Path) -> anyhow::Result<db::Settings> {
    Ok(db::Settings::parse(&format!("sqlite:{}?mode=rwc", folder.join("aldaba.db").display()))?)
}

/// The demonstration's keys, made on the first run.
fn keys(file: &Path) -> anyhow::Result<Keys> {
    if !file.exists() {
        crate::keys::create(file, &Chance::system())?;
    }
    let text = fs::read_to_string(file).with_context(|| format!("no se pudo leer {}", file.display()))?;
    Keys::parse(&text).map_err(|problem| anyhow::anyhow!("{}: {problem}", file.display()))
}

/// The presets, copied beside the data on the first run, where they may be changed and tried.
fn portals(folder: &Path, origin: &Origin) -> anyhow::Result<Portals> {
    presets::copy_to(folder)?;
    let catalogue = texts::catalogue();
    let pages = routes::paths();
    let around =
        Surroundings { knows_text: &|id| catalogue.knows(id), pages: &pages, sends_text_messages: true };
    let portals = identity::portals::read(folder, &around).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("\n{}", lines.join("\n"))
    })?;
    Ok(portals.on(origin))
}

#[expect(clippy::print_stdout, reason = "this is where the visitor learns where to look")]
fn tell(origin: &Origin, house: &House) {
    println!("Aldaba está abierta en {origin}");
    for portal in house.front.portals.iter() {
        println!("  {:<14} {}", portal.brand.product, portal.address.link("/"));
    }
    println!("  {:<14} {origin}{}", "Buzón", inbox::PATH);
    println!("Es una demostración: sus personas son inventadas y nada de lo que envía sale de esta máquina.");
}
