//! From the file to the configuration, section by section in the order of the file.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use base::clock::Clock;
use base::secret::Keys;
use base::web::source::TrustedProxies;
use identity::credentials::{HashingSettings, LEAST_COST, MOST_COST, MOST_THREADS};
use identity::humancheck::vendors::VendorCheck;
use identity::messaging::delivery::DeliverySecret;
use identity::messaging::mail::{MailServer, MailServerSettings, Security};
use identity::messaging::text_message::{
    self, HeaderSettings, JsonSettings, Method, ProviderSettings, TextGateway, TwilioSettings,
};
use identity::portals::file::{Noted, Section, TomlFile, line_of_text, one_of, parsed, whole_number};
use identity::portals::{self, Fault, Portal, Portals, Problem, Surroundings, is_loopback};
use ipnet::IpNet;
use serde_json::Value;
use toml::de::DeValue;
use tracing::level_filters::LevelFilter;
use url::Url;
use zeroize::Zeroizing;

use super::database::{self, Database};
use super::rules::{self, Finding, MetricsAddress, Way};
use super::secret_file::{self, must_be_private};
use super::{Config, Log, LogFormat, Metrics, telemetry};
use crate::listen::tls::Tls;
use crate::telemetry::Collector;
use crate::{routes, texts};

const NAME_LENGTH_MAX: usize = 200;
const URL_LENGTH_MAX: usize = 500;
const PORTALS_FOLDER: &str = "portals";
const UPLOADS_FOLDER: &str = "uploads";
const SEALS_FOLDER: &str = "seals";
const PORT: std::ops::RangeInclusive<u32> = 1..=65_535;
const HTTP_STATUS: std::ops::RangeInclusive<u32> = 100..=599;

const SECURITIES: &[(&str, Security)] =
    &[("tls", Security::Tls), ("starttls", Security::Starttls), ("plain", Security::Plain)];
const PROVIDER_FORMATS: &[(&str, ProviderFormat)] =
    &[("json", ProviderFormat::Json), ("twilio", ProviderFormat::Twilio)];
const METHODS: &[(&str, Method)] = &[("POST", Method::Post), ("PUT", Method::Put)];
const LOG_FORMATS: &[(&str, LogFormat)] = &[("text", LogFormat::Text), ("json", LogFormat::Json)];
const LOG_LEVELS: &[(&str, LevelFilter)] = &[
    ("error", LevelFilter::ERROR),
    ("warn", LevelFilter::WARN),
    ("info", LevelFilter::INFO),
    ("debug", LevelFilter::DEBUG),
    ("trace", LevelFilter::TRACE),
];

/// What the key `format` of [[text_messages]] says; other keys say the rest.
#[derive(Clone, Copy)]
enum ProviderFormat {
    Json,
    Twilio,
}

/// What each section came to. They fail one by one, so that every problem of the file is told.
struct Sections {
    listen: Result<SocketAddr, Noted>,
    keys: Result<Keys, Noted>,
    portals_folder: Result<PathBuf, Noted>,
    uploads_folder: Result<PathBuf, Noted>,
    seals_folder: Result<PathBuf, Noted>,
    time_stamp: Result<Option<Url>, Noted>,
    database: Result<Database, Noted>,
    tls: Result<Option<Tls>, Noted>,
    proxies: Result<Vec<IpNet>, Noted>,
    mail: Result<MailServerSettings, Noted>,
    text_messages: Result<Vec<ProviderSettings>, Noted>,
    delivery: Result<Option<DeliverySecret>, Noted>,
    hashing: Result<HashingSettings, Noted>,
    metrics: Result<Option<MetricsAddress>, Noted>,
    telemetry: Result<Option<Collector>, Noted>,
    log: Result<Log, Noted>,
}

