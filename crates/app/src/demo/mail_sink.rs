//! A mail server that takes in every mail and sends none on: small, and strict enough that a client which gets along with it
//! gets along with others (RFC 5321).

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use identity::messaging::mail::{MailServerSettings, Security};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

use super::mailbox::Mailbox;

/// RFC 5321 §4.5.3.1.6, with the line break.
const LINE_MAX_BYTES: usize = 1000;
const MAIL_MAX_BYTES: usize = 5 * 1024 * 1024;
const RECEIVERS_MAX: usize = 100;
/// RFC 5321 §4.5.3.2.7.
const IDLE_LIMIT: Duration = Duration::from_secs(5 * 60);

/// The running server; it stops when this is dropped.
pub struct MailSink {
    address: SocketAddr,
    task: AbortHandle,
}

impl MailSink {
    /// Listens on a free port of this machine.
    pub async fn start(mailbox: Mailbox) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(serve(listener, mailbox)).abort_handle();
        Ok(Self { address, task })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a mail server's settings say to send here.
    pub fn settings(&self) -> MailServerSettings {
        MailServerSettings {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            security: Security::Plain,
            user: None,
            password_file: None,
            ca_file: None,
        }
    }
}

impl Drop for MailSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, mailbox: Mailbox) {
    // Dropped with this task, and every conversation with it.
    let mut conversations = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        conversations.spawn(converse(stream, mailbox.clone()));
        while conversations.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, mailbox: Mailbox) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut dialogue = Dialogue::default();
    say(&mut stream, "220 buzon-de-pruebas ESMTP").await?;
    loop {
        let reply = match read_line(&mut stream).await? {
            Line::Whole(line) => dialogue.hear(&line),
            Line::TooLong => Reply::Last("500 5.5.2 line too long"),
            Line::End => return Ok(()),
        };
        match reply {
            Reply::Next(answer) => say(&mut stream, answer).await?,
            Reply::Mail(mail) => {
                let is_taken = mailbox.put_mail(mail.receivers, &mail.raw);
                let answer = if is_taken { "250 2.0.0 taken in" } else { "554 5.6.0 not a mail" };
                say(&mut stream, answer).await?;
            }
            Reply::Nothing => {}
            Reply::Last(answer) => return say(&mut stream, answer).await,
        }
    }
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
    End,
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<Line> {
    let mut line = Vec::new();
    let mut limited = stream.take(LINE_MAX_BYTES as u64);
    tokio::time::timeout(IDLE_LIMIT, limited.read_until(b'\n', &mut line)).await??;
    Ok(match line.last() {
        Some(b'\n') => Line::Whole(line),
        Some(_) if line.len() == LINE_MAX_BYTES => Line::TooLong,
        _ => Line::End,
    })
}

async fn say(stream: &mut BufReader<TcpStream>, answer: &str) -> io::Result<()> {
    stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await
}

/// Where a conversation stands.
#[derive(Default)]
struct Dialogue {
    greeted: bool,
    has_sender: bool,
    receivers: Vec<String>,
    /// The mail's text while it comes in.
    text: Option<Text>,
}

#[derive(Default)]
struct Text {
    raw: Vec<u8>,
    is_too_long: bool,
}

struct Mail {
    receivers: Vec<String>,
    raw: Vec<u8>,
}

