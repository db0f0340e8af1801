//! Sending a mail over SMTP: encrypted, or to this very machine; never downgraded, never without a time limit.
//!
//! A time-out after the text was handed over may hide a mail that was accepted. It is sent again under the same `Message-ID`,
//! which mailboxes use to drop the second copy.
//!
//! Connections are kept and reused. One whose conversation was cut short is closed and never kept: its late answers would be
//! taken for answers to the next mail.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use base::clock::{Clock, Timestamp};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use uuid::Uuid;

use super::render::MailContent;
use super::{Receipt, SendError, SettingsProblem, read, reference, secret_from};

/// From the first packet to the server's last word.
const TIME_LIMIT: Duration = Duration::from_secs(10);
const KEPT_CONNECTIONS_MAX: usize = 4;
/// Servers hang up after some minutes of silence (RFC 5321 §4.5.3.2.7: five); well before that a fresh connection is cheaper than a doubt.
const KEPT_CONNECTION_IDLE: Duration = Duration::from_secs(60);
/// Replies about our own sign-in (RFC 4954 §6): the mail is innocent and waits until the settings are mended.
const SIGN_IN_REPLIES: [&str; 4] = ["530", "534", "535", "538"];

/// How to reach the mail server, as an installation's file says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailServerSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub password_file: Option<PathBuf>,
    /// Trust the authorities in this PEM file and no others; without it, those of the operating system.
    pub ca_file: Option<PathBuf>,
}

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314 asks for this one).
    Tls,
    /// Plain at first, and not a word about the mail before `STARTTLS` succeeded.
    Starttls,
    /// No encryption, only to a server on this machine.
    Plain,
}

/// What the settings come to, once files are read.
enum Protection {
    Tls(TlsParameters),
    Starttls(TlsParameters),
    Plain,
}

/// A mail ready to go.
pub struct Mail {
    /// Names the mail over all attempts.
    pub id: Uuid,
    pub written_at: Timestamp,
    pub to: String,
    pub sender: Mailbox,
    pub reply_to: Option<Address>,
    pub content: MailContent,
}

/// The mail server of an installation.
pub struct MailServer {
    host: String,
    port: u16,
    protection: Protection,
    user: Option<(String, SecretString)>,
    clock: Clock,
    kept: Mutex<Vec<Kept>>,
    time_limit: Duration,
}

struct Kept {
    connection: AsyncSmtpConnection,
    since: Timestamp,
}