/// Reads `aldaba.toml`, and everything that it names.
///
/// # Errors
/// Every problem of the file and of the portals' files, in the order of files and lines.
pub fn read(path: &Path, clock: &Clock) -> Result<Config, Vec<Problem>> {
    let unreadable = |error: std::io::Error| {
        let mend = "revise la ruta y los permisos, o empiece por una copia de docs/aldaba.example.toml";
        vec![problem(path, None, "", Fault::new(format!("no se puede leer el archivo ({error})"), mend))]
    };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let file = TomlFile::new(path, &text);
    let mut of_portals = Vec::new();
    let config = config(&file, path, clock, &mut of_portals);
    let mut problems = file.into_problems();
    problems.append(&mut of_portals);
    problems.sort();
    config.ok().filter(|_| problems.is_empty()).ok_or(problems)
}

fn problem(file: &Path, line: Option<usize>, key: &str, fault: Fault) -> Problem {
    Problem { file: file.to_owned(), line, key: key.to_owned(), what: fault.what, mend: fault.mend }
}

fn config(
    file: &TomlFile,
    path: &Path,
    clock: &Clock,
    of_portals: &mut Vec<Problem>,
) -> Result<Config, Noted> {
    let sections = file.read(|root| Ok(sections(root, path, clock)))?;
    let portals = portals(&sections, of_portals);
    let now = clock.now();
    if let (Ok(listen), Ok(tls), Ok(proxies)) = (sections.listen, &sections.tls, &sections.proxies) {
        // Portals that are written wrong are a problem already; the rest of the way is looked at all the same.
        let portals = portals.iter().flat_map(Portals::iter).map(AsRef::as_ref).collect();
        let way = Way { listen, tls: tls.as_ref(), proxies, portals };
        for Finding { key, fault } in rules::contradictions(&way, now) {
            file.note(file.line_of(key), key, fault);
        }
    }
    if let Ok(Some(metrics)) = &sections.metrics {
        for Finding { key, fault } in rules::unsafe_metrics(metrics) {
            file.note(file.line_of(key), key, fault);
        }
    }
    let (portals, database, tls) = (portals?, sections.database?, sections.tls?);
    let text_messages = sections.text_messages?;
    let advice = rules::advice(&database, text_messages.len(), &portals, tls.as_ref(), now);
    let advice =
        advice.into_iter().map(|Finding { key, fault }| problem(path, file.line_of(key), key, fault));
    Ok(Config {
        listen: sections.listen?,
        uploads: sections.uploads_folder?,
        seals: sections.seals_folder?,
        time_stamp: sections.time_stamp?,
        advice: advice.collect(),
        database: database.settings,
        keys: sections.keys?,
        portals,
        tls,
        proxies: TrustedProxies::new(sections.proxies?),
        mail: sections.mail?,
        text_messages,
        delivery: sections.delivery?,
        hashing: sections.hashing?,
        metrics: sections
            .metrics?
            .map(|metrics| Metrics { listen: metrics.listen, readers: TrustedProxies::new(metrics.readers) }),
        telemetry: sections.telemetry?,
        log: sections.log?,
    })
}

fn sections(root: &Section, path: &Path, clock: &Clock) -> Sections {
    let folder = path.parent().unwrap_or(Path::new(""));
    Sections {
        listen: root.required("listen", parsed(listen)),
        keys: root.required("keys", parsed(|name| keys(name, folder))),
        portals_folder: root
            .or("portals", PORTALS_FOLDER.to_owned(), line_of_text(NAME_LENGTH_MAX))
            .map(|name| folder.join(name)),
        uploads_folder: root
            .or("uploads", UPLOADS_FOLDER.to_owned(), line_of_text(NAME_LENGTH_MAX))
            .map(|name| folder.join(name)),
        seals_folder: root
            .or("seals", SEALS_FOLDER.to_owned(), line_of_text(NAME_LENGTH_MAX))
            .map(|name| folder.join(name)),
        time_stamp: root
            .optional_section("papers", |section| section.required("time_stamp", parsed(time_stamp))),
        database: root
            .section("database", |section| section.required("url", parsed(|url| database_in(url, path)))),
        tls: root.optional_section("tls", |section| tls(section, folder)),
        proxies: root
            .optional_section("proxy", |section| section.values("trusted", parsed(network)))
            .map(Option::unwrap_or_default),
        mail: root.section("mail", |section| mail(section, folder, clock)),
        text_messages: text_messages(root, folder, clock),
        delivery: root.optional_section("delivery", |section| delivery(section, folder)),
        hashing: root.section("hashing", hashing),
        metrics: root.optional_section("metrics", metrics),
        telemetry: root.optional_section("telemetry", |section| collector(section, folder)),
        log: root.section("log", log),
    }
}

