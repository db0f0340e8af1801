//! The messages that the demonstration sent, newest first, kept in memory and bounded.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base::clock::{Clock, Timestamp};
use mail_parser::{Address, MessageParser};
use serde::Serialize;

const MESSAGES_MAX: usize = 500;

/// One message as its receiver sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Received {
    /// Counted from 1 in the order of arrival.
    pub number: u64,
    pub received_at: Timestamp,
    pub way: Way,
    pub from: String,
    pub to: Vec<String>,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Mail,
    TextMessage,
}

/// What the mail server and the text-message provider of the demonstration put their messages into.
#[derive(Clone)]
pub struct Mailbox {
    clock: Clock,
    content: Arc<Mutex<Content>>,
}

#[derive(Default)]
struct Content {
    arrived: u64,
    newest_first: VecDeque<Received>,
}

impl Mailbox {
    pub fn new(clock: Clock) -> Self {
        Self { clock, content: Arc::default() }
    }

    /// Takes in a mail as it came over SMTP; the receivers are those of the envelope. False when it is not a mail.
    pub(super) fn put_mail(&self, receivers: Vec<String>, raw: &[u8]) -> bool {
        let Some(mail) = MessageParser::default().parse(raw) else { return false };
        let has_html = mail.html_bodies().any(|part| part.is_text_html());
        self.put(Received {
            number: 0,
            received_at: self.clock.now(),
            way: Way::Mail,
            from: mail.from().map(written_out).unwrap_or_default(),
            to: receivers,
            subject: mail.subject().map(str::to_owned),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            html: mail.body_html(0).filter(|_| has_html).map(|html| html.into_owned()),
        });
        true
    }

    pub(super) fn put_text_message(&self, from: String, to: String, text: String) -> u64 {
        self.put(Received {
            number: 0,
            received_at: self.clock.now(),
            way: Way::TextMessage,
            from,
            to: vec![to],
            subject: None,
            text,
            html: None,
        })
    }

    /// All messages, newest first.
    pub fn all(&self) -> Vec<Received> {
        self.content().newest_first.iter().cloned().collect()
    }

    /// The messages to one address or number, newest first. A `+` before a number may be missing, as it is lost in many a URL.
    pub fn to(&self, receiver: &str) -> Vec<Received> {
        let mut messages = self.all();
        messages.retain(|message| message.to.iter().any(|to| bare(to) == bare(receiver)));
        messages
    }

    pub fn by_number(&self, number: u64) -> Option<Received> {
        self.content().newest_first.iter().find(|message| message.number == number).cloned()
    }

    fn put(&self, mut message: Received) -> u64 {
        let mut content = self.content();
        content.arrived += 1;
        message.number = content.arrived;
        content.newest_first.push_front(message);
        content.newest_first.truncate(MESSAGES_MAX);
        content.arrived
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bare(receiver: &str) -> String {
    receiver.trim().trim_start_matches('+').to_lowercase()
}

fn written_out(address: &Address<'_>) -> String {
    let Some(first) = address.first() else { return String::new() };
    match (first.name(), first.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (None, Some(address)) => address.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox() -> Mailbox {
        Mailbox::new(Clock::manual(Timestamp::from_micros(0)))
    }

    #[test]
    fn the_newest_message_comes_first_and_the_oldest_goes() {
        let mailbox = mailbox();
        for number in 0..=MESSAGES_MAX {
            mailbox.put_text_message("COOP".into(), "+573001234567".into(), number.to_string());
        }
        let all = mailbox.all();
        assert_eq!(all.len(), MESSAGES_MAX);
        assert_eq!((all[0].text.as_str(), all[0].number), ("500", 501));
        assert_eq!(mailbox.by_number(1), None);
    }

    #[test]
    fn a_receiver_is_found_however_it_is_written() {
        let mailbox = mailbox();
        mailbox.put_text_message("COOP".into(), "+573001234567".into(), "a".into());
        assert!(mailbox.put_mail(vec!["Ana@correo.example".into()], b"Subject: b\r\n\r\nb\r\n"));
        assert_eq!(mailbox.to("573001234567").len(), 1);
        assert_eq!(mailbox.to(" 573001234567").len(), 1, "a + that a URL turned into a space");
        assert_eq!(mailbox.to("ana@correo.example").len(), 1);
        assert_eq!(mailbox.to("correo.example").len(), 0);
    }

    #[test]
    fn a_mail_is_taken_apart() {
        let mailbox = mailbox();
        let raw = "From: =?utf-8?q?Cooperativa_=C3=91and=C3=BA?= <portal@coop.example>\r\nTo: ana@correo.example\r\n\
                   Subject: =?utf-8?q?C=C3=B3digo?=\r\nMIME-Version: 1.0\r\n\
                   Content-Type: multipart/alternative; boundary=x\r\n\r\n\
                   --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhola\r\n\
                   --x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>hola</p>\r\n--x--\r\n";
        assert!(mailbox.put_mail(vec!["ana@correo.example".into()], raw.as_bytes()));
        let mail = &mailbox.all()[0];
        assert_eq!(mail.from, "Cooperativa Ñandú <portal@coop.example>");
        assert_eq!(mail.subject.as_deref(), Some("Código"));
        assert_eq!(mail.text.trim(), "hola");
        assert_eq!(mail.html.as_deref().map(str::trim), Some("<p>hola</p>"));
    }

    #[test]
    fn a_mail_without_html_has_none() {
        let mailbox = mailbox();
        assert!(mailbox.put_mail(vec!["a@b.example".into()], b"Subject: x\r\n\r\n<b>no</b>\r\n"));
        assert_eq!(mailbox.all()[0].html, None);
    }
}
