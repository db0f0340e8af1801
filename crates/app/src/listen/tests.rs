//! Connections as clients make them, good and bad. Limits are short here; what is waited for is always an event, and a
//! time limit only ends a test that would hang.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Extension;
use axum::body::Body;
use axum::routing::{get, post};
use base::web::source::Peer;
use http_body_util::BodyExt;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use identity::imports::UPLOAD_PATH;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;

const HANGING: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(3600);

/// Limits that no test meets unless it shortens one.
const PATIENT: Limits = Limits {
    connections: 100,
    handshake: LONG,
    headers: LONG,
    headers_bytes: 16 * 1024,
    body: LONG,
    body_bytes: 1024,
    file: LONG,
    file_bytes: 256 * 1024,
    connection_life: LONG,
    farewell: LONG,
};

struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Server {
    async fn start(site: Router, tls: Option<Tls>, limits: Limits) -> Self {
        let address = ([127, 0, 0, 1], 0).into();
        let listener =
            Listener::bind(address, tls, &TrustedProxies::default(), Clock::system()).await.unwrap();
        let listener = listener.with_limits(limits);
        let address = listener.address().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(listener.serve(site, async { stopped.await.unwrap_or_default() }));
        Self { address, stop: Some(stop), serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends this and reads all that comes until the server closes.
    async fn say(&self, request: &str) -> String {
        let mut connection = self.connect().await;
        connection.write_all(request.as_bytes()).await.unwrap();
        rest_of(&mut connection).await
    }

    fn tell_to_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    async fn ended(self) {
        tokio::time::timeout(HANGING, self.serving).await.expect("the server stops").unwrap();
    }
}

async fn rest_of(connection: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
    let mut said = Vec::new();
    let read = connection.read_to_end(&mut said);
    // A connection that is cut off may end with a reset instead of an end.
    let _ = tokio::time::timeout(HANGING, read).await.expect("the server closes the connection");
    String::from_utf8(said).unwrap()
}

fn panic_here() -> &'static str {
    panic!("a page of this test panics")
}

fn site() -> Router {
    Router::new()
        .route("/", get(|Extension(peer): Extension<Peer>| async move { format!("de {}", peer.0) }))
        .route("/panic", get(|| async { panic_here() }))
        .route(UPLOAD_PATH, post(count))
        .route("/form", post(|body: String| async move { format!("llegó {body}") }))
        .route(
            "/host",
            get(|headers: axum::http::HeaderMap| async move { headers["host"].to_str().unwrap().to_owned() }),
        )
}

/// Takes a body as it comes, and says how much came and how it ended.
async fn count(body: Body) -> String {
    let (mut body, mut bytes) = (body, 0);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return format!("roto tras {bytes}") };
        bytes += frame.into_data().map_or(0, |data| data.len());
    }
    format!("llegaron {bytes}")
}

/// A page that says when it is asked for, and is ready when it is told.
struct Slow {
    asked: Arc<Notify>,
    ready: Arc<Notify>,
    most_at_once: Arc<AtomicUsize>,
    site: Router,
}

impl Slow {
    fn new() -> Self {
        let (asked, ready) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (at_once, most_at_once) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let page = {
            let (asked, ready, most) = (Arc::clone(&asked), Arc::clone(&ready), Arc::clone(&most_at_once));
            move || async move {
                most.fetch_max(at_once.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                asked.notify_one();
                ready.notified().await;
                at_once.fetch_sub(1, Ordering::SeqCst);
                "lista"
            }
        };
        Self { asked, ready, most_at_once, site: Router::new().route("/", get(page)) }
    }
}

const ASK: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const ASK_ONCE: &str = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_page_knows_the_address_that_it_was_asked_from() {
    let server = Server::start(site(), None, PATIENT).await;
    let said = server.say(ASK_ONCE).await;
    assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.ends_with("de 127.0.0.1"), "{said}");
}

