//! A mail over real sockets, against a mail server that follows a script: with and without TLS, willing, refusing and silent.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base::clock::{Clock, Timestamp};
use base::texts::Language;
use lettre::message::Mailbox;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use uuid::Uuid;

use super::mail::{Mail, MailServer, MailServerSettings, Security};
use super::render::MailContent;
use super::scratch::file_with;
use super::{Receipt, SendError};

const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);
/// In a script: say nothing and keep the line open.
const SILENCE: &str = "";
/// Long enough for any answer that comes at all.
const PATIENCE: Duration = Duration::from_secs(10);
const IMPATIENCE: Duration = Duration::from_millis(200);

/// What a mail server heard, and how often it was called.
#[derive(Default)]
struct Heard {
    calls: usize,
    lines: Vec<String>,
    /// Lines that came before TLS was up.
    in_the_clear: Vec<String>,
}

#[derive(Clone, Default)]
struct Script {
    capabilities: Vec<&'static str>,
    /// Replies by command; the end of the text is the command `.`, the greeting is the command ``.
    replies: HashMap<&'static str, &'static str>,
    starttls: Option<TlsAcceptor>,
    tls: Option<TlsAcceptor>,
}

struct StandIn {
    address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
}

impl Heard {
    fn note(&mut self, line: &str, encrypted: bool) {
        self.lines.push(line.to_owned());
        if !encrypted {
            self.in_the_clear.push(line.to_owned());
        }
    }
}

impl Script {
    fn reply(mut self, command: &'static str, reply: &'static str) -> Self {
        self.replies.insert(command, reply);
        self
    }

    async fn start(self) -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let stand_in = StandIn { address, heard: heard.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                heard.lock().unwrap().calls += 1;
                tokio::spawn(self.clone().serve(stream, heard.clone()));
            }
        });
        stand_in
    }

    async fn serve(self, stream: TcpStream, heard: Arc<Mutex<Heard>>) {
        if let Some(acceptor) = &self.tls {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            self.converse(BufReader::new(stream), &heard, true).await;
            return;
        }
        let Some(stream) = self.converse(BufReader::new(stream), &heard, false).await else { return };
        let acceptor = self.starttls.clone().unwrap();
        let Ok(stream) = acceptor.accept(stream.into_inner()).await else { return };
        let inside =
            Script { replies: self.replies.into_iter().filter(|(c, _)| !c.is_empty()).collect(), ..self };
        inside.converse(BufReader::new(stream), &heard, true).await;
    }

    /// Returns the stream when the other side is about to begin TLS on it.
    async fn converse<S>(
        &self,
        mut stream: BufReader<S>,
        heard: &Mutex<Heard>,
        encrypted: bool,
    ) -> Option<BufReader<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let is_second_hello = encrypted && self.starttls.is_some();
        if !is_second_hello {
            self.say(&mut stream, "", "220 stand-in").await;
        }
        let mut in_text = false;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let text = line.trim_end().to_owned();
            heard.lock().unwrap().note(&text, encrypted);
            if in_text && text != "." {
                continue;
            }
            in_text = false;
            let command = text.split(' ').next().unwrap().to_owned();
            let usual = match command.as_str() {
                "EHLO" => {
                    let lines: Vec<String> =
                        self.capabilities.iter().map(|c| format!("250-{c}\r\n")).collect();
                    format!("250-stand-in\r\n{}250 8BITMIME", lines.concat())
                }
                "DATA" => "354 go on".to_owned(),
                "STARTTLS" => "220 go on".to_owned(),
                "AUTH" => "235 2.7.0 welcome".to_owned(),
                "QUIT" => "221 bye".to_owned(),
                _ => "250 2.0.0 queued as ABC".to_owned(),
            };
            self.say(&mut stream, &command, &usual).await;
            match command.as_str() {
                "STARTTLS" => return Some(stream),
                "QUIT" => return None,
                "DATA" => in_text = !self.replies.contains_key("DATA"),
                _ => {}
            }
        }
    }

    async fn say<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
        command: &str,
        usual: &str,
    ) {
        let reply = self.replies.get(command).copied().unwrap_or(usual);
        if reply != SILENCE {
            // Whoever lost patience has hung up; that is for the test to find out.
            let _ = stream.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await;
            let _ = stream.get_mut().flush().await;
        }
    }
}

