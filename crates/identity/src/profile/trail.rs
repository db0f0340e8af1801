//! Security events, in words.

use base::audit::Entry;

use crate::messaging::moment::moment;
use crate::visit::Visit;

/// One event as the person reads it.
pub(super) struct Line {
    pub what: String,
    pub when: String,
}

/// Tells an event. One without words of its own would be a fault of ours: a test holds every event against the catalogue.
pub(super) fn line(visit: &Visit, entry: &Entry) -> Line {
    let id = format!("profile-event-{}", entry.event.replace(['.', '_'], "-"));
    let place = [entry.browser.as_str(), entry.source.as_str()].into_iter().filter(|part| !part.is_empty());
    let place: Vec<&str> = place.collect();
    let when = moment(entry.at, &visit.words);
    let when = if place.is_empty() { when } else { format!("{when} · {}", place.join(" · ")) };
    Line { what: visit.t(&id).to_owned(), when }
}
