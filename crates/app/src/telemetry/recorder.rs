//! Hears of every span and event of the program, and puts what may leave into the queue. It waits for nobody.

use std::fmt::{Debug, Write};
use std::sync::atomic::Ordering;

use base::clock::{Clock, Timestamp};
use tokio::sync::mpsc;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;
use uuid::Uuid;

use super::{Overflow, rules};
use crate::requests::span;

/// Of an event: its sentence, as `tracing` calls it.
const SENTENCE: &str = "message";

/// A layer for the subscriber of the log.
pub struct Recorder {
    requests: mpsc::Sender<Request>,
    events: mpsc::Sender<Event>,
    overflow: Overflow,
    clock: Clock,
}

/// A request that was answered.
pub struct Request {
    pub id: Uuid,
    pub method: String,
    pub route: String,
    pub status: u16,
    pub begun: Timestamp,
    pub ended: Timestamp,
}

/// An event of the log.
pub struct Event {
    pub at: Timestamp,
    pub level: Level,
    pub target: &'static str,
    pub sentence: String,
    pub fields: Vec<(&'static str, FieldValue)>,
    /// During which request it happened.
    pub request: Option<Uuid>,
}

/// What a field says.
pub enum FieldValue {
    Text(String),
    Number(i64),
    Truth(bool),
}

/// A request under way: kept at its span.
struct UnderWay {
    begun: Timestamp,
    said: Said,
}

/// What the span of a request says of it; the answer comes last.
#[derive(Default)]
struct Said {
    id: Option<Uuid>,
    method: Option<String>,
    route: Option<String>,
    status: Option<u16>,
}

/// The sentence and the fields of an event, without what stays here.
#[derive(Default)]
struct Heard {
    sentence: Option<String>,
    fields: Vec<(&'static str, FieldValue)>,
}

impl Recorder {
    pub(super) fn new(
        requests: mpsc::Sender<Request>,
        events: mpsc::Sender<Event>,
        overflow: Overflow,
        clock: Clock,
    ) -> Self {
        Self { requests, events, overflow, clock }
    }

    fn put<T>(&self, queue: &mpsc::Sender<T>, heard: T) {
        if queue.try_send(heard).is_err() {
            self.overflow.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let is_request =
            attributes.metadata().name() == span::NAME && attributes.metadata().target() == span::TARGET;
        let Some(span) = context.span(id).filter(|_| is_request) else { return };
        let mut said = Said::default();
        attributes.record(&mut said);
        span.extensions_mut().insert(UnderWay { begun: self.clock.now(), said });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(under_way) = span.extensions_mut().get_mut::<UnderWay>() {
            values.record(&mut under_way.said);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(under_way) = context.span(&id).and_then(|span| span.extensions_mut().remove::<UnderWay>())
        else {
            return;
        };
        // One that nobody waited for had no answer, and is not counted in the metrics either.
        let Said { id: Some(id), method: Some(method), route: Some(route), status: Some(status) } =
            under_way.said
        else {
            return;
        };
        let ended = self.clock.now();
        let request = Request { id, method, route, status, begun: under_way.begun, ended };
        self.put(&self.requests, request);
    }

    fn on_event(&self, event: &tracing::Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        if !rules::is_ours(metadata.target()) {
            return;
        }
        let mut heard = Heard::default();
        event.record(&mut heard);
        let request = context.event_scope(event).and_then(|mut spans| {
            spans.find_map(|span| span.extensions().get::<UnderWay>().and_then(|way| way.said.id))
        });
        let event = Event {
            at: self.clock.now(),
            level: *metadata.level(),
            target: metadata.target(),
            sentence: heard.sentence.unwrap_or_default(),
            fields: heard.fields,
            request,
        };
        self.put(&self.events, event);
    }
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            span::ID => self.id = Uuid::try_parse(value).ok(),
            span::METHOD => self.method = Some(value.to_owned()),
            span::ROUTE => self.route = Some(value.to_owned()),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == span::STATUS {
            self.status = u16::try_from(value).ok();
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

impl Heard {
    fn note(&mut self, field: &Field, value: impl FnOnce() -> FieldValue) {
        if rules::may_leave(field.name()) {
            self.fields.push((field.name(), value()));
        }
    }
}

impl Visit for Heard {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.note(field, || FieldValue::Truth(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.note(field, || FieldValue::Number(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.note(field, || FieldValue::Number(i64::try_from(value).unwrap_or(i64::MAX)));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.note(field, || FieldValue::Text(rules::redacted(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        // A value that does not print says nothing.
        let _ = write!(text, "{value:?}");
        if field.name() == SENTENCE {
            self.sentence.get_or_insert_with(|| rules::redacted(&text));
            return;
        }
        self.note(field, || FieldValue::Text(rules::redacted(&text)));
    }
}