impl StandIn {
    fn settings(&self, security: Security) -> MailServerSettings {
        MailServerSettings {
            host: "127.0.0.1".into(),
            port: self.address.port(),
            security,
            user: None,
            password_file: None,
            ca_file: None,
        }
    }

    fn plain(&self) -> MailServer {
        server(&self.settings(Security::Plain))
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().lines.clone()
    }

    fn heard_line(&self, beginning: &str) -> bool {
        self.heard().iter().any(|line| line.starts_with(beginning))
    }

    fn calls(&self) -> usize {
        self.heard.lock().unwrap().calls
    }
}

fn server(settings: &MailServerSettings) -> MailServer {
    MailServer::new(settings, Clock::manual(NOW)).unwrap().with_time_limit(PATIENCE)
}

fn mail() -> Mail {
    Mail {
        id: Uuid::from_u128(7),
        written_at: NOW,
        to: "ana@correo.example".into(),
        sender: Mailbox::new(Some("Cooperativa Ñandú".into()), "portal@coop.example".parse().unwrap()),
        reply_to: Some("ayuda@coop.example".parse().unwrap()),
        content: MailContent {
            language: Language::Spanish,
            subject: "Restablecer contraseña".into(),
            text: "Hola\n.punto al comienzo\n".into(),
            html: "<p>Hola</p>".into(),
        },
    }
}

fn mail_to(to: &str) -> Mail {
    Mail { to: to.into(), ..mail() }
}

fn mail_with_subject(subject: &str) -> Mail {
    let mut mail = mail();
    mail.content.subject = subject.into();
    mail
}

fn mail_from(sender_name: &str) -> Mail {
    let mut mail = mail();
    mail.sender.name = Some(sender_name.into());
    mail
}

fn is_temporary(outcome: &Result<Receipt, SendError>) -> bool {
    matches!(outcome, Err(SendError::Temporary(_)))
}

fn is_permanent(outcome: &Result<Receipt, SendError>) -> bool {
    matches!(outcome, Err(SendError::Permanent(_)))
}

/// A certificate for `name`, and the file by which a client trusts it.
fn certificate(name: &str) -> (TlsAcceptor, PathBuf) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let chain: Vec<CertificateDer> = vec![made.cert.der().clone()];
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), file_with(&made.cert.pem()))
}

fn with_password(mut settings: MailServerSettings) -> MailServerSettings {
    settings.user = Some("portal".into());
    settings.password_file = Some(file_with("correct horse\n"));
    settings
}

fn trusting(mut settings: MailServerSettings, ca_file: &Path) -> MailServerSettings {
    settings.ca_file = Some(ca_file.to_owned());
    settings
}

#[tokio::test]
async fn a_mail_arrives_with_its_headers_and_both_texts() {
    let stand_in = Script::default().start().await;
    let receipt = stand_in.plain().send(&mail()).await.unwrap();
    assert_eq!(receipt.by, "127.0.0.1");
    assert_eq!(receipt.reference.as_deref(), Some("2.0.0 queued as ABC"));
    for beginning in [
        "MAIL FROM:<portal@coop.example>",
        "RCPT TO:<ana@correo.example>",
        "Message-ID: <00000000-0000-0000-0000-000000000007@coop.example>",
        "Date: Mon, 21 Sep 2026",
        "Reply-To: ayuda@coop.example",
        "Auto-Submitted: auto-generated",
        "Content-Language: es-CO",
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "..punto al comienzo",
    ] {
        assert!(stand_in.heard_line(beginning), "no line begins with {beginning:?}: {:#?}", stand_in.heard());
    }
}

#[tokio::test]
async fn a_connection_serves_several_mails_and_is_renewed_after_a_rest() {
    let stand_in = Script::default().start().await;
    let clock = Clock::manual(NOW);
    let server = MailServer::new(&stand_in.settings(Security::Plain), clock.clone()).unwrap();
    server.send(&mail()).await.unwrap();
    server.send(&mail()).await.unwrap();
    assert_eq!(stand_in.calls(), 1);
    clock.advance(Duration::from_secs(61));
    server.send(&mail()).await.unwrap();
    assert_eq!(stand_in.calls(), 2);
}

#[tokio::test]
async fn a_kept_connection_that_the_server_no_longer_likes_is_replaced() {
    let stand_in = Script::default().reply("NOOP", "421 4.4.2 too long").start().await;
    let server = stand_in.plain();
    server.send(&mail()).await.unwrap();
    server.send(&mail()).await.unwrap();
    assert_eq!(stand_in.calls(), 2);
}