/// The portals, and the secrets that their files name.
fn portals(sections: &Sections, problems: &mut Vec<Problem>) -> Result<Portals, Noted> {
    let folder = sections.portals_folder.as_ref().map_err(|noted| *noted)?;
    let catalogue = texts::catalogue();
    let around = Surroundings {
        knows_text: &|id| catalogue.knows(id),
        pages: &routes::paths(),
        // A provider that is written wrong is a problem already; the portals need not complain that there is none.
        sends_text_messages: !sections.text_messages.as_ref().is_ok_and(Vec::is_empty),
    };
    let portals = match portals::read(folder, &around) {
        Ok(portals) => portals,
        Err(mut found) => {
            problems.append(&mut found);
            return Err(Noted);
        }
    };
    for portal in portals.iter() {
        if let Err(fault) = vendor(portal) {
            let file = folder.join(format!("{}.toml", portal.key));
            problems.push(problem(&file, None, "human.vendor.secret_file", fault));
        }
    }
    Ok(portals)
}

fn vendor(portal: &Portal) -> Result<(), Fault> {
    let Some(vendor) = &portal.human.vendor else { return Ok(()) };
    secret_file::path_of(&vendor.secret_file.display().to_string(), Path::new(""))?;
    let mend = "guarde en el archivo la clave secreta que le dio el proveedor";
    VendorCheck::open(vendor).map(drop).map_err(|problem| Fault::new(problem.to_string(), mend))
}

fn listen(text: &str) -> Result<SocketAddr, Fault> {
    let mend = "escriba una dirección y un puerto, por ejemplo «127.0.0.1:8080» o «[::]:443»";
    text.parse().map_err(|_| Fault::new(format!("«{text}» no dice dónde escuchar"), mend))
}

fn keys(name: &str, folder: &Path) -> Result<Keys, Fault> {
    if !folder.join(name).exists() {
        let mend = format!("créelo con «aldaba keys {name}» y guarde una copia fuera de esta máquina");
        return Err(Fault::new(format!("no hay archivo de claves «{name}»"), mend));
    }
    let path = secret_file::path_of(name, folder)?;
    let unreadable =
        |error| Fault::new(format!("no se puede leer «{name}» ({error})"), "revise los permisos del archivo");
    let text = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
    let mend = "devuelva el archivo que «aldaba keys» creó";
    Keys::parse(&text).map_err(|problem| Fault::new(format!("«{name}»: {problem}"), mend))
}

/// An address with a password makes the file that holds it a secret.
fn database_in(url: &str, path: &Path) -> Result<Database, Fault> {
    let database = database::parse(url, path.parent().unwrap_or(Path::new("")))?;
    if let (true, Ok(file)) = (database.has_password, fs::metadata(path)) {
        must_be_private(&path.display().to_string(), &file)?;
    }
    Ok(database)
}

fn tls(section: &Section, folder: &Path) -> Result<Tls, Noted> {
    let certificate = section.required("certificate", parsed(|name| Ok(folder.join(name))));
    let key = section.required("key", parsed(|name| secret_file::path_of(name, folder)));
    Tls::open(&certificate?, &key?).map_err(|problem| {
        let key = if problem.is_about_the_key() { "key" } else { "certificate" };
        let mend = "ponga aquí los dos archivos PEM que entregó su autoridad de certificación";
        section.note(key, Fault::new(problem.to_string(), mend))
    })
}

/// A network, or the one address of a proxy.
fn network(text: &str) -> Result<IpNet, Fault> {
    let one = text.parse().map(|address: IpAddr| IpNet::from(address));
    one.or_else(|_| text.parse()).map_err(|_| {
        let mend = "escriba una dirección o una red, por ejemplo «127.0.0.1» o «10.0.0.0/8»";
        Fault::new(format!("«{text}» no es una red"), mend)
    })
}