#[tokio::test]
async fn a_request_with_two_hosts_is_refused() {
    let server = Server::start(site(), None, PATIENT).await;
    let said = server.say("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n").await;
    assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
    is_in_words(&said, ["Actualícelo, o pruebe desde otra red.", "try from another network."]);
}

/// Holds an answer of the listener's own against what every answer carries.
#[track_caller]
fn is_in_words(said: &str, words: [&str; 2]) {
    let (head, body) = said.split_once("\r\n\r\n").expect("an answer has a head");
    for header in [
        "content-type: text/plain; charset=utf-8",
        "content-security-policy: default-src 'none';",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
        "cross-origin-resource-policy: same-origin",
    ] {
        assert!(head.contains(header), "«{header}» is not in {head}");
    }
    for words in words {
        assert!(body.contains(words), "«{words}» is not in {body}");
    }
}

#[tokio::test]
async fn a_panic_is_answered_in_words_and_the_connection_goes_on() {
    let server = Server::start(site(), None, PATIENT).await;
    let said = server.say(&format!("GET /panic HTTP/1.1\r\nHost: localhost\r\n\r\n{ASK_ONCE}")).await;
    let (panicked, after) = said.split_once("HTTP/1.1 200 OK\r\n").expect("the connection goes on");
    assert!(panicked.starts_with("HTTP/1.1 500 "), "{panicked}");
    is_in_words(panicked, ["Algo falló de nuestro lado.", "Something failed on our side."]);
    assert!(!panicked.contains("panics"), "the answer tells what broke: {panicked}");
    assert!(after.ends_with("de 127.0.0.1"), "{after}");
}

// ——— Whoever takes too long or brings too much ———

