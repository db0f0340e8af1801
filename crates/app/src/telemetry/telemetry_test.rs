//! Telemetry as a collector gets it: a stand-in on loopback that takes OTLP over HTTP.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aldaba::telemetry::{Collector, Telemetry};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use base::chance::Chance;
use base::clock::Clock;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::logs::v1::{LogRecord, SeverityNumber};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode as SpanStatus;
use prost::Message;
use testing::{Client, SOFIA, TestDatabase, TestHouse, presets_at_their_own_addresses};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::Subscriber;
use tracing::instrument::WithSubscriber;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{fmt, registry};
use url::Url;

use crate::processes::{Installation, Process};
use crate::request::{NO_TOKEN, get, header, url};

const SECRET: &str = "Bearer 3f9a-del-colector";
/// Only ends a test that would hang.
const HANGING: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A collector that keeps what it is sent, byte for byte.
struct StandIn {
    seen: Arc<Seen>,
    endpoint: Url,
    serving: JoinHandle<()>,
}

struct Seen {
    exports: Mutex<Vec<Export>>,
    answers: Mutex<StatusCode>,
}

#[derive(Clone)]
struct Export {
    path: String,
    headers: HeaderMap,
    body: Bytes,
    was_taken: bool,
}

impl StandIn {
    async fn open() -> Self {
        let seen = Arc::new(Seen { exports: Mutex::default(), answers: Mutex::new(StatusCode::OK) });
        let site = Router::new()
            .route("/v1/traces", post(keep))
            .route("/v1/logs", post(keep))
            .with_state(Arc::clone(&seen));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let serving = tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
        Self { seen, endpoint, serving }
    }

    fn collector(&self) -> Collector {
        let mut secret = HeaderValue::from_static(SECRET);
        secret.set_sensitive(true);
        let headers = [(http::header::AUTHORIZATION, secret)].into_iter().collect();
        Collector { endpoint: self.endpoint.clone(), headers }
    }

    fn answers(&self, status: StatusCode) {
        *self.seen.answers.lock().unwrap() = status;
    }

    fn exports(&self) -> Vec<Export> {
        self.seen.exports.lock().unwrap().clone()
    }

    fn taken(&self, path: &str) -> Vec<Export> {
        self.exports().into_iter().filter(|export| export.was_taken && export.path == path).collect()
    }

    fn spans(&self) -> Vec<Span> {
        let exports = self.taken("/v1/traces").into_iter();
        let sent = exports.map(|export| ExportTraceServiceRequest::decode(export.body).expect("OTLP"));
        let of_sources = sent.flat_map(|sent| sent.resource_spans);
        of_sources.flat_map(|source| source.scope_spans).flat_map(|scope| scope.spans).collect()
    }

    fn events(&self) -> Vec<LogRecord> {
        let exports = self.taken("/v1/logs").into_iter();
        let sent = exports.map(|export| ExportLogsServiceRequest::decode(export.body).expect("OTLP"));
        let of_sources = sent.flat_map(|sent| sent.resource_logs);
        of_sources.flat_map(|source| source.scope_logs).flat_map(|scope| scope.log_records).collect()
    }

    fn tries(&self, path: &str) -> usize {
        self.exports().iter().filter(|export| export.path == path).count()
    }

