//! Security events in words, for the person and for staff.

use base::audit::Entry;

use crate::messaging::moment::moment;
use crate::visit::Visit;

/// One event as the person reads it.
pub struct Line {
    pub what: String,
    pub when: String,
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Person,
    Staff,
}

/// Tells the events, the newest first; the same one several times over is told once, with its number.
pub fn lines(visit: &Visit, reader: Reader, entries: &[Entry]) -> Vec<Line> {
    entries
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

fn is_told_alike(reader: Reader, one: &Entry, next: &Entry) -> bool {
    let is_same = (&one.event, &one.source, &one.browser) == (&next.event, &next.source, &next.browser);
    is_same && (reader == Reader::Person || one.detail == next.detail)
}

/// Tells an event. One without words of its own would be a fault of ours: a test holds every event against the catalogue.
fn line(visit: &Visit, reader: Reader, entry: &Entry) -> Line {
    let id = format!("profile-event-{}", entry.event.replace(['.', '_'], "-"));
    let when = moment(entry.at, &visit.words);
    let place = [entry.browser.as_str(), entry.source.as_str()];
    let told = match (entry.actor.as_str(), reader) {
        // Where the staff sit is nobody's business, and why they did it is theirs.
        ("staff", Reader::Person) => Vec::new(),
        ("staff", Reader::Staff) => vec![entry.detail.as_str()],
        _ => place.to_vec(),
    };
    let told = told.into_iter().filter(|part| !part.is_empty());
    let parts: Vec<&str> = std::iter::once(when.as_str()).chain(told).collect();
    Line { what: visit.t(&id).to_owned(), when: parts.join(" · ") }
}