#[tokio::test]
async fn a_refusal_is_final_or_not_by_its_first_digit() {
    for (command, reply, is_final) in [
        ("RCPT", "550 5.1.1 <ana@correo.example> unknown", true),
        ("RCPT", "450 4.2.0 greylisted", false),
        ("MAIL", "553 5.1.8 sender", true),
        (".", "554 5.7.1 spam", true),
        (".", "451 4.3.0 later", false),
        ("DATA", "421 4.3.2 closing", false),
    ] {
        let stand_in = Script::default().reply(command, reply).start().await;
        let outcome = stand_in.plain().send(&mail()).await;
        assert_eq!(
            (is_permanent(&outcome), is_temporary(&outcome)),
            (is_final, !is_final),
            "{command} {reply}"
        );
    }
}

#[tokio::test]
async fn a_reason_gives_the_numbers_and_not_the_address() {
    let stand_in = Script::default().reply("RCPT", "550 5.1.1 <ana@correo.example> unknown").start().await;
    let Err(SendError::Permanent(reason)) = stand_in.plain().send(&mail()).await else {
        panic!("not refused")
    };
    assert_eq!(reason, "the mail server answered 550 5.1.1");
}

#[tokio::test]
async fn a_server_that_turns_us_away_at_the_door_does_not_cost_the_mail() {
    for (command, reply) in [("", "554 5.3.2 no service"), ("EHLO", "550 5.7.1 go away")] {
        let stand_in = Script::default().reply(command, reply).start().await;
        assert!(is_temporary(&stand_in.plain().send(&mail()).await), "{reply}");
    }
}

#[tokio::test]
async fn a_closed_port_is_temporary() {
    let stand_in = Script::default().start().await;
    let mut settings = stand_in.settings(Security::Plain);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    settings.port = listener.local_addr().unwrap().port();
    drop(listener);
    assert!(is_temporary(&server(&settings).send(&mail()).await));
}

#[tokio::test]
async fn silence_at_any_step_ends_and_its_connection_is_not_used_again() {
    for step in ["", "EHLO", "MAIL", "RCPT", "DATA", "."] {
        let stand_in = Script::default().reply(step, SILENCE).start().await;
        let server = stand_in.plain().with_time_limit(IMPATIENCE);
        assert!(is_temporary(&server.send(&mail()).await), "{step}");
        assert!(is_temporary(&server.send(&mail()).await), "{step}");
        assert_eq!(stand_in.calls(), 2, "{step}");
    }
}

#[tokio::test]
async fn tls_from_the_first_byte() {
    let (acceptor, ca_file) = certificate("127.0.0.1");
    let stand_in = Script { tls: Some(acceptor), ..Script::default() }.start().await;
    let settings = trusting(stand_in.settings(Security::Tls), &ca_file);
    server(&settings).send(&mail()).await.unwrap();
    assert!(stand_in.heard_line("Subject:"));
}

#[tokio::test]
async fn starttls_says_nothing_about_the_mail_in_the_clear() {
    let (acceptor, ca_file) = certificate("127.0.0.1");
    let script = Script {
        starttls: Some(acceptor),
        capabilities: vec!["STARTTLS", "AUTH PLAIN LOGIN"],
        ..Script::default()
    };
    let stand_in = script.start().await;
    let settings = with_password(trusting(stand_in.settings(Security::Starttls), &ca_file));
    server(&settings).send(&mail()).await.unwrap();
    let commands: Vec<String> = stand_in.heard.lock().unwrap().in_the_clear.clone();
    assert_eq!(commands.len(), 2, "{commands:?}");
    assert!(commands[0].starts_with("EHLO ") && commands[1] == "STARTTLS");
    assert!(stand_in.heard_line("AUTH PLAIN "));
}

#[tokio::test]
async fn a_server_that_does_not_offer_starttls_gets_nothing() {
    let stand_in = Script::default().start().await;
    let settings = with_password(stand_in.settings(Security::Starttls));
    assert!(is_temporary(&server(&settings).send(&mail()).await));
    assert!(!stand_in.heard_line("AUTH") && !stand_in.heard_line("MAIL"));
}