impl MailServer {
    pub fn new(settings: &MailServerSettings, clock: Clock) -> Result<Self, SettingsProblem> {
        check(settings)?;
        let user = match (&settings.user, &settings.password_file) {
            (Some(user), Some(file)) => Some((user.clone(), secret_from(file)?)),
            _ => None,
        };
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            protection: protection(settings)?,
            user,
            clock,
            kept: Mutex::new(Vec::new()),
            time_limit: TIME_LIMIT,
        })
    }

    #[cfg(test)]
    pub(super) fn with_time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// Hands one mail to the server.
    pub async fn send(&self, mail: &Mail) -> Result<Receipt, SendError> {
        let message = compose(mail)?;
        match tokio::time::timeout(self.time_limit, self.deliver(&message)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(SendError::Temporary("the mail server did not answer in time".into())),
        }
    }

    /// Comes in as for a mail, on a connection of its own, with encryption and sign-in; and leaves without sending one.
    pub async fn probe(&self) -> Result<(), SendError> {
        let coming_in = async {
            let mut connection = self.connect_or_tell().await?;
            // It let us in; how it says goodbye changes nothing.
            let _ = connection.quit().await;
            Ok(())
        };
        match tokio::time::timeout(self.time_limit, coming_in).await {
            Ok(outcome) => outcome,
            Err(_) => Err(SendError::Temporary("the mail server did not answer in time".into())),
        }
    }

    async fn deliver(&self, message: &Message) -> Result<Receipt, SendError> {
        let mut connection = self.connection().await?;
        let reply =
            connection.send(message.envelope(), &message.formatted()).await.map_err(|e| refusal(&e))?;
        self.keep(connection);
        Ok(Receipt { by: self.host.clone(), reference: reply.first_line().map(reference) })
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, SendError> {
        while let Some(mut kept) = self.take_kept() {
            if kept.test_connected().await {
                return Ok(kept);
            }
        }
        self.connect_or_tell().await
    }

    /// Whatever goes wrong up to here is between the two servers, so no mail is to blame.
    async fn connect_or_tell(&self) -> Result<AsyncSmtpConnection, SendError> {
        self.connect().await.map_err(|error| {
            tracing::warn!(host = self.host, port = self.port, %error, "the mail server cannot be used");
            SendError::Temporary("no usable connection to the mail server".into())
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        let server = (self.host.as_str(), self.port);
        let hello = ClientId::default();
        let tls_at_once = match &self.protection {
            Protection::Tls(tls) => Some(tls.clone()),
            Protection::Starttls(_) | Protection::Plain => None,
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.time_limit), &hello, tls_at_once, None)
                .await?;
        if let Protection::Starttls(tls) = &self.protection {
            connection.starttls(tls.clone(), &hello).await?;
        }
        if let Some((user, password)) = &self.user {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut kept = self.kept();
        if !connection.has_broken() && kept.len() < KEPT_CONNECTIONS_MAX {
            kept.push(Kept { connection, since: self.clock.now() });
        }
    }

    /// The connection that was used last, after the ones that waited too long were closed.
    fn take_kept(&self) -> Option<AsyncSmtpConnection> {
        let oldest = self.clock.now().minus(KEPT_CONNECTION_IDLE);
        let mut kept = self.kept();
        kept.retain(|one| one.since >= oldest);
        kept.pop().map(|one| one.connection)
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check(settings: &MailServerSettings) -> Result<(), SettingsProblem> {
    if settings.security == Security::Plain && !is_this_machine(&settings.host) {
        let rule = format!(
            "security = \"plain\" solo vale para un servidor en esta misma máquina, y {} no lo es: use \"tls\" o \"starttls\"",
            settings.host
        );
        return Err(SettingsProblem::Rule(rule));
    }
    if settings.user.is_some() != settings.password_file.is_some() {
        return Err(SettingsProblem::Rule("user y password_file van juntos: falta uno de los dos".into()));
    }
    Ok(())
}

/// `localhost` never leaves the machine (RFC 6761 §6.3).
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn protection(settings: &MailServerSettings) -> Result<Protection, SettingsProblem> {
    Ok(match settings.security {
        Security::Tls => Protection::Tls(tls(settings)?),
        Security::Starttls => Protection::Starttls(tls(settings)?),
        Security::Plain => Protection::Plain,
    })
}

fn tls(settings: &MailServerSettings) -> Result<TlsParameters, SettingsProblem> {
    let mut builder = TlsParametersBuilder::new(settings.host.clone());
    if let Some(file) = &settings.ca_file {
        let authorities = Certificate::from_pem(read(file)?.as_bytes()).map_err(|_| unreadable(file))?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(authorities);
    }
    builder.build().map_err(|error| SettingsProblem::Rule(format!("TLS no se pudo preparar: {error}")))
}

fn unreadable(file: &Path) -> SettingsProblem {
    SettingsProblem::Rule(format!("{} no contiene certificados en formato PEM", file.display()))
}

/// Addresses go through lettre's types, which refuse what is not one; a line break in a name or subject is refused here.
fn compose(mail: &Mail) -> Result<Message, SendError> {
    let content = &mail.content;
    let sender_name = mail.sender.name.as_deref().map(one_line).transpose()?;
    let message_id = format!("<{}@{}>", mail.id, mail.sender.email.domain());
    let mut builder = Message::builder()
        .from(Mailbox::new(sender_name, mail.sender.email.clone()))
        .to(Mailbox::new(None, address(&mail.to)?))
        .subject(one_line(&content.subject)?)
        .date(system_time(mail.written_at))
        .message_id(Some(message_id));
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(Mailbox::new(None, reply_to.clone()));
    }
    let body = MultiPart::alternative_plain_html(content.text.clone(), content.html.clone());
    let mut message = builder.multipart(body).map_err(|error| SendError::Permanent(error.to_string()))?;
    // RFC 3834 §5: nobody's out-of-office note should answer this.
    set_header(&mut message, HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated");
    set_header(&mut message, HeaderName::new_from_ascii_str("Content-Language"), content.language.tag());
    Ok(message)
}

fn address(text: &str) -> Result<Address, SendError> {
    text.parse().map_err(|error| SendError::Permanent(format!("not an e-mail address: {error}")))
}

fn one_line(text: &str) -> Result<String, SendError> {
    if text.chars().any(char::is_control) {
        return Err(SendError::Permanent("a control character in a header".into()));
    }
    Ok(text.to_owned())
}

fn set_header(message: &mut Message, name: HeaderName, value: &str) {
    message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
}

fn system_time(moment: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(moment.micros()).unwrap_or(0))
}

/// What a refusal after a good connection means. Only the numbers are kept: servers like to repeat the address in words.
fn refusal(error: &lettre::transport::smtp::Error) -> SendError {
    let Some(code) = error.status().map(|code| code.to_string()) else {
        // The server lacks what the address needs (SMTPUTF8, RFC 6531); it will lack it tomorrow.
        return match error.is_client() {
            true => SendError::Permanent("the mail server cannot carry this address".into()),
            false => SendError::Temporary("the conversation with the mail server broke off".into()),
        };
    };
    let reason = format!("the mail server answered {}", with_enhanced_code(&code, &error.to_string()));
    if error.is_permanent() && !SIGN_IN_REPLIES.contains(&code.as_str()) {
        return SendError::Permanent(reason);
    }
    SendError::Temporary(reason)
}

/// Adds the enhanced status code (RFC 3463), as in `550 5.1.1`, where the server gave one.
fn with_enhanced_code(code: &str, answer: &str) -> String {
    let enhanced = answer.split_whitespace().find(|word| is_enhanced_code(word));
    enhanced.map_or_else(|| code.to_owned(), |enhanced| format!("{code} {enhanced}"))
}

fn is_enhanced_code(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts[..], ["4" | "5", subject, detail] if is_short_number(subject) && is_short_number(detail))
}

fn is_short_number(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
