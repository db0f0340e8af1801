//! The mail server that `bin/test` starts: a real one, with STARTTLS and sign-in, which keeps every message in one Maildir.
//! `tests/mail_server/exim.conf` says how it behaves.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// Where the mail server listens, who may sign in, and where its messages are.
#[derive(Debug)]
pub struct MailServer {
    /// `smtp://user:password@host:port`, with STARTTLS.
    pub starttls: Url,
    /// `smtps://user:password@host:port`, with TLS from the beginning.
    pub tls: Url,
    /// The certificate to trust, in a PEM file.
    pub certificate: PathBuf,
    inbox: PathBuf,
}

impl MailServer {
    /// The server of this test run; none where `bin/test` did not start the tests, which then leave it out.
    pub fn of_the_test_run() -> Option<Self> {
        let setting = |name| crate::setting_of_the_test_run(name, "the tests with a real mail server are");
        let address = |name| {
            setting(name).map(|text| Url::parse(&text).unwrap_or_else(|_| panic!("{name} is no address")))
        };
        Some(Self {
            starttls: address("ALDABA_TEST_SMTP")?,
            tls: address("ALDABA_TEST_SMTPS")?,
            certificate: setting("ALDABA_TEST_SMTP_CA")?.into(),
            inbox: setting("ALDABA_TEST_INBOX")?.into(),
        })
    }

    /// Waits for the message that `recipient` got, and gives it as it arrived, headers and all. Tests share the server, so
    /// each writes to addresses of its own.
    pub async fn message_to(&self, recipient: &str) -> String {
        let line = format!("Envelope-to: {recipient}\n");
        let search = async {
            loop {
                if let Some(message) = self.messages().into_iter().find(|message| message.contains(&line)) {
                    return message;
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| panic!("no message to {recipient} arrived in {} s", PATIENCE.as_secs()))
    }

    fn messages(&self) -> Vec<String> {
        // The server makes the folder with its first message.
        let Ok(entries) = std::fs::read_dir(self.inbox.join("new")) else { return Vec::new() };
        let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read(entry?.path());
        entries
            .filter_map(|entry| read(entry).ok())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::authentication::Credentials;
    use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
    use lettre::transport::smtp::{Error, response::Response};
    use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

    use super::*;

    type Transport = AsyncSmtpTransport<Tokio1Executor>;

    fn transport(server: &MailServer, address: &Url, password: Option<&str>) -> Transport {
        // The first test of a process installs it; for the others it is there.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pem = std::fs::read(&server.certificate).unwrap();
        let trust = TlsParameters::builder("localhost".to_owned())
            .add_root_certificate(Certificate::from_pem(&pem).unwrap())
            .build()
            .unwrap();
        let tls = if address.scheme() == "smtps" { Tls::Wrapper(trust) } else { Tls::Required(trust) };
        let transport = Transport::builder_dangerous("localhost").port(address.port().unwrap()).tls(tls);
        match password {
            Some(password) => {
                transport.credentials(Credentials::new("aldaba".to_owned(), password.to_owned())).build()
            }
            None => transport.build(),
        }
    }

    async fn send(transport: &Transport, recipient: &str) -> Result<Response, Error> {
        let message = Message::builder()
            .from("Portal <portal@multiportal.example>".parse().unwrap())
            .to(recipient.parse().unwrap())
            .subject("Código de seguridad")
            .body("Su código es 123456.".to_owned());
        transport.send(message.unwrap()).await
    }

    #[tokio::test]
    async fn a_message_sent_with_starttls_or_tls_arrives() {
        let Some(server) = MailServer::of_the_test_run() else { return };
        for (address, recipient) in
            [(&server.starttls, "starttls@rig.example"), (&server.tls, "tls@rig.example")]
        {
            send(&transport(&server, address, address.password()), recipient).await.unwrap();
            let message = server.message_to(recipient).await;
            assert!(message.contains("From: Portal <portal@multiportal.example>"), "{message}");
        }
    }

    #[tokio::test]
    async fn who_does_not_sign_in_sends_nothing() {
        let Some(server) = MailServer::of_the_test_run() else { return };
        let stranger = transport(&server, &server.starttls, None);
        assert!(send(&stranger, "nobody-signed-in@rig.example").await.unwrap_err().is_permanent());
        let guesser = transport(&server, &server.starttls, Some("wrong"));
        assert!(send(&guesser, "nobody-signed-in@rig.example").await.unwrap_err().is_permanent());
    }

    #[tokio::test]
    async fn some_people_do_not_exist_and_some_cannot_be_reached_now() {
        let Some(server) = MailServer::of_the_test_run() else { return };
        let transport = transport(&server, &server.starttls, server.starttls.password());
        assert!(send(&transport, "nadie@rig.example").await.unwrap_err().is_permanent());
        assert!(send(&transport, "luego@rig.example").await.unwrap_err().is_transient());
    }
}