enum Reply {
    Next(&'static str),
    /// The mail is complete.
    Mail(Mail),
    /// Within a mail's text no line is answered.
    Nothing,
    /// The conversation ends.
    Last(&'static str),
}

impl Dialogue {
    fn hear(&mut self, line: &[u8]) -> Reply {
        if self.text.is_some() {
            return self.hear_text(line);
        }
        let Some(line) = line.strip_suffix(b"\r\n").and_then(|line| std::str::from_utf8(line).ok()) else {
            return Reply::Next("500 5.5.2 a command is text that ends in CR LF");
        };
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        match command.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.start_anew();
                self.greeted = true;
                Reply::Next("250-buzon-de-pruebas\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 5242880")
            }
            "HELO" => {
                self.start_anew();
                self.greeted = true;
                Reply::Next("250 buzon-de-pruebas")
            }
            "MAIL" => self.hear_sender(rest),
            "RCPT" => self.hear_receiver(rest),
            "DATA" if self.receivers.is_empty() => Reply::Next("503 5.5.1 receivers first"),
            "DATA" => {
                self.text = Some(Text::default());
                Reply::Next("354 end with a dot on a line of its own")
            }
            "RSET" => {
                self.start_anew();
                Reply::Next("250 2.0.0 forgotten")
            }
            "NOOP" => Reply::Next("250 2.0.0 here"),
            "VRFY" => Reply::Next("252 2.5.2 send it and see"),
            "QUIT" => Reply::Last("221 2.0.0 bye"),
            _ => Reply::Next("502 5.5.1 unknown command"),
        }
    }

    fn hear_sender(&mut self, rest: &str) -> Reply {
        if !self.greeted {
            return Reply::Next("503 5.5.1 EHLO first");
        }
        if self.has_sender {
            return Reply::Next("503 5.5.1 one sender at a time");
        }
        let Some((_, parameters)) = path(rest, "FROM:") else {
            return Reply::Next("501 5.5.4 MAIL FROM:<address>");
        };
        if size(parameters).is_some_and(|bytes| bytes > MAIL_MAX_BYTES) {
            return Reply::Next("552 5.3.4 too long");
        }
        self.has_sender = true;
        Reply::Next("250 2.1.0 yes")
    }

    fn hear_receiver(&mut self, rest: &str) -> Reply {
        if !self.has_sender {
            return Reply::Next("503 5.5.1 MAIL first");
        }
        if self.receivers.len() == RECEIVERS_MAX {
            return Reply::Next("452 4.5.3 too many receivers");
        }
        match path(rest, "TO:") {
            Some((address, _)) if address.contains('@') => {
                self.receivers.push(address.to_owned());
                Reply::Next("250 2.1.5 yes")
            }
            _ => Reply::Next("501 5.1.3 RCPT TO:<address>"),
        }
    }

    /// Only CR LF dot CR LF ends a mail: a server that also took bare line feeds would let one mail smuggle in another.
    fn hear_text(&mut self, line: &[u8]) -> Reply {
        if line == b".\r\n" {
            let text = self.text.take().unwrap_or_default();
            let receivers = std::mem::take(&mut self.receivers);
            self.start_anew();
            if text.is_too_long {
                return Reply::Next("552 5.3.4 too long");
            }
            return Reply::Mail(Mail { receivers, raw: text.raw });
        }
        // RFC 5321 §4.5.2: a dot that begins a line was doubled by the sender.
        let line = line.strip_prefix(b".").unwrap_or(line);
        if let Some(text) = &mut self.text {
            text.is_too_long |= text.raw.len() + line.len() > MAIL_MAX_BYTES;
            if !text.is_too_long {
                text.raw.extend_from_slice(line);
            }
        }
        Reply::Nothing
    }

    fn start_anew(&mut self) {
        *self = Self { greeted: self.greeted, ..Self::default() };
    }
}

/// The address between the angle brackets, and what follows them.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let (head, tail) = rest.split_at_checked(keyword.len())?;
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    tail.trim_start().strip_prefix('<')?.split_once('>')
}