#[tokio::test]
async fn a_certificate_of_someone_else_or_of_another_name_is_refused() {
    let (acceptor, _) = certificate("127.0.0.1");
    let (other_name, other_name_file) = certificate("mail.example");
    let (_, stranger_file) = certificate("127.0.0.1");
    for (acceptor, trusted) in [(acceptor, stranger_file), (other_name, other_name_file)] {
        let implicit = Script { tls: Some(acceptor.clone()), ..Script::default() }.start().await;
        let outcome = server(&trusting(implicit.settings(Security::Tls), &trusted)).send(&mail()).await;
        assert!(is_temporary(&outcome), "{outcome:?}");
        assert_eq!(implicit.heard(), Vec::<String>::new());

        let capabilities = vec!["STARTTLS"];
        let starttls = Script { starttls: Some(acceptor), capabilities, ..Script::default() }.start().await;
        let outcome = server(&trusting(starttls.settings(Security::Starttls), &trusted)).send(&mail()).await;
        assert!(is_temporary(&outcome), "{outcome:?}");
        assert!(!starttls.heard_line("MAIL"));
    }
}

#[tokio::test]
async fn a_wrong_password_keeps_the_mail_for_when_it_is_mended() {
    let script = Script { capabilities: vec!["AUTH PLAIN"], ..Script::default() };
    let stand_in = script.reply("AUTH", "535 5.7.8 wrong").start().await;
    let settings = with_password(stand_in.settings(Security::Plain));
    assert!(is_temporary(&server(&settings).send(&mail()).await));
    assert!(!stand_in.heard_line("MAIL"));
}

#[tokio::test]
async fn a_server_that_wants_a_password_we_have_not_got_keeps_the_mail_waiting() {
    let stand_in = Script::default().reply("MAIL", "530 5.7.0 authenticate first").start().await;
    assert!(is_temporary(&stand_in.plain().send(&mail()).await));
}

#[tokio::test]
async fn a_line_break_never_becomes_a_header_or_a_command() {
    let stand_in = Script::default().start().await;
    let server = stand_in.plain();
    for mail in [
        mail_with_subject("Hola\r\nBcc: todos@correo.example"),
        mail_with_subject("Hola\nBcc: todos@correo.example"),
        mail_from("Portal\r\nBcc: todos@correo.example"),
        mail_to("ana@correo.example\r\nRCPT TO:<todos@correo.example>"),
        mail_to("ana@correo.example>\nDATA"),
        mail_to("ana@correo.example, todos@correo.example"),
        mail_to("ana@correo.example> SIZE=1"),
    ] {
        assert!(is_permanent(&server.send(&mail).await), "{} {}", mail.content.subject, mail.to);
    }
    assert_eq!(stand_in.calls(), 0);
}

#[test]
fn plain_text_beyond_this_machine_is_a_wrong_setting() {
    for (host, is_right) in [
        ("127.0.0.1", true),
        ("::1", true),
        ("localhost", true),
        ("mail.example", false),
        ("10.0.0.5", false),
    ] {
        let settings = MailServerSettings {
            host: host.into(),
            port: 25,
            security: Security::Plain,
            user: None,
            password_file: None,
            ca_file: None,
        };
        assert_eq!(MailServer::new(&settings, Clock::manual(NOW)).is_ok(), is_right, "{host}");
    }
}

#[test]
fn a_user_without_a_password_is_a_wrong_setting() {
    let mut settings: MailServerSettings =
        toml::from_str("host = 'mail.example'\nport = 465\nsecurity = 'tls'\nuser = 'portal'").unwrap();
    assert!(MailServer::new(&settings, Clock::manual(NOW)).is_err());
    settings.password_file = Some(file_with("\n"));
    assert!(MailServer::new(&settings, Clock::manual(NOW)).is_err(), "an empty password");
    settings.password_file = Some(file_with("x\n"));
    assert!(MailServer::new(&settings, Clock::manual(NOW)).is_ok());
}

#[tokio::test]
async fn a_probe_comes_in_as_for_a_mail_and_sends_none() {
    let script = || Script { capabilities: vec!["AUTH PLAIN"], ..Script::default() };
    let good = script().start().await;
    let settings = with_password(good.settings(Security::Plain));
    server(&settings).probe().await.unwrap();
    assert!(good.heard_line("AUTH") && !good.heard_line("MAIL"), "{:?}", good.heard());

    let wrong = script().reply("AUTH", "535 5.7.8 wrong").start().await;
    let settings = with_password(wrong.settings(Security::Plain));
    assert!(server(&settings).probe().await.is_err());
}