fn mail(section: &Section, folder: &Path, clock: &Clock) -> Result<MailServerSettings, Noted> {
    let host = section.required("host", line_of_text(NAME_LENGTH_MAX));
    let port = section.required("port", port);
    let security = section.required("security", one_of(SECURITIES));
    let user = section.optional("user", line_of_text(NAME_LENGTH_MAX));
    let password_file = section.optional("password_file", parsed(|name| secret_file::path_of(name, folder)));
    let ca_file = section.optional("ca_file", parsed(|name| Ok(folder.join(name))));
    let settings = MailServerSettings {
        host: host?,
        port: port?,
        security: security?,
        user: user?,
        password_file: password_file?,
        ca_file: ca_file?,
    };
    MailServer::new(&settings, clock.clone()).map_err(|problem| {
        let mend = "corrija esta sección; docs/configuration.md explica cada clave";
        section.note("", Fault::new(problem.to_string(), mend))
    })?;
    Ok(settings)
}

fn port(value: &DeValue) -> Result<u16, Fault> {
    let port = whole_number(PORT)(value)?;
    Ok(u16::try_from(port).expect("PORT ends where u16 does"))
}

fn text_messages(root: &Section, folder: &Path, clock: &Clock) -> Result<Vec<ProviderSettings>, Noted> {
    let providers = root.sections("text_messages", |section| provider(section, folder))?;
    if !providers.is_empty() {
        let mend = "corrija estas secciones; docs/configuration.md explica cada clave";
        TextGateway::new(&providers, clock.clone())
            .map_err(|problem| root.note("text_messages", Fault::new(problem.to_string(), mend)))?;
    }
    Ok(providers)
}

fn provider(section: &Section, folder: &Path) -> Result<ProviderSettings, Noted> {
    let settings = match section.required("format", one_of(PROVIDER_FORMATS))? {
        ProviderFormat::Json => ProviderSettings::Json(json_provider(section, folder)?),
        ProviderFormat::Twilio => ProviderSettings::Twilio(twilio_provider(section, folder)?),
    };
    text_message::check(&settings).map_err(|problem| {
        let mend = "corríjalo según la documentación de su proveedor y docs/configuration.md";
        section.note("", Fault::new(problem.to_string(), mend))
    })?;
    Ok(settings)
}

fn delivery(section: &Section, folder: &Path) -> Result<DeliverySecret, Noted> {
    let file = section.required("secret_file", parsed(|name| secret_file::path_of(name, folder)))?;
    DeliverySecret::open(&file).map_err(|problem| {
        let mend = "guarde en el archivo el secreto que comparte con el adaptador de su proveedor";
        section.note("secret_file", Fault::new(problem.to_string(), mend))
    })
}

fn json_provider(section: &Section, folder: &Path) -> Result<JsonSettings, Noted> {
    let name = section.required("name", line_of_text(NAME_LENGTH_MAX));
    let method = section.or("method", Method::default(), one_of(METHODS));
    let url = section.required("url", line_of_text(URL_LENGTH_MAX));
    let headers = section.sections("headers", |section| header(section, folder));
    let sender = section.or("sender", String::new(), line_of_text(NAME_LENGTH_MAX));
    let body = section.required("body", json);
    let reference = section.optional("reference", line_of_text(NAME_LENGTH_MAX));
    let refused_statuses = section.values("refused_statuses", status);
    Ok(JsonSettings {
        name: name?,
        method: method?,
        url: url?,
        headers: headers?,
        sender: sender?,
        body: body?,
        reference: reference?,
        refused_statuses: refused_statuses?,
    })
}

fn header(section: &Section, folder: &Path) -> Result<HeaderSettings, Noted> {
    let name = section.required("name", line_of_text(NAME_LENGTH_MAX));
    let value = section.required("value", line_of_text(NAME_LENGTH_MAX));
    let secret_file = section.optional("secret_file", parsed(|name| secret_file::path_of(name, folder)));
    Ok(HeaderSettings { name: name?, value: value?, secret_file: secret_file? })
}