    async fn sees(&self, what: impl Fn(&Self) -> bool) {
        let seen = async {
            while !what(self) {
                sleep(LOOK_EVERY).await;
            }
        };
        timeout(HANGING, seen).await.expect("the collector sees it");
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn keep(State(seen): State<Arc<Seen>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let status = *seen.answers.lock().unwrap();
    let export = Export { path: uri.path().to_owned(), headers, body, was_taken: status.is_success() };
    seen.exports.lock().unwrap().push(export);
    status
}

/// What the log says, line by line.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As `aldaba serve` does it, with a log that the test reads.
fn started(collector: &Collector) -> (Telemetry, impl Subscriber + Send + Sync + 'static, Lines) {
    let lines = Lines::default();
    let writer = lines.clone();
    let (telemetry, recorder) =
        Telemetry::start(collector, Clock::system(), &Chance::system()).expect("HTTP can be made ready");
    let log = fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    (telemetry, registry().with(log).with(recorder), lines)
}

fn text<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    match value(attributes, key)? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

fn number(attributes: &[KeyValue], key: &str) -> Option<i64> {
    match value(attributes, key)? {
        Value::IntValue(number) => Some(*number),
        _ => None,
    }
}

fn value<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a Value> {
    let attribute = attributes.iter().find(|attribute| attribute.key == key)?;
    attribute.value.as_ref()?.value.as_ref()
}

fn body(event: &LogRecord) -> &str {
    match event.body.as_ref().and_then(|body| body.value.as_ref()) {
        Some(Value::StringValue(sentence)) => sentence,
        _ => "",
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_request_arrives_as_a_span_with_its_route_its_status_and_its_number() {
    let database = TestDatabase::sqlite().await;
    let house = TestHouse::open(&database).await;
    let stand_in = StandIn::open().await;
    let (telemetry, log, _) = started(&stand_in.collector());
    let answer = async {
        let mut visitor = house.visitor();
        let answer = get(&mut visitor, "/miportal/ingreso?correo=sofia%40correo.test").await;
        get(&mut visitor, &format!("/miportal/registro/correo/{NO_TOKEN}")).await;
        get(&mut visitor, &format!("/miportal/cv/recordar/contrasena/{NO_TOKEN}")).await;
        visitor.ask(Method::from_bytes(b"SOFIA").unwrap(), &url("/nadie"), None).await;
        house.front().database.clone().close().await.unwrap();
        get(&mut visitor, "/readyz").await;
        answer
    }
    .with_subscriber(log)
    .await;
    telemetry.stop().await;

    let spans = stand_in.spans();
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    let expected =
        ["GET /ingreso", "GET /registro/correo/{token}", "GET link", "_OTHER other", "GET /readyz"];
    assert_eq!(names, expected);
    let signin = &spans[0];
    assert_eq!(hexadecimal(&signin.trace_id), header(&answer, "x-request-id"));
    assert_eq!(signin.span_id.len(), 8);
    assert_eq!(signin.kind(), SpanKind::Server);
    assert_eq!(text(&signin.attributes, "http.route"), Some("/ingreso"));
    assert_eq!(text(&signin.attributes, "http.request.method"), Some("GET"));
    assert_eq!(number(&signin.attributes, "http.response.status_code"), Some(200));
    assert!(signin.start_time_unix_nano > 0 && signin.start_time_unix_nano <= signin.end_time_unix_nano);
    assert_eq!(signin.status.as_ref().unwrap().code(), SpanStatus::Unset);
    let failed = &spans[4];
    assert_eq!(number(&failed.attributes, "http.response.status_code"), Some(503));
    assert_eq!(failed.status.as_ref().unwrap().code(), SpanStatus::Error);
}

#[tokio::test]
async fn an_event_arrives_with_the_number_of_its_request_and_the_headers_of_the_settings() {
    let database = TestDatabase::sqlite().await;
    let house = TestHouse::open(&database).await;
    house.front().database.clone().close().await.unwrap();
    let stand_in = StandIn::open().await;
    let (telemetry, log, _) = started(&stand_in.collector());
    let answer = get(&mut house.visitor(), "/readyz").with_subscriber(log).await;
    telemetry.stop().await;

    let events = stand_in.events();
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!(body(event), "not ready: the database does not answer");
    assert_eq!(event.severity_number(), SeverityNumber::Warn);
    assert!(text(&event.attributes, "error").is_some_and(|error| error.contains("closed")), "{event:?}");
    assert_eq!(hexadecimal(&event.trace_id), header(&answer, "x-request-id"));
    assert_eq!(event.span_id, stand_in.spans()[0].span_id);

    let exports = stand_in.exports();
    assert_eq!(exports.len(), 2);
    for export in exports {
        assert_eq!(export.headers["content-type"], "application/x-protobuf", "{}", export.path);
        assert_eq!(export.headers["authorization"], SECRET, "{}", export.path);
    }
    let sent = ExportLogsServiceRequest::decode(stand_in.taken("/v1/logs")[0].body.clone()).unwrap();
    let source = sent.resource_logs[0].resource.as_ref().unwrap();
    assert_eq!(text(&source.attributes, "service.name"), Some("aldaba"));
    assert_eq!(sent.resource_logs[0].scope_logs[0].scope.as_ref().unwrap().name, "aldaba::probes");
}

#[tokio::test]
async fn nothing_that_says_who_somebody_is_leaves_with_an_event() {
    let stand_in = StandIn::open().await;
    let (telemetry, log, lines) = started(&stand_in.collector());
    tracing::subscriber::with_default(log, || {
        let reason = format!("550 <{}> is unknown, and so is /enlace/{NO_TOKEN}", SOFIA.email);
        tracing::warn!(target: "identity::messaging", reason, tries = 3, to = "*** *** 0012", "refused");
        tracing::warn!(target: "aldaba::listen", peer = "203.0.113.77:4711", "turned away");
        tracing::info!(target: "identity", "said to {}", SOFIA.email);
        tracing::error!(target: "sqlx::query", error = "a library talks", "of its own");
    });
    telemetry.stop().await;

    assert_eq!(lines.text().lines().count(), 4, "the log has it all: {}", lines.text());
    let events = stand_in.events();
    let sentences: Vec<&str> = events.iter().map(body).collect();
    assert_eq!(sentences, ["turned away", "said to ***", "refused"]);
    let refused = &events[2];
    assert_eq!(text(&refused.attributes, "reason"), Some("550 *** is unknown, and so is ***"));
    assert_eq!(number(&refused.attributes, "tries"), Some(3));
    assert_eq!(refused.attributes.len(), 2, "{refused:?}");
    assert!(events[0].attributes.is_empty());
}

/// Somebody at a portal that a process of its own serves.
fn visitor(process: &Process) -> Client {
    let presets = presets_at_their_own_addresses();
    let portal = presets.by_key("miportal").expect("a preset");
    Client::new(process.site()).at(&portal.address.link(""))
}

fn settings(endpoint: &str) -> String {
    format!("[telemetry]\nendpoint = \"{endpoint}\"\n")
}

#[tokio::test]
async fn a_process_sends_what_is_left_when_it_stops_and_no_byte_says_who_came() {
    let database = TestDatabase::sqlite().await;
    let stand_in = StandIn::open().await;
    let installation = Installation::over(&database).await.with(&settings(stand_in.endpoint.as_str()));
    let process = installation.serve("telemetry.log").await;
    let mut somebody = visitor(&process).saying("x-forwarded-for", "203.0.113.77");
    let page = somebody.get("/ingreso?de=correo").await;
    let fields = [("user", SOFIA.email), ("password", SOFIA.password)];
    somebody.submit(&page, "Ingresar", &fields).await;
    somebody.get(&format!("/registro/correo/{NO_TOKEN}")).await;
    assert!(timeout(HANGING, process.stop()).await.expect("it stops").success());

    let spans = stand_in.spans();
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["GET /ingreso", "POST /ingreso", "GET /registro/correo/{token}"]);
    let events = stand_in.events();
    let sentences: Vec<&str> = events.iter().map(body).collect();
    assert!(sentences.contains(&"open") && sentences.contains(&"closed"), "{sentences:?}");
    for export in stand_in.exports() {
        let text = String::from_utf8_lossy(&export.body);
        for personal in [SOFIA.email, "sofia", SOFIA.password, NO_TOKEN, "203.0.113.77", "de=correo"] {
            assert!(!text.contains(personal), "«{personal}» was sent: {text}");
        }
    }
}

#[tokio::test]
async fn a_collector_that_is_down_is_said_once_and_gets_what_waited_when_it_is_back() {
    let database = TestDatabase::sqlite().await;
    let stand_in = StandIn::open().await;
    stand_in.answers(StatusCode::SERVICE_UNAVAILABLE);
    let installation = Installation::over(&database).await.with(&settings(stand_in.endpoint.as_str()));
    let process = installation.serve("telemetry.log").await;
    let log = || fs::read_to_string(installation.path("telemetry.log")).expect("the log reads");
    assert_eq!(visitor(&process).get("/ingreso").await.status(), StatusCode::OK);
    stand_in.sees(|it| it.tries("/v1/traces") >= 3 && it.tries("/v1/logs") >= 3).await;
    assert_eq!(visitor(&process).get("/ayuda").await.status(), StatusCode::OK);
    assert!(stand_in.spans().is_empty() && stand_in.events().is_empty());
    stand_in.answers(StatusCode::OK);
    stand_in.sees(|it| it.spans().len() == 2).await;
    assert!(timeout(HANGING, process.stop()).await.expect("it stops").success());
    assert_eq!(log().matches("does not take what is sent").count(), 1, "{}", log());
    assert_eq!(log().matches("takes again what is sent").count(), 1, "{}", log());
    assert!(!log().contains("did not reach"), "{}", log());
    let told = stand_in.events().iter().any(|event| body(event).contains("does not take what is sent"));
    assert!(told, "the collector learns of it too");
}

#[tokio::test]
async fn a_collector_that_never_answers_holds_up_neither_the_portal_nor_its_end() {
    let database = TestDatabase::sqlite().await;
    // Connections are accepted by the system, and nobody reads.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let installation = Installation::over(&database).await.with(&settings(&endpoint));
    let process = installation.serve("telemetry.log").await;
    for _ in 0..3 {
        assert_eq!(visitor(&process).get("/ingreso").await.status(), StatusCode::OK);
    }
    assert!(timeout(HANGING, process.stop()).await.expect("it stops").success());
    let log = fs::read_to_string(installation.path("telemetry.log")).unwrap();
    assert!(log.contains("did not take the last in time"), "{log}");
}
