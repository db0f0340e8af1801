//! What was observed, as the messages of OTLP. The names of attributes are those of OpenTelemetry's semantic conventions.

use std::collections::BTreeMap;

use base::chance::Chance;
use base::clock::Timestamp;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs, SeverityNumber};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status};
use prost::Message;
use tracing::Level;
use uuid::Uuid;

use super::recorder::{Event, FieldValue, Request};

const SERVICE: &str = "aldaba";
const NANOS_IN_A_MICRO: u64 = 1_000;
/// W3C Trace Context §3.2.2.5.1: the trace is recorded.
const SAMPLED: u32 = 1;
const SERVER_ERRORS: u16 = 500;
/// W3C Trace Context §3.2.2.4: the length of the name of a span.
const SPAN_ID_BYTES: usize = 8;

/// Who sends: this process.
#[derive(Clone)]
pub struct Source(Resource);

impl Source {
    pub fn new(chance: &Chance) -> Self {
        let instance = Uuid::from_bytes(chance.bytes()).to_string();
        let attributes = vec![
            text("service.name", SERVICE),
            text("service.version", env!("CARGO_PKG_VERSION")),
            text("service.instance.id", instance),
        ];
        Self(Resource { attributes, ..Resource::default() })
    }
}

/// The traces of some requests, each of one span.
pub fn traces(source: &Source, requests: Vec<Request>) -> Vec<u8> {
    let spans = requests.into_iter().map(span).collect();
    let scope_spans = vec![ScopeSpans { scope: Some(scope(SERVICE)), spans, ..ScopeSpans::default() }];
    let of_us = ResourceSpans { resource: Some(source.0.clone()), scope_spans, ..ResourceSpans::default() };
    ExportTraceServiceRequest { resource_spans: vec![of_us] }.encode_to_vec()
}

/// Some events of the log, by the place in the program that they come from.
pub fn logs(source: &Source, events: Vec<Event>) -> Vec<u8> {
    let mut by_target: BTreeMap<&'static str, Vec<LogRecord>> = BTreeMap::new();
    for event in events {
        by_target.entry(event.target).or_default().push(log_record(event));
    }
    let scope_logs = by_target
        .into_iter()
        .map(|(target, log_records)| ScopeLogs {
            scope: Some(scope(target)),
            log_records,
            ..ScopeLogs::default()
        })
        .collect();
    let of_us = ResourceLogs { resource: Some(source.0.clone()), scope_logs, ..ResourceLogs::default() };
    ExportLogsServiceRequest { resource_logs: vec![of_us] }.encode_to_vec()
}

fn span(request: Request) -> Span {
    let code = if request.status >= SERVER_ERRORS { StatusCode::Error } else { StatusCode::Unset };
    Span {
        span_id: span_id(request.id),
        trace_id: request.id.into_bytes().to_vec(),
        flags: SAMPLED,
        name: format!("{} {}", request.method, request.route),
        kind: SpanKind::Server.into(),
        start_time_unix_nano: nanos(request.begun),
        end_time_unix_nano: nanos(request.ended),
        attributes: vec![
            text("http.request.method", request.method),
            text("http.route", request.route),
            number("http.response.status_code", request.status.into()),
        ],
        status: Some(Status { code: code.into(), ..Status::default() }),
        ..Span::default()
    }
}

fn log_record(event: Event) -> LogRecord {
    let (severity, severity_text) = severity(event.level);
    LogRecord {
        time_unix_nano: nanos(event.at),
        observed_time_unix_nano: nanos(event.at),
        severity_number: severity.into(),
        severity_text: severity_text.to_owned(),
        body: Some(AnyValue { value: Some(Value::StringValue(event.sentence)) }),
        attributes: event.fields.into_iter().map(attribute).collect(),
        flags: event.request.map_or(0, |_| SAMPLED),
        trace_id: event.request.map(|id| id.into_bytes().to_vec()).unwrap_or_default(),
        span_id: event.request.map(span_id).unwrap_or_default(),
        ..LogRecord::default()
    }
}

/// A trace has one span, so half of its name is name enough.
fn span_id(request: Uuid) -> Vec<u8> {
    request.as_bytes()[SPAN_ID_BYTES..].to_vec()
}

fn severity(level: Level) -> (SeverityNumber, &'static str) {
    match level {
        Level::ERROR => (SeverityNumber::Error, "ERROR"),
        Level::WARN => (SeverityNumber::Warn, "WARN"),
        Level::INFO => (SeverityNumber::Info, "INFO"),
        Level::DEBUG => (SeverityNumber::Debug, "DEBUG"),
        Level::TRACE => (SeverityNumber::Trace, "TRACE"),
    }
}

fn attribute((name, value): (&'static str, FieldValue)) -> KeyValue {
    match value {
        FieldValue::Text(value) => text(name, value),
        FieldValue::Number(value) => number(name, value),
        FieldValue::Truth(value) => key_value(name, Value::BoolValue(value)),
    }
}

fn text(key: &str, value: impl Into<String>) -> KeyValue {
    key_value(key, Value::StringValue(value.into()))
}

fn number(key: &str, value: i64) -> KeyValue {
    key_value(key, Value::IntValue(value))
}

fn key_value(key: &str, value: Value) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(AnyValue { value: Some(value) }), ..KeyValue::default() }
}

fn scope(name: &str) -> InstrumentationScope {
    InstrumentationScope { name: name.to_owned(), ..InstrumentationScope::default() }
}

fn nanos(moment: Timestamp) -> u64 {
    u64::try_from(moment.micros()).unwrap_or(0).saturating_mul(NANOS_IN_A_MICRO)
}
