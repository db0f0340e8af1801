//! From a message through the real SMTP and HTTP code to the test inbox, and to the page that shows it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base::clock::{Clock, Timestamp};
use base::texts::{Catalogue, Language, Words, ids};
use identity::messaging::look::Look;
use identity::messaging::mail::{Mail, MailServer};
use identity::messaging::message::{AccountLink, Message};
use identity::messaging::render::render_mail;
use identity::messaging::text_message::{TextGateway, TextMessage};
use identity::messaging::{SendError, web_otp};
use identity::portals::Color;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;
use uuid::Uuid;

use super::mail_sink::MailSink;
use super::mailbox::{Mailbox, Way};
use super::text_sink::TextSink;
use super::{TEXTS, inbox};

const NOW: Timestamp = Timestamp::from_micros(1_795_207_200_000_000);
const LINK: &str = "https://miportal.example/cv/recordar/contrasena/0123456789abcdef0123456789abcdef";

fn words() -> Arc<Words> {
    let catalogue = Catalogue::new(vec![TEXTS, identity::messaging::TEXTS]);
    Arc::new(catalogue.words(Language::Spanish, &[]).unwrap())
}

fn mailbox() -> Mailbox {
    Mailbox::new(Clock::manual(NOW))
}

fn recovery_mail(to: &str) -> Mail {
    let accounts = vec![AccountLink { whose: "ana".into(), url: LINK.into() }];
    let message = Message::RecoveryLink { accounts, expires_at: NOW.plus(Duration::from_secs(1800)) };
    let look = Look {
        organisation: "Ñandú Temporales".into(),
        product: "Mi portal".into(),
        brand: Color::from_hex("#5b2a86").unwrap(),
        text_on_brand: Color::from_hex("#ffffff").unwrap(),
        sender: "Mi portal <portal@miportal.example>".parse().unwrap(),
        reply_to: None,
        host: "miportal.example".into(),
        sms_name: "Mi portal".into(),
        subjects: Default::default(),
        wording: None,
        is_test: false,
    };
    Mail::new(Uuid::from_u128(1), NOW, to.into(), &look, render_mail(&message, &look, &words(), NOW))
}

fn text_message(to: &str) -> TextMessage {
    TextMessage {
        id: "1".into(),
        to: to.into(),
        text: "123456 es su codigo de <Ñandú>.\n\n@miportal.example #123456".into(),
        useful_for: Duration::from_secs(600),
    }
}

