//! Security events, in words.

use base::audit::Recorded;

use crate::messaging::moment::moment;
use crate::visit::Visit;

/// One event as the person reads it.
pub(super) struct Line {
    pub what: String,
    pub when: String,
}

/// Tells the events, the newest first; the same one several times over is told once, with its number.
pub(super) fn lines(visit: &Visit, events: &[Recorded]) -> Vec<Line> {
    events
        .chunk_by(|one, next| {
            one.event == next.event && one.source == next.source && one.browser == next.browser
        })
        .map(|same| {
            let mut line = line(visit, &same[0]);
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

/// Tells an event. One without words of its own would be a fault of ours: a test holds every event against the catalogue.
fn line(visit: &Visit, event: &Recorded) -> Line {
    let id = format!("profile-event-{}", event.event.replace(['.', '_'], "-"));
    let place = [event.browser.as_str(), event.source.as_str()].into_iter().filter(|part| !part.is_empty());
    let place: Vec<&str> = place.collect();
    let when = moment(event.at, &visit.words);
    let when = if place.is_empty() { when } else { format!("{when} · {}", place.join(" · ")) };
    Line { what: visit.t(&id).to_owned(), when }
}