fn status(value: &DeValue) -> Result<u16, Fault> {
    let status = whole_number(HTTP_STATUS)(value)?;
    Ok(u16::try_from(status).expect("HTTP_STATUS has three digits"))
}

/// A TOML value as the JSON that is sent.
fn json(value: &DeValue) -> Result<Value, Fault> {
    let not_json = || Fault::new("este valor no cabe en JSON", "escriba un texto o un número corriente");
    Ok(match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(truth) => Value::from(*truth),
        DeValue::Integer(number) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            Value::from(number.map_err(|_| not_json())?)
        }
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(serde_json::Number::from_f64);
            Value::from(number.ok_or_else(not_json)?)
        }
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect::<Result<_, _>>()?,
        DeValue::Table(entries) => entries
            .iter()
            .map(|(name, value)| Ok((name.get_ref().to_string(), json(value.get_ref())?)))
            .collect::<Result<_, _>>()?,
        DeValue::Datetime(_) => return Err(not_json()),
    })
}

fn twilio_provider(section: &Section, folder: &Path) -> Result<TwilioSettings, Noted> {
    let name = section.required("name", line_of_text(NAME_LENGTH_MAX));
    let url = section.optional("url", line_of_text(URL_LENGTH_MAX));
    let account_sid = section.required("account_sid", line_of_text(NAME_LENGTH_MAX));
    let api_key_sid = section.optional("api_key_sid", line_of_text(NAME_LENGTH_MAX));
    let token_file = section.required("token_file", parsed(|name| secret_file::path_of(name, folder)));
    let sender = section.required("sender", line_of_text(NAME_LENGTH_MAX));
    Ok(TwilioSettings {
        name: name?,
        url: url?,
        account_sid: account_sid?,
        api_key_sid: api_key_sid?,
        token_file: token_file?,
        sender: sender?,
    })
}

fn hashing(section: &Section) -> Result<HashingSettings, Noted> {
    let usual = HashingSettings::default();
    let threads = section.optional("threads", whole_number(1..=MOST_THREADS));
    let memory = whole_number(LEAST_COST.memory_kib..=MOST_COST.memory_kib);
    let memory_kib = section.or("memory_kib", usual.memory_kib, memory);
    let passes = section.or("passes", usual.passes, whole_number(LEAST_COST.passes..=MOST_COST.passes));
    Ok(HashingSettings {
        threads: threads?.map_or(usual.threads, |threads| threads as usize),
        memory_kib: memory_kib?,
        passes: passes?,
    })
}

/// Whoever stands between could keep stamps away, so it is HTTPS or this very machine.
fn time_stamp(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text).ok().filter(|url| match url.scheme() {
        "https" => true,
        "http" => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    });
    let mend = "escriba una dirección «https://»; «http://» solo vale para localhost";
    url.ok_or_else(|| Fault::new(format!("«{text}» no sirve para pedir estampas de tiempo"), mend))
}

fn metrics(section: &Section) -> Result<MetricsAddress, Noted> {
    let listen = section.required("listen", parsed(listen));
    let readers = section.values("readers", parsed(network));
    Ok(MetricsAddress { listen: listen?, readers: readers? })
}

fn collector(section: &Section, folder: &Path) -> Result<Collector, Noted> {
    let endpoint = section.required("endpoint", parsed(telemetry::endpoint));
    let headers = section.sections("headers", |section| {
        let settings = header(section, folder)?;
        telemetry::header(&settings).map_err(|fault| section.note("", fault))
    });
    let collector = Collector { endpoint: endpoint?, headers: headers?.into_iter().collect() };
    telemetry::no_secret_travels_in_the_clear(&collector).map_err(|fault| section.note("endpoint", fault))?;
    Ok(collector)
}

fn log(section: &Section) -> Result<Log, Noted> {
    let format = section.or("format", LogFormat::Text, one_of(LOG_FORMATS));
    let level = section.or("level", LevelFilter::INFO, one_of(LOG_LEVELS));
    Ok(Log { format: format?, level: level? })
}
