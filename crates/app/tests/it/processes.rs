//! Two processes of the real program on one PostgreSQL: what can be used once is used once, whichever of them is asked.

use std::fs::{self, File};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use aldaba::demo::mail_sink::MailSink;
use aldaba::demo::mailbox::Mailbox;
use aldaba::keys;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use base::chance::Chance;
use base::clock::Clock;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use regex::Regex;
use tempfile::{NamedTempFile, TempDir};
use testing::{Client, Form, Page, SOFIA, TestDatabase, presets_at_their_own_addresses};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const PROGRAM: &str = env!("CARGO_BIN_EXE_aldaba");
const PRESETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals");
const PORTAL: &str = "miportal";
const AT_ONCE: usize = 50;
const NEW_PASSWORD: &str = "Mirla-Verde.8-Tren";
/// Only ends a test that would hang.
const HANGING: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What the processes of an installation share; its mail comes to the test.
pub struct Installation {
    folder: TempDir,
    /// Private, since the database's address may hold a password.
    settings: NamedTempFile,
    mailbox: Mailbox,
    _mail: MailSink,
}

impl Installation {
    pub async fn over(database: &TestDatabase) -> Self {
        let folder = TempDir::with_prefix("aldaba-processes-").expect("a temporary folder");
        let portals = folder.path().join("portals");
        fs::create_dir(&portals).expect("a folder can be made");
        for file in ["miportal.toml", "miportal.svg"] {
            fs::copy(Path::new(PRESETS).join(file), portals.join(file)).expect("a preset copies");
        }
        keys::create(&folder.path().join("aldaba.keys"), &Chance::system()).expect("keys are written");
        let mailbox = Mailbox::new(Clock::system());
        let mail = MailSink::start(mailbox.clone()).await.expect("a free port on loopback");
        let mut settings = NamedTempFile::new_in(&folder).expect("a temporary file");
        // Port 0: each process takes a free one and says which.
        write!(
            settings,
            r#"
listen = "127.0.0.1:0"
keys = "aldaba.keys"
[database]
url = {:?}
[proxy]
trusted = ["127.0.0.1"]
[mail]
host = "127.0.0.1"
port = {}
security = "plain"
[metrics]
listen = "127.0.0.1:0"
[log]
level = "info"
format = "json"
"#,
            database.url(),
            mail.address().port()
        )
        .expect("settings are written");
        Self { folder, settings, mailbox, _mail: mail }
    }

    /// The same with more in its settings.
    pub fn with(mut self, section: &str) -> Self {
        self.settings.write_all(section.as_bytes()).expect("settings are written");
        self
    }

