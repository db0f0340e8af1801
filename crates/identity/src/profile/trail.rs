//! Security events in words, for the person and for staff.

use std::collections::HashMap;

use base::audit::Recorded;
use uuid::Uuid;

use crate::messaging::moment::moment;
use crate::visit::Visit;

/// One event as the person reads it.
pub struct Line {
    pub what: String,
    pub when: String,
}

/// Who reads.
#[derive(Clone, Copy, Debug)]
pub enum Reader<'a> {
    Person,
    /// With the names of all of them.
    Staff(&'a HashMap<Uuid, String>),
}

/// Tells the events, the newest first; the same one several times over is told once, with its number.
pub fn lines(visit: &Visit, reader: Reader<'_>, events: &[Recorded]) -> Vec<Line> {
    events
        .chunk_by(|one, next| is_told_alike(reader, one, next))
        .map(|same| {
            let mut line = line(visit, reader, &same[0]);
            if same.len() > 1 {
                line.what = visit.words.with(
                    "profile-several-times",
                    &[("what", line.what.as_str().into()), ("times", same.len().into())],
                );
            }
            line
        })
        .collect()
}

fn is_told_alike(reader: Reader<'_>, one: &Recorded, next: &Recorded) -> bool {
    let is_same = (&one.event, &one.source, &one.browser) == (&next.event, &next.source, &next.browser);
    let is_same_to_staff = (one.actor_id, &one.detail) == (next.actor_id, &next.detail);
    is_same && (matches!(reader, Reader::Person) || is_same_to_staff)
}

/// What happened. An event without words of its own would be a fault of ours: a test holds every event against the catalogue.
pub(super) fn words_of(visit: &Visit, event: &Recorded) -> String {
    visit.t(&format!("profile-event-{}", event.event.replace(['.', '_'], "-"))).to_owned()
}

/// Tells an event.
fn line(visit: &Visit, reader: Reader<'_>, event: &Recorded) -> Line {
    let when = moment(event.at, &visit.words);
    let told = match (event.actor.as_str(), reader) {
        // Who of the staff it was, where they sat and why they did it is theirs to know.
        ("staff", Reader::Person) => Vec::new(),
        ("staff", Reader::Staff(names)) => {
            let name = event.actor_id.and_then(|id| names.get(&id)).map_or("", String::as_str);
            vec![name, event.detail.as_str()]
        }
        _ => vec![event.browser.as_str(), event.source.as_str()],
    };
    let told = told.into_iter().filter(|part| !part.is_empty());
    let parts: Vec<&str> = std::iter::once(when.as_str()).chain(told).collect();
    Line { what: words_of(visit, event), when: parts.join(" · ") }
}