fn size(parameters: &str) -> Option<usize> {
    parameters.split(' ').find_map(|parameter| parameter.strip_prefix("SIZE=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(lines: &[&str]) -> Vec<String> {
        let mut dialogue = Dialogue::default();
        let hear = |line: &&str| match dialogue.hear(line.as_bytes()) {
            Reply::Next(answer) | Reply::Last(answer) => answer[..3].to_owned(),
            Reply::Mail(mail) => {
                format!("mail to {}: {}", mail.receivers.join(" "), String::from_utf8_lossy(&mail.raw))
            }
            Reply::Nothing => String::new(),
        };
        lines.iter().map(hear).filter(|answer| !answer.is_empty()).collect()
    }

    const OPENING: [&str; 4] =
        ["EHLO me\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<b@x.example>\r\n", "DATA\r\n"];

    fn after_opening(lines: &[&str]) -> String {
        answers(&[&OPENING, lines].concat()).last().unwrap().clone()
    }

    #[test]
    fn several_mails_go_through_one_conversation() {
        let mail = [
            "mail from:<a@x.example> SIZE=10\r\n",
            "RCPT TO:<b@x.example>\r\n",
            "DATA\r\n",
            "hi\r\n",
            ".\r\n",
        ];
        let lines = [&["EHLO me\r\n"][..], &mail, &["NOOP\r\n"], &mail, &["QUIT\r\n"]].concat();
        let one = ["250", "250", "354", "mail to b@x.example: hi\r\n"];
        assert_eq!(answers(&lines), [&["250"][..], &one, &["250"], &one, &["221"]].concat());
    }

    #[test]
    fn a_dot_that_was_doubled_is_single_again() {
        assert_eq!(after_opening(&["..\r\n", "...x\r\n", ".\r\n"]), "mail to b@x.example: .\r\n..x\r\n");
    }

    #[test]
    fn a_bare_line_feed_does_not_end_a_mail() {
        assert_eq!(after_opening(&["a\n", ".\n", ".\r\n"]), "mail to b@x.example: a\n\n");
    }

    #[test]
    fn commands_out_of_order_are_refused() {
        assert_eq!(answers(&["MAIL FROM:<a@x.example>\r\n"]), ["503"]);
        assert_eq!(answers(&["EHLO me\r\n", "RCPT TO:<b@x.example>\r\n"]), ["250", "503"]);
        assert_eq!(
            answers(&["EHLO me\r\n", "MAIL FROM:<a@x.example>\r\n", "DATA\r\n"]),
            ["250", "250", "503"]
        );
        assert_eq!(answers(&[OPENING[0], OPENING[1], OPENING[1]]), ["250", "250", "503"]);
    }

    #[test]
    fn reset_forgets_the_receivers() {
        let lines = [&OPENING[..3], &["RSET\r\n", "DATA\r\n"]].concat();
        assert_eq!(answers(&lines), ["250", "250", "250", "250", "503"]);
    }

    #[test]
    fn nonsense_is_answered_and_not_obeyed() {
        assert_eq!(answers(&["\r\n", "FOO\r\n", "NOOP\n", "EHLO me\r\n"]), ["502", "502", "500", "250"]);
        for wrong in ["MAIL\r\n", "MAIL FROM\r\n", "MAIL FROM:a@x.example\r\n", "MAIL FROM:<a@x.example\r\n"]
        {
            assert_eq!(answers(&["EHLO me\r\n", wrong]), ["250", "501"], "{wrong:?}");
        }
        assert_eq!(answers(&[OPENING[0], OPENING[1], "RCPT TO:<nobody>\r\n"]), ["250", "250", "501"]);
    }

    #[test]
    fn a_mail_that_is_too_long_is_refused_before_or_after() {
        assert_eq!(answers(&["EHLO me\r\n", "MAIL FROM:<a@x.example> SIZE=99999999\r\n"]), ["250", "552"]);
        let line = format!("{}\r\n", "x".repeat(998));
        let mut lines = vec![line.as_str(); MAIL_MAX_BYTES / 1000 + 1];
        lines.push(".\r\n");
        assert_eq!(after_opening(&lines), "552");
    }

    #[test]
    fn receivers_are_bounded() {
        let receivers = vec!["RCPT TO:<b@x.example>\r\n"; RECEIVERS_MAX + 1];
        let lines = [&OPENING[..2], &receivers].concat();
        assert_eq!(answers(&lines).last().unwrap(), "452");
    }
}