async fn get(routes: &Router, address: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let (parts, body) = routes.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn a_mail_goes_over_smtp_into_the_inbox() {
    let mailbox = mailbox();
    let sink = MailSink::start(mailbox.clone()).await.unwrap();
    let server = MailServer::new(&sink.settings(), Clock::manual(NOW)).unwrap();
    server.send(&recovery_mail("ana@correo.example")).await.unwrap();
    server.send(&recovery_mail("luis@correo.example")).await.unwrap();
    assert_eq!(mailbox.all().len(), 2);
    let mail = &mailbox.to("ana@correo.example")[0];
    assert_eq!(mail.from, "Mi portal <portal@miportal.example>");
    assert_eq!(mail.subject.as_deref(), Some("Restablecer su contraseña de Mi portal"));
    assert!(mail.text.lines().any(|line| line == LINK), "{}", mail.text);
    assert!(mail.html.as_ref().unwrap().contains(&format!("href=\"{LINK}\"")));
    assert_eq!(mail.received_at, NOW);
}

#[tokio::test]
async fn the_mail_server_of_the_demonstration_ends_with_it() {
    let sink = MailSink::start(mailbox()).await.unwrap();
    let server = MailServer::new(&sink.settings(), Clock::manual(NOW)).unwrap();
    drop(sink);
    tokio::task::yield_now().await;
    assert!(matches!(server.send(&recovery_mail("ana@correo.example")).await, Err(SendError::Temporary(_))));
}

#[tokio::test]
async fn a_line_without_end_closes_the_conversation() {
    let sink = MailSink::start(mailbox()).await.unwrap();
    let mut stream = tokio::net::TcpStream::connect(sink.address()).await.unwrap();
    stream.write_all(&[b'x'; 1000]).await.unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.unwrap();
    assert!(heard.ends_with("500 5.5.2 line too long\r\n"), "{heard}");
}

#[tokio::test]
async fn a_text_message_goes_over_http_into_the_inbox() {
    let mailbox = mailbox();
    let sink = TextSink::start(mailbox.clone()).await.unwrap();
    let gateway = TextGateway::new(&sink.settings(), Clock::manual(NOW)).unwrap();
    let receipt = gateway.send(&text_message("+573001234567")).await.unwrap();
    assert_eq!((receipt.by.as_str(), receipt.reference.as_deref()), ("principal", Some("1")));
    let received = &mailbox.to("+573001234567")[0];
    assert_eq!(received.way, Way::TextMessage);
    assert_eq!(web_otp::read(&received.text), Some(("miportal.example", "123456")));
    assert!(matches!(gateway.send(&text_message("300")).await, Err(SendError::Permanent(_))));
}

#[tokio::test]
async fn the_page_shows_both_kinds_and_can_be_narrowed_to_one_receiver() {
    let mailbox = mailbox();
    let (mail_sink, text_sink) =
        (MailSink::start(mailbox.clone()).await.unwrap(), TextSink::start(mailbox.clone()).await.unwrap());
    let server = MailServer::new(&mail_sink.settings(), Clock::manual(NOW)).unwrap();
    let gateway = TextGateway::new(&text_sink.settings(), Clock::manual(NOW)).unwrap();
    server.send(&recovery_mail("ana@correo.example")).await.unwrap();
    gateway.send(&text_message("+573001234567")).await.unwrap();
    let routes = inbox::routes(mailbox, words());

    let (status, headers, html) = get(&routes, "/buzon").await;
    assert_eq!(status, StatusCode::OK);
    assert!(headers["content-security-policy"].to_str().unwrap().contains("frame-src 'self'"));
    for part in [
        "2 mensajes",
        "ana@correo.example",
        "+573001234567",
        "20 de noviembre de 2026, 3:40\u{a0}p.\u{a0}m.",
        "src=\"/buzon/correo/1\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(html.contains("&#60;Ñandú&#62;") && !html.contains("<Ñandú>"));
    assert!(!html.contains("demo-"), "a sentence is missing: {html}");

    let (_, _, html) = get(&routes, "/buzon?to=%2B573001234567").await;
    assert!(html.contains("Un mensaje") && !html.contains("ana@correo.example"));

    let (_, headers, feed) = get(&routes, "/buzon.json?to=+573001234567").await;
    assert_eq!(headers["content-type"], "application/json");
    let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
    assert_eq!(feed.as_array().unwrap().len(), 1);
    assert_eq!(feed[0]["way"], "text-message");
    assert_eq!(feed[0]["to"][0], "+573001234567");
}

#[tokio::test]
async fn a_mail_is_shown_where_it_can_run_and_fetch_nothing() {
    let mailbox = mailbox();
    let hostile = "Content-Type: text/html\r\n\r\n<html><head></head><script>x</script><a href=\"https://a.example\">a</a>\r\n";
    assert!(mailbox.put_mail(vec!["ana@correo.example".into()], hostile.as_bytes()));
    let routes = inbox::routes(mailbox, words());
    let (status, headers, html) = get(&routes, "/buzon/correo/1").await;
    assert_eq!(status, StatusCode::OK);
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'")
            && policy.contains("sandbox ")
            && !policy.contains("allow-scripts")
    );
    assert!(policy.contains("frame-ancestors 'self'"));
    assert!(html.contains("<head><base target=\"_top\">"));
    assert_eq!(get(&routes, "/buzon/correo/2").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_empty_inbox_says_how_to_fill_it() {
    let routes = inbox::routes(mailbox(), words());
    let (_, _, html) = get(&routes, "/buzon").await;
    assert!(html.contains("Ningún mensaje") && html.contains("Todavía no hay mensajes"), "{html}");
    let (_, headers, css) = get(&routes, "/buzon.css").await;
    assert_eq!(headers["content-type"], "text/css; charset=utf-8");
    assert!(css.contains(".messages"));
}

#[test]
fn both_languages_have_the_same_sentences() {
    assert!(ids(TEXTS.spanish).eq(ids(TEXTS.english)));
}