    pub async fn serve(&self, name: &str) -> Process {
        let log = self.folder.path().join(name);
        let output = File::create(&log).expect("a log can be written");
        let child = Command::new(PROGRAM)
            .args(["serve", "--config"])
            .arg(self.settings.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(output)
            .spawn()
            .expect("the program starts");
        Process::open(child, &log).await
    }

    /// What another command of the program does and says.
    pub fn command(&self, asked: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.args(asked).arg("--config").arg(self.settings.path()).stdin(Stdio::null());
        command.output().expect("the program starts")
    }

    /// Where a file of that name would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The link that the newest mail to somebody brings, once a process has sent it.
    async fn link_to(&self, receiver: &str, part: &str) -> String {
        let link = Regex::new(&format!(r"https://\S*{part}\S+")).expect("a path of ours");
        loop {
            let newest = self.mailbox.to(receiver).into_iter().next();
            if let Some(link) = newest.and_then(|mail| Some(link.find(&mail.text)?.as_str().to_owned())) {
                return link;
            }
            sleep(LOOK_EVERY).await;
        }
    }
}

/// `aldaba serve`, ended when this is dropped, whatever becomes of the test.
pub struct Process {
    child: Child,
    address: SocketAddr,
    metrics: SocketAddr,
}

impl Process {
    /// Waits until it says where it is open.
    async fn open(child: Child, log: &Path) -> Self {
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut process = Self { child, address: nowhere, metrics: nowhere };
        let opened = Regex::new(r#"(?s)"address":"([^"]+)".*"metrics":"([^"]+)""#).expect("a constant");
        loop {
            let said = fs::read_to_string(log).expect("the log reads");
            if let Some(opened) = opened.captures(&said) {
                process.address = opened[1].parse().expect("an address");
                process.metrics = opened[2].parse().expect("an address");
                return process;
            }
            let ended = process.child.try_wait().expect("it can be asked");
            assert!(ended.is_none(), "the program does not serve:\n{said}");
            sleep(LOOK_EVERY).await;
        }
    }

    /// A site whose requests this process answers, over a connection of its own each.
    pub fn site(&self) -> Router {
        Self::at(self.address)
    }

    /// What it answers where it tells its metrics.
    pub fn metrics(&self) -> Router {
        Self::at(self.metrics)
    }

    /// Asks it to stop, as a supervisor does, and waits until it has.
    pub async fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("there is such a command").success());
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return status;
            }
            sleep(LOOK_EVERY).await;
        }
    }

    fn at(address: SocketAddr) -> Router {
        Router::new().fallback(move |request| relay(address, request))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn relay(address: SocketAddr, request: Request) -> Response {
    let stream = TcpStream::connect(address).await.expect("the process listens");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("it speaks HTTP");
    tokio::spawn(connection);
    sender.send_request(request).await.expect("it answers").map(Body::new)
}

/// One browser pressing the same button fifty times, at the two processes in turn.
async fn all_at_once(processes: &[Process; 2], visitor: &Client, form: &Form) -> Vec<Page> {
    let mut under_way = JoinSet::new();
    for number in 0..AT_ONCE {
        let mut visitor = visitor.clone().answered_by(processes[number % processes.len()].site());
        let form = form.clone();
        under_way.spawn(async move { visitor.send(form).await });
    }
    under_way.join_all().await
}

/// One page says that it is done; every other that the link is dead, or that the process is busy.
#[track_caller]
fn one_of_all(pages: &[Page], done: &str) {
    let is_busy = |page: &Page| page.status().as_u16() == 503 && !page.header("retry-after").is_empty();
    let (done, others): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(|page| page.text().contains(done));
    assert_eq!(done.len(), 1, "of {} pages", pages.len());
    for page in others {
        let is_dead = page.text().contains("Este enlace ya no sirve");
        assert!(is_dead || is_busy(page), "{} {}: {}", page.status(), page.url(), page.text());
    }
}

async fn count(database: &TestDatabase, what: &str) -> i64 {
    let database = database.open().await;
    let sql = format!("select count(*) as number from {what}");
    database.view_across_all_portals().number(&sql, Vec::new()).await.expect("the database answers")
}

#[tokio::test]
async fn of_fifty_forms_of_one_link_at_two_processes_one_counts() {
    let Some(database) = TestDatabase::postgres().await else { return };
    timeout(HANGING, links_at_two_processes(&database)).await.expect("it comes to an end");
}

async fn links_at_two_processes(database: &TestDatabase) {
    let installation = Installation::over(database).await;
    let processes = [installation.serve("first.log").await, installation.serve("second.log").await];
    let presets = presets_at_their_own_addresses();
    let portal = presets.by_key(PORTAL).expect("a preset");
    let from = |network: &str| {
        let visitor = Client::new(processes[0].site()).at(&portal.address.link(""));
        visitor.saying("x-forwarded-for", network)
    };

    let mut sofia = from("198.51.100.1");
    let page = sofia.get("/registro").await;
    sofia.submit(&page, "Continuar", &[("email", SOFIA.email)]).await.shows("Mire su correo");
    let page = sofia.get(&installation.link_to(SOFIA.email, "/registro/correo/").await).await;
    let form = page.form("Registrarme").fill("given_names", SOFIA.name).fill("family_names", SOFIA.family);
    let form = form.fill("password", SOFIA.password);
    one_of_all(&all_at_once(&processes, &sofia, &form).await, "Su registro está completo");
    assert_eq!(count(database, "accounts").await, 1);

    let mut sofia = from("198.51.100.2");
    let page = sofia.get("/recuperar").await;
    sofia.submit(&page, "Enviar correo", &[("email", SOFIA.email)]).await.shows("Mire su correo");
    let page = sofia.get(&installation.link_to(SOFIA.email, "/cv/recordar/contrasena/").await).await;
    let form = page.form("Guardar la contraseña").fill("email", SOFIA.email).fill("password", NEW_PASSWORD);
    one_of_all(&all_at_once(&processes, &sofia, &form).await, "Su contraseña quedó cambiada");
    assert_eq!(count(database, "audit_events where event = 'recovery.password_set'").await, 1);

    let mut sofia = from("198.51.100.3").answered_by(processes[1].site());
    let page = sofia.get("/ingreso").await;
    let page = sofia.submit(&page, "Ingresar", &[("user", SOFIA.email), ("password", NEW_PASSWORD)]).await;
    page.shows("Hola, Sofía");
}