#[tokio::test]
async fn headers_that_never_end_end_the_connection() {
    let server = Server::start(site(), None, Limits { headers: SHORT, ..PATIENT }).await;
    let said = server.say("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await;
    assert!(!said.contains("200 OK"), "{said}");
}

#[tokio::test]
async fn a_connection_without_a_request_ends_at_first_and_after_an_answer() {
    let server = Server::start(site(), None, Limits { headers: SHORT, ..PATIENT }).await;
    assert_eq!(server.say("").await, "");
    let said = server.say(ASK).await;
    assert!(said.ends_with("de 127.0.0.1"), "{said}");
}

#[tokio::test]
async fn a_file_is_taken_as_it_comes_and_only_so_far() {
    let server = Server::start(site(), None, PATIENT).await;
    let send = |bytes: usize| {
        let body = "x".repeat(bytes);
        format!(
            "POST {UPLOAD_PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {bytes}\r\n\r\n{body}"
        )
    };
    let said = server.say(&send(PATIENT.file_bytes)).await;
    assert!(said.ends_with(&format!("llegaron {}", PATIENT.file_bytes)), "{said}");
    let said = server.say(&send(PATIENT.file_bytes + 1)).await;
    assert!(said.contains("roto tras "), "{said}");
}

#[tokio::test]
async fn a_file_that_pauses_or_takes_too_long_breaks_off() {
    let part = format!(
        "POST {UPLOAD_PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\nabc"
    );
    for limits in [Limits { body: SHORT, ..PATIENT }, Limits { file: SHORT, ..PATIENT }] {
        let server = Server::start(site(), None, limits).await;
        let said = server.say(&part).await;
        assert!(said.ends_with("roto tras 3"), "{said}");
    }
}

#[tokio::test]
async fn headers_that_are_too_long_are_refused() {
    let server = Server::start(site(), None, PATIENT).await;
    let long = "x".repeat(PATIENT.headers_bytes);
    let said = server.say(&format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\n\r\n")).await;
    assert!(said.starts_with("HTTP/1.1 431 "), "{said}");
}

#[tokio::test]
async fn a_form_that_trickles_in_is_refused() {
    let server = Server::start(site(), None, Limits { body: SHORT, ..PATIENT }).await;
    let said = server.say("POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nclave").await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    is_in_words(&said, ["Revise su conexión a internet", "Check your internet connection"]);
}

#[tokio::test]
async fn a_form_that_is_too_long_is_refused_whether_it_says_so_or_not() {
    let server = Server::start(site(), None, PATIENT).await;
    let long = "x".repeat(PATIENT.body_bytes + 1);
    let length = long.len();
    let open = "POST /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    let said = server.say(&format!("{open}Content-Length: {length}\r\n\r\n{long}")).await;
    assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
    let said = server
        .say(&format!("{open}Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{long}\r\n0\r\n\r\n"))
        .await;
    assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
    is_in_words(&said, ["Acórtelo e inténtelo de nuevo.", "Make it shorter and try again."]);
}

#[tokio::test]
async fn a_form_that_fits_arrives_whole() {
    let server = Server::start(site(), None, PATIENT).await;
    let open = "POST /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    let said = server.say(&format!("{open}Content-Length: 5\r\n\r\nclave")).await;
    assert!(said.ends_with("llegó clave"), "{said}");
}

#[tokio::test]
async fn a_handshake_that_stands_still_ends_the_connection() {
    let certificate = Certificate::new();
    let limits = Limits { handshake: SHORT, ..PATIENT };
    let server = Server::start(site(), Some(certificate.open()), limits).await;
    assert_eq!(server.say("").await, "");
}

#[tokio::test]
async fn an_old_connection_takes_no_more_requests() {
    let server = Server::start(site(), None, Limits { connection_life: SHORT, ..PATIENT }).await;
    let said = server.say(ASK).await;
    assert!(said.is_empty() || said.ends_with("de 127.0.0.1"), "{said}");
}

#[tokio::test]
async fn no_more_connections_are_served_at_once_than_the_limit_says() {
    let slow = Slow::new();
    let server = Server::start(slow.site.clone(), None, Limits { connections: 1, ..PATIENT }).await;
    let (mut first, mut second) = (server.connect().await, server.connect().await);
    first.write_all(ASK_ONCE.as_bytes()).await.unwrap();
    second.write_all(ASK_ONCE.as_bytes()).await.unwrap();
    slow.asked.notified().await;
    slow.ready.notify_one();
    slow.asked.notified().await;
    slow.ready.notify_one();
    assert!(rest_of(&mut first).await.ends_with("lista"));
    assert!(rest_of(&mut second).await.ends_with("lista"));
    assert_eq!(slow.most_at_once.load(Ordering::SeqCst), 1);
}

#[test]
fn without_a_certificate_only_this_machine_and_the_proxies_are_admitted() {
    let proxies = TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
    let peer = |text: &str| SocketAddr::new(text.parse().unwrap(), 4711);
    let admission = Admission::Proxies(proxies);
    for admitted in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.1.2.3", "::ffff:10.1.2.3"] {
        assert!(admission.admits(peer(admitted)), "{admitted}");
    }
    for stranger in ["192.168.0.10", "200.1.2.3", "2001:db8::1"] {
        assert!(!admission.admits(peer(stranger)), "{stranger}");
        assert!(Admission::Everybody.admits(peer(stranger)), "{stranger}");
    }
}

// ——— The end ———

#[tokio::test]
async fn asked_to_stop_the_request_at_work_is_finished_and_no_other_is_taken() {
    let slow = Slow::new();
    let mut server = Server::start(slow.site.clone(), None, PATIENT).await;
    let (mut at_work, mut idle) = (server.connect().await, server.connect().await);
    at_work.write_all(ASK.as_bytes()).await.unwrap();
    slow.asked.notified().await;
    server.tell_to_stop();
    assert_eq!(rest_of(&mut idle).await, "");
    slow.ready.notify_one();
    assert!(rest_of(&mut at_work).await.ends_with("lista"));
    let address = server.address;
    server.ended().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_process_from_ending() {
    let slow = Slow::new();
    let mut server = Server::start(slow.site.clone(), None, Limits { farewell: SHORT, ..PATIENT }).await;
    let mut at_work = server.connect().await;
    at_work.write_all(ASK.as_bytes()).await.unwrap();
    slow.asked.notified().await;
    server.tell_to_stop();
    server.ended().await;
    assert_eq!(rest_of(&mut at_work).await, "");
}

// ——— TLS ———

/// A certificate for localhost, and whoever trusts it.
struct Certificate {
    folder: TempDir,
}

impl Certificate {
    fn new() -> Self {
        let certificate = Self { folder: tempfile::tempdir().unwrap() };
        certificate.renew();
        certificate
    }

    /// A new pair, valid from 1975 to 4096.
    fn renew(&self) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(self.folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(self.folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    }

    fn open(&self) -> Tls {
        Tls::open(&self.folder.path().join("cert.pem"), &self.folder.path().join("key.pem")).unwrap()
    }

    /// Opens a connection that speaks one of these protocols, to a server that shows the certificate as it is now.
    async fn connect(&self, server: &Server, protocols: &[&[u8]]) -> io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        let path = self.folder.path().join("cert.pem");
        roots.add(rustls::pki_types::CertificateDer::from_pem_file(path).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, server.connect().await).await
    }
}

#[tokio::test]
async fn over_tls_a_client_speaks_http_1_or_http_2_as_it_likes() {
    let certificate = Certificate::new();
    let server = Server::start(site(), Some(certificate.open()), PATIENT).await;
    for protocols in [&[b"http/1.1".as_slice()][..], &[]] {
        let mut stream = certificate.connect(&server, protocols).await.unwrap();
        stream.write_all(ASK_ONCE.as_bytes()).await.unwrap();
        assert!(rest_of(&mut stream).await.ends_with("de 127.0.0.1"));
    }
    let stream = certificate.connect(&server, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get("https://localhost:8443/host").body(Body::empty()).unwrap();
    let body = sender.send_request(request).await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(body.to_bytes(), "localhost:8443");
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_and_a_bad_one_leaves_the_old_one() {
    let certificate = Certificate::new();
    let mut tls = Some(certificate.open());
    certificate.renew();
    let server = Server::start(site(), tls.clone(), PATIENT).await;
    assert!(certificate.connect(&server, &[]).await.is_err(), "the old certificate is still shown");

    reload(&mut tls, Clock::system().now());
    let server = Server::start(site(), tls.clone(), PATIENT).await;
    assert!(certificate.connect(&server, &[]).await.is_ok());

    std::fs::write(certificate.folder.path().join("key.pem"), "nada").unwrap();
    reload(&mut tls, Clock::system().now());
    let server = Server::start(site(), tls, PATIENT).await;
    assert!(certificate.connect(&server, &[]).await.is_ok());
}

#[tokio::test]
async fn a_renewed_certificate_that_is_not_valid_now_leaves_the_old_one() {
    const YEAR_1970: Timestamp = Timestamp::from_micros(0);
    const YEAR_5000: Timestamp = Timestamp::from_micros(95_617_584_000_000_000);
    let certificate = Certificate::new();
    let mut tls = Some(certificate.open());
    certificate.renew();
    for (now, problem) in [(YEAR_1970, "el certificado aún no vale"), (YEAR_5000, "el certificado ya venció")]
    {
        assert_eq!(tls.as_ref().unwrap().reopened(now).unwrap_err().to_string(), problem);
        reload(&mut tls, now);
        let server = Server::start(site(), tls.clone(), PATIENT).await;
        assert!(certificate.connect(&server, &[]).await.is_err(), "it is taken although {problem}");
    }
    reload(&mut tls, Clock::system().now());
    let server = Server::start(site(), tls, PATIENT).await;
    assert!(certificate.connect(&server, &[]).await.is_ok());
}
